//! Where C ends and Rust begins: pointers become references, panics and errors become result codes.

use crate::error::sealbid_error;
use sealbid::suite::Digest;
use sealbid::wire::{Hex, Id, Time};
use sealbid::{Error, ErrorKind, Result};
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::ptr;

/// Runs the body of a function of the ABI and gives its result code. Where the caller wants to know more, it gets an
/// error object.
///
/// # Safety
/// The caller keeps the promises of the crate's page for every pointer that `work` is going to hand to [`Caller`], and
/// `error` is NULL or can be written to.
pub unsafe fn call(error: *mut *mut sealbid_error, work: impl FnOnce(&Caller) -> Result<()>) -> i32 {
    if !error.is_null() {
        // SAFETY: it is not NULL, so it can be written to.
        unsafe { error.write(ptr::null_mut()) };
    }
    let result = catch_unwind(AssertUnwindSafe(|| work(&Caller(()))));
    let Err(found) = result.unwrap_or_else(|panic| Err(panicked(&*panic))) else { return 0 };
    let code = found.code();
    if !error.is_null() {
        // SAFETY: as above.
        unsafe { error.write(Box::into_raw(Box::new(sealbid_error::new(found)))) };
    }
    code
}

/// Frees a handle; NULL is fine. A panic of its destructor goes nowhere.
///
/// # Safety
/// The handle comes from [`Caller::give`], was not freed, and nobody uses it any more.
pub unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: it was made by Box::into_raw and is owned by the caller, who gives it up here.
        let handle = unsafe { Box::from_raw(handle) };
        drop(catch_unwind(AssertUnwindSafe(|| drop(handle))));
    }
}

