//! One test for each reason to refuse a signature: a forge that signs properly whatever it is told to write, so that
//! only the one check can object.

use super::{
    CallbackKey, Certificate, CmsForm, FileKey, KeyType, RehearsalCa, SignatureScheme, Signer, SigningKey,
    asn1,
    cms_attributes::*,
    issue::tests::{RSA_2048, ca, identity, identity_of, time},
    sign_detached, verify_detached,
};
use crate::error::ErrorKind;
use der::{AnyRef, Encode, Tag, asn1::ObjectIdentifier, asn1::OctetStringRef};

pub(crate) const CONTENT: &[u8] = b"content";
const DATA: ObjectIdentifier = CmsForm::Rfc5652.data();
const SIGNED_DATA: ObjectIdentifier = CmsForm::Rfc5652.signed_data();

pub(crate) struct Forge {
    pub(crate) key: FileKey,
    pub(crate) outer_type: ObjectIdentifier,
    pub(crate) version: u8,
    pub(crate) digests: Vec<Vec<u8>>,
    pub(crate) encapsulated: Vec<Vec<u8>>,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) signer_version: u8,
    pub(crate) sid: Vec<u8>,
    pub(crate) digest: Vec<u8>,
    pub(crate) attributes: Option<Vec<Vec<u8>>>,
    pub(crate) sort: bool,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) unsigned: Option<Vec<Vec<u8>>>,
    pub(crate) signers: usize,
    pub(crate) trailing: Vec<u8>,
}

pub(crate) fn sid(certificate: &Certificate) -> Vec<u8> {
    let serial = AnyRef::new(Tag::Integer, certificate.serial()).unwrap().to_der().unwrap();
    asn1::wrap(Tag::Sequence, &[certificate.issuer_der().to_vec(), serial]).unwrap()
}

pub(crate) fn content_type() -> Vec<u8> {
    attribute(CONTENT_TYPE, DATA.to_der().unwrap()).unwrap()
}

pub(crate) fn message_digest(scheme: SignatureScheme) -> Vec<u8> {
    let digest = scheme.content_digest(CONTENT).unwrap();
    attribute(MESSAGE_DIGEST, OctetStringRef::new(&digest).unwrap().to_der().unwrap()).unwrap()
}

pub(crate) fn ess(certificate: &Certificate) -> Vec<u8> {
    attribute(SIGNING_CERTIFICATE_V2, signing_certificate(CmsForm::Rfc5652, certificate).unwrap()).unwrap()
}

pub(crate) fn forge(pem: &str, certificate: &Certificate) -> Forge {
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let scheme = key.scheme();
    Forge {
        key,
        outer_type: SIGNED_DATA,
        version: 1,
        digests: vec![digest_algorithm(scheme).unwrap()],
        encapsulated: vec![DATA.to_der().unwrap()],
        certificates: vec![certificate.der().to_vec()],
        signer_version: 1,
        sid: sid(certificate),
        digest: digest_algorithm(scheme).unwrap(),
        attributes: Some(vec![content_type(), message_digest(scheme), ess(certificate)]),
        sort: true,
        algorithm: signature_algorithm(scheme).unwrap(),
        unsigned: None,
        signers: 1,
        trailing: vec![],
    }
}

pub(crate) fn new_forge() -> (Forge, Certificate) {
    let (pem, certificate) = identity(KeyType::P256);
    (forge(&pem, &certificate), certificate)
}

impl Forge {
    pub(crate) fn attributes(&mut self) -> &mut Vec<Vec<u8>> {
        self.attributes.as_mut().unwrap()
    }

    pub(crate) fn build(mut self) -> Vec<u8> {
        let seq = |parts: &[Vec<u8>]| asn1::wrap(Tag::Sequence, parts).unwrap();
        if let (Some(attributes), true) = (&mut self.attributes, self.sort) {
            attributes.sort();
        }
        let to_sign = self.attributes.as_ref().map(|a| asn1::wrap(Tag::Set, a).unwrap());
        let signature = self.key.sign(to_sign.as_deref().unwrap_or(CONTENT)).unwrap();
        let mut info = vec![self.signer_version.to_der().unwrap(), self.sid, self.digest];
        info.extend(self.attributes.map(|a| asn1::wrap(asn1::context(0), &a).unwrap()));
        info.push(self.algorithm);
        info.push(OctetStringRef::new(&signature).unwrap().to_der().unwrap());
        info.extend(self.unsigned.map(|a| asn1::wrap_set(asn1::context(1), a).unwrap()));
        let mut data = vec![
            self.version.to_der().unwrap(),
            asn1::wrap_set(Tag::Set, self.digests).unwrap(),
            seq(&self.encapsulated),
        ];
        if !self.certificates.is_empty() {
            data.push(asn1::wrap_set(asn1::context(0), self.certificates).unwrap());
        }
        data.push(asn1::wrap_set(Tag::Set, vec![seq(&info); self.signers]).unwrap());
        let content = asn1::wrap(asn1::context(0), &[seq(&data)]).unwrap();
        let mut cms = seq(&[self.outer_type.to_der().unwrap(), content]);
        cms.extend(self.trailing);
        cms
    }

