//! The CPU time of a tender's audit beside that of its opening: `cargo bench --bench audit -- [bids]`.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::hall::{Hall, bidder, small, work};
use common::record::{TECHNICAL, trust};
use common::tender::Bid;
use common::{World, id, time};
use sealbid::audit::{AuditOptions, EvidenceFolder, Overall, audit};
use sealbid::opening::{Documents, Opening};
use sealbid::record::{Admission, Store};
use sealbid::suite::Digest;
use sealbid::tenderbox::LOG;
use std::sync::Arc;
use std::time::Duration;

/// CPU time of this process so far, of all its threads; to a hundredth of a second.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("CPU time is read from /proc");
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap());
    Duration::from_millis(10 * ticks.sum::<u64>())
}

/// What the hall's own machine computes in a session; custodians, authorities and the disk are others'.
fn opening(hall: &Hall<'_>, stage: &str, at: &str) -> Duration {
    let bids = hall.asked(stage);
    let mut taken = Duration::ZERO;
    let mut timed = |step: &mut dyn FnMut()| {
        let start = cpu();
        step();
        taken += cpu() - start;
    };
    let mut session = hall.begin(stage);
    timed(&mut || session.reread(time(at), work(1)).map(|_| ()).unwrap());
    let (note, token) = hall.head(at);
    timed(&mut || drop(session.request(&note, vec![token.clone()], time(at), work(1)).unwrap()));
    for n in 0..3 {
        let release = hall.release_of(n, stage, &bids);
        timed(&mut || drop(session.give_release(&release, time(at)).unwrap()));
    }
    timed(&mut || session.open(time(at), &Documents::Discard, work(1)).map(|_| ()).unwrap());
    hall.finish(&mut session, at);
    taken
}

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    let told = std::env::args().find_map(|argument| argument.parse().ok());
    let count = told.unwrap_or(if test { 8 } else { 1000 });
    let world = World::with_custodians(3, 5);
    let notice = world.notice();
    let bid = |n: usize| Bid::of(&world, &notice, small(), &bidder(&world, &format!("Bidder {n}")));
    let bids: Vec<Bid> = (0..count).map(bid).collect();
    let hall = Hall::new(&world, &bids);
    let mut opened = opening(&hall, "technical", TECHNICAL);
    let all: Vec<Digest> = bids.iter().map(Bid::digest).collect();
    let tender = hall.closed.with_history(|history| history.tender().unwrap());
    let admission = Admission::new(tender, id("commercial"), time(TECHNICAL), all, vec![]);
    let admission = common::hall::signed(admission.to_bytes().unwrap(), &world.tenderer, TECHNICAL);
    Opening::admit(&hall.closed, &admission, time(TECHNICAL)).unwrap();
    opened += opening(&hall, "commercial", common::record::COMMERCIAL);

    let log = hall.store.read(LOG, 1 << 30).unwrap();
    let evidence = EvidenceFolder::open(Arc::new(hall.store.clone()), "evidence").unwrap();
    let options = AuditOptions::new(trust(&world));
    let start = cpu();
    let alone = audit(&log, None, &options, work(1)).unwrap();
    let record = cpu() - start;
    let start = cpu();
    let report = audit(&log, Some(&evidence), &options, work(1)).unwrap();
    let whole = cpu() - start;
    assert_eq!((alone.overall(), report.overall()), (Overall::PassedAsFar, Overall::Passed));
    println!(
        "{count} bids, two stages: opening {opened:.2?}, audit of the record {record:.2?}, with its evidence {whole:.2?}"
    );
    println!("audit / opening: {:.2}", whole.as_secs_f64() / opened.as_secs_f64());
}
