//! Attacks through the notice.

use super::common::*;
use sealbid::ErrorKind;
use sealbid::ca::{KeyType, Subject, TrustAnchors};
use sealbid::notice::*;
use sealbid::timelock::CustodianKey;

fn trust(world: &World, organisations: &[&str]) -> TrustList {
    let organisations =
        organisations.iter().map(|name| Organisation { name: (*name).into(), credit_code: None });
    TrustList::new(TrustAnchors::new(vec![world.certificate().clone()]).unwrap(), organisations.collect())
}

const REAL: [&str; 3] = ["Custodian 0", "Custodian 1", "Custodian 2"];

#[test]
fn an_honest_notice_passes_the_bidders_own_list() {
    let world = World::new();
    world.notice().trusted_by(&trust(&world, &REAL), time(BEFORE)).unwrap();
}

/// An insider writes a notice whose custodians it controls, with real certificates of real but unknown companies.
#[test]
fn sock_puppet_custodians() {
    let world = World::new();
    let notice = world.notice();
    for known in [&REAL[..2], &REAL[1..], &[]] {
        let result = notice.trusted_by(&trust(&world, known), time(BEFORE));
        assert_eq!(
            result.map(|_| ()).map_err(|e| e.kind()),
            Err(ErrorKind::CustodianNotTrusted),
            "{known:?}"
        );
    }
}

/// The same names, under an authority that the bidder does not trust.
#[test]
fn sock_puppets_under_their_own_authority() {
    let (world, mine) = (World::new(), World::new());
    let result = world.notice().trusted_by(&trust(&mine, &REAL), time(BEFORE)).map(|_| ());
    assert!(matches!(
        result.map_err(|e| e.kind()),
        Err(ErrorKind::ChainSignature | ErrorKind::NoTrustedChain)
    ));
}

/// A company has its authority write a listed organisation's credit code into a field that the applicant fills in.
#[test]
fn impostor_with_a_borrowed_code() {
    const CODE: &str = "91350100M000100Y43";
    const OWN: &str = "914403001922038216";
    let listed = |name: &str, code: Option<&str>| Organisation {
        name: name.into(),
        credit_code: code.map(str::to_owned),
    };
    let result = |name: &str, code: Option<&str>, common_name: &str| {
        let mut world = World::new();
        let key = CustodianKey::generate(id("c2"), name, id("T-1"), time(ISSUED)).unwrap();
        let subject = Subject {
            organisation: Some(name.into()),
            credit_code: code.map(str::to_owned),
            common_name: Some(common_name.into()),
        };
        world.body.custodians[2] = statement(&key, &named(&world.ca, subject, KeyType::P256));
        world.custodians[2] = key;
        let anchors = TrustAnchors::new(vec![world.certificate().clone()]).unwrap();
        let others = REAL[..2].iter().map(|name| listed(name, None));
        let list = TrustList::new(anchors, others.chain([listed("Office", Some(CODE))]).collect());
        world.notice().trusted_by(&list, time(BEFORE)).map(|_| ()).map_err(|e| e.kind())
    };
    let borrowed = format!("Office@{CODE}");
    assert_eq!(result("Office", Some(CODE), "Office"), Ok(()));
    assert_eq!(result("Office", None, &borrowed), Ok(()));
    let refused = Err(ErrorKind::CustodianNotTrusted);
    // The code without the name, alone or beside the impostor's own; and the name without the code.
    assert_eq!(result("Impostor", None, &borrowed), refused);
    assert_eq!(result("Impostor", Some(CODE), "Impostor"), refused);
    assert_eq!(result("Impostor", Some(OWN), &borrowed), refused);
    assert_eq!(result("Office", None, "Office"), refused);
    assert_eq!(result("Office", Some(OWN), "Office"), refused);
    assert_eq!(result("Office", Some(OWN), &borrowed), refused);
}

