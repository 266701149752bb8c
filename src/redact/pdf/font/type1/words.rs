//! The words of a Type 1 program, which is one of PostScript (Adobe Type 1 Font Format §2).

use super::super::super::source::find;

/// Sections of a program in the format of PCs, joined.
pub(super) fn unwrapped(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some([0x80, 1 | 2, a, b, c, d]) = bytes.get(at..at + 6) {
        let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        let Some(part) = bytes.get(at + 6..(at + 6).saturating_add(length)) else { break };
        out.extend(part);
        at += 6 + length;
    }
    if at == 0 { bytes.to_vec() } else { out }
}

pub(super) fn words(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
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

pub(super) fn text(word: &[u8]) -> &str {
    std::str::from_utf8(word).unwrap_or_default()
}

/// What stands between the brackets behind a key.
pub(super) fn array(bytes: &[u8], key: &[u8]) -> Option<String> {
    let rest = bytes.get(find(bytes, key, 0)? + key.len()..)?;
    let open = rest.iter().take(16).position(|b| *b == b'[' || *b == b'{')?;
    let close = rest.iter().take(400).position(|b| *b == b']' || *b == b'}')?;
    let numbers: Vec<&str> = words(rest.get(open + 1..close)?).map(|(_, word)| text(word)).collect();
    numbers.iter().all(|n| n.parse::<f64>().is_ok()).then(|| numbers.join(" "))
}

/// The number behind a key.
pub(super) fn number(bytes: &[u8], key: &[u8]) -> Option<String> {
    let rest = bytes.get(find(bytes, key, 0)? + key.len()..)?;
    let (_, word) = words(rest).next()?;
    text(word).parse::<f64>().ok().map(|_| text(word).to_owned())
}

/// What the program calls the procedure that reads binary data (§2.4): `/RD {string currentfile …`.
pub(super) fn reader(private: &[u8]) -> Option<&[u8]> {
    let before = private.get(..find(private, b"{string currentfile", 0)?)?;
    let name = before.get(before.iter().rposition(|b| *b == b'/')? + 1..)?;
    Some(name.trim_ascii()).filter(|name| !name.is_empty())
}
