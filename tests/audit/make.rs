//! Records to audit, good ones and wrong ones.

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::*;
use sealbid::audit::*;
use sealbid::bid::Work;
use sealbid::ca::{KeyType, RehearsalCa, Signer};
use sealbid::record::*;
use sealbid::suite::{Digest, hash};

/// The report of a record, and of what was handed to the audit.
pub fn report_with(record: &RecordBuilder<'_>, change: impl FnOnce(&mut AuditOptions)) -> Report {
    let mut options = AuditOptions::new(trust(record.world));
    change(&mut options);
    audit(&log_of(&record.frames, 7), None, &options, Work::default()).unwrap()
}

pub fn report(record: &RecordBuilder<'_>) -> Report {
    report_with(record, |_| {})
}

/// Two bids, received.
pub fn received(world: &World) -> (RecordBuilder<'_>, [Digest; 2]) {
    let mut record = RecordBuilder::new(world);
    let bids = if std::ptr::eq(world, self::world()) {
        shared_bids().clone()
    } else {
        [0, 1].map(|_| sealed(world, &record.notice).0)
    };
    let bids = bids.map(|bytes| record.bid(&bytes));
    (record, bids)
}

/// Closed, and the first stage asked to be released.
pub fn requested(world: &World) -> (RecordBuilder<'_>, [Digest; 2]) {
    let (mut record, bids) = received(world);
    record.close();
    record.request("technical", TECHNICAL);
    (record, bids)
}

/// The first stage opened, and not finished.
pub fn opened(world: &World) -> (RecordBuilder<'_>, [Digest; 2]) {
    let (mut record, bids) = requested(world);
    record.release("technical", &[0, 2]);
    bids.iter().for_each(|bid| record.opened("technical", *bid, None));
    (record, bids)
}

/// A whole tender; the second bid is not admitted to the second stage.
pub fn whole(world: &World) -> (RecordBuilder<'_>, [Digest; 2]) {
    let (mut record, [first, second]) = opened(world);
    record.finish("technical");
    let out = NotAdmitted { digest: second, reason: "no licence".into() };
    record.admit("commercial", vec![first], vec![out]);
    record.request("commercial", COMMERCIAL);
    record.release("commercial", &[1, 2]);
    record.opened("commercial", first, None);
    record.finish("commercial");
    (record, [first, second])
}

/// Adds an entry whatever the rules say of it. Nothing can follow it.
pub fn force(record: &mut RecordBuilder<'_>, event: Event, attachments: Vec<Vec<u8>>) {
    let entry = Entry::new(record.history.len(), record.now, event);
    record.frames.push((entry.to_bytes().unwrap(), attachments));
}

/// A bid's entry, with another token or receipt than it should have.
pub fn arrives(
    record: &mut RecordBuilder<'_>,
    token: impl FnOnce(&RecordBuilder<'_>, Digest) -> Vec<u8>,
    receipt: impl FnOnce(&RecordBuilder<'_>, Receipt) -> Vec<u8>,
) {
    record.now = time(ARRIVED);
    let (mut bid, size, _) = record.received(&sealed(record.world, &record.notice).0);
    let token = token(record, bid.digest);
    bid.token = hash(&[&token]);
    let notice = record.notice.notice();
    let place = (notice.tender(), notice.digest(), bid.lot.clone(), bid.bid_key);
    let mut content = Receipt::new(ReceiptKind::Bid, place, bid.digest, bid.arrived);
    (content.size, content.token) = (Some(size), Some(bid.token));
    let receipt = receipt(record, content);
    bid.receipt = hash(&[&receipt]);
    record.push(Event::Bid { bid, size }, vec![token, receipt]);
}

pub fn good_token(record: &RecordBuilder<'_>, digest: Digest) -> Vec<u8> {
    record.token(digest, record.now)
}

pub fn good_receipt(record: &RecordBuilder<'_>, receipt: Receipt) -> Vec<u8> {
    receipt.sign(&record.world.platform).unwrap().to_bytes().unwrap()
}

/// An authority that nobody in the world trusts.
pub fn other_ca() -> RehearsalCa {
    RehearsalCa::new("Other CA", time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z")).unwrap()
}

/// An organisation under that authority.
pub fn impostor(name: &str) -> Signer {
    organisation(&other_ca(), name, KeyType::P256)
}
