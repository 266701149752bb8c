//! Copies of Office documents (ECMA-376; SPEC §18.6): a new package, of parts that are read whole and written again.

mod allow;
mod cells;
mod changes;
mod copy;
mod drawing;
mod fields;
mod filter;
mod formats;
mod formulas;
mod header_footer;
mod links;
mod names;
mod package;
mod parse;
mod places;
mod rules;
mod scrub;
mod settings;
mod sheet;
mod sheet_styles;
mod styles;
mod symbols;
mod word;
mod work;
mod workbook;
mod write;
mod xml;
mod xstring;
mod zip;

pub(crate) use package::Package;
pub(crate) use places::{first_words, is_note};
pub(crate) use xml::Element;

use super::format::OLE;
use super::matcher::Matcher;
use super::{Format, Redacted};
use crate::error::{Error, ErrorKind, Result};

/// Copies of copies that are made until one is its own copy.
const MAX_ROUNDS: usize = 4;

pub(super) fn redact(format: Format, bytes: &[u8], matcher: &Matcher) -> Result<Redacted> {
    let mut copy = once(format, bytes, matcher)?;
    // Documents that no program writes can come to rest only in a second copy: runs within runs, fields across cells.
    for _ in 0..MAX_ROUNDS {
        let again = once(format, &copy.bytes, matcher)?;
        if again.bytes == copy.bytes {
            return Ok(copy);
        }
        copy.bytes = again.bytes;
        copy.report.add_terms(again.report);
    }
    Err(Error::new(ErrorKind::UnknownContent).because("parts within parts that are out of order"))
}

fn once(format: Format, bytes: &[u8], matcher: &Matcher) -> Result<Redacted> {
    let (package, main) = open(format, bytes)?;
    match format {
        Format::Xlsx => workbook::redact(package, &main, matcher),
        _ => word::redact(package, &main, matcher),
    }
}

/// The package of a document, and the name of its main part.
///
/// # Errors
/// [`ErrorKind::DocumentEncrypted`], [`ErrorKind::DocumentMismatch`], those of [`Package::tree`].
pub(crate) fn open(format: Format, bytes: &[u8]) -> Result<(Package<'_>, String)> {
    if bytes.starts_with(OLE) {
        // [MS-OFFCRYPTO] 2.3.1: an encrypted package is kept in a compound file. Documents of Word 97 are too.
        return Err(Error::new(ErrorKind::DocumentEncrypted)
            .because("or it is in the format of Office 97; open it, remove its password and save it again"));
    }
    let package = Package::parse(bytes)?;
    let main = package.main()?;
    match (format, package.tree(&main)?.name.as_str()) {
        (Format::Docx, "w:document") | (Format::Xlsx, "x:workbook") => Ok((package, main)),
        _ => Err(ErrorKind::DocumentMismatch.into()),
    }
}
