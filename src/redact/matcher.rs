//! Finding declared terms in text, however it is written (SPEC §18.2).

use super::PLACEHOLDER;
use super::fold::{BARRIER, Letter, digits, fold, is_nothing, is_separator, letters};
use super::terms::Terms;
use std::collections::HashMap;
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
            for term in terms {
                for spelling in spellings(list, term) {
                    match list {
                        "codes" | "phones" => {
                            let letters: Vec<char> = fold(spelling).filter(|c| !is_separator(*c)).collect();
                            numbers.insert(&letters, term, letters.len() < LONG_NUMBER);
                        }
                        _ => words.insert(&fold(spelling).collect::<Vec<_>>(), term, true),
                    }
                }
            }
        }
        Matcher { words, numbers }
    }

    /// All places where a term stands, in order, none overlapping another: where two overlap, what is reported covers
    /// both.
    pub fn find(&self, text: &[char]) -> Vec<Found> {
        let words = letters(text);
        let numbers = if self.numbers.terms.is_empty() { Vec::new() } else { digits(words.clone()) };
        let mut hits = Hits::default();
        self.words.alone(&words, &mut hits);
        self.numbers.alone(&numbers, &mut hits);
        // A term that is joined to another that goes stands alone in the copy, so it goes too: otherwise a copy of the
        // copy would differ. What so many rounds do not reach is found when the copy is copied, and refused then.
        let mut gone = vec![false; text.len()];
        for _ in 0..ROUNDS {
            if !hits.settle(&mut gone) {
                break;
            }
            self.words.freed(&words, &gone, &mut hits);
            self.numbers.freed(&numbers, &gone, &mut hits);
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
    let rest = text.get(end..).unwrap_or_default();
    end + rest.iter().take_while(|c| !c.is_whitespace() && is_nothing(**c)).count()
}

/// How often what is left is looked at again.
const ROUNDS: usize = 16;

/// A place where the letters of a term stand, in characters of the text.
struct Hit<'a> {
    start: u32,
    end: u32,
    /// The term that begins it.
    term: &'a Arc<str>,
}

impl<'a> Hit<'a> {
    fn new(text: &[Letter], start: usize, end: usize, term: &'a Arc<str>) -> Hit<'a> {
        let at = |n: usize| text.get(n).map_or(0, |letter| letter.at);
        Hit { start: at(start), end: at(end).saturating_add(1), term }
    }
}

/// Places of terms. Those that overlap are one, so that there are never many times more than letters.
#[derive(Default)]
struct Hits<'a> {
    /// In order.
    taken: Vec<Hit<'a>>,
    /// Found since.
    fresh: Vec<Hit<'a>>,
}

impl<'a> Hits<'a> {
    /// Whether a place lies within one that is taken.
    fn has(&self, hit: &Hit) -> bool {
        let before = self.taken.partition_point(|taken| taken.start <= hit.start);
        before.checked_sub(1).and_then(|at| self.taken.get(at)).is_some_and(|taken| hit.end <= taken.end)
    }

    fn add(&mut self, hit: Hit<'a>) {
        join(&mut self.fresh, hit);
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

/// All terms, letter by letter: a text is compared with all of them at once.
#[derive(Clone, Debug, Default)]
struct Trie {
    edges: HashMap<(usize, char), usize>,
    /// The term that ends at a node.
    ends: HashMap<usize, usize>,
    /// Each as it was declared, and whether it must stand alone.
    terms: Vec<(Arc<str>, bool)>,
    nodes: usize,
}

impl Trie {
    fn insert(&mut self, letters: &[char], term: &str, alone: bool) {
        if letters.is_empty() {
            return;
        }
        let mut node = 0;
        for c in letters {
            let next = self.nodes + 1;
            node = *self.edges.entry((node, *c)).or_insert(next);
            self.nodes = self.nodes.max(node);
        }
        self.ends.entry(node).or_insert(self.terms.len());
        self.terms.push((term.into(), alone));
    }

    /// Calls `each` for the terms that begin at a letter, the shortest first, with whether they must stand alone.
    fn at<'a>(&'a self, text: &[Letter], start: usize, mut each: impl FnMut(usize, &'a Arc<str>, bool)) {
        let mut node = 0;
        for (end, letter) in text.iter().enumerate().skip(start) {
            let Some(next) = self.edges.get(&(node, letter.c)) else { break };
            node = *next;
            if let Some((term, alone)) = self.ends.get(&node).and_then(|term| self.terms.get(*term)) {
                each(end, term, *alone);
            }
        }
    }

    /// At each letter the longest term that stands alone.
    fn alone<'a>(&'a self, text: &[Letter], hits: &mut Hits<'a>) {
        for start in 0..text.len() {
            let mut best = None;
            self.at(text, start, |end, term, alone| {
                if !alone || joined(text, start, end) == [None, None] {
                    best = Some((end, term));
                }
            });
            if let Some((end, term)) = best {
                hits.add(Hit::new(text, start, end, term));
            }
        }
    }

    /// Terms that are joined only to what goes.
    fn freed<'a>(&'a self, text: &[Letter], gone: &[bool], hits: &mut Hits<'a>) {
        let free = |at: &Option<u32>| at.is_none_or(|at| gone.get(at as usize).copied().unwrap_or(true));
        for start in 0..text.len() {
            self.at(text, start, |end, term, alone| {
                let joined = if alone { joined(text, start, end) } else { [None, None] };
                if joined != [None, None] && joined.iter().all(free) {
                    let hit = Hit::new(text, start, end, term);
                    if !hits.has(&hit) {
                        hits.add(hit);
                    }
                }
            });
        }
    }
}

/// Which neighbours make one word with the letters from `start` to `end`.
fn joined(text: &[Letter], start: usize, end: usize) -> [Option<u32>; 2] {
    let pair = |left: Option<&Letter>, right: Option<&Letter>| match (left, right) {
        (Some(left), Some(right)) => {
            let ascii = |letter: &Letter| letter.c.is_ascii_alphanumeric();
            let one = !right.gap && class(left.c) == class(right.c) && class(left.c) != Class::Other;
            one && (ascii(left) || ascii(right))
        }
        _ => false,
    };
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    let behind = text.get(end + 1);
    [
        before.filter(|before| pair(Some(before), text.get(start))).map(|before| before.at),
        behind.filter(|behind| pair(text.get(end), Some(behind))).map(|behind| behind.at),
    ]
}

#[derive(PartialEq, Eq)]
enum Class {
    Digit,
    Alphabetic,
    Other,
}

/// Chinese, Japanese and Korean are written without spaces: their characters join nothing.
fn class(c: char) -> Class {
    match c {
        BARRIER => Class::Other,
        c if c.is_ascii_digit() => Class::Digit,
        c if c.is_alphabetic() && c < '\u{2e80}' => Class::Alphabetic,
        _ => Class::Other,
    }
}
