//! Durable bids of about 64 KiB a second, at several numbers of senders, in a folder below `target`; beside the same
//! batches written and synced with nothing around them, in turns. First the whole of receiving, then the commit alone,
//! with everything checked before, then the whole again as if each sync took [`SLOW`] longer, as on a server's disk.
//!
//! `cargo bench --bench receive` prints a table; with `-- --test` a handful of bids runs once. What of the CPU's time
//! goes into checks is told on Linux only.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::record::trust;
use common::tender::{ARRIVED, Bid, Files, OPENED, keys};
use common::{World, id, time};
use sealbid::bid::{BidFile, Document, Draft, ReadAt, Work};
use sealbid::ca::Revocation;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::tenderbox::{JOURNAL, TenderBox};
use sealbid::wire::Hex;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a sync takes longer on the slower disk, for the box and for the raw batches alike.
const SLOW: Duration = Duration::from_millis(5);

/// Where a batch's header says how many entries there are (SPEC §13.2).
const COUNT: std::ops::Range<usize> = 24..28;

/// A folder that writes down which batches are written to the journal: entries and bytes of each.
struct Watched {
    store: FolderStore,
    batches: Mutex<Vec<(u32, usize)>>,
    /// What is waited for at each sync of the journal beside the disk.
    delay: Duration,
}

impl Watched {
    fn create(path: &Path, delay: Duration) -> Arc<Watched> {
        let store = FolderStore::create(path).unwrap();
        Arc::new(Watched { store, batches: Mutex::default(), delay })
    }
}

impl Store for Watched {
    fn append(&self, name: &str, bytes: &[u8]) -> sealbid::Result<()> {
        if name == JOURNAL && !bytes.is_empty() {
            let mut batches = self.batches.lock().unwrap();
            if bytes.starts_with(b"\x89SLOG\r\n\x1a") {
                let count = u32::from_be_bytes(bytes[COUNT].try_into().unwrap());
                batches.push((count, bytes.len()));
            } else {
                batches.last_mut().unwrap().1 += bytes.len();
            }
        }
        self.store.append(name, bytes)
    }

    fn open(&self, name: &str) -> sealbid::Result<Box<dyn ReadAt + Send>> {
        self.store.open(name)
    }

    fn size(&self, name: &str) -> sealbid::Result<Option<u64>> {
        self.store.size(name)
    }

    fn list(&self, folder: &str) -> sealbid::Result<Vec<String>> {
        self.store.list(folder)
    }

    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> sealbid::Result<()> {
        self.store.overwrite(name, offset, bytes)
    }

    fn truncate(&self, name: &str, size: u64) -> sealbid::Result<()> {
        self.store.truncate(name, size)
    }

    fn sync(&self, name: &str) -> sealbid::Result<()> {
        if name == JOURNAL {
            std::thread::sleep(self.delay);
        }
        self.store.sync(name)
    }

    fn rename(&self, from: &str, to: &str) -> sealbid::Result<()> {
        self.store.rename(from, to)
    }

    fn remove(&self, name: &str) -> sealbid::Result<()> {
        self.store.remove(name)
    }

    fn sync_names(&self, folder: &str) -> sealbid::Result<()> {
        self.store.sync_names(folder)
    }
}

/// One stage with one part, so that a bid is a segment and its trailer.
fn world() -> World {
    let mut world = World::with_custodians(3, 5);
    world.body.stages.truncate(1);
    world.body.parts.truncate(1);
    world.body.form.clear();
    world
}

fn bid(world: &World, notice: &sealbid::notice::SignedNotice) -> Bid {
    let document = Document::bytes("document.txt", "text/plain", vec![7; 60_000]).unwrap();
    let parts = BTreeMap::from([(id("method"), vec![document])]);
    Bid::of(world, notice, Draft { lot: id("1"), parts, form: BTreeMap::new() }, &world.bidder)
}

/// So many senders do something with the numbers below `count`, each number once.
fn send(senders: usize, count: usize, work: impl Fn(usize) + Sync) -> Duration {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..senders {
            scope.spawn(|| {
                while let Some(n) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < count) {
                    work(n);
                }
            });
        }
    });
    start.elapsed()
}

/// What one run comes to.
struct Run {
    rate: f64,
    batch: f64,
    /// Batches a second of the same sizes with nothing around them.
    raw: f64,
    /// Seconds of CPU for each bid.
    cpu: f64,
}

fn fresh(folder: &Path) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    folder.join(COUNT.fetch_add(1, Ordering::Relaxed).to_string())
}

fn receive(world: &World, bids: &[Bid], senders: usize, folder: &Path, delay: Duration) -> Run {
    let path = fresh(folder);
    let store = Watched::create(&path, delay);
    let shared: Arc<dyn Store> = store.clone();
    let tender =
        TenderBox::create(shared, &Files::of(world).files(), keys(world), trust(world), time(OPENED))
            .unwrap();
    store.batches.lock().unwrap().clear();
    let (cpu, arrived) = (cpu_time(), time(ARRIVED));
    let elapsed = send(senders, bids.len(), |n| {
        let mut upload = tender.upload().unwrap();
        upload.write_all(&bids[n].bytes).unwrap();
        tender.receive(upload, &bids[n].token, arrived, arrived).unwrap();
    });
    let cpu = cpu_time() - cpu;
    drop(tender);
    result(bids.len(), elapsed, &store, cpu, &path)
}

