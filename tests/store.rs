//! The store's promises (SPEC §13.1): the folder keeps them, the faulty one breaks only what was never promised.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "common/faulty.rs"]
mod faulty;

use faulty::{FaultyStore, Loss, Numbers};
use sealbid::ErrorKind::{self, *};
use sealbid::Result;
use sealbid::record::{FolderStore, Store};

fn kind<T>(result: Result<T>) -> std::result::Result<T, ErrorKind> {
    result.map_err(|e| e.kind())
}

/// What holds of every store.
fn behaves(store: &dyn Store) {
    assert_eq!(kind(store.open("a/log").map(drop)), Err(FileNotFound));
    assert_eq!((store.size("a/log"), store.list("a")), (Ok(None), Ok(vec![])));
    store.append("a/log", b"one").unwrap();
    store.append("a/log", b" two").unwrap();
    let reader = store.open("a/log").unwrap();
    store.append("a/log", b" three").unwrap();
    assert_eq!(reader.size(), Ok(13), "what is appended later can be read too");
    let mut bytes = [0; 5];
    reader.read_exact_at(8, &mut bytes).unwrap();
    assert_eq!(&bytes, b"three");

    store.overwrite("a/log", 1, b"NE").unwrap();
    store.append("a/log", b"!").unwrap();
    assert_eq!(store.read("a/log", 14).unwrap(), b"oNE two three!");
    assert_eq!(kind(store.read("a/log", 13)), Err(TooLarge));
    assert_eq!(kind(store.overwrite("a/log", 13, b"12")), Err(Truncated));
    assert_eq!(kind(store.overwrite("a/log", u64::MAX, b"12")), Err(Truncated));
    assert_eq!(kind(store.overwrite("a/none", 0, b"")), Err(FileNotFound));
    assert_eq!(kind(store.truncate("a/log", 15)), Err(Truncated));
    store.truncate("a/log", 7).unwrap();
    store.append("a/log", b".").unwrap();
    assert_eq!(store.read("a/log", 9).unwrap(), b"oNE two.");
    store.wipe("a/log", 1..4).unwrap();
    assert_eq!(store.read("a/log", 9).unwrap(), b"o\0\0\0two.");
    store.sync("a/log").unwrap();
    assert_eq!(kind(store.sync("a/none")), Err(FileNotFound));
    store.sync_names("a").unwrap();

    store.put("heads/1", b"first").unwrap();
    store.put("heads/1", b"second").unwrap();
    store.put("heads/0", b"").unwrap();
    assert_eq!(store.read("heads/1", 10).unwrap(), b"second");
    store.append("heads/2.partial", b"").unwrap();
    assert_eq!(store.list("heads").unwrap(), ["0", "1"], "what is not finished is not listed");
    store.rename("heads/1", "heads/0").unwrap();
    assert_eq!(store.list("heads").unwrap(), ["0"]);
    store.append("heads/0", b"!").unwrap();
    assert_eq!(store.read("heads/0", 10).unwrap(), b"second!", "the file of the new name");
    store.append("heads/1", b"new").unwrap();
    assert_eq!(store.read("heads/1", 10).unwrap(), b"new", "and not of the old one");
    store.remove("heads/1").unwrap();
    store.append("heads/1", b"newer").unwrap();
    assert_eq!(store.read("heads/1", 10).unwrap(), b"newer", "and not the removed one");
    assert_eq!(kind(store.remove("heads/3")), Err(FileNotFound));
    assert_eq!(kind(store.rename("heads/3", "heads/4")), Err(FileNotFound));

    for outside in ["../a", "/etc/passwd", "", "a\\b"] {
        assert_eq!(kind(store.append(outside, b"x")), Err(UnsafePath), "{outside}");
        assert_eq!(kind(store.open(outside).map(drop)), Err(UnsafePath), "{outside}");
        assert_eq!(kind(store.rename("heads/0", outside)), Err(UnsafePath), "{outside}");
    }
    // More files than are kept open.
    for round in 0..2 {
        for n in 0..40 {
            store.append(&format!("many/{n}"), &[round]).unwrap();
        }
    }
    for n in 0..40 {
        store.sync(&format!("many/{n}")).unwrap();
        assert_eq!(store.read(&format!("many/{n}"), 2).unwrap(), [0, 1]);
    }
}

#[test]
fn a_folder_behaves() {
    let folder = tempfile::tempdir().unwrap();
    behaves(&FolderStore::create(&folder.path().join("record")).unwrap());
}

#[test]
fn the_faulty_store_behaves() {
    behaves(&FaultyStore::new());
}

