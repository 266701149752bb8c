//! What an armed custodian tells whoever drives it (SPEC §15.5).

use crate::error::Error;
use crate::wire::Id;

/// What an armed custodian did, or why it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It cosigned a head.
    Cosigned {
        /// The file with the note.
        file: String,
        /// How many entries the head covers.
        size: u64,
    },
    /// It released a stage.
    Released {
        /// The release file.
        file: String,
        /// The stage.
        stage: Id,
        /// For how many bids.
        bids: usize,
    },
    /// It refused to release a stage, and signed that.
    Refused {
        /// The file with the refusal.
        file: String,
        /// The stage.
        stage: Id,
        /// Why.
        error: Error,
    },
    /// It waits. This is told once, until the reason is another.
    Waits {
        /// The file that is not answered.
        file: String,
        /// What for.
        error: Error,
    },
    /// Something is wrong, and it stands still until [`Armed::clear`](super::Armed::clear), also after a restart.
    Alarm {
        /// What is wrong.
        error: Error,
    },
}
