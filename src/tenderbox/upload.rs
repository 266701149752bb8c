//! A file on its way in: bounded, judged as early as can be, in flat memory (SPEC §14.2).

use super::files::{BIDS, INCOMING, bid_name};
use super::shared::Shared;
use crate::bid::{Header, ReadAt};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{Blob, Store};
use crate::suite::Digest;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Sealed bids of up to this size lie in the journal.
const MAX_BLOB: usize = 1 << 20;

/// What is kept in memory: the longest head of a bid, so that it can be judged, and so any bid for the journal.
const BUFFER: usize = MAX_BLOB + 16;

/// An upload into a box, written to as it arrives. Up to a mebibyte stays in memory; what is longer goes to the store.
///
/// Writing fails as soon as it is certain that the file will be refused: the file is longer than any bid can be, or its
/// head is for something else. Whoever then gives the upload to the box gets the signed refusal.
pub struct Upload<'b> {
    shared: &'b Shared,
    limit: u64,
    size: u64,
    buffer: Vec<u8>,
    file: Option<StoredFile<'b>>,
    judged: bool,
    failed: Option<Error>,
}

impl<'b> Upload<'b> {
    pub(super) fn new(shared: &'b Shared) -> Result<Upload<'b>> {
        let limit = shared.ledger.state().current()?.largest;
        let buffer = Vec::new();
        Ok(Upload { shared, limit, size: 0, buffer, file: None, judged: false, failed: None })
    }

    /// Whether it was begun at this very box.
    pub(super) fn is_of(&self, shared: &Shared) -> bool {
        std::ptr::eq(self.shared, shared)
    }

    /// Takes some of the bytes, at least one.
    fn take(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.buffer.len() == BUFFER {
            self.spill()?;
        }
        let (held, count) = (self.buffer.len(), bytes.len().min(BUFFER - self.buffer.len()));
        if count as u64 > self.limit - self.size {
            let detail = format!("this bid can have at most {} bytes", self.limit);
            return Err(Error::new(ErrorKind::TooLarge).because(detail));
        }
        if held + count > self.buffer.capacity() {
            let capacity = (2 * self.buffer.capacity()).clamp(held + count, BUFFER);
            self.buffer.reserve_exact(capacity - held);
        }
        self.buffer.extend(bytes.iter().take(count));
        self.size += count as u64;
        if !self.judged
            && let Some((header, largest)) = Header::arriving(&self.buffer)?
        {
            let current = self.shared.ledger.state().current()?;
            current.check_header(&header)?;
            self.judged = true;
            self.limit = self.limit.min(largest).max(self.size);
        }
        Ok(count)
    }

    /// Hands the bytes in memory to the store.
    fn spill(&mut self) -> Result<()> {
        if self.file.is_none() {
            let number = self.shared.uploads.fetch_add(1, Ordering::Relaxed);
            let (store, name) = (&*self.shared.store, format!("{INCOMING}/{number}"));
            self.file = Some(StoredFile { store, name, stays: false });
        }
        if let Some(file) = &self.file {
            file.store.append(&file.name, &self.buffer)?;
        }
        self.buffer.clear();
        Ok(())
    }

    /// The file, once its last byte has arrived.
    pub(super) fn finish(mut self) -> Result<Arrival<'b>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.file.is_some() || self.buffer.len() > MAX_BLOB {
            self.spill()?;
        }
        let bytes = Arc::new(std::mem::take(&mut self.buffer));
        let source: Arc<dyn ReadAt + Send> = match &self.file {
            Some(file) => Arc::new(file.store.open(&file.name)?),
            None => bytes.clone(),
        };
        Ok(Arrival { shared: self.shared, source, size: self.size, bytes, file: self.file.take() })
    }
}

impl Write for Upload<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(error) = &self.failed {
            return Err(io::Error::other(error.clone()));
        }
        if bytes.is_empty() {
            return Ok(0);
        }
        self.take(bytes).map_err(|error| {
            self.failed = Some(error.clone());
            io::Error::other(error)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({} bytes)", self.size)
    }
}

/// A file that has arrived whole.
pub(super) struct Arrival<'b> {
    shared: &'b Shared,
    pub source: Arc<dyn ReadAt + Send>,
    pub size: u64,
    /// All of it, where there is no file.
    bytes: Arc<Vec<u8>>,
    file: Option<StoredFile<'b>>,
}

impl<'b> Arrival<'b> {
    /// What goes into the journal together with its entry; else the file is made durable under its own name now.
    pub fn keep(mut self, digest: &Digest, journal: bool) -> Result<Kept<'b>> {
        let store = &*self.shared.store;
        let mut file = match self.file.take() {
            Some(file) => file,
            None if journal => return Ok(Kept { blob: Some(Blob::new(self.bytes)), file: None }),
            None => {
                let number = self.shared.uploads.fetch_add(1, Ordering::Relaxed);
                let file = StoredFile { store, name: format!("{INCOMING}/{number}"), stays: false };
                store.append(&file.name, &self.bytes)?;
                file
            }
        };
        store.sync(&file.name)?;
        let name = bid_name(digest);
        store.rename(&file.name, &name)?;
        file.name = name;
        store.sync_names(BIDS)?;
        Ok(Kept { blob: None, file: Some(file) })
    }
}

/// A bid's bytes, where they will stay if an entry names them.
pub(super) struct Kept<'b> {
    pub blob: Option<Blob>,
    file: Option<StoredFile<'b>>,
}

impl Kept<'_> {
    /// The entry has been submitted. Whether it became durable or not, the file must not go any more.
    pub fn stays(mut self) {
        if let Some(file) = &mut self.file {
            file.stays = true;
        }
    }
}

/// A file that goes when nobody wants it any more.
struct StoredFile<'b> {
    store: &'b dyn Store,
    name: String,
    stays: bool,
}

impl Drop for StoredFile<'_> {
    fn drop(&mut self) {
        if !self.stays {
            // Where this fails the file is left over, and goes when the box is opened again.
            drop(self.store.remove(&self.name));
        }
    }
}
