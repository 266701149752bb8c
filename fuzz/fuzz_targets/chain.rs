#![no_main]
//! Chains over arbitrary certificates (SPEC §6.4): `u32` time, `u8` number of anchors, then DER certificates, each
//! behind its `u16` length: the leaf, the anchors, intermediates.

use libfuzzer_sys::fuzz_target;
use sealbid::ca::{Certificate, Revocation, TrustAnchors, verify_chain};
use sealbid::wire::Time;

fuzz_target!(|data: &[u8]| {
    let Some((time, rest)) = data.split_first_chunk::<4>() else { return };
    let Some((anchors, mut rest)) = rest.split_first() else { return };
    let mut certificates = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<2>() {
        let cut = usize::from(u16::from_be_bytes(*length)).min(behind.len());
        let (der, behind) = behind.split_at(cut);
        certificates.extend(Certificate::from_der(der).ok());
        rest = behind;
    }
    if certificates.is_empty() {
        return;
    }
    let leaf = certificates.remove(0);
    let intermediates = certificates.split_off(usize::from(*anchors).min(certificates.len()));
    let Ok(anchors) = TrustAnchors::new(certificates) else { return };
    let at = Time::from_unix(i64::from(u32::from_be_bytes(*time))).expect("before the year 9999");

    let Ok(chain) = verify_chain(&leaf, &intermediates, &anchors, &Revocation::unchecked(), at) else {
        return;
    };
    let path = &chain.certificates;
    assert!(path.len() >= 2);
    assert_eq!(path[0], leaf);
    assert!(anchors.certificates().contains(&path[path.len() - 1]));
    for certificate in path {
        assert!(certificate.not_before() <= at && at <= certificate.not_after());
    }
    for pair in path.windows(2) {
        assert_eq!(pair[0].issuer(), pair[1].subject());
    }
});
