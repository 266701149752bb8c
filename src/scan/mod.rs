//! The scanner: what of a bidder's terms is left in a finished blind copy (SPEC §18.8).
//!
//! It is there to catch what the transformation does wrong, so it has nothing in common with it but the terms: other
//! code, other libraries, another way to go about it. It follows no table of contents: it looks at every byte, unpacks
//! whatever is packed, referenced or not, and reads what comes out in every encoding that it knows.

mod automaton;
mod bits;
mod filters;
mod fold;
mod inflate;
mod needles;
mod package;
mod pdf;
mod picture;
mod shown;
mod views;
mod walk;
mod wrapped;
mod xml;

use crate::error::{Error, ErrorKind, Result};
use crate::redact::Terms;
use needles::Needles;
use serde::Serialize;
use views::{Kind, Views};

/// A term that is left in a copy. There is one for each piece of a document and term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The piece: a part of a package, an object of a PDF, a page, a segment of a picture.
    pub place: String,
    /// At which byte of the piece, after it is unpacked. Behind an escape of another length than what it stands for,
    /// and in GB 18030 behind white space, it is only near.
    pub offset: usize,
    /// How it is written there: steps from the outside to the inside, such as `base64/utf-16le`.
    pub encoding: String,
    /// The term as it was declared.
    pub term: String,
}

/// The longest copy that is scanned, in bytes.
pub const MAX_SCANNED: usize = 256 << 20;

/// How many bytes may be unpacked and read from any copy, and how many times its length beyond that.
const FREE_UNPACKED: usize = 384 << 20;
const MAX_RATIO: usize = 8;

/// The longest piece that something may unpack to; picture elements are read as they come.
const MAX_PIECE: usize = 64 << 20;
const MAX_PIXELS: usize = 256 << 20;

/// How many places are told.
const MAX_HITS: usize = 1000;

/// Looks for what is left of the terms in a copy, its name included.
///
/// # Errors
/// What cannot be looked at to its end is not clean: [`ErrorKind::UnsupportedDocument`],
/// [`ErrorKind::DocumentTooLarge`], [`ErrorKind::DocumentEncrypted`], [`ErrorKind::DocumentBroken`],
/// [`ErrorKind::UntrustedText`], [`ErrorKind::UnknownContent`]. A term of which nothing would be compared is
/// [`ErrorKind::BadTerms`].
pub fn scan(name: &str, bytes: &[u8], terms: &Terms) -> Result<Vec<Hit>> {
    scan_within(FREE_UNPACKED.saturating_add(bytes.len().saturating_mul(MAX_RATIO)), name, bytes, terms)
}

fn scan_within(unpacked: usize, name: &str, bytes: &[u8], terms: &Terms) -> Result<Vec<Hit>> {
    let needles = Needles::new(terms)?;
    if bytes.len() > MAX_SCANNED {
        return Err(Error::new(ErrorKind::DocumentTooLarge).at(name));
    }
    let mut views = Views::new(&needles, unpacked);
    views.bytes("file name", name.as_bytes(), Kind::Text)?;
    walk::walk(&mut views, name, bytes, 0)?;
    Ok(views.into_hits())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn bombs_stop_at_the_bound() {
        let terms = Terms { names: vec!["云启".to_owned()], ..Terms::default() };
        let kind = |limit, bytes: &[u8]| scan_within(limit, "a.pdf", bytes, &terms).map_err(|e| e.kind());
        let zeros = vec![0; 1 << 20];
        let twice = packed(&packed(&zeros));
        let object = |dict: &str, data: &[u8]| {
            [b"1 0 obj<<", dict.as_bytes(), b">>stream\n", data, b"\nendstream "].concat()
        };
        let one = object("/Subtype/Image/Filter[/Fl/Fl]", &twice);
        let file = |objects: &[Vec<u8>]| [b"%PDF-1.7\n", &objects.concat()[..]].concat();
        assert!(twice.len() < 300);
        // What one stream unpacks to, and what all of them do together.
        assert_eq!(kind(1 << 22, &file(std::slice::from_ref(&one))), Ok(Vec::new()));
        assert_eq!(kind(1 << 19, &file(std::slice::from_ref(&one))), Err(ErrorKind::DocumentTooLarge));
        assert_eq!(kind(1 << 22, &file(&vec![one; 5])), Err(ErrorKind::DocumentTooLarge));
        // Objects within strings of objects are read over and over.
        let nested = |n| format!("{}x{}", "1 0 obj (".repeat(n), ")".repeat(n)).into_bytes();
        assert_eq!(kind(1 << 22, &file(&[nested(10)])), Ok(Vec::new()));
        assert_eq!(kind(1 << 22, &file(&[nested(3000)])), Err(ErrorKind::DocumentTooLarge));
    }
}
