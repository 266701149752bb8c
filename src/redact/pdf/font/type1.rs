//! Type 1 font programs (Adobe Type 1 Font Format): read, and written again with some glyphs only.

use super::super::limits::broken;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What of a program draws.
pub(super) struct Type1 {
    /// The program's own encoding.
    pub(super) encoding: BTreeMap<u8, String>,
    glyphs: BTreeMap<String, Vec<u8>>,
    subrs: BTreeMap<usize, Vec<u8>>,
    /// Numbers of the private dictionary, as they are written.
    private: Vec<(&'static str, String)>,
    matrix: String,
    lead: usize,
}

const GLYPHS: usize = 70_000;

/// §7.3: the cipher of the program, and of each charstring.
fn decrypt(bytes: &[u8], key: u16, lead: usize) -> Vec<u8> {
    let mut r = key;
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes {
        out.push(byte ^ (r >> 8) as u8);
        r = u16::from(*byte).wrapping_add(r).wrapping_mul(52845).wrapping_add(22719);
    }
    out.drain(..lead.min(out.len()));
    out
}

fn encrypt(bytes: &[u8], key: u16, lead: usize) -> Vec<u8> {
    let mut r = key;
    let mut out = Vec::with_capacity(bytes.len() + lead);
    for byte in std::iter::repeat_n(&0, lead).chain(bytes) {
        let cipher = byte ^ (r >> 8) as u8;
        r = u16::from(cipher).wrapping_add(r).wrapping_mul(52845).wrapping_add(22719);
        out.push(cipher);
    }
    out
}

const EEXEC: u16 = 55665;
const CHARSTRING: u16 = 4330;

use super::super::source::find;

/// Sections of a program in the format of PCs, joined.
fn unwrapped(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some([0x80, kind @ (1 | 2), a, b, c, d]) = bytes.get(at..at + 6) {
        let _ = kind;
        let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        let Some(part) = bytes.get(at + 6..(at + 6).saturating_add(length)) else { break };
        out.extend(part);
        at += 6 + length;
    }
    if at == 0 { bytes.to_vec() } else { out }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == 0) {
            at += 1;
        }
        let start = at;
        let first = *bytes.get(at)?;
        at += 1;
        if !b"[]{}".contains(&first) {
            while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && !b"[]{}/".contains(b) && *b != 0)
            {
                at += 1;
            }
        }
        Some((at, bytes.get(start..at)?))
    })
}

fn text(word: &[u8]) -> &str {
    std::str::from_utf8(word).unwrap_or_default()
}

/// What stands between the brackets behind a key.
fn array(bytes: &[u8], key: &[u8]) -> Option<String> {
    let rest = bytes.get(find(bytes, key, 0)? + key.len()..)?;
    let open = rest.iter().take(16).position(|b| *b == b'[' || *b == b'{')?;
    let close = rest.iter().take(400).position(|b| *b == b']' || *b == b'}')?;
    let numbers: Vec<&str> = words(rest.get(open + 1..close)?).map(|(_, word)| text(word)).collect();
    numbers.iter().all(|n| n.parse::<f64>().is_ok()).then(|| numbers.join(" "))
}

fn integer(bytes: &[u8], key: &[u8]) -> Option<String> {
    let rest = bytes.get(find(bytes, key, 0)? + key.len()..)?;
    let (_, word) = words(rest).next()?;
    text(word).parse::<f64>().ok().map(|_| text(word).to_owned())
}

impl Type1 {
    pub(super) fn parse(bytes: &[u8]) -> Result<Type1> {
        Type1::read(bytes).ok_or_else(|| broken("a Type 1 font is damaged"))
    }