/// Reads something small of a handle that cannot fail; what there is instead for NULL.
///
/// # Safety
/// As [`call`].
pub unsafe fn read<T, R>(handle: *const T, instead: R, get: impl FnOnce(&T) -> R) -> R {
    // SAFETY: it is NULL or a handle that lives.
    match unsafe { handle.as_ref() } {
        Some(handle) => get(handle),
        None => instead,
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::new(ErrorKind::Panicked).because(text.unwrap_or("no reason was given"))
}

/// What the caller of a function has promised, as a value: whoever holds it may follow the caller's pointers. It lives
/// only as long as the call, and so does everything that is read through it.
pub struct Caller(());

impl Caller {
    /// A handle.
    pub fn handle<T>(&self, handle: *const T, name: &str) -> Result<&T> {
        // SAFETY: NULL or a handle that lives, as the caller promised.
        unsafe { handle.as_ref() }.ok_or_else(|| null(name))
    }

    /// A handle that may be NULL.
    pub fn optional<T>(&self, handle: *const T) -> Option<&T> {
        // SAFETY: NULL or a handle that lives, as the caller promised.
        unsafe { handle.as_ref() }
    }

    /// So many bytes; NULL is fine for none.
    pub fn bytes(&self, data: *const u8, length: u64, name: &str) -> Result<&[u8]> {
        if length == 0 {
            return Ok(&[]);
        }
        if data.is_null() {
            return Err(null(name));
        }
        // No object is larger (std::slice::from_raw_parts asks for it).
        let length = usize::try_from(length).ok().filter(|length| isize::try_from(*length).is_ok());
        let length = length.ok_or_else(|| bad(name, "no memory is as long as that"))?;
        // SAFETY: not NULL, and the caller promised so many bytes for the time of the call.
        Ok(unsafe { std::slice::from_raw_parts(data, length) })
    }

    /// Bytes that may be left out: NULL for that.
    pub fn optional_bytes(&self, data: *const u8, length: u64, name: &str) -> Result<Option<&[u8]>> {
        if data.is_null() && length == 0 { Ok(None) } else { self.bytes(data, length, name).map(Some) }
    }

    /// A digest: 32 bytes.
    pub fn digest(&self, data: *const u8, name: &str) -> Result<Digest> {
        let bytes = self.bytes(data, 32, name)?;
        bytes.try_into().map(Hex).map_err(|_| bad(name, "it is not 32 bytes"))
    }

    /// Writes bytes to where there is room for just so many.
    pub fn fill(&self, room: *mut u8, bytes: &[u8], name: &str) -> Result<()> {
        if room.is_null() {
            return Err(null(name));
        }
        // SAFETY: not NULL, and the caller promised room for so many bytes, which is not what we copy from.
        unsafe { room.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        Ok(())
    }

    /// Text that ends with a zero byte.
    pub fn text(&self, text: *const c_char, name: &str) -> Result<&str> {
        if text.is_null() {
            return Err(null(name));
        }
        // SAFETY: not NULL, and the caller promised that it ends with a zero byte.
        let text = unsafe { CStr::from_ptr(text) };
        text.to_str().map_err(|_| Error::new(ErrorKind::NotUtf8).at(name))
    }

    /// Text that may be left out: NULL for that.
    pub fn optional_text(&self, text: *const c_char, name: &str) -> Result<Option<&str>> {
        if text.is_null() { Ok(None) } else { self.text(text, name).map(Some) }
    }

    /// The name of a lot, a stage, a part, a field or a custodian.
    pub fn id(&self, text: *const c_char, name: &str) -> Result<Id> {
        Id::new(self.text(text, name)?).map_err(|e| e.at(name))
    }

    /// A path, in UTF-8 on every system.
    pub fn path(&self, text: *const c_char, name: &str) -> Result<PathBuf> {
        Ok(PathBuf::from(self.text(text, name)?))
    }

    /// Where a handle is to be given out; until then there is NULL.
    pub fn out<T>(&self, out: *mut *mut T, name: &str) -> Result<Out<T>> {
        if out.is_null() {
            return Err(null(name));
        }
        // SAFETY: not NULL, and the caller promised that it can be written to.
        unsafe { out.write(ptr::null_mut()) };
        Ok(Out(out))
    }

    /// The same where nobody may want it: NULL for that.
    pub fn optional_out<T>(&self, out: *mut *mut T, name: &str) -> Result<Option<Out<T>>> {
        if out.is_null() { Ok(None) } else { self.out(out, name).map(Some) }
    }

    /// Two places that must be there: both become NULL, also where the first is missing.
    pub fn outs<T, U>(
        &self,
        (first, name): (*mut *mut T, &str),
        (second, other): (*mut *mut U, &str),
    ) -> Result<(Out<T>, Out<U>)> {
        let (first, second) = (self.out(first, name), self.out(second, other));
        Ok((first?, second?))
    }

    /// Where a number is to be given out; NULL if nobody wants it.
    pub fn put<T: Copy>(&self, out: *mut T, value: T) {
        if !out.is_null() {
            // SAFETY: not NULL, and the caller promised that it can be written to.
            unsafe { out.write(value) };
        }
    }

    /// The same where it is the answer itself, so that nobody can leave it out.
    #[cfg(feature = "hall")]
    pub fn place<T: Copy>(&self, out: *mut T, name: &str) -> Result<Place<T>> {
        if out.is_null() { Err(null(name)) } else { Ok(Place(out)) }
    }

    /// A time in seconds since 1970-01-01T00:00:00Z.
    pub fn time(&self, seconds: i64, name: &str) -> Result<Time> {
        Time::from_unix(seconds).map_err(|e| e.at(name))
    }
}

/// A place for a handle, within the call.
pub struct Out<T>(*mut *mut T);

impl<T> Out<T> {
    /// Gives out the handle.
    pub fn give(self, value: T) {
        // SAFETY: `Caller::out` saw that it is not NULL, and the caller promised that it can be written to.
        unsafe { self.0.write(Box::into_raw(Box::new(value))) };
    }
}

/// A place for a number, within the call.
#[cfg(feature = "hall")]
pub struct Place<T>(*mut T);

#[cfg(feature = "hall")]
impl<T: Copy> Place<T> {
    /// Gives out the number.
    pub fn put(self, value: T) {
        // SAFETY: `Caller::place` saw that it is not NULL, and the caller promised that it can be written to.
        unsafe { self.0.write(value) };
    }
}

fn null(name: &str) -> Error {
    Error::new(ErrorKind::NullArgument).at(name)
}

/// An argument that cannot be.
pub fn bad(name: &str, why: &str) -> Error {
    Error::new(ErrorKind::BadArgument).because(why).at(name)
}

#[cfg(test)]
#[path = "boundary_tests.rs"]
mod tests;
