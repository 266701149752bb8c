//! Carries out the operators of pages, forms and patterns, and tells a listener what they draw (ISO 32000-1 8 and 9).
//! It is run twice for each page, and tells the same both times: first to find what is said, then to write it.

use super::content::{Lexer, Op};
use super::font::Font;
use super::layers::Layers;
use super::limits::{DEPTH, OPERATORS, broken, too_large, unknown};
use super::matrix::{Matrix, Rect};
use super::out::{Out, write_number};
use super::source::{Source, as_dict};
use super::state::{State, TextState};
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId, Stream};
use std::collections::BTreeMap;

/// The fonts of a document, each loaded once.
#[derive(Default)]
pub(super) struct Fonts {
    pub(super) all: Vec<Font>,
    known: BTreeMap<(ObjectId, usize), usize>,
}

impl Fonts {
    fn find(&mut self, source: &Source, object: &Object) -> Result<usize> {
        let dict = as_dict(source.resolve(object)).ok_or_else(|| broken("a font is missing"))?;
        let key = match object {
            Object::Reference(id) => (*id, 0),
            // The document does not move while it is read.
            _ => ((0, 0), std::ptr::from_ref(dict) as usize),
        };
        if let Some(font) = self.known.get(&key) {
            return Ok(*font);
        }
        self.all.push(Font::load(source, dict)?);
        self.known.insert(key, self.all.len() - 1);
        Ok(self.all.len() - 1)
    }
}

/// One element of text that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// A code, and how far its origin is from where the text begins.
    Glyph { code: (u32, u8), at: f64 },
    /// A step back in thousandths of the size.
    Kern(f64),
}

/// What a content stream draws.
pub(super) enum Event<'e> {
    Save,
    Restore,
    /// An operator that changes the graphics state.
    State(&'e Op, &'e Dictionary),
    /// A path, written, with the operator that paints it and the one that clips by it.
    Path {
        written: &'e [u8],
        paint: &'e [u8],
        clip: Option<&'e [u8]>,
        bounds: Rect,
        rectangle: bool,
    },
    Shading(&'e Op, &'e Dictionary),
    /// Text, with the matrix of its beginning.
    Show {
        matrix: Matrix,
        pieces: &'e [Piece],
    },
    Picture(&'e Stream, Option<ObjectId>),
    FormBegins,
    FormEnds(&'e Stream),
    /// The operators at the head of a Type 3 glyph.
    Metrics(&'e Op),
}

pub(super) trait Listener {
    fn hear(&mut self, event: Event, state: &State, fonts: &mut Fonts) -> Result<()>;
}

/// What is the same for all content streams of a document.
pub(super) struct Interpreter<'a> {
    pub(super) source: &'a Source,
    pub(super) layers: &'a Layers,
    pub(super) fonts: &'a mut Fonts,
    pub(super) operators: &'a mut usize,
}

struct Frame<'a> {
    resources: &'a Dictionary,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<u8>,
    bounds: Rect,
    /// How many rectangles and other parts the path has.
    parts: (u32, u32),
    clip: Option<Vec<u8>>,
    /// Of each marked content that is open, whether it is hidden.
    marked: Vec<bool>,
}

