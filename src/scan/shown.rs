//! Text that comes letter by letter, in which escapes are undone as they are in bytes: an address or a number in
//! hexadecimal is one to a reader, whatever runs, codes and maps its letters come from.

use super::fold::{Folded, fold};
use super::needles::{Needles, Track};
use super::views::{Kind, OVERLAP, Views, WINDOW};
use crate::error::Result;

/// A text that comes letter by letter.
pub(super) struct Stream<'n> {
    words: Track<'n>,
    numbers: Track<'n>,
}

impl<'n> Stream<'n> {
    pub(super) fn new(needles: &'n Needles) -> Stream<'n> {
        Stream { words: Track::new(needles, false), numbers: Track::new(needles, true) }
    }

    /// The next letter, and where it stands.
    pub(super) fn push(&mut self, c: char, at: usize) {
        let mut both = |c: Option<char>| {
            self.words.push(c, at);
            self.numbers.push(c, at);
        };
        match fold(c) {
            Folded::Nothing => {}
            Folded::Gap => both(None),
            Folded::One(c) => both(Some(c)),
            Folded::Many(many) => many.chars().for_each(|c| both(Some(c))),
        }
    }

    /// Which needles were found, and where each begins first.
    pub(super) fn finish(self) -> impl Iterator<Item = (u32, usize)> {
        self.words.finish().into_iter().chain(self.numbers.finish())
    }
}

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
