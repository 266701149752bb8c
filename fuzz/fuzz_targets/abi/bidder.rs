//! What a bidder's program calls: lists, drafts, bids, notices, blind copies.

use super::common::{BEFORE, time};
use super::documents::document;
use super::handles::{Handles, Input, judged, made, size};
use super::packed::counting::bounded;
use super::right::{RIGHT, accepted, notice_of};
use sealbid_ffi::*;
use std::ffi::c_void;
use std::ptr;

type Push = unsafe extern "C" fn(*mut c_void, *const u8, u64) -> i32;

pub unsafe extern "C" fn take(_: *mut c_void, _: *const u8, _: u64) -> i32 {
    0
}

/// A bidder's terms, right ones unless a byte says otherwise.
fn terms(input: &mut Input) -> Vec<u8> {
    match input.byte() % 4 {
        0 => input.bytes().to_vec(),
        _ => "{\"format\":\"sealbid-terms/1\",\"names\":[\"云启建设\",\"Bidder\"]}".into(),
    }
}

/// How many calls there are.
pub const CALLS: u8 = 22;

/// # Safety
/// The places have only handles that the library gave out.
pub unsafe fn call(which: u8, input: &mut Input, all: &mut Handles) {
    let now = time(BEFORE).unix();
    // SAFETY: handles come from the places; bytes and texts live during the call.
    unsafe {
        match which {
            0 => all.lists.put(input, sealbid_list_new()),
            1 => {
                let (list, item) = (all.lists.get(input), input.paper());
                judged(|error| sealbid_list_add(list, item.as_ptr(), size(&item), error));
            }
            2 => all.lists.put(input, ptr::null_mut()),
            3 => {
                let lot = input.text();
                let draft = made(|out, error| sealbid_draft_new(lot.as_ptr(), out, error));
                all.drafts.put(input, draft);
            }
            4 => {
                let (draft, part, path, kind) =
                    (all.drafts.get(input), input.text(), input.text(), input.text());
                let kind = if kind.is_empty() { ptr::null() } else { kind.as_ptr() };
                let item = input.bytes();
                let (part, path, at) = (part.as_ptr(), path.as_ptr(), item.as_ptr());
                judged(|error| sealbid_draft_add_bytes(draft, part, path, kind, at, size(item), error));
            }
            5 => {
                let (draft, field, value) = (all.drafts.get(input), input.text(), input.text());
                judged(|error| sealbid_draft_set_text(draft, field.as_ptr(), value.as_ptr(), error));
            }
            6 => {
                let (draft, field) = (all.drafts.get(input), input.text());
                let value = i64::from(input.byte()) - 16;
                judged(|error| sealbid_draft_set_number(draft, field.as_ptr(), value, error));
            }
            7 => all.drafts.put(input, ptr::null_mut()),
            8 => {
                let bytes = input.changed(&RIGHT.bid);
                let bid = made(|out, error| sealbid_bid_from_bytes(bytes.as_ptr(), size(&bytes), out, error));
                all.bids.put(input, bid);
            }
            9 => {
                let bytes = input.bytes();
                let bid = made(|out, error| sealbid_bid_from_bytes(bytes.as_ptr(), size(bytes), out, error));
                all.bids.put(input, bid);
            }
            10 => {
                let bid = all.bids.get(input);
                let text = made(|out, error| sealbid_bid_json(bid, out, error));
                all.buffers.put(input, text);
                let mut digest = [0; 32];
                assert_eq!(
                    judged(|error| sealbid_bid_digest(bid, digest.as_mut_ptr(), error)),
                    !bid.is_null()
                );
            }
            11 => {
                let (bid, notice) = (all.bids.get(input), all.notices.get(input));
                judged(|error| {
                    sealbid_bid_check(bid, notice, ptr::null(), now, 1, None, ptr::null_mut(), error)
                });
            }
            12 => {
                let buffer = all.buffers.get(input);
                let (data, size) = (sealbid_buffer_data(buffer), sealbid_buffer_size(buffer));
                assert_eq!(data.is_null(), buffer.is_null());
                assert!(data.is_null() || *data.add(size as usize) == 0);
            }
            13 => {
                let files = &RIGHT.notices[usize::from(input.byte()) % 2];
                let (notice, cms) = (input.changed(&files.notice), input.changed(&files.signature));
                let notice = notice_of(&notice, &cms, accepted(files));
                all.notices.put(input, notice);
            }
            14 => {
                let (notice, stage) = (all.notices.get(input), input.text());
                let mut time = 0;
                judged(|error| sealbid_notice_stage_time(notice, stage.as_ptr(), &raw mut time, error));
                let text = made(|out, error| sealbid_notice_json(notice, out, error));
                all.buffers.put(input, text);
            }
            15 => {
                let (notice, file) = (all.notices.get(input), input.bytes());
                let text =
                    made(|out, error| sealbid_receipt_verify(notice, file.as_ptr(), size(file), out, error));
                all.buffers.put(input, text);
            }
            16 => {
                let (bid, notice, stage) = (all.bids.get(input), all.notices.get(input), input.text());
                let (list, stage) = (all.lists.get(input), stage.as_ptr());
                let none = ptr::null_mut();
                let open = |out, error| {
                    sealbid_bid_open_stage(bid, notice, stage, list, None, None, none, 1, out, error)
                };
                let text = made(open);
                all.buffers.put(input, text);
            }
            17 => {
                let draft = all.drafts.get(input);
                let trusted = RIGHT.trusted[usize::from(input.byte()) % 2];
                let (signer, none) = (RIGHT.signer, ptr::null_mut());
                let seal = |out, error| {
                    sealbid_seal_push(
                        draft,
                        trusted,
                        signer,
                        now,
                        Some(take),
                        none,
                        1,
                        None,
                        none,
                        out,
                        error,
                    )
                };
                sealbid_sealed_free(made(seal));
                // Whatever came of it, what was in it is gone.
                let again = judged(|error| sealbid_draft_set_number(draft, c"price".as_ptr(), 1, error));
                assert!(!again);
            }
            18 => {
                let (draft, notice, terms) = (all.drafts.get(input), all.notices.get(input), terms(input));
                let (at, length) = (terms.as_ptr(), size(&terms));
                let reports =
                    made(|out, error| sealbid_draft_add_copies(draft, notice, at, length, out, error));
                all.buffers.put(input, reports);
            }
            19 => {
                let ((name, document), terms) = (document(input), terms(input));
                let (name, at, length) = (name.as_ptr(), document.as_ptr(), size(&document));
                let (terms, terms_size) = (terms.as_ptr(), size(&terms));
                let (notice, push, none) = (all.notices.get(input), Some(take as Push), ptr::null_mut());
                let copy = |out, error| {
                    sealbid_blind_copy(name, at, length, terms, terms_size, notice, push, none, out, error)
                };
                let report = bounded(&document, || made(copy));
                all.buffers.put(input, report);
            }
            20 => {
                // A document of a draft, as any other that a copy is made of.
                let (draft, (name, document)) = (all.drafts.get(input), document(input));
                let (part, at, kind) = (c"method".as_ptr(), document.as_ptr(), c"text/plain".as_ptr());
                judged(|error| {
                    sealbid_draft_add_bytes(draft, part, name.as_ptr(), kind, at, size(&document), error)
                });
            }
            _ => {
                let ((name, copy), terms) = (document(input), terms(input));
                let (name, at, length) = (name.as_ptr(), copy.as_ptr(), size(&copy));
                let (terms, terms_size) = (terms.as_ptr(), size(&terms));
                let hits = bounded(&copy, || {
                    made(|out, error| sealbid_blind_scan(name, at, length, terms, terms_size, out, error))
                });
                all.buffers.put(input, hits);
            }
        }
    }
}
