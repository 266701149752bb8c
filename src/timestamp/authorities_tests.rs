//! Whose tokens count: certificates, chains, revocation, and what is kept of them.

use super::{info_tests::tst_info, token_tests::*, *};
use crate::ca::{Chain, KnownChains};
use crate::{
    ca::{Certificate, KeyType, RehearsalCa, Revocation, RevocationReason, Subject, testing::*},
    error::ErrorKind::{self, *},
    wire::Time,
};

/// A token of this certificate, whatever the certificate is for.
fn token_at(pem: &str, certificate: &Certificate, at: &str) -> Vec<u8> {
    token::seal(&tst_info(at), &signer(pem, certificate.clone(), vec![]), true).unwrap()
}

fn verify(authorities: &Authorities, token: &[u8]) -> crate::Result<VerifiedToken> {
    authorities.verify(token, &imprint(), &Revocation::unchecked())
}

fn kind(result: crate::Result<VerifiedToken>) -> Result<(), ErrorKind> {
    result.map(|_| ()).map_err(|error| error.kind())
}

#[test]
fn the_imprint_is_the_one_asked_for() {
    let root = ca();
    let token = authority_of(&root, KeyType::P256).stamp(imprint(), at()).unwrap();
    let other = crate::suite::hash(&[b"other"]);
    let found = trusting(&root).verify(&token, &other, &Revocation::unchecked());
    assert_eq!(kind(found), Err(TimestampImprint));
}

