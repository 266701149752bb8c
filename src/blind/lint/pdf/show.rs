//! Carries out content streams as far as text goes (8.4, 9.3, 9.4).

use super::colour::{Colour, Space};
use super::font::Font;
use super::lexer::{Lexer, Token};
use super::matrix::Matrix;
use super::source::{Source, as_dict, too_large};
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Forms within forms.
const MAX_FORMS: usize = 12;
/// Graphics states that are saved at one time.
const MAX_SAVED: usize = 512;
/// Operators of all pages, and glyphs.
const MAX_OPERATORS: usize = 40_000_000;
const MAX_GLYPHS: usize = 20_000_000;
/// Pieces of text of one page.
const MAX_PIECES: usize = 300_000;
/// How many operators it counts as to read a font that is not shared.
const FONT: usize = 10_000;
/// Characters that are kept of one piece of text.
const MAX_TEXT: usize = 256;

/// What is counted, and kept, for all pages.
#[derive(Default)]
pub(super) struct Limits {
    operators: usize,
    glyphs: usize,
    fonts: BTreeMap<ObjectId, Rc<Font>>,
}

/// Text that was shown at once.
pub(super) struct Piece {
    pub text: String,
    /// Where its first and its last glyph stand.
    pub from: (f64, f64),
    pub to: (f64, f64),
    pub font: Rc<Font>,
    /// In points.
    pub size: f64,
    pub colour: Colour,
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    fill: (Space, Colour),
    stroke: (Space, Colour),
    font: Option<Rc<Font>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    mode: f64,
}

pub(super) struct Show<'a> {
    source: &'a Source,
    limits: &'a mut Limits,
    pub pieces: Vec<Piece>,
}

struct Frame<'a> {
    resources: &'a Dictionary,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
}

