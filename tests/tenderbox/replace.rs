//! Replacing and withdrawing (SPEC §14.5).

use super::common::faulty::FaultyStore;
use super::common::tender::*;
use super::common::*;
use super::crash::check_destroyed;
use super::refused;
use sealbid::ErrorKind::*;
use sealbid::ca::KeyType;
use sealbid::record::*;
use sealbid::suite::Digest;
use sealbid::tenderbox::{Refused, TenderBox};
use std::sync::Arc;

struct Hall {
    world: World,
    store: FaultyStore,
    tender: TenderBox,
    old: Bid,
    new: Bid,
}

/// A box that has received `old`.
fn hall() -> Hall {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let notice = world.notice();
    let (old, new) = (Bid::new(&world, &notice), Bid::new(&world, &notice));
    old.receive(&tender).unwrap();
    Hall { world, store, tender, old, new }
}

impl Hall {
    fn withdraw(&self, request: &[u8]) -> Result<Vec<u8>, Refused> {
        self.tender.withdraw(request, time(ARRIVED), time(ARRIVED))
    }

    #[track_caller]
    fn refuses(&self, answer: Result<Vec<u8>, Refused>, kind: sealbid::ErrorKind, digest: Digest) {
        refused(&self.world, answer, kind, Some(digest), time(ARRIVED));
    }

    fn by_certificate(&self, content: Vec<u8>) -> Vec<u8> {
        let signed = Signed::by_certificate(content, &self.world.bidder, time(ARRIVED)).unwrap();
        signed.to_bytes().unwrap()
    }
}

fn content(receipt: &[u8]) -> Receipt {
    Receipt::parse(Signed::parse(receipt).unwrap().content()).unwrap()
}

#[test]
fn a_bid_takes_the_place_of_another() {
    let hall = hall();
    let request = hall.new.asks_to_replace(&hall.old, 1);
    let receipt = hall.new.replace(&hall.tender, &request).unwrap();
    let said = content(&receipt);
    assert_eq!((said.kind, said.replaces), (ReceiptKind::Replacement, Some(hall.old.digest())));
    check_destroyed(&hall.store, &hall.old);
    // Again: the same receipt, also for the bid by itself.
    assert_eq!(hall.new.replace(&hall.tender, &request).unwrap(), receipt);
    assert_eq!(hall.new.receive(&hall.tender).unwrap(), receipt);
    // The old one is never received again.
    hall.refuses(hall.old.receive(&hall.tender), RetiredBid, hall.old.digest());
    // And another takes the place of this one.
    let third = Bid::large(&hall.world, &hall.world.notice());
    let request = third.asks_to_replace(&hall.new, 2);
    third.replace(&hall.tender, &request).unwrap();
    let last = Bid::new(&hall.world, &hall.world.notice());
    last.replace(&hall.tender, &last.asks_to_replace(&third, 3)).unwrap();
    check_destroyed(&hall.store, &third);
    let standing = close(hall.tender).with_history(|history| {
        let standing = history.bids().iter().filter(|bid| bid.status == BidStatus::Received);
        standing.map(|bid| bid.digest).collect::<Vec<_>>()
    });
    assert_eq!(standing, [last.digest()]);
}

#[test]
fn the_bidders_certificate_asks_too() {
    let hall = hall();
    let request = hall.by_certificate(hall.new.replacement(&hall.old, 1).to_bytes().unwrap());
    hall.new.replace(&hall.tender, &request).unwrap();
    let request = hall.by_certificate(hall.new.withdrawal(2).to_bytes().unwrap());
    hall.withdraw(&request).unwrap();
}

#[test]
fn a_bid_is_withdrawn() {
    let hall = hall();
    let request = hall.old.asks_to_withdraw(1);
    let receipt = hall.withdraw(&request).unwrap();
    assert_eq!(content(&receipt).kind, ReceiptKind::Withdrawal);
    check_destroyed(&hall.store, &hall.old);
    assert_eq!(hall.withdraw(&request).unwrap(), receipt);
    hall.refuses(hall.old.receive(&hall.tender), RetiredBid, hall.old.digest());
    // Another form of the same request is another request.
    let spaced = [b" ".to_vec(), request].concat();
    hall.refuses(hall.withdraw(&spaced), RetiredBid, hall.old.digest());
    assert_eq!(
        close(hall.tender).with_history(|history| history.bids()[0].status.clone()),
        BidStatus::Withdrawn
    );
}

