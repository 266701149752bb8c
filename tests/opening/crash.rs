//! The power fails at every single call of the store: the session goes on, and comes to the same minutes.

use super::common::faulty::{FaultyStore, Loss};
use super::common::hall::*;
use super::common::record::{TECHNICAL, trust};
use super::common::tender::{Bid, reclosed};
use super::common::*;
use sealbid::audit::{AuditOptions, EvidenceFolder, audit};
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::tenderbox::{ClosedBox, LOG};
use sealbid::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Goes on with the stage from wherever the record stands, as an operator would.
fn go_on(world: &World, closed: &ClosedBox, events: &dyn Events) -> Result<Vec<u8>> {
    let now = time(TECHNICAL);
    let mut opening = Opening::begin(closed, &id("technical"), events)?;
    let stage = |read: &dyn Fn(&StageState) -> bool| closed.with_history(|h| read(&h.stages()[0]));
    if !stage(&|s| s.request.is_some()) {
        opening.reread(now, one())?;
        let mut head = closed.head()?;
        for key in &world.custodians {
            let signature = head.cosign(key, now)?;
            head.add(signature)?;
        }
        let token = world.authority.stamp(sealbid::suite::hash(&[head.note().text().as_bytes()]), now)?;
        opening.request(&head.to_bytes(), vec![token], now, one())?;
    }
    for n in [0, 2] {
        let asked = closed
            .with_history(|h| h.to_release(0).map(|bid| (bid.lot.clone(), bid.bid_key)).collect::<Vec<_>>());
        let notice = closed.with_history(|h| h.notice().map(|n| (n.tender(), n.digest())))?;
        let key = &world.custodians[n];
        let file =
            sealbid::timelock::ReleaseFile::of_custodian(key, notice.0, notice.1, &id("technical"), &asked)?;
        opening.give_release(&file.to_bytes()?, now)?;
    }
    let summary = opening.open(now, &Documents::Discard, one())?;
    if !summary.pending.is_empty() {
        return Err(Error::new(ErrorKind::Io).because("a bid is pending"));
    }
    let minutes = opening.minutes_bytes()?;
    let token = world.authority.stamp(sealbid::suite::hash(&[&minutes]), now)?;
    opening.finish(vec![token], now)?;
    Ok(minutes)
}

/// How often each bid was told to be opened or not, as far as it was durable.
fn outcomes(closed: &ClosedBox) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for number in 0..closed.with_history(|history| history.len()) {
        if let Event::Outcome { digest, .. } = closed.entry(number).unwrap().event {
            *counts.entry(digest.to_string()).or_default() += 1;
        }
    }
    counts
}

/// No rule of an audit is broken, with all of the evidence.
fn check_audit(world: &World, store: &FaultyStore) {
    let evidence = EvidenceFolder::open(Arc::new(store.clone()), "evidence").unwrap();
    let log = store.bytes(LOG).unwrap();
    let report = audit(&log, Some(&evidence), &AuditOptions::new(trust(world)), one()).unwrap();
    assert_eq!(report.findings().collect::<Vec<_>>(), []);
}

/// A good bid, one with an inconsistent lock, and two of one bidder: outcomes before and after the release.
fn prepared(world: &World) -> FaultyStore {
    let notice = world.notice();
    let mut bids = bids(world, 2);
    bids[1].bytes = forge(&bids[1], &bidder(world, "Crooked"), inconsistent);
    let digest = sealbid::bid::BidFile::read(bids[1].bytes.clone()).unwrap().digest();
    bids[1].token = world.authority.stamp(digest, time(BEFORE)).unwrap();
    let twice = bidder(world, "Twice");
    bids.extend([0, 1].map(|_| Bid::of(world, &notice, small(), &twice)));
    Hall::new(world, &bids).store
}

#[test]
fn a_power_cut_at_every_call_gives_the_same_minutes() {
    let world = World::new();
    let start = prepared(&world);
    let run = |store: &FaultyStore, events: &dyn Events| {
        let closed = reclosed(&world, Arc::new(store.clone()));
        let minutes = go_on(&world, &closed, events);
        (minutes, closed)
    };
    let whole = start.crash(Loss::Nothing);
    let (minutes, closed) = run(&whole, &NoEvents);
    let minutes = minutes.unwrap();
    let expected = outcomes(&closed);
    check_audit(&world, &whole);
    assert_eq!((expected.len(), expected.values().max()), (4, Some(&1)));
    let calls = whole.operations();
    let mut stopped = 0;
    for call in 1..=calls {
        let store = start.crash(Loss::Nothing);
        let closed = reclosed(&world, Arc::new(store.clone()));
        store.stop_at(call);
        let first = Told::default();
        let broken = go_on(&world, &closed, &first);
        if broken.is_ok() {
            // Opening the box again took some of the calls of the whole run.
            continue;
        }
        stopped += 1;
        drop(closed);
        let opened = |told: &Told| told.lines().iter().filter(|l| l.contains("\"opened\"")).count();
        for loss in [Loss::Everything, Loss::Nothing, Loss::Random(call)] {
            let (second, store) = (Told::default(), store.crash(loss));
            let (again, closed) = run(&store, &second);
            assert_eq!(again.as_ref(), Ok(&minutes), "call {call}, {loss:?}");
            assert_eq!(outcomes(&closed), expected, "call {call}, {loss:?}");
            // What was durable is not opened again; it may have been cut off before anybody was told.
            assert!(opened(&first) + opened(&second) <= 1, "call {call}, {loss:?}");
            check_audit(&world, &store);
        }
    }
    assert!(stopped > 20, "{stopped} of {calls}");
}
