//! Many threads share one write: group commit (SPEC §13.2).

use super::frame::{ENTRIES, NewFrame, Position};
use super::log::Log;
use crate::error::{Error, ErrorKind, Result};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// Bytes after which a batch takes no further entry.
const BATCH: u64 = 64 << 20;

/// Takes entries in order and writes those that wait together as one batch.
///
/// Submitting is cheap, and is done under the lock of whoever decides which entry is next. Waiting is done without
/// that lock: whoever comes first writes all that is pending, the others wait for it.
pub struct Committer {
    log: Log,
    queue: Mutex<Queue>,
}

struct Queue {
    pending: VecDeque<Pending>,
    /// The number of the next entry to be submitted.
    next: u64,
    /// Whether somebody is writing.
    writing: bool,
    /// Why nothing is written any more.
    failed: Option<Error>,
    /// How many batches of each size were written.
    sizes: Vec<u64>,
}

struct Pending {
    frame: NewFrame,
    /// Bytes that it will take.
    size: u64,
    place: Arc<Place>,
}

/// Where an entry is waited for. Its waiter is woken when there is something to do, and nobody else: at many senders
/// waking all of them after each batch costs more than the batch.
#[derive(Debug, Default)]
struct Place {
    position: OnceLock<Position>,
    /// Set and read under the lock of the queue.
    awaited: AtomicBool,
    woken: Condvar,
}

/// An entry that was submitted and is not known to be durable.
#[must_use = "an entry is durable only after waiting for it"]
#[derive(Debug)]
pub struct Ticket {
    number: u64,
    place: Arc<Place>,
}

impl Ticket {
    /// The number that the entry has once it is durable.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Committer {
    /// Writes to this log; nobody else may.
    pub fn new(log: Log) -> Committer {
        let sizes = vec![0; ENTRIES + 1];
        let queue = Queue { pending: VecDeque::new(), next: log.len(), writing: false, failed: None, sizes };
        Committer { log, queue: Mutex::new(queue) }
    }

    /// The log, to read from.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Puts an entry behind those submitted before.
    ///
    /// # Errors
    /// [`ErrorKind::LogTooLarge`], [`ErrorKind::StoreFailed`] after a write failed.
    pub fn submit(&self, frame: NewFrame) -> Result<Ticket> {
        frame.check()?;
        let size = frame.meta_size() + frame.blob_size();
        let mut queue = self.queue();
        if let Some(error) = &queue.failed {
            return Err(failed(error));
        }
        let place = Arc::default();
        let ticket = Ticket { number: queue.next, place: Arc::clone(&place) };
        queue.next += 1;
        queue.pending.push_back(Pending { frame, size, place });
        Ok(ticket)
    }

    /// Waits until an entry is durable, and writes it if nobody else does.
    ///
    /// # Errors
    /// [`ErrorKind::StoreFailed`] if it could not be written: then nothing can be until the log is opened again.
    pub fn wait(&self, ticket: &Ticket) -> Result<Position> {
        let mut queue = self.queue();
        loop {
            if let Some(position) = ticket.place.position.get() {
                return Ok(*position);
            }
            if let Some(error) = &queue.failed {
                return Err(failed(error));
            }
            if queue.writing {
                ticket.place.awaited.store(true, Ordering::Relaxed);
                queue = ticket.place.woken.wait(queue).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            queue.writing = true;
            let batch = queue.take_batch();
            drop(queue);
            self.write(batch);
            queue = self.queue();
        }
    }

    /// How many batches were written.
    pub fn batches(&self) -> u64 {
        self.queue().sizes.iter().sum()
    }

    /// The median number of entries in the batches written; 0 if there is none.
    pub fn median_batch(&self) -> usize {
        let queue = self.queue();
        let half = queue.sizes.iter().sum::<u64>().div_ceil(2);
        let mut seen = 0;
        let reached = |count: &u64| {
            seen += count;
            seen >= half
        };
        queue.sizes.iter().position(reached).unwrap_or(0)
    }

    fn write(&self, batch: Vec<Pending>) {
        let (frames, places): (Vec<_>, Vec<_>) = batch.into_iter().map(|p| (p.frame, p.place)).unzip();
        // Should the store panic, the others are told so and do not wait for ever.
        let unknown = Err(Error::new(ErrorKind::StoreFailed));
        let mut ending = Ending { committer: self, places, written: unknown };
        ending.written = self.log.append(&frames);
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// What is written next: as many entries as fit, and at least one if any is pending.
    fn take_batch(&mut self) -> Vec<Pending> {
        let mut total = 0u64;
        let fits = |pending: &&Pending| {
            let first = total == 0;
            total = total.saturating_add(pending.size);
            first || total <= BATCH
        };
        let count = self.pending.iter().take(ENTRIES).take_while(fits).count();
        self.pending.drain(..count).collect()
    }
}

/// Tells those whom it concerns how a write ended, however it did.
struct Ending<'a> {
    committer: &'a Committer,
    places: Vec<Arc<Place>>,
    written: Result<Vec<Position>>,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let mut queue = self.committer.queue();
        queue.writing = false;
        let awaited = |pending: &&Pending| pending.place.awaited.load(Ordering::Relaxed);
        match &self.written {
            Ok(positions) => {
                for (place, position) in self.places.iter().zip(positions) {
                    place.position.get_or_init(|| *position);
                }
                if let Some(count) = queue.sizes.get_mut(positions.len()) {
                    *count += 1;
                }
                // One of those who wait writes the next batch.
                if let Some(next) = queue.pending.iter().find(awaited) {
                    next.place.woken.notify_all();
                }
            }
            Err(error) => {
                queue.failed = Some(error.clone());
                queue.pending.iter().for_each(|pending| pending.place.woken.notify_all());
            }
        }
        self.places.iter().for_each(|place| place.woken.notify_all());
    }
}

fn failed(error: &Error) -> Error {
    Error::new(ErrorKind::StoreFailed).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_ends_with_many_bytes_or_many_entries() {
        let taken = |sizes: &[u64]| {
            let pending =
                |size: &u64| Pending { frame: NewFrame::default(), size: *size, place: Arc::default() };
            let pending = sizes.iter().map(pending).collect();
            let mut queue = Queue { pending, next: 0, writing: false, failed: None, sizes: Vec::new() };
            std::iter::from_fn(|| Some(queue.take_batch().len()).filter(|count| *count > 0))
                .collect::<Vec<_>>()
        };
        assert!(taken(&[]).is_empty());
        assert_eq!(taken(&[10, 20, 30]), [3]);
        assert_eq!(taken(&[BATCH, 1]), [1, 1]);
        assert_eq!(taken(&[BATCH - 1, 1, 1]), [2, 1]);
        assert_eq!(taken(&[1 << 40, 1 << 40]), [1, 1], "one fits always");
        assert_eq!(taken(&[u64::MAX, u64::MAX]), [1, 1]);
        assert_eq!(taken(&[1; ENTRIES + 1]), [ENTRIES, 1]);
    }
}
