//! What Markdown writes otherwise than it is read (CommonMark 0.31): character references, marks within words, and
//! links (SPEC §18.7).

mod read;

use super::fold::is_invisible;
use super::marked;
use super::matcher::Matcher;
use super::references::reference;
use super::report::Report;
use super::text::Lines;
use read::{MAX_DEPTH, read};

/// Where a link leads that led outside, or to a place with a term in it.
const NOWHERE: &str = "#";

/// Elements of HTML that draw, run or load something, or say what others look like.
const ACTIVE: [&str; 11] =
    ["applet", "base", "embed", "iframe", "link", "math", "meta", "object", "script", "style", "svg"];

/// Attributes of HTML with an address.
const ADDRESSES: [&str; 8] = ["action", "background", "cite", "data", "href", "poster", "src", "srcset"];

/// The first element of HTML in it that shows what nobody reads.
pub(super) fn active(text: &str) -> Option<&'static str> {
    text.split('<').skip(1).find_map(|rest| {
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        ACTIVE.into_iter().find(|active| active.eq_ignore_ascii_case(name))
    })
}

/// Character references become characters, and links lead nowhere but within the document and beside it.
pub(super) fn plain(text: &str, matcher: &Matcher, report: &mut Report) -> String {
    let decoded = decoded(text);
    report.remove("T1", decoded.is_some().into());
    links(decoded.as_deref().unwrap_or(text), matcher, report)
}

/// With references (§2.5) decoded, if there are any. References to marks in ASCII, which would be understood as Markdown
/// then, and to white space, which would be understood as layout, stay.
fn decoded(text: &str) -> Option<String> {
    let plain = |c: &char| c.is_alphanumeric() || is_invisible(*c) || (!c.is_ascii() && !c.is_whitespace());
    let mut copy = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        copy.push_str(before);
        let decoded = reference(after.chars()).filter(|(chars, _)| chars.iter().all(plain));
        let length = match decoded {
            Some((chars, length)) => {
                copy.extend(chars.into_iter().filter(|c| !is_invisible(*c)));
                length
            }
            None => {
                copy.push('&');
                1
            }
        };
        rest = after.get(length..).unwrap_or_default();
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
            true => ADDRESSES.iter().any(|name| {
                let written = before.trim_end_matches(['=', ' ', '\t', '\n']);
                let start = written.len().checked_sub(name.len()).and_then(|start| written.get(start..));
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
            _ if before.ends_with('(') => bracketed(body),
            _ => body.find([' ', '\t', '\n', '>']),
        };
        let target = body.get(..end.unwrap_or(body.len())).unwrap_or_default();
        copy.push_str(opened);
        if leads_out(target)
            || leads_out(&read_target(target))
            || matcher.replace(&percent_decoded(target)).is_some()
        {
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

/// Where a destination in round brackets ends: at white space, or before the bracket that closes no other within it
/// (§6.3). Where the brackets do not fit, nobody reads a link, and the first one that closes will do.
fn bracketed(body: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0, false);
    for (at, c) in body.char_indices() {
        match c {
            ' ' | '\t' | '\n' if depth == 0 => return Some(at),
            ' ' | '\t' | '\n' => break,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' if depth == MAX_DEPTH => break,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    body.find([' ', '\t', '\n', ')'])
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

/// A destination as it is read: without backslashes before punctuation (§2.4), and with references decoded.
fn read_target(target: &str) -> String {
    let mut copy = String::with_capacity(target.len());
    let mut rest = target;
    while let Some(at) = rest.find(['\\', '&']) {
        let (before, after) = rest.split_at(at);
        copy.push_str(before);
        let behind = after.get(1..).unwrap_or_default();
        rest = match reference(after.chars()) {
            Some((chars, length)) => {
                copy.extend(chars);
                after.get(length..).unwrap_or_default()
            }
            None if after.starts_with('\\') && behind.starts_with(|c: char| c.is_ascii_punctuation()) => {
                let (c, behind) = behind.split_at(1);
                copy.push_str(c);
                behind
            }
            None => {
                copy.push_str(after.get(..1).unwrap_or_default());
                behind
            }
        };
    }
    copy.push_str(rest);
    copy
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

/// Removes terms within which there are marks: `云**启**`, `yunqi\.com`, `A&amp;B`, `云<b>启</b>`, `云[启](x)`. The marks
/// stay.
pub(super) fn terms(text: &str, matcher: &Matcher, report: &mut Report) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (copy, mut found) = marked::replace(&chars, &read(&chars), matcher);
    found.sort_by_key(|found| found.range.start);
    let mut lines = Lines::new(&chars);
    for found in found {
        report.term(lines.at(found.range.start), "T1", found.term);
    }
    copy
}
