//! Copies of Office documents (ECMA-376; SPEC §18.6): a new package, of parts that are read whole and written again.

mod allow;
mod cells;
mod changes;
mod copy;
mod drawing;
mod fields;
mod filter;
mod formulas;
mod header_footer;
mod links;
mod names;
mod pack;
mod package;
mod rules;
mod scrub;
mod settings;
mod sheet;
mod sheet_styles;
mod styles;
mod word;
mod work;
mod workbook;
mod write;
mod xml;
mod zip;

use super::format::OLE;
use super::matcher::Matcher;
use super::{Format, Redacted};
use crate::error::{Error, ErrorKind, Result};
use package::Package;

pub(super) fn redact(format: Format, bytes: &[u8], matcher: &Matcher) -> Result<Redacted> {
    if bytes.starts_with(OLE) {
        // [MS-OFFCRYPTO] 2.3.1: an encrypted package is kept in a compound file. Documents of Word 97 are too.
        return Err(Error::new(ErrorKind::DocumentEncrypted)
            .because("or it is in the format of Office 97; open it, remove its password and save it again"));
    }
    let package = Package::parse(bytes)?;
    let main = package.main()?;
    let root = package.tree(&main)?.name;
    match (format, root.as_str()) {
        (Format::Docx, "w:document") => word::redact(package, &main, matcher),
        (Format::Xlsx, "x:workbook") => workbook::redact(package, &main, matcher),
        _ => Err(ErrorKind::DocumentMismatch.into()),
    }
}
