//! What anybody can check of a bid under its notice, without opening it (SPEC §5.6).

use super::pipeline::Work;
use super::read::BidFile;
use super::source::ReadAt;
use super::stream::hash_part;
use crate::ca::{Chain, Revocation, verify_chain};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::suite::Digest;
use crate::timelock::{Context, Given, Lock, Scope, Unlocked, Verdict, open, open_with_seed};
use crate::wire::{Hex, Id, Time};

/// A bid that belongs to a notice.
pub struct SealedBid<'n, S> {
    pub(super) file: BidFile<S>,
    pub(super) notice: &'n Notice,
}

impl<S: ReadAt> BidFile<S> {
    /// Checks that the bid is one for this notice: suite, digests, lot, locks, part table, forms.
    ///
    /// # Errors
    /// [`ErrorKind::WrongSuite`], [`ErrorKind::WrongTender`], [`ErrorKind::WrongNotice`], [`ErrorKind::UnknownLot`],
    /// [`ErrorKind::LockShape`], [`ErrorKind::BadPoint`], [`ErrorKind::PartTable`], [`ErrorKind::PartTooLarge`].
    pub fn under(self, notice: &Notice) -> Result<SealedBid<'_, S>> {
        self.head.header.check(notice).map_err(|e| e.at("header"))?;
        let stages = notice.body().stages.iter().map(|stage| &stage.id);
        let with_form = stages.filter(|stage| notice.fields_of(stage).next().is_some());
        if !self.manifest.forms.iter().map(|form| &form.stage).eq(with_form) {
            let detail = "one root for each stage with form fields, in order";
            return Err(Error::new(ErrorKind::PartTable).because(detail).at("manifest: forms"));
        }
        Ok(SealedBid { file: self, notice })
    }
}

impl<S: ReadAt> SealedBid<'_, S> {
    /// The file.
    pub fn file(&self) -> &BidFile<S> {
        &self.file
    }

    /// The bid digest.
    pub fn digest(&self) -> Digest {
        self.file.digest()
    }

    /// The bid key.
    pub fn bid_key(&self) -> Hex<32> {
        self.file.header().bid_key
    }

    /// The lot.
    pub fn lot(&self) -> &Id {
        &self.file.header().lot
    }

    /// Checks every part's bytes against the signed roots.
    ///
    /// # Errors
    /// [`ErrorKind::PartRootMismatch`] with the part's name; [`ErrorKind::Truncated`], [`ErrorKind::Cancelled`].
    pub fn check_parts(&self, work: Work<'_>) -> Result<()> {
        (0..self.file.header().parts.len()).try_for_each(|row| self.check_part_bytes(row, work))
    }

    /// Checks the bytes of one stage's parts, the form among them, against the signed roots.
    ///
    /// # Errors
    /// As [`SealedBid::check_parts`].
    pub fn check_parts_of(&self, stage: &Id, work: Work<'_>) -> Result<()> {
        let parts = self.file.header().parts.iter().enumerate().filter(|(_, size)| size.stage == *stage);
        parts.map(|(row, _)| row).try_for_each(|row| self.check_part_bytes(row, work))
    }

    fn check_part_bytes(&self, row: usize, work: Work<'_>) -> Result<()> {
        self.compare_root(row, hash_part(&self.file.source, &self.file.head, row, work)?)
    }

    pub(super) fn compare_root(&self, row: usize, root: Digest) -> Result<()> {
        if root == self.file.manifest.parts[row] {
            return Ok(());
        }
        let part = &self.file.header().parts[row].part;
        Err(Error::new(ErrorKind::PartRootMismatch).at(format_args!("part {part}")))
    }

    /// Checks the bidder's certificate against the notice's trust anchors at a time: that of the bid's timestamp.
    ///
    /// # Errors
    /// Those of [`verify_chain`].
    pub fn check_signer(&self, revocation: &Revocation, at: Time) -> Result<Chain> {
        let signature = self.file.signature();
        let place = |error: Error| error.at("the bidder's certificate");
        signature.certificate.names().bidder().map_err(place)?;
        verify_chain(&signature.certificate, &signature.others, self.notice.bidder_anchors(), revocation, at)
            .map_err(place)
    }

    /// The place of one of its stages.
    pub fn scope(&self, stage: &Id) -> Scope {
        self.notice.scope(self.lot(), stage, self.bid_key())
    }

    /// What one of its stages' locks is bound to.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn context(&self, stage: &Id) -> Result<Context> {
        self.notice.context(self.lot(), stage, self.bid_key())
    }

    /// The lock of a stage.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn lock(&self, stage: &Id) -> Result<&Lock> {
        let found = self.file.header().locks.iter().find(|lock| lock.stage == *stage);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownStage).because(stage))
    }

    /// Opens a stage's lock with releases.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`]; what became of the lock is in the verdict.
    pub fn unlock(&self, stage: &Id, given: &[Given]) -> Result<Verdict> {
        Ok(open(self.lock(stage)?, &self.context(stage)?, given))
    }

    /// Opens a stage's lock with the bidder's seed.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`], [`ErrorKind::LockInconsistent`].
    pub fn unlock_with_seed(&self, stage: &Id, seed: &crate::suite::Secret) -> Result<Unlocked> {
        open_with_seed(self.lock(stage)?, &self.context(stage)?, seed)
    }
}
