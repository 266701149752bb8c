//! One account of the memory that is in use, so that no mixture of what is allowed by itself takes too much (SPEC §18.5).

use super::limits::{BESIDE, MEMORY, too_large};
use crate::error::Result;
use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;

/// What may still be used. Copies of it are the same account.
#[derive(Clone)]
pub(super) struct Room(Rc<Cell<usize>>);

impl Room {
    /// For a document of this many bytes, which are in use already.
    pub(super) fn of(size: usize) -> Room {
        // A document that is larger than what the bound speaks of may use more.
        let more = size.saturating_sub(16 << 20).saturating_mul(5);
        Room(Rc::new(Cell::new(MEMORY.saturating_add(more).saturating_sub(size))))
    }

    /// How long what is made of something may become, if while it is made it needs three times as much: what is
    /// unpacked grows by doubling, and its predictor makes it anew. The account leaves room for one such piece.
    pub(super) fn for_one(&self) -> usize {
        self.0.get().saturating_add(BESIDE) / 3
    }

    pub(super) fn take(&self, bytes: usize) -> Result<()> {
        self.0.set(self.0.get().checked_sub(bytes).ok_or_else(|| too_large("what it needs at once"))?);
        Ok(())
    }

    /// Counts what is there already: the next that is taken may fail.
    pub(super) fn note(&self, bytes: usize) {
        self.0.set(self.0.get().saturating_sub(bytes));
    }

    pub(super) fn give(&self, bytes: usize) {
        self.0.set(self.0.get().saturating_add(bytes));
    }

    /// Bytes that are counted as long as they are there.
    pub(super) fn hold(&self, mut bytes: Vec<u8>) -> Result<Held> {
        bytes.shrink_to_fit();
        self.take(bytes.len())?;
        Ok(Held { bytes, room: self.clone() })
    }

    /// Counts some memory as long as what is returned is there.
    pub(super) fn reserve(&self, bytes: usize) -> Result<Reserved> {
        self.take(bytes)?;
        Ok(Reserved { bytes, room: self.clone() })
    }
}

/// Bytes that are counted.
pub(super) struct Held {
    bytes: Vec<u8>,
    room: Room,
}

impl Deref for Held {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.room.give(self.bytes.len());
    }
}

/// Memory that is counted, and may grow.
pub(super) struct Reserved {
    bytes: usize,
    room: Room,
}

impl Reserved {
    /// Counts this much in all.
    pub(super) fn grow(&mut self, bytes: usize) -> Result<()> {
        let more = bytes.saturating_sub(self.bytes);
        self.room.take(more)?;
        self.bytes += more;
        Ok(())
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.room.give(self.bytes);
    }
}
