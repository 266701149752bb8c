//! All terms at once: automata over folded letters, and over bytes in GB 18030.

use super::automaton::{Automaton, Builder};
use super::fold::{Folded, fold};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::Terms;
use std::collections::{HashSet, VecDeque};

/// What is looked for.
pub(super) struct Needles {
    /// Names and the like.
    pub words: Automaton,
    /// Telephone numbers and codes, without what is written between their digits.
    pub numbers: Automaton,
    /// Terms that are not ASCII, as bytes in GB 18030.
    pub bytes: Automaton,
    all: Vec<Needle>,
    /// Whether a term has letters that ISO 8859-1 writes in bytes that UTF-8 does not.
    pub accented: bool,
}

/// One way in which a term is written.
pub(super) struct Needle {
    pub term: String,
    /// How much it takes to write this by accident: 1 for each letter of ASCII, 3 for each other.
    pub weight: u32,
    /// Whether it counts only where it is not a part of a longer word.
    alone: bool,
}

/// A number of this many digits and letters counts within a longer one too.
const LONG_NUMBER: usize = 7;

impl Needles {
    pub(super) fn new(terms: &Terms) -> Result<Needles> {
        let (mut words, mut numbers, mut bytes) =
            (Builder::default(), Builder::default(), Builder::default());
        let mut all = Vec::new();
        for (list, terms) in terms.lists() {
            let number = matches!(list, "codes" | "phones");
            for (n, term) in terms.iter().enumerate() {
                for (spelling, whole) in spellings(list, term).into_iter().zip([true, false]) {
                    let letters: Vec<char> =
                        folded(spelling).into_iter().filter(|c| !number || !is_separator(*c)).collect();
                    if letters.len() < 2 && whole {
                        let at = format_args!("{list}[{n}]");
                        return Err(Error::new(ErrorKind::BadTerms).because("nothing to look for").at(at));
                    }
                    let weight = letters.iter().map(|c| if c.is_ascii() { 1 } else { 3 }).sum();
                    let alone = !number || letters.len() < LONG_NUMBER;
                    let needle = u32::try_from(all.len()).unwrap_or(u32::MAX);
                    all.push(Needle { term: term.clone(), weight, alone });
                    let symbols: Vec<u32> = letters.iter().map(|c| u32::from(*c)).collect();
                    if number { &mut numbers } else { &mut words }.add(&symbols, needle);
                    if letters.iter().any(|c| !c.is_ascii()) {
                        bytes.add(&gb18030(spelling), needle);
                    }
                }
            }
        }
        let accented = all.iter().any(|n| n.term.chars().any(|c| matches!(c, '\u{c0}'..='\u{ff}')));
        Ok(Needles { words: words.build(), numbers: numbers.build(), bytes: bytes.build(), all, accented })
    }

    pub(super) fn get(&self, needle: u32) -> Option<&Needle> {
        self.all.get(usize::try_from(needle).ok()?)
    }
}

/// A term as it is declared, and as it is written with less.
fn spellings<'a>(list: &str, term: &'a str) -> Vec<&'a str> {
    let trimmed = term.trim();
    let shorter = match list {
        // +86 and 0086 are often left out, and so is the 0 of an area behind them.
        "phones" => ["+86", "0086", "+", "0"].iter().find_map(|prefix| trimmed.strip_prefix(prefix)),
        "domains" => {
            let bare = trimmed.split_once("://").map_or(trimmed, |(_, rest)| rest).trim_end_matches('/');
            Some(bare.strip_prefix("www.").unwrap_or(bare))
        }
        _ => None,
    };
    let shorter = shorter.filter(|shorter| *shorter != term && folded(shorter).len() >= 4);
    std::iter::once(term).chain(shorter).collect()
}

fn folded(text: &str) -> Vec<char> {
    let mut letters = Vec::new();
    for c in text.chars() {
        match fold(c) {
            Folded::Nothing | Folded::Gap => {}
            Folded::One(c) => letters.push(c),
            Folded::Many(many) => letters.extend(many.chars()),
        }
    }
    letters
}

/// What is written between the digits of a telephone number or a code, beside hyphens and spaces.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, '.' | '(' | ')' | '+' | '/')
}

