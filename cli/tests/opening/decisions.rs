//! What people must bring: late heads, objections, damaged bids, faults that nobody can tell.

use crate::hall::{CLOSED, Hall};
use crate::office::*;
use crate::world::record::{ARRIVED, TECHNICAL};
use crate::world::tender::Bid;
use crate::world::time;
use sealbid::record::{Adjudication, Receipt, ReceiptKind, Signed, Subject};
use sealbid::suite::hash;

fn adjudicate(hall: &Hall, subject: Subject, at: &str) {
    let tender = hall.notice.notice().tender();
    let decision = Adjudication::new(tender, subject, time(at), "seen").to_bytes().unwrap();
    let signed = Signed::by_certificate(decision, &hall.signer("adjudicator"), time(at)).unwrap();
    hall.write("decision", &signed.to_bytes().unwrap());
    decide(hall, "adjudicate", "decision", at).good();
}

#[test]
fn a_head_that_came_late_waits_for_the_adjudicator() {
    let hall = closed(1);
    let late = "2026-07-01T09:05:00+08:00";
    opening(&hall, "technical", late, "");
    cosign(&hall, 0, late);
    cosign(&hall, 1, late);
    let run = opening(&hall, "technical", late, "");
    assert!(run.code == 6 && run.out.contains("The closed head came late"), "{}\n{}", run.out, run.err);
    // Who waits for a person does not wait for ever.
    assert_eq!(opening(&hall, "technical", late, "--wait").code, 6);
    adjudicate(&hall, Subject::Closing, late);
    let run = opening(&hall, "technical", late, "");
    assert!(run.out.contains("The objection period must end"), "{}", run.out);
}

#[test]
fn an_objection_stops_the_opening_until_it_is_decided() {
    let hall = Hall::received(1);
    let bid = Bid::new(&hall.world, &hall.notice);
    let key = bid.sealed.keys.key.public();
    let place = (hall.notice.notice().tender(), hall.notice.notice().digest(), bid.lot(), key);
    let mut receipt = Receipt::new(ReceiptKind::Bid, place, bid.digest(), time(ARRIVED));
    (receipt.size, receipt.token) = (Some(bid.bytes.len() as u64), Some(hash(&[&bid.token])));
    hall.write("lost", &receipt.sign(&hall.signer("platform")).unwrap().to_bytes().unwrap());
    hall.close_and_cosign();
    hall.run(&format!("box objection box lost {KEYS} --at {CLOSED}")).good();
    let run = opening(&hall, "technical", TECHNICAL, "");
    assert!(run.code == 6 && run.out.contains("A receipt shows bid"), "{}\n{}", run.out, run.err);
    let status = hall.run("opening status box --trust ca.pem").good();
    assert!(status.out.contains("nobody has decided on it"), "{}", status.out);
    adjudicate(&hall, Subject::Objection { digest: bid.digest() }, TECHNICAL);
    requested(&hall, "technical", TECHNICAL);
}

#[test]
fn a_damaged_bid_is_rescued_or_given_up() {
    for rescue in [true, false] {
        let hall = Hall::received(2);
        hall.close_and_cosign();
        hall.damage(0);
        let run = opening(&hall, "technical", TECHNICAL, "");
        assert!(run.out.contains("A stored bid is damaged"), "{}\n{}", run.out, run.err);
        requested(&hall, "technical", TECHNICAL);
        release(&hall, "technical", 0);
        release(&hall, "technical", 2);
        let run = opening(&hall, "technical", TECHNICAL, "");
        assert!(run.code == 6 && run.out.contains("could not be opened yet: 1"), "{}", run.out);
        assert!(run.out.contains("Opened") && run.out.contains("第2公司"), "{}", run.out);
        if rescue {
            let mut changed = hall.bids[0].bytes.clone();
            let middle = changed.len() / 2;
            changed[middle] ^= 1;
            hall.write("other.sbid", &changed);
            decide(&hall, "rescue", "other.sbid", TECHNICAL).refused(1, 7401);
            hall.write("bid.sbid", &hall.bids[0].bytes);
            decide(&hall, "rescue", "bid.sbid", TECHNICAL).good();
            let run = opening(&hall, "technical", TECHNICAL, "").good();
            assert!(run.out.contains("第1公司"), "{}", run.out);
        } else {
            let run = opening(&hall, "technical", TECHNICAL, "--give-up").good();
            assert!(run.out.contains("the fault is the platform's"), "{}", run.out);
        }
        hall.run("minutes box --stage technical --html m.html").good();
        assert_eq!(hall.text("m.html").contains("Not opened"), !rescue);
    }
}

/// Silence is final when the operator says so, and not before.
#[test]
fn holders_that_stay_silent_are_given_up() {
    let hall = Hall::received(1);
    hall.close_and_cosign();
    requested(&hall, "technical", TECHNICAL);
    release(&hall, "technical", 1);
    opening(&hall, "technical", TECHNICAL, "");
    let run = opening(&hall, "technical", TECHNICAL, "--give-up").good();
    assert!(run.out.contains("the fault is the holders'"), "{}", run.out);
}

#[test]
fn what_is_no_release_is_told_and_stops_nothing() {
    let hall = Hall::received(1);
    hall.close_and_cosign();
    requested(&hall, "technical", TECHNICAL);
    release(&hall, "technical", 0);
    hall.write("nonsense", b"{}");
    // One custodian's release under another's name.
    let wrong = hall.text("box/exchange/c0/released-technical.json").replace("\"c0\"", "\"c1\"");
    hall.write("wrong", wrong.as_bytes());
    let run = opening(&hall, "technical", TECHNICAL, "--release nonsense --release wrong");
    assert_eq!(run.code, 6, "{}", run.err);
    assert!(
        run.out.contains("nonsense is of no use") && run.out.contains("wrong is of no use"),
        "{}",
        run.out
    );
    assert!(run.out.contains("c0 has released (1 of 2)"), "{}", run.out);
    release(&hall, "technical", 2);
    opening(&hall, "technical", TECHNICAL, "").good();
}

#[test]
fn an_authority_that_cannot_be_reached_is_waited_for() {
    let hall = Hall::received(1);
    hall.close();
    let run = format!("opening run box --stage technical {KEYS} --at {CLOSED} --tsa-url http://127.0.0.1:1/");
    let run = hall.run(&run);
    assert!(run.code == 6 && run.out.contains("A timestamp: "), "{}\n{}", run.out, run.err);
    // Nothing was asked of anybody, and the next run begins with the stamp.
    assert!(!hall.at().join("box/exchange/c0/cosign-request.json").exists());
    opening(&hall, "technical", CLOSED, "");
    cosign(&hall, 0, CLOSED);
}
