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

/// Writes an archive of parts, in the order given: names, and bytes.
///
/// # Errors
/// [`ErrorKind::DocumentTooLarge`] from 4 GiB or 65535 parts on; those of writing.
pub(crate) fn pack(
    parts: &[(String, impl AsRef<[u8]>)],
    readers: Readers,
    out: &mut impl Write,
) -> Result<()> {
    let mut directory = Vec::new();
    let mut offset = 0u64;
    for (name, bytes) in parts {
        let bytes = bytes.as_ref();
        let packed = match readers {
            Readers::Programs => Cow::Owned(deflate(bytes)),
            Readers::People => Cow::Borrowed(bytes),
        };
        let mut common = Vec::new();
        for field in [VERSION, FLAGS, readers.method(), 0, DATE] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc32fast::hash(bytes), number(packed.len() as u64)?, number(bytes.len() as u64)?] {
            common.extend(field.to_le_bytes());
        }
        common.extend(short(name.len())?.to_le_bytes());
        common.extend(0u16.to_le_bytes());

        directory.extend(b"PK\x01\x02");
        directory.extend(readers.made_by().to_le_bytes());
        directory.extend(&common);
        // No comment, disk 0, no internal attributes.
        directory.extend([0; 6]);
        directory.extend(readers.attributes(name).to_le_bytes());
        directory.extend(number(offset)?.to_le_bytes());
        directory.extend(name.as_bytes());

        for piece in [b"PK\x03\x04", &common[..], name.as_bytes(), &packed] {
            out.write_all(piece)?;
            offset += piece.len() as u64;
        }
    }
    let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
    let count = short(parts.len())?.to_le_bytes();
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
