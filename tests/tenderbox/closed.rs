//! The closed box.

use super::common::faulty::FaultyStore;
use super::common::record::trust;
use super::common::tender::*;
use super::common::*;
use super::refused;
use sealbid::ErrorKind::{self, *};
use sealbid::bid::BidFile;
use sealbid::ca::Revocation;
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use sealbid::tenderbox::*;
use std::io::Cursor;
use std::sync::Arc;

struct Hall {
    world: World,
    store: FaultyStore,
    closed: ClosedBox,
    bids: Vec<Bid>,
}

/// Closed, with a small bid and a large one.
fn hall() -> Hall {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let notice = world.notice();
    let bids = vec![Bid::new(&world, &notice), Bid::large(&world, &notice)];
    for bid in &bids {
        bid.receive(&tender).unwrap();
    }
    Hall { world, store, closed: close(tender), bids }
}

fn kind<T>(result: sealbid::Result<T>) -> Result<(), ErrorKind> {
    result.map(|_| ()).map_err(|error| error.kind())
}

#[test]
fn not_before_the_deadline_has_passed() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let deadline = tender.status().unwrap().deadline;
    assert_eq!(kind(tender.close(&Revocation::unchecked(), deadline)), Err(ClosedEarly));
    let tender = reopened(&world, Arc::new(store));
    assert!(tender.close(&Revocation::unchecked(), deadline.plus(1)).unwrap().status().unwrap().closed);
}

#[test]
fn a_box_that_cannot_be_closed_comes_back_and_receives() {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let deadline = tender.status().unwrap().deadline;
    let not = tender.try_close(&Revocation::unchecked(), deadline).unwrap_err();
    assert_eq!(not.error.kind(), ClosedEarly);
    let tender = not.tender.unwrap();
    Bid::new(&world, &world.notice()).receive(&tender).unwrap();
    let closed = tender.try_close(&Revocation::unchecked(), deadline.plus(1)).unwrap();
    assert_eq!(closed.with_history(|history| history.bids().len()), 1);
}

/// Each custodian gives back a note of its own.
#[test]
fn cosignatures_are_gathered_on_one_head() {
    let hall = hall();
    let head = hall.closed.head().unwrap();
    let note = |n: usize| {
        let mut head = head.clone();
        head.add(head.cosign(&hall.world.custodians[n], closing_time()).unwrap()).unwrap();
        head
    };
    let add = |head: &mut Head, note: &[u8]| {
        hall.closed.with_history(|history| history.add_cosignatures(head, note)).map_err(|e| e.kind())
    };
    let mut all = head.clone();
    assert_eq!(add(&mut all, &note(0).to_bytes()), Ok(vec![id("c0")]));
    assert_eq!(add(&mut all, &note(2).to_bytes()), Ok(vec![id("c2")]));
    assert_eq!(add(&mut all, &note(2).to_bytes()), Ok(vec![id("c2")]), "once");
    assert_eq!(all.note().signatures().len(), 3);
    assert_eq!(add(&mut all, &head.to_bytes()), Err(UnknownCustodian));
    let stranger = custodian(0);
    let mut theirs = head.clone();
    theirs.add(head.cosign(&stranger, closing_time()).unwrap()).unwrap();
    assert_eq!(add(&mut all, &theirs.to_bytes()), Err(UnknownCustodian));
    // A cosignature that is wrong takes the right one in the same note along.
    let mut wrong = note(0);
    let mut forged = head.cosign(&hall.world.custodians[1], closing_time()).unwrap();
    *forged.signature.last_mut().unwrap() ^= 1;
    wrong.add(forged).unwrap();
    let mut fresh = head.clone();
    assert_eq!(add(&mut fresh, &wrong.to_bytes()), Err(BadHeadSignature));
    assert_eq!(fresh, head);
    hall.closed.record_head(&head.to_bytes(), vec![], closing_time()).unwrap_err();
    let token = hall.world.authority.stamp(hash(&[all.note().text().as_bytes()]), closing_time()).unwrap();
    hall.closed.record_head(&all.to_bytes(), vec![token], closing_time()).unwrap();
    let later = hall.closed.head().unwrap();
    let mut earlier = all.clone();
    assert_eq!(add(&mut earlier, &later.to_bytes()), Err(HeadMismatch));
    assert_eq!(earlier, all);
}

