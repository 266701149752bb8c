//! Closing a box, and opening it again after whatever happened (SPEC §14.1, §14.6).

use super::closed::ClosedBox;
use super::files::{CHECKPOINT, INCOMING, JOURNAL, LOG};
use super::keys::PlatformKeys;
use super::ledger::{Ledger, New};
use super::open::TenderBox;
use super::shared::Shared;
use crate::ca::{Revocation, TrustAnchors};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BlobRef, CodesSecret, Event, History, Log, NewFrame, PARTIAL, Store};
use crate::suite::{Digest, hash};
use crate::wire::Time;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes that are gathered for one batch of the record's log.
const BATCH: usize = 16 << 20;

/// No head is longer (SPEC §13.4).
const MAX_NOTE: u64 = 64 << 10;

/// A box that was opened again.
#[derive(Debug)]
pub enum AnyBox {
    /// It receives.
    Open(TenderBox),
    /// It is closed.
    Closed(ClosedBox),
}

/// A box was not closed.
#[derive(Debug)]
pub struct NotClosed {
    /// Why.
    pub error: Error,
    /// The box, unless its closing was written and only then something failed: then it is to be opened again.
    pub tender: Option<TenderBox>,
}

impl TenderBox {
    /// Opens a box again, open or closed, after whatever ended the program that had it. What was acknowledged is there;
    /// what was begun and not acknowledged is finished or gone.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`] if there is no box; [`ErrorKind::LogDamaged`]; those of
    /// [`History::apply`](crate::record::History::apply); [`ErrorKind::WrongSigner`] if the record key is not the
    /// notice's; those of the [`Store`].
    pub fn open(store: Arc<dyn Store>, keys: PlatformKeys, trust: TrustAnchors) -> Result<AnyBox> {
        clear_incoming(&*store)?;
        let journal = open_log(&store, JOURNAL, &trust)?.filter(|ledger| !ledger.log().is_empty());
        let Some(journal) = journal else {
            // A journal that is lost takes the bids in it along, and no more than these.
            let record = open_log(&store, LOG, &trust)?;
            return closed_box(store, record, keys, trust, HashMap::new()).map(AnyBox::Closed);
        };
        let shared = Shared::new(Arc::clone(&store), journal, keys, trust)?;
        shared.retired().iter().try_for_each(|digest| shared.destroy(digest))?;
        let closed = shared.ledger.state().history.closing().is_some();
        if closed || store.size(LOG)?.is_some() {
            return settle(shared).map(AnyBox::Closed);
        }
        Ok(AnyBox::Open(TenderBox { shared }))
    }

    /// Closes the box for good, after the deadline. What is known about revocation is frozen; where nobody asked,
    /// [`Revocation::unchecked`] says so.
    ///
    /// # Errors
    /// [`ErrorKind::ClosedEarly`], [`ErrorKind::MissingAcceptance`], [`ErrorKind::TooLarge`],
    /// [`ErrorKind::MissingField`] if it is not said when the evidence was gathered, those of the [`Store`]. After an
    /// error the box is opened again with [`TenderBox::open`].
    pub fn close(self, revocation: &Revocation, now: Time) -> Result<ClosedBox> {
        self.try_close(revocation, now).map_err(|not| not.error)
    }

    /// The same; a box whose closing could not be written is given back, and receives as before.
    ///
    /// # Errors
    /// As [`TenderBox::close`].
    pub fn try_close(
        self,
        revocation: &Revocation,
        now: Time,
    ) -> std::result::Result<ClosedBox, Box<NotClosed>> {
        if let Err(error) = self.write_closing(revocation, now) {
            return Err(Box::new(NotClosed { error, tender: Some(self) }));
        }
        settle(self.shared).map_err(|error| Box::new(NotClosed { error, tender: None }))
    }

    fn write_closing(&self, revocation: &Revocation, now: Time) -> Result<()> {
        let deadline = self.shared.ledger.state().history.deadline()?;
        // The history would believe the entry's time, which is not before the last one's.
        if now <= deadline {
            return Err(Error::new(ErrorKind::ClosedEarly).because(format_args!("due at {deadline}")));
        }
        let frozen = if revocation.is_unchecked() {
            Revocation::new(Vec::new(), Vec::new())?.gathered_at(now).to_bytes()?
        } else {
            revocation.to_bytes()?
        };
        let notice = self.notice()?;
        let secret = || CodesSecret::of(&self.shared.keys.keys.record_key, &notice.tender());
        let codes = notice.has_blind_review().then(|| secret().commitment());
        let event = Event::Closed { deadline, revocation: hash(&[&frozen]), codes };
        self.shared.ledger.write(now, New::entry(event, vec![frozen])).map(|_| ())
    }
}

