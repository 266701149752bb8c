//! Opening all bids of a stage, their documents, and the stage's end.

use super::opening::sealbid_opening;
use super::whole;
use crate::bid::sink;
use crate::boundary::{Caller, call};
use crate::buffer::sealbid_buffer;
use crate::callback::{sealbid_document_fn, sealbid_progress_fn, sealbid_write_fn, working};
use crate::error::sealbid_error;
use crate::list::sealbid_list;
use sealbid::Result;
use sealbid::bid::Work;
use sealbid::opening::{Documents, Outcomes, Summary};
use serde_json::{Value, json};
use std::ffi::{c_char, c_void};

fn documents(caller: &Caller, folder: *const c_char) -> Result<Documents> {
    let folder = caller.optional_text(folder, "documents")?;
    Ok(folder.map_or(Documents::Discard, |folder| Documents::Below(folder.into())))
}

fn shown(summary: &Summary) -> Value {
    let pending = summary.pending.iter().map(|one| json!({ "digest": one.digest, "reason": one.reason }));
    let pending: Vec<Value> = pending.collect();
    json!({ "opened": summary.opened, "excluded": summary.excluded, "pending": pending })
}

/// Opens all bids that have no outcome yet, side by side, and records each outcome as it comes. A bid that fails stops
/// no other; one that may still be opened stays pending. `documents` (or NULL) is a folder: what is opened is written
/// below it as LOT/DIGEST/PART/PATH. `summary` (or NULL) becomes a JSON text: opened and excluded (how many), pending
/// (digest and reason of each).
///
/// After an error, and if it is cancelled, what was recorded stays so, and the next call goes on. An outcome never
/// depends on `documents`.
///
/// Errors: QUORUM_NOT_MET while releases are missing; OUT_OF_ORDER; what the store fails with. What is wrong with one
/// bid is no error: it stands in its outcome or in `summary`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_run(
    opening: *const sealbid_opening,
    now: i64,
    documents: *const c_char,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    summary: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(summary, "summary")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let documents = self::documents(caller, documents)?;
            let run = |work: Work<'_>| opening.with(|opening| opening.open(now, &documents, work));
            let found = working(threads, progress, progress_context, run)?;
            out.into_iter().try_for_each(|out| out.json(&shown(&found)))
        })
    }
}

/// As sealbid_opening_run, for the last time: no file and no release comes any more, so what would stay pending gets its
/// outcome, with whose fault it is. That releases are missing is one only after they were asked for.
///
/// Errors: OUT_OF_ORDER; what the store fails with. After an error as sealbid_opening_run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_give_up(
    opening: *const sealbid_opening,
    now: i64,
    documents: *const c_char,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    summary: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(summary, "summary")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let documents = self::documents(caller, documents)?;
            let run = |work: Work<'_>| opening.with(|opening| opening.give_up(now, &documents, work));
            let found = working(threads, progress, progress_context, run)?;
            out.into_iter().try_for_each(|out| out.json(&shown(&found)))
        })
    }
}

/// Opens a bid once more that was opened at this stage, for its documents, which go to `document` and `write`, one after
/// another, both with `context`; both are NULL if only the contents are wanted. They count only if this returns 0.
/// `contents` (or NULL) becomes the contents file (SPEC.md §16.3): form and documents. Nothing is recorded.
///
/// Errors: UNKNOWN_BID if it was not opened at this stage; the reason for which a bid cannot be opened now
/// (BID_DAMAGED, QUORUM_NOT_MET and others); IO. The opening stays as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_extract(
    opening: *const sealbid_opening,
    digest: *const u8,
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
            let out = caller.optional_out(contents, "contents")?;
            let opening = caller.handle(opening, "opening")?;
            let digest = caller.digest(digest, "digest")?;
            let mut sink = sink(document, write, context)?;
            let extract = |work: Work<'_>| opening.with(|opening| opening.extract(&digest, &mut *sink, work));
            let found = working(threads, None, std::ptr::null_mut(), extract)?;
            if let Some(out) = out {
                out.bytes(found.to_bytes()?);
            }
            Ok(())
        })
    }
}

/// The outcomes of this stage so far, as a JSON text: for each bid that has one, in the order of their arrival, lot,
/// digest, arrived and outcome (SPEC.md §16.3).
///
/// Errors: LOG_DAMAGED, IO.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_outcomes(
    opening: *const sealbid_opening,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            let opening = caller.handle(opening, "opening")?;
            let closed = opening.closed()?;
            let stage = opening.with(|opening| Ok(opening.case().stage().clone()))?;
            let mut outcomes = Outcomes::new(&stage);
            for number in 0..closed.with_history(|history| history.len()) {
                outcomes.take(&closed.entry(number)?);
            }
            let found: Vec<Value> = closed.with_history(|history| {
                let found = history.bids().iter().filter_map(|bid| {
                    let outcome = outcomes.get(&bid.digest)?;
                    Some(json!({
                        "lot": bid.lot, "digest": bid.digest, "arrived": bid.arrived, "outcome": outcome,
                    }))
                });
                found.collect()
            });
            out.json(&found)
        })
    }
}

/// The minutes, once every bid has its outcome. They follow from the record alone. `digest` (or NULL) becomes the 32
/// bytes of their SHA-256, which timestamp authorities are asked to stamp.
///
/// Errors: OUT_OF_ORDER if a bid has no outcome; TOO_LARGE over 64 MiB; LOG_DAMAGED, IO.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_minutes(
    opening: *const sealbid_opening,
    minutes: *mut *mut sealbid_buffer,
    digest: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(minutes, "minutes")?;
            let bytes = caller.handle(opening, "opening")?.with(|opening| opening.minutes_bytes())?;
            if !digest.is_null() {
                caller.fill(digest, &sealbid::suite::hash(&[&bytes]).0, "digest")?;
            }
            out.bytes(bytes);
            Ok(())
        })
    }
}

/// Signs the minutes and records them with the timestamp tokens over them: the stage is finished. `digest` (or NULL)
/// becomes the 32 bytes of their SHA-256. Of a stage that is finished already nothing changes.
///
/// Errors: OUT_OF_ORDER if an outcome is missing or undetermined; OBJECTION_OPEN; NO_TIMESTAMP, TOO_EARLY, and what a
/// timestamp fails with; TOO_LARGE for more than 16 tokens; WRONG_SIGNER; what signing, a chain and the store fail with.
/// After an error nothing is recorded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_finish(
    opening: *const sealbid_opening,
    tokens: *const sealbid_list,
    now: i64,
    digest: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let tokens = caller.handle(tokens, "tokens")?.read("tokens", whole)?;
            let minutes = opening.with(|opening| opening.finish(tokens, now))?;
            if digest.is_null() { Ok(()) } else { caller.fill(digest, &minutes.0, "digest") }
        })
    }
}
