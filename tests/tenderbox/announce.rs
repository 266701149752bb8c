//! Digest first, file later (SPEC §14.4).

use super::common::faulty::{FaultyStore, Loss};
use super::common::tender::*;
use super::common::*;
use super::refused;
use sealbid::ErrorKind::*;
use sealbid::record::*;
use sealbid::tenderbox::{ClosedBox, Refused, TenderBox};
use std::io::Write;
use std::sync::Arc;

/// An hour after the deadline.
const LAST: &str = "2026-07-01T10:00:00+08:00";
const TOO_LATE: &str = "2026-07-01T10:00:01+08:00";

struct Hall {
    world: World,
    store: FaultyStore,
    tender: TenderBox,
}

fn hall() -> Hall {
    let mut world = World::new();
    world.body.file_period = Some(3600);
    world.body.stages[0].time = time("2026-07-01T12:00:00+08:00");
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    Hall { world, store, tender }
}

fn announcement(bid: &Bid) -> Announcement {
    let keys = &bid.sealed.keys;
    Announcement::new(keys.tender, keys.notice, keys.lot.clone(), keys.key.public(), bid.digest())
}

fn request(bid: &Bid) -> Vec<u8> {
    bid.sign(announcement(bid).to_bytes().unwrap())
}

fn announce(tender: &TenderBox, bid: &Bid, arrived: &str) -> Result<Vec<u8>, Refused> {
    tender.announce(&request(bid), &bid.token, time(arrived), time(arrived))
}

fn deliver(tender: &TenderBox, bid: &Bid, arrived: &str) -> Result<Vec<u8>, Refused> {
    tender.deliver(upload(tender, &bid.bytes), time(arrived), time(arrived))
}

fn deliver_closed(closed: &ClosedBox, bid: &Bid, arrived: &str) -> Result<Vec<u8>, Refused> {
    let mut upload = closed.upload().unwrap();
    upload.write_all(&bid.bytes).unwrap();
    closed.deliver(upload, time(arrived), time(arrived))
}

fn kind(receipt: &[u8]) -> ReceiptKind {
    Receipt::parse(Signed::parse(receipt).unwrap().content()).unwrap().kind
}

#[test]
fn files_follow_before_and_after_the_closing() {
    let hall = hall();
    let notice = hall.world.notice();
    let (early, late) = (Bid::new(&hall.world, &notice), Bid::new(&hall.world, &notice));
    let never = Bid::new(&hall.world, &notice);
    for bid in [&early, &late, &never] {
        let receipt = announce(&hall.tender, bid, ARRIVED).unwrap();
        assert_eq!(kind(&receipt), ReceiptKind::Announcement);
        assert_eq!(announce(&hall.tender, bid, ARRIVED).unwrap(), receipt);
    }
    let delivered = deliver(&hall.tender, &early, ARRIVED).unwrap();
    assert_eq!(kind(&delivered), ReceiptKind::Delivery);
    assert_eq!(deliver(&hall.tender, &early, ARRIVED).unwrap(), delivered);
    assert_eq!(early.receive(&hall.tender).unwrap(), delivered);

    let closed = close(hall.tender);
    assert_eq!(closed.bid_file(&late.digest()).map(|_| ()).map_err(|e| e.kind()), Err(BidDamaged));
    let receipt = deliver_closed(&closed, &late, LAST).unwrap();
    assert_eq!(kind(&receipt), ReceiptKind::Delivery);
    assert_eq!(deliver_closed(&closed, &late, LAST).unwrap(), receipt);
    assert_eq!(deliver_closed(&closed, &early, LAST).unwrap(), delivered);
    let again = reclosed(&hall.world, Arc::new(hall.store.crash(Loss::Everything)));
    for bid in [&early, &late] {
        let file = sealbid::bid::BidFile::read(again.bid_file(&bid.digest()).unwrap()).unwrap();
        assert_eq!(file.digest(), bid.digest());
    }
    let refusal = deliver_closed(&closed, &never, TOO_LATE);
    refused(&hall.world, refusal, Late, Some(never.digest()), time(TOO_LATE));
    // Once bids were read again nothing more is waited for.
    let reread = Event::Reread { stage: id("technical"), damaged: vec![] };
    closed.write(time(TOO_LATE), reread, vec![]).unwrap();
    let refusal = deliver_closed(&closed, &never, LAST);
    refused(&hall.world, refusal, Late, Some(never.digest()), time(LAST));
}

