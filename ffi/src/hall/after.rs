//! What comes to a closed box from outside: late files, objections, decisions.

use super::closed::sealbid_closed_box;
use super::receive::answer;
use super::upload::sealbid_upload;
use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use sealbid::Error;
use sealbid::opening::Opening;
use std::ffi::c_char;
use std::fs::File;

/// Takes the uploaded file of a bid that was announced before the deadline. Answers as sealbid_tender_box_receive.
///
/// Errors: LATE, also when the opening has begun; the rest as sealbid_tender_box_deliver, and the upload is used up as
/// there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_deliver(
    closed_box: *const sealbid_closed_box,
    upload: *const sealbid_upload,
    arrived: i64,
    now: i64,
    receipt: *mut *mut sealbid_buffer,
    refusal: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let refusal = caller.optional_out(refusal, "refusal")?;
            let receipt = caller.out(receipt, "receipt")?;
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let upload = caller.handle(upload, "upload")?;
            let (arrived, now) = (caller.time(arrived, "arrived")?, caller.time(now, "now")?);
            answer(upload.give(|upload| closed.deliver(upload, arrived, now))?, receipt, refusal)
        })
    }
}

/// The answer to whatever else is handed in now: a signed refusal. `digest` is the bid's, or NULL if it is not known.
/// `refusal` stays NULL if the platform's key does not sign.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_refuse(
    closed_box: *const sealbid_closed_box,
    digest: *const u8,
    arrived: i64,
    refusal: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(refusal, "refusal")?;
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let digest = if digest.is_null() { None } else { Some(caller.digest(digest, "digest")?) };
            if let Some(bytes) = closed.refuse(digest, caller.time(arrived, "arrived")?).refusal {
                out.bytes(bytes);
            }
            Ok(())
        })
    }
}

/// Records an objection: a receipt for a bid that the closed log does not have. `entry` (or NULL) becomes the entry's
/// number. Nothing is released until the adjudicator has decided on it.
///
/// Errors: NOT_AN_OBJECTION if the record has the receipt; WRONG_TENDER, WRONG_SIGNER; OUT_OF_ORDER when every stage is
/// finished; what a file's form, a signature, a chain and the store fail with. After an error nothing is recorded;
/// after STORE_FAILED nobody knows, and the box is to be opened again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_objection(
    closed_box: *const sealbid_closed_box,
    receipt: *const u8,
    receipt_size: u64,
    now: i64,
    entry: *mut u64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let receipt = caller.bytes(receipt, receipt_size, "receipt")?;
            caller.put(entry, closed.objection(receipt, caller.time(now, "now")?)?);
            Ok(())
        })
    }
}

/// Takes the very file of a bid again, in the place of what is damaged: `digest` names the bid, `file` is a path. Every
/// byte is checked; another file changes nothing.
///
/// Errors: BID_DAMAGED if it is not the very file; UNKNOWN_BID, RETIRED_BID; FILE_NOT_FOUND, IO of the file; what the
/// store fails with. After an error the bid is as it was; after STORE_FAILED nobody knows, and the box is to be opened
/// again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_rescue(
    closed_box: *const sealbid_closed_box,
    digest: *const u8,
    file: *const c_char,
    now: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let digest = caller.digest(digest, "digest")?;
            let (path, now) = (caller.path(file, "file")?, caller.time(now, "now")?);
            let mut file = File::open(&path).map_err(|e| Error::from(e).at(path.display()))?;
            closed.rescue(&digest, &mut file, now)
        })
    }
}

/// Records which bids the tenderer admits to a stage: an admission as a signed decision. The others are never opened.
///
/// Errors: ADMISSION_INCOMPLETE; NOT_UNBLINDED; OUT_OF_ORDER, UNKNOWN_STAGE, WRONG_TENDER, NOT_YET_ISSUED,
/// WRONG_SIGNER; what a file's form, a signature, a chain and the store fail with. After an error nothing is recorded;
/// after STORE_FAILED nobody knows, and the box is to be opened again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_admit(
    closed_box: *const sealbid_closed_box,
    admission: *const u8,
    admission_size: u64,
    now: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let admission = caller.bytes(admission, admission_size, "admission")?;
            Opening::admit(closed, admission, caller.time(now, "now")?)
        })
    }
}

/// Records what the adjudicator has decided, as a signed decision: on a bid whose fault is undetermined, a late closing,
/// an objection.
///
/// Errors: OUT_OF_ORDER if there is nothing of that to decide on; BAD_FIELD if the fault stays undetermined;
/// UNKNOWN_BID, UNKNOWN_STAGE, WRONG_TENDER, NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature and the
/// store fail with. After an error nothing is recorded; after STORE_FAILED nobody knows, and the box is to be opened
/// again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_adjudicate(
    closed_box: *const sealbid_closed_box,
    adjudication: *const u8,
    adjudication_size: u64,
    now: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let adjudication = caller.bytes(adjudication, adjudication_size, "adjudication")?;
            Opening::adjudicate(closed, adjudication, caller.time(now, "now")?)
        })
    }
}
