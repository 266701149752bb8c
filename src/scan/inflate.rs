//! Inflating (RFC 1951), written for this scanner: it tells where the data ends, so that what is hidden behind it is
//! found, and stops at a bound.

use super::bits::{Bits, Code};
use crate::error::{Error, ErrorKind, Result};

/// What was inflated, and how many bytes it took.
pub(super) struct Inflated {
    pub bytes: Vec<u8>,
    pub used: usize,
}

/// Inflates raw deflate data to at most `limit` bytes.
pub(super) fn inflate(data: &[u8], limit: usize) -> Result<Inflated> {
    let mut out = Out { bytes: Vec::new(), gone: 0, limit, each: None };
    let used = run(data, &mut out)?;
    Ok(Inflated { bytes: out.bytes, used })
}

/// Inflates data in the format of zlib and hands it on in pieces, each with the place where it begins; a little stands
/// in two of them. Tells how many bytes it took.
pub(super) fn zlib_pieces(
    data: &[u8],
    limit: usize,
    each: &mut dyn FnMut(usize, &[u8]) -> Result<()>,
) -> Result<usize> {
    let body = zlib_body(data)?;
    let mut out = Out { bytes: Vec::new(), gone: 0, limit, each: Some(&mut *each) };
    let used = run(body, &mut out)?;
    let (bytes, gone) = (std::mem::take(&mut out.bytes), out.gone);
    each(gone, &bytes)?;
    Ok(used.saturating_add(6).min(data.len()))
}

/// Takes a piece, with the place where it begins.
type Each<'e> = dyn FnMut(usize, &[u8]) -> Result<()> + 'e;

/// What comes out: all of it, or what is still to be handed on.
struct Out<'e> {
    bytes: Vec<u8>,
    /// Bytes that were handed on and are not here any more.
    gone: usize,
    limit: usize,
    each: Option<&'e mut Each<'e>>,
}

/// How long a piece is, and how much of it the next begins with: more than any distance, and than any term.
const PIECE: usize = 4 << 20;
const OVERLAP: usize = 1 << 16;

impl Out<'_> {
    fn room(&mut self, more: usize) -> Result<()> {
        if self.gone + self.bytes.len() + more > self.limit {
            return Err(Error::new(ErrorKind::DocumentTooLarge).because("unpacked"));
        }
        if let Some(each) = self.each.as_mut().filter(|_| self.bytes.len() > PIECE) {
            each(self.gone, &self.bytes)?;
            let done = self.bytes.len() - OVERLAP;
            self.bytes.drain(..done);
            self.gone += done;
        }
        Ok(())
    }
}

/// Tells how many bytes were taken.
fn run(data: &[u8], out: &mut Out) -> Result<usize> {
    let mut bits = Bits { data, at: 0, held: 0, count: 0 };
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, out)?,
            1 => block(&mut bits, out, &fixed()?)?,
            2 => {
                let codes = dynamic(&mut bits)?;
                block(&mut bits, out, &codes)?;
            }
            _ => return Err(broken()),
        }
        if last {
            // Whole bytes that were read ahead go back.
            let ahead = usize::try_from(bits.count / 8).unwrap_or_default();
            return Ok(bits.at.saturating_sub(ahead));
        }
    }
}

/// Inflates data in the format of zlib (RFC 1950). Its checksum is not looked at: some producers get it wrong.
pub(super) fn zlib(data: &[u8], limit: usize) -> Result<Inflated> {
    let mut inflated = inflate(zlib_body(data)?, limit)?;
    inflated.used = inflated.used.saturating_add(6).min(data.len());
    Ok(inflated)
}

fn zlib_body(data: &[u8]) -> Result<&[u8]> {
    let (Some(method), Some(flags)) = (data.first(), data.get(1)) else { return Err(broken()) };
    let header = u32::from(*method) * 256 + u32::from(*flags);
    if method & 15 != 8 || header % 31 != 0 || flags & 0x20 != 0 {
        return Err(broken());
    }
    Ok(data.get(2..).unwrap_or_default())
}

pub(super) fn broken() -> Error {
    Error::new(ErrorKind::DocumentBroken).because("compressed data")
}

struct Codes {
    letters: Code,
    distances: Code,
}

fn fixed() -> Result<Codes> {
    let mut letters = [8_u8; 288];
    letters.iter_mut().take(256).skip(144).for_each(|length| *length = 9);
    letters.iter_mut().take(280).skip(256).for_each(|length| *length = 7);
    Ok(Codes { letters: Code::new(&letters)?, distances: Code::new(&[5; 30])? })
}

const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

