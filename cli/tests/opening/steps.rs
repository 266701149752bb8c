//! An opening as it goes when everybody is there: what is missing is told at every step, and nothing is done twice.

use crate::hall::{CLOSED, Hall};
use crate::office::*;
use crate::world::record::{COMMERCIAL, TECHNICAL};
use sealbid::suite::hash;

#[test]
fn a_stage_goes_from_the_closed_box_to_its_minutes() {
    let hall = closed(3);
    // The closed head is stamped at once, and waits for cosignatures; again, and it is the same head.
    let run = opening(&hall, "technical", CLOSED, "");
    assert_eq!(run.code, 6, "{}\n{}", run.out, run.err);
    assert!(run.out.contains("must cosign the head of 8 entries"), "{}", run.out);
    let request = hall.read("box/exchange/c1/cosign-request.json");
    assert_eq!(hall.read("box/exchange/c1/log"), hall.read("box/record/log"));
    cosign(&hall, 0, CLOSED);
    let run = opening(&hall, "technical", CLOSED, "--json");
    assert_eq!(run.code, 6);
    let missing = &run.json()["missing"][0];
    assert_eq!((&missing["missing"], &missing["cosigned"]), (&"cosignatures".into(), &["c0"][..].into()));
    assert_eq!(hall.read("box/exchange/c1/cosign-request.json"), request);
    // By any other channel: as a file.
    let note = sealbid::record::CosignRequest::parse(&request).unwrap().note.0;
    hall.write("by-mail.note", &hall.cosigned(&note, 2, crate::world::time(CLOSED)));
    let run = opening(&hall, "technical", CLOSED, "--cosigned by-mail.note");
    assert_eq!(run.code, 6);
    assert!(run.out.contains("The objection period must end"), "{}", run.out);
    let status = hall.run("opening status box --trust ca.pem --at 2026-07-01T09:01:00+08:00").good();
    assert!(status.out.contains("cosigned by 2 custodians"), "{}", status.out);

    // Between the objections' end and the stage's time the bids are read again.
    let run = opening(&hall, "technical", "2026-07-01T09:09:45+08:00", "");
    assert!(run.code == 6 && run.out.contains("The stage's time must come"), "{}", run.out);
    let status = hall.run("opening status box --trust ca.pem --json").good().json();
    assert_eq!(status["stages"][0]["step"], "request");

    requested(&hall, "technical", TECHNICAL);
    release(&hall, "technical", 1);
    let run = opening(&hall, "technical", TECHNICAL, "");
    assert!(run.code == 6 && run.out.contains("c1 has released (1 of 2)"), "{}", run.out);
    assert!(run.out.contains("not yet: c0, c2"), "{}", run.out);
    refuse(&hall, "technical", 2);
    let run = opening(&hall, "technical", TECHNICAL, "");
    assert!(run.out.contains("c2 refuses") && run.out.contains("Of these have refused: c2"), "{}", run.out);
    release(&hall, "technical", 0);
    let run = opening(&hall, "technical", TECHNICAL, "--out documents").good();
    assert!(run.out.contains("Opened 3 of 3") && run.out.contains("第2公司"), "{}", run.out);
    assert!(run.out.contains("sealbid minutes box --stage technical"), "{}", run.out);
    let digest = hall.bids[1].digest();
    let written = hall.read(&format!("documents/1/{digest}/method/b.txt"));
    assert_eq!(written, b"bb");

    // Finished is finished: nothing more is written into the record.
    let log = hall.read("box/record/log");
    let again = opening(&hall, "technical", COMMERCIAL, "--json").good().json();
    assert_eq!(again["finished"], true);
    assert_eq!(hall.read("box/record/log"), log);
    hall.run("minutes box --stage technical -o m.json").good();
    assert_eq!(again["minutes"], hash(&[&hall.read("m.json")]).to_string());
    // Documents can be asked for afterwards.
    opening(&hall, "technical", COMMERCIAL, "--out later").good();
    assert_eq!(hall.read(&format!("later/1/{digest}/method/b.txt")), b"bb");

    // The next stage waits for the tenderer.
    let run = opening(&hall, "commercial", COMMERCIAL, "");
    assert!(
        run.code == 6 && run.out.contains("must say which bids go on to stage commercial"),
        "{}",
        run.out
    );
    hall.write("admission", &hall.admission(TECHNICAL));
    decide(&hall, "admit", "admission", COMMERCIAL).good();
    requested(&hall, "commercial", COMMERCIAL);
    release(&hall, "commercial", 0);
    release(&hall, "commercial", 2);
    opening(&hall, "commercial", COMMERCIAL, "").good();
    let audit = hall.run("audit box --trust ca.pem").good();
    assert!(audit.out.contains("The record holds"), "{}", audit.out);
    let status = hall.run("opening status box --trust ca.pem --watch").good();
    assert!(status.out.contains("finished"), "{}", status.out);
}

