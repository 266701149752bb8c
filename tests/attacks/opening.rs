//! Attacks at the opening.

use super::common::hall::*;
use super::common::record::{COMMERCIAL, TECHNICAL};
use super::common::tender::{Bid, create, upload};
use super::common::*;
use sealbid::ErrorKind;
use sealbid::bid::BidFile;
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::Digest;
use sealbid::timelock::ReleaseFile;
use std::sync::Arc;

fn open(opening: &mut Opening<'_>) -> Summary {
    opening.open(time(TECHNICAL), &Documents::Discard, work(2)).unwrap()
}

/// A bid that its own bidder sealed wrongly, with a token over it: bytes, token, digest.
struct Crooked(Vec<u8>, Vec<u8>, Digest);

impl Crooked {
    fn new(world: &World, bid: &Bid, name: &str, change: impl FnOnce(&mut serde_json::Value)) -> Crooked {
        let bytes = forge(bid, &bidder(world, name), change);
        let digest = BidFile::read(bytes.clone()).unwrap().digest();
        let token = world.authority.stamp(digest, time(BEFORE)).unwrap();
        Crooked(bytes, token, digest)
    }

    fn files(&self) -> (&[u8], &[u8]) {
        (&self.0, &self.1)
    }
}

/// A custodian gives a wrong value for one bid, so that it seems to be broken: its file is refused by its name, and the
/// bid opens with another's.
#[test]
fn framed_bidder_at_the_opening() {
    let world = World::new();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[1]);
    let asked = hall.asked("technical");
    let right = hall.release_of(0, "technical", &asked);
    let of_another_stage = ReleaseFile::parse(&hall.release_of(0, "commercial", &asked)).unwrap();
    let value = |file: &ReleaseFile| file.entries()[1].value.clone();
    let text = String::from_utf8(right.clone()).unwrap();
    let wrong = text.replace(&value(&ReleaseFile::parse(&right).unwrap()), &value(&of_another_stage));
    let refused = opening.give_release(wrong.as_bytes(), time(TECHNICAL)).unwrap_err();
    assert_eq!((refused.kind(), refused.place()), (ErrorKind::BadRelease, "release of c0: releases[1]"));
    opening.give_release(&hall.release_of(2, "technical", &asked), time(TECHNICAL)).unwrap();
    assert_eq!(open(&mut opening).opened, 2);
}

/// A bidder regrets, and says that the platform has damaged its bid: the stored bytes are those that its own key signed,
/// and no other file is taken in their place.
#[test]
fn framed_platform_by_a_damaged_bid() {
    let world = World::new();
    let honest = bids(&world, 1);
    // It changed its own lock of the other stage, so that nothing of the first can be decrypted.
    let broken = Crooked::new(&world, &honest[0], "Crooked", |header| {
        flip(&mut header["locks"][1]["quorums"][0]["corrections"][0]);
    });
    let digest = broken.2;
    let hall = Hall::of(&world, &[broken.files()]);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 2]);
    let better = hall.closed.rescue(&digest, &mut &honest[0].bytes[..], time(TECHNICAL)).unwrap_err();
    assert_eq!(better.kind(), ErrorKind::BidDamaged);
    open(&mut opening);
    assert!(hall.told("technical", &digest).starts_with("Bidder BadSegment"));
    // And one that is damaged before it is handed in is not received.
    let store = super::common::faulty::FaultyStore::new();
    let tender = create(&world, Arc::new(store));
    let mut damaged = honest[0].bytes.clone();
    damaged[30_000] ^= 1;
    let arrived = time(super::common::tender::ARRIVED);
    assert!(tender.receive(upload(&tender, &damaged), &honest[0].token, arrived, arrived).is_err());
}

/// The hall loses a bid: the stage cannot be finished without it, and its absence is the platform's fault.
#[test]
fn dropped_bid_at_the_opening() {
    let world = World::new();
    let notice = world.notice();
    let other = Bid::of(&world, &notice, small(), &bidder(&world, "Other"));
    let hall = Hall::new(&world, &[Bid::large(&world, &notice), other]);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 2]);
    let dropped = hall.closed.with_history(|h| h.bids()[0].digest);
    hall.store.remove(&sealbid::tenderbox::bid_name(&dropped)).unwrap();
    let summary = open(&mut opening);
    assert_eq!((summary.opened, summary.pending[0].digest), (1, dropped));
    assert_eq!(opening.minutes_bytes().unwrap_err().kind(), ErrorKind::OutOfOrder);
    opening.give_up(time(TECHNICAL), &Documents::Discard, one()).unwrap();
    let minutes = Minutes::parse(&hall.finish(&mut opening, TECHNICAL)).unwrap();
    assert!(told(&minutes.bids[0].outcome).starts_with("Platform BidDamaged"));
    assert_eq!(minutes.bids.len(), 2);
    // Minutes without it are not those that the record gives.
    let mut outcomes = Outcomes::new(&id("technical"));
    for number in 0..hall.closed.with_history(|h| h.len()) {
        outcomes.take(&hall.closed.entry(number).unwrap());
    }
    let mut without = minutes.clone();
    without.bids.remove(0);
    let right =
        hall.closed.with_history(|h| sealbid::opening::minutes(h, &outcomes, &id("technical"))).unwrap();
    assert_ne!(without.to_bytes().unwrap(), right);
    assert_eq!(minutes.to_bytes().unwrap(), right);
}

