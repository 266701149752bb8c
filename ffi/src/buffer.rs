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
