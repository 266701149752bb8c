//! Whether a blind copy has the form that the notice asks for (SPEC §2.8, §19.1).
//!
//! It reads the finished document itself, and shares with what made it only the readers of packages and objects. What it finds is
//! advice for the bidder: nobody is refused for it.

mod breach;
mod docx;
mod fonts;
mod number;
mod pdf;
mod rules;
mod tally;
mod xlsx;

use crate::error::{Error, ErrorKind, Result};
use crate::notice::FormRules;
use crate::redact::{Format, MAX_DOCUMENT};
use rules::Rules;
use tally::{MAX_BREACHES, Tally};

pub use breach::{Breach, FormRule, Seen};

/// Where a blind copy does not have the form that the rules ask for. Copies of PDF files call embedded fonts by numbers,
/// so that names tell nothing: the fonts of a PDF file are those of the original.
///
/// # Errors
/// As [`lint`].
pub fn lint_copy(name: &str, original: &[u8], copy: &[u8], rules: &FormRules) -> Result<Vec<Breach>> {
    if rules.fonts.is_empty() || Format::of(name, copy).map_err(|e| e.at(name))? != Format::Pdf {
        return lint(name, copy, rules);
    }
    let mut breaches = lint(name, copy, &FormRules { fonts: Vec::new(), ..rules.clone() })?;
    let fonts = FormRules { fonts: rules.fonts.clone(), ..FormRules::default() };
    breaches.extend(lint(name, original, &fonts)?);
    breaches.truncate(MAX_BREACHES);
    Ok(breaches)
}

/// Where a document does not have the form that the rules ask for; its name tells what it must be. Of workbooks, paper,
/// margins, headers and footers are looked at; of pictures and plain text, nothing is.
///
/// # Errors
/// [`ErrorKind::UnsupportedDocument`], [`ErrorKind::DocumentMismatch`], [`ErrorKind::DocumentTooLarge`],
/// [`ErrorKind::DocumentEncrypted`], [`ErrorKind::DocumentBroken`], [`ErrorKind::UnknownContent`].
pub fn lint(name: &str, bytes: &[u8], rules: &FormRules) -> Result<Vec<Breach>> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(Error::new(ErrorKind::DocumentTooLarge).at(name));
    }
    let rules = Rules::new(rules);
    let mut tally = Tally::new(&rules);
    let format = Format::of(name, bytes).map_err(|e| e.at(name))?;
    let looked = match format {
        Format::Pdf => pdf::lint(bytes, &rules, &mut tally),
        Format::Docx => docx::lint(bytes, &rules, &mut tally),
        Format::Xlsx => xlsx::lint(bytes, &rules, &mut tally),
        Format::Jpeg | Format::Png | Format::Text | Format::Markdown => Ok(()),
    };
    looked.map_err(|e| e.at(name))?;
    Ok(tally.finish())
}
