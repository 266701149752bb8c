//! An opening that is killed in the middle goes on where it was, to the same minutes.

use crate::hall::Hall;
use crate::office::*;
use crate::world::record::TECHNICAL;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// Released, and not opened.
fn released() -> Hall {
    let hall = closed(8);
    head_cosigned(&hall);
    requested(&hall, "technical", TECHNICAL);
    release(&hall, "technical", 0);
    release(&hall, "technical", 2);
    hall
}

fn minutes(hall: &Hall, record: &str) -> Vec<u8> {
    hall.run(&format!("minutes {record} --stage technical -o {record}.minutes")).good();
    hall.read(&format!("{record}.minutes"))
}

/// Starts the opening, and kills it when it has told a line with this event.
fn killed_at(hall: &Hall, event: &str) -> usize {
    let mut running = starting(hall, "technical", TECHNICAL, "--events - --out documents");
    let mut child = running.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut count = 0;
    for line in lines {
        count += 1;
        if line.unwrap().contains(&format!("\"event\":\"{event}\"")) {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    count
}

#[test]
fn the_same_minutes_come_of_it_whenever_it_is_killed() {
    let hall = released();
    copy(&hall.at().join("box"), &hall.at().join("whole"));
    let run = format!("opening run whole --stage technical {KEYS} {STAMPS} --at {TECHNICAL} --quiet");
    hall.run(&format!("{run} --exchange box/exchange/c0 --exchange box/exchange/c2")).good();
    let expected = minutes(&hall, "whole");

    for event in ["released", "opened", "opened"] {
        killed_at(&hall, event);
    }
    // Killed in the middle: some are open, not all.
    let status = hall.run("opening status box --trust ca.pem --json").good().json();
    let opened = status["stages"][0]["opened"].as_u64().unwrap();
    assert!(opened > 0, "{status:#}");
    opening(&hall, "technical", TECHNICAL, "--out documents").good();
    assert_eq!(minutes(&hall, "box"), expected);
    hall.run("audit box --trust ca.pem").refused_nothing();
    // Nothing half written is left, and every bid's documents are there.
    let folders: Vec<_> = std::fs::read_dir(hall.at().join("documents/1")).unwrap().collect();
    assert_eq!(folders.len(), 8);
    for bid in &hall.bids {
        assert_eq!(hall.read(&format!("documents/1/{}/method/b.txt", bid.digest())), b"bb");
    }
}

trait Nothing {
    fn refused_nothing(self);
}

impl Nothing for crate::common::Run {
    /// The last stage is still to come, and nothing else is wrong.
    fn refused_nothing(self) {
        assert_eq!(self.code, 6, "{}\n{}", self.out, self.err);
        assert!(!self.out.contains("FAILS"), "{}", self.out);
    }
}

#[test]
fn a_run_that_was_broken_off_before_the_request_asks_once() {
    let hall = closed(2);
    head_cosigned(&hall);
    killed_at(&hall, "reread");
    let first = opening(&hall, "technical", TECHNICAL, "");
    assert!(first.out.contains("must cosign the head"), "{}\n{}", first.out, first.err);
    let request = hall.read("box/cosign-request.json");
    opening(&hall, "technical", TECHNICAL, "");
    assert_eq!(hall.read("box/cosign-request.json"), request);
}
