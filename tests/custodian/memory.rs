//! The memory (SPEC §15.4), and that nothing is signed before it is durable.

use crate::common::custody::*;
use crate::common::faulty::{FaultyStore, Loss};
use crate::common::record::*;
use crate::common::*;
use crate::kind;
use sealbid::custodian::{Custodian, Memory, Remembered};
use sealbid::record::*;
use sealbid::{Error, ErrorKind};
use std::sync::Arc;

fn open(store: &FaultyStore, n: usize, world: &World) -> sealbid::Result<Memory> {
    Memory::open(Arc::new(store.clone()), MEMORY, &world.custodians[n])
}

#[test]
fn a_memory_is_begun_once_and_is_lost_without_its_file() {
    let world = World::new();
    let store = FaultyStore::new();
    assert_eq!(kind(open(&store, 0, &world)), ErrorKind::MemoryLost);
    let create = || Memory::create(Arc::new(store.clone()), MEMORY, &world.custodians[0]);
    let memory = create().unwrap();
    assert_eq!(memory.load().unwrap().head, None);
    assert_eq!(kind(create()), ErrorKind::WouldOverwrite);
    open(&store, 0, &world).unwrap();
    // The file goes while the custodian is at its desk.
    let record = closed(&world);
    let request = record.cosign_request(&record.note(&[]));
    let mut custodian = desk(&world, 0, &store);
    store.remove(MEMORY).unwrap();
    assert_eq!(kind(custodian.cosign(&record.log(), &request)), ErrorKind::MemoryLost);
    assert_eq!(store.bytes(MEMORY), None, "a lost memory is not begun again");
    let record = settled(&world, &[1, 2]);
    let refused =
        custodian.release(&record.log(), &record.ask("technical", &record.note(&[1, 2]), TECHNICAL));
    let refused = refused.unwrap_err();
    assert_eq!((refused.error.kind(), refused.refusal), (ErrorKind::MemoryLost, None));
}

#[test]
fn a_memory_is_one_keys() {
    let world = World::new();
    let store = begun(&world, 0);
    assert_eq!(kind(open(&store, 1, &world)), ErrorKind::MemoryOfAnother);
    let memory = open(&store, 0, &world).unwrap();
    let other = Custodian::new(&world.custodians[1], trust(&world), memory, vec![]);
    assert_eq!(kind(other), ErrorKind::MemoryOfAnother);
    // The right record key, and another tender.
    let text = String::from_utf8(store.bytes(MEMORY).unwrap()).unwrap();
    store.set(MEMORY, text.replace("\"T-1\"", "\"T-2\"").as_bytes());
    assert_eq!(kind(open(&store, 0, &world)), ErrorKind::MemoryOfAnother);
}

#[test]
fn the_file_keeps_its_rules() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let store = begun(&world, 0);
    let request = record.ask("technical", &record.note(&[1, 2]), TECHNICAL);
    desk(&world, 0, &store).release(&record.log(), &request).unwrap();
    let bytes = store.bytes(MEMORY).unwrap();
    assert_eq!(Remembered::parse(&bytes).unwrap().to_bytes().unwrap(), bytes);
    let good: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let with = |change: &dyn Fn(&mut serde_json::Map<String, serde_json::Value>)| {
        let mut changed = good.clone();
        change(changed.as_object_mut().unwrap());
        Remembered::parse(&serde_json::to_vec(&changed).unwrap())
    };
    let first = good["released"][0].clone();
    with(&|_| ()).unwrap();
    assert_eq!(kind(with(&|m| m["released"] = vec![first.clone(); 2].into())), ErrorKind::DuplicateId);
    let many: Vec<_> = (0..9)
        .map(|n| {
            let mut release = first.clone();
            release["stage"] = format!("s{n}").into();
            release
        })
        .collect();
    with(&|m| m["released"] = many[1..].to_vec().into()).unwrap();
    assert_eq!(kind(with(&|m| m["released"] = many.clone().into())), ErrorKind::BadField);
    let without = |names: &[&str]| {
        kind(with(&|m| {
            names.iter().for_each(|name| {
                m.remove(*name);
            })
        }))
    };
    assert_eq!(without(&["tender"]), ErrorKind::BadField);
    assert_eq!(without(&["head"]), ErrorKind::BadField);
    assert_eq!(without(&["head", "tender"]), ErrorKind::BadField, "a release without a head");
    assert_eq!(kind(with(&|m| m["format"] = "sealbid-custodian-memory/2".into())), ErrorKind::UnknownFormat);
    assert_eq!(kind(Remembered::parse(&vec![b' '; (64 << 10) + 1])), ErrorKind::TooLarge);
}

#[test]
fn a_damaged_memory_is_not_blamed_on_the_request() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let request = record.ask("technical", &record.note(&[1, 2]), TECHNICAL);
    let good = begun(&world, 0).bytes(MEMORY).unwrap();
    let text = String::from_utf8(good.clone()).unwrap();
    let damaged = [
        (good[..good.len() / 2].to_vec(), ErrorKind::BadJson),
        (text.replace("memory/1", "memory/2").into_bytes(), ErrorKind::UnknownFormat),
        (text.replace("\"T-1\"", "\"T-2\"").into_bytes(), ErrorKind::MemoryOfAnother),
        (vec![b' '; (64 << 10) + 1], ErrorKind::TooLarge),
    ];
    for (bytes, kind) in damaged {
        let store = begun(&world, 0);
        let mut custodian = desk(&world, 0, &store);
        store.set(MEMORY, &bytes);
        let refused = custodian.release(&record.log(), &request).unwrap_err();
        assert_eq!((refused.error.kind(), refused.refusal), (kind, None));
        assert_eq!(store.bytes(MEMORY).unwrap(), bytes);
    }
}

