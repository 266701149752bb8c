//! Bids, replacements, announcements, withdrawals (SPEC §13.9 rules 3 and 4).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::wire::Hex;

const DEADLINE: &str = "2026-07-01T09:00:00+08:00";
const LATER: &str = "2026-07-01T09:00:01+08:00";

#[test]
fn a_bid_is_new_in_time_and_for_a_lot_of_the_notice() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let bid = fake(2);
    let stranger = Fake { lot: id("3"), ..fake(2) };
    record.refused(UnknownLot, record.bid_made(&stranger));
    let again = Fake { digest: fake(1).digest, ..fake(2) };
    record.refused(KnownBid, record.bid_made(&again));
    let same_key = Fake { digest: bid.digest, ..fake(1) };
    record.refused(BidKeyUsed, record.bid_made(&same_key));
    let now = record.now;
    record.refused(TimeBackwards, record.bid_with(&bid, |bid| bid.arrived = now.plus(1), |_| ()));
    record.now = time(LATER);
    record.refused(Late, record.bid_made(&bid));
    // What arrived in time may be written down a little later.
    record.add(record.bid_with(&bid, |bid| bid.arrived = time(DEADLINE), |_| ()));
    record.close();
    record.refused(BoxClosed, record.bid_with(&fake(3), |bid| bid.arrived = time(DEADLINE), |_| ()));
}

#[test]
fn a_receipt_says_what_the_entry_says() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let lies: [fn(&mut Receipt); 10] = [
        |r| r.kind = ReceiptKind::Announcement,
        |r| r.tender = hash(&[b"another"]),
        |r| r.notice = hash(&[b"another"]),
        |r| r.lot = id("2"),
        |r| r.bid_key = Hex([1; 32]),
        |r| r.digest = hash(&[b"another"]),
        |r| r.size = None,
        |r| r.size = Some(1001),
        |r| r.arrived = time("2026-06-30T09:00:01+08:00"),
        |r| r.token = None,
    ];
    for lie in lies {
        record.refused(ReceiptMismatch, record.bid_with(&fake(2), |_| (), lie));
    }
    record.refused(ReceiptMismatch, record.bid_with(&fake(2), |_| (), |r| r.replaces = Some(r.digest)));
    record.add(record.bid_made(&fake(2)));
}

#[test]
fn a_replacement_is_for_a_bid_that_stands_and_asked_for() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 3);
    let (old, new) = (fake(1), fake(9));
    record.refused(UnknownBid, record.replaced_made(&fake(8), &new, 1));
    let right = record.replacement(&old, &new, 1);
    let changes: [fn(&mut Replacement); 5] = [
        |r| r.tender = hash(&[b"another"]),
        |r| r.lot = id("2"),
        |r| r.old = fake(2).digest,
        |r| r.new = fake(2).digest,
        |r| r.sequence = 2,
    ];
    for change in changes {
        let mut wrong = right.clone();
        change(&mut wrong);
        let request = signed_with(&old.key, wrong.to_bytes().unwrap());
        record.refused(RequestMismatch, record.replaced_by(request, &old, &new, |_| ()));
    }
    let content = right.to_bytes().unwrap();
    let request = signed_with(&fake(2).key, content.clone());
    record.refused(WrongSigner, record.replaced_by(request, &old, &new, |_| ()));
    let request = signed_with(&old.key, content.clone());
    record.refused(ReceiptMismatch, record.replaced_by(request.clone(), &old, &new, |r| r.replaces = None));
    record.refused(ReceiptMismatch, record.replaced_by(request, &old, &new, |r| r.kind = ReceiptKind::Bid));
    // For another lot, with a request that says what the entry says.
    let elsewhere = Fake { lot: id("2"), ..fake(9) };
    record.refused(RequestMismatch, record.replaced_made(&old, &elsewhere, 1));
    record.refused(KnownBid, record.replaced_made(&old, &Fake { digest: fake(3).digest, ..fake(9) }, 1));
    record.refused(BidKeyUsed, record.replaced_made(&old, &Fake { digest: new.digest, ..fake(3) }, 1));
    record.add(record.replaced_made(&old, &new, 1));
    let statuses: Vec<_> = record.history.bids().iter().map(|bid| bid.status.clone()).collect();
    let received = BidStatus::Received;
    assert_eq!(statuses, [BidStatus::Replaced(new.digest), received.clone(), received.clone(), received]);
    // Nothing of the old one can be used again.
    record.refused(RetiredBid, record.replaced_made(&old, &fake(10), 1));
    record.refused(RetiredBid, record.withdrawn_made(&old, 1));
    record.refused(KnownBid, record.bid_made(&old));
    record.refused(RequestMismatch, record.replaced_made(&new, &fake(10), 1));
    record.add(record.replaced_made(&new, &fake(10), 2));
}

