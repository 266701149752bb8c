//! The power fails at every call that changes the store, and whatever was not synced is lost, kept, or torn.

use super::common::faulty::{FaultyStore, Loss};
use super::common::record::trust;
use super::common::tender::*;
use super::common::*;
use sealbid::ErrorKind;
use sealbid::audit::{AuditOptions, EvidenceFolder, audit};
use sealbid::bid::{BidFile, Work};
use sealbid::record::*;
use sealbid::tenderbox::*;
use std::io::{BufRead, Cursor};
use std::sync::Arc;

/// Stops `run` at every point, and has `check` look at what each kind of loss leaves. `run` says what was acknowledged.
fn at_every_point<T>(
    base: &FaultyStore,
    run: impl Fn(FaultyStore) -> Option<T>,
    check: impl Fn(FaultyStore, Option<&T>),
) {
    for point in 1.. {
        let store = base.crash(Loss::Nothing);
        store.stop_at(point);
        let acknowledged = run(store.clone());
        let stopped = store.stopped();
        let mixtures = (1..=2).map(|n| Loss::Random(10 * point + n));
        for loss in [Loss::Everything, Loss::Nothing].into_iter().chain(mixtures) {
            check(store.crash(loss), acknowledged.as_ref());
        }
        if !stopped {
            assert!(point > 2 && acknowledged.is_some());
            return;
        }
    }
}

/// One custodian: its key is checked whenever the box is opened, which is often here.
fn small_world() -> World {
    World::with_custodians(1, 1)
}

fn opened(world: &World, store: FaultyStore) -> Option<TenderBox> {
    match TenderBox::open(Arc::new(store), keys(world), trust(world)) {
        Ok(AnyBox::Open(tender)) => Some(tender),
        Ok(AnyBox::Closed(_)) => panic!("closed"),
        Err(_) => None,
    }
}

fn opened_closed(world: &World, store: FaultyStore) -> Option<ClosedBox> {
    match TenderBox::open(Arc::new(store), keys(world), trust(world)) {
        Ok(AnyBox::Closed(closed)) => Some(closed),
        Ok(AnyBox::Open(_)) => panic!("not closed"),
        Err(_) => None,
    }
}

/// The record is one that anybody accepts, and each bid that stands is there to the byte, each other one is gone.
fn check_closed(world: &World, store: &FaultyStore, closed: &ClosedBox, standing: &[&Bid], gone: &[&Bid]) {
    let mut history = History::new(trust(world));
    let log = store.bytes(LOG).unwrap();
    read_log(&log, |frame| history.apply(&frame.entry, &frame.attachments).map(|_| ())).unwrap();
    assert_eq!(history.tree().root(), closed.with_history(|history| history.tree().root()));
    let count = |bid: &Bid| history.bids().iter().filter(|other| other.digest == bid.digest()).count();
    let notice = world.notice();
    for bid in standing {
        assert_eq!(count(bid), 1);
        let file = BidFile::read(closed.bid_file(&bid.digest()).unwrap()).unwrap();
        assert_eq!(file.digest(), bid.digest());
        file.under(notice.notice()).unwrap().check_parts(Work::default()).unwrap();
    }
    for bid in gone {
        assert_eq!(count(bid), 1);
        check_destroyed(store, bid);
    }
    // No rule is broken either, with its evidence, but that nobody has cosigned the heads of these tests.
    let evidence = EvidenceFolder::open(Arc::new(store.clone()), "evidence").unwrap();
    let report = audit(&log, Some(&evidence), &AuditOptions::new(trust(world)), Work::default()).unwrap();
    let broken = report.findings().filter(|(_, finding)| finding.error.kind() != ErrorKind::CosignersMissing);
    assert_eq!(broken.collect::<Vec<_>>(), []);
    assert_eq!((report.entries, report.root), (history.len(), history.tree().root()));
}

/// Nothing of a bid's ciphertext is left.
pub fn check_destroyed(store: &FaultyStore, bid: &Bid) {
    assert_eq!(store.bytes(&bid_name(&bid.digest())), None);
    let journal = store.bytes(JOURNAL).unwrap();
    // Two pieces of the parts, of which one alone could be elsewhere by chance only.
    for at in [bid.bytes.len() / 3, bid.bytes.len() / 2] {
        assert!(!contains(&journal, &bid.bytes[at..at + 32]));
    }
}

/// Opening the box alone destroys what is left of a bid that the record says is gone.
fn check_destroyed_if_gone(world: &World, store: &FaultyStore, bid: &Bid) {
    let store = store.crash(Loss::Nothing);
    let closed = close(reopened(world, Arc::new(store.clone())));
    let gone = |history: &History| !history.find(&bid.digest()).unwrap().status.stands();
    if closed.with_history(gone) {
        check_destroyed(&store, bid);
    }
}

