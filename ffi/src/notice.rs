//! Notices: what a tender asks for, who agreed to it, and whether we trust them.

use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::list::{read_list, sealbid_list};
use sealbid::notice::{Acceptance, SignedNotice, TrustList, TrustedNotice};
use serde_json::json;
use std::ffi::c_char;

/// A notice whose signature and acceptances were verified. Freed with sealbid_notice_free. Threads: any, also at once.
pub struct sealbid_notice(pub(crate) SignedNotice);

/// A notice whose custodians one's own list trusts: only for such a one can a bid be sealed. Freed with
/// sealbid_trusted_notice_free. Threads: any, also at once.
pub struct sealbid_trusted_notice(pub(crate) TrustedNotice);

/// Reads a notice and verifies its signature (CMS, DER) and the acceptances of its custodians, all of which must be
/// there: `acceptances` holds the files.
///
/// Errors: what a notice fails with; ORGANISATION_MISMATCH if the signer is not the tenderer; MISSING_ACCEPTANCE,
/// BAD_ACCEPTANCE, UNKNOWN_CUSTODIAN; what a signature fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_notice_verify(
    notice: *const u8,
    notice_size: u64,
    signature: *const u8,
    signature_size: u64,
    acceptances: *const sealbid_list,
    verified: *mut *mut sealbid_notice,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(verified, "verified")?;
            let notice = caller.bytes(notice, notice_size, "notice")?;
            let signature = caller.bytes(signature, signature_size, "signature")?;
            let acceptances = read_list(caller.optional(acceptances), "acceptances", Acceptance::parse)?;
            out.give(sealbid_notice(SignedNotice::verify(notice, signature, &acceptances)?));
            Ok(())
        })
    }
}

/// Frees a notice; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_notice_free(notice: *mut sealbid_notice) {
    // SAFETY: the crate's page.
    unsafe { free(notice) }
}

/// The notice as a JSON text: `digest`, `tender` (the tender digest), `signed_by` (the tenderer's certificate) and
/// `notice`, whose members are those of SPEC.md §2.1: lots, stages with their times, parts, form fields, custodians.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_notice_json(
    notice: *const sealbid_notice,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            let signed = &caller.handle(notice, "notice")?.0;
            let notice = signed.notice();
            let signed_by = crate::certificate::described(&signed.signature().certificate);
            let (digest, tender, body) = (notice.digest(), notice.tender(), notice.body());
            out.json(&json!({ "digest": digest, "tender": tender, "signed_by": signed_by, "notice": body }))
        })
    }
}

/// Writes the notice digest (32 bytes) and the tender digest (32 bytes: that of the first notice of the tender). Either
/// may be NULL.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_notice_digests(
    notice: *const sealbid_notice,
    digest: *mut u8,
    tender: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let notice = caller.handle(notice, "notice")?.0.notice();
            for (out, value) in [(digest, notice.digest()), (tender, notice.tender())] {
                if !out.is_null() {
                    caller.fill(out, &value.0, "digest")?;
                }
            }
            Ok(())
        })
    }
}

/// The deadline of the notice itself, in seconds since 1970; a moved one stands in the record. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_notice_deadline(notice: *const sealbid_notice) -> i64 {
    // SAFETY: the crate's page.
    unsafe { crate::boundary::read(notice, 0, |notice| notice.0.notice().body().deadline.unix()) }
}

/// When a stage is opened, in seconds since 1970.
///
/// Errors: UNKNOWN_STAGE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_notice_stage_time(
    notice: *const sealbid_notice,
    stage: *const c_char,
    time: *mut i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let notice = caller.handle(notice, "notice")?.0.notice();
            let (_, stage) = notice.stage(&caller.id(stage, "stage")?)?;
            caller.put(time, stage.time.unix());
            Ok(())
        })
    }
}

/// Checks at this time that those who signed and accepted the notice are organisations of one's own list
/// (`trust_list`: a file sealbid-trust/1). Nothing can be sealed without that: a notice must not vouch for itself.
///
/// Errors: CUSTODIAN_NOT_TRUSTED, NO_TRUSTED_QUORUM, NOT_YET_ISSUED; what a chain fails with, of the tenderer and of
/// each custodian, as the place says; what a file's form fails with, and BAD_CERTIFICATE, of the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_notice_trust(
    notice: *const sealbid_notice,
    trust_list: *const u8,
    trust_list_size: u64,
    now: i64,
    trusted: *mut *mut sealbid_trusted_notice,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(trusted, "trusted")?;
            let notice = caller.handle(notice, "notice")?;
            let list = TrustList::parse(caller.bytes(trust_list, trust_list_size, "trust_list")?)?;
            out.give(sealbid_trusted_notice(notice.0.trusted_by(&list, caller.time(now, "now")?)?));
            Ok(())
        })
    }
}

/// Frees it; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_trusted_notice_free(trusted: *mut sealbid_trusted_notice) {
    // SAFETY: the crate's page.
    unsafe { free(trusted) }
}
