//! A custodian that answers by itself (SPEC §15.5).

use crate::common::custody::*;
use crate::common::faulty::FaultyStore;
use crate::common::record::*;
use crate::common::*;
use sealbid::ErrorKind;
use sealbid::custodian::*;
use sealbid::record::*;
use sealbid::timelock::ReleaseFile;
use std::sync::Arc;

/// The exchange folder and the memory outlive the program.
struct Desk<'w> {
    world: &'w World,
    folder: FaultyStore,
    memory: FaultyStore,
}

impl<'w> Desk<'w> {
    fn new(world: &'w World) -> Desk<'w> {
        Desk { world, folder: FaultyStore::new(), memory: begun(world, 0) }
    }

    fn start(&self) -> Armed<'w> {
        Armed::new(desk(self.world, 0, &self.memory), Arc::new(self.folder.clone()))
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        self.folder.set(name, bytes);
    }

    fn put_cosign(&self, record: &RecordBuilder<'_>, note: &[u8]) {
        self.put(LOG, &record.log());
        self.put(COSIGN_REQUEST, &record.cosign_request(note).to_bytes().unwrap());
    }

    fn put_release(&self, record: &RecordBuilder<'_>, at: &str) -> Vec<u8> {
        let request = record.ask("technical", &record.note(&[1, 2]), at);
        self.put(LOG, &record.log());
        self.put(&release_request_name(&id("technical")), &request);
        request
    }
}

/// The one thing that happened.
fn one(actions: Vec<Action>) -> Action {
    assert_eq!(actions.len(), 1, "{actions:?}");
    actions.into_iter().next().unwrap()
}

fn waits_for(actions: Vec<Action>) -> ErrorKind {
    match one(actions) {
        Action::Waits { error, .. } => error.kind(),
        other => panic!("{other:?}"),
    }
}