impl<'a> Interpreter<'a> {
    pub(super) fn run(
        &mut self,
        content: &[u8],
        resources: &'a Dictionary,
        state: State,
        listener: &mut dyn Listener,
        depth: usize,
    ) -> Result<()> {
        if depth == 0 {
            return Err(unknown("forms are nested too deep"));
        }
        let mut frame = Frame {
            resources,
            state,
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            path: Vec::new(),
            bounds: Rect::EMPTY,
            parts: (0, 0),
            clip: None,
            marked: Vec::new(),
        };
        let mut lexer = Lexer::new(content);
        while let Some(op) = lexer.next()? {
            *self.operators += 1;
            if *self.operators > OPERATORS {
                return Err(too_large("its pages have too many operators"));
            }
            self.step(&op, &mut frame, listener, depth)?;
        }
        // What was left open is closed, so that what follows is not drawn differently.
        while let Some(state) = frame.saved.pop() {
            frame.state = state;
            listener.hear(Event::Restore, &frame.state, self.fonts)?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        op: &Op,
        frame: &mut Frame<'a>,
        listener: &mut dyn Listener,
        depth: usize,
    ) -> Result<()> {
        match op.name.as_slice() {
            b"q" => {
                if frame.saved.len() > 200 {
                    return Err(unknown("graphics states are nested too deep"));
                }
                frame.saved.push(frame.state.clone());
                listener.hear(Event::Save, &frame.state, self.fonts)
            }
            b"Q" => match frame.saved.pop() {
                Some(state) => {
                    frame.state = state;
                    listener.hear(Event::Restore, &frame.state, self.fonts)
                }
                None => Ok(()),
            },
            b"cm" => {
                let Some(numbers) = op.nums() else { return Ok(()) };
                frame.state.ctm = Matrix(numbers).then(frame.state.ctm);
                if !frame.state.ctm.is_finite() {
                    return Err(broken("a matrix is not a number"));
                }
                self.state_op(op, frame, listener)
            }
            b"w" | b"J" | b"j" | b"M" | b"d" | b"ri" | b"i" => self.state_op(op, frame, listener),
            b"gs" => self.graphics(op, frame, listener),
            b"g" | b"rg" | b"k" | b"G" | b"RG" | b"K" | b"cs" | b"CS" | b"sc" | b"SC" | b"scn" | b"SCN" => {
                let (source, resources) = (self.source, frame.resources);
                frame.state.colour(op, |name| is_plain(source, resources, name));
                self.state_op(op, frame, listener)
            }
            b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re" => {
                frame.construct(op);
                Ok(())
            }
            b"W" | b"W*" => {
                frame.clip = Some(op.name.clone());
                Ok(())
            }
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => {
                self.paint(op, frame, listener)
            }
            b"sh" if frame.is_hidden() => Ok(()),
            b"sh" => listener.hear(Event::Shading(op, frame.resources), &frame.state, self.fonts),
            b"Do" => self.external(op, frame, listener, depth),
            b"BI" if frame.is_hidden() => Ok(()),
            b"BI" => {
                let stream = super::clean::inline_picture(self.source, op, frame.resources)?;
                listener.hear(Event::Picture(&stream, None), &frame.state, self.fonts)
            }
            b"BDC" | b"BMC" => {
                let hidden = self.is_marked_hidden(op, frame.resources);
                frame.marked.push(hidden);
                if frame.marked.len() > 10_000 {
                    return Err(unknown("marked content is nested too deep"));
                }
                Ok(())
            }
            b"EMC" => {
                frame.marked.pop();
                Ok(())
            }
            b"d0" | b"d1" => listener.hear(Event::Metrics(op), &frame.state, self.fonts),
            b"MP" | b"DP" | b"BX" | b"EX" => Ok(()),
            b"PS" => Err(unknown("PostScript in a page")),
            _ => self.text_step(op, frame, listener),
        }
    }

    fn state_op(&mut self, op: &Op, frame: &Frame<'a>, listener: &mut dyn Listener) -> Result<()> {
        listener.hear(Event::State(op, frame.resources), &frame.state, self.fonts)
    }

    fn graphics(&mut self, op: &Op, frame: &mut Frame<'a>, listener: &mut dyn Listener) -> Result<()> {
        let name = op.operands.first().and_then(Out::as_name).unwrap_or_default();
        let found =
            self.source.dict(frame.resources, "ExtGState").and_then(|all| resource(self.source, all, name));
        let Some(dict) = found.and_then(as_dict) else { return Ok(()) };
        if let Some(font) = self.source.array(dict, "Font")
            && let [font, size] = font.as_slice()
        {
            frame.state.text.font = Some(self.fonts.find(self.source, font)?);
            frame.state.text.size = super::source::number(self.source.resolve(size)).unwrap_or_default();
        }
        if let Some(alpha) = self.source.num(dict, "ca") {
            frame.state.alpha = alpha;
        }
        match self.source.get(dict, "BM") {
            Some(Object::Name(mode)) => frame.state.normal = mode == b"Normal" || mode == b"Compatible",
            Some(_) => frame.state.normal = false,
            None => {}
        }
        if self.source.get(dict, "SMask").is_some_and(|mask| as_dict(mask).is_some()) {
            frame.state.normal = false;
        }
        self.state_op(op, frame, listener)
    }

