//! Bids that are received.

use super::common::faulty::{FaultyStore, Loss};
use super::common::tender::*;
use super::common::*;
use sealbid::bid::BidFile;
use sealbid::record::*;
use sealbid::suite::hash;
use std::sync::Arc;

#[test]
fn a_bid_is_received_and_stands_in_the_closed_box() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let notice = world.notice();
    let (small, large) = (Bid::new(&world, &notice), Bid::large(&world, &notice));
    for bid in [&small, &large] {
        let receipt = bid.receive(&tender).unwrap();
        let signed = Signed::parse(&receipt).unwrap();
        platform_signed(notice.notice(), &signed, time(ARRIVED)).unwrap();
        let place =
            (notice.notice().tender(), notice.notice().digest(), id("1"), bid.sealed.keys.key.public());
        let mut wanted = Receipt::new(ReceiptKind::Bid, place, bid.digest(), time(ARRIVED));
        (wanted.size, wanted.token) = (Some(bid.bytes.len() as u64), Some(hash(&[&bid.token])));
        assert_eq!(Receipt::parse(signed.content()).unwrap(), wanted);
    }
    let closed = close(tender);
    for bid in [&small, &large] {
        let file = BidFile::read(closed.bid_file(&bid.digest()).unwrap()).unwrap();
        assert_eq!((file.digest(), file.size()), (bid.digest(), Ok(bid.bytes.len() as u64)));
    }
    assert_eq!(closed.with_history(|history| history.bids().len()), 2);
    let again = reclosed(&world, Arc::new(store.crash(Loss::Everything)));
    let root = |closed: &sealbid::tenderbox::ClosedBox| closed.with_history(|history| history.tree().root());
    assert_eq!(root(&again), root(&closed));
}

#[test]
fn the_same_bid_again_gets_the_same_receipt_whenever_it_comes() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let bid = Bid::new(&world, &world.notice());
    let receipt = bid.receive(&tender).unwrap();
    assert_eq!(bid.receive(&tender).unwrap(), receipt);
    // The answer to the first one was lost, and the deadline passed meanwhile.
    assert_eq!(bid.receive_at(&tender, CLOSED).unwrap(), receipt);
    drop(tender);
    let tender = reopened(&world, Arc::new(store.crash(Loss::Everything)));
    assert_eq!(bid.receive(&tender).unwrap(), receipt);
    assert_eq!(close(tender).with_history(|history| history.bids().len()), 1);
}

/// 16 threads hand in 24 bids, each of them twice.
#[test]
fn many_threads_receive_at_once() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let notice = world.notice();
    let bids: Vec<Bid> = (0..24).map(|_| Bid::new(&world, &notice)).collect();
    let receipts: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let (bids, tender) = (&bids, &tender);
        let hand_in = |thread: usize| {
            move || {
                (0..3)
                    .map(|n| {
                        let bid = &bids[(thread * 3 + n) % bids.len()];
                        bid.receive(tender).unwrap()
                    })
                    .collect::<Vec<_>>()
            }
        };
        let threads: Vec<_> = (0..16).map(|thread| scope.spawn(hand_in(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(receipts.len(), 48);
    for (n, receipt) in receipts.iter().enumerate() {
        assert_eq!(*receipt, receipts[n % 24]);
        let content = Signed::parse(receipt).unwrap().content().to_vec();
        assert_eq!(Receipt::parse(&content).unwrap().digest, bids[n % 24].digest());
    }
    let closed = close(tender);
    assert_eq!(closed.with_history(|history| history.bids().len()), 24);
}

/// Entries follow each other in time, whoever was quicker and whatever the clock did.
#[test]
fn a_clock_that_goes_back_does_no_harm() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let notice = world.notice();
    let (one, other) = (Bid::new(&world, &notice), Bid::new(&world, &notice));
    one.receive(&tender).unwrap();
    let earlier = "2026-06-29T09:00:00+08:00";
    let receipt = other.receive_at(&tender, earlier).unwrap();
    let content = Signed::parse(&receipt).unwrap().content().to_vec();
    assert_eq!(Receipt::parse(&content).unwrap().arrived, time(earlier));
    // The file arrived, and then the clock was put back.
    let third = Bid::new(&world, &notice);
    tender.receive(upload(&tender, &third.bytes), &third.token, time(ARRIVED), time(earlier)).unwrap();
}