/// One listed company with two certificates, one of them with a borrowed code, as two holders.
#[test]
fn one_organisation_with_two_codes() {
    const CODES: [&str; 2] = ["91350100M000100Y43", "914403001922038216"];
    let mut world = World::new();
    let signer = |name: &str, code: Option<&str>| {
        let subject = Subject {
            organisation: Some(name.into()),
            credit_code: code.map(str::to_owned),
            common_name: Some(name.into()),
        };
        named(&world.ca, subject, KeyType::Rsa2048)
    };
    // As custodians, one name is one organisation, and so is one code.
    for [first, second] in [
        [("Office", Some(CODES[0])), ("Office", Some(CODES[1]))],
        [("Office", Some(CODES[0])), ("Bureau", Some(CODES[0]))],
    ] {
        let mut body = world.body.clone();
        for (n, (name, code)) in [first, second].into_iter().enumerate() {
            let key = CustodianKey::generate(id(&format!("c{n}")), name, id("T-1"), time(ISSUED)).unwrap();
            body.custodians[n] = statement(&key, &signer(name, code));
        }
        let result = Notice::parse(&body.to_bytes().unwrap()).map(|_| ()).map_err(|e| e.kind());
        assert_eq!(result, Err(ErrorKind::DuplicateOrganisation));
    }
    // As certificates they count once, also where only a third one shows that two are one.
    let holders = [("Office", Some(CODES[0])), ("Bureau", None), ("Bureau", Some(CODES[0]))];
    let certificates = holders.map(|(name, code)| signer(name, code).certificate().clone());
    world.custodians.clear();
    world.body.custodians.clear();
    let list = trust(&world, &["Office", "Bureau"]);
    let mut count = |chosen: &[usize], threshold: u8| {
        let holder = |n: &usize| HolderSpec::Certificate {
            id: id(&format!("h{n}")),
            certificate: sealbid::wire::Base64(certificates[*n].der().to_vec()),
        };
        world.body.lock.quorums =
            vec![QuorumSpec { threshold, holders: chosen.iter().map(holder).collect() }];
        world.notice().trusted_by(&list, time(BEFORE)).map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(count(&[0, 1], 2), Ok(()));
    assert_eq!(count(&[0, 1, 2], 2), Err(ErrorKind::NoTrustedQuorum));
    assert_eq!(count(&[0, 1, 2], 3), Ok(()));
}

/// A copy of the notice with a changed text, signed by somebody else, or by the tenderer without the custodians.
#[test]
fn decoy_notice() {
    let world = World::new();
    let mut decoy = world.body.clone();
    decoy.title = "供水管网改造（更正）".into();
    let bytes = decoy.to_bytes().unwrap();
    let notice = Notice::parse(&bytes).unwrap();
    let impostor = organisation(&world.ca, "Impostor", KeyType::P256);
    let signature = sealbid::ca::sign_detached(&bytes, &impostor, None).unwrap();
    // The custodians never accepted it; and acceptances of the real notice do not fit.
    let result = SignedNotice::verify(&bytes, &signature, &[]);
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::OrganisationMismatch));
    let real = Notice::parse(&world.body.to_bytes().unwrap()).unwrap();
    let acceptances: Vec<Acceptance> =
        world.custodians.iter().map(|c| Acceptance::of(c, &real).unwrap()).collect();
    let signature = sealbid::ca::sign_detached(&bytes, &world.tenderer, None).unwrap();
    let result = SignedNotice::verify(&bytes, &signature, &acceptances);
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::BadAcceptance));
    assert_ne!(notice.digest(), real.digest());
}

/// The notice is amended after a bid was sealed: releases under the new notice do not open the old bid.
#[test]
fn superseded_bid() {
    let mut world = World::new();
    let old = world.notice();
    let (bytes, _) = sealed(&world, &old);
    world.body.title = "amended".into();
    world.body.tender = Some(old.notice().digest());
    world.body.supersedes = Some(old.notice().digest());
    let new = world.notice();
    assert_eq!(read(&bytes, &new).map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::WrongNotice));
    // Even given as if the bid were under the new notice, the releases are for another identity.
    let bid = read(&bytes, &old).unwrap();
    let scope = new.notice().scope(bid.lot(), &id("technical"), bid.bid_key());
    let given: Vec<_> = world
        .custodians
        .iter()
        .map(|key| sealbid::timelock::Given {
            holder: key.custodian().clone(),
            value: sealbid::timelock::Value::Signature(key.release(&scope)),
        })
        .collect();
    let verdict = bid.unlock(&id("technical"), &given).unwrap();
    assert_eq!(verdict.refused.len(), 3);
    assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
}

/// Half of the custodians or fewer could open: two disjoint groups, each enough.
#[test]
fn two_disjoint_quorums() {
    let mut world = World::with_custodians(2, 3);
    world.body.lock.quorums[0].threshold = 1;
    let result = Notice::parse(&world.body.to_bytes().unwrap());
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::ThresholdTooLow));
}

