//! The files of a box, relative to its folder (SPEC §13.1).

use crate::suite::Digest;

/// The record's log, once the box is closed.
pub const LOG: &str = "record/log";
/// The last head that was recorded, with its cosignatures.
pub const CHECKPOINT: &str = "record/checkpoint";
/// The log of a box that is not closed, with the smaller sealed bids in it.
pub const JOURNAL: &str = "evidence/journal";
/// The folder of sealed bids that lie in files of their own.
pub const BIDS: &str = "evidence/bids";
/// The folder of uploads that are on their way. After a crash they mean nothing.
pub const INCOMING: &str = "evidence/incoming";

/// The file of a sealed bid.
pub fn bid_name(digest: &Digest) -> String {
    format!("{BIDS}/{digest}.sbid")
}

/// The file of a piece of evidence in one of its folders, such as `releases`.
pub fn evidence_name(folder: &str, digest: &Digest) -> String {
    format!("evidence/{folder}/{digest}.json")
}