#[test]
fn the_certificate_is_for_timestamps_and_nothing_else() {
    let root = ca();
    let subject = Subject { common_name: Some("TSA".into()), ..Subject::default() };
    let usage = |critical, usages: &[&str]| extended_usage(critical, usages).unwrap();
    let good = || usage(true, &[TIME_STAMPING]);
    let bits = |bits| key_usage(bits).unwrap();
    let code_signing = "1.3.6.1.5.5.7.3.3";
    for (extensions, word) in [
        (vec![good()], None),
        (vec![good(), bits(0b1000_0000)], None),
        (vec![good(), bits(0b0100_0000)], None),
        (vec![good(), bits(0b1100_0000)], None),
        (vec![], Some("no extended key usage")),
        (vec![usage(false, &[TIME_STAMPING])], Some("not critical")),
        (vec![usage(true, &[code_signing])], Some("not timeStamping alone")),
        (vec![usage(true, &[TIME_STAMPING, code_signing])], Some("not timeStamping alone")),
        (vec![usage(true, &[code_signing, TIME_STAMPING])], Some("not timeStamping alone")),
        (vec![usage(true, &[TIME_STAMPING, TIME_STAMPING])], Some("not timeStamping alone")),
        (vec![good(), bits(0b1010_0000)], Some("key usage")),
        (vec![good(), bits(0b1001_0000)], Some("key usage")),
        (vec![good(), bits(0b1000_1000)], Some("key usage")),
        (vec![good(), bits(0b1000_0100)], Some("key usage")),
        (vec![good(), bits(0b1000_0010)], Some("key usage")),
        (vec![good(), bits(0b1000_0001)], Some("key usage")),
        // decipherOnly, the ninth bit.
        (vec![good(), extension("2.5.29.15", true, &[3, 3, 7, 0x80, 0x80]).unwrap()], Some("key usage")),
    ] {
        let (from, until) = (time("2025-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
        let (pem, certificate) = root.issue_with(&subject, KeyType::P256, from, until, extensions).unwrap();
        let found = verify(&trusting(&root), &token_at(&pem, &certificate, "20260620010000Z"));
        let own = Authority::new(signer(&pem, certificate, vec![]), POLICY).map(|_| ());
        match word {
            None => assert!(found.is_ok() && own.is_ok()),
            Some(word) => {
                let error = found.unwrap_err();
                assert_eq!(error.kind(), TimestampCertificate);
                assert!(error.detail().contains(word), "{error}");
                assert_eq!(own.unwrap_err().kind(), TimestampCertificate);
            }
        }
    }
}

#[test]
fn an_authority_of_ones_own_needs_a_policy_and_may_sign() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let own = |policy: &str| Authority::new(signer(&pem, certificate.clone(), vec![]), policy);
    assert!(own("1.2.3").is_ok());
    for bad in ["", "policy", "1", "9.9"] {
        assert_eq!(own(bad).map(|_| ()).unwrap_err().kind(), BadField, "{bad}");
    }
    // An authority that issues must not stamp: the extended key usage is right, and there is no key usage.
    let authority = [authority_extensions(), extended_usage(true, &[TIME_STAMPING]).unwrap()];
    let subject = Subject { common_name: Some("CA".into()), ..Subject::default() };
    let (from, until) = (time("2025-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
    let (pem, certificate) =
        root.issue_with(&subject, KeyType::P256, from, until, authority.to_vec()).unwrap();
    let own = Authority::new(signer(&pem, certificate.clone(), vec![]), POLICY);
    assert_eq!(own.map(|_| ()).unwrap_err().kind(), KeyUsage);
    let token = token_at(&pem, &certificate, "20260620010000Z");
    assert_eq!(kind(verify(&trusting(&root), &token)), Err(KeyUsage));
}

/// Critical basicConstraints with `cA`.
fn authority_extensions() -> Vec<u8> {
    extension("2.5.29.19", true, &[0x30, 3, 1, 1, 0xff]).unwrap()
}

#[test]
fn the_chain_is_judged_at_the_time_of_the_token() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let authorities = trusting(&root);
    let at = |time: &str| kind(verify(&authorities, &token_at(&pem, &certificate, time)));
    assert_eq!(at("20250101000000Z"), Ok(()));
    assert_eq!(at("20241231235959.9Z"), Err(CertificateNotYetValid));
    assert_eq!(at("20271231235959Z"), Ok(()));
    // The last second lasts until the next one.
    assert_eq!(at("20271231235959.9Z"), Ok(()));
    assert_eq!(at("20280101000000Z"), Err(CertificateExpired));
}

#[test]
fn the_first_authority_that_the_chain_leads_to_vouches() {
    let (a, b, stranger) = (ca(), ca(), ca());
    let token = |ca: &RehearsalCa| authority_of(ca, KeyType::P256).stamp(imprint(), at()).unwrap();
    let both = || Authorities::new(vec![named("A", a.certificate()), named("B", b.certificate())]);
    let found = verify(&both(), &token(&b)).unwrap();
    assert_eq!((found.authority, found.name.as_str()), (1, "B"));
    assert_eq!(found.chain.certificates.last(), Some(b.certificate()));
    assert_eq!(verify(&both(), &token(&a)).unwrap().authority, 0);
    let twice = Authorities::new(vec![named("First", a.certificate()), named("Second", a.certificate())]);
    assert_eq!(verify(&twice, &token(&a)).unwrap().name, "First");
    assert_eq!(twice.list().len(), 2);
    // All roots have one name here, but not one key.
    let error = verify(&both(), &token(&stranger)).unwrap_err();
    assert_eq!((error.kind(), error.place()), (NoTrustedChain, "timestamp"));
    assert_eq!(kind(verify(&Authorities::new(vec![]), &token(&a))), Err(NoTrustedChain));
    // The refusal is that of the authority whose it is.
    let (pem, certificate) = identity(&a, KeyType::P256);
    let error = verify(&both(), &token_at(&pem, &certificate, "20200101000000Z")).unwrap_err();
    assert_eq!(error.kind(), CertificateNotYetValid);
}

#[test]
fn a_root_does_not_stamp_itself() {
    let (root, other) = (ca(), ca());
    let (pem, certificate) = identity(&root, KeyType::P256);
    let authorities = Authorities::new(vec![named("Time", &certificate), named("B", other.certificate())]);
    let error = verify(&authorities, &token_at(&pem, &certificate, "20260620010000Z")).unwrap_err();
    assert_eq!(error.kind(), AnchorAsLeaf);
    assert!(error.place().contains("authority Time"), "{error}");
}

#[test]
fn revocation_counts_at_the_time_of_the_token() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let authorities = trusting(&root);
    let revoked_at = at();
    let list = root
        .crl(
            &[(&certificate, revoked_at, RevocationReason::KeyCompromise)],
            revoked_at,
            revoked_at.plus(86_400),
        )
        .unwrap();
    let revocation = Revocation::new(vec![list], vec![]).unwrap().gathered_at(revoked_at.plus(3_600));
    let judge = |time: &str, revocation: &Revocation| {
        kind(authorities.verify(&token_at(&pem, &certificate, time), &imprint(), revocation))
    };
    // Once with nothing asked, so that a chain is known that must not be used.
    assert_eq!(judge("20260620010000Z", &Revocation::unchecked()), Ok(()));
    assert_eq!(judge("20260620010000Z", &revocation), Err(CertificateRevoked));
    assert_eq!(judge("20260620010000.5Z", &revocation), Err(CertificateRevoked));
    assert_eq!(judge("20260620005959Z", &revocation), Ok(()));
    assert_eq!(judge("20260620005959.9Z", &revocation), Ok(()));
    assert_eq!(judge("20260620005959Z", &Revocation::new(vec![], vec![]).unwrap()), Err(RevocationUnknown));
}

#[test]
fn a_chain_is_searched_once_while_the_answer_stays() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let authorities = trusting(&root);
    let token = token_at(&pem, &certificate, "20260620010000Z");
    let found = verify(&authorities, &token).unwrap();
    let key = KnownChains::<(usize, Chain)>::key(&certificate, &[]);
    assert_eq!(authorities.known.get(&key, at()), Some((0, found.chain.clone())));
    // What is known is the answer, even if it were wrong.
    let mut other = found.chain.clone();
    other.certificates.truncate(1);
    authorities.known.keep(key, [&certificate].into_iter(), at(), &(0, other.clone()));
    let again = token_at(&pem, &certificate, "20260620020000.5Z");
    assert_eq!(verify(&authorities, &again).unwrap().chain, other);
    // But not for a list of revocations, nor with other certificates beside it.
    let (from, until) = (at(), at().plus(86_400));
    let asked = Revocation::new(vec![root.crl(&[], from, until).unwrap()], vec![]).unwrap();
    assert_eq!(authorities.verify(&token, &imprint(), &asked).unwrap().chain.certificates.len(), 2);
    assert_ne!(KnownChains::<(usize, Chain)>::key(&certificate, &[root.certificate().clone()]), key);
}

