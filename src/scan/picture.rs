//! PNG (ISO/IEC 15948) and JPEG (ISO/IEC 10918-1): every chunk and segment, and what stands behind the end.

use super::MAX_PIXELS;
use super::inflate::{zlib, zlib_pieces};
use super::views::{Kind, Views};
use super::walk::walk as walk_piece;
use crate::error::{Error, ErrorKind, Result};

/// What a PNG begins with.
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn broken(why: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(why)
}

/// Walks every chunk.
pub(super) fn png(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    let (mut at, mut pixels) = (PNG.len(), Vec::new());
    loop {
        let header = bytes.get(at..at + 8).ok_or_else(|| broken("PNG"))?;
        let (length, kind) = header.split_at(4);
        let length =
            length.try_into().map(u32::from_be_bytes).ok().and_then(|length| usize::try_from(length).ok());
        let data =
            length.and_then(|length| bytes.get(at + 8..)?.get(..length)).ok_or_else(|| broken("PNG"))?;
        let name = format!("{place}: chunk {} at {at}", String::from_utf8_lossy(kind));
        at += 12 + data.len();
        match kind {
            b"IDAT" => pixels.extend_from_slice(data),
            b"fdAT" => pixels.extend_from_slice(data.get(4..).unwrap_or_default()),
            b"IEND" => break,
            _ => chunk(views, &name, kind, data, depth)?,
        }
    }
    let name = format!("{place}: pixels");
    let used =
        zlib_pieces(&pixels, MAX_PIXELS, &mut |at, piece| views.bytes_at(&name, piece, Kind::Binary, at))?;
    let behind = pixels.get(used..).unwrap_or_default();
    views.bytes(&format!("{place}: behind the pixels"), behind, Kind::Markup)?;
    rest(views, place, bytes.get(at..).unwrap_or_default(), depth)
}

fn chunk(views: &mut Views, name: &str, kind: &[u8], data: &[u8], depth: usize) -> Result<()> {
    let text = matches!(kind, b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf");
    views.bytes(name, data, if text { Kind::Text } else { Kind::Markup })?;
    // Where the packed data begins: behind a keyword, its end, and the method.
    let keyword = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let text = match kind {
        b"zTXt" | b"iCCP" => Some((data.get(keyword + 2..), true)),
        b"iTXt" => {
            let packed = data.get(keyword + 1) == Some(&1);
            // Language and translated keyword.
            let mut fields = data.get(keyword + 3..).unwrap_or_default().splitn(3, |byte| *byte == 0);
            Some((fields.nth(2), packed))
        }
        _ => None,
    };
    match text {
        Some((Some(packed), true)) => {
            let inflated = zlib(packed, views.left())?;
            walk_piece(views, &format!("{name}: unpacked"), &inflated.bytes, depth + 1)?;
            views.bytes(name, packed.get(inflated.used..).unwrap_or_default(), Kind::Markup)
        }
        Some((Some(plain), false)) => walk_piece(views, &format!("{name}: text"), plain, depth + 1),
        Some((None, _)) => Err(broken("PNG")),
        None => Ok(()),
    }
}

/// Segments whose data goes on in the next of their kind, by what they begin with, and how long that head is.
const SPLIT: [(u8, &[u8], usize); 4] = [
    // Adobe XMP Specification Part 3 §1.1.3; its extension, with digest, length and offset.
    (0xe1, b"http://ns.adobe.com/xap/1.0/\0", 29),
    (0xe1, b"http://ns.adobe.com/xmp/extension/\0", 75),
    // ICC.1 annex B.4.
    (0xe2, b"ICC_PROFILE\0", 14),
    (0xed, b"Photoshop 3.0\0", 14),
];

/// Walks every segment.
pub(super) fn jpeg(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    let mut at = 2;
    let mut joined: [Vec<u8>; SPLIT.len()] = Default::default();
    loop {
        if bytes.get(at) != Some(&0xff) {
            return Err(broken("JPEG"));
        }
        let marker = *bytes.get(at + 1).ok_or_else(|| broken("JPEG"))?;
        match marker {
            // Filling.
            0xff => at += 1,
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let length =
                    bytes.get(at + 2..at + 4).and_then(|two| two.try_into().ok()).map(u16::from_be_bytes);
                let length = length.map(usize::from).filter(|length| *length >= 2);
                let end = at + 2 + length.ok_or_else(|| broken("JPEG"))?;
                let data = bytes.get(at + 4..end).ok_or_else(|| broken("JPEG"))?;
                // Comments and what applications write, not tables.
                let kind = if matches!(marker, 0xe0..=0xef | 0xfe) { Kind::Markup } else { Kind::Binary };
                let kind = if marker == 0xfe { Kind::Text } else { kind };
                views.bytes(&format!("{place}: segment {marker:02X} at {at}"), data, kind)?;
                for ((own, head, length), all) in SPLIT.iter().zip(&mut joined) {
                    if *own == marker && data.starts_with(head) {
                        all.extend_from_slice(data.get(*length..).unwrap_or_default());
                    }
                }
                at = end;
                if marker == 0xda {
                    let scan = bytes.get(at..).unwrap_or_default();
                    let next = scan.windows(2).position(|pair| match pair {
                        [0xff, code] => !matches!(code, 0 | 0xd0..=0xd7),
                        _ => false,
                    });
                    let next = next.ok_or_else(|| broken("JPEG"))?;
                    let scan = scan.get(..next).unwrap_or_default();
                    views.bytes(&format!("{place}: scan at {at}"), scan, Kind::Binary)?;
                    at += next;
                }
            }
        }
    }
    for ((marker, head, _), all) in SPLIT.iter().zip(&joined).filter(|(_, all)| !all.is_empty()) {
        let head = String::from_utf8_lossy(head);
        let name = format!("{place}: segments {marker:02X} {}", head.trim_end_matches('\0'));
        walk_piece(views, &name, all, depth + 1)?;
    }
    rest(views, place, bytes.get(at + 2..).unwrap_or_default(), depth)
}

fn rest(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    if bytes.is_empty() {
        Ok(())
    } else {
        walk_piece(views, &format!("{place}: behind the end"), bytes, depth + 1)
    }
}
