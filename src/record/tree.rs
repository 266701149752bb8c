//! The tree over the record's entries, and proofs from it (SPEC §13.3; RFC 9162 §2.1).

use crate::error::{Error, ErrorKind, Result};
use crate::suite::{Digest, hash};

/// The largest tree that is made or believed.
pub const MAX_SIZE: u64 = 1 << 40;

/// A tree that keeps all complete nodes, so that every root and proof costs a number of steps that grows with its
/// height only. It takes 64 bytes an entry.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// `levels[h][i]` is the root over the leaves from `i 2^h` to `(i + 1) 2^h`.
    levels: Vec<Vec<Digest>>,
}

impl Tree {
    /// Takes the next entry's leaf hash ([`leaf_hash`](crate::suite::leaf_hash) of its bytes).
    pub fn push(&mut self, leaf: Digest) {
        let (mut node, mut height) = (leaf, 0);
        loop {
            if self.levels.len() == height {
                self.levels.push(Vec::new());
            }
            let Some(level) = self.levels.get_mut(height) else { return };
            level.push(node);
            let [.., left, right] = level.as_slice() else { return };
            if level.len() % 2 == 1 {
                return;
            }
            node = join(left, right);
            height += 1;
        }
    }

    /// How many entries there are.
    pub fn len(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Whether there is no entry yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root over all entries; of none, the hash of nothing.
    pub fn root(&self) -> Digest {
        // A node without a sibling ends its level; from the smallest up, each is the left of what lies right of it.
        let single = self.levels.iter().filter(|level| level.len() % 2 == 1).filter_map(|level| level.last());
        let joined = single.fold(None, |right, left| match right {
            None => Some(*left),
            Some(right) => Some(join(left, &right)),
        });
        joined.unwrap_or_else(|| hash(&[]))
    }

    /// The root as it was when there were this many entries.
    ///
    /// # Errors
    /// [`ErrorKind::OutsideTree`] if there are not as many.
    pub fn root_at(&self, size: u64) -> Result<Digest> {
        self.check_size(size)?;
        if size == 0 { Ok(hash(&[])) } else { self.subtree(0, size) }
    }

    /// The proof that the entry of this number is in the tree of this size (RFC 9162 §2.1.3.1).
    ///
    /// # Errors
    /// [`ErrorKind::OutsideTree`] if the tree was never as large, or has no such entry at that size.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Digest>> {
        self.check_size(size)?;
        if index >= size {
            return Err(outside(format_args!("entry {index} of {size}")));
        }
        let (mut start, mut end, mut path) = (0, size, Vec::new());
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                path.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                path.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        path.reverse();
        Ok(path)
    }