/// A bidder makes a lock that some holders open and others do not, to choose afterwards: one verdict, whoever released.
#[test]
fn equivocating_lock_at_the_opening() {
    let world = World::new();
    let honest = bids(&world, 1);
    // The first correction belongs to the second custodian: the others' shares are right.
    let broken = Crooked::new(&world, &honest[0], "Crooked", inconsistent);
    let digest = broken.2;
    let verdict = |who: &[usize]| {
        let hall = Hall::of(&world, &[broken.files()]);
        let mut opening = hall.begin("technical");
        hall.ask_and_release(&mut opening, "technical", who);
        open(&mut opening);
        hall.outcome("technical", &digest).unwrap()
    };
    let first = verdict(&[0, 2]);
    assert_eq!(told(&first), "Bidder LockInconsistent ");
    for who in [&[0, 1][..], &[1, 2], &[0, 1, 2]] {
        assert_eq!(verdict(who), first, "{who:?}");
    }
}

/// A hall that wants to read a bid which was not admitted: no holder releases it, and no session takes such a release.
#[test]
fn not_admitted_bid_stays_shut() {
    let world = World::new();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 2]);
    let both = [0, 1].map(|n: usize| (id("1"), bids[n].sealed.keys.key.public()));
    open(&mut opening);
    hall.finish(&mut opening, TECHNICAL);
    let tender = bids[0].sealed.keys.tender;
    let out = NotAdmitted { digest: bids[1].digest(), reason: "no licence".into() };
    let admission =
        Admission::new(tender, id("commercial"), time(TECHNICAL), vec![bids[0].digest()], vec![out]);
    let admission = signed(admission.to_bytes().unwrap(), &world.tenderer, TECHNICAL);
    Opening::admit(&hall.closed, &admission, time(TECHNICAL)).unwrap();
    let mut opening = hall.begin("commercial");
    hall.ask_and_release(&mut opening, "commercial", &[0, 2]);
    assert_eq!(hall.asked("commercial"), both[..1]);
    let forced =
        opening.give_release(&hall.release_of(1, "commercial", &both), time(COMMERCIAL)).unwrap_err();
    assert_eq!(forced.kind(), ErrorKind::UnknownBid);
    opening.open(time(COMMERCIAL), &Documents::Discard, one()).unwrap();
    let minutes = Minutes::parse(&hall.finish(&mut opening, COMMERCIAL)).unwrap();
    assert_eq!(minutes.bids.iter().map(|bid| bid.digest).collect::<Vec<_>>(), [bids[0].digest()]);
    // All that was ever released, for whatever stage, opens nothing of it.
    let notice = world.notice();
    let shut = BidFile::read(bids[1].bytes.clone()).unwrap().under(notice.notice()).unwrap();
    let stage = id("commercial");
    let given = opening.releases().given(&shut.scope(&stage));
    assert!(given.is_empty());
    let of_the_other = {
        let other = BidFile::read(bids[0].bytes.clone()).unwrap().under(notice.notice()).unwrap();
        opening.releases().given(&other.scope(&stage))
    };
    assert_eq!(of_the_other.len(), 2);
    let verdict = shut.unlock(&stage, &of_the_other).unwrap();
    assert_eq!(verdict.outcome.err().map(|e| e.kind()), Some(ErrorKind::QuorumNotMet));
    assert_eq!(verdict.refused.len(), 2, "what was verified for one bid counts for no other");
}

/// One bidder hands in what goes wrong in every way that it can: all others are opened, in one run.
#[test]
fn one_bad_bid_stops_nobody() {
    let world = World::new();
    let all = bids(&world, 4);
    let lock = Crooked::new(&world, &all[2], "Crooked", inconsistent);
    let contents = Crooked::new(&world, &all[3], "Other", |h| flip(&mut h["locks"][1]["commitment"]));
    let good = |n: usize| (&all[n].bytes[..], &all[n].token[..]);
    let hall = Hall::of(&world, &[contents.files(), good(0), lock.files(), good(1)]);
    hall.damage(&all[1].digest());
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 2]);
    let summary = open(&mut opening);
    assert_eq!((summary.opened, summary.excluded, summary.pending.len()), (1, 2, 1));
    assert_eq!(hall.told("technical", &lock.2), "Bidder LockInconsistent ");
    assert!(hall.told("technical", &contents.2).starts_with("Bidder BadSegment"));
    assert_eq!(hall.told("technical", &all[0].digest()), "opened");
}
