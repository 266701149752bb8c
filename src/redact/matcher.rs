//! Finding declared terms in text, however it is written (SPEC §18.2).

use super::terms::Terms;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A term that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which characters of the text (not bytes).
    pub range: Range<usize>,
    /// The term as it was declared.
    pub term: String,
}

/// Finds terms in text. A text is a sequence of characters, so that a caller can tell which glyph, run or cell each
/// of them came from.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// Terms as they were declared, and folded; longer ones first.
    terms: Vec<(String, Vec<char>)>,
}

impl Matcher {
    pub(super) fn new(terms: &Terms) -> Matcher {
        let all = terms.lists().into_iter().flat_map(|(_, terms)| terms);
        let mut terms: Vec<_> = all.map(|term| (term.clone(), fold(term).collect::<Vec<_>>())).collect();
        terms.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.cmp(b)));
        terms.dedup();
        Matcher { terms }
    }

    /// All places where a term stands, in order, none overlapping another: where two overlap, what is reported covers
    /// both.
    pub fn find(&self, text: &[char]) -> Vec<Found> {
        // Each folded character, with the place of the one that it came from.
        let folded: Vec<(char, usize)> =
            text.iter().enumerate().flat_map(|(n, c)| fold_char(*c).map(move |c| (c, n))).collect();
        let mut found: Vec<Found> = Vec::new();
        for (term, letters) in &self.terms {
            for at in 0..folded.len() {
                let window = folded.get(at..at + letters.len()).unwrap_or_default();
                let same = window.len() == letters.len() && window.iter().map(|(c, _)| c).eq(letters);
                if let (true, Some((_, first)), Some((_, last))) = (same, window.first(), window.last()) {
                    found.push(Found { range: *first..last + 1, term: term.clone() });
                }
            }
        }
        found.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
        let mut merged: Vec<Found> = Vec::new();
        for next in found {
            match merged.last_mut() {
                Some(last) if next.range.start < last.range.end => {
                    last.range.end = last.range.end.max(next.range.end);
                }
                _ => merged.push(next),
            }
        }
        merged
    }
}

/// What of a text counts when it is compared.
pub(super) fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(fold_char)
}

/// Compatibility forms and case are folded; white space and what cannot be seen count for nothing.
fn fold_char(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && !c.is_control())
}
