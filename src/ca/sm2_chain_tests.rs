//! How SM2 authorities sign certificates: hop by hop, and what does not pass.

use super::{
    Certificate, KeyKind, KeyType, RehearsalCa,
    algorithm::{Refusal, verify},
    asn1,
    issue::tests::{ca, identity_of, time},
};
use der::{AnyRef, Decode, Encode, Tag, asn1::ObjectIdentifier};

fn sm2_root() -> RehearsalCa {
    RehearsalCa::with_key(KeyType::Sm2, "Root", time("2020-01-01T00:00:00Z"), time("2060-01-01T00:00:00Z"))
        .unwrap()
}

fn below(root: &RehearsalCa, key: KeyType) -> RehearsalCa {
    let (from, until) = (time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z"));
    root.intermediate_with_key(key, "Between", from, until).unwrap()
}

/// What a certificate's issuer signed, how, and its signature.
fn taken_apart(certificate: &Certificate) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let parts = x509_cert::Certificate::from_der(certificate.der()).unwrap();
    let algorithm = parts.signature_algorithm().to_der().unwrap();
    (parts.tbs_certificate().to_der().unwrap(), algorithm, parts.signature().raw_bytes().to_vec())
}

fn hop(certificate: &Certificate, issuer: &Certificate) -> Result<(), Refusal> {
    let (message, algorithm, signature) = taken_apart(certificate);
    verify(issuer.spki_der(), &algorithm, &message, &signature)
}

fn algorithm(oid: &str, parameters: Option<AnyRef<'_>>) -> Vec<u8> {
    let mut fields = vec![ObjectIdentifier::new(oid).unwrap().to_der().unwrap()];
    fields.extend(parameters.map(|parameters| parameters.to_der().unwrap()));
    asn1::wrap(Tag::Sequence, &fields).unwrap()
}

const SM2_SM3: &str = "1.2.156.10197.1.501";

#[test]
fn each_hop_of_an_sm2_chain_verifies() {
    let root = sm2_root();
    let between = below(&root, KeyType::Sm2);
    let (_, leaf) = identity_of(&between, KeyType::Sm2);
    for certificate in [root.certificate(), between.certificate(), &leaf] {
        assert_eq!(certificate.key_kind(), KeyKind::Sm2);
        assert_eq!(taken_apart(certificate).1, algorithm(SM2_SM3, None));
    }
    assert_eq!(hop(root.certificate(), root.certificate()), Ok(()));
    assert_eq!(hop(between.certificate(), root.certificate()), Ok(()));
    assert_eq!(hop(&leaf, between.certificate()), Ok(()));
    assert_eq!(hop(&leaf, root.certificate()), Err(Refusal::Signature));
}

#[test]
fn authorities_of_several_kinds_certify_each_other() {
    let (sm2, p256) = (sm2_root(), ca());
    for (root, key) in [(&sm2, KeyType::P256), (&sm2, KeyType::Ed25519), (&p256, KeyType::Sm2)] {
        let between = below(root, key);
        let (_, leaf) = identity_of(&between, KeyType::Sm2);
        assert_eq!(hop(between.certificate(), root.certificate()), Ok(()));
        assert_eq!(hop(&leaf, between.certificate()), Ok(()));
    }
}

#[test]
fn algorithm_parameters_and_key_fit_each_other() {
    let root = sm2_root();
    let (message, _, signature) = taken_apart(root.certificate());
    let judge = |spki: &[u8], algorithm: &[u8]| verify(spki, algorithm, &message, &signature);
    let spki = root.certificate().spki_der();
    assert_eq!(judge(spki, &algorithm(SM2_SM3, None)), Ok(()));
    assert_eq!(judge(spki, &algorithm(SM2_SM3, Some(AnyRef::NULL))), Ok(()), "as some authorities write it");
    let one = AnyRef::new(Tag::Integer, &[1]).unwrap();
    assert_eq!(judge(spki, &algorithm(SM2_SM3, Some(one))), Err(Refusal::Algorithm), "other parameters");
    // SM2-1 without its digest; SM2 with SHA-256; ecdsa-with-SHA256.
    for oid in ["1.2.156.10197.1.301.1", "1.2.156.10197.1.503", "1.2.840.10045.4.3.2"] {
        assert_eq!(judge(spki, &algorithm(oid, None)), Err(Refusal::Algorithm), "{oid}");
    }
    let p256 = ca();
    let other = judge(p256.certificate().spki_der(), &algorithm(SM2_SM3, None));
    assert_eq!(other, Err(Refusal::Algorithm), "a P-256 key");
    let changed = [&message[..], &[0]].concat();
    assert_eq!(verify(spki, &algorithm(SM2_SM3, None), &changed, &signature), Err(Refusal::Signature));
    // The key's point is moved off the curve.
    let mut off = spki.to_vec();
    *off.last_mut().unwrap() ^= 1;
    assert_eq!(judge(&off, &algorithm(SM2_SM3, None)), Err(Refusal::Signature));
}
