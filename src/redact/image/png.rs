//! PNG (ISO 15948): the chunks without which it cannot be shown, with its filtered lines packed again.

use super::super::Format;
use super::super::deflate::{Deflater, inflate_zlib};
use super::{MAX_PIXELS, Picture, broken, check_size};
use crate::error::{Error, ErrorKind, Result};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// IHDR (11.2.2).
struct Header {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
    interlaced: bool,
}

/// Builds a picture again.
///
/// # Errors
/// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`], [`ErrorKind::UnknownContent`].
pub(super) fn rebuild(bytes: &[u8]) -> Result<Picture> {
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or_else(|| broken("it does not begin as PNG"))?;
    let (kind, first, after) = chunk(rest)?;
    let header = parse_header(first).filter(|_| kind == b"IHDR").ok_or_else(|| broken("the header"))?;
    check_size(header.width, header.height)?;
    rest = after;
    let (mut gamma, mut srgb, mut palette, mut clear) = (None, None, None, None);
    let (mut packed, mut data_ended) = (Vec::new(), false);
    let mut removed = 0;
    loop {
        let (kind, data, after) = chunk(rest)?;
        rest = after;
        data_ended |= !packed.is_empty() && kind != b"IDAT";
        match kind {
            b"IEND" => break,
            b"IDAT" if !data_ended => packed.extend_from_slice(data),
            b"IDAT" => return Err(broken("its data is in two places")),
            b"PLTE" if palette.is_none() => palette = Some(data),
            b"tRNS" if clear.is_none() => clear = Some(data),
            b"gAMA" if data.len() == 4 && gamma.is_none() => gamma = Some(data),
            b"sRGB" if matches!(data, [0..=3]) && srgb.is_none() => srgb = Some(data),
            b"acTL" | b"fcTL" | b"fdAT" => {
                return Err(unknown("an animated PNG: save one picture of it"));
            }
            // 5.4: a small first letter says that it can be left out.
            [first, ..] if first.is_ascii_lowercase() => removed += 1,
            _ => return Err(unknown("a PNG chunk that is not in the standard")),
        }
    }
    let expected = size(&header);
    if expected > MAX_PIXELS {
        return Err(Error::new(ErrorKind::DocumentTooLarge).because("the picture unpacked"));
    }
    let mut lines = Lines::of(&header);
    let mut deflater = Deflater::new();
    inflate_zlib(&packed, |piece| {
        deflater.add(lines.take(piece)?);
        Ok(())
    })?;
    if lines.left > 0 {
        return Err(broken("it ends before its picture"));
    }
    removed += u64::from(lines.more > 0);
    drop(packed);

    let mut copy = SIGNATURE.to_vec();
    put(&mut copy, b"IHDR", first);
    for (kind, data) in [(b"gAMA", gamma), (b"sRGB", srgb)] {
        if let Some(data) = data {
            put(&mut copy, kind, data);
        }
    }
    let palette = palette_for(&header, palette)?;
    let clear = clear.filter(|clear| match header.colour {
        0 => clear.len() == 2,
        2 => clear.len() == 6,
        3 => clear.len() <= palette.map_or(0, <[u8]>::len) / 3,
        _ => false,
    });
    for (kind, data) in [(b"PLTE", palette), (b"tRNS", clear)] {
        if let Some(data) = data {
            put(&mut copy, kind, data);
        }
    }
    put(&mut copy, b"IDAT", &deflater.finish());
    put(&mut copy, b"IEND", &[]);
    Ok(Picture {
        format: Format::Png,
        bytes: copy,
        width: header.width,
        height: header.height,
        removed: vec![("I2", removed), ("C4", u64::from(!rest.is_empty()))],
        turned: None,
    })
}

/// A picture of one colour, in shades of grey.
pub(in super::super) fn plain(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let line = vec![shade; usize::try_from(width).unwrap_or_default()];
    let mut deflater = Deflater::new();
    for _ in 0..height {
        deflater.add(&[0]);
        deflater.add(&line);
    }
    simple(width, height, 0, &deflater.finish())
}

/// A picture whose lines of pixels (red, green, blue, opacity) `next` gives one after the other. `None` if it has one
/// too few.
pub(super) fn coloured(
    width: u32,
    height: u32,
    mut next: impl FnMut(&mut [[u8; 4]]) -> Option<()>,
) -> Option<Vec<u8>> {
    let mut line = vec![[0; 4]; usize::try_from(width).ok()?];
    let mut deflater = Deflater::new();
    for _ in 0..height {
        deflater.add(&[0]);
        next(&mut line)?;
        deflater.add(line.as_flattened());
    }
    Some(simple(width, height, 6, &deflater.finish()))
}

fn simple(width: u32, height: u32, colour: u8, packed: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, colour, 0, 0, 0]].concat();
    let mut copy = SIGNATURE.to_vec();
    put(&mut copy, b"IHDR", &header);
    put(&mut copy, b"IDAT", packed);
    put(&mut copy, b"IEND", &[]);
    copy
}

