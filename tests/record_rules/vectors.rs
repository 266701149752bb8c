//! The golden tender of `tests/vectors/record` (files `tender-…`): a whole log that keeps the rules, entries that break
//! one, and one signed file of each kind.

use super::common::record::*;
use super::common::record_events::*;
use super::tender::{everything, world};
use sealbid::Result;
use sealbid::ca::TrustAnchors;
use sealbid::record::*;
use sealbid::suite::Digest;
use sealbid::wire::{Base64, Hex, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the log must say.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    about: String,
    tender: Digest,
    /// The digest of the notice in force at the end.
    notice: Digest,
    deadline: Time,
    entries: u64,
    root: Digest,
    /// Entries under the closed head, and the earliest time that a token proves for it.
    closed_size: u64,
    closed_at: String,
    closed_cosigners: Vec<String>,
    /// Of each stage: the latest time that its last request proves.
    requested_at: Vec<String>,
    bids: Vec<Bid>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Bid {
    digest: Digest,
    entry: u64,
    /// What has become of it at the end.
    end: String,
}

/// An entry that is refused after the first ones of the log.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    after: u64,
    entry: String,
    attachments: Vec<Base64>,
    expect: String,
}

/// A signed file beside the log.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SignedCase {
    /// The content's `format`.
    format: String,
    /// The Ed25519 key that signed, or the organisation in the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Hex<32>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    file: Base64,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/record")
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn named(prefix: &str) -> BTreeMap<String, Vec<u8>> {
    let names = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.filter_map(|name| name.into_string().ok().filter(|name| name.starts_with(prefix)));
    names.map(|name| (name.clone(), read(&name))).collect()
}

fn frames() -> Vec<Frame> {
    let mut frames = Vec::new();
    read_log(&read("tender-log"), |frame| {
        frames.push(frame);
        Ok(())
    })
    .unwrap();
    frames
}

fn anchors() -> TrustAnchors {
    TrustAnchors::from_pem(&read("tender-trust.pem")).unwrap()
}

fn end(status: &BidStatus) -> String {
    match status {
        BidStatus::Announced => "announced".into(),
        BidStatus::Received => "received".into(),
        BidStatus::Replaced(by) => format!("replaced by {by}"),
        BidStatus::Withdrawn => "withdrawn".into(),
        BidStatus::Superseded(by) => format!("superseded by {by}"),
        BidStatus::NotDelivered => "not delivered".into(),
        BidStatus::Opened(stage) => format!("opened {stage}"),
        BidStatus::Excluded(stage, fault) => {
            format!("excluded {stage} {}", format!("{fault:?}").to_lowercase())
        }
        BidStatus::NotAdmitted(stage) => format!("not admitted {stage}"),
    }
}

fn expected(history: &History) -> Expected {
    let closed = history.closed_head().unwrap();
    let bid = |bid: &BidState| Bid { digest: bid.digest, entry: bid.entry, end: end(&bid.status) };
    Expected {
        about:
            "every kind of entry once; stages in numbers from 0; bids are made up, and their files missing"
                .into(),
        tender: history.tender().unwrap(),
        notice: history.notice().unwrap().digest(),
        deadline: history.deadline().unwrap(),
        entries: history.len(),
        root: history.tree().root(),
        closed_size: history.closing().unwrap().entry + 1,
        closed_at: closed.time.to_string(),
        closed_cosigners: closed.cosigners.iter().map(ToString::to_string).collect(),
        requested_at: history.stages().iter().map(|s| s.requested_at.unwrap().to_string()).collect(),
        bids: history.bids().iter().map(bid).collect(),
    }
}

#[test]
fn the_golden_tender_keeps_the_rules_and_its_cases_break_one_each() {
    let cases: BTreeMap<String, Case> = named("tender-case-")
        .iter()
        .map(|(name, bytes)| (name.clone(), serde_json::from_slice(bytes).unwrap()))
        .collect();
    assert_eq!(cases.len(), 14);
    let mut history = History::new(anchors());
    for frame in frames() {
        let number = history.len();
        for (name, case) in cases.iter().filter(|(_, case)| case.after == number) {
            let attached: Vec<Vec<u8>> = case.attachments.iter().map(|bytes| bytes.0.clone()).collect();
            let error = history.apply(case.entry.as_bytes(), &attached).unwrap_err();
            assert_eq!(error.kind().name(), case.expect, "{name}: {error}");
        }
        history.apply(&frame.entry, &frame.attachments).unwrap();
    }
    let wanted: Expected = serde_json::from_slice(&read("tender-expected.json")).unwrap();
    assert_eq!(expected(&history), wanted);
    assert!(cases.values().all(|case| case.after < history.len()));
}

