//! What people decide: notices, acceptances, postponements, adjudications, admissions (SPEC §13.8).

use super::state::{BidStatus, StageState};
use super::{Entry, History, InForce, Verified};
use crate::ca::verify_detached;
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{Acceptance, Notice, SignedNotice};
use crate::record::decision::{Adjudication, Admission, Postponement, Subject};
use crate::record::outcome::Fault;
use crate::record::parties::{TimeSource, check_adjudicator, check_tenderer};
use crate::record::signed::Signed;
use crate::suite::Digest;
use crate::wire::{Id, Time};
use std::collections::BTreeSet;

fn out_of_order<T>(why: &str) -> Result<T> {
    Err(Error::new(ErrorKind::OutOfOrder).because(why))
}

impl History {
    pub(super) fn take_notice(&mut self, entry: &Entry, bytes: &[u8], signature_bytes: &[u8]) -> Result<()> {
        let notice = Notice::parse(bytes)?;
        let signature =
            verify_detached(bytes, signature_bytes).map_err(|e| e.at("the tenderer's signature"))?;
        self.check_notice(entry, &notice, &signature)?;
        let time = TimeSource::of(&notice)?;
        if let Some(older) = &self.in_force {
            self.check_amendment(entry, &older.notice, &notice)?;
            let digest = notice.digest();
            for bid in &mut self.bids {
                if matches!(bid.status, BidStatus::Received | BidStatus::Announced) {
                    bid.status = BidStatus::Superseded(digest);
                }
            }
        } else if notice.body().supersedes.is_some() {
            return Err(Error::new(ErrorKind::NoticeSuperseded).because("the first notice amends none"));
        }
        self.deadline = Some(notice.body().deadline);
        self.stages =
            notice.body().stages.iter().map(|stage| StageState::new(stage.id.clone(), stage.time)).collect();
        let signature_bytes = signature_bytes.to_vec();
        let mut current = InForce { notice, signature_bytes, acceptances: Vec::new(), signed: None, time };
        current.complete()?;
        self.in_force = Some(current);
        Ok(())
    }

    fn check_notice(&self, entry: &Entry, notice: &Notice, signature: &Verified) -> Result<()> {
        notice.platform()?;
        if notice.body().issued > entry.time {
            return Err(Error::new(ErrorKind::NotYetIssued).because(notice.body().issued).at("issued"));
        }
        check_tenderer(notice, signature, &self.trust, notice.body().issued)
    }

    fn check_amendment(&self, entry: &Entry, older: &Notice, notice: &Notice) -> Result<()> {
        notice.check_amends(older)?;
        self.check_not_closed()?;
        if entry.time > self.deadline()? {
            return Err(Error::new(ErrorKind::AfterDeadline).because(self.deadline()?));
        }
        let ((ours, _), (theirs, _)) = (older.platform()?, notice.platform()?);
        let same = ours.operator == theirs.operator && ours.record_key == theirs.record_key;
        if !same || older.body().tenderer != notice.body().tenderer {
            return Err(ErrorKind::PartiesChanged.into());
        }
        Ok(())
    }

    pub(super) fn accepted(&mut self, custodian: &Id, bytes: &[u8]) -> Result<()> {
        self.check_not_closed()?;
        let acceptance = Acceptance::parse(bytes)?;
        let current = self.in_force.as_mut().ok_or_else(|| Error::new(ErrorKind::OutOfOrder))?;
        if acceptance.custodian() != custodian {
            return Err(Error::new(ErrorKind::UnknownCustodian).because("the acceptance is of another"));
        }
        acceptance.verify(&current.notice)?;
        if current.acceptances.iter().any(|known| known.custodian() == custodian) {
            return Err(Error::new(ErrorKind::DuplicateId).because(custodian));
        }
        current.acceptances.push(acceptance);
        current.complete()
    }

