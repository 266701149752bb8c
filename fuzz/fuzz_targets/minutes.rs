#![no_main]
//! The minutes of an opening (SPEC §16.6).

use libfuzzer_sys::fuzz_target;
use sealbid::opening::Minutes;

fuzz_target!(|data: &[u8]| {
    let Ok(minutes) = Minutes::parse(data) else { return };
    let written = minutes.to_bytes().expect("minutes can be written");
    assert_eq!(Minutes::parse(&written), Ok(minutes));
});
