//! Writes a content stream. What changes the graphics state is held back until something is drawn with it, so that
//! nothing tells of text that is gone, nor into how many pieces its producer had cut it.

use super::matrix::Matrix;
use super::out::{Out, rounded, write_number};
use super::state::TextState;

/// Which earlier changes of the state a change makes void.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change {
    /// None: transformations, clips and dictionaries of parameters add up.
    Adds,
    Fill,
    FillSpace,
    Stroke,
    StrokeSpace,
    /// The operator with this first letter.
    Simple(u8),
}

struct Level {
    /// Whether its `q` is written, or else has nothing behind it yet.
    open: bool,
    /// What adds up, and the last of each change that does not, each with its place among all.
    adds: Vec<(usize, Vec<u8>)>,
    others: Vec<(usize, Change, Vec<u8>)>,
    text: Written,
}

impl Level {
    fn new(open: bool) -> Level {
        Level { open, adds: Vec::new(), others: Vec::new(), text: START }
    }

    fn is_clean(&self) -> bool {
        self.adds.is_empty() && self.others.is_empty()
    }
}

/// The text state as a reader of what is written has it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Written {
    font: Option<(usize, f64)>,
    char_space: f64,
    scale: f64,
    rise: f64,
    mode: u8,
}

const START: Written = Written { font: None, char_space: 0.0, scale: 1.0, rise: 0.0, mode: 0 };

pub(super) struct ContentStream {
    pub(super) out: Vec<u8>,
    levels: Vec<Level>,
    text: Written,
    /// The matrix of the line, inside of a text object.
    line: Option<Matrix>,
    /// The first level that has something to write, and bytes that are held back.
    dirty: usize,
    held: usize,
    changes: usize,
}

impl ContentStream {
    pub(super) fn new() -> ContentStream {
        let levels = vec![Level::new(true)];
        ContentStream { out: Vec::new(), levels, text: START, line: None, dirty: 1, held: 0, changes: 0 }
    }

    pub(super) fn save(&mut self) {
        self.levels.push(Level::new(false));
    }

    pub(super) fn restore(&mut self) {
        if self.levels.len() < 2 {
            return;
        }
        let Some(level) = self.levels.pop() else { return };
        let bytes = level.adds.iter().map(|(_, written)| written.len());
        self.held = self.held.saturating_sub(bytes.sum());
        self.dirty = self.dirty.min(self.levels.len());
        if level.open {
            self.end_text();
            self.out.extend(b"Q\n");
            self.text = level.text;
        }
    }

    /// Bytes that are written or held back.
    pub(super) fn size(&self) -> usize {
        self.out.len().saturating_add(self.held)
    }

    pub(super) fn change(&mut self, change: Change, written: Vec<u8>) {
        self.dirty = self.dirty.min(self.levels.len().saturating_sub(1));
        self.changes += 1;
        let Some(level) = self.levels.last_mut() else { return };
        let void = |other: Change| match change {
            Change::Adds => false,
            Change::FillSpace => matches!(other, Change::Fill | Change::FillSpace),
            Change::StrokeSpace => matches!(other, Change::Stroke | Change::StrokeSpace),
            change => other == change,
        };
        if change == Change::Adds {
            // Each takes some memory beside its bytes.
            self.held += written.len() + 40;
            level.adds.push((self.changes, written));
        } else {
            level.others.retain(|(_, other, _)| !void(*other));
            level.others.push((self.changes, change, written));
        }
    }

    fn flush(&mut self) {
        let dirty = self.levels.get_mut(self.dirty..).unwrap_or_default();
        let apart = dirty.iter().any(|level| !level.is_clean() && !level.open || !level.adds.is_empty());
        if apart {
            self.end_text();
        }
        for level in self.levels.get_mut(self.dirty..).unwrap_or_default() {
            // A level in which nothing changes needs not be one.
            if !level.open && !level.is_clean() {
                self.out.extend(b"q\n");
                level.open = true;
                level.text = self.text;
            }
            let mut others = level.others.drain(..).peekable();
            for (place, written) in level.adds.drain(..) {
                while let Some((_, _, written)) = others.next_if(|(other, ..)| *other < place) {
                    self.out.extend_from_slice(&written);
                }
                self.out.extend_from_slice(&written);
            }
            for (_, _, written) in others {
                self.out.extend_from_slice(&written);
            }
        }
        self.dirty = self.levels.len();
        self.held = 0;
    }