/// Custodians that are armed answer by themselves, as the command does it.
#[test]
fn armed_custodians_and_a_hall_that_waits() {
    let hall = closed(1);
    for n in [0, 1] {
        let key = &hall.world.custodians[n];
        hall.write(&format!("c{n}.key"), key.to_key_file(b"hall").unwrap().as_bytes());
        hall.run(&format!("custodian remember --key c{n}.key --passphrase-file pass")).good();
    }
    let arm = |n: usize| {
        let run = format!(
            "custodian arm box/exchange/c{n} --once --key c{n}.key --passphrase-file pass --trust ca.pem"
        );
        let run = hall.run(&run);
        assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
    };
    opening(&hall, "technical", CLOSED, "");
    arm(0);
    arm(1);
    opening(&hall, "technical", TECHNICAL, "");
    arm(0);
    arm(1);
    let run = opening(&hall, "technical", TECHNICAL, "");
    assert!(run.out.contains("Releases: 0 of 2"), "{}", run.out);
    // The hall waits; the custodians answer meanwhile.
    let mut waiting = starting(&hall, "technical", TECHNICAL, "--wait --poll 1 --events events.jsonl");
    let waiting =
        waiting.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    arm(0);
    arm(1);
    let run = crate::common::Run::of(waiting.wait_with_output().unwrap()).good();
    assert!(run.out.contains("Opened 1 of 1"), "{}", run.out);
    let events = hall.text("events.jsonl");
    for event in ["closed", "released", "opened", "finished"] {
        assert!(events.contains(&format!("{{\"event\":\"{event}\"")), "{event}: {events}");
    }
    // What is waited for is a line too.
    let first: serde_json::Value = serde_json::from_str(events.lines().nth(1).unwrap()).unwrap();
    assert!(first["event"] == "waiting" || first["event"] == "released", "{events}");
}

#[test]
fn events_are_lines_of_json_on_standard_output() {
    let hall = closed(2);
    head_cosigned(&hall);
    let run = opening(&hall, "technical", TECHNICAL, "--events -");
    let events = lines(&run.out);
    assert_eq!(run.code, 6, "{}", run.err);
    let named =
        |events: &[serde_json::Value], name: &str| events.iter().filter(|e| e["event"] == name).count();
    assert_eq!((named(&events, "closed"), named(&events, "reread"), named(&events, "waiting")), (1, 2, 1));
    cosign(&hall, 0, TECHNICAL);
    cosign(&hall, 2, TECHNICAL);
    opening(&hall, "technical", TECHNICAL, "--quiet");
    release(&hall, "technical", 0);
    release(&hall, "technical", 2);
    let run = opening(&hall, "technical", TECHNICAL, "--events -").good();
    let events = lines(&run.out);
    assert_eq!((named(&events, "released"), named(&events, "opened"), named(&events, "finished")), (2, 2, 1));
    let bidders: Vec<_> = events.iter().filter_map(|event| event["bidder"].as_str()).collect();
    assert!(bidders.contains(&"第1公司") && bidders.contains(&"第2公司"), "{bidders:?}");
}

/// Every line is one event.
fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

#[test]
fn a_box_that_receives_is_not_opened() {
    let hall = Hall::received(1);
    opening(&hall, "technical", TECHNICAL, "").refused(1, 7118);
    hall.run("opening status box --trust ca.pem").refused(4, 1002);
    hall.close_and_cosign();
    opening(&hall, "third", TECHNICAL, "").refused(1, 4002);
    opening(&hall, "commercial", TECHNICAL, "").refused(1, 7113);
}
