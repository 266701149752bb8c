//! Attacks by custodians, and on them.

use super::common::*;
use sealbid::ErrorKind;
use sealbid::timelock::{Given, Value};

/// Fewer custodians than the threshold, before the time or after it.
#[test]
fn early_opening() {
    let world = World::with_custodians(3, 5);
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    for few in [&[][..], &[0], &[1, 3], &[4, 2]] {
        let verdict = bid.unlock(&id("technical"), &world.releases(&bid, "technical", few)).unwrap();
        assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
    }
}

/// A custodian gives a wrong release, so that the bid seems to be broken: it is named, and the bid opens.
#[test]
fn framed_bidder() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    let mut given = world.releases(&bid, "technical", &[0, 1, 2]);
    // The release of another bid, of another stage, and a valid point that signs nothing.
    let elsewhere = world.custodians[0].release(&bid.scope(&id("commercial")));
    given[0].value = Value::Signature(elsewhere);
    let verdict = bid.unlock(&id("technical"), &given).unwrap();
    let named: Vec<_> = verdict.refused.iter().map(|r| (r.holder.as_str(), r.error.kind())).collect();
    assert_eq!(named, [("c0", ErrorKind::BadRelease)]);
    assert!(verdict.outcome.is_ok());
}

/// A custodian that says nothing does not stop the opening while the others are enough.
#[test]
fn silent_custodian() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    for pair in [[0, 1], [0, 2], [1, 2]] {
        let verdict = bid.unlock(&id("technical"), &world.releases(&bid, "technical", &pair)).unwrap();
        assert!(verdict.outcome.is_ok());
    }
}

/// One custodian's release under the names of the others.
#[test]
fn one_custodian_as_many() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    let mine = world.releases(&bid, "technical", &[0]).remove(0);
    let as_others = ["c0", "c1", "c2"].map(|name| Given { holder: id(name), value: mine.value.clone() });
    let verdict = bid.unlock(&id("technical"), &as_others).unwrap();
    assert_eq!(verdict.refused.len(), 2);
    assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
}

/// A custodian's program is asked to release before the stage's time, or for a notice that does not name its key.
#[test]
fn released_too_early() {
    let world = World::new();
    let signed = world.notice();
    let notice = signed.notice();
    let (bytes, _) = sealed(&world, &signed);
    let bid = read(&bytes, &signed).unwrap();
    let bids = [(bid.lot().clone(), bid.bid_key())];
    let release = |key, stage: &str, at: &str| {
        notice.release(key, &id(stage), &bids, time(at)).map(|_| ()).map_err(|e| e.kind())
    };
    let key = &world.custodians[0];
    assert_eq!(release(key, "technical", "2026-07-01T09:09:59+08:00"), Err(ErrorKind::TooEarly));
    assert_eq!(release(key, "technical", "2026-07-01T09:10:00+08:00"), Ok(()));
    assert_eq!(release(key, "commercial", "2026-07-01T09:10:00+08:00"), Err(ErrorKind::TooEarly));
    assert_eq!(release(key, "other", "2026-07-01T09:10:00+08:00"), Err(ErrorKind::UnknownStage));
    let stranger = custodian(9);
    assert_eq!(
        release(&stranger, "technical", "2026-07-01T09:10:00+08:00"),
        Err(ErrorKind::UnknownCustodian)
    );
}
