#![no_main]
//! Blind copies of PDF files (SPEC §18.5). What does not begin like one is the content of a page: a whole file takes long,
//! and whatever is changed within is behind lengths, places and compression.

mod packed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if data.starts_with(b"%PDF") {
        packed::check("a.pdf", data);
    } else {
        packed::check("a.pdf", &packed::page(data));
    }
});
