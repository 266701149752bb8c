//! Notices, their acceptances and amendments, and postponements (SPEC §13.8, §13.9 rules 1 and 2).

use super::state::{BidStatus, StageState};
use super::{Entry, History, out_of_order};
use crate::ca::{VerifiedSignature, verify_detached};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{Acceptance, Notice, SignedNotice};
use crate::record::decision::Postponement;
use crate::record::parties::{TimeSource, check_tenderer};
use crate::record::signed::Signed;
use crate::suite::{Digest, hash};
use crate::wire::{Id, Time};

/// A notice in force, and who has accepted it so far.
pub(super) struct InForce {
    pub notice: Notice,
    pub signature_bytes: Vec<u8>,
    acceptances: Vec<Acceptance>,
    /// Once everybody has accepted.
    pub signed: Option<SignedNotice>,
    pub time: TimeSource,
}

impl InForce {
    fn new(notice: Notice, signature_bytes: &[u8]) -> Result<InForce> {
        let (time, signature_bytes) = (TimeSource::of(&notice)?, signature_bytes.to_vec());
        let mut current = InForce { notice, signature_bytes, acceptances: Vec::new(), signed: None, time };
        current.signed = current.complete(&[])?;
        Ok(current)
    }

    /// Once everybody has accepted, the notice is one that bids can be received for.
    fn complete(&self, acceptances: &[Acceptance]) -> Result<Option<SignedNotice>> {
        if acceptances.len() < self.notice.custodians().len() {
            return Ok(None);
        }
        SignedNotice::verify(self.notice.bytes(), &self.signature_bytes, acceptances).map(Some)
    }
}

impl History {
    pub(super) fn take_notice(
        &mut self,
        entry: &Entry,
        bytes: &[u8],
        signature_bytes: &[u8],
        token: Option<&Vec<u8>>,
    ) -> Result<()> {
        let notice = Notice::parse(bytes)?;
        let signature = verify_detached(bytes, signature_bytes);
        self.check_notice(entry, &notice, &signature.map_err(|e| e.at("the tenderer's signature"))?)?;
        match &self.in_force {
            Some(older) => self.check_amendment(entry, &older.notice, &notice, token)?,
            None if notice.body().supersedes.is_some() => {
                return Err(Error::new(ErrorKind::NoticeSuperseded).because("the first notice amends none"));
            }
            None if token.is_some() => return out_of_order("the first notice needs no token"),
            None => {}
        }
        let current = InForce::new(notice, signature_bytes)?;
        // Nothing fails from here on.
        let (digest, body) = (current.notice.digest(), current.notice.body());
        self.deadline = Some(body.deadline);
        self.stages = body.stages.iter().map(|stage| StageState::new(stage.id.clone(), stage.time)).collect();
        for bid in self.bids.iter_mut().filter(|bid| bid.status.stands()) {
            bid.status = BidStatus::Superseded(digest);
        }
        self.in_force = Some(current);
        Ok(())
    }

    fn check_notice(&self, entry: &Entry, notice: &Notice, signature: &VerifiedSignature) -> Result<()> {
        notice.platform()?;
        self.check_issued(entry, notice.body().issued)?;
        check_tenderer(notice, signature, &self.trust, notice.body().issued)
    }

    fn check_amendment(
        &self,
        entry: &Entry,
        older: &Notice,
        notice: &Notice,
        token: Option<&Vec<u8>>,
    ) -> Result<()> {
        notice.check_amends(older)?;
        let ((ours, _), (theirs, _)) = (older.platform()?, notice.platform()?);
        let same = ours.operator == theirs.operator && ours.record_key == theirs.record_key;
        if !same || older.body().tenderer != notice.body().tenderer {
            return Err(ErrorKind::PartiesChanged.into());
        }
        if notice.body().deadline < self.deadline()? {
            return Err(Error::new(ErrorKind::NotLater).at("deadline"));
        }
        self.check_before_deadline(entry, &notice.digest(), token)
    }

    /// Until the box is closed and the deadline has passed, the deadline can be changed. The platform's clock proves
    /// nothing, so a token over what changes it must show that it was there by then.
    fn check_before_deadline(&self, entry: &Entry, digest: &Digest, token: Option<&Vec<u8>>) -> Result<()> {
        self.check_not_closed()?;
        let deadline = self.deadline()?;
        let passed = |time: &dyn std::fmt::Display| {
            Err(Error::new(ErrorKind::AfterDeadline).because(format_args!("{time}, due by {deadline}")))
        };
        if entry.time > deadline {
            return passed(&entry.time);
        }
        let token = token.ok_or_else(|| Error::new(ErrorKind::NoTimestamp))?;
        let time = self.time_source()?.verify(token, digest)?.info.time;
        if time.ceil() > deadline { passed(&time) } else { Ok(()) }
    }

    pub(super) fn accepted(&mut self, custodian: &Id, bytes: &[u8]) -> Result<()> {
        self.check_not_closed()?;
        let acceptance = Acceptance::parse(bytes)?;
        let current = self.current()?;
        if acceptance.custodian() != custodian {
            return Err(Error::new(ErrorKind::UnknownCustodian).because("the acceptance is of another"));
        }
        acceptance.verify(&current.notice)?;
        if current.acceptances.iter().any(|known| known.custodian() == custodian) {
            return Err(Error::new(ErrorKind::DuplicateId).because(custodian));
        }
        let acceptances = [&current.acceptances[..], &[acceptance]].concat();
        let signed = current.complete(&acceptances)?;
        if let Some(current) = &mut self.in_force {
            (current.acceptances, current.signed) = (acceptances, signed);
        }
        Ok(())
    }

    pub(super) fn postponed(&mut self, entry: &Entry, bytes: &[u8], token: Option<&Vec<u8>>) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let postponement = Postponement::parse(signed.content())?;
        let notice = self.notice()?;
        self.check_place(postponement.tender, Some(postponement.notice))?;
        self.check_issued(entry, postponement.issued)?;
        check_tenderer(notice, &signed.verify_certificate()?, &self.trust, postponement.issued)?;
        if !postponement.stages.iter().map(|stage| &stage.id).eq(self.stages.iter().map(|stage| &stage.id)) {
            return Err(Error::new(ErrorKind::UnknownStage).because("every stage, in the notice's order"));
        }
        let times: Vec<Time> = postponement.stages.iter().map(|stage| stage.time).collect();
        notice.check_times(postponement.deadline, &times)?;
        self.check_later(postponement.deadline, &times)?;
        if postponement.deadline != self.deadline()? {
            self.check_before_deadline(entry, &hash(&[bytes]), token)?;
        } else if token.is_some() {
            return out_of_order("a token is needed only where the deadline moves");
        }
        self.deadline = Some(postponement.deadline);
        self.stages.iter_mut().zip(times).for_each(|(stage, time)| stage.time = time);
        Ok(())
    }

    /// Times only move later, at least one of them does, and none that somebody has relied on.
    fn check_later(&self, deadline: Time, times: &[Time]) -> Result<()> {
        let now = self.deadline()?;
        let mut stages = self.stages.iter().zip(times);
        if deadline < now || stages.clone().any(|(stage, time)| *time < stage.time) {
            return Err(Error::new(ErrorKind::NotLater).because("a time is moved earlier"));
        }
        if deadline == now && stages.clone().all(|(stage, time)| *time == stage.time) {
            return Err(Error::new(ErrorKind::NotLater).because("no time is moved"));
        }
        if stages.any(|(stage, time)| stage.is_fixed() && *time != stage.time) {
            return out_of_order("a stage that was asked to be released cannot be postponed");
        }
        Ok(())
    }
}
