//! At the bidder's desk: the blind copies of a part's documents, looked at and checked before they are sealed
//! (SPEC §19.1).

use crate::error::{Error, ErrorKind, Result};
use crate::notice::{BLIND_FOLDER, BLIND_TERMS, Notice, TERMS_TYPE, is_copy};
use crate::redact::{Format, Report, TRANSFORMATION, Terms, redact};
use crate::scan::scan;

/// The blind copy of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The document's path within the part.
    pub path: String,
    /// The copy.
    pub bytes: Vec<u8>,
    /// What was done to it.
    pub report: Report,
}

/// What is sealed beside the documents of a blind part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// In the order of the documents.
    pub copies: Vec<Copy>,
    terms: Vec<u8>,
}

impl Copies {
    /// Path, media type and bytes of each document to add to the part. `kind_of` tells a document's media type, which
    /// its copy has too.
    pub fn documents<'c>(
        &'c self,
        kind_of: impl Fn(&str) -> String + 'c,
    ) -> impl Iterator<Item = (String, String, &'c [u8])> + 'c {
        let copies = self.copies.iter().map(move |copy| {
            (format!("{BLIND_FOLDER}/{}", copy.path), kind_of(&copy.path), copy.bytes.as_slice())
        });
        let terms = (BLIND_TERMS.to_owned(), TERMS_TYPE.to_owned(), self.terms.as_slice());
        copies.chain(std::iter::once(terms))
    }
}

/// Makes the blind copies of a part's documents (path and bytes each), and has each looked at by the scanner.
///
/// # Errors
/// Those of [`redact`] and [`check_copy`], with the document's path; [`ErrorKind::UnsafePath`] for a document in the
/// folder that is kept for copies; [`ErrorKind::BadTerms`].
pub fn prepare<'d>(documents: impl Iterator<Item = (&'d str, &'d [u8])>, terms: &Terms) -> Result<Copies> {
    let mut copies = Vec::new();
    for (path, bytes) in documents {
        if is_copy(path) {
            let detail = format!("the folder {BLIND_FOLDER} is kept for blind copies");
            return Err(Error::new(ErrorKind::UnsafePath).because(detail).at(path));
        }
        let made = redact(path, bytes, terms)?;
        check_copy(path, &made.bytes, terms)?;
        copies.push(Copy { path: path.to_owned(), bytes: made.bytes, report: made.report });
    }
    Ok(Copies { copies, terms: terms.to_bytes()? })
}

/// Has the scanner look at a copy: code that shares nothing with what made it.
///
/// # Errors
/// [`ErrorKind::NamesLeft`] with the first place of each term that is still there; what the scanner cannot read.
pub fn check_copy(path: &str, copy: &[u8], terms: &Terms) -> Result<()> {
    // Evaluators get it under a name that tells nothing; only its ending is the document's.
    let ending = Format::of(path, copy).map_err(|e| e.at(path))?.ending();
    let hits = scan(&format!("copy.{ending}"), copy, terms).map_err(|e| e.at(path))?;
    if hits.is_empty() {
        return Ok(());
    }
    let mut words: Vec<String> = Vec::new();
    for hit in &hits {
        if !words.iter().any(|word| word.starts_with(&hit.term)) {
            words.push(format!("{} in {}", hit.term, hit.place));
        }
    }
    words.truncate(5);
    Err(Error::new(ErrorKind::NamesLeft).because(words.join("; ")).at(path))
}

/// Checks that a notice asks for the transformation that this library has.
///
/// # Errors
/// [`ErrorKind::UnknownTransformation`]; [`ErrorKind::NoBlindReview`] if it asks for none.
pub fn check_transformation(notice: &Notice) -> Result<()> {
    match &notice.body().blind_review {
        None => Err(ErrorKind::NoBlindReview.into()),
        Some(review) if review.transformation == TRANSFORMATION => Ok(()),
        Some(review) => {
            let detail = format!("{}; this is {TRANSFORMATION}", review.transformation);
            Err(Error::new(ErrorKind::UnknownTransformation).because(detail))
        }
    }
}
