//! Receipts, tokens and requests of what arrives otherwise than as a first bid (SPEC §17.2, §17.3).

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::record_events::*;
use crate::common::*;
use crate::make::*;
use crate::mutations::Case;
use crate::wrong_signers::own_authority;
use sealbid::ErrorKind::*;
use sealbid::audit::{Report, Rule};
use sealbid::ca::Signer;
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use std::sync::LazyLock;

pub const CASES: &[Case] = &[
    (Rule::Receipts, WrongSigner, "somebody else signed a replacement's receipt", || {
        receipt_by(REPLACED, &open_world().tenderer)
    }),
    (Rule::Receipts, WrongSigner, "somebody else signed an announcement's receipt", || {
        receipt_by(ANNOUNCED, &open_world().tenderer)
    }),
    (Rule::Receipts, WrongSigner, "somebody else signed a delivery's receipt", || {
        receipt_by(DELIVERED, &open_world().tenderer)
    }),
    (Rule::Receipts, WrongSigner, "somebody else signed a withdrawal's receipt", || {
        receipt_by(WITHDRAWN, &open_world().tenderer)
    }),
    (Rule::Receipts, NoTrustedChain, "an impostor signed a replacement's receipt", || {
        receipt_by(REPLACED, &impostor(PLATFORM))
    }),
    (Rule::Receipts, NoTrustedChain, "an impostor signed an announcement's receipt", || {
        receipt_by(ANNOUNCED, &impostor(PLATFORM))
    }),
    (Rule::Receipts, NoTrustedChain, "an impostor signed a delivery's receipt", || {
        receipt_by(DELIVERED, &impostor(PLATFORM))
    }),
    (Rule::Receipts, NoTrustedChain, "an impostor signed a withdrawal's receipt", || {
        receipt_by(WITHDRAWN, &impostor(PLATFORM))
    }),
    (Rule::Tokens, Late, "a replacement stamped after the deadline", || stamped(REPLACED, late)),
    (Rule::Tokens, Late, "an announcement stamped after the deadline", || stamped(ANNOUNCED, late)),
    (Rule::Tokens, TimestampImprint, "a replacement with another's token", || stamped(REPLACED, another)),
    (Rule::Tokens, TimestampImprint, "an announcement with another's token", || stamped(ANNOUNCED, another)),
    (Rule::Tokens, BadTimestamp, "a replacement without any token", || stamped(REPLACED, none)),
    (Rule::Tokens, BadTimestamp, "an announcement without any token", || stamped(ANNOUNCED, none)),
    (Rule::Tokens, NoTrustedChain, "a replacement stamped by whom the notice does not name", || {
        stamped(REPLACED, unnamed)
    }),
    (Rule::Tokens, NoTrustedChain, "an announcement stamped by whom the notice does not name", || {
        stamped(ANNOUNCED, unnamed)
    }),
    (Rule::Tokens, OwnAuthority, "a replacement stamped by the platform itself", || stamped(REPLACED, own)),
    (Rule::Tokens, OwnAuthority, "an announcement stamped by the platform itself", || {
        stamped(ANNOUNCED, own)
    }),
    (Rule::History, NoTrustedChain, "an impostor replaces a bid", || replaced_by(&impostor("示例公司"))),
];

const PLATFORM: &str = "County Trading Centre";

/// How something arrives: everything about it is right.
type Arrival = fn(&mut RecordBuilder<'_>) -> Made;

const REPLACED: Arrival = |record| record.replaced_made(&fake(1), &fake(3), 1);
const ANNOUNCED: Arrival = |record| record.announced_made(&fake(3));
const WITHDRAWN: Arrival = |record| record.withdrawn_made(&fake(1), 1);
const DELIVERED: Arrival = |record| {
    record.add(record.announced_made(&fake(3)));
    record.delivered_made(&fake(3), |_| ())
};

/// A world in which bids can be announced.
fn open_world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(generous);
    &WORLD
}

