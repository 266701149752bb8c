#![no_main]
//! The C interface (SPEC §20) as a program uses it that calls anything in any order: lists, drafts, buffers, bids and
//! notices, missing and used-up handles among them. The input is the program: an operation a byte, its arguments behind
//! it; a handle is one of four places, each of which may be empty (NULL); bytes are a length and themselves.
//!
//! What must hold: the code returned is that of the error object, and a handle is given out exactly if it is 0.

#[path = "../../tests/common/mod.rs"]
mod common;

use common::{BEFORE, World, tender::Files, time};
use libfuzzer_sys::fuzz_target;
use sealbid_ffi::*;
use std::ffi::{CString, c_void};
use std::ptr;
use std::sync::LazyLock;

/// A notice as its files, a bid for it, and who may seal another.
struct Right {
    files: Files,
    bid: Vec<u8>,
    trusted: *mut sealbid_trusted_notice,
    signer: *mut sealbid_signer,
}

// SAFETY: both handles may be used by any thread, and are never freed.
unsafe impl Send for Right {}
// SAFETY: as above.
unsafe impl Sync for Right {}

static RIGHT: LazyLock<Right> = LazyLock::new(|| {
    let mut world = World::with_custodians(1, 1);
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
    let subject = sealbid::ca::Subject { organisation: Some("Bidder".into()), ..Default::default() };
    let (key, certificate) = world.ca.issue(&subject, sealbid::ca::KeyType::P256, from, to).unwrap();
    let pem = certificate.to_pem();
    let own = sealbid::ca::FileKey::from_pem(key.as_bytes(), None).unwrap();
    world.bidder = sealbid::ca::Signer::new(Box::new(own), certificate, vec![]).unwrap();
    let files = Files::of(&world);
    let organisation =
        sealbid::notice::Organisation { name: world.custodians[0].organisation().into(), credit_code: None };
    let trust =
        sealbid::notice::TrustList::to_bytes(&[world.certificate().clone()], &[organisation]).unwrap();
    let notice = notice_of(&files.notice, &files.signature, accepted(&files));
    let (mut trusted, mut signer) = (ptr::null_mut(), ptr::null_mut());
    let (none, now) = (ptr::null_mut(), time(BEFORE).unix());
    // SAFETY: everything that is pointed to lives during the calls.
    unsafe {
        assert_eq!(
            sealbid_notice_trust(notice, trust.as_ptr(), size(&trust), now, &raw mut trusted, none),
            0
        );
        sealbid_notice_free(notice);
        let (pem, key) = (pem.as_bytes(), key.as_bytes());
        let out = &raw mut signer;
        let made = sealbid_signer_from_pem(
            pem.as_ptr(),
            size(pem),
            key.as_ptr(),
            size(key),
            ptr::null(),
            0,
            out,
            none,
        );
        assert_eq!(made, 0);
    }
    let bid = common::sealed(&world, &files.signed()).0;
    Right { files, bid, trusted, signer }
});

fn size(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

fn accepted(files: &Files) -> *mut sealbid_list {
    let list = sealbid_list_new();
    for file in &files.acceptances {
        // SAFETY: so many bytes are there.
        unsafe { sealbid_list_add(list, file.as_ptr(), size(file), ptr::null_mut()) };
    }
    list
}

/// Verifies a notice, and frees the list.
fn notice_of(notice: &[u8], cms: &[u8], list: *mut sealbid_list) -> *mut sealbid_notice {
    let made = made(|out, error| {
        // SAFETY: everything that is pointed to lives during the call.
        unsafe {
            sealbid_notice_verify(notice.as_ptr(), size(notice), cms.as_ptr(), size(cms), list, out, error)
        }
    });
    // SAFETY: it came from the library, and nobody has it any more.
    unsafe { sealbid_list_free(list) };
    made
}

/// Judges a call: whether it returned 0.
fn judged(call: impl FnOnce(*mut *mut sealbid_error) -> i32) -> bool {
    let mut error = ptr::dangling_mut();
    let code = call(&raw mut error);
    assert_eq!(code == 0, error.is_null());
    // SAFETY: NULL, or an error just given out, freed once.
    unsafe {
        assert_eq!(sealbid_error_code(error), code);
        assert!(code == 0 || !sealbid_error_words(code, 1).is_null(), "{code}");
        assert_ne!(code, sealbid::ErrorKind::Panicked.code());
        sealbid_error_free(error);
    }
    code == 0
}

/// The same of a call that gives out a handle.
fn made<T>(call: impl FnOnce(*mut *mut T, *mut *mut sealbid_error) -> i32) -> *mut T {
    let mut out = ptr::dangling_mut();
    let done = judged(|error| call(&raw mut out, error));
    assert_eq!(done, !out.is_null());
    out
}

/// Four places for handles of a kind.
struct Places<T> {
    places: [*mut T; 4],
    free: unsafe extern "C" fn(*mut T),
}

impl<T> Places<T> {
    fn new(free: unsafe extern "C" fn(*mut T)) -> Places<T> {
        Places { places: [ptr::null_mut(); 4], free }
    }

    fn get(&self, input: &mut Input) -> *mut T {
        self.places[usize::from(input.byte()) % 4]
    }

    /// Puts one into a place, and frees what was there.
    fn put(&mut self, input: &mut Input, handle: *mut T) {
        let place = usize::from(input.byte()) % 4;
        // SAFETY: what lies here came from the library, and is nowhere else.
        unsafe { (self.free)(std::mem::replace(&mut self.places[place], handle)) };
    }
}

impl<T> Drop for Places<T> {
    fn drop(&mut self) {
        // SAFETY: as above; NULL is fine.
        self.places.iter().for_each(|handle| unsafe { (self.free)(*handle) });
    }
}

struct Input<'d>(&'d [u8]);

