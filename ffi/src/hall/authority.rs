//! A timestamp authority of one's own: for rehearsals, and where the notice says that it is the operator's.

use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::signer::sealbid_signer;
use sealbid::timestamp::Authority;
use std::ffi::c_char;

/// A timestamp authority (RFC 3161). Freed with sealbid_timestamp_authority_free. Threads: any, also at once.
pub struct sealbid_timestamp_authority(Authority);

/// An authority with this signer, whose certificate must be one for timestamps. `policy` is the object identifier of
/// its policy, such as "1.2.3.4.1". The authority keeps a copy of the signer: its callback, if it has one, must live as
/// long as the authority.
///
/// Errors: TIMESTAMP_CERTIFICATE, KEY_USAGE, CA_RULES, BAD_CERTIFICATE; BAD_FIELD if the policy is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_timestamp_authority_new(
    signer: *const sealbid_signer,
    policy: *const c_char,
    authority: *mut *mut sealbid_timestamp_authority,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(authority, "authority")?;
            let signer = caller.handle(signer, "signer")?;
            let policy = caller.text(policy, "policy")?;
            out.give(sealbid_timestamp_authority(Authority::new(signer.0.clone(), policy)?));
            Ok(())
        })
    }
}

/// Frees an authority; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_timestamp_authority_free(authority: *mut sealbid_timestamp_authority) {
    // SAFETY: the crate's page.
    unsafe { free(authority) }
}

/// Answers a request (DER) at this time. `response` becomes what is sent back (DER), whether it grants or rejects;
/// `granted` (or NULL) becomes 1 or 0.
///
/// Errors: none of its own: what is wrong with the request, and a key that does not sign, becomes a response that
/// rejects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_timestamp_authority_answer(
    authority: *const sealbid_timestamp_authority,
    request: *const u8,
    request_size: u64,
    at: i64,
    response: *mut *mut sealbid_buffer,
    granted: *mut i32,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(response, "response")?;
            let authority = caller.handle(authority, "authority")?;
            let request = caller.bytes(request, request_size, "request")?;
            let (bytes, answer) = authority.0.respond(request, caller.time(at, "at")?);
            caller.put(granted, i32::from(answer.is_ok()));
            out.bytes(bytes);
            Ok(())
        })
    }
}
