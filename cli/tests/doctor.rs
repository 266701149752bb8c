//! The doctor: each finding by itself, the figure that it comes to, and nothing about bids before the closing.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
#[path = "common/hall.rs"]
mod hall;
#[path = "../../tests/common/mod.rs"]
mod world;

use crate::common::Run;
use crate::hall::{CLOSED, Hall};
use crate::world::{World, id, time};
use sealbid::custodian::Memory;
use sealbid::record::{FolderStore, ReleaseRefusal};
use sealbid::suite::hash;
use serde_json::Value;
use std::sync::Arc;

const BEFORE: &str = "2026-06-30T10:00:00+08:00";
const OWN: &str = "--tsa-cert tsa.pem --tsa-key tsa.key";
/// The machine of these tests may have little room; whether a box has enough is asked by its own test.
const ROOM: &str = "--min-free 0";

fn doctor(hall: &Hall, place: &str, at: &str, more: &str) -> Run {
    hall.run(&format!("doctor {place} --trust ca.pem --at {at} {OWN} {ROOM} {more}"))
}

/// The names of all findings, in their order.
fn findings(run: &Run) -> Vec<String> {
    let report = run.json();
    let checks = report["checks"].as_array().unwrap().iter();
    checks.filter_map(|check| check["finding"].as_str().map(str::to_owned)).collect()
}

fn found(hall: &Hall, place: &str, at: &str, more: &str) -> (Vec<String>, Value) {
    let run = doctor(hall, place, at, &format!("--json {more}")).good();
    (findings(&run), run.json()["health"].clone())
}

#[test]
fn a_box_in_good_health_before_and_after_its_closing() {
    let hall = Hall::received(3);
    let run = doctor(&hall, "box", BEFORE, "--strict --cert platform.pem").good();
    assert!(run.out.contains("Health: 100 of 100"), "{}", run.out);
    assert!(run.out.contains("all stored bids are whole") && run.out.contains("in 23 h"), "{}", run.out);
    hall.close_and_cosign();
    let run = doctor(&hall, "box", "2026-07-01T09:05:00+08:00", "--strict").good();
    assert!(run.out.contains("all 3 stored bids are whole"), "{}", run.out);
    let chinese = doctor(&hall, "box", "2026-07-01T09:05:00+08:00", "--lang zh-CN").good();
    assert!(chinese.out.contains("健康值：100/100"), "{}", chinese.out);
    // A notice has neither disk nor bids.
    let run = doctor(&hall, "notice", BEFORE, "--strict").good();
    assert!(run.out.contains("accepted by every custodian") && !run.out.contains("stored"), "{}", run.out);
}

/// The disk's own room is what the system says; what the box is to have is the argument.
#[test]
fn a_disk_with_too_little_room() {
    let hall = Hall::received(1);
    let asks = |mib: u64| {
        findings(
            &hall
                .run(&format!(
                    "doctor box --trust ca.pem --at {BEFORE} --offline --quick --min-free {mib} --json"
                ))
                .good(),
        )
    };
    let free = fs4::available_space(hall.at()).unwrap() >> 20;
    assert_eq!(asks(free / 4), Vec::<String>::new());
    assert_eq!(asks(free / 4 * 3), ["disk-short"]);
    assert_eq!(asks(free.saturating_mul(4).max(1)), ["disk-full"]);
}

