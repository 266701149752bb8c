//! A bid's blind parts as they are opened, in memory: originals, copies and terms.

use super::desk::check_dealt;
use crate::bid::{IndexEntry, Sink};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{BLIND_FOLDER, BLIND_TERMS, Notice, is_copy};
use crate::redact::{MAX_DOCUMENT, Terms, redact};
use crate::suite::hash;
use crate::wire::Id;
use std::collections::BTreeMap;

/// One blind part of an opened bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlindPart {
    /// The part.
    pub part: Id,
    /// What the bidder declared.
    pub terms: Terms,
    /// Each document's path, its bytes, and the sealed blind copy's bytes, in the order in which copies are numbered.
    pub documents: Vec<(String, Vec<u8>, Vec<u8>)>,
}

/// Orders documents as their copies are numbered (SPEC §19.3): by the paths without the bidder's terms, so that no name
/// moves a copy. Where two paths are the same then, by the copies, which tell nothing either.
fn sort(documents: &mut [(String, Vec<u8>, Vec<u8>)], terms: &Terms) {
    let matcher = terms.matcher();
    documents.sort_by_cached_key(|(path, _, copy)| {
        let neutral = matcher.replace(path).map_or_else(|| path.clone(), |(neutral, _)| neutral);
        // Copies that are the same have the same name and bytes, whichever comes first.
        (neutral, hash(&[copy]), path.clone())
    });
}

impl BlindPart {
    /// For each document, whether the transformation gives the sealed copy.
    pub(crate) fn remade(&self) -> impl Iterator<Item = bool> + '_ {
        self.documents.iter().map(|(path, original, copy)| remakes(path, original, copy, &self.terms))
    }

    /// Whether the scanner passes every sealed copy: only then is it dealt. It looks for what the bidder declared, and for
    /// what its certificate states.
    ///
    /// # Errors
    /// As [`check_dealt`], with the copy's number in the part: its path is the bidder's.
    pub(crate) fn check(&self, stated: &Terms) -> Result<()> {
        let terms = self.terms.with(stated);
        for (n, (path, _, copy)) in self.documents.iter().enumerate() {
            let at = |error: Error| error.at(format_args!("part {}, copy {}", self.part, n + 1));
            check_dealt(path, copy, &terms).map_err(at)?;
        }
        Ok(())
    }
}

/// Whether the transformation gives this copy. Where it does not, the copy is evaluated all the same: the scanner has
/// passed it, and a bidder must not lose because of two versions of a library.
pub(super) fn remakes(path: &str, original: &[u8], copy: &[u8], terms: &Terms) -> bool {
    redact(path, original, terms).is_ok_and(|made| made.bytes == copy)
}

/// Keeps the documents of blind parts, and lets all others go. Halls and audits tell everybody what it refuses: an error
/// names the part, and nothing that the bidder wrote.
pub(crate) struct Collect<'n> {
    notice: &'n Notice,
    parts: BTreeMap<Id, BTreeMap<String, Vec<u8>>>,
    current: Option<(Id, String)>,
}

impl<'n> Collect<'n> {
    pub fn new(notice: &'n Notice) -> Collect<'n> {
        Collect { notice, parts: BTreeMap::new(), current: None }
    }

    /// The parts, in the notice's order; a part without documents is left out.
    ///
    /// # Errors
    /// [`ErrorKind::BlindCopyMissing`], those of [`Terms::parse`]: opening the stage has checked the former.
    pub fn finish(mut self) -> Result<Vec<BlindPart>> {
        let mut found = Vec::new();
        for part in &self.notice.body().parts {
            let Some(mut files) = self.parts.remove(&part.id) else { continue };
            let at = |kind: ErrorKind| Error::new(kind).at(format_args!("part {}", part.id));
            let missing = || at(ErrorKind::BlindCopyMissing);
            let terms = files.remove(BLIND_TERMS).ok_or_else(missing)?;
            let terms = Terms::parse(&terms).map_err(|e| at(e.kind()).because(BLIND_TERMS))?;
            let (mut copies, originals): (BTreeMap<_, _>, BTreeMap<_, _>) =
                files.into_iter().partition(|(path, _)| is_copy(path));
            let mut documents = Vec::new();
            for (path, bytes) in originals {
                let copy = copies.remove(&format!("{BLIND_FOLDER}/{path}")).ok_or_else(missing)?;
                documents.push((path, bytes, copy));
            }
            sort(&mut documents, &terms);
            found.push(BlindPart { part: part.id.clone(), terms, documents });
        }
        Ok(found)
    }
}

impl Sink for Collect<'_> {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()> {
        self.current = None;
        if self.notice.part(part)?.blind {
            // The bidder's own client refused what is longer.
            if document.size > MAX_DOCUMENT as u64 {
                return Err(Error::new(ErrorKind::DocumentTooLarge).at(format_args!("part {part}")));
            }
            self.parts.entry(part.clone()).or_default().insert(document.path.clone(), Vec::new());
            self.current = Some((part.clone(), document.path.clone()));
        }
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        let Some((part, path)) = &self.current else { return Ok(()) };
        if let Some(kept) = self.parts.get_mut(part).and_then(|files| files.get_mut(path)) {
            kept.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        self.current = None;
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        Ok(())
    }
}
