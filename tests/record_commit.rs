//! Group commit (SPEC §13.2): many threads, one write.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "common/faulty.rs"]
mod faulty;

use faulty::{FaultyStore, Loss};
use sealbid::ErrorKind::{self, *};
use sealbid::Result;
use sealbid::bid::ReadAt;
use sealbid::record::*;
use std::sync::{Arc, Mutex};

fn kind<T>(result: Result<T>) -> std::result::Result<T, ErrorKind> {
    result.map_err(|e| e.kind())
}

fn committer(store: &FaultyStore) -> Committer {
    Committer::new(Log::open(Arc::new(store.clone()), "log", |_| Ok(())).unwrap())
}

fn frame(text: &str) -> NewFrame {
    NewFrame { entry: text.into(), ..NewFrame::default() }
}

fn entries(store: &FaultyStore) -> Vec<String> {
    let mut entries = Vec::new();
    Log::open(Arc::new(store.clone()), "log", |frame| {
        entries.push(String::from_utf8(frame.entry).unwrap());
        Ok(())
    })
    .unwrap();
    entries
}

#[test]
fn many_threads_get_their_entries_written_in_order() {
    let store = FaultyStore::new();
    let committer = committer(&store);
    // What a box decides under its lock: here, who is next.
    let order = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (committer, order) = (&committer, &order);
            scope.spawn(move || {
                for n in 0..50 {
                    let ticket = {
                        let mut order = order.lock().unwrap();
                        let text = format!("{} by {thread}, {n}", order.len());
                        let ticket = committer.submit(frame(&text)).unwrap();
                        assert_eq!(ticket.number(), order.len() as u64);
                        order.push(text);
                        ticket
                    };
                    let position = committer.wait(&ticket).unwrap();
                    assert_eq!(position.number, ticket.number());
                    assert_eq!(committer.wait(&ticket), Ok(position), "asking again");
                    let expected = order.lock().unwrap()[position.number as usize].clone();
                    assert_eq!(
                        committer.log().read_frame_at(&position).unwrap().entry,
                        expected.into_bytes()
                    );
                }
            });
        }
    });
    assert!(committer.batches() <= 400 && committer.median_batch() >= 1);
    assert_eq!(
        (entries(&store.crash(Loss::Everything)), committer.log().len()),
        (order.into_inner().unwrap(), 400)
    );
}

#[test]
fn all_that_waits_is_one_batch() {
    let store = FaultyStore::new();
    let committer = committer(&store);
    assert_eq!((committer.batches(), committer.median_batch()), (0, 0));
    let tickets: Vec<Ticket> = (0..5000).map(|n| committer.submit(frame(&n.to_string())).unwrap()).collect();
    let before = store.operations();
    committer.wait(&tickets[0]).unwrap();
    assert_eq!((store.operations() - before, committer.batches()), (2, 1), "one write, one sync");
    assert_eq!(committer.log().len(), 4096);
    committer.wait(&tickets[4999]).unwrap();
    assert_eq!((committer.batches(), committer.log().len()), (2, 5000));
    committer.wait(&committer.submit(frame("x")).unwrap()).unwrap();
    assert_eq!(committer.median_batch(), 904, "of 1, 904 and 4096");
    for (n, ticket) in tickets.iter().enumerate() {
        assert_eq!(committer.wait(ticket).unwrap().number, n as u64);
    }
    assert_eq!(committer.batches(), 3, "what is durable is not written again");
}

#[test]
fn a_large_entry_harms_nobody_else() {
    let store = FaultyStore::new();
    let committer = committer(&store);
    let first = committer.submit(frame("first")).unwrap();
    let large = NewFrame { entry: vec![0; (2 << 20) + 1], ..NewFrame::default() };
    assert_eq!(kind(committer.submit(large).map(drop)), Err(LogTooLarge));
    let second = committer.submit(frame("second")).unwrap();
    assert_eq!((first.number(), second.number()), (0, 1));
    committer.wait(&second).unwrap();
    assert_eq!(entries(&store), ["first", "second"]);
}

#[test]
fn after_a_failed_write_everybody_hears_of_it() {
    let store = FaultyStore::new();
    let committer = committer(&store);
    committer.wait(&committer.submit(frame("first")).unwrap()).unwrap();
    store.fail_sync_at(store.operations() + 2);
    let tickets: Vec<Ticket> = (0..20).map(|n| committer.submit(frame(&n.to_string())).unwrap()).collect();
    std::thread::scope(|scope| {
        for ticket in &tickets {
            let committer = &committer;
            scope.spawn(move || assert_eq!(kind(committer.wait(ticket)), Err(StoreFailed)));
        }
    });
    assert_eq!(kind(committer.submit(frame("late")).map(drop)), Err(StoreFailed));
    assert_eq!(committer.batches(), 1);
}

/// A store that panics when something is to be written.
struct Panicking(FaultyStore);

impl Store for Panicking {
    fn append(&self, _: &str, bytes: &[u8]) -> Result<()> {
        assert!(bytes.is_empty(), "as asked for");
        Ok(())
    }

    fn open(&self, name: &str) -> Result<Box<dyn ReadAt + Send>> {
        self.0.append(name, &[])?;
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

/// A store that panics must not leave the others waiting.
#[test]
fn a_panic_while_writing_is_a_failed_write() {
    let store = Panicking(FaultyStore::new());
    let committer = Committer::new(Log::open(Arc::new(store), "log", |_| Ok(())).unwrap());
    let first = committer.submit(frame("first")).unwrap();
    let second = committer.submit(frame("second")).unwrap();
    std::thread::scope(|scope| {
        let leader = scope.spawn(|| kind(committer.wait(&first)));
        assert!(leader.join().is_err());
        assert_eq!(kind(scope.spawn(|| committer.wait(&second)).join().unwrap()), Err(StoreFailed));
    });
}

#[test]
fn what_was_waited_for_survives_every_crash() {
    for stop in 3..40 {
        let store = FaultyStore::new();
        store.stop_at(stop);
        let durable = Mutex::new(Vec::new());
        if let Ok(log) = Log::open(Arc::new(store.clone()), "log", |_| Ok(())) {
            let committer = Committer::new(log);
            std::thread::scope(|scope| {
                for thread in 0..3 {
                    let (committer, durable) = (&committer, &durable);
                    scope.spawn(move || {
                        for n in 0..5 {
                            let text = format!("{thread} {n}");
                            let Ok(ticket) = committer.submit(frame(&text)) else { return };
                            let Ok(position) = committer.wait(&ticket) else { return };
                            durable.lock().unwrap().push((position.number, text));
                        }
                    });
                }
            });
        }
        for loss in Loss::all(10) {
            let found = entries(&store.crash(loss));
            for (number, text) in durable.lock().unwrap().iter() {
                assert_eq!(found.get(*number as usize), Some(text), "stopped at {stop}, {loss:?}");
            }
        }
    }
}
