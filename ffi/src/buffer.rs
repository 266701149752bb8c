//! Bytes and texts that the library gives out.

use crate::boundary::{Out, free, read};
use sealbid::Result;
use serde::Serialize;
use std::ptr;
use zeroize::Zeroizing;

/// Bytes given out by the library; a text is UTF-8. A zero byte stands behind them that is not counted. They are wiped
/// when they are freed, with sealbid_buffer_free.
pub struct sealbid_buffer(Zeroizing<Vec<u8>>);

impl sealbid_buffer {
    pub(crate) fn new(bytes: impl Into<Vec<u8>>) -> sealbid_buffer {
        let mut bytes = Zeroizing::new(bytes.into());
        // Room first, so that no copy is left behind where the vector was.
        let mut whole = Zeroizing::new(Vec::with_capacity(bytes.len() + 1));
        whole.append(&mut bytes);
        whole.push(0);
        sealbid_buffer(whole)
    }

    /// A JSON text.
    pub(crate) fn json(value: &impl Serialize) -> Result<sealbid_buffer> {
        Ok(sealbid_buffer::new(sealbid::wire::write_json(value)?))
    }

    fn content(&self) -> &[u8] {
        self.0.split_last().map_or(&[], |(_, content)| content)
    }
}

impl Out<sealbid_buffer> {
    /// Gives out bytes.
    pub fn bytes(self, bytes: impl Into<Vec<u8>>) {
        self.give(sealbid_buffer::new(bytes));
    }

    /// Gives out a JSON text.
    pub fn json(self, value: &impl Serialize) -> Result<()> {
        self.give(sealbid_buffer::json(value)?);
        Ok(())
    }
}

/// Frees a buffer; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_buffer_free(buffer: *mut sealbid_buffer) {
    // SAFETY: the crate's page.
    unsafe { free(buffer) }
}

/// The first byte; it belongs to the buffer. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_buffer_data(buffer: *const sealbid_buffer) -> *const u8 {
    // SAFETY: the crate's page.
    unsafe { read(buffer, ptr::null(), |buffer| buffer.0.as_ptr()) }
}

/// How many bytes there are, without the zero byte behind them. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_buffer_size(buffer: *const sealbid_buffer) -> u64 {
    // SAFETY: the crate's page.
    unsafe { read(buffer, 0, |buffer| buffer.content().len() as u64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_as_they_went_in_with_a_zero_behind_them() {
        for content in [&b""[..], b"one", b"with\0zero"] {
            let buffer = Box::into_raw(Box::new(sealbid_buffer::new(content)));
            // SAFETY: the buffer lives until it is freed, once; one more byte than its size can be read.
            unsafe {
                let size = usize::try_from(sealbid_buffer_size(buffer)).unwrap();
                let data = std::slice::from_raw_parts(sealbid_buffer_data(buffer), size + 1);
                assert_eq!(data.split_last(), Some((&0, content)));
                sealbid_buffer_free(buffer);
            }
        }
        // SAFETY: NULL is fine.
        unsafe {
            assert!(sealbid_buffer_data(ptr::null()).is_null());
            assert_eq!(sealbid_buffer_size(ptr::null()), 0);
            sealbid_buffer_free(ptr::null_mut());
        }
    }

    #[test]
    fn a_value_becomes_its_json_text() {
        let buffer = sealbid_buffer::json(&serde_json::json!({ "a": 1 })).unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(buffer.content()).unwrap()["a"], 1);
    }
}
