//! At the bidder's desk: the blind copies of a part's documents, looked at and checked before they are sealed
//! (SPEC §19.1).

use super::lint::{Breach, FormRule, Seen, lint_copy};
use crate::bid::{Document, Draft};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{BLIND_FOLDER, BLIND_TERMS, FormRules, Notice, TERMS_TYPE, is_copy};
use crate::record::Outcome;
use crate::redact::{Format, MAX_DOCUMENT, Report, TRANSFORMATION, Terms, redact};
use crate::scan::{Hit, scan};
use crate::wire::Id;
use std::collections::BTreeMap;

/// The blind copy of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The document's path within the part.
    pub path: String,
    /// The copy.
    pub bytes: Vec<u8>,
    /// What was done to it.
    pub report: Report,
    /// Where it does not have the form that the notice asks for. Nobody is refused for that.
    pub form: Vec<Breach>,
}

/// Makes the blind copy of one document, has it looked at by the scanner, and tells where it does not have the form of the
/// rules.
///
/// # Errors
/// Those of [`redact`] and [`check_copy`], with the document's path. Nobody is refused for the form.
pub fn make_copy(path: &str, document: &[u8], terms: &Terms, form: Option<&FormRules>) -> Result<Copy> {
    let made = redact(path, document, terms)?;
    check_copy(path, &made.bytes, terms)?;
    let form = form.map(|rules| breaches(path, document, &made.bytes, rules)).unwrap_or_default();
    Ok(Copy { path: path.to_owned(), bytes: made.bytes, report: made.report, form })
}

/// Where a blind copy does not have the form of the rules; one that cannot be read for that is told as such.
pub fn breaches(path: &str, document: &[u8], copy: &[u8], rules: &FormRules) -> Vec<Breach> {
    lint_copy(path, document, copy, rules).unwrap_or_else(|error| {
        let (place, found) = ("document".to_owned(), vec![Seen::Unread.of(error.code())]);
        vec![Breach { place, rule: FormRule::Read, found, more: false, count: 1, asked: Vec::new() }]
    })
}

/// Adds to a draft what the blind review of its notice asks for: the blind copies of the documents of each blind part,
/// and the terms. What was made is given back with its reports, by part; a part without documents needs nothing.
///
/// After an error the draft is as it was, but for documents of readers (see [`Document::content`]).
///
/// # Errors
/// Those of [`check_transformation`], [`make_copy`] and [`Document::content`]; [`ErrorKind::UnsafePath`] for a document
/// in the folder that is kept for copies; [`ErrorKind::BadTerms`].
pub fn add_copies(draft: &mut Draft, notice: &Notice, terms: &Terms) -> Result<BTreeMap<Id, Vec<Copy>>> {
    check_transformation(notice)?;
    let form = notice.body().blind_review.as_ref().and_then(|review| review.form.as_ref());
    let (mut made, mut added) = (BTreeMap::new(), Vec::new());
    for part in notice.body().parts.iter().filter(|part| part.blind) {
        let Some(documents) = draft.parts.get_mut(&part.id).filter(|found| !found.is_empty()) else {
            continue;
        };
        let at = |error: Error| error.at(format_args!("part {}", part.id));
        let mut copies = Vec::new();
        for document in documents {
            check_place(document.path()).map_err(at)?;
            let (path, kind) = (document.path().to_owned(), document.media_type().to_owned());
            let bytes = document.content(MAX_DOCUMENT).map_err(at)?;
            let copy = make_copy(&path, &bytes, terms, form).map_err(at)?;
            let sealed = Document::bytes(&format!("{BLIND_FOLDER}/{path}"), &kind, copy.bytes.clone())?;
            added.push((part.id.clone(), sealed));
            copies.push(copy);
        }
        added.push((part.id.clone(), Document::bytes(BLIND_TERMS, TERMS_TYPE, terms.to_bytes()?)?));
        made.insert(part.id.clone(), copies);
    }
    for (part, document) in added {
        draft.parts.entry(part).or_default().push(document);
    }
    Ok(made)
}

/// The folder of the copies holds no documents.
fn check_place(path: &str) -> Result<()> {
    if !is_copy(path) {
        return Ok(());
    }
    let detail = format!("the folder {BLIND_FOLDER} is kept for blind copies");
    Err(Error::new(ErrorKind::UnsafePath).because(detail).at(path))
}

/// What the scanner finds in a copy. Evaluators get it under a name that tells nothing; only its ending is the document's.
fn hits(path: &str, copy: &[u8], terms: &Terms) -> Result<Vec<Hit>> {
    let ending = Format::of(path, copy)?.ending();
    scan(&format!("copy.{ending}"), copy, terms)
}

/// Has the scanner look at a copy: code that shares nothing with what made it.
///
/// # Errors
/// [`ErrorKind::NamesLeft`] with the first place of each term that is still there, of five at most: piece, byte and how it
/// is written there, as [`scan`] tells them; what the scanner cannot read.
pub fn check_copy(path: &str, copy: &[u8], terms: &Terms) -> Result<()> {
    let hits = hits(path, copy, terms).map_err(|e| e.at(path))?;
    if hits.is_empty() {
        return Ok(());
    }
    let mut first: Vec<&Hit> = Vec::new();
    for hit in &hits {
        if !first.iter().any(|known| known.term == hit.term) {
            first.push(hit);
        }
    }
    let place =
        |hit: &Hit| format!("{} in {}, at byte {}, {}", hit.term, hit.place, hit.offset, hit.encoding);
    let words: Vec<String> = first.into_iter().take(TOLD).map(place).collect();
    Err(Error::new(ErrorKind::NamesLeft).because(words.join("; ")).at(path))
}

/// How many of the terms that are left an error names.
const TOLD: usize = 5;

/// The same for a copy that is to be dealt. Halls and audits tell everybody what is refused here, so an error says of which
/// kinds the terms are and at how many places they stand: no term, and no name of a piece, which may hold one.
///
/// # Errors
/// [`ErrorKind::NamesLeft`]; what the scanner cannot read.
pub(super) fn check_dealt(path: &str, copy: &[u8], terms: &Terms) -> Result<()> {
    let hits = hits(path, copy, terms).map_err(|e| Error::new(e.kind()))?;
    if hits.is_empty() {
        return Ok(());
    }
    let count = |list: &[String]| hits.iter().filter(|hit| list.contains(&hit.term)).count();
    let counts = terms.lists().map(|(kind, list)| (kind, count(list)));
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let words: Vec<String> = counts.map(|(kind, count)| format!("{kind}: {count}")).collect();
    Err(Error::new(ErrorKind::NamesLeft).because(words.join(", ")))
}

/// What the certificate of a bid that was opened states of its bidder.
pub(crate) fn stated_in(outcome: &Outcome) -> Terms {
    match outcome {
        Outcome::Opened { bidder, credit_code, .. } => Terms::stated(bidder, credit_code.as_deref()),
        Outcome::Excluded { .. } => Terms::default(),
    }
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
