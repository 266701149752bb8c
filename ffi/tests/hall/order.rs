//! Things done too early, twice, or with what belongs to another; and what holders answer.

use super::c::*;
use super::calls::*;
use super::common::id;
use super::common::record::TECHNICAL;
use super::common::tender::{ARRIVED, CLOSED};
use super::fixture::shared;
use super::misuse::reopen;
use super::parties::{PASSPHRASE, decide};
use sealbid::ErrorKind;
use sealbid::record::{Receipt, ReceiptKind};
use sealbid::suite::hash;
use sealbid::wire::Hex;
use sealbid_ffi::*;
use std::ptr;

#[test]
fn a_box_is_made_once_and_opened_by_one() {
    let fixture = shared();
    let folder = fixture.place("once");
    let tender = fixture.create(&folder).unwrap();
    let bid = bid(fixture, "Bidder");
    let receipt = receive(&tender, &bid).unwrap();
    assert_eq!(kind(fixture.create(&folder)), Err(ErrorKind::StoreLocked));
    assert_eq!(kind(reopen(fixture, &folder)), Err(ErrorKind::StoreLocked));
    drop(tender);
    assert_eq!(kind(fixture.create(&folder)), Err(ErrorKind::WouldOverwrite));
    let (tender, closed) = reopen(fixture, &folder).unwrap();
    assert!(closed.is_null());
    assert_eq!(receive(&tender, &bid), Ok(receipt), "what was acknowledged is there");
    close(&tender);
    drop(tender);
    let (tender, closed) = reopen(fixture, &folder).unwrap();
    assert!(tender.is_null());
    assert_eq!(status(&closed)["closed"], true);
    assert_eq!(kind(reopen(fixture, &fixture.place("nowhere"))), Err(ErrorKind::FileNotFound));
}

#[test]
fn texts_times_and_numbers_that_cannot_be_are_refused() {
    let fixture = shared();
    let folder = fixture.place("arguments");
    let tender = fixture.create(&folder).unwrap();
    let closed = close(&tender);
    let stage = c"\xff\xfe";
    let opening = make(sealbid_opening_free, |out, e| unsafe {
        sealbid_opening_begin(closed.get(), stage.as_ptr(), None, ptr::null_mut(), out, e)
    });
    assert_eq!(kind(opening), Err(ErrorKind::NotUtf8));
    assert_eq!(kind(begin(&closed, "")), Err(ErrorKind::BadField));
    assert_eq!(kind(begin(&closed, "unknown")), Err(ErrorKind::UnknownStage));
    for at in [i64::MIN, i64::MAX] {
        let late =
            bytes(|out, e| unsafe { sealbid_closed_box_refuse(closed.get(), ptr::null(), at, out, e) });
        assert!(late.is_err());
    }
    let entry =
        |number| kind(bytes(|out, e| unsafe { sealbid_closed_box_entry(closed.get(), number, out, e) }));
    assert_eq!((entry(0), entry(u64::MAX)), (Ok(()), Err(ErrorKind::OutsideTree)));
    let attachment = |entry, index| {
        kind(bytes(|out, e| unsafe {
            sealbid_closed_box_attachment(closed.get(), entry, index, ptr::null_mut(), out, e)
        }))
    };
    assert_eq!(attachment(0, 1), Ok(()));
    assert_eq!(attachment(0, 2), Err(ErrorKind::BadArgument));
    assert_eq!(attachment(0, u64::MAX), Err(ErrorKind::BadArgument));
    assert_eq!(attachment(u64::MAX, 0), Err(ErrorKind::OutsideTree));
    let log = path(&folder);
    let proof = |entry| {
        let (mut proof, mut bytes) = (ptr::dangling_mut(), ptr::dangling_mut());
        let answer =
            call(|e| unsafe { sealbid_audit_prove(log.as_ptr(), entry, &raw mut proof, &raw mut bytes, e) });
        assert_eq!((taken(proof), taken(bytes)), (None, None));
        kind(answer)
    };
    // No head is recorded yet.
    assert_eq!((proof(0), proof(u64::MAX)), (Err(ErrorKind::OutsideTree), Err(ErrorKind::OutsideTree)));
    let mut number = 0;
    let unknown = hash(&[b"unknown"]);
    let found =
        call(|e| unsafe { sealbid_audit_find_bid(log.as_ptr(), unknown.0.as_ptr(), &raw mut number, e) });
    assert_eq!(kind(found), Err(ErrorKind::UnknownBid));
    let rescued = call(|e| unsafe {
        sealbid_closed_box_rescue(closed.get(), unknown.0.as_ptr(), log.as_ptr(), unix(CLOSED), e)
    });
    assert_eq!(kind(rescued), Err(ErrorKind::UnknownBid));
}

