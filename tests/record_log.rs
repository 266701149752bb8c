//! The log file (SPEC §13.2): what was acknowledged is there after any crash, and damage is never cut off.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "common/faulty.rs"]
mod faulty;

use faulty::{FaultyStore, Loss, Numbers};
use proptest::prelude::*;
use sealbid::ErrorKind::{self, *};
use sealbid::Result;
use sealbid::bid::{ReadAt, Slice};
use sealbid::record::*;
use std::sync::Arc;

const LOG: &str = "journal/log";
const HEADER: usize = 48;

fn kind<T>(result: Result<T>) -> std::result::Result<T, ErrorKind> {
    result.map_err(|e| e.kind())
}

fn open(store: &FaultyStore) -> Result<(Log, Vec<Frame>)> {
    let mut frames = Vec::new();
    let log = Log::open(Arc::new(store.clone()), LOG, |frame| {
        frames.push(frame);
        Ok(())
    })?;
    Ok((log, frames))
}

/// An entry as a test knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    entry: Vec<u8>,
    attachments: Vec<Vec<u8>>,
    blob: Option<Vec<u8>>,
}

impl Known {
    fn random(number: usize, numbers: &mut Numbers) -> Known {
        let mut entry = format!("{number}:").into_bytes();
        entry.extend(numbers.bytes_below(1200));
        let attachments = (0..numbers.below(3)).map(|_| numbers.bytes_below(700)).collect();
        let blob = numbers.coin().then(|| numbers.bytes_below(2500));
        Known { entry, attachments, blob }
    }

    fn frame(&self) -> NewFrame {
        let blob = self.blob.clone().map(|blob| Blob::new(Arc::new(blob)));
        NewFrame { entry: self.entry.clone(), attachments: self.attachments.clone(), blob }
    }

    fn is(&self, frame: &Frame) -> bool {
        (&self.entry, &self.attachments) == (&frame.entry, &frame.attachments)
            && self.blob.as_ref().map(|blob| blob.len() as u64) == frame.position.blob.map(|blob| blob.length)
    }
}

fn blob(store: &FaultyStore, at: &BlobRef) -> Vec<u8> {
    let file = store.bytes(LOG).unwrap();
    file[at.offset as usize..][..at.length as usize].to_vec()
}

/// What a writer did until it was stopped.
#[derive(Default)]
struct Done {
    submitted: Vec<Known>,
    /// Of these, how many it was told are durable.
    acknowledged: usize,
    /// Entries whose blob was to be erased, and whether it was told that it is.
    erased: Vec<(usize, bool)>,
}

fn write(store: &FaultyStore, seed: u64) -> Done {
    let (mut done, mut numbers) = (Done::default(), Numbers::new(seed));
    let Ok((log, _)) = open(store) else { return done };
    let mut positions: Vec<Position> = Vec::new();
    for _ in 0..6 {
        let first = done.submitted.len();
        let batch: Vec<Known> =
            (0..1 + numbers.below(3)).map(|n| Known::random(first + n as usize, &mut numbers)).collect();
        let frames: Vec<NewFrame> = batch.iter().map(Known::frame).collect();
        done.submitted.extend(batch);
        let Ok(written) = log.append(&frames) else { return done };
        positions.extend(written);
        done.acknowledged = done.submitted.len();
        let victim = numbers.below(positions.len() as u64) as usize;
        if let Some(blob) = positions[victim].blob {
            done.erased.push((victim, false));
            if log.erase(&blob).is_err() {
                return done;
            }
            done.erased.last_mut().unwrap().1 = true;
        }
    }
    done
}

impl Done {
    /// What must hold of a log after a crash.
    fn holds(&self, store: &FaultyStore, frames: &[Frame], when: &str) {
        assert!(frames.len() >= self.acknowledged, "{when}: an acknowledged entry is gone");
        assert!(frames.len() <= self.submitted.len(), "{when}: an entry that nobody wrote");
        for (number, (frame, known)) in frames.iter().zip(&self.submitted).enumerate() {
            assert_eq!(frame.position.number, number as u64, "{when}");
            assert!(known.is(frame), "{when}: entry {number}");
            let (Some(at), Some(expected)) = (frame.position.blob, &known.blob) else { continue };
            let found = blob(store, &at);
            match self.erased.iter().filter(|(erased, _)| *erased == number).map(|(_, told)| *told).max() {
                None => assert_eq!(&found, expected, "{when}: the blob of entry {number}"),
                Some(true) => assert!(found.iter().all(|byte| *byte == 0), "{when}: not erased"),
                Some(false) => {}
            }
        }
    }
}

