#![no_main]
//! Blind copies of PDF files (SPEC §18.5).

mod packed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| packed::check("a.pdf", data));
