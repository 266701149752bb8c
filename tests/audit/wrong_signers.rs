//! Things that somebody else signed than must, or at another time.

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::*;
use crate::make::*;
use crate::mutations::Case;
use crate::wrong_entries::{head_event, head_of};
use sealbid::ErrorKind::*;
use sealbid::audit::{Report, Rule};
use sealbid::ca::{KeyType, sign_detached};
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::timestamp::Authority;

pub const CASES: &[Case] = &[
    (Rule::Notice, NoTrustedChain, "the reader's roots do not vouch for the tenderer", || {
        let mut world = World::new();
        world.tenderer = impostor("County Works Office");
        let mut record = unfollowed(&world);
        let notice = world.notice().notice().bytes().to_vec();
        let signature = sign_detached(&notice, &world.tenderer, Some(time(ISSUED))).unwrap();
        let event = notice_event(&notice, &signature);
        force(&mut record, event, vec![notice, signature]);
        report(&record)
    }),
    (Rule::Notice, WrongSigner, "somebody else invites the bids", || {
        let world = world();
        let mut record = unfollowed(world);
        let notice = world.notice().notice().bytes().to_vec();
        let signature = sign_detached(&notice, &world.platform, Some(time(ISSUED))).unwrap();
        let event = notice_event(&notice, &signature);
        force(&mut record, event, vec![notice, signature]);
        report(&record)
    }),
    (Rule::Notice, NoTrustedChain, "the reader's roots do not vouch for a custodian", || {
        let mut world = World::new();
        world.body.custodians[1] = statement(&world.custodians[1], &impostor("Custodian 1"));
        report(&RecordBuilder::new(&world))
    }),
    (Rule::Notice, NoTrustedChain, "nor for a custodian whom an amendment names", || {
        let mut record = RecordBuilder::new(world());
        record.now = time(ARRIVED);
        let mut body = record.amendment();
        body.custodians[1] = statement(&world().custodians[1], &impostor("Custodian 1"));
        record.add(record.notice_made(&body, &world().tenderer, Some(record.now)));
        report(&record)
    }),
    (Rule::Heads, UnsignedHead, "another key signed a head", || {
        let (mut record, _) = received(world());
        record.close();
        let (note, token) = head_of(&record, |_| {}, 0);
        let other = String::from_utf8(note).unwrap();
        let (text, _) = other.rsplit_once("\n\n").unwrap();
        let key = sealbid::suite::BidKey::from_secret(sealbid::suite::Secret::new([8; 32])).unwrap();
        let checkpoint = Checkpoint::parse(&format!("{text}\n")).unwrap();
        let note = Head::sign(&checkpoint, &key).unwrap().to_bytes();
        force(&mut record, head_event(&note, &token), vec![note, token]);
        report(&record)
    }),
    (Rule::Receipts, ReceiptMismatch, "a receipt says another time", || {
        let (mut record, _) = received(world());
        let (entry, attachments) = record.frames[4].clone();
        let Event::Bid { mut bid, size } = Entry::parse(&entry).unwrap().event else { panic!() };
        bid.digest.0[0] ^= 1;
        bid.bid_key.0[0] ^= 1;
        force(&mut record, Event::Bid { bid, size }, attachments);
        report(&record)
    }),
    (Rule::Receipts, WrongSigner, "somebody else signed a receipt", || {
        with_receipt(|record, receipt| receipt.sign(&record.world.tenderer).unwrap().to_bytes().unwrap())
    }),
    (Rule::Receipts, NoTrustedChain, "an impostor signed a receipt", || {
        with_receipt(|_, receipt| {
            receipt.sign(&impostor("County Trading Centre")).unwrap().to_bytes().unwrap()
        })
    }),
    (Rule::Receipts, CmsDigestMismatch, "a signature of another receipt", || {
        with_receipt(|record, receipt| {
            let mut other = receipt.clone();
            other.size = None;
            let content = |receipt: &Receipt| good_receipt(record, receipt.clone());
            let (right, wrong) = (content(&receipt), content(&other));
            let value = |bytes: &[u8], name: &str| -> serde_json::Value {
                serde_json::from_slice::<serde_json::Value>(bytes).unwrap()[name].clone()
            };
            let mut file: serde_json::Value = serde_json::from_slice(&right).unwrap();
            file["signature"] = value(&wrong, "signature");
            serde_json::to_vec(&file).unwrap()
        })
    }),
    (Rule::Tokens, Late, "stamped one second after the deadline", || {
        with_token(|record, digest| record.token(digest, time("2026-07-01T09:00:01+08:00")))
    }),
    (Rule::Tokens, TimestampImprint, "the token of another bid", || {
        with_token(|record, _| record.token(hash(&[b"another"]), record.now))
    }),
    (Rule::Tokens, BadTimestamp, "no token at all", || with_token(|_, _| b"none".to_vec())),
    (Rule::Tokens, NoTrustedChain, "an authority that the notice does not name", || {
        with_token(|record, digest| authority(&other_ca()).stamp(digest, record.now).unwrap())
    }),
    (Rule::Tokens, OwnAuthority, "the platform stamps for itself, and the notice does not say so", || {
        with_token(|record, digest| own_authority(record.world).stamp(digest, record.now).unwrap())
    }),
    (Rule::History, NoTrustedChain, "an impostor withdraws a bid", || {
        let (mut record, bids) = received(world());
        withdraw(&mut record, bids[0], &impostor("示例公司"));
        report(&record)
    }),
];