    fn read(bytes: &[u8]) -> Option<Type1> {
        let bytes = unwrapped(bytes);
        let split = find(&bytes, b"eexec", 0)? + b"eexec".len();
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
        let lead = integer(&private, b"/lenIV").and_then(|n| n.parse().ok()).unwrap_or(4usize);
        let mut font = Type1 {
            encoding: encoding(clear),
            glyphs: BTreeMap::new(),
            subrs: BTreeMap::new(),
            private: Vec::new(),
            matrix: array(clear, b"/FontMatrix").unwrap_or_else(|| "0.001 0 0 0.001 0 0".to_owned()),
            lead: lead.min(16),
        };
        for key in [
            "/BlueValues",
            "/OtherBlues",
            "/FamilyBlues",
            "/FamilyOtherBlues",
            "/StdHW",
            "/StdVW",
            "/StemSnapH",
            "/StemSnapV",
        ] {
            font.private.extend(array(&private, key.as_bytes()).map(|value| (key, format!("[{value}]"))));
        }
        for key in ["/BlueScale", "/BlueShift", "/BlueFuzz", "/LanguageGroup"] {
            font.private.extend(integer(&private, key.as_bytes()).map(|value| (key, value)));
        }
        font.charstrings(&private)?;
        Some(font)
    }

