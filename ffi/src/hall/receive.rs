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
/// used up either way.
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
