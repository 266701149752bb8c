//! Certificates as holders of a lock: masks encrypted to their keys (SPEC §3.4 step 5, §3.5, §3.6 step 6).

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::{id, time};
use sealbid::ErrorKind;
use sealbid::ca::{Certificate, FileUnwrapKey, KeyType, RehearsalCa, Subject};
use sealbid::suite::{Secret, hash};
use sealbid::timelock::*;
use sealbid::wire::Hex;
use std::sync::OnceLock;

struct Token {
    key: FileUnwrapKey,
    certificate: Certificate,
}

/// Three RSA keys, made once.
fn tokens() -> &'static [Token] {
    static TOKENS: OnceLock<Vec<Token>> = OnceLock::new();
    TOKENS.get_or_init(|| {
        let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
        let ca = RehearsalCa::new("CA", from, to).unwrap();
        (0..3)
            .map(|n| {
                let subject = Subject { organisation: Some(format!("Owner {n}")), ..Subject::default() };
                let (pem, certificate) = ca.issue(&subject, KeyType::Rsa2048, from, to).unwrap();
                Token { key: FileUnwrapKey::from_pem(pem.as_bytes(), None).unwrap(), certificate }
            })
            .collect()
    })
}

fn scope(bid: u8) -> Scope {
    Scope {
        tender: hash(&[b"tender"]),
        notice: hash(&[b"notice"]),
        lot: id("1"),
        stage: id("technical"),
        bid_key: Hex([bid; 32]),
    }
}

fn certificate_holder(n: usize) -> Holder {
    Holder {
        id: id(&format!("t{n}")),
        key: HolderKey::Certificate(Box::new(tokens()[n].certificate.clone())),
    }
}

/// A quorum of 2 of 3: a custodian first, then two certificates; and a second quorum of one certificate.
fn context(bid: u8, custodian: &CustodianKey) -> Context {
    let custodian = Holder { id: id("c0"), key: HolderKey::Custodian(custodian.public()) };
    let first =
        Quorum { threshold: 2, holders: vec![custodian, certificate_holder(0), certificate_holder(1)] };
    let second = Quorum { threshold: 1, holders: vec![certificate_holder(2)] };
    Context::new(&scope(bid), Policy::new(vec![first, second]).unwrap())
}

fn mask(lock: &Lock, context: &Context, n: usize) -> Given {
    let holder = id(&format!("t{n}"));
    let mask = unwrap_transport(lock, context, &holder, &tokens()[n].key).unwrap();
    Given { holder, value: Value::Mask(mask) }
}

#[test]
fn certificates_unlock_beside_custodians() {
    let custodian = common::custodian(0);
    let context = context(1, &custodian);
    let derived = derive(&Secret::new([1; 32]), &id("technical"), &context).unwrap();
    let lock = &derived.lock;
    let signed = Given { holder: id("c0"), value: Value::Signature(custodian.release(&scope(1))) };
    let masks: Vec<Given> = (0..3).map(|n| mask(lock, &context, n)).collect();
    let wrong = |n: usize| Given { holder: id(&format!("t{n}")), value: Value::Mask(Secret::new([9; 32])) };
    let run = |given: &[&Given]| {
        let given: Vec<Given> = given.iter().map(|given| (*given).clone()).collect();
        let verdict = open(lock, &context, &given);
        let refused: Vec<String> = verdict.refused.iter().map(|r| r.holder.to_string()).collect();
        (verdict.outcome.map(|unlocked| *unlocked.payload.expose()).map_err(|e| e.kind()), refused)
    };
    let key = Ok(*derived.payload.expose());
    let none: Vec<String> = vec![];
    assert_eq!(run(&[&signed, &masks[0], &masks[2]]), (key, none.clone()));
    assert_eq!(run(&[&signed, &masks[1], &masks[2]]), (key, none.clone()));
    assert_eq!(run(&[&masks[0], &masks[1], &masks[2]]), (key, none.clone()));
    assert_eq!(run(&[&masks[0], &masks[2]]), (Err(ErrorKind::QuorumNotMet), none.clone()));
    assert_eq!(run(&[&signed, &masks[0]]), (Err(ErrorKind::QuorumNotMet), none.clone()));
    // A wrong mask is told by itself, and another takes its place.
    assert_eq!(run(&[&signed, &wrong(0), &masks[1], &masks[2]]), (key, vec!["t0".into()]));
    assert_eq!(
        run(&[&signed, &wrong(0), &masks[0], &masks[2], &wrong(2)]),
        (key, vec!["t0".into(), "t2".into()])
    );
    let not_met = Err(ErrorKind::QuorumNotMet);
    assert_eq!(run(&[&signed, &wrong(0), &masks[2]]), (not_met, vec!["t0".into()]));
    assert_eq!(run(&[&signed, &masks[0], &wrong(2)]), (not_met, vec!["t2".into()]));
    // However many wrong ones there are: nobody can keep a right one from being found.
    let mut crowd: Vec<Given> =
        (0..200u8).map(|n| Given { holder: id("t0"), value: Value::Mask(Secret::new([n; 32])) }).collect();
    crowd.extend([signed.clone(), masks[1].clone(), masks[2].clone()]);
    let verdict = open(lock, &context, &crowd);
    assert_eq!(verdict.refused.len(), 200);
    assert!(verdict.outcome.is_ok());
}