#[test]
fn what_is_known_about_revocation_is_frozen() {
    let hall = hall();
    let frozen = |closed: &ClosedBox| {
        let entry = closed.with_history(|history| history.closing().unwrap().entry);
        let files = closed.attachments(entry).unwrap();
        Revocation::parse(&files[0]).unwrap()
    };
    assert_eq!(frozen(&hall.closed).gathered(), Some(closing_time()));
    assert!(hall.closed.with_history(|history| history.closing().unwrap().revocation.is_unchecked()));
    let tender = create(&hall.world, Arc::new(FaultyStore::new()));
    let gathered = Revocation::new(vec![], vec![]).unwrap().gathered_at(time(ARRIVED));
    let closed = tender.close(&gathered, closing_time()).unwrap();
    assert_eq!(frozen(&closed).gathered(), Some(time(ARRIVED)));
    let tender = create(&hall.world, Arc::new(FaultyStore::new()));
    let untold = Revocation::new(vec![], vec![]).unwrap();
    assert_eq!(kind(tender.close(&untold, closing_time())), Err(MissingField));
}

/// The record's log has what the journal has, without the bids; it grows, and the journal does not.
#[test]
fn the_log_is_published_without_the_bids() {
    let hall = hall();
    let read = |name: &str| {
        let mut frames = Vec::new();
        let bytes = hall.store.bytes(name).unwrap();
        read_log(&bytes, |frame| {
            frames.push((frame.entry, frame.attachments, frame.position.blob.is_some()));
            Ok(())
        })
        .unwrap();
        frames
    };
    let (journal, log) = (read(JOURNAL), read(LOG));
    assert!(
        journal.iter().map(|frame| (&frame.0, &frame.1)).eq(log.iter().map(|frame| (&frame.0, &frame.1)))
    );
    assert_eq!(journal.iter().filter(|frame| frame.2).count(), 1, "the small bid alone");
    assert!(log.iter().all(|frame| !frame.2));
    let head = hall.closed.head().unwrap().to_bytes();
    hall.closed.record_head(&head, vec![], closing_time()).unwrap_err();
    let token = |head: &[u8]| {
        let text = Head::parse(head).unwrap().note().text().to_owned();
        hall.world.authority.stamp(sealbid::suite::hash(&[text.as_bytes()]), closing_time()).unwrap()
    };
    let number = hall.closed.record_head(&head, vec![token(&head)], closing_time()).unwrap();
    assert_eq!(number, journal.len() as u64);
    assert_eq!((read(JOURNAL).len(), read(LOG).len()), (journal.len(), journal.len() + 1));
    assert_eq!(hall.store.bytes(CHECKPOINT), Some(head.clone()));
    let attached = hall.closed.attachments(number).unwrap();
    assert_eq!((attached.len(), &attached[0]), (2, &head));
    assert_eq!(kind(hall.closed.attachments(number + 1)), Err(OutsideTree));
}

#[test]
fn late_comers_are_told_that_it_is_closed() {
    let hall = hall();
    let answer = hall.closed.refuse(Some(hall.bids[0].digest()), closing_time());
    refused(&hall.world, Err(answer), BoxClosed, Some(hall.bids[0].digest()), closing_time());
}

#[test]
fn a_damaged_bid_is_rescued_by_the_identical_file_alone() {
    let hall = hall();
    let rescue =
        |digest: Digest, bytes: &[u8]| hall.closed.rescue(&digest, &mut Cursor::new(bytes), closing_time());
    let (small, large) = (&hall.bids[0], &hall.bids[1]);
    hall.store.remove(&bid_name(&large.digest())).unwrap();
    assert_eq!(kind(hall.closed.bid_file(&large.digest())), Err(BidDamaged));
    // Another bid, a cut one, a longer one, one with a flipped bit in a part.
    assert_eq!(kind(rescue(large.digest(), &small.bytes)), Err(BidDamaged));
    assert_eq!(kind(rescue(large.digest(), &large.bytes[..large.bytes.len() - 1])), Err(BidDamaged));
    assert_eq!(kind(rescue(large.digest(), &[&large.bytes[..], b"."].concat())), Err(BidDamaged));
    let mut flipped = large.bytes.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    assert_eq!(kind(rescue(large.digest(), &flipped)), Err(BidDamaged));
    assert_eq!(kind(hall.closed.bid_file(&large.digest())), Err(BidDamaged));
    assert!(hall.store.list(INCOMING).unwrap().is_empty());
    let entries = hall.closed.with_history(History::len);
    rescue(large.digest(), &large.bytes).unwrap();
    assert_eq!(
        BidFile::read(hall.closed.bid_file(&large.digest()).unwrap()).unwrap().digest(),
        large.digest()
    );
    assert_eq!(hall.closed.with_history(History::len), entries, "nobody had found it damaged");
    let unknown = sealbid::wire::Hex([3; 32]);
    assert_eq!(kind(rescue(unknown, &large.bytes)), Err(UnknownBid));
    assert_eq!(kind(hall.closed.bid_file(&unknown)), Err(UnknownBid));
}

