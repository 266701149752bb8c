//! JPEG (ITU-T T.81 annex B): the segments without which it cannot be decoded, and its scans.

use super::super::Format;
use super::{Picture, broken, check_size};
use crate::error::{Error, ErrorKind, Result};

/// T.81 table B.1.
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const DQT: u8 = 0xdb;
const DHT: u8 = 0xc4;
const DRI: u8 = 0xdd;
const COM: u8 = 0xfe;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;

/// Most pictures have one scan, progressive ones about ten; each costs a decoder a pass over the picture.
const MAX_SCANS: usize = 200;

/// JFIF 1.01 without a density and a thumbnail.
const JFIF: &[u8] = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0";

/// What a picture that has neither gets before it: SOI with a segment of Adobe or JFIF.
const HEAD: usize = 20;

struct Frame {
    width: u32,
    height: u32,
    components: Vec<u8>,
}

/// Builds a picture again.
///
/// # Errors
/// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`], [`ErrorKind::UnknownContent`].
pub(super) fn rebuild(bytes: &[u8]) -> Result<Picture> {
    let mut rest = bytes.strip_prefix(&[0xff, SOI]).ok_or_else(|| broken("it does not begin as JPEG"))?;
    let mut body = Vec::with_capacity(bytes.len() + HEAD);
    let (mut frame, mut scans, mut restarts): (Option<Frame>, usize, bool) = (None, 0, false);
    let (mut adobe, mut removed, mut turned) = (None, 0, None);
    loop {
        let (marker, after) = marker(rest)?;
        if marker == EOI {
            rest = after;
            break;
        }
        let (segment, after) = segment(after)?;
        rest = after;
        match marker {
            0xc0..=0xc2 if frame.is_none() => frame = Some(parse_frame(marker, segment)?),
            DQT => check_quantisation(segment)?,
            DHT => check_huffman(segment)?,
            DRI => {
                let interval: [u8; 2] = segment.try_into().map_err(|_| broken("a restart interval"))?;
                restarts = interval != [0, 0];
            }
            SOS => {
                let frame = frame.as_ref().ok_or_else(|| broken("a scan stands before its frame"))?;
                check_scan(segment, frame)?;
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(Error::new(ErrorKind::DocumentTooLarge).because("too many scans"));
                }
            }
            APP14 if segment.starts_with(b"Adobe") => adobe = segment.get(11).copied(),
            APP0..=APP15 | COM => {
                if marker == APP1 {
                    turned = turned.or_else(|| orientation(segment));
                }
                // A constant JFIF takes the place of the one that was there.
                removed += u64::from(segment != JFIF);
                continue;
            }
            _ => {
                return Err(Error::new(ErrorKind::UnknownContent).because(format_args!(
                    "JPEG marker {marker:02x}: save the picture as usual JPEG or PNG"
                )));
            }
        }
        if marker != APP14 {
            put(&mut body, marker, segment);
        }
        if marker == SOS {
            let (scan, after) = scan(rest, restarts)?;
            body.extend_from_slice(scan);
            rest = after;
        }
    }
    let frame = frame.filter(|_| scans > 0).ok_or_else(|| broken("it ends before its picture"))?;
    let mut head = vec![0xff, SOI];
    match adobe {
        // The transform tells which colours are meant; version and flags tell the program.
        Some(transform) => put(&mut head, APP14, &[b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat()),
        // Without JFIF, components named R, G, B mean just that; with it they would be taken for luma and chroma.
        None if matches!(frame.components.len(), 1 | 3) && frame.components != b"RGB" => {
            put(&mut head, APP0, JFIF);
        }
        None => {}
    }
    body.splice(..0, head);
    body.extend([0xff, EOI]);
    body.shrink_to_fit();
    Ok(Picture {
        format: Format::Jpeg,
        bytes: body,
        width: frame.width,
        height: frame.height,
        removed: vec![("I1", removed), ("C4", u64::from(!rest.is_empty()))],
        turned,
    })
}

/// The next marker; bytes of 0xff may stand before it (B.1.1.2).
fn marker(bytes: &[u8]) -> Result<(u8, &[u8])> {
    let rest = bytes.strip_prefix(&[0xff]).ok_or_else(|| broken("there is no marker where one must be"))?;
    let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
    let (marker, after) = rest.get(fill..).and_then(<[u8]>::split_first).ok_or_else(ended)?;
    Ok((*marker, after))
}

fn ended() -> Error {
    broken("it ends too early")
}

