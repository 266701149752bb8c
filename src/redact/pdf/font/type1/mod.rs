//! Type 1 font programs (Adobe Type 1 Font Format): read, and written again with some glyphs only.

mod charstring;
mod cipher;
mod words;
mod write;

use super::super::limits::{broken, unknown};
use super::super::source::find;
use super::names::Base;
use crate::error::Result;
use cipher::{CHARSTRING, EEXEC, decrypt};
use std::collections::BTreeMap;
use words::{array, number, text, unwrapped, words};

/// What of a program draws.
pub(super) struct Type1 {
    /// The program's own encoding.
    pub(super) encoding: BTreeMap<u8, String>,
    glyphs: BTreeMap<String, Vec<u8>>,
    subrs: BTreeMap<usize, Vec<u8>>,
    /// Numbers of the private dictionary, as they are written.
    private: Vec<(&'static str, String)>,
    matrix: String,
}

/// Glyphs, and subroutines.
const MOST: usize = 70_000;

/// Of the private dictionary, what says how a glyph is fitted to dots (§5).
const ARRAYS: [&str; 8] = [
    "/BlueValues",
    "/OtherBlues",
    "/FamilyBlues",
    "/FamilyOtherBlues",
    "/StdHW",
    "/StdVW",
    "/StemSnapH",
    "/StemSnapV",
];
const NUMBERS: [&str; 4] = ["/BlueScale", "/BlueShift", "/BlueFuzz", "/LanguageGroup"];

impl Type1 {
    pub(super) fn parse(bytes: &[u8]) -> Result<Type1> {
        let bytes = unwrapped(bytes);
        // Its charstrings are mixed by procedures that the copy does not have.
        if find(&bytes, b"/WeightVector", 0).is_some() {
            return Err(unknown("a font with several masters"));
        }
        Type1::read(&bytes).ok_or_else(|| broken("a Type 1 font is damaged"))
    }

    fn read(bytes: &[u8]) -> Option<Type1> {
        let split = find(bytes, b"eexec", 0)? + b"eexec".len();
        let clear = bytes.get(..split)?;
        let mut rest = bytes.get(split..)?;
        while let Some((b' ' | b'\t' | b'\r' | b'\n', after)) = rest.split_first() {
            rest = after;
        }
        let hex = rest.get(..4)?.iter().all(u8::is_ascii_hexdigit);
        let cipher = if hex {
            let digits: Vec<u8> =
                rest.iter().filter_map(|b| char::from(*b).to_digit(16)).map(|digit| digit as u8).collect();
            digits.chunks_exact(2).filter_map(|two| Some(two.first()? << 4 | two.last()?)).collect()
        } else {
            rest.to_vec()
        };
        let private = decrypt(&cipher, EEXEC, 4);
        let mut font = Type1 {
            encoding: encoding(clear),
            glyphs: BTreeMap::new(),
            subrs: BTreeMap::new(),
            private: Vec::new(),
            matrix: array(clear, b"/FontMatrix").unwrap_or_else(|| "0.001 0 0 0.001 0 0".to_owned()),
        };
        for key in ARRAYS {
            font.private.extend(array(&private, key.as_bytes()).map(|value| (key, format!("[{value}]"))));
        }
        for key in NUMBERS {
            font.private.extend(number(&private, key.as_bytes()).map(|value| (key, value)));
        }
        font.charstrings(&private)?;
        Some(font)
    }

    /// `dup 5 23 RD ~23~bytes NP` and `/A 42 RD ~42~bytes ND` (§2.4); what is called `RD` here has other names too.
    fn charstrings(&mut self, private: &[u8]) -> Option<()> {
        // A negative number says that charstrings are plain.
        let lead = number(private, b"/lenIV").and_then(|n| n.parse().ok()).unwrap_or(4i32);
        let reader = words::reader(private);
        let start = find(private, b"/CharStrings", 0)?;
        let mut at = find(private, b"/Subrs", 0).unwrap_or(start).min(start);
        let mut last: [&[u8]; 3] = Default::default();
        while let Some((end, word)) = words(private.get(at..)?).next() {
            let after = at + end;
            let [first, second, third] = last;
            if word == b"RD" || word == b"-|" || Some(word) == reader {
                let length: usize = text(third).parse().ok()?;
                let data = private.get(after + 1..(after + 1).checked_add(length)?)?;
                let data = match usize::try_from(lead) {
                    Ok(lead) => decrypt(data, CHARSTRING, lead),
                    Err(_) => data.to_vec(),
                };
                if first == b"dup" {
                    self.subrs.insert(text(second).parse().ok().filter(|n| *n < MOST)?, data);
                } else if let Some(name) = second.strip_prefix(b"/") {
                    self.glyphs.insert(text(name).to_owned(), data);
                }
                if self.glyphs.len() > MOST {
                    return None;
                }
                at = after + 1 + length;
                last = Default::default();
                continue;
            }
            if word == b"end" && !self.glyphs.is_empty() {
                break;
            }
            at = after;
            last = [second, third, word];
        }
        (!self.glyphs.is_empty()).then_some(())
    }

    pub(super) fn has_ink(&self, name: &str) -> bool {
        self.glyphs.get(name).is_some_and(|code| self.follow(code).draws)
    }
}

/// `dup 65 /A put`, or the standard one.
fn encoding(clear: &[u8]) -> BTreeMap<u8, String> {
    let Some(start) = find(clear, b"/Encoding", 0) else { return BTreeMap::new() };
    let rest = clear.get(start + b"/Encoding".len()..).unwrap_or_default();
    let mut out = BTreeMap::new();
    let mut last: [&[u8]; 2] = [b"", b""];
    for (n, (_, word)) in words(rest).enumerate() {
        if n == 0 && word == b"StandardEncoding" {
            let named = |code| Some((code, Base::Standard.name(code)?.to_owned()));
            return (0..=255).filter_map(named).collect();
        }
        if let (b"put", Ok(code), Some(name)) = (word, text(last[0]).parse(), last[1].strip_prefix(b"/")) {
            out.insert(code, text(name).to_owned());
        }
        if (word == b"def" || word == b"readonly") && !out.is_empty() || n > 4000 {
            break;
        }
        last = [last[1], word];
    }
    out
}
