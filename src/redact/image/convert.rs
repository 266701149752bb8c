//! Pictures of other kinds within documents, made into PNG: GIF and BMP, whose pixels are few and plain (SPEC §18.6).

use super::super::Format;
use super::{Picture, check_size, png};
use crate::error::{Error, ErrorKind, Result};
use gif::{ColorOutput, DecodeOptions, MemoryLimit};
use std::num::NonZeroU64;

/// Pixels of one picture: twice those of a large screen.
const MAX_PIXELS: u64 = 1 << 24;

/// The PNG with the same pixels, if it is a GIF or a BMP that can be read.
///
/// # Errors
/// [`ErrorKind::UnsupportedDocument`] for other kinds, [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`].
pub(super) fn to_png(bytes: &[u8]) -> Result<Picture> {
    match bytes {
        [b'G', b'I', b'F', b'8', ..] => from_gif(bytes),
        [b'B', b'M', ..] => from_bmp(bytes).unwrap_or_else(|| Err(broken())),
        _ => Err(ErrorKind::UnsupportedDocument.into()),
    }
}

fn broken() -> Error {
    super::broken("a picture within it")
}

fn finished(width: u32, height: u32, png: Vec<u8>) -> Picture {
    Picture { format: Format::Png, bytes: png, width, height, removed: vec![("I3", 1)], turned: None }
}

fn size(width: u32, height: u32) -> Result<usize> {
    check_size(width, height)?;
    let count = u64::from(width) * u64::from(height);
    if count > MAX_PIXELS {
        return Err(ErrorKind::DocumentTooLarge.into());
    }
    usize::try_from(count).map_err(|_| ErrorKind::DocumentTooLarge.into())
}

/// The first picture of an animation stands for all. It is held as places in its table of colours, of one byte each.
fn from_gif(bytes: &[u8]) -> Result<Picture> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(NonZeroU64::new(MAX_PIXELS).map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
    let mut decoder = options.read_info(bytes).map_err(|_| broken())?;
    let (width, height) = (u32::from(decoder.width()), u32::from(decoder.height()));
    size(width, height)?;
    let global = decoder.global_palette().map(<[u8]>::to_vec);
    let frame = decoder.read_next_frame().map_err(|_| broken())?.ok_or_else(broken)?;
    let palette = frame.palette.clone().or(global).ok_or_else(broken)?;
    let colour = |index: &u8| {
        let clear = if frame.transparent == Some(*index) { 0 } else { 255 };
        match palette.get(usize::from(*index) * 3..).and_then(<[u8]>::first_chunk) {
            Some([red, green, blue]) => [*red, *green, *blue, clear],
            None => [0; 4],
        }
    };
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let mut next = 0;
    let mut drawn = frame.buffer.chunks_exact(usize::from(frame.width).max(1));
    let png = png::coloured(width, height, |line| {
        line.fill([0; 4]);
        if next >= top {
            let indices = drawn.next().unwrap_or_default();
            line.iter_mut().skip(left).zip(indices).for_each(|(pixel, index)| *pixel = colour(index));
        }
        next += 1;
        Some(())
    });
    png.map(|png| finished(width, height, png)).ok_or_else(broken)
}

/// [MS-WMF] 2.2.2.9: uncompressed, with 1, 4, 8, 24 or 32 bits for a pixel. `None` where it ends too early.
fn from_bmp(bytes: &[u8]) -> Option<Result<Picture>> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let (start, header) = (usize::try_from(number(10)?).ok()?, usize::try_from(number(14)?).ok()?);
    let (width, height) = (number(18)?, number(22)?.cast_signed());
    let bits = usize::from(u16::from_le_bytes(bytes.get(28..30)?.try_into().ok()?));
    if header < 40 || number(30)? != 0 || !matches!(bits, 1 | 4 | 8 | 24 | 32) {
        return Some(Err(ErrorKind::UnsupportedDocument.into()));
    }
    let count = match size(width, height.unsigned_abs()) {
        Ok(count) => count,
        Err(e) => return Some(Err(e)),
    };
    let across = usize::try_from(width).ok()?;
    let palette = bytes.get(14usize.checked_add(header)?..).unwrap_or_default().as_chunks::<4>().0;
    // A line takes a multiple of four bytes.
    let stride = (across * bits).div_ceil(32) * 4;
    let data = bytes.get(start..)?;
    let lines: Vec<&[u8]> = data.chunks_exact(stride).take(count / across).collect();
    if lines.len() * across != count {
        return None;
    }
    // The lowest line comes first, unless the height is negative.
    let from_top = |n: usize| if height < 0 { n } else { lines.len() - 1 - n };
    let mut next = 0;
    let png = png::coloured(width, height.unsigned_abs(), |pixels| {
        let line = lines.get(from_top(next))?;
        next += 1;
        for (x, pixel) in pixels.iter_mut().enumerate() {
            let [blue, green, red, ..] = match bits {
                24 => *line.get(x * 3..)?.first_chunk::<3>()?,
                32 => *line.get(x * 4..)?.first_chunk::<3>()?,
                _ => {
                    let byte = usize::from(*line.get(x * bits / 8)?);
                    let index = (byte >> (8 - bits - x * bits % 8)) & ((1 << bits) - 1);
                    *palette.get(index)?.first_chunk::<3>()?
                }
            };
            *pixel = [red, green, blue, 255];
        }
        Some(())
    });
    Some(Ok(finished(width, height.unsigned_abs(), png?)))
}
