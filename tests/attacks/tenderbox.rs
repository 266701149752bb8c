//! Attacks on the tender box, and by it.

use super::common::faulty::{FaultyStore, Loss};
use super::common::tender::*;
use super::common::*;
use sealbid::ErrorKind::{self, *};
use sealbid::ca::KeyType;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::tenderbox::*;
use sealbid::timelock::ReleaseFile;
use std::sync::Arc;

const LATE: &str = "2026-07-01T09:00:10+08:00";

fn kind<T>(result: Result<T, impl Into<sealbid::Error>>) -> Result<(), ErrorKind> {
    result.map(|_| ()).map_err(|error| error.into().kind())
}

/// A friend of the platform bids after the deadline. The platform's own clock can say anything; the token cannot.
#[test]
fn bid_after_the_deadline() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let notice = world.notice();
    let mut bid = Bid::new(&world, &notice);
    bid.token = world.authority.stamp(bid.digest(), time(LATE)).unwrap();
    assert_eq!(kind(bid.receive_at(&tender, LATE)), Err(Late));
    assert_eq!(kind(bid.receive_at(&tender, ARRIVED)), Err(Late));
    let closed = close(tender);
    // Not through the log either, whatever its entry says.
    let digest = hash(&[&bid.token]);
    let received = Received {
        lot: bid.lot(),
        bid_key: bid.sealed.keys.key.public(),
        digest: bid.digest(),
        arrived: time(ARRIVED),
        token: digest,
        receipt: digest,
    };
    let event = Event::Bid { bid: received, size: bid.bytes.len() as u64 };
    let written = closed.write(time(CLOSED), event, vec![bid.token.clone(), bid.token.clone()]);
    assert_eq!(kind(written), Err(BoxClosed));
}

/// Before the closing nobody learns how many have bid: not from the record, a receipt, a refusal, or what the box says.
#[test]
fn count_before_the_closing() {
    let world = World::new();
    let notice = world.notice();
    let (bid, probe) = (Bid::new(&world, &notice), Bid::new(&world, &notice));
    let answers = |others: usize| {
        let store = FaultyStore::new();
        let tender = create(&world, Arc::new(store.clone()));
        for _ in 0..others {
            Bid::new(&world, &notice).receive(&tender).unwrap();
        }
        let content = |file: Vec<u8>| Signed::parse(&file).unwrap().content().to_vec();
        let receipt = content(bid.receive(&tender).unwrap());
        let asked = tender.withdraw(&probe.asks_to_withdraw(1), time(ARRIVED), time(ARRIVED)).unwrap_err();
        let refusal = content(asked.refusal.unwrap());
        assert!(store.list("record").unwrap().is_empty());
        (receipt, refusal, tender.status().unwrap(), format!("{tender:?}"))
    };
    assert_eq!(answers(0), answers(3));
}

/// A bidder hands in a price for every case, and replaces until it knows which is best. Of all of them only the last is
/// in the release, and the others are not even there any more.
#[test]
fn price_grid_of_replaced_bids() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let notice = world.notice();
    let grid: Vec<Bid> = (1..=3)
        .map(|price| {
            let mut draft = draft();
            draft.form.insert(id("price"), sealbid::notice::FormValue::Number(price));
            Bid::of(&world, &notice, draft, &world.bidder)
        })
        .collect();
    grid[0].receive(&tender).unwrap();
    for n in 1..3 {
        let request = grid[n].asks_to_replace(&grid[n - 1], n as u32);
        grid[n].replace(&tender, &request).unwrap();
    }
    let closed = close(tender);
    stays_shut(&world, &closed, &store, &grid[..2]);
    let open = closed.with_history(|history| history.to_open(0).map(|bid| bid.digest).collect::<Vec<_>>());
    assert_eq!(open, [grid[2].digest()]);
}

#[test]
fn withdrawn_bid() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let notice = world.notice();
    let (gone, stays) = (Bid::new(&world, &notice), Bid::new(&world, &notice));
    gone.receive(&tender).unwrap();
    stays.receive(&tender).unwrap();
    tender.withdraw(&gone.asks_to_withdraw(1), time(ARRIVED), time(ARRIVED)).unwrap();
    assert_eq!(kind(gone.receive(&tender)), Err(RetiredBid));
    let closed = close(tender);
    stays_shut(&world, &closed, &store, &[gone]);
}