    fn paint(&mut self, op: &Op, frame: &mut Frame<'a>, listener: &mut dyn Listener) -> Result<()> {
        let written = std::mem::take(&mut frame.path);
        let bounds = std::mem::replace(&mut frame.bounds, Rect::EMPTY);
        let parts = std::mem::take(&mut frame.parts);
        let clip = frame.clip.take();
        let paint: &[u8] = match op.name.as_slice() {
            _ if frame.is_hidden() => b"n",
            b"F" => b"f",
            other => other,
        };
        if written.is_empty() {
            return Ok(());
        }
        let rectangle = parts == (1, 0);
        let event = Event::Path { written: &written, paint, clip: clip.as_deref(), bounds, rectangle };
        listener.hear(event, &frame.state, self.fonts)?;
        if clip.is_some() {
            frame.state.clip = frame.state.clip.meet(bounds);
        }
        Ok(())
    }

    fn external(
        &mut self,
        op: &Op,
        frame: &mut Frame<'a>,
        listener: &mut dyn Listener,
        depth: usize,
    ) -> Result<()> {
        let name = op.operands.first().and_then(Out::as_name).unwrap_or_default();
        let Some(all) = self.source.dict(frame.resources, "XObject") else { return Ok(()) };
        let Some(Object::Stream(stream)) = resource(self.source, all, name) else { return Ok(()) };
        if frame.is_hidden() || self.layers.is_hidden(self.source, &stream.dict) {
            return Ok(());
        }
        match self.source.name(&stream.dict, "Subtype") {
            Some(b"Image") => {
                let id = all.get(name).and_then(Object::as_reference).ok();
                listener.hear(Event::Picture(stream, id), &frame.state, self.fonts)
            }
            Some(b"Form") => {
                let mut state = frame.state.clone();
                let matrix = self.source.nums(&stream.dict, "Matrix").map_or(Matrix::IDENTITY, Matrix);
                state.ctm = matrix.then(state.ctm);
                if let Some(bbox) = self.source.nums(&stream.dict, "BBox") {
                    state.clip = state.clip.meet(Rect::of(bbox).through(state.ctm));
                }
                let content = self.source.content(stream)?;
                let resources = self.source.dict(&stream.dict, "Resources").unwrap_or(frame.resources);
                listener.hear(Event::FormBegins, &frame.state, self.fonts)?;
                self.run(&content, resources, state, listener, depth - 1)?;
                listener.hear(Event::FormEnds(stream), &frame.state, self.fonts)
            }
            Some(b"PS") => Err(unknown("PostScript in a page")),
            _ => Ok(()),
        }
    }

    fn is_marked_hidden(&self, op: &Op, resources: &Dictionary) -> bool {
        let [Out::Name(tag), Out::Name(name)] = op.operands.as_slice() else { return false };
        let group = self.source.dict(resources, "Properties").and_then(|all| all.get(name).ok());
        tag == b"OC" && group.is_some_and(|group| self.layers.is_off(self.source, group, DEPTH))
    }

