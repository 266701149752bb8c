//! A stage's bids: which they are, reading them again, their outcomes, the end (SPEC §13.9 rules 9, 11 and 13, §16).

use super::state::{BidState, BidStatus};
use super::{Entry, History, out_of_order};
use crate::ca::verify_detached;
use crate::error::{Error, ErrorKind, Result};
use crate::record::custody::check_tokens;
use crate::record::outcome::{Fault, Outcome};
use crate::record::parties::check_platform;
use crate::suite::Digest;
use crate::wire::Id;
use std::collections::BTreeSet;

impl History {
    /// The bids that are to be opened at a stage: in the first one those that were received and not excluded before,
    /// in a later one those that were admitted. An outcome takes a bid out of the list.
    pub fn to_open(&self, stage: usize) -> impl Iterator<Item = &BidState> {
        self.bids.iter().filter(move |bid| self.is_to_open(stage, bid))
    }

    fn is_to_open(&self, stage: usize, bid: &BidState) -> bool {
        match bid.status {
            BidStatus::Received => stage == 0,
            BidStatus::Opened(last) => {
                last + 1 == stage && self.stages.get(stage).is_some_and(|state| state.admission)
            }
            _ => false,
        }
    }

    /// The bids that a holder releases at a stage, in the order of their entries: those that were to be opened when it
    /// was first asked for, and until then those that are now. Outcomes that came afterwards change nothing: every
    /// custodian releases the same bids.
    pub fn to_release(&self, stage: usize) -> impl Iterator<Item = &BidState> {
        let asked = self.stages.get(stage).and_then(|state| state.asked.as_ref());
        self.bids.iter().filter(move |bid| match asked {
            Some(asked) => asked.contains(&bid.digest),
            None => self.is_to_open(stage, bid),
        })
    }

    pub(super) fn reread(&mut self, entry: &Entry, stage: &Id, damaged: &[Digest]) -> Result<()> {
        let number = self.ready(stage)?;
        if self.stage_at(number)?.request.is_some() {
            return out_of_order("the stage was asked to be released");
        }
        let until = self.deadline()?.plus(self.notice()?.body().file_period.unwrap_or(0));
        if entry.time <= until {
            return Err(Error::new(ErrorKind::TooEarly).because(format_args!("files may come until {until}")));
        }
        let mut known = BTreeSet::new();
        for digest in damaged {
            if !self.find(digest).is_some_and(|bid| self.is_to_open(number, bid)) {
                return Err(Error::new(ErrorKind::UnknownBid).because(digest));
            }
            if !known.insert(*digest) {
                return Err(Error::new(ErrorKind::DuplicateId).because(digest));
            }
        }
        let state = self.stage_mut(number)?;
        (state.damaged, state.settled) = (Some(known), entry.number);
        for bid in self.bids.iter_mut().filter(|bid| bid.status == BidStatus::Announced) {
            bid.status = BidStatus::NotDelivered;
        }
        Ok(())
    }

    pub(super) fn rescued(&mut self, digest: Digest) -> Result<()> {
        let Some(number) = self.next_stage() else { return out_of_order("every stage is finished") };
        let waits = self.find(&digest).is_some_and(|bid| self.is_to_open(number, bid));
        let damaged = self.stage_mut(number)?.damaged.as_mut();
        if waits && damaged.is_some_and(|damaged| damaged.remove(&digest)) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::UnknownBid).because(format_args!("{digest} is not damaged")))
    }

    pub(super) fn outcome(
        &mut self,
        entry: &Entry,
        stage: &Id,
        digest: Digest,
        outcome: &Outcome,
    ) -> Result<()> {
        let number = self.ready(stage)?;
        if !self.find(&digest).is_some_and(|bid| self.is_to_open(number, bid)) {
            let detail = format!("{digest} is not to be opened");
            return Err(Error::new(ErrorKind::UnknownBid).because(detail));
        }
        let state = self.stage_at(number)?;
        let Some(damaged) = &state.damaged else { return out_of_order("the bids were not read again yet") };
        let asked = state.request.is_some();
        let is_damaged = damaged.contains(&digest);
        let is_unmet = outcome.reason_kind() == Some(ErrorKind::QuorumNotMet);
        let status = match outcome {
            Outcome::Opened { .. } if is_damaged => {
                return out_of_order("the bid is damaged, and not rescued");
            }
            Outcome::Opened { .. } => {
                self.check_released(state)?;
                BidStatus::Opened(number)
            }
            // Its file can be supplied again until the end; without a release that would be of no use.
            Outcome::Excluded { .. }
                if is_damaged && !asked && self.to_open(number).any(|bid| !damaged.contains(&bid.digest)) =>
            {
                return out_of_order("a damaged bid can be rescued, and is released with the others");
            }
            Outcome::Excluded { .. } if is_unmet && !asked => {
                return out_of_order("nobody was asked to release it");
            }
            Outcome::Excluded { fault, .. } => BidStatus::Excluded(number, *fault),
        };
        let state = self.stage_mut(number)?;
        state.given_up |= is_unmet;
        if !asked {
            state.settled = entry.number;
        }
        self.bid_mut(&digest)?.status = status;
        Ok(())
    }

    pub(super) fn finished(
        &mut self,
        stage: &Id,
        minutes: Digest,
        bytes: &[u8],
        signature: &[u8],
        tokens: &[Vec<u8>],
    ) -> Result<()> {
        let number = self.ready(stage)?;
        let state = self.stage_at(number)?;
        if state.damaged.is_none() || self.to_open(number).next().is_some() {
            return out_of_order("every bid of the stage must have an outcome");
        }
        let open = BidStatus::Excluded(number, Fault::Undetermined);
        if self.bids.iter().any(|bid| bid.status == open) {
            return out_of_order("the adjudicator has not decided on every outcome that is undetermined");
        }
        self.check_objections()?;
        check_tokens(tokens.len())?;
        let source = self.time_source()?;
        let mut time = None;
        for (n, token) in tokens.iter().enumerate() {
            let verified = source.verify(token, &minutes).map_err(|e| e.at(format_args!("tokens[{n}]")))?;
            time = time.max(Some(verified.info.time));
        }
        let Some(time) = time else { return Err(ErrorKind::NoTimestamp.into()) };
        self.check_due(state, time)?;
        let signature = verify_detached(bytes, signature).map_err(|e| e.at("signature"))?;
        check_platform(self.notice()?, &signature, time.floor())?;
        self.stage_mut(number)?.minutes = Some(minutes);
        Ok(())
    }

    /// The number of a stage that things can happen at: the box is closed, and it is the next one.
    pub(super) fn ready(&self, stage: &Id) -> Result<usize> {
        if self.closing.is_none() {
            return Err(ErrorKind::NotClosed.into());
        }
        let (number, state) = self.stage(stage)?;
        if self.next_stage() != Some(number) {
            return out_of_order("the stage is not the next one");
        }
        if number > 0 && !state.admission {
            return out_of_order("nobody has said which bids are admitted to the stage");
        }
        Ok(number)
    }
}
