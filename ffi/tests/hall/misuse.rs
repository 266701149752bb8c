//! Uploads and boxes that are used too long, too early, or by many at once.

use super::c::*;
use super::callbacks::{begun, release_all};
use super::calls::*;
use super::common::record::TECHNICAL;
use super::common::tender::{ARRIVED, Bid, CLOSED};
use super::fixture::{Fixture, shared};
use sealbid::ErrorKind;
use sealbid_ffi::*;
use std::path::Path;
use std::ptr;

#[test]
fn an_upload_is_used_once_and_stands_in_the_way_of_the_closing() {
    let fixture = shared();
    let folder = fixture.place("uploads");
    let tender = fixture.create(&folder).unwrap();
    let bid = bid(fixture, "Bidder");

    let used = uploaded(&tender, &bid.bytes);
    give(&tender, &used, &bid.token, ARRIVED).unwrap();
    assert_eq!(give(&tender, &used, &bid.token, ARRIVED), Err((ErrorKind::HandleFinished, None)));
    assert_eq!(kind(write(&used, b"more")), Err(ErrorKind::HandleFinished));

    // What is certain to be refused ends early; given all the same, it gets its refusal.
    let other = upload(&tender).unwrap();
    let found = kind(write(&other, &[7; 100])).unwrap_err();
    let (refused, refusal) = give(&tender, &other, &bid.token, ARRIVED).unwrap_err();
    assert_eq!(refused, found);
    assert!(refusal.is_some());

    let open = uploaded(&tender, &bid.bytes);
    assert_eq!(kind(close_at(&tender, CLOSED)), Err(ErrorKind::HandleInUse));
    // Nothing happened: the box receives as before, and so does the upload.
    assert!(give(&tender, &open, &bid.token, ARRIVED).is_ok());
    // One that was not given leaves nothing behind.
    let large = upload(&tender).unwrap();
    assert_eq!(kind(write(&large, &bid.bytes[..1000])), Ok(()));
    drop(large);
    // What was used up stands in nobody's way, freed or not.
    let closed = close(&tender);
    drop((used, other, open));
    assert_eq!(status(&closed)["bids"], 1);
}

#[test]
fn an_argument_that_is_wrong_uses_no_upload_up() {
    let fixture = shared();
    let tender = fixture.create(&fixture.place("wrong-arguments")).unwrap();
    let bid = bid(fixture, "Bidder");
    let upload = uploaded(&tender, &bid.bytes);
    let now = unix(ARRIVED);
    for (token, arrived, wrong) in
        [(ptr::null(), now, ErrorKind::NullArgument), (bid.token.as_ptr(), i64::MAX, ErrorKind::BadTime)]
    {
        let size = bid.token.len() as u64;
        let found = or_refusal(|receipt, refusal, e| unsafe {
            let (tender, upload) = (tender.get(), upload.get());
            sealbid_tender_box_receive(tender, upload, token, size, arrived, now, receipt, refusal, e)
        });
        assert_eq!(found, Err((wrong, None)));
    }
    assert!(give(&tender, &upload, &bid.token, ARRIVED).is_ok());
}

#[test]
fn an_upload_into_one_box_is_not_taken_by_another() {
    let fixture = shared();
    let [one, two] = ["one", "two"].map(|name| fixture.create(&fixture.place(name)).unwrap());
    let bid = bid(fixture, "Bidder");
    let upload = uploaded(&one, &bid.bytes);
    assert_eq!(give(&two, &upload, &bid.token, ARRIVED), Err((ErrorKind::OutOfOrder, None)));
    for tender in [one, two] {
        receive(&tender, &bid).unwrap();
    }
}