/// Entries with attachments and bids as the box writes them, submitted under one lock, and waited for.
fn commit(bids: &[Bid], senders: usize, folder: &Path) -> Run {
    let path = fresh(folder);
    let store = Watched::create(&path, Duration::ZERO);
    let committer = Committer::new(Log::open(store.clone(), JOURNAL, |_| Ok(())).unwrap());
    let frames: Vec<NewFrame> = bids
        .iter()
        .map(|bid| NewFrame {
            entry: vec![b'e'; 700],
            attachments: vec![bid.token.clone(), vec![b'r'; 3000]],
            blob: Some(Blob::new(Arc::new(bid.bytes.clone()))),
        })
        .collect();
    let (cpu, turn) = (cpu_time(), Mutex::new(()));
    let elapsed = send(senders, bids.len(), |n| {
        let frame = frames[n].clone();
        let ticket = {
            let _turn = turn.lock().unwrap();
            committer.submit(frame).unwrap()
        };
        committer.wait(&ticket).unwrap();
    });
    let cpu = cpu_time() - cpu;
    drop(committer);
    result(bids.len(), elapsed, &store, cpu, &path)
}

fn result(count: usize, elapsed: Duration, store: &Watched, cpu: Duration, path: &Path) -> Run {
    let batches = store.batches.lock().unwrap();
    let bids: u32 = batches.iter().map(|(count, _)| count).sum();
    assert_eq!(bids as usize, count);
    // The same bytes in the same batches.
    let mut file = OpenOptions::new().create(true).append(true).open(path.join("raw")).unwrap();
    let bytes = vec![0xa5; batches.iter().map(|(_, bytes)| *bytes).max().unwrap()];
    let start = Instant::now();
    for (_, size) in batches.iter() {
        file.write_all(&bytes[..*size]).unwrap();
        std::thread::sleep(store.delay);
        file.sync_data().unwrap();
    }
    let raw = batches.len() as f64 / start.elapsed().as_secs_f64();
    std::fs::remove_dir_all(path).unwrap();
    let mut counts: Vec<f64> = batches.iter().map(|(count, _)| f64::from(*count)).collect();
    let rate = count as f64 / elapsed.as_secs_f64();
    Run { rate, batch: median(&mut counts), raw, cpu: cpu.as_secs_f64() / count as f64 }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Seconds that everything takes which is checked of a bid, and the receipt's signature, on one thread.
fn checks(world: &World, bids: &[Bid]) -> f64 {
    let notice = world.notice();
    let source = TimeSource::of(notice.notice()).unwrap();
    let work = Work { threads: NonZeroUsize::MIN, ..Work::default() };
    let mut times: Vec<f64> = bids
        .iter()
        .map(|bid| {
            let start = Instant::now();
            let file = BidFile::read(bid.bytes.clone()).unwrap();
            let time = source.verify(&bid.token, &file.digest()).unwrap().info.time.floor();
            let sealed = file.under(notice.notice()).unwrap();
            sealed.check_parts(work).unwrap();
            sealed.check_signer(&Revocation::unchecked(), time).unwrap();
            let place = (notice.notice().tender(), notice.notice().digest(), id("1"), Hex([0; 32]));
            let receipt = Receipt::new(ReceiptKind::Bid, place, hash(&[&bid.token]), time);
            receipt.sign(&world.platform).unwrap();
            start.elapsed().as_secs_f64()
        })
        .collect();
    median(&mut times)
}

/// User and system time of this process, where the system tells (in ticks of 10 ms).
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis(10 * (ticks(11) + ticks(12)))
}

fn print(name: &str, senders: usize, runs: &mut [Run], checks: Option<f64>) {
    let of = |value: fn(&Run) -> f64| median(&mut runs.iter().map(value).collect::<Vec<_>>());
    let ratio = of(|run| run.rate / (run.batch * run.raw));
    let (rate, batch, raw, cpu) = (of(|r| r.rate), of(|r| r.batch), of(|r| r.raw), of(|r| r.cpu));
    let share = checks.map_or(String::new(), |checks| format!("{:.0} %", 100.0 * checks / cpu));
    println!(
        "| {name} | {senders} | {rate:.0} | {batch:.0} | {raw:.0} | {ratio:.2} | {:.2} | {share} |",
        cpu * 1e3
    );
}

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    let (count, rounds) = if test { (8, 1) } else { (512, 7) };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("receive");
    std::fs::create_dir_all(&folder).unwrap();
    let world = world();
    let notice = world.notice();
    let bids: Vec<Bid> = (0..count).map(|_| bid(&world, &notice)).collect();
    let checks = checks(&world, &bids);
    println!("{count} bids of {} bytes; checks and receipt: {:.2} ms", bids[0].bytes.len(), checks * 1e3);
    println!("| | senders | bids/s | median batch | raw batches/s | ratio | CPU ms a bid | of it checks |");
    println!("|---|---|---|---|---|---|---|---|");
    for senders in [1, 8, 64] {
        let (mut whole, mut alone, mut slow) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            whole.push(receive(&world, &bids, senders, &folder, Duration::ZERO));
            alone.push(commit(&bids, senders, &folder));
            slow.push(receive(&world, &bids, senders, &folder, SLOW));
        }
        print("receive", senders, &mut whole, Some(checks));
        print("commit alone", senders, &mut alone, None);
        print("receive, slower disk", senders, &mut slow, Some(checks));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
