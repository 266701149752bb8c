//! What a hall's program calls: boxes of every age, uploads, openings, dealing under codes.

use super::bidder::take;
use super::common::time;
use super::handles::{Handles, Input, judged, made, size};
use super::right::{RIGHT, TIMES, write};
use sealbid_ffi::*;
use std::ffi::{CString, c_char, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::{dangling_mut, null, null_mut};

unsafe extern "C" fn copy(
    _: *mut c_void,
    _: *const c_char,
    _: *const c_char,
    _: *const c_char,
    _: u64,
) -> i32 {
    0
}

/// Boxes in one program: each is a folder.
const BOXES: usize = 4;
pub const CALLS: u8 = 26;

/// One of the times that matter.
fn when(input: &mut Input) -> i64 {
    time(TIMES[usize::from(input.byte()) % TIMES.len()]).unix()
}

/// A box of some age, opened from a folder of its own.
fn open(input: &mut Input, all: &mut Handles) {
    let age = &RIGHT.folders[usize::from(input.byte()) % RIGHT.folders.len()];
    if all.folders.len() >= BOXES {
        return;
    }
    // In memory where the system has such a place: a box waits for the disk.
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
    let folder = tempfile::tempdir_in(place).expect("a folder");
    write(age, folder.path());
    let path = CString::new(folder.path().as_os_str().as_bytes()).expect("a path");
    let (signer, key, roots) = (RIGHT.platform, RIGHT.record_key, RIGHT.roots);
    let (mut tender, mut closed) = (dangling_mut(), dangling_mut());
    let opened = judged(|error| {
        // SAFETY: everything that is pointed to lives during the call.
        unsafe {
            sealbid_tender_box_open(
                path.as_ptr(),
                signer,
                key,
                roots,
                &raw mut tender,
                &raw mut closed,
                error,
            )
        }
    });
    assert!(opened && tender.is_null() != closed.is_null(), "a box that was right");
    all.folders.push(folder);
    if closed.is_null() {
        all.tenders.put(input, tender);
    } else {
        all.closed.put(input, closed);
    }
}

/// An answer to what was handed in: a receipt, or a refusal, which need not be.
fn answered(
    input: &mut Input,
    all: &mut Handles,
    call: impl FnOnce(*mut *mut sealbid_buffer, *mut *mut sealbid_buffer, *mut *mut sealbid_error) -> i32,
) {
    let mut refusal = dangling_mut();
    let receipt = made(|out, error| call(out, &raw mut refusal, error));
    assert!(receipt.is_null() || refusal.is_null());
    all.buffers.put(input, if receipt.is_null() { refusal } else { receipt });
}

/// # Safety
/// The places have only handles that the library gave out.
pub unsafe fn call(which: u8, input: &mut Input, all: &mut Handles) {
    let mut digest = [0; 32];
    let at = digest.as_mut_ptr();
    // SAFETY: handles come from the places; papers and texts live during the call.
    unsafe {
        match which {
            0 => open(input, all),
            1 => {
                let (tender, closed) = (all.tenders.get(input), all.closed.get(input));
                let text = match input.byte() % 2 {
                    0 => made(|out, error| sealbid_tender_box_status(tender, out, error)),
                    _ => made(|out, error| sealbid_closed_box_status(closed, out, error)),
                };
                all.buffers.put(input, text);
            }
            2 => {
                let (tender, closed) = (all.tenders.get(input), all.closed.get(input));
                let upload = match input.byte() % 2 {
                    0 => made(|out, error| sealbid_upload_new(tender, out, error)),
                    _ => made(|out, error| sealbid_upload_new_closed(closed, out, error)),
                };
                all.uploads.put(input, upload);
            }
            3 => {
                let (upload, paper) = (all.uploads.get(input), input.paper());
                judged(|error| sealbid_upload_write(upload, paper.as_ptr(), size(&paper), error));
            }
            4 => {
                let (tender, upload, token) = (all.tenders.get(input), all.uploads.get(input), input.paper());
                let (token, length, now) = (token.as_ptr(), size(&token), when(input));
                answered(input, all, |receipt, refusal, error| {
                    sealbid_tender_box_receive(
                        tender, upload, token, length, now, now, receipt, refusal, error,
                    )
                });
            }
            5 => {
                let (tender, upload) = (all.tenders.get(input), all.uploads.get(input));
                let (request, token, now) = (input.paper(), input.paper(), when(input));
                let (asked, asked_size) = (request.as_ptr(), size(&request));
                let (token, length) = (token.as_ptr(), size(&token));
                answered(input, all, |out, no, error| {
                    sealbid_tender_box_replace(
                        tender, upload, asked, asked_size, token, length, now, now, out, no, error,
                    )
                });
            }
            6 => {
                let (tender, request, now) = (all.tenders.get(input), input.paper(), when(input));
                let (request, length) = (request.as_ptr(), size(&request));
                answered(input, all, |receipt, refusal, error| {
                    sealbid_tender_box_withdraw(tender, request, length, now, now, receipt, refusal, error)
                });
            }
            7 => {
                let tender = all.tenders.get(input);
                let (request, token, now) = (input.paper(), input.paper(), when(input));
                let (asked, asked_size) = (request.as_ptr(), size(&request));
                let (token, length) = (token.as_ptr(), size(&token));
                answered(input, all, |out, no, error| {
                    sealbid_tender_box_announce(
                        tender, asked, asked_size, token, length, now, now, out, no, error,
                    )
                });
            }
            8 => {
                let (tender, closed) = (all.tenders.get(input), all.closed.get(input));
                let (upload, now, open) =
                    (all.uploads.get(input), when(input), input.byte().is_multiple_of(2));
                answered(input, all, |receipt, refusal, error| {
                    if open {
                        sealbid_tender_box_deliver(tender, upload, now, now, receipt, refusal, error)
                    } else {
                        sealbid_closed_box_deliver(closed, upload, now, now, receipt, refusal, error)
                    }
                });
            }
            9 => {
                let (tender, now) = (all.tenders.get(input), when(input));
                let closed = made(|out, error| sealbid_tender_box_close(tender, null(), now, out, error));
                all.closed.put(input, closed);
            }
            10 => {
                let (closed, now, known) =
                    (all.closed.get(input), when(input), input.byte().is_multiple_of(2));
                let known = if known { at.cast_const() } else { null() };
                let refusal = made(|out, error| sealbid_closed_box_refuse(closed, known, now, out, error));
                all.buffers.put(input, refusal);
            }
            11 => {
                let (closed, receipt, now) = (all.closed.get(input), input.paper(), when(input));
                let (receipt, length) = (receipt.as_ptr(), size(&receipt));
                judged(|e| sealbid_closed_box_objection(closed, receipt, length, now, null_mut(), e));
            }
            12 => {
                let closed = all.closed.get(input);
                let note = made(|out, error| sealbid_closed_box_head(closed, out, at, error));
                all.buffers.put(input, note);
            }
            13 => {
                let (closed, note, tokens) = (all.closed.get(input), input.paper(), all.lists.get(input));
                let (note, length, now) = (note.as_ptr(), size(&note), when(input));
                judged(|e| sealbid_closed_box_record_head(closed, note, length, tokens, now, null_mut(), e));
                let ask = |out, e| sealbid_closed_box_cosign_request(closed, note, length, tokens, out, e);
                all.buffers.put(input, made(ask));
            }
            14 => {
                let (closed, entry, index) =
                    (all.closed.get(input), input.byte().into(), input.byte().into());
                let text = made(|out, error| sealbid_closed_box_entry(closed, entry, out, error));
                all.buffers.put(input, text);
                let attached =
                    |out, e| sealbid_closed_box_attachment(closed, entry, index, null_mut(), out, e);
                all.buffers.put(input, made(attached));
            }
            15 => {
                let (closed, stage) = (all.closed.get(input), input.text());
                let begin = |out, e| sealbid_opening_begin(closed, stage.as_ptr(), None, null_mut(), out, e);
                all.openings.put(input, made(begin));
            }
            16 => {
                let (opening, now) = (all.openings.get(input), when(input));
                let text = match input.byte() % 4 {
                    0 => made(|out, error| sealbid_opening_status(opening, out, error)),
                    1 => made(|out, error| sealbid_opening_outcomes(opening, out, error)),
                    2 => made(|out, error| sealbid_opening_minutes(opening, out, at, error)),
                    _ => made(|out, error| {
                        sealbid_opening_reread(opening, now, 1, None, null_mut(), out, error)
                    }),
                };
                all.buffers.put(input, text);
            }
            17 => {
                let (opening, note, tokens) = (all.openings.get(input), input.paper(), all.lists.get(input));
                let (note, length, now) = (note.as_ptr(), size(&note), when(input));
                let ask = |out, e| sealbid_opening_request(opening, note, length, tokens, now, 1, out, e);
                all.buffers.put(input, made(ask));
            }
            18 => {
                let (opening, paper, now) = (all.openings.get(input), input.paper(), when(input));
                let (paper, length) = (paper.as_ptr(), size(&paper));
                let text = match input.byte() % 4 {
                    0 => made(|out, e| sealbid_opening_give_release(opening, paper, length, now, out, e)),
                    1 => made(|out, e| sealbid_opening_give_beacons(opening, paper, length, now, out, e)),
                    2 => made(|out, e| sealbid_opening_give_refusal(opening, paper, length, now, out, e)),
                    _ => {
                        judged(|e| sealbid_opening_give_seed(opening, paper, length, now, at, e));
                        made(|out, e| sealbid_opening_publish_seeds(opening, now, out, e))
                    }
                };
                all.buffers.put(input, text);
            }
            19 => {
                let (opening, now) = (all.openings.get(input), when(input));
                let (no, run) = (null_mut(), !input.byte().is_multiple_of(4));
                let text = made(|out, e| match run {
                    true => sealbid_opening_run(opening, now, null(), 1, None, no, out, e),
                    false => sealbid_opening_give_up(opening, now, null(), 1, None, no, out, e),
                });
                all.buffers.put(input, text);
            }
            20 => {
                let (opening, tokens, now) = (all.openings.get(input), all.lists.get(input), when(input));
                judged(|error| sealbid_opening_finish(opening, tokens, now, at, error));
            }
            21 => {
                let (opening, withheld, now) = (all.openings.get(input), all.lists.get(input), when(input));
                let no = null_mut();
                let deal = |out, error| {
                    let (copy, write) = (Some(copy as _), Some(take as _));
                    sealbid_opening_deal(opening, withheld, copy, write, no, now, 1, None, no, out, error)
                };
                all.buffers.put(input, made(deal));
            }
            22 => {
                let (closed, scores, now) = (all.closed.get(input), input.paper(), when(input));
                judged(|error| sealbid_closed_box_scores(closed, scores.as_ptr(), size(&scores), now, error));
            }
            23 => {
                let (opening, now) = (all.openings.get(input), when(input));
                let text = made(|out, error| sealbid_opening_unblind(opening, now, out, error));
                all.buffers.put(input, text);
            }
            24 => {
                let (closed, paper, now) = (all.closed.get(input), input.paper(), when(input));
                let (paper, length) = (paper.as_ptr(), size(&paper));
                match input.byte() % 2 {
                    0 => judged(|error| sealbid_closed_box_admit(closed, paper, length, now, error)),
                    _ => judged(|error| sealbid_closed_box_adjudicate(closed, paper, length, now, error)),
                };
            }
            _ => {
                let place = input.byte();
                match place % 4 {
                    0 => all.tenders.put(input, null_mut()),
                    1 => all.closed.put(input, null_mut()),
                    2 => all.uploads.put(input, null_mut()),
                    _ => all.openings.put(input, null_mut()),
                }
            }
        }
    }
}
