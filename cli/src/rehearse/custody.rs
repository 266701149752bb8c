//! The custodians at their desks: each has its key, its memory, and its own copy of the record's log.

use super::cast::PASSPHRASE;
use super::checks::Checks;
use super::tender::{Tender, custodian, put};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{files, say};
use sealbid::custodian::{Custodian, Memory};
use sealbid::record::{CosignRequest, FolderStore, Head, ReleaseRefusal, ReleaseRequest, Signed, Store};
use sealbid::tenderbox::{ClosedBox, LOG};
use sealbid::timelock::{CustodianKey, ReleaseFile};
use sealbid::wire::{Id, Time};
use sealbid::{Error, ErrorKind};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

const MEMORY: &str = "memory.json";

fn folder(tender: &Tender, id: &str) -> PathBuf {
    tender.root.join("custodians").join(id)
}

/// What a custodian has read: the record's log.
fn log(tender: &Tender) -> Result<File> {
    let path = tender.box_folder().join(LOG);
    Ok(File::open(&path).map_err(|e| Error::from(e).at(path.display()))?)
}

/// A custodian's key file and memory, read again as after every start.
fn at_desk<T>(tender: &Tender, id: &str, work: impl FnOnce(&mut Custodian<'_>) -> Result<T>) -> Result<T> {
    let folder = folder(tender, id);
    let key = files::parse(&folder.join(format!("{id}.key")), |pem| {
        CustodianKey::from_key_file(pem, PASSPHRASE.as_bytes())
    })?;
    let store: Arc<dyn Store> = Arc::new(FolderStore::create(&folder.join("memory"))?);
    let memory = match store.size(MEMORY)? {
        Some(_) => Memory::open(store, MEMORY, &key)?,
        None => Memory::create(store, MEMORY, &key)?,
    };
    work(&mut Custodian::new(&key, tender.trust()?, memory, Vec::new())?)
}

/// A custodian checks the record and cosigns a head.
pub fn cosign(tender: &Tender, id: &str, head: &mut Head, token: &[u8]) -> Result<()> {
    let tender_digest = files::signed_notice(&tender.notice_folder())?.notice().tender();
    let request = CosignRequest::new(tender_digest, head.to_bytes(), vec![token.to_vec()]);
    let note = at_desk(tender, id, |custodian| Ok(custodian.cosign(&log(tender)?, &request)?))?;
    for signature in Head::parse(&note)?.note().signatures() {
        head.add(signature.clone())?;
    }
    Ok(())
}

/// A custodian checks the record and the request, and releases.
pub fn release(tender: &Tender, id: &str, stage: &str, request: &[u8]) -> Result<Vec<u8>> {
    let released = at_desk(tender, id, |custodian| {
        Ok(custodian.release(&log(tender)?, request).map_err(|refused| refused.error)?)
    })?;
    let bytes = released.to_bytes()?;
    keep(tender, stage, id, &bytes)?;
    Ok(bytes)
}

/// Where a stage's release of a holder lies.
pub fn release_path(tender: &Tender, stage: &str, name: &str) -> PathBuf {
    tender.root.join("releases").join(format!("{stage}.{name}.json"))
}

fn keep(tender: &Tender, stage: &str, name: &str, bytes: &[u8]) -> Result<()> {
    files::make_folder(&tender.root.join("releases"))?;
    put(&release_path(tender, stage, name), bytes)
}

/// A custodian takes the key of another tender, and does not look at anything.
pub fn release_wrongly(tender: &Tender, id: &str, stage: &str, like: &[u8]) -> Result<Vec<u8>> {
    let right = ReleaseFile::parse(like)?;
    let named = custodian(tender, id)?;
    let (holder, organisation) = (named.custodian().clone(), named.organisation());
    let other = CustodianKey::generate(holder, organisation, Id::new("SLX-2025-GS-003")?, named.created())?;
    let notice = files::signed_notice(&tender.notice_folder())?;
    let bids: Vec<_> = right.entries().iter().map(|entry| (entry.lot.clone(), entry.bid_key)).collect();
    let (tender_digest, digest) = (notice.notice().tender(), notice.notice().digest());
    let bytes = ReleaseFile::of_custodian(&other, tender_digest, digest, right.stage(), &bids)?.to_bytes()?;
    keep(tender, stage, &format!("{id}.wrong"), &bytes)?;
    Ok(bytes)
}

/// The platform asks before the time; the custodian refuses, and signs why.
pub fn asked_too_early(
    tender: &Tender,
    closed: &ClosedBox,
    id: &str,
    stage: &str,
    (head, token, at): (&Head, &[u8], Time),
    checks: &mut Checks,
    console: &Console,
) -> Result<()> {
    let notice = files::signed_notice(&tender.notice_folder())?;
    let place = (notice.notice().tender(), notice.notice().digest());
    let request = ReleaseRequest::new(place, Id::new(stage)?, head.to_bytes(), vec![token.to_vec()]);
    let signed = Signed::by_certificate(request.to_bytes()?, &closed.keys().signer, at)?.to_bytes()?;
    let refused = at_desk(tender, id, |custodian| Ok(custodian.release(&log(tender)?, &signed).err()))?;
    let answer = refused.as_ref().map_or(Ok(()), |refused| Err(Failure::from(refused.error.clone())));
    let failure = checks.refused("a release before the time", answer, ErrorKind::TooEarly)?;
    let refusal = refused.and_then(|refused| refused.refusal);
    let key = custodian(tender, id)?;
    let signed_by_it = refusal.is_some_and(|refusal| {
        let named = ReleaseRefusal::parse(refusal.content()).ok().and_then(|refusal| refusal.reason.kind());
        refusal.verify_key(&key.record_key()).is_ok() && named == Some(ErrorKind::TooEarly)
    });
    checks.that("the custodian's refusal is signed and names its reason", signed_by_it)?;
    let holder = console.words.text(&format!("rehearse-org-{id}"));
    say!(console, "rehearse-too-early", holder = holder, reason = failure.reason(&console.words))
}
