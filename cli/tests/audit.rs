//! The audit by the command: a whole tender, an unfinished one, one that was tampered with; receipts and proofs.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
#[path = "common/hall.rs"]
mod hall;
#[path = "../../tests/common/mod.rs"]
mod world;

use crate::hall::Hall;
use std::sync::OnceLock;

/// A whole tender, for tests that only read it.
fn whole() -> &'static Hall {
    static WHOLE: OnceLock<Hall> = OnceLock::new();
    WHOLE.get_or_init(Hall::whole)
}

#[test]
fn a_whole_tender_passes_with_its_evidence() {
    let hall = whole();
    // A box has its evidence beside its record.
    let run = hall.run("audit box --trust ca.pem").good();
    assert!(run.out.contains("The record holds"), "{}", run.out);
    assert!(run.out.contains("第1公司") && run.out.contains("not admitted to stage 2"), "{}", run.out);
    assert!(!run.out.contains("FAILS") && !run.out.contains("not checked"), "{}", run.out);
    let again = hall.run("audit box/record --evidence box/evidence --trust ca.pem --json").good().json();
    assert_eq!(again["overall"], "passed");
    assert_eq!(again["rules"].as_array().unwrap().len(), 15);
    assert!(again["bids"].as_array().unwrap().iter().all(|bid| bid["checked"] == true), "{again:#}");
    let chinese = hall.run("audit box --trust ca.pem --lang zh-CN").good();
    assert!(chinese.out.contains("存证成立") && chinese.out.contains("未进入第 2 阶段"), "{}", chinese.out);
}

#[test]
fn without_evidence_the_exit_code_says_that_something_was_not_checked() {
    let hall = whole();
    for record in ["box/record", "box/record/log"] {
        let run = hall.run(&format!("audit {record} --trust ca.pem"));
        assert_eq!(run.code, 6, "{}\n{}", run.out, run.err);
        assert!(run.out.contains("the evidence is needed"), "{}", run.out);
        assert!(run.out.contains("Nothing is wrong, but not everything could be checked"), "{}", run.out);
    }
}

#[test]
fn a_tampered_log_fails_and_the_entry_is_named() {
    let hall = whole();
    let log = hall.read("box/record/log");
    // Whichever byte of the log was changed, nothing passes.
    for at in (60..log.len()).step_by(log.len() / 7) {
        let mut tampered = log.clone();
        tampered[at] ^= 1;
        hall.write("tampered/log", &tampered);
        let run = hall.run("audit tampered --evidence box/evidence --trust ca.pem");
        assert_eq!(run.code, 1, "byte {at}: {}\n{}", run.out, run.err);
        assert!(run.out.contains("The record does not hold") && run.out.contains("FAILS"), "{}", run.out);
    }
    hall.write("tampered/log", &log[..log.len() - 1]);
    let run = hall.run("audit tampered --trust ca.pem");
    assert!(run.code == 1 && run.out.contains("log, the log file: "), "{}", run.out);
}

#[test]
fn a_bid_of_the_evidence_that_is_another_fails() {
    let hall = Hall::whole();
    hall.damage(0);
    let run = hall.run("audit box --trust ca.pem --json");
    let report = run.json();
    assert_eq!((run.code, &report["overall"]), (1, &"failed".into()));
    let failing: Vec<_> =
        report["rules"].as_array().unwrap().iter().filter(|rule| rule["verdict"] == "fails").collect();
    assert_eq!(failing[0]["rule"], "bids", "{failing:#?}");
    let digest = hall.bids[0].digest();
    assert_eq!(failing[0]["findings"][0]["place"], format!("bid {digest}"));
}

#[test]
fn what_the_reader_does_not_trust_fails() {
    let hall = whole();
    let other = sealbid::ca::RehearsalCa::new(
        "Other",
        world::time("2024-01-01T00:00:00Z"),
        world::time("2034-01-01T00:00:00Z"),
    );
    hall.write("other.pem", other.unwrap().certificate().to_pem().as_bytes());
    let run = hall.run("audit box --trust other.pem");
    assert_eq!(run.code, 1, "{}", run.out);
    assert_eq!(hall.run("audit box").code, 2);
    hall.run("audit nowhere --trust ca.pem").refused(4, 1002);
}