    /// The kind and detail with which the result is refused.
    pub(crate) fn refused(self) -> (ErrorKind, String) {
        let error = verify_detached(CONTENT, &self.build()).unwrap_err();
        (error.kind(), error.detail().to_owned())
    }
}

/// Changes a good forgery and checks the refusal: its kind, and a word of its detail.
fn check(kind: ErrorKind, word: &str, change: impl FnOnce(&mut Forge, &Certificate)) {
    let (mut forge, certificate) = new_forge();
    change(&mut forge, &certificate);
    let (found, detail) = forge.refused();
    assert_eq!(found, kind, "{detail}");
    assert!(detail.contains(word), "{detail:?} does not say {word:?}");
}

#[test]
fn the_forge_itself_is_accepted() {
    let (forge, certificate) = new_forge();
    let found = verify_detached(CONTENT, &forge.build()).unwrap();
    assert_eq!(found.certificate, certificate);
    assert_eq!(
        verify_detached(b"other", &new_forge().0.build()).unwrap_err().kind(),
        ErrorKind::CmsDigestMismatch
    );
}

#[test]
fn every_scheme_signs_and_verifies() {
    let root = ca();
    for (key, pss) in [
        (KeyType::P256, false),
        (KeyType::P384, false),
        (KeyType::Ed25519, false),
        (KeyType::Rsa2048, false),
        (KeyType::Rsa2048, true),
    ] {
        let (pem, certificate) = identity_of(&root, key);
        let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
        let key = if pss { key.with_pss() } else { key };
        let scheme = key.scheme();
        let chain = vec![root.certificate().clone(), certificate.clone()];
        let signer = Signer::new(Box::new(key), certificate.clone(), chain).unwrap();
        assert!(signer.chain().is_empty(), "neither a root nor the signer again");
        for at in [None, Some(time("2026-01-01T00:00:00Z")), Some(time("2050-01-01T00:00:00Z"))] {
            let cms = sign_detached(CONTENT, &signer, at).unwrap();
            let found = verify_detached(CONTENT, &cms).unwrap();
            assert_eq!(
                (found.certificate, found.scheme, found.claimed_time),
                (certificate.clone(), scheme, at)
            );
        }
    }
}

#[test]
fn a_token_that_signs_with_another_key_is_noticed() {
    let (_, certificate) = identity(KeyType::P256);
    let other = FileKey::from_pem(identity(KeyType::P256).0.as_bytes(), None).unwrap();
    let callback =
        CallbackKey::new(SignatureScheme::EcdsaP256Sha256, move |message: &[u8]| other.sign(message));
    let signer = Signer::new(Box::new(callback), certificate, vec![]).unwrap();
    assert_eq!(sign_detached(CONTENT, &signer, None).unwrap_err().kind(), ErrorKind::SigningFailed);
}

