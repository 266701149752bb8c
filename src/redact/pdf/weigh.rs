//! What a file would take in memory once it is parsed, told from its bytes alone (SPEC §18.5).

use super::limits::{LISTED, TOKENS, too_large};
use super::source::find;
use crate::error::Result;

/// Refuses what would take too much memory before the first object is kept: objects as they are parsed, and tables of
/// where they are.
pub(super) fn weigh(bytes: &[u8]) -> Result<()> {
    let (mut tokens, mut listed, mut at, mut behind) = (0usize, 0usize, 0usize, 0usize);
    while let Some(found) = find(bytes, b"stream", at) {
        let start = found + b"stream".len();
        let head = bytes.get(behind..found).unwrap_or_default();
        tokens = tokens.saturating_add(count_tokens(head));
        let opening = ends_in_dict(head) && !bytes.get(..found).unwrap_or_default().ends_with(b"end");
        if opening {
            let end = find(bytes, b"endstream", start).unwrap_or(bytes.len());
            let body = bytes.get(start..end).unwrap_or_default();
            // A table can say that objects begin here.
            let hidden = first_object(body).map_or(0, |at| count_tokens(body.get(at..).unwrap_or_default()));
            tokens = tokens.saturating_add(hidden);
            if lists_objects(head) {
                listed = listed.saturating_add(unpacked(body));
            }
            at = end + b"endstream".len();
            behind = at.min(bytes.len());
        } else {
            at = start;
            behind = found;
        }
        if tokens > TOKENS || listed > LISTED {
            return Err(too_large("its objects"));
        }
        if at >= bytes.len() {
            break;
        }
    }
    tokens = tokens.saturating_add(count_tokens(bytes.get(behind..).unwrap_or_default()));
    if tokens > TOKENS { Err(too_large("its objects")) } else { Ok(()) }
}

/// Whether the last thing but white space and comments is the end of a dictionary.
fn ends_in_dict(head: &[u8]) -> bool {
    let line = head.trim_ascii_end();
    let last = line.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next();
    line.ends_with(b">>") || last.is_some_and(|last| last.contains(&b'%'))
}

/// Where an object may begin in bytes that are none: `obj` behind a number and white space.
fn first_object(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = find(body, b"obj", at) {
        let before = found.checked_sub(1).and_then(|at| body.get(at));
        let after = body.get(found + 3);
        let fits = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
        let begins = |byte: &u8| fits(byte) || byte.is_ascii_digit() || b"[<(/%+-.ntf".contains(byte);
        if before.is_some_and(|byte| fits(byte) || byte.is_ascii_digit()) && after.is_some_and(begins) {
            return Some(found);
        }
        at = found + 3;
    }
    None
}

/// Whether a dictionary says how wide the columns of a table of objects are: an array of three small numbers
/// (ISO 32000-1 7.5.8.2). Names can be written with the codes of their letters.
fn lists_objects(head: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = find(head, b"/", at) {
        at = found + 1;
        let rest = head.get(at..).unwrap_or_default();
        let rest = match rest {
            [b'W', rest @ ..] | [b'#', b'5', b'7', rest @ ..] => rest,
            _ => continue,
        };
        let mut words = Words(rest);
        if words.next() == Some(b"[") && (0..3).all(|_| words.next().is_some_and(is_width)) {
            return true;
        }
    }
    false
}

fn is_width(word: &[u8]) -> bool {
    let bare = word.strip_prefix(b"+").unwrap_or(word);
    let bare = bare.get(bare.iter().take_while(|byte| **byte == b'0').count()..).unwrap_or_default();
    matches!(bare, [] | [b'1'..=b'8'])
}

/// Words without comments.
struct Words<'a>(&'a [u8]);

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            self.0 = self.0.trim_ascii_start();
            match self.0 {
                [b'%', ..] => {
                    let end = self.0.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
                    self.0 = self.0.get(end..)?;
                }
                [0, rest @ ..] => self.0 = rest,
                _ => break,
            }
        }
        let special = |byte: &u8| byte.is_ascii_whitespace() || b"[]<>()/%\0".contains(byte);
        let length = self.0.iter().take_while(|byte| !special(byte)).count().max(1);
        let (word, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(word)
    }
}

/// How much a table of objects unpacks to, at least.
fn unpacked(body: &[u8]) -> usize {
    let body = body.trim_ascii_start();
    match miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(body, LISTED) {
        Ok(data) => data.len(),
        // Not deflated, or cut off, or larger than that.
        Err(error) => match error.status {
            miniz_oxide::inflate::TINFLStatus::HasMoreOutput => usize::MAX,
            _ => error.output.len().max(body.len()),
        },
    }
}

/// Names, numbers, strings and brackets, each of which takes some memory.
pub(super) fn count_tokens(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut inside = false;
    for byte in bytes {
        match byte {
            b'[' | b'<' | b'(' | b'/' => {
                count += 1;
                inside = true;
            }
            b']' | b'>' => {
                count += 1;
                inside = false;
            }
            b' ' | b'\n' | b'\r' | b'\t' | 0 | 12 | b')' => inside = false,
            _ if !inside => {
                count += 1;
                inside = true;
            }
            _ => {}
        }
    }
    count
}
