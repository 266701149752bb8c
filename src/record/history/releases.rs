//! Asking for a stage's release, and what comes of it: releases, refusals, seeds (SPEC §13.9 rules 10 to 12, §15.3).

use super::state::StageState;
use super::{Entry, History, out_of_order};
use crate::error::{Error, ErrorKind, Result};
use crate::record::custody::{ReleaseRefusal, ReleaseRequest};
use crate::record::decision::QuorumLost;
use crate::record::parties::{check_adjudicator, platform_signed};
use crate::record::signed::Signed;
use crate::suite::{Digest, hash};
use crate::timestamp::TokenTime;
use crate::wire::{Base64, Id};

impl History {
    pub(super) fn requested(&mut self, stage: &Id, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let request = ReleaseRequest::parse(signed.content())?;
        if request.stage != *stage {
            return Err(Error::new(ErrorKind::UnknownStage).because("the request is for another stage"));
        }
        let time = self.check_asked(&signed, &request)?;
        let (number, state) = self.stage(stage)?;
        // Where the quorum is lost, those who are lost cannot cosign: then the request is for the seeds alone, and no
        // custodian follows it.
        if state.cut_off.is_none() {
            self.check_cosigned(&request)?;
        }
        let to_open = self.to_open(number).map(|bid| bid.digest).collect();
        let state = self.stage_mut(number)?;
        state.request = Some(hash(&[bytes]));
        state.requested_at = Some(time);
        state.asked.get_or_insert(to_open);
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
        let time = self.check_asked(signed, request)?;
        self.check_cosigned(request)?;
        Ok(time)
    }

    /// All of that but the cosignatures.
    fn check_asked(&self, signed: &Signed, request: &ReleaseRequest) -> Result<TokenTime> {
        self.check_place(request.tender, Some(request.notice))?;
        let number = self.ready(&request.stage)?;
        let state = self.stage_at(number)?;
        if state.damaged.is_none() {
            return out_of_order("the bids were not read again yet");
        }
        let closed = self.closed_in_order()?;
        self.check_objections()?;
        let head = self.check_head(&request.note.0).map_err(|e| e.at("head"))?;
        if head.checkpoint().size <= state.settled.max(closed.entry) {
            return Err(Error::new(ErrorKind::HeadTooOld).at("head"));
        }
        let tokens: Vec<Vec<u8>> = request.tokens.iter().map(|Base64(token)| token.clone()).collect();
        let times = self.token_times(&head, &tokens)?;
        let Some(time) = times.into_iter().max() else { return Err(ErrorKind::NoTimestamp.into()) };
        platform_signed(self.notice()?, signed, time.floor())?;
        self.check_due(state, time)?;
        Ok(time)
    }

    /// Enough custodians cosigned the closed head, and the head of the request.
    fn check_cosigned(&self, request: &ReleaseRequest) -> Result<()> {
        self.closed_head()?;
        let head = self.check_head(&request.note.0).map_err(|e| e.at("head"))?;
        self.check_cosigners(&self.cosigners(&head)?).map_err(|e| e.at("head"))
    }

    /// A token that proves that a stage's time has come, and that the objection period is over.
    pub(super) fn check_due(&self, state: &StageState, time: TokenTime) -> Result<()> {
        let earliest = self.earliest_release(state)?;
        if time.floor() >= earliest {
            return Ok(());
        }
        let detail = format!("its token is of {time}, and it opens at {earliest}");
        Err(Error::new(ErrorKind::TooEarly).because(detail))
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
        let state = self.stage_mut(number)?;
        // A refusal of something else says nothing about this request.
        if state.request != Some(refusal.request) {
            return Err(Error::new(ErrorKind::RequestMismatch).because("it refuses another request"));
        }
        state.refused.insert(custodian.clone(), digest);
        Ok(())
    }

    pub(super) fn released(&mut self, stage: &Id, holder: &Id, release: Digest) -> Result<()> {
        let number = self.ready(stage)?;
        self.notice()?.policy(stage)?.holder(holder)?;
        let state = self.stage_mut(number)?;
        if state.request.is_none() {
            return out_of_order("the stage was not asked to be released");
        }
        check_not_given_up(state)?;
        if state.released.contains_key(holder) {
            return Err(Error::new(ErrorKind::DuplicateId).because(holder));
        }
        state.released.insert(holder.clone(), release);
        Ok(())
    }

    pub(super) fn quorum_lost(&mut self, entry: &Entry, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let lost = QuorumLost::parse(signed.content())?;
        self.check_place(lost.tender, None)?;
        self.check_issued(entry, lost.issued)?;
        check_adjudicator(self.notice()?, &signed)?;
        if !self.notice()?.body().rescue.by_seed {
            return Err(ErrorKind::NoSeedRescue.into());
        }
        let number = self.ready(&lost.stage)?;
        let state = self.stage_at(number)?;
        if state.cut_off.is_some() {
            return out_of_order("the quorum was declared lost before");
        }
        check_not_given_up(state)?;
        // Bidders must learn of it before the cut-off, and no seed may be of use before its stage's time.
        let earliest = self.earliest_release(state)?.max(entry.time.plus(1));
        if lost.cut_off < earliest {
            let detail = format!("a cut-off at {}, not before {earliest}", lost.cut_off);
            return Err(Error::new(ErrorKind::TooEarly).because(detail));
        }
        self.stage_mut(number)?.cut_off = Some(lost.cut_off);
        Ok(())
    }

    pub(super) fn seeds(&mut self, entry: &Entry, stage: &Id, seeds: Digest) -> Result<()> {
        let number = self.ready(stage)?;
        let state = self.stage_mut(number)?;
        check_not_given_up(state)?;
        match state.cut_off {
            Some(cut_off) if entry.time > cut_off && state.request.is_some() && state.seeds.is_none() => {
                state.seeds = Some(seeds);
                Ok(())
            }
            _ => out_of_order("seeds are published once, together, after the request and the cut-off"),
        }
    }

    /// Nothing is opened without its quorums, or the seeds in their place.
    pub(super) fn check_released(&self, state: &StageState) -> Result<()> {
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
}

/// Else one bid could be kept shut with too few releases, and the others be opened with those that are recorded behind
/// its outcome (SPEC §13.9 rule 12).
fn check_not_given_up(state: &StageState) -> Result<()> {
    if state.given_up { out_of_order("a bid was given up for want of what is given now") } else { Ok(()) }
}