#[test]
fn the_container_is_strict() {
    use ErrorKind::*;
    check(BadCms, "not SignedData", |f, _| f.outer_type = DATA);
    check(BadCms, "", |f, _| f.trailing = vec![0]);
    check(CmsShape, "SignedData has the version 3", |f, _| f.version = 3);
    check(CmsShape, "SignerInfo has the version 3", |f, _| f.signer_version = 3);
    check(CmsShape, "not 2", |f, _| f.signers = 2);
    check(CmsShape, "not 0", |f, _| f.signers = 0);
    check(CmsShape, "not id-data", |f, _| f.encapsulated = vec![SIGNED_DATA.to_der().unwrap()]);
    check(CmsShape, "detached", |f, _| {
        let content = OctetStringRef::new(CONTENT).unwrap().to_der().unwrap();
        f.encapsulated.push(asn1::wrap(asn1::context(0), &[content]).unwrap());
    });
    check(CmsShape, "more than 32 certificates", |f, c| f.certificates = vec![c.der().to_vec(); 33]);
    check(CmsShape, "more than 32 unsigned", |f, _| f.unsigned = Some(vec![content_type(); 33]));
    let (mut unsigned, _) = new_forge();
    unsigned.unsigned = Some(vec![content_type()]);
    assert!(verify_detached(CONTENT, &unsigned.build()).is_ok());

    // Two certificates in the order that DER has, and the other way round.
    let (_, other) = identity(KeyType::P256);
    let (mut two, own) = new_forge();
    two.certificates.push(other.der().to_vec());
    let sorted = two.build();
    let mut both = [own.der(), other.der()];
    both.sort();
    let place = |der: &[u8]| sorted.windows(der.len()).position(|window| window == der).unwrap();
    let (start, swapped) = (place(both[0]), [both[1], both[0]].concat());
    let unsorted = [&sorted[..start], &swapped, &sorted[start + swapped.len()..]].concat();
    assert!(verify_detached(CONTENT, &sorted).is_ok());
    assert_eq!(verify_detached(CONTENT, &unsorted).unwrap_err().kind(), BadCms);

    let long = vec![0x30; super::MAX_CMS + 1];
    assert_eq!(verify_detached(CONTENT, &long).unwrap_err().kind(), TooLarge);
    // BER's indefinite length is not DER.
    let good = new_forge().0.build();
    let indefinite = [&[0x30, 0x80], &good[4..], &[0, 0]].concat();
    assert_eq!(verify_detached(CONTENT, &indefinite).unwrap_err().kind(), BadCms);
}

#[test]
fn the_signed_attributes_are_strict() {
    use ErrorKind::*;
    let scheme = SignatureScheme::EcdsaP256Sha256;
    check(CmsShape, "no signed attributes", |f, _| f.attributes = None);
    check(CmsShape, "content-type is missing", |f, _| f.attributes().retain(|a| *a != content_type()));
    check(CmsShape, "message-digest is missing", |f, _| {
        f.attributes().retain(|a| *a != message_digest(scheme))
    });
    check(CmsShape, "signing-certificate-v2 is missing", |f, c| f.attributes().retain(|a| *a != ess(c)));
    check(CmsShape, "attribute is not id-data", |f, _| {
        f.attributes()[0] = attribute(CONTENT_TYPE, SIGNED_DATA.to_der().unwrap()).unwrap();
    });
    check(CmsShape, "stands twice", |f, _| f.attributes().push(content_type()));
    check(CmsShape, "stands twice", |f, _| {
        let one = attribute(DATA, 1u8.to_der().unwrap()).unwrap();
        let two = attribute(DATA, 2u8.to_der().unwrap()).unwrap();
        f.attributes().extend([one, two]);
    });
    check(CmsShape, "exactly one value", |f, _| {
        let value = DATA.to_der().unwrap();
        let values = asn1::wrap(Tag::Set, &[value.clone(), value]).unwrap();
        f.attributes()[0] = asn1::wrap(Tag::Sequence, &[CONTENT_TYPE.to_der().unwrap(), values]).unwrap();
    });
    check(CmsShape, "exactly one value", |f, _| {
        let values = asn1::wrap(Tag::Set, &[]).unwrap();
        f.attributes().push(asn1::wrap(Tag::Sequence, &[SIGNING_TIME.to_der().unwrap(), values]).unwrap());
    });
    check(BadCms, "", |f, _| f.attributes().push(attribute(SIGNING_TIME, 1u8.to_der().unwrap()).unwrap()));
    // Signed as they stand, but not in DER order.
    check(BadCms, "SET OF", |f, _| {
        f.sort = false;
        f.attributes().sort();
        f.attributes().reverse();
    });
    check(CmsDigestMismatch, "", |f, _| {
        f.attributes()[1] =
            attribute(MESSAGE_DIGEST, OctetStringRef::new(&[7; 32]).unwrap().to_der().unwrap()).unwrap();
    });
    let (mut more, _) = new_forge();
    more.attributes().push(attribute(DATA, 1u8.to_der().unwrap()).unwrap());
    assert!(verify_detached(CONTENT, &more.build()).is_ok(), "other signed attributes are allowed");
}

