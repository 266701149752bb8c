//! The filters of PDF streams (ISO 32000-1 §7.4), and predictors.

use super::inflate::zlib;
use crate::error::{Error, ErrorKind, Result};

fn broken(what: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(what)
}

fn too_large() -> Error {
    Error::new(ErrorKind::DocumentTooLarge).because("unpacked")
}

/// What a filter made of the data, and how much of the data it took.
pub(super) struct Filtered {
    pub bytes: Vec<u8>,
    pub used: usize,
}

/// Undoes a filter by its name or abbreviation; `None` if it is one of pictures, whose data stays as it is.
pub(super) fn filter(name: &[u8], data: &[u8], early: bool, limit: usize) -> Result<Option<Filtered>> {
    Ok(Some(match name {
        b"FlateDecode" | b"Fl" => {
            let inflated = zlib(data, limit)?;
            Filtered { bytes: inflated.bytes, used: inflated.used }
        }
        b"ASCIIHexDecode" | b"AHx" => ascii_hex(data)?,
        b"ASCII85Decode" | b"A85" => ascii85(data, limit)?,
        b"LZWDecode" | b"LZW" => lzw(data, early, limit)?,
        b"RunLengthDecode" | b"RL" => run_length(data, limit)?,
        b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode" => {
            return Ok(None);
        }
        _ => return Err(Error::new(ErrorKind::UnknownContent).because("filter")),
    }))
}

