//! An armed custodian: it answers what is right, waits for what is early, and stands still at what is wrong.

use crate::custodians::{ask, ask_unrecorded};
use crate::office::*;
use serde_json::Value;
use std::io::{BufRead, BufReader};

fn look(office: &Office, more: &str, at: &str) -> crate::common::Run {
    office.custodian(&format!("arm exchange --trust ca.pem --once {more}"), "centre", at)
}

/// What it did, by its JSON lines.
fn actions(run: &crate::common::Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn give(office: &Office, from: &str) {
    office.write("exchange/log", &office.read(&format!("{from}/record/log")));
    office.write("exchange/cosign-request.json", &office.read(&format!("{from}/cosign-request.json")));
}

#[test]
fn from_an_empty_folder_to_a_release() {
    let office = Office::new();
    office.receive("a");
    std::fs::create_dir(office.at().join("exchange")).unwrap();
    assert!(look(&office, "--json", CLOSED).good().out.is_empty());
    office.close();
    // The request came before the log.
    let request = office.read("box/cosign-request.json");
    office.write("exchange/cosign-request.json", &request);
    let waits = actions(&look(&office, "--json", CLOSED).good());
    assert_eq!((&waits[0]["action"], &waits[0]["reason"]["code"]), (&"waits".into(), &1002.into()));
    give(&office, "box");
    let cosigned = look(&office, "", CLOSED).good();
    assert!(cosigned.out.contains("cosigned the head of 6 entries"), "{}", cosigned.out);
    // Started again, it finds its answer there.
    assert!(look(&office, "", CLOSED).good().out.is_empty());
    office.cosign(&["notary"]);
    office.tender("cosigned box exchange/cosigned-6.note notary.note", CLOSED).good();

    ask(&office, OPENING);
    // The first request is an old one by now: a later head was cosigned by hand.
    let done = actions(&look(&office, "--json", OPENING).good());
    assert_eq!((&done[0]["action"], &done[0]["reason"]["code"]), (&"waits".into(), &7305.into()));
    assert_eq!((&done[1]["action"], &done[1]["bids"]), (&"released".into(), &1.into()));
    assert_eq!(done[1]["time"], "2026-12-01T02:00:00Z");
    assert!(office.exists("exchange/released-only.json"));
}

#[test]
fn it_stands_still_at_a_second_history_until_it_is_cleared() {
    let office = Office::new();
    for file in ["evidence/journal", "trust.pem"] {
        office.write(&format!("second/{file}"), &office.read(&format!("box/{file}")));
    }
    office.receive("a");
    office.close();
    give(&office, "box");
    look(&office, "", CLOSED).good();
    // The platform keeps another record of the same size.
    office.tender("receive second b.sbid", SEALED).good();
    office.tender(&format!("close second {TSA}"), CLOSED).good();
    give(&office, "second");
    std::fs::remove_file(office.at().join("exchange/cosigned-6.note")).unwrap();
    let alarm = look(&office, "", CLOSED).refused(1, 7301);
    assert!(alarm.out.contains("| ALARM, 2026-12-01"), "{}", alarm.out);
    assert!(!office.exists("exchange/cosigned-6.note"));

    // Also after a restart, whoever asks, and although all is right again.
    give(&office, "box");
    let still = look(&office, "--json", CLOSED).refused(1, 7309);
    assert_eq!(actions(&still)[0]["action"], "alarm");
    let chinese = look(&office, "--lang zh-CN", CLOSED);
    assert!(chinese.out.contains("警报，2026-12-01"), "{}", chinese.out);
    let by_hand = "cosign box --request box/cosign-request.json --trust ca.pem -o x.note";
    office.custodian(by_hand, "centre", CLOSED).refused(1, 7309);
    let cleared = office.custodian("clear", "centre", CLOSED).good();
    assert!(cleared.out.contains("SplitHistory"), "{}", cleared.out);
    look(&office, "", CLOSED).good();
    let none = office.custodian("clear --json", "centre", CLOSED).good().json();
    assert_eq!(none["cleared"], Value::Null);
}

#[test]
fn what_is_too_early_is_refused_and_waited_for() {
    let office = Office::recorded();
    // The objection period ends at 09:49:20.
    let early = "2026-12-01T09:45:00+08:00";
    std::fs::create_dir_all(office.at().join("exchange")).unwrap();
    ask_unrecorded(&office, early);
    let told = actions(&look(&office, "--json", early).good());
    let said: Vec<&str> = told.iter().map(|action| action["action"].as_str().unwrap()).collect();
    assert_eq!(said, ["refused", "waits"], "{told:?}");
    assert_eq!(told[0]["reason"]["code"], 4021);
    assert!(office.exists("exchange/refused-only.json"));
}

#[test]
fn it_goes_on_by_itself_until_an_alarm() {
    let office = Office::new();
    office.close();
    give(&office, "box");
    // Its memory may lie in the exchange folder itself.
    office.rename("centre.memory.json", "exchange/centre.memory.json");
    let mut armed = office.begin(&format!(
        "custodian arm exchange --trust ca.pem --key centre.key --passphrase-file pass \
         --memory exchange/centre.memory.json --pause 1 --json --at {CLOSED}"
    ));
    let mut lines = BufReader::new(armed.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(next()["action"], "cosigned");
    // An answer that goes is given again.
    std::fs::remove_file(office.at().join("exchange/cosigned-5.note")).unwrap();
    assert_eq!(next()["action"], "cosigned");
    office.write("exchange/cosign-request.json", b"{}");
    assert_eq!(next()["action"], "alarm");
    // With an alarm it ends, and tells so by its exit code.
    assert_eq!(armed.wait().unwrap().code(), Some(1));
}
