#![no_main]
//! Blind copies of Office documents (SPEC §18.6). The first byte is 255 for a whole package, or chooses the part that
//! holds the rest: checksums would stop whatever is changed within a package.

mod packed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((255, package)) => packed::check("a.xlsx", package),
        Some((choice, inner)) => {
            if let Ok(inner) = std::str::from_utf8(inner) {
                packed::check("a.xlsx", &packed::workbook(*choice, inner));
            }
        }
        None => {}
    }
});