fn alarm(actions: Vec<Action>) -> ErrorKind {
    match actions.into_iter().last().unwrap() {
        Action::Alarm { error } => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_whole_tender_is_served_by_itself_across_restarts() {
    let world = World::new();
    let desk = Desk::new(&world);
    let mut armed = desk.start();
    assert_eq!(armed.look(), []);
    let mut record = closed(&world);
    desk.put_cosign(&record, &record.note(&[1]));
    let file = cosigned_name(record.history.len());
    assert_eq!(one(armed.look()), Action::Cosigned { file: file.clone(), size: record.history.len() });
    assert_eq!(armed.look(), [], "once is enough");
    assert_eq!(desk.start().look(), [], "also after a restart");
    let note = desk.folder.bytes(&file).unwrap();
    assert_eq!(cosigners(&world, &note).len(), 2);
    record.record_head(&note);
    record.reread("technical", REREAD);
    // The request before the stage's time is refused, and the custodian goes on waiting.
    let early = desk.put_release(&record, REREAD);
    let mut armed = desk.start();
    let actions = armed.look();
    assert_eq!(actions.len(), 2);
    let refused = refused_name(&id("technical"));
    assert!(matches!(&actions[0], Action::Refused { file, .. } if *file == refused));
    assert!(matches!(&actions[1], Action::Waits { error, .. } if error.kind() == ErrorKind::TooEarly));
    let refusal = Signed::parse(&desk.folder.bytes(&refused).unwrap()).unwrap();
    let content = ReleaseRefusal::parse(refusal.content()).unwrap();
    assert_eq!(content.request, sealbid::suite::hash(&[&early]));
    assert_eq!(armed.look(), []);
    desk.put_release(&record, TECHNICAL);
    let (file, stage) = (released_name(&id("technical")), id("technical"));
    assert_eq!(one(armed.look()), Action::Released { file: file.clone(), stage, bids: 2 });
    assert_eq!(armed.look(), []);
    let release = desk.folder.bytes(&file).unwrap();
    ReleaseFile::parse(&release).unwrap().verify(&world.custodians[0].public()).unwrap();
    // An answer that went lost is given again, the same.
    desk.folder.remove(&file).unwrap();
    assert!(matches!(one(armed.look()), Action::Released { .. }));
    assert_eq!(desk.folder.bytes(&file).unwrap(), release);
    // After a restart the old request to cosign is known for what it is.
    assert_eq!(waits_for(desk.start().look()), ErrorKind::HeadBehind);
}

#[test]
fn who_slept_through_a_stage_releases_the_next() {
    let world = World::new();
    let desk = Desk::new(&world);
    let mut record = settled(&world, &[1, 2]);
    let asked = desk.put_release(&record, TECHNICAL);
    // Another one answers, but not the last request: somebody asked again.
    let answered = Desk::new(&world);
    answered.put_release(&record, TECHNICAL);
    assert!(matches!(one(answered.start().look()), Action::Released { .. }));
    answered.put_release(&record, COMMERCIAL);
    // Enough others release the first stage, and it comes to its end.
    let bids: Vec<_> = record.history.bids().iter().map(|bid| bid.digest).collect();
    record.record_request("technical", &asked, TECHNICAL);
    record.release("technical", &[1, 2]);
    bids.iter().for_each(|bid| record.opened("technical", *bid, None));
    record.finish("technical");
    answered.put(LOG, &record.log());
    assert_eq!(waits_for(answered.start().look()), ErrorKind::OutOfOrder);
    desk.put(LOG, &record.log());
    let stale = release_request_name(&id("technical"));
    let mut armed = desk.start();
    assert!(matches!(one(armed.look()), Action::Waits { file, error }
        if file == stale && error.kind() == ErrorKind::OutOfOrder));
    assert_eq!(armed.look(), [], "told once");
    record.admit("commercial", bids, vec![]);
    record.reread("commercial", COMMERCIAL);
    let request = record.ask("commercial", &record.note(&[1, 2]), COMMERCIAL);
    desk.put(LOG, &record.log());
    // What is not the next stage for any other reason is still wrong.
    let (early, before) = (Desk::new(&world), record.prefix(record.frames.len() - 2));
    early.put(LOG, &before.log());
    let name = release_request_name(&id("commercial"));
    early.put(&name, &before.ask("commercial", &before.note(&[1, 2]), COMMERCIAL));
    assert_eq!(alarm(early.start().look()), ErrorKind::OutOfOrder);
    desk.put(&name, &request);
    assert!(
        matches!(one(armed.look()), Action::Released { stage, bids: 2, .. } if stage == id("commercial"))
    );
    assert_eq!(desk.folder.bytes(&refused_name(&id("technical"))), None);
}

#[test]
fn it_waits_for_what_is_not_there_yet() {
    let world = World::new();
    let record = closed(&world);
    let (desk, note) = (Desk::new(&world), record.note(&[]));
    let mut armed = desk.start();
    desk.put_cosign(&record, &note);
    desk.folder.remove(LOG).unwrap();
    assert_eq!(waits_for(armed.look()), ErrorKind::FileNotFound);
    assert_eq!(armed.look(), [], "told once");
    // The copy of the log is cut off, and then an old one.
    let mut cut = record.log();
    cut.pop();
    desk.put(LOG, &cut);
    assert_eq!(waits_for(armed.look()), ErrorKind::LogIncomplete);
    let mut earlier = closed(&world);
    earlier.record_head(&earlier.note(&[1, 2]));
    let mut longer = record.prefix(7);
    longer.record_head(&note);
    desk.put_cosign(&longer, &longer.note(&[]));
    desk.put(LOG, &record.log());
    assert_eq!(waits_for(armed.look()), ErrorKind::LogTooShort);
    assert_eq!(armed.look(), []);
    desk.put(LOG, &longer.log());
    assert!(matches!(one(armed.look()), Action::Cosigned { size: 8, .. }));
    // Nothing but answers came into the folder.
    let names = [COSIGN_REQUEST, &cosigned_name(8), LOG].map(str::to_owned);
    assert_eq!(desk.folder.list("").unwrap(), names);
}

#[test]
fn a_release_that_cannot_be_judged_yet_is_refused_to_nobody() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let desk = Desk::new(&world);
    desk.put_release(&record, TECHNICAL);
    desk.put(LOG, &record.prefix(8).log());
    assert_eq!(waits_for(desk.start().look()), ErrorKind::LogTooShort);
    assert_eq!(desk.folder.bytes(&refused_name(&id("technical"))), None);
}

#[test]
fn anything_else_is_an_alarm_and_it_stands_still_until_it_is_cleared() {
    let world = World::new();
    let desk = Desk::new(&world);
    let mut record = settled(&world, &[1, 2]);
    let (_, receipt, _) = record.promised(9);
    let honest = record.log();
    let objection = Event::Objection { receipt: sealbid::suite::hash(&[&receipt]) };
    record.push(objection, vec![receipt]);
    desk.put_release(&record, TECHNICAL);
    let mut armed = desk.start();
    let actions = armed.look();
    assert!(matches!(&actions[0], Action::Refused { error, .. } if error.kind() == ErrorKind::ObjectionOpen));
    assert_eq!(alarm(actions), ErrorKind::ObjectionOpen);
    assert!(desk.folder.bytes(&refused_name(&id("technical"))).is_some());
    // Even if the request then is a good one.
    let record = settled(&world, &[1, 2]);
    assert_ne!(record.log(), honest, "signatures differ");
    desk.put_release(&record, TECHNICAL);
    assert_eq!(armed.look(), []);
    let mut armed = desk.start();
    assert_eq!(alarm(armed.look()), ErrorKind::CustodianStopped);
    assert_eq!(armed.look(), [], "shouted once");
    armed.clear().unwrap();
    assert!(matches!(one(armed.look()), Action::Released { bids: 2, .. }));
}

#[test]
fn every_kind_of_wrong_request_raises_the_alarm() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let raised = |name: &str, bytes: &[u8], log: &[u8]| {
        let desk = Desk::new(&world);
        desk.put(LOG, log);
        desk.put(name, bytes);
        let kind = alarm(desk.start().look());
        assert_eq!(alarm(desk.start().look()), ErrorKind::CustodianStopped);
        kind
    };
    let note = record.note(&[1, 2]);
    let (good, cosign) = (record.ask("technical", &note, TECHNICAL), record.cosign_request(&note));
    let cosign = cosign.to_bytes().unwrap();
    assert_eq!(raised(COSIGN_REQUEST, b"{}", &record.log()), ErrorKind::MissingField);
    assert_eq!(raised(&release_request_name(&id("x")), &good, &record.log()), ErrorKind::RequestMismatch);
    let mut damaged = record.log();
    damaged[100] ^= 1;
    assert_eq!(raised(COSIGN_REQUEST, &cosign, &damaged), ErrorKind::LogDamaged);
    // Within the log, too early means that an entry is wrong.
    let mut early = closed(&world);
    early.record_head(&early.note(&[1, 2]));
    early.reread("technical", REREAD);
    let request = early.ask("technical", &early.note(&[1, 2]), REREAD);
    let event = Event::Requested { stage: id("technical"), request: sealbid::suite::hash(&[&request]) };
    let bytes = Entry::new(early.history.len(), early.now, event).to_bytes().unwrap();
    early.frames.push((bytes, vec![request]));
    assert_eq!(raised(COSIGN_REQUEST, &cosign, &early.log()), ErrorKind::TooEarly);
}