#[test]
fn a_replacement_comes_in_time() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.now = time(LATER);
    record.refused(Late, record.replaced_made(&fake(1), &fake(2), 1));
    record.refused(Late, record.withdrawn_made(&fake(1), 1));
    record.close();
    record.refused(BoxClosed, record.replaced_made(&fake(1), &fake(2), 1));
    record.refused(BoxClosed, record.withdrawn_made(&fake(1), 1));
}

#[test]
fn a_certificate_can_ask_and_what_it_signed_must_be_right() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let (old, new) = (fake(1), fake(2));
    let content = record.replacement(&old, &new, 1).to_bytes().unwrap();
    let request = signed_by(&world.bidder, content.clone(), record.now);
    let mut other: serde_json::Value = serde_json::from_slice(&request).unwrap();
    let theirs = signed_by(&world.bidder, b"something else".to_vec(), record.now);
    let theirs: serde_json::Value = serde_json::from_slice(&theirs).unwrap();
    other["signature"] = theirs["signature"].clone();
    let wrong = serde_json::to_vec(&other).unwrap();
    record.refused(CmsDigestMismatch, record.replaced_by(wrong, &old, &new, |_| ()));
    record.add(record.replaced_by(request.clone(), &old, &new, |_| ()));
    // Whose certificate it must be is for those who have the bid.
    let signed = Signed::parse(&request).unwrap();
    let key = old.key.public();
    let check = |certificate| check_bidder(&signed, &key, certificate).map_err(|e| e.kind());
    assert_eq!(check(world.bidder.certificate()), Ok(()));
    assert_eq!(check(world.platform.certificate()), Err(WrongSigner));
    let by_key = Signed::by_key(content.clone(), &old.key).unwrap();
    assert_eq!(check_bidder(&by_key, &key, world.bidder.certificate()), Ok(()));
    let by_other = Signed::by_key(content, &new.key).unwrap();
    let result = check_bidder(&by_other, &key, world.bidder.certificate()).map_err(|e| e.kind());
    assert_eq!(result, Err(WrongSigner));
}

#[test]
fn a_withdrawal_is_for_a_bid_that_stands_and_asked_for() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 2);
    let bid = fake(1);
    record.refused(UnknownBid, record.withdrawn_made(&fake(8), 1));
    record.refused(RequestMismatch, record.withdrawn_made(&bid, 2));
    let tender = record.history.tender().unwrap();
    let right = Withdrawal::new(tender, id("1"), bid.digest, 1);
    let changes: [fn(&mut Withdrawal); 3] =
        [|w| w.tender = hash(&[b"another"]), |w| w.lot = id("2"), |w| w.digest = fake(2).digest];
    for change in changes {
        let mut wrong = right.clone();
        change(&mut wrong);
        let request = signed_with(&bid.key, wrong.to_bytes().unwrap());
        record.refused(RequestMismatch, record.withdrawn_by(request, &bid, |_| ()));
    }
    let content = right.to_bytes().unwrap();
    let request = signed_with(&fake(2).key, content.clone());
    record.refused(WrongSigner, record.withdrawn_by(request, &bid, |_| ()));
    let request = signed_with(&bid.key, content);
    let lies: [fn(&mut Receipt); 6] = [
        |r| r.kind = ReceiptKind::Bid,
        |r| r.size = Some(1),
        |r| r.token = Some(r.digest),
        |r| r.replaces = Some(r.digest),
        |r| r.notice = hash(&[b"another"]),
        |r| r.digest = fake(2).digest,
    ];
    for lie in lies {
        record.refused(ReceiptMismatch, record.withdrawn_by(request.clone(), &bid, lie));
    }
    let future = record.now.plus(1);
    record.refused(TimeBackwards, record.withdrawn_by(request.clone(), &bid, |r| r.arrived = future));
    record.add(record.withdrawn_by(request.clone(), &bid, |_| ()));
    assert_eq!(record.history.bids()[0].status, BidStatus::Withdrawn);
    record.refused(RetiredBid, record.withdrawn_by(request, &bid, |_| ()));
    record.refused(KnownBid, record.bid_made(&bid));
}

