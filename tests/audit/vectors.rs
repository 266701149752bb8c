//! The golden records of `tests/vectors/record`, audited.

use crate::common::audited::log_of;
use crate::good::unchecked;
use sealbid::audit::*;
use sealbid::bid::Work;
use sealbid::ca::TrustAnchors;
use sealbid::record::{FolderStore, Store, read_log};
use sealbid::wire::Base64;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/record")
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn options(trust: &str) -> AuditOptions {
    AuditOptions::new(TrustAnchors::from_pem(&read(trust)).unwrap())
}

/// The tender of every kind of entry: its bids and minutes are made up, and nothing else.
#[test]
fn the_golden_tender_fails_by_its_minutes_alone() {
    let report = audit(&read("tender-log"), None, &options("tender-trust.pem"), Work::default()).unwrap();
    let found: Vec<_> = report.findings().map(|(rule, finding)| (rule, finding.error.kind())).collect();
    assert_eq!(found, [(Rule::Minutes, sealbid::ErrorKind::MinutesMismatch); 2]);
    let expected: serde_json::Value = serde_json::from_slice(&read("tender-expected.json")).unwrap();
    assert_eq!(report.entries, expected["entries"].as_u64().unwrap());
    assert_eq!(report.root.to_string(), expected["root"].as_str().unwrap());
    assert_eq!(report.closed_at.unwrap().to_string(), expected["closed_at"].as_str().unwrap());
    let ends = |name: &str| name.replace('-', " ");
    for (bid, expected) in report.bids.iter().zip(expected["bids"].as_array().unwrap()) {
        assert_eq!(bid.digest.to_string(), expected["digest"].as_str().unwrap());
        assert!(expected["end"].as_str().unwrap().starts_with(&ends(bid.end.name())), "{expected}");
    }
}

#[derive(Deserialize)]
struct Case {
    after: u64,
    entry: String,
    attachments: Vec<Base64>,
    expect: String,
}

/// Each entry that breaks a rule is the one entry that is found, besides minutes that are made up.
#[test]
fn each_golden_case_is_found_where_it_stands() {
    let mut frames = vec![];
    read_log(&read("tender-log"), |frame| {
        frames.push((frame.entry, frame.attachments));
        Ok(())
    })
    .unwrap();
    let names =
        std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let cases: Vec<String> = names.filter(|name| name.starts_with("tender-case-")).collect();
    assert!(cases.len() >= 14);
    for name in cases {
        let case: Case = serde_json::from_slice(&read(&name)).unwrap();
        let mut wrong = frames[..case.after as usize].to_vec();
        wrong.push((case.entry.into_bytes(), case.attachments.into_iter().map(|file| file.0).collect()));
        let report = audit(&log_of(&wrong, 9), None, &options("tender-trust.pem"), Work::default()).unwrap();
        let of_entries =
            |(rule, f): &(Rule, &Finding)| *rule != Rule::Minutes && matches!(f.place, Place::Entry(_));
        let found = report.findings().filter(of_entries);
        let found: Vec<_> = found.map(|(_, f)| (f.place.clone(), f.error.kind().name())).collect();
        assert_eq!(found, [(Place::Entry(case.after), case.expect.as_str())], "{name}");
        assert_eq!(report.entries, case.after, "{name}");
    }
}

/// A hall's whole folder.
#[test]
fn the_golden_opening_passes_with_its_evidence() {
    let store: Arc<dyn Store> = Arc::new(FolderStore::read_only(&folder().join("opening")).unwrap());
    let evidence = EvidenceFolder::open(store, "evidence").unwrap();
    let log = read("opening/record/log");
    let report = audit(&log, Some(&evidence), &options("opening/trust.pem"), Work::default()).unwrap();
    let findings: Vec<_> = report.findings().collect();
    assert!(findings.is_empty(), "{findings:#?}");
    let open: Vec<_> = unchecked(&report).into_iter().filter(|(_, why)| *why != Why::Unfinished).collect();
    assert_eq!(open, []);
    assert!(report.bids.iter().any(|bid| bid.checked));
}
