//! `_xHHHH_` in the strings of workbooks (ECMA-376-1 22.9.2.19): a character that XML cannot hold, or any other. What it
//! stands for is read, and only text that looks like one is written so.

use super::xml::{Element, Node};

/// How long one is.
const LENGTH: usize = "_x005F_".len();

/// Reads all strings of a part.
pub(super) fn read(root: &mut Element) {
    change(root, decoded);
}

/// Writes them.
pub(super) fn write(root: &mut Element) {
    change(root, encoded);
}

fn change(root: &mut Element, make: fn(&str) -> String) {
    let change = |text: &mut String| {
        if text.contains("_x") {
            *text = make(text);
        }
    };
    root.each(&mut |element| {
        element.attributes.iter_mut().for_each(|(_, value)| change(value));
        for child in &mut element.children {
            if let Node::Text(text) = child {
                change(text);
            }
        }
    });
}

/// The code that stands at the beginning.
fn code(text: &str) -> Option<u16> {
    let digits = text.get(..LENGTH)?.strip_prefix("_x")?.strip_suffix('_')?;
    let hex = digits.bytes().all(|c| c.is_ascii_hexdigit());
    hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

fn decoded(text: &str) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        copy.push_str(before);
        let codes = [code(after), after.get(LENGTH..).and_then(code)];
        let mut read = char::decode_utf16(codes.into_iter().map_while(|code| code));
        let (length, c) = match read.next() {
            Some(Ok(c)) => (LENGTH * c.len_utf16(), Some(c)),
            // Half of a character, or no code.
            _ => (1, Some('_')),
        };
        rest = after.get(length..).unwrap_or_default();
        match c {
            Some('\r') if !rest.starts_with('\n') => copy.push('\n'),
            Some(c) if !c.is_control() || matches!(c, '\n' | '\t') => copy.push(c),
            _ => {}
        }
    }
    copy.push_str(rest);
    copy
}

fn encoded(text: &str) -> String {
    let mut copy = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let looks = c == '_' && text.get(at..).and_then(code).is_some();
        match looks {
            true => copy.push_str("_x005F_"),
            false => copy.push(c),
        }
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read() {
        for (written, read) in [
            ("_x4E91__x542f_建设", "云启建设"),
            ("云启_x000D_\n建设_x000D_", "云启\n建设\n"),
            ("a_x0009_b_x0007_c", "a\tbc"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_a_xDE00__xD83D_", "_xD83D_a_xDE00__xD83D_"),
            ("_x005F_x4E91_", "_x4E91_"),
            ("_x4E9_ _x4E9G_ _x_x4E91_", "_x4E9_ _x4E9G_ _x云"),
            ("_x+E91_ _x4E91", "_x+E91_ _x4E91"),
        ] {
            assert_eq!(decoded(written), read, "{written}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["_x4E91_", "_x4E91_x542F_", "__x4E91__", "_x005F_x4E91_", "云_x", "_xD83D_"] {
            assert_eq!(decoded(&encoded(text)), text, "{text}");
        }
        assert_eq!(encoded("_x4E91_x542F_"), "_x005F_x4E91_x005F_x542F_");
    }
}