/// A term in GB 18030 as it is compared: see [`fold_byte`].
fn gb18030(text: &str) -> Vec<u32> {
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    bytes.iter().filter_map(|byte| fold_byte(*byte)).collect()
}

/// What a byte of text in GB 18030 is compared as. The second byte of a character can look like a letter, so letters
/// are folded in text and terms alike; it never looks like white space or a hyphen.
pub(super) fn fold_byte(byte: u8) -> Option<u32> {
    match byte {
        b' ' | b'\t' | b'\n' | b'\r' | b'-' => None,
        byte => Some(u32::from(byte.to_ascii_lowercase())),
    }
}

/// Letters that are remembered, to see what a term stands behind. Terms are shorter.
const REMEMBERED: usize = 1024;

/// A search through one sequence of letters.
pub(super) struct Track<'a> {
    needles: &'a Needles,
    automaton: &'a Automaton,
    numbers: bool,
    state: u32,
    /// The last letters, each with its place and whether a gap stands before it.
    last: VecDeque<(char, usize, bool)>,
    gap: bool,
    /// Terms that count unless the next letter makes one word with them.
    open: Vec<(u32, usize)>,
    /// Needles that were found, and where each begins first: there can be as many places as letters.
    found: Found,
}

/// The first place of each needle.
#[derive(Default)]
pub(super) struct Found {
    all: Vec<(u32, usize)>,
    known: HashSet<u32>,
}

impl Found {
    fn add(&mut self, needle: u32, at: usize) {
        if self.known.insert(needle) {
            self.all.push((needle, at));
        }
    }
}

impl<'a> Track<'a> {
    pub(super) fn new(needles: &'a Needles, numbers: bool) -> Track<'a> {
        let automaton = if numbers { &needles.numbers } else { &needles.words };
        Track {
            needles,
            automaton,
            numbers,
            state: 0,
            last: VecDeque::new(),
            gap: false,
            open: Vec::new(),
            found: Found::default(),
        }
    }

    /// The next letter and where it stands; or a gap.
    pub(super) fn push(&mut self, c: Option<char>, at: usize) {
        let Some(c) = c.filter(|c| !self.numbers || !is_separator(*c)) else {
            self.gap = true;
            return;
        };
        if !self.open.is_empty() {
            let joins = !self.gap && self.last.back().is_some_and(|(before, _, _)| one_word(*before, c));
            if !joins {
                self.open.iter().for_each(|(needle, at)| self.found.add(*needle, *at));
            }
            self.open.clear();
        }
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back((c, at, self.gap));
        self.gap = false;
        self.state = self.automaton.step(self.state, u32::from(c));
        for (needle, length) in self.automaton.ends(self.state) {
            let Some(start) = self.last.len().checked_sub(*length) else { continue };
            let Some((first, begin, gap)) = self.last.get(start).copied() else { continue };
            let alone = self.needles.get(*needle).is_some_and(|needle| needle.alone);
            let before = start.checked_sub(1).and_then(|before| self.last.get(before));
            if !alone {
                self.found.add(*needle, begin);
            } else if gap || !before.is_some_and(|(before, _, _)| one_word(*before, first)) {
                self.open.push((*needle, begin));
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<(u32, usize)> {
        self.open.iter().for_each(|(needle, at)| self.found.add(*needle, *at));
        self.found.all
    }
}

/// Whether two letters that stand side by side belong to one word. Chinese, Japanese and Korean characters join
/// nothing.
fn one_word(a: char, b: char) -> bool {
    let digits = a.is_ascii_digit() && b.is_ascii_digit();
    let letter = |c: char| c.is_alphabetic() && c < '\u{2e80}';
    digits || letter(a) && letter(b) && (a.is_ascii() || b.is_ascii())
}

/// A search through bytes.
pub(super) fn search_bytes(needles: &Needles, bytes: &[u8]) -> Vec<(u32, usize)> {
    let (mut state, mut found) = (0, Found::default());
    for (at, byte) in bytes.iter().enumerate() {
        let Some(symbol) = fold_byte(*byte) else { continue };
        state = needles.bytes.step(state, symbol);
        // Where it begins is not known to the byte if something was passed over; its end is.
        for (needle, length) in needles.bytes.ends(state) {
            found.add(*needle, (at + 1).saturating_sub(*length));
        }
    }
    found.all
}