#[test]
fn outside_of_its_window_a_token_is_judged_anew() {
    let root = ca();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let authorities = trusting(&root);
    let at = |time: &str| kind(verify(&authorities, &token_at(&pem, &certificate, time)));
    assert_eq!(at("20271231235959Z"), Ok(()));
    assert_eq!(at("20280101000000Z"), Err(CertificateExpired));
    assert_eq!(at("20241231235959Z"), Err(CertificateNotYetValid));
    assert_eq!(at("20250101000000Z"), Ok(()));
}

/// Where an anchor that had no say begins or ends, another authority may have the first say.
#[test]
fn the_window_ends_where_any_certificate_at_hand_begins_or_ends() {
    let root = ca();
    let (begins, ends) = (time("2026-01-01T00:00:00Z"), time("2026-12-31T23:59:59Z"));
    let other = RehearsalCa::new("Other", begins, ends).unwrap();
    let (pem, certificate) = identity(&root, KeyType::P256);
    let authorities =
        Authorities::new(vec![named("Other", other.certificate()), named("Time", root.certificate())]);
    let found = verify(&authorities, &token_at(&pem, &certificate, "20260620010000Z")).unwrap();
    assert_eq!(found.authority, 1);
    let known = |at: Time| {
        authorities.known.get(&KnownChains::<(usize, Chain)>::key(&certificate, &[]), at).is_some()
    };
    let before = |at: Time| Time::from_unix(at.unix() - 1).unwrap();
    assert_eq!((known(before(begins)), known(begins)), (false, true));
    assert_eq!((known(ends), known(ends.plus(1))), (true, false));
}
