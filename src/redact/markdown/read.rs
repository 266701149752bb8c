//! How Markdown is read: what is a mark, and what belongs to the text.

use crate::redact::marked::Seen;
use crate::redact::references::reference;
use std::collections::VecDeque;

/// The longest tag, or destination of a link, in characters.
const MAX_TAG: usize = 1000;

/// How deep brackets are within each other in the destination of a link (§6.3).
pub(super) const MAX_DEPTH: usize = 32;

/// How many characters an HTML tag, comment, instruction or declaration takes that begins here (CommonMark 0.31 §6.6);
/// none if there is none. It may go over lines, but over no empty one.
fn tag(rest: &[char]) -> usize {
    let starts = |what: &str| what.chars().enumerate().all(|(n, c)| rest.get(n) == Some(&c));
    let (from, end) = match rest.get(1) {
        _ if starts("<!-->") => return 5,
        _ if starts("<!--->") => return 6,
        _ if starts("<!--") => (4, "-->"),
        Some('?') => (2, "?>"),
        Some(c) if c.is_ascii_alphabetic() || matches!(c, '/' | '!') => (1, ">"),
        _ => return 0,
    };
    let end: Vec<char> = end.chars().collect();
    let mut quote = None;
    for at in from..rest.len().min(MAX_TAG) {
        let Some(c) = rest.get(at) else { break };
        if *c == '\n' && rest.get(at + 1) == Some(&'\n') {
            break;
        }
        match quote {
            Some(mark) if mark == *c => quote = None,
            Some(_) => {}
            None if from == 1 && matches!(c, '"' | '\'') => quote = Some(*c),
            None if from == 1 && *c == '<' => break,
            None if rest.get(at..).is_some_and(|rest| rest.starts_with(&end)) => return at + end.len(),
            None => {}
        }
    }
    0
}

/// How many characters the destination of a link takes, with its title, or its label (§6.3), which begins here with `]`;
/// none if there is none. It may go over lines, but over no empty one.
fn destination(rest: &[char]) -> usize {
    let (open, close) = match rest.get(1) {
        Some('(') => ('(', ')'),
        Some('[') => ('[', ']'),
        _ => return 0,
    };
    let (mut depth, mut quote, mut before) = (0, None, ']');
    for (at, c) in rest.iter().enumerate().take(MAX_TAG).skip(1) {
        let escaped = before == '\\' && c.is_ascii_punctuation();
        match quote {
            _ if *c == '\n' && rest.get(at + 1) == Some(&'\n') => return 0,
            _ if escaped => {}
            Some(mark) if mark == *c => quote = None,
            Some(_) => {}
            None if open == '(' && at > 2 && before.is_whitespace() && matches!(c, '"' | '\'') => {
                quote = Some(*c)
            }
            None if open == '(' && *c == '<' => quote = Some('>'),
            None if *c == open && depth == MAX_DEPTH => return 0,
            None if *c == open => depth += 1,
            None if *c == close && depth == 1 => return at + 1,
            None if *c == close => depth -= 1,
            None => {}
        }
        before = if escaped { ' ' } else { *c };
    }
    0
}

/// How many characters a line end takes that begins here, with the quotation marks at the beginning of the next line
/// (§5.1).
fn line_end(rest: &[char]) -> usize {
    let behind = rest.iter().skip(1).take_while(|c| matches!(c, ' ' | '\t' | '>'));
    1 + behind.enumerate().filter(|(_, c)| **c == '>').last().map_or(0, |(at, _)| at + 1)
}

/// What stands at the beginning of some characters; so many are written.
enum Piece {
    /// A character.
    Char(char, usize),
    /// A reference to these.
    Reference(Vec<char>, usize),
    /// What is not read.
    Mark(usize),
    /// What does not belong to the text around it.
    Apart(usize),
}

fn piece(rest: &[char]) -> Option<Piece> {
    let (first, second) = (rest.first()?, rest.get(1));
    let apart = match first {
        '<' => tag(rest),
        ']' => destination(rest),
        _ => 0,
    };
    Some(match (first, second) {
        _ if apart > 0 => Piece::Apart(apart),
        ('\n', _) => Piece::Char('\n', line_end(rest)),
        ('\\', Some('\n')) => Piece::Char('\n', 1 + line_end(rest.get(1..).unwrap_or_default())),
        ('\\', Some(c)) if c.is_ascii_punctuation() => Piece::Char(*c, 2),
        ('*' | '_' | '`' | '~' | '\\' | '|' | '[' | ']', _) | ('!', Some('[')) => Piece::Mark(1),
        _ => match reference(rest.iter().copied()) {
            Some((chars, length)) => Piece::Reference(chars, length),
            None => Piece::Char(*first, 1),
        },
    })
}

/// The characters as they are read, each with where it is written. What stands in tags, and where links lead, is read
/// behind all other text: what looks like a tag may be none, and comments are text. Its first and last characters keep
/// it apart.
pub(super) fn read(chars: &[char]) -> Vec<Seen> {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut seen = Vec::with_capacity(chars.len());
    let mut waiting = VecDeque::new();
    let (mut at, mut end) = (0, chars.len());
    loop {
        while let Some(piece) = chars.get(at..end).and_then(piece) {
            let from = at;
            let mut add = |c, length| seen.push((c, place(from), place(from + length)));
            at += match piece {
                Piece::Char(c, length) => {
                    add(c, length);
                    length
                }
                Piece::Reference(all, length) => {
                    all.into_iter().for_each(|c| add(c, length));
                    length
                }
                Piece::Mark(length) => length,
                Piece::Apart(length) => {
                    waiting.push_back((place(from), place(from + length)));
                    length
                }
            };
        }
        let Some((start, behind)) = waiting.pop_front() else { return seen };
        // What the piece begins with has been understood.
        seen.extend(chars.get(start as usize).map(|c| (*c, start, start + 1)));
        (at, end) = (start as usize + 1, behind as usize);
    }
}
