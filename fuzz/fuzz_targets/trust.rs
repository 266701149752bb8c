#![no_main]
//! The bidder's own list (SPEC §2.5).

use libfuzzer_sys::fuzz_target;
use sealbid::notice::TrustList;

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = TrustList::parse(data) {
        assert!(!format!("{list:?}").is_empty());
    }
});
