//! What the box answers when it does not take something (SPEC §14.3).

use super::shared::Shared;
use crate::error::{Error, ErrorKind};
use crate::record::{Refusal, Signed};
use crate::suite::Digest;
use crate::wire::Time;
use std::fmt;

/// Something was not received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub error: Error,
    /// The signed refusal that names the reason, as a file. None if it is the platform itself that failed: then nothing
    /// was decided, and the bidder should try again.
    pub refusal: Option<Vec<u8>>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        refused.error
    }
}

/// Whose doing it is that something was not received.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The bidder's, which gets a signed refusal.
    Bidder(Error),
    /// The platform's.
    Platform(Error),
}

pub(super) type Outcome<T> = std::result::Result<T, Trouble>;

/// What is not the platform's by its kind, or said to be with [`ours`], is the bidder's.
impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        match error.kind() {
            ErrorKind::Io
            | ErrorKind::FileNotFound
            | ErrorKind::WouldOverwrite
            | ErrorKind::NoEntropy
            | ErrorKind::WorkerFailed
            | ErrorKind::StoreFailed
            | ErrorKind::StoreLocked
            | ErrorKind::StoreReadOnly
            | ErrorKind::LogDamaged
            | ErrorKind::LogTooLarge
            | ErrorKind::BidDamaged => Trouble::Platform(error),
            _ => Trouble::Bidder(error),
        }
    }
}

impl From<ErrorKind> for Trouble {
    fn from(kind: ErrorKind) -> Trouble {
        Error::from(kind).into()
    }
}

/// An error that is the platform's own, whatever its kind.
pub(super) fn ours(error: Error) -> Trouble {
    Trouble::Platform(error)
}

impl Shared {
    /// Signs a refusal, where the bidder is to have one.
    pub fn refuse(&self, trouble: Trouble, digest: Option<Digest>, arrived: Time) -> Refused {
        let error = match trouble {
            Trouble::Bidder(error) => error,
            Trouble::Platform(error) => return Refused { error, refusal: None },
        };
        let sign = || {
            let current = self.ledger.state().current()?;
            let (tender, notice) = (current.notice.tender(), current.notice.digest());
            let refusal = Refusal::new(tender, notice, digest, arrived, &error);
            let signed = self.keys.sign(&current.notice, arrived, |signer| refusal.sign(signer))?;
            Signed::to_bytes(&signed)
        };
        // A key that does not sign must not hide why the bid was refused.
        let refusal = sign().ok();
        Refused { error, refusal }
    }
}