/// A release of what is to be opened does not open these bids, for somebody who kept a copy; the box keeps none.
fn stays_shut(world: &World, closed: &ClosedBox, store: &FaultyStore, bids: &[Bid]) {
    let notice = world.notice();
    let stage = id("technical");
    let open: Vec<_> =
        closed.with_history(|history| history.to_open(0).map(|bid| (bid.lot.clone(), bid.bid_key)).collect());
    let (tender, digest) = (notice.notice().tender(), notice.notice().digest());
    let release = ReleaseFile::of_custodian(&world.custodians[0], tender, digest, &stage, &open).unwrap();
    for bid in bids {
        let copy = read(&bid.bytes, &notice).unwrap();
        assert_eq!(kind(release.for_bid(&copy.scope(&stage))), Err(NotReleased));
        let mut ciphertext = vec![0; 32];
        ciphertext.copy_from_slice(&bid.bytes[bid.bytes.len() / 2..][..32]);
        let journal = store.bytes(JOURNAL).unwrap();
        assert!(!journal.windows(32).any(|window| window == ciphertext));
    }
}

/// Somebody who got hold of a sealed bid hands it in: that is the bid of the one who sealed it, and it stands once.
#[test]
fn copied_bid_in_the_box() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let bid = Bid::new(&world, &world.notice());
    let receipt = bid.receive(&tender).unwrap();
    assert_eq!(bid.receive(&tender).unwrap(), receipt);
    // With the thief's own certificate in the place of the bidder's.
    let notice = world.notice();
    let file = read(&bid.bytes, &notice).unwrap();
    let thief = organisation(&world.ca, "Thief", KeyType::P256);
    let cms = sealbid::ca::sign_detached(file.file().manifest_bytes(), &thief, None).unwrap();
    let mut copy = bid.bytes[..bid.bytes.len() - 4 - file.file().cms().len()].to_vec();
    copy.extend((cms.len() as u32).to_be_bytes());
    copy.extend(&cms);
    let answer = tender.receive(upload(&tender, &copy), &bid.token, time(ARRIVED), time(ARRIVED));
    assert_eq!(kind(answer), Err(BadBidSignature));
    assert_eq!(close(tender).with_history(|history| history.bids().len()), 1);
}

/// Requests that were seen on the way are sent once more, to bring back a bid or to take one out.
#[test]
fn replayed_withdrawal() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let notice = world.notice();
    let bids: Vec<Bid> = (0..3).map(|_| Bid::new(&world, &notice)).collect();
    let withdraw = |request: &[u8]| tender.withdraw(request, time(ARRIVED), time(ARRIVED));
    bids[0].receive(&tender).unwrap();
    let to_second = bids[1].asks_to_replace(&bids[0], 1);
    bids[1].replace(&tender, &to_second).unwrap();
    let to_third = bids[2].asks_to_replace(&bids[1], 2);
    bids[2].replace(&tender, &to_third).unwrap();
    assert_eq!(kind(bids[1].replace(&tender, &to_second)), Err(RetiredBid));
    assert_eq!(kind(withdraw(&bids[0].asks_to_withdraw(1))), Err(RetiredBid));
    let content = bids[2].withdrawal(3).to_bytes().unwrap();
    for other in &bids[..2] {
        assert_eq!(kind(withdraw(&other.sign(content.clone()))), Err(UnknownBid), "an older bid's key");
    }
    let closed = close(tender);
    let status = |n: usize| closed.with_history(|h| h.find(&bids[n].digest()).unwrap().status.clone());
    assert_eq!(status(0), BidStatus::Replaced(bids[1].digest()));
    assert_eq!(status(1), BidStatus::Replaced(bids[2].digest()));
    assert_eq!(status(2), BidStatus::Received);
}

