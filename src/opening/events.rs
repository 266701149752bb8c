//! What a hall tells the people in it, as it happens (SPEC §16.1).

use crate::error::{Error, ErrorKind, Result};
use crate::record::{Fault, Reason};
use crate::suite::Digest;
use crate::wire::{Id, Time};
use serde::Serialize;

/// What happened. Each is one line of JSON for programs that show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Happened {
    /// The box was closed with this many entries.
    Closed {
        /// Entries under the closed head.
        size: u64,
        /// When that was there.
        time: Time,
    },
    /// A receipt shows a bid that the record does not have.
    Objection {
        /// The bid.
        digest: Digest,
        /// Whether the adjudicator has settled it.
        settled: bool,
    },
    /// Bids were read again.
    Reread {
        /// So many.
        done: usize,
        /// Of so many.
        total: usize,
    },
    /// A bid's file is gone, or is not the one that was received.
    Damaged {
        /// The bid.
        digest: Digest,
        /// What is wrong with it.
        reason: Reason,
        /// Whether only a later stage suffers from it.
        later: bool,
    },
    /// A holder has released the stage.
    Released {
        /// The holder.
        holder: Id,
        /// Holders that count, over all quorums.
        have: usize,
        /// Holders that are needed, over all quorums.
        need: usize,
    },
    /// What was given as a release is none.
    WrongRelease {
        /// Why, with the holder as far as it is known.
        reason: Reason,
    },
    /// A custodian refuses.
    Refused {
        /// The custodian.
        custodian: Id,
        /// Why, in its own words.
        reason: Reason,
    },
    /// A bid was opened.
    Opened {
        /// Bids judged in this run.
        done: usize,
        /// Of so many.
        total: usize,
        /// The bid.
        digest: Digest,
        /// Whose it is.
        bidder: String,
    },
    /// A bid was not opened, and cannot be any more.
    Failed {
        /// Bids judged in this run.
        done: usize,
        /// Of so many.
        total: usize,
        /// The bid.
        digest: Digest,
        /// Whose fault it is.
        fault: Fault,
        /// Why.
        reason: Reason,
    },
    /// A bid was not opened, but may still be.
    Pending {
        /// Bids judged in this run.
        done: usize,
        /// Of so many.
        total: usize,
        /// The bid.
        digest: Digest,
        /// Why.
        reason: Reason,
    },
    /// The documents of an opened bid could not be written where they should go. Its outcome does not depend on that.
    NotWritten {
        /// The bid.
        digest: Digest,
        /// Why.
        reason: Reason,
    },
    /// A seed that came cannot be published: its file is damaged. The others are published without it.
    UnusableSeed {
        /// The bid.
        digest: Digest,
        /// Why.
        reason: Reason,
    },
    /// The stage is finished.
    Finished {
        /// The stage.
        stage: Id,
        /// SHA-256 of the minutes.
        minutes: Digest,
    },
}

impl Happened {
    /// One line of JSON, without a line feed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_line(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Error::new(ErrorKind::BadJson).because(e))
    }
}

/// Whoever is told. Called from the thread that called the session.
pub trait Events: Sync {
    /// Something happened.
    fn event(&self, event: &Happened);
}

/// Nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEvents;

impl Events for NoEvents {
    fn event(&self, _: &Happened) {}
}
