//! Seals and opens one large document as the command does, and says how much memory that took at most.
//!
//! `cargo run --release --example big -- FOLDER BYTES`; `benches/memory.sh` judges the result. Linux only.

#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{BEFORE, World, id, time};
use sealbid::bid::{BidFile, Document, Draft, FolderSink, Work, seal_file};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("usage: big FOLDER BYTES");
    let folder = Path::new(&folder);
    let size: u64 = arguments.next().and_then(|text| text.parse().ok()).expect("usage: big FOLDER BYTES");

    let mut world = World::with_custodians(3, 5);
    world.body.stages.truncate(1);
    world.body.parts.truncate(1);
    world.body.form.clear();
    let notice = world.notice();
    let at_start = peak();

    // A sparse file: what it holds does not matter to memory, and it takes no place on the disk.
    let plain = folder.join("document.txt");
    File::create_new(&plain).unwrap().set_len(size).unwrap();
    let document = Document::file("document.txt", "text/plain", &plain).unwrap();
    let parts = BTreeMap::from([(id("method"), vec![document])]);
    let draft = Draft { lot: id("1"), parts, form: BTreeMap::new() };
    let path = folder.join("document.sbid");
    let sealed =
        seal_file(draft, &world.trusted(&notice), &world.bidder, time(BEFORE), &path, Work::default())
            .unwrap();
    let after_sealing = peak();
    std::fs::write(folder.join("document.key"), sealed.keys.to_key_file(b"correct horse").unwrap()).unwrap();
    let after_key_file = peak();

    let stage = id("technical");
    let bid = BidFile::read(File::open(&path).unwrap()).unwrap().under(notice.notice()).unwrap();
    let releases = world.releases(&bid, "technical", &[0, 2, 4]);
    let unlocked = bid.unlock(&stage, &releases).unwrap().outcome.unwrap();
    let opened = folder.join("opened");
    let mut sink = FolderSink::new(&opened).unwrap();
    bid.open_stage(&stage, &unlocked, &mut sink, Work::default()).unwrap();
    assert_eq!(std::fs::metadata(opened.join("method/document.txt")).unwrap().len(), size);

    println!(
        "peak in KiB: start {at_start}, sealed and opened on trial {after_sealing}, key file {after_key_file}, opened {}",
        peak()
    );
    println!("{}", peak());
}

/// The most memory this process ever held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