    /// The proof that the tree of the new size only appends to the one of the old size (RFC 9162 §2.1.4.1); empty if
    /// the old one is empty, or is the new one.
    ///
    /// # Errors
    /// [`ErrorKind::OutsideTree`] if the tree was never as large, or the old size is larger than the new one.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Digest>> {
        self.check_size(new)?;
        if old > new {
            return Err(outside(format_args!("size {old} within {new}")));
        }
        if old == 0 {
            return Ok(Vec::new());
        }
        let (mut start, mut end, mut path) = (0, new, Vec::new());
        while old != end {
            let middle = start + split(end - start);
            if old <= middle {
                path.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                path.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        // At start 0 this would be the old root itself, which the verifier has.
        if start > 0 {
            path.push(self.subtree(start, end)?);
        }
        path.reverse();
        Ok(path)
    }

    fn check_size(&self, size: u64) -> Result<()> {
        let len = self.len();
        if size <= len {
            Ok(())
        } else {
            Err(outside(format_args!("size {size}, and there are {len} entries")))
        }
    }

    /// The root over the leaves from `start`, which is a multiple of every power of two below `end - start`, to `end`.
    fn subtree(&self, start: u64, end: u64) -> Result<Digest> {
        let size = end - start;
        if size.is_power_of_two() {
            let height = size.trailing_zeros();
            let level = self.levels.get(height as usize).map_or(&[][..], Vec::as_slice);
            let node = usize::try_from(start >> height).ok().and_then(|index| level.get(index));
            return node.copied().ok_or_else(|| outside(format_args!("entries {start} to {end}")));
        }
        let middle = start + split(size);
        Ok(join(&self.subtree(start, middle)?, &self.subtree(middle, end)?))
    }
}

/// Checks that an entry with this leaf hash is in a tree (RFC 9162 §2.1.3.2).
///
/// # Errors
/// [`ErrorKind::OutsideTree`] if the tree has no such entry or is larger than [`MAX_SIZE`], [`ErrorKind::BadProof`].
pub fn verify_inclusion(leaf: &Digest, index: u64, size: u64, root: &Digest, proof: &[Digest]) -> Result<()> {
    check_bound(size)?;
    if index >= size {
        return Err(outside(format_args!("entry {index} of {size}")));
    }
    let (mut node, mut last, mut reached) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(Error::new(ErrorKind::BadProof).because("it is too long"));
        }
        if node & 1 == 1 || node == last {
            reached = join(sibling, &reached);
            climb(&mut node, &mut last, |node| node & 1 == 1 || node == 0);
        } else {
            reached = join(&reached, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last != 0 {
        return Err(Error::new(ErrorKind::BadProof).because("it is too short"));
    }
    if reached == *root { Ok(()) } else { Err(ErrorKind::BadProof.into()) }
}

/// Checks that the new tree only appends to the old one (RFC 9162 §2.1.4.2). Of the empty tree and of a tree to
/// itself the proof is empty.
///
/// # Errors
/// [`ErrorKind::OutsideTree`] if the old tree is larger than the new one, or the new one than [`MAX_SIZE`],
/// [`ErrorKind::BadProof`].
pub fn verify_consistency(
    old_size: u64,
    old_root: &Digest,
    new_size: u64,
    new_root: &Digest,
    proof: &[Digest],
) -> Result<()> {
    check_bound(new_size)?;
    let bad = |why: &str| Err(Error::new(ErrorKind::BadProof).because(why));
    if old_size > new_size {
        return Err(outside(format_args!("size {old_size} within {new_size}")));
    }
    if old_size == 0 || old_size == new_size {
        let expected = if old_size == 0 { hash(&[]) } else { *new_root };
        return match proof {
            [] if *old_root == expected => Ok(()),
            [] => bad("the roots differ"),
            _ => bad("it is too long"),
        };
    }
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    climb(&mut node, &mut last, |node| node & 1 == 0);
    // The old tree, where it is complete, is the first node itself.
    let (first, rest) = match proof {
        _ if old_size.is_power_of_two() => (old_root, proof),
        [first, rest @ ..] => (first, rest),
        [] => return bad("it is too short"),
    };
    let (mut old, mut new) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return bad("it is too long");
        }
        if node & 1 == 1 || node == last {
            (old, new) = (join(sibling, &old), join(sibling, &new));
            climb(&mut node, &mut last, |node| node & 1 == 1 || node == 0);
        } else {
            new = join(&new, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    match (last, old == *old_root, new == *new_root) {
        (0, true, true) => Ok(()),
        (0, false, _) => bad("it does not lead to the old root"),
        (0, true, false) => bad("it does not lead to the new root"),
        _ => bad("it is too short"),
    }
}

/// Goes up while a node is its parent's only child.
fn climb(node: &mut u64, last: &mut u64, there: impl Fn(u64) -> bool) {
    while !there(*node) {
        (*node, *last) = (*node >> 1, *last >> 1);
    }
}

fn join(left: &Digest, right: &Digest) -> Digest {
    hash(&[&[1], &left.0, &right.0])
}

/// The largest power of two that is smaller than `size`, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

fn check_bound(size: u64) -> Result<()> {
    if size <= MAX_SIZE { Ok(()) } else { Err(outside(format_args!("size {size} is beyond 2^40"))) }
}

fn outside(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::OutsideTree).because(what)
}
