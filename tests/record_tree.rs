//! The record's tree beside another library's (SPEC §13.3): each verifies what the other proves. Two more stand in
//! `tests/oracles`, whose dependencies do not fit ours.

#![allow(clippy::unwrap_used, missing_docs)]

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use proptest::prelude::*;
use sealbid::record::{Tree, verify_consistency, verify_inclusion};
use sealbid::suite::{Digest, leaf_hash};
use sealbid::wire::Hex;
use sha2::Sha256;

type Theirs = MemoryBackedTree<Sha256, Vec<u8>>;

fn grown(leaves: &[Vec<u8>]) -> (Tree, Theirs) {
    let (mut ours, mut theirs) = (Tree::default(), Theirs::new());
    for leaf in leaves {
        ours.push(leaf_hash(leaf));
        theirs.push(leaf.clone());
    }
    (ours, theirs)
}

fn their_root(root: Digest, size: u64) -> RootHash<Sha256> {
    RootHash::new(root.0.into(), size)
}

fn hashes(bytes: &[u8]) -> Vec<Digest> {
    bytes.chunks(32).map(|hash| Hex(hash.try_into().unwrap())).collect()
}

fn bytes(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Leaves of their own each, so that no two proofs are alike, and two sizes with an entry.
fn shape() -> impl Strategy<Value = (Vec<Vec<u8>>, usize, usize)> {
    (1..300usize, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()).prop_map(
        |(size, index, old, salt)| {
            let leaves = (0..size).map(|n| format!("{salt} {n}").into_bytes()).collect();
            (leaves, index.index(size), 1 + old.index(size))
        },
    )
}

proptest! {
    #[test]
    fn another_tree_agrees((leaves, index, old) in shape()) {
        let (ours, theirs) = grown(&leaves);
        let (size, at) = (leaves.len() as u64, index as u64);
        let root = ours.root();
        prop_assert_eq!(their_root(root, size), theirs.root());

        let proof = ours.inclusion(at, size).unwrap();
        let their_proof = theirs.prove_inclusion(index);
        prop_assert_eq!(&proof, &hashes(their_proof.as_bytes()));
        prop_assert_eq!(verify_inclusion(&leaf_hash(&leaves[index]), at, size, &root, &proof), Ok(()));
        let given = InclusionProof::<Sha256>::from_bytes(bytes(&proof));
        prop_assert!(their_root(root, size).verify_inclusion(&leaves[index], at, &given).is_ok());

        let (old_size, old_root) = (old as u64, ours.root_at(old as u64).unwrap());
        let (before, _) = grown(&leaves[..old]);
        prop_assert_eq!(old_root, before.root());
        let proof = ours.consistency(old_size, size).unwrap();
        let their_proof = theirs.prove_consistency(leaves.len() - old);
        if old < leaves.len() {
            prop_assert_eq!(&proof, &hashes(their_proof.as_bytes()));
        }
        prop_assert_eq!(verify_consistency(old_size, &old_root, size, &root, &proof), Ok(()));
        let given = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
        prop_assert!(their_root(root, size).verify_consistency(&their_root(old_root, old_size), &given).is_ok());
    }

    /// Both refuse the same: proofs of other places, and made up ones.
    #[test]
    fn another_tree_refuses_the_same(
        (leaves, index, old) in shape(),
        claimed in 0..300u64,
        garbage in prop::collection::vec(any::<[u8; 32]>(), 0..10),
    ) {
        let (ours, _) = grown(&leaves);
        let (size, root) = (leaves.len() as u64, ours.root());
        let garbage: Vec<Digest> = garbage.into_iter().map(Hex).collect();
        for proof in [&ours.inclusion(index as u64, size).unwrap(), &garbage] {
            let leaf = &leaves[index];
            let mine = verify_inclusion(&leaf_hash(leaf), claimed, size, &root, proof).is_ok();
            let given = InclusionProof::<Sha256>::from_bytes(bytes(proof));
            let theirs = their_root(root, size).verify_inclusion(leaf, claimed, &given).is_ok();
            prop_assert_eq!(mine, theirs);
        }
        let (old, old_root) = (old as u64, ours.root_at(old as u64).unwrap());
        if (1..size).contains(&claimed) {
            for proof in [&ours.consistency(old, size).unwrap(), &garbage] {
                let mine = verify_consistency(claimed, &old_root, size, &root, proof).is_ok();
                let theirs = ConsistencyProof::<Sha256>::try_from_bytes(bytes(proof)).is_ok_and(|proof| {
                    their_root(root, size).verify_consistency(&their_root(old_root, claimed), &proof).is_ok()
                });
                prop_assert_eq!(mine, theirs, "{} as {} of {}", old, claimed, size);
            }
        }
    }
}
