//! The tender box: bids are received, one is replaced, one withdrawn, a stage is postponed, one bid comes too late, and the
//! box is closed.

use super::bids::Bid;
use super::cast::CUSTODIANS;
use super::checks::Checks;
use super::custody;
use super::tender::{Tender, put};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{files, say};
use sealbid::ca::Revocation;
use sealbid::notice::Notice;
use sealbid::record::{
    FolderStore, Postponement, Receipt, Refusal, Replacement, Signed, StageTime, Store, Withdrawal,
    platform_signed,
};
use sealbid::suite::hash;
use sealbid::tenderbox::{AnyBox, ClosedBox, NoticeFiles, Refused, TenderBox, Upload};
use sealbid::wire::Time;
use sealbid::{Error, ErrorKind};
use std::fs::File;
use std::sync::Arc;

/// Seconds from the deadline to the closing.
const CLOSING: u64 = 30;

/// The box's folder as a store.
fn store(tender: &Tender) -> Result<Arc<dyn Store>> {
    Ok(Arc::new(FolderStore::create(&tender.box_folder())?))
}

/// Opens a box with the notice as it lies in its folder.
pub fn new_box(tender: &Tender) -> Result<TenderBox> {
    let folder = tender.notice_folder();
    let path = folder.join(files::NOTICE);
    let (notice, signature) =
        (files::read(&path)?, files::read(&files::with_ending(&path, files::SIGNATURE))?);
    let acceptances = files::listed(&folder, files::ACCEPTANCE)?;
    let acceptances = acceptances.iter().map(|path| files::read(path)).collect::<Result<Vec<_>>>()?;
    let notice = NoticeFiles { notice: &notice, signature: &signature, acceptances: &acceptances };
    Ok(TenderBox::create(store(tender)?, &notice, tender.platform_keys()?, tender.trust()?, tender.sealing)?)
}

/// The box as it is found after a start: what was closed is closed.
pub fn reopen(tender: &Tender) -> Result<ClosedBox> {
    match TenderBox::open(store(tender)?, tender.platform_keys()?, tender.trust()?)? {
        AnyBox::Closed(closed) => Ok(closed),
        AnyBox::Open(_) => Err(Error::new(ErrorKind::NotClosed).into()),
    }
}

fn upload<'b>(tender: &'b TenderBox, bid: &Bid) -> Result<Upload<'b>> {
    let at = |e: std::io::Error| Error::from(e).at(bid.path.display());
    let mut file = File::open(&bid.path).map_err(at)?;
    let mut upload = tender.upload()?;
    std::io::copy(&mut file, &mut upload).map_err(at)?;
    Ok(upload)
}

fn receive(box_: &TenderBox, bid: &Bid, at: Time) -> Result<std::result::Result<Vec<u8>, Refused>> {
    Ok(box_.receive(upload(box_, bid)?, &bid.token, at, at))
}

/// A bid is received, and again with the same receipt.
pub fn submit(
    tender: &Tender,
    box_: &TenderBox,
    notice: &Notice,
    bid: &Bid,
    checks: &mut Checks,
) -> Result<()> {
    let at = tender.sealing.plus(60);
    let receipt = receive(box_, bid, at)?.map_err(Error::from)?;
    check_receipt(notice, bid, &receipt, checks)?;
    put(&bid.receipt_path(), &receipt)?;
    let again = receive(box_, bid, at.plus(60))?.map_err(Error::from)?;
    checks.that("the same bid again gives the same receipt", again == receipt)
}

fn check_receipt(notice: &Notice, bid: &Bid, bytes: &[u8], checks: &mut Checks) -> Result<()> {
    let signed = Signed::parse(bytes)?;
    let receipt = Receipt::parse(signed.content())?;
    platform_signed(notice, &signed, receipt.arrived)?;
    let says = receipt.digest == bid.digest && receipt.bid_key == bid.bid_key();
    checks.that(&format!("the receipt of {}", bid.bidder.folder), says)
}

/// A bidder replaces its bid: the first one is gone for good.
pub fn replace(
    tender: &Tender,
    box_: &TenderBox,
    notice: &Notice,
    (old, new): (&Bid, &Bid),
    checks: &mut Checks,
) -> Result<()> {
    let at = tender.sealing.plus(600);
    let replacement = Replacement::new(notice.tender(), old.keys.lot.clone(), old.digest, new.digest, 1);
    let request = Signed::by_key(replacement.to_bytes()?, &old.keys.key)?.to_bytes()?;
    put(&files::with_ending(&new.path, ".request.json"), &request)?;
    let receipt = box_.replace(upload(box_, new)?, &request, &new.token, at, at).map_err(Error::from)?;
    check_receipt(notice, new, &receipt, checks)?;
    put(&new.receipt_path(), &receipt)?;
    let again = receive(box_, old, at.plus(60))?.map_err(|refused| Failure::from(refused.error));
    checks.refused("a replaced bid again", again, ErrorKind::RetiredBid)?;
    Ok(())
}

