#![no_main]
//! A release file (SPEC §3.5). Each of its entries can be taken out, for its own bid and for no other.

use libfuzzer_sys::fuzz_target;
use sealbid::timelock::{ReleaseFile, Scope};
use sealbid::wire::Hex;

fuzz_target!(|data: &[u8]| {
    let Ok(file) = ReleaseFile::parse(data) else { return };
    assert!(!file.entries().is_empty());
    for entry in file.entries().iter().take(4) {
        let (lot, stage) = (entry.lot.clone(), file.stage().clone());
        let scope = Scope { tender: Hex([1; 32]), notice: Hex([2; 32]), lot, stage, bid_key: entry.bid_key };
        if let Ok(given) = file.for_bid(&scope) {
            assert_eq!(given.holder, *file.holder());
        }
    }
    let written = file.to_bytes().expect("a release file can be written");
    if written.len() <= 32 << 20 {
        assert_eq!(ReleaseFile::parse(&written), Ok(file));
    }
});
