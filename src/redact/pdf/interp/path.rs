//! Operators of paths (ISO 32000-1 8.5).

use super::super::content::Op;
use super::super::matrix::Rect;
use super::super::out::{Out, write_number};
use super::{Event, Frame, Interpreter, Listener};
use crate::error::Result;

impl<'a> Interpreter<'a> {
    pub(super) fn paint(
        &mut self,
        op: &Op,
        frame: &mut Frame<'a>,
        listener: &mut dyn Listener,
    ) -> Result<()> {
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
}

impl Frame<'_> {
    pub(super) fn construct(&mut self, op: &Op) {
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
