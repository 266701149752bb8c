//! Sealed bids: what can be read and checked without opening, and opening one with releases.

use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::callback::{
    Context, Push, PushDocuments, required, sealbid_document_fn, sealbid_progress_fn, sealbid_write_fn,
    working,
};
use crate::certificate::{described, sealbid_revocation};
use crate::error::sealbid_error;
use crate::list::{read_list, sealbid_list};
use crate::notice::sealbid_notice;
use sealbid::Result;
use sealbid::bid::{BidFile, Discard, ReadAt, SealedBid, Sink, StageContents, Work};
use sealbid::ca::Revocation;
use sealbid::notice::Notice;
use sealbid::timelock::ReleaseFile;
use serde_json::{Value, json};
use std::ffi::{c_char, c_void};
use std::fs::File;
use std::sync::Arc;

type Source = Arc<dyn ReadAt + Send>;

/// A sealed bid, in a file or in memory. Freed with sealbid_bid_free. Threads: any, also at once.
pub struct sealbid_bid {
    source: Source,
    file: BidFile<Source>,
}

impl sealbid_bid {
    fn read(source: Source) -> Result<sealbid_bid> {
        Ok(sealbid_bid { file: BidFile::read(Arc::clone(&source))?, source })
    }

    fn under<'n>(&self, notice: &'n Notice) -> Result<SealedBid<'n, Source>> {
        BidFile::read(Arc::clone(&self.source))?.under(notice)
    }

    pub(crate) fn file(&self) -> &BidFile<Source> {
        &self.file
    }
}

/// Reads a sealed bid's head and trailer from a file; the file is read again whenever the bid is used, so it must stay.
///
/// Errors: FILE_NOT_FOUND, IO; what a sealed bid's form fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_open(
    file: *const c_char,
    bid: *mut *mut sealbid_bid,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(bid, "bid")?;
            let path = caller.path(file, "file")?;
            let at = |e: sealbid::Error| e.at(path.display());
            let file = File::open(&path).map_err(|e| at(e.into()))?;
            out.give(sealbid_bid::read(Arc::new(file)).map_err(at)?);
            Ok(())
        })
    }
}

/// The same from memory; the bytes are copied.
///
/// Errors: what a sealed bid's form fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_from_bytes(
    data: *const u8,
    data_size: u64,
    bid: *mut *mut sealbid_bid,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(bid, "bid")?;
            out.give(sealbid_bid::read(Arc::new(caller.bytes(data, data_size, "data")?.to_vec()))?);
            Ok(())
        })
    }
}

/// Frees a bid; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_free(bid: *mut sealbid_bid) {
    // SAFETY: the crate's page.
    unsafe { free(bid) }
}

/// Writes the bid digest: 32 bytes.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_digest(
    bid: *const sealbid_bid,
    digest: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let bid = caller.handle(bid, "bid")?;
            caller.fill(digest, &bid.file.digest().0, "digest")
        })
    }
}

/// What a sealed bid shows to anybody, as a JSON text: digest, size, tender, notice, lot, bid_key, parts (stage, part
/// and padded size in bytes) and signed_by.
///
/// Errors: IO, FILE_NOT_FOUND where its file has gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_json(
    bid: *const sealbid_bid,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            let file = &caller.handle(bid, "bid")?.file;
            let header = file.header();
            let part = |part: &sealbid::bid::PartSize| json!({ "stage": part.stage, "part": part.part, "size": part.size });
            out.json(&json!({
                "digest": file.digest(),
                "size": file.size()?,
                "tender": header.tender,
                "notice": header.notice,
                "lot": header.lot,
                "bid_key": header.bid_key,
                "parts": header.parts.iter().map(part).collect::<Vec<_>>(),
                "signed_by": described(&file.signature().certificate),
            }))
        })
    }
}