    fn text_step(&mut self, op: &Op, frame: &mut Frame<'a>, listener: &mut dyn Listener) -> Result<()> {
        let first = op.num(0).unwrap_or_default();
        let text = &mut frame.state.text;
        match op.name.as_slice() {
            b"BT" => {
                frame.text = Matrix::IDENTITY;
                frame.line = Matrix::IDENTITY;
            }
            b"ET" => {}
            b"Tc" => text.char_space = first,
            b"Tw" => text.word_space = first,
            b"Tz" => text.scale = first / 100.0,
            b"TL" => text.leading = first,
            b"Ts" => text.rise = first,
            b"Tr" => text.mode = first.clamp(0.0, 7.0) as u8,
            b"Tf" => {
                let name = op.operands.first().and_then(Out::as_name).unwrap_or_default();
                let all = self.source.dict(frame.resources, "Font");
                let font = all.and_then(|all| all.get(name).ok());
                text.size = op.num(1).unwrap_or_default();
                text.font = font.map(|font| self.fonts.find(self.source, font)).transpose()?;
            }
            b"Td" | b"TD" => {
                let y = op.num(1).unwrap_or_default();
                if op.name == b"TD" {
                    text.leading = -y;
                }
                frame.next_line(first, y);
            }
            b"Tm" => {
                if let Some(numbers) = op.nums() {
                    frame.line = Matrix(numbers);
                    frame.text = frame.line;
                }
            }
            b"T*" => frame.next_line(0.0, -frame.state.text.leading),
            b"Tj" => self.show(&op.operands, frame, listener)?,
            b"TJ" => {
                if let Some(Out::Array(items)) = op.operands.first() {
                    self.show(items, frame, listener)?;
                }
            }
            b"'" => {
                frame.next_line(0.0, -frame.state.text.leading);
                self.show(&op.operands, frame, listener)?;
            }
            b"\"" => {
                text.word_space = first;
                text.char_space = op.num(1).unwrap_or_default();
                frame.next_line(0.0, -frame.state.text.leading);
                self.show(op.operands.get(2..).unwrap_or_default(), frame, listener)?;
            }
            // Viewers skip operators that they do not know.
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, items: &[Out], frame: &mut Frame<'a>, listener: &mut dyn Listener) -> Result<()> {
        let TextState { font, size, char_space, word_space, scale, .. } = frame.state.text;
        let Some(number) = font else {
            let any = items.iter().any(|item| matches!(item, Out::Str(text) if !text.is_empty()));
            return if any { Err(broken("text is shown without a font")) } else { Ok(()) };
        };
        let Some(font) = self.fonts.all.get_mut(number) else { return Ok(()) };
        let vertical = font.vertical;
        let scale = if vertical { 1.0 } else { scale };
        let (mut at, mut pieces) = (0.0, Vec::new());
        for item in items {
            match item {
                Out::Num(kern) => {
                    at -= kern / 1000.0 * size * scale;
                    pieces.push(Piece::Kern(*kern));
                }
                Out::Str(bytes) => {
                    for code in font.codes(bytes) {
                        let glyph = font.glyph(self.source, code);
                        pieces.push(Piece::Glyph { code, at });
                        let advance = if vertical { font.vertical_advance() } else { glyph.width };
                        let word = if code == (32, 1) { word_space } else { 0.0 };
                        at += (advance * size + char_space + word) * scale;
                        // Gaps between words belong to single bytes, which the copy's fonts may not have.
                        if word != 0.0 && size != 0.0 {
                            pieces.push(Piece::Kern(-word / size * 1000.0));
                        }
                    }
                }
                _ => {}
            }
        }
        let hidden = frame.is_hidden();
        let matrix = frame.text;
        let step = if vertical { Matrix::shift(0.0, at) } else { Matrix::shift(at, 0.0) };
        frame.text = step.then(frame.text);
        if !frame.text.is_finite() || !frame.text.then(frame.state.ctm).is_finite() {
            return Err(broken("a matrix is not a number"));
        }
        if hidden || pieces.is_empty() {
            return Ok(());
        }
        listener.hear(Event::Show { matrix, pieces: &pieces }, &frame.state, self.fonts)
    }
}

impl Frame<'_> {
    fn is_hidden(&self) -> bool {
        self.marked.contains(&true)
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }

    fn construct(&mut self, op: &Op) {
        let numbers: Vec<f64> = op.operands.iter().filter_map(Out::num).collect();
        let needed = match op.name.as_slice() {
            b"m" | b"l" => 2,
            b"c" => 6,
            b"v" | b"y" | b"re" => 4,
            _ => 0,
        };
        if numbers.len() != needed {
            return;
        }
        for number in &numbers {
            write_number(&mut self.path, *number);
            self.path.push(b' ');
        }
        self.path.extend(&op.name);
        self.path.push(b'\n');
        let ctm = self.state.ctm;
        match (op.name.as_slice(), numbers.as_slice()) {
            (b"re", [x, y, w, h]) => {
                for corner in [(*x, *y), (x + w, *y), (*x, y + h), (x + w, y + h)] {
                    self.bounds.include(ctm.apply(corner.0, corner.1));
                }
                self.parts.0 += 1;
            }
            _ => {
                for pair in numbers.chunks_exact(2) {
                    if let [x, y] = pair {
                        self.bounds.include(ctm.apply(*x, *y));
                    }
                }
                self.parts.1 += 1;
            }
        }
    }
}

/// Whether a colour space's numbers are amounts of light or ink.
fn is_plain(source: &Source, resources: &Dictionary, name: &[u8]) -> bool {
    let known = |name: &[u8]| {
        matches!(name, b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"CalGray" | b"CalRGB" | b"ICCBased")
    };
    if known(name) {
        return true;
    }
    let space = source.dict(resources, "ColorSpace").and_then(|all| resource(source, all, name));
    match space {
        Some(Object::Name(name)) => known(name),
        Some(Object::Array(items)) => {
            items.first().and_then(|first| source.resolve(first).as_name().ok()).is_some_and(known)
        }
        _ => false,
    }
}

/// A named resource, if it is not null.
pub(super) fn resource<'a>(source: &'a Source, all: &'a Dictionary, name: &[u8]) -> Option<&'a Object> {
    let object = source.resolve(all.get(name).ok()?);
    (!matches!(object, Object::Null)).then_some(object)
}
