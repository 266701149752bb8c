//! Bids that are received.

use super::common::faulty::FaultyStore;
use super::common::tender::*;
use super::common::*;
use sealbid::bid::BidFile;
use sealbid::record::*;
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
        let receipt = Receipt::parse(signed.content()).unwrap();
        assert_eq!((receipt.digest, receipt.size), (bid.digest(), Some(bid.bytes.len() as u64)));
        assert_eq!(receipt.arrived, time(ARRIVED));
    }
    let closed = close(tender);
    for bid in [&small, &large] {
        let file = BidFile::read(closed.bid_file(&bid.digest()).unwrap()).unwrap();
        assert_eq!((file.digest(), file.size()), (bid.digest(), Ok(bid.bytes.len() as u64)));
    }
    assert_eq!(closed.with_history(|history| history.bids().len()), 2);
    let again = reclosed(&world, Arc::new(store.crash(super::common::faulty::Loss::Everything)));
    assert_eq!(again.with_history(|history| history.tree().root()), closed.with_history(|h| h.tree().root()));
}
