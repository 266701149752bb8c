//! Operators of text (ISO 32000-1 9.3 and 9.4).

use super::super::content::Op;
use super::super::font::Font;
use super::super::limits::broken;
use super::super::matrix::Matrix;
use super::super::out::Out;
use super::super::source::{Source, as_dict};
use super::super::state::TextState;
use super::{Event, Frame, Interpreter, Listener, Piece};
use crate::error::Result;
use lopdf::{Object, ObjectId};
use std::collections::BTreeMap;

/// The fonts of a document, each loaded once.
#[derive(Default)]
pub(in super::super) struct Fonts {
    pub(in super::super) all: Vec<Font>,
    known: BTreeMap<(ObjectId, usize), usize>,
}

impl Fonts {
    pub(super) fn find(&mut self, source: &Source, object: &Object) -> Result<usize> {
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

impl<'a> Interpreter<'a> {
    pub(super) fn text_step(
        &mut self,
        op: &Op,
        frame: &mut Frame<'a>,
        listener: &mut dyn Listener,
    ) -> Result<()> {
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
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }
}
