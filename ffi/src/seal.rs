//! Sealing a draft, and what the bidder keeps.

use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::callback::{Context, Push, required, sealbid_progress_fn, sealbid_write_fn, working};
use crate::draft::sealbid_draft;
use crate::error::sealbid_error;
use crate::notice::sealbid_trusted_notice;
use crate::signer::sealbid_signer;
use sealbid::bid::{Sealed, Work, seal, seal_file};
use std::ffi::{c_char, c_void};
use std::fs::File;

/// What is known of a bid that was sealed, and its secrets. Freed with sealbid_sealed_free. Threads: any, also at once.
pub struct sealbid_sealed(Sealed);

/// Seals a draft into a new file: writes it, makes it durable, reads it back and opens it on trial. The file appears
/// under its name only when all of that has passed; after an error nothing is left behind. The draft is used up, well or
/// not, unless an argument is wrong. `threads` is 0 for one thread a processor. `progress` (or NULL) hears of each byte
/// of the documents twice: when it is sealed and when it is opened on trial.
///
/// Where the notice asks for blind review, the draft must have its copies: sealbid_draft_add_copies comes first.
///
/// Errors: WOULD_OVERWRITE if the file is there, or one of its name with `.partial` behind it; TRIAL_OPENING.
/// UNKNOWN_LOT, UNKNOWN_PART, UNKNOWN_FORM_FIELD, REQUIRED_PART_EMPTY, PART_TOO_LARGE, MEDIA_TYPE_NOT_ACCEPTED,
/// MISSING_FIELD, BAD_FORM_VALUE, BLIND_COPY_MISSING, DUPLICATE_ID (two documents of one path): the draft is not what
/// the notice asks for. BAD_TERMS: the terms in it leave out a name that the signer's certificate states. What a chain
/// fails with, and NO_NAME: the signer's certificate, at `now`. What signing fails with. SIZE_CHANGED of a document;
/// FILE_NOT_FOUND, IO of a document or of the sealed file. The draft is used up by all of these; only an argument that
/// is wrong (NULL_ARGUMENT, NOT_UTF8, BAD_TIME) leaves it as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_seal_file(
    draft: *const sealbid_draft,
    notice: *const sealbid_trusted_notice,
    signer: *const sealbid_signer,
    now: i64,
    file: *const c_char,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    sealed: *mut *mut sealbid_sealed,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(sealed, "sealed")?;
            let (draft, notice) = (caller.handle(draft, "draft")?, caller.handle(notice, "notice")?);
            let (signer, now) = (caller.handle(signer, "signer")?, caller.time(now, "now")?);
            let file = caller.path(file, "file")?;
            let draft = draft.take()?;
            let seal = |work: Work<'_>| seal_file(draft, &notice.0, &signer.0, now, &file, work);
            out.give(sealbid_sealed(working(threads, progress, progress_context, seal)?));
            Ok(())
        })
    }
}

/// Seals a draft and pushes the sealed bid to the caller. Nothing was opened on trial: use sealbid_sealed_try_open on
/// what arrived before handing it in. After an error what was pushed is of no use. The draft is used up, well or not,
/// unless an argument is wrong.
///
/// Errors: UNKNOWN_LOT, UNKNOWN_PART, UNKNOWN_FORM_FIELD, REQUIRED_PART_EMPTY, PART_TOO_LARGE, MEDIA_TYPE_NOT_ACCEPTED,
/// MISSING_FIELD, BAD_FORM_VALUE, BLIND_COPY_MISSING, DUPLICATE_ID (two documents of one path): the draft is not what
/// the notice asks for. BAD_TERMS: the terms in it leave out a name that the signer's certificate states. What a chain
/// fails with, and NO_NAME: the signer's certificate, at `now`. What signing fails with. SIZE_CHANGED, FILE_NOT_FOUND,
/// IO of a document. The draft is used up by all of these; only an argument that is wrong (NULL_ARGUMENT, NOT_UTF8,
/// BAD_TIME) leaves it as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_seal_push(
    draft: *const sealbid_draft,
    notice: *const sealbid_trusted_notice,
    signer: *const sealbid_signer,
    now: i64,
    write: sealbid_write_fn,
    write_context: *mut c_void,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    sealed: *mut *mut sealbid_sealed,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(sealed, "sealed")?;
            let (draft, notice) = (caller.handle(draft, "draft")?, caller.handle(notice, "notice")?);
            let (signer, now) = (caller.handle(signer, "signer")?, caller.time(now, "now")?);
            let mut push = Push { write: required(write, "write")?, context: Context(write_context) };
            let draft = draft.take()?;
            let seal = |work: Work<'_>| seal(draft, &notice.0, &signer.0, now, &mut push, work);
            out.give(sealbid_sealed(working(threads, progress, progress_context, seal)?));
            Ok(())
        })
    }
}

/// Opens every stage of a sealed bid on trial, from a file that the caller wrote: proves that what was pushed arrived.
///
/// Errors: TRIAL_OPENING, with what was found as its detail; FILE_NOT_FOUND, IO if the file cannot be opened. It can be
/// asked again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_sealed_try_open(
    sealed: *const sealbid_sealed,
    notice: *const sealbid_trusted_notice,
    file: *const c_char,
    now: i64,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (sealed, notice) = (caller.handle(sealed, "sealed")?, caller.handle(notice, "notice")?);
            let (path, now) = (caller.path(file, "file")?, caller.time(now, "now")?);
            let file = File::open(&path).map_err(|e| sealbid::Error::from(e).at(path.display()))?;
            let attempt = |work: Work<'_>| sealed.0.try_open(file, notice.0.notice(), now, work);
            working(threads, progress, progress_context, attempt)
        })
    }
}

/// Frees it, and wipes its secrets; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_sealed_free(sealed: *mut sealbid_sealed) {
    // SAFETY: the crate's page.
    unsafe { free(sealed) }
}

/// Writes the bid digest: 32 bytes. It is what receipts name, and what is timestamped.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_sealed_digest(
    sealed: *const sealbid_sealed,
    digest: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let sealed = caller.handle(sealed, "sealed")?;
            caller.fill(digest, &sealed.0.digest.0, "digest")
        })
    }
}

/// The bid's key file (PEM), encrypted under a passphrase. The bidder keeps it: it signs replacing and withdrawing, and
/// holds the seeds if the notice declares seed rescue. Encrypting takes a moment (scrypt) and 32 MiB.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_sealed_key_file(
    sealed: *const sealbid_sealed,
    passphrase: *const u8,
    passphrase_size: u64,
    pem: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(pem, "pem")?;
            let sealed = caller.handle(sealed, "sealed")?;
            let passphrase = caller.bytes(passphrase, passphrase_size, "passphrase")?;
            out.bytes(sealed.0.keys.to_key_file(passphrase)?.as_bytes());
            Ok(())
        })
    }
}
