//! The closed box: its heads, and who vouches for them.

use super::whole;
use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::list::sealbid_list;
use sealbid::record::{CosignRequest, Head};
use sealbid::suite::hash;
use sealbid::tenderbox::ClosedBox;
use serde_json::json;
use std::sync::Arc;

/// A tender box that is closed. Freed with sealbid_closed_box_free; openings that were begun with it live on. Its folder
/// is locked as long as any of them lives. Threads: any, also at once.
///
/// After an error the box is as it was, and nothing was recorded. After SEALBID_ERR_STORE_FAILED nobody knows: free
/// everything of the box, and open the folder again.
pub struct sealbid_closed_box(pub(super) Arc<ClosedBox>);

impl sealbid_closed_box {
    pub(super) fn new(closed: ClosedBox) -> sealbid_closed_box {
        sealbid_closed_box(Arc::new(closed))
    }
}

/// Frees a box; NULL is fine. Nothing is lost: it can be opened again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_free(closed_box: *mut sealbid_closed_box) {
    // SAFETY: the crate's page.
    unsafe { free(closed_box) }
}

/// As sealbid_tender_box_status, and besides: entries (how many the record has), bids (how many it has, of whatever
/// end), next_stage (the first that is not finished, or null), head_recorded, cosigners (of the closed head).
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_status(
    closed_box: *const sealbid_closed_box,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let mut value = super::tender_box::shown(&closed.status()?);
            let more = closed.with_history(|history| {
                let next = history.next_stage().and_then(|number| history.stages().get(number));
                let head = history.closing().and_then(|closing| closing.head.as_ref());
                [
                    ("entries", json!(history.len())),
                    ("bids", json!(history.bids().len())),
                    ("next_stage", json!(next.map(|stage| &stage.id))),
                    ("head_recorded", json!(head.is_some())),
                    ("cosigners", json!(head.map_or(&[][..], |head| &head.cosigners))),
                ]
            });
            if let Some(members) = value.as_object_mut() {
                members.extend(more.map(|(name, value)| (name.to_owned(), value)));
            }
            out.json(&value)
        })
    }
}

/// A head over everything so far, signed by the platform: `note` becomes the file. `digest` (or NULL) becomes the 32
/// bytes that timestamp authorities are asked to stamp (sealbid_timestamp_request_new). Nothing is recorded yet.
///
/// Errors: STORE_FAILED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_head(
    closed_box: *const sealbid_closed_box,
    note: *mut *mut sealbid_buffer,
    digest: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(note, "note")?;
            let head = caller.handle(closed_box, "closed_box")?.0.head()?;
            if !digest.is_null() {
                caller.fill(digest, &hash(&[head.note().text().as_bytes()]).0, "digest")?;
            }
            out.bytes(head.to_bytes());
            Ok(())
        })
    }
}

/// Writes the request with which a custodian is asked to cosign this head; `tokens` are timestamp tokens over it. The
/// custodian needs the log (`record/log` in the folder) besides.
///
/// Errors: HEAD_MISMATCH, TIMESTAMP_IMPRINT, and what else a head and a timestamp fail with; the place has the token's
/// number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_cosign_request(
    closed_box: *const sealbid_closed_box,
    note: *const u8,
    note_size: u64,
    tokens: *const sealbid_list,
    request: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(request, "request")?;
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let note = caller.bytes(note, note_size, "note")?;
            let tokens = caller.handle(tokens, "tokens")?.read("tokens", whole)?;
            let tender = closed.with_history(|history| {
                let head = history.check_head(note)?;
                history.token_times(&head, &tokens)?;
                history.tender()
            })?;
            out.bytes(CosignRequest::new(tender, note.to_vec(), tokens).to_bytes()?);
            Ok(())
        })
    }
}

/// Gathers cosignatures: `note` is a head of this record, `cosigned` holds notes over the same head as custodians gave
/// them back. `gathered` becomes the note with all of them; `enough` (or NULL) becomes 1 if they are as many as a release
/// will need, else 0. One note that is not usable and the function fails.
///
/// Errors: what a head fails with; HEAD_MISMATCH for a note over another head; UNKNOWN_CUSTODIAN if nobody known
/// cosigned it. The place has the note's number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_gather(
    closed_box: *const sealbid_closed_box,
    note: *const u8,
    note_size: u64,
    cosigned: *const sealbid_list,
    gathered: *mut *mut sealbid_buffer,
    enough: *mut i32,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(gathered, "gathered")?;
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let mut head = Head::parse(caller.bytes(note, note_size, "note")?).map_err(|e| e.at("note"))?;
            let cosigned = caller.handle(cosigned, "cosigned")?.read("cosigned", whole)?;
            let is_enough = closed.with_history(|history| {
                history.check_head(&head.to_bytes()).map_err(|e| e.at("note"))?;
                for (n, note) in cosigned.iter().enumerate() {
                    let added = history.add_cosignatures(&mut head, note);
                    added.map_err(|e| e.at(format_args!("cosigned[{n}]")))?;
                }
                Ok::<_, sealbid::Error>(history.check_cosigners(&history.cosigners(&head)?).is_ok())
            })?;
            caller.put(enough, i32::from(is_enough));
            out.bytes(head.to_bytes());
            Ok(())
        })
    }
}

/// Records a head with its cosignatures, and timestamp tokens over it; `entry` (or NULL) becomes the entry's number. The
/// closed head is to be recorded so within the grace of the notice.
///
/// Errors: NO_TIMESTAMP; CLOSED_EARLY if a token of the closed head is not after the deadline; what a head, a timestamp
/// and the store fail with. After an error nothing is recorded; after STORE_FAILED nobody knows, and the box is to be
/// opened again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_record_head(
    closed_box: *const sealbid_closed_box,
    note: *const u8,
    note_size: u64,
    tokens: *const sealbid_list,
    now: i64,
    entry: *mut u64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            let note = caller.bytes(note, note_size, "note")?;
            let tokens = caller.handle(tokens, "tokens")?.read("tokens", whole)?;
            caller.put(entry, closed.record_head(note, tokens, caller.time(now, "now")?)?);
            Ok(())
        })
    }
}
