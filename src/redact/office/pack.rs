//! Writing a ZIP archive (APPNOTE 6.3.10) that tells nothing but its parts.

use super::super::deflate::deflate;
use crate::error::{Error, ErrorKind, Result};

/// Version 2.0, MS-DOS: what a plain archive needs.
const VERSION: u16 = 20;
/// 1 January 1980, the first day that can be told.
const DATE: u16 = 0x0021;
/// Names are in UTF-8.
const FLAGS: u16 = 0x0800;
const DEFLATED: u16 = 8;

/// A part, packed: many parts take far more room unpacked.
pub(super) struct Packed {
    deflated: Vec<u8>,
    sum: u32,
    size: usize,
}

impl Packed {
    pub fn new(bytes: &[u8]) -> Packed {
        Packed { deflated: deflate(bytes), sum: crc32fast::hash(bytes), size: bytes.len() }
    }

    /// Bytes that it takes.
    pub fn len(&self) -> usize {
        self.deflated.len()
    }
}

/// Makes an archive of parts in the order given.
///
/// # Errors
/// [`ErrorKind::DocumentTooLarge`].
pub(super) fn pack(parts: Vec<(String, Packed)>) -> Result<Vec<u8>> {
    let count = parts.len();
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, part) in parts {
        let packed = part.deflated;
        let offset = number(archive.len())?;
        let mut common = Vec::new();
        for field in [VERSION, FLAGS, DEFLATED, 0, DATE] {
            common.extend(field.to_le_bytes());
        }
        for field in [part.sum, number(packed.len())?, number(part.size)?] {
            common.extend(field.to_le_bytes());
        }
        common.extend(short(name.len())?.to_le_bytes());
        common.extend(0u16.to_le_bytes());

        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(packed);

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&common);
        // No comment, disk 0, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, offset) = (short(count)?, number(archive.len())?);
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(number(directory.len())?.to_le_bytes());
    archive.extend(offset.to_le_bytes());
    archive.extend([0; 2]);
    Ok(archive)
}

fn number(length: usize) -> Result<u32> {
    u32::try_from(length).map_err(|_| Error::new(ErrorKind::DocumentTooLarge).because("the copy"))
}

fn short(length: usize) -> Result<u16> {
    u16::try_from(length).map_err(|_| Error::new(ErrorKind::DocumentTooLarge).because("the copy"))
}