impl<'d> Input<'d> {
    fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or_default()
    }

    fn bytes(&mut self) -> &'d [u8] {
        let length = usize::from(self.byte()).min(self.0.len());
        self.0.split_off(..length).unwrap_or_default()
    }

    /// A text that C could give: whatever stands before its first zero byte.
    fn text(&mut self) -> CString {
        let bytes = self.bytes();
        CString::new(bytes.split(|byte| *byte == 0).next().unwrap_or_default()).unwrap_or_default()
    }

    /// Right bytes with as many changes as a byte says.
    fn changed(&mut self, right: &[u8]) -> Vec<u8> {
        let mut bytes = right.to_vec();
        for _ in 0..self.byte() % 8 {
            let place =
                usize::from(self.byte()) << 16 | usize::from(self.byte()) << 8 | usize::from(self.byte());
            let length = bytes.len();
            bytes[place % length] = self.byte();
        }
        bytes
    }
}

/// A bidder's terms, right ones unless a byte says otherwise.
fn terms(input: &mut Input) -> Vec<u8> {
    match input.byte() % 4 {
        0 => input.bytes().to_vec(),
        _ => "{\"format\":\"sealbid-terms/1\",\"names\":[\"云启建设\"],\"people\":[],\"codes\":[],\"phones\":[],\
              \"emails\":[],\"domains\":[],\"addresses\":[]}"
            .into(),
    }
}

type Push = unsafe extern "C" fn(*mut c_void, *const u8, u64) -> i32;

unsafe extern "C" fn take(_: *mut c_void, _: *const u8, _: u64) -> i32 {
    0
}

