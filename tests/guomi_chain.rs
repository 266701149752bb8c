//! Chains of SM2 authorities, from a leaf to a trusted root (SPEC §6.4).

#![allow(clippy::unwrap_used, missing_docs)]

use sealbid::ErrorKind;
use sealbid::ca::{Certificate, KeyType, RehearsalCa, Revocation, Subject, TrustAnchors, verify_chain};
use sealbid::wire::Time;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn validity() -> (Time, Time) {
    (time("2020-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z"))
}

fn root(key: KeyType) -> RehearsalCa {
    RehearsalCa::with_key(key, "Root", validity().0, validity().1).unwrap()
}

/// Root, authority and leaf with keys of these kinds.
fn path(keys: [KeyType; 3]) -> (RehearsalCa, Certificate, Certificate) {
    let root = root(keys[0]);
    let (from, to) = validity();
    let between = root.intermediate_with_key(keys[1], "Between", from, to).unwrap();
    let subject = Subject { organisation: Some("某某公司".into()), ..Subject::default() };
    let (_, leaf) = between.issue(&subject, keys[2], from, to).unwrap();
    (root, between.certificate().clone(), leaf)
}

fn judge(leaf: &Certificate, between: &Certificate, root: &RehearsalCa) -> Result<usize, ErrorKind> {
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    let at = time("2026-01-01T00:00:00Z");
    verify_chain(leaf, std::slice::from_ref(between), &anchors, &Revocation::unchecked(), at)
        .map(|chain| chain.certificates.len())
        .map_err(|error| error.kind())
}

#[test]
fn sm2_authorities_lead_to_their_root() {
    let (own, between, leaf) = path([KeyType::Sm2; 3]);
    assert_eq!(judge(&leaf, &between, &own), Ok(3));
    // Another root of the same name.
    assert_eq!(judge(&leaf, &between, &root(KeyType::Sm2)), Err(ErrorKind::NoTrustedChain));
}

#[test]
fn sm2_and_other_authorities_stand_in_one_chain() {
    use KeyType::{Ed25519, P256, P384, Sm2};
    for keys in [[Sm2, P256, Sm2], [P256, Sm2, P384], [P384, Sm2, Ed25519], [Sm2, Sm2, P256]] {
        let (root, between, leaf) = path(keys);
        assert_eq!(judge(&leaf, &between, &root), Ok(3), "{keys:?}");
    }
}
