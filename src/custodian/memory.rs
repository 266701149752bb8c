//! Where a custodian's memory lies, and that it is never begun twice (SPEC §15.4).

use super::remembered::{LIMIT, Remembered};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{Reason, Store};
use crate::timelock::CustodianKey;
use crate::wire::{Hex, Id};
use std::sync::Arc;

/// What one key has signed, in one file of a store.
///
/// The file is the memory: it is read before every answer and written, durably, before any signature is given out.
/// Nobody else may write it meanwhile; a [`FolderStore`](crate::record::FolderStore) sees to that.
pub struct Memory {
    store: Arc<dyn Store>,
    name: String,
    tender_id: Id,
    record_key: Hex<32>,
}

impl Memory {
    /// Begins a key's memory: once, when the key is made, and never again. A key that has signed and is given a new
    /// memory would sign a second history.
    ///
    /// # Errors
    /// [`ErrorKind::WouldOverwrite`] if there is one; those of the [`Store`].
    pub fn create(store: Arc<dyn Store>, name: &str, key: &CustodianKey) -> Result<Memory> {
        if store.size(name)?.is_some() {
            return Err(Error::new(ErrorKind::WouldOverwrite).at(name));
        }
        store.put(name, &Remembered::nothing(key).to_bytes()?)?;
        Memory::open(store, name, key)
    }

    /// Opens the memory of a key.
    ///
    /// # Errors
    /// [`ErrorKind::MemoryLost`] if there is none; [`ErrorKind::MemoryOfAnother`]; those of [`Remembered::parse`] and
    /// of the [`Store`].
    pub fn open(store: Arc<dyn Store>, name: &str, key: &CustodianKey) -> Result<Memory> {
        let (tender_id, record_key) = (key.tender_id().clone(), key.record_key());
        let memory = Memory { store, name: name.to_owned(), tender_id, record_key };
        memory.load()?;
        Ok(memory)
    }

    /// What is remembered.
    ///
    /// # Errors
    /// As [`Memory::open`]: the file may have gone since.
    pub fn load(&self) -> Result<Remembered> {
        let load = || {
            if self.store.size(&self.name)?.is_none() {
                return Err(Error::new(ErrorKind::MemoryLost).because("there is no such file"));
            }
            let memory = Remembered::parse(&self.store.read(&self.name, LIMIT as u64)?)?;
            if memory.record_key != self.record_key || memory.tender_id != self.tender_id {
                let whose = format!("{} of {}", memory.record_key, memory.tender_id);
                return Err(Error::new(ErrorKind::MemoryOfAnother).because(whose));
            }
            Ok(memory)
        };
        load().map_err(|e: Error| e.at(&self.name))
    }

    /// Remembers, durably.
    pub(super) fn save(&self, memory: &Remembered) -> Result<()> {
        self.store.put(&self.name, &memory.to_bytes()?).map_err(|e| e.at(&self.name))
    }

    /// Stands still from now on, also after a restart.
    ///
    /// # Errors
    /// As [`Memory::load`], and those of the [`Store`].
    pub fn stop(&self, error: &Error) -> Result<()> {
        let mut memory = self.load()?;
        memory.stopped = Some(Reason::of(error));
        self.save(&memory)
    }

    /// The operator has looked into the alarm and lets the custodian go on. What was signed stays remembered.
    ///
    /// # Errors
    /// As [`Memory::stop`].
    pub fn clear(&self) -> Result<()> {
        let mut memory = self.load()?;
        memory.stopped = None;
        self.save(&memory)
    }

    /// Whether it is this key's.
    pub(super) fn is_of(&self, key: &CustodianKey) -> bool {
        self.record_key == key.record_key() && self.tender_id == *key.tender_id()
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Memory({} of {})", self.name, self.tender_id)
    }
}
