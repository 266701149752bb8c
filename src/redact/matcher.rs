//! Finding declared terms in text, however it is written (SPEC §18.2).

use super::PLACEHOLDER;
use super::fold::{BARRIER, Letter, digits, fold, is_nothing, is_separator, letters};
use super::terms::Terms;
use std::collections::HashMap;
use std::ops::Range;

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
        let letters = letters(text);
        let mut hits = Vec::new();
        self.words.hits(&letters, &mut hits);
        if !self.numbers.terms.is_empty() {
            self.numbers.hits(&digits(&letters), &mut hits);
        }
        let mut found: Vec<Found> = settle(hits, text.len())
            .into_iter()
            .map(|hit| Found {
                range: hit.range.start..end_of(text, hit.range.end),
                term: hit.term.to_owned(),
            })
            .collect();
        found.sort_by(|a, b| {
            let key = |found: &Found| (found.range.start, std::cmp::Reverse(found.range.end));
            key(a).cmp(&key(b)).then_with(|| a.term.cmp(&b.term))
        });
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

    /// The text with a placeholder for each term, and the terms, if there are any.
    pub(super) fn replace(&self, text: &str) -> Option<(String, Vec<String>)> {
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
        // +86 and 0086 are often left out.
        "phones" => ["+86", "0086", "+"].iter().find_map(|prefix| term.trim().strip_prefix(prefix)),
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

/// A place where the letters of a term stand.
struct Hit<'a> {
    range: Range<usize>,
    term: &'a str,
    /// The characters before and behind it, where it is a part of a longer word with them.
    joined: [Option<usize>; 2],
}

/// Leaves those that stand alone. One that is joined to another that goes stands alone in the copy, so it goes too:
/// otherwise a copy of the copy would differ.
fn settle(hits: Vec<Hit>, length: usize) -> Vec<Hit> {
    let (mut taken, mut open): (Vec<Hit>, Vec<Hit>) =
        hits.into_iter().partition(|hit| hit.joined == [None, None]);
    if open.is_empty() || taken.is_empty() {
        return taken;
    }
    let mut gone = vec![false; length];
    let cover = |gone: &mut Vec<bool>, range: &Range<usize>| {
        gone.get_mut(range.clone()).unwrap_or_default().fill(true);
    };
    for hit in &taken {
        cover(&mut gone, &hit.range);
    }
    loop {
        let free = |at: &Option<usize>| at.is_none_or(|at| gone.get(at).copied().unwrap_or(true));
        let (now, later): (Vec<Hit>, Vec<Hit>) =
            open.into_iter().partition(|hit| hit.joined.iter().all(&free));
        if now.is_empty() {
            return taken;
        }
        for hit in &now {
            cover(&mut gone, &hit.range);
        }
        taken.extend(now);
        open = later;
    }
}

/// All terms, letter by letter: a text is compared with all of them at once.
#[derive(Clone, Debug, Default)]
struct Trie {
    edges: HashMap<(usize, char), usize>,
    /// The term that ends at a node.
    ends: HashMap<usize, usize>,
    /// Each as it was declared, and whether it must stand alone.
    terms: Vec<(String, bool)>,
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
        self.terms.push((term.to_owned(), alone));
    }

    /// At each letter the longest term that stands alone, and those that do not.
    fn hits<'a>(&'a self, text: &[Letter], hits: &mut Vec<Hit<'a>>) {
        for start in 0..text.len() {
            let (mut node, mut best) = (0, None);
            for (end, letter) in text.iter().enumerate().skip(start) {
                let Some(next) = self.edges.get(&(node, letter.c)) else { break };
                node = *next;
                let Some((term, alone)) = self.ends.get(&node).and_then(|term| self.terms.get(*term)) else {
                    continue;
                };
                let Some(first) = text.get(start) else { continue };
                let joined = if *alone { joined(text, start, end) } else { [None, None] };
                let hit = Hit { range: first.at..letter.at + 1, term, joined };
                match hit.joined {
                    [None, None] => best = Some(hit),
                    _ => hits.push(hit),
                }
            }
            hits.extend(best);
        }
    }
}

/// Which neighbours make one word with the letters from `start` to `end`.
fn joined(text: &[Letter], start: usize, end: usize) -> [Option<usize>; 2] {
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
