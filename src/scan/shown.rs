//! Text that comes letter by letter, in which escapes are undone as they are in bytes: an address or a number in
//! hexadecimal is one to a reader, whatever runs, codes and maps its letters come from.

use super::views::{Kind, OVERLAP, Stream, Views, WINDOW};
use crate::error::Result;

/// A text, and the end of it whose escapes are yet to be undone.
pub(super) struct Shown<'n> {
    stream: Stream<'n>,
    text: String,
    /// How many bytes of it were there before.
    before: usize,
}

impl<'n> Shown<'n> {
    pub(super) fn new(views: &Views<'n>) -> Shown<'n> {
        Shown { stream: views.stream(), text: String::new(), before: 0 }
    }

    /// The next letter, and where it stands.
    pub(super) fn push(&mut self, views: &mut Views, place: &str, c: char, at: usize) -> Result<()> {
        self.stream.push(c, at);
        self.text.push(c);
        if self.text.len() >= WINDOW + OVERLAP {
            views.escaped(place, "shown", self.text.as_bytes(), self.before)?;
            let end = self.text.floor_char_boundary(WINDOW);
            self.text.drain(..end);
            self.before += end;
        }
        Ok(())
    }

    /// The end of it.
    pub(super) fn finish(self, views: &mut Views<'n>, place: &str, how: &str) -> Result<()> {
        views.finish(place, how, Kind::Text, self.stream);
        views.escaped(place, "shown", self.text.as_bytes(), self.before)
    }
}
