//! What organisations sign: statements, notices, and the decisions of tenderer and adjudicator.

use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::signer::sealbid_signer;
use sealbid::ca::sign_detached;
use sealbid::record::Signed;

/// Signs bytes with a certificate: a detached CMS signature (DER). So a custodian's organisation signs its statement,
/// and the tenderer its notice. `now` is the signer's claim.
///
/// Errors: what signing fails with; TOO_LARGE if certificates make the signature longer than 256 KiB.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_sign_detached(
    signer: *const sealbid_signer,
    content: *const u8,
    content_size: u64,
    now: i64,
    signature: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(signature, "signature")?;
            let signer = caller.handle(signer, "signer")?;
            let content = caller.bytes(content, content_size, "content")?;
            out.bytes(sign_detached(content, &signer.0, Some(caller.time(now, "now")?))?);
            Ok(())
        })
    }
}

/// Signs a decision with a certificate: content and signature in one file (SPEC.md §13.5). The content is the JSON text
/// of a postponement, an admission, an adjudication, or a declaration that a quorum is lost (§13.8); it is not looked
/// into here.
///
/// Errors: what signing fails with; TOO_LARGE for content, or certificates, that no reader takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_sign_decision(
    signer: *const sealbid_signer,
    content: *const u8,
    content_size: u64,
    now: i64,
    decision: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(decision, "decision")?;
            let signer = caller.handle(signer, "signer")?;
            let content = caller.bytes(content, content_size, "content")?.to_vec();
            out.bytes(Signed::by_certificate(content, &signer.0, caller.time(now, "now")?)?.to_bytes()?);
            Ok(())
        })
    }
}