#[test]
fn one_writer_at_a_time_and_readers_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("record");
    assert_eq!(kind(FolderStore::new(&root).map(drop)), Err(FileNotFound));
    assert_eq!(kind(FolderStore::read_only(&root).map(drop)), Err(FileNotFound));
    let writer = FolderStore::create(&root).unwrap();
    assert_eq!(kind(FolderStore::new(&root).map(drop)), Err(StoreLocked));
    writer.append("log", b"x").unwrap();

    let reader = FolderStore::read_only(&root).unwrap();
    assert_eq!((reader.read("log", 1), reader.list("")), (Ok(b"x".to_vec()), Ok(vec!["log".to_owned()])));
    assert_eq!(kind(reader.append("log", b"y")), Err(StoreReadOnly));
    assert_eq!(kind(reader.overwrite("log", 0, b"y")), Err(StoreReadOnly));
    assert_eq!(kind(reader.truncate("log", 0)), Err(StoreReadOnly));
    assert_eq!(kind(reader.rename("log", "gol")), Err(StoreReadOnly));
    assert_eq!(kind(reader.remove("log")), Err(StoreReadOnly));
    assert_eq!(kind(reader.sync_names("")), Err(StoreReadOnly));
    assert_eq!(kind(writer.remove(".lock")), Err(UnsafePath), "the lock is no file of the store");

    drop(writer);
    FolderStore::new(&root).unwrap();
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::create(folder.path()).unwrap();
    store.append("a/log", b"x").unwrap();
    assert_eq!(kind(store.open("a").map(drop)), Err(Io));
    assert_eq!(kind(store.size("a")), Err(Io));
    assert_eq!(store.list("").unwrap(), [""; 0], "a folder is no file of its folder");
    let pipe = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status();
    if pipe.is_ok_and(|status| status.success()) {
        assert_eq!(kind(store.open("pipe").map(drop)), Err(Io), "and it does not wait");
    }
}

/// A device that cannot be synced stands for a disk that fails.
#[test]
#[cfg(target_os = "linux")]
fn a_failed_sync_ends_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::create(folder.path()).unwrap();
    std::os::unix::fs::symlink("/dev/null", folder.path().join("log")).unwrap();
    store.append("other", b"x").unwrap();
    store.append("log", b"x").unwrap();
    assert_eq!(kind(store.sync("log")), Err(StoreFailed));
    assert_eq!(kind(store.append("other", b"y")), Err(StoreFailed));
    assert_eq!(kind(store.overwrite("other", 0, b"y")), Err(StoreFailed));
    assert_eq!(kind(store.truncate("other", 0)), Err(StoreFailed));
    assert_eq!(kind(store.sync("other")), Err(StoreFailed));
    assert_eq!(kind(store.rename("other", "another")), Err(StoreFailed));
    assert_eq!(kind(store.remove("other")), Err(StoreFailed));
    assert_eq!(kind(store.sync_names("")), Err(StoreFailed));
    assert_eq!(store.read("other", 1), Ok(b"x".to_vec()), "what is there can be read");
    drop(store);
    FolderStore::new(folder.path()).unwrap().append("other", b"y").unwrap();
}

/// A store with one synced file, `old`, and whatever `change` does then.
fn crashed(change: impl Fn(&FaultyStore)) -> impl Fn(Loss) -> FaultyStore {
    move |loss| {
        let store = FaultyStore::new();
        store.put("old", &[1; 2000]).unwrap();
        change(&store);
        store.crash(loss)
    }
}

/// What the mixtures make of `old`.
fn mixtures(change: impl Fn(&FaultyStore)) -> Vec<Option<Vec<u8>>> {
    let crash = crashed(change);
    (0..400).map(|seed| crash(Loss::Random(seed)).bytes("old")).collect()
}

#[test]
fn what_was_synced_survives() {
    let crash = crashed(|store| {
        store.append("old", &[2; 2000]).unwrap();
        store.sync("old").unwrap();
    });
    for loss in Loss::all(200) {
        assert_eq!(crash(loss).bytes("old"), Some([[1; 2000], [2; 2000]].concat()), "{loss:?}");
    }
}

#[test]
fn what_was_not_synced_is_lost_torn_and_reordered() {
    let append = |store: &FaultyStore| store.append("old", &[2; 2000]).unwrap();
    assert_eq!(crashed(append)(Loss::Everything).bytes("old"), Some(vec![1; 2000]));
    assert_eq!(crashed(append)(Loss::Nothing).bytes("old").unwrap().len(), 4000);
    let found = mixtures(append);
    let any = |what: &dyn Fn(&[u8]) -> bool| found.iter().flatten().any(|bytes| what(bytes));
    assert!(found.iter().flatten().all(|bytes| bytes[..2000] == [1; 2000]), "the old bytes stay");
    assert!(any(&|bytes| bytes.len() == 2000), "lost");
    assert!(any(&|bytes| bytes.len() > 2000 && !bytes.len().is_multiple_of(512)), "torn at a byte");
    assert!(
        any(&|bytes| bytes.len() == 4000 && bytes[2048..2560] == [0; 512] && bytes[3072..3500].contains(&2)),
        "a later sector there, an earlier one not"
    );
    let torn = |sector: &[u8]| sector.contains(&0) && sector.contains(&2);
    assert!(any(&|bytes| bytes.len() == 4000 && torn(&bytes[2560..3072])), "a sector torn");
}

