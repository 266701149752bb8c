//! The heads that a record itself holds, and proofs under them (SPEC §13.3, §13.4).

use crate::bid::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{
    Entry, Event, Head, ProofFile, ReleaseRequest, Signed, Tree, read_log, verify_consistency,
};
use crate::suite::{Digest, leaf_hash};

/// A proof that a record only grew between two of its heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// The earlier head.
    pub old: Head,
    /// The later head.
    pub new: Head,
    /// The hashes of the proof (RFC 9162 §2.1.4.1).
    pub path: Vec<Digest>,
}

impl ConsistencyProof {
    /// Checks that the later head's tree appends to the earlier one's. Whose heads they are, [`Head::verify`] says.
    ///
    /// # Errors
    /// As [`verify_consistency`].
    pub fn verify(&self) -> Result<()> {
        let (old, new) = (self.old.checkpoint(), self.new.checkpoint());
        verify_consistency(old.size, &old.root, new.size, &new.root, &self.path)
    }
}

/// Proves that an entry is in a record, under the latest head that stands in it.
///
/// Nothing else is checked: who is given the proof checks it with [`ProofFile::verify`].
///
/// # Errors
/// Those of [`read_log`]; [`ErrorKind::OutsideTree`] if there is no such entry, or no head that covers it.
pub fn prove(log: &dyn ReadAt, entry: u64) -> Result<ProofFile> {
    let recorded = Recorded::read(log)?;
    let covering = recorded.heads.into_iter().rev().find(|head| head.checkpoint().size > entry);
    let head = covering.ok_or_else(|| outside(format_args!("no head covers entry {entry}")))?;
    proof_under(&recorded.tree, entry, head)
}

/// Proves that a record only grew between two heads that stand in it, told by their sizes.
///
/// # Errors
/// Those of [`read_log`]; [`ErrorKind::OutsideTree`] if the record has no such head.
pub fn prove_consistency(log: &dyn ReadAt, old: u64, new: u64) -> Result<ConsistencyProof> {
    let recorded = Recorded::read(log)?;
    let of_size = |size: u64| {
        let found = recorded.heads.iter().rev().find(|head| head.checkpoint().size == size);
        found.cloned().ok_or_else(|| outside(format_args!("no head of {size} entries")))
    };
    let path = recorded.tree.consistency(old, new)?;
    Ok(ConsistencyProof { old: of_size(old)?, new: of_size(new)?, path })
}

/// The proof that an entry is in the tree of a head.
pub(super) fn proof_under(tree: &Tree, entry: u64, head: Head) -> Result<ProofFile> {
    let path = tree.inclusion(entry, head.checkpoint().size)?;
    Ok(ProofFile { extra: None, index: entry, path, head })
}

/// The head that an entry holds, if it is of a kind that holds one: recorded by itself, or with a request.
pub(super) fn head_in(entry: &Entry, attachments: &[Vec<u8>]) -> Option<Head> {
    let attached = attachments.first()?;
    match &entry.event {
        Event::Head { .. } => Head::parse(attached).ok(),
        Event::Requested { .. } => {
            let request = ReleaseRequest::parse(Signed::parse(attached).ok()?.content()).ok()?;
            Head::parse(&request.note.0).ok()
        }
        _ => None,
    }
}

/// A record's tree, and those of its heads that are heads of it.
struct Recorded {
    tree: Tree,
    heads: Vec<Head>,
}

impl Recorded {
    fn read(log: &dyn ReadAt) -> Result<Recorded> {
        let (mut tree, mut heads) = (Tree::default(), Vec::new());
        read_log(log, |frame| {
            let head = Entry::parse(&frame.entry).ok().and_then(|entry| head_in(&entry, &frame.attachments));
            let is_ours = |head: &Head| {
                tree.root_at(head.checkpoint().size).is_ok_and(|root| root == head.checkpoint().root)
            };
            heads.extend(head.filter(is_ours));
            tree.push(leaf_hash(&frame.entry));
            Ok(())
        })?;
        Ok(Recorded { tree, heads })
    }
}

fn outside(detail: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::OutsideTree).because(detail)
}