#[test]
fn who_is_stopped_signs_nothing_until_it_is_cleared() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let store = begun(&world, 0);
    let mut custodian = desk(&world, 0, &store);
    custodian.memory().stop(&Error::new(ErrorKind::SplitHistory)).unwrap();
    let note = record.note(&[1, 2]);
    let (cosign, release) = (record.cosign_request(&note), record.ask("technical", &note, TECHNICAL));
    assert_eq!(kind(custodian.cosign(&record.log(), &cosign)), ErrorKind::CustodianStopped);
    let refused = desk(&world, 0, &store).release(&record.log(), &release).unwrap_err();
    assert_eq!((refused.error.kind(), refused.refusal), (ErrorKind::CustodianStopped, None));
    custodian.memory().clear().unwrap();
    custodian.cosign(&record.log(), &cosign).unwrap();
    custodian.release(&record.log(), &release).unwrap();
}

/// What happens at every crash: nothing but the honest history is ever signed, and that is signed in the end.
struct Crash<'a> {
    world: &'a World,
    /// The honest log, and what is asked of it.
    log: Vec<u8>,
    cosign: CosignRequest,
    release: Vec<u8>,
    /// Another record with another bid.
    other_log: Vec<u8>,
    other: CosignRequest,
    other_release: Vec<u8>,
}

impl Crash<'_> {
    fn new(world: &World) -> Crash<'_> {
        let mut other = RecordBuilder::new(world);
        other.made_up(1);
        other.made_up(3);
        other.close_box();
        other.record_head(&other.note(&[1, 2]));
        other.reread("technical", REREAD);
        let record = settled(world, &[1, 2]);
        let asked = |record: &RecordBuilder<'_>| {
            let note = record.note(&[1, 2]);
            (record.log(), record.cosign_request(&note), record.ask("technical", &note, TECHNICAL))
        };
        let (log, cosign, release) = asked(&record);
        let (other_log, other, other_release) = asked(&other);
        Crash { world, log, cosign, release, other_log, other, other_release }
    }

    /// Does both on a store that stops at this call; what came out, and the store.
    fn run(&self, stop_at: Option<u64>) -> (bool, FaultyStore) {
        let store = begun(self.world, 0);
        if let Some(at) = stop_at {
            store.stop_at(store.operations() + at);
        }
        let mut custodian = desk(self.world, 0, &store);
        let cosigned = custodian.cosign(&self.log, &self.cosign).is_ok();
        let released = custodian.release(&self.log, &self.release).is_ok();
        assert!(cosigned || !released, "the store stopped before");
        (cosigned || released, store)
    }

    /// After the crash: was anything given out, no other history is signed; the honest one is signed in any case.
    fn check(&self, given: bool, store: &FaultyStore) {
        if given {
            let mut custodian = desk(self.world, 0, store);
            assert_eq!(kind(custodian.cosign(&self.other_log, &self.other)), ErrorKind::SplitHistory);
            let refused = custodian.release(&self.other_log, &self.other_release).unwrap_err();
            assert_eq!(refused.error.kind(), ErrorKind::SplitHistory);
        }
        let mut custodian = desk(self.world, 0, store);
        custodian.cosign(&self.log, &self.cosign).unwrap();
        custodian.release(&self.log, &self.release).unwrap();
    }
}

#[test]
fn after_a_crash_at_any_point_nothing_else_is_signed() {
    let world = World::new();
    let crash = Crash::new(&world);
    let (_, whole) = crash.run(None);
    let operations = whole.operations() - begun(&world, 0).operations();
    assert_eq!(operations, 8, "two puts of append, sync, rename and sync of names");
    for at in 1..=operations {
        let (given, store) = crash.run(Some(at));
        assert!(store.stopped());
        assert_eq!(given, at > 4, "nothing is given out before its memory is durable");
        Loss::all(1).for_each(|loss| crash.check(given, &store.crash(loss)));
    }
    crash.check(true, &whole.crash(Loss::Everything));
}

#[test]
fn a_memory_that_cannot_be_made_durable_keeps_every_signature_back() {
    let world = World::new();
    let crash = Crash::new(&world);
    // The second and the fourth call of a put make something durable.
    for at in [2, 4] {
        let store = begun(&world, 0);
        store.fail_sync_at(store.operations() + at);
        let mut custodian = desk(&world, 0, &store);
        assert_eq!(kind(custodian.cosign(&crash.log, &crash.cosign)), ErrorKind::StoreFailed);
        let refused = custodian.release(&crash.log, &crash.release).unwrap_err();
        assert_eq!((refused.error.kind(), refused.refusal), (ErrorKind::StoreFailed, None));
    }
}

#[test]
fn a_crash_while_a_memory_is_begun_leaves_it_begun_or_not() {
    let world = World::new();
    let key = &world.custodians[0];
    for at in 1..=4 {
        let store = FaultyStore::new();
        store.stop_at(at);
        Memory::create(Arc::new(store.clone()), MEMORY, key).unwrap_err();
        for loss in Loss::all(2) {
            let after: Arc<dyn Store> = Arc::new(store.crash(loss));
            match Memory::create(after.clone(), MEMORY, key) {
                Ok(memory) => assert_eq!(memory.load().unwrap().released, []),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::WouldOverwrite);
                    Memory::open(after, MEMORY, key).unwrap();
                }
            }
        }
    }
}
