//! The log file: batches of entries, each durable before anybody hears of it (SPEC §13.2).

use super::cursor::Cursor;
use super::frame::{BlobRef, ENTRIES, Frame, HEADER, Header, NewFrame, Position, damaged, read_frame};
use super::scan::scan;
use super::store::{Store, folder_of};
use crate::bid::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Secret;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes that are given to the store at once.
const PIECE: usize = 1 << 20;

/// A log file that is open for writing. It holds no entries in memory.
pub struct Log {
    store: Arc<dyn Store>,
    name: String,
    reader: Box<dyn ReadAt + Send>,
    cut: u64,
    state: Mutex<State>,
}

struct State {
    id: [u8; 8],
    /// The number of the next entry.
    next: u64,
    /// Where the last batch begins, and where the next one will.
    last: u64,
    end: u64,
    /// Set while a batch is written: whatever goes wrong then leaves it set.
    failed: bool,
    /// Room for the bytes on their way, kept from batch to batch.
    buffer: Vec<u8>,
}

impl Log {
    /// Opens a log file, or begins one, and hands on all its entries in order. A last batch that was never finished
    /// is cut off: nobody was told of its entries. When this returns, everything handed on is durable.
    ///
    /// # Errors
    /// [`ErrorKind::LogDamaged`] if anything else is wrong, those of `each`, and those of the [`Store`].
    pub fn open(store: Arc<dyn Store>, name: &str, mut each: impl FnMut(Frame) -> Result<()>) -> Result<Log> {
        let at = |e: Error| e.at(name);
        if store.size(name)?.is_none() {
            store.append(name, &[])?;
        }
        let reader = store.open(name)?;
        let scan = scan(&reader, &mut each).map_err(at)?;
        let cut = reader.size()? - scan.end;
        if cut > 0 {
            store.truncate(name, scan.end)?;
        }
        // What was read may never have been synced, if the writer was stopped before it could.
        store.sync(name)?;
        store.sync_names(folder_of(name))?;
        let id = scan.id.map_or_else(fresh_id, Ok)?;
        let (next, last, end) = (scan.entries, scan.last, scan.end);
        let state = State { id, next, last, end, failed: false, buffer: Vec::new() };
        Ok(Log { store, name: name.to_owned(), reader, cut, state: Mutex::new(state) })
    }

    /// How many bytes of an unfinished batch were cut off when the log was opened; usually none.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// How many entries there are: the number of the next one.
    pub fn len(&self) -> u64 {
        self.state().next
    }

    /// Whether there is no entry yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes entries as one batch; they are durable when this returns.
    ///
    /// # Errors
    /// [`ErrorKind::LogTooLarge`] for more than 4096 entries, more than 256 MiB of entries and attachments together,
    /// or what [`NewFrame::check`] refuses: nothing was written then. After any other error,
    /// [`ErrorKind::StoreFailed`]: the log must be opened again.
    pub fn append(&self, frames: &[NewFrame]) -> Result<Vec<Position>> {
        if frames.is_empty() {
            return Ok(Vec::new());
        }
        self.write(&mut self.state(), frames)
    }

    /// Reads an entry again. The checksum is that of a whole batch and is not looked at: the entry's hash in the tree
    /// and the attachments' hashes in the entry tell whether they are the right ones.
    ///
    /// # Errors
    /// [`ErrorKind::LogDamaged`], [`ErrorKind::Io`].
    pub fn read_frame_at(&self, position: &Position) -> Result<Frame> {
        let mut cursor = Cursor::new(&self.reader, position.offset)?;
        let frame = read_frame(&mut cursor, u64::MAX).map_err(|e| e.at(&self.name))?;
        Ok(Frame { position: *position, entry: frame.entry, attachments: frame.attachments })
    }

    /// The log file itself, to read a blob from it with [`Slice`](crate::bid::Slice).
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn reader(&self) -> Result<Box<dyn ReadAt + Send>> {
        self.store.open(&self.name)
    }

