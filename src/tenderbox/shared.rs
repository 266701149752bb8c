//! What a box has, open or closed.

use super::claims::Claims;
use super::files::{BIDS, bid_name};
use super::keys::{CheckedKeys, PlatformKeys};
use super::ledger::Ledger;
use crate::bid::{ReadAt, Slice};
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidStatus, BlobRef, Position, Store};
use crate::suite::Digest;
use crate::wire::{Id, Time};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What a box says of itself to anybody. Nothing here depends on the bids that it has received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The tender digest.
    pub tender: Digest,
    /// The tender's number at the trading centre.
    pub tender_id: Id,
    /// The tender's title.
    pub title: String,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// Whether every custodian has accepted it: only then bids are received.
    pub accepted: bool,
    /// The deadline, postponements included.
    pub deadline: Time,
    /// Whether the box is closed.
    pub closed: bool,
}

pub(super) struct Shared {
    pub store: Arc<dyn Store>,
    pub ledger: Ledger,
    pub keys: CheckedKeys,
    pub trust: TrustAnchors,
    /// Numbers for files of uploads.
    pub uploads: AtomicU64,
    pub claims: Claims,
}

impl Shared {
    pub fn new(
        store: Arc<dyn Store>,
        ledger: Ledger,
        keys: PlatformKeys,
        trust: TrustAnchors,
    ) -> Result<Shared> {
        let keys = CheckedKeys::new(keys, ledger.state().history.notice()?)?;
        Ok(Shared { store, ledger, keys, trust, uploads: AtomicU64::new(0), claims: Claims::default() })
    }

    pub fn status(&self) -> Result<Status> {
        let state = self.ledger.state();
        let (history, notice) = (&state.history, state.history.notice()?);
        Ok(Status {
            tender: notice.tender(),
            tender_id: notice.body().tender_id.clone(),
            title: notice.body().title.clone(),
            notice: notice.digest(),
            accepted: history.accepted_notice().is_ok(),
            deadline: history.deadline()?,
            closed: history.closing().is_some(),
        })
    }

    /// The entry with which the file of a bid came; none if it has not come.
    pub fn file_entry(&self, digest: &Digest) -> Result<Option<u64>> {
        let state = self.ledger.state();
        let bid =
            state.history.find(digest).ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest))?;
        let delivered = state.trace(digest).delivered;
        Ok(bid.size.map(|_| delivered.unwrap_or(bid.entry)))
    }

    /// The file of a bid of a box that is not closed.
    ///
    /// # Errors
    /// [`ErrorKind::BidDamaged`] if it is gone.
    pub fn journal_bid(&self, digest: &Digest) -> Result<Box<dyn ReadAt + Send>> {
        let gone = |why: &str| Error::new(ErrorKind::BidDamaged).because(why).at(digest);
        let number = self.file_entry(digest)?.ok_or_else(|| gone("no file has come"))?;
        match self.ledger.position(number)?.blob {
            Some(BlobRef { offset, length }) => {
                Ok(Box::new(Slice { source: self.ledger.log().reader()?, offset, length }))
            }
            None => self.store.open(&bid_name(digest)).map_err(|e| gone(e.detail())),
        }
    }

    /// Destroys the ciphertext of a bid that was replaced or withdrawn, if there still is any (SPEC §14.5).
    pub fn destroy(&self, digest: &Digest) -> Result<()> {
        let Some(number) = self.file_entry(digest)? else { return Ok(()) };
        let name = bid_name(digest);
        if self.store.size(&name)?.is_some() {
            self.store.remove(&name)?;
            self.store.sync_names(BIDS)?;
        }
        match self.ledger.position(number)? {
            Position { blob: Some(blob), .. } if !self.is_erased(blob)? => self.ledger.log().erase(&blob),
            _ => Ok(()),
        }
    }

    fn is_erased(&self, blob: BlobRef) -> Result<bool> {
        let source = Slice { source: self.ledger.log().reader()?, offset: blob.offset, length: blob.length };
        let mut bytes = vec![0; 1 << 16];
        let mut offset = 0;
        while offset < blob.length {
            let count = usize::try_from(blob.length - offset).unwrap_or(usize::MAX).min(bytes.len());
            let piece = bytes.get_mut(..count).unwrap_or_default();
            source.read_exact_at(offset, piece)?;
            if piece.iter().any(|byte| *byte != 0) {
                return Ok(false);
            }
            offset += count as u64;
        }
        Ok(true)
    }

    /// The bids whose ciphertext must not be there any more.
    pub fn retired(&self) -> Vec<Digest> {
        let state = self.ledger.state();
        let gone = |status: &BidStatus| matches!(status, BidStatus::Replaced(_) | BidStatus::Withdrawn);
        state.history.bids().iter().filter(|bid| gone(&bid.status)).map(|bid| bid.digest).collect()
    }
}
