//! Stages: reading again, requests, releases, outcomes, the end (SPEC §16).

use super::state::{BidStatus, StageState};
use super::{Entry, History};
use crate::ca::verify_detached;
use crate::error::{Error, ErrorKind, Result};
use crate::record::custody::{ReleaseRefusal, ReleaseRequest};
use crate::record::decision::QuorumLost;
use crate::record::outcome::{Fault, Outcome};
use crate::record::parties::{check_adjudicator, check_platform, platform_signed};
use crate::record::signed::Signed;
use crate::suite::{Digest, hash};
use crate::timestamp::TokenTime;
use crate::wire::{Base64, Id};
use std::collections::BTreeSet;

fn out_of_order<T>(why: &str) -> Result<T> {
    Err(Error::new(ErrorKind::OutOfOrder).because(why))
}

impl History {
    pub(super) fn reread(&mut self, entry: &Entry, stage: &Id, damaged: &[Digest]) -> Result<()> {
        let number = self.ready(stage)?;
        let until = self.deadline()?.plus(self.notice()?.body().file_period.unwrap_or(0));
        if entry.time <= until {
            return Err(Error::new(ErrorKind::TooEarly).because(format_args!("files may come until {until}")));
        }
        let to_open: BTreeSet<Digest> = self.to_open(number).map(|bid| bid.digest).collect();
        let damaged: BTreeSet<Digest> = damaged.iter().copied().collect();
        if let Some(unknown) = damaged.difference(&to_open).next() {
            return Err(Error::new(ErrorKind::UnknownBid).because(unknown));
        }
        for bid in self.bids.iter_mut().filter(|bid| bid.status == BidStatus::Announced) {
            bid.status = BidStatus::NotDelivered;
        }
        let state = &mut self.stages[number];
        state.damaged = Some(damaged);
        state.settled = entry.number;
        Ok(())
    }

    pub(super) fn rescued(&mut self, digest: Digest) -> Result<()> {
        let Some(number) = self.next_stage() else { return out_of_order("every stage is finished") };
        let state = &mut self.stages[number];
        if !state.damaged.as_mut().is_some_and(|damaged| damaged.remove(&digest)) {
            return Err(Error::new(ErrorKind::UnknownBid).because(format_args!("{digest} is not damaged")));
        }
        Ok(())
    }

    pub(super) fn requested(&mut self, stage: &Id, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let request = ReleaseRequest::parse(signed.content())?;
        if request.stage != *stage {
            return Err(Error::new(ErrorKind::UnknownStage).because("the request is for another stage"));
        }
        let time = self.check_request(&signed, &request)?;
        let number = self.ready(stage)?;
        let to_open: Vec<Digest> = self.to_open(number).map(|bid| bid.digest).collect();
        let state = &mut self.stages[number];
        if state.request.is_none() {
            state.asked = to_open;
        }
        state.request = Some(hash(&[bytes]));
        state.requested_at = Some(time);
        Ok(())
    }

    /// Everything that a release demands of the record and of the request for it (SPEC §15.3): what a custodian checks
    /// before it signs, and anybody afterwards. The time is the latest that the request's tokens prove.
    ///
    /// # Errors
    /// [`ErrorKind::WrongTender`], [`ErrorKind::WrongNotice`], [`ErrorKind::WrongSigner`]; [`ErrorKind::OutOfOrder`]
    /// if the stage is not the next one, bids were not read again, or nobody was admitted to it;
    /// [`ErrorKind::NotClosed`], [`ErrorKind::ClosedLate`], [`ErrorKind::CosignersMissing`];
    /// [`ErrorKind::ObjectionOpen`]; those of [`History::check_head`]; [`ErrorKind::HeadTooOld`];
    /// [`ErrorKind::NoTimestamp`]; [`ErrorKind::TooEarly`].
    pub fn check_request(&self, signed: &Signed, request: &ReleaseRequest) -> Result<TokenTime> {
        self.check_place(request.tender, Some(request.notice))?;
        let number = self.ready(&request.stage)?;
        let state = &self.stages[number];
        if state.damaged.is_none() {
            return out_of_order("the bids were not read again yet");
        }
        let closed = self.closed_head()?;
        if let Some((digest, _)) = self.objections.iter().find(|(_, settled)| !**settled) {
            return Err(Error::new(ErrorKind::ObjectionOpen).because(digest));
        }
        let head = self.check_head(&request.note.0).map_err(|e| e.at("head"))?;
        if head.checkpoint().size <= state.settled.max(closed.entry) {
            return Err(Error::new(ErrorKind::HeadTooOld).at("head"));
        }
        self.check_cosigners(&self.cosigners(&head)?).map_err(|e| e.at("head"))?;
        let tokens: Vec<Vec<u8>> = request.tokens.iter().map(|Base64(token)| token.clone()).collect();
        let times = self.token_times(&head, &tokens)?;
        let Some(time) = times.into_iter().max() else { return Err(ErrorKind::NoTimestamp.into()) };
        platform_signed(self.notice()?, signed, time.floor())?;
        let earliest = state.time.max(closed.time.ceil().plus(self.notice()?.body().objection_period));
        if time.floor() < earliest {
            let detail = format!("its token is of {time}, and it opens at {earliest}");
            return Err(Error::new(ErrorKind::TooEarly).because(detail));
        }
        Ok(time)
    }

