//! What Markdown writes otherwise than it is read (CommonMark 0.31): character references, marks within words, and
//! links (SPEC §18.7).

use super::fold::is_invisible;
use super::marked::{self, Seen};
use super::matcher::Matcher;
use super::report::Report;
use super::text::Lines;

/// Where a link leads that led outside, or to a place with a term in it.
const NOWHERE: &str = "#";

/// The longest tag, in characters.
const MAX_TAG: usize = 1000;

/// Character references become characters, and links lead nowhere but within the document and beside it.
pub(super) fn plain(text: &str, matcher: &Matcher, report: &mut Report) -> String {
    let decoded = decoded(text);
    report.remove("T1", decoded.is_some().into());
    links(decoded.as_deref().unwrap_or(text), matcher, report)
}

/// With numeric references to letters and to what is not ASCII (§2.5) decoded, if there are any.
fn decoded(text: &str) -> Option<String> {
    let mut copy = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&#") {
        copy.push_str(before);
        let end = after.char_indices().take(10).find(|(_, c)| *c == ';');
        let digits = end.and_then(|(end, _)| after.get(..end)).unwrap_or_default();
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        };
        match code.and_then(char::from_u32).filter(|c| c.is_alphanumeric() || !c.is_ascii() || c.is_control())
        {
            Some(c) => {
                if !is_invisible(c) && c != '\0' {
                    copy.push(c);
                }
                rest = after.get(digits.len() + 1..).unwrap_or_default();
            }
            None => {
                copy.push_str("&#");
                rest = after;
            }
        }
    }
    copy.push_str(rest);
    (copy != text).then_some(copy)
}

/// Destinations of links and pictures (§6.3, §6.4, §4.7), and attributes of HTML in it (§4.6).
fn links(text: &str, matcher: &Matcher, report: &mut Report) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['(', ':', '=']) {
        let (before, after) = rest.split_at(at + 1);
        copy.push_str(before);
        rest = after;
        let attribute = before.ends_with('=');
        let leads = match attribute {
            true => ["href=", "src="].iter().any(|name| {
                let start = before.len().checked_sub(name.len()).and_then(|start| before.get(start..));
                start.is_some_and(|start| start.eq_ignore_ascii_case(name))
            }),
            false => before.ends_with("](") || before.ends_with("]:"),
        };
        if !leads {
            continue;
        }
        let start = after.len() - after.trim_start_matches([' ', '\t', '\n', '<', '"', '\'']).len();
        let opened = after.get(..start).unwrap_or_default();
        let body = after.get(start..).unwrap_or_default();
        let end = match opened.trim_start().chars().next() {
            Some('<') => body.find(['>', '\n']),
            Some('"') if attribute => body.find(['"', '\n']),
            Some('\'') if attribute => body.find(['\'', '\n']),
            _ if before.ends_with('(') => body.find([' ', '\t', '\n', ')']),
            _ => body.find([' ', '\t', '\n', '>']),
        };
        let target = body.get(..end.unwrap_or(body.len())).unwrap_or_default();
        copy.push_str(opened);
        if leads_out(target) || matcher.replace(&percent_decoded(target)).is_some() {
            report.remove("T1", 1);
            copy.push_str(NOWHERE);
        } else {
            copy.push_str(target);
        }
        rest = body.get(target.len()..).unwrap_or_default();
    }
    copy.push_str(rest);
    copy
}

/// Whether a destination is not within the document or beside it: it has a scheme (RFC 3986 3.1) or a drive, or begins
/// at a root.
fn leads_out(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let named = scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
    });
    named || target.starts_with(['/', '\\', '~'])
}

fn percent_decoded(target: &str) -> String {
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| hex::decode(pair).ok()).unwrap_or_default();
        match (first, pair.first()) {
            (b'%', Some(byte)) => {
                bytes.push(*byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Removes terms within which there are marks: `云**启**`, `yunqi\.com`, `A&amp;B`, `云<b>启</b>`. The marks stay. Text is
/// read with tags and without: `a<b` may be no tag, and then what is behind it is read.
pub(super) fn terms(text: &str, matcher: &Matcher, report: &mut Report) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for tags in [true, false] {
        let (copy, found) = marked::replace(&chars, &read(&chars, tags), matcher);
        let mut lines = Lines::new(&chars);
        for found in found {
            report.term(lines.at(found.range.start), "T1", found.term);
        }
        chars = copy.chars().collect();
    }
    chars.into_iter().collect()
}

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

/// The characters as they are read, each with where it is written.
fn read(chars: &[char], tags: bool) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(chars.len());
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let amp: Vec<char> = "&amp;".chars().collect();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        let to = |last: char, most: usize| {
            rest.iter()
                .take(most)
                .position(|c| *c == last || *c == '\n')
                .filter(|n| rest.get(*n) == Some(&last))
        };
        let next = match c {
            '*' | '_' | '`' | '~' | '\\' => at + 1,
            '<' if tags => at + tag(rest),
            '&' if rest.starts_with(&amp) => {
                seen.push(('&', place(at), place(at + amp.len())));
                at + amp.len()
            }
            '&' if rest.get(1).is_some_and(char::is_ascii_alphabetic) => {
                at + to(';', 12).map_or(0, |n| n + 1)
            }
            _ => at,
        };
        if next == at {
            seen.push((*c, place(at), place(at + 1)));
            at += 1;
        } else {
            at = next;
        }
    }
    seen
}