#[test]
fn every_crash_leaves_what_was_acknowledged() {
    let (mut crashes, mut cut, mut partly) = (0, 0, 0);
    for seed in 1..=5 {
        let whole = FaultyStore::new();
        let all = write(&whole, seed);
        assert_eq!(all.acknowledged, all.submitted.len());
        for stop in 1..=whole.operations() + 1 {
            let store = FaultyStore::new();
            store.stop_at(stop);
            let done = write(&store, seed);
            for loss in Loss::all(8) {
                let when = format!("seed {seed}, stopped at {stop}, {loss:?}");
                let after = store.crash(loss);
                let (log, frames) = open(&after).unwrap_or_else(|e| panic!("{when}: {e}"));
                done.holds(&after, &frames, &when);
                crashes += 1;
                cut += usize::from(log.cut() > 0);
                partly += usize::from(frames.len() > done.acknowledged);
                // And it goes on.
                log.append(&[Known::random(0, &mut Numbers::new(9)).frame()]).unwrap();
                drop(log);
                assert_eq!(open(&after).unwrap().1.len(), frames.len() + 1, "{when}");
            }
        }
    }
    assert!(crashes > 1000 && cut > 100 && partly > 10, "{crashes} crashes, {cut} cut, {partly} partly");
}

#[test]
fn recovery_can_be_stopped_too() {
    let mut stopped = 0;
    for seed in 1..=3 {
        let whole = FaultyStore::new();
        write(&whole, seed);
        for stop in (1..=whole.operations()).step_by(3) {
            let store = FaultyStore::new();
            store.stop_at(stop);
            let done = write(&store, seed);
            for (first, second) in Loss::all(5).zip(Loss::all(6).skip(1)) {
                for again in 1..=4 {
                    let recovering = store.crash(first);
                    recovering.stop_at(again);
                    let told = open(&recovering).map_or(0, |(_, frames)| frames.len());
                    stopped += usize::from(recovering.stopped());
                    let when = format!("seed {seed}, {stop} {first:?}, {again} {second:?}");
                    let after = recovering.crash(second);
                    let (_, frames) = open(&after).unwrap_or_else(|e| panic!("{when}: {e}"));
                    done.holds(&after, &frames, &when);
                    assert!(frames.len() >= told, "{when}: what an opened log gives is durable");
                }
            }
        }
    }
    assert!(stopped > 100);
}

/// The program is killed, and started again: what it then tells is durable, though it was another that wrote it.
#[test]
fn what_a_killed_writer_left_is_made_durable() {
    let mut unsynced = 0;
    let whole = FaultyStore::new();
    write(&whole, 1);
    for stop in 1..=whole.operations() {
        let store = FaultyStore::new();
        store.stop_at(stop);
        let done = write(&store, 1);
        let again = store.kill();
        let (_, told) = open(&again).unwrap();
        unsynced += usize::from(told.len() > done.acknowledged);
        for loss in Loss::all(5) {
            let after = again.crash(loss);
            let when = format!("stopped at {stop}, {loss:?}");
            let (_, frames) = open(&after).unwrap_or_else(|e| panic!("{when}: {e}"));
            done.holds(&after, &frames, &when);
            assert!(frames.len() >= told.len(), "{when}");
        }
    }
    assert!(unsynced > 3);
}

/// Three batches of one entry, two entries, one entry, each entry with a blob; and where the batches begin.
fn small() -> (Vec<u8>, Vec<usize>) {
    let (store, mut starts) = (FaultyStore::new(), Vec::new());
    let (log, _) = open(&store).unwrap();
    let frame = |text: &str| Known {
        entry: text.into(),
        attachments: vec![b"attached".to_vec()],
        blob: Some(format!("the blob of {text}").into_bytes()),
    };
    for batch in [&["zero"][..], &["one", "two"], &["three"]] {
        starts.push(store.bytes(LOG).unwrap().len());
        log.append(&batch.iter().map(|text| frame(text).frame()).collect::<Vec<_>>()).unwrap();
    }
    let bytes = store.bytes(LOG).unwrap();
    starts.push(bytes.len());
    (bytes, starts)
}

fn entries(bytes: &[u8]) -> (std::result::Result<u64, ErrorKind>, Vec<Vec<u8>>) {
    let mut entries = Vec::new();
    let result = read_log(&bytes.to_vec(), |frame| {
        entries.push(frame.entry);
        Ok(())
    });
    (kind(result), entries)
}