#[test]
fn overwriting_and_cutting_are_lost_too() {
    let found = mixtures(|store| store.overwrite("old", 100, &[0; 1000]).unwrap());
    let left = |bytes: &Vec<u8>| bytes[100..1100].iter().filter(|byte| **byte == 1).count();
    assert!(found.iter().flatten().any(|bytes| left(bytes) == 1000), "not overwritten");
    assert!(found.iter().flatten().any(|bytes| left(bytes) == 0), "overwritten");
    assert!(found.iter().flatten().any(|bytes| (1..1000).contains(&left(bytes))), "in part");
    let found = mixtures(|store| store.truncate("old", 10).unwrap());
    assert!(found.iter().flatten().any(|bytes| bytes.len() == 2000), "not cut");
    assert!(found.iter().flatten().any(|bytes| bytes.len() == 10), "cut");
}

#[test]
fn files_are_lost_independently() {
    let both = |seed| {
        let store = FaultyStore::new();
        store.put("first", b"a").unwrap();
        store.put("second", b"a").unwrap();
        store.append("first", b"b").unwrap();
        store.append("second", b"b").unwrap();
        let store = store.crash(Loss::Random(seed));
        (store.bytes("first").unwrap().len(), store.bytes("second").unwrap().len())
    };
    let found: Vec<_> = (0..100).map(both).collect();
    for expected in [(1, 1), (1, 2), (2, 1), (2, 2)] {
        assert!(found.contains(&expected), "{expected:?}");
    }
}

#[test]
fn names_are_lost_until_their_folder_is_synced() {
    let made = |seed| {
        let store = FaultyStore::new();
        store.append("new", b"x").unwrap();
        store.sync("new").unwrap();
        store.crash(Loss::Random(seed)).bytes("new")
    };
    let found: Vec<_> = (0..50).map(made).collect();
    assert!(found.contains(&None) && found.contains(&Some(b"x".to_vec())), "syncing a file does not name it");

    let moved = mixtures(|store| {
        store.append("next", b"next").unwrap();
        store.sync("next").unwrap();
        store.sync_names("").unwrap();
        store.rename("next", "old").unwrap();
    });
    assert!(moved.contains(&Some(vec![1; 2000])) && moved.contains(&Some(b"next".to_vec())), "old or new");
    assert!(!moved.contains(&None), "and never neither");

    let removed = mixtures(|store| store.remove("old").unwrap());
    assert!(removed.contains(&None) && removed.contains(&Some(vec![1; 2000])), "gone, or back");
    let removed = mixtures(|store| {
        store.remove("old").unwrap();
        store.sync_names("").unwrap();
    });
    assert!(removed.iter().all(Option::is_none), "gone for good");
}

#[test]
fn it_stops_at_the_operation_asked_for() {
    let store = FaultyStore::new();
    store.stop_at(2);
    store.append("a", b"x").unwrap();
    assert!(!store.stopped());
    assert_eq!(kind(store.sync("a")), Err(Io));
    assert!(store.stopped());
    assert_eq!(kind(store.size("a")), Err(Io), "reading too");
    assert_eq!(kind(store.append("a", b"x")), Err(Io));
    assert_eq!((store.operations(), store.crash(Loss::Everything).bytes("a")), (2, None));
}

#[test]
fn a_file_that_is_put_is_there_whole_or_not_at_all() {
    let put = |stop: Option<u64>| {
        let store = FaultyStore::new();
        store.put("heads/1", &[1; 3000]).unwrap();
        let before = store.operations();
        stop.iter().for_each(|stop| store.stop_at(before + stop));
        let done = store.put("heads/1", &[2; 3000]);
        (store.operations() - before, done.is_ok(), store)
    };
    let (operations, ..) = put(None);
    assert_eq!(operations, 4, "append, sync, rename, sync of the names");
    for stop in 1..=operations + 1 {
        let (_, done, store) = put(Some(stop));
        for loss in Loss::all(60) {
            let after = store.crash(loss);
            let bytes = after.bytes("heads/1").unwrap();
            assert!(bytes == [2; 3000] || (!done && bytes == [1; 3000]), "stopped at {stop}, {loss:?}");
            after.put("heads/1", &[3; 10]).unwrap();
            assert_eq!(after.list("heads").unwrap(), ["1"]);
        }
    }
}

#[test]
fn numbers_are_spread() {
    let mut numbers = Numbers::new(1);
    let mut seen = [0; 8];
    (0..800).for_each(|_| seen[numbers.below(8) as usize] += 1);
    assert!(seen.iter().all(|count| (50..150).contains(count)), "{seen:?}");
}
