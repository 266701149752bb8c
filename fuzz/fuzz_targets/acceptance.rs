#![no_main]
//! A custodian's acceptance (SPEC §2.4).

use libfuzzer_sys::fuzz_target;
use sealbid::notice::Acceptance;

fuzz_target!(|data: &[u8]| {
    let Ok(acceptance) = Acceptance::parse(data) else { return };
    let written = acceptance.to_bytes().expect("an acceptance can be written");
    assert_eq!(Acceptance::parse(&written), Ok(acceptance));
});
