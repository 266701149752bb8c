//! One test for each reason to refuse a token's signature: a forge that signs properly whatever it is told to write.

use super::{info_tests::tst_info, *};
use crate::{
    ca::{
        Certificate, FileKey, KeyType, RehearsalCa, Revocation, Signer, Subject, TrustAnchors, context,
        testing::*, wrap,
    },
    error::ErrorKind::{self, *},
    suite::{Digest, hash},
    wire::Time,
};
use der::{AnyRef, Encode, Tag, asn1::ObjectIdentifier, asn1::OctetStringRef};

pub(super) const POLICY: &str = "1.2.3.4.1";
pub(super) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const DATA: &str = "1.2.840.113549.1.7.1";

pub(super) fn imprint() -> Digest {
    hash(&[b"content"])
}

pub(super) fn at() -> Time {
    time("2026-06-20T01:00:00Z")
}

/// A key and a certificate for timestamps, from 2025 to 2027, and the certificates that go along.
pub(super) fn identity(ca: &RehearsalCa, key: KeyType) -> (String, Certificate) {
    let subject = Subject { common_name: Some("TSA".into()), ..Subject::default() };
    let (from, until) = (time("2025-01-01T00:00:00Z"), time("2027-12-31T23:59:59Z"));
    let (pem, certificate) = ca.issue_timestamping(&subject, key, from, until).unwrap();
    (pem.to_string(), certificate)
}

pub(super) fn signer(pem: &str, certificate: Certificate, chain: Vec<Certificate>) -> Signer {
    Signer::new(Box::new(FileKey::from_pem(pem.as_bytes(), None).unwrap()), certificate, chain).unwrap()
}

pub(super) fn authority_of(ca: &RehearsalCa, key: KeyType) -> Authority {
    let (pem, certificate) = identity(ca, key);
    Authority::new(signer(&pem, certificate, vec![]), POLICY).unwrap()
}

pub(super) fn named(name: &str, anchor: &Certificate) -> NamedAuthority {
    NamedAuthority { name: name.into(), anchors: TrustAnchors::new(vec![anchor.clone()]).unwrap() }
}

pub(super) fn trusting(ca: &RehearsalCa) -> Authorities {
    Authorities::new(vec![named("Time", ca.certificate())])
}

fn oid(text: &str) -> Vec<u8> {
    ObjectIdentifier::new(text).unwrap().to_der().unwrap()
}

fn octet_string(octets: &[u8]) -> Vec<u8> {
    OctetStringRef::new(octets).unwrap().to_der().unwrap()
}

pub(super) fn encapsulated(kind: &str, content: &[u8]) -> Vec<Vec<u8>> {
    vec![oid(kind), wrap(context(0), &[octet_string(content)]).unwrap()]
}

fn content_type(kind: &str) -> Vec<u8> {
    attribute(CONTENT_TYPE, oid(kind)).unwrap()
}

pub(super) fn message_digest(content: &[u8]) -> Vec<u8> {
    attribute(MESSAGE_DIGEST, octet_string(&hash(&[content]).0)).unwrap()
}

/// A good token of `content`, to be changed, with a key of P-256.
pub(super) fn token_forge(pem: &str, certificate: &Certificate) -> Forge {
    let content = tst_info("20260620010000Z");
    let mut forge = forge(pem, certificate);
    forge.version = 3;
    forge.encapsulated = encapsulated(TST_INFO, &content);
    forge.attributes()[0] = content_type(TST_INFO);
    forge.attributes()[1] = message_digest(&content);
    forge
}

/// What becomes of a good token after a change.
fn changed(change: impl FnOnce(&mut Forge, &Certificate)) -> Result<VerifiedToken, (ErrorKind, String)> {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let mut forge = token_forge(&pem, &certificate);
    change(&mut forge, &certificate);
    trusting(&root)
        .verify(&forge.build(), &imprint(), &Revocation::unchecked())
        .map_err(|error| (error.kind(), error.to_string()))
}

fn check(kind: ErrorKind, word: &str, change: impl FnOnce(&mut Forge, &Certificate)) {
    let (found, said) = changed(change).expect_err(word);
    assert_eq!(found, kind, "{said}");
    assert!(said.contains(word), "{said:?} does not say {word:?}");
}

#[test]
fn the_forge_itself_is_accepted() {
    let found = changed(|_, _| {}).unwrap();
    assert_eq!(found.info.time, TokenTime::at(at()));
    assert_eq!(found.chain.certificates.len(), 2);
}

