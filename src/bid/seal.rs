//! Sealing: from documents and form values to a file that will open whenever its quorums release (SPEC §5, §5.8).

use super::document::Document;
use super::extract::Discard;
use super::form::Form;
use super::keyfile::{BidKeyFile, StageSeed};
use super::pipeline::Work;
use super::prepare::Prepared;
use super::read::BidFile;
use super::source::ReadAt;
#[cfg(feature = "redact")]
use crate::ca::Names;
use crate::ca::{Revocation, Signer, verify_chain};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{FormValue, Notice, TrustedNotice};
use crate::suite::Digest;
use crate::wire::{Id, Time};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

/// What a bidder wants to seal for one lot.
pub struct Draft {
    /// The lot.
    pub lot: Id,
    /// The documents of each part. A part that is left out is sealed empty.
    pub parts: BTreeMap<Id, Vec<Document>>,
    /// The form's values.
    pub form: BTreeMap<Id, FormValue>,
}

/// Prices do not belong into logs: only the parts and the fields' names are shown.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<&Id> = self.form.keys().collect();
        f.debug_struct("Draft")
            .field("lot", &self.lot)
            .field("parts", &self.parts)
            .field("form", &fields)
            .finish()
    }
}

/// A finished bid, beside its file.
#[derive(Debug)]
pub struct Sealed {
    /// The bid digest.
    pub digest: Digest,
    /// What the bidder keeps.
    pub keys: BidKeyFile,
    /// The seeds of all stages, for the trial opening; the key file keeps them only if the notice says so.
    pub(super) seeds: Vec<StageSeed>,
}

impl Draft {
    /// Checks everything that the notice demands of documents and form, before any work.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownLot`], [`ErrorKind::UnknownPart`], [`ErrorKind::UnknownFormField`],
    /// [`ErrorKind::RequiredPartEmpty`], [`ErrorKind::PartTooLarge`], [`ErrorKind::MediaTypeNotAccepted`],
    /// [`ErrorKind::MissingField`], [`ErrorKind::BadFormValue`].
    pub fn check(&self, notice: &Notice) -> Result<()> {
        notice.lot(&self.lot)?;
        self.parts.keys().try_for_each(|part| notice.part(part).map(|_| ()))?;
        for part in &notice.body().parts {
            let at = |error: Error| error.at(format_args!("part {}", part.id));
            let documents = self.parts.get(&part.id).map(Vec::as_slice).unwrap_or_default();
            if part.required && documents.is_empty() {
                return Err(at(Error::new(ErrorKind::RequiredPartEmpty).because(&part.title)));
            }
            let total = documents.iter().fold(0u64, |sum, document| sum.saturating_add(document.size));
            if total > part.max_bytes {
                let detail = format!("{total} bytes, at most {}", part.max_bytes);
                return Err(at(Error::new(ErrorKind::PartTooLarge).because(detail)));
            }
            let named = documents.iter().map(|document| (document.path(), document.media_type.as_str()));
            notice.check_blind_part(part, named).map_err(at)?;
            let foreign = |document: &&Document| {
                !part.media_types.contains(&document.media_type)
                    && !notice.is_blind_addition(part, &document.path)
            };
            if let Some(document) = documents.iter().find(foreign) {
                let accepted = part.media_types.join(", ");
                let detail = format!("{}: {}; accepted: {accepted}", document.path, document.media_type);
                return Err(at(Error::new(ErrorKind::MediaTypeNotAccepted).because(detail)));
            }
        }
        if let Some(unknown) = self.form.keys().find(|id| !notice.body().form.iter().any(|f| f.id == **id)) {
            return Err(Error::new(ErrorKind::UnknownFormField).because(unknown));
        }
        let stages = &notice.body().stages;
        stages.iter().try_for_each(|stage| Form::collect(notice, &stage.id, &self.form).map(|_| ()))
    }
}

/// Checks that the terms of blind parts hold what the certificate states: otherwise the bidder's own name would stay in
/// its copies. Terms that nobody can read are not looked at: with them no copies were made here.
///
/// # Errors
/// [`ErrorKind::BadTerms`]; those of [`Document::content`].
#[cfg(feature = "redact")]
fn check_terms(draft: &mut Draft, notice: &Notice, names: &Names) -> Result<()> {
    use crate::notice::BLIND_TERMS;
    use crate::redact::{MAX_DOCUMENT, Terms};
    let stated = Terms::stated(names.bidder()?, names.credit_code.as_deref());
    let review = notice.body().blind_review.is_some();
    for part in notice.body().parts.iter().filter(|part| review && part.blind) {
        let documents = draft.parts.get_mut(&part.id).into_iter().flatten();
        for document in documents.filter(|document| document.path() == BLIND_TERMS) {
            let Ok(terms) = Terms::parse(&document.content(MAX_DOCUMENT)?) else { continue };
            terms.check_covers(&stated).map_err(|e| e.at(format_args!("part {}, {BLIND_TERMS}", part.id)))?;
        }
    }
    Ok(())
}

