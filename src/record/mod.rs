//! The record: the append-only history of one tender (SPEC §13).
//!
//! A [`Store`] holds files; a [`Log`] in it holds entries, numbered without a gap; a [`Tree`] stands over their bytes;
//! a [`Head`] signs the tree at one size, and a [`ProofFile`] shows that an entry is in it.

mod checkpoint;
mod codes;
mod commit;
mod cursor;
mod custody;
mod decision;
mod entry;
mod event;
mod folder;
mod frame;
mod head;
mod history;
mod log;
mod note;
mod note_key;
mod outcome;
mod parties;
mod proof;
mod receipt;
mod request;
mod review;
mod scan;
mod signed;
mod store;
mod tree;
#[cfg(test)]
mod tree_tests;
mod unblinding;

pub use checkpoint::{Checkpoint, origin};
pub(crate) use codes::copy_name;
pub use codes::{CodesSecret, code};
pub use commit::{Committer, Ticket};
pub use custody::{CosignRequest, MAX_TOKENS, ReleaseRefusal, ReleaseRequest};
pub use decision::{Adjudication, Admission, NotAdmitted, Postponement, QuorumLost, StageTime, Subject};
pub use entry::{Entry, MAX_ENTRY};
pub use event::{Event, Received};
pub use folder::FolderStore;
pub use frame::{Blob, BlobRef, Frame, NewFrame, Position};
pub use head::Head;
pub use history::{BidState, BidStatus, ClosedHead, Closing, History, ReviewState, StageState};
pub use log::{Log, read_log};
pub use note::{NoteSignature, SignedNote};
pub use note_key::NoteKey;
pub use outcome::{Fault, Outcome};
pub use parties::{
    PlatformSigner, TimeSource, check_adjudicator, check_platform, check_tenderer, platform_signed,
};
pub use proof::ProofFile;
pub use receipt::{Reason, Receipt, ReceiptKind, Refusal};
pub use request::{Announcement, Replacement, Withdrawal, check_bidder};
pub use review::{Blinded, DealtCode, DealtCopy, DealtLot, LotCodes, LotScores, Score, Scores};
pub use signed::{MAX_CONTENT, Signed};
pub use store::{PARTIAL, Store};
pub use tree::{MAX_SIZE, Tree, verify_consistency, verify_inclusion};
pub use unblinding::{CopyOpening, Unblinded, UnblindedLot, Unblinding};
