//! One test for each reason to refuse a revocation list: made and signed properly whatever it says, so that only the
//! one check can object.

use super::{
    Certificate, Crl, KeyType, RehearsalCa, Revocation, RevocationReason as Reason, Status, asn1,
    issue::tests::{
        authority_extensions, ca, exactly, fresh_key, identity_of, no_change_is_good, root_with, time,
    },
    key::FileKey,
    revocation_template::{CrlTemplate, crl_entry, generalized},
    template::{common_name, extension},
};
use crate::{
    error::{Error, ErrorKind},
    wire::Time,
};
use der::{AnyRef, Encode, Tag};

const THIS: &str = "2026-01-01T00:00:00Z";
const NEXT: &str = "2026-02-01T00:00:00Z";

fn good(root: &RehearsalCa, revoked: &[(&Certificate, Time, Reason)]) -> CrlTemplate {
    CrlTemplate::new(root, revoked, time(THIS), time(NEXT)).unwrap()
}

fn read(change: impl FnOnce(&mut CrlTemplate)) -> Result<Crl, Error> {
    let root = ca();
    let mut template = good(&root, &[]);
    change(&mut template);
    Crl::from_der(&template.sign(&root.key).unwrap())
}

/// Checks the refusal of a list that differs from a good one: its kind, and a word of its detail.
fn check(kind: ErrorKind, word: &str, change: impl FnOnce(&mut CrlTemplate)) {
    let error = read(change).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(word), "{error}: {word}");
}

fn with_entry(extensions: &[Vec<u8>]) -> impl FnOnce(&mut CrlTemplate) {
    let entry = crl_entry(&[7], time(THIS), extensions).unwrap();
    |template| template.entries = Some(vec![entry])
}

fn reason(code: u8) -> Vec<u8> {
    extension("2.5.29.21", false, &[10, 1, code]).unwrap()
}

#[test]
fn der_and_pem_are_the_same_list() {
    let (one, two) = (read(|_| ()).unwrap(), read(|_| ()).unwrap());
    let text = format!("a comment\n{}{}", one.to_pem(), two.to_pem());
    assert_eq!(Crl::from_pem(text.as_bytes()), Ok(one.clone()));
    assert_eq!(Crl::from_pem(one.der()), Ok(one.clone()));
    assert_eq!(Crl::all_from_pem(text.as_bytes()), Ok(vec![one.clone(), two]));
    assert_eq!(Crl::from_pem(b"nothing").unwrap_err().kind(), ErrorKind::BadPem);
    assert_eq!((one.this_update(), one.next_update()), (time(THIS), time(NEXT)));
    let zeros = vec![0x30; super::MAX_CRL + 1];
    assert_eq!(Crl::from_der(&zeros).unwrap_err().kind(), ErrorKind::TooLarge);
    let kind = |der: &[u8]| Crl::from_der(der).unwrap_err().kind();
    assert_eq!(kind(&[one.der(), &[0]].concat()), ErrorKind::BadCrl);
    assert_eq!(kind(&one.der()[..one.der().len() - 1]), ErrorKind::BadCrl);
    let long = [&[0x30, 0x83, 0], &one.der()[2..]].concat();
    assert_eq!(kind(&long), ErrorKind::BadCrl);
}

