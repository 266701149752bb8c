//! A whole tender of many bids on the disk: received, opened by 3 of 5 custodians, audited; wall and CPU time and the
//! peak of memory after each step: `cargo bench --bench tender -- [bids]` (1,000 unless told). Linux tells CPU and peak.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::hall::{bidder, work};
use common::record::{TECHNICAL, trust};
use common::tender::{ARRIVED, Bid, CLOSED, Files, OPENED, keys};
use common::{World, id, time};
use sealbid::audit::{AuditOptions, EvidenceFolder, Overall, audit};
use sealbid::bid::{Document, Draft};
use sealbid::ca::Revocation;
use sealbid::opening::{Documents, NoEvents, Opening};
use sealbid::record::FolderStore;
use sealbid::suite::hash;
use sealbid::tenderbox::{ClosedBox, LOG, TenderBox};
use sealbid::timelock::ReleaseFile;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const SENDERS: usize = 8;

/// CPU time of this process so far, of all its threads; to a hundredth of a second.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(10 * fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>())
}

/// The most memory that the process ever held, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Does a step, and prints what it took.
fn step<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let (wall, before) = (Instant::now(), cpu());
    let done = work();
    let (wall, taken) = (wall.elapsed(), cpu() - before);
    println!("| {name} | {:.1} | {:.1} | {} |", wall.as_secs_f64(), taken.as_secs_f64(), peak());
    done
}

/// Several threads do something with the numbers below `count`, each number once.
fn each(threads: usize, count: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(n) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < count) {
                    work(n);
                }
            });
        }
    });
}

/// One stage with one part, so that a bid is a segment and its trailer.
fn world() -> World {
    let mut world = World::with_custodians(3, 5);
    world.body.stages.truncate(1);
    world.body.parts.truncate(1);
    world.body.form.clear();
    world
}

fn name(folder: &Path, n: usize, ending: &str) -> PathBuf {
    folder.join(format!("{n}.{ending}"))
}

fn seal(world: &World, folder: &Path, count: usize) {
    let notice = world.notice();
    each(2, count, |n| {
        let document = Document::bytes("document.txt", "text/plain", vec![7; 60_000]).unwrap();
        let parts = BTreeMap::from([(id("method"), vec![document])]);
        let draft = Draft { lot: id("1"), parts, form: BTreeMap::new() };
        let bid = Bid::of(world, &notice, draft, &bidder(world, &format!("Bidder {n}")));
        std::fs::write(name(folder, n, "sbid"), &bid.bytes).unwrap();
        std::fs::write(name(folder, n, "tst"), &bid.token).unwrap();
    });
}

fn receive(tender: &TenderBox, folder: &Path, count: usize) {
    let arrived = time(ARRIVED);
    each(SENDERS, count, |n| {
        let mut upload = tender.upload().unwrap();
        std::io::copy(&mut File::open(name(folder, n, "sbid")).unwrap(), &mut upload).unwrap();
        let token = std::fs::read(name(folder, n, "tst")).unwrap();
        tender.receive(upload, &token, arrived, arrived).unwrap();
    });
}

/// A head with every custodian's cosignature, and a token over it.
fn head(world: &World, closed: &ClosedBox, at: &str) -> (Vec<u8>, Vec<u8>) {
    let mut head = closed.head().unwrap();
    for key in &world.custodians {
        let signature = head.cosign(key, time(at)).unwrap();
        head.add(signature).unwrap();
    }
    let token = world.authority.stamp(hash(&[head.note().text().as_bytes()]), time(at)).unwrap();
    (head.to_bytes(), token)
}

/// Custodians sign elsewhere: their releases, and the bids that are in them.
fn releases(world: &World, closed: &ClosedBox) -> Vec<Vec<u8>> {
    let (notice, bids) = closed.with_history(|history| {
        let bids: Vec<_> = history.to_release(0).map(|bid| (bid.lot.clone(), bid.bid_key)).collect();
        let notice = history.notice().unwrap();
        ((notice.tender(), notice.digest()), bids)
    });
    let release = |n: usize| {
        let key = &world.custodians[n];
        let file = ReleaseFile::of_custodian(key, notice.0, notice.1, &id("technical"), &bids).unwrap();
        file.to_bytes().unwrap()
    };
    [0, 2, 4].map(release).to_vec()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let test = arguments.iter().any(|argument| argument == "--test");
    let told = arguments.iter().find_map(|argument| argument.parse().ok());
    let count = told.unwrap_or(if test { 8 } else { 1000 });
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tender");
    std::fs::remove_dir_all(&folder).unwrap_or_default();
    let bids = folder.join("bids");
    std::fs::create_dir_all(&bids).unwrap();
    let world = world();
    println!("{count} bids of 64 KiB, one stage, 3 of 5 custodians, {SENDERS} senders");
    println!("| step | wall s | CPU s | peak MiB so far |");
    println!("|---|---|---|---|");
    step("seal, 2 threads", || seal(&world, &bids, count));

    let store = Arc::new(FolderStore::create(&folder.join("box")).unwrap());
    let tender = TenderBox::create(
        store.clone(),
        &Files::of(&world).files(),
        keys(&world),
        trust(&world),
        time(OPENED),
    )
    .unwrap();
    step("receive", || receive(&tender, &bids, count));
    let closed = step("close", || tender.close(&Revocation::unchecked(), time(CLOSED)).unwrap());
    let (note, token) = head(&world, &closed, CLOSED);
    closed.record_head(&note, vec![token], time(CLOSED)).unwrap();

    let (stage, at) = (id("technical"), time(TECHNICAL));
    let mut opening = Opening::begin(&closed, &stage, &NoEvents).unwrap();
    step("read again", || opening.reread(at, work(2)).unwrap());
    let (note, token) = head(&world, &closed, TECHNICAL);
    step("ask", || opening.request(&note, vec![token], at, work(2)).map(drop).unwrap());
    let given = releases(&world, &closed);
    step("take three releases", || {
        given.iter().for_each(|release| drop(opening.give_release(release, at).unwrap()));
    });
    let summary = step("open", || opening.open(at, &Documents::Discard, work(2)).unwrap());
    assert_eq!(summary.opened, count);
    let minutes = step("minutes", || opening.minutes_bytes().unwrap());
    let token = world.authority.stamp(hash(&[&minutes]), at).unwrap();
    opening.finish(vec![token], at).unwrap();

    let log = File::open(folder.join("box").join(LOG)).unwrap();
    let evidence = EvidenceFolder::open(store, "evidence").unwrap();
    let options = AuditOptions::new(trust(&world));
    let report = step("audit", || audit(&log, Some(&evidence), &options, work(2)).unwrap());
    assert_eq!(report.overall(), Overall::Passed);
    std::fs::remove_dir_all(&folder).unwrap();
}
