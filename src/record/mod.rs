//! The record: the append-only history of one tender (SPEC §13).
//!
//! A [`Store`] holds files; a [`Log`] in it holds entries, numbered without a gap; a [`Tree`] stands over their bytes;
//! a [`Head`] signs the tree at one size, and a [`ProofFile`] shows that an entry is in it.

mod checkpoint;
mod commit;
mod cursor;
mod folder;
mod frame;
mod head;
mod log;
mod note;
mod note_key;
mod proof;
mod scan;
mod store;
mod tree;
#[cfg(test)]
mod tree_tests;

pub use checkpoint::{Checkpoint, origin};
pub use commit::{Committer, Ticket};
pub use folder::FolderStore;
pub use frame::{BlobRef, Frame, NewFrame, Position};
pub use head::Head;
pub use log::{Log, read_log};
pub use note::{NoteSignature, SignedNote};
pub use note_key::NoteKey;
pub use proof::ProofFile;
pub use store::{PARTIAL, Store};
pub use tree::{MAX_SIZE, Tree, verify_consistency, verify_inclusion};