#[test]
fn each_rule_for_a_list_is_held() {
    use ErrorKind::{BadCrl, CriticalExtension, CrlRules, DeltaCrl};
    check(CrlRules, "version 2", |t| t.version = vec![]);
    check(CrlRules, "version 2", |t| t.version = vec![2, 1, 0]);
    check(CrlRules, "two different", |t| t.outer_algorithm = vec![0x30, 5, 6, 3, 0x2b, 0x65, 0x70]);
    check(CrlRules, "no issuer", |t| t.issuer = vec![0x30, 0]);
    check(BadCrl, "", |t| t.issuer = vec![0x30, 2, 0x30, 0]);
    check(CrlRules, "no next update", |t| t.next_update = vec![]);
    check(CrlRules, "lies before", |t| t.next_update = generalized(time("2025-12-31T23:59:59Z")).unwrap());
    assert!(read(|t| t.next_update = generalized(time(THIS)).unwrap()).is_ok());
    let text = |tag, text: &str| AnyRef::new(tag, text.as_bytes()).unwrap().to_der().unwrap();
    for (tag, bad) in [
        (Tag::GeneralizedTime, "20260101000000.5Z"),
        (Tag::GeneralizedTime, "20260101000000+0800"),
        (Tag::GeneralizedTime, "19691231235959Z"),
        (Tag::UtcTime, "2601010000Z"),
        (Tag::UtcTime, "691231235959Z"),
        (Tag::UtcTime, "261301000000Z"),
    ] {
        check(BadCrl, "", |t| t.this_update = text(tag, bad));
    }
    check(CrlRules, "empty list", |t| t.entries = Some(vec![]));
    check(CrlRules, "no number", |t| t.extensions.truncate(1));
    check(CrlRules, "no number", |t| t.extensions.clear());
    check(CrlRules, "must not be critical", |t| {
        t.extensions[1] = extension("2.5.29.20", true, &[2, 1, 1]).unwrap()
    });
    check(CrlRules, "negative", |t| t.extensions[1] = extension("2.5.29.20", false, &[2, 1, 0x80]).unwrap());
    check(CrlRules, "20 octets", |t| {
        t.extensions[1] = extension("2.5.29.20", false, &[&[2, 21], &[1; 21][..]].concat()).unwrap();
    });
    check(BadCrl, "", |t| t.extensions[1] = extension("2.5.29.20", false, &[4, 1, 1]).unwrap());
    check(CrlRules, "authority key", |t| t.extensions[0] = extension("2.5.29.35", true, &[0x30, 0]).unwrap());
    check(DeltaCrl, "", |t| t.extensions.push(extension("2.5.29.27", true, &[2, 1, 1]).unwrap()));
    check(DeltaCrl, "", |t| t.extensions.push(extension("2.5.29.27", false, &[2, 1, 1]).unwrap()));
    check(CriticalExtension, "1.2.3", |t| t.extensions.push(extension("1.2.3", true, &[5, 0]).unwrap()));
    assert!(read(|t| t.extensions.push(extension("1.2.3", false, &[5, 0]).unwrap())).is_ok());
    assert!(
        read(|t| t.extensions.push(extension("2.5.29.46", false, &[0x30, 0]).unwrap())).is_ok(),
        "freshest"
    );
    check(BadCrl, "twice", |t| t.extensions.push(t.extensions[1].clone()));
    for scope in [&[0x30, 0][..], &[0x30, 6, 0x81, 1, 0xff, 0x82, 1, 0xff]] {
        let scope = extension("2.5.29.28", true, scope).unwrap();
        check(CrlRules, "contradicts", |t| t.extensions.push(scope));
    }
    for scope in [&[0x30, 3, 0x81, 1, 0][..], &[0x30, 3, 0x86, 1, 0xff], &[0x30, 4, 0xa0, 2, 0xa0, 0]] {
        let scope = extension("2.5.29.28", true, scope).unwrap();
        check(BadCrl, "issuingDistributionPoint", |t| t.extensions.push(scope));
    }
}

