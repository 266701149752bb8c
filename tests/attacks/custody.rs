//! A platform that shows records as it likes, and custodians that remember (SPEC §15).

use crate::common::custody::*;
use crate::common::faulty::{FaultyStore, Loss};
use crate::common::record::*;
use crate::common::*;
use sealbid::ErrorKind;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::timelock::ReleaseFile;

/// Three custodians, each with its memory; two make a quorum.
struct Custodians<'w> {
    world: &'w World,
    stores: Vec<FaultyStore>,
}

impl<'w> Custodians<'w> {
    fn new(world: &'w World) -> Custodians<'w> {
        Custodians { world, stores: (0..3).map(|n| begun(world, n)).collect() }
    }

    /// The head of this record, with this custodian's cosignature added to a note.
    fn cosign(&self, n: usize, record: &RecordBuilder<'_>, note: &[u8]) -> Result<Vec<u8>, ErrorKind> {
        let request = record.cosign_request(note);
        desk(self.world, n, &self.stores[n]).cosign(&record.log(), &request).map_err(|e| e.kind())
    }

    fn release(
        &self,
        n: usize,
        record: &RecordBuilder<'_>,
        request: &[u8],
    ) -> Result<ReleaseFile, ErrorKind> {
        let mut desk = desk(self.world, n, &self.stores[n]);
        desk.release(&record.log(), request).map_err(|refused| refused.error.kind())
    }

    /// The closed head is recorded and every bid read again; the request to release, both with these cosignatures.
    fn ask(&self, record: &mut RecordBuilder<'_>, who: &[usize]) -> Vec<u8> {
        let all = |record: &RecordBuilder<'_>| {
            let note = record.note(&[]);
            who.iter().fold(note, |note, n| self.cosign(*n, record, &note).unwrap())
        };
        record.record_head(&all(record));
        record.reread("technical", REREAD);
        record.ask("technical", &all(record), TECHNICAL)
    }
}

/// A record with these bids, closed.
fn with_bids<'w>(world: &'w World, bids: &[u8]) -> RecordBuilder<'w> {
    let mut record = RecordBuilder::new(world);
    bids.iter().for_each(|n| {
        record.made_up(*n);
    });
    record.close_box();
    record
}

#[test]
fn split_heads() {
    let world = World::new();
    let custodians = Custodians::new(&world);
    let (mut one, mut other) = (with_bids(&world, &[1, 2]), with_bids(&world, &[1, 3]));
    // One custodian sees this record, one that: neither has a quorum behind it.
    let mut alone = (with_bids(&world, &[1, 2]), with_bids(&world, &[1, 3]));
    let split = Custodians::new(&world);
    let requests = (split.ask(&mut alone.0, &[0]), split.ask(&mut alone.1, &[1]));
    assert_eq!(split.release(0, &alone.0, &requests.0), Err(ErrorKind::CosignersMissing));
    assert_eq!(split.release(1, &alone.1, &requests.1), Err(ErrorKind::CosignersMissing));
    // The third stands by the one that it saw first; only that one is released, and not by who saw the other.
    let request = custodians.ask(&mut one, &[0, 2]);
    let request_other = custodians.ask(&mut other, &[1]);
    assert_eq!(custodians.cosign(2, &other, &other.note(&[])), Err(ErrorKind::SplitHistory));
    assert_eq!(custodians.release(2, &other, &request_other), Err(ErrorKind::SplitHistory));
    assert_eq!(custodians.release(1, &other, &request_other), Err(ErrorKind::CosignersMissing));
    assert_eq!(custodians.release(1, &one, &request), Err(ErrorKind::SplitHistory));
    custodians.release(0, &one, &request).unwrap();
    custodians.release(2, &one, &request).unwrap();
}

#[test]
fn rolled_back_memory() {
    let world = World::new();
    let custodians = Custodians::new(&world);
    let old = custodians.stores[0].crash(Loss::Nothing);
    let (mut record, mut other) = (with_bids(&world, &[1, 2]), with_bids(&world, &[1, 3]));
    let request = custodians.ask(&mut record, &[0, 2]);
    // Somebody puts the first memory back. The record shows what was signed since.
    let mut rolled = Custodians { world: &world, stores: custodians.stores };
    rolled.stores[0] = old;
    assert_eq!(rolled.cosign(0, &record, &record.note(&[])), Err(ErrorKind::MemoryLost));
    assert_eq!(rolled.release(0, &record, &request), Err(ErrorKind::MemoryLost));
    // A record that hides it gets this one cosignature, which together with the first proves the fraud, and no
    // quorum: the other memories are where they were.
    other.record_head(&other.note(&[]));
    other.reread("technical", REREAD);
    let note = rolled.cosign(0, &other, &other.note(&[])).unwrap();
    assert_eq!(rolled.cosign(2, &other, &note), Err(ErrorKind::SplitHistory));
    assert_eq!(
        other.history.check_cosigners(&[id("c0")]).map_err(|e| e.kind()),
        Err(ErrorKind::CosignersMissing)
    );
}