/// Seals a draft into `out`, without trial opening: [`seal_file`] is what bidders' clients want.
///
/// The signer's certificate is checked against the notice's anchors at `now`; the key signs once.
///
/// # Errors
/// Those of [`Draft::check`]; those of [`verify_chain`]; [`ErrorKind::BadTerms`] if terms in the draft leave out a name that
/// the certificate states (only with the feature `redact`); [`ErrorKind::SizeChanged`]; [`ErrorKind::SigningFailed`];
/// [`ErrorKind::Io`], [`ErrorKind::Cancelled`], [`ErrorKind::NoEntropy`].
pub fn seal(
    #[cfg_attr(not(feature = "redact"), allow(unused_mut))] mut draft: Draft,
    trusted: &TrustedNotice,
    signer: &Signer,
    now: Time,
    out: &mut dyn Write,
    work: Work<'_>,
) -> Result<Sealed> {
    let notice = trusted.notice();
    draft.check(notice)?;
    let own = |error: Error| error.at("your certificate");
    verify_chain(
        signer.certificate(),
        signer.chain(),
        notice.bidder_anchors(),
        &Revocation::unchecked(),
        now,
    )
    .map_err(own)?;
    let names = signer.certificate().names();
    names.bidder().map_err(own)?;
    #[cfg(feature = "redact")]
    check_terms(&mut draft, notice, &names)?;

    Prepared::new(draft, notice)?.write(notice, signer, now, out, work)
}

impl Sealed {
    /// Opens every stage of the finished bid on trial, from its bytes alone (SPEC §5.8).
    ///
    /// # Errors
    /// [`ErrorKind::TrialOpening`] with what was found; [`ErrorKind::Cancelled`].
    pub fn try_open(&self, source: impl ReadAt, notice: &Notice, now: Time, work: Work<'_>) -> Result<()> {
        let attempt = || -> Result<()> {
            let bid = BidFile::read(source)?.under(notice)?;
            bid.check_signer(&Revocation::unchecked(), now)?;
            if bid.digest() != self.digest {
                return Err(Error::new(ErrorKind::HeaderMismatch).because("another digest than was written"));
            }
            for seed in &self.seeds {
                let unlocked = bid.unlock_with_seed(&seed.stage, &seed.seed)?;
                bid.open_stage(&seed.stage, &unlocked, &mut Discard, work)?;
            }
            Ok(())
        };
        attempt().map_err(|found| match found.kind() {
            // Whoever cancels is not to read that the file is bad.
            ErrorKind::Cancelled => found,
            _ => Error::new(ErrorKind::TrialOpening).because(found),
        })
    }
}

/// Seals a draft into a new file, makes it durable, reads it back from disk and opens it on trial.
///
/// The file appears under its name only when all of that has passed.
///
/// # Errors
/// Those of [`seal`]; [`ErrorKind::WouldOverwrite`]; [`ErrorKind::TrialOpening`]. Nothing is left behind.
pub fn seal_file(
    draft: Draft,
    trusted: &TrustedNotice,
    signer: &Signer,
    now: Time,
    path: &Path,
    work: Work<'_>,
) -> Result<Sealed> {
    let at = |error: Error| error.at(path.display());
    if path.symlink_metadata().is_ok() {
        return Err(at(ErrorKind::WouldOverwrite.into()));
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let file = OpenOptions::new().write(true).create_new(true).open(partial);
    let mut file = file.map_err(|e| Error::from(e).at(partial.display()))?;
    let result = finish(draft, trusted, signer, now, (&mut file, partial, path), work).map_err(at);
    if result.is_err() {
        std::fs::remove_file(partial).unwrap_or_default();
    }
    result
}

/// Seals, makes durable, opens on trial, and only then gives the file its name.
fn finish(
    draft: Draft,
    trusted: &TrustedNotice,
    signer: &Signer,
    now: Time,
    (file, partial, path): (&mut File, &Path, &Path),
    work: Work<'_>,
) -> Result<Sealed> {
    let sealed = seal(draft, trusted, signer, now, file, work)?;
    file.sync_all()?;
    sealed.try_open(&File::open(partial)?, trusted.notice(), now, work)?;
    if path.symlink_metadata().is_ok() {
        return Err(ErrorKind::WouldOverwrite.into());
    }
    std::fs::rename(partial, path)?;
    sync_folder(path)?;
    Ok(sealed)
}

/// A new name is durable only when its folder is.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// NTFS journals names by itself, and folders cannot be opened as files.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