    fn end_text(&mut self) {
        if self.line.take().is_some() {
            self.out.extend(b"ET\n");
        }
    }

    /// Draws something that is no text.
    pub(super) fn draw(&mut self, written: &[u8]) {
        self.flush();
        self.end_text();
        self.out.extend(written);
    }

    /// Draws a form, which begins with the text state as it is.
    pub(super) fn draw_form(&mut self, written: &[u8]) {
        self.flush();
        self.end_text();
        self.set_text(START);
        self.out.extend(written);
    }

    fn set_text(&mut self, wanted: Written) {
        let mut number = |was: f64, is: f64, operator: &[u8]| {
            if was != is {
                write_number(&mut self.out, is);
                self.out.extend(operator);
            }
        };
        number(self.text.char_space, wanted.char_space, b" Tc\n");
        number(self.text.scale * 100.0, wanted.scale * 100.0, b" Tz\n");
        number(self.text.rise, wanted.rise, b" Ts\n");
        number(self.text.mode.into(), wanted.mode.into(), b" Tr\n");
        self.text = Written { font: self.text.font, ..wanted };
    }

    /// Begins to show text at a place: the font by its number and the name that it has here.
    pub(super) fn text(&mut self, state: &TextState, natural: bool, font: (usize, &str), place: Matrix) {
        self.flush();
        if self.line.is_none() {
            self.out.extend(b"BT\n");
            self.line = Some(Matrix::IDENTITY);
        }
        self.set_text(Written {
            font: None,
            char_space: if natural { 0.0 } else { rounded(state.char_space) },
            scale: if natural { 1.0 } else { rounded(state.scale * 100.0) / 100.0 },
            rise: rounded(state.rise),
            mode: state.mode % 4,
        });
        let size = rounded(state.size);
        if self.text.font != Some((font.0, size)) {
            self.out.extend(format!("/{} ", font.1).bytes());
            write_number(&mut self.out, size);
            self.out.extend(b" Tf\n");
            self.text.font = Some((font.0, size));
        }
        self.place(place);
    }

    fn place(&mut self, place: Matrix) {
        let line = self.line.unwrap_or(Matrix::IDENTITY);
        let rounded_place = Matrix(place.0.map(rounded));
        let back = line.inverse().filter(|_| line.linear() == rounded_place.linear());
        let numbers: Vec<f64> = match back {
            Some(back) => {
                let Matrix([.., e, f]) = place;
                let (x, y) = back.apply(e, f);
                let (x, y) = (rounded(x), rounded(y));
                self.line = Some(Matrix::shift(x, y).then(line));
                vec![x, y]
            }
            None => {
                self.line = Some(rounded_place);
                rounded_place.0.to_vec()
            }
        };
        let operator: &[u8] = if numbers.len() == 2 { b"Td\n" } else { b"Tm\n" };
        for number in numbers {
            write_number(&mut self.out, number);
            self.out.push(b' ');
        }
        self.out.extend(operator);
    }

    /// Strings and steps between them.
    pub(super) fn show(&mut self, items: &[Out]) {
        if let [Out::Str(text)] = items {
            write_literal(&mut self.out, text);
            self.out.extend(b"Tj\n");
            return;
        }
        self.out.push(b'[');
        for item in items {
            match item {
                Out::Str(text) => write_literal(&mut self.out, text),
                Out::Num(number) => write_number(&mut self.out, *number),
                _ => {}
            }
        }
        self.out.extend(b"]TJ\n");
    }

    /// The whole stream, with everything closed.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while self.levels.len() > 1 {
            self.restore();
        }
        self.end_text();
        self.out
    }
}

/// A string between brackets: in content streams it packs better than digits do.
fn write_literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
            b'\r' => out.extend(b"\\r"),
            other => out.push(*other),
        }
    }
    out.push(b')');
}
