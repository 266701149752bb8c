//! The tree's own tests; those beside other libraries are `tests/record_tree.rs` and `tests/oracles`.

use super::tree::*;
use crate::error::{ErrorKind, Result};
use crate::suite::{Digest, leaf_hash, tree};
use crate::wire::Hex;

fn leaves(count: u64) -> Vec<Digest> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn grown(count: u64) -> Tree {
    let mut tree = Tree::default();
    leaves(count).into_iter().for_each(|leaf| tree.push(leaf));
    tree
}

fn kind<T>(result: Result<T>) -> std::result::Result<T, ErrorKind> {
    result.map_err(|e| e.kind())
}

#[test]
fn roots_are_those_of_a_list() {
    let all = leaves(70);
    let mut growing = Tree::default();
    assert!(growing.is_empty());
    for size in 0..=70 {
        let expected = tree(&all[..size as usize]);
        assert_eq!((growing.len(), growing.root()), (size, expected));
        assert_eq!(grown(70).root_at(size), Ok(expected));
        if let Some(leaf) = all.get(size as usize) {
            growing.push(*leaf);
        }
    }
    assert_eq!(kind(grown(70).root_at(71)), Err(ErrorKind::OutsideTree));
}

/// Every changed, missing or additional hash, and every other claim, is refused.
#[test]
fn inclusion_proofs_prove_just_what_they_say() {
    let (all, grown) = (leaves(20), grown(20));
    for size in 1..=20 {
        let root = grown.root_at(size).unwrap();
        for index in 0..size {
            let leaf = all[index as usize];
            let proof = grown.inclusion(index, size).unwrap();
            let verify = |leaf, index, size, root, proof: &[Digest]| {
                kind(verify_inclusion(&leaf, index, size, &root, proof))
            };
            assert_eq!(verify(leaf, index, size, root, &proof), Ok(()));
            let bad = Err(ErrorKind::BadProof);
            for n in 0..proof.len() {
                let mut changed = proof.clone();
                changed[n].0[31] ^= 1;
                assert_eq!(verify(leaf, index, size, root, &changed), bad);
            }
            assert_eq!(verify(leaf, index, size, root, &[&proof[..], &[root]].concat()), bad);
            if let Some((_, shorter)) = proof.split_last() {
                assert_eq!(verify(leaf, index, size, root, shorter), bad);
            }
            assert_eq!(verify(Hex([1; 32]), index, size, root, &proof), bad);
            assert_eq!(verify(leaf, index, size, Hex([1; 32]), &proof), bad);
            for other in (0..size).filter(|other| *other != index) {
                assert_eq!(verify(leaf, other, size, root, &proof), bad);
            }
        }
        assert_eq!(kind(grown.inclusion(size, size)), Err(ErrorKind::OutsideTree));
        let claim = verify_inclusion(&all[0], size, size, &root, &[]);
        assert_eq!(kind(claim), Err(ErrorKind::OutsideTree));
    }
    assert_eq!(kind(grown.inclusion(0, 21)), Err(ErrorKind::OutsideTree));
    assert_eq!(kind(grown.inclusion(0, 0)), Err(ErrorKind::OutsideTree));
}

#[test]
fn consistency_proofs_prove_just_what_they_say() {
    let grown = grown(20);
    let root = |size| grown.root_at(size).unwrap();
    let bad = Err(ErrorKind::BadProof);
    for new in 0..=20 {
        for old in 0..=new {
            let proof = grown.consistency(old, new).unwrap();
            let verify = |old_root, new_root, proof: &[Digest]| {
                kind(verify_consistency(old, &old_root, new, &new_root, proof))
            };
            assert_eq!(verify(root(old), root(new), &proof), Ok(()), "{old} {new}");
            assert_eq!(verify(Hex([1; 32]), root(new), &proof), bad, "{old} {new}");
            if old > 0 {
                assert_eq!(verify(root(old), Hex([1; 32]), &proof), bad, "{old} {new}");
            }
            for n in 0..proof.len() {
                let mut changed = proof.clone();
                changed[n].0[31] ^= 1;
                assert_eq!(verify(root(old), root(new), &changed), bad, "{old} {new} {n}");
            }
            assert_eq!(verify(root(old), root(new), &[&proof[..], &[root(new)]].concat()), bad);
            if let Some((_, shorter)) = proof.split_last() {
                assert_eq!(verify(root(old), root(new), shorter), bad, "{old} {new}");
            }
        }
    }
    assert_eq!(kind(grown.consistency(3, 2)), Err(ErrorKind::OutsideTree));
    assert_eq!(kind(grown.consistency(3, 21)), Err(ErrorKind::OutsideTree));
    assert_eq!(kind(verify_consistency(3, &root(3), 2, &root(2), &[])), Err(ErrorKind::OutsideTree));
}

/// A history that was rewritten has another root, and nobody can prove that it grew from the old one.
#[test]
fn a_rewritten_history_is_not_consistent() {
    let old = grown(5);
    let mut rewritten = Tree::default();
    leaves(9).into_iter().rev().for_each(|leaf| rewritten.push(leaf));
    let proof = rewritten.consistency(5, 9).unwrap();
    let verified = verify_consistency(5, &old.root(), 9, &rewritten.root(), &proof);
    assert_eq!(kind(verified), Err(ErrorKind::BadProof));
}

#[test]
fn sizes_are_bounded() {
    let root = Hex([1; 32]);
    for size in [MAX_SIZE + 1, 1 << 63, u64::MAX] {
        let outside = Err(ErrorKind::OutsideTree);
        assert_eq!(kind(verify_inclusion(&root, 0, size, &root, &[])), outside);
        assert_eq!(kind(verify_consistency(1, &root, size, &root, &[root])), outside);
        assert_eq!(kind(verify_consistency(size, &root, size, &root, &[])), outside);
    }
    // At the bound itself it is the proof that is wrong.
    let path = [root; 40];
    assert_eq!(kind(verify_inclusion(&root, 0, MAX_SIZE, &root, &path)), Err(ErrorKind::BadProof));
    let verified = verify_consistency(MAX_SIZE - 1, &root, MAX_SIZE, &root, &path);
    assert_eq!(kind(verified), Err(ErrorKind::BadProof));
}