/// The log and its history, if the file is there.
fn open_log(store: &Arc<dyn Store>, name: &str, trust: &TrustAnchors) -> Result<Option<Ledger>> {
    match store.size(name)? {
        Some(_) => Ledger::open(Arc::clone(store), name, trust.clone()).map(Some),
        None => Ok(None),
    }
}

/// From a journal to the closed box: its log is published, unless that was done before.
fn settle(journal: Shared) -> Result<ClosedBox> {
    let mut record = open_log(&journal.store, LOG, &journal.trust)?;
    let behind = record.as_ref().is_none_or(|record| record.log().len() < journal.ledger.log().len());
    if behind && journal.ledger.state().history.closing().is_some() {
        drop(record);
        publish(&journal)?;
        record = open_log(&journal.store, LOG, &journal.trust)?;
    }
    let blobs = all_blobs(&journal)?;
    let Shared { store, ledger, keys, trust, .. } = journal;
    let closed = closed_box(store, record, keys.keys, trust, blobs)?;
    closed.with_history(|history| check_same(&ledger.state().history, history))?;
    Ok(closed)
}

/// The box whose record is published.
fn closed_box(
    store: Arc<dyn Store>,
    record: Option<Ledger>,
    keys: PlatformKeys,
    trust: TrustAnchors,
    blobs: HashMap<Digest, BlobRef>,
) -> Result<ClosedBox> {
    let Some(record) = record else {
        return Err(Error::new(ErrorKind::FileNotFound).because("there is no tender box").at(JOURNAL));
    };
    if record.state().history.closing().is_none() {
        return Err(Error::new(ErrorKind::LogDamaged)
            .because("it does not say that the box is closed")
            .at(LOG));
    }
    check_checkpoint(&*store, &record.state().history)?;
    ClosedBox::new(Shared::new(store, record, keys, trust)?, blobs)
}

/// A last batch that decays on the disk looks like one that was never finished, and is cut off. The head that was
/// recorded last tells: its entries must be there (SPEC §13.2).
fn check_checkpoint(store: &dyn Store, history: &History) -> Result<()> {
    if store.size(CHECKPOINT)?.is_none() {
        return Ok(());
    }
    let note = store.read(CHECKPOINT, MAX_NOTE)?;
    match history.check_head(&note) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::new(ErrorKind::LogDamaged)
            .because(format_args!("it does not have what its last recorded head covers: {error}"))
            .at(LOG)),
    }
}

/// Uploads that never ended.
fn clear_incoming(store: &dyn Store) -> Result<()> {
    let left = store.list(INCOMING)?;
    for name in &left {
        store.remove(&format!("{INCOMING}/{name}"))?;
    }
    if left.is_empty() { Ok(()) } else { store.sync_names(INCOMING) }
}

/// The record's log must begin with what the journal has.
fn check_same(journal: &History, record: &History) -> Result<()> {
    let (ours, theirs) = (journal.tree(), record.tree());
    let common = ours.len().min(theirs.len());
    if ours.root_at(common)? == theirs.root_at(common)? {
        return Ok(());
    }
    Err(Error::new(ErrorKind::LogDamaged).because("it does not have the entries of the journal").at(LOG))
}

/// Where the journal has the bids.
fn all_blobs(shared: &Shared) -> Result<HashMap<Digest, BlobRef>> {
    let digests: Vec<Digest> = shared.ledger.state().history.bids().iter().map(|bid| bid.digest).collect();
    let mut blobs = HashMap::new();
    for digest in digests {
        let Some(number) = shared.file_entry(&digest)? else { continue };
        blobs.extend(shared.ledger.position(number)?.blob.map(|blob| (digest, blob)));
    }
    Ok(blobs)
}

/// Writes the record's log: the journal's entries and attachments, without the bids.
fn publish(journal: &Shared) -> Result<()> {
    let (store, ledger) = (&journal.store, &journal.ledger);
    let partial = format!("{LOG}{PARTIAL}");
    if store.size(&partial)?.is_some() {
        store.remove(&partial)?;
    }
    let log = Log::open(Arc::clone(store), &partial, |_| Ok(()))?;
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for number in 0..ledger.log().len() {
        let frame = ledger.log().read_frame_at(&ledger.position(number)?)?;
        bytes += frame.entry.len() + frame.attachments.iter().map(Vec::len).sum::<usize>();
        batch.push(NewFrame { entry: frame.entry, attachments: frame.attachments, blob: None });
        if bytes >= BATCH || batch.len() >= 1024 {
            log.append(&batch)?;
            (batch, bytes) = (Vec::new(), 0);
        }
    }
    log.append(&batch)?;
    drop(log);
    store.rename(&partial, LOG)?;
    store.sync_names("record")
}
