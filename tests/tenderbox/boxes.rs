//! What a box says of itself, and several boxes side by side.

use super::common::faulty::FaultyStore;
use super::common::record::trust;
use super::common::tender::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::record::{FolderStore, Store};
use sealbid::tenderbox::*;
use std::sync::Arc;

/// The number of bidders is secret until the opening: with a bid or without, the box says the same.
#[test]
fn nothing_tells_how_many_bids_there_are() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let bid = Bid::large(&world, &world.notice());
    let shown = || (format!("{tender:?}"), format!("{:?}", tender.status().unwrap()));
    let before = shown();
    let receipt = bid.receive(&tender).unwrap();
    assert_eq!(shown(), before);
    assert!(store.list("record").unwrap().is_empty());
    let upload = format!("{:?}", upload(&tender, &bid.bytes));
    assert_eq!(upload, format!("Upload({} bytes)", bid.bytes.len()));
    // Of two bids, whichever came first, the receipts differ in what is their own alone.
    let other = Bid::new(&world, &world.notice());
    let first = other.receive(&create(&world, Arc::new(FaultyStore::new()))).unwrap();
    let second = other.receive(&tender).unwrap();
    let content = |receipt: &[u8]| sealbid::record::Signed::parse(receipt).unwrap().content().to_vec();
    assert_eq!(content(&first), content(&second));
    assert_ne!(content(&receipt), content(&second));
}

#[test]
fn two_boxes_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let worlds = [World::new(), World::new()];
    let store = |n: usize| -> Arc<dyn Store> {
        Arc::new(FolderStore::create(&folder.path().join(format!("tender-{n}"))).unwrap())
    };
    let boxes: Vec<TenderBox> = (0..2).map(|n| create(&worlds[n], store(n))).collect();
    let bids: Vec<Bid> = worlds.iter().map(|world| Bid::large(world, &world.notice())).collect();
    for n in 0..2 {
        bids[n].receive(&boxes[n]).unwrap();
        let refused = bids[1 - n].receive(&boxes[n]).unwrap_err();
        assert_eq!(refused.error.kind(), WrongTender);
    }
    drop(boxes);
    for (n, bid) in bids.iter().enumerate() {
        let closed = close(reopened(&worlds[n], store(n)));
        assert_eq!(closed.with_history(|history| history.bids().len()), 1);
        assert!(closed.bid_file(&bid.digest()).is_ok());
    }
    let files = |name: &str| std::fs::read_dir(folder.path().join(name)).unwrap().count();
    assert_eq!((files("tender-0/record"), files("tender-1/evidence/bids")), (1, 1));
}

#[test]
fn a_box_is_made_once_and_opened_with_its_own_keys() {
    let world = World::new();
    let store = FaultyStore::new();
    let shared = || -> Arc<dyn Store> { Arc::new(store.clone()) };
    let missing = TenderBox::open(shared(), keys(&world), trust(&world)).map(|_| ());
    assert_eq!(missing.map_err(|e| e.kind()), Err(FileNotFound));
    drop(create(&world, shared()));
    assert_eq!(try_create(&world, shared()).map(|_| ()).map_err(|e| e.kind()), Err(WouldOverwrite));
    let mut others = keys(&world);
    others.record_key = sealbid::suite::BidKey::generate().unwrap();
    let wrong = TenderBox::open(shared(), others, trust(&world)).map(|_| ());
    assert_eq!(wrong.map_err(|e| e.kind()), Err(WrongSigner));
    drop(close(reopened(&world, shared())));
    assert_eq!(try_create(&world, shared()).map(|_| ()).map_err(|e| e.kind()), Err(WouldOverwrite));
    store.remove(JOURNAL).unwrap();
    assert_eq!(try_create(&world, shared()).map(|_| ()).map_err(|e| e.kind()), Err(WouldOverwrite));
}

#[test]
fn a_record_key_survives_its_file() {
    let key = RecordKey::generate(id("T-1"), time(ISSUED)).unwrap();
    let pem = key.to_key_file(b"secret").unwrap();
    let read = RecordKey::from_key_file(pem.as_bytes(), b"secret").unwrap();
    assert_eq!(
        (read.key.public(), &read.tender_id, read.created),
        (key.key.public(), &id("T-1"), time(ISSUED))
    );
    let wrong = RecordKey::from_key_file(pem.as_bytes(), b"guess").map(|_| ());
    assert_eq!(wrong.map_err(|e| e.kind()), Err(WrongPassphrase));
    let custodian = custodian(0).to_key_file(b"secret").unwrap();
    let wrong = RecordKey::from_key_file(custodian.as_bytes(), b"secret").map(|_| ());
    assert_eq!(wrong.map_err(|e| e.kind()), Err(UnknownField));
}
