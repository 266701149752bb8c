//! Copies of plain text and Markdown (SPEC §18.7).

use super::fold::{is_invisible, letter_count};
use super::matcher::Matcher;
use super::report::Report;
use super::{Format, Redacted, markdown};
use crate::error::{Error, ErrorKind, Result};
use unicode_normalization::UnicodeNormalization;

/// The longest text that is read, in bytes and in the letters that it is compared as. It is held as letters several times
/// over.
const MAX_TEXT: usize = 4 << 20;

const MAX_ROUNDS: usize = 16;

pub(super) fn redact(format: Format, bytes: &[u8], matcher: &Matcher) -> Result<Redacted> {
    if bytes.len() > MAX_TEXT {
        return Err(too_large("text of more than 4 MiB"));
    }
    let mut report = Report::default();
    let (mut text, marked) = decode(bytes.to_vec())?;
    report.remove("T1", marked.into());
    let mut rounds = 0;
    loop {
        let next = once(format, &text, matcher, &mut report)?;
        if next == text {
            break;
        }
        // What is taken out can bring together what has a meaning in Markdown only together.
        rounds += 1;
        if rounds > MAX_ROUNDS {
            return Err(Error::new(ErrorKind::UntrustedText).because("references within references"));
        }
        text = next;
    }
    Ok(Redacted { bytes: text.into_bytes(), report })
}

fn once(format: Format, text: &str, matcher: &Matcher, report: &mut Report) -> Result<String> {
    let mut text = text.to_owned();
    if format == Format::Markdown {
        if let Some(element) = markdown::active(&text) {
            let why = format!("the HTML element <{element}> in it; take it out");
            return Err(Error::new(ErrorKind::UnknownContent).because(why));
        }
        text = markdown::plain(&text, matcher, report);
    }
    // References in Markdown have become letters.
    if letter_count(&text) > MAX_TEXT {
        return Err(too_large("too many characters that stand for several"));
    }
    text = clean(&text, report);
    text = terms(&text, matcher, report);
    if format == Format::Markdown {
        text = markdown::terms(&text, matcher, report);
    }
    Ok(ends(&text, format, report))
}

fn too_large(why: &str) -> Error {
    Error::new(ErrorKind::DocumentTooLarge).because(why)
}

/// UTF-8, or UTF-16 that says so, and whether it began with a mark. Other encodings cannot be told apart surely, and a
/// name that is read wrongly is not found.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, bool)> {
    let unreadable =
        || Error::new(ErrorKind::UntrustedText).because("it is not text in UTF-8; save it as UTF-8");
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        if !odd.is_empty() {
            return Err(unreadable());
        }
        char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
            .collect::<std::result::Result<String, _>>()
            .map_err(|_| unreadable())
    };
    let (text, marked) = match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] => (std::str::from_utf8(rest).map_err(|_| unreadable())?.into(), true),
        [0xff, 0xfe, rest @ ..] => (wide(rest, u16::from_le_bytes)?, true),
        [0xfe, 0xff, rest @ ..] => (wide(rest, u16::from_be_bytes)?, true),
        _ => (String::from_utf8(bytes).map_err(|_| unreadable())?, false),
    };
    // Text in UTF-16 without a mark, and pictures with another name, are full of zeros.
    if text.contains('\0') {
        return Err(unreadable());
    }
    Ok((text, marked))
}

/// Line ends, what cannot be seen, spaces of odd widths, and how accents are put together.
fn clean(text: &str, report: &mut Report) -> String {
    let mut lines =
        text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'], "\n");
    report.remove("T1", text.matches('\r').count() as u64);
    let mut count = 0;
    lines.retain(|c| {
        count += u64::from(is_invisible(c));
        !is_invisible(c)
    });
    let spaced: String = lines
        .chars()
        .map(|c| match c {
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => {
                count += 1;
                ' '
            }
            c => c,
        })
        .collect();
    report.remove("T1", count);
    let composed: String = spaced.nfc().collect();
    report.remove("T1", (composed != spaced).into());
    composed
}

fn terms(text: &str, matcher: &Matcher, report: &mut Report) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut lines = Lines::new(&chars);
    for found in matcher.find(&chars) {
        report.term(lines.at(found.range.start), "T1", found.term);
    }
    drop(chars);
    matcher.replace(text).map_or_else(|| text.to_owned(), |(text, _)| text)
}

/// No spaces at the ends of lines, and one line end at the end. In Markdown two spaces break a line, so two are kept.
fn ends(text: &str, format: Format, report: &mut Report) -> String {
    let mut copy = String::with_capacity(text.len());
    for line in text.lines() {
        let bare = line.trim_end_matches([' ', '\t']);
        let breaks = format == Format::Markdown && line.ends_with("  ") && !bare.is_empty();
        let kept = if breaks { 2 } else { 0 };
        report.remove("T1", (line.len() - bare.len()).saturating_sub(kept) as u64);
        copy.push_str(bare);
        copy.push_str(if breaks { "  \n" } else { "\n" });
    }
    let bare = copy.trim_end_matches('\n').len();
    copy.truncate(if bare == 0 { 0 } else { bare + 1 });
    copy
}

/// Tells lines, as long as what is asked for does not go back.
pub(super) struct Lines<'a> {
    chars: &'a [char],
    line: usize,
    at: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(chars: &'a [char]) -> Lines<'a> {
        Lines { chars, line: 1, at: 0 }
    }

    /// `line 3`.
    pub(super) fn at(&mut self, at: usize) -> String {
        let before = self.chars.get(self.at..at).unwrap_or_default();
        self.line += before.iter().filter(|c| **c == '\n').count();
        self.at = at;
        format!("line {}", self.line)
    }
}
