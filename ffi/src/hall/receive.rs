//! What bidders hand in, and the box's answers: a signed receipt, or a signed refusal (SPEC.md §14.3).

use super::tender_box::sealbid_tender_box;
use super::upload::sealbid_upload;
use crate::boundary::{Out, call};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use sealbid::Result;
use sealbid::tenderbox::Refused;

/// Gives out what a box answers.
pub(super) fn answer(
    answer: std::result::Result<Vec<u8>, Refused>,
    receipt: Out<sealbid_buffer>,
    refusal: Option<Out<sealbid_buffer>>,
) -> Result<()> {
    match answer {
        Ok(bytes) => {
            receipt.bytes(bytes);
            Ok(())
        }
        Err(refused) => {
            if let (Some(refusal), Some(bytes)) = (refusal, refused.refusal) {
                refusal.bytes(bytes);
            }
            Err(refused.error)
        }
    }
}

/// Takes a bid that has been uploaded, with its timestamp token. `arrived` is when its last byte had arrived, `now` the
/// time of the entry. The bid is durable when this returns; `receipt` becomes the signed receipt for the bidder. The
/// same bid again gets the very same receipt.
///
/// Where the bid is refused, the result says why and `refusal` (or NULL) becomes the signed refusal for the bidder. It
/// stays NULL if the platform itself failed: then nothing was decided, and the bidder should try again. The upload is
/// used up by each of these, but not where an argument is wrong.
///
/// Errors: LATE; NO_TIMESTAMP, and what a timestamp fails with; RETIRED_BID if the notice was amended, or the bid
/// replaced or withdrawn; KNOWN_BID, BID_KEY_USED; WRONG_TENDER, WRONG_NOTICE and what else a bid's place fails with;
/// PART_ROOT_MISMATCH; NO_NAME, and what a chain fails with, of the bidder's certificate; TOO_LARGE, and what a sealed
/// bid's form fails with; OUT_OF_ORDER for an upload into another box. Of the platform itself: what the store, signing
/// and a chain fail with, BID_DAMAGED. The upload is used up by all of these, but for an argument that is wrong
/// (NULL_ARGUMENT, BAD_TIME) or a box that was closed (HANDLE_FINISHED): then it is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_receive(
    tender_box: *const sealbid_tender_box,
    upload: *const sealbid_upload,
    token: *const u8,
    token_size: u64,
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
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let upload = caller.handle(upload, "upload")?;
            let token = caller.bytes(token, token_size, "token")?;
            let (arrived, now) = (caller.time(arrived, "arrived")?, caller.time(now, "now")?);
            let given = tender_box
                .with(|tender| upload.give(|upload| tender.receive(upload, token, arrived, now)))?;
            answer(given, receipt, refusal)
        })
    }
}

/// Takes an uploaded bid in the place of another, as the signed `request` asks. There is no moment at which both stand
/// or neither; the ciphertext of the bid that goes is destroyed. Answers as sealbid_tender_box_receive.
///
/// Errors: as sealbid_tender_box_receive; UNKNOWN_BID if there is no such bid, or its bidder did not sign the request;
/// REQUEST_MISMATCH; what a file's form fails with, of the request. After an error the old bid stands; the upload is as
/// sealbid_tender_box_receive says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_replace(
    tender_box: *const sealbid_tender_box,
    upload: *const sealbid_upload,
    request: *const u8,
    request_size: u64,
    token: *const u8,
    token_size: u64,
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
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let upload = caller.handle(upload, "upload")?;
            let request = caller.bytes(request, request_size, "request")?;
            let token = caller.bytes(token, token_size, "token")?;
            let (arrived, now) = (caller.time(arrived, "arrived")?, caller.time(now, "now")?);
            let given = tender_box
                .with(|tender| upload.give(|upload| tender.replace(upload, request, token, arrived, now)))?;
            answer(given, receipt, refusal)
        })
    }
}

/// Withdraws a bid, as the signed `request` asks; its ciphertext is destroyed. Answers as sealbid_tender_box_receive.
///
/// Errors: LATE; UNKNOWN_BID if there is no such bid, or its bidder did not sign the request; RETIRED_BID;
/// REQUEST_MISMATCH; what a file's form fails with, of the request. Of the platform itself as
/// sealbid_tender_box_receive. After an error the bid stands; after STORE_FAILED nobody knows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_withdraw(
    tender_box: *const sealbid_tender_box,
    request: *const u8,
    request_size: u64,
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
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let request = caller.bytes(request, request_size, "request")?;
            let (arrived, now) = (caller.time(arrived, "arrived")?, caller.time(now, "now")?);
            let given = tender_box.with(|tender| Ok(tender.withdraw(request, arrived, now)))?;
            answer(given, receipt, refusal)
        })
    }
}

/// Takes a bid's digest and token ahead of its file, where the notice lets files follow; `request` is the signed
/// announcement. Answers as sealbid_tender_box_receive.
///
/// Errors: LATE; NO_ANNOUNCEMENTS; NO_TIMESTAMP, and what a timestamp fails with; KNOWN_BID, BID_KEY_USED; RETIRED_BID,
/// WRONG_TENDER, WRONG_NOTICE, UNKNOWN_LOT; REQUEST_MISMATCH, WRONG_SIGNER, BAD_SIGNATURE, and what a file's form fails
/// with, of the request. Of the platform itself as sealbid_tender_box_receive. After an error nothing is announced;
/// after STORE_FAILED nobody knows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_announce(
    tender_box: *const sealbid_tender_box,
    request: *const u8,
    request_size: u64,
    token: *const u8,
    token_size: u64,
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
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let request = caller.bytes(request, request_size, "request")?;
            let token = caller.bytes(token, token_size, "token")?;
            let (arrived, now) = (caller.time(arrived, "arrived")?, caller.time(now, "now")?);
            let given = tender_box.with(|tender| Ok(tender.announce(request, token, arrived, now)))?;
            answer(given, receipt, refusal)
        })
    }
}

/// Takes the uploaded file of a bid that was announced. Answers as sealbid_tender_box_receive.
///
/// Errors: LATE; UNKNOWN_BID if it was not announced; KNOWN_BID, RETIRED_BID; REQUEST_MISMATCH if another lot or bid
/// key was announced; the rest as sealbid_tender_box_receive, and the upload is used up as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_tender_box_deliver(
    tender_box: *const sealbid_tender_box,
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
            let tender_box = caller.handle(tender_box, "tender_box")?;
            let upload = caller.handle(upload, "upload")?;
            let (arrived, now) = (caller.time(arrived, "arrived")?, caller.time(now, "now")?);
            let given =
                tender_box.with(|tender| upload.give(|upload| tender.deliver(upload, arrived, now)))?;
            answer(given, receipt, refusal)
        })
    }
}
