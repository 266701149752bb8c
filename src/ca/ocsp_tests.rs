//! One test for each reason to refuse an OCSP response: made and signed properly whatever it says, so that only the
//! one check can object.

use super::{
    Certificate, Crl, KeyType, OcspResponse, RehearsalCa, Revocation, RevocationReason as Reason, Status,
    asn1,
    issue::tests::{authority_extensions, ca, exactly, identity_of, no_change_is_good, time},
    public_key::PublicKey,
    revocation_template::{AnswerTemplate, OcspTemplate, cert_status, generalized, sha1},
    template::{Template, extension, key_usage, oid},
    walk::implicit,
};
use crate::{
    error::{Error, ErrorKind},
    wire::Time,
};
use der::{AnyRef, Encode, Tag};

const THIS: &str = "2026-01-01T00:00:00Z";
const NEXT: &str = "2026-02-01T00:00:00Z";

fn answer(root: &RehearsalCa, leaf: &Certificate) -> AnswerTemplate {
    AnswerTemplate::new(&root.certificate, leaf, None, time(THIS), time(NEXT)).unwrap()
}

struct World {
    root: RehearsalCa,
    leaf: Certificate,
}

fn world() -> World {
    let root = ca();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    World { root, leaf }
}

impl World {
    fn template(&self, change: impl FnOnce(&mut AnswerTemplate)) -> OcspTemplate {
        let mut answer = answer(&self.root, &self.leaf);
        change(&mut answer);
        OcspTemplate::new(&self.root.certificate, &answer, time(THIS)).unwrap()
    }

    /// The verdict about the leaf of this response, signed by this authority, at THIS.
    fn verdict(&self, template: OcspTemplate, by: &RehearsalCa, crls: Vec<Crl>) -> Result<Status, Error> {
        let response = OcspResponse::from_der(&template.sign(&by.key).unwrap())?;
        let path = [self.leaf.clone(), self.root.certificate.clone()];
        let statuses = Revocation::new(crls, vec![response])?.check(&path, time(THIS))?;
        Ok(statuses[0].clone())
    }
}

/// The refusal of a response whose answer or whose frame differs from a good one: its kind, and a word of it.
fn refused(result: Result<Status, Error>, kind: ErrorKind, word: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(word), "{error}: {word}");
}

fn frame(kind: ErrorKind, word: &str, change: impl FnOnce(&mut OcspTemplate)) {
    let w = world();
    let mut template = w.template(|_| ());
    change(&mut template);
    refused(w.verdict(template, &w.root, vec![]), kind, word);
}

fn body(kind: ErrorKind, word: &str, change: impl FnOnce(&mut AnswerTemplate)) {
    let w = world();
    refused(w.verdict(w.template(change), &w.root, vec![]), kind, word);
}

fn extensions(list: &[Vec<u8>]) -> Vec<u8> {
    asn1::wrap(asn1::context(1), &[asn1::wrap(Tag::Sequence, list).unwrap()]).unwrap()
}

const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";