/// Whatever the box has received, the doctor says the same before the closing.
#[test]
fn nothing_tells_how_many_bids_there_are() {
    let told = |bids: usize, damaged: bool| {
        let hall = Hall::received(bids);
        if damaged {
            hall.damage(0);
        }
        let words = doctor(&hall, "box", BEFORE, "").good();
        let json = doctor(&hall, "box", BEFORE, "--json").good();
        // The disk is everybody's, and its room changes meanwhile; certificates are others each time.
        let lines = |text: &str| {
            text.lines()
                .filter(|l| !l.contains("disk") && !l.contains("free"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let checks = json.json()["checks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|c| c["area"] != "disk")
            .cloned()
            .collect::<Vec<_>>();
        (lines(&words.out), checks, words.err)
    };
    assert_eq!(told(0, false), told(3, false));
    assert_eq!(told(2, true), told(4, true));
}

#[test]
fn a_damaged_bid_is_named_only_after_the_closing() {
    let hall = Hall::received(2);
    hall.damage(0);
    let run = doctor(&hall, "box", BEFORE, "");
    assert!(
        run.out.contains("not all stored bids are whole") && run.out.contains("Health: 40 of 100"),
        "{}",
        run.out
    );
    let begins: String = hall.bids[0].digest().to_string().chars().take(16).collect();
    assert!(!run.out.contains(&begins), "{}", run.out);
    assert_eq!(found(&hall, "box", BEFORE, "--quick").0, Vec::<String>::new());
    hall.close_and_cosign();
    let run = doctor(&hall, "box", CLOSED, "");
    assert!(run.out.contains(&begins) && run.out.contains("!!"), "{}", run.out);
    assert_eq!(found(&hall, "box", CLOSED, ""), (vec!["bids-damaged".into()], 40.into()));
}

/// Damage in the batch that was written last looks like a write that was broken off; opening the box would cut it off.
#[test]
fn a_last_batch_that_is_not_whole_is_found_before_it_is_cut_off() {
    let hall = Hall::received(1);
    let journal = hall.read("box/evidence/journal");
    hall.damage(0);
    let (names, health) = found(&hall, "box", BEFORE, "");
    assert_eq!((names, health), (vec!["record-torn".into()], 80.into()));
    assert_eq!(hall.read("box/evidence/journal").len(), journal.len());
}

#[test]
fn the_threshold_is_the_exit_codes() {
    let hall = Hall::received(1);
    let after = "2026-07-01T09:00:20+08:00";
    // The deadline has passed: 20 are subtracted.
    assert_eq!(found(&hall, "box", after, ""), (vec!["closing-due".into()], 80.into()));
    doctor(&hall, "box", after, "--strict 80").good();
    assert_eq!(doctor(&hall, "box", after, "--strict 81").code, 3);
    assert_eq!(doctor(&hall, "box", after, "--strict").code, 3);
    hall.close();
    assert_eq!(found(&hall, "box", after, "").0, ["head-missing"]);
    // What only the time has done is said too.
    let hall = Hall::received(0);
    hall.close_and_cosign();
    assert_eq!(found(&hall, "box", "2026-07-01T09:11:00+08:00", ""), (vec!["stage-due".into()], 95.into()));
}

#[test]
fn certificates_and_lists_are_held_against_when_they_are_needed() {
    let hall = Hall::received(0);
    let certificate = |name: &str, organisation: &str, until: &str| {
        let subject = sealbid::ca::Subject { organisation: Some(organisation.into()), ..Default::default() };
        let (from, until) = (time("2025-01-01T00:00:00Z"), time(until));
        let key = sealbid::ca::KeyType::P256;
        let (_, certificate) = hall.world.ca.issue(&subject, key, from, until).unwrap();
        hall.write(name, certificate.to_pem().as_bytes());
    };
    certificate("ends.pem", "County Trading Centre", "2026-07-01T12:00:00Z");
    certificate("near.pem", "County Trading Centre", "2026-07-20T00:00:00Z");
    certificate("other.pem", "Somebody else", "2029-01-01T00:00:00Z");
    assert_eq!(found(&hall, "box", BEFORE, "--cert ends.pem"), (vec!["cert-ended".into()], 40.into()));
    assert_eq!(found(&hall, "box", BEFORE, "--cert near.pem"), (vec!["cert-near".into()], 95.into()));
    assert_eq!(found(&hall, "box", BEFORE, "--cert near.pem --within 10").0, Vec::<String>::new());
    assert_eq!(found(&hall, "box", BEFORE, "--cert other.pem").0, ["cert-wrong"]);
    // Roots end in 2034; the others' certificates in 2029.
    let late = "2034-06-01T00:00:00Z";
    let all = hall.run(&format!("doctor notice --at {late} --offline --json")).good();
    assert_eq!(findings(&all), Vec::<String>::new(), "what was needed until the deadline matters no more");

    let crl = hall.world.ca.crl(&[], time("2026-06-01T00:00:00Z"), time("2026-06-29T00:00:00Z")).unwrap();
    hall.write("stale.crl", crl.to_pem().as_bytes());
    assert_eq!(found(&hall, "box", BEFORE, "--crl stale.crl"), (vec!["list-stale".into()], 85.into()));
    assert_eq!(found(&hall, "box", "2026-06-28T00:00:00Z", "--crl stale.crl").0, Vec::<String>::new());
    hall.write("no.crl", b"<html>");
    assert_eq!(found(&hall, "box", BEFORE, "--crl no.crl").0, ["list-stale"]);
}

#[test]
fn clocks_and_silent_authorities_are_found() {
    let hall = Hall::received(0);
    let ask = |more: &str| {
        findings(&hall.run(&format!("doctor box --trust ca.pem --at {BEFORE} {ROOM} --json {more}")).good())
    };
    assert_eq!(ask(""), ["authority-none"], "no authority of the notice has an address");
    assert_eq!(ask("--offline"), Vec::<String>::new());
    assert_eq!(ask("--tsa-url http://127.0.0.1:1/"), ["authority-silent", "authority-none"]);
    // A server whose clock is a minute ahead.
    let ahead = "2026-06-30T10:01:00+08:00";
    let serve = |at: &str| {
        let arguments =
            format!("timestamp serve --cert tsa.pem --signing-key tsa.key --listen 127.0.0.1:0 --at {at}");
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let mut serving = common::command(&arguments);
        serving.current_dir(hall.at()).stdout(std::process::Stdio::piped());
        let mut child = serving.spawn().unwrap();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut lines = String::new();
        while !lines.contains("http://") {
            std::io::BufRead::read_line(&mut out, &mut lines).unwrap();
        }
        let address = lines.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        (child, format!("--tsa-url http://{address}/"))
    };
    let (mut right, on_time) = serve(BEFORE);
    let (mut wrong, early) = serve(ahead);
    assert_eq!(ask(&on_time), Vec::<String>::new());
    assert_eq!(ask(&early), ["clock-off"]);
    assert_eq!(ask(&format!("{early} --tolerance 60")), Vec::<String>::new());
    assert_eq!(ask(&format!("{on_time} {early}")), ["clock-off", "clocks-apart"]);
    for child in [&mut right, &mut wrong] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn custodians_that_cannot_release_are_counted() {
    let hall = Hall::received(0);
    hall.close_and_cosign();
    let memory = |n: usize, stopped: bool| {
        let name = format!("c{n}.memory.json");
        let store = Arc::new(FolderStore::create(&hall.at().join("memories")).unwrap());
        let memory = Memory::create(store, &name, &hall.world.custodians[n]).unwrap();
        if stopped {
            memory.stop(&sealbid::Error::new(sealbid::ErrorKind::SplitHistory)).unwrap();
        }
    };
    memory(0, false);
    memory(1, true);
    memory(2, true);
    let ask = |more: &str| found(&hall, "box", CLOSED, more);
    assert_eq!(ask("--memory memories/c0.memory.json").0, Vec::<String>::new());
    assert_eq!(ask("--memory memories/c1.memory.json"), (vec!["custodian-stopped".into()], 80.into()));
    let both = "--memory memories/c1.memory.json --memory memories/c2.memory.json";
    assert_eq!(ask(both).0, ["custodian-stopped", "custodian-stopped", "custodians-few"]);
    assert_eq!(ask("--memory nowhere.json").0, ["memory-missing"]);
    assert_eq!(ask("--exchange nowhere").0, ["exchange-unusable"]);
    let key = &hall.world.custodians[0];
    let error = sealbid::Error::new(sealbid::ErrorKind::BidMissing);
    let (tender, request) = (hall.notice.notice().tender(), hash(&[b"request"]));
    let refusal = ReleaseRefusal::sign(key, tender, id("technical"), request, &error).unwrap();
    hall.write("c0/refused-technical.json", &refusal.to_bytes().unwrap());
    assert_eq!(ask("--exchange c0").0, ["request-refused"]);
    assert_eq!(std::fs::read_dir(hall.at().join("c0")).unwrap().count(), 1, "nothing is left in the folder");
}

#[test]
fn a_notice_that_was_not_accepted_and_a_record_that_is_broken() {
    let mut world = World::new();
    world.body.objection_period = 0;
    let hall = Hall::with(world, 0);
    std::fs::remove_file(hall.at().join("notice/c1.acceptance.json")).unwrap();
    assert_eq!(found(&hall, "notice", BEFORE, ""), (vec!["acceptance-missing".into()], 40.into()));
    hall.write("notice/notice.json.p7s", b"no signature");
    assert_eq!(found(&hall, "notice", BEFORE, "").0, ["notice-wrong"]);
    hall.close_and_cosign();
    // What stands behind the last batch is a batch no more.
    let mut log = hall.read("box/record/log");
    let last = log.len() - 40;
    log[last] ^= 1;
    hall.write("box/record/log", &[log, hall.read("box/record/log")].concat());
    let run = doctor(&hall, "box", CLOSED, "--json").good();
    assert!(findings(&run).contains(&"record-broken".to_owned()), "{}", run.out);
}

#[test]
fn it_looks_again_and_again() {
    let hall = Hall::received(0);
    let arguments = format!("doctor box --trust ca.pem --at {BEFORE} {ROOM} --offline --watch 1 --json");
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let mut watching = common::command(&arguments);
    watching.current_dir(hall.at()).stdout(std::process::Stdio::piped());
    let mut child = watching.spawn().unwrap();
    let out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut lines = std::io::BufRead::lines(out);
    for _ in 0..2 {
        let report: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(report["health"], 100);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
