//! What is damaged, missing or lost, and what people decide about it.

use super::c::*;
use super::calls::*;
use super::common::hall::bidder;
use super::common::record::TECHNICAL;
use super::common::tender::{ARRIVED, Bid, CLOSED};
use super::common::{draft, id, time};
use super::fixture::{Fixture, shared};
use super::parties::{PASSPHRASE, decide};
use sealbid::ErrorKind;
use sealbid::record::{Adjudication, QuorumLost, Receipt, ReceiptKind, Subject};
use sealbid::suite::{Digest, hash};
use sealbid::wire::Hex;
use sealbid_ffi::*;
use std::path::Path;
use std::ptr;

const CUT_OFF: &str = "2026-07-01T12:00:00+08:00";
const AFTER: &str = "2026-07-01T12:00:01+08:00";

/// A bid that lies in a file of its own.
fn large(fixture: &Fixture, name: &str) -> Bid {
    let mut draft = draft();
    let document = sealbid::bid::Document::bytes("large.txt", "text/plain", vec![7; 1 << 20]).unwrap();
    draft.parts.insert(id("method"), vec![document]);
    Bid::of(&fixture.world, &fixture.signed(), draft, &bidder(&fixture.world, name))
}

/// Closed with these bids, its head recorded.
fn closed_with(fixture: &Fixture, folder: &Path, bids: &[Bid]) -> Closed {
    let tender = fixture.create(folder).unwrap();
    bids.iter().for_each(|bid| drop(receive(&tender, bid).unwrap()));
    let closed = close(&tender);
    let (note, token) = cosigned(fixture, &closed, &[0, 1], folder, CLOSED);
    record_head(&closed, &note, &token, CLOSED).unwrap();
    closed
}

fn rescue(closed: &Closed, digest: &Digest, file: &Path) -> Answer {
    let file = path(file);
    call(|e| unsafe {
        let (digest, file) = (digest.0.as_ptr(), file.as_ptr());
        sealbid_closed_box_rescue(closed.get(), digest, file, unix(TECHNICAL), e)
    })
}

#[test]
fn a_damaged_bid_is_supplied_again_or_given_up() {
    let fixture = shared();
    let folder = fixture.place("damaged");
    let bids = ["Whole", "Rescued", "Lost"].map(|name| large(fixture, name));
    let closed = closed_with(fixture, &folder, &bids);
    for bid in &bids[1..] {
        let file = folder.join("evidence/bids").join(format!("{}.sbid", bid.digest()));
        std::fs::write(file, b"nothing").unwrap();
    }
    let opening = begin(&closed, "technical").unwrap();
    let damaged = reread(&opening, TECHNICAL).unwrap();
    let found: Vec<&str> =
        damaged.as_array().unwrap().iter().map(|one| one["digest"].as_str().unwrap()).collect();
    assert_eq!(found, [bids[1].digest().to_string(), bids[2].digest().to_string()]);

    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("bid.sbid");
    assert_eq!(kind(rescue(&closed, &bids[1].digest(), &file)), Err(ErrorKind::FileNotFound));
    std::fs::write(&file, &bids[2].bytes).unwrap();
    assert_eq!(kind(rescue(&closed, &bids[1].digest(), &file)), Err(ErrorKind::BidDamaged));
    std::fs::write(&file, &bids[1].bytes).unwrap();
    rescue(&closed, &bids[1].digest(), &file).unwrap();
    call(|e| unsafe { sealbid_opening_settle(opening.get(), unix(TECHNICAL), 1, None, ptr::null_mut(), e) })
        .unwrap();

    let (note, token) = cosigned(fixture, &closed, &[0, 1], &folder, TECHNICAL);
    let asked = request(&opening, &note, &token, TECHNICAL).unwrap();
    for n in [0, 1] {
        let file = release(&fixture.desk(n, &folder), &folder, &asked).unwrap();
        give_release(&opening, &file, TECHNICAL).unwrap();
    }
    let summary = run(&opening, TECHNICAL, None, None, ptr::null_mut()).unwrap();
    assert_eq!((&summary["opened"], &summary["excluded"]), (&2.into(), &0.into()));
    assert_eq!(summary["pending"][0]["digest"], bids[2].digest().to_string());
    assert_eq!(kind(minutes(&opening)), Err(ErrorKind::OutOfOrder), "one has no outcome");
    let summary = json(|out, e| unsafe {
        let (opening, none) = (opening.get(), ptr::null_mut());
        sealbid_opening_give_up(opening, unix(TECHNICAL), ptr::null(), 2, None, none, out, e)
    });
    assert_eq!(summary.unwrap()["excluded"], 1);
    let outcome = outcomes(&opening)[2]["outcome"].clone();
    assert_eq!((&outcome["type"], &outcome["fault"]), (&"excluded".into(), &"platform".into()));
    assert!(minutes(&opening).is_ok());
}

