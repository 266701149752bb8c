//! Pointers, handles and results as a caller has them.

use sealbid::ErrorKind;
use sealbid_ffi::*;
use std::ffi::{CStr, CString, c_char};
use std::path::Path;
use std::ptr;

/// A handle that is freed with the function of its kind.
pub struct Handle<T> {
    pointer: *mut T,
    free: unsafe extern "C" fn(*mut T),
}

// SAFETY: what the header says of every kind that is used here on several threads.
unsafe impl<T> Send for Handle<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Handle<T> {}

impl<T> Handle<T> {
    pub fn new(pointer: *mut T, free: unsafe extern "C" fn(*mut T)) -> Handle<T> {
        Handle { pointer, free }
    }

    pub fn get(&self) -> *mut T {
        self.pointer
    }

    pub fn is_null(&self) -> bool {
        self.pointer.is_null()
    }
}

impl<T> Drop for Handle<T> {
    fn drop(&mut self) {
        unsafe { (self.free)(self.pointer) }
    }
}

/// What a call of the ABI came to: its error's kind and words.
pub type Answer<T = ()> = Result<T, (ErrorKind, String)>;

/// Calls a function; its code and its error object must agree.
pub fn call(function: impl FnOnce(*mut *mut sealbid_error) -> i32) -> Answer {
    let mut error = ptr::null_mut();
    let code = function(&raw mut error);
    let error = Handle::new(error, sealbid_error_free);
    if code == 0 {
        assert!(error.is_null());
        return Ok(());
    }
    unsafe {
        assert_eq!(sealbid_error_code(error.get()), code);
        let text = CStr::from_ptr(sealbid_error_text(error.get())).to_str().unwrap().to_owned();
        Err((ErrorKind::from_code(code).unwrap(), text))
    }
}

/// Calls a function that gives out a handle; after an error there must be none.
pub fn make<T>(
    free: unsafe extern "C" fn(*mut T),
    function: impl FnOnce(*mut *mut T, *mut *mut sealbid_error) -> i32,
) -> Answer<Handle<T>> {
    let mut made = ptr::dangling_mut();
    let answer = call(|error| function(&raw mut made, error));
    assert_eq!(made.is_null(), answer.is_err(), "{answer:?}");
    answer.map(|()| Handle::new(made, free))
}

/// The bytes of a buffer, which is freed; none if it is NULL.
pub fn taken(buffer: *mut sealbid_buffer) -> Option<Vec<u8>> {
    let buffer = Handle::new(buffer, sealbid_buffer_free);
    if buffer.is_null() {
        return None;
    }
    unsafe {
        let size = usize::try_from(sealbid_buffer_size(buffer.get())).unwrap();
        Some(std::slice::from_raw_parts(sealbid_buffer_data(buffer.get()), size).to_vec())
    }
}

/// Calls a function that gives out bytes.
pub fn bytes(
    function: impl FnOnce(*mut *mut sealbid_buffer, *mut *mut sealbid_error) -> i32,
) -> Answer<Vec<u8>> {
    let mut made = ptr::dangling_mut();
    let answer = call(|error| function(&raw mut made, error));
    assert_eq!(made.is_null(), answer.is_err(), "{answer:?}");
    answer.map(|()| taken(made).unwrap())
}

/// The same, read as JSON.
pub fn json(
    function: impl FnOnce(*mut *mut sealbid_buffer, *mut *mut sealbid_error) -> i32,
) -> Answer<serde_json::Value> {
    bytes(function).map(|bytes| serde_json::from_slice(&bytes).unwrap())
}

/// Calls a function that gives out bytes, or else a second kind of bytes that explain the error.
pub fn or_refusal(
    function: impl FnOnce(*mut *mut sealbid_buffer, *mut *mut sealbid_buffer, *mut *mut sealbid_error) -> i32,
) -> Result<Vec<u8>, (ErrorKind, Option<Vec<u8>>)> {
    let (mut given, mut refusal) = (ptr::dangling_mut(), ptr::dangling_mut());
    let answer = call(|error| function(&raw mut given, &raw mut refusal, error));
    let (given, refusal) = (taken(given), taken(refusal));
    match answer {
        Ok(()) => {
            assert_eq!(refusal, None);
            Ok(given.unwrap())
        }
        Err((kind, _)) => {
            assert_eq!(given, None);
            Err((kind, refusal))
        }
    }
}

/// The kind of an answer's error.
pub fn kind<T>(answer: Answer<T>) -> Result<(), ErrorKind> {
    answer.map(|_| ()).map_err(|(kind, _)| kind)
}

/// A path as C has it.
pub fn path(path: &Path) -> CString {
    CString::new(path.to_str().unwrap()).unwrap()
}

pub fn text(text: &str) -> CString {
    CString::new(text).unwrap()
}

/// A list of these byte strings.
pub fn list<B: AsRef<[u8]>>(items: &[B]) -> Handle<sealbid_list> {
    let list = Handle::new(sealbid_list_new(), sealbid_list_free);
    for item in items {
        let item = item.as_ref();
        call(|e| unsafe { sealbid_list_add(list.get(), item.as_ptr(), item.len() as u64, e) }).unwrap();
    }
    list
}

/// A NULL of whatever kind an argument has.
pub trait Null {
    const NULL: Self;
}

impl<T> Null for *const T {
    const NULL: *const T = ptr::null();
}

impl<T> Null for *mut T {
    const NULL: *mut T = ptr::null_mut();
}

impl<T> Null for Option<T> {
    const NULL: Option<T> = None;
}

pub const NOTHING: *const c_char = ptr::null();
