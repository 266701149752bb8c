//! Receipts, refusals and proofs: what the platform has promised, and that the record has it.

use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::notice::sealbid_notice;
use sealbid::record::{ProofFile, Receipt, Refusal, Signed, platform_signed};
use serde_json::json;

/// Verifies a receipt of this tender's platform. `content` becomes its JSON text: kind, tender, notice, lot, bid_key,
/// digest, size, arrived (SPEC.md §13.9). Compare `digest` with your own bid's.
///
/// Errors: WRONG_TENDER; WRONG_SIGNER, NO_PLATFORM; what a file's form, a signature and a chain fail with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_receipt_verify(
    notice: *const sealbid_notice,
    receipt: *const u8,
    receipt_size: u64,
    content: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(content, "content")?;
            let notice = caller.handle(notice, "notice")?.0.notice();
            let signed = Signed::parse(caller.bytes(receipt, receipt_size, "receipt")?)?;
            let receipt = Receipt::parse(signed.content())?;
            of_tender(notice, &receipt.tender)?;
            platform_signed(notice, &signed, receipt.arrived)?;
            out.json(&receipt)
        })
    }
}

/// Verifies a refusal of this tender's platform. `content` becomes its JSON text with the reason's code.
///
/// Errors: as sealbid_receipt_verify: WRONG_TENDER; WRONG_SIGNER, NO_PLATFORM; what a file's form, a signature and a
/// chain fail with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_refusal_verify(
    notice: *const sealbid_notice,
    refusal: *const u8,
    refusal_size: u64,
    content: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(content, "content")?;
            let notice = caller.handle(notice, "notice")?.0.notice();
            let signed = Signed::parse(caller.bytes(refusal, refusal_size, "refusal")?)?;
            let refusal = Refusal::parse(signed.content())?;
            of_tender(notice, &refusal.tender)?;
            platform_signed(notice, &signed, refusal.arrived)?;
            out.json(&refusal)
        })
    }
}

/// Verifies a proof file: that this entry (its bytes in the record) is in the record of this tender, under a head that
/// the platform signed. `content` becomes a JSON text: index, size (of the tree), cosigners (custodians and times); how
/// many of them are enough is for the caller to say.
///
/// Errors: BAD_PROOF; OUTSIDE_TREE; BAD_PROOF_FILE, TOO_LARGE; HEAD_OF_ANOTHER, UNSIGNED_HEAD, BAD_HEAD_SIGNATURE,
/// BAD_HEAD; NO_PLATFORM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_proof_verify(
    notice: *const sealbid_notice,
    proof: *const u8,
    proof_size: u64,
    entry: *const u8,
    entry_size: u64,
    content: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(content, "content")?;
            let notice = caller.handle(notice, "notice")?.0.notice();
            let proof = ProofFile::parse(caller.bytes(proof, proof_size, "proof")?)?;
            let entry = caller.bytes(entry, entry_size, "entry")?;
            let (platform, _) = notice.platform()?;
            let custodian = |custodian: &sealbid::notice::VerifiedStatement| {
                (custodian.statement().custodian.clone(), custodian.statement().record_key)
            };
            let custodians: Vec<_> = notice.custodians().iter().map(custodian).collect();
            let cosigners = proof.verify(entry, &notice.tender(), &platform.record_key, &custodians)?;
            let cosigner = |(custodian, time)| json!({ "custodian": custodian, "time": time });
            let cosigners: Vec<_> = cosigners.into_iter().map(cosigner).collect();
            let size = proof.head.checkpoint().size;
            out.json(&json!({ "index": proof.index, "size": size, "cosigners": cosigners }))
        })
    }
}

/// A thing of this very tender.
fn of_tender(notice: &sealbid::notice::Notice, tender: &sealbid::suite::Digest) -> sealbid::Result<()> {
    if *tender == notice.tender() { Ok(()) } else { Err(sealbid::ErrorKind::WrongTender.into()) }
}
