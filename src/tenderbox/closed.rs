//! The box after its closing: what the opening writes through, and reads bids from (SPEC §14.6, §16).

use super::files::{CHECKPOINT, JOURNAL, bid_name, evidence_name};
use super::keys::PlatformKeys;
use super::ledger::New;
use super::refused::{Refused, Trouble};
use super::shared::{Shared, Status};
use super::upload::Upload;
use crate::bid::{BidFile, ReadAt, Slice, Work};
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidStatus, BlobRef, Checkpoint, Entry, Event, Head, History, Store, origin};
use crate::suite::{Digest, hash};
use crate::wire::{Id, Time};
use std::collections::HashMap;
use std::fmt;
use std::io::{Read, copy};
use std::sync::{Arc, Mutex, PoisonError};

/// A tender box that is closed. Many threads may use it at once.
pub struct ClosedBox {
    shared: Shared,
    /// The journal, if it is there, and where the bids lie in it.
    journal: Option<Arc<Box<dyn ReadAt + Send>>>,
    blobs: HashMap<Digest, BlobRef>,
    /// Held while a head is recorded.
    heads: Mutex<()>,
}

impl ClosedBox {
    pub(super) fn new(shared: Shared, blobs: HashMap<Digest, BlobRef>) -> Result<ClosedBox> {
        let journal = match shared.store.size(JOURNAL)? {
            Some(_) => Some(Arc::new(shared.store.open(JOURNAL)?)),
            None => None,
        };
        Ok(ClosedBox { shared, journal, blobs, heads: Mutex::new(()) })
    }

    /// Reads in the history, which nobody changes meanwhile.
    pub fn with_history<T>(&self, read: impl FnOnce(&History) -> T) -> T {
        read(&self.shared.ledger.state().history)
    }

    /// Writes one entry; it is durable when this returns. Its time is `now`, or that of the entry before it where the
    /// clock went back. Those who write at once share a batch. Returns the entry's number.
    ///
    /// # Errors
    /// Those of [`History::apply`]; [`ErrorKind::StoreFailed`], after which the box must be opened again.
    pub fn write(&self, now: Time, event: Event, attachments: Vec<Vec<u8>>) -> Result<u64> {
        self.shared.ledger.write(now, New::entry(event, attachments))
    }

    /// Writes several entries, one after another without others between them, in as few batches as possible.
    ///
    /// # Errors
    /// As [`ClosedBox::write`]; the entries before the one that is refused are written.
    pub fn write_all(&self, now: Time, events: Vec<(Event, Vec<Vec<u8>>)>) -> Result<Vec<u64>> {
        let ledger = &self.shared.ledger;
        let (mut tickets, mut refused) = (Vec::new(), Ok(()));
        {
            let mut state = ledger.state();
            for (event, attachments) in events {
                match ledger.submit(&mut state, now, New::entry(event, attachments)) {
                    Ok(ticket) => tickets.push(ticket),
                    Err(error) => {
                        refused = Err(error);
                        break;
                    }
                }
            }
        }
        let numbers = tickets.iter().map(|ticket| ledger.wait(ticket).map(|position| position.number));
        let numbers = numbers.collect::<Result<Vec<_>>>()?;
        refused.map(|()| numbers)
    }