#[test]
fn an_announcement_needs_the_notices_leave_and_the_bid_key() {
    let closed_to_it = World::new();
    let mut record = RecordBuilder::with_bids(&closed_to_it, 0);
    record.refused(NoAnnouncements, record.announced_made(&fake(1)));
    let world = generous();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let bid = fake(2);
    let changes: [fn(&mut Announcement); 4] = [
        |a| a.tender = hash(&[b"another"]),
        |a| a.notice = hash(&[b"another"]),
        |a| a.lot = id("2"),
        |a| a.digest = fake(3).digest,
    ];
    for change in changes {
        let mut wrong = record.announcement(&bid);
        change(&mut wrong);
        let request = signed_with(&bid.key, wrong.to_bytes().unwrap());
        record.refused(RequestMismatch, record.announced_by(request, &bid, |_| ()));
    }
    let other = record.announcement(&Fake { digest: bid.digest, ..fake(3) });
    let request = signed_with(&fake(3).key, other.to_bytes().unwrap());
    record.refused(RequestMismatch, record.announced_by(request, &bid, |_| ()));
    let content = record.announcement(&bid).to_bytes().unwrap();
    let request = signed_with(&fake(3).key, content.clone());
    record.refused(WrongSigner, record.announced_by(request, &bid, |_| ()));
    let request = signed_by(&world.bidder, content, record.now);
    record.refused(WrongSigner, record.announced_by(request, &bid, |_| ()));
    let request = signed_with(&bid.key, record.announcement(&bid).to_bytes().unwrap());
    record.refused(ReceiptMismatch, record.announced_by(request, &bid, |r| r.size = Some(1000)));
    record.refused(KnownBid, record.announced_made(&Fake { digest: fake(1).digest, ..fake(2) }));
    record.refused(BidKeyUsed, record.announced_made(&Fake { digest: bid.digest, ..fake(1) }));
    let now = record.now;
    record.now = time(LATER);
    record.refused(Late, record.announced_made(&bid));
    record.now = now;
    record.add(record.announced_made(&bid));
    assert_eq!(record.history.bids()[1].status, BidStatus::Announced);
    // A certificate that no file shows proves nothing.
    let tender = record.history.tender().unwrap();
    let content = Withdrawal::new(tender, id("1"), bid.digest, 1).to_bytes().unwrap();
    let request = signed_by(&world.bidder, content, record.now);
    record.refused(WrongSigner, record.withdrawn_by(request, &bid, |_| ()));
    record.add(record.withdrawn_made(&bid, 1));
    record.close();
    record.refused(BoxClosed, record.announced_made(&fake(3)));
}

#[test]
fn a_file_follows_its_announcement_within_its_time() {
    let world = generous();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let bid = fake(2);
    record.add(record.announced_made(&bid));
    record.add(record.announced_made(&fake(3)));
    record.refused(UnknownBid, record.delivered_made(&fake(4), |_| ()));
    record.refused(OutOfOrder, record.delivered_made(&fake(1), |_| ()));
    record.close();
    let lies: [fn(&mut Receipt); 4] = [
        |r| r.kind = ReceiptKind::Bid,
        |r| r.size = None,
        |r| r.token = Some(r.digest),
        |r| r.digest = fake(3).digest,
    ];
    for lie in lies {
        record.refused(ReceiptMismatch, record.delivered_made(&bid, lie));
    }
    let (event, attached) = record.delivered_made(&bid, |_| ());
    let Event::Delivered { digest, size, receipt, .. } = event else { panic!() };
    let at = |arrived| (Event::Delivered { digest, size, arrived, receipt }, attached.clone());
    record.refused(TimeBackwards, at(record.now.plus(1)));
    record.refused(TimeBackwards, at(time("2026-06-30T08:59:59+08:00")));
    record.now = time("2026-07-01T09:05:01+08:00");
    record.refused(Late, record.delivered_made(&bid, |_| ()));
    record.now = time("2026-07-01T09:05:00+08:00");
    record.add(record.delivered_made(&bid, |_| ()));
    record.refused(OutOfOrder, record.delivered_made(&bid, |_| ()));
    // Files that came until then may be written down until the bids are read again; the other one never came.
    record.refused(TooEarly, record.reread_made("technical", &[]));
    record.now = time("2026-07-01T09:05:01+08:00");
    record.add(record.reread_made("technical", &[]));
    assert_eq!(record.history.bids()[2].status, BidStatus::NotDelivered);
    record.refused(OutOfOrder, record.delivered_made(&fake(3), |_| ()));
    assert_eq!(record.history.to_open(0).count(), 2);
}
