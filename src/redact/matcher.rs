//! Finding declared terms in text, however it is written (SPEC §18.2).

use super::PLACEHOLDER;
use super::edges::Edges;
use super::fold::{Letter, digits, fold, fold_term, is_bound, letters, words};
use super::terms::{Terms, is_number};
use super::trie::{Term, Trie};
use std::ops::Range;
use std::sync::Arc;

/// A term that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which characters of the text (not bytes).
    pub range: Range<usize>,
    /// The term as it was declared.
    pub term: Arc<str>,
}

/// Finds terms in text. A text is a sequence of characters, so that a caller can tell which glyph, run or cell each
/// of them came from.
#[derive(Clone, Debug)]
pub struct Matcher {
    words: Trie,
    /// Telephone numbers and codes, compared without what is written between their digits.
    numbers: Trie,
}

/// A number of this many digits and letters is found even within a longer one; a shorter one must stand alone.
const LONG_NUMBER: usize = 7;

impl Matcher {
    pub(super) fn new(terms: &Terms) -> Matcher {
        let (mut words, mut numbers) = (Trie::default(), Trie::default());
        for (list, terms) in terms.lists() {
            let number = is_number(list);
            for term in terms {
                for spelling in spellings(list, term) {
                    let letters = fold_term(spelling, number);
                    // A mark before or behind a number tells nothing.
                    let edges = if number { Edges::default() } else { Edges::of(spelling, &letters) };
                    let alone = !number || letters.len() < LONG_NUMBER;
                    let term = Term { name: term.as_str().into(), alone, edges };
                    if number { &mut numbers } else { &mut words }.insert(&letters, term);
                }
            }
        }
        Matcher { words, numbers }
    }

    /// All places where a term stands, in order, none overlapping another: where two overlap, what is reported covers
    /// both.
    pub fn find(&self, text: &[char]) -> Vec<Found> {
        let letters = letters(text);
        let words = words(&letters);
        let numbers = Some(letters).filter(|_| !self.numbers.is_empty()).map(digits).unwrap_or_default();
        let mut hits = Hits { text, taken: Vec::new(), fresh: Vec::new() };
        for (trie, letters) in [(&self.words, &words), (&self.numbers, &numbers)] {
            trie.alone(letters, |place, term| hits.add(letters, place, term));
        }
        // A term that is joined to another that goes stands alone in the copy, so it goes too: otherwise a copy of the
        // copy would differ. What so many rounds do not reach is found when the copy is copied, and refused then.
        let mut gone = vec![false; text.len()];
        for _ in 0..ROUNDS {
            if !hits.settle(&mut gone) {
                break;
            }
            for (trie, letters) in [(&self.words, &words), (&self.numbers, &numbers)] {
                trie.freed(letters, &gone, |place, term| hits.add(letters, place, term));
            }
        }
        let found = |hit: Hit| Found {
            range: hit.start as usize..end_of(text, hit.end as usize),
            term: hit.term.clone(),
        };
        hits.taken.into_iter().map(found).collect()
    }

    /// The text with a placeholder for each term, and the terms, if there are any.
    pub(crate) fn replace(&self, text: &str) -> Option<(String, Vec<Arc<str>>)> {
        let chars: Vec<char> = text.chars().collect();
        let found = self.find(&chars);
        if found.is_empty() {
            return None;
        }
        let mut copy = String::with_capacity(text.len());
        let mut at = 0;
        for found in &found {
            copy.extend(chars.get(at..found.range.start).unwrap_or_default());
            copy.push_str(PLACEHOLDER);
            at = found.range.end;
        }
        copy.extend(chars.get(at..).unwrap_or_default());
        Some((copy, found.into_iter().map(|found| found.term).collect()))
    }
}

/// A term as it is declared, and as it is written with less.
fn spellings<'a>(list: &str, term: &'a str) -> Vec<&'a str> {
    let mut all = vec![term];
    let shorter = match list {
        // +86 and 0086 are often left out, and so is the 0 of an area behind them.
        "phones" => ["+86", "0086", "+", "0"].iter().find_map(|prefix| term.trim().strip_prefix(prefix)),
        "domains" => {
            let bare = term.trim().split_once("://").map_or(term.trim(), |(_, rest)| rest);
            let bare = bare.trim_end_matches('/');
            Some(bare.strip_prefix("www.").unwrap_or(bare))
        }
        _ => None,
    };
    all.extend(shorter.filter(|shorter| *shorter != term && fold(shorter).count() >= 4));
    all
}

/// What cannot be seen and stands behind the last character of a term goes with it.
fn end_of(text: &[char], end: usize) -> usize {
    end + text.get(end..).unwrap_or_default().iter().take_while(|c| is_bound(**c)).count()
}

/// How often what is left is looked at again.
const ROUNDS: usize = 16;

/// A place where a term stands, in characters of the text.
struct Hit<'a> {
    start: u32,
    end: u32,
    /// The term that begins it.
    term: &'a Arc<str>,
}

/// Places of terms. Those that overlap are one, so that there are never many times more than letters.
struct Hits<'a, 't> {
    text: &'t [char],
    /// In order.
    taken: Vec<Hit<'a>>,
    /// Found since.
    fresh: Vec<Hit<'a>>,
}

impl<'a> Hits<'a, '_> {
    /// Adds the place of a term from one letter to another, with its punctuation, unless that is taken.
    fn add(&mut self, letters: &[Letter], (start, end): (usize, usize), term: &'a Term) {
        let at = |n: usize| letters.get(n).map_or(0, |letter| letter.at as usize);
        let (start, end) = term.edges.around(self.text, at(start)..at(end) + 1);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let hit = Hit { start: place(start), end: place(end), term: &term.name };
        let before = self.taken.partition_point(|taken| taken.start <= hit.start);
        let before = before.checked_sub(1).and_then(|at| self.taken.get(at));
        if before.is_none_or(|taken| taken.end < hit.end) {
            join(&mut self.fresh, hit);
        }
    }

    /// Takes those that were found since, and marks their characters; whether there are any.
    fn settle(&mut self, gone: &mut [bool]) -> bool {
        if self.fresh.is_empty() {
            return false;
        }
        for hit in &self.fresh {
            gone.get_mut(hit.start as usize..hit.end as usize).unwrap_or_default().fill(true);
        }
        self.taken.append(&mut self.fresh);
        // The longest that begins at a place comes first.
        self.taken.sort_unstable_by(|a, b| (a.start, b.end, a.term).cmp(&(b.start, a.end, b.term)));
        let mut joined = Vec::new();
        self.taken.drain(..).for_each(|hit| join(&mut joined, hit));
        self.taken = joined;
        true
    }
}

/// Adds a place, or makes the last one longer if it overlaps.
fn join<'a>(hits: &mut Vec<Hit<'a>>, hit: Hit<'a>) {
    match hits.last_mut() {
        Some(last) if last.start <= hit.start && hit.start < last.end => last.end = last.end.max(hit.end),
        _ => hits.push(hit),
    }
}