#[test]
fn a_memory_that_goes_is_an_alarm_and_never_begun_again() {
    let world = World::new();
    let (desk, record) = (Desk::new(&world), closed(&world));
    let mut armed = desk.start();
    desk.put_cosign(&record, &record.note(&[]));
    desk.memory.remove(MEMORY).unwrap();
    assert_eq!(alarm(armed.look()), ErrorKind::MemoryLost);
    assert_eq!(armed.look(), []);
    assert_eq!(desk.memory.bytes(MEMORY), None);
}

#[test]
fn it_goes_on_when_the_folder_comes_back() {
    let world = World::new();
    let (mut desk, record) = (Desk::new(&world), closed(&world));
    desk.put_cosign(&record, &record.note(&[]));
    let whole = desk.folder.crash(faulty::Loss::Nothing);
    desk.folder.stop_at(0);
    let mut armed = desk.start();
    assert_eq!(waits_for(armed.look()), ErrorKind::Io);
    // The answer cannot be written: the memory is ahead, and the same is signed at the next start.
    desk.folder = whole;
    let again = desk.folder.crash(faulty::Loss::Nothing);
    desk.folder.stop_at(1);
    assert_eq!(waits_for(desk.start().look()), ErrorKind::Io);
    desk.folder = again;
    assert!(matches!(one(desk.start().look()), Action::Cosigned { .. }));
}

#[test]
fn no_answer_has_the_name_of_a_request() {
    let stage = id("request-technical");
    assert_ne!(released_name(&stage), release_request_name(&id("technical")));
    let world = World::new();
    let desk = Desk::new(&world);
    desk.put(LOG, b"");
    for name in [released_name(&stage), refused_name(&stage), cosigned_name(3)] {
        desk.put(&name, b"{}");
    }
    assert_eq!(desk.start().look(), []);
}