fn recover(bytes: &[u8]) -> std::result::Result<(u64, Vec<u8>), ErrorKind> {
    let store = FaultyStore::new();
    store.set(LOG, bytes);
    let opened = kind(open(&store));
    let after = store.bytes(LOG).unwrap();
    assert!(opened.is_ok() || after == bytes, "a log that is refused is not changed");
    opened.map(|(log, _)| (log.len(), after))
}

#[test]
fn every_changed_byte_is_found_or_means_nothing() {
    let (bytes, starts) = small();
    let last = starts[2];
    let blobs = |n: usize| {
        let behind = starts[n + 1];
        let size: u64 = u64::from_be_bytes(bytes[starts[n] + 36..][..8].try_into().unwrap());
        behind - size as usize..behind
    };
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            if blobs(0).contains(&at) || blobs(1).contains(&at) {
                assert_eq!(entries(&changed).0, Ok(4), "byte {at}");
                assert_eq!(recover(&changed), Ok((4, changed)), "byte {at}");
            } else if at < last {
                assert_eq!(entries(&changed).0, Err(LogDamaged), "byte {at}");
                assert_eq!(recover(&changed), Err(LogDamaged), "byte {at}");
            } else {
                assert_eq!(entries(&changed).0, Err(LogIncomplete), "byte {at}");
                assert_eq!(recover(&changed), Ok((3, bytes[..last].to_vec())), "byte {at}");
            }
        }
    }
}

#[test]
fn every_cut_is_found() {
    let (bytes, starts) = small();
    let before = [0, 1, 3, 4];
    for length in 0..=bytes.len() {
        let whole = starts.iter().rposition(|start| *start <= length).unwrap();
        let (result, found) = entries(&bytes[..length]);
        let expected = if starts[whole] == length { Ok(before[whole]) } else { Err(LogIncomplete) };
        assert_eq!((result, found.len() as u64), (expected, before[whole]), "{length} bytes");
        assert_eq!(recover(&bytes[..length]), Ok((before[whole], bytes[..starts[whole]].to_vec())));
    }
}

#[test]
fn batches_that_are_gone_moved_or_doubled_are_damage() {
    let (bytes, starts) = small();
    let batch = |n: usize| &bytes[starts[n]..starts[n + 1]];
    for (what, changed) in [
        ("without the first", [batch(1), batch(2)].concat()),
        ("without the second", [batch(0), batch(2)].concat()),
        ("the second twice", [batch(0), batch(1), batch(1), batch(2)].concat()),
        ("the last twice", [&bytes, batch(2)].concat()),
        ("in another order", [batch(0), batch(2), batch(1)].concat()),
        ("zeros in place of the second", [batch(0), &vec![0; batch(1).len()], batch(2)].concat()),
        ("zeros in place of the first", [&vec![0; batch(0).len()], batch(1), batch(2)].concat()),
        ("something between", [batch(0), b"\0", batch(1), batch(2)].concat()),
        ("a batch of another log", [batch(0), batch(1), &small().0[starts[2]..]].concat()),
    ] {
        assert_eq!(recover(&changed), Err(LogDamaged), "{what}");
        assert_eq!(entries(&changed).0, Err(LogDamaged), "{what}");
    }
    let tail = [&bytes, &b"\0\0\0"[..]].concat();
    assert_eq!((recover(&tail), entries(&tail).0), (Ok((4, bytes.clone())), Err(LogIncomplete)));
}

/// The bidder chooses the bytes of a bid, and the power fails while the bid is written.
#[test]
fn a_bid_cannot_pass_for_a_batch() {
    let (store, foreign) = (FaultyStore::new(), small().0);
    let (log, _) = open(&store).unwrap();
    log.append(&[Known { entry: b"notice".to_vec(), attachments: vec![], blob: None }.frame()]).unwrap();
    let before = store.bytes(LOG).unwrap();
    let known =
        Known { entry: b"bid".to_vec(), attachments: vec![], blob: Some([&[7; 600][..], &foreign].concat()) };
    log.append(&[known.frame()]).unwrap();
    let mut torn = store.bytes(LOG).unwrap();
    torn[before.len()..before.len() + 400].fill(0);
    assert_eq!(recover(&torn), Ok((1, before.clone())));
    // A batch of the log itself stops the cut, wherever it stands.
    let own = [&torn, &before[..]].concat();
    assert_eq!(recover(&own), Err(LogDamaged));
}