/// A bid that the record says is damaged is rescued in the record too; one in the journal gets a file of its own.
#[test]
fn a_rescue_is_an_entry_where_the_damage_is_one() {
    let hall = hall();
    let small = &hall.bids[0];
    let stage = id("technical");
    let reread = Event::Reread { stage, damaged: vec![small.digest()] };
    hall.closed.write(closing_time(), reread, vec![]).unwrap();
    let entries = hall.closed.with_history(History::len);
    hall.closed.rescue(&small.digest(), &mut Cursor::new(&small.bytes), closing_time()).unwrap();
    assert_eq!(hall.closed.with_history(History::len), entries + 1);
    assert!(hall.closed.with_history(|history| history.stages()[0].damaged.as_ref().unwrap().is_empty()));
    assert_eq!(hall.store.bytes(&bid_name(&small.digest())), Some(small.bytes.clone()));
}

/// A journal that is lost takes the smaller bids with it, and nothing else: they can be rescued.
#[test]
fn without_its_journal_a_closed_box_opens_all_the_same() {
    let hall = hall();
    drop(hall.closed);
    hall.store.remove(JOURNAL).unwrap();
    let closed = reclosed(&hall.world, Arc::new(hall.store.clone()));
    let [small, large] = &hall.bids[..] else { panic!() };
    assert_eq!(kind(closed.bid_file(&small.digest())), Err(BidDamaged));
    assert!(closed.bid_file(&large.digest()).is_ok());
    closed.rescue(&small.digest(), &mut Cursor::new(&small.bytes), closing_time()).unwrap();
    assert!(closed.bid_file(&small.digest()).is_ok());
}

#[test]
fn a_log_that_is_not_that_of_the_journal_is_damage() {
    let (hall, other) = (hall(), hall());
    hall.store.set(LOG, &other.store.bytes(LOG).unwrap());
    let opened = TenderBox::open(Arc::new(hall.store.clone()), keys(&hall.world), trust(&hall.world));
    assert!(opened.is_err(), "the other tender's notice is signed under another root");
    // Of one tender with two histories.
    let world = World::new();
    let files = Files::of(&world);
    let make = |bid: bool| {
        let store = FaultyStore::new();
        let shared: Arc<dyn Store> = Arc::new(store.clone());
        let tender = TenderBox::create(shared, &files.files(), keys(&world), trust(&world), time(OPENED));
        let tender = tender.unwrap();
        if bid {
            Bid::new(&world, &files.signed()).receive(&tender).unwrap();
        } else {
            Bid::large(&world, &files.signed()).receive(&tender).unwrap();
        }
        drop(close(tender));
        store
    };
    let (one, two) = (make(true), make(false));
    one.set(LOG, &two.bytes(LOG).unwrap());
    let opened = TenderBox::open(Arc::new(one), keys(&world), trust(&world));
    assert_eq!(kind(opened), Err(LogDamaged));
}

