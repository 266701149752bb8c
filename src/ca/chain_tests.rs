//! Chains that OpenSSL does not make for us: several roots, cross-certificates, and anchors that break the rules.

use super::{
    Certificate, KeyType, RehearsalCa, Revocation, TrustAnchors,
    issue::tests::{authority_extensions, ca, cross, exactly, identity_of, root_with, time},
    template::extension,
    verify_chain,
};
use crate::{
    error::{Error, ErrorKind},
    wire::Time,
};

const SIGNS: u8 = 0b0000_0110;

fn at() -> Time {
    time("2026-01-01T00:00:00Z")
}

fn verify(leaf: &Certificate, between: &[&RehearsalCa], roots: &[&RehearsalCa]) -> Result<usize, ErrorKind> {
    let own = |list: &[&RehearsalCa]| list.iter().map(|ca| ca.certificate().clone()).collect::<Vec<_>>();
    judge(verify_chain(
        leaf,
        &own(between),
        &TrustAnchors::new(own(roots)).unwrap(),
        &Revocation::unchecked(),
        at(),
    ))
}

fn judge(result: Result<super::Chain, Error>) -> Result<usize, ErrorKind> {
    result.map(|chain| chain.certificates.len()).map_err(|error| error.kind())
}

fn below(root: &RehearsalCa, name: &str) -> RehearsalCa {
    root.intermediate(name, time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z")).unwrap()
}

#[test]
fn several_authorities_are_trusted_at_once() {
    let (one, two, three) = (ca(), ca(), ca());
    for root in [&one, &two] {
        let (_, leaf) = identity_of(root, KeyType::P256);
        assert_eq!(verify(&leaf, &[], &[&one, &two]), Ok(2));
        // The roots have one name and differ in their keys.
        assert_eq!(verify(&leaf, &[], &[&three]), Err(ErrorKind::NoTrustedChain));
        assert_eq!(verify(&leaf, &[], &[]), Err(ErrorKind::NoTrustedChain));
    }
    let (_, leaf) = identity_of(&below(&one, "Between"), KeyType::P256);
    assert_eq!(verify(&leaf, &[], &[&one, &two]), Err(ErrorKind::NoTrustedChain));
}

#[test]
fn a_cross_certificate_leads_to_the_other_root() {
    let (old, new) = (root_with(authority_extensions(None, SIGNS), "2060-01-01T00:00:00Z"), ca());
    let (_, leaf) = identity_of(&new, KeyType::P256);
    let bridge = cross(&old, &new);
    let anchors = |root: &RehearsalCa| TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    assert_eq!(
        judge(verify_chain(
            &leaf,
            std::slice::from_ref(&bridge),
            &anchors(&old),
            &Revocation::unchecked(),
            at()
        )),
        Ok(3)
    );
    assert_eq!(
        judge(verify_chain(
            &leaf,
            std::slice::from_ref(&bridge),
            &anchors(&new),
            &Revocation::unchecked(),
            at()
        )),
        Ok(2)
    );
    let both = TrustAnchors::new(vec![old.certificate().clone(), new.certificate().clone()]).unwrap();
    assert!(
        verify_chain(&leaf, &[bridge, new.certificate().clone()], &both, &Revocation::unchecked(), at())
            .is_ok()
    );
}

#[test]
fn an_anchor_does_not_sign_content() {
    let root = ca();
    assert_eq!(verify(root.certificate(), &[], &[&root]), Err(ErrorKind::AnchorAsLeaf));
    let (_, leaf) = identity_of(&root, KeyType::P256);
    let anchors = TrustAnchors::new(vec![leaf.clone(), root.certificate().clone()]).unwrap();
    assert_eq!(
        judge(verify_chain(&leaf, &[], &anchors, &Revocation::unchecked(), at())),
        Err(ErrorKind::AnchorAsLeaf)
    );
    // A signer's certificate among the anchors does not make its owner an authority.
    let (_, other) = identity_of(&root, KeyType::P256);
    assert_eq!(judge(verify_chain(&other, &[], &anchors, &Revocation::unchecked(), at())), Ok(2));
}

#[test]
fn anchors_are_held_to_the_rules() {
    let good = root_with(authority_extensions(Some(0), SIGNS), "2060-01-01T00:00:00Z");
    let (_, leaf) = identity_of(&good, KeyType::P256);
    assert_eq!(verify(&leaf, &[], &[&good]), Ok(2));
    // A path length of 0 leaves no room for an authority in between.
    let between = below(&good, "Between");
    let (_, leaf) = identity_of(&between, KeyType::P256);
    assert_eq!(verify(&leaf, &[&between], &[&good]), Err(ErrorKind::CaRules));

    let expired = root_with(authority_extensions(None, SIGNS), "2025-12-31T23:59:59Z");
    let no_cert_sign = root_with(authority_extensions(None, 0b0000_0010), "2060-01-01T00:00:00Z");
    let no_authority = root_with(vec![], "2060-01-01T00:00:00Z");
    for (root, kind) in [
        (expired, ErrorKind::CertificateExpired),
        (no_cert_sign, ErrorKind::CaRules),
        (no_authority, ErrorKind::CaRules),
    ] {
        let (_, leaf) = identity_of(&root, KeyType::P256);
        assert_eq!(verify(&leaf, &[], &[&root]), Err(kind));
    }
}

#[test]
fn validity_is_judged_at_the_second() {
    let root = ca();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    let verdict = |seconds: i64| {
        judge(verify_chain(&leaf, &[], &anchors, &Revocation::unchecked(), Time::from_unix(seconds).unwrap()))
    };
    let (first, last) = (leaf.not_before().unix(), leaf.not_after().unix());
    assert_eq!(verdict(first - 1), Err(ErrorKind::CertificateNotYetValid));
    assert_eq!((verdict(first), verdict(last)), (Ok(2), Ok(2)));
    assert_eq!(verdict(last + 1), Err(ErrorKind::CertificateExpired));
}

#[test]
fn lists_are_bounded() {
    let root = ca();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    let many = vec![root.certificate().clone(); 257];
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    assert_eq!(
        judge(verify_chain(&leaf, &many, &anchors, &Revocation::unchecked(), at())),
        Err(ErrorKind::TooLarge)
    );
    assert_eq!(TrustAnchors::new(many).unwrap_err().kind(), ErrorKind::TooLarge);
}

/// The verdict on a leaf that differs from a good one in just its extensions, subject or serial number.
fn odd_leaf(
    subject: &str,
    serial: &[u8],
    extensions: impl FnOnce([Vec<u8>; 2]) -> Vec<Vec<u8>>,
) -> Result<usize, ErrorKind> {
    let root = ca();
    verify(exactly(&root, subject, serial, extensions).certificate(), &[], &[&root])
}

/// The same for an authority between a good root and a good leaf.
fn odd_authority(extensions: impl FnOnce([Vec<u8>; 2]) -> Vec<Vec<u8>>) -> Result<usize, ErrorKind> {
    let root = ca();
    let between = exactly(&root, "Between", &[1], extensions);
    let (_, leaf) = identity_of(&between, KeyType::P256);
    verify(&leaf, &[&between], &[&root])
}

fn with(identifiers: [Vec<u8>; 2], kind: &str, critical: bool, value: &[u8]) -> Vec<Vec<u8>> {
    let mut extensions = identifiers.to_vec();
    extensions.push(extension(kind, critical, value).unwrap());
    extensions
}

#[test]
fn each_rule_for_every_certificate_is_held() {
    let broken = Err(ErrorKind::CaRules);
    let names: &[u8] = &[0x30, 3, 0x82, 1, b'a'];
    assert_eq!(odd_leaf("Leaf", &[1], |ids| ids.to_vec()), Ok(2), "the good one");
    assert_eq!(odd_leaf("Leaf", &[1], |[_, authority]| vec![authority]), Ok(2), "a leaf needs no identifier");
    assert_eq!(odd_leaf("Leaf", &[1], |[own, _]| vec![own]), broken, "no authority key identifier");
    assert_eq!(odd_leaf("Leaf", &[0], |ids| ids.to_vec()), broken, "serial number 0");
    assert_eq!(odd_leaf("Leaf", &[0x80], |ids| ids.to_vec()), broken, "negative serial number");
    assert_eq!(odd_leaf("", &[1], |ids| ids.to_vec()), broken, "no subject");
    assert_eq!(odd_leaf("", &[1], |ids| with(ids, "2.5.29.17", false, names)), broken, "names not critical");
    assert_eq!(odd_leaf("", &[1], |ids| with(ids, "2.5.29.17", true, names)), Ok(2), "names critical");
    assert_eq!(odd_leaf("Leaf", &[1], |ids| with(ids, "2.5.29.17", false, &[0x30, 0])), broken, "no names");
    for (kind, value) in [
        ("2.5.29.15", &[3, 2, 7, 0x80, 0][..]),
        ("2.5.29.19", &[0x30, 0, 5, 0]),
        ("2.5.29.37", &[0x30, 3, 6, 1, 0x2a, 0]),
        ("2.5.29.32", &[0x30, 5, 0x30, 3, 6, 1, 0x2a, 0]),
        ("1.3.6.1.5.5.7.1.1", &[0x30, 0x80, 0, 0]),
    ] {
        let behind = odd_leaf("Leaf", &[1], |ids| with(ids, kind, false, value));
        assert_eq!(behind, Err(ErrorKind::BadCertificate), "{kind}: more than it should hold, or not DER");
    }
    assert_eq!(odd_leaf("Leaf", &[1], |ids| with(ids, "2.5.29.36", false, &[0x30, 3, 0x80, 1, 0])), broken);
    assert_eq!(odd_leaf("Leaf", &[1], |ids| with(ids, "2.5.29.54", false, &[2, 1, 0])), broken);
    assert_eq!(
        odd_leaf("Leaf", &[1], |ids| with(ids, "2.5.29.15", true, &[5, 0])),
        Err(ErrorKind::BadCertificate),
        "a key usage that is none"
    );
    assert_eq!(
        odd_leaf("Leaf", &[1], |ids| with(ids, "2.5.29.32", true, &[0x30, 5, 0x30, 3, 6, 1, 0x2a])),
        Err(ErrorKind::CertificatePolicy),
        "policies that must be understood"
    );
    for (kind, value) in [("2.5.29.14", &[4, 1, 7][..]), ("2.5.29.35", &[0x30, 3, 0x80, 1, 7])] {
        let changed = |[own, authority]: [Vec<u8>; 2]| {
            let other = if kind == "2.5.29.14" { authority } else { own };
            vec![other, extension(kind, true, value).unwrap()]
        };
        assert_eq!(odd_leaf("Leaf", &[1], changed), broken, "{kind} critical");
    }
    // basicConstraints with a path length in a certificate that is no authority's.
    assert_eq!(odd_leaf("Leaf", &[1], |ids| with(ids, "2.5.29.19", true, &[0x30, 3, 2, 1, 0])), broken);
}

#[test]
fn each_rule_for_authorities_is_held() {
    let broken = Err(ErrorKind::CaRules);
    let good = |ids: [Vec<u8>; 2]| [ids.to_vec(), authority_extensions(None, SIGNS)].concat();
    assert_eq!(odd_authority(good), Ok(3), "the good one");
    assert_eq!(odd_authority(|ids| good(ids).split_off(1)), broken, "no subject key identifier");
    assert_eq!(
        odd_authority(|[own, _]| [vec![own], authority_extensions(None, SIGNS)].concat()),
        broken,
        "no authority key identifier"
    );
    assert_eq!(odd_authority(|ids| good(ids).into_iter().take(3).collect()), broken, "no key usage");
}
