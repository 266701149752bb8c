//! Callbacks that fail or cancel, and handles that live on without the one they were made from.

use super::c::*;
use super::calls::*;
use super::common::record::TECHNICAL;
use super::common::tender::CLOSED;
use super::fixture::{Fixture, shared};
use super::misuse::reopen;
use super::parties::signer_by;
use sealbid::ErrorKind;
use sealbid::ca::FileKey;
use sealbid_ffi::*;
use std::ffi::{c_char, c_void};
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};

/// A signing key that can be told to fail.
struct Token {
    key: FileKey,
    fails: AtomicU32,
}

unsafe extern "C" fn sign(
    context: *mut c_void,
    message: *const u8,
    size: u64,
    signature: *mut u8,
    capacity: u64,
    length: *mut u64,
) -> i32 {
    use sealbid::ca::SigningKey;
    let token = unsafe { &*context.cast::<Token>() };
    match token.fails.load(Ordering::SeqCst) {
        0 => {}
        // More than there is room for: nothing may be read beyond it.
        2 => {
            unsafe { length.write(capacity + 1) };
            return 0;
        }
        // Nothing that was signed.
        3 => {
            unsafe { length.write(70) };
            return 0;
        }
        _ => return 7,
    }
    let message = unsafe { std::slice::from_raw_parts(message, size as usize) };
    let made = token.key.sign(message).unwrap();
    unsafe {
        signature.copy_from_nonoverlapping(made.as_ptr(), made.len());
        length.write(made.len() as u64);
    }
    0
}

#[test]
fn a_key_that_does_not_sign_decides_nothing() {
    let fixture = shared();
    let token = Token {
        key: FileKey::from_pem(fixture.platform.key.as_bytes(), None).unwrap(),
        fails: AtomicU32::new(0),
    };
    let context = (&raw const token).cast_mut().cast();
    let signer = signer_by(&fixture.platform.certificate, Some(sign), context);
    token.fails.store(1, Ordering::SeqCst);
    let folder = fixture.place("token");
    assert_eq!(kind(fixture.create_with(&folder, &signer)), Err(ErrorKind::CallbackFailed));
    token.fails.store(0, Ordering::SeqCst);
    let tender = fixture.create_with(&folder, &signer).unwrap();
    // The box lives on without the handle that it was made with.
    drop(signer);
    let bid = bid(fixture, "Bidder");
    for (fails, found) in
        [(1, ErrorKind::CallbackFailed), (2, ErrorKind::CallbackFailed), (3, ErrorKind::SigningFailed)]
    {
        token.fails.store(fails, Ordering::SeqCst);
        // The platform failed: there is no refusal, and the bid may come again.
        assert_eq!(receive(&tender, &bid), Err((found, None)), "{fails}");
    }
    token.fails.store(0, Ordering::SeqCst);
    receive(&tender, &bid).unwrap();
    assert_eq!(status(&close(&tender))["bids"], 1);
}

unsafe extern "C" fn cancel(context: *mut c_void, _: u64) -> i32 {
    unsafe { *context.cast::<u32>() += 1 };
    1
}

unsafe extern "C" fn document(
    _: *mut c_void,
    _: *const c_char,
    _: *const c_char,
    _: *const c_char,
    _: u64,
) -> i32 {
    0
}

unsafe extern "C" fn no_document(
    _: *mut c_void,
    _: *const c_char,
    _: *const c_char,
    _: *const c_char,
    _: u64,
) -> i32 {
    -1
}

unsafe extern "C" fn full(_: *mut c_void, _: *const u8, _: u64) -> i32 {
    28
}

/// A closed box with two bids, whose head is recorded, and the opening of its first stage.
pub fn begun(fixture: &Fixture, folder: &Path) -> (Closed, Opening, [sealbid::suite::Digest; 2]) {
    let tender = fixture.create(folder).unwrap();
    let bids = ["Bidder 1", "Bidder 2"].map(|name| {
        let bid = bid(fixture, name);
        receive(&tender, &bid).unwrap();
        bid.digest()
    });
    let closed = close(&tender);
    let (note, token) = cosigned(fixture, &closed, &[0, 1], folder, CLOSED);
    record_head(&closed, &note, &token, CLOSED).unwrap();
    let opening = begin(&closed, "technical").unwrap();
    (closed, opening, bids)
}

