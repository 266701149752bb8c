//! At the end: anybody audits the record, with and without the evidence, and a bidder asks after its bid.

use super::bids::Bid;
use super::checks::Checks;
use super::tender::{Tender, put};
use crate::console::Console;
use crate::failure::Result;
use crate::{files, say};
use sealbid::audit::{
    AuditOptions, EvidenceFolder, Overall, Report, Standing, Verdict, audit, audit_receipt,
};
use sealbid::bid::Work;
use sealbid::record::FolderStore;
use sealbid::tenderbox::LOG;
use std::sync::Arc;

/// Everything that can be checked holds; a record with one changed byte does not pass.
pub fn audits(tender: &Tender, bids: &[Bid], checks: &mut Checks, console: &Console) -> Result<Report> {
    let log = files::read(&tender.box_folder().join(LOG))?;
    let mut options = AuditOptions::new(tender.trust()?);
    options.receipts = bids.iter().map(|bid| files::read(&bid.receipt_path())).collect::<Result<Vec<_>>>()?;

    let public = audit(&log, None, &options, Work::default())?;
    checks.that("the audit without evidence", public.overall() == Overall::PassedAsFar)?;
    let store = Arc::new(FolderStore::read_only(&tender.box_folder().join("evidence"))?);
    let evidence = EvidenceFolder::open(store, "")?;
    let whole = audit(&log, Some(&evidence), &options, Work::default())?;
    checks.that("the audit with evidence", whole.overall() == Overall::Passed)?;
    let holding = whole.rules.iter().filter(|rule| rule.verdict == Verdict::Holds).count();
    checks.that("every rule holds", holding == whole.rules.len())?;

    let mut forged = log.clone();
    let middle = forged.len() / 2;
    if let Some(byte) = forged.get_mut(middle) {
        *byte ^= 1;
    }
    let found = audit(&forged, Some(&evidence), &options, Work::default())?;
    checks.that("a changed byte is found", found.overall() == Overall::Failed)?;
    say!(console, "rehearse-audit", rules = holding, bids = whole.bids.len())?;
    Ok(whole)
}

/// A bidder asks what became of its bid, with its receipt.
pub fn answer(tender: &Tender, bid: &Bid, checks: &mut Checks, console: &Console) -> Result<()> {
    let log = files::read(&tender.box_folder().join(LOG))?;
    let receipt = files::read(&bid.receipt_path())?;
    let report = audit_receipt(&log, &receipt, &tender.trust()?)?;
    let Standing::Recorded(entry) = report.standing else {
        return checks.that("a receipt stands in the record", false);
    };
    checks.that("a proof comes with it", report.proof.is_some())?;
    if let Some(proof) = &report.proof {
        put(&files::with_ending(&bid.path, ".tlog-proof"), &proof.to_bytes())?;
    }
    let stages = report.stages.iter().filter(|stage| stage.fault.is_none()).count();
    say!(console, "rehearse-answer", bidder = bid.bidder.name, entry = entry, stages = stages)
}