#[test]
fn a_blob_of_the_last_batch_is_erased_behind_a_fence() {
    let (bytes, starts) = small();
    let store = FaultyStore::new();
    store.set(LOG, &bytes);
    let (log, frames) = open(&store).unwrap();
    let at = |n: usize| frames[n].position.blob.unwrap();

    log.erase(&at(1)).unwrap();
    assert_eq!(store.bytes(LOG).unwrap().len(), bytes.len(), "no fence is needed before the last batch");
    log.erase(&at(3)).unwrap();
    let after = store.bytes(LOG).unwrap();
    assert_eq!(after.len(), bytes.len() + HEADER + 4);
    log.erase(&at(3)).unwrap();
    assert_eq!(store.bytes(LOG).unwrap(), after, "one fence is enough");
    for n in [1, 3] {
        assert!(blob(&store, &at(n)).iter().all(|byte| *byte == 0));
    }
    assert_eq!(blob(&store, &at(2)), b"the blob of two");
    assert_eq!((log.len(), recover(&after)), (4, Ok((4, after.clone()))));
    // Without the fence, the batch would have been cut.
    assert_eq!(recover(&after[..bytes.len()]).map(|(entries, _)| entries), Ok(3));

    let none = BlobRef { offset: after.len() as u64, length: 1 };
    assert_eq!(kind(log.erase(&none)), Err(LogDamaged));
    assert_eq!(kind(log.erase(&BlobRef { offset: u64::MAX, length: 2 })), Err(LogDamaged));
    assert_eq!(store.bytes(LOG).unwrap(), after);
    assert_eq!(starts[3], bytes.len());
}

#[test]
fn an_erasing_that_was_stopped_leaves_a_log() {
    for stop in 1..=8 {
        for loss in Loss::all(20) {
            let store = FaultyStore::new();
            let (log, _) = open(&store).unwrap();
            let known = Known { entry: b"bid".to_vec(), attachments: vec![], blob: Some(vec![7; 3000]) };
            let positions = log.append(&[known.frame()]).unwrap();
            store.stop_at(store.operations() + stop);
            let erased = log.erase(&positions[0].blob.unwrap()).is_ok();
            let after = store.crash(loss);
            let (_, frames) = open(&after).unwrap();
            assert_eq!(frames.len(), 1, "{stop} {loss:?}");
            let found = blob(&after, &frames[0].position.blob.unwrap());
            assert!(!erased || found == [0; 3000], "{stop} {loss:?}");
        }
    }
}

#[test]
fn after_a_failed_write_nothing_is_written() {
    let frame = || Known { entry: b"x".to_vec(), attachments: vec![], blob: None }.frame();
    let store = FaultyStore::new();
    let (log, _) = open(&store).unwrap();
    log.append(&[frame()]).unwrap();
    store.fail_sync_at(store.operations() + 2);
    assert_eq!(kind(log.append(&[frame()])), Err(StoreFailed));
    let bytes = store.bytes(LOG).unwrap();
    assert_eq!(kind(log.append(&[frame()])), Err(StoreFailed));
    assert_eq!((store.bytes(LOG).unwrap(), log.len()), (bytes, 1), "not even tried, and not counted");

    // A full disk is no failed sync; but what of the batch is there is not known either.
    struct Full(FaultyStore);
    impl Store for Full {
        fn append(&self, name: &str, bytes: &[u8]) -> Result<()> {
            let room = bytes.len() / 2;
            self.0.append(name, &bytes[..room])?;
            if bytes.is_empty() { Ok(()) } else { Err(Io.into()) }
        }
        fn open(&self, name: &str) -> Result<Box<dyn ReadAt + Send>> {
            self.0.open(name)
        }
        fn size(&self, name: &str) -> Result<Option<u64>> {
            self.0.size(name)
        }
        fn list(&self, folder: &str) -> Result<Vec<String>> {
            self.0.list(folder)
        }
        fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> Result<()> {
            self.0.overwrite(name, offset, bytes)
        }
        fn truncate(&self, name: &str, size: u64) -> Result<()> {
            self.0.truncate(name, size)
        }
        fn sync(&self, name: &str) -> Result<()> {
            self.0.sync(name)
        }
        fn rename(&self, from: &str, to: &str) -> Result<()> {
            self.0.rename(from, to)
        }
        fn remove(&self, name: &str) -> Result<()> {
            self.0.remove(name)
        }
        fn sync_names(&self, folder: &str) -> Result<()> {
            self.0.sync_names(folder)
        }
    }
    let store = FaultyStore::new();
    let log = Log::open(Arc::new(Full(store.clone())), LOG, |_| Ok(())).unwrap();
    assert_eq!(kind(log.append(&[frame()])), Err(Io));
    assert_eq!(kind(log.append(&[frame()])), Err(StoreFailed));
    let (log, frames) = open(&store).unwrap();
    assert!(log.cut() > 0 && frames.is_empty());
}