/// Two bids, and what arrives then, changed.
fn arriving(arrival: Arrival, change: impl FnOnce(&RecordBuilder<'_>, &mut Made)) -> Report {
    let mut record = RecordBuilder::with_bids(open_world(), 2);
    let mut made = arrival(&mut record);
    change(&record, &mut made);
    record.add(made);
    report(&record)
}

/// The receipt's content is right, and another signed it.
fn receipt_by(arrival: Arrival, signer: &Signer) -> Report {
    arriving(arrival, |_, made| sign_again(made, |_| (), signer))
}

/// The receipt, which is always attached last, with another content or signer.
fn sign_again((event, attachments): &mut Made, change: impl FnOnce(&mut Receipt), signer: &Signer) {
    let old = attachments.last_mut().unwrap();
    let mut content = Receipt::parse(Signed::parse(old).unwrap().content()).unwrap();
    change(&mut content);
    *old = content.sign(signer).unwrap().to_bytes().unwrap();
    match event {
        Event::Replaced { bid: Received { receipt, .. }, .. }
        | Event::Announced { bid: Received { receipt, .. }, .. }
        | Event::Delivered { receipt, .. }
        | Event::Withdrawn { receipt, .. } => *receipt = hash(&[old]),
        _ => panic!("{}", event.name()),
    }
}

/// With another token, which entry and receipt name.
fn stamped(arrival: Arrival, token: fn(&RecordBuilder<'_>, Digest) -> Vec<u8>) -> Report {
    arriving(arrival, |record, made| {
        let (Event::Replaced { bid, .. } | Event::Announced { bid, .. }) = &mut made.0 else { panic!() };
        made.1[1] = token(record, bid.digest);
        let named = hash(&[&made.1[1]]);
        bid.token = named;
        sign_again(made, |receipt| receipt.token = Some(named), &record.world.platform);
    })
}

fn late(record: &RecordBuilder<'_>, digest: Digest) -> Vec<u8> {
    record.token(digest, time("2026-07-01T09:00:01+08:00"))
}

fn another(record: &RecordBuilder<'_>, _: Digest) -> Vec<u8> {
    record.token(hash(&[b"another"]), record.now)
}

fn none(_: &RecordBuilder<'_>, _: Digest) -> Vec<u8> {
    b"none".to_vec()
}

fn unnamed(record: &RecordBuilder<'_>, digest: Digest) -> Vec<u8> {
    authority(&other_ca()).stamp(digest, record.now).unwrap()
}

fn own(record: &RecordBuilder<'_>, digest: Digest) -> Vec<u8> {
    own_authority(record.world).stamp(digest, record.now).unwrap()
}

/// A bid is replaced under this certificate.
fn replaced_by(signer: &Signer) -> Report {
    let mut record = RecordBuilder::with_bids(open_world(), 2);
    let (old, new) = (fake(1), fake(3));
    let request = signed_by(signer, record.replacement(&old, &new, 1).to_bytes().unwrap(), record.now);
    record.add(record.replaced_by(request, &old, &new, |_| ()));
    report(&record)
}

/// The first bidder's bid is replaced by another one that is there, under this certificate. The old one stays there too.
pub fn replace(tender: &mut Tender<'_>, old: Digest, signer: &Signer) {
    let record = &mut tender.record;
    let bytes = sealed_by(record.world, &record.notice, &record.world.bidder);
    let (mut bid, size, token) = record.received(&bytes);
    let of = record.history.tender().unwrap();
    let content = Replacement::new(of, bid.lot.clone(), old, bid.digest, 1).to_bytes().unwrap();
    let request = signed_by(signer, content, record.now);
    let receipt = record.receipt(ReceiptKind::Replacement, &bid, Some(size), Some(old));
    bid.receipt = hash(&[&receipt]);
    tender.files.bids.insert(bid.digest, bytes);
    let event = Event::Replaced { old, request: hash(&[&request]), bid, size };
    record.push(event, vec![request, token, receipt]);
}

/// What the mutations start from is right.
#[test]
fn what_arrives_rightly_passes() {
    for arrival in [REPLACED, ANNOUNCED, DELIVERED, WITHDRAWN] {
        assert_eq!(arriving(arrival, |_, _| ()).findings().next(), None);
        assert_eq!(receipt_by(arrival, &open_world().platform).findings().next(), None);
    }
    for arrival in [REPLACED, ANNOUNCED] {
        assert_eq!(stamped(arrival, good_token).findings().next(), None);
    }
    assert_eq!(replaced_by(&open_world().bidder).findings().next(), None);
    let (mut tender, bids) = Tender::received();
    replace(&mut tender, bids[0], &world().bidder);
    assert_eq!(tender.report().findings().next(), None);
}