/// A lock whose check does not fit its transport: the holder notices before it releases, and those who do not need
/// the holder come to the bidder.
#[test]
fn a_spoilt_check_is_the_bidders_fault() {
    let custodian = common::custodian(0);
    let context = context(1, &custodian);
    let mut lock = derive(&Secret::new([1; 32]), &id("technical"), &context).unwrap().lock;
    let third = mask(&lock, &context, 2);
    let second = mask(&lock, &context, 1);
    lock.quorums[0].checks[0].0[0] ^= 1;
    let result = unwrap_transport(&lock, &context, &id("t0"), &tokens()[0].key);
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::LockInconsistent));
    let signed = Given { holder: id("c0"), value: Value::Signature(custodian.release(&scope(1))) };
    let verdict = open(&lock, &context, &[signed, second, third]);
    assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::LockInconsistent));
}

/// A bidder copies the transport of another bid into its own lock, to have the other's mask released.
#[test]
fn a_copied_transport_is_not_opened_for_its_thief() {
    let custodian = common::custodian(0);
    let (victim, thief) = (context(1, &custodian), context(2, &custodian));
    let stolen = derive(&Secret::new([1; 32]), &id("technical"), &victim).unwrap().lock;
    let mut lock = derive(&Secret::new([2; 32]), &id("technical"), &thief).unwrap().lock;
    lock.quorums[0].transports[0] = stolen.quorums[0].transports[0].clone();
    let result = unwrap_transport(&lock, &thief, &id("t0"), &tokens()[0].key);
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::TransportOfAnotherBid));
}

#[test]
fn transports_that_do_not_open_all_look_alike() {
    let custodian = common::custodian(0);
    let context = context(1, &custodian);
    let good = derive(&Secret::new([1; 32]), &id("technical"), &context).unwrap().lock;
    for (byte, bit) in [(0, 0x80), (10, 1), (255, 1)] {
        let mut lock = good.clone();
        lock.quorums[0].transports[0].0[byte] ^= bit;
        let result = unwrap_transport(&lock, &context, &id("t0"), &tokens()[0].key);
        let error = result.map(|_| ()).unwrap_err();
        assert_eq!((error.kind(), error.detail()), (ErrorKind::BadTransport, ""));
    }
    // Another holder's key, a holder that is no certificate, one that does not exist.
    let kind = |holder: &str, key: usize| {
        unwrap_transport(&good, &context, &id(holder), &tokens()[key].key).map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(kind("t0", 1), Err(ErrorKind::BadTransport));
    assert_eq!(kind("c0", 0), Err(ErrorKind::UnknownHolder));
    assert_eq!(kind("t9", 0), Err(ErrorKind::UnknownHolder));
    let mut short = good.clone();
    short.quorums[0].transports[0].0.pop();
    let result = unwrap_transport(&short, &context, &id("t0"), &tokens()[0].key);
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::LockShape));
}

/// A changed transport is a lock that was not derived, whoever opens it without that holder.
#[test]
fn a_spoilt_transport_is_the_bidders_fault() {
    let custodian = common::custodian(0);
    let other = common::custodian(1);
    let holder =
        |key: &CustodianKey| Holder { id: key.custodian().clone(), key: HolderKey::Custodian(key.public()) };
    let quorum =
        Quorum { threshold: 2, holders: vec![holder(&custodian), certificate_holder(0), holder(&other)] };
    let context = Context::new(&scope(1), Policy::new(vec![quorum]).unwrap());
    let mut lock = derive(&Secret::new([1; 32]), &id("technical"), &context).unwrap().lock;
    lock.quorums[0].transports[0].0[255] ^= 1;
    let given = [&custodian, &other].map(|key| Given {
        holder: key.custodian().clone(),
        value: Value::Signature(key.release(&scope(1))),
    });
    let verdict = open(&lock, &context, &given);
    assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::LockInconsistent));
}
