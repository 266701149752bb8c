//! The notice in force, and what is checked of a sealed bid under it (SPEC §14.2).

use crate::bid::{BidFile, Header, ReadAt, Work};
use crate::ca::Revocation;
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::record::TimeSource;
use crate::suite::Digest;
use crate::timestamp::TokenTime;
use crate::wire::Time;
use std::num::NonZeroUsize;

/// A notice, its timestamp authorities, and the notices before it.
pub(super) struct Current {
    pub notice: Notice,
    time: TimeSource,
    older: Vec<Digest>,
    /// No bid under this notice has a larger file.
    pub largest: u64,
}

impl Current {
    pub fn new(notice: Notice, notices: &[Digest]) -> Result<Current> {
        let older = notices.iter().copied().filter(|digest| *digest != notice.digest()).collect();
        let (time, largest) = (TimeSource::of(&notice)?, Header::largest_file(&notice));
        Ok(Current { notice, time, older, largest })
    }

    /// Checks what the beginning of a file says already.
    ///
    /// # Errors
    /// [`ErrorKind::RetiredBid`] for a notice that was amended; those of [`Header::check_place`].
    pub fn check_header(&self, header: &Header) -> Result<()> {
        self.check_notice(header.tender, header.notice).map_err(|e| e.at("header"))?;
        header.check_place(&self.notice).map_err(|e| e.at("header"))
    }

    /// Checks that something is for this tender and the notice in force.
    ///
    /// # Errors
    /// [`ErrorKind::WrongTender`], [`ErrorKind::RetiredBid`], [`ErrorKind::WrongNotice`].
    pub fn check_notice(&self, tender: Digest, notice: Digest) -> Result<()> {
        if tender != self.notice.tender() {
            return Err(ErrorKind::WrongTender.into());
        }
        if self.older.contains(&notice) {
            return Err(Error::new(ErrorKind::RetiredBid).because("the notice was amended: seal again"));
        }
        if notice != self.notice.digest() {
            return Err(ErrorKind::WrongNotice.into());
        }
        Ok(())
    }

    /// Verifies the bidder's token over its bid's digest, which must be no later than the deadline.
    ///
    /// # Errors
    /// [`ErrorKind::NoTimestamp`], those of [`TimeSource::verify`], [`ErrorKind::Late`].
    pub fn check_token(&self, token: &[u8], digest: &Digest, deadline: Time) -> Result<TokenTime> {
        if token.is_empty() {
            return Err(ErrorKind::NoTimestamp.into());
        }
        let time = self.time.verify(token, digest)?.info.time;
        if time.ceil() > deadline {
            let detail = format!("the token is of {time}, due by {deadline}");
            return Err(Error::new(ErrorKind::Late).because(detail).at("timestamp"));
        }
        Ok(time)
    }

    /// Checks everything of a bid that can be checked while it is sealed, at the time of its token.
    ///
    /// # Errors
    /// Those of [`BidFile::under`], [`SealedBid::check_parts`](crate::bid::SealedBid::check_parts) and
    /// [`SealedBid::check_signer`](crate::bid::SealedBid::check_signer).
    pub fn check_bid(&self, file: BidFile<impl ReadAt>, time: TokenTime) -> Result<()> {
        let bid = file.under(&self.notice)?;
        // Other uploads are checked beside this one; each has a thread of its own.
        bid.check_parts(Work { threads: NonZeroUsize::MIN, ..Work::default() })?;
        bid.check_signer(&Revocation::unchecked(), time.floor()).map(|_| ())
    }
}
