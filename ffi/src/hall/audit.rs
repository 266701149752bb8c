//! The audit of a record, offline, by anybody.

use super::record::open_log;
use super::{report, whole};
use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::callback::{sealbid_progress_fn, working};
use crate::certificate::sealbid_roots;
use crate::error::sealbid_error;
use crate::list::{read_list, sealbid_list};
use sealbid::Result;
use sealbid::audit::{AuditOptions, Evidence, EvidenceFolder, Overall, Standing, audit, audit_receipt};
use sealbid::bid::{Watched, Work};
use sealbid::record::FolderStore;
use std::ffi::{c_char, c_void};
use std::path::Path;
use std::sync::Arc;

/// Every rule holds.
pub const SEALBID_AUDIT_PASSED: i32 = 0;
/// No rule fails, but something could not be checked.
pub const SEALBID_AUDIT_PASSED_AS_FAR: i32 = 1;
/// Some rule fails.
pub const SEALBID_AUDIT_FAILED: i32 = 2;

/// The receipt stands in the record.
pub const SEALBID_RECEIPT_RECORDED: i32 = 0;
/// The record could not be followed far enough to say.
pub const SEALBID_RECEIPT_UNKNOWN: i32 = 1;
/// The record does not have it: an objection.
pub const SEALBID_RECEIPT_MISSING: i32 = 2;

/// Opens a folder of evidence, or a box's folder that has one, for reading only.
fn open_evidence(folder: &Path) -> Result<EvidenceFolder> {
    let inner = folder.join("evidence");
    let folder = if inner.is_dir() { &inner } else { folder };
    EvidenceFolder::open(Arc::new(FolderStore::read_only(folder)?), "")
}

/// Audits a record. `log` is the path of its log, or of a folder with it (of a closed box, too); `evidence` (or NULL)
/// that of the evidence or of a box. `roots` are the reader's own. `receipts` and `heads` (or NULL) are what others hold
/// and must be in this record. `overall` becomes one of SEALBID_AUDIT_…, `text` (or NULL) the report as a JSON text:
/// tender, overall, entries, root, closed_at, rules (rule, verdict, why, findings), remarks, bids. `progress` hears of
/// the bytes of log and bids that were read.
///
/// Whatever is wrong with the record stands in the report; a result other than 0 says nothing about the record.
///
/// Errors: FILE_NOT_FOUND, IO if log or evidence cannot be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_audit(
    log: *const c_char,
    evidence: *const c_char,
    roots: *const sealbid_roots,
    receipts: *const sealbid_list,
    heads: *const sealbid_list,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    overall: *mut i32,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(text, "text")?;
            let overall = caller.place(overall, "overall")?;
            let log = open_log(&caller.path(log, "log")?)?;
            let evidence = caller.optional_text(evidence, "evidence")?;
            let evidence = evidence.map(|folder| open_evidence(Path::new(folder))).transpose()?;
            let mut options = AuditOptions::new(caller.handle(roots, "roots")?.0.clone());
            options.receipts = read_list(caller.optional(receipts), "receipts", whole)?;
            options.heads = read_list(caller.optional(heads), "heads", whole)?;
            let found = working(threads, progress, progress_context, |work: Work<'_>| {
                let log = Watched { source: &log, progress: work.progress };
                audit(&log, evidence.as_ref().map(|found| found as &dyn Evidence), &options, work)
            })?;
            let value = match found.overall() {
                Overall::Passed => SEALBID_AUDIT_PASSED,
                Overall::PassedAsFar => SEALBID_AUDIT_PASSED_AS_FAR,
                Overall::Failed => SEALBID_AUDIT_FAILED,
            };
            overall.put(value);
            out.into_iter().try_for_each(|out| out.json(&report::shown(&found)))
        })
    }
}

/// Looks a receipt up in a record, and follows its bid. `log` is as for sealbid_audit, `roots` are the bidder's own.
/// `standing` becomes one of SEALBID_RECEIPT_…; `text` (or NULL) a JSON text: digest, lot, arrived, standing, entry,
/// raised, settled (of an objection), bid, stages, broken; `proof` (or NULL) a proof file that its entry is in the
/// record, if there is one.
///
/// Errors: FILE_NOT_FOUND, IO of the log; OUT_OF_ORDER if it has not even a notice that can be read; WRONG_TENDER,
/// WRONG_SIGNER, and what a file's form, a signature and a chain fail with, of the receipt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_audit_receipt(
    log: *const c_char,
    receipt: *const u8,
    receipt_size: u64,
    roots: *const sealbid_roots,
    standing: *mut i32,
    text: *mut *mut sealbid_buffer,
    proof: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let text = caller.optional_out(text, "text")?;
            let proof = caller.optional_out(proof, "proof")?;
            let standing = caller.place(standing, "standing")?;
            let log = open_log(&caller.path(log, "log")?)?;
            let receipt = caller.bytes(receipt, receipt_size, "receipt")?;
            let found = audit_receipt(&log, receipt, &caller.handle(roots, "roots")?.0)?;
            let value = match found.standing {
                Standing::Recorded(_) => SEALBID_RECEIPT_RECORDED,
                Standing::Unknown => SEALBID_RECEIPT_UNKNOWN,
                Standing::Missing { .. } => SEALBID_RECEIPT_MISSING,
            };
            standing.put(value);
            if let (Some(out), Some(proof)) = (proof, &found.proof) {
                out.bytes(proof.to_bytes());
            }
            text.into_iter().try_for_each(|out| out.json(&report::of_receipt(&found)))
        })
    }
}