/// No custodian at all: the platform's own certificate, or a beacon chain of its own, is the only holder.
#[test]
fn holders_that_are_no_custodians() {
    let mut world = World::new();
    let own = organisation(&world.ca, "Platform", KeyType::Rsa2048).certificate().clone();
    let certificate = |name: &str, der: &[u8]| HolderSpec::Certificate {
        id: id(name),
        certificate: sealbid::wire::Base64(der.to_vec()),
    };
    let list = trust(&world, &REAL);
    let refused =
        |world: &World| world.notice().trusted_by(&list, time(BEFORE)).map(|_| ()).map_err(|e| e.kind());
    let custodians = std::mem::take(&mut world.custodians);
    let entries = std::mem::take(&mut world.body.custodians);
    world.body.lock.quorums = vec![QuorumSpec { threshold: 1, holders: vec![certificate("own", own.der())] }];
    assert_eq!(refused(&world), Err(ErrorKind::NoTrustedQuorum));
    assert!(advise(&world.body).contains(&Advice::OneIsEnough));

    // A real custodian beside two certificates of the insider: two of three.
    let second = organisation(&world.ca, "Platform Two", KeyType::Rsa2048).certificate().clone();
    world.custodians = custodians.into_iter().take(1).collect();
    world.body.custodians = entries.into_iter().take(1).collect();
    let mixed = |threshold: u8| QuorumSpec {
        threshold,
        holders: vec![
            HolderSpec::Custodian { id: id("c0") },
            certificate("one", own.der()),
            certificate("two", second.der()),
        ],
    };
    world.body.lock.quorums = vec![mixed(2)];
    assert_eq!(refused(&world), Err(ErrorKind::NoTrustedQuorum));
    // Where the insider's two are not enough, the notice stands; so it does beside a quorum that is safe.
    world.body.lock.quorums = vec![mixed(3)];
    assert_eq!(refused(&world), Ok(()));

    // Certificates of one listed organisation count once.
    let twice = trust(&world, &["Custodian 0", "Platform"]);
    let again = organisation(&world.ca, "Platform", KeyType::Rsa2048).certificate().clone();
    world.body.lock.quorums = vec![QuorumSpec {
        threshold: 2,
        holders: vec![
            HolderSpec::Custodian { id: id("c0") },
            certificate("one", own.der()),
            certificate("two", again.der()),
        ],
    }];
    let result = world.notice().trusted_by(&twice, time(BEFORE));
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Ok(()));
    let one = trust(&world, &["Custodian 0"]);
    let result = world.notice().trusted_by(&one, time(BEFORE));
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::NoTrustedQuorum));
}

/// A chain of the insider's own, with parameters that fit each other.
#[test]
fn beacon_of_ones_own() {
    let mut world = World::new();
    let key = world.custodians[0].public().bytes();
    let group_hash = sealbid::wire::Hex([7; 32]);
    let chain_hash = sealbid::suite::hash(&[
        &3u32.to_be_bytes(),
        &1_692_803_367u64.to_be_bytes(),
        &key.0,
        &group_hash.0,
        b"mine",
    ]);
    world.custodians.clear();
    world.body.custodians.clear();
    world.body.lock.quorums = vec![QuorumSpec {
        threshold: 1,
        holders: vec![HolderSpec::Beacon {
            id: id("drand"),
            scheme: "bls-unchained-g1-rfc9380".into(),
            chain_hash,
            public_key: key,
            period: 3,
            genesis_time: 1_692_803_367,
            group_hash,
            beacon_id: "mine".into(),
        }],
    }];
    let result = world.notice().trusted_by(&trust(&world, &REAL), time(BEFORE));
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::NoTrustedQuorum));
}

/// A stolen key of a certificate that has expired: its thief writes the times of notice and statement.
#[test]
fn backdated_statements() {
    let world = World::new();
    let late = sealbid::wire::Time::parse("2030-01-01T00:00:00Z").unwrap();
    let result = world.notice().trusted_by(&trust(&world, &REAL), late);
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::CertificateExpired));
    let early = sealbid::wire::Time::parse("2026-05-01T00:00:00Z").unwrap();
    let result = world.notice().trusted_by(&trust(&world, &REAL), early);
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::NotYetIssued));
}
