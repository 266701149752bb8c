//! Timestamps (RFC 3161): asking for a token, and what a token proves. Sending the request is the caller's work.

use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::notice::sealbid_notice;
use sealbid::record::TimeSource;
use sealbid::timestamp::{TimestampRequest, read_response};

/// A request for a timestamp over a digest, with its nonce. Freed with sealbid_timestamp_request_free. Threads: any,
/// also at once.
pub struct sealbid_timestamp_request(TimestampRequest);

/// Asks for a timestamp over 32 bytes: the bid digest. `der` becomes what is sent to an authority, by HTTP POST with
/// the type application/timestamp-query.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_timestamp_request_new(
    digest: *const u8,
    request: *mut *mut sealbid_timestamp_request,
    der: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (out, der) = caller.outs((request, "request"), (der, "der"))?;
            let made = TimestampRequest::random(caller.digest(digest, "digest")?)?;
            der.bytes(made.to_der()?);
            out.give(sealbid_timestamp_request(made));
            Ok(())
        })
    }
}

/// Frees a request; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_timestamp_request_free(request: *mut sealbid_timestamp_request) {
    // SAFETY: the crate's page.
    unsafe { free(request) }
}

/// Takes the token out of an authority's response (application/timestamp-reply), if it answers this request. Whether
/// the authority is one of the notice's is asked with sealbid_timestamp_verify.
///
/// Errors: TIMESTAMP_REFUSED, with the authority's reasons; TIMESTAMP_NONCE, TIMESTAMP_IMPRINT; BAD_TIMESTAMP_RESPONSE,
/// BAD_TIMESTAMP, TIMESTAMP_SHAPE, TOO_LARGE. The request can be used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_timestamp_response(
    request: *const sealbid_timestamp_request,
    response: *const u8,
    response_size: u64,
    token: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(token, "token")?;
            let request = caller.handle(request, "request")?;
            out.bytes(read_response(caller.bytes(response, response_size, "response")?, &request.0)?);
            Ok(())
        })
    }
}

/// Verifies that a token is over these 32 bytes and by an authority of the notice; `time` becomes its time, in seconds
/// since 1970, fractions cut off.
///
/// Errors: what a timestamp fails with; NO_AUTHORITY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_timestamp_verify(
    notice: *const sealbid_notice,
    token: *const u8,
    token_size: u64,
    digest: *const u8,
    time: *mut i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let notice = caller.handle(notice, "notice")?.0.notice();
            let token = caller.bytes(token, token_size, "token")?;
            let digest = caller.digest(digest, "digest")?;
            let verified = TimeSource::of(notice)?.verify(token, &digest)?;
            caller.put(time, verified.info.time.floor().unix());
            Ok(())
        })
    }
}
