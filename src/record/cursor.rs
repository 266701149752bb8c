//! Reading a log file from front to back through a window, so that memory does not grow with the file.

use super::frame::damaged;
use crate::bid::ReadAt;
use crate::error::Result;

/// Bytes that are read at once.
const WINDOW: u64 = 256 << 10;

/// A place in a file. What was read a little before is read again without going to the file.
pub(super) struct Cursor<'a> {
    source: &'a dyn ReadAt,
    size: u64,
    position: u64,
    /// Bytes of the file from `start`.
    window: Vec<u8>,
    start: u64,
}

impl<'a> Cursor<'a> {
    pub fn new(source: &'a dyn ReadAt, position: u64) -> Result<Cursor<'a>> {
        Ok(Cursor { source, size: source.size()?, position, window: Vec::new(), start: 0 })
    }

    /// Bytes of the whole file, when the cursor was made.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn position(&self) -> u64 {
        self.position
    }

    pub fn seek(&mut self, position: u64) {
        self.position = position;
    }

    /// The next bytes, at least one and at most this many, none of them behind `end`.
    pub fn next(&mut self, most: u64, end: u64) -> Result<&[u8]> {
        let left = end.min(self.size).saturating_sub(self.position);
        if left == 0 {
            return Err(damaged(self.position, "it ends too early"));
        }
        let within =
            |at: u64, window: &[u8]| at.checked_sub(self.start).filter(|at| *at < window.len() as u64);
        let at = match within(self.position, &self.window) {
            Some(at) => at as usize,
            None => {
                self.window.resize(WINDOW.min(self.size - self.position) as usize, 0);
                self.start = self.position;
                self.source.read_exact_at(self.start, &mut self.window)?;
                0
            }
        };
        let behind = self.window.get(at..).unwrap_or_default();
        let length = most.min(left).min(behind.len() as u64);
        self.position += length;
        Ok(behind.get(..length as usize).unwrap_or_default())
    }

    /// Fills the buffer.
    pub fn fill(&mut self, buffer: &mut [u8], end: u64) -> Result<()> {
        let mut rest = buffer;
        while !rest.is_empty() {
            let piece = self.next(rest.len() as u64, end)?;
            let (filled, behind) = rest.split_at_mut(piece.len());
            filled.copy_from_slice(piece);
            rest = behind;
        }
        Ok(())
    }

    /// This many bytes; room for them is made only if they are there.
    pub fn bytes(&mut self, length: u64, end: u64) -> Result<Vec<u8>> {
        if length > end.min(self.size).saturating_sub(self.position) {
            return Err(damaged(self.position, "it ends too early"));
        }
        let mut bytes = vec![0; length as usize];
        self.fill(&mut bytes, end)?;
        Ok(bytes)
    }

    pub fn u32(&mut self, end: u64) -> Result<u32> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes, end)?;
        Ok(u32::from_be_bytes(bytes))
    }

    pub fn u64(&mut self, end: u64) -> Result<u64> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes, end)?;
        Ok(u64::from_be_bytes(bytes))
    }

    /// Where these few bytes stand next, at an offset or behind it.
    pub fn find(&mut self, needle: &[u8], from: u64) -> Result<Option<u64>> {
        let (mut at, length) = (from, needle.len() as u64);
        while self.size.saturating_sub(at) >= length {
            // A window that ends within the needle would hide it.
            if at < self.start || at + length > self.start + self.window.len() as u64 {
                self.window.clear();
            }
            self.position = at;
            let piece = self.next(u64::MAX, u64::MAX)?;
            if let Some(found) = piece.windows(needle.len()).position(|bytes| bytes == needle) {
                return Ok(Some(at + found as u64));
            }
            at += piece.len() as u64 + 1 - length;
        }
        Ok(None)
    }

    /// The checksum of this many bytes.
    pub fn crc(&mut self, length: u64) -> Result<u32> {
        let (mut hasher, mut left) = (crc32fast::Hasher::new(), length);
        while left > 0 {
            let piece = self.next(left, u64::MAX)?;
            hasher.update(piece);
            left -= piece.len() as u64;
        }
        Ok(hasher.finalize())
    }
}