    /// `dup 5 23 RD ~23~bytes NP` and `/A 42 RD ~42~bytes ND` (§2.4).
    fn charstrings(&mut self, private: &[u8]) -> Option<()> {
        let start = find(private, b"/CharStrings", 0)?;
        let mut at = find(private, b"/Subrs", 0).unwrap_or(start).min(start);
        let mut last: [Vec<u8>; 3] = Default::default();
        while let Some((end, word)) = words(private.get(at..)?).next() {
            let word = word.to_vec();
            let after = at + end;
            let [first, second, third] = &last;
            if word == b"RD" || word == b"-|" {
                let length: usize = text(third).parse().ok()?;
                let data = private.get(after + 1..(after + 1).checked_add(length)?)?;
                let data = decrypt(data, CHARSTRING, self.lead);
                if first == b"dup" {
                    self.subrs.insert(text(second).parse().ok().filter(|n| *n < GLYPHS)?, data);
                } else if let Some(name) = second.strip_prefix(b"/") {
                    self.glyphs.insert(text(name).to_owned(), data);
                }
                if self.glyphs.len() > GLYPHS {
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
            let [_, second, third] = last;
            last = [second, third, word];
        }
        (!self.glyphs.is_empty()).then_some(())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.glyphs.contains_key(name)
    }

    /// The program with these glyphs, each under its new name, and the lengths of its three parts.
    pub(super) fn cut(&self, glyphs: &[(String, String)]) -> (Vec<u8>, [usize; 3]) {
        let mut named: BTreeMap<String, &[u8]> = BTreeMap::new();
        let mut queue: Vec<(String, String)> = vec![(".notdef".into(), ".notdef".into())];
        queue.extend(glyphs.iter().cloned());
        let mut subrs: BTreeSet<usize> = (0..5).collect();
        while let Some((old, new)) = queue.pop() {
            let Some(code) = self.glyphs.get(&old) else { continue };
            if named.contains_key(&new) {
                continue;
            }
            named.insert(new, code);
            let mut parts = Vec::new();
            self.follow(code, &mut subrs, &mut parts, 0);
            // Parts of accented letters are found by their names in StandardEncoding.
            queue.extend(parts.into_iter().map(|name| (name.clone(), name)));
        }
        let clear = format!(
            "%!PS-AdobeFont-1.0: F\n11 dict begin\n/FontInfo 1 dict dup begin end readonly def\n/FontName /F def\n\
             /PaintType 0 def\n/FontType 1 def\n/FontMatrix [{}] readonly def\n/Encoding StandardEncoding def\n\
             /FontBBox {{0 0 0 0}} readonly def\ncurrentdict end\ncurrentfile eexec\n",
            self.matrix
        );
        let mut private =
            b"dup /Private 20 dict dup begin\n/RD {string currentfile exch readstring pop} executeonly def\n\
            /ND {noaccess def} executeonly def\n/NP {noaccess put} executeonly def\n/MinFeature {16 16} def\n\
            /password 5839 def\n/lenIV 4 def\n"
                .to_vec();
        for (key, value) in &self.private {
            private.extend(format!("{key} {value} def\n").bytes());
        }
        let highest = subrs.iter().filter(|n| self.subrs.contains_key(n)).max().map_or(0, |n| n + 1);
        private.extend(format!("/Subrs {highest} array\n").bytes());
        for n in 0..highest {
            // One that nothing calls only returns.
            let code = self.subrs.get(&n).filter(|_| subrs.contains(&n)).map_or(&[11][..], Vec::as_slice);
            let code = encrypt(code, CHARSTRING, 4);
            private.extend(format!("dup {n} {} RD ", code.len()).bytes());
            private.extend(code);
            private.extend(b" NP\n");
        }
        private.extend(format!("ND\n2 index /CharStrings {} dict dup begin\n", named.len()).bytes());
        for (name, code) in &named {
            let code = encrypt(code, CHARSTRING, 4);
            private.extend(format!("/{name} {} RD ", code.len()).bytes());
            private.extend(code);
            private.extend(b" ND\n");
        }
        private.extend(b"end\nend\nreadonly put\nnoaccess put\ndup/FontName get exch definefont pop\nmark currentfile closefile\n");
        let cipher = encrypt(&private, EEXEC, 4);
        let tail = format!("{}cleartomark\n", format!("{}\n", "0".repeat(64)).repeat(8));
        let lengths = [clear.len(), cipher.len(), tail.len()];
        let mut out = clear.into_bytes();
        out.extend(cipher);
        out.extend(tail.bytes());
        (out, lengths)
    }

    /// Which subroutines a charstring calls, and of which glyphs it is put together (§6.4: `callsubr`, `seac`).
    fn follow(&self, code: &[u8], subrs: &mut BTreeSet<usize>, parts: &mut Vec<String>, depth: usize) {
        let (mut stack, mut handed, mut at): (Vec<i32>, Vec<i32>, usize) = (Vec::new(), Vec::new(), 0);
        while let Some(byte) = code.get(at).copied() {
            at += 1;
            let next = code.get(at).copied().unwrap_or_default();
            match byte {
                32..=246 => stack.push(i32::from(byte) - 139),
                247..=250 => {
                    stack.push((i32::from(byte) - 247) * 256 + i32::from(next) + 108);
                    at += 1;
                }
                251..=254 => {
                    stack.push(-(i32::from(byte) - 251) * 256 - i32::from(next) - 108);
                    at += 1;
                }
                255 => {
                    let four = code.get(at..at + 4).and_then(|four| four.try_into().ok()).unwrap_or_default();
                    stack.push(i32::from_be_bytes(four));
                    at += 4;
                }
                10 => {
                    let called = stack.pop().and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
                    if let Some(code) = self.subrs.get(&called)
                        && subrs.insert(called)
                        && depth < 10
                    {
                        self.follow(code, subrs, parts, depth + 1);
                    }
                }
                12 => {
                    at += 1;
                    match next {
                        // seac: … bchar achar.
                        6 => {
                            for code in stack.iter().rev().take(2) {
                                let code = u8::try_from(*code).ok();
                                let name = code.and_then(|code| super::names::Base::Standard.name(code));
                                parts.extend(name.map(str::to_owned));
                            }
                            stack.clear();
                        }
                        // callothersubr takes numbers away, and pop brings them back: hint replacement hands the
                        // number of a subroutine through (§8.1).
                        16 => {
                            stack.pop();
                            let count = stack.pop().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
                            handed = stack.split_off(stack.len().saturating_sub(count));
                        }
                        17 => stack.push(handed.pop().unwrap_or(3)),
                        12 => {
                            let divisor = stack.pop().unwrap_or(1);
                            let value = stack.pop().unwrap_or_default();
                            stack.push(value.checked_div(divisor).unwrap_or_default());
                        }
                        _ => stack.clear(),
                    }
                }
                _ => stack.clear(),
            }
            if stack.len() > 64 {
                stack.clear();
            }
        }
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
            let named = |code| Some((code, super::names::Base::Standard.name(code)?.to_owned()));
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
