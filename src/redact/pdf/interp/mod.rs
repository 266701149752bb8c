//! Carries out the operators of pages, forms and patterns, and tells a listener what they draw (ISO 32000-1 8 and 9).
//! It is run twice for each page, and tells the same both times: first to find what is said, then to write it.

mod path;
mod text;

pub(super) use text::Fonts;

use super::content::{Lexer, Op};
use super::layers::Layers;
use super::limits::{DEPTH, OPERATORS, broken, too_large, unknown};
use super::matrix::{Matrix, Rect};
use super::out::Out;
use super::source::{Source, as_dict};
use super::state::State;
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId, Stream};

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
}

impl Frame<'_> {
    fn is_hidden(&self) -> bool {
        self.marked.contains(&true)
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