#[test]
fn bounds_are_kept_before_anything_is_written() {
    let store = FaultyStore::new();
    let (log, _) = open(&store).unwrap();
    let entry = |length: usize| NewFrame { entry: vec![0; length], ..NewFrame::default() };
    let attached = |count: usize, length: usize| NewFrame {
        attachments: vec![vec![0; length]; count],
        ..NewFrame::default()
    };
    for (what, frames) in [
        ("an entry", vec![entry((2 << 20) + 1)]),
        ("attachments", vec![attached(65, 0)]),
        ("an attachment", vec![attached(1, (64 << 20) + 1)]),
        ("entries", vec![entry(0); 4097]),
        ("one entry's meta", vec![attached(4, 64 << 20)]),
        ("a batch's meta", vec![attached(2, 64 << 20), attached(2, 64 << 20)]),
    ] {
        assert_eq!(kind(log.append(&frames)), Err(LogTooLarge), "{what}");
    }
    assert_eq!(store.bytes(LOG), Some(vec![]), "nothing was written");
    log.append(&vec![entry(0); 4096]).unwrap();
    log.append(&[entry(2 << 20), attached(64, 1)]).unwrap();
    assert_eq!((log.len(), log.append(&[])), (4098, Ok(vec![])));
    assert_eq!(open(&store).unwrap().1.len(), 4098);
}

#[test]
fn an_error_of_the_caller_stops_the_reading() {
    let (bytes, _) = small();
    let mut seen = 0;
    let result = read_log(&bytes, |_| {
        seen += 1;
        if seen == 2 { Err(BadHead.into()) } else { Ok(()) }
    });
    assert_eq!((kind(result), seen), (Err(BadHead), 2));
}

#[test]
fn a_folder_holds_a_log() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(FolderStore::create(folder.path()).unwrap());
    let known = Known { entry: b"bid".to_vec(), attachments: vec![], blob: Some(vec![7; 3 << 20]) };
    let log = Log::open(Arc::clone(&store), LOG, |_| panic!("it is empty")).unwrap();
    let position = log.append(&[known.frame()]).unwrap()[0];
    let at = position.blob.unwrap();
    let bid = Slice { source: log.reader().unwrap(), offset: at.offset, length: at.length };
    let mut bytes = vec![0; 3 << 20];
    bid.read_exact_at(0, &mut bytes).unwrap();
    assert!(Some(&bytes) == known.blob.as_ref());
    log.erase(&at).unwrap();
    log.append(&[known.frame()]).unwrap();
    drop((log, bid));
    let mut frames = Vec::new();
    let log = Log::open(store, LOG, |frame| {
        frames.push(frame);
        Ok(())
    });
    assert_eq!((log.unwrap().len(), frames[0].position), (2, position));
    let file = std::fs::read(folder.path().join(LOG)).unwrap();
    assert!(file[at.offset as usize..][..at.length as usize].iter().all(|byte| *byte == 0));
}

prop_compose! {
    fn known()(
        entry in proptest::collection::vec(any::<u8>(), 0..200),
        attachments in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..100), 0..4),
        blob in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..300)),
    ) -> Known {
        Known { entry, attachments, blob }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        batches in proptest::collection::vec(proptest::collection::vec(known(), 1..5), 0..6),
    ) {
        let store = FaultyStore::new();
        let (log, _) = open(&store).unwrap();
        let mut positions = Vec::new();
        for batch in &batches {
            positions.extend(log.append(&batch.iter().map(Known::frame).collect::<Vec<_>>()).unwrap());
        }
        let (log, frames) = open(&store).unwrap();
        let all: Vec<&Known> = batches.iter().flatten().collect();
        prop_assert_eq!(frames.len(), all.len());
        for ((frame, known), position) in frames.iter().zip(all).zip(positions) {
            prop_assert!(known.is(frame));
            prop_assert_eq!(frame.position, position);
            prop_assert_eq!(&log.read_frame_at(&position).unwrap(), frame);
            if let (Some(at), Some(expected)) = (position.blob, &known.blob) {
                prop_assert_eq!(&blob(&store, &at), expected);
            }
        }
        prop_assert_eq!(entries(&store.bytes(LOG).unwrap()).0, Ok(frames.len() as u64));
    }
}