/// A bidder withdraws its bid: it is gone for good, and the same withdrawal again gets the same receipt.
pub fn withdraw(
    tender: &Tender,
    box_: &TenderBox,
    notice: &Notice,
    bid: &Bid,
    checks: &mut Checks,
) -> Result<()> {
    let at = tender.sealing.plus(600);
    let withdrawal = Withdrawal::new(notice.tender(), bid.keys.lot.clone(), bid.digest, 1);
    let request = Signed::by_key(withdrawal.to_bytes()?, &bid.keys.key)?.to_bytes()?;
    put(&files::with_ending(&bid.path, ".request.json"), &request)?;
    let receipt = box_.withdraw(&request, at, at).map_err(Error::from)?;
    platform_signed(notice, &Signed::parse(&receipt)?, at)?;
    put(&files::with_ending(&bid.path, ".withdrawn.json"), &receipt)?;
    let again = box_.withdraw(&request, at.plus(60), at.plus(60)).map_err(Error::from)?;
    checks.that("the same withdrawal again gives the same receipt", again == receipt)?;
    let back = receive(box_, bid, at.plus(120))?.map_err(|refused| Failure::from(refused.error));
    checks.refused("a withdrawn bid again", back, ErrorKind::RetiredBid)?;
    Ok(())
}

/// The tenderer moves the last stage to a later time.
pub fn postpone(
    tender: &Tender,
    box_: &TenderBox,
    notice: &Notice,
    (to, reason): (Time, &str),
    checks: &mut Checks,
) -> Result<()> {
    let at = tender.sealing.plus(1_200);
    let body = notice.body();
    let mut stages: Vec<_> =
        body.stages.iter().map(|stage| StageTime { id: stage.id.clone(), time: stage.time }).collect();
    if let Some(last) = stages.last_mut() {
        last.time = to;
    }
    let digests = (notice.tender(), notice.digest());
    let content = Postponement::new(digests, at, body.deadline, stages, reason).to_bytes()?;
    let by_platform = Signed::by_certificate(content.clone(), &tender.platform_keys()?.signer, at)?;
    let wrong = box_.postpone(&by_platform.to_bytes()?, None, at).map_err(Failure::from);
    checks.refused("a postponement that the platform signs", wrong, ErrorKind::WrongSigner)?;
    let signed = Signed::by_certificate(content, &tender.tenderer, at)?.to_bytes()?;
    put(&tender.root.join("tenderer").join("postponement.json"), &signed)?;
    Ok(box_.postpone(&signed, None, at)?)
}

/// A bid that comes a second too late gets a signed refusal.
pub fn too_late(
    tender: &Tender,
    box_: &TenderBox,
    notice: &Notice,
    bid: &Bid,
    checks: &mut Checks,
    console: &Console,
) -> Result<()> {
    let late = receive(box_, bid, tender.deadline.plus(1))?;
    let refusal = late.as_ref().err().and_then(|refused| refused.refusal.clone()).unwrap_or_default();
    let late = late.map_err(|refused| Failure::from(refused.error));
    let failure = checks.refused("a late bid", late, ErrorKind::Late)?;
    let signed = Signed::parse(&refusal)?;
    platform_signed(notice, &signed, tender.deadline.plus(1))?;
    let named = Refusal::parse(signed.content())?.reason.kind() == Some(ErrorKind::Late);
    checks.that("the refusal is signed and names its reason", named)?;
    put(&files::with_ending(&bid.path, ".refusal.json"), &refusal)?;
    let reason = failure.reason(&console.words);
    say!(console, "rehearse-late", bidder = bid.bidder.name, reason = reason)
}

/// The box is closed, its head stamped, cosigned by every custodian, and recorded.
pub fn close(tender: &Tender, box_: TenderBox, checks: &mut Checks, console: &Console) -> Result<ClosedBox> {
    let at = tender.deadline.plus(CLOSING);
    let closed = box_.close(&Revocation::unchecked(), at)?;
    let mut head = closed.head()?;
    let token = tender.stamp(hash(&[head.note().text().as_bytes()]), at)?;
    for id in CUSTODIANS {
        custody::cosign(tender, id, &mut head, &token)?;
    }
    closed.record_head(&head.to_bytes(), vec![token], at)?;
    let enough = closed.with_history(|history| history.closed_head().is_ok());
    checks.that("the closed head is cosigned and in time", enough)?;
    let size = head.checkpoint().size;
    say!(console, "rehearse-closed", entries = size, custodians = CUSTODIANS.len())?;
    Ok(closed)
}