    /// Overwrites a blob with zeros, durably.
    ///
    /// # Errors
    /// [`ErrorKind::LogDamaged`] if there is no such blob, and those of [`Log::append`].
    pub fn erase(&self, blob: &BlobRef) -> Result<()> {
        let mut state = self.state();
        let end = blob.offset.checked_add(blob.length).filter(|end| *end <= state.end);
        let end = end.ok_or_else(|| damaged(blob.offset, "no such blob").at(&self.name))?;
        // Were it erased within the last batch, the batch would look as if it had never been finished. An empty one
        // is put behind it first.
        if end > state.last {
            self.write(&mut state, &[])?;
        }
        drop(state);
        self.store.wipe(&self.name, blob.offset..end)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, state: &mut State, frames: &[NewFrame]) -> Result<Vec<Position>> {
        let offset = state.end;
        if state.failed {
            return Err(Error::new(ErrorKind::StoreFailed).at(&self.name));
        }
        let batch = Batch::new(state, frames)?;
        state.failed = true;
        state.buffer.clear();
        batch.write(&mut Pieces { log: self, bytes: &mut state.buffer })?;
        self.store.sync(&self.name)?;
        state.failed = false;
        state.next += u64::from(batch.header.count);
        (state.last, state.end) = (offset, offset + batch.header.length());
        Ok(batch.positions)
    }
}

/// Reads a log file that must not be changed: a copy of somebody else's.
///
/// Returns how many entries there are.
///
/// # Errors
/// [`ErrorKind::LogIncomplete`] after the last whole batch was handed on, if bytes of an unfinished one stand behind
/// it; [`ErrorKind::LogDamaged`]; those of `each`.
pub fn read_log(source: &dyn ReadAt, mut each: impl FnMut(Frame) -> Result<()>) -> Result<u64> {
    let scan = scan(source, &mut each)?;
    match scan.torn {
        None => Ok(scan.entries),
        Some(why) => {
            let detail = format!("{why}, at offset {}", scan.end);
            Err(Error::new(ErrorKind::LogIncomplete).because(detail))
        }
    }
}

/// A batch before it is written.
struct Batch<'a> {
    header: Header,
    meta: Vec<u8>,
    frames: &'a [NewFrame],
    positions: Vec<Position>,
}

impl Batch<'_> {
    fn new<'a>(state: &State, frames: &'a [NewFrame]) -> Result<Batch<'a>> {
        if frames.len() > ENTRIES {
            return Err(Error::new(ErrorKind::LogTooLarge).because(format_args!("{} entries", frames.len())));
        }
        let mut header = Header { id: state.id, number: state.next, count: 0, meta: 0, blobs: 0 };
        for frame in frames {
            frame.check()?;
            header.count += 1;
            header.meta += frame.meta_size();
            header.blobs += frame.blob_size();
            header.check()?;
        }
        let (mut meta, mut positions) = (Vec::new(), Vec::with_capacity(frames.len()));
        let start = state.end + HEADER as u64;
        let mut next = start + header.meta + 4;
        for (number, frame) in (header.number..).zip(frames) {
            let offset = start + meta.len() as u64;
            frame.write(&mut meta);
            let length = frame.blob_size();
            let blob = frame.blob.as_ref().map(|_| BlobRef { offset: next, length });
            next += length;
            positions.push(Position { number, offset, blob });
        }
        Ok(Batch { header, meta, frames, positions })
    }

    fn write(&self, pieces: &mut Pieces<'_>) -> Result<()> {
        pieces.write(&self.header.to_bytes())?;
        pieces.write(&self.meta)?;
        pieces.write(&crc32fast::hash(&self.meta).to_be_bytes())?;
        for blob in self.frames.iter().filter_map(|frame| frame.blob.as_ref()) {
            pieces.write(blob.bytes())?;
        }
        pieces.finish()
    }
}

/// Gathers bytes, so that a small batch is one write.
struct Pieces<'a> {
    log: &'a Log,
    bytes: &'a mut Vec<u8>,
}

impl Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= PIECE { self.finish() } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<()> {
        self.log.store.append(&self.log.name, self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

/// What marks a new file's batches, so that bytes of a bid are never taken for one of them.
fn fresh_id() -> Result<[u8; 8]> {
    let random = Secret::random()?;
    let [a, b, c, d, e, f, g, h, ..] = *random.expose();
    Ok([a, b, c, d, e, f, g, h])
}
