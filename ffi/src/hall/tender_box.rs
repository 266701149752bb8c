//! The tender box: made, opened again, amended, closed.

use super::closed::sealbid_closed_box;
use super::record_key::sealbid_record_key;
use super::{finished, whole};
use crate::boundary::{Out, call, free};
use crate::buffer::sealbid_buffer;
use crate::certificate::{sealbid_revocation, sealbid_roots};
use crate::error::sealbid_error;
use crate::list::{read_list, sealbid_list};
use crate::signer::sealbid_signer;
use sealbid::ca::Revocation;
use sealbid::record::FolderStore;
use sealbid::tenderbox::{AnyBox, NoticeFiles, Status, TenderBox};
use sealbid::{Error, ErrorKind, Result};
use serde_json::{Value, json};
use std::ffi::c_char;
use std::sync::{Arc, PoisonError, RwLock};

/// A tender box that receives bids. Freed with sealbid_tender_box_free; closing it leaves only that. Its folder is
/// locked as long as it lives, or anything that was made from it. Threads: any, also at once, and bids are best received
/// by many.
///
/// After an error the box is as it was, and nothing was recorded. After SEALBID_ERR_STORE_FAILED (a full disk, say)
/// nobody knows: free everything of the box, and open the folder again. What was acknowledged is there.
pub struct sealbid_tender_box(RwLock<Option<Arc<TenderBox>>>);

impl sealbid_tender_box {
    fn new(tender: TenderBox) -> sealbid_tender_box {
        sealbid_tender_box(RwLock::new(Some(Arc::new(tender))))
    }

    /// Works with the box, which is not closed meanwhile.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Arc<TenderBox>) -> Result<T>) -> Result<T> {
        let tender = self.0.read().unwrap_or_else(PoisonError::into_inner);
        work(tender.as_ref().ok_or_else(|| finished("tender_box"))?)
    }

    /// Closes the box, which nobody must use meanwhile: those who call wait, and uploads stand in the way.
    fn close(&self, revocation: &Revocation, now: sealbid::wire::Time) -> Result<sealbid_closed_box> {
        let mut place = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let shared = place.take().ok_or_else(|| finished("tender_box"))?;
        let tender = Arc::try_unwrap(shared).map_err(|shared| {
            *place = Some(shared);
            Error::new(ErrorKind::HandleInUse)
                .because("an upload is neither given nor freed")
                .at("tender_box")
        })?;
        tender.try_close(revocation, now).map(sealbid_closed_box::new).map_err(|not| {
            *place = not.tender.map(Arc::new);
            not.error
        })
    }
}

/// Makes a box in a folder, which is made where it is missing and must not have one. `notice`, `signature` (CMS, DER)
/// and `acceptances` are the files of the notice; `signer` has the platform's certificate and `record_key` is the key
/// that the notice names; `roots` are the platform's own, to which the tenderer's certificate must chain. The box keeps a
/// copy of the signer: its callback, if it has one, must live as long as the box and what is made from it.
///
/// Errors: WOULD_OVERWRITE if a box is there; STORE_LOCKED; what a notice fails with; ORGANISATION_MISMATCH,
/// MISSING_ACCEPTANCE, BAD_ACCEPTANCE; NO_PLATFORM, NO_AUTHORITY, NOT_YET_ISSUED; NOTICE_SUPERSEDED if it amends
/// another; WRONG_SIGNER if certificate or record key are not the platform's, or the tenderer's certificate another's;
/// what a signature, a chain, signing and the store fail with. After an error no box is there, but for what the store
/// fails with: then there is none, or one that can be opened.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_create(
    folder: *const c_char,
    notice: *const u8,
    notice_size: u64,
    signature: *const u8,
    signature_size: u64,
    acceptances: *const sealbid_list,
    signer: *const sealbid_signer,
    record_key: *const sealbid_record_key,
    roots: *const sealbid_roots,
    now: i64,
    tender_box: *mut *mut sealbid_tender_box,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(tender_box, "tender_box")?;
            let folder = caller.path(folder, "folder")?;
            let notice = caller.bytes(notice, notice_size, "notice")?;
            let signature = caller.bytes(signature, signature_size, "signature")?;
            let acceptances = read_list(caller.optional(acceptances), "acceptances", whole)?;
            let signer = caller.handle(signer, "signer")?;
            let keys = caller.handle(record_key, "record_key")?.with(signer)?;
            let roots = caller.handle(roots, "roots")?.0.clone();
            let now = caller.time(now, "now")?;
            let files = NoticeFiles { notice, signature, acceptances: &acceptances };
            let store = Arc::new(FolderStore::create(&folder)?);
            out.give(sealbid_tender_box::new(TenderBox::create(store, &files, keys, roots, now)?));
            Ok(())
        })
    }
}

/// Opens a box again, after whatever ended the program that had it. Just one of `tender_box` and `closed_box` becomes a
/// handle: the one that says what it is. It keeps a copy of the signer: its callback, if it has one, must live as long as
/// the box and what is made from it (a closed box, openings).
///
/// Errors: STORE_LOCKED while another handle or program has the folder; FILE_NOT_FOUND if there is no box; WRONG_SIGNER
/// if the record key is not the notice's; LOG_DAMAGED and what else the store fails with; what the record's rules
/// refuse. The folder stays as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_open(
    folder: *const c_char,
    signer: *const sealbid_signer,
    record_key: *const sealbid_record_key,
    roots: *const sealbid_roots,
    tender_box: *mut *mut sealbid_tender_box,
    closed_box: *mut *mut sealbid_closed_box,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (open, closed) = caller.outs((tender_box, "tender_box"), (closed_box, "closed_box"))?;
            let folder = caller.path(folder, "folder")?;
            let signer = caller.handle(signer, "signer")?;
            let keys = caller.handle(record_key, "record_key")?.with(signer)?;
            let roots = caller.handle(roots, "roots")?.0.clone();
            match TenderBox::open(Arc::new(FolderStore::new(&folder)?), keys, roots)? {
                AnyBox::Open(found) => open.give(sealbid_tender_box::new(found)),
                AnyBox::Closed(found) => closed.give(sealbid_closed_box::new(found)),
            }
            Ok(())
        })
    }
}