#[test]
fn an_opening_keeps_its_order() {
    let fixture = shared();
    let folder = fixture.place("order");
    let tender = fixture.create(&folder).unwrap();
    let bid = bid(fixture, "Bidder");
    let receipt = receive(&tender, &bid).unwrap();
    let closed = close(&tender);
    assert_eq!(kind(begin(&closed, "commercial")), Err(ErrorKind::OutOfOrder));
    let opening = begin(&closed, "technical").unwrap();
    let early = opening_status(&opening);
    assert_eq!(
        (&early["ready"], &early["reread"], &early["have"]),
        (&false.into(), &false.into(), &0.into())
    );
    assert_eq!(kind(run(&opening, TECHNICAL, None, None, ptr::null_mut())), Err(ErrorKind::QuorumNotMet));
    assert_eq!(kind(minutes(&opening)), Err(ErrorKind::NotClosed));
    assert_eq!(kind(finish(&opening, b"no token", TECHNICAL)), Err(ErrorKind::NotClosed));
    let (note, token) = head(fixture, &closed, CLOSED);
    assert_eq!(kind(request(&opening, &note, &token, CLOSED)), Err(ErrorKind::OutOfOrder));

    // Notes that do not belong to the head, or were cosigned by nobody, are not gathered.
    assert_eq!(kind(gather(&closed, &note, std::slice::from_ref(&note))), Err(ErrorKind::UnknownCustodian));
    assert_eq!(kind(gather(&closed, b"no note", &[])), Err(ErrorKind::BadHead));
    assert_eq!(gather(&closed, &note, &[]), Ok((note.clone(), false)));
    let other = fixture.stamp(&[3; 32], CLOSED);
    assert!(cosign_request(&closed, &note, &[other]).is_err());
    let (note, token) = cosigned(fixture, &closed, &[0, 1], &folder, CLOSED);
    record_head(&closed, &note, &token, CLOSED).unwrap();
    let after = head(fixture, &closed, CLOSED).0;
    assert_eq!(kind(gather(&closed, &after, &[note])), Err(ErrorKind::HeadMismatch));

    let (note, token) = cosigned(fixture, &closed, &[0, 1], &folder, TECHNICAL);
    let early = |opening: &Opening| {
        assert_eq!(kind(request(opening, &note, &token, TECHNICAL)), Err(ErrorKind::OutOfOrder));
        assert_eq!(kind(minutes(opening)), Err(ErrorKind::OutOfOrder));
        assert_eq!(kind(finish(opening, b"no token", TECHNICAL)), Err(ErrorKind::OutOfOrder));
    };
    early(&opening);
    reread(&opening, CLOSED).unwrap();
    // The head does not cover that every bid was read again.
    assert_eq!(kind(request(&opening, &note, &token, TECHNICAL)), Err(ErrorKind::HeadTooOld));
    let few = cosigned(fixture, &closed, &[0], &folder, TECHNICAL);
    assert_eq!(kind(request(&opening, &few.0, &few.1, TECHNICAL)), Err(ErrorKind::CosignersMissing));
    let soon = cosigned(fixture, &closed, &[0, 1], &folder, CLOSED);
    assert_eq!(kind(request(&opening, &soon.0, &soon.1, TECHNICAL)), Err(ErrorKind::TooEarly));
    assert_eq!(status(&closed)["bids"], 1);

    // An objection needs a receipt for a bid that the record does not have.
    let mut entry = 0;
    let objection = |receipt: &[u8], entry: &mut u64| {
        let size = receipt.len() as u64;
        kind(call(|e| unsafe {
            sealbid_closed_box_objection(closed.get(), receipt.as_ptr(), size, unix(TECHNICAL), entry, e)
        }))
    };
    assert_eq!(objection(&receipt, &mut entry), Err(ErrorKind::NotAnObjection));
}

