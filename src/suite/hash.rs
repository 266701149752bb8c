//! SHA-256 and the Merkle tree of RFC 6962 §2.1 (SPEC §1.1, §1.6).

use crate::wire::Hex;
use sha2::{Digest as _, Sha256};

/// A SHA-256 value.
pub type Digest = Hex<32>;

/// SHA-256 of the pieces one after another.
pub fn hash(pieces: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    pieces.iter().for_each(|piece| hasher.update(piece));
    Hex(hasher.finalize().into())
}

/// SHA-256 of bytes that come one piece at a time.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all bytes taken.
    pub fn finish(self) -> Digest {
        Hex(self.0.finalize().into())
    }
}

/// The hash of one leaf of a tree.
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    hash(&[&[0], leaf])
}

/// The hashes of many leaves. With the feature `lanes`, leaves are hashed side by side in SIMD lanes.
pub fn hash_leaves(leaves: &[&[u8]], out: &mut Vec<Digest>) {
    #[cfg(feature = "lanes")]
    if leaves.len() > 2 && lanes_are_right() {
        let mut hashes = vec![[0; 32]; leaves.len()];
        tape_sha256::hash_many_prefixed(&[0], leaves, &mut hashes);
        out.extend(hashes.into_iter().map(Hex));
        return;
    }
    out.extend(leaves.iter().map(|leaf| leaf_hash(leaf)));
}

/// Whether the lanes of this machine hash as `sha2` does, found out once a process. A bidder's trial opening uses the
/// lanes that sealed the bid, so it would not notice if they were wrong.
#[cfg(feature = "lanes")]
fn lanes_are_right() -> bool {
    static RIGHT: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *RIGHT.get_or_init(|| {
        let segment = super::SEGMENT + super::TAG;
        let bytes: Vec<u8> = (0..segment + 64).map(|n| (n * 7 + n / 251) as u8).collect();
        // Whole batches of segments, and what a part's last batch looks like.
        let whole: Vec<&[u8]> = (0..33).map(|n| &bytes[n..n + segment]).collect();
        let ragged: Vec<&[u8]> = (0..11).map(|n| &bytes[n..segment - n * n * 401]).collect();
        [whole, ragged].iter().all(|leaves| {
            let mut hashes = vec![[0; 32]; leaves.len()];
            tape_sha256::hash_many_prefixed(&[0], leaves, &mut hashes);
            leaves.iter().zip(hashes).all(|(leaf, hash)| leaf_hash(leaf) == Hex(hash))
        })
    })
}

/// The root over leaf hashes in order (RFC 6962 §2.1); of no leaves, the hash of nothing.
pub fn tree(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => hash(&[]),
        [leaf] => *leaf,
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            hash(&[&[1], &tree(left).0, &tree(right).0])
        }
    }
}

/// The same root from leaf hashes that come one at a time, in memory that grows with the tree's height only.
#[derive(Clone, Debug, Default)]
pub struct TreeBuilder {
    /// Roots of complete subtrees, largest first; the bits of `count` are their sizes.
    subtrees: Vec<Digest>,
    count: u64,
}

impl TreeBuilder {
    /// Takes the next leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        self.subtrees.push(leaf);
        self.count += 1;
        for _ in 0..self.count.trailing_zeros() {
            self.join();
        }
    }

    /// The root over all leaves taken.
    pub fn finish(mut self) -> Digest {
        while self.subtrees.len() > 1 {
            self.join();
        }
        self.subtrees.pop().unwrap_or_else(|| hash(&[]))
    }

    fn join(&mut self) {
        if let (Some(right), Some(left)) = (self.subtrees.pop(), self.subtrees.pop()) {
            self.subtrees.push(hash(&[&[1], &left.0, &right.0]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The roots of RFC 6962's reference data, as certificate-transparency implementations share them.
    #[test]
    fn roots_are_those_of_certificate_transparency() {
        let inputs: [&[u8]; 8] = [
            b"",
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut leaves = Vec::new();
        hash_leaves(&inputs, &mut leaves);
        for (n, root) in roots.iter().enumerate() {
            assert_eq!(tree(&leaves[..=n]).to_string(), *root, "{} leaves", n + 1);
            let mut builder = TreeBuilder::default();
            leaves[..=n].iter().for_each(|leaf| builder.push(*leaf));
            assert_eq!(builder.finish(), tree(&leaves[..=n]));
        }
    }

    proptest! {
        /// Lanes give what sha2 gives, for any mix of lengths around the block and lane boundaries.
        #[test]
        fn lanes_agree_with_sha2(lengths in proptest::collection::vec(0usize..400, 0..70), byte: u8) {
            let leaves: Vec<Vec<u8>> = lengths.iter().map(|n| (0..*n).map(|i| byte.wrapping_add(i as u8)).collect()).collect();
            let slices: Vec<&[u8]> = leaves.iter().map(Vec::as_slice).collect();
            let mut hashed = Vec::new();
            hash_leaves(&slices, &mut hashed);
            prop_assert_eq!(hashed, slices.iter().map(|leaf| leaf_hash(leaf)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn lanes_agree_with_sha2_on_whole_segments() {
        let segment: Vec<u8> = (0..65_552u32).map(|i| (i * 7 + i / 251) as u8).collect();
        for count in [1, 2, 15, 16, 17, 31, 33] {
            let leaves: Vec<&[u8]> = (0..count).map(|n| &segment[n..segment.len() - 2 * n]).collect();
            let mut hashed = Vec::new();
            hash_leaves(&leaves, &mut hashed);
            assert_eq!(hashed, leaves.iter().map(|leaf| leaf_hash(leaf)).collect::<Vec<_>>());
        }
    }

    /// Leaves of one length take a way of their own through the lanes: the one that every full batch takes.
    #[test]
    fn lanes_agree_with_sha2_on_leaves_of_one_length() {
        let bytes: Vec<u8> = (0..66_000u32).map(|i| (i * 7 + i / 251) as u8).collect();
        for length in [0, 1, 54, 55, 56, 62, 63, 64, 65, 118, 119, 120, 127, 128, 2048, 65_552] {
            for count in [1, 4, 5, 8, 12, 13, 16, 29, 32, 33, 48, 64] {
                let leaves: Vec<&[u8]> = (0..count).map(|n| &bytes[n..n + length]).collect();
                let mut hashed = Vec::new();
                hash_leaves(&leaves, &mut hashed);
                assert_eq!(hashed, leaves.iter().map(|leaf| leaf_hash(leaf)).collect::<Vec<_>>());
            }
        }
    }
}
