//! What bids are judged by, beside themselves and the releases (SPEC §16.3).

use crate::ca::Revocation;
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::record::{BidState, BidStatus, History, TimeSource};
use crate::suite::Digest;
use crate::wire::{Hex, Id, Time};
use std::collections::HashSet;

/// The notice in force, the deadline, and the evidence about revocation as it was frozen at the closing.
pub struct Case {
    pub(super) notice: Notice,
    pub(super) stage: Id,
    pub(super) deadline: Time,
    pub(super) time: TimeSource,
    pub(super) revocation: Revocation,
    pub(super) revocation_digest: Digest,
}

impl Case {
    /// What a record says about one of its stages.
    ///
    /// # Errors
    /// [`ErrorKind::NotClosed`], [`ErrorKind::UnknownStage`].
    pub fn of(history: &History, stage: &Id) -> Result<Case> {
        let closing = history.closing().ok_or_else(|| Error::new(ErrorKind::NotClosed))?;
        let notice = history.notice()?.clone();
        history.stage(stage)?;
        Ok(Case {
            time: TimeSource::of(&notice)?,
            notice,
            stage: stage.clone(),
            deadline: history.deadline()?,
            revocation: closing.revocation.clone(),
            revocation_digest: closing.revocation_digest,
        })
    }

    /// The notice in force.
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// The stage.
    pub fn stage(&self) -> &Id {
        &self.stage
    }
}

/// The bids that stood at the beginning of a stage, in the order of their entries: those that are to be opened at it,
/// and those that have an outcome at it.
pub(super) fn members(history: &History, stage: usize) -> Vec<BidState> {
    let to_open: HashSet<Digest> = history.to_open(stage).map(|bid| bid.digest).collect();
    let belongs = |bid: &&BidState| match bid.status {
        BidStatus::Opened(at) if at == stage => true,
        BidStatus::Excluded(at, _) => at == stage,
        _ => to_open.contains(&bid.digest),
    };
    history.bids().iter().filter(belongs).cloned().collect()
}

/// Lot and bid key, by which releases and seeds name a bid.
pub(super) fn name_of(bid: &BidState) -> (Id, Hex<32>) {
    (bid.lot.clone(), bid.bid_key)
}
