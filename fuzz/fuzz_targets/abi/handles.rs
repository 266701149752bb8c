//! What a program has: its bytes, and four places for each kind of handle.

use super::right::RIGHT;
use sealbid_ffi::*;
use std::ffi::CString;
use std::ptr;
use tempfile::TempDir;

pub fn size(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

/// Judges a call: whether it returned 0.
pub fn judged(call: impl FnOnce(*mut *mut sealbid_error) -> i32) -> bool {
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
pub fn made<T>(call: impl FnOnce(*mut *mut T, *mut *mut sealbid_error) -> i32) -> *mut T {
    let mut out = ptr::dangling_mut();
    let done = judged(|error| call(&raw mut out, error));
    assert_eq!(done, !out.is_null());
    out
}

/// Four places for handles of a kind.
pub struct Places<T> {
    places: [*mut T; 4],
    free: unsafe extern "C" fn(*mut T),
}

impl<T> Places<T> {
    fn new(free: unsafe extern "C" fn(*mut T)) -> Places<T> {
        Places { places: [ptr::null_mut(); 4], free }
    }

    pub fn get(&self, input: &mut Input) -> *mut T {
        self.places[usize::from(input.byte()) % 4]
    }

    /// Puts one into a place, and frees what was there.
    pub fn put(&mut self, input: &mut Input, handle: *mut T) {
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

pub struct Handles {
    pub lists: Places<sealbid_list>,
    pub drafts: Places<sealbid_draft>,
    pub buffers: Places<sealbid_buffer>,
    pub bids: Places<sealbid_bid>,
    pub notices: Places<sealbid_notice>,
    pub tenders: Places<sealbid_tender_box>,
    pub closed: Places<sealbid_closed_box>,
    pub uploads: Places<sealbid_upload>,
    pub openings: Places<sealbid_opening>,
    /// Of the boxes; they go when nothing uses them any more.
    pub folders: Vec<TempDir>,
}

impl Handles {
    pub fn new() -> Handles {
        Handles {
            lists: Places::new(sealbid_list_free),
            drafts: Places::new(sealbid_draft_free),
            buffers: Places::new(sealbid_buffer_free),
            bids: Places::new(sealbid_bid_free),
            notices: Places::new(sealbid_notice_free),
            tenders: Places::new(sealbid_tender_box_free),
            closed: Places::new(sealbid_closed_box_free),
            uploads: Places::new(sealbid_upload_free),
            openings: Places::new(sealbid_opening_free),
            folders: Vec::new(),
        }
    }
}

pub struct Input<'d>(pub &'d [u8]);

impl<'d> Input<'d> {
    pub fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or_default()
    }

    pub fn bytes(&mut self) -> &'d [u8] {
        let length = usize::from(self.byte()).min(self.0.len());
        self.0.split_off(..length).unwrap_or_default()
    }

    /// A text that C could give: whatever stands before its first zero byte.
    pub fn text(&mut self) -> CString {
        let bytes = self.bytes();
        CString::new(bytes.split(|byte| *byte == 0).next().unwrap_or_default()).unwrap_or_default()
    }

    /// Right bytes with as many changes as a byte says.
    pub fn changed(&mut self, right: &[u8]) -> Vec<u8> {
        let mut bytes = right.to_vec();
        for _ in 0..self.byte() % 8 {
            let place =
                usize::from(self.byte()) << 16 | usize::from(self.byte()) << 8 | usize::from(self.byte());
            let length = bytes.len();
            bytes[place % length] = self.byte();
        }
        bytes
    }

    /// What somebody hands in: bytes of the program's own, or a paper that is right at some time, changed or not.
    pub fn paper(&mut self) -> Vec<u8> {
        match self.byte() {
            0 => self.bytes().to_vec(),
            n => self.changed(&RIGHT.papers[usize::from(n - 1) % RIGHT.papers.len()]),
        }
    }
}
