//! SM2 with SM3 in CMS, in both forms: one test for each reason to refuse.

use super::{
    CallbackKey, Certificate, CmsForm, FileKey, KeyType, SignatureScheme, Signer, SigningKey, asn1,
    cms_attributes::*,
    cms_tests::*,
    issue::tests::{ca, identity, identity_of, time},
    sign_detached, sm2, verify_detached,
};
use crate::error::ErrorKind::{self, *};
use der::{AnyRef, Encode, Tag, asn1::ObjectIdentifier, asn1::OctetStringRef};

const GM: CmsForm = CmsForm::Gmt0010;
const RFC: CmsForm = CmsForm::Rfc5652;
const SM3: &str = "1.2.156.10197.1.401";
const SM2_1: &str = "1.2.156.10197.1.301.1";
const SM2_SM3: &str = "1.2.156.10197.1.501";
const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";

fn oid(text: &str) -> Vec<u8> {
    ObjectIdentifier::new(text).unwrap().to_der().unwrap()
}

fn algorithm(text: &str) -> Vec<u8> {
    asn1::wrap(Tag::Sequence, &[oid(text)]).unwrap()
}

fn with_null(text: &str) -> Vec<u8> {
    asn1::wrap(Tag::Sequence, &[oid(text), AnyRef::NULL.to_der().unwrap()]).unwrap()
}

fn type_attribute(form: CmsForm) -> Vec<u8> {
    attribute(CONTENT_TYPE, form.data().to_der().unwrap()).unwrap()
}

fn ess_in(form: CmsForm, certificate: &Certificate) -> Vec<u8> {
    attribute(SIGNING_CERTIFICATE_V2, signing_certificate(form, certificate).unwrap()).unwrap()
}

/// A good forgery in this form, with a key of this kind.
fn forge_in(form: CmsForm, key: KeyType) -> (Forge, Certificate) {
    let (pem, certificate) = identity(key);
    let mut forge = forge(&pem, &certificate);
    forge.outer_type = form.signed_data();
    forge.encapsulated = vec![form.data().to_der().unwrap()];
    forge.attributes()[0] = type_attribute(form);
    if form == GM {
        forge.algorithm = algorithm(SM2_1);
        forge.attributes()[2] = ess_in(GM, &certificate);
    }
    (forge, certificate)
}

fn accepted(form: CmsForm, what: &str, change: impl FnOnce(&mut Forge, &Certificate)) {
    let (mut forge, certificate) = forge_in(form, KeyType::Sm2);
    change(&mut forge, &certificate);
    let found = verify_detached(CONTENT, &forge.build()).unwrap_or_else(|e| panic!("{what}: {e}"));
    assert_eq!((found.certificate, found.form), (certificate, form), "{what}");
    assert_eq!(found.scheme, SignatureScheme::Sm2Sm3, "{what}");
}

fn check(form: CmsForm, kind: ErrorKind, word: &str, change: impl FnOnce(&mut Forge, &Certificate)) {
    let (mut forge, certificate) = forge_in(form, KeyType::Sm2);
    change(&mut forge, &certificate);
    let (found, detail) = forge.refused();
    assert_eq!(found, kind, "{detail}");
    assert!(detail.contains(word), "{detail:?} does not say {word:?}");
}