#[test]
fn entries_are_written_together() {
    let hall = hall();
    let stage = id("technical");
    let reread = || (Event::Reread { stage: stage.clone(), damaged: vec![] }, vec![]);
    let before = (hall.closed.with_history(History::len), hall.store.operations());
    let numbers = hall.closed.write_all(closing_time(), vec![reread(), reread(), reread()]).unwrap();
    assert_eq!(numbers, [before.0, before.0 + 1, before.0 + 2]);
    assert_eq!(hall.store.operations() - before.1, 2, "one write, one sync");
    // Those before one that breaks a rule are written.
    let wrong = (Event::Rescued { digest: sealbid::wire::Hex([1; 32]) }, vec![]);
    assert_eq!(kind(hall.closed.write_all(closing_time(), vec![reread(), wrong])), Err(UnknownBid));
    assert_eq!(hall.closed.with_history(History::len), before.0 + 4);
    // The clock went back: the entry's time does not.
    hall.closed.write(time(ARRIVED), reread().0, vec![]).unwrap();
    assert_eq!(hall.closed.with_history(History::last_time), Some(closing_time()));
}

#[test]
fn evidence_is_kept_under_its_hash() {
    let hall = hall();
    let digest = hall.closed.put_evidence("releases", b"bytes").unwrap();
    assert_eq!(digest, sealbid::suite::hash(&[b"bytes"]));
    let calls = hall.store.operations();
    assert_eq!(hall.closed.put_evidence("releases", b"bytes").unwrap(), digest);
    assert_eq!(hall.store.operations() - calls, 1, "it is there already");
    assert_eq!(hall.closed.evidence("releases", &digest, 5).unwrap(), b"bytes");
    assert_eq!(kind(hall.closed.evidence("releases", &digest, 4)), Err(TooLarge));
    assert_eq!(kind(hall.closed.evidence("contents", &digest, 5)), Err(FileNotFound));
    for folder in ["", "a/b", ".."] {
        assert_eq!(kind(hall.closed.put_evidence(folder, b"bytes")), Err(BadField), "{folder}");
        assert_eq!(kind(hall.closed.evidence(folder, &digest, 5)), Err(BadField), "{folder}");
    }
    hall.store.set(&evidence_name("releases", &digest), b"other");
    assert_eq!(kind(hall.closed.evidence("releases", &digest, 5)), Err(AttachmentMismatch));
    assert_eq!(hall.closed.put_evidence("releases", b"bytes").unwrap(), digest);
    assert_eq!(hall.closed.evidence("releases", &digest, 5).unwrap(), b"bytes");
}

#[test]
fn a_head_covers_what_is_durable() {
    let hall = hall();
    let head = hall.closed.head().unwrap();
    let size = hall.closed.with_history(History::len);
    assert_eq!(head.checkpoint().size, size);
    hall.closed.with_history(|history| history.check_head(&head.to_bytes()).map(|_| ())).unwrap();
    // A write that failed is nothing that a head may be signed over.
    hall.store.fail_sync_at(hall.store.operations() + 2);
    let reread = Event::Reread { stage: id("technical"), damaged: vec![] };
    assert_eq!(kind(hall.closed.write(closing_time(), reread, vec![])), Err(StoreFailed));
    assert_eq!(kind(hall.closed.head()), Err(StoreFailed));
}

/// The end of the log has decayed, and looks like a batch that was never finished.
#[test]
fn the_log_has_what_its_last_recorded_head_covers() {
    let hall = hall();
    let head = hall.closed.head().unwrap();
    let token =
        hall.world.authority.stamp(sealbid::suite::hash(&[head.note().text().as_bytes()]), closing_time());
    hall.closed.record_head(&head.to_bytes(), vec![token.unwrap()], closing_time()).unwrap();
    let Hall { world, store, closed, .. } = hall;
    drop(closed);
    let result = TenderBox::open(Arc::new(store.clone()), keys(&world), trust(&world));
    assert_eq!(kind(result), Ok(()));
    let foreign = Head::sign(head.checkpoint(), &sealbid::suite::BidKey::generate().unwrap()).unwrap();
    store.put(CHECKPOINT, &foreign.to_bytes()).unwrap();
    let result = TenderBox::open(Arc::new(store.clone()), keys(&world), trust(&world));
    assert_eq!(kind(result), Err(LogDamaged));
    let more = Checkpoint { size: head.checkpoint().size + 9, ..head.checkpoint().clone() };
    store.put(CHECKPOINT, &Head::sign(&more, &platform_key()).unwrap().to_bytes()).unwrap();
    let result = TenderBox::open(Arc::new(store), keys(&world), trust(&world));
    assert_eq!(kind(result), Err(LogDamaged));
}