/// Frees a box; NULL is fine. Nothing is lost: it can be opened again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_free(tender_box: *mut sealbid_tender_box) {
    // SAFETY: the crate's page.
    unsafe { free(tender_box) }
}

/// What the box says of itself to anybody, as a JSON text: tender, tender_id, title, notice (the digest of the one in
/// force), accepted, deadline, closed. Nothing in it tells how many bids there are.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_status(
    tender_box: *const sealbid_tender_box,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out: Out<sealbid_buffer> = caller.out(text, "text")?;
            out.json(&shown(&caller.handle(tender_box, "tender_box")?.with(|tender| tender.status())?))
        })
    }
}

/// Amends the notice: bids under the one in force no longer count. `token` is a timestamp token over the new notice, by
/// an authority of the one in force. Given again after a failure, it adds what is missing of the acceptances.
///
/// Errors: NOTICE_SUPERSEDED if it does not amend the one in force; PARTIES_CHANGED, NOT_LATER, AFTER_DEADLINE,
/// NO_TIMESTAMP, NO_PLATFORM, NO_AUTHORITY, NOT_YET_ISSUED, WRONG_SIGNER; what a notice fails with;
/// ORGANISATION_MISMATCH, MISSING_ACCEPTANCE, BAD_ACCEPTANCE; what a signature, a chain, a timestamp, signing and the
/// store fail with. After an error the notice in force is the old one, but for what the store fails with: then open the
/// box again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_amend(
    tender_box: *const sealbid_tender_box,
    notice: *const u8,
    notice_size: u64,
    signature: *const u8,
    signature_size: u64,
    acceptances: *const sealbid_list,
    token: *const u8,
    token_size: u64,
    now: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let notice = caller.bytes(notice, notice_size, "notice")?;
            let signature = caller.bytes(signature, signature_size, "signature")?;
            let acceptances = read_list(caller.optional(acceptances), "acceptances", whole)?;
            let token = caller.bytes(token, token_size, "token")?;
            let now = caller.time(now, "now")?;
            let files = NoticeFiles { notice, signature, acceptances: &acceptances };
            tender_box.with(|tender| tender.amend(&files, token, now))
        })
    }
}

/// Moves times later, by a postponement that the tenderer signed (a signed decision). A token over that file is needed
/// if the deadline moves, and must be left out if it does not (NULL and 0).
///
/// Errors: NOT_LATER, TIMES_OUT_OF_ORDER, UNKNOWN_STAGE, AFTER_DEADLINE, NO_TIMESTAMP; OUT_OF_ORDER for a token that is
/// not needed, or a stage that was requested; WRONG_TENDER, WRONG_NOTICE, NOT_YET_ISSUED, WRONG_SIGNER; what a file's
/// form, a signature, a chain, a timestamp and the store fail with. After an error no time has moved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_postpone(
    tender_box: *const sealbid_tender_box,
    postponement: *const u8,
    postponement_size: u64,
    token: *const u8,
    token_size: u64,
    now: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let postponement = caller.bytes(postponement, postponement_size, "postponement")?;
            let token = caller.optional_bytes(token, token_size, "token")?;
            let now = caller.time(now, "now")?;
            tender_box.with(|tender| tender.postpone(postponement, token, now))
        })
    }
}

/// Closes the box for good, after the deadline, and publishes its log as `record/log` in the folder. What is known about
/// revocation is frozen; NULL if nobody asked. Calls that use the box are waited for.
///
/// That uses the box up: it can only be freed, and everything goes through `closed_box`. SEALBID_ERR_HANDLE_IN_USE while
/// an upload is neither given to the box nor freed. After an error the box receives as before, unless its closing was
/// written already: then it answers SEALBID_ERR_HANDLE_FINISHED, and is to be freed and opened again.
///
/// Errors: CLOSED_EARLY; MISSING_ACCEPTANCE; HANDLE_IN_USE; TIME_BACKWARDS if `revocation` was gathered after the
/// closing; TOO_LARGE if it is over 64 MiB; what the store fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_close(
    tender_box: *const sealbid_tender_box,
    revocation: *const sealbid_revocation,
    now: i64,
    closed_box: *mut *mut sealbid_closed_box,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(closed_box, "closed_box")?;
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let unchecked = Revocation::unchecked();
            let revocation = caller.optional(revocation).map_or(&unchecked, |revocation| &revocation.0);
            out.give(tender_box.close(revocation, caller.time(now, "now")?)?);
            Ok(())
        })
    }
}

/// A box's status as JSON.
pub(super) fn shown(status: &Status) -> Value {
    json!({
        "tender": status.tender,
        "tender_id": status.tender_id,
        "title": status.title,
        "notice": status.notice,
        "accepted": status.accepted,
        "deadline": status.deadline,
        "closed": status.closed,
    })
}