/// Whoever is not the bidder hears the same whether there is such a bid or not.
#[test]
fn requests_of_others_tell_nothing() {
    let hall = hall();
    let unknown = Bid::new(&hall.world, &hall.world.notice());
    let stranger = organisation(&hall.world.ca, "Stranger", KeyType::P256);
    for bid in [&hall.old, &unknown] {
        let content = bid.withdrawal(1).to_bytes().unwrap();
        let by_key = hall.new.sign(content.clone());
        let by_certificate = Signed::by_certificate(content, &stranger, time(ARRIVED)).unwrap();
        let details = [by_key, by_certificate.to_bytes().unwrap()].map(|request| {
            hall.refuses(hall.withdraw(&request), UnknownBid, bid.digest());
            hall.withdraw(&request).unwrap_err().error.detail().replace(&bid.digest().to_string(), "")
        });
        assert_eq!(details[0], ", or the request is not signed by its bidder");
        assert_eq!(details[0], details[1]);
        let content = hall.new.replacement(bid, 1).to_bytes().unwrap();
        let request = hall.new.sign(content);
        hall.refuses(hall.new.replace(&hall.tender, &request), UnknownBid, hall.new.digest());
    }
    // With its own signature the bid goes.
    hall.withdraw(&hall.old.asks_to_withdraw(1)).unwrap();
}

#[test]
fn requests_for_something_else() {
    let hall = hall();
    let (old, new) = (hall.old.digest(), hall.new.digest());
    hall.refuses(hall.withdraw(&hall.old.asks_to_withdraw(2)), RequestMismatch, old);
    let tender = sealbid::wire::Hex([9; 32]);
    let other = hall.old.sign(Withdrawal::new(tender, id("1"), old, 1).to_bytes().unwrap());
    hall.refuses(hall.withdraw(&other), RequestMismatch, old);
    let tender = hall.old.sealed.keys.tender;
    let other = hall.old.sign(Withdrawal::new(tender, id("2"), old, 1).to_bytes().unwrap());
    hall.refuses(hall.withdraw(&other), RequestMismatch, old);
    let request = hall.new.asks_to_replace(&hall.old, 2);
    hall.refuses(hall.new.replace(&hall.tender, &request), RequestMismatch, new);
    let third = Bid::new(&hall.world, &hall.world.notice());
    let request = third.asks_to_replace(&hall.old, 1);
    hall.refuses(hall.new.replace(&hall.tender, &request), RequestMismatch, new);
    let broken = hall.tender.withdraw(b"{}", time(ARRIVED), time(ARRIVED));
    refused(&hall.world, broken, MissingField, None, time(ARRIVED));
    hall.new.replace(&hall.tender, &hall.new.asks_to_replace(&hall.old, 1)).unwrap();
}

#[test]
fn a_bid_for_another_lot_takes_no_place() {
    let hall = hall();
    let mut draft = draft();
    draft.lot = id("2");
    let other = Bid::of(&hall.world, &hall.world.notice(), draft, &hall.world.bidder);
    let request = other.asks_to_replace(&hall.old, 1);
    hall.refuses(other.replace(&hall.tender, &request), RequestMismatch, other.digest());
    other.receive(&hall.tender).unwrap();
}

#[test]
fn not_after_the_deadline() {
    let hall = hall();
    let late = time(CLOSED);
    let answer = hall.tender.withdraw(&hall.old.asks_to_withdraw(1), late, late);
    refused(&hall.world, answer, Late, Some(hall.old.digest()), late);
    let request = hall.new.asks_to_replace(&hall.old, 1);
    let answer =
        hall.tender.replace(upload(&hall.tender, &hall.new.bytes), &request, &hall.new.token, late, late);
    refused(&hall.world, answer, Late, Some(hall.new.digest()), late);
}

#[test]
fn a_bid_that_is_there_replaces_nothing() {
    let hall = hall();
    hall.new.receive(&hall.tender).unwrap();
    let request = hall.new.asks_to_replace(&hall.old, 1);
    hall.refuses(hall.new.replace(&hall.tender, &request), KnownBid, hall.new.digest());
}

/// Withdrawn by one thread and replaced by another: one of them comes first.
#[test]
fn one_of_two_requests_wins() {
    let hall = hall();
    let (withdrawal, replacement) = (hall.old.asks_to_withdraw(1), hall.new.asks_to_replace(&hall.old, 1));
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| hall.withdraw(&withdrawal).is_ok());
        let other = scope.spawn(|| hall.new.replace(&hall.tender, &replacement).is_ok());
        (one.join().unwrap(), other.join().unwrap())
    });
    assert!(one != other);
    check_destroyed(&hall.store, &hall.old);
}