#[test]
fn a_request_is_answered_and_the_token_holds() {
    let root = ca();
    let authorities = trusting(&root);
    for key in [KeyType::P256, KeyType::P384, KeyType::Ed25519, KeyType::Rsa2048] {
        let authority = authority_of(&root, key);
        let request = TimestampRequest::random(imprint()).unwrap();
        let response = authority.answer(&request.to_der().unwrap(), at());
        let token = read_response(&response, &request).unwrap();
        let found = authorities.verify(&token, &imprint(), &Revocation::unchecked()).unwrap();
        assert_eq!(found.info, TokenInfo::claimed(&token).unwrap());
        assert_eq!((found.info.time, found.info.accuracy_micros), (TokenTime::at(at()), Some(1_000_000)));
        assert_eq!((found.info.policy.as_str(), found.info.serial.len()), (POLICY, 32));
        assert_eq!(found.info.nonce.as_deref(), request.nonce());
        assert_eq!(found.certificate, *authority.certificate());
        assert_eq!((found.authority, found.name.as_str(), found.others), (0, "Time", vec![]));
    }
}

#[test]
fn rsa_pss_holds_too() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::Rsa2048);
    let key = Box::new(FileKey::from_pem(pem.as_bytes(), None).unwrap().with_pss());
    let signer = Signer::new(key, certificate, vec![]).unwrap();
    let token = Authority::new(signer, POLICY).unwrap().stamp(imprint(), at()).unwrap();
    assert!(trusting(&root).verify(&token, &imprint(), &Revocation::unchecked()).is_ok());
}

#[cfg(feature = "guomi")]
#[test]
fn sm2_holds_in_the_form_of_rfc_5652() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::Sm2);
    // The form of the signer is that of its detached signatures.
    let signer = signer(&pem, certificate.clone(), vec![]).with_form(crate::ca::CmsForm::Gmt0010).unwrap();
    let token = Authority::new(signer, POLICY).unwrap().stamp(imprint(), at()).unwrap();
    let authorities = trusting(&root);
    assert!(authorities.verify(&token, &imprint(), &Revocation::unchecked()).is_ok());
}

#[test]
fn the_container_is_strict() {
    check(BadTimestamp, "not SignedData", |f, _| f.outer_type = ObjectIdentifier::new(DATA).unwrap());
    check(BadTimestamp, "not SignedData", |f, _| {
        f.outer_type = ObjectIdentifier::new("1.2.156.10197.6.1.4.2.2").unwrap();
    });
    check(BadTimestamp, "", |f, _| f.trailing = vec![0]);
    check(TimestampShape, "SignedData has the version 1", |f, _| f.version = 1);
    check(TimestampShape, "SignerInfo has the version 3", |f, _| f.signer_version = 3);
    check(TimestampShape, "not 2", |f, _| f.signers = 2);
    check(TimestampShape, "not 0", |f, _| f.signers = 0);
    check(TimestampShape, "the content type is not", |f, _| f.encapsulated[0] = oid(DATA));
    check(TimestampShape, "there is no content", |f, _| f.encapsulated.truncate(1));
    check(BadTimestamp, "", |f, _| f.encapsulated.push(octet_string(b"")));
    check(BadTimestamp, "", |f, _| f.encapsulated[1] = octet_string(&tst_info("20260620010000Z")));
    // In pieces, as BER has it.
    check(BadTimestamp, "", |f, _| {
        let pieces = octet_string(&tst_info("20260620010000Z"));
        f.encapsulated[1] = wrap(context(0), &[[&[0x24, pieces.len() as u8], &pieces[..]].concat()]).unwrap();
    });
    let long = vec![0x30; MAX_TOKEN + 1];
    let (root, unchecked) = (ca(), Revocation::unchecked());
    let kind = trusting(&root).verify(&long, &imprint(), &unchecked).unwrap_err().kind();
    assert_eq!((kind, TokenInfo::claimed(&long).unwrap_err().kind()), (TooLarge, TooLarge));
}

#[test]
fn the_signed_attributes_are_strict() {
    let content = || tst_info("20260620010000Z");
    check(TimestampShape, "no signed attributes", |f, _| f.attributes = None);
    check(TimestampShape, "content-type is missing", |f, _| drop(f.attributes().remove(0)));
    check(TimestampShape, "message-digest is missing", |f, _| drop(f.attributes().remove(1)));
    check(TimestampShape, "signing-certificate-v2 is missing", |f, _| drop(f.attributes().remove(2)));
    check(TimestampShape, "content-type attribute is not", |f, _| f.attributes()[0] = content_type(DATA));
    check(TimestampShape, "stands twice", |f, _| f.attributes().push(content_type(TST_INFO)));
    check(TimestampShape, "stands twice", |f, _| f.attributes().push(message_digest(&content())));
    check(TimestampShape, "stands twice", |f, c| f.attributes().push(ess(c)));
    check(CmsDigestMismatch, "", |f, _| f.attributes()[1] = message_digest(b"other"));
    check(CmsDigestMismatch, "", |f, _| {
        f.encapsulated = encapsulated(TST_INFO, &tst_info("20260620010001Z"))
    });
}