#[test]
fn a_custodian_keeps_its_memory_and_says_why_it_refuses() {
    let fixture = shared();
    let folder = fixture.place("custodian");
    let missing = fixture.memory(2, &folder);
    assert_eq!(kind(fixture.desk_with(2, &missing)), Err(ErrorKind::FileNotFound), "not even its folder");
    let desk = fixture.desk(2, &folder);
    let memory = json(|out, e| unsafe { sealbid_custodian_memory(desk.get(), out, e) }).unwrap();
    assert_eq!(memory["released"], serde_json::json!([]));
    assert_eq!(kind(fixture.desk_with(2, &missing)), Err(ErrorKind::StoreLocked));
    call(|e| unsafe { sealbid_custodian_clear(desk.get(), e) }).unwrap();
    drop(desk);
    let begun = path(&missing);
    let again = call(|e| unsafe {
        sealbid_custodian_memory_begin(fixture.custodians[2].key.get(), begun.as_ptr(), e)
    });
    assert_eq!(kind(again), Err(ErrorKind::WouldOverwrite));
    assert_eq!(kind(fixture.desk_with(1, &missing)), Err(ErrorKind::MemoryOfAnother));
    assert_eq!(kind(fixture.desk_with(2, &missing.with_file_name("lost.json"))), Err(ErrorKind::MemoryLost));

    let tender = fixture.create(&folder).unwrap();
    receive(&tender, &bid(fixture, "Bidder")).unwrap();
    let closed = close(&tender);
    let (note, token) = cosigned(fixture, &closed, &[0, 1], &folder, CLOSED);
    record_head(&closed, &note, &token, CLOSED).unwrap();
    let opening = begin(&closed, "technical").unwrap();
    reread(&opening, TECHNICAL).unwrap();
    let (note, token) = cosigned(fixture, &closed, &[0, 1], &folder, TECHNICAL);
    let asked = request(&opening, &note, &token, TECHNICAL).unwrap();

    // A bid is missing that a receipt shows.
    let notice = fixture.signed();
    let place = (notice.notice().tender(), notice.notice().digest(), id("1"), Hex([9; 32]));
    let arrived = super::common::time(ARRIVED);
    let mut receipt = Receipt::new(ReceiptKind::Bid, place, hash(&[b"missing"]), arrived);
    (receipt.size, receipt.token) = (Some(1), Some(hash(&[b"token"])));
    let receipt = decide(&fixture.signer, &sealbid::wire::write_json(&receipt).unwrap(), ARRIVED);
    let desk = fixture.desk(2, &folder);
    call(|e| unsafe { sealbid_custodian_hand_in(desk.get(), receipt.as_ptr(), receipt.len() as u64, e) })
        .unwrap();
    let (why, refusal) = release(&desk, &folder, &asked).unwrap_err();
    let refusal = refusal.unwrap();
    assert_eq!(why, ErrorKind::BidMissing);
    let given = bytes(|out, e| unsafe {
        let size = refusal.len() as u64;
        sealbid_opening_give_refusal(opening.get(), refusal.as_ptr(), size, unix(TECHNICAL), out, e)
    });
    assert_eq!(given, Ok(b"c2".to_vec()));
    // What is no request gets no answer that is signed.
    let (_, refusal) = release(&desk, &folder, b"{}").unwrap_err();
    assert_eq!(refusal, None);
    assert_eq!(kind(cosign(&desk, &fixture.place("nowhere"), &asked)), Err(ErrorKind::FileNotFound));
    // A wrong file is named, and changes nothing.
    let file = release(&fixture.desk(0, &folder), &folder, &asked).unwrap();
    let entries = status(&closed)["entries"].clone();
    let mut wrong: serde_json::Value = serde_json::from_slice(&file).unwrap();
    wrong["holder"] = "c1".into();
    assert!(give_release(&opening, &serde_json::to_vec(&wrong).unwrap(), TECHNICAL).is_err());
    assert_eq!(status(&closed)["entries"], entries);
    assert_eq!(give_release(&opening, &file, TECHNICAL), Ok("c0".into()));
}

#[test]
fn a_key_file_opens_under_its_passphrase_alone() {
    let fixture = shared();
    let (key, size) = (fixture.record_key.get(), PASSPHRASE.len() as u64);
    let pem =
        bytes(|out, e| unsafe { sealbid_record_key_file(key, PASSPHRASE.as_ptr(), size, out, e) }).unwrap();
    let wrong = make(sealbid_record_key_free, |out, e| unsafe {
        sealbid_record_key_open(pem.as_ptr(), pem.len() as u64, PASSPHRASE.as_ptr(), size - 1, out, e)
    });
    assert_eq!(kind(wrong), Err(ErrorKind::WrongPassphrase));
    // It is no custodian's key.
    let other = make(sealbid_custodian_key_free, |out, e| unsafe {
        sealbid_custodian_key_open(pem.as_ptr(), pem.len() as u64, PASSPHRASE.as_ptr(), size, out, e)
    });
    assert!(other.is_err());
    // A key accepts only a notice that names it.
    let (id, organisation, tender) = (text("c0"), text("Custodian 0"), text("T-1"));
    let stranger = make(sealbid_custodian_key_free, |out, e| unsafe {
        let (id, organisation, tender) = (id.as_ptr(), organisation.as_ptr(), tender.as_ptr());
        sealbid_custodian_key_generate(id, organisation, tender, unix(ARRIVED), out, e)
    })
    .unwrap();
    let accepted = bytes(|out, e| unsafe {
        let notice = &fixture.notice;
        sealbid_custodian_key_accept(stranger.get(), notice.as_ptr(), notice.len() as u64, out, e)
    });
    assert_eq!(kind(accepted), Err(ErrorKind::UnknownCustodian));
}
