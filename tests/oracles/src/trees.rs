//! Trees and their proofs beside tlog_tiles.

use proptest::prelude::*;
use sealbid::record::{Tree, verify_consistency, verify_inclusion};
use sealbid::suite::{Digest, leaf_hash};
use sealbid::wire::Hex;
use tlog_tiles::{
    Error, Hash, HashReader, check_record, check_tree, prove_record, prove_tree, stored_hashes, tree_hash,
};

/// All nodes, in their order.
#[derive(Default)]
struct Nodes(Vec<Hash>);

impl HashReader for Nodes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

fn grown(count: u64) -> (Tree, Nodes) {
    let (mut ours, mut theirs) = (Tree::default(), Nodes::default());
    for n in 0..count {
        ours.push(leaf_hash(&leaf(n)));
        let stored = stored_hashes(n, &leaf(n), &theirs).unwrap();
        theirs.0.extend(stored);
    }
    (ours, theirs)
}

fn leaf(n: u64) -> Vec<u8> {
    format!("entry {n}").into_bytes()
}

fn to_theirs(hashes: &[Digest]) -> Vec<Hash> {
    hashes.iter().map(|hash| Hash(hash.0)).collect()
}

fn to_ours(hashes: &[Hash]) -> Vec<Digest> {
    hashes.iter().map(|hash| Hex(hash.0)).collect()
}

#[test]
fn every_small_tree_agrees() {
    let (ours, theirs) = grown(40);
    for size in 0..=40 {
        let root = ours.root_at(size).unwrap();
        let their_root = tree_hash(size, &theirs).unwrap();
        assert_eq!(root.0, their_root.0);
        for index in 0..size {
            let leaf = leaf_hash(&leaf(index));
            let (proof, their_proof) =
                (ours.inclusion(index, size).unwrap(), prove_record(size, index, &theirs).unwrap());
            check_record(&to_theirs(&proof), size, their_root, index, Hash(leaf.0)).unwrap();
            verify_inclusion(&leaf, index, size, &root, &to_ours(&their_proof)).unwrap();
        }
        for old in 1..=size {
            let old_root = ours.root_at(old).unwrap();
            let (proof, their_proof) =
                (ours.consistency(old, size).unwrap(), prove_tree(size, old, &theirs).unwrap());
            check_tree(&to_theirs(&proof), size, their_root, old, Hash(old_root.0)).unwrap();
            verify_consistency(old, &old_root, size, &root, &to_ours(&their_proof)).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_trees_agree(size in 1..700u64, index: prop::sample::Index, old: prop::sample::Index) {
        let (ours, theirs) = grown(size);
        let (index, old) = (index.index(size as usize) as u64, 1 + old.index(size as usize) as u64);
        let (root, old_root) = (ours.root(), ours.root_at(old).unwrap());
        prop_assert_eq!(root.0, tree_hash(size, &theirs).unwrap().0);
        prop_assert_eq!(ours.inclusion(index, size).unwrap(), to_ours(&prove_record(size, index, &theirs).unwrap()));
        prop_assert_eq!(ours.consistency(old, size).unwrap(), to_ours(&prove_tree(size, old, &theirs).unwrap()));
        let proof = to_theirs(&ours.consistency(old, size).unwrap());
        prop_assert!(check_tree(&proof, size, Hash(root.0), old, Hash(old_root.0)).is_ok());
    }

    /// A proof with one thing changed is refused by both.
    #[test]
    fn both_refuse_the_same(
        size in 2..300u64,
        claimed in 0..300u64,
        index: prop::sample::Index,
        at: prop::sample::Index,
        cut: bool,
    ) {
        let (ours, _) = grown(size);
        let (index, root) = (index.index(size as usize) as u64, ours.root());
        let leaf = leaf_hash(&leaf(index));
        let mut proof = ours.inclusion(index, size).unwrap();
        let both = |claimed: u64, proof: &[Digest]| {
            let mine = verify_inclusion(&leaf, claimed, size, &root, proof).is_ok();
            let theirs = check_record(&to_theirs(proof), size, Hash(root.0), claimed, Hash(leaf.0)).is_ok();
            (mine, theirs)
        };
        let expected = claimed == index;
        prop_assert_eq!(both(claimed, &proof), (expected, expected));
        let at = at.index(proof.len());
        if cut {
            proof.remove(at);
        } else {
            proof[at].0[0] ^= 1;
        }
        prop_assert_eq!(both(index, &proof), (false, false));
    }
}