/// The entry of a notice, as it stands first in a record.
fn notice_event(bytes: &[u8], signed: &[u8]) -> Event {
    let first = &RecordBuilder::new(world()).frames[0].0;
    let mut event = Entry::parse(first).unwrap().event;
    if let Event::Notice { notice, signature, .. } = &mut event {
        (*notice, *signature) = (hash(&[bytes]), hash(&[signed]));
    }
    event
}

/// A record that nothing was pushed to.
fn unfollowed(world: &World) -> RecordBuilder<'_> {
    let notice = self::world().notice();
    RecordBuilder { world, notice, history: History::new(trust(world)), frames: vec![], now: time(ISSUED) }
}

fn with_receipt(receipt: impl FnOnce(&RecordBuilder<'_>, Receipt) -> Vec<u8>) -> Report {
    let (mut record, _) = received(world());
    arrives(&mut record, good_token, receipt);
    report(&record)
}

fn with_token(token: impl FnOnce(&RecordBuilder<'_>, sealbid::suite::Digest) -> Vec<u8>) -> Report {
    let (mut record, _) = received(world());
    arrives(&mut record, token, good_receipt);
    report(&record)
}

/// A timestamp authority in the platform's own name.
pub fn own_authority(world: &World) -> Authority {
    let subject =
        sealbid::ca::Subject { organisation: Some("County Trading Centre".into()), ..Default::default() };
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
    let (pem, certificate) = world.ca.issue_timestamping(&subject, KeyType::P256, from, to).unwrap();
    let key = sealbid::ca::FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let signer = sealbid::ca::Signer::new(Box::new(key), certificate, vec![]).unwrap();
    Authority::new(signer, "1.2.3.4.1").unwrap()
}

/// A bid is withdrawn under a certificate.
pub fn withdraw(
    record: &mut RecordBuilder<'_>,
    digest: sealbid::suite::Digest,
    signer: &sealbid::ca::Signer,
) {
    let bid = record.history.find(&digest).unwrap().clone();
    let tender = record.history.tender().unwrap();
    let content = Withdrawal::new(tender, bid.lot.clone(), digest, 1).to_bytes().unwrap();
    let request = Signed::by_certificate(content, signer, record.now).unwrap().to_bytes().unwrap();
    let place = (tender, bid.notice, bid.lot, bid.bid_key);
    let receipt = Receipt::new(ReceiptKind::Withdrawal, place, digest, record.now);
    let receipt = good_receipt(record, receipt);
    let event = Event::Withdrawn { digest, request: hash(&[&request]), receipt: hash(&[&receipt]) };
    record.push(event, vec![request, receipt]);
}