    pub(super) fn refused(&mut self, stage: &Id, custodian: &Id, digest: Digest, bytes: &[u8]) -> Result<()> {
        let keys = self.record_keys()?;
        let key = keys.iter().find(|(id, _)| id == custodian);
        let (_, key) = key.ok_or_else(|| Error::new(ErrorKind::UnknownCustodian).because(custodian))?;
        let signed = Signed::parse(bytes)?;
        signed.verify_key(key)?;
        let refusal = ReleaseRefusal::parse(signed.content())?;
        self.check_place(refusal.tender, None)?;
        if refusal.stage != *stage || refusal.custodian != *custodian {
            return Err(Error::new(ErrorKind::RequestMismatch).because("it refuses something else"));
        }
        let number = self.ready(stage)?;
        self.stages[number].refused.insert(custodian.clone(), digest);
        Ok(())
    }

    pub(super) fn released(&mut self, stage: &Id, holder: &Id, release: Digest) -> Result<()> {
        let number = self.ready(stage)?;
        self.notice()?.policy(stage)?.holder(holder)?;
        let state = &mut self.stages[number];
        if state.request.is_none() {
            return out_of_order("the stage was not asked to be released");
        }
        if state.released.contains_key(holder) {
            return Err(Error::new(ErrorKind::DuplicateId).because(holder));
        }
        state.released.insert(holder.clone(), release);
        Ok(())
    }

    pub(super) fn quorum_lost(&mut self, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let lost = QuorumLost::parse(signed.content())?;
        self.check_place(lost.tender, None)?;
        check_adjudicator(self.notice()?, &signed)?;
        if !self.notice()?.body().rescue.by_seed {
            return Err(ErrorKind::NoSeedRescue.into());
        }
        let number = self.ready(&lost.stage)?;
        let state = &mut self.stages[number];
        if state.request.is_none() || state.cut_off.is_some() || lost.cut_off <= lost.issued {
            return out_of_order("a stage that was asked to be released, once, with a cut-off to come");
        }
        state.cut_off = Some(lost.cut_off);
        Ok(())
    }

    pub(super) fn seeds(&mut self, entry: &Entry, stage: &Id, seeds: Digest) -> Result<()> {
        let number = self.ready(stage)?;
        let state = &mut self.stages[number];
        match state.cut_off {
            Some(cut_off) if entry.time > cut_off && state.seeds.is_none() => {
                state.seeds = Some(seeds);
                Ok(())
            }
            _ => out_of_order("seeds are published once, together, after the cut-off"),
        }
    }

    pub(super) fn outcome(
        &mut self,
        entry: &Entry,
        stage: &Id,
        digest: Digest,
        outcome: &Outcome,
    ) -> Result<()> {
        let number = self.ready(stage)?;
        if !self.to_open(number).any(|bid| bid.digest == digest) {
            return Err(
                Error::new(ErrorKind::UnknownBid).because(format_args!("{digest} is not to be opened"))
            );
        }
        let state = &self.stages[number];
        let status = match outcome {
            Outcome::Opened { .. } => {
                self.check_released(state)?;
                BidStatus::Opened(number)
            }
            Outcome::Excluded { fault, .. } => {
                if state.damaged.is_none() {
                    return out_of_order("the bids were not read again yet");
                }
                BidStatus::Excluded(number, *fault)
            }
        };
        self.bid_mut(&digest)?.status = status;
        let state = &mut self.stages[number];
        if state.request.is_none() {
            state.settled = entry.number;
        }
        Ok(())
    }

    /// Nothing is opened without its quorums, or the seeds in their place.
    fn check_released(&self, state: &StageState) -> Result<()> {
        if state.seeds.is_some() {
            return Ok(());
        }
        for (j, quorum) in self.notice()?.policy(&state.id)?.quorums().iter().enumerate() {
            let released = quorum.holders.iter().filter(|h| state.released.contains_key(&h.id)).count();
            if released < usize::from(quorum.threshold) {
                let detail = format!("quorum {}: {} needed, {released} released", j + 1, quorum.threshold);
                return Err(Error::new(ErrorKind::QuorumNotMet).because(detail));
            }
        }
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
        if self.stages[number].damaged.is_none() || self.to_open(number).next().is_some() {
            return out_of_order("every bid of the stage must have an outcome");
        }
        let open = BidStatus::Excluded(number, Fault::Undetermined);
        if self.bids.iter().any(|bid| bid.status == open) {
            return out_of_order("the adjudicator has not decided on every outcome that is undetermined");
        }
        let source = self.time_source()?;
        let mut time = None;
        for (n, token) in tokens.iter().enumerate() {
            let verified = source.verify(token, &minutes).map_err(|e| e.at(format_args!("tokens[{n}]")))?;
            time = time.max(Some(verified.info.time));
        }
        let Some(time) = time else { return Err(ErrorKind::NoTimestamp.into()) };
        let signature = verify_detached(bytes, signature).map_err(|e| e.at("signature"))?;
        check_platform(self.notice()?, &signature, time.floor())?;
        self.stages[number].minutes = Some(minutes);
        Ok(())
    }

    /// The number of a stage that things can happen at: the box is closed, and it is the next one.
    fn ready(&self, stage: &Id) -> Result<usize> {
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
