//! The closing of the box, the closed head, and objections (SPEC §13.9 rules 5, 6 and 8).

use super::state::{ClosedHead, Closing, StageState};
use super::{Entry, History, out_of_order};
use crate::ca::Revocation;
use crate::error::{Error, ErrorKind, Result};
use crate::record::custody::check_tokens;
use crate::record::parties::platform_signed;
use crate::record::receipt::Receipt;
use crate::record::signed::Signed;
use crate::suite::{Digest, hash};
use crate::wire::Time;

impl History {
    pub(super) fn closed(
        &mut self,
        entry: &Entry,
        deadline: Time,
        codes: Option<Digest>,
        bytes: &[u8],
    ) -> Result<()> {
        self.check_not_closed()?;
        self.accepted_notice()?;
        if deadline != self.deadline()? {
            return out_of_order("this is not the deadline in force");
        }
        if entry.time <= deadline {
            return Err(Error::new(ErrorKind::ClosedEarly).because(format_args!("due at {deadline}")));
        }
        if codes.is_some() != self.notice()?.has_blind_review() {
            return out_of_order(
                "it commits to the secret of codes exactly where the notice has blind review",
            );
        }
        let gathered = Revocation::parse(bytes)?;
        if gathered.gathered() > Some(entry.time) {
            return Err(Error::new(ErrorKind::TimeBackwards).because("gathered after it was frozen"));
        }
        // Where nothing was gathered nobody can be told to be revoked or not: nobody was asked.
        let nothing = gathered.crls().is_empty() && gathered.ocsp().is_empty();
        let revocation = if nothing { Revocation::unchecked() } else { gathered };
        self.closing = Some(Closing {
            entry: entry.number,
            revocation,
            revocation_digest: hash(&[bytes]),
            head: None,
            excused: false,
            codes,
        });
        Ok(())
    }

    pub(super) fn head(&mut self, entry: &Entry, note: &[u8], tokens: &[Vec<u8>]) -> Result<()> {
        let Some(closing) = &self.closing else { return Err(ErrorKind::NotClosed.into()) };
        let closed_size = closing.entry + 1;
        check_tokens(tokens.len())?;
        let head = self.check_head(note)?;
        let times = self.token_times(&head, tokens)?;
        let cosigners = self.cosigners(&head)?;
        if head.checkpoint().size != closed_size {
            return Ok(());
        }
        let time = times.into_iter().min();
        let deadline = self.deadline()?;
        let Some(closing) = &mut self.closing else { return Err(ErrorKind::NotClosed.into()) };
        match (&mut closing.head, time) {
            // The same head again brings cosignatures that came later. Its time stays.
            (Some(closed), _) => {
                cosigners.into_iter().for_each(|custodian| closed.add_cosigner(custodian));
                Ok(())
            }
            (None, None) => Err(ErrorKind::NoTimestamp.into()),
            (None, Some(time)) if time.ceil() <= deadline => {
                Err(Error::new(ErrorKind::ClosedEarly).because(format_args!("its token is of {time}")))
            }
            (None, Some(time)) => {
                closing.head = Some(ClosedHead { note: note.to_vec(), time, cosigners, entry: entry.number });
                Ok(())
            }
        }
    }

    /// Whether the closed head came within the notice's grace.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn closed_in_time(&self, head: &ClosedHead) -> Result<bool> {
        Ok(head.time.ceil() <= self.deadline()?.plus(self.notice()?.body().grace))
    }

    /// The closed head, if it came in time or was let stand.
    ///
    /// # Errors
    /// [`ErrorKind::NotClosed`], [`ErrorKind::ClosedLate`].
    pub(super) fn closed_in_order(&self) -> Result<&ClosedHead> {
        let closing = self.closing().ok_or_else(|| Error::new(ErrorKind::NotClosed))?;
        let unrecorded = || Error::new(ErrorKind::NotClosed).because("its head is not in the record yet");
        let head = closing.head.as_ref().ok_or_else(unrecorded)?;
        if !self.closed_in_time(head)? && !closing.excused {
            let grace = self.notice()?.body().grace;
            let detail = format!("its token is of {}, {grace} s after the deadline at most", head.time);
            return Err(Error::new(ErrorKind::ClosedLate).because(detail));
        }
        Ok(head)
    }

    /// The closed head, if everything about it is as a release demands.
    ///
    /// # Errors
    /// [`ErrorKind::NotClosed`], [`ErrorKind::ClosedLate`], [`ErrorKind::CosignersMissing`].
    pub fn closed_head(&self) -> Result<&ClosedHead> {
        let head = self.closed_in_order()?;
        self.check_cosigners(&head.cosigners).map_err(|e| e.at("closed head"))?;
        Ok(head)
    }

    /// When a stage's bids can be released at the earliest: at its time, and after the objection period. Before, nothing
    /// of it can be finished either, so that no objection comes too late.
    ///
    /// # Errors
    /// [`ErrorKind::NotClosed`], [`ErrorKind::ClosedLate`].
    pub fn earliest_release(&self, stage: &StageState) -> Result<Time> {
        let closed = self.closed_in_order()?.time.ceil();
        Ok(stage.time.max(closed.plus(self.notice()?.body().objection_period)))
    }

    /// Checks that the adjudicator has decided on every objection so far.
    ///
    /// # Errors
    /// [`ErrorKind::ObjectionOpen`].
    pub(super) fn check_objections(&self) -> Result<()> {
        match self.objections.iter().find(|(_, settled)| !**settled) {
            Some((digest, _)) => Err(Error::new(ErrorKind::ObjectionOpen).because(digest)),
            None => Ok(()),
        }
    }

    pub(super) fn objection(&mut self, bytes: &[u8]) -> Result<()> {
        if self.closing.is_none() {
            return Err(ErrorKind::NotClosed.into());
        }
        if self.next_stage().is_none() {
            return out_of_order("every stage is finished");
        }
        let signed = Signed::parse(bytes)?;
        let receipt = Receipt::parse(signed.content())?;
        self.check_place(receipt.tender, None)?;
        platform_signed(self.notice()?, &signed, receipt.arrived)?;
        if self.knows_receipt(&signed.content_digest()) {
            return Err(Error::new(ErrorKind::NotAnObjection).because(receipt.digest));
        }
        // Another receipt for a bid on which was decided before must be decided on, too.
        self.receipts.insert(signed.content_digest());
        self.objections.insert(receipt.digest, false);
        Ok(())
    }
}