fn dynamic(bits: &mut Bits) -> Result<Codes> {
    let (letters, distances, count) = (bits.take(5)? + 257, bits.take(5)? + 1, bits.take(4)? + 4);
    let mut lengths = [0_u8; 19];
    for place in ORDER.iter().take(count) {
        let length = bits.take(3)?;
        if let Some(own) = lengths.get_mut(*place) {
            *own = u8::try_from(length).map_err(|_| broken())?;
        }
    }
    let code = Code::new(&lengths)?;
    let mut lengths: Vec<u8> = Vec::with_capacity(letters + distances);
    while lengths.len() < letters + distances {
        let symbol = bits.symbol(&code)?;
        let (value, times) = match symbol {
            0..=15 => (u8::try_from(symbol).map_err(|_| broken())?, 1),
            16 => (lengths.last().copied().ok_or_else(broken)?, bits.take(2)? + 3),
            17 => (0, bits.take(3)? + 3),
            _ => (0, bits.take(7)? + 11),
        };
        lengths.extend(std::iter::repeat_n(value, times));
    }
    if lengths.len() > letters + distances {
        return Err(broken());
    }
    let (letters, distances) = lengths.split_at(letters);
    Ok(Codes { letters: Code::new(letters)?, distances: Code::new(distances)? })
}

fn stored(bits: &mut Bits, out: &mut Out) -> Result<()> {
    let spare = bits.count % 8;
    bits.take(spare)?;
    let (length, check) = (bits.take(16)?, bits.take(16)?);
    if length ^ check != 0xffff {
        return Err(broken());
    }
    let ahead = usize::try_from(bits.count / 8).unwrap_or_default();
    let start = bits.at.saturating_sub(ahead);
    let bytes = bits.data.get(start..start + length).ok_or_else(broken)?;
    out.room(length)?;
    out.bytes.extend_from_slice(bytes);
    (bits.at, bits.held, bits.count) = (start + length, 0, 0);
    Ok(())
}

/// The least length or distance of a symbol and how many more bits it takes (RFC 1951 §3.2.5).
fn extra(symbol: usize, every: usize) -> (usize, u32) {
    if symbol < 2 * every {
        return (symbol, 0);
    }
    let bits = symbol / every - 1;
    ((every + symbol % every) << bits, u32::try_from(bits).unwrap_or_default())
}

fn block(bits: &mut Bits, out: &mut Out, codes: &Codes) -> Result<()> {
    loop {
        let symbol = bits.symbol(&codes.letters)?;
        match symbol {
            0..=255 => {
                out.room(1)?;
                out.bytes.push(u8::try_from(symbol).map_err(|_| broken())?);
            }
            256 => return Ok(()),
            257..=285 => {
                let length = if symbol == 285 {
                    258
                } else {
                    let (least, more) = extra(symbol - 257, 4);
                    least + bits.take(more)? + 3
                };
                let symbol = bits.symbol(&codes.distances)?;
                let (least, more) = extra(symbol, 2);
                if symbol > 29 {
                    return Err(broken());
                }
                let distance = least + bits.take(more)? + 1;
                out.room(length)?;
                let start = out.bytes.len().checked_sub(distance).ok_or_else(broken)?;
                for at in start..start + length {
                    let byte = out.bytes.get(at).copied().ok_or_else(broken)?;
                    out.bytes.push(byte);
                }
            }
            _ => return Err(broken()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    fn deflated(bytes: &[u8], level: u32) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn pieces_are_what_the_whole_is() {
        for times in [1, 9] {
            let plain: Vec<u8> = (0..times << 20).map(|n| (n % 251) as u8 ^ (n >> 12) as u8).collect();
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::new(6));
            encoder.write_all(&plain).unwrap();
            let packed = encoder.finish().unwrap();
            let (mut back, mut pieces) = (Vec::new(), 0);
            let used = zlib_pieces(&packed, plain.len(), &mut |at, piece| {
                assert!(at <= back.len());
                back.truncate(at);
                back.extend_from_slice(piece);
                pieces += 1;
                Ok(())
            });
            assert_eq!(used.unwrap(), packed.len());
            assert!(back == plain);
            assert_eq!(pieces, 1 + times / 4);
            assert!(zlib_pieces(&packed, plain.len() - 1, &mut |_, _| Ok(())).is_err());
        }
    }

    proptest! {
        #[test]
        fn what_another_library_deflated_comes_out_and_ends_where_it_ends(
            words in prop::collection::vec("[a-f]{0,9}|[\\x00-\\x{10ffff}]{0,40}", 0..200),
            level in 0..10_u32,
            behind in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            let plain = words.concat().into_bytes();
            let mut packed = deflated(&plain, level);
            let length = packed.len();
            packed.extend_from_slice(&behind);
            let inflated = inflate(&packed, plain.len()).unwrap();
            prop_assert_eq!(inflated.used, length);
            prop_assert_eq!(&inflated.bytes, &plain);
            if !plain.is_empty() {
                let error = inflate(&packed, plain.len() - 1).err().unwrap();
                prop_assert_eq!(error.kind(), ErrorKind::DocumentTooLarge);
            }
            for cut in [0, length / 2, length - 1] {
                prop_assert!(inflate(&packed[..cut], usize::MAX / 2).is_err());
            }
        }

        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for start in 0..8 {
                let mut bytes = bytes.clone();
                // Every kind of block.
                bytes.insert(0, start);
                prop_assert!(inflate(&bytes, 1 << 16).map_or(0, |inflated| inflated.bytes.len()) <= 1 << 16);
            }
        }
    }
}
