//! A history and the log that it is written to: validated under one lock, made durable without it (SPEC §13.2, §13.9).

use super::current::Current;
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{
    Blob, Committer, Entry, Event, Frame, History, Log, NewFrame, Position, Store, Ticket, verify_inclusion,
};
use crate::suite::{Digest, hash, leaf_hash};
use crate::wire::Time;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where an entry lies in the log.
#[derive(Clone)]
enum Place {
    Durable(Position),
    /// Whoever wants to use it must wait.
    Submitted(Arc<Ticket>),
}

/// What the history does not keep of a bid.
#[derive(Clone, Copy, Default)]
pub(super) struct Trace {
    /// The entry that delivered the file of an announced bid.
    pub delivered: Option<u64>,
    /// The entry that withdrew it.
    pub withdrawn: Option<u64>,
}

/// What has happened, and where it stands.
pub(super) struct State {
    pub history: History,
    places: Vec<Place>,
    traces: HashMap<Digest, Trace>,
    /// The digests of all notices there were.
    notices: Vec<Digest>,
    current: Option<Arc<Current>>,
    /// Set where an entry was taken into the history and could not be submitted.
    failed: bool,
}

impl State {
    fn new(trust: TrustAnchors) -> State {
        State {
            history: History::new(trust),
            places: Vec::new(),
            traces: HashMap::new(),
            notices: Vec::new(),
            current: None,
            failed: false,
        }
    }

    /// The notice in force, with what is derived from it.
    pub fn current(&mut self) -> Result<Arc<Current>> {
        if let Some(current) = &self.current {
            return Ok(Arc::clone(current));
        }
        let current = Arc::new(Current::new(self.history.notice()?.clone(), &self.notices)?);
        self.current = Some(Arc::clone(&current));
        Ok(current)
    }

    pub fn trace(&self, digest: &Digest) -> Trace {
        self.traces.get(digest).copied().unwrap_or_default()
    }

    fn note(&mut self, entry: &Entry, place: Place) {
        self.places.push(place);
        match &entry.event {
            Event::Notice { notice, .. } => {
                self.notices.push(*notice);
                self.current = None;
            }
            Event::Delivered { digest, .. } => {
                self.traces.entry(*digest).or_default().delivered = Some(entry.number);
            }
            Event::Withdrawn { digest, .. } => {
                self.traces.entry(*digest).or_default().withdrawn = Some(entry.number);
            }
            _ => {}
        }
    }
}

/// A history that grows.
pub(super) struct Ledger {
    committer: Committer,
    state: Mutex<State>,
}

impl Ledger {
    /// Opens a log file, or begins one, and reads all of it.
    ///
    /// # Errors
    /// Those of [`Log::open`] and [`History::apply`].
    pub fn open(store: Arc<dyn Store>, name: &str, trust: TrustAnchors) -> Result<Ledger> {
        let mut state = State::new(trust);
        let log = Log::open(store, name, |frame: Frame| {
            let entry = state.history.apply(&frame.entry, &frame.attachments)?;
            state.note(&entry, Place::Durable(frame.position));
            Ok(())
        })?;
        Ok(Ledger { committer: Committer::new(log), state: Mutex::new(state) })
    }

    pub fn log(&self) -> &Log {
        self.committer.log()
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an entry behind the others, if it keeps the rules. Its time is `now`, or that of the entry before it where
    /// the clock went back. After an error nothing has changed.
    ///
    /// # Errors
    /// Those of [`History::apply`] and [`NewFrame::check`]; [`ErrorKind::StoreFailed`].
    pub fn submit(&self, state: &mut State, now: Time, new: New) -> Result<Arc<Ticket>> {
        if state.failed {
            return Err(ErrorKind::StoreFailed.into());
        }
        let time = state.history.last_time().map_or(now, |last| last.max(now));
        let entry = Entry::new(state.history.len(), time, new.event).to_bytes()?;
        let frame = NewFrame { entry, attachments: new.attachments, blob: new.blob };
        frame.check()?;
        let entry = state.history.apply(&frame.entry, &frame.attachments)?;
        // From here on the history has what the log must get.
        state.failed = true;
        let ticket = Arc::new(self.committer.submit(frame)?);
        state.failed = false;
        state.note(&entry, Place::Submitted(Arc::clone(&ticket)));
        Ok(ticket)
    }

    /// Waits until an entry is durable.
    ///
    /// # Errors
    /// [`ErrorKind::StoreFailed`].
    pub fn wait(&self, ticket: &Ticket) -> Result<Position> {
        self.committer.wait(ticket)
    }

    /// Writes one entry; it is durable when this returns.
    ///
    /// # Errors
    /// As [`Ledger::submit`].
    pub fn write(&self, now: Time, new: New) -> Result<u64> {
        let ticket = self.submit(&mut self.state(), now, new)?;
        self.wait(&ticket).map(|position| position.number)
    }

    /// Where an entry lies, once it is durable.
    ///
    /// # Errors
    /// [`ErrorKind::OutsideTree`] if there is no such entry; [`ErrorKind::StoreFailed`].
    pub fn position(&self, number: u64) -> Result<Position> {
        let place = usize::try_from(number).ok().and_then(|n| self.state().places.get(n).cloned());
        match place {
            Some(Place::Durable(position)) => Ok(position),
            Some(Place::Submitted(ticket)) => self.wait(&ticket),
            None => Err(Error::new(ErrorKind::OutsideTree).because(format_args!("entry {number}"))),
        }
    }

    /// An entry, once it is durable.
    ///
    /// # Errors
    /// As [`Ledger::attachments`].
    pub fn entry(&self, number: u64) -> Result<Entry> {
        let frame = self.log().read_frame_at(&self.position(number)?)?;
        let entry = Entry::parse(&frame.entry)?;
        let (size, root, proof) = {
            let state = self.state();
            let tree = state.history.tree();
            (tree.len(), tree.root(), tree.inclusion(number, tree.len())?)
        };
        verify_inclusion(&leaf_hash(&frame.entry), number, size, &root, &proof)
            .map_err(|_| Error::new(ErrorKind::LogDamaged).at(format_args!("entry {number}")))?;
        Ok(entry)
    }

    /// What is attached to an entry, once it is durable.
    ///
    /// # Errors
    /// As [`Ledger::position`] and [`Log::read_frame_at`]; [`ErrorKind::LogDamaged`] if it is not what the entry names.
    pub fn attachments(&self, number: u64) -> Result<Vec<Vec<u8>>> {
        let frame = self.log().read_frame_at(&self.position(number)?)?;
        let entry = Entry::parse(&frame.entry)?;
        let named = entry.event.attached();
        let same = named.len() == frame.attachments.len()
            && named.iter().zip(&frame.attachments).all(|(digest, bytes)| hash(&[bytes]) == *digest);
        if same && entry.number == number {
            return Ok(frame.attachments);
        }
        Err(Error::new(ErrorKind::LogDamaged).at(format_args!("entry {number}")))
    }
}

/// What is to become an entry.
pub(super) struct New {
    pub event: Event,
    pub attachments: Vec<Vec<u8>>,
    pub blob: Option<Blob>,
}

impl New {
    /// An entry without a blob.
    pub fn entry(event: Event, attachments: Vec<Vec<u8>>) -> New {
        New { event, attachments, blob: None }
    }
}