impl<'a> Show<'a> {
    pub fn new(source: &'a Source, limits: &'a mut Limits) -> Show<'a> {
        Show { source, limits, pieces: Vec::new() }
    }

    /// # Errors
    /// `DocumentBroken`, `DocumentTooLarge`.
    pub fn page(&mut self, content: &[u8], resources: &'a Dictionary) -> Result<()> {
        let black = (Space::Gray, Colour::Rgb([0.0; 3]));
        let state = State {
            ctm: Matrix::IDENTITY,
            fill: black.clone(),
            stroke: black,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0.0,
        };
        self.source.while_open(content.len(), || self.run(content, resources, state, 0))
    }

    fn run(&mut self, content: &[u8], resources: &'a Dictionary, state: State, depth: usize) -> Result<()> {
        let (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut frame = Frame { resources, state, saved: Vec::new(), text, line };
        let (mut lexer, mut operands) = (Lexer::new(content), Vec::new());
        while let Some(operator) = lexer.operator(&mut operands) {
            self.limits.operators += 1;
            if self.limits.operators > MAX_OPERATORS {
                return Err(too_large("its pages have too many operators"));
            }
            self.step(&operator, &operands, &mut frame, depth)?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        operator: &[u8],
        operands: &[Token],
        frame: &mut Frame<'a>,
        depth: usize,
    ) -> Result<()> {
        let number = |at: usize| match operands.get(at) {
            Some(Token::Number(number)) => *number,
            _ => 0.0,
        };
        match operator {
            b"q" if frame.saved.len() < MAX_SAVED => frame.saved.push(frame.state.clone()),
            b"Q" => {
                if let Some(state) = frame.saved.pop() {
                    frame.state = state;
                }
            }
            b"cm" => frame.state.ctm = matrix(operands).then(frame.state.ctm),
            b"BT" => (frame.text, frame.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tc" => frame.state.char_space = number(0),
            b"Tw" => frame.state.word_space = number(0),
            b"Tz" => frame.state.scale = number(0) / 100.0,
            b"TL" => frame.state.leading = number(0),
            b"Ts" => frame.state.rise = number(0),
            b"Tr" => frame.state.mode = number(0),
            b"Tf" => {
                frame.state.size = number(1);
                frame.state.font = self.font(operands, frame.resources)?;
            }
            b"Tm" => frame.set_line(matrix(operands)),
            b"Td" => frame.next_line(number(0), number(1)),
            b"TD" => {
                frame.state.leading = -number(1);
                frame.next_line(number(0), number(1));
            }
            b"T*" => frame.next_line(0.0, -frame.state.leading),
            b"Tj" | b"TJ" => self.show(operands, frame)?,
            b"'" => {
                frame.next_line(0.0, -frame.state.leading);
                self.show(operands, frame)?;
            }
            b"\"" => {
                (frame.state.word_space, frame.state.char_space) = (number(0), number(1));
                frame.next_line(0.0, -frame.state.leading);
                self.show(operands.get(2..).unwrap_or_default(), frame)?;
            }
            b"g" => frame.state.fill = painted(Space::Gray, operands),
            b"rg" => frame.state.fill = painted(Space::Rgb, operands),
            b"k" => frame.state.fill = painted(Space::Cmyk, operands),
            b"G" => frame.state.stroke = painted(Space::Gray, operands),
            b"RG" => frame.state.stroke = painted(Space::Rgb, operands),
            b"K" => frame.state.stroke = painted(Space::Cmyk, operands),
            b"cs" | b"CS" => {
                let Some(Token::Name(name)) = operands.first() else { return Ok(()) };
                let space = Space::of(self.source, frame.resources, name);
                let colour = space.first();
                *frame.paint(operator == b"CS") = (space, colour);
            }
            b"sc" | b"scn" | b"SC" | b"SCN" => {
                let paint = frame.paint(operator.starts_with(b"S"));
                paint.1 = paint.0.colour(operands);
            }
            b"gs" => self.parameters(operands, frame)?,
            b"Do" => self.form(operands, frame, depth)?,
            _ => {}
        }
        Ok(())
    }

    fn resource(&self, kind: &[u8], operands: &[Token], resources: &'a Dictionary) -> Option<&'a Object> {
        let Some(Token::Name(name)) = operands.first() else { return None };
        self.source.dict(resources, kind)?.get(name).ok()
    }

    fn font(&mut self, operands: &[Token], resources: &'a Dictionary) -> Result<Option<Rc<Font>>> {
        let object = self.resource(b"Font", operands, resources);
        object.map(|object| self.load(object)).transpose().map(Option::flatten)
    }

    fn load(&mut self, object: &Object) -> Result<Option<Rc<Font>>> {
        let id = object.as_reference().ok();
        if let Some(font) = id.and_then(|id| self.limits.fonts.get(&id)) {
            return Ok(Some(font.clone()));
        }
        let Some(dict) = as_dict(self.source.resolve(object)) else { return Ok(None) };
        let font = Rc::new(Font::load(self.source, dict)?);
        match id {
            Some(id) => drop(self.limits.fonts.insert(id, font.clone())),
            None => self.limits.operators = self.limits.operators.saturating_add(FONT),
        }
        Ok(Some(font))
    }

    /// A dictionary of parameters may set the font (8.4.5).
    fn parameters(&mut self, operands: &[Token], frame: &mut Frame<'a>) -> Result<()> {
        let object = self.resource(b"ExtGState", operands, frame.resources);
        let Some(dict) = object.and_then(|object| as_dict(self.source.resolve(object))) else {
            return Ok(());
        };
        if let Some([font, size, ..]) = self.source.array(dict, b"Font") {
            frame.state.size = super::source::number(self.source.resolve(size)).unwrap_or(0.0);
            frame.state.font = self.load(font)?;
        }
        Ok(())
    }

    /// A form is drawn as if its operators stood here (8.10).
    fn form(&mut self, operands: &[Token], frame: &mut Frame<'a>, depth: usize) -> Result<()> {
        let object = self.resource(b"XObject", operands, frame.resources);
        let Some(Object::Stream(form)) = object.map(|object| self.source.resolve(object)) else {
            return Ok(());
        };
        if self.source.name(&form.dict, b"Subtype") != Some(b"Form") {
            return Ok(());
        }
        if depth >= MAX_FORMS {
            return Err(too_large("forms are nested too deep"));
        }
        let own = form.dict.get(b"Matrix").ok().and_then(|matrix| self.source.numbers(matrix));
        let mut state = frame.state.clone();
        state.ctm = own.map_or(Matrix::IDENTITY, Matrix).then(state.ctm);
        let resources = self.source.dict(&form.dict, b"Resources").unwrap_or(frame.resources);
        let source = self.source;
        let content = source.bytes(form)?;
        source.while_open(content.len(), || self.run(&content, resources, state, depth + 1))
    }

    fn show(&mut self, operands: &[Token], frame: &mut Frame) -> Result<()> {
        let state = &frame.state;
        let Some(font) = state.font.clone() else { return Ok(()) };
        let mut shown = String::new();
        let (mut from, mut to) = (None, (0.0, 0.0));
        let (mut text, mut count) = (frame.text, 0);
        let up = Matrix::shift(0.0, state.rise);
        for operand in operands {
            match operand {
                Token::Number(back) => {
                    text = Matrix::shift(-back / 1000.0 * state.size * state.scale, 0.0).then(text);
                }
                Token::Text(bytes) => font.glyphs(bytes, |glyph| {
                    count += 1;
                    if !glyph.text.trim().is_empty() {
                        to = up.then(text).then(state.ctm).origin();
                        from = from.or(Some(to));
                    }
                    if shown.len() < MAX_TEXT {
                        shown.push_str(&glyph.text);
                    }
                    let space = state.char_space + if glyph.space { state.word_space } else { 0.0 };
                    text = Matrix::shift((glyph.width * state.size + space) * state.scale, 0.0).then(text);
                }),
                _ => {}
            }
        }
        let size = (state.size * frame.text.then(state.ctm).height()).abs();
        frame.text = text;
        self.limits.glyphs = self.limits.glyphs.saturating_add(count);
        if self.limits.glyphs > MAX_GLYPHS || self.pieces.len() >= MAX_PIECES {
            return Err(too_large("its pages have too much text"));
        }
        // Modes 3 and 7 paint nothing (9.3.6), 1 and 5 the outlines alone.
        let colour = match frame.state.mode {
            3.0 | 7.0 => return Ok(()),
            1.0 | 5.0 => &frame.state.stroke.1,
            _ => &frame.state.fill.1,
        };
        if let Some(from) = from {
            self.pieces.push(Piece { text: shown, from, to, font, size, colour: colour.clone() });
        }
        Ok(())
    }
}

impl Frame<'_> {
    fn set_line(&mut self, line: Matrix) {
        (self.text, self.line) = (line, line);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.set_line(Matrix::shift(x, y).then(self.line));
    }

    fn paint(&mut self, stroke: bool) -> &mut (Space, Colour) {
        if stroke { &mut self.state.stroke } else { &mut self.state.fill }
    }
}

fn painted(space: Space, operands: &[Token]) -> (Space, Colour) {
    let colour = space.colour(operands);
    (space, colour)
}

fn matrix(operands: &[Token]) -> Matrix {
    let numbers = operands.iter().filter_map(|token| match token {
        Token::Number(number) => Some(*number),
        _ => None,
    });
    numbers.collect::<Vec<_>>().try_into().map_or(Matrix::IDENTITY, Matrix)
}
