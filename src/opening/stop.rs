//! Why judging a bid ends early: with an outcome, or because the judge itself cannot go on.

use crate::error::{Error, ErrorKind};
use crate::record::{Fault, Outcome, Reason};
use crate::suite::Digest;

/// What ends the judging of a bid.
pub(super) enum Stop {
    /// The bid is not opened.
    Excluded {
        fault: Fault,
        error: Error,
        /// What it is seen from, beside the bid.
        seen_from: Option<Digest>,
    },
    /// Nothing is known of the bid: the work was cancelled, or the machine fails.
    Failed(Error),
}

impl Stop {
    /// The bid is not opened, by this party's fault. What says nothing about the bid is nobody's: a disk that cannot be
    /// read leaves the fault undetermined, and whatever stops the judge is no outcome.
    pub(super) fn blame(fault: Fault, error: Error) -> Stop {
        match error.kind() {
            ErrorKind::Cancelled
            | ErrorKind::WorkerFailed
            | ErrorKind::NoEntropy
            | ErrorKind::StoreFailed
            | ErrorKind::WouldOverwrite => Stop::Failed(error),
            ErrorKind::Io => Stop::Excluded { fault: Fault::Undetermined, error, seen_from: None },
            _ => Stop::Excluded { fault, error, seen_from: None },
        }
    }

    /// The platform's fault: it should have kept the bid, or refused it.
    pub(super) fn platform(error: Error) -> Stop {
        Stop::blame(Fault::Platform, error)
    }

    /// The bidder's fault.
    pub(super) fn bidder(error: Error) -> Stop {
        Stop::blame(Fault::Bidder, error)
    }

    /// The file is not the one that was received. Where the damage was met stays in the place.
    pub(super) fn damaged(error: &Error) -> Stop {
        let damaged = Error::new(ErrorKind::BidDamaged).because(error.kind().text()).at(error.place());
        Stop::platform(damaged)
    }

    /// The same, seen from a file beside the bid.
    pub(super) fn seen_from(self, digest: Digest) -> Stop {
        match self {
            Stop::Excluded { fault, error, .. } => Stop::Excluded { fault, error, seen_from: Some(digest) },
            failed @ Stop::Failed(_) => failed,
        }
    }

    /// Why, for whoever cares for nothing else.
    pub(super) fn error(self) -> Error {
        match self {
            Stop::Excluded { error, .. } | Stop::Failed(error) => error,
        }
    }

    /// The outcome of a bid that ends so.
    pub(super) fn outcome(self, bid: Digest) -> Result<Outcome, Error> {
        match self {
            Stop::Failed(error) => Err(error),
            Stop::Excluded { fault, error, seen_from } => Ok(Outcome::Excluded {
                fault,
                reason: Reason::of(&error),
                evidence: std::iter::once(bid).chain(seen_from).collect(),
            }),
        }
    }
}