#[test]
fn announcements_are_refused() {
    let hall = hall();
    let bid = Bid::new(&hall.world, &hall.world.notice());
    let refuse = |request: &[u8], token: &[u8], arrived: &str, kind, named: bool| {
        let answer = hall.tender.announce(request, token, time(arrived), time(arrived));
        refused(&hall.world, answer, kind, named.then(|| bid.digest()), time(arrived));
    };
    let good = request(&bid);
    refuse(&good, &[], ARRIVED, NoTimestamp, true);
    refuse(&good, &bid.token, CLOSED, Late, true);
    let late = hall.world.authority.stamp(bid.digest(), time(CLOSED)).unwrap();
    refuse(&good, &late, ARRIVED, Late, true);
    let other = Bid::new(&hall.world, &hall.world.notice());
    refuse(&good, &other.token, ARRIVED, TimestampImprint, true);
    refuse(&other.sign(announcement(&bid).to_bytes().unwrap()), &bid.token, ARRIVED, WrongSigner, false);
    let mut wrong = announcement(&bid);
    wrong.tender = sealbid::wire::Hex([1; 32]);
    refuse(&bid.sign(wrong.to_bytes().unwrap()), &bid.token, ARRIVED, WrongTender, true);
    let mut wrong = announcement(&bid);
    wrong.notice = sealbid::wire::Hex([1; 32]);
    refuse(&bid.sign(wrong.to_bytes().unwrap()), &bid.token, ARRIVED, WrongNotice, true);
    let mut wrong = announcement(&bid);
    wrong.lot = id("9");
    refuse(&bid.sign(wrong.to_bytes().unwrap()), &bid.token, ARRIVED, UnknownLot, true);
    hall.tender.announce(&good, &bid.token, time(ARRIVED), time(ARRIVED)).unwrap();
}

/// Whatever is signed is copied into the record as it came: nobody fills it with white space.
#[test]
fn an_announcement_in_much_white_space_is_refused() {
    let hall = hall();
    let bid = Bid::new(&hall.world, &hall.world.notice());
    let padded = [request(&bid), vec![b' '; 60 << 20]].concat();
    let answer = hall.tender.announce(&padded, &bid.token, time(ARRIVED), time(ARRIVED));
    refused(&hall.world, answer, TooLarge, None, time(ARRIVED));
    let size = hall.store.size(sealbid::tenderbox::JOURNAL).unwrap().unwrap();
    assert!(size < 1 << 20, "{size}");
}

#[test]
fn only_where_the_notice_lets_files_follow() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let bid = Bid::new(&world, &world.notice());
    let answer = announce(&tender, &bid, ARRIVED);
    refused(&world, answer, NoAnnouncements, Some(bid.digest()), time(ARRIVED));
}

#[test]
fn deliveries_are_refused() {
    let hall = hall();
    let notice = hall.world.notice();
    let (bid, stranger) = (Bid::new(&hall.world, &notice), Bid::new(&hall.world, &notice));
    announce(&hall.tender, &bid, ARRIVED).unwrap();
    let refuse = |answer: Result<Vec<u8>, Refused>, kind, bid: &Bid, arrived: &str| {
        refused(&hall.world, answer, kind, Some(bid.digest()), time(arrived));
    };
    refuse(deliver(&hall.tender, &stranger, ARRIVED), UnknownBid, &stranger, ARRIVED);
    refuse(deliver(&hall.tender, &bid, TOO_LATE), Late, &bid, TOO_LATE);
    refuse(bid.receive(&hall.tender), KnownBid, &bid, ARRIVED);
    stranger.receive(&hall.tender).unwrap();
    refuse(deliver(&hall.tender, &stranger, ARRIVED), KnownBid, &stranger, ARRIVED);
    let mut broken = bid.bytes.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    let answer = hall.tender.deliver(upload(&hall.tender, &broken), time(ARRIVED), time(ARRIVED));
    refuse(answer, PartRootMismatch, &bid, ARRIVED);
    deliver(&hall.tender, &bid, ARRIVED).unwrap();
}

/// Somebody announces a digest as another's: the file that comes is not for what was announced.
#[test]
fn the_file_must_be_what_was_announced() {
    let hall = hall();
    let bid = Bid::new(&hall.world, &hall.world.notice());
    let mut other = announcement(&bid);
    other.lot = id("2");
    let request = bid.sign(other.to_bytes().unwrap());
    hall.tender.announce(&request, &bid.token, time(ARRIVED), time(ARRIVED)).unwrap();
    let answer = deliver(&hall.tender, &bid, ARRIVED);
    refused(&hall.world, answer, RequestMismatch, Some(bid.digest()), time(ARRIVED));
}

#[test]
fn an_announced_bid_is_withdrawn_by_its_key_alone() {
    let hall = hall();
    let bid = Bid::new(&hall.world, &hall.world.notice());
    announce(&hall.tender, &bid, ARRIVED).unwrap();
    let content = bid.withdrawal(1).to_bytes().unwrap();
    let by_certificate = Signed::by_certificate(content, &hall.world.bidder, time(ARRIVED)).unwrap();
    let answer = hall.tender.withdraw(&by_certificate.to_bytes().unwrap(), time(ARRIVED), time(ARRIVED));
    refused(&hall.world, answer, UnknownBid, Some(bid.digest()), time(ARRIVED));
    hall.tender.withdraw(&bid.asks_to_withdraw(1), time(ARRIVED), time(ARRIVED)).unwrap();
    refused(&hall.world, deliver(&hall.tender, &bid, ARRIVED), RetiredBid, Some(bid.digest()), time(ARRIVED));
}