/// Reads content of this format, and writes it again.
fn again(format: &str, signed: &Signed) -> Result<Vec<u8>> {
    let content = signed.content();
    match format {
        "sealbid-receipt/1" => sealbid::wire::write_json(&Receipt::parse(content)?),
        "sealbid-refusal/1" => sealbid::wire::write_json(&Refusal::parse(content)?),
        "sealbid-announcement/1" => Announcement::verify(signed)?.to_bytes(),
        "sealbid-replacement/1" => Replacement::parse(content)?.to_bytes(),
        "sealbid-withdrawal/1" => Withdrawal::parse(content)?.to_bytes(),
        "sealbid-postponement/1" => Postponement::parse(content)?.to_bytes(),
        "sealbid-admission/1" => Admission::parse(content)?.to_bytes(),
        "sealbid-adjudication/1" => Adjudication::parse(content)?.to_bytes(),
        "sealbid-quorum-lost/1" => QuorumLost::parse(content)?.to_bytes(),
        "sealbid-release-request/1" => ReleaseRequest::parse(content)?.to_bytes(),
        "sealbid-release-refusal/1" => sealbid::wire::write_json(&ReleaseRefusal::parse(content)?),
        other => panic!("{other}"),
    }
}

const SIGNED: [&str; 11] = [
    "adjudication",
    "admission",
    "announcement",
    "postponement",
    "quorum-lost",
    "receipt",
    "refusal",
    "release-refusal",
    "release-request",
    "replacement",
    "withdrawal",
];

#[test]
fn golden_signed_files_are_read_and_say_who_signed() {
    let files = named("tender-signed-");
    let names: Vec<String> = SIGNED.iter().map(|name| format!("tender-signed-{name}.json")).collect();
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), names);
    for (name, kind) in names.iter().zip(SIGNED) {
        let case: SignedCase = serde_json::from_slice(&files[name]).unwrap();
        assert_eq!(case.format, format!("sealbid-{kind}/1"));
        let signed = Signed::parse(&case.file.0).unwrap();
        assert_eq!(signed.to_bytes().unwrap(), case.file.0);
        assert_eq!(again(&case.format, &signed).unwrap(), signed.content());
        match (case.key, case.organisation) {
            (Some(key), None) => signed.verify_key(&key).unwrap(),
            (None, Some(name)) => {
                let names = signed.verify_certificate().unwrap().certificate.names();
                assert_eq!(names.organisation, Some(name));
            }
            _ => panic!("{name} has one signer"),
        }
    }
}

/// Keys, signatures and the log's id are fresh on every run, so every file changes.
#[test]
#[ignore = "writes tests/vectors/record/tender-*"]
fn golden_tender_is_written() {
    let world = world();
    let tender = everything(&world);
    let record = &tender.record;
    for name in named("tender-").keys() {
        std::fs::remove_file(folder().join(name)).unwrap();
    }
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder().join(name), bytes).unwrap();
    write("tender-trust.pem", world.certificate().to_pem().as_bytes());
    write("tender-log", &log_of(record));
    write("tender-expected.json", &json(&expected(&record.history)));
    for wrong in &tender.wrong {
        let case = Case {
            about: wrong.about.into(),
            after: wrong.after,
            entry: String::from_utf8(wrong.entry.clone()).unwrap(),
            attachments: wrong.attachments.iter().cloned().map(Base64).collect(),
            expect: wrong.expect.name().into(),
        };
        write(&format!("tender-case-{}.json", wrong.name), &json(&case));
    }
    let digest = fake(9).digest;
    let notice = record.history.notice().unwrap();
    let late = sealbid::ErrorKind::Late.into();
    let refusal = Refusal::new(notice.tender(), notice.digest(), Some(digest), record.now, &late);
    let refusal = refusal.sign(&world.platform).unwrap().to_bytes().unwrap();
    let attached = record.frames.iter().flat_map(|(_, attached)| attached).chain([&refusal]);
    let mut missing: Vec<&str> = SIGNED.to_vec();
    for file in attached {
        let Ok(signed) = Signed::parse(file) else { continue };
        let content: serde_json::Value = serde_json::from_slice(signed.content()).unwrap();
        let format = content["format"].as_str().unwrap().to_owned();
        let kind = format.trim_start_matches("sealbid-").trim_end_matches("/1");
        let Some(at) = missing.iter().position(|wanted| *wanted == kind) else { continue };
        let name = format!("tender-signed-{}.json", missing.remove(at));
        let parsed: serde_json::Value = serde_json::from_slice(file).unwrap();
        let key = parsed["signature"]["key"].as_str().map(|key| Hex::parse(key).unwrap());
        let organisation =
            signed.verify_certificate().ok().and_then(|signature| signature.certificate.names().organisation);
        write(&name, &json(&SignedCase { format, key, organisation, file: Base64(file.clone()) }));
    }
    assert!(missing.is_empty(), "{missing:?}");
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap();
    bytes.push(b'\n');
    bytes
}

fn log_of(record: &RecordBuilder) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(FolderStore::create(folder.path()).unwrap());
    let log = Log::open(Arc::clone(&store), "log", |_| Ok(())).unwrap();
    let new = |(entry, attachments): &(Vec<u8>, Vec<Vec<u8>>)| NewFrame {
        entry: entry.clone(),
        attachments: attachments.clone(),
        blob: None,
    };
    log.append(&record.frames.iter().map(new).collect::<Vec<_>>()).unwrap();
    store.read("log", 1 << 20).unwrap()
}