#[test]
fn an_objection_stops_the_release_until_it_is_decided() {
    let fixture = shared();
    let folder = fixture.place("objection");
    let closed = closed_with(fixture, &folder, &[bid(fixture, "Bidder")]);
    let notice = fixture.signed();
    let (tender, missing) = (notice.notice().tender(), hash(&[b"missing"]));
    let place = (tender, notice.notice().digest(), id("1"), Hex([9; 32]));
    let mut receipt = Receipt::new(ReceiptKind::Bid, place, missing, time(ARRIVED));
    (receipt.size, receipt.token) = (Some(1), Some(hash(&[b"token"])));
    let receipt = decide(&fixture.signer, &sealbid::wire::write_json(&receipt).unwrap(), ARRIVED);
    let entries = status(&closed)["entries"].as_u64().unwrap();
    let mut entry = 0;
    call(|e| unsafe {
        let size = receipt.len() as u64;
        sealbid_closed_box_objection(closed.get(), receipt.as_ptr(), size, unix(CLOSED), &raw mut entry, e)
    })
    .unwrap();
    assert_eq!(entry, entries);

    let opening = begin(&closed, "technical").unwrap();
    reread(&opening, TECHNICAL).unwrap();
    let (note, token) = cosigned(fixture, &closed, &[0, 1], &folder, TECHNICAL);
    assert_eq!(kind(request(&opening, &note, &token, TECHNICAL)), Err(ErrorKind::ObjectionOpen));
    let subject = Subject::Objection { digest: missing };
    let content = Adjudication::new(tender, subject, time(TECHNICAL), "it never came").to_bytes().unwrap();
    let adjudicate = |signer: &Handle<sealbid_signer>| {
        let signed = decide(signer, &content, TECHNICAL);
        call(|e| unsafe {
            let size = signed.len() as u64;
            sealbid_closed_box_adjudicate(closed.get(), signed.as_ptr(), size, unix(TECHNICAL), e)
        })
    };
    assert_eq!(kind(adjudicate(&fixture.signer)), Err(ErrorKind::WrongSigner));
    adjudicate(&fixture.adjudicator).unwrap();
    let (note, token) = cosigned(fixture, &closed, &[0, 1], &folder, TECHNICAL);
    request(&opening, &note, &token, TECHNICAL).unwrap();
}

/// A bidder's signed seed of a stage, out of its key file.
fn seed_of(bid: &Bid, stage: &str) -> Answer<Vec<u8>> {
    let (pem, stage) = (bid.sealed.keys.to_key_file(PASSPHRASE).unwrap(), text(stage));
    let key = make(sealbid_bid_key_free, |out, e| unsafe {
        let (size, words) = (pem.len() as u64, PASSPHRASE.len() as u64);
        sealbid_bid_key_open(pem.as_ptr(), size, PASSPHRASE.as_ptr(), words, out, e)
    })
    .unwrap();
    bytes(|out, e| unsafe { sealbid_request_seed(key.get(), stage.as_ptr(), out, e) })
}

fn seed(bid: &Bid) -> Vec<u8> {
    seed_of(bid, "technical").unwrap()
}

fn give_seed(opening: &Opening, seed: &[u8], at: &str) -> Answer<Hex<32>> {
    let mut digest = [0; 32];
    let given = call(|e| unsafe {
        let size = seed.len() as u64;
        sealbid_opening_give_seed(opening.get(), seed.as_ptr(), size, unix(at), digest.as_mut_ptr(), e)
    });
    given.map(|()| Hex(digest))
}

#[test]
fn seeds_take_the_place_of_a_quorum_that_is_lost() {
    let fixture = Fixture::new(|world| world.body.rescue.by_seed = true);
    let folder = fixture.place("lost");
    let bids = [bid(&fixture, "Here"), bid(&fixture, "Silent")];
    assert_eq!(kind(seed_of(&bids[0], "third")), Err(ErrorKind::UnknownStage));
    assert_eq!(kind(seed_of(&bid(shared(), "Bidder"), "technical")), Err(ErrorKind::NoSeedRescue));
    let closed = closed_with(&fixture, &folder, &bids);
    let opening = begin(&closed, "technical").unwrap();
    reread(&opening, TECHNICAL).unwrap();
    let (note, token) = cosigned(&fixture, &closed, &[0, 1], &folder, TECHNICAL);
    request(&opening, &note, &token, TECHNICAL).unwrap();
    assert_eq!(kind(give_seed(&opening, &seed(&bids[0]), TECHNICAL)), Err(ErrorKind::OutOfOrder));

    let lost = QuorumLost::new(
        bids[0].sealed.keys.tender,
        id("technical"),
        time(TECHNICAL),
        time(CUT_OFF),
        "two custodians are gone",
    );
    let lost = decide(&fixture.adjudicator, &lost.to_bytes().unwrap(), TECHNICAL);
    let declare = || {
        let size = lost.len() as u64;
        call(|e| unsafe {
            sealbid_opening_quorum_lost(opening.get(), lost.as_ptr(), size, unix(TECHNICAL), e)
        })
    };
    declare().unwrap();
    assert_eq!(kind(declare()), Err(ErrorKind::OutOfOrder), "once");
    assert_eq!(give_seed(&opening, &seed(&bids[0]), CUT_OFF), Ok(bids[0].digest()));
    assert_eq!(kind(give_seed(&opening, &seed(&bids[1]), AFTER)), Err(ErrorKind::Late));
    let publish =
        |at: &str| json(|out, e| unsafe { sealbid_opening_publish_seeds(opening.get(), unix(at), out, e) });
    assert_eq!(kind(publish(CUT_OFF)), Err(ErrorKind::TooEarly));
    assert_eq!(publish(AFTER).unwrap()["seeds"].as_array().unwrap().len(), 1);
    assert_eq!(opening_status(&opening)["ready"], true);
    let summary = run(&opening, AFTER, None, None, ptr::null_mut()).unwrap();
    assert_eq!((&summary["opened"], summary["pending"].as_array().unwrap().len()), (&1.into(), 1));

    // The notice names no beacons, so none of them is anybody's.
    let beacons = |file: &[u8]| {
        json(|out, e| unsafe {
            let size = file.len() as u64;
            sealbid_opening_give_beacons(opening.get(), file.as_ptr(), size, unix(AFTER), out, e)
        })
    };
    assert_eq!(beacons(b"[]"), Ok(serde_json::json!([])));
    assert_eq!(kind(beacons(b"[")), Err(ErrorKind::BadJson));
}
