//! A whole tender's day.

use super::c::*;
use super::calls::*;

use super::common::record::{COMMERCIAL, TECHNICAL};
use super::common::tender::{Bid, CLOSED};
use super::common::{id, time};
use super::fixture::Fixture;
use super::heard::*;
use super::parties::decide;
use sealbid::ErrorKind;
use sealbid::opening::Minutes;
use sealbid::record::{Admission, NotAdmitted, Receipt, Signed};
use sealbid::suite::{Digest, hash};
use sealbid_ffi::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::ptr;

const AT_ONCE: usize = 8;

/// What a receipt says, after it was verified under the notice.
fn verified(fixture: &Fixture, receipt: &[u8]) -> serde_json::Value {
    let notice = fixture.verified();
    json(|out, e| unsafe {
        sealbid_receipt_verify(notice.get(), receipt.as_ptr(), receipt.len() as u64, out, e)
    })
    .unwrap()
}

/// The reason that a refusal of this platform gives.
fn refused(fixture: &Fixture, answer: Received, kind: ErrorKind) {
    let (found, refusal) = answer.unwrap_err();
    assert_eq!(found, kind);
    let (notice, refusal) = (fixture.verified(), refusal.unwrap());
    let content = json(|out, e| unsafe {
        sealbid_refusal_verify(notice.get(), refusal.as_ptr(), refusal.len() as u64, out, e)
    });
    assert_eq!(content.unwrap()["reason"]["code"], kind.code());
}

/// One of the bids is replaced, one withdrawn; the digests of those that stand, in the order of their bidders.
fn receive_all(fixture: &Fixture, tender: &Box) -> Vec<Bid> {
    let mut bids: Vec<Bid> = (0..AT_ONCE).map(|n| bid(fixture, &format!("Bidder {n}"))).collect();
    let receipts: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let start = |bid| scope.spawn(move || receive(tender, bid).unwrap());
        let started: Vec<_> = bids.iter().map(start).collect();
        started.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (bid, receipt) in bids.iter().zip(&receipts) {
        assert_eq!(verified(fixture, receipt)["digest"], bid.digest().to_string());
        assert_eq!(receive(tender, bid).as_ref(), Ok(receipt), "the very same receipt");
    }
    let new = bid(fixture, "Bidder 0");
    let receipt = replace(tender, &new, &new.asks_to_replace(&bids[0], 1)).unwrap();
    assert_eq!(verified(fixture, &receipt)["replaces"], bids[0].digest().to_string());
    let old = std::mem::replace(&mut bids[0], new);
    refused(fixture, receive(tender, &old), ErrorKind::RetiredBid);
    let gone = bids.remove(1);
    let receipt = withdraw(tender, &gone.asks_to_withdraw(1)).unwrap();
    assert_eq!(verified(fixture, &receipt)["kind"], "withdrawal");
    bids
}

fn audited(fixture: &Fixture, log: &Path, evidence: Option<&Path>) -> (i32, serde_json::Value) {
    let (log, evidence) = (path(log), evidence.map(path));
    let (mut overall, mut heard) = (-1, Heard::new());
    let evidence = evidence.as_ref().map_or(NOTHING, |folder| folder.as_ptr());
    let report = json(|out, e| unsafe {
        let (roots, context) = (fixture.roots.get(), (&raw mut heard).cast());
        let (none, overall) = (ptr::null(), &raw mut overall);
        sealbid_audit(log.as_ptr(), evidence, roots, none, none, 2, Some(advance), context, overall, out, e)
    });
    assert!(heard.done.is_sorted() && heard.done.last().is_some_and(|done| *done > 0));
    (overall, report.unwrap())
}

/// Reread, asked, released by two of three.
fn released(fixture: &Fixture, closed: &Closed, opening: &Opening, folder: &Path, at: &str) {
    assert_eq!(reread(opening, at).unwrap(), serde_json::json!([]));
    let (note, token) = cosigned(fixture, closed, &[0, 1], folder, at);
    let request = request(opening, &note, &token, at).unwrap();
    for n in [0, 2] {
        let (desk, custodian) = (fixture.desk(n, folder), &fixture.custodians[n].name);
        let file = release(&desk, folder, &request).unwrap();
        assert_eq!(release(&desk, folder, &request).unwrap(), file, "asked again, the same file");
        assert_eq!(give_release(opening, &file, at).as_ref(), Ok(custodian));
        assert_eq!(give_release(opening, &file, at).as_ref(), Ok(custodian), "nothing changes");
    }
    let status = opening_status(opening);
    assert_eq!((&status["ready"], &status["have"], &status["need"]), (&true.into(), &2.into(), &2.into()));
}

