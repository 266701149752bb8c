//! Headers and footers of sheets (ECMA-376-1 18.3.1.46): text with codes in it (SPEC §18.4, X6).

use crate::redact::marked::{self, Seen};
use crate::redact::matcher::Matcher;
use crate::redact::report::Report;

/// The copy of a header or footer.
pub(super) fn redact(text: &str, matcher: &Matcher, place: &str, report: &mut Report) -> String {
    let mut chars: Vec<char> = Vec::with_capacity(text.len());
    let mut seen: Vec<Seen> = Vec::new();
    let place_of = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let all: Vec<char> = text.chars().collect();
    let mut rest = all.as_slice();
    while let [first, after @ ..] = rest {
        let length = if *first == '&' { code(after) } else { 0 };
        if length == 0 {
            seen.push((*first, place_of(chars.len()), place_of(chars.len() + 1)));
            chars.push(*first);
            rest = after;
            continue;
        }
        let code: Vec<char> = after.iter().take(length).copied().collect();
        let written: String = code.iter().collect();
        match code.as_slice() {
            // An ampersand.
            ['&'] => {
                seen.push(('&', place_of(chars.len()), place_of(chars.len() + 2)));
                chars.extend(['&', '&']);
            }
            // Path, file, sheet, date, time, picture.
            ['Z' | 'F' | 'A' | 'D' | 'T' | 'G' | 'z' | 'f' | 'a' | 'd' | 't' | 'g'] => report.remove("X6", 1),
            ['"', ..] if matcher.replace(&written).is_some() => report.remove("X6", 1),
            // What looks otherwise is another word.
            _ => {
                chars.push('&');
                chars.extend(code);
                seen.push((' ', place_of(chars.len()), place_of(chars.len())));
            }
        }
        rest = after.get(length..).unwrap_or_default();
    }
    let (copy, found) = marked::replace(&chars, &seen, matcher);
    for found in found {
        report.term(place, "X6", found.term);
    }
    copy
}

/// How many characters behind an ampersand belong to it.
fn code(after: &[char]) -> usize {
    match after {
        ['"', name @ ..] => name.iter().position(|c| *c == '"').map_or(0, |end| end + 2),
        ['K' | 'k', colour @ ..] => {
            1 + colour.iter().take(6).take_while(|c| c.is_ascii_hexdigit() || **c == '+').count()
        }
        [c, ..] if c.is_ascii_digit() => after.iter().take_while(|c| c.is_ascii_digit()).count(),
        [c, ..] if c.is_ascii_alphabetic() || *c == '&' => 1,
        _ => 0,
    }
}
