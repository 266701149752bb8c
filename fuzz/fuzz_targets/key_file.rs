#![no_main]
//! Our own key files under a fixed passphrase (SPEC §5.9).

use libfuzzer_sys::fuzz_target;
use sealbid::bid::BidKeyFile;
use sealbid::suite::open_key_file;
use sealbid::timelock::CustodianKey;

const PASSPHRASE: &[u8] = b"fuzz";

fuzz_target!(|data: &[u8]| {
    // scrypt runs at most once for an input that does not open.
    if open_key_file(data, PASSPHRASE).is_err() {
        return;
    }
    let bid = BidKeyFile::from_key_file(data, PASSPHRASE);
    let custodian = CustodianKey::from_key_file(data, PASSPHRASE);
    assert!(bid.is_err() || custodian.is_err(), "one file is two kinds of key");
});
