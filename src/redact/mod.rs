//! The transformation that takes a bidder's identity out of a document (SPEC §18).
//!
//! It works on structure, by lists of what may stay (everything else goes), and on content, by the bidder's own
//! [`Terms`]. It is deterministic: the same bytes and terms give the same copy on every machine, so that the hall can
//! make the copy again and compare. What cannot be understood is refused, with a reason that the bidder can act on.

mod deflate;
mod edges;
mod fold;
mod fonts;
mod format;
mod image;
mod look;
mod markdown;
mod marked;
mod matcher;
mod office;
mod pack;
mod pdf;
mod references;
mod report;
mod stated;
mod terms;
mod text;
mod trie;

pub use format::Format;
pub use look::Look;
pub use matcher::{Found, Matcher};
pub(crate) use office::{Element, first_words, is_note, open as open_office};
pub(crate) use pack::{Part, Readers, pack};
pub(crate) use pdf::load as load_pdf;
pub(crate) use report::shown;
pub use report::{Channel, Finding, FindingKind, PLACES, Report};
pub use terms::Terms;

use crate::error::{Error, ErrorKind, Result};

/// The name and version of this transformation: what a notice asks for. Whatever changes a byte of any copy is another
/// version.
pub const TRANSFORMATION: &str = "sealbid-redact/1";

/// What stands where a term was, whatever its length.
pub const PLACEHOLDER: &str = "［隐去］";

/// The longest document that is read, in bytes.
pub const MAX_DOCUMENT: usize = 256 << 20;

/// A copy without its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The copy.
    pub bytes: Vec<u8>,
    /// What was removed, and what somebody should look at.
    pub report: Report,
}

/// Makes the copy of a document; its name tells what it must be.
///
/// # Errors
/// [`ErrorKind::UnsupportedDocument`], [`ErrorKind::DocumentMismatch`], [`ErrorKind::DocumentTooLarge`],
/// [`ErrorKind::DocumentEncrypted`], [`ErrorKind::DocumentBroken`], [`ErrorKind::UntrustedText`],
/// [`ErrorKind::UnknownContent`].
pub fn redact(name: &str, bytes: &[u8], terms: &Terms) -> Result<Redacted> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(Error::new(ErrorKind::DocumentTooLarge).at(name));
    }
    let matcher = terms.matcher();
    let format = Format::of(name, bytes).map_err(|e| e.at(name))?;
    redact_as(format, bytes, &matcher).map_err(|e| e.at(name))
}

fn redact_as(format: Format, bytes: &[u8], matcher: &Matcher) -> Result<Redacted> {
    match format {
        Format::Pdf => pdf::redact(bytes, matcher),
        Format::Docx | Format::Xlsx => office::redact(format, bytes, matcher),
        Format::Jpeg | Format::Png => image::redact(format, bytes),
        Format::Text | Format::Markdown => text::redact(format, bytes, matcher),
    }
}
