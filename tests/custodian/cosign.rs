//! Cosigning (SPEC §15.2).

use crate::common::custody::*;
use crate::common::record::*;
use crate::common::*;
use crate::kind;
use sealbid::ErrorKind;
use sealbid::bid::ReadAt;
use sealbid::ca::{RehearsalCa, TrustAnchors};
use sealbid::custodian::{Custodian, Memory};
use sealbid::record::*;
use sealbid::suite::{hash, open_key_file, seal_key_file};
use sealbid::timelock::CustodianKey;
use sealbid::wire::Base64;
use std::sync::Arc;

/// The first custodian is ours; its memory is new.
fn cosign(record: &RecordBuilder<'_>, request: &CosignRequest) -> sealbid::Result<Vec<u8>> {
    cosign_on(record, &record.log(), request)
}

fn cosign_on(
    record: &RecordBuilder<'_>,
    log: &dyn ReadAt,
    request: &CosignRequest,
) -> sealbid::Result<Vec<u8>> {
    desk(record.world, 0, &begun(record.world, 0)).cosign(log, request)
}

#[test]
fn a_closed_head_is_cosigned_at_the_time_of_its_latest_token() {
    let world = World::new();
    let record = closed(&world);
    let note = record.note(&[2]);
    let mut request = record.cosign_request(&note);
    let later = record.stamp(&note, record.now.plus(3));
    request.tokens.insert(0, Base64(later));
    let store = begun(&world, 0);
    let answer = desk(&world, 0, &store).cosign(&record.log(), &request).unwrap();
    assert_eq!(cosigners(&world, &answer), [(id("c0"), record.now.plus(3)), (id("c2"), record.now)]);
    record.history.check_head(&answer).unwrap();
    let remembered = desk(&world, 0, &store).memory().load().unwrap();
    let head = remembered.head.unwrap();
    assert_eq!((head.size, head.root), (record.history.len(), record.history.tree().root()));
    assert_eq!(remembered.tender, Some(record.history.tender().unwrap()));
    // Asked again, it gives the same.
    assert_eq!(desk(&world, 0, &store).cosign(&record.log(), &request).unwrap(), answer);
}

#[test]
fn later_heads_of_the_same_record_are_cosigned_and_earlier_ones_not() {
    let world = World::new();
    let store = begun(&world, 0);
    let mut record = closed(&world);
    let first = record.cosign_request(&record.note(&[]));
    let answer = desk(&world, 0, &store).cosign(&record.log(), &first).unwrap();
    record.record_head(&answer);
    record.reread("technical", REREAD);
    let second = record.cosign_request(&record.note(&[]));
    desk(&world, 0, &store).cosign(&record.log(), &second).unwrap();
    assert_eq!(kind(desk(&world, 0, &store).cosign(&record.log(), &first)), ErrorKind::HeadBehind);
}

#[test]
fn the_log_must_be_whole_and_keep_the_rules() {
    let world = World::new();
    let record = closed(&world);
    let request = record.cosign_request(&record.note(&[]));
    let mut damaged = record.log();
    damaged[100] ^= 1;
    assert_eq!(kind(cosign_on(&record, &damaged, &request)), ErrorKind::LogDamaged);
    let mut cut = record.log();
    cut.pop();
    assert_eq!(kind(cosign_on(&record, &cut, &request)), ErrorKind::LogIncomplete);
    // An entry that is well formed, and not what may follow.
    let mut frames = record.frames.clone();
    let last = frames.last().unwrap().clone();
    frames.push(last);
    let error = cosign_on(&record, &log_of(&frames), &request).unwrap_err();
    assert_eq!((error.kind(), error.place()), (ErrorKind::EntryNumber, "log: entry 7: number"));
}

