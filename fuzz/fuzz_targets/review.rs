#![no_main]
//! The files of a blind review (SPEC §19.3): what was dealt, the scores, and the names with what opens the commitments.

use libfuzzer_sys::fuzz_target;
use sealbid::record::{Blinded, Scores, Unblinding};

fuzz_target!(|data: &[u8]| {
    if let Ok(blinded) = Blinded::parse(data) {
        let written = blinded.to_bytes().expect("what was dealt can be written");
        assert_eq!(Blinded::parse(&written), Ok(blinded));
    }
    if let Ok(scores) = Scores::parse(data) {
        let written = scores.to_bytes().expect("scores can be written");
        assert_eq!(Scores::parse(&written), Ok(scores));
    }
    if let Ok(unblinding) = Unblinding::parse(data) {
        let written = unblinding.to_bytes().expect("names can be written");
        assert_eq!(Unblinding::parse(&written), Ok(unblinding));
    }
});
