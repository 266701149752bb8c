//! Error objects.

use crate::boundary::{free, read};
use sealbid::{Error, ErrorKind};
use std::ffi::{CString, c_char};
use std::ptr;

/// What went wrong: a code, and words. Made by functions that fail; freed with sealbid_error_free.
pub struct sealbid_error {
    code: i32,
    section: CString,
    text: CString,
    place: CString,
    detail: CString,
}

impl sealbid_error {
    pub(crate) fn new(error: Error) -> sealbid_error {
        let text = |text: String| CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default();
        sealbid_error {
            code: error.code(),
            section: text(error.kind().section().to_owned()),
            text: text(error.to_string()),
            place: text(error.place().to_owned()),
            detail: text(error.detail().to_owned()),
        }
    }
}

/// Frees an error; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_error_free(error: *mut sealbid_error) {
    // SAFETY: the crate's page.
    unsafe { free(error) }
}

/// The code, as the function returned it; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_error_code(error: *const sealbid_error) -> i32 {
    // SAFETY: the crate's page.
    unsafe { read(error, 0, |error| error.code) }
}

/// Everything in one English sentence: where, what, what was found, the code, the section of SPEC.md. It belongs to
/// the error. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_error_text(error: *const sealbid_error) -> *const c_char {
    // SAFETY: the crate's page.
    unsafe { read(error, ptr::null(), |error| error.text.as_ptr()) }
}

/// Where it was met: a file, a field, an argument; empty if nowhere in particular. It belongs to the error. NULL for
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_error_place(error: *const sealbid_error) -> *const c_char {
    // SAFETY: the crate's page.
    unsafe { read(error, ptr::null(), |error| error.place.as_ptr()) }
}

/// What exactly was found there; empty if the code says all. It belongs to the error. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_error_detail(error: *const sealbid_error) -> *const c_char {
    // SAFETY: the crate's page.
    unsafe { read(error, ptr::null(), |error| error.detail.as_ptr()) }
}

/// The section of SPEC.md that the error enforces, such as "6.4". It belongs to the error. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_error_section(error: *const sealbid_error) -> *const c_char {
    // SAFETY: the crate's page.
    unsafe { read(error, ptr::null(), |error| error.section.as_ptr()) }
}

/// The words for a code, for a person to read: in Chinese if `chinese` is not 0, else in English. They live as long as
/// the library. NULL for a code that this version does not have.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn sealbid_error_words(code: i32, chinese: i32) -> *const c_char {
    match ErrorKind::from_code(code) {
        Some(kind) => crate::words::of(kind, chinese != 0),
        None => ptr::null(),
    }
}
