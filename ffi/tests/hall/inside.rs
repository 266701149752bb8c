//! Calls from within a callback, and other arguments that only a mistake can make.

use super::c::*;
use super::callbacks::{begun, release_all};
use super::calls::*;
use super::common::record::TECHNICAL;
use super::common::tender::CLOSED;
use super::fixture::shared;
use super::parties::signer_by;
use sealbid::ErrorKind;
use sealbid_ffi::*;
use std::cell::Cell;
use std::ffi::c_void;
use std::ptr;

/// Somebody who uses, in a callback, the handle that the call is about, and what came of it.
struct Inside<'a> {
    opening: &'a Opening,
    found: Vec<i32>,
}

unsafe extern "C" fn asks(context: *mut c_void, _: u64) -> i32 {
    let inside = unsafe { &mut *context.cast::<Inside<'_>>() };
    let mut text = ptr::null_mut();
    let code = unsafe { sealbid_opening_status(inside.opening.get(), &raw mut text, ptr::null_mut()) };
    assert!(text.is_null());
    inside.found.push(code);
    0
}

#[test]
fn a_callback_cannot_use_the_opening_that_called_it() {
    let fixture = shared();
    let folder = fixture.place("inside");
    let (closed, opening, _) = begun(fixture, &folder);
    release_all(fixture, &closed, &opening, &folder);
    let mut inside = Inside { opening: &opening, found: Vec::new() };
    let context = (&raw mut inside).cast();
    // As many threads as nobody has.
    let summary = json(|out, e| unsafe {
        sealbid_opening_run(opening.get(), unix(TECHNICAL), NOTHING, u32::MAX, Some(asks), context, out, e)
    });
    assert_eq!(summary.unwrap()["opened"], 2);
    assert!(!inside.found.is_empty());
    assert!(inside.found.iter().all(|code| *code == ErrorKind::HandleInUse.code()), "{:?}", inside.found);
    assert_eq!(opening_status(&opening)["ready"], true);
}

/// A token that signs with the signer that it belongs to.
struct Circle {
    signer: Cell<*const sealbid_signer>,
    found: Cell<i32>,
}

unsafe extern "C" fn circles(
    context: *mut c_void,
    message: *const u8,
    size: u64,
    _: *mut u8,
    _: u64,
    _: *mut u64,
) -> i32 {
    let circle = unsafe { &*context.cast::<Circle>() };
    let mut signed = ptr::null_mut();
    circle.found.set(unsafe {
        sealbid_sign_detached(
            circle.signer.get(),
            message,
            size,
            unix(CLOSED),
            &raw mut signed,
            ptr::null_mut(),
        )
    });
    assert!(signed.is_null());
    7
}

#[test]
fn a_token_cannot_sign_with_the_signer_that_called_it() {
    let fixture = shared();
    let circle = Circle { signer: Cell::new(ptr::null()), found: Cell::new(0) };
    let context = (&raw const circle).cast_mut().cast();
    let signer = signer_by(&fixture.platform.certificate, Some(circles), context);
    circle.signer.set(signer.get());
    let message = b"words";
    let signed = bytes(|out, e| unsafe {
        sealbid_sign_detached(signer.get(), message.as_ptr(), message.len() as u64, unix(CLOSED), out, e)
    });
    assert_eq!(kind(signed), Err(ErrorKind::CallbackFailed));
    assert_eq!(circle.found.get(), ErrorKind::HandleInUse.code());
}

#[test]
fn of_two_results_both_are_null_where_one_has_no_place() {
    let fixture = shared();
    let folder = fixture.place("two-results");
    let folder = path(&folder);
    let mut bytes = ptr::dangling_mut();
    let code =
        unsafe { sealbid_audit_prove(folder.as_ptr(), 0, ptr::null_mut(), &raw mut bytes, ptr::null_mut()) };
    assert_eq!((code, bytes.is_null()), (ErrorKind::NullArgument.code(), true));
    let mut closed = ptr::dangling_mut();
    let (signer, key, roots) = (fixture.signer.get(), fixture.record_key.get(), fixture.roots.get());
    let code = unsafe {
        let (none, closed, error) = (ptr::null_mut(), &raw mut closed, ptr::null_mut());
        sealbid_tender_box_open(folder.as_ptr(), signer, key, roots, none, closed, error)
    };
    assert_eq!((code, closed.is_null()), (ErrorKind::NullArgument.code(), true));
}
