//! Which library this is.

use std::ffi::c_char;

/// The version of the ABI: its first number changes when a program built with an older header cannot use the library,
/// its second when something was added.
pub const SEALBID_ABI_VERSION_MAJOR: i32 = 1;
/// The second number.
pub const SEALBID_ABI_VERSION_MINOR: i32 = 0;

/// The ABI of the library that is loaded: major × 65536 + minor. A program compares the major number with
/// SEALBID_ABI_VERSION_MAJOR, and asks for at least the minor number of its header.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn sealbid_abi_version() -> i32 {
    (SEALBID_ABI_VERSION_MAJOR << 16) | SEALBID_ABI_VERSION_MINOR
}

/// The version of the library that is loaded, as text: "0.1.0". It lives as long as the library.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn sealbid_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
