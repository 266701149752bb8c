//! Files on their way in: bounded, judged early, in flat memory.

use super::common::faulty::FaultyStore;
use super::common::tender::*;
use super::common::*;
use super::refused;
use sealbid::ErrorKind::*;
use sealbid::record::Store;
use sealbid::tenderbox::*;
use std::io::Write;
use std::sync::Arc;

#[test]
fn what_is_for_another_tender_is_refused_with_its_head() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let other = World::new();
    let bid = Bid::new(&other, &other.notice());
    let head = 16 + u32::from_be_bytes(bid.bytes[12..16].try_into().unwrap()) as usize;
    let mut upload = tender.upload().unwrap();
    upload.write_all(&bid.bytes[..head - 1]).unwrap();
    let error = upload.write_all(&bid.bytes[head - 1..head]).unwrap_err();
    let inner = error.get_ref().unwrap().downcast_ref::<sealbid::Error>().unwrap();
    assert_eq!(inner.kind(), WrongTender);
    // Nothing more is taken, and the answer is the signed refusal.
    assert!(upload.write(&bid.bytes[head..]).is_err());
    let answer = tender.receive(upload, &bid.token, time(ARRIVED), time(ARRIVED));
    refused(&world, answer, WrongTender, None, time(ARRIVED));
}

#[test]
fn what_is_longer_than_a_bid_can_be_is_refused_where_it_is_too_long() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let bid = Bid::new(&world, &world.notice());
    let mut upload = tender.upload().unwrap();
    upload.write_all(&bid.bytes).unwrap();
    // Behind the parts there is room for a trailer and no more.
    let mut written = 0;
    while upload.write_all(&[0; 1000]).is_ok() {
        written += 1000;
    }
    assert!(written < 330_000, "{written}");
    let answer = tender.receive(upload, &bid.token, time(ARRIVED), time(ARRIVED));
    refused(&world, answer, TooLarge, None, time(ARRIVED));
    assert!(store.list(INCOMING).unwrap().is_empty());
    bid.receive(&tender).unwrap();
}

/// A header that never ends is bounded too.
#[test]
fn a_header_without_end() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let bid = Bid::new(&world, &world.notice());
    let mut upload = tender.upload().unwrap();
    let mut head = bid.bytes[..16].to_vec();
    head[12..].copy_from_slice(&(1u32 << 20).to_be_bytes());
    upload.write_all(&head).unwrap();
    upload.write_all(&vec![b' '; 1 << 20]).unwrap_err();
    let answer = tender.receive(upload, &bid.token, time(ARRIVED), time(ARRIVED));
    refused(&world, answer, BadJson, None, time(ARRIVED));
}

#[test]
fn a_large_upload_leaves_the_memory_and_goes_away_when_nobody_wants_it() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let bid = Bid::large(&world, &world.notice());
    let before = store.operations();
    let mut upload = tender.upload().unwrap();
    for piece in bid.bytes.chunks(10_000) {
        upload.write_all(piece).unwrap();
    }
    // Each mebibyte is one call of the store, however small the pieces are that it came in.
    let calls = store.operations() - before;
    assert_eq!(calls, (bid.bytes.len() as u64 - 1) / ((1 << 20) + 16));
    assert_eq!(store.list(INCOMING).unwrap(), ["0"]);
    drop(upload);
    assert!(store.list(INCOMING).unwrap().is_empty());
}

#[test]
fn an_upload_goes_into_the_box_at_which_it_was_begun() {
    let world = World::new();
    let (one, other) = (FaultyStore::new(), FaultyStore::new());
    let (one, other) = (create(&world, Arc::new(one)), create(&world, Arc::new(other)));
    let bid = Bid::new(&world, &world.notice());
    let answer = one.receive(upload(&other, &bid.bytes), &bid.token, time(ARRIVED), time(ARRIVED));
    let answer = answer.unwrap_err();
    assert_eq!((answer.error.kind(), answer.refusal), (OutOfOrder, None));
}

/// A file that was left over by a crash means nothing.
#[test]
fn leftovers_are_removed() {
    let world = World::new();
    let store = FaultyStore::new();
    drop(create(&world, Arc::new(store.clone())));
    store.set("evidence/incoming/7", b"half a bid");
    drop(reopened(&world, Arc::new(store.clone())));
    assert!(store.list(INCOMING).unwrap().is_empty());
}
