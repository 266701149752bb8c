//! A box whose notice or times change, and bids whose files follow.

use super::c::*;
use super::calls::*;
use super::common::tender::{ARRIVED, Bid, CLOSED, OPENED};
use super::common::{id, time};
use super::fixture::Fixture;
use super::parties::{decide, sign_notice};
use sealbid::ErrorKind;
use sealbid::record::{Announcement, Postponement, Receipt, ReceiptKind, Signed, StageTime};
use sealbid::suite::hash;
use sealbid_ffi::*;

const LATER: &str = "2026-07-01T10:00:00+08:00";
const TOO_LATE: &str = "2026-07-01T10:00:01+08:00";

fn open_status(tender: &Box) -> serde_json::Value {
    json(|out, e| unsafe { sealbid_tender_box_status(tender.get(), out, e) }).unwrap()
}

fn receipt_kind(receipt: &[u8]) -> ReceiptKind {
    Receipt::parse(Signed::parse(receipt).unwrap().content()).unwrap().kind
}

#[test]
fn an_amendment_retires_the_bids_before_it() {
    let mut fixture = Fixture::new(|_| {});
    let tender = fixture.create(&fixture.place("amended")).unwrap();
    let old = bid(&fixture, "Bidder");
    receive(&tender, &old).unwrap();
    let first = fixture.signed().notice().digest();
    let body = &mut fixture.world.body;
    (body.tender, body.supersedes) = (Some(first), Some(first));
    let (notice, signature, acceptances) =
        sign_notice(&fixture.world, &fixture.tenderer, &fixture.custodians);
    let amend = |token: &[u8]| {
        let acceptances = list(&acceptances);
        call(|e| unsafe {
            let (data, signed) = (notice.as_ptr(), signature.as_ptr());
            let (size, signed_size) = (notice.len() as u64, signature.len() as u64);
            let (token, token_size, list) = (token.as_ptr(), token.len() as u64, acceptances.get());
            sealbid_tender_box_amend(
                tender.get(),
                data,
                size,
                signed,
                signed_size,
                list,
                token,
                token_size,
                unix(ARRIVED),
                e,
            )
        })
    };
    let wrong = fixture.stamp(&[1; 32], ARRIVED);
    assert_eq!(kind(amend(&wrong)), Err(ErrorKind::TimestampImprint));
    assert_eq!(open_status(&tender)["notice"], first.to_string());
    let token = fixture.stamp(&hash(&[&notice]).0, ARRIVED);
    amend(&token).unwrap();
    amend(&token).unwrap();
    let status = open_status(&tender);
    assert_eq!(status["notice"], hash(&[&notice]).to_string());
    assert_eq!((&status["tender"], &status["accepted"]), (&first.to_string().into(), &true.into()));
    (fixture.notice, fixture.signature, fixture.acceptances) = (notice, signature, acceptances);
    assert_eq!(receive(&tender, &old).unwrap_err().0, ErrorKind::RetiredBid);
    receive(&tender, &bid(&fixture, "Bidder")).unwrap();
}

#[test]
fn a_postponement_moves_the_deadline() {
    let fixture = Fixture::new(|_| {});
    let tender = fixture.create(&fixture.place("postponed")).unwrap();
    let bid = bid(&fixture, "Bidder");
    assert_eq!(receive_at(&tender, &bid, CLOSED).unwrap_err().0, ErrorKind::Late);
    let notice = fixture.signed();
    let place = (notice.notice().tender(), notice.notice().digest());
    let stage = |name: &str, at: &str| StageTime { id: id(name), time: time(at) };
    let stages = vec![
        stage("technical", "2026-07-01T10:10:00+08:00"),
        stage("commercial", "2026-07-02T09:00:00+08:00"),
    ];
    let content = Postponement::new(place, time(ARRIVED), time(LATER), stages, "a storm").to_bytes().unwrap();
    let postpone = |signed: &[u8], token: Option<&[u8]>| {
        let (data, size) = token.map_or((std::ptr::null(), 0), |token| (token.as_ptr(), token.len() as u64));
        call(|e| unsafe {
            let (signed, length) = (signed.as_ptr(), signed.len() as u64);
            sealbid_tender_box_postpone(tender.get(), signed, length, data, size, unix(ARRIVED), e)
        })
    };
    let others = decide(&fixture.signer, &content, ARRIVED);
    let token = fixture.stamp(&hash(&[&others]).0, ARRIVED);
    assert_eq!(kind(postpone(&others, Some(&token))), Err(ErrorKind::WrongSigner));
    let signed = decide(&fixture.tenderer.signer(), &content, ARRIVED);
    assert_eq!(kind(postpone(&signed, None)), Err(ErrorKind::NoTimestamp), "the deadline moves");
    postpone(&signed, Some(&fixture.stamp(&hash(&[&signed]).0, ARRIVED))).unwrap();
    assert_eq!(open_status(&tender)["deadline"], serde_json::to_value(time(LATER)).unwrap());
    receive_at(&tender, &bid, CLOSED).unwrap();
    assert_eq!(kind(close_at(&tender, LATER)), Err(ErrorKind::ClosedEarly));
    assert_eq!(status(&close_at(&tender, TOO_LATE).unwrap())["bids"], 1);
}