#[test]
fn each_rule_for_an_entry_is_held() {
    use ErrorKind::{BadCrl, CriticalExtension, CrlRules};
    for code in [7, 8, 11, 0x80] {
        check(CrlRules, "the reason", with_entry(&[reason(code)]));
    }
    check(BadCrl, "", with_entry(&[extension("2.5.29.21", false, &[2, 1, 1]).unwrap()]));
    check(BadCrl, "twice", with_entry(&[reason(1), reason(1)]));
    let since = generalized(time("2025-06-01T00:00:00Z")).unwrap();
    check(CriticalExtension, "2.5.29.24", with_entry(&[extension("2.5.29.24", true, &since).unwrap()]));
    check(BadCrl, "", with_entry(&[extension("2.5.29.24", false, b"\x17\x0d250601000000Z").unwrap()]));
    check(CriticalExtension, "2.5.29.29", with_entry(&[extension("2.5.29.29", true, &[0x30, 0]).unwrap()]));
    check(BadCrl, "", |t| t.entries = Some(vec![vec![0x30, 0]]));
    check(BadCrl, "", |t| t.entries = Some(vec![crl_entry(&[0, 7], time(THIS), &[]).unwrap()]));

    let full = [reason(1), extension("2.5.29.24", false, &since).unwrap()];
    let found = read(with_entry(&full)).unwrap().revocation(&[7]).unwrap();
    assert_eq!(found.reason, Reason::KeyCompromise);
    assert_eq!(
        found.to_string(),
        "revoked at 2026-01-01T00:00:00Z: the key may be in other hands; not to be relied on since 2025-06-01T00:00:00Z"
    );
    let every = [0, 1, 2, 3, 4, 5, 6, 9, 10].map(|code| {
        let found = read(with_entry(&[reason(code)])).unwrap().revocation(&[7]).unwrap();
        assert_eq!(found.reason as u8, code);
        found.reason.to_string()
    });
    assert_eq!(std::collections::BTreeSet::from(every).len(), 9);
    // One number twice: the earlier time counts, wherever it stands.
    let twice = |first: &str, second: &str| {
        let entries = [first, second].map(|at| crl_entry(&[7], time(at), &[]).unwrap()).to_vec();
        let list = read(|t| t.entries = Some(entries)).unwrap();
        assert_eq!(list.revocation(&[8]), None);
        list.revocation(&[7]).unwrap().time
    };
    assert_eq!(twice(THIS, NEXT), time(THIS));
    assert_eq!(twice(NEXT, THIS), time(THIS));
}

/// The verdict of one list about a leaf below this root, at THIS.
fn verdict(root: &RehearsalCa, leaf: &Certificate, crl: CrlTemplate, key: &FileKey) -> Result<Status, Error> {
    let crl = Crl::from_der(&crl.sign(key).unwrap()).unwrap();
    let path = [leaf.clone(), root.certificate().clone()];
    let mut statuses = Revocation::new(vec![crl], vec![]).unwrap().check(&path, time(THIS))?;
    assert_eq!((statuses.len(), statuses.pop()), (2, Some(Status::Unchecked)));
    Ok(statuses.remove(0))
}

fn refused(result: Result<Status, Error>, kind: ErrorKind, word: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.detail().contains(word), "{error}: {word}");
}