/// The stage is asked and released.
pub fn release_all(fixture: &Fixture, closed: &Closed, opening: &Opening, folder: &Path) {
    reread(opening, TECHNICAL).unwrap();
    let (note, token) = cosigned(fixture, closed, &[0, 1], folder, TECHNICAL);
    let request = request(opening, &note, &token, TECHNICAL).unwrap();
    for n in [0, 1] {
        let file = release(&fixture.desk(n, folder), folder, &request).unwrap();
        give_release(opening, &file, TECHNICAL).unwrap();
    }
}

#[test]
fn an_opening_that_is_cancelled_goes_on() {
    let fixture = shared();
    let folder = fixture.place("cancelled");
    let (closed, opening, bids) = begun(fixture, &folder);
    let mut asked = 0u32;
    let context: *mut c_void = (&raw mut asked).cast();
    let stopped = call(|e| unsafe {
        let (opening, none) = (opening.get(), ptr::null_mut());
        sealbid_opening_reread(opening, unix(TECHNICAL), 2, Some(cancel), context, none, e)
    });
    assert_eq!(
        (kind(stopped), asked),
        (Err(ErrorKind::Cancelled), 1),
        "who has cancelled is not asked again"
    );
    assert_eq!(opening_status(&opening)["reread"], false);
    release_all(fixture, &closed, &opening, &folder);

    let stopped = run(&opening, TECHNICAL, None, Some(cancel), context);
    assert_eq!(kind(stopped), Err(ErrorKind::Cancelled));
    assert_eq!(asked, 2);
    let before = outcomes(&opening).as_array().unwrap().len();
    // A session that was broken off is begun again, on the closed box that it had.
    drop(opening);
    let opening = begin(&closed, "technical").unwrap();
    let summary = run(&opening, TECHNICAL, None, None, ptr::null_mut()).unwrap();
    assert_eq!(summary["opened"], 2 - before);
    assert_eq!(outcomes(&opening).as_array().unwrap().len(), 2);

    // Documents that nobody takes change nothing.
    let entries = status(&closed)["entries"].clone();
    let failing: [(sealbid_document_fn, sealbid_write_fn); 2] =
        [(Some(document), Some(full)), (Some(no_document), Some(full))];
    for (document, write) in failing {
        let extracted = bytes(|out, e| unsafe {
            let (digest, none) = (bids[0].0.as_ptr(), ptr::null_mut());
            sealbid_opening_extract(opening.get(), digest, document, write, none, 2, out, e)
        });
        assert_eq!(kind(extracted), Err(ErrorKind::CallbackFailed));
    }
    assert_eq!(status(&closed)["entries"], entries);
    let audited = call(|e| unsafe {
        let (log, mut overall) = (path(&folder), -1);
        let (roots, none, text) = (fixture.roots.get(), ptr::null(), ptr::null_mut());
        let asked = (&raw mut asked).cast();
        let log = log.as_ptr();
        sealbid_audit(log, log, roots, none, none, 2, Some(cancel), asked, &raw mut overall, text, e)
    });
    assert_eq!(kind(audited), Err(ErrorKind::Cancelled));
}

#[test]
fn what_was_made_from_a_handle_outlives_it() {
    let fixture = shared();
    let folder = fixture.place("outlives");
    let (closed, opening, _) = begun(fixture, &folder);
    release_all(fixture, &closed, &opening, &folder);
    drop(closed);
    // The opening still has the folder.
    assert_eq!(kind(reopen(fixture, &folder)), Err(ErrorKind::StoreLocked));
    assert_eq!(run(&opening, TECHNICAL, None, None, ptr::null_mut()).unwrap()["opened"], 2);
    let (minutes, digest) = minutes(&opening).unwrap();
    drop(opening);
    let (tender, closed) = reopen(fixture, &folder).unwrap();
    assert!(tender.is_null());
    let opening = begin(&closed, "technical").unwrap();
    assert_eq!(super::calls::minutes(&opening).unwrap(), (minutes, digest), "the same minutes");
}
