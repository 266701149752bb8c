//! The rules of a record (SPEC §13.5 to §13.9): a whole tender keeps them, and each is broken by itself. What is refused
//! changes nothing, and the right entry is accepted in its place.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod bids;
mod closing;
mod decisions;
mod entries;
mod mutations;
mod notices;
mod openings;
mod random;
mod releases;
mod review;
mod stages;
mod tender;
mod vectors;

use common::record::*;
use common::*;
use sealbid::record::*;

/// Two bids: one is not admitted to the second stage.
fn whole(world: &World) -> RecordBuilder<'_> {
    let mut record = RecordBuilder::new(world);
    let first = record.bid(&sealed(world, &record.notice).0);
    let second = record.bid(&sealed(world, &record.notice).0);
    record.close();
    record.request("technical", TECHNICAL);
    record.release("technical", &[0, 2]);
    record.opened("technical", first, None);
    record.opened("technical", second, None);
    record.finish("technical");
    let out = NotAdmitted { digest: second, reason: "no licence".into() };
    record.admit("commercial", vec![first], vec![out]);
    record.request("commercial", COMMERCIAL);
    record.release("commercial", &[1, 2]);
    record.opened("commercial", first, None);
    record.finish("commercial");
    record
}

#[test]
fn a_whole_tender_keeps_the_rules() {
    let world = World::new();
    let record = whole(&world);
    let statuses: Vec<_> = record.history.bids().iter().map(|bid| bid.status.clone()).collect();
    assert_eq!(statuses, [BidStatus::Opened(1), BidStatus::NotAdmitted(1)]);
    assert_eq!(record.history.next_stage(), None);
    let mut again = History::new(trust(&world));
    for (entry, attachments) in &record.frames {
        again.apply(entry, attachments).unwrap();
    }
    assert_eq!(again.bids(), record.history.bids());
    assert_eq!(again.tree().root(), record.history.tree().root());
}
