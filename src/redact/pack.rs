//! Writing a ZIP archive (APPNOTE 6.3.10) that tells nothing but its parts: for copies of Office documents (SPEC §18.6)
//! and for evaluators' packages (§19.3).

use super::deflate::deflate;
use crate::error::{Error, ErrorKind, Result};
use std::borrow::Cow;
use std::io::Write;

/// Version 2.0: what a plain archive needs; with nothing before it, made on MS-DOS.
const VERSION: u16 = 20;
/// 1 January 1980, the first day that can be told.
const DATE: u16 = 0x0021;
/// Names are in UTF-8.
const FLAGS: u16 = 0x0800;

/// Who reads an archive.
#[derive(Clone, Copy)]
pub(crate) enum Readers {
    /// Office programs: parts are packed, and have no attributes.
    Programs,
    /// People, who unpack it: parts are stored. It says that it was made on Unix, since Info-ZIP takes the names of
    /// MS-DOS for OEM ones even where the flag says UTF-8, and so it gives everybody leave to read.
    People,
}

impl Readers {
    /// How parts lie in it (4.4.5): stored, or deflated.
    fn method(self) -> u16 {
        match self {
            Readers::Programs => 8,
            Readers::People => 0,
        }
    }

    /// System and version (4.4.2).
    fn made_by(self) -> u16 {
        match self {
            Readers::Programs => VERSION,
            Readers::People => 3 << 8 | VERSION,
        }
    }

    /// A regular file or a folder with the permissions that programs give if they are not told otherwise.
    fn attributes(self, name: &str) -> u32 {
        match self {
            Readers::Programs => 0,
            Readers::People if name.ends_with('/') => 0o040_755 << 16 | 0x10,
            Readers::People => 0o100_644 << 16,
        }
    }
}

/// A part as it lies in an archive. Many parts take far more room unpacked.
pub(crate) struct Part<'a> {
    packed: Cow<'a, [u8]>,
    sum: u32,
    size: usize,
}

impl<'a> Part<'a> {
    /// For [`Readers::Programs`].
    pub fn deflated(bytes: &[u8]) -> Part<'static> {
        Part { packed: Cow::Owned(deflate(bytes)), sum: crc32fast::hash(bytes), size: bytes.len() }
    }

    /// For [`Readers::People`].
    pub fn stored(bytes: &'a [u8]) -> Part<'a> {
        Part { packed: Cow::Borrowed(bytes), sum: crc32fast::hash(bytes), size: bytes.len() }
    }

    /// Bytes that it takes.
    pub fn len(&self) -> usize {
        self.packed.len()
    }
}

/// Writes an archive of parts with their names, in the order given; each is let go when it is written.
///
/// # Errors
/// [`ErrorKind::DocumentTooLarge`] from 4 GiB or 65535 parts on; those of writing.
pub(crate) fn pack(parts: Vec<(String, Part<'_>)>, readers: Readers, out: &mut impl Write) -> Result<()> {
    let count = short(parts.len())?.to_le_bytes();
    let mut directory = Vec::new();
    let mut offset = 0u64;
    for (name, Part { packed, sum, size }) in parts {
        let mut common = Vec::new();
        for field in [VERSION, FLAGS, readers.method(), 0, DATE] {
            common.extend(field.to_le_bytes());
        }
        for field in [sum, number(packed.len() as u64)?, number(size as u64)?] {
            common.extend(field.to_le_bytes());
        }
        common.extend(short(name.len())?.to_le_bytes());
        common.extend(0u16.to_le_bytes());

        directory.extend(b"PK\x01\x02");
        directory.extend(readers.made_by().to_le_bytes());
        directory.extend(&common);
        // No comment, disk 0, no internal attributes.
        directory.extend([0; 6]);
        directory.extend(readers.attributes(&name).to_le_bytes());
        directory.extend(number(offset)?.to_le_bytes());
        directory.extend(name.as_bytes());

        for piece in [b"PK\x03\x04", &common[..], name.as_bytes(), &packed] {
            out.write_all(piece)?;
            offset += piece.len() as u64;
        }
    }
    let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
    end.extend([count, count].concat());
    end.extend(number(directory.len() as u64)?.to_le_bytes());
    end.extend(number(offset)?.to_le_bytes());
    end.extend([0; 2]);
    out.write_all(&directory)?;
    Ok(out.write_all(&end)?)
}

/// A length or an offset. The largest number says that the true one stands elsewhere (ZIP64, 4.4.1.4).
fn number(length: u64) -> Result<u32> {
    u32::try_from(length).ok().filter(|length| *length != u32::MAX).ok_or_else(too_large)
}

fn short(length: usize) -> Result<u16> {
    u16::try_from(length).ok().filter(|length| *length != u16::MAX).ok_or_else(too_large)
}

fn too_large() -> Error {
    Error::new(ErrorKind::DocumentTooLarge).because("a ZIP archive of it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_mean_that_another_stands_elsewhere_are_never_written() {
        assert_eq!(number(0xffff_fffe).ok(), Some(0xffff_fffe));
        assert_eq!(short(0xfffe).ok(), Some(0xfffe));
        for refused in [number(0xffff_ffff), number(1 << 32), number(u64::MAX)] {
            assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::DocumentTooLarge));
        }
        for refused in [short(0xffff), short(0x1_0000)] {
            assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::DocumentTooLarge));
        }
    }
}
