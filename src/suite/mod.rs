//! The algorithm suite: hash, key derivation, AEAD, trees, secrets, key files (SPEC §1.4 to §1.6, §5.2, §5.9).

mod aead;
mod bidkey;
mod hash;
mod keyfile;
mod secret;

pub use aead::{SEGMENT, SegmentKey, TAG, Wrong};
pub use bidkey::{BidKey, verify_ed25519};
pub use hash::{Digest, Hasher, TreeBuilder, hash, hash_leaves, leaf_hash, tree};
pub(crate) use keyfile::check_derivation;
pub use keyfile::{open_key_file, seal_key_file};
pub use secret::{Secret, kdf};

/// The name of the one suite of this version (SPEC §1.5).
pub const SUITE: &str = "sealbid-bls12381-aes256gcm-sha256";
