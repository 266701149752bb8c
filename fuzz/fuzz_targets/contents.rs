#![no_main]
//! What an opened bid holds (SPEC §16.3).

use libfuzzer_sys::fuzz_target;
use sealbid::opening::Contents;

fuzz_target!(|data: &[u8]| {
    let Ok(contents) = Contents::parse(data) else { return };
    let written = contents.to_bytes().expect("contents can be written");
    assert_eq!(Contents::parse(&written), Ok(contents));
});
