#![no_main]
//! The proof of one form value, which anybody may be shown (SPEC §4.4).

use libfuzzer_sys::fuzz_target;
use sealbid::bid::FieldProof;
use sealbid::wire::{parse_json, write_json};

fuzz_target!(|data: &[u8]| {
    let Ok(proof) = parse_json::<FieldProof>(data, 64 << 10) else { return };
    let root = proof.root();
    if root.is_some() {
        // A tree of n leaves is ceil(log2(n)) high, and no path to its root is longer.
        let height = proof.size.checked_next_power_of_two().map_or(64, u64::ilog2);
        assert!(proof.index < proof.size && proof.path.len() <= height as usize);
        let mut longer = proof.clone();
        longer.path.push(proof.salt);
        assert_eq!(longer.root(), None);
    }
    let written = write_json(&proof).expect("a proof can be written");
    assert_eq!(parse_json::<FieldProof>(&written, usize::MAX).map(|proof| proof.root()), Ok(root));
});
