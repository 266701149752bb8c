//! The golden desk of `tests/vectors/record/custody-*`: a log, what a custodian is asked on it, and its answers, byte
//! for byte. Answers depend on nothing but the key, the log and the request.

use crate::common::custody::*;
use crate::common::faulty::FaultyStore;
use crate::common::record::*;
use crate::common::*;
use sealbid::ErrorKind;
use sealbid::bid::ReadAt;
use sealbid::ca::{Certificate, TrustAnchors};
use sealbid::custodian::{Custodian, Memory};
use sealbid::record::*;
use sealbid::timelock::CustodianKey;
use std::path::PathBuf;
use std::sync::Arc;

const PASSPHRASE: &[u8] = b"passphrase";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/record").join(format!("custody-{name}"))
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

/// What the custodian answers: the note, the refusal, the release, and its memory afterwards.
fn answers(key: &CustodianKey, root: Certificate, log: &dyn ReadAt, requests: [&[u8]; 3]) -> [Vec<u8>; 4] {
    let store = FaultyStore::new();
    let memory = Memory::create(Arc::new(store.clone()), MEMORY, key).unwrap();
    let trust = TrustAnchors::new(vec![root]).unwrap();
    let mut custodian = Custodian::new(key, trust, memory, vec![]).unwrap();
    let [cosign, early, release] = requests;
    let note = custodian.cosign(log, &CosignRequest::parse(cosign).unwrap()).unwrap();
    let refused = custodian.release(log, early).unwrap_err();
    assert_eq!(refused.error.kind(), ErrorKind::TooEarly);
    let refusal = refused.refusal.unwrap().to_bytes().unwrap();
    let released = custodian.release(log, release).unwrap().to_bytes().unwrap();
    [note, refusal, released, store.bytes(MEMORY).unwrap()]
}

const REQUESTS: [&str; 3] = ["cosign-request.json", "early-request.json", "release-request.json"];
const ANSWERS: [&str; 4] = ["cosigned.note", "refused.json", "released.json", "memory.json"];

#[test]
fn the_golden_desk_answers_as_ever() {
    let key = CustodianKey::from_key_file(&file("key.pem"), PASSPHRASE).unwrap();
    let root = Certificate::from_pem(&file("ca.pem")).unwrap();
    let [cosign, early, release] = REQUESTS.map(file);
    let answers = answers(&key, root, &file("log"), [&cosign, &early, &release]);
    for (name, answer) in ANSWERS.iter().zip(answers) {
        assert_eq!(answer, file(name), "{name}");
    }
}

/// Writes them anew: `cargo test --test custodian -- --ignored golden`.
#[test]
#[ignore = "writes the vectors"]
fn golden_desk_is_written() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let note = record.note(&[1, 2]);
    let requests = [
        record.cosign_request(&note).to_bytes().unwrap(),
        record.ask("technical", &note, REREAD),
        record.ask("technical", &note, TECHNICAL),
    ];
    let (key, root) = (&world.custodians[0], world.certificate());
    let [cosign, early, release] = &requests;
    let answers = answers(key, root.clone(), &record.log(), [cosign, early, release]);
    let write = |name: &str, bytes: &[u8]| std::fs::write(path(name), bytes).unwrap();
    std::fs::create_dir_all(path("").parent().unwrap()).unwrap();
    write("key.pem", key.to_key_file(PASSPHRASE).unwrap().as_bytes());
    write("ca.pem", root.to_pem().as_bytes());
    write("log", &record.log());
    REQUESTS.iter().zip(&requests).for_each(|(name, bytes)| write(name, bytes));
    ANSWERS.iter().zip(&answers).for_each(|(name, bytes)| write(name, bytes));
}
