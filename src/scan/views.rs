//! The many ways in which one piece of a document can be read, and what is found in each.

use super::needles::{Needles, search_bytes};
use super::shown::Stream;
use super::wrapped::{ESCAPES, base64_runs, hex_runs};
use super::{Hit, MAX_HITS, MAX_PIECE};
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashSet;
use std::ops::Range;

/// What a piece of a document is, which says how long a term must be to count: short ones come about by accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// What people read.
    Text,
    /// Attributes of markup.
    Attribute,
    /// Names of elements, keys, operators.
    Markup,
    /// Picture elements, outlines of letters, and other numbers.
    Binary,
    /// Characters that nobody wrote in this order: those of a font, by the numbers of its glyphs.
    Order,
}

impl Kind {
    /// The least weight of a needle.
    fn floor(self) -> u32 {
        match self {
            Kind::Text => 0,
            Kind::Attribute => 4,
            Kind::Markup => 6,
            Kind::Binary => 8,
            Kind::Order => 12,
        }
    }
}

/// How deep encodings within encodings are undone.
const WRAPPINGS: usize = 3;

/// Escapes are undone in pieces of this length, which overlap, so that no copy of what is read becomes as long as that.
/// A term and all its escapes are much shorter than what the pieces have in common.
pub(super) const WINDOW: usize = 4 << 20;
pub(super) const OVERLAP: usize = 1 << 18;

fn windows(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    // What the last one has in common with the one before needs no window of its own.
    let starts = (0..bytes.len().saturating_sub(OVERLAP).max(bytes.len().min(1))).step_by(WINDOW);
    starts.map(|start| {
        let rest = bytes.get(start..).unwrap_or_default();
        (start, rest.get(..WINDOW + OVERLAP).unwrap_or(rest))
    })
}

/// What is searched: where it stands, how it was read if not as bytes, what it is, and at which place of that it begins.
#[derive(Clone, Copy)]
struct Piece<'p> {
    place: &'p str,
    name: Option<&'static str>,
    kind: Kind,
    at: usize,
}

impl Piece<'_> {
    fn from(self, at: usize) -> Self {
        Piece { at: self.at + at, ..self }
    }
}

/// What has been found so far, and how much more may be unpacked.
pub(super) struct Views<'n> {
    needles: &'n Needles,
    hits: Vec<Hit>,
    /// A term is told once for each place.
    told: HashSet<(String, String)>,
    left: usize,
}

impl<'n> Views<'n> {
    pub(super) fn new(needles: &'n Needles, left: usize) -> Views<'n> {
        Views { needles, hits: Vec::new(), told: HashSet::new(), left }
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits
    }

    /// How many bytes may still be unpacked into one piece.
    pub(super) fn left(&self) -> usize {
        self.left.min(MAX_PIECE)
    }

    /// Counts bytes that were unpacked or are read once more.
    pub(super) fn spend(&mut self, count: usize) -> Result<()> {
        self.left = self.left.checked_sub(count).ok_or_else(|| Error::from(ErrorKind::DocumentTooLarge))?;
        Ok(())
    }

    /// Searches bytes in every character set and every wrapping.
    pub(super) fn bytes(&mut self, place: &str, bytes: &[u8], kind: Kind) -> Result<()> {
        self.bytes_at(place, bytes, kind, 0)
    }

    /// The same for a part of a piece, which begins at a place of it.
    pub(super) fn bytes_at(&mut self, place: &str, bytes: &[u8], kind: Kind, at: usize) -> Result<()> {
        self.wrapped(Piece { place, name: None, kind, at }, bytes, &mut Vec::new())
    }

    /// Searches the bytes that lie between pieces which were walked by themselves.
    pub(super) fn between(&mut self, place: &str, bytes: &[u8], mut walked: Vec<Range<usize>>) -> Result<()> {
        walked.sort_by_key(|range| (range.start, range.end));
        walked.push(Range { start: bytes.len(), end: bytes.len() });
        let mut from = 0;
        for range in walked {
            let piece = bytes.get(from..range.start).unwrap_or_default();
            self.bytes(&format!("{place}, from {from}"), piece, Kind::Markup)?;
            from = from.max(range.end);
        }
        Ok(())
    }

    fn wrapped(&mut self, piece: Piece<'_>, bytes: &[u8], how: &mut Vec<&'static str>) -> Result<()> {
        self.spend(bytes.len())?;
        self.charsets(piece, bytes, how);
        // Numbers are not written in letters.
        if piece.kind >= Kind::Binary || how.len() == WRAPPINGS {
            return Ok(());
        }
        self.unwrapped(piece, bytes, how)
    }

    /// Searches what escapes in a text stand for that was itself searched letter by letter, and begins at a place of it.
    pub(super) fn escaped(&mut self, place: &str, name: &'static str, text: &[u8], at: usize) -> Result<()> {
        self.spend(text.len())?;
        self.unwrapped(Piece { place, name: Some(name), kind: Kind::Text, at }, text, &mut Vec::new())
    }

    fn unwrapped(&mut self, piece: Piece<'_>, bytes: &[u8], how: &mut Vec<&'static str>) -> Result<()> {
        let doubtful = Piece { kind: piece.kind.max(Kind::Markup), ..piece };
        for escape in &ESCAPES {
            let piece = if escape.certain { piece } else { doubtful };
            for (at, window) in windows(bytes) {
                if let Some(plain) = escape.undo(window) {
                    how.push(escape.name);
                    self.wrapped(piece.from(at), &plain, how)?;
                    how.pop();
                }
            }
        }
        // One run at a time: all of them together are several times as long as the bytes.
        how.push("hex");
        for (at, plain) in hex_runs(bytes) {
            self.wrapped(doubtful.from(at), &plain, how)?;
        }
        how.pop();
        how.push("base64");
        for (at, plain) in base64_runs(bytes) {
            self.wrapped(doubtful.from(at), &plain, how)?;
        }
        how.pop();
        Ok(())
    }

    /// Searches bytes as text in each character set.
    fn charsets(&mut self, piece: Piece<'_>, bytes: &[u8], how: &[&str]) {
        let Piece { place, name, kind, at: offset } = piece;
        let named = |charset| [name.as_slice(), how, &[charset]].concat().join("/");
        self.letters(place, &named("utf-8"), kind, utf8(bytes).map(|(c, at)| (c, at + offset)));
        // Within Chinese in UTF-8, bytes of two characters can be those of others in GB 18030.
        if !is_chinese(bytes) {
            let found = search_bytes(self.needles, bytes);
            let found = found.into_iter().map(|(needle, at)| (needle, at + offset));
            self.tell(place, &named("gb18030"), kind, found);
        }
        for (charset, read) in
            [("utf-16le", u16::from_le_bytes as fn([u8; 2]) -> u16), ("utf-16be", u16::from_be_bytes)]
        {
            for start in 0..2 {
                let units = bytes.get(start..).unwrap_or_default().chunks_exact(2);
                let units = units.map(|pair| {
                    read([
                        pair.first().copied().unwrap_or_default(),
                        pair.last().copied().unwrap_or_default(),
                    ])
                });
                let text = char::decode_utf16(units).map(|c| c.unwrap_or(BREAK));
                // A character beyond the first plane takes two units; its place is told to the unit before it.
                let text = text.scan(start + offset, |at, c| {
                    let here = *at;
                    *at += 2 * c.len_utf16();
                    Some((c, here))
                });
                self.letters(place, &named(charset), kind, text);
            }
        }
        if self.needles.accented && !bytes.is_ascii() {
            let text = bytes.iter().enumerate().map(|(at, byte)| (char::from(*byte), at + offset));
            self.letters(place, &named("latin-1"), kind, text);
        }
    }

    /// Searches text of which each character is known, with its place.
    pub(super) fn letters(
        &mut self,
        place: &str,
        how: &str,
        kind: Kind,
        text: impl Iterator<Item = (char, usize)>,
    ) {
        let mut stream = self.stream();
        text.for_each(|(c, at)| stream.push(c, at));
        self.finish(place, how, kind, stream);
    }

    /// A text that comes letter by letter.
    pub(super) fn stream(&self) -> Stream<'n> {
        Stream::new(self.needles)
    }

