//! PEM text (RFC 7468): finding the blocks, and writing them.
//!
//! Certificate files come with comments, with several blocks, from Windows and from Java; so text between the
//! blocks and the width of the lines are not looked at. Within a block nothing is forgiven.

use super::walk::Element;
use crate::error::{Error, ErrorKind, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// No PEM text that is read here is longer.
pub(super) const MAX_TEXT: usize = 1 << 20;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// One block of a PEM text. Keys pass through here too, so the bytes are wiped.
pub(super) struct Block {
    pub(super) label: String,
    pub(super) der: Zeroizing<Vec<u8>>,
}

fn bad(line: usize, why: &str) -> Error {
    Error::new(ErrorKind::BadPem).because(why).at(format_args!("line {}", line + 1))
}

/// Whether the input is to be read as PEM rather than DER. A DER structure begins with a SEQUENCE tag, which is also
/// the digit 0; so a text that begins with one is told by its first block. But what is one whole DER element is DER,
/// whatever stands within it: a certificate must not be another one for whoever looks for text in it.
pub(super) fn is_text(input: &[u8]) -> bool {
    input.first() != Some(&0x30)
        || (input.windows(BEGIN.len()).any(|window| window == BEGIN.as_bytes())
            && Element::single(input).is_err())
}

/// The blocks of a text in order, at most `limit` of them.
pub(super) fn blocks(input: &[u8], limit: usize) -> Result<Vec<Block>> {
    blocks_within(input, limit, MAX_TEXT)
}

/// The same of a text that may be longer, or must be shorter.
pub(super) fn blocks_within(input: &[u8], limit: usize, longest: usize) -> Result<Vec<Block>> {
    if input.len() > longest {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{} bytes of PEM, at most {longest}", input.len())));
    }
    let mut found = Vec::new();
    // A label, and where what follows it begins.
    let mut open: Option<(String, usize)> = None;
    let (mut last, mut next) = (0, 0);
    for (number, line) in input.split(|byte| *byte == b'\n').enumerate() {
        last = number;
        let start = next;
        next = start + line.len() + 1;
        // Comments between the blocks may be in any encoding; only what matters must be text.
        let line = std::str::from_utf8(line).map(str::trim).unwrap_or("");
        match open.take() {
            None => {
                if let Some(label) = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES)) {
                    open = Some((label.to_owned(), next));
                }
            }
            Some((label, from)) if line.starts_with(END) => {
                if line.strip_prefix(END).and_then(|rest| rest.strip_suffix(DASHES)) != Some(label.as_str()) {
                    return Err(bad(number, "the block ends under another label than it began"));
                }
                if found.len() == limit {
                    return Err(
                        Error::new(ErrorKind::TooLarge).because(format_args!("more than {limit} PEM blocks"))
                    );
                }
                let body = input.get(from..start).unwrap_or_default();
                // Room for all of it, so that growing leaves no copy of a key behind.
                let mut text = Zeroizing::new(Vec::with_capacity(body.len()));
                text.extend(body.iter().filter(|byte| !byte.is_ascii_whitespace()));
                let der = STANDARD.decode(text.as_slice()).map_err(|_| bad(number, "not base64"))?;
                found.push(Block { label, der: Zeroizing::new(der) });
            }
            Some((_, _)) if line.starts_with(DASHES) => {
                return Err(bad(number, "a block begins within another"));
            }
            Some((_, _)) if line.contains(':') => {
                // RFC 1421 headers: the key encryption of old OpenSSL, which has no integrity and one MD5 round.
                return Err(bad(
                    number,
                    "headers within a block are not supported: convert the key to PKCS#8",
                ));
            }
            Some(block) => open = Some(block),
        }
    }
    match open {
        Some(_) => Err(bad(last, "the last block does not end")),
        None => Ok(found),
    }
}

/// One block, in lines of 64 characters (RFC 7468 §2).
pub(super) fn write(label: &str, der: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(STANDARD.encode(der));
    let mut text = Zeroizing::new(String::with_capacity(body.len() + body.len() / 64 + 2 * label.len() + 40));
    text.push_str(BEGIN);
    text.push_str(label);
    text.push_str("-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = tail;
    }
    text.push_str(END);
    text.push_str(label);
    text.push_str("-----\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 47, 48, 49, 200] {
            let der = vec![7; length];
            let text = format!("a comment\r\n{}\n{}", &*write("ONE", &der), &*write("TWO", &der));
            let found = blocks(text.replace('\n', "\r\n").as_bytes(), 2).unwrap();
            assert_eq!(found.iter().map(|b| b.label.as_str()).collect::<Vec<_>>(), ["ONE", "TWO"]);
            assert!(found.iter().all(|block| *block.der == der));
        }
    }

    /// The room for a block is its own: that of the whole text for each takes many times as long.
    #[test]
    fn a_block_takes_the_room_of_a_block_however_long_the_text() {
        let mut text = write("A", &[7; 300]).repeat(255);
        text.push_str(&"x".repeat(40 << 20));
        let found = blocks_within(text.as_bytes(), 255, 45 << 20).unwrap();
        assert_eq!(found.len(), 255);
        for block in found {
            assert_eq!(*block.der, [7; 300]);
            // All of it is wiped in the end, and so must not be a text's worth.
            assert!(block.der.capacity() < 4096, "{}", block.der.capacity());
        }
    }

    /// Only comments may be in any encoding.
    #[test]
    fn what_is_no_text_within_a_block_is_refused() {
        let text = [&b"\xd6\xd0\n-----BEGIN A-----\nAAAA\n"[..], b"\xd6\xd0\n", b"-----END A-----"];
        assert_eq!(blocks(&text.concat(), 9).err().unwrap().kind(), ErrorKind::BadPem);
        let text = [text[0], text[2]];
        assert_eq!(blocks(&text.concat(), 9).unwrap().len(), 1);
    }

    #[test]
    fn broken_texts_are_refused_with_their_line() {
        for (text, place) in [
            ("-----BEGIN A-----\nAAAA", "line 2"),
            ("-----BEGIN A-----\nAAAA\n-----END B-----", "line 3"),
            ("-----BEGIN A-----\nAA\n-----END A-----", "line 3"),
            ("x\n-----BEGIN A-----\nAAAA\n-----BEGIN A-----", "line 4"),
            ("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END A-----", "line 2"),
        ] {
            let error = blocks(text.as_bytes(), 9).err().unwrap();
            assert_eq!((error.kind(), error.place()), (ErrorKind::BadPem, place), "{text}");
        }
        let long = vec![b'\n'; MAX_TEXT + 1];
        assert_eq!(blocks(&long, 9).err().unwrap().kind(), ErrorKind::TooLarge);
        let two = [write("A", b"x").as_bytes(), write("A", b"x").as_bytes()].concat();
        assert_eq!(blocks(&two, 1).err().unwrap().kind(), ErrorKind::TooLarge);
    }
}
