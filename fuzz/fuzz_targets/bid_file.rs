#![no_main]
//! A whole file by itself (SPEC §5): where everything lies follows from the header, whatever it says.

use libfuzzer_sys::fuzz_target;
use sealbid::bid::BidFile;

fuzz_target!(|data: &[u8]| {
    let Ok(file) = BidFile::read(data.to_vec()) else { return };
    assert_eq!(file.manifest().header, file.header_digest());
    assert_eq!(file.manifest().parts.len(), file.header().parts.len());
    assert_eq!(file.size(), Ok(data.len() as u64));
    assert!(data.ends_with(file.cms()));
});
