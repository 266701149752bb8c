//! Blind copies at the bidder's desk: made, looked at by the scanner, and added to a draft. Feature `blind`.

use crate::boundary::{Caller, call};
use crate::buffer::sealbid_buffer;
use crate::callback::{Context, Push, required, sealbid_write_fn};
use crate::draft::sealbid_draft;
use crate::error::sealbid_error;
use crate::notice::sealbid_notice;
use sealbid::Result;
use sealbid::blind::{Copy, add_copies, check_transformation, make_copy};
use sealbid::redact::{TRANSFORMATION, Terms};
use sealbid::scan::scan;
use sealbid::wire::Id;
use serde_json::{Value, json};
use std::ffi::{CString, c_char, c_void};
use std::sync::LazyLock;

/// Makes the blind copy of a document, has the scanner look at it, and pushes it to the caller: what evaluators would
/// see, for the bidder to look at before anything is sealed. `name` tells by its ending what the document is: pdf, docx,
/// xlsx, jpg, png, txt, md. `terms` is the bidder's own file sealbid-terms/1 (SPEC.md §18.2). With `notice` (or NULL) the
/// copy must be one that it asks for (SEALBID_ERR_UNKNOWN_TRANSFORMATION, SEALBID_ERR_NO_BLIND_REVIEW), and is held
/// against the form that it asks for, for which nothing is refused. `report` (or NULL) becomes a JSON text: removed (how
/// much by channel), findings (place, kind, channel, text; SPEC.md §18.3) and form (where the copy does not have the form
/// that the notice asks for: place, rule, found, more, count, asked; §19.1).
///
/// Nothing is pushed before the scanner has found nothing: SEALBID_ERR_NAMES_LEFT. After an error of `write` what was
/// pushed is of no use. It takes a few times the document's size of memory; documents have at most 256 MiB.
///
/// Errors: NAMES_LEFT; BAD_TERMS and what a file's form fails with, of the terms; NO_BLIND_REVIEW,
/// UNKNOWN_TRANSFORMATION, of the notice; what a blind copy fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_blind_copy(
    name: *const c_char,
    document: *const u8,
    document_size: u64,
    terms: *const u8,
    terms_size: u64,
    notice: *const sealbid_notice,
    write: sealbid_write_fn,
    write_context: *mut c_void,
    report: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(report, "report")?;
            let (name, document) =
                (caller.text(name, "name")?, caller.bytes(document, document_size, "document")?);
            let terms = terms_of(caller, terms, terms_size)?;
            let notice = caller.optional(notice).map(|notice| notice.0.notice());
            notice.map_or(Ok(()), check_transformation)?;
            let review = notice.and_then(|notice| notice.body().blind_review.as_ref());
            let form = review.and_then(|review| review.form.as_ref());
            let mut push = Push { write: required(write, "write")?, context: Context(write_context) };
            let copy = make_copy(name, document, &terms, form)?;
            let told = out.is_some().then(|| sealbid_buffer::json(&told(&copy))).transpose()?;
            push.push_pieces(&copy.bytes)?;
            if let (Some(out), Some(told)) = (out, told) {
                out.give(told);
            }
            Ok(())
        })
    }
}

/// Looks for the bidder's terms in a blind copy, by code that shares nothing with what made it, in every piece and
/// encoding (SPEC.md §18.8). `hits` becomes a JSON text: a list of objects with place, offset, encoding and term, empty
/// if nothing was found. `name` is searched too: give the one that evaluators see. A copy that cannot be read to its end
/// is an error.
///
/// Errors: BAD_TERMS and what a file's form fails with, of the terms; what a blind copy fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_blind_scan(
    name: *const c_char,
    copy: *const u8,
    copy_size: u64,
    terms: *const u8,
    terms_size: u64,
    hits: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(hits, "hits")?;
            let (name, copy) = (caller.text(name, "name")?, caller.bytes(copy, copy_size, "copy")?);
            out.json(&scan(name, copy, &terms_of(caller, terms, terms_size)?)?)
        })
    }
}

/// Adds to a draft what the blind review of its notice asks for, when all its documents are there: for each document of
/// a blind part its blind copy, which the scanner has looked at, and the bidder's terms. Without them such a draft is not
/// sealed (SEALBID_ERR_BLIND_COPY_MISSING). `reports` (or NULL) becomes a JSON text: a list of objects with part, path
/// and report (as of sealbid_blind_copy), for the bidder to look at before sealing.
///
/// Documents are read now: those that are pulled are pulled here, on this thread, and kept in memory until the bid is
/// sealed. If `read` fails, the draft is of no further use; after any other error it is as it was. It is called once: a
/// document of `blind/` is SEALBID_ERR_UNSAFE_PATH.
///
/// Errors: NO_BLIND_REVIEW, UNKNOWN_TRANSFORMATION; BAD_TERMS and what a file's form fails with, of the terms;
/// NAMES_LEFT; what a blind copy fails with, DOCUMENT_TOO_LARGE over 256 MiB; UNSAFE_PATH; SIZE_CHANGED,
/// FILE_NOT_FOUND, IO of a document.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_add_copies(
    draft: *const sealbid_draft,
    notice: *const sealbid_notice,
    terms: *const u8,
    terms_size: u64,
    reports: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(reports, "reports")?;
            let (draft, notice) = (caller.handle(draft, "draft")?, caller.handle(notice, "notice")?);
            let terms = terms_of(caller, terms, terms_size)?;
            let made = draft.change(|draft| add_copies(draft, notice.0.notice(), &terms))?;
            let Some(out) = out else { return Ok(()) };
            out.json(&made.iter().flat_map(reported).collect::<Vec<_>>())
        })
    }
}

fn reported((part, copies): (&Id, &Vec<Copy>)) -> impl Iterator<Item = Value> {
    copies.iter().map(move |copy| json!({ "part": part, "path": copy.path, "report": told(copy) }))
}

fn told(copy: &Copy) -> Value {
    json!({ "removed": copy.report.removed, "findings": copy.report.findings, "form": copy.form })
}

/// The transformation that this library has, as a notice names it: "sealbid-redact/1". It lives as long as the library.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn sealbid_transformation() -> *const c_char {
    static NAME: LazyLock<CString> = LazyLock::new(|| CString::new(TRANSFORMATION).unwrap_or_default());
    NAME.as_ptr()
}

fn terms_of(caller: &Caller, terms: *const u8, size: u64) -> Result<Terms> {
    Terms::parse(caller.bytes(terms, size, "terms")?).map_err(|e| e.at("terms"))
}
