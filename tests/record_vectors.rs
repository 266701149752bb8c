//! The golden record of `tests/vectors/record` (SPEC §13): a log file, two heads, a proof file, a consistency proof.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use sealbid::Result;
use sealbid::bid::ReadAt;
use sealbid::record::*;
use sealbid::suite::{BidKey, Digest, hash, leaf_hash};
use sealbid::timelock::CustodianKey;
use sealbid::wire::{Hex, Id, Time};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the files must say.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    about: String,
    tender: Digest,
    platform: Hex<32>,
    /// The platform's key as other programs read it.
    platform_vkey: String,
    custodians: Vec<Custodian>,
    /// The entries of `log`, with attachments; entry 1 has a blob, which is erased.
    entries: Vec<Entry>,
    /// Where `head` is, and the proof that `head.cosigned` appends to it.
    old_size: u64,
    old_root: Digest,
    size: u64,
    root: Digest,
    consistency: Vec<Digest>,
    /// The entry of `entry.tlog-proof`.
    proved: u64,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Custodian {
    id: Id,
    record_key: Hex<32>,
    /// When it cosigned `head.cosigned`.
    cosigned: Option<Time>,
}

#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    entry: String,
    attachments: Vec<String>,
    /// Bytes of its blob.
    blob: Option<u64>,
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/record").join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(file(name)).unwrap()
}

fn log() -> (Vec<u8>, Vec<Frame>) {
    let (bytes, mut frames) = (read("log"), Vec::new());
    let count = read_log(&bytes, |frame| {
        frames.push(frame);
        Ok(())
    });
    assert_eq!(count, Ok(frames.len() as u64));
    (bytes, frames)
}

#[test]
fn the_golden_record_is_read() {
    let expected: Expected = serde_json::from_slice(&read("record.json")).unwrap();
    let (bytes, frames) = log();
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap();
    let found: Vec<Entry> = frames
        .iter()
        .map(|frame| Entry {
            entry: text(&frame.entry),
            attachments: frame.attachments.iter().map(text).collect(),
            blob: frame.position.blob.map(|blob| blob.length),
        })
        .collect();
    assert_eq!(found, expected.entries);
    let blob = frames[1].position.blob.unwrap();
    let mut erased = vec![1; blob.length as usize];
    bytes.read_exact_at(blob.offset, &mut erased).unwrap();
    assert!(erased.iter().all(|byte| *byte == 0));

    let mut tree = Tree::default();
    frames.iter().for_each(|frame| tree.push(leaf_hash(&frame.entry)));
    assert_eq!((tree.len(), tree.root()), (expected.size, expected.root));
    assert_eq!(tree.root_at(expected.old_size), Ok(expected.old_root));
    assert_eq!(tree.consistency(expected.old_size, expected.size), Ok(expected.consistency.clone()));

    let custodians: Vec<(Id, Hex<32>)> =
        expected.custodians.iter().map(|custodian| (custodian.id.clone(), custodian.record_key)).collect();
    let cosigned: Vec<(Id, Time)> = expected
        .custodians
        .iter()
        .filter_map(|custodian| custodian.cosigned.map(|time| (custodian.id.clone(), time)))
        .collect();
    let (old, new) = (Head::parse(&read("head")).unwrap(), Head::parse(&read("head.cosigned")).unwrap());
    for (head, size, root, cosigned) in [
        (&old, expected.old_size, expected.old_root, &vec![]),
        (&new, expected.size, expected.root, &cosigned),
    ] {
        assert_eq!(head.verify(&expected.tender, &expected.platform), Ok(()));
        assert_eq!((head.checkpoint().size, head.checkpoint().root), (size, root));
        assert_eq!(&head.cosigners(&custodians).unwrap(), cosigned);
    }
    let key = NoteKey::ed25519(&origin(&expected.tender), expected.platform).unwrap();
    assert_eq!(key.to_vkey(), expected.platform_vkey);
    let (old, new) = (old.checkpoint(), new.checkpoint());
    verify_consistency(old.size, &old.root, new.size, &new.root, &expected.consistency).unwrap();

    let proof = ProofFile::parse(&read("entry.tlog-proof")).unwrap();
    let entry = &frames[expected.proved as usize].entry;
    let verified = proof.verify(entry, &expected.tender, &expected.platform, &custodians);
    assert_eq!((proof.index, verified), (expected.proved, Ok(cosigned)));
}