#[test]
fn the_certificate_is_the_one_that_was_signed_for() {
    let (_, stranger) = identity(&ca(), KeyType::P256);
    check(CmsSignerCertificate, "not in the signature", |f, _| f.certificates.clear());
    check(CmsSignerCertificate, "not in the signature", |f, _| {
        f.certificates = vec![stranger.der().to_vec()]
    });
    check(CmsSignerCertificate, "hash of another", |f, _| f.attributes()[2] = ess(&stranger));
    check(CmsSignerCertificate, "two certificates", |f, c| f.certificates.push(c.der().to_vec()));
    // By key identifier: the signer's version is 3 then, and the outer one is as it was.
    let by_key = |f: &mut Forge, c: &Certificate| {
        let tag = Tag::ContextSpecific { number: der::TagNumber(0), constructed: false };
        f.sid = AnyRef::new(tag, key_identifier(c).as_slice()).unwrap().to_der().unwrap();
        f.signer_version = 3;
    };
    assert!(changed(by_key).is_ok());
    check(TimestampShape, "SignerInfo has the version 1", |f, c| {
        by_key(f, c);
        f.signer_version = 1;
    });
}

/// The subject key identifier, which stands behind its object identifier.
fn key_identifier(certificate: &Certificate) -> Vec<u8> {
    let marker = [6, 3, 0x55, 0x1d, 14, 4, 22, 4, 20];
    let at = certificate.der().windows(marker.len()).position(|window| window == marker).unwrap();
    certificate.der()[at + marker.len()..][..20].to_vec()
}

#[test]
fn algorithms_and_the_signature_are_those_of_the_certificate() {
    let sha384 = || wrap(Tag::Sequence, &[oid("2.16.840.1.101.3.4.2.2")]).unwrap();
    let ed25519 = || wrap(Tag::Sequence, &[oid("1.3.101.112")]).unwrap();
    check(CmsAlgorithm, "pair", |f, _| f.digest = sha384());
    check(CmsAlgorithm, "pair", |f, _| f.algorithm = ed25519());
    check(CmsAlgorithm, "listed", |f, _| f.digests.push(sha384()));
    check(CmsBadSignature, "", |f, _| {
        let (pem, _) = identity(&ca(), KeyType::P256);
        f.key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    });
}

#[test]
fn content_that_is_no_timestamp_is_refused_although_it_is_signed() {
    check(BadTimestamp, "", |f, _| {
        f.encapsulated = encapsulated(TST_INFO, b"text");
        f.attributes()[1] = message_digest(b"text");
    });
}

/// Nothing in a token can be changed: what nobody signed decides about the chain, or is not there.
#[test]
fn every_cut_and_every_flipped_bit_is_refused() {
    let root = ca();
    let (from, until) = (time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z"));
    let between = root.intermediate("Between", from, until).unwrap();
    let (pem, certificate) = identity(&between, KeyType::P256);
    let signer = signer(&pem, certificate, vec![between.certificate().clone()]);
    let token = Authority::new(signer, POLICY).unwrap().stamp(imprint(), at()).unwrap();
    let authorities = trusting(&root);
    no_change_is_good(&token, |token| {
        authorities.verify(token, &imprint(), &Revocation::unchecked()).is_ok()
    });
}

/// Its bits are the exception: they decide nothing, since whoever verifies has its own.
#[test]
fn a_root_that_comes_along_is_no_trouble() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let mut forge = token_forge(&pem, &certificate);
    forge.certificates.push(root.certificate().der().to_vec());
    let token = forge.build();
    let found = trusting(&root).verify(&token, &imprint(), &Revocation::unchecked()).unwrap();
    assert_eq!(found.chain.certificates, [certificate.clone(), root.certificate().clone()]);
    assert_eq!(found.others, [root.certificate().clone()]);
    // They may stand in any order: the one that DER has, and the other one.
    let place = |der: &[u8]| token.windows(der.len()).position(|window| window == der).unwrap();
    let (own, other) = (certificate.der(), root.certificate().der());
    let start = place(own).min(place(other));
    let swap = if place(own) < place(other) { [other, own] } else { [own, other] }.concat();
    let swapped = [&token[..start], &swap, &token[start + swap.len()..]].concat();
    assert_ne!(swapped, token);
    assert_eq!(trusting(&root).verify(&swapped, &imprint(), &Revocation::unchecked()), Ok(found));
}
