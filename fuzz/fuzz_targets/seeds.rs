#![no_main]
//! Seeds that rescue a stage (SPEC §16.5): the file of all of them, and what one bidder signs.

use libfuzzer_sys::fuzz_target;
use sealbid::opening::{Seed, Seeds};
use sealbid::wire::write_json;

fuzz_target!(|data: &[u8]| {
    if let Ok(seeds) = Seeds::parse(data) {
        let written = seeds.to_bytes().expect("seeds can be written");
        assert_eq!(Seeds::parse(&written), Ok(seeds));
    }
    if let Ok(seed) = Seed::parse(data) {
        let written = write_json(&seed).expect("a seed can be written");
        assert_eq!(Seed::parse(&written), Ok(seed));
    }
});