/// Keys and the log's id are fresh on every run, so every file changes.
#[test]
#[ignore = "writes tests/vectors/record"]
fn golden() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(FolderStore::create(folder.path()).unwrap());
    let log = Log::open(Arc::clone(&store), "log", |_| Ok(())).unwrap();
    let attached = |text: &str| vec![text.as_bytes().to_vec()];
    let entry = |text: &str, attachments: Vec<Vec<u8>>| NewFrame {
        entry: text.into(),
        attachments,
        ..NewFrame::default()
    };
    let bid = Blob::new(Arc::new(b"a sealed bid, which is erased".to_vec()));
    let first = [
        entry(r#"{"what":"the notice"}"#, attached("the notice itself")),
        NewFrame { blob: Some(bid), ..entry(r#"{"what":"a bid"}"#, vec![]) },
    ];
    let mut positions = log.append(&first).unwrap();
    log.erase(&positions[1].blob.unwrap()).unwrap();
    for text in ["three", "four", "five"] {
        positions.extend(log.append(&[entry(&format!(r#"{{"what":"entry {text}"}}"#), vec![])]).unwrap());
    }
    let two = ["six", "seven"].map(|text| entry(&format!(r#"{{"what":"entry {text}"}}"#), attached(text)));
    positions.extend(log.append(&two).unwrap());
    let frames: Vec<Frame> = positions.iter().map(|position| log.read_frame_at(position).unwrap()).collect();
    let mut tree = Tree::default();
    frames.iter().for_each(|frame| tree.push(leaf_hash(&frame.entry)));

    let (platform, tender) = (BidKey::generate().unwrap(), hash(&[b"golden tender"]));
    let time = |text: &str| Time::parse(text).unwrap();
    let keys = ["a", "b", "c"].map(|name| {
        let (id, tender) = (Id::new(name).unwrap(), Id::new("T-1").unwrap());
        CustodianKey::generate(id, name, tender, time("2026-06-01T00:00:00Z")).unwrap()
    });
    let cosigned =
        [Some("2026-06-20T01:00:00Z"), None, Some("2026-06-20T01:00:05Z")].map(|text| text.map(time));
    let head = |size: u64| {
        let checkpoint = Checkpoint { origin: origin(&tender), size, root: tree.root_at(size).unwrap() };
        Head::sign(&checkpoint, &platform).unwrap()
    };
    let (old_size, size, proved) = (3, tree.len(), 4);
    let mut last = head(size);
    for (key, time) in keys.iter().zip(cosigned).filter_map(|(key, time)| Some((key, time?))) {
        let cosignature = last.cosign(key, time).unwrap();
        last.add(cosignature).unwrap();
    }
    let proof = ProofFile {
        extra: None,
        index: proved,
        path: tree.inclusion(proved, size).unwrap(),
        head: last.clone(),
    };
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap();
    let expected = Expected {
        about: "seven entries in five batches and a fence; heads at 3 and at 7 entries".to_owned(),
        tender,
        platform: platform.public(),
        platform_vkey: NoteKey::ed25519(&origin(&tender), platform.public()).unwrap().to_vkey(),
        custodians: keys
            .iter()
            .zip(cosigned)
            .map(|(key, cosigned)| Custodian {
                id: key.custodian().clone(),
                record_key: key.record_key(),
                cosigned,
            })
            .collect(),
        entries: frames
            .iter()
            .map(|frame| Entry {
                entry: text(&frame.entry),
                attachments: frame.attachments.iter().map(text).collect(),
                blob: frame.position.blob.map(|blob| blob.length),
            })
            .collect(),
        old_size,
        old_root: tree.root_at(old_size).unwrap(),
        size,
        root: tree.root(),
        consistency: tree.consistency(old_size, size).unwrap(),
        proved,
    };
    std::fs::create_dir_all(file("")).unwrap();
    let written: [(&str, Result<Vec<u8>>); 5] = [
        ("log", store.read("log", 1 << 20)),
        ("head", Ok(head(old_size).to_bytes())),
        ("head.cosigned", Ok(last.to_bytes())),
        ("entry.tlog-proof", Ok(proof.to_bytes())),
        ("record.json", Ok((serde_json::to_string_pretty(&expected).unwrap() + "\n").into_bytes())),
    ];
    for (name, bytes) in written {
        std::fs::write(file(name), bytes.unwrap()).unwrap();
    }
}