/// Checks all of a bid that can be checked sealed: that it is for this notice, the locks, the signatures, the roots of
/// its parts, and the bidder's certificate at this time. `revocation` is NULL if nobody asks.
///
/// Errors: WRONG_TENDER, WRONG_NOTICE and what else a bid's place fails with; PART_ROOT_MISMATCH, TRUNCATED; NO_NAME;
/// what a chain and revocation fail with; IO. The bid stays as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_check(
    bid: *const sealbid_bid,
    notice: *const sealbid_notice,
    revocation: *const sealbid_revocation,
    at: i64,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (bid, notice) = (caller.handle(bid, "bid")?, caller.handle(notice, "notice")?);
            let unchecked = Revocation::unchecked();
            let revocation = caller.optional(revocation).map_or(&unchecked, |revocation| &revocation.0);
            let sealed = bid.under(notice.0.notice())?;
            sealed.check_signer(revocation, caller.time(at, "at")?)?;
            working(threads, progress, progress_context, |work| sealed.check_parts(work))
        })
    }
}

/// Opens one stage of one bid with custodians' releases (`releases`: the files). Its documents go to `document` and
/// `write`, one after another, both with `context`; both are NULL if only the form is wanted. They count only if this
/// returns 0. `contents` becomes a JSON text: form (its fields and values, or null), parts (with documents), refused
/// (holders whose release was wrong).
///
/// A hall opens whole stages with sealbid_opening_…, which writes the record.
///
/// Errors: QUORUM_NOT_MET; UNKNOWN_STAGE; RELEASE_OF_ANOTHER, NOT_RELEASED, and what a file's form fails with, of a
/// release; WRONG_TENDER, WRONG_NOTICE and what else a bid's place fails with; LOCK_INCONSISTENT, BAD_SEGMENT,
/// PART_ROOT_MISMATCH, FORM_ROOT_MISMATCH, BAD_INDEX, REQUIRED_PART_EMPTY, BAD_FORM_VALUE and others of SPEC.md §5.7
/// where the bid itself is wrong; IO. The bid stays as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_open_stage(
    bid: *const sealbid_bid,
    notice: *const sealbid_notice,
    stage: *const c_char,
    releases: *const sealbid_list,
    document: sealbid_document_fn,
    write: sealbid_write_fn,
    context: *mut c_void,
    threads: u32,
    contents: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(contents, "contents")?;
            let (bid, notice) = (caller.handle(bid, "bid")?, caller.handle(notice, "notice")?);
            let stage = caller.id(stage, "stage")?;
            let releases = read_list(caller.optional(releases), "releases", ReleaseFile::parse)?;
            let mut sink = sink(document, write, context)?;
            let sealed = bid.under(notice.0.notice())?;
            let scope = sealed.scope(&stage);
            let given = releases.iter().map(|release| release.for_bid(&scope)).collect::<Result<Vec<_>>>()?;
            let verdict = sealed.unlock(&stage, &given)?;
            let unlocked = verdict.outcome?;
            let open = |work: Work<'_>| sealed.open_stage(&stage, &unlocked, &mut *sink, work);
            let opened = working(threads, None, std::ptr::null_mut(), open)?;
            let refused: Vec<_> = verdict.refused.iter().map(|refused| refused.holder.to_string()).collect();
            let mut value = shown(&opened);
            if let Some(members) = value.as_object_mut() {
                members.insert("refused".to_owned(), json!(refused));
            }
            out.json(&value)
        })
    }
}

/// Where documents go: to the caller, or nowhere.
pub(crate) fn sink(
    document: sealbid_document_fn,
    write: sealbid_write_fn,
    context: *mut c_void,
) -> Result<Box<dyn Sink + Send>> {
    if document.is_none() && write.is_none() {
        return Ok(Box::new(Discard));
    }
    let push = Push { write: required(write, "write")?, context: Context(context) };
    Ok(Box::new(PushDocuments { document: required(document, "document")?, push }))
}

/// A stage's contents as JSON, without the bytes of documents.
fn shown(contents: &StageContents) -> Value {
    let document = |document: &sealbid::bid::IndexEntry| json!({ "path": document.path, "media_type": document.media_type, "size": document.size });
    let part = |part: &sealbid::bid::PartContents| {
        let documents: Vec<Value> = part.documents.iter().map(document).collect();
        json!({ "part": part.part, "documents": documents })
    };
    json!({ "form": contents.form, "parts": contents.parts.iter().map(part).collect::<Vec<_>>() })
}