    pub(super) fn postponed(&mut self, entry: &Entry, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let postponement = Postponement::parse(signed.content())?;
        let notice = self.notice()?;
        self.check_place(postponement.tender, Some(postponement.notice))?;
        self.check_issued(entry, postponement.issued)?;
        check_tenderer(notice, &signed.verify_certificate()?, &self.trust, postponement.issued)?;
        let times: Vec<Time> = postponement.stages.iter().map(|stage| stage.time).collect();
        if !postponement.stages.iter().map(|stage| &stage.id).eq(self.stages.iter().map(|stage| &stage.id)) {
            return Err(Error::new(ErrorKind::UnknownStage).because("every stage, in the notice's order"));
        }
        notice.check_times(postponement.deadline, &times)?;
        let deadline = self.deadline()?;
        let earlier = |why: &str| Err(Error::new(ErrorKind::NotLater).because(why));
        if postponement.deadline < deadline || self.stages.iter().zip(&times).any(|(s, t)| *t < s.time) {
            return earlier("a time is moved earlier");
        }
        if postponement.deadline == deadline && self.stages.iter().zip(&times).all(|(s, t)| *t == s.time) {
            return earlier("no time is moved");
        }
        if postponement.deadline != deadline {
            self.check_not_closed()?;
            if entry.time > deadline {
                return Err(Error::new(ErrorKind::AfterDeadline).because(deadline));
            }
        }
        let fixed = |stage: &StageState| stage.request.is_some() || stage.minutes.is_some();
        if self.stages.iter().zip(&times).any(|(stage, time)| fixed(stage) && stage.time != *time) {
            return out_of_order("a stage that was asked to be released cannot be postponed");
        }
        self.deadline = Some(postponement.deadline);
        self.stages.iter_mut().zip(times).for_each(|(stage, time)| stage.time = time);
        Ok(())
    }

    pub(super) fn adjudicated(&mut self, entry: &Entry, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let adjudication = Adjudication::parse(signed.content())?;
        self.check_place(adjudication.tender, None)?;
        self.check_issued(entry, adjudication.issued)?;
        check_adjudicator(self.notice()?, &signed)?;
        match &adjudication.subject {
            Subject::Bid { stage, digest, fault } => {
                let (number, _) = self.stage(stage)?;
                if *fault == Fault::Undetermined {
                    return Err(
                        Error::new(ErrorKind::BadField).because("it must determine whose fault it is")
                    );
                }
                let bid = self.bid_mut(digest)?;
                if bid.status != BidStatus::Excluded(number, Fault::Undetermined) {
                    return out_of_order("the outcome of this bid is not undetermined");
                }
                bid.status = BidStatus::Excluded(number, *fault);
            }
            Subject::Closing => match &mut self.closing {
                Some(closing) if closing.head.is_some() && !closing.excused => closing.excused = true,
                _ => return out_of_order("there is no late head to let stand"),
            },
            Subject::Objection { digest } => match self.objections.get_mut(digest) {
                Some(settled @ false) => *settled = true,
                _ => return out_of_order("there is no such objection to settle"),
            },
        }
        Ok(())
    }

    pub(super) fn admitted_to(&mut self, entry: &Entry, stage: &Id, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let admission = Admission::parse(signed.content())?;
        let (number, state) = self.stage(stage)?;
        self.check_place(admission.tender, None)?;
        self.check_issued(entry, admission.issued)?;
        if admission.stage != *stage {
            return Err(Error::new(ErrorKind::UnknownStage).because("the admission is to another stage"));
        }
        check_tenderer(self.notice()?, &signed.verify_certificate()?, &self.trust, admission.issued)?;
        if number == 0 || self.next_stage() != Some(number) || state.admission {
            return out_of_order("the stage before must be finished, and nobody admitted yet");
        }
        let opened: BTreeSet<Digest> = self
            .bids
            .iter()
            .filter(|bid| bid.status == BidStatus::Opened(number - 1))
            .map(|bid| bid.digest)
            .collect();
        if opened != admission.digests().collect() {
            let detail = "it must speak of every bid opened in the stage before, and of no other";
            return Err(Error::new(ErrorKind::AdmissionIncomplete).because(detail));
        }
        for out in &admission.excluded {
            self.bid_mut(&out.digest)?.status = BidStatus::NotAdmitted(number);
        }
        let state = &mut self.stages[number];
        state.admission = true;
        state.settled = entry.number;
        Ok(())
    }

    /// A decision must be one for this tender, and under the notice in force where it names one.
    pub(super) fn check_place(&self, tender: Digest, notice: Option<Digest>) -> Result<()> {
        let current = self.notice()?;
        if tender != current.tender() {
            return Err(ErrorKind::WrongTender.into());
        }
        if notice.is_some_and(|notice| notice != current.digest()) {
            return Err(ErrorKind::WrongNotice.into());
        }
        Ok(())
    }

    /// Nobody decides in the future.
    pub(super) fn check_issued(&self, entry: &Entry, issued: Time) -> Result<()> {
        if issued > entry.time {
            return Err(Error::new(ErrorKind::NotYetIssued).because(issued).at("issued"));
        }
        Ok(())
    }
}

impl InForce {
    /// Once everybody has accepted, the notice is one that bids can be received for.
    fn complete(&mut self) -> Result<()> {
        if self.acceptances.len() == self.notice.custodians().len() {
            let signed = SignedNotice::verify(self.notice.bytes(), &self.signature_bytes, &self.acceptances)?;
            self.signed = Some(signed);
        }
        Ok(())
    }
}
