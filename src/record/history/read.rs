//! What a history tells (SPEC §13.9).

use super::notices::InForce;
use super::{BidState, Closing, History, StageState};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{Notice, SignedNotice};
use crate::record::parties::TimeSource;
use crate::record::tree::Tree;
use crate::suite::Digest;
use crate::wire::{Hex, Id, Time};
use std::collections::BTreeMap;

impl History {
    /// The record's tree over all entries so far.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// How many entries there are.
    pub fn len(&self) -> u64 {
        self.tree.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty()
    }

    /// The time of the last entry.
    pub fn last_time(&self) -> Option<Time> {
        self.last
    }

    /// The notice in force, whether everybody has accepted it or not.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is none yet.
    pub fn notice(&self) -> Result<&Notice> {
        self.current().map(|current| &current.notice)
    }

    /// The tenderer's signature of the notice in force.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is none yet.
    pub fn notice_signature(&self) -> Result<&[u8]> {
        self.current().map(|current| current.signature_bytes.as_slice())
    }

    /// The notice in force, once every custodian has accepted it.
    ///
    /// # Errors
    /// [`ErrorKind::MissingAcceptance`].
    pub fn accepted_notice(&self) -> Result<&SignedNotice> {
        self.current()?.signed.as_ref().ok_or_else(|| ErrorKind::MissingAcceptance.into())
    }

    /// Whose time counts.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn time_source(&self) -> Result<&TimeSource> {
        self.current().map(|current| &current.time)
    }

    pub(super) fn current(&self) -> Result<&InForce> {
        let none = || Error::new(ErrorKind::OutOfOrder).because("there is no notice yet");
        self.in_force.as_ref().ok_or_else(none)
    }

    /// The tender digest.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn tender(&self) -> Result<Digest> {
        self.notice().map(Notice::tender)
    }

    /// The deadline, postponements included.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn deadline(&self) -> Result<Time> {
        self.deadline.ok_or_else(|| Error::new(ErrorKind::OutOfOrder).because("there is no notice yet"))
    }

    /// The bids, in the order in which they came.
    pub fn bids(&self) -> &[BidState] {
        &self.bids
    }

    /// A bid by its digest.
    pub fn find(&self, digest: &Digest) -> Option<&BidState> {
        self.by_digest.get(digest).and_then(|n| self.bids.get(*n))
    }

    /// Whether a bid key has been used, by whatever bid.
    pub fn knows_key(&self, bid_key: &Hex<32>) -> bool {
        self.bid_keys.contains(bid_key)
    }

    /// Whether a receipt stands in the record, told by the digest of its content.
    pub fn knows_receipt(&self, content: &Digest) -> bool {
        self.receipts.contains(content)
    }

    /// The closing, once the box is closed.
    pub fn closing(&self) -> Option<&Closing> {
        self.closing.as_ref()
    }

    /// Bids that a receipt shows and the record does not; whether the adjudicator has settled each.
    pub fn objections(&self) -> &BTreeMap<Digest, bool> {
        &self.objections
    }

    /// The stages, in order.
    pub fn stages(&self) -> &[StageState] {
        &self.stages
    }

    /// The stage of this name and its number.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn stage(&self, id: &Id) -> Result<(usize, &StageState)> {
        let found = self.stages.iter().enumerate().find(|(_, stage)| stage.id == *id);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownStage).because(id))
    }

    /// The number of the first stage that is not finished; none if all are.
    pub fn next_stage(&self) -> Option<usize> {
        self.stages.iter().position(|stage| stage.minutes.is_none())
    }

    pub(super) fn stage_at(&self, number: usize) -> Result<&StageState> {
        self.stages.get(number).ok_or_else(|| ErrorKind::UnknownStage.into())
    }

    pub(super) fn stage_mut(&mut self, number: usize) -> Result<&mut StageState> {
        self.stages.get_mut(number).ok_or_else(|| ErrorKind::UnknownStage.into())
    }
}