    /// The file of a bid. Whether it is the one that was received its bytes tell.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownBid`]; [`ErrorKind::BidDamaged`] if it is gone, or of another size.
    pub fn bid_file(&self, digest: &Digest) -> Result<Box<dyn ReadAt + Send>> {
        let damaged = |why: &str| Error::new(ErrorKind::BidDamaged).because(why).at(digest);
        let size = self.with_history(|history| history.find(digest).map(|bid| bid.size));
        let size = size.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest))?;
        let size = size.ok_or_else(|| damaged("no file has come"))?;
        let name = bid_name(digest);
        // A file of its own is a large bid, or one that was rescued.
        if self.shared.store.size(&name)?.is_some() {
            let file = self.shared.store.open(&name)?;
            return if file.size()? == size { Ok(file) } else { Err(damaged("its file has another size")) };
        }
        match (self.blobs.get(digest), &self.journal) {
            (Some(blob), Some(journal)) if blob.length == size => {
                let (offset, length) = (blob.offset, blob.length);
                Ok(Box::new(Slice { source: Arc::clone(journal), offset, length }))
            }
            _ => Err(damaged("there is no such file")),
        }
    }

    /// Takes the identical file of a bid again, in the place of what is damaged. Every byte is checked.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownBid`]; [`ErrorKind::RetiredBid`] if the bid does not count; [`ErrorKind::BidDamaged`] if this
    /// is not the bid's file; [`ErrorKind::Io`] of `file`; those of the [`Store`].
    pub fn rescue(&self, digest: &Digest, file: &mut dyn Read, now: Time) -> Result<()> {
        let found =
            self.with_history(|history| history.find(digest).map(|bid| (bid.status.clone(), bid.size)));
        let (status, size) = found.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest))?;
        let (BidStatus::Received | BidStatus::Opened(_), Some(size)) = (status, size) else {
            return Err(Error::new(ErrorKind::RetiredBid).because(digest));
        };
        let _claim = self.shared.claims.hold(*digest);
        let other = |why: Error| match Trouble::from(why) {
            Trouble::Bidder(why) => Error::new(ErrorKind::BidDamaged).because(why).at("the file supplied"),
            Trouble::Platform(error) => error,
        };
        let mut upload = Upload::new(&self.shared)?;
        // One byte more than there may be tells a file that is longer.
        let copied = copy(&mut file.take(size.saturating_add(1)), &mut upload);
        let arrival = upload.finish().map_err(other)?;
        copied?;
        let bid = BidFile::read(Arc::clone(&arrival.source)).map_err(other)?;
        if bid.digest() != *digest {
            return Err(other(Error::new(ErrorKind::UnknownBid).because(bid.digest())));
        }
        let notice = self.shared.ledger.state().current()?;
        bid.under(&notice.notice)?.check_parts(Work::default()).map_err(other)?;
        arrival.keep(digest, false)?.stays();
        let damaged = |history: &History| {
            let stage = history.next_stage().and_then(|number| history.stages().get(number));
            stage.and_then(|stage| stage.damaged.as_ref()).is_some_and(|damaged| damaged.contains(digest))
        };
        if self.with_history(damaged) {
            self.write(now, Event::Rescued { digest: *digest }, Vec::new())?;
        }
        Ok(())
    }

    /// Begins an upload, for [`ClosedBox::deliver`].
    ///
    /// # Errors
    /// None in practice: a box has a notice.
    pub fn upload(&self) -> Result<Upload<'_>> {
        Upload::new(&self.shared)
    }

    /// Takes the file of a bid that was announced before the deadline. The same file again gives the very same receipt.
    ///
    /// # Errors
    /// [`Refused`], with the first reason of SPEC §14.4.
    pub fn deliver(
        &self,
        upload: Upload<'_>,
        arrived: Time,
        now: Time,
    ) -> std::result::Result<Vec<u8>, Refused> {
        self.shared.deliver(upload, arrived, now, false)
    }

    /// The answer to whatever else is handed in now: a signed refusal.
    pub fn refuse(&self, digest: Option<Digest>, arrived: Time) -> Refused {
        self.shared.refuse(Trouble::Bidder(ErrorKind::BoxClosed.into()), digest, arrived)
    }

    /// A head over everything so far, signed by the platform.
    ///
    /// # Errors
    /// [`ErrorKind::StoreFailed`].
    pub fn head(&self) -> Result<Head> {
        let (checkpoint, last) = {
            let state = self.shared.ledger.state();
            let tree = state.history.tree();
            let (size, root) = (tree.len(), tree.root());
            (Checkpoint { origin: origin(&state.history.tender()?), size, root }, size.saturating_sub(1))
        };
        // What is signed must be durable: a head over entries that a crash took would be a split history.
        self.shared.ledger.position(last)?;
        Head::sign(&checkpoint, &self.shared.keys.keys.record_key)
    }

    /// Records a head with its cosignatures, and tokens over its text. Returns the entry's number.
    ///
    /// # Errors
    /// As [`ClosedBox::write`].
    pub fn record_head(&self, note: &[u8], tokens: Vec<Vec<u8>>, now: Time) -> Result<u64> {
        let _one_at_a_time = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        let digests = tokens.iter().map(|token| hash(&[token])).collect();
        let event = Event::Head { note: hash(&[note]), tokens: digests };
        let number = self.write(now, event, [vec![note.to_vec()], tokens].concat())?;
        self.shared.store.put(CHECKPOINT, note)?;
        Ok(number)
    }

    /// Records a receipt for a bid that the closed log does not have. Returns the entry's number.
    ///
    /// # Errors
    /// As [`ClosedBox::write`]: [`ErrorKind::NotAnObjection`], [`ErrorKind::WrongSigner`] and the like.
    pub fn objection(&self, receipt: &[u8], now: Time) -> Result<u64> {
        self.write(now, Event::Objection { receipt: hash(&[receipt]) }, vec![receipt.to_vec()])
    }

    /// An entry, as the record has it.
    ///
    /// # Errors
    /// As [`ClosedBox::attachments`].
    pub fn entry(&self, number: u64) -> Result<Entry> {
        self.shared.ledger.entry(number)
    }

    /// What is attached to an entry.
    ///
    /// # Errors
    /// [`ErrorKind::OutsideTree`], [`ErrorKind::LogDamaged`], [`ErrorKind::Io`].
    pub fn attachments(&self, entry: u64) -> Result<Vec<Vec<u8>>> {
        self.shared.ledger.attachments(entry)
    }

    /// Puts bytes into a folder of the evidence, under their SHA-256, which is returned; durable when this returns.
    ///
    /// # Errors
    /// [`ErrorKind::BadField`] for a folder that is no plain name; those of the [`Store`].
    pub fn put_evidence(&self, folder: &str, bytes: &[u8]) -> Result<Digest> {
        let digest = hash(&[bytes]);
        let name = evidence_name(Id::new(folder)?.as_str(), &digest);
        let store = &self.shared.store;
        let there = store.size(&name)? == Some(bytes.len() as u64);
        if there && store.read(&name, bytes.len() as u64)? == bytes {
            // Another thread may have put it there just now.
            store.sync_names(&format!("evidence/{folder}"))?;
        } else {
            store.put(&name, bytes)?;
        }
        Ok(digest)
    }

    /// Bytes of a folder of the evidence, at most `limit`.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`], [`ErrorKind::TooLarge`], [`ErrorKind::AttachmentMismatch`] if they are others,
    /// [`ErrorKind::BadField`] for a folder that is no plain name.
    pub fn evidence(&self, folder: &str, digest: &Digest, limit: u64) -> Result<Vec<u8>> {
        let name = evidence_name(Id::new(folder)?.as_str(), digest);
        let bytes = self.shared.store.read(&name, limit)?;
        if hash(&[&bytes]) == *digest {
            Ok(bytes)
        } else {
            Err(Error::new(ErrorKind::AttachmentMismatch).at(name))
        }
    }

    /// What the box says of itself to anybody.
    ///
    /// # Errors
    /// None in practice: a box has a notice.
    pub fn status(&self) -> Result<Status> {
        self.shared.status()
    }

    /// Where everything lies.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.shared.store
    }

    /// What the platform signs with.
    pub fn keys(&self) -> &PlatformKeys {
        &self.shared.keys.keys
    }

    /// The platform's own roots.
    pub fn trust(&self) -> &TrustAnchors {
        &self.shared.trust
    }
}

impl fmt::Debug for ClosedBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClosedBox")
    }
}