#[test]
fn equivocating_platform_after_release() {
    let world = World::new();
    let custodians = Custodians::new(&world);
    let (mut one, mut other) = (with_bids(&world, &[1, 2]), with_bids(&world, &[1, 3]));
    // The first custodian releases on a head that only the others cosigned, and stands by it all the same.
    let request = custodians.ask(&mut one, &[1, 2]);
    custodians.release(0, &one, &request).unwrap();
    other.record_head(&other.note(&[1, 2]));
    other.reread("technical", REREAD);
    let note = other.note(&[1, 2]);
    let again = other.ask("technical", &note, TECHNICAL);
    assert_eq!(custodians.cosign(0, &other, &other.note(&[])), Err(ErrorKind::SplitHistory));
    assert_eq!(custodians.release(0, &other, &again), Err(ErrorKind::SplitHistory));
}

#[test]
fn release_for_a_withdrawn_bid() {
    let world = World::new();
    let custodians = Custodians::new(&world);
    let mut record = RecordBuilder::new(&world);
    let (withdrawn, _) = record.made_up(1);
    record.made_up(2);
    let receipt = record.withdraw(1, withdrawn);
    record.close_box();
    let request = custodians.ask(&mut record, &[0, 1]);
    // Nobody tells the custodian which bids: what was withdrawn is not among them.
    let file = custodians.release(0, &record, &request).unwrap();
    let notice = record.notice.notice();
    let scope = |n: u8| notice.scope(&id("1"), &id("technical"), bid_key(n).public());
    assert_eq!(file.for_bid(&scope(1)).unwrap_err().kind(), ErrorKind::NotReleased);
    file.for_bid(&scope(2)).unwrap();
    // A record from which the withdrawal was left out: the receipt for it shows that.
    let mut hiding = with_bids(&world, &[1, 2]);
    let request = Custodians::new(&world).ask(&mut hiding, &[1, 2]);
    let mut custodian = desk(&world, 0, &begun(&world, 0));
    custodian.hand_in(receipt);
    let refused = custodian.release(&hiding.log(), &request).unwrap_err();
    assert_eq!(refused.error.kind(), ErrorKind::BidMissing);
}

#[test]
fn release_for_another_notice() {
    let mut world = World::new();
    let mut record = RecordBuilder::new(&world);
    record.made_up(1);
    let (frames, first) = (record.frames, record.notice.notice().digest());
    // The notice is amended, and one bidder bids again.
    world.body.tender = Some(first);
    world.body.supersedes = Some(first);
    world.body.issued = time(ARRIVED);
    let mut history = History::new(trust(&world));
    for (entry, attachments) in &frames {
        history.apply(entry, attachments).unwrap();
    }
    let mut record =
        RecordBuilder { world: &world, notice: world.notice(), history, frames, now: time(ARRIVED) };
    record.notice();
    record.made_up(2);
    record.close_box();
    let custodians = Custodians::new(&world);
    let good = custodians.ask(&mut record, &[0, 1]);
    // The platform asks under the first notice, for the bid that was sealed for it.
    let note = record.note(&[1, 2]);
    let mut request = record.release_content("technical", &note, TECHNICAL);
    request.notice = first;
    let refused = custodians.release(0, &record, &record.ask_for(request));
    assert_eq!(refused, Err(ErrorKind::WrongNotice));
    // Under the notice in force that bid is not released.
    let file = custodians.release(0, &record, &good).unwrap();
    let released: Vec<_> = file.entries().iter().map(|entry| entry.bid_key).collect();
    assert_eq!(released, [bid_key(2).public()]);
}

#[test]
fn dropped_bid_with_receipt_at_the_custodian() {
    let world = World::new();
    let custodians = Custodians::new(&world);
    // The platform gave a receipt for the second bid and leaves the bid out.
    let mut record = with_bids(&world, &[1]);
    let (_, receipt, _) = record.promised(2);
    let request = custodians.ask(&mut record, &[1, 2]);
    let mut custodian = desk(&world, 0, &custodians.stores[0]);
    custodian.hand_in(Signed::parse(&receipt).unwrap());
    let refused = custodian.release(&record.log(), &request).unwrap_err();
    assert_eq!(refused.error.kind(), ErrorKind::BidMissing);
    // The refusal is for the record, and names the reason.
    let bytes = refused.refusal.unwrap().to_bytes().unwrap();
    record.record_request("technical", &request, TECHNICAL);
    let refusal = hash(&[&bytes]);
    record.push(Event::Refused { stage: id("technical"), custodian: id("c0"), refusal }, vec![bytes]);
    assert_eq!(record.history.stages()[0].refused.get(&id("c0")), Some(&refusal));
}

#[test]
fn silent_custodian_in_the_record() {
    let world = World::new();
    let custodians = Custodians::new(&world);
    let mut record = with_bids(&world, &[1]);
    let request = custodians.ask(&mut record, &[1, 2]);
    record.record_request("technical", &request, TECHNICAL);
    // Two of three answer; the bid opens without the third, and the record shows who said nothing.
    for n in [1, 2] {
        let file = custodians.release(n, &record, &request).unwrap();
        file.verify(&world.custodians[n].public()).unwrap();
        let release = hash(&[&file.to_bytes().unwrap()]);
        let holder = file.holder().clone();
        record.push(Event::Released { stage: id("technical"), holder, release }, vec![]);
    }
    record.opened("technical", record.history.bids()[0].digest, None);
    let stage = &record.history.stages()[0];
    assert_eq!(stage.request, Some(hash(&[&request])));
    let answered = |id: &sealbid::wire::Id| stage.released.contains_key(id) || stage.refused.contains_key(id);
    let names = world.custodians.iter().map(|key| key.custodian());
    let silent: Vec<_> = names.filter(|id| !answered(id)).collect();
    assert_eq!(silent, [&id("c0")]);
}