fuzz_target!(|data: &[u8]| {
    let input = &mut Input(data);
    let mut lists = Places::new(sealbid_list_free);
    let mut drafts = Places::new(sealbid_draft_free);
    let mut buffers = Places::new(sealbid_buffer_free);
    let mut bids = Places::new(sealbid_bid_free);
    let mut notices = Places::new(sealbid_notice_free);
    let now = time(BEFORE).unix();
    // A call takes a moment; a program of so many shows what any would.
    for _ in 0..64 {
        if input.0.is_empty() {
            break;
        }
        // SAFETY: handles come from the places; bytes and texts live during the call.
        unsafe {
            match input.byte() % 21 {
                0 => lists.put(input, sealbid_list_new()),
                1 => {
                    let (list, item) = (lists.get(input), input.bytes());
                    judged(|error| sealbid_list_add(list, item.as_ptr(), size(item), error));
                }
                2 => lists.put(input, ptr::null_mut()),
                3 => {
                    let lot = input.text();
                    let draft = made(|out, error| sealbid_draft_new(lot.as_ptr(), out, error));
                    drafts.put(input, draft);
                }
                4 => {
                    let (draft, part, path, kind) =
                        (drafts.get(input), input.text(), input.text(), input.text());
                    let kind = if kind.is_empty() { ptr::null() } else { kind.as_ptr() };
                    let item = input.bytes();
                    let (part, path, at) = (part.as_ptr(), path.as_ptr(), item.as_ptr());
                    judged(|error| sealbid_draft_add_bytes(draft, part, path, kind, at, size(item), error));
                }
                5 => {
                    let (draft, field, value) = (drafts.get(input), input.text(), input.text());
                    judged(|error| sealbid_draft_set_text(draft, field.as_ptr(), value.as_ptr(), error));
                }
                6 => {
                    let (draft, field) = (drafts.get(input), input.text());
                    let value = i64::from(input.byte()) - 16;
                    judged(|error| sealbid_draft_set_number(draft, field.as_ptr(), value, error));
                }
                7 => drafts.put(input, ptr::null_mut()),
                8 => {
                    let bytes = input.changed(&RIGHT.bid);
                    let bid =
                        made(|out, error| sealbid_bid_from_bytes(bytes.as_ptr(), size(&bytes), out, error));
                    bids.put(input, bid);
                }
                9 => {
                    let bytes = input.bytes();
                    let bid =
                        made(|out, error| sealbid_bid_from_bytes(bytes.as_ptr(), size(bytes), out, error));
                    bids.put(input, bid);
                }
                10 => {
                    let bid = bids.get(input);
                    let text = made(|out, error| sealbid_bid_json(bid, out, error));
                    buffers.put(input, text);
                    let mut digest = [0; 32];
                    assert_eq!(
                        judged(|error| sealbid_bid_digest(bid, digest.as_mut_ptr(), error)),
                        !bid.is_null()
                    );
                }
                11 => {
                    let (bid, notice) = (bids.get(input), notices.get(input));
                    judged(|error| {
                        sealbid_bid_check(bid, notice, ptr::null(), now, 1, None, ptr::null_mut(), error)
                    });
                }
                12 => {
                    let buffer = buffers.get(input);
                    let (data, size) = (sealbid_buffer_data(buffer), sealbid_buffer_size(buffer));
                    assert_eq!(data.is_null(), buffer.is_null());
                    assert!(data.is_null() || *data.add(size as usize) == 0);
                }
                13 => {
                    let (notice, cms) =
                        (input.changed(&RIGHT.files.notice), input.changed(&RIGHT.files.signature));
                    let notice = notice_of(&notice, &cms, accepted(&RIGHT.files));
                    notices.put(input, notice);
                }
                14 => {
                    let (notice, stage) = (notices.get(input), input.text());
                    let mut time = 0;
                    judged(|error| sealbid_notice_stage_time(notice, stage.as_ptr(), &raw mut time, error));
                    let text = made(|out, error| sealbid_notice_json(notice, out, error));
                    buffers.put(input, text);
                }
                15 => {
                    let (notice, file) = (notices.get(input), input.bytes());
                    let text = made(|out, error| {
                        sealbid_receipt_verify(notice, file.as_ptr(), size(file), out, error)
                    });
                    buffers.put(input, text);
                }
                16 => {
                    let (bid, notice, stage) = (bids.get(input), notices.get(input), input.text());
                    let (list, stage) = (lists.get(input), stage.as_ptr());
                    let none = ptr::null_mut();
                    let open = |out, error| {
                        sealbid_bid_open_stage(bid, notice, stage, list, None, None, none, 1, out, error)
                    };
                    let text = made(open);
                    buffers.put(input, text);
                }
                17 => {
                    let draft = drafts.get(input);
                    let (trusted, signer, none) = (RIGHT.trusted, RIGHT.signer, ptr::null_mut());
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
                    let (draft, notice, terms) = (drafts.get(input), notices.get(input), terms(input));
                    let (at, length) = (terms.as_ptr(), size(&terms));
                    let reports =
                        made(|out, error| sealbid_draft_add_copies(draft, notice, at, length, out, error));
                    buffers.put(input, reports);
                }
                19 => {
                    let (name, terms, document) = (input.text(), terms(input), input.bytes());
                    let (name, at) = (name.as_ptr(), document.as_ptr());
                    let (terms, length, document) = (terms.as_ptr(), size(&terms), size(document));
                    let (notice, push, none) = (notices.get(input), Some(take as Push), ptr::null_mut());
                    let copy = |out, error| {
                        sealbid_blind_copy(name, at, document, terms, length, notice, push, none, out, error)
                    };
                    let report = made(copy);
                    buffers.put(input, report);
                }
                _ => {
                    let (name, terms, copy) = (input.text(), terms(input), input.bytes());
                    let (name, at) = (name.as_ptr(), copy.as_ptr());
                    let (terms, length) = (terms.as_ptr(), size(&terms));
                    let hits = made(|out, error| {
                        sealbid_blind_scan(name, at, size(copy), terms, length, out, error)
                    });
                    buffers.put(input, hits);
                }
            }
        }
    }
});
