//! Holders that are no custodians: a beacon, and a certificate.

use super::common::hall::*;
use super::common::record::TECHNICAL;
use super::common::*;
use super::drand::Chain;
use sealbid::ErrorKind::*;
use sealbid::bid::BidFile;
use sealbid::ca::{FileUnwrapKey, KeyType, Subject};
use sealbid::notice::{HolderSpec, QuorumSpec};
use sealbid::opening::*;
use sealbid::record::Outcome;
use sealbid::suite::Secret;
use sealbid::timelock::{ReleaseFile, unwrap_transport};
use sealbid::wire::{Base64, Hex};

#[test]
fn a_beacon_beside_custodians() {
    let chain = Chain::new(5);
    let mut world = World::new();
    world.body.lock.quorums.push(QuorumSpec { threshold: 1, holders: vec![chain.holder("drand")] });
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    let now = time(TECHNICAL);
    assert_eq!(opening.ready(), Ok(false));
    let unmet = opening.open(now, &quiet(), one()).unwrap_err();
    assert_eq!((unmet.kind(), unmet.place()), (QuorumNotMet, "quorum 2: drand"));
    let round = chain.round_at(now);
    let other = Chain::new(6);
    assert_eq!(kind(opening.give_beacons(chain.beacon(round - 1).as_bytes(), now)), Err(WrongRound));
    let wrong = opening.give_beacons(other.beacon(round).as_bytes(), now).unwrap_err();
    assert_eq!((wrong.kind(), wrong.place()), (BadRelease, "release of drand"));
    // Among others, a wrong one of the same round too: another chain may share it.
    let list = format!("[{},{},{}]", other.beacon(round), chain.beacon(round + 1), chain.beacon(round));
    assert_eq!(opening.give_beacons(list.as_bytes(), now), Ok(vec![id("drand")]));
    let entries = hall.closed.with_history(|h| h.len());
    assert_eq!(opening.give_beacons(chain.beacon(round).as_bytes(), now), Ok(vec![id("drand")]));
    assert_eq!(hall.closed.with_history(|h| h.len()), entries, "it is recorded once");
    let mut opening = hall.begin("technical");
    assert_eq!(opening.releases().count(), (3, 3));
    assert_eq!(opening.open(now, &quiet(), work(2)).unwrap().opened, 2);
    let minutes = Minutes::parse(&hall.finish(&mut opening, TECHNICAL)).unwrap();
    assert_eq!(minutes.holders, [id("c0"), id("c1"), id("drand")]);
    // A beacon's holder gives a beacon, not a release file.
    let asked = vec![(id("1"), bids[0].sealed.keys.key.public())];
    let text = String::from_utf8(hall.release_of(0, "technical", &asked)).unwrap();
    assert_eq!(
        kind(opening.give_release(text.replace("\"c0\"", "\"drand\"").as_bytes(), now)),
        Err(BadRelease)
    );
}

#[test]
fn a_certificate_gives_its_masks() {
    let mut world = World::with_custodians(2, 2);
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
    let subject = Subject { organisation: Some("Archive".into()), ..Subject::default() };
    let (pem, certificate) = world.ca.issue(&subject, KeyType::Rsa2048, from, to).unwrap();
    let key = FileUnwrapKey::from_pem(pem.as_bytes(), None).unwrap();
    let spec = HolderSpec::Certificate { id: id("t0"), certificate: Base64(certificate.der().to_vec()) };
    world.body.lock.quorums[0].holders.push(spec);
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[1]);
    let (now, stage) = (time(TECHNICAL), id("technical"));
    let notice = world.notice();
    let masks: Vec<_> = bids
        .iter()
        .map(|bid| {
            let sealed = BidFile::read(bid.bytes.clone()).unwrap().under(notice.notice()).unwrap();
            let (lock, context) = (sealed.lock(&stage).unwrap(), sealed.context(&stage).unwrap());
            let mask = unwrap_transport(lock, &context, &id("t0"), &key).unwrap();
            (id("1"), sealed.bid_key(), mask)
        })
        .collect();
    let file = |masks: &[(sealbid::wire::Id, Hex<32>, Secret)]| {
        let (tender, notice) = (notice.notice().tender(), notice.notice().digest());
        ReleaseFile::of_certificate(id("t0"), tender, notice, &stage, masks).unwrap().to_bytes().unwrap()
    };
    let mut wrong = masks.clone();
    wrong[1].2 = Secret::new([1; 32]);
    let error = opening.give_release(&file(&wrong), now).unwrap_err();
    let place = format!("release of t0: bid {}", masks[1].1);
    assert_eq!((error.kind(), error.place()), (BadRelease, place.as_str()));
    let text = String::from_utf8(hall.release_of(0, "technical", &hall.asked("technical"))).unwrap();
    let signature = text.replace("\"c0\"", "\"t0\"");
    assert_eq!(kind(opening.give_release(signature.as_bytes(), now)), Err(BadRelease), "no mask");
    let as_mask = String::from_utf8(file(&masks)).unwrap().replace("\"t0\"", "\"c0\"");
    assert_eq!(kind(opening.give_release(as_mask.as_bytes(), now)), Err(BadRelease), "no signature");
    // A transport that does not open leaves its bid out, and stops no other.
    assert_eq!(opening.give_release(&file(&masks[..1]), now), Ok(id("t0")));
    let summary = opening.open(now, &quiet(), one()).unwrap();
    assert_eq!((summary.opened, summary.pending.len()), (1, 1));
    opening.give_up(now, &quiet(), one()).unwrap();
    assert!(matches!(hall.outcome("technical", &bids[0].digest()), Some(Outcome::Opened { .. })));
    assert_eq!(hall.told("technical", &bids[1].digest()), "Holders QuorumNotMet quorum 1: c0, t0");
}