fn unknown(why: &str) -> Error {
    Error::new(ErrorKind::UnknownContent).because(why)
}

/// The next chunk: its type, its data with the checksum verified (5.3), and what follows.
fn chunk(bytes: &[u8]) -> Result<(&[u8; 4], &[u8], &[u8])> {
    let ended = || broken("it ends too early");
    let (length, rest) = bytes.split_first_chunk().ok_or_else(ended)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| ended())?;
    let (kind, after) = rest.split_first_chunk().ok_or_else(ended)?;
    let (data, after) = after.split_at_checked(length).ok_or_else(ended)?;
    let (sum, after) = after.split_first_chunk().ok_or_else(ended)?;
    if checksum(kind, data) != *sum {
        return Err(broken("a checksum is wrong"));
    }
    Ok((kind, data, after))
}

fn put(copy: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    copy.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    copy.extend(kind);
    copy.extend(data);
    copy.extend(checksum(kind, data));
}

fn checksum(kind: &[u8; 4], data: &[u8]) -> [u8; 4] {
    let mut sum = crc32fast::Hasher::new();
    sum.update(kind);
    sum.update(data);
    sum.finalize().to_be_bytes()
}

fn parse_header(data: &[u8]) -> Option<Header> {
    let data: &[u8; 13] = data.try_into().ok()?;
    let [w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, packing, filter, interlace] = *data;
    let fits = match colour {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    (fits && packing == 0 && filter == 0 && interlace < 2).then_some(Header {
        width: u32::from_be_bytes([w3, w2, w1, w0]),
        height: u32::from_be_bytes([h3, h2, h1, h0]),
        depth,
        colour,
        interlaced: interlace == 1,
    })
}

/// Each pass as its lines and the bytes of one line with its filter (8.2, 9.2).
fn passes(header: &Header) -> Vec<(u64, u64)> {
    const ADAM7: [(u64, u64, u64, u64); 7] =
        [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)];
    let samples = match header.colour {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    let bits = samples * u64::from(header.depth);
    let (width, height) = (u64::from(header.width), u64::from(header.height));
    let whole = [(0, 1, 0, 1)];
    let steps: &[(u64, u64, u64, u64)] = if header.interlaced { &ADAM7 } else { &whole };
    let many = |length: u64, from: u64, step: u64| length.saturating_sub(from).div_ceil(step);
    steps
        .iter()
        .map(|(x, dx, y, dy)| (many(width, *x, *dx), many(height, *y, *dy)))
        .filter(|(columns, lines)| *columns > 0 && *lines > 0)
        .map(|(columns, lines)| (lines, 1 + (columns * bits).div_ceil(8)))
        .collect()
}

fn size(header: &Header) -> u64 {
    passes(header).iter().map(|(lines, length)| lines * length).sum()
}

/// Some writers pack a few bytes too many.
const TOO_MANY: u64 = 1 << 16;

/// Filtered lines as they come: how many bytes are still to come, and how many were too many.
struct Lines {
    passes: std::vec::IntoIter<(u64, u64)>,
    /// Lines of the pass, and bytes of a line, and of the line that has begun.
    lines: u64,
    length: u64,
    line: u64,
    left: u64,
    more: u64,
}

impl Lines {
    fn of(header: &Header) -> Lines {
        let passes = passes(header).into_iter();
        Lines { passes, lines: 0, length: 0, line: 0, left: size(header), more: 0 }
    }

    /// What of the next bytes belongs to the picture. Each line begins with its filter (9.2).
    fn take<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8]> {
        let own = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        let (own, more) = bytes.split_at(own);
        self.more += more.len() as u64;
        if self.more > TOO_MANY {
            return Err(Error::new(ErrorKind::DocumentTooLarge).because("the picture unpacked"));
        }
        self.left -= own.len() as u64;
        let mut rest = own;
        while let Some(first) = rest.first() {
            if self.line == 0 {
                if self.lines == 0 {
                    (self.lines, self.length) = self.passes.next().ok_or_else(|| broken("a line"))?;
                }
                if *first > 4 {
                    return Err(broken("a line's filter"));
                }
                self.lines -= 1;
                self.line = self.length;
            }
            let step = usize::try_from(self.line).unwrap_or(usize::MAX).min(rest.len());
            self.line -= step as u64;
            rest = rest.get(step..).unwrap_or_default();
        }
        Ok(own)
    }
}

/// 11.2.3: needed with indexed colour; with others it only suggests.
fn palette_for<'a>(header: &Header, palette: Option<&'a [u8]>) -> Result<Option<&'a [u8]>> {
    match (header.colour, palette) {
        (3, Some(palette)) => {
            let entries = palette.len() / 3;
            let fits = palette.len().is_multiple_of(3) && (1..=1 << header.depth).contains(&entries);
            if fits { Ok(Some(palette)) } else { Err(broken("the palette")) }
        }
        (3, None) => Err(broken("there is no palette")),
        _ => Ok(None),
    }
}
