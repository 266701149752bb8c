//! A store in memory that stops at any call, and then has lost whatever a disk may lose (SPEC §13.1).
//!
//! It is harsher than any file system: contents that were not synced come back by sectors, in any order and torn at
//! any byte; names that were not synced come back or stay away one by one.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use sealbid::bid::ReadAt;
use sealbid::record::{PARTIAL, Store};
use sealbid::wire::check_path;
use sealbid::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

const SECTOR: usize = 512;

/// What a crash leaves of that which was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Nothing.
    Everything,
    /// All of it: only the program was killed, the machine went on.
    Nothing,
    /// Whatever the numbers from this seed say.
    Random(u64),
}

impl Loss {
    /// The two extremes, and so many mixtures.
    pub fn all(mixtures: u64) -> impl Iterator<Item = Loss> {
        [Loss::Everything, Loss::Nothing].into_iter().chain((1..=mixtures).map(Loss::Random))
    }
}

/// Numbers that look random and are the same every time (xorshift64*).
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Fewer bytes than `bound`.
    pub fn bytes_below(&mut self, bound: u64) -> Vec<u8> {
        let length = self.below(bound);
        (0..length).map(|_| self.below(256) as u8).collect()
    }
}

/// A file, whatever its name: its contents now, and as they were after each change since the last sync.
#[derive(Clone, Default)]
struct Contents {
    now: Vec<u8>,
    since_sync: Vec<Vec<u8>>,
}

impl Contents {
    fn change(&mut self, change: impl FnOnce(&mut Vec<u8>)) {
        self.since_sync.push(self.now.clone());
        change(&mut self.now);
    }

    /// What is there after a crash: each sector as it was at some time since the last sync, or torn between two such
    /// times; zeros where that time had no such sector.
    fn after(&self, loss: Loss, numbers: &mut Numbers) -> Vec<u8> {
        let mut versions: Vec<&Vec<u8>> = self.since_sync.iter().collect();
        versions.push(&self.now);
        match loss {
            Loss::Everything => return versions[0].clone(),
            Loss::Nothing => return self.now.clone(),
            Loss::Random(_) if versions.len() == 1 => return self.now.clone(),
            Loss::Random(_) => {}
        }
        let version = |numbers: &mut Numbers| versions[numbers.below(versions.len() as u64) as usize];
        let length = match numbers.below(4) {
            0 => {
                let (one, other) = (version(numbers).len(), version(numbers).len());
                one.min(other) + numbers.below(one.abs_diff(other) as u64 + 1) as usize
            }
            _ => version(numbers).len(),
        };
        let mut bytes = vec![0; length];
        for (number, sector) in bytes.chunks_mut(SECTOR).enumerate() {
            let tear = if numbers.below(4) == 0 { numbers.below(SECTOR as u64) as usize } else { SECTOR };
            let (before, behind) = (version(numbers), version(numbers));
            for (at, byte) in sector.iter_mut().enumerate() {
                let source = if at < tear { before } else { behind };
                *byte = source.get(number * SECTOR + at).copied().unwrap_or(0);
            }
        }
        bytes
    }
}

/// A change of names that was not synced.
#[derive(Clone, Debug)]
enum Naming {
    Made(String, usize),
    Moved(String, String, usize),
    Removed(String),
}

impl Naming {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Naming::Made(name, file) => {
                names.insert(name.clone(), *file);
            }
            Naming::Moved(from, to, file) => {
                names.remove(from);
                names.insert(to.clone(), *file);
            }
            Naming::Removed(name) => {
                names.remove(name);
            }
        }
    }

    fn is_in(&self, folder: &str) -> bool {
        match self {
            Naming::Made(name, _) | Naming::Removed(name) | Naming::Moved(_, name, _) => {
                folder_of(name) == folder
            }
        }
    }
}

#[derive(Clone, Default)]
struct State {
    files: Vec<Contents>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    namings: Vec<Naming>,
    operations: u64,
    stop_at: Option<u64>,
    failing_sync: Option<u64>,
    failed: bool,
}

/// The store. Copies of it are the same store.
#[derive(Clone, Default)]
pub struct FaultyStore(Arc<Mutex<State>>);

impl FaultyStore {
    pub fn new() -> FaultyStore {
        FaultyStore::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// How many changing calls there were.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Stops at the changing call of this number, counted from 1: it changes what it changes, but makes nothing
    /// durable and fails, as do all calls after it.
    pub fn stop_at(&self, operation: u64) {
        self.state().stop_at = Some(operation);
    }

    /// Whether it stopped.
    pub fn stopped(&self) -> bool {
        self.state().stopped()
    }

    /// Lets the changing call of this number fail if it makes something durable; the store lives on, and refuses.
    pub fn fail_sync_at(&self, operation: u64) {
        self.state().failing_sync = Some(operation);
    }

    /// Only the program was killed: all is there that it wrote, but what it did not sync can still be lost.
    pub fn kill(&self) -> FaultyStore {
        let state = State { operations: 0, stop_at: None, ..self.state().clone() };
        FaultyStore(Arc::new(Mutex::new(state)))
    }

    /// What is there after a crash.
    pub fn crash(&self, loss: Loss) -> FaultyStore {
        let state = self.state();
        let mut numbers = Numbers::new(if let Loss::Random(seed) = loss { seed } else { 0 });
        let files: Vec<Contents> = state
            .files
            .iter()
            .map(|file| Contents { now: file.after(loss, &mut numbers), since_sync: Vec::new() })
            .collect();
        let mut names = state.durable_names.clone();
        for naming in &state.namings {
            let kept = match loss {
                Loss::Everything => false,
                Loss::Nothing => true,
                Loss::Random(_) => numbers.coin(),
            };
            if kept {
                naming.apply(&mut names);
            }
        }
        let durable_names = names.clone();
        FaultyStore(Arc::new(Mutex::new(State { files, names, durable_names, ..State::default() })))
    }

    /// A file's bytes, whatever state the store is in.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.state();
        state.names.get(name).map(|file| state.files[*file].now.clone())
    }

