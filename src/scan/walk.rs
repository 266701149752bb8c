//! What a piece of a document is, by its first bytes; whatever is packed in it is walked too.

use super::views::{Kind, Views};
use super::{inflate, package, pdf, picture, xml};
use crate::error::{Error, ErrorKind, Result};

/// How deep documents within documents are walked.
const DEPTH: usize = 8;

/// What an OLE compound file begins with ([MS-CFB] 2.2): an Office document of before 2007, or one under a password.
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Walks a whole document, or a piece of one (with a depth above 0).
pub(super) fn walk(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    if depth > DEPTH {
        return Err(Error::new(ErrorKind::DocumentTooLarge).because("packed too deep").at(place));
    }
    known(views, place, bytes, depth).map_err(|e| placed(e, place))
}

/// Says where something failed, unless that is said already.
pub(super) fn placed(error: Error, place: &str) -> Error {
    if error.place().starts_with(place) { error } else { error.at(place) }
}

fn known(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    let bare = bytes.trim_ascii_start();
    let bare = bare.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bare).trim_ascii_start();
    let head = bytes.get(..1024 + 5).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        pdf::walk(views, place, bytes, depth)
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        package::walk(views, place, bytes, depth)
    } else if bytes.starts_with(picture::PNG) {
        picture::png(views, place, bytes, depth)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        picture::jpeg(views, place, bytes, depth)
    } else if bytes.starts_with(&[0x1f, 0x8b, 8]) {
        gzip(views, place, bytes, depth)
    } else if bytes.starts_with(OLE) && depth == 0 {
        Err(ErrorKind::DocumentEncrypted.into())
    } else if bare.starts_with(b"<")
        || [b"\xff\xfe<\0", b"\xfe\xff\0<"].iter().any(|mark| bytes.starts_with(*mark))
    {
        xml::walk(views, place, bytes, depth)
    } else if std::str::from_utf8(bytes).is_ok()
        || [b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| bytes.starts_with(*mark))
    {
        views.bytes(place, bytes, Kind::Text)
    } else if depth == 0 {
        Err(ErrorKind::UnsupportedDocument.into())
    } else {
        views.bytes(place, bytes, Kind::Markup)
    }
}

/// RFC 1952; `.svgz` and the like.
fn gzip(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    let broken = || Error::new(ErrorKind::DocumentBroken).because("gzip");
    let flags = bytes.get(3).copied().ok_or_else(broken)?;
    let mut at = 10;
    if flags & 4 != 0 {
        let length = bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
        at += 2 + usize::from(length.ok_or_else(broken)?);
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let rest = bytes.get(at..).ok_or_else(broken)?;
            at += 1 + rest.iter().position(|byte| *byte == 0).ok_or_else(broken)?;
        }
    }
    at += if flags & 2 != 0 { 2 } else { 0 };
    views.bytes(place, bytes.get(..at).ok_or_else(broken)?, Kind::Markup)?;
    let inflated = inflate::inflate(bytes.get(at..).unwrap_or_default(), views.left())?;
    views.bytes(place, bytes.get(at + inflated.used..).unwrap_or_default(), Kind::Markup)?;
    walk(views, &format!("{place}: gzip"), &inflated.bytes, depth + 1)
}
