//! All terms, letter by letter, and which of them stand alone in a text (SPEC §18.2).

use super::edges::Edges;
use super::fold::{Letter, is_cjk};
use std::collections::HashMap;
use std::sync::Arc;

/// A term that is looked for.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// As it was declared.
    pub name: Arc<str>,
    /// Whether it must stand alone.
    pub alone: bool,
    /// What it has before its first letter and behind its last.
    pub edges: Edges,
}

/// All terms, letter by letter: a text is compared with all of them at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Trie {
    edges: HashMap<(usize, char), usize>,
    /// The term that ends at a node.
    ends: HashMap<usize, Term>,
    nodes: usize,
}

impl Trie {
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds a term with these letters. Of several terms with the same letters the first counts, with the punctuation of
    /// them all.
    pub(super) fn insert(&mut self, letters: &[char], term: Term) {
        if letters.is_empty() {
            return;
        }
        let mut node = 0;
        for c in letters {
            let next = self.nodes + 1;
            node = *self.edges.entry((node, *c)).or_insert(next);
            self.nodes = self.nodes.max(node);
        }
        match self.ends.get_mut(&node) {
            Some(known) => known.edges.join(term.edges),
            None => {
                self.ends.insert(node, term);
            }
        }
    }

    /// Calls `each` for the terms that begin at a letter, the shortest first.
    fn at<'a>(&'a self, text: &[Letter], start: usize, mut each: impl FnMut(usize, &'a Term)) {
        let mut node = 0;
        for (end, letter) in text.iter().enumerate().skip(start) {
            let Some(next) = self.edges.get(&(node, letter.c)) else { break };
            node = *next;
            if let Some(term) = self.ends.get(&node) {
                each(end, term);
            }
        }
    }

    /// Tells at each letter the longest term that stands alone, and from where to where.
    pub(super) fn alone<'a>(&'a self, text: &[Letter], mut found: impl FnMut((usize, usize), &'a Term)) {
        for start in 0..text.len() {
            let mut best = None;
            self.at(text, start, |end, term| {
                if !term.alone || joined(text, start, end) == [None, None] {
                    best = Some((end, term));
                }
            });
            if let Some((end, term)) = best {
                found((start, end), term);
            }
        }
    }

    /// Tells the terms that are joined only to what goes.
    pub(super) fn freed<'a>(
        &'a self,
        text: &[Letter],
        gone: &[bool],
        mut found: impl FnMut((usize, usize), &'a Term),
    ) {
        let free = |at: &Option<u32>| at.is_none_or(|at| gone.get(at as usize).copied().unwrap_or(true));
        for start in 0..text.len() {
            self.at(text, start, |end, term| {
                let joined = if term.alone { joined(text, start, end) } else { [None, None] };
                if joined != [None, None] && joined.iter().all(free) {
                    found((start, end), term);
                }
            });
        }
    }
}

/// Which neighbours make one word with the letters from `start` to `end`.
fn joined(text: &[Letter], start: usize, end: usize) -> [Option<u32>; 2] {
    let (first, last) = (text.get(start), text.get(end));
    let before = start.checked_sub(1).and_then(|at| text.get(at)).zip(first);
    let behind = last.zip(text.get(end + 1));
    [
        before.filter(|(near, first)| !first.gap && one_word(first, near)).map(|(near, _)| near.at),
        behind.filter(|(last, near)| !near.gap && one_word(last, near)).map(|(_, near)| near.at),
    ]
}

/// Whether a letter at the end of a term makes one word with its neighbour. The letters of one character do (`㎜`, `Ⅱ`).
fn one_word(letter: &Letter, neighbour: &Letter) -> bool {
    let lone = neighbour.lone && neighbour.at != letter.at;
    let class = class(letter.c);
    let ascii = letter.c.is_ascii_alphanumeric() || neighbour.c.is_ascii_alphanumeric();
    !lone && ascii && class != Class::Other && class == self::class(neighbour.c)
}

#[derive(PartialEq, Eq)]
enum Class {
    Digit,
    Alphabetic,
    Other,
}

/// Chinese and Japanese are written without spaces, Korean with endings: their characters join nothing. Those of Korean
/// are compared as their parts, from U+1100 on.
fn class(c: char) -> Class {
    match c {
        '\u{1100}'..='\u{11ff}' => Class::Other,
        c if c.is_ascii_digit() => Class::Digit,
        c if c.is_alphabetic() && !is_cjk(c) => Class::Alphabetic,
        _ => Class::Other,
    }
}