/// Whether bytes stand in others; by way of what is fast in a debug build too.
fn contains(mut bytes: &[u8], piece: &[u8]) -> bool {
    let (first, rest) = piece.split_first().unwrap();
    while bytes.skip_until(*first).unwrap() > 0 {
        if bytes.starts_with(rest) {
            return true;
        }
    }
    false
}

#[test]
fn making_a_box() {
    let world = small_world();
    let (files, notice) = (Files::of(&world), world.notice());
    let create = |store: FaultyStore| {
        TenderBox::create(Arc::new(store), &files.files(), keys(&world), trust(&world), time(OPENED))
    };
    at_every_point(
        &FaultyStore::new(),
        |store| create(store).ok().map(|_| ()),
        |store, acknowledged| {
            let tender = match opened(&world, store.crash(Loss::Nothing)) {
                Some(tender) => tender,
                None => {
                    assert!(acknowledged.is_none());
                    create(store.clone()).unwrap()
                }
            };
            assert!(tender.status().unwrap().accepted);
            assert_eq!(tender.status().unwrap().notice, notice.notice().digest());
        },
    );
}

/// A box with one bid, and the receipt of it.
fn with_one(world: &World, bid: &Bid) -> (FaultyStore, Vec<u8>) {
    let store = FaultyStore::new();
    let receipt = bid.receive(&create(world, Arc::new(store.clone()))).unwrap();
    (store.crash(Loss::Everything), receipt)
}

fn receiving(new: impl Fn(&World, &sealbid::notice::SignedNotice) -> Bid) {
    let world = small_world();
    let notice = world.notice();
    let (one, other) = (Bid::new(&world, &notice), new(&world, &notice));
    let (base, receipt) = with_one(&world, &one);
    at_every_point(
        &base,
        |store| opened(&world, store).and_then(|tender| other.receive(&tender).ok()),
        |store, acknowledged| {
            let tender = reopened(&world, Arc::new(store.clone()));
            assert!(store.list(INCOMING).unwrap().is_empty());
            assert_eq!(one.receive(&tender).unwrap(), receipt);
            let again = other.receive(&tender).unwrap();
            assert!(acknowledged.is_none_or(|receipt| *receipt == again));
            check_closed(&world, &store, &close(tender), &[&one, &other], &[]);
        },
    );
}

#[test]
fn receiving_a_small_bid() {
    receiving(Bid::new);
}

#[test]
fn receiving_a_large_bid() {
    receiving(Bid::large);
}

fn replacing(first: impl Fn(&World, &sealbid::notice::SignedNotice) -> Bid) {
    let world = small_world();
    let notice = world.notice();
    let (old, new) = (first(&world, &notice), Bid::new(&world, &notice));
    let (base, _) = with_one(&world, &old);
    let request = new.asks_to_replace(&old, 1);
    at_every_point(
        &base,
        |store| opened(&world, store).and_then(|tender| new.replace(&tender, &request).ok()),
        |store, acknowledged| {
            check_destroyed_if_gone(&world, &store, &old);
            let tender = reopened(&world, Arc::new(store.clone()));
            let again = new.replace(&tender, &request).unwrap();
            assert!(acknowledged.is_none_or(|receipt| *receipt == again));
            check_closed(&world, &store, &close(tender), &[&new], &[&old]);
        },
    );
}

#[test]
fn replacing_a_small_bid() {
    replacing(Bid::new);
}

#[test]
fn replacing_a_large_bid() {
    replacing(Bid::large);
}

#[test]
fn withdrawing_a_bid() {
    let world = small_world();
    let bid = Bid::new(&world, &world.notice());
    let (base, _) = with_one(&world, &bid);
    let request = bid.asks_to_withdraw(1);
    let withdraw = |tender: &TenderBox| tender.withdraw(&request, time(ARRIVED), time(ARRIVED));
    at_every_point(
        &base,
        |store| opened(&world, store).and_then(|tender| withdraw(&tender).ok()),
        |store, acknowledged| {
            check_destroyed_if_gone(&world, &store, &bid);
            let tender = reopened(&world, Arc::new(store.clone()));
            let again = withdraw(&tender).unwrap();
            assert!(acknowledged.is_none_or(|receipt| *receipt == again));
            check_closed(&world, &store, &close(tender), &[], &[&bid]);
        },
    );
}