#[test]
fn both_forms_sign_and_verify() {
    let root = ca();
    let (from, until) = (time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z"));
    let between = root.intermediate_with_key(KeyType::Sm2, "Between", from, until).unwrap();
    let (pem, certificate) = identity_of(&between, KeyType::Sm2);
    for form in [RFC, GM] {
        let key = Box::new(FileKey::from_pem(pem.as_bytes(), None).unwrap());
        let chain = vec![between.certificate().clone(), root.certificate().clone()];
        let signer = Signer::new(key, certificate.clone(), chain).unwrap().with_form(form).unwrap();
        for at in [None, Some(from)] {
            let cms = sign_detached(CONTENT, &signer, at).unwrap();
            let found = verify_detached(CONTENT, &cms).unwrap();
            assert_eq!((&found.certificate, found.claimed_time), (&certificate, at));
            assert_eq!((found.scheme, found.form), (SignatureScheme::Sm2Sm3, form));
            assert_eq!(found.others, [between.certificate().clone()]);
            let other = verify_detached(b"other", &cms).unwrap_err();
            assert_eq!(other.kind(), CmsDigestMismatch);
            let has = |text: &str| cms.windows(oid(text).len()).any(|window| window == oid(text));
            assert_eq!((has(SM2_1), has("1.2.156.10197.6.1.4.2.2")), (form == GM, form == GM));
            assert_eq!(has("1.2.840.113549.1.7.1"), form == RFC);
            assert!(!has("2.16.840.1.101.3.4.2.1"), "SHA-256 is the default, or not there");
        }
    }
}

#[test]
fn only_sm2_is_written_in_the_form_of_gmt_0010() {
    let (pem, certificate) = identity(KeyType::P256);
    let key = Box::new(FileKey::from_pem(pem.as_bytes(), None).unwrap());
    let signer = Signer::new(key, certificate, vec![]).unwrap();
    assert_eq!(signer.form(), RFC);
    assert_eq!(signer.with_form(GM).unwrap_err().kind(), CmsAlgorithm);
}

#[test]
fn a_callback_signs_with_sm2() {
    let (pem, certificate) = identity(KeyType::Sm2);
    let stranger = identity(KeyType::Sm2).0;
    let sign = |pem: &str| {
        let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
        let callback = CallbackKey::new(SignatureScheme::Sm2Sm3, move |m: &[u8]| key.sign(m));
        let signer = Signer::new(Box::new(callback), certificate.clone(), vec![]).unwrap();
        sign_detached(CONTENT, &signer, None).map_err(|error| error.kind())
    };
    assert!(sign(&pem).is_ok());
    assert_eq!(sign(&stranger), Err(SigningFailed));
    // A token that signs for another user id gives nothing that anybody can verify.
    let der = super::pem::blocks(pem.as_bytes(), 1).unwrap().remove(0).der;
    let key = sm2::Sm2Key::from_pkcs8(&der).unwrap();
    let callback = CallbackKey::new(SignatureScheme::Sm2Sm3, move |m: &[u8]| key.sign("somebody", m));
    let signer = Signer::new(Box::new(callback), certificate, vec![]).unwrap();
    assert_eq!(signer.sign(CONTENT).unwrap_err().kind(), SigningFailed);
}

#[test]
fn what_both_forms_accept() {
    for form in [RFC, GM] {
        accepted(form, "as it is", |_, _| {});
        accepted(form, "SM2 with SM3", |f, _| f.algorithm = algorithm(SM2_SM3));
        accepted(form, "NULL", |f, _| f.algorithm = with_null(SM2_SM3));
        accepted(form, "NULL for the digest", |f, _| f.digest = with_null(SM3));
        accepted(form, "a certificate by SM3", |f, c| f.attributes()[2] = ess_in(GM, c));
        accepted(form, "a certificate by SHA-256", |f, c| f.attributes()[2] = ess_in(RFC, c));
    }
    accepted(GM, "NULL", |f, _| f.algorithm = with_null(SM2_1));
    accepted(RFC, "by key identifier", named_by_key);
}

/// The signer named by key identifier, with the versions that go with it.
fn named_by_key(forge: &mut Forge, certificate: &Certificate) {
    let tag = Tag::ContextSpecific { number: der::TagNumber(0), constructed: false };
    let identifier = certificate.key_identifier().unwrap();
    forge.sid = AnyRef::new(tag, identifier).unwrap().to_der().unwrap();
    (forge.version, forge.signer_version) = (3, 3);
}

#[test]
fn the_forms_do_not_mix() {
    check(GM, CmsShape, "content type is not the data of GM/T 0010", |f, _| {
        f.encapsulated = vec![RFC.data().to_der().unwrap()];
    });
    check(RFC, CmsShape, "content type is not id-data", |f, _| {
        f.encapsulated = vec![GM.data().to_der().unwrap()];
    });
    check(GM, CmsShape, "attribute is not the data of GM/T 0010", |f, _| {
        f.attributes()[0] = type_attribute(RFC);
    });
    check(RFC, CmsShape, "attribute is not id-data", |f, _| f.attributes()[0] = type_attribute(GM));
    // Everything inside as it must be, under the other form's name.
    check(GM, CmsShape, "not id-data", |f, _| f.outer_type = RFC.signed_data());
    check(RFC, CmsShape, "not the data of GM/T 0010", |f, _| f.outer_type = GM.signed_data());
    check(GM, BadCms, "not SignedData", |f, _| f.outer_type = GM.data());
    check(GM, CmsShape, "issuer and serial number", named_by_key);
    check(GM, CmsShape, "version 3", |f, _| (f.version, f.signer_version) = (3, 1));
    check(GM, CmsShape, "detached", |f, _| {
        let content = OctetStringRef::new(CONTENT).unwrap().to_der().unwrap();
        f.encapsulated.push(asn1::wrap(asn1::context(0), &[content]).unwrap());
    });
}

#[test]
fn algorithms_are_pinned_to_the_form() {
    check(RFC, CmsAlgorithm, "pair", |f, _| f.algorithm = algorithm(SM2_1));
    // A P-256 signature that is right, in the form that has none.
    let (mut p256, certificate) = forge_in(GM, KeyType::P256);
    p256.algorithm = algorithm(ECDSA_SHA256);
    p256.attributes()[2] = ess_in(RFC, &certificate);
    assert_eq!(p256.refused().0, CmsAlgorithm);
    for form in [RFC, GM] {
        check(form, CmsAlgorithm, "pair", |f, _| f.algorithm = algorithm(ECDSA_SHA256));
        check(form, CmsAlgorithm, "pair", |f, _| {
            let one = 1u8.to_der().unwrap();
            f.algorithm = asn1::wrap(Tag::Sequence, &[oid(SM2_SM3), one]).unwrap();
        });
        check(form, CmsAlgorithm, "pair", |f, _| {
            f.digest = digest_algorithm(SignatureScheme::EcdsaP256Sha256).unwrap();
        });
        // SM3 with a key.
        check(form, CmsAlgorithm, "pair", |f, _| f.digest = algorithm("1.2.156.10197.1.401.2"));
        check(form, CmsAlgorithm, "listed", |f, _| {
            f.digests = vec![digest_algorithm(SignatureScheme::EcdsaP256Sha256).unwrap()];
        });
        check(form, CmsAlgorithm, "listed", |f, _| f.digests.push(algorithm("1.2.3")));
        check(form, CmsBadSignature, "", |f, _| {
            f.key = FileKey::from_pem(identity(KeyType::Sm2).0.as_bytes(), None).unwrap();
        });
    }
    // The right names under another key.
    let (mut p256, _) = forge_in(RFC, KeyType::P256);
    (p256.algorithm, p256.digest, p256.digests) = (algorithm(SM2_SM3), algorithm(SM3), vec![algorithm(SM3)]);
    let (kind, detail) = p256.refused();
    assert_eq!(kind, CmsAlgorithm);
    assert!(detail.contains("key of the kind"), "{detail}");
}

#[test]
fn the_certificate_may_be_named_by_sm3() {
    let (_, stranger) = identity(KeyType::Sm2);
    for form in [RFC, GM] {
        check(form, CmsSignerCertificate, "hash of another", |f, _| {
            f.attributes()[2] = ess_in(GM, &stranger);
        });
        check(form, CmsSignerCertificate, "hash of another", |f, _| {
            f.attributes()[2] = ess_in(RFC, &stranger);
        });
    }
    // With another key, builds without SM3 could not tell.
    let (mut p256, certificate) = forge_in(RFC, KeyType::P256);
    p256.attributes()[2] = ess_in(GM, &certificate);
    let (kind, detail) = p256.refused();
    assert_eq!(kind, CmsSignerCertificate);
    assert!(detail.contains("not allowed"), "{detail}");
}

#[test]
fn every_changed_byte_is_noticed() {
    for form in [RFC, GM] {
        let good = forge_in(form, KeyType::Sm2).0.build();
        for at in 0..good.len() {
            let mut changed = good.clone();
            changed[at] ^= 1;
            assert!(verify_detached(CONTENT, &changed).is_err(), "{form:?}: byte {at} is not protected");
        }
    }
}
