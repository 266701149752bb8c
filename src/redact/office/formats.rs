//! Number formats (ECMA-376-1 18.8.31): text in quotation marks, behind backslashes and in brackets is shown as it is, so
//! terms are looked for in what is shown (SPEC §18.6).

use crate::redact::PLACEHOLDER;
use crate::redact::matcher::Matcher;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::Arc;

/// A piece of a format: what it is read as, if it is read, and how it is written, unless it is text.
struct Piece {
    read: Option<char>,
    written: Option<String>,
}

impl Piece {
    fn text(c: char) -> Piece {
        // A quotation mark cannot stand between quotation marks.
        Piece { read: Some(c), written: (c == '"').then(|| "\\\"".to_owned()) }
    }

    fn code(written: impl Into<String>) -> Piece {
        Piece { read: None, written: Some(written.into()) }
    }
}

/// The format without terms, and the terms, if there are any.
pub(super) fn replace(code: &str, matcher: &Matcher) -> Option<(String, Vec<Arc<str>>)> {
    let pieces = pieces(code);
    // Codes are no part of the words beside them: `"Yunqi"yyyy`.
    let (mut read, mut code) = (Vec::with_capacity(pieces.len()), false);
    for (n, piece) in pieces.iter().enumerate() {
        let Some(c) = piece.read else { continue };
        let is_code = piece.written.is_some();
        read.extend((code != is_code).then_some((n, ' ')));
        read.push((n, c));
        code = is_code;
    }
    let letters: Vec<char> = read.iter().map(|(_, c)| *c).collect();
    let mut found = matcher.find(&letters).into_iter().peekable();
    found.peek()?;
    let (mut copy, mut quoted, mut terms) = (String::new(), false, Vec::new());
    let mut write = |text: &str, quote: bool| {
        if quote != quoted {
            copy.push('"');
            quoted = quote;
        }
        copy.push_str(text);
    };
    // What stands between the letters of a term goes with it.
    let mut end = 0;
    for (n, piece) in pieces.iter().enumerate() {
        let place = |at: usize| read.get(at).map(|(n, _)| *n);
        if let Some(here) = found.next_if(|found| place(found.range.start) == Some(n)) {
            end = here.range.end.checked_sub(1).and_then(place).map_or(n, |last| last) + 1;
            write(PLACEHOLDER, true);
            terms.push(here.term);
        }
        match (&piece.written, piece.read) {
            _ if n < end => {}
            (Some(written), _) => write(written, false),
            (None, read) => write(read.map(String::from).unwrap_or_default().as_str(), true),
        }
    }
    write("", false);
    Some((copy, terms))
}

fn pieces(code: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => pieces.extend(rest.by_ref().take_while(|c| *c != '"').map(Piece::text)),
            '\\' => pieces.extend(rest.next().map(Piece::text)),
            // As wide as a character, and filled up with one.
            '_' | '*' => pieces.push(Piece::code([c].into_iter().chain(rest.next()).collect::<String>())),
            '[' => bracket(&mut rest, &mut pieces),
            c => pieces.push(Piece { read: Some(c), written: Some(c.into()) }),
        }
    }
    pieces
}

/// A colour, a condition, or the sign of a currency with its language: `[$text-804]`.
fn bracket(rest: &mut Peekable<Chars<'_>>, pieces: &mut Vec<Piece>) {
    let inner: String = rest.by_ref().take_while(|c| *c != ']').collect();
    let sign = inner.strip_prefix('$').map(|sign| sign.split('-').next().unwrap_or_default());
    match sign.filter(|sign| !sign.is_empty()) {
        Some(sign) => pieces.extend(sign.chars().map(Piece::text)),
        None => pieces.push(Piece::code(format!("[{inner}]"))),
    }
}