#[test]
fn a_box_that_was_closed_answers_that_it_is_used_up() {
    let fixture = shared();
    let tender = fixture.create(&fixture.place("closed")).unwrap();
    let bid = bid(fixture, "Bidder");
    assert_eq!(kind(close_at(&tender, ARRIVED)), Err(ErrorKind::ClosedEarly));
    receive(&tender, &bid).unwrap();
    let closed = close(&tender);
    let finished = Err(ErrorKind::HandleFinished);
    assert_eq!(kind(close_at(&tender, CLOSED)), finished);
    assert_eq!(kind(upload(&tender)), finished);
    assert_eq!(kind(json(|out, e| unsafe { sealbid_tender_box_status(tender.get(), out, e) })), finished);
    assert_eq!(withdraw(&tender, &bid.asks_to_withdraw(1)), Err((ErrorKind::HandleFinished, None)));
    let at = unix(ARRIVED);
    let amended = call(|e| unsafe {
        let (data, none) = (bid.bytes.as_ptr(), ptr::null());
        sealbid_tender_box_amend(tender.get(), data, 1, data, 1, none, data, 1, at, e)
    });
    assert_eq!(kind(amended), finished);
    let postponed = call(|e| unsafe {
        sealbid_tender_box_postpone(tender.get(), bid.bytes.as_ptr(), 1, ptr::null(), 0, at, e)
    });
    assert_eq!(kind(postponed), finished);
    // A later bid gets a refusal from the closed box.
    let refusal = bytes(|out, e| unsafe {
        sealbid_closed_box_refuse(closed.get(), bid.digest().0.as_ptr(), unix(CLOSED), out, e)
    });
    let refusal = sealbid::record::Signed::parse(&refusal.unwrap()).unwrap();
    let refusal = sealbid::record::Refusal::parse(refusal.content()).unwrap();
    assert_eq!((refusal.digest, refusal.reason.kind()), (Some(bid.digest()), Some(ErrorKind::BoxClosed)));
}

/// Opens a box again, whatever it is.
pub fn reopen(fixture: &Fixture, folder: &Path) -> Answer<(Box, Closed)> {
    let (folder, mut open, mut closed) = (path(folder), ptr::dangling_mut(), ptr::dangling_mut());
    let answer = call(|e| unsafe {
        let (signer, key, roots) = (fixture.signer.get(), fixture.record_key.get(), fixture.roots.get());
        sealbid_tender_box_open(folder.as_ptr(), signer, key, roots, &raw mut open, &raw mut closed, e)
    });
    let found = (Handle::new(open, sealbid_tender_box_free), Handle::new(closed, sealbid_closed_box_free));
    assert_eq!(answer.is_ok(), found.0.is_null() != found.1.is_null());
    answer.map(|()| found)
}

/// Brings a bid to a box that may be closed just now. An upload keeps it open: none that was begun is cut off.
fn bring(tender: &Box, bid: &Bid) -> Received {
    let upload = upload(tender).map_err(|(kind, _)| (kind, None))?;
    write(&upload, &bid.bytes).unwrap();
    give(tender, &upload, &bid.token, ARRIVED)
}

#[test]
fn a_box_is_closed_while_others_bring_bids_and_loses_none_that_it_took() {
    let fixture = shared();
    let tender = &fixture.create(&fixture.place("busy")).unwrap();
    let bids: Vec<_> = (0..6).map(|n| bid(fixture, &format!("Bidder {n}"))).collect();
    let (closed, received) = std::thread::scope(|scope| {
        let start = |bid| scope.spawn(move || bring(tender, bid));
        let started: Vec<_> = bids.iter().map(start).collect();
        let closed = loop {
            match close_at(tender, CLOSED) {
                Ok(closed) => break closed,
                Err((kind, _)) => assert_eq!(kind, ErrorKind::HandleInUse),
            }
        };
        let received: Vec<_> = started.into_iter().map(|one| one.join().unwrap()).collect();
        (closed, received)
    });
    let took = received.iter().filter(|answer| answer.is_ok()).count();
    let finished = |answer: &&Received| **answer == Err((ErrorKind::HandleFinished, None));
    assert_eq!(took + received.iter().filter(finished).count(), bids.len());
    assert_eq!(status(&closed)["bids"], took);
}

#[test]
fn others_may_look_while_an_opening_goes_on() {
    let fixture = shared();
    let folder = fixture.place("watched");
    let (closed, opening, _) = begun(fixture, &folder);
    release_all(fixture, &closed, &opening, &folder);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let look = || {
            let mut looks = 0;
            // Once more after the end, so that each has seen it.
            let mut last = false;
            while !last {
                last = done.load(std::sync::atomic::Ordering::SeqCst);
                let entries = status(&closed)["entries"].as_u64().unwrap();
                let entry =
                    json(|out, e| unsafe { sealbid_closed_box_entry(closed.get(), entries - 1, out, e) });
                assert_eq!(entry.unwrap()["number"], entries - 1);
                assert_eq!(opening_status(&opening)["ready"], true);
                looks += 1;
            }
            (looks, outcomes(&opening).as_array().unwrap().len())
        };
        let watchers: Vec<_> = (0..4).map(|_| scope.spawn(look)).collect();
        let summary = run(&opening, TECHNICAL, None, None, ptr::null_mut());
        done.store(true, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(summary.unwrap()["opened"], 2);
        for watcher in watchers {
            let (looks, outcomes) = watcher.join().unwrap();
            assert!(looks > 0);
            assert_eq!(outcomes, 2);
        }
    });
}