#[test]
fn each_rule_for_a_response_is_held() {
    use ErrorKind::{BadOcsp, CriticalExtension, OcspRefused};
    let w = world();
    assert!(w.verdict(w.template(|_| ()), &w.root, vec![]).is_ok());
    for (status, word) in [
        (1, "malformedRequest"),
        (2, "internalError"),
        (3, "tryLater"),
        (5, "sigRequired"),
        (6, "unauthorized"),
        (4, "unknown"),
    ] {
        frame(OcspRefused, word, |t| t.status = status);
    }
    frame(BadOcsp, "basic", |t| t.kind = oid("1.3.6.1.5.5.7.48.1.2").unwrap());
    for version in [0, 1] {
        frame(BadOcsp, "version", |t| {
            t.version = asn1::wrap(asn1::context(0), &[vec![2, 1, version]]).unwrap()
        });
    }
    frame(BadOcsp, "", |t| t.responder = asn1::wrap(asn1::context(3), &[vec![4, 0]]).unwrap());
    let text = |text: &str| AnyRef::new(Tag::GeneralizedTime, text.as_bytes()).unwrap().to_der().unwrap();
    for bad in ["20260101000000.0Z", "20260101000000+0800", "202601010000Z"] {
        frame(BadOcsp, "", |t| t.produced_at = text(bad));
        body(BadOcsp, "", |a| a.this_update = text(bad));
    }
    let utc = AnyRef::new(Tag::UtcTime, b"260101000000Z").unwrap().to_der().unwrap();
    frame(BadOcsp, "", |t| t.produced_at = utc);
    frame(BadOcsp, "empty list", |t| t.answers.clear());
    frame(BadOcsp, "more than 256", |t| t.answers = vec![t.answers[0].clone(); 257]);
    frame(CriticalExtension, "1.2.3", |t| t.extensions.push(extension("1.2.3", true, &[5, 0]).unwrap()));
    frame(BadOcsp, "twice", |t| t.extensions = vec![extension("1.2.3", false, &[5, 0]).unwrap(); 2]);
    frame(BadOcsp, "more than 8", |t| t.certificates = vec![ca().certificate.der().to_vec(); 9]);
    frame(ErrorKind::BadCertificate, "", |t| t.certificates = vec![vec![0x30, 0]]);

    let before = asn1::wrap(asn1::context(0), &[generalized(time("2025-12-31T23:59:59Z")).unwrap()]).unwrap();
    body(BadOcsp, "lies before", |a| a.rest = vec![before]);
    body(CriticalExtension, "1.2.3", |a| {
        a.rest.push(extensions(&[extension("1.2.3", true, &[5, 0]).unwrap()]))
    });
    body(BadOcsp, "", |a| a.serial = vec![0, 1]);
    for status in [vec![0x80, 1, 0], vec![0x83, 0], vec![0x30, 0]] {
        body(BadOcsp, "neither", |a| a.status = status);
    }
    for code in [7, 8, 11] {
        let at = generalized(time(THIS)).unwrap();
        let reason = asn1::wrap(asn1::context(0), &[vec![10, 1, code]]).unwrap();
        body(BadOcsp, "the reason", |a| a.status = asn1::wrap(asn1::context(1), &[at, reason]).unwrap());
    }
    // A nonce, critical or not, answers a question that nobody asked here.
    for critical in [false, true] {
        let mut template = w.template(|_| ());
        template.extensions.push(extension(NONCE, critical, &[4, 1, 1]).unwrap());
        assert!(w.verdict(template, &w.root, vec![]).is_ok());
    }

    let der = w.template(|_| ()).sign(&w.root.key).unwrap();
    let kind = |der: &[u8]| OcspResponse::from_der(der).unwrap_err().kind();
    assert_eq!(kind(&[&der[..], &[0]].concat()), BadOcsp);
    assert_eq!(kind(&[0x30, 3, 10, 1, 0]), BadOcsp, "successful without a response");
    assert_eq!(kind(&[0x30, 3, 10, 1, 3]), OcspRefused);
    assert_eq!(kind(&vec![0x30; super::MAX_OCSP + 1]), ErrorKind::TooLarge);
}

#[test]
fn an_answer_is_about_one_certificate_of_one_authority() {
    use ErrorKind::RevocationUnknown;
    body(RevocationUnknown, "", |a| a.serial = vec![1]);
    body(RevocationUnknown, "", |a| a.issuer_name[0] ^= 1);
    body(RevocationUnknown, "", |a| a.issuer_key[0] ^= 1);
    let unknown = AnyRef::new(implicit(2), &[]).unwrap().to_der().unwrap();
    body(RevocationUnknown, "does not know", |a| a.status = unknown);
    let w = world();
    let bits = PublicKey::read(w.root.certificate.spki_der()).unwrap().bits;
    let name = w.leaf.issuer_der();
    use sha2::Digest;
    for (hash, digests) in [
        ("2.16.840.1.101.3.4.2.1", [name, bits].map(|b| sha2::Sha256::digest(b).to_vec())),
        ("2.16.840.1.101.3.4.2.2", [name, bits].map(|b| sha2::Sha384::digest(b).to_vec())),
        ("2.16.840.1.101.3.4.2.3", [name, bits].map(|b| sha2::Sha512::digest(b).to_vec())),
    ] {
        let template = w.template(|a| {
            a.hash = asn1::wrap(Tag::Sequence, &[oid(hash).unwrap()]).unwrap();
            [a.issuer_name, a.issuer_key] = digests;
        });
        assert!(w.verdict(template, &w.root, vec![]).is_ok(), "{hash}");
    }
    // An answer under a hash that is not known is skipped, and does not spoil the one beside it.
    let md5 = |a: &mut AnswerTemplate| {
        a.hash = asn1::wrap(Tag::Sequence, &[oid("1.2.840.113549.2.5").unwrap()]).unwrap();
    };
    body(RevocationUnknown, "", md5);
    let mut both = w.template(md5);
    both.answers.push(answer(&w.root, &w.leaf).build().unwrap());
    assert!(w.verdict(both, &w.root, vec![]).is_ok());
    let at = time("2025-06-01T00:00:00Z");
    for (reason, word) in [(Reason::Unspecified, "no reason given"), (Reason::Superseded, "replaced")] {
        let template = w.template(|a| a.status = cert_status(Some((at, reason))).unwrap());
        refused(w.verdict(template, &w.root, vec![]), ErrorKind::CertificateRevoked, word);
    }
}