#[test]
fn closing() {
    let world = small_world();
    let notice = world.notice();
    let (small, large) = (Bid::new(&world, &notice), Bid::large(&world, &notice));
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    for bid in [&small, &large] {
        bid.receive(&tender).unwrap();
    }
    let none = sealbid::ca::Revocation::unchecked();
    at_every_point(
        &store.crash(Loss::Everything),
        |store| {
            let closed = opened(&world, store)?.close(&none, closing_time()).ok()?;
            Some(closed.with_history(|history| history.tree().root()))
        },
        |store, acknowledged| {
            let shared: Arc<dyn Store> = Arc::new(store.clone());
            let closed = match super::common::tender::open(&world, shared) {
                AnyBox::Closed(closed) => closed,
                AnyBox::Open(tender) => {
                    assert!(acknowledged.is_none());
                    assert_eq!(store.bytes(LOG), None, "nothing is published before the closing");
                    close(tender)
                }
            };
            let root = closed.with_history(|history| history.tree().root());
            assert!(acknowledged.is_none_or(|before| *before == root));
            check_closed(&world, &store, &closed, &[&small, &large], &[]);
        },
    );
}

#[test]
fn amending_the_notice() {
    let mut world = small_world();
    let bid = Bid::new(&world, &world.notice());
    let (base, _) = with_one(&world, &bid);
    let first = world.notice().notice().digest();
    world.body.title = "amended".into();
    (world.body.tender, world.body.supersedes) = (Some(first), Some(first));
    let files = Files::of(&world);
    let token = files.token(&world);
    let amend = |tender: &TenderBox| tender.amend(&files.files(), &token, time(ARRIVED));
    at_every_point(
        &base,
        |store| opened(&world, store).and_then(|tender| amend(&tender).ok()),
        |store, acknowledged| {
            let tender = reopened(&world, Arc::new(store.clone()));
            let status = tender.status().unwrap();
            assert!(acknowledged.is_none() || (status.accepted && status.title == "amended"));
            amend(&tender).unwrap();
            let bid = Bid::new(&world, &files.signed());
            bid.receive(&tender).unwrap();
            assert!(tender.status().unwrap().accepted);
        },
    );
}

/// A closed box with one bid whose file is gone.
#[test]
fn rescuing_a_bid() {
    let world = small_world();
    let bid = Bid::large(&world, &world.notice());
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    bid.receive(&tender).unwrap();
    drop(close(tender));
    let base = store.crash(Loss::Everything);
    base.remove(&bid_name(&bid.digest())).unwrap();
    let rescue =
        |closed: &ClosedBox| closed.rescue(&bid.digest(), &mut Cursor::new(&bid.bytes), closing_time());
    at_every_point(
        &base,
        |store| opened_closed(&world, store).and_then(|closed| rescue(&closed).ok()),
        |store, acknowledged| {
            let closed = reclosed(&world, Arc::new(store.clone()));
            if acknowledged.is_none() {
                rescue(&closed).unwrap();
            }
            check_closed(&world, &store, &closed, &[&bid], &[]);
        },
    );
}

#[test]
fn entries_of_a_closed_box() {
    let world = small_world();
    let store = FaultyStore::new();
    let closed = close(create(&world, Arc::new(store.clone())));
    let write = |closed: &ClosedBox| {
        let note = closed.head().ok()?.to_bytes();
        let imprint = sealbid::suite::hash(&[Head::parse(&note).unwrap().note().text().as_bytes()]);
        let token = world.authority.stamp(imprint, closing_time()).unwrap();
        let number = closed.record_head(&note, vec![token], closing_time()).ok()?;
        let evidence = closed.put_evidence("releases", b"release").ok()?;
        Some((note, number, evidence))
    };
    // The closed head is recorded already; what comes behind it must not take it away.
    let (_, first, _) = write(&closed).unwrap();
    at_every_point(
        &store.crash(Loss::Everything),
        |store| opened_closed(&world, store).and_then(|closed| write(&closed)),
        |store, acknowledged| {
            let closed = reclosed(&world, Arc::new(store.clone()));
            let entry =
                closed.with_history(|history| history.closing().unwrap().head.as_ref().map(|h| h.entry));
            assert_eq!(entry, Some(first));
            let (note, number, evidence) = match acknowledged {
                Some(before) => before.clone(),
                None => write(&closed).unwrap(),
            };
            assert_eq!(closed.attachments(number).unwrap()[0], note);
            closed.with_history(|history| history.check_head(&note).map(|_| ())).unwrap();
            assert_eq!(store.bytes(CHECKPOINT), Some(note));
            assert_eq!(closed.evidence("releases", &evidence, 100).unwrap(), b"release");
            check_closed(&world, &store, &closed, &[], &[]);
        },
    );
}
