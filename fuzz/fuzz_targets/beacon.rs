#![no_main]
//! Beacons as the drand API gives them (SPEC §3.5), and their verification under quicknet's key.

use libfuzzer_sys::fuzz_target;
use sealbid::timelock::{BeaconChain, parse_beacons};
use sealbid::wire::Hex;
use std::sync::LazyLock;

fn hex<const N: usize>(text: &str) -> Hex<N> {
    Hex::parse(text).expect("hex")
}

static QUICKNET: LazyLock<BeaconChain> = LazyLock::new(|| {
    BeaconChain::new(
        "bls-unchained-g1-rfc9380",
        hex("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
        &hex(concat!(
            "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c",
            "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb",
            "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
        )),
        3,
        1_692_803_367,
        &hex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
        "quicknet",
    )
    .expect("quicknet's parameters")
});

fuzz_target!(|data: &[u8]| {
    let Ok(beacons) = parse_beacons(data) else { return };
    for beacon in &beacons {
        let text = format!(r#"{{"round":{},"signature":"{}"}}"#, beacon.round, beacon.signature);
        assert_eq!(parse_beacons(text.as_bytes()), Ok(vec![beacon.clone()]));
    }
    // A pairing takes a millisecond: one is enough for an input.
    if let Some(beacon) = beacons.first() {
        if let Ok(signature) = beacon.verify(&QUICKNET) {
            assert_eq!(signature.bytes(), beacon.signature);
        }
        assert!(QUICKNET.round_at(QUICKNET.time_of(beacon.round)) <= beacon.round.max(1));
    }
});