#[test]
fn the_tenderer_must_chain_to_the_custodians_own_roots() {
    let world = World::new();
    let record = closed(&world);
    let request = record.cosign_request(&record.note(&[]));
    let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
    let other = RehearsalCa::new("Other CA", from, to).unwrap();
    let roots = TrustAnchors::new(vec![other.certificate().clone()]).unwrap();
    let key = &world.custodians[0];
    let memory = Memory::open(Arc::new(begun(&world, 0)), MEMORY, key).unwrap();
    let mut custodian = Custodian::new(key, roots, memory, vec![]).unwrap();
    let error = custodian.cosign(&record.log(), &request).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoTrustedChain);
}

#[test]
fn the_tender_is_that_of_request_log_and_memory() {
    let world = World::new();
    let record = closed(&world);
    let note = record.note(&[]);
    let mut request = record.cosign_request(&note);
    request.tender = hash(&[b"another"]);
    assert_eq!(kind(cosign(&record, &request)), ErrorKind::WrongTender);
    // The same custodians, and the same tender id, in another tender.
    let mut other = World::new();
    let store = begun(&world, 0);
    desk(&world, 0, &store).cosign(&record.log(), &record.cosign_request(&note)).unwrap();
    other.body = world.body.clone();
    other.body.title = "another".into();
    (other.ca, other.tenderer, other.platform) = (world.ca, world.tenderer, world.platform);
    (other.authority, other.custodians) = (world.authority, world.custodians);
    let elsewhere = closed(&other);
    let request = elsewhere.cosign_request(&elsewhere.note(&[]));
    assert_eq!(kind(desk(&other, 0, &store).cosign(&elsewhere.log(), &request)), ErrorKind::WrongTender);
    cosign(&elsewhere, &request).unwrap();
}

/// What a key's file holds, under its encryption.
fn payload(key: &CustodianKey) -> serde_json::Value {
    let file = key.to_key_file(b"passphrase").unwrap();
    serde_json::from_slice(&open_key_file(file.as_bytes(), b"passphrase").unwrap()).unwrap()
}

#[test]
fn the_notice_must_name_the_custodian_with_both_its_keys() {
    let world = World::new();
    let record = closed(&world);
    let request = record.cosign_request(&record.note(&[]));
    let (ours, other) = (payload(&world.custodians[0]), payload(&custodian(9)));
    for members in [&["custodian"][..], &["key", "secret"], &["record_key", "record_secret"]] {
        let mut changed = ours.clone();
        members.iter().for_each(|member| changed[*member] = other[*member].clone());
        let sealed = seal_key_file(&serde_json::to_vec(&changed).unwrap(), b"passphrase").unwrap();
        let key = CustodianKey::from_key_file(sealed.as_bytes(), b"passphrase").unwrap();
        let store: Arc<dyn Store> = Arc::new(faulty::FaultyStore::new());
        let memory = Memory::create(store, MEMORY, &key).unwrap();
        let mut custodian = Custodian::new(&key, trust(&world), memory, vec![]).unwrap();
        let error = custodian.cosign(&record.log(), &request).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownCustodian, "{members:?}");
    }
}

#[test]
fn every_custodian_has_accepted_and_the_box_is_closed() {
    let world = World::new();
    let record = closed(&world);
    for (entries, expected) in
        [(3, ErrorKind::MissingAcceptance), (4, ErrorKind::NotClosed), (6, ErrorKind::NotClosed)]
    {
        let open = record.prefix(entries);
        let request = open.cosign_request(&open.note(&[]));
        assert_eq!(kind(cosign(&open, &request)), expected, "{entries}");
        if entries == 6 {
            // The log is that of a closed box, but the head does not say so.
            let error = cosign(&record, &request).unwrap_err();
            assert_eq!((error.kind(), error.place()), (ErrorKind::NotClosed, "head"));
        }
    }
}

#[test]
fn the_log_reaches_as_far_as_the_head_and_the_memory() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let request = record.cosign_request(&record.note(&[]));
    let shorter = record.prefix(8);
    assert_eq!(kind(cosign_on(&record, &shorter.log(), &request)), ErrorKind::LogTooShort);
    let store = begun(&world, 0);
    desk(&world, 0, &store).cosign(&record.log(), &request).unwrap();
    let request = shorter.cosign_request(&shorter.note(&[]));
    assert_eq!(kind(desk(&world, 0, &store).cosign(&shorter.log(), &request)), ErrorKind::LogTooShort);
}

