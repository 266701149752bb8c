//! Many bids at once, none of which stops another.

use crate::bid::{Work, start};
use crate::error::{Error, ErrorKind, Result};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// Results that are handed on at once, at most.
const BATCH: usize = 256;

/// Threads of one call. More than there are processors only wait for each other.
const MAX_THREADS: usize = 256;

/// How long this thread waits for a result before it asks whether the work is still wanted: bids may be large, and some
/// who are asked answer on this thread alone.
const LOOK: Duration = Duration::from_millis(100);

/// An item that is done: its number, itself, and the result.
pub(super) type Done<'i, I, T> = (usize, &'i I, Result<T>);

/// Runs `work` over the items on several threads. `done` is called on this thread, with as many results at a time as
/// have come meanwhile: what it makes durable, it makes durable together.
///
/// # Errors
/// Those of `done`, which end the work; [`ErrorKind::Cancelled`]; [`ErrorKind::WorkerFailed`] if the system has no thread
/// for it. A failing or panicking item ends nothing.
pub(super) fn over<'i, I: Sync, T: Send>(
    how: Work<'_>,
    items: &'i [I],
    work: impl Fn(&I, Work<'_>) -> Result<T> + Sync,
    mut done: impl FnMut(Vec<Done<'i, I, T>>) -> Result<()>,
) -> Result<()> {
    let threads = how.threads.get().min(items.len()).clamp(1, MAX_THREADS);
    // Few bids, and perhaps large ones, share the threads among them.
    let each = NonZeroUsize::new(how.threads.get() / threads).unwrap_or(NonZeroUsize::MIN);
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        start(scope, threads, || {
            let (sender, work, next, stopped) = (sender.clone(), &work, &next, &stopped);
            move || {
                while !stopped.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(number) else { break };
                    let one = || work(item, Work { threads: each, ..how });
                    let result = catch_unwind(AssertUnwindSafe(one))
                        .unwrap_or_else(|_| Err(Error::new(ErrorKind::WorkerFailed)));
                    if sender.send((number, item, result)).is_err() {
                        break;
                    }
                }
            }
        })?;
        drop(sender);
        // However this ends, the workers end with it.
        let result = collect(how, &results, &mut done);
        stopped.store(true, Ordering::Relaxed);
        result
    })
}

fn collect<'i, I, T>(
    how: Work<'_>,
    results: &mpsc::Receiver<Done<'i, I, T>>,
    done: &mut impl FnMut(Vec<Done<'i, I, T>>) -> Result<()>,
) -> Result<()> {
    loop {
        let first = match results.recv_timeout(LOOK) {
            Ok(first) => first,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) if how.progress.cancelled() => {
                return Err(ErrorKind::Cancelled.into());
            }
            Err(RecvTimeoutError::Timeout) => continue,
        };
        let mut batch = vec![first];
        batch.extend(results.try_iter().take(BATCH - 1));
        done(batch)?;
        if how.progress.cancelled() {
            return Err(ErrorKind::Cancelled.into());
        }
    }
}

/// Whether an error is not an item's, so that the whole work ends with it.
pub(super) fn ends_all(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Cancelled | ErrorKind::StoreFailed | ErrorKind::StoreReadOnly)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bid::NoProgress;

    fn how(threads: usize) -> Work<'static> {
        Work { threads: NonZeroUsize::new(threads).unwrap(), progress: &NoProgress }
    }

    #[test]
    fn every_item_is_done_once_whatever_the_others_do() {
        let items: Vec<usize> = (0..1000).collect();
        for threads in [1, 3, 8] {
            let mut seen = vec![0; items.len()];
            let work = |n: &usize, _: Work<'_>| match n % 10 {
                3 => Err(Error::new(ErrorKind::BadSegment)),
                7 => panic!("an item that panics"),
                _ => Ok(n * n),
            };
            let kinds = |n: usize| match n % 10 {
                3 => Err(ErrorKind::BadSegment),
                7 => Err(ErrorKind::WorkerFailed),
                _ => Ok(n * n),
            };
            over(how(threads), &items, work, |batch| {
                for (n, _, result) in batch {
                    seen[n] += 1;
                    assert_eq!(result.map_err(|e| e.kind()), kinds(n));
                }
                Ok(())
            })
            .unwrap();
            assert!(seen.iter().all(|count| *count == 1));
        }
    }

    #[test]
    fn whoever_takes_the_results_can_end_the_work() {
        let items = [(); 100];
        let result = over(how(2), &items, |(), _| Ok(()), |_| Err(Error::new(ErrorKind::StoreFailed)));
        assert_eq!(result.map_err(|e| e.kind()), Err(ErrorKind::StoreFailed));
    }

    /// Who can be asked on the waiting thread alone, and then wants no more.
    struct Impatient {
        waits: std::thread::ThreadId,
        asked: AtomicBool,
    }

    impl crate::bid::Progress for Impatient {
        fn advance(&self, _: u64) {}

        fn cancelled(&self) -> bool {
            if std::thread::current().id() == self.waits {
                self.asked.store(true, Ordering::SeqCst);
            }
            self.asked.load(Ordering::SeqCst)
        }
    }

    #[test]
    fn whoever_waits_for_a_long_item_can_still_cancel() {
        let progress = Impatient { waits: std::thread::current().id(), asked: AtomicBool::new(false) };
        let how = Work { threads: NonZeroUsize::MIN, progress: &progress };
        let long = |(): &(), work: Work<'_>| {
            while !work.progress.cancelled() {
                std::thread::yield_now();
            }
            Err::<(), _>(Error::new(ErrorKind::Cancelled))
        };
        let result = over(how, &[()], long, |_| Ok(()));
        assert_eq!(result.map_err(|e| e.kind()), Err(ErrorKind::Cancelled));
    }

    #[test]
    fn more_threads_than_anybody_has_are_not_started() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |(): &(), _: Work<'_>| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(20));
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        };
        over(how(u32::MAX as usize), &[(); 2_000], work, |_| Ok(())).unwrap();
        assert!((2..=MAX_THREADS).contains(&most.into_inner()));
    }

    #[test]
    fn few_items_share_the_threads() {
        for (threads, items, each) in [(8, 2, 4), (2, 5, 1), (3, 2, 1)] {
            let items = vec![(); items];
            over(
                how(threads),
                &items,
                |(), work| Ok(work.threads.get()),
                |batch| {
                    batch.into_iter().for_each(|(_, _, found)| assert_eq!(found, Ok(each)));
                    Ok(())
                },
            )
            .unwrap();
        }
    }
}