/// What a marker's length says (B.1.1.4), and what follows.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let (length, _) = bytes.split_first_chunk().ok_or_else(ended)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (segment, rest) = bytes.split_at_checked(length).ok_or_else(ended)?;
    Ok((segment.get(2..).ok_or_else(|| broken("a segment's length"))?, rest))
}

fn put(copy: &mut Vec<u8>, marker: u8, segment: &[u8]) {
    // A segment that was read is short enough, and so is what is written here.
    let length = u16::try_from(segment.len() + 2).unwrap_or(u16::MAX);
    copy.extend([0xff, marker]);
    copy.extend(length.to_be_bytes());
    copy.extend(segment);
}

/// The entropy-coded bytes: up to a marker that is no restart (B.1.1.5).
fn scan(bytes: &[u8], restarts: bool) -> Result<(&[u8], &[u8])> {
    let mut from = 0;
    loop {
        let found = bytes.get(from..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff));
        let at = from + found.ok_or_else(ended)?;
        match bytes.get(at + 1) {
            Some(0) => {}
            Some(0xd0..=0xd7) if restarts => {}
            Some(_) if at > 0 => return Ok(bytes.split_at(at)),
            _ => return Err(broken("a scan is empty")),
        }
        from = at + 2;
    }
}

/// B.2.2; a height that is told later (DNL) is not supported.
fn parse_frame(marker: u8, segment: &[u8]) -> Result<Frame> {
    let bad = || broken("a frame header");
    let (&[precision, h1, h0, w1, w0, count], components) = segment.split_first_chunk().ok_or_else(bad)?;
    let (width, height) = (u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into());
    check_size(width, height)?;
    let (components, odd) = components.as_chunks::<3>();
    let sampled = |factor: u8| (1..=4).contains(&(factor >> 4)) && (1..=4).contains(&(factor & 15));
    let fits = odd.is_empty()
        && components.len() == usize::from(count)
        && (1..=4).contains(&count)
        && (precision == 8 || (precision == 12 && marker != 0xc0))
        && components.iter().all(|[_, factors, table]| sampled(*factors) && *table < 4);
    if !fits {
        return Err(bad());
    }
    Ok(Frame { width, height, components: components.iter().map(|[id, ..]| *id).collect() })
}

/// B.2.4.1: one or more tables of 64 values.
fn check_quantisation(segment: &[u8]) -> Result<()> {
    let mut rest = segment;
    while let Some((kind, after)) = rest.split_first() {
        let length = match kind {
            0..=3 => 64,
            0x10..=0x13 => 128,
            _ => return Err(broken("a quantisation table")),
        };
        rest = after.get(length..).ok_or_else(|| broken("a quantisation table"))?;
    }
    Ok(())
}

/// B.2.4.2: one or more tables; how many codes there are of each length, then a value for each.
fn check_huffman(segment: &[u8]) -> Result<()> {
    let bad = || broken("a Huffman table");
    let mut rest = segment;
    while let Some((kind, after)) = rest.split_first() {
        let (counts, values) = after.split_first_chunk::<16>().ok_or_else(bad)?;
        let count: usize = counts.iter().map(|count| usize::from(*count)).sum();
        if !matches!(kind, 0..=3 | 0x10..=0x13) || count > 256 {
            return Err(bad());
        }
        rest = values.get(count..).ok_or_else(bad)?;
    }
    Ok(())
}

/// B.2.3.
fn check_scan(segment: &[u8], frame: &Frame) -> Result<()> {
    let bad = || broken("a scan header");
    let (count, rest) = segment.split_first().ok_or_else(bad)?;
    let (components, spectral) = rest.split_at_checked(usize::from(*count) * 2).ok_or_else(bad)?;
    let (components, _) = components.as_chunks::<2>();
    let known = components
        .iter()
        .all(|[id, tables]| frame.components.contains(id) && tables >> 4 < 4 && tables & 15 < 4);
    if !(1..=4).contains(count) || spectral.len() != 3 || !known { Err(bad()) } else { Ok(()) }
}

/// The orientation that Exif tells, if it is not the usual one (Exif 2.32, 4.6.4: tag 0x0112 of the first directory).
fn orientation(segment: &[u8]) -> Option<u16> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let big = tiff.starts_with(b"MM");
    let short = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let long = |at: usize| {
        let (one, two) = (u32::from(short(at)?), u32::from(short(at.checked_add(2)?)?));
        Some(if big { one << 16 | two } else { two << 16 | one })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let count = usize::from(short(directory)?);
    let mut entries = (0..count).map(|n| directory.saturating_add(2 + 12 * n));
    let entry = entries.find(|at| short(*at) == Some(0x0112))?;
    short(entry.checked_add(8)?).filter(|turned| (2..=8).contains(turned))
}