#[test]
fn a_memory_older_than_our_own_cosignatures_is_lost() {
    let world = World::new();
    // On the note itself, on a recorded head, on that of a recorded request.
    let record = closed(&world);
    assert_eq!(kind(cosign(&record, &record.cosign_request(&record.note(&[0])))), ErrorKind::MemoryLost);
    let record = settled(&world, &[0, 1]);
    assert_eq!(kind(cosign(&record, &record.cosign_request(&record.note(&[])))), ErrorKind::MemoryLost);
    let mut record = settled(&world, &[1, 2]);
    let note = record.note(&[0, 1]);
    let request = record.ask("technical", &note, TECHNICAL);
    record.record_request("technical", &request, TECHNICAL);
    assert_eq!(kind(cosign(&record, &record.cosign_request(&record.note(&[])))), ErrorKind::MemoryLost);
}

#[test]
fn a_record_that_was_changed_is_not_cosigned() {
    let world = World::new();
    let (record, mut other) = (closed(&world), RecordBuilder::new(&world));
    let store = begun(&world, 0);
    let request = record.cosign_request(&record.note(&[]));
    desk(&world, 0, &store).cosign(&record.log(), &request).unwrap();
    // The same size, and larger.
    other.made_up(1);
    other.made_up(3);
    other.close_box();
    for _ in 0..2 {
        let request = other.cosign_request(&other.note(&[]));
        assert_eq!(kind(desk(&world, 0, &store).cosign(&other.log(), &request)), ErrorKind::SplitHistory);
        other.record_head(&other.note(&[1, 2]));
    }
}

#[test]
fn the_head_is_the_platforms_and_that_of_the_log() {
    let world = World::new();
    let record = closed(&world);
    let good = Checkpoint {
        origin: origin(&record.history.tender().unwrap()),
        size: record.history.len(),
        root: record.history.tree().root(),
    };
    let sign = |checkpoint: &Checkpoint, key: &sealbid::suite::BidKey| {
        Head::sign(checkpoint, key).unwrap().to_bytes()
    };
    let ask = |note: Vec<u8>| kind(cosign(&record, &record.cosign_request(&note)));
    let stranger = sealbid::suite::BidKey::generate().unwrap();
    assert_eq!(ask(sign(&good, &stranger)), ErrorKind::UnsignedHead);
    let elsewhere = Checkpoint { origin: origin(&hash(&[b"another"])), ..good.clone() };
    assert_eq!(ask(sign(&elsewhere, &platform_key())), ErrorKind::HeadOfAnother);
    let root = Checkpoint { root: hash(&[b"another"]), ..good };
    assert_eq!(ask(sign(&root, &platform_key())), ErrorKind::HeadMismatch);
}

#[test]
fn tokens_are_needed_and_each_must_count() {
    let world = World::new();
    let record = closed(&world);
    let note = record.note(&[]);
    let good = record.cosign_request(&note);
    let with = |tokens: Vec<Base64>| {
        let mut request = good.clone();
        request.tokens = tokens;
        kind(cosign(&record, &request))
    };
    assert_eq!(with(vec![]), ErrorKind::NoTimestamp);
    assert_eq!(with(vec![good.tokens[0].clone(); MAX_TOKENS + 1]), ErrorKind::BadField);
    let other = Base64(record.token(hash(&[b"other"]), record.now));
    assert_eq!(with(vec![good.tokens[0].clone(), other]), ErrorKind::TimestampImprint);
    // The platform's clock says that the deadline has passed; the authority's does not.
    let early = Base64(record.stamp(&note, time("2026-07-01T09:00:00+08:00")));
    assert_eq!(with(vec![good.tokens[0].clone(), early]), ErrorKind::ClosedEarly);
}
