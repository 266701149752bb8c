#![no_main]
//! OCSP responses, as somebody fetched them, judged about a fixed certificate (SPEC §6.7).

use libfuzzer_sys::fuzz_target;
use sealbid::ca::{Certificate, OcspResponse, Revocation, Status, TrustAnchors, verify_chain};
use sealbid::wire::Time;

const LEAF: &[u8] = include_bytes!("../fixtures/ocsp-leaf.der");
const ROOT: &[u8] = include_bytes!("../fixtures/ocsp-root.der");

fuzz_target!(|data: &[u8]| {
    let Ok(response) = OcspResponse::from_der(data) else { return };
    assert_eq!(response.der(), data);
    assert!(!format!("{response:?}").is_empty());
    let leaf = Certificate::from_der(LEAF).expect("the fixture");
    let anchors = TrustAnchors::new(vec![Certificate::from_der(ROOT).expect("the fixture")]).expect("one");
    let (produced, digest) = (response.produced_at(), response.fingerprint());
    let revocation = Revocation::new(vec![], vec![response]).expect("one is few");
    for at in [produced, leaf.not_before()] {
        let Ok(chain) = verify_chain(&leaf, &[], &anchors, &revocation, at) else { continue };
        let Status::Good { evidence, this_update } = &chain.statuses[0] else { panic!("it was asked about") };
        assert!(*evidence == digest && *this_update <= at && produced <= at);
    }
    let frozen = revocation.gathered_at(Time::from_unix(0).expect("a time"));
    assert_eq!(Revocation::parse(&frozen.to_bytes().expect("short")), Ok(frozen));
});