#[test]
fn without_a_next_update_it_speaks_until_it_was_made() {
    let w = world();
    let made = time("2026-01-05T00:00:00Z");
    let mut template = w.template(|a| a.rest.clear());
    template.produced_at = generalized(made).unwrap();
    let response = OcspResponse::from_der(&template.sign(&w.root.key).unwrap()).unwrap();
    let path = [w.leaf.clone(), w.root.certificate.clone()];
    let at = |at, gathered| {
        let revocation = Revocation::new(vec![], vec![response.clone()]).unwrap().gathered_at(gathered);
        revocation.check(&path, at).map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(at(made, made), Ok(()));
    assert_eq!(at(made.plus(1), made.plus(1)), Err(ErrorKind::RevocationStale));
    // It cannot have been gathered before it was made, whatever its answer's own time.
    assert_eq!(at(time(THIS), time("2026-01-04T23:59:59Z")), Err(ErrorKind::RevocationStale));
}

const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";

/// A responder's certificate of this authority: for OCSP, not to be checked, unless changed.
fn delegate(by: &RehearsalCa, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> RehearsalCa {
    exactly(by, "Responder", &[9], |ids| {
        let purpose = asn1::wrap(Tag::Sequence, &[oid(OCSP_SIGNING).unwrap()]).unwrap();
        let mut list = ids.to_vec();
        list.push(extension("2.5.29.37", false, &purpose).unwrap());
        list.push(extension(NO_CHECK, false, &[5, 0]).unwrap());
        change(&mut list);
        list
    })
}

fn delegated(w: &World, responder: &RehearsalCa) -> OcspTemplate {
    let mut template =
        OcspTemplate::new(&responder.certificate, &answer(&w.root, &w.leaf), time(THIS)).unwrap();
    template.certificates = vec![responder.certificate.der().to_vec()];
    template
}

#[test]
fn only_the_authority_and_whom_it_certifies_answer() {
    use ErrorKind::{RevocationIssuer, RevocationSignature};
    let w = world();
    refused(w.verdict(w.template(|_| ()), &ca(), vec![]), RevocationSignature, "wrong");
    let mut keyed = w.template(|_| ());
    let hash = sha1(PublicKey::read(w.root.certificate.spki_der()).unwrap().bits);
    let by_key = |hash: &[u8]| {
        let octets = AnyRef::new(Tag::OctetString, hash).unwrap().to_der().unwrap();
        asn1::wrap(asn1::context(2), &[octets]).unwrap()
    };
    keyed.responder = by_key(&hash);
    assert!(w.verdict(keyed, &w.root, vec![]).is_ok(), "named by its key");
    let mut other = w.template(|_| ());
    other.responder = by_key(&[7; 20]);
    refused(w.verdict(other, &w.root, vec![]), RevocationIssuer, "not in its response");

    let good = delegate(&w.root, |_| ());
    assert!(w.verdict(delegated(&w, &good), &good, vec![]).is_ok());
    refused(w.verdict(delegated(&w, &good), &w.root, vec![]), RevocationSignature, "wrong");
    let mut absent = delegated(&w, &good);
    absent.certificates.clear();
    refused(w.verdict(absent, &good, vec![]), RevocationIssuer, "not in its response");
    let foreign = delegate(&delegate(&w.root, |list| list.extend(authority_extensions(None, 6))), |_| ());
    refused(w.verdict(delegated(&w, &foreign), &foreign, vec![]), RevocationIssuer, "another authority");
    // The authority's name, but another's key.
    let false_one = delegate(&ca(), |_| ());
    refused(w.verdict(delegated(&w, &false_one), &false_one, vec![]), RevocationIssuer, "certificate: wrong");
    let judged = |change: fn(&mut Vec<Vec<u8>>)| {
        let responder = delegate(&w.root, change);
        w.verdict(delegated(&w, &responder), &responder, vec![])
    };
    refused(judged(|list| drop(list.remove(2))), RevocationIssuer, "not for OCSP");
    refused(
        judged(|list| {
            list[2] =
                extension("2.5.29.37", false, b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01").unwrap()
        }),
        RevocationIssuer,
        "not for OCSP",
    );
    refused(judged(|list| list.push(key_usage(0b0100_0000).unwrap())), RevocationIssuer, "digitalSignature");
    assert!(judged(|list| list.push(key_usage(0b1000_0000).unwrap())).is_ok());
    refused(
        judged(|list| list.push(extension("1.2.3", true, &[5, 0]).unwrap())),
        RevocationIssuer,
        "critical extension 1.2.3",
    );
    // It was valid from 2020; this one was produced before.
    let mut early = delegated(&w, &good);
    early.produced_at = generalized(time("2019-12-31T23:59:59Z")).unwrap();
    refused(w.verdict(early, &good, vec![]), RevocationIssuer, "not valid at");
}

/// A certificate of this responder's key that ends at another time.
fn until(by: &RehearsalCa, responder: &RehearsalCa, end: &str) -> Certificate {
    let purpose = asn1::wrap(Tag::Sequence, &[oid(OCSP_SIGNING).unwrap()]).unwrap();
    let template = Template {
        subject: responder.certificate.subject_der().to_vec(),
        spki: responder.certificate.spki_der().to_vec(),
        not_before: time("2020-01-01T00:00:00Z"),
        not_after: time(end),
        extensions: vec![
            extension("2.5.29.37", false, &purpose).unwrap(),
            extension(NO_CHECK, false, &[5, 0]).unwrap(),
        ],
    };
    template.sign(&by.key, by.certificate.subject_der()).unwrap()
}

#[test]
fn a_responder_vouches_no_longer_than_its_certificate() {
    let w = world();
    let responder = delegate(&w.root, |_| ());
    let judge = |ends: &[&str], at: Time| {
        let next = time("2059-02-01T00:00:00Z");
        let answer = AnswerTemplate::new(&w.root.certificate, &w.leaf, None, time(THIS), next).unwrap();
        let mut template = OcspTemplate::new(&responder.certificate, &answer, time(THIS)).unwrap();
        template.certificates =
            ends.iter().map(|end| until(&w.root, &responder, end).der().to_vec()).collect();
        let response = OcspResponse::from_der(&template.sign(&responder.key).unwrap()).unwrap();
        let path = [w.leaf.clone(), w.root.certificate.clone()];
        let revocation = Revocation::new(vec![], vec![response]).unwrap().gathered_at(at.plus(86_400 * 30));
        revocation.check(&path, at).map(|_| ()).map_err(|e| e.kind())
    };
    let (end, late) = ("2026-01-15T00:00:00Z", "2026-03-15T00:00:00Z");
    assert_eq!(judge(&[end], time(end)), Ok(()));
    assert_eq!(judge(&[end], time(end).plus(1)), Err(ErrorKind::RevocationStale));
    // Of several certificates of one key the last, in whatever order: nobody signs that order.
    for ends in [[end, late], [late, end]] {
        assert_eq!(judge(&ends, time(late)), Ok(()));
        assert_eq!(judge(&ends, time(late).plus(1)), Err(ErrorKind::RevocationStale));
    }
    // As later evidence it needs to be valid when it was made, and no longer.
    assert_eq!(judge(&[end], time("2025-12-31T00:00:00Z")), Ok(()));
}

#[test]
fn an_answer_is_not_younger_than_its_response() {
    let w = world();
    let judge = |produced: &str, status: Option<(Time, Reason)>| {
        let mut template = w.template(|a| a.status = cert_status(status).unwrap());
        template.produced_at = generalized(time(produced)).unwrap();
        w.verdict(template, &w.root, vec![])
    };
    assert!(judge(THIS, None).is_ok());
    refused(judge("2025-12-31T23:59:59Z", None), ErrorKind::RevocationStale, "speaks from");
    let gone = Some((time("2025-06-01T00:00:00Z"), Reason::KeyCompromise));
    refused(judge("2025-12-31T23:59:59Z", gone), ErrorKind::RevocationStale, "speaks from");
}

#[cfg(feature = "guomi")]
#[test]
fn an_answer_may_name_its_certificate_with_sm3() {
    let w = world();
    let bits = PublicKey::read(w.root.certificate.spki_der()).unwrap().bits;
    let named = |change: fn(&mut AnswerTemplate)| {
        let template = w.template(|a| {
            a.hash = asn1::wrap(Tag::Sequence, &[oid("1.2.156.10197.1.401").unwrap()]).unwrap();
            [a.issuer_name, a.issuer_key] =
                [w.leaf.issuer_der(), bits].map(|bytes| super::sm2::sm3(bytes).unwrap());
            change(a);
        });
        w.verdict(template, &w.root, vec![])
    };
    assert!(named(|_| ()).is_ok());
    refused(named(|a| a.issuer_name[0] ^= 1), ErrorKind::RevocationUnknown, "");
    refused(named(|a| a.issuer_key[0] ^= 1), ErrorKind::RevocationUnknown, "");
}

/// Without SM3 such an answer is skipped like any other of an unknown hash, whatever it has in place of digests.
#[cfg(not(feature = "guomi"))]
#[test]
fn an_answer_that_names_its_certificate_with_sm3_is_skipped() {
    body(ErrorKind::RevocationUnknown, "", |a| {
        a.hash = asn1::wrap(Tag::Sequence, &[oid("1.2.156.10197.1.401").unwrap()]).unwrap();
        (a.issuer_name, a.issuer_key) = (vec![], vec![]);
    });
}

#[test]
fn a_responder_may_be_revoked_too() {
    let w = world();
    let responder = delegate(&w.root, |list| drop(list.pop()));
    let judged = |crls| w.verdict(delegated(&w, &responder), &responder, crls);
    let unknown = judged(vec![]);
    refused(unknown, ErrorKind::RevocationIssuer, "the OCSP responder's own certificate");
    let crl = |revoked: &[_]| w.root.crl(revoked, time("2025-12-20T00:00:00Z"), time(NEXT)).unwrap();
    assert!(judged(vec![crl(&[])]).is_ok());
    let gone = (&responder.certificate, time("2025-12-01T00:00:00Z"), Reason::KeyCompromise);
    // The list itself is good for the leaf; here it is the response that must not count.
    let path = [w.leaf.clone(), w.root.certificate.clone()];
    let response = OcspResponse::from_der(&delegated(&w, &responder).sign(&responder.key).unwrap()).unwrap();
    let digest = response.fingerprint();
    let decided = |crl: Crl| {
        let revocation = Revocation::new(vec![crl], vec![response.clone()]).unwrap();
        match revocation.check(&path, time(THIS)).unwrap().remove(0) {
            Status::Good { evidence, .. } => evidence == digest,
            Status::Unchecked => panic!("it was asked about"),
        }
    };
    assert!(decided(crl(&[])), "the response is nearer to the time in question");
    assert!(!decided(crl(&[gone])), "its responder had been revoked");
}

/// Every truncation and every flipped bit of a whole response: never a panic, and never an answer where what is signed
/// was changed.
#[test]
fn no_bit_of_a_response_can_change() {
    let w = world();
    let der = w.template(|_| ()).sign(&w.root.key).unwrap();
    let path = [w.leaf.clone(), w.root.certificate.clone()];
    let judge = |der: &[u8]| {
        let response = OcspResponse::from_der(der)?;
        Revocation::new(vec![], vec![response])?.check(&path, time(THIS))
    };
    no_change_is_good(&der, |der| judge(der).is_ok());
}