fn finished(fixture: &Fixture, opening: &Opening, at: &str) -> Minutes {
    let (bytes, digest) = minutes(opening).unwrap();
    assert_eq!(hash(&[&bytes]).0, digest);
    assert_eq!(finish(opening, &fixture.stamp(&digest, at), at), Ok(digest));
    assert_eq!(finish(opening, b"nothing changes", at), Ok(digest));
    Minutes::parse(&bytes).unwrap()
}

/// The technical stage: a refusal, events, documents on disk and through callbacks.
fn technical(fixture: &Fixture, closed: &Closed, folder: &Path, bids: &[Bid]) {
    let (mut heard, stage) = (Heard::new(), text("technical"));
    let opening = make(sealbid_opening_free, |out, e| unsafe {
        let context = (&raw mut heard).cast();
        sealbid_opening_begin(closed.get(), stage.as_ptr(), Some(hear), context, out, e)
    })
    .unwrap();
    released(fixture, closed, &opening, folder, TECHNICAL);
    let documents = folder.with_extension("documents");
    let mut told = Heard::new();
    let context = (&raw mut told).cast();
    let summary = run(&opening, TECHNICAL, Some(&documents), Some(advance), context).unwrap();
    assert_eq!(summary, serde_json::json!({ "opened": bids.len(), "excluded": 0, "pending": [] }));
    assert!(told.done.is_sorted() && told.done.last().is_some_and(|done| *done > 0));
    for bid in bids {
        let file = documents.join("1").join(bid.digest().to_string()).join("method/方案.txt");
        assert_eq!(std::fs::read(file).unwrap(), b"how");
    }
    let found = outcomes(&opening);
    let digests: Vec<&str> =
        found.as_array().unwrap().iter().map(|one| one["digest"].as_str().unwrap()).collect();
    assert_eq!(digests.len(), bids.len());
    assert!(bids.iter().all(|bid| digests.contains(&bid.digest().to_string().as_str())));
    assert!(found.as_array().unwrap().iter().all(|one| one["outcome"]["type"] == "opened"));

    let mut documents = Documents::default();
    let contents = json(|out, e| unsafe {
        let (digest, context) = (bids[0].digest(), (&raw mut documents).cast());
        let (document, data): (sealbid_document_fn, sealbid_write_fn) = (Some(document), Some(data));
        sealbid_opening_extract(opening.get(), digest.0.as_ptr(), document, data, context, 0, out, e)
    });
    assert_eq!(contents.unwrap()["digest"], bids[0].digest().to_string());
    assert_eq!(documents.found, BTreeMap::from([("method/方案.txt".to_owned(), b"how".to_vec())]));
    let minutes = finished(fixture, &opening, TECHNICAL);
    assert_eq!((minutes.bids.len(), minutes.holders), (bids.len(), vec![id("c0"), id("c2")]));
    drop(opening);
    // Each release was given twice.
    let expected = [("closed", 1), ("released", 4), ("opened", bids.len()), ("finished", 1)];
    for (event, count) in expected {
        assert_eq!(heard.count(event), count, "{event}");
    }
}

/// Admission, and the commercial stage of the bids that were admitted.
fn commercial(fixture: &Fixture, closed: &Closed, folder: &Path, bids: &[Bid]) {
    let (out, admitted): (Vec<Digest>, Vec<Digest>) =
        (vec![bids[0].digest()], bids[1..].iter().map(Bid::digest).collect());
    let excluded = out.iter().map(|digest| NotAdmitted { digest: *digest, reason: "no licence".into() });
    let admission = Admission::new(
        fixture.signed().notice().tender(),
        id("commercial"),
        time(TECHNICAL),
        admitted.clone(),
        excluded.collect(),
    );
    let signed = decide(&fixture.tenderer.signer(), &admission.to_bytes().unwrap(), TECHNICAL);
    let admit = |signed: &[u8]| {
        let size = signed.len() as u64;
        call(|e| unsafe { sealbid_closed_box_admit(closed.get(), signed.as_ptr(), size, unix(TECHNICAL), e) })
    };
    let others = decide(&fixture.signer, &admission.to_bytes().unwrap(), TECHNICAL);
    assert_eq!(kind(admit(&others)), Err(ErrorKind::WrongSigner));
    admit(&signed).unwrap();
    let opening = begin(closed, "commercial").unwrap();
    released(fixture, closed, &opening, folder, COMMERCIAL);
    let summary = run(&opening, COMMERCIAL, None, None, ptr::null_mut()).unwrap();
    assert_eq!(summary["opened"], admitted.len());
    let prices: Vec<_> =
        outcomes(&opening).as_array().unwrap().iter().map(|one| one["outcome"]["form"].clone()).collect();
    assert_eq!(prices.len(), admitted.len());
    assert!(prices.iter().all(|form| form.to_string().contains("123456789")), "{prices:?}");
    assert_eq!(finished(fixture, &opening, COMMERCIAL).bids.len(), admitted.len());
}

