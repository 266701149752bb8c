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
    pending: Vec<(Change, Vec<u8>)>,
    text: Written,
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
}

impl ContentStream {
    pub(super) fn new() -> ContentStream {
        let first = Level { open: true, pending: Vec::new(), text: START };
        ContentStream { out: Vec::new(), levels: vec![first], text: START, line: None }
    }

    pub(super) fn save(&mut self) {
        self.levels.push(Level { open: false, pending: Vec::new(), text: START });
    }

    pub(super) fn restore(&mut self) {
        if self.levels.len() > 1
            && let Some(level) = self.levels.pop().filter(|level| level.open)
        {
            self.end_text();
            self.out.extend(b"Q\n");
            self.text = level.text;
        }
    }

    pub(super) fn change(&mut self, change: Change, written: Vec<u8>) {
        let Some(level) = self.levels.last_mut() else { return };
        let void = |other: Change| match change {
            Change::Adds => false,
            Change::FillSpace => matches!(other, Change::Fill | Change::FillSpace),
            Change::StrokeSpace => matches!(other, Change::Stroke | Change::StrokeSpace),
            change => other == change,
        };
        level.pending.retain(|(other, _)| !void(*other));
        level.pending.push((change, written));
    }

    fn flush(&mut self) {
        let apart = self.levels.iter().any(|level| {
            !level.pending.is_empty() && !level.open
                || level.pending.iter().any(|(change, _)| *change == Change::Adds)
        });
        if apart {
            self.end_text();
        }
        for level in &mut self.levels {
            // A level in which nothing changes needs not be one.
            if !level.open && !level.pending.is_empty() {
                self.out.extend(b"q\n");
                level.open = true;
                level.text = self.text;
            }
            for (_, written) in level.pending.drain(..) {
                self.out.extend(written);
            }
        }
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
