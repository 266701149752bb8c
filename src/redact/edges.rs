//! Punctuation that a term is declared with before its first letter and behind its last (SPEC §18.2).

use super::fold::{is_nothing, punctuation};
use std::ops::Range;

/// It counts for nothing, but what is left of it in a copy would tell of the name: it goes with the term where it is
/// written so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Edges {
    /// From the first letter to the left.
    before: Vec<char>,
    /// From the last letter to the right.
    behind: Vec<char>,
}

impl Edges {
    /// Those of a term with these letters.
    pub(super) fn of(term: &str, letters: &[char]) -> Edges {
        let mut before = at_edge(term.chars());
        before.reverse();
        let mut behind = at_edge(term.chars().rev());
        behind.reverse();
        // Behind Chinese it counts.
        if letters.last().is_some_and(|last| punctuation(*last).is_some()) {
            behind.clear();
        }
        Edges { before, behind }
    }

    /// Takes what another term has more.
    pub(super) fn join(&mut self, other: Edges) {
        for (own, other) in [(&mut self.before, other.before), (&mut self.behind, other.behind)] {
            if other.len() > own.len() {
                *own = other;
            }
        }
    }

    /// From where to where a term goes whose letters stand here.
    pub(super) fn around(&self, text: &[char], letters: Range<usize>) -> (usize, usize) {
        let before = text.get(..letters.start).unwrap_or_default().iter().rev();
        let behind = text.get(letters.end..).unwrap_or_default().iter();
        (letters.start - reach(&self.before, before), letters.end + reach(&self.behind, behind))
    }
}

/// The punctuation that something begins with.
fn at_edge(chars: impl Iterator<Item = char>) -> Vec<char> {
    let pieces = chars.map(|c| (punctuation(c), c));
    pieces.take_while(|(mark, c)| mark.is_some() || is_nothing(*c)).filter_map(|(mark, _)| mark).collect()
}

/// How far it may stand from the letter, in characters.
const REACH: usize = 16;

/// How many characters these marks take, as far as they are written: with what counts for nothing between them, on one
/// line and within one cell.
fn reach<'a>(mut marks: &[char], text: impl Iterator<Item = &'a char>) -> usize {
    let mut reach = 0;
    for (n, c) in text.enumerate().take(REACH) {
        match punctuation(*c) {
            Some(mark) => match marks.iter().position(|known| *known == mark) {
                Some(at) => {
                    marks = marks.get(at + 1..).unwrap_or_default();
                    reach = n + 1;
                }
                None => break,
            },
            None if is_nothing(*c) && !c.is_control() => {}
            None => break,
        }
    }
    reach
}