#[test]
fn only_the_issuer_revokes() {
    let root = ca();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    assert!(matches!(verdict(&root, &leaf, good(&root, &[]), &root.key), Ok(Status::Good { .. })));
    let other = FileKey::from_pem(fresh_key(KeyType::P256).as_bytes(), None).unwrap();
    refused(verdict(&root, &leaf, good(&root, &[]), &other), ErrorKind::RevocationSignature, "wrong");
    // Another authority's list, under its own name: it says nothing of this leaf.
    let mut named = good(&root, &[]);
    named.issuer = common_name("Elsewhere").unwrap();
    refused(verdict(&root, &leaf, named, &root.key), ErrorKind::RevocationUnknown, "");
    // The same name, and the identifier of another key.
    let stranger = ca();
    let mut keyed = good(&root, &[]);
    keyed.extensions[0] = good(&stranger, &[]).extensions[0].clone();
    refused(verdict(&root, &leaf, keyed, &root.key), ErrorKind::RevocationIssuer, "another key");
    // Without an identifier the signature alone decides.
    let mut unkeyed = good(&root, &[]);
    unkeyed.extensions.remove(0);
    assert!(verdict(&root, &leaf, unkeyed, &root.key).is_ok());
    // SHA-1.
    let mut weak = good(&root, &[]);
    let sha1 = vec![0x30, 9, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
    (weak.algorithm, weak.outer_algorithm) = (sha1.clone(), sha1);
    refused(verdict(&root, &leaf, weak, &root.key), ErrorKind::RevocationSignature, "not accepted");

    let mute = root_with(authority_extensions(None, 0b0000_0100), "2060-01-01T00:00:00Z");
    let (_, leaf) = identity_of(&mute, KeyType::P256);
    refused(verdict(&mute, &leaf, good(&mute, &[]), &mute.key), ErrorKind::RevocationIssuer, "cRLSign");
    let plain = root_with(authority_extensions(None, 0b0000_0100).split_off(2), "2060-01-01T00:00:00Z");
    let (_, leaf) = identity_of(&plain, KeyType::P256);
    assert!(verdict(&plain, &leaf, good(&plain, &[]), &plain.key).is_ok(), "no key usage at all");
}

/// An issuingDistributionPoint of these elements.
fn scope(parts: &[&[u8]]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = parts.iter().map(|part| part.to_vec()).collect();
    extension("2.5.29.28", true, &asn1::wrap(Tag::Sequence, &parts).unwrap()).unwrap()
}

fn uri(text: &str) -> Vec<u8> {
    AnyRef::new(super::walk::implicit(6), text.as_bytes()).unwrap().to_der().unwrap()
}

/// A DistributionPointName with a full name, as `[0]`.
fn full_name(text: &str) -> Vec<u8> {
    asn1::wrap(asn1::context(0), &[asn1::wrap(asn1::context(0), &[uri(text)]).unwrap()]).unwrap()
}

#[test]
fn a_list_speaks_of_its_scope_alone() {
    let root = ca();
    let judged = |leaf: &Certificate, parts: &[&[u8]]| {
        let mut template = good(&root, &[]);
        template.extensions.push(scope(parts));
        verdict(&root, leaf, template, &root.key)
    };
    let points = |points: &[Vec<u8>]| {
        let list = asn1::wrap(Tag::Sequence, points).unwrap();
        exactly(&root, "Leaf", &[1], |ids| {
            [ids.to_vec(), vec![extension("2.5.29.31", false, &list).unwrap()]].concat()
        })
        .certificate
    };
    let point = |fields: &[Vec<u8>]| asn1::wrap(Tag::Sequence, fields).unwrap();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    let authority =
        exactly(&root, "Between", &[1], |ids| [ids.to_vec(), authority_extensions(None, 6)].concat());
    let (users, authorities) = (&[0x81, 1, 0xff][..], &[0x82, 1, 0xff][..]);
    let unknown = ErrorKind::RevocationUnknown;
    assert!(judged(&leaf, &[users]).is_ok());
    assert!(judged(authority.certificate(), &[authorities]).is_ok());
    refused(judged(&leaf, &[authorities]), unknown, "authorities only");
    refused(judged(authority.certificate(), &[users]), unknown, "not for certificates of authorities");

    let ours = full_name("http://a/1.crl");
    refused(judged(&leaf, &[&ours]), unknown, "another distribution point");
    let listed = points(&[point(&[full_name("http://a/0.crl")]), point(std::slice::from_ref(&ours))]);
    assert!(judged(&listed, &[&ours]).is_ok());
    refused(judged(&listed, &[&full_name("http://a/2.crl")]), unknown, "another distribution point");
    refused(judged(&listed, &[&full_name("http://A/1.crl")]), unknown, "another distribution point");
    // A point with some reasons only, and one that another issuer serves.
    for rest in [vec![0x81, 2, 1, 6], vec![0xa2, 3, 0x82, 1, b'a']] {
        let limited = points(&[point(&[ours.clone(), rest])]);
        refused(judged(&limited, &[&ours]), unknown, "another distribution point");
    }
    for (part, word) in [
        (&[0x83, 2, 1, 6][..], "some reasons"),
        (&[0x84, 1, 0xff], "indirect"),
        (&[0x85, 1, 0xff], "attribute"),
        (&[0xa0, 4, 0xa1, 2, 0x30, 0], "named within"),
    ] {
        refused(judged(&listed, &[part]), unknown, word);
    }
}

/// A list that cannot vouch revokes all the same, if the authority's key signed it and nothing else.
#[test]
fn what_a_list_cannot_vouch_for_it_can_revoke() {
    let root = ca();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    let listed = [(&leaf, time("2025-06-01T00:00:00Z"), Reason::KeyCompromise)];
    let other = FileKey::from_pem(fresh_key(KeyType::P256).as_bytes(), None).unwrap();
    let elsewhere = full_name("http://a/1.crl");
    for part in
        [&[0x82, 1, 0xff][..], &elsewhere, &[0x83, 2, 1, 6], &[0x84, 1, 0xff], &[0xa0, 4, 0xa1, 2, 0x30, 0]]
    {
        let template = || {
            let mut template = good(&root, &listed);
            template.extensions.push(scope(&[part]));
            template
        };
        refused(verdict(&root, &leaf, template(), &root.key), ErrorKind::CertificateRevoked, "revoked at");
        refused(verdict(&root, &leaf, template(), &other), ErrorKind::RevocationUnknown, "cannot be used");
    }
    // Attribute certificates have numbers of their own.
    let mut attributes = good(&root, &listed);
    attributes.extensions.push(scope(&[&[0x85, 1, 0xff]]));
    refused(verdict(&root, &leaf, attributes, &root.key), ErrorKind::RevocationUnknown, "attribute");
    let keyed = |key| {
        let mut template = good(&root, &listed);
        template.extensions[0] = good(&ca(), &[]).extensions[0].clone();
        verdict(&root, &leaf, template, key)
    };
    refused(keyed(&root.key), ErrorKind::CertificateRevoked, "revoked at");
    refused(keyed(&other), ErrorKind::RevocationIssuer, "another key");

    let mute = root_with(authority_extensions(None, 0b0000_0100), "2060-01-01T00:00:00Z");
    let (_, leaf) = identity_of(&mute, KeyType::P256);
    let listed = [(&leaf, time("2025-06-01T00:00:00Z"), Reason::KeyCompromise)];
    refused(verdict(&mute, &leaf, good(&mute, &listed), &mute.key), ErrorKind::CertificateRevoked, "");
    refused(verdict(&mute, &leaf, good(&mute, &listed), &other), ErrorKind::RevocationIssuer, "cRLSign");
}

#[test]
fn a_long_list_is_read_and_searched() {
    let root = ca();
    let mut template = good(&root, &[]);
    let entry = |n: u32| crl_entry(&(n + 0x0100_0000).to_be_bytes(), time(THIS), &[reason(4)]).unwrap();
    template.entries = Some((0..100_000).map(entry).collect());
    let crl = Crl::from_der(&template.sign(&root.key).unwrap()).unwrap();
    assert!(crl.der().len() > 3_000_000);
    assert!(crl.revocation(&(0x0100_0000u32 + 99_999).to_be_bytes()).is_some());
    assert!(crl.revocation(&(0x0100_0000u32 + 100_000).to_be_bytes()).is_none());
    assert_eq!(Crl::from_pem(crl.to_pem().as_bytes()), Ok(crl));
}

/// Every truncation and every flipped bit of a whole list: never a panic, and never an answer where what is signed
/// was changed.
#[test]
fn no_bit_of_a_list_can_change() {
    let root = ca();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    let (_, revoked) = identity_of(&root, KeyType::P256);
    let list = good(&root, &[(&revoked, time("2025-06-01T00:00:00Z"), Reason::Superseded)]);
    let der = list.sign(&root.key).unwrap();
    let path = [leaf, root.certificate().clone()];
    let judge = |der: &[u8]| {
        let crl = Crl::from_der(der)?;
        Revocation::new(vec![crl], vec![])?.check(&path, time(THIS))
    };
    no_change_is_good(&der, |der| judge(der).is_ok());
}