fn announce(tender: &Box, bid: &Bid, token: &[u8]) -> Received {
    let keys = &bid.sealed.keys;
    let content =
        Announcement::new(keys.tender, keys.notice, keys.lot.clone(), keys.key.public(), bid.digest());
    let request = bid.sign(content.to_bytes().unwrap());
    let (at, size, token_size) = (unix(ARRIVED), request.len() as u64, token.len() as u64);
    or_refusal(|receipt, refusal, e| unsafe {
        let (tender, request) = (tender.get(), request.as_ptr());
        sealbid_tender_box_announce(
            tender,
            request,
            size,
            token.as_ptr(),
            token_size,
            at,
            at,
            receipt,
            refusal,
            e,
        )
    })
}

fn deliver_closed(closed: &Closed, bid: &Bid, at: &str) -> Received {
    let upload =
        make(sealbid_upload_free, |out, e| unsafe { sealbid_upload_new_closed(closed.get(), out, e) })
            .unwrap();
    write(&upload, &bid.bytes).unwrap();
    let at = unix(at);
    or_refusal(|receipt, refusal, e| unsafe {
        sealbid_closed_box_deliver(closed.get(), upload.get(), at, at, receipt, refusal, e)
    })
}

#[test]
fn files_follow_what_was_announced_before_and_after_the_closing() {
    let fixture = Fixture::new(|world| {
        world.body.file_period = Some(3600);
        world.body.stages[0].time = time("2026-07-01T12:00:00+08:00");
    });
    let tender = fixture.create(&fixture.place("announced")).unwrap();
    let [early, late, never] = ["Early", "Late", "Never"].map(|name| bid(&fixture, name));
    for bid in [&early, &late, &never] {
        assert_eq!(announce(&tender, bid, b"").unwrap_err().0, ErrorKind::NoTimestamp);
        assert_eq!(receipt_kind(&announce(&tender, bid, &bid.token).unwrap()), ReceiptKind::Announcement);
    }
    let upload = uploaded(&tender, &early.bytes);
    let delivered = or_refusal(|receipt, refusal, e| unsafe {
        let at = unix(ARRIVED);
        sealbid_tender_box_deliver(tender.get(), upload.get(), at, at, receipt, refusal, e)
    });
    assert_eq!(receipt_kind(delivered.as_ref().unwrap()), ReceiptKind::Delivery);
    let closed = close(&tender);
    let receipt = deliver_closed(&closed, &late, LATER).unwrap();
    assert_eq!(receipt_kind(&receipt), ReceiptKind::Delivery);
    assert_eq!(deliver_closed(&closed, &late, LATER), Ok(receipt), "the very same");
    assert_eq!(deliver_closed(&closed, &early, LATER), delivered);
    let (why, refusal) = deliver_closed(&closed, &never, TOO_LATE).unwrap_err();
    assert_eq!((why, refusal.is_some()), (ErrorKind::Late, true));
    // An upload into a box that receives is none for the closed one.
    let other = fixture.create(&fixture.place("another")).unwrap();
    let upload = uploaded(&other, &never.bytes);
    let answer = or_refusal(|receipt, refusal, e| unsafe {
        let at = unix(OPENED);
        sealbid_closed_box_deliver(closed.get(), upload.get(), at, at, receipt, refusal, e)
    });
    assert_eq!(answer, Err((ErrorKind::OutOfOrder, None)));
}
