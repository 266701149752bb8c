//! The closing of the box, heads, and objections (SPEC §13.9, §14.6).

use super::state::{ClosedHead, Closing};
use super::{Entry, History};
use crate::ca::Revocation;
use crate::error::{Error, ErrorKind, Result};
use crate::record::head::Head;
use crate::record::parties::platform_signed;
use crate::record::receipt::Receipt;
use crate::record::signed::Signed;
use crate::suite::hash;
use crate::timelock::HolderKey;
use crate::timestamp::TokenTime;
use crate::wire::{Hex, Id, Time};

impl History {
    pub(super) fn closed(&mut self, entry: &Entry, deadline: Time, bytes: &[u8]) -> Result<()> {
        self.check_not_closed()?;
        self.accepted_notice()?;
        if deadline != self.deadline()? {
            return Err(Error::new(ErrorKind::OutOfOrder).because("this is not the deadline in force"));
        }
        if entry.time <= deadline {
            return Err(Error::new(ErrorKind::ClosedEarly).because(format_args!("due at {deadline}")));
        }
        let gathered = Revocation::parse(bytes)?;
        // Where nothing was gathered nobody can be told to be revoked or not: nobody was asked.
        let nothing = gathered.crls().is_empty() && gathered.ocsp().is_empty();
        let revocation = if nothing { Revocation::unchecked() } else { gathered };
        self.closing = Some(Closing {
            entry: entry.number,
            revocation,
            revocation_digest: hash(&[bytes]),
            head: None,
            excused: false,
        });
        Ok(())
    }

    pub(super) fn head(&mut self, entry: &Entry, note: &[u8], tokens: &[Vec<u8>]) -> Result<()> {
        let Some(closing) = &self.closing else { return Err(ErrorKind::NotClosed.into()) };
        let closed_size = closing.entry + 1;
        let is_first = closing.head.is_none();
        let head = self.check_head(note)?;
        let times = self.token_times(&head, tokens)?;
        let cosigners = self.cosigners(&head)?;
        if head.checkpoint().size != closed_size || !is_first {
            return Ok(());
        }
        let Some(time) = times.into_iter().min() else { return Err(ErrorKind::NoTimestamp.into()) };
        if time.ceil() <= self.deadline()? {
            return Err(Error::new(ErrorKind::ClosedEarly).because(format_args!("its token is of {time}")));
        }
        let closed = ClosedHead { note: note.to_vec(), time, cosigners, entry: entry.number };
        if let Some(closing) = &mut self.closing {
            closing.head = Some(closed);
        }
        Ok(())
    }

    /// A head of this record: signed by the platform, over the very entries that are here.
    ///
    /// # Errors
    /// Those of [`Head::parse`] and [`Head::verify`]; [`ErrorKind::HeadMismatch`].
    pub fn check_head(&self, note: &[u8]) -> Result<Head> {
        let head = Head::parse(note)?;
        let notice = self.notice()?;
        let (platform, _) = notice.platform()?;
        head.verify(&notice.tender(), &platform.record_key)?;
        let checkpoint = head.checkpoint();
        if checkpoint.size == 0 || checkpoint.size > self.len() {
            let detail = format!("{} entries, of {} that are here", checkpoint.size, self.len());
            return Err(Error::new(ErrorKind::HeadMismatch).because(detail));
        }
        if self.tree().root_at(checkpoint.size)? != checkpoint.root {
            return Err(Error::new(ErrorKind::HeadMismatch).because("another root than that of the entries"));
        }
        Ok(head)
    }

    /// The custodians of the notice in force that cosigned a head.
    ///
    /// # Errors
    /// As [`Head::cosigners`].
    pub fn cosigners(&self, head: &Head) -> Result<Vec<Id>> {
        let cosigned = head.cosigners(&self.record_keys()?)?;
        Ok(cosigned.into_iter().map(|(custodian, _)| custodian).collect())
    }