#[test]
fn a_receipt_is_followed_to_its_end() {
    let hall = whole();
    for (n, receipt) in hall.receipts.iter().enumerate() {
        hall.write(&format!("receipt{n}"), receipt);
    }
    let run = hall.run("audit receipt receipt0 box/record --trust ca.pem").good();
    for told in ["In the record: yes", "Covered by the closed head", "c0, c1, c2", "technical", "commercial"]
    {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    let json = hall.run("audit receipt receipt2 box/record --trust ca.pem --json").good().json();
    assert_eq!((&json["standing"], &json["bid"]["end"]), (&"recorded".into(), &"not-admitted".into()));
    assert_eq!(json["stages"].as_array().unwrap().len(), 1);
    // The whole audit takes receipts too.
    hall.run("audit box --trust ca.pem --receipt receipt0 --receipt receipt1").good();
}

#[test]
fn a_receipt_that_the_record_lacks_is_missing() {
    // The same tender and platform, and a bid that was received and left out.
    let hall = Hall::received(2);
    let bid = crate::world::tender::Bid::new(&hall.world, &hall.notice);
    let place = (
        hall.notice.notice().tender(),
        hall.notice.notice().digest(),
        bid.lot(),
        bid.sealed.keys.key.public(),
    );
    let kind = sealbid::record::ReceiptKind::Bid;
    let arrived = world::time(world::record::ARRIVED);
    let mut receipt = sealbid::record::Receipt::new(kind, place, bid.digest(), arrived);
    receipt.size = Some(bid.bytes.len() as u64);
    receipt.token = Some(sealbid::suite::hash(&[&bid.token]));
    hall.write("lost", &receipt.sign(&hall.signer("platform")).unwrap().to_bytes().unwrap());
    hall.close_and_cosign();
    let run = hall.run("audit receipt lost box/record --trust ca.pem");
    assert_eq!(run.code, 1, "{}\n{}", run.out, run.err);
    assert!(run.out.contains("In the record: NO"), "{}", run.out);
    let run = hall.run("audit box --trust ca.pem --receipt lost");
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("objections, receipt 1 of those given"), "{}", run.out);
    // The same receipt, of somebody who is not the platform, shows nothing.
    hall.write("forged", &receipt.sign(&hall.world.bidder).unwrap().to_bytes().unwrap());
    hall.run("audit receipt forged box/record --trust ca.pem").refused(1, 7101);
    let run = hall.run("audit box --trust ca.pem --receipt forged");
    assert!(run.code == 6 && run.out.contains("shows nothing"), "{}", run.out);
}

#[test]
fn a_receipt_before_the_head_is_not_covered_yet() {
    let hall = Hall::received(1);
    hall.write("receipt", &hall.receipts[0]);
    hall.close();
    let run = hall.run("audit receipt receipt box --trust ca.pem --proof p");
    assert_eq!(run.code, 6, "{}\n{}", run.out, run.err);
    assert!(run.out.contains("No head covers the entry yet") && run.out.contains("No proof"), "{}", run.out);
    assert!(!hall.at().join("p").exists());
    // A head that nobody but the platform signed is the platform's word.
    let closed = hall.closed();
    let note = closed.head().unwrap();
    let at = world::time(hall::CLOSED);
    let token = hall.stamp(sealbid::suite::hash(&[note.note().text().as_bytes()]), at);
    closed.record_head(&note.to_bytes(), vec![token], at).unwrap();
    drop(closed);
    let run = hall.run("audit receipt receipt box --trust ca.pem --proof p");
    assert!(run.code == 6 && run.out.contains("Too few custodians"), "{}", run.out);
    let run = hall.run("audit verify-proof p --notice notice");
    assert!(run.code == 6 && run.out.contains("platform's word alone"), "{}", run.out);
}

#[test]
fn a_proof_needs_no_record() {
    let hall = whole();
    let digest = hall.bids[1].digest();
    hall.run(&format!("audit prove box/record --bid {digest} -o bid.tlog-proof")).good();
    let run = hall.run("audit verify-proof bid.tlog-proof --notice notice").good();
    assert!(
        run.out.contains("(bid) is in the record") && run.out.contains("Cosigned by custodian c2"),
        "{}",
        run.out
    );
    assert!(hall.text("bid.tlog-proof.entry.json").contains(&digest.to_string()));
    hall.run("audit prove box/record --entry 0 -o first.tlog-proof --json").good();
    // An entry of another place, or one that was changed.
    hall.run("audit verify-proof bid.tlog-proof --entry first.tlog-proof.entry.json --notice notice")
        .refused(1, 7007);
    let changed = hall.text("bid.tlog-proof.entry.json").replace("2026-06-30", "2026-06-29");
    hall.write("changed.json", changed.as_bytes());
    hall.run("audit verify-proof bid.tlog-proof --entry changed.json --notice notice").refused(1, 7007);
    hall.run("audit prove box/record --entry 9999 -o x").refused(1, 7010);
    hall.run(&format!("audit prove box/record --bid {} -o x", "ab".repeat(32))).refused(1, 7122);
    hall.run("audit prove box/record --entry 0 -o first.tlog-proof").refused(4, 1003);
}
