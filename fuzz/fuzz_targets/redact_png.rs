#![no_main]
//! Blind copies of pictures (SPEC §18.7): a copy is its own copy.

mod packed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| packed::check("a.png", data));