    /// The record keys of the custodians of the notice in force.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn record_keys(&self) -> Result<Vec<(Id, Hex<32>)>> {
        let statements = self.notice()?.custodians().iter().map(|custodian| custodian.statement());
        Ok(statements.map(|s| (s.custodian.clone(), s.record_key)).collect())
    }

    /// The times of tokens over a head's text, each of which must be one.
    ///
    /// # Errors
    /// As [`TimeSource::verify`](crate::record::TimeSource::verify), with the token's number.
    pub fn token_times(&self, head: &Head, tokens: &[Vec<u8>]) -> Result<Vec<TokenTime>> {
        let imprint = hash(&[head.note().text().as_bytes()]);
        let source = self.time_source()?;
        let verify = |(n, token): (usize, &Vec<u8>)| {
            let verified = source.verify(token, &imprint);
            verified.map(|token| token.info.time).map_err(|e| e.at(format_args!("tokens[{n}]")))
        };
        tokens.iter().enumerate().map(verify).collect()
    }

    /// Checks that of every quorum with custodians as many cosigned as its threshold asks for, or all of them where
    /// it has fewer custodians than that.
    ///
    /// # Errors
    /// [`ErrorKind::CosignersMissing`].
    pub fn check_cosigners(&self, cosigners: &[Id]) -> Result<()> {
        let notice = self.notice()?;
        let Some(first) = self.stages().first() else { return Err(ErrorKind::OutOfOrder.into()) };
        for (j, quorum) in notice.policy(&first.id)?.quorums().iter().enumerate() {
            let custodians = quorum.holders.iter().filter(|h| matches!(h.key, HolderKey::Custodian(_)));
            let (mut all, mut here) = (0, 0);
            for custodian in custodians {
                all += 1;
                here += usize::from(cosigners.contains(&custodian.id));
            }
            let needed = all.min(usize::from(quorum.threshold));
            if here < needed {
                let detail = format!("quorum {}: {needed} needed, {here} cosigned", j + 1);
                return Err(Error::new(ErrorKind::CosignersMissing).because(detail));
            }
        }
        Ok(())
    }

    /// Whether the closed head came within the notice's grace.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn closed_in_time(&self, head: &ClosedHead) -> Result<bool> {
        Ok(head.time.ceil() <= self.deadline()?.plus(self.notice()?.body().grace))
    }

    /// The closed head, if everything about it is as a release demands.
    ///
    /// # Errors
    /// [`ErrorKind::NotClosed`], [`ErrorKind::CosignersMissing`], [`ErrorKind::ClosedLate`].
    pub fn closed_head(&self) -> Result<&ClosedHead> {
        let closing = self.closing().ok_or_else(|| Error::new(ErrorKind::NotClosed))?;
        let head = closing
            .head
            .as_ref()
            .ok_or_else(|| Error::new(ErrorKind::NotClosed).because("its head is not in the record yet"))?;
        self.check_cosigners(&head.cosigners).map_err(|e| e.at("closed head"))?;
        if !self.closed_in_time(head)? && !closing.excused {
            let detail = format!(
                "its token is of {}, {} s after the deadline at most",
                head.time,
                self.notice()?.body().grace
            );
            return Err(Error::new(ErrorKind::ClosedLate).because(detail));
        }
        Ok(head)
    }

    pub(super) fn objection(&mut self, bytes: &[u8]) -> Result<()> {
        if self.closing.is_none() {
            return Err(ErrorKind::NotClosed.into());
        }
        if self.next_stage().is_none() {
            return Err(Error::new(ErrorKind::OutOfOrder).because("every stage is finished"));
        }
        let signed = Signed::parse(bytes)?;
        let receipt = Receipt::parse(signed.content())?;
        self.check_place(receipt.tender, None)?;
        platform_signed(self.notice()?, &signed, receipt.arrived)?;
        if self.knows_receipt(&signed.content_digest()) {
            return Err(Error::new(ErrorKind::NotAnObjection).because(receipt.digest));
        }
        self.objections.entry(receipt.digest).or_insert(false);
        Ok(())
    }
}