#[test]
fn the_certificate_is_the_one_that_was_signed_for() {
    use ErrorKind::*;
    let (_, stranger) = identity(KeyType::P256);
    check(CmsSignerCertificate, "not in the signature", |f, _| f.certificates.clear());
    check(CmsSignerCertificate, "not in the signature", |f, _| f.sid = sid(&stranger));
    check(CmsSignerCertificate, "two certificates", |f, c| f.certificates.push(c.der().to_vec()));
    check(CmsSignerCertificate, "hash of another", |f, _| f.attributes()[2] = ess(&stranger));
    check(BadCertificate, "", |f, _| f.certificates.push(asn1::wrap(Tag::Sequence, &[]).unwrap()));
    // The right hash with the wrong serial number.
    check(CmsSignerCertificate, "issuer or serial", |f, c| {
        let mut wrong = signing_certificate(CmsForm::Rfc5652, c).unwrap();
        *wrong.last_mut().unwrap() ^= 1;
        f.attributes()[2] = attribute(SIGNING_CERTIFICATE_V2, wrong).unwrap();
    });
    check(CmsSignerCertificate, "cannot be read", |f, _| {
        f.attributes()[2] =
            attribute(SIGNING_CERTIFICATE_V2, asn1::wrap(Tag::Sequence, &[]).unwrap()).unwrap();
    });
    // Another hash, and SHA-256 spelled out although it is the default.
    for (digest, word) in [("1.3.14.3.2.26", "not allowed"), ("2.16.840.1.101.3.4.2.1", "the default")] {
        check(CmsSignerCertificate, word, |f, _| {
            let oid = ObjectIdentifier::new(digest).unwrap().to_der().unwrap();
            let hash = OctetStringRef::new(&[1; 32]).unwrap().to_der().unwrap();
            let id = asn1::wrap(Tag::Sequence, &[asn1::wrap(Tag::Sequence, &[oid]).unwrap(), hash]).unwrap();
            let ids = asn1::wrap(Tag::Sequence, &[id]).unwrap();
            f.attributes()[2] =
                attribute(SIGNING_CERTIFICATE_V2, asn1::wrap(Tag::Sequence, &[ids]).unwrap()).unwrap();
        });
    }
    // By key identifier: version 3 throughout.
    let (mut named, certificate) = new_forge();
    let tag = Tag::ContextSpecific { number: der::TagNumber(0), constructed: false };
    let identifier = certificate.key_identifier().unwrap();
    named.sid = AnyRef::new(tag, identifier).unwrap().to_der().unwrap();
    (named.version, named.signer_version) = (3, 3);
    assert!(verify_detached(CONTENT, &named.build()).is_ok());
}

#[test]
fn algorithms_are_pinned_and_paired() {
    use ErrorKind::*;
    let (ed, p256) = (SignatureScheme::Ed25519, SignatureScheme::EcdsaP256Sha256);
    let p384 = SignatureScheme::EcdsaP384Sha384;
    check(CmsAlgorithm, "pair", |f, _| f.digest = digest_algorithm(p384).unwrap());
    check(CmsAlgorithm, "pair", |f, _| f.algorithm = signature_algorithm(ed).unwrap());
    check(CmsAlgorithm, "key of the kind", |f, _| {
        f.algorithm = signature_algorithm(SignatureScheme::RsaPkcs1Sha256).unwrap();
    });
    check(CmsAlgorithm, "listed", |f, _| f.digests.push(digest_algorithm(ed).unwrap()));
    check(CmsAlgorithm, "listed", |f, _| f.digests = vec![digest_algorithm(ed).unwrap()]);
    check(CmsAlgorithm, "listed", |f, _| f.digests.clear());
    check(CmsAlgorithm, "pair", |f, _| {
        // ecdsa-with-SHA256 with parameters that must be absent (RFC 5758 §3.2).
        let oid = ObjectIdentifier::new("1.2.840.10045.4.3.2").unwrap().to_der().unwrap();
        f.algorithm = asn1::wrap(Tag::Sequence, &[oid, AnyRef::NULL.to_der().unwrap()]).unwrap();
    });
    check(CmsBadSignature, "", |f, _| {
        f.key = FileKey::from_pem(identity(KeyType::P256).0.as_bytes(), None).unwrap();
    });
    let (mut null, _) = new_forge();
    null.digest = asn1::wrap(
        Tag::Sequence,
        &[
            ObjectIdentifier::new("2.16.840.1.101.3.4.2.1").unwrap().to_der().unwrap(),
            AnyRef::NULL.to_der().unwrap(),
        ],
    )
    .unwrap();
    assert_eq!(verify_detached(CONTENT, &null.build()).unwrap().scheme, p256);
}