    /// The end of such a text.
    pub(super) fn finish(&mut self, place: &str, how: &str, kind: Kind, stream: Stream<'n>) {
        self.tell(place, how, kind, stream.finish());
    }

    fn tell(&mut self, place: &str, how: &str, kind: Kind, found: impl IntoIterator<Item = (u32, usize)>) {
        for (needle, at) in found {
            let Some(needle) = self.needles.get(needle).filter(|needle| needle.weight >= kind.floor()) else {
                continue;
            };
            let told = (place.to_owned(), needle.term.clone());
            if self.hits.len() < MAX_HITS && self.told.insert(told) {
                self.hits.push(Hit {
                    place: place.to_owned(),
                    offset: at,
                    encoding: how.to_owned(),
                    term: needle.term.clone(),
                });
            }
        }
    }
}

/// What no term contains: nothing matches across it.
pub(super) const BREAK: char = '\u{fffd}';

/// UTF-8 with a break wherever bytes are none.
fn utf8(bytes: &[u8]) -> impl Iterator<Item = (char, usize)> {
    let mut start = 0;
    bytes.utf8_chunks().flat_map(move |chunk| {
        let begin = start;
        start += chunk.valid().len() + chunk.invalid().len();
        let broken = (!chunk.invalid().is_empty()).then_some((BREAK, begin + chunk.valid().len()));
        chunk.valid().char_indices().map(move |(at, c)| (c, begin + at)).chain(broken)
    })
}

/// Whether bytes are UTF-8 with so many characters of three bytes that they are nothing else.
fn is_chinese(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(|c| c.len_utf8() == 3).nth(7).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_short_lies_whole_in_a_window() {
        let bytes: Vec<u8> = (0..2 * WINDOW + 9).map(|n| (n % 251) as u8).collect();
        let all: Vec<(usize, usize)> = windows(&bytes)
            .map(|(at, window)| {
                assert_eq!(window, &bytes[at..at + window.len()]);
                (at, at + window.len())
            })
            .collect();
        for start in [0, WINDOW - 1, WINDOW, 2 * WINDOW - 1, 2 * WINDOW - OVERLAP, 2 * WINDOW + 8] {
            let end = (start + OVERLAP).min(bytes.len());
            assert!(all.iter().any(|(from, to)| *from <= start && end <= *to), "{start}");
        }
        assert_eq!(windows(&[]).count(), 0);
        assert_eq!(windows(&bytes[..1]).count(), 1);
        assert_eq!(windows(&bytes[..WINDOW + OVERLAP]).count(), 1);
        assert_eq!(windows(&bytes[..WINDOW + OVERLAP + 1]).count(), 2);
    }
}
