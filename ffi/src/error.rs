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

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    fn text<'a>(text: *const c_char) -> &'a str {
        assert!(!text.is_null());
        // SAFETY: not NULL; it ends with a zero byte and lives as long as the error, which each test outlives.
        unsafe { CStr::from_ptr(text) }.to_str().unwrap()
    }

    #[test]
    fn an_error_says_everything_even_with_a_zero_in_it() {
        let found = Error::new(ErrorKind::UnsafePath).because("a\0b").at("part x\0");
        let error = Box::into_raw(Box::new(sealbid_error::new(found)));
        // SAFETY: the error lives until it is freed, once.
        unsafe {
            assert_eq!(sealbid_error_code(error), ErrorKind::UnsafePath.code());
            assert_eq!(text(sealbid_error_place(error)), "part x\u{fffd}");
            assert_eq!(text(sealbid_error_detail(error)), "a\u{fffd}b");
            assert_eq!(text(sealbid_error_section(error)), "4.3");
            assert!(text(sealbid_error_text(error)).contains("5013"));
            sealbid_error_free(error);
        }
    }

    #[test]
    fn of_no_error_nothing_is_said() {
        // SAFETY: NULL is fine.
        unsafe {
            assert_eq!(sealbid_error_code(ptr::null()), 0);
            for say in [sealbid_error_text, sealbid_error_place, sealbid_error_detail, sealbid_error_section]
            {
                assert!(say(ptr::null()).is_null());
            }
            sealbid_error_free(ptr::null_mut());
        }
        assert!(sealbid_error_words(0, 0).is_null());
    }

    // Under Miri reading the messages takes minutes, and there is not a pointer in it that is not read above.
    #[cfg(not(miri))]
    #[test]
    fn a_code_has_words() {
        assert!(text(sealbid_error_words(8001, 0)).contains("argument"));
        assert_ne!(text(sealbid_error_words(8001, 0)), text(sealbid_error_words(8001, 1)));
    }
}