/// A bidder claims a receipt that the platform never gave.
#[test]
fn framed_platform() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let notice = world.notice();
    let (bid, never) = (Bid::new(&world, &notice), Bid::new(&world, &notice));
    let given = bid.receive(&tender).unwrap();
    let closed = close(tender);
    let object = |receipt: &[u8]| kind(closed.objection(receipt, time(CLOSED)));
    assert_eq!(object(&given), Err(NotAnObjection));
    let place = (notice.notice().tender(), notice.notice().digest(), id("1"), never.sealed.keys.key.public());
    let forged = || Receipt::new(ReceiptKind::Bid, place.clone(), never.digest(), time(ARRIVED));
    // Signed by the bidder, or by somebody who calls itself the trading centre under another root.
    let by_bidder = forged().sign(&world.bidder).unwrap().to_bytes().unwrap();
    assert_eq!(object(&by_bidder), Err(WrongSigner));
    let elsewhere = World::new();
    let impostor = forged().sign(&elsewhere.platform).unwrap().to_bytes().unwrap();
    assert_eq!(object(&impostor), Err(NoTrustedChain));
    // The content of a receipt that was given, changed under its signature.
    let content = Signed::parse(&given).unwrap().content().to_vec();
    let named = |digest: sealbid::suite::Digest| digest.to_string();
    let changed =
        String::from_utf8(content.clone()).unwrap().replace(&named(bid.digest()), &named(never.digest()));
    let text = String::from_utf8(given).unwrap();
    let swapped = text.replace(&base64(&content), &base64(changed.as_bytes()));
    assert_ne!(swapped, text);
    assert_eq!(object(swapped.as_bytes()), Err(CmsDigestMismatch));
    // One of another tender.
    let other = create(&elsewhere, Arc::new(FaultyStore::new()));
    let foreign = Bid::new(&elsewhere, &elsewhere.notice()).receive(&other).unwrap();
    assert_eq!(object(&foreign), Err(WrongTender));
    assert!(closed.with_history(|history| history.objections().is_empty()));
}

/// Bytes as they stand in JSON, without the quotation marks.
fn base64(bytes: &[u8]) -> String {
    let json = sealbid::wire::write_json(&sealbid::wire::Base64(bytes.to_vec())).unwrap();
    String::from_utf8(json).unwrap().trim().trim_matches('"').to_owned()
}

/// The platform loses a bid on purpose: it goes back to how the box was before. Its receipt proves the bid, and no
/// stage is released while nobody has decided on that.
#[test]
fn dropped_bid() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let notice = world.notice();
    let (kept, dropped) = (Bid::new(&world, &notice), Bid::new(&world, &notice));
    kept.receive(&tender).unwrap();
    let before = store.crash(Loss::Everything);
    let receipt = dropped.receive(&tender).unwrap();
    drop(tender);
    let closed = close(reopened(&world, Arc::new(before)));
    assert!(closed.with_history(|history| history.find(&dropped.digest()).is_none()));
    // Everything else is as a release demands.
    let stamped = |at: &str| {
        let mut head = closed.head().unwrap();
        let signatures: Vec<_> =
            world.custodians.iter().map(|key| head.cosign(key, time(at)).unwrap()).collect();
        for signature in signatures {
            head.add(signature).unwrap();
        }
        let token = world.authority.stamp(hash(&[head.note().text().as_bytes()]), time(at)).unwrap();
        (head.to_bytes(), token)
    };
    let (note, token) = stamped(CLOSED);
    closed.record_head(&note, vec![token], time(CLOSED)).unwrap();
    closed.objection(&receipt, time(CLOSED)).unwrap();
    assert_eq!(
        closed.with_history(|history| history.objections().clone()),
        [(dropped.digest(), false)].into()
    );
    let reread = Event::Reread { stage: id("technical"), damaged: vec![] };
    closed.write(time(CLOSED), reread, vec![]).unwrap();
    let at = "2026-07-01T09:30:00+08:00";
    let (note, token) = stamped(at);
    let place = (notice.notice().tender(), notice.notice().digest());
    let request = ReleaseRequest::new(place, id("technical"), note, vec![token]).to_bytes().unwrap();
    let signed = Signed::by_certificate(request, &world.platform, time(at)).unwrap().to_bytes().unwrap();
    let event = Event::Requested { stage: id("technical"), request: hash(&[&signed]) };
    assert_eq!(kind(closed.write(time(at), event, vec![signed])), Err(ObjectionOpen));
}