/// Changes every byte of a good signature. Nothing may pass, but for the bytes of a certificate that merely came
/// along, whose place is known; what passes there must leave the result's own parts as they were.
#[test]
fn every_changed_byte_is_noticed() {
    let root = ca();
    let (from, until) = (time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z"));
    let between: RehearsalCa = root.intermediate("Between", from, until).unwrap();
    let (pem, certificate) = identity_of(&between, KeyType::P256);
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let signer = Signer::new(Box::new(key), certificate, vec![between.certificate().clone()]).unwrap();
    let good = sign_detached(CONTENT, &signer, Some(from)).unwrap();
    let expected = verify_detached(CONTENT, &good).unwrap();
    let extra = between.certificate().der();
    let start = good.windows(extra.len()).position(|window| window == extra).unwrap();
    let mut passed = 0;
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1;
        if let Ok(found) = verify_detached(CONTENT, &changed) {
            assert!((start..start + extra.len()).contains(&at), "byte {at} is not protected");
            assert_eq!(found.certificate, expected.certificate);
            assert_eq!((found.claimed_time, found.scheme), (expected.claimed_time, expected.scheme));
            passed += 1;
        }
    }
    assert!(passed > 0, "the extra certificate is not looked into");
}

#[test]
fn rsa_signatures_of_either_padding_resist_changes() {
    let (_, certificate) = {
        let (pem, certificate) = identity(KeyType::Rsa2048);
        let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
        let signer = Signer::new(Box::new(key.with_pss()), certificate.clone(), vec![]).unwrap();
        let good = sign_detached(CONTENT, &signer, None).unwrap();
        for at in 0..good.len() {
            let mut changed = good.clone();
            changed[at] ^= 1;
            assert!(verify_detached(CONTENT, &changed).is_err(), "byte {at} is not protected");
        }
        (pem, certificate)
    };
    let other = Box::new(FileKey::from_pem(RSA_2048.as_bytes(), None).unwrap());
    assert_eq!(
        Signer::new(other, certificate, vec![]).unwrap_err().kind(),
        ErrorKind::KeyCertificateMismatch
    );
}

mod arbitrary {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| new_forge().0.build());

    proptest! {
        #[test]
        fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(Certificate::from_der(&bytes).is_err());
            prop_assert!(verify_detached(CONTENT, &bytes).is_err());
            // Random bytes are a PEM text without blocks, unless they are not.
            if let Ok(found) = Certificate::all_from_pem(&bytes) { prop_assert!(found.is_empty()); }
            prop_assert!(Certificate::from_pem(&bytes).is_err());
            prop_assert!(FileKey::from_pem(&bytes, Some(b"x")).is_err());
        }

        #[test]
        fn damaged_signatures_do_not_panic(
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = GOOD.clone();
            for (at, byte) in changes { let at = at.index(bytes.len()); bytes[at] = byte; }
            if let Ok(found) = verify_detached(CONTENT, &bytes) { prop_assert_eq!(&bytes, &*GOOD, "{:?}", found); }
            prop_assert!(verify_detached(CONTENT, &GOOD[..cut.index(GOOD.len())]).is_err());
        }

        #[test]
        fn damaged_certificates_do_not_panic(
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let certificate = verify_detached(CONTENT, &GOOD).unwrap().certificate;
            let mut bytes = certificate.der().to_vec();
            for (at, byte) in changes { let at = at.index(bytes.len()); bytes[at] = byte; }
            if let Ok(found) = Certificate::from_der(&bytes) {
                prop_assert_eq!(found.der(), bytes.as_slice());
                let _: (String, String, String) = (found.subject(), found.issuer(), found.names().display());
            }
        }

        #[test]
        fn pem_like_texts_do_not_panic(text in "(-----BEGIN (CERTIFICATE|A)-----\n|-----END (CERTIFICATE|A)-----\n|[A-Za-z0-9+/=]{0,70}\r?\n|.{0,9}\n){0,12}") {
            if let Ok(found) = Certificate::all_from_pem(text.as_bytes()) { prop_assert!(found.is_empty()); }
        }
    }
}