    /// All files, whatever state the store is in.
    pub fn names(&self) -> Vec<String> {
        self.state().names.keys().cloned().collect()
    }

    /// Puts a file there, durably, as if it had always been there.
    pub fn set(&self, name: &str, bytes: &[u8]) {
        let mut state = self.state();
        let file = state.files.len();
        state.files.push(Contents { now: bytes.to_vec(), since_sync: Vec::new() });
        state.names.insert(name.to_owned(), file);
        state.durable_names.insert(name.to_owned(), file);
    }
}

impl State {
    fn stopped(&self) -> bool {
        self.stop_at.is_some_and(|at| self.operations >= at)
    }

    fn check_alive(&self) -> Result<()> {
        if self.stopped() { Err(Error::new(ErrorKind::Io).because("stopped")) } else { Ok(()) }
    }

    /// Counts a changing call.
    fn count(&mut self) -> Result<()> {
        self.check_alive()?;
        if self.failed {
            return Err(ErrorKind::StoreFailed.into());
        }
        self.operations += 1;
        Ok(())
    }

    fn check_sync(&mut self) -> Result<()> {
        self.check_alive()?;
        if self.failing_sync == Some(self.operations) {
            self.failed = true;
            return Err(ErrorKind::StoreFailed.into());
        }
        Ok(())
    }

    fn file(&self, name: &str) -> Result<usize> {
        check_path(name)?;
        self.names.get(name).copied().ok_or_else(|| Error::new(ErrorKind::FileNotFound).at(name))
    }
}

struct Reader(FaultyStore, usize);

impl ReadAt for Reader {
    fn size(&self) -> Result<u64> {
        let state = self.0.state();
        state.check_alive()?;
        Ok(state.files[self.1].now.len() as u64)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let state = self.0.state();
        state.check_alive()?;
        state.files[self.1].now.read_exact_at(offset, buffer)
    }
}

impl Store for FaultyStore {
    fn open(&self, name: &str) -> Result<Box<dyn ReadAt + Send>> {
        let state = self.state();
        state.check_alive()?;
        let file = state.file(name)?;
        Ok(Box::new(Reader(self.clone(), file)))
    }

    fn size(&self, name: &str) -> Result<Option<u64>> {
        let state = self.state();
        state.check_alive()?;
        check_path(name)?;
        Ok(state.names.get(name).map(|file| state.files[*file].now.len() as u64))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>> {
        let state = self.state();
        state.check_alive()?;
        let within = state.names.keys().filter(|name| folder_of(name) == folder && !name.ends_with(PARTIAL));
        Ok(within.map(|name| name.rsplit('/').next().unwrap().to_owned()).collect())
    }

    fn append(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut state = self.state();
        state.count()?;
        check_path(name)?;
        if !state.names.contains_key(name) {
            let file = state.files.len();
            state.files.push(Contents::default());
            state.names.insert(name.to_owned(), file);
            state.namings.push(Naming::Made(name.to_owned(), file));
        }
        let file = state.file(name)?;
        if !bytes.is_empty() {
            state.files[file].change(|now| now.extend(bytes));
        }
        state.check_alive()
    }

    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> Result<()> {
        let mut state = self.state();
        state.count()?;
        let file = state.file(name)?;
        let (start, end) = (offset as usize, offset.saturating_add(bytes.len() as u64) as usize);
        if end > state.files[file].now.len() {
            return Err(ErrorKind::Truncated.into());
        }
        state.files[file].change(|now| now[start..end].copy_from_slice(bytes));
        state.check_alive()
    }

    fn truncate(&self, name: &str, size: u64) -> Result<()> {
        let mut state = self.state();
        state.count()?;
        let file = state.file(name)?;
        if size as usize > state.files[file].now.len() {
            return Err(ErrorKind::Truncated.into());
        }
        state.files[file].change(|now| now.truncate(size as usize));
        state.check_alive()
    }

    fn sync(&self, name: &str) -> Result<()> {
        let mut state = self.state();
        state.count()?;
        let file = state.file(name)?;
        state.check_sync()?;
        state.files[file].since_sync.clear();
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> Result<()> {
        let mut state = self.state();
        state.count()?;
        check_path(to)?;
        let naming = Naming::Moved(from.to_owned(), to.to_owned(), state.file(from)?);
        naming.apply(&mut state.names);
        state.namings.push(naming);
        state.check_alive()
    }

    fn remove(&self, name: &str) -> Result<()> {
        let mut state = self.state();
        state.count()?;
        state.file(name)?;
        state.names.remove(name);
        state.namings.push(Naming::Removed(name.to_owned()));
        state.check_alive()
    }

    fn sync_names(&self, folder: &str) -> Result<()> {
        let mut state = self.state();
        state.count()?;
        state.check_sync()?;
        let (done, open) =
            std::mem::take(&mut state.namings).into_iter().partition(|naming| naming.is_in(folder));
        let done: Vec<Naming> = done;
        done.iter().for_each(|naming| naming.apply(&mut state.durable_names));
        state.namings = open;
        Ok(())
    }
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