/// What a bidder and anybody else can see for themselves.
fn looked_up(fixture: &Fixture, folder: &Path, receipt: &[u8], digest: &Digest) {
    let log = path(folder);
    let (mut standing, mut proof) = (-1, ptr::null_mut());
    let report = json(|out, e| unsafe {
        let (roots, size) = (fixture.roots.get(), receipt.len() as u64);
        let (standing, proof) = (&raw mut standing, &raw mut proof);
        sealbid_audit_receipt(log.as_ptr(), receipt.as_ptr(), size, roots, standing, out, proof, e)
    });
    let (report, of_receipt) = (report.unwrap(), taken(proof).unwrap());
    assert_eq!((standing, &report["standing"]), (SEALBID_RECEIPT_RECORDED, &"recorded".into()));
    assert_eq!((&report["bid"]["end"], &report["stages"][0]["opened"]), (&"opened".into(), &true.into()));

    let mut entry = u64::MAX;
    call(|e| unsafe { sealbid_audit_find_bid(log.as_ptr(), digest.0.as_ptr(), &raw mut entry, e) }).unwrap();
    assert_eq!(report["entry"], entry);
    let mut bytes_of_entry = ptr::null_mut();
    let proof =
        bytes(|out, e| unsafe { sealbid_audit_prove(log.as_ptr(), entry, out, &raw mut bytes_of_entry, e) });
    let (proof, entry_bytes, notice) = (proof.unwrap(), taken(bytes_of_entry).unwrap(), fixture.verified());
    for proof in [proof, of_receipt] {
        let content = json(|out, e| unsafe {
            let (size, entry_size) = (proof.len() as u64, entry_bytes.len() as u64);
            sealbid_proof_verify(notice.get(), proof.as_ptr(), size, entry_bytes.as_ptr(), entry_size, out, e)
        });
        let content = content.unwrap();
        assert_eq!(content["index"], entry);
        assert!(content["cosigners"].as_array().unwrap().len() >= 2);
    }
}

#[test]
fn a_tender_from_its_box_to_its_audit() {
    let fixture = Fixture::new(|_| {});
    let folder = fixture.place("day");
    let tender = fixture.create(&folder).unwrap();
    let open = json(|out, e| unsafe { sealbid_tender_box_status(tender.get(), out, e) }).unwrap();
    assert_eq!((&open["tender_id"], &open["closed"]), (&"T-1".into(), &false.into()));
    let bids = receive_all(&fixture, &tender);
    let late = bid(&fixture, "Late");
    refused(&fixture, receive_at(&tender, &late, CLOSED), ErrorKind::Late);
    let receipt = receive(&tender, &bids[2]).unwrap();

    let closed = close(&tender);
    drop(tender);
    let (note, token) = cosigned(&fixture, &closed, &[0, 1, 2], &folder, CLOSED);
    let entry = record_head(&closed, &note, &token, CLOSED).unwrap();
    let after = status(&closed);
    assert_eq!(after["cosigners"], serde_json::json!(["c0", "c1", "c2"]));
    assert_eq!((&after["entries"], &after["bids"]), (&(entry + 1).into(), &(AT_ONCE + 1).into()));
    let attached = bytes(|out, e| unsafe {
        let mut count = 0;
        let code = sealbid_closed_box_attachment(closed.get(), entry, 0, &raw mut count, out, e);
        assert_eq!(count, 2);
        code
    });
    assert_eq!(attached.unwrap(), note);
    let recorded = json(|out, e| unsafe { sealbid_closed_box_entry(closed.get(), entry, out, e) });
    assert_eq!(recorded.unwrap()["number"], entry);

    technical(&fixture, &closed, &folder, &bids);
    assert_eq!(
        audited(&fixture, &folder, Some(&folder)).0,
        SEALBID_AUDIT_PASSED_AS_FAR,
        "a stage is to come"
    );
    commercial(&fixture, &closed, &folder, &bids);
    drop(closed);

    let (overall, report) = audited(&fixture, &folder, Some(&folder));
    assert_eq!((overall, &report["overall"]), (SEALBID_AUDIT_PASSED, &"passed".into()), "{report:#}");
    assert_eq!(report["bids"].as_array().unwrap().len(), AT_ONCE + 1);
    assert_eq!(audited(&fixture, &folder.join("record/log"), None).0, SEALBID_AUDIT_PASSED_AS_FAR);
    assert_eq!(Receipt::parse(Signed::parse(&receipt).unwrap().content()).unwrap().digest, bids[2].digest());
    looked_up(&fixture, &folder, &receipt, &bids[2].digest());
}
