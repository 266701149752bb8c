//! Text with marks in it that are not read, such as Markdown or the headers of a sheet: terms are found in what is read,
//! and the marks stay.

use super::PLACEHOLDER;
use super::matcher::{Found, Matcher};

/// A character as it is read, and from where to where it is written.
pub(super) type Seen = (char, u32, u32);

/// The text without terms in what is read of it, and where they were: the places are those of written characters.
pub(super) fn replace(chars: &[char], seen: &[Seen], matcher: &Matcher) -> (String, Vec<Found>) {
    let letters: Vec<char> = seen.iter().map(|(c, _, _)| *c).collect();
    let mut gone = vec![false; chars.len()];
    let mut starts = vec![false; chars.len()];
    let mut places = Vec::new();
    for found in matcher.find(&letters) {
        let pieces = seen.get(found.range).unwrap_or_default();
        for (_, from, to) in pieces {
            gone.get_mut(*from as usize..*to as usize).unwrap_or_default().fill(true);
        }
        let from = pieces.first().map_or(0, |(_, from, _)| *from as usize);
        let to = pieces.last().map_or(from, |(_, _, to)| *to as usize);
        if let Some(start) = starts.get_mut(from) {
            *start = true;
        }
        places.push(Found { range: from..to, term: found.term });
    }
    let mut copy = String::with_capacity(chars.len());
    for ((c, gone), start) in chars.iter().zip(gone).zip(starts) {
        if start {
            copy.push_str(PLACEHOLDER);
        }
        if !gone {
            copy.push(*c);
        }
    }
    (copy, places)
}