fn ascii_hex(data: &[u8]) -> Result<Filtered> {
    let (mut bytes, mut high) = (Vec::with_capacity(data.len() / 2), None);
    for (at, c) in data.iter().enumerate() {
        let digit = match char::from(*c).to_digit(16) {
            Some(digit) => u8::try_from(digit).unwrap_or_default(),
            None if c.is_ascii_whitespace() || *c == 0 => continue,
            None if *c == b'>' => {
                bytes.extend(high.map(|high: u8| high << 4));
                return Ok(Filtered { bytes, used: at + 1 });
            }
            None => return Err(broken("ASCIIHexDecode")),
        };
        match high.take() {
            Some(high) => bytes.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    bytes.extend(high.map(|high| high << 4));
    Ok(Filtered { bytes, used: data.len() })
}

fn ascii85(data: &[u8], limit: usize) -> Result<Filtered> {
    let (mut bytes, mut group, mut count) = (Vec::new(), 0_u64, 0_u32);
    let mut used = data.len();
    // Some producers begin with it.
    let begin = if data.starts_with(b"<~") { 2 } else { 0 };
    for (at, c) in data.iter().enumerate().skip(begin) {
        if bytes.len() > limit {
            return Err(too_large());
        }
        match c {
            b'!'..=b'u' => {
                group = group * 85 + u64::from(c - b'!');
                count += 1;
                if count == 5 {
                    let word = u32::try_from(group).map_err(|_| broken("ASCII85Decode"))?;
                    bytes.extend_from_slice(&word.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            b'z' if count == 0 => bytes.extend_from_slice(&[0; 4]),
            b'~' => {
                used = if data.get(at + 1) == Some(&b'>') { at + 2 } else { at + 1 };
                break;
            }
            c if c.is_ascii_whitespace() || *c == 0 => {}
            _ => return Err(broken("ASCII85Decode")),
        }
    }
    if count == 1 {
        return Err(broken("ASCII85Decode"));
    }
    if count > 1 {
        let full = (count..5).fold(group, |group, _| group * 85 + 84);
        let word = u32::try_from(full).map_err(|_| broken("ASCII85Decode"))?;
        let take = usize::try_from(count - 1).unwrap_or_default();
        bytes.extend(word.to_be_bytes().iter().take(take));
    }
    Ok(Filtered { bytes, used })
}

fn run_length(data: &[u8], limit: usize) -> Result<Filtered> {
    let (mut bytes, mut at) = (Vec::new(), 0);
    while let Some(length) = data.get(at) {
        at += 1;
        if bytes.len() > limit {
            return Err(too_large());
        }
        match usize::from(*length) {
            128 => return Ok(Filtered { bytes, used: at }),
            length @ 0..=127 => {
                let run = data.get(at..at + length + 1).ok_or_else(|| broken("RunLengthDecode"))?;
                bytes.extend_from_slice(run);
                at += length + 1;
            }
            length => {
                let byte = data.get(at).ok_or_else(|| broken("RunLengthDecode"))?;
                bytes.extend(std::iter::repeat_n(*byte, 257 - length));
                at += 1;
            }
        }
    }
    Ok(Filtered { bytes, used: at })
}

fn lzw(data: &[u8], early: bool, limit: usize) -> Result<Filtered> {
    let (mut bytes, mut table): (Vec<u8>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    let (mut held, mut count, mut width) = (0_u32, 0_u32, 9_u32);
    let mut last: Option<(usize, usize)> = None;
    for (at, byte) in data.iter().enumerate() {
        held = held << 8 | u32::from(*byte);
        count += 8;
        if count < width {
            continue;
        }
        count -= width;
        let code = usize::try_from(held >> count & ((1 << width) - 1)).unwrap_or_default();
        match code {
            256 => {
                table.clear();
                (last, width) = (None, 9);
            }
            257 => return Ok(Filtered { bytes, used: at + 1 }),
            code => {
                // Each entry is a piece of what was written already; the newest may overlap its own end by a letter.
                let start = bytes.len();
                let (from, length) = match (code, table.get(code.wrapping_sub(258)), last) {
                    (0..=255, _, _) => {
                        bytes.push(u8::try_from(code).unwrap_or_default());
                        (start, 1)
                    }
                    (_, Some(entry), _) => *entry,
                    (_, None, Some((from, length))) if code - 258 == table.len() => (from, length + 1),
                    _ => return Err(broken("LZWDecode")),
                };
                if bytes.len() + length > limit {
                    return Err(too_large());
                }
                if code > 257 {
                    for at in from..from + length {
                        let byte = bytes.get(at).copied().ok_or_else(|| broken("LZWDecode"))?;
                        bytes.push(byte);
                    }
                }
                if let Some((from, length)) = last
                    && table.len() < 4096 - 258
                {
                    table.push((from, length + 1));
                }
                last = Some((start, length));
                // The code of the next entry.
                width = match table.len() + 258 + usize::from(early) {
                    0..=511 => 9,
                    512..=1023 => 10,
                    1024..=2047 => 11,
                    _ => 12,
                };
            }
        }
    }
    Ok(Filtered { bytes, used: data.len() })
}

/// Undoes a predictor (ISO 32000-1 §7.4.4.4): those of PNG, and that of TIFF for components of 8 bits.
pub(super) fn unpredict(data: &[u8], predictor: i64, columns: usize, colors: usize, bits: usize) -> Vec<u8> {
    let pixel = (colors.saturating_mul(bits) / 8).max(1);
    let row = columns.saturating_mul(colors).saturating_mul(bits).div_ceil(8).max(1);
    if predictor == 2 {
        let mut out = data.to_vec();
        for line in out.chunks_mut(row) {
            for at in pixel..line.len() {
                let left = line.get(at - pixel).copied().unwrap_or_default();
                if let Some(byte) = line.get_mut(at) {
                    *byte = byte.wrapping_add(left);
                }
            }
        }
        return out;
    }
    if predictor < 10 {
        return data.to_vec();
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut before: Vec<u8> = Vec::new();
    for line in data.chunks(row.saturating_add(1)) {
        let Some((kind, line)) = line.split_first() else { continue };
        let mut current: Vec<u8> = Vec::with_capacity(line.len());
        for (at, byte) in line.iter().enumerate() {
            let at_left = at.checked_sub(pixel);
            let left = at_left.and_then(|at| current.get(at)).copied().unwrap_or_default();
            let up = before.get(at).copied().unwrap_or_default();
            let corner = at_left.and_then(|at| before.get(at)).copied().unwrap_or_default();
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::try_from((u16::from(left) + u16::from(up)) / 2).unwrap_or_default(),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            current.push(byte.wrapping_add(guess));
        }
        out.extend_from_slice(&current);
        before = current;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |value: u8| (guess - i16::from(value)).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, data: &[u8]) -> (Vec<u8>, usize) {
        let filtered = filter(name.as_bytes(), data, true, 1 << 20).unwrap().unwrap();
        (filtered.bytes, filtered.used)
    }

    #[test]
    fn filters_are_undone_and_tell_where_they_end() {
        assert_eq!(run("ASCIIHexDecode", b"48 656C6c 6F7>x"), (b"Hellop".to_vec(), 14));
        assert_eq!(run("A85", b"87cURD]i,\"Ebo80~>x"), (b"Hello World!".to_vec(), 17));
        assert_eq!(run("A85", b"87cURDZ~>"), (b"Hello".to_vec(), 9));
        assert_eq!(run("RunLengthDecode", b"\x04Hello\xfe!\x80x"), (b"Hello!!!".to_vec(), 9));
        // The example of ISO 32000-1 §7.4.4.2.
        let packed = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(run("LZWDecode", &packed), (vec![45, 45, 45, 45, 45, 65, 45, 45, 45, 66], 9));
        assert!(filter(b"DCTDecode", b"", true, 9).unwrap().is_none());
        assert_eq!(filter(b"Crypt", b"", true, 9).err().unwrap().kind(), ErrorKind::UnknownContent);
    }

    #[test]
    fn long_lzw_of_another_library_is_undone() {
        // A strip of a TIFF that libtiff wrote: codes of up to 12 bits.
        let packed = include_bytes!("../../tests/vectors/lzw.bin");
        let plain: Vec<u8> =
            (0..6000_u32).map(|n| u8::try_from(n * n * 7 % 61 + n / 97 % 13).unwrap()).collect();
        assert_eq!(run("LZWDecode", packed).0, plain);
        assert!(filter(b"LZWDecode", packed, true, 5999).is_err());
    }

    #[test]
    fn bombs_stop_at_the_bound() {
        for (name, data) in [("A85", vec![b'z'; 100]), ("RL", vec![0x81; 100])] {
            let error = filter(name.as_bytes(), &data, true, 50).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::DocumentTooLarge, "{name}");
        }
    }

    #[test]
    fn predictors_are_undone() {
        assert_eq!(unpredict(&[2, 1, 2, 2, 1, 1], 12, 2, 1, 8), [1, 2, 2, 3]);
        assert_eq!(unpredict(&[1, 1, 1, 4, 5, 1], 15, 2, 1, 8), [1, 2, 6, 7]);
        assert_eq!(unpredict(&[5, 1, 1, 5, 1, 1], 2, 3, 1, 8), [5, 6, 7, 5, 6, 7]);
    }
}
