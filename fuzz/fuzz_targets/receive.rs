#![no_main]
//! Whatever is handed in at a tender box (SPEC §14): a bid with its token, a request. A right bid, token and request are
//! made once; the input changes some of their bytes, or stands for them. Only what was not changed is received.

#[path = "../../tests/common/mod.rs"]
mod common;

use common::faulty::FaultyStore;
use common::tender::*;
use common::{World, time};
use libfuzzer_sys::fuzz_target;
use sealbid::bid::BidFile;
use sealbid::record::{Announcement, Signed};
use sealbid::tenderbox::{Refused, TenderBox};
use std::io::Write;
use std::sync::{Arc, LazyLock};

struct Hall {
    tender: TenderBox,
    bid: Bid,
    request: Vec<u8>,
    receipt: Vec<u8>,
}

/// A box with one bid; the request would replace that by itself, so that it is never right.
static HALL: LazyLock<Hall> = LazyLock::new(|| {
    let world = World::with_custodians(1, 1);
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let bid = Bid::new(&world, &world.notice());
    let receipt = bid.receive(&tender).unwrap();
    let request = bid.asks_to_replace(&bid, 1);
    Hall { tender, bid, request, receipt }
});

/// The bytes with changes: place (3 bytes) and value.
fn changed(bytes: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes.chunks_exact(4) {
        let place = usize::from(change[0]) << 16 | usize::from(change[1]) << 8 | usize::from(change[2]);
        let length = bytes.len();
        bytes[place % length] ^= change[3];
    }
    bytes
}

fn check(answer: Result<Vec<u8>, Refused>, may_be_received: bool) {
    match answer {
        Ok(receipt) => assert!(may_be_received && receipt == HALL.receipt),
        Err(refused) => {
            let refusal = refused.refusal.expect("a store in memory does not fail");
            Signed::parse(&refusal).unwrap().verify_certificate().unwrap();
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((how, data)) = data.split_first() else { return };
    let hall = &*HALL;
    let at = time(ARRIVED);
    let of = |right: &[u8]| if how & 4 == 0 { changed(right, data) } else { data.to_vec() };
    match how % 4 {
        0 => {
            let bytes = of(&hall.bid.bytes);
            let mut upload = hall.tender.upload().unwrap();
            // What is refused early shows when the upload is given to the box.
            drop(upload.write_all(&bytes));
            let answer = hall.tender.receive(upload, &hall.bid.token, at, at);
            // What has the digest is answered by its receipt, whatever the parts are: they are there already.
            check(answer, BidFile::read(bytes).is_ok_and(|file| file.digest() == hall.bid.digest()));
        }
        1 => {
            let request = hall.bid.sign(announcement(&hall.bid));
            check(hall.tender.announce(&request, &of(&hall.bid.token), at, at), false);
        }
        2 => {
            let mut upload = hall.tender.upload().unwrap();
            upload.write_all(&hall.bid.bytes).unwrap();
            check(hall.tender.replace(upload, &of(&hall.request), &hall.bid.token, at, at), false);
        }
        _ => check(hall.tender.withdraw(&of(&hall.request), at, at), false),
    }
});

/// Of a digest that the token is not for.
fn announcement(bid: &Bid) -> Vec<u8> {
    let (keys, digest) = (&bid.sealed.keys, sealbid::wire::Hex([9; 32]));
    let announcement =
        Announcement::new(keys.tender, keys.notice, keys.lot.clone(), keys.key.public(), digest);
    announcement.to_bytes().unwrap()
}
