//! What the adjudicator and the tenderer decide after the closing (SPEC §13.8).

use super::state::BidStatus;
use super::{Entry, History, out_of_order};
use crate::error::{Error, ErrorKind, Result};
use crate::record::decision::{Adjudication, Admission, Subject};
use crate::record::outcome::Fault;
use crate::record::parties::{check_adjudicator, check_tenderer};
use crate::record::signed::Signed;
use crate::suite::Digest;
use crate::wire::{Id, Time};
use std::collections::BTreeSet;

impl History {
    pub(super) fn adjudicated(&mut self, entry: &Entry, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let adjudication = Adjudication::parse(signed.content())?;
        self.check_place(adjudication.tender, None)?;
        self.check_issued(entry, adjudication.issued)?;
        check_adjudicator(self.notice()?, &signed)?;
        let head = self.closing().and_then(|closing| closing.head.as_ref());
        let late = head.map(|head| self.closed_in_time(head)).transpose()? == Some(false);
        match &adjudication.subject {
            Subject::Bid { stage, digest, fault } => {
                let (number, _) = self.stage(stage)?;
                if *fault == Fault::Undetermined {
                    let detail = "it must determine whose fault it is";
                    return Err(Error::new(ErrorKind::BadField).because(detail).at("subject"));
                }
                let bid = self.bid_mut(digest)?;
                if bid.status != BidStatus::Excluded(number, Fault::Undetermined) {
                    return out_of_order("the outcome of this bid is not undetermined");
                }
                bid.status = BidStatus::Excluded(number, *fault);
            }
            Subject::Closing => match &mut self.closing {
                Some(closing) if late && !closing.excused => closing.excused = true,
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
        self.check_unblinded(number)?;
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
        let state = self.stage_mut(number)?;
        (state.admission, state.settled) = (true, entry.number);
        for out in &admission.excluded {
            self.bid_mut(&out.digest)?.status = BidStatus::NotAdmitted(number);
        }
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
