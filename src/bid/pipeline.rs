//! Work in parallel, results in order, memory flat: the loop under sealing and opening.

use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, mpsc};
use std::thread::{Builder, Scope};

/// What long work reports, and how it is stopped.
pub trait Progress: Sync {
    /// This many more bytes are done.
    fn advance(&self, bytes: u64);

    /// Asked now and then; `true` ends the work with [`ErrorKind::Cancelled`].
    fn cancelled(&self) -> bool {
        false
    }
}

/// Reports nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn advance(&self, _: u64) {}
}

/// How to work: on how many threads, and whom to tell.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// Threads that encrypt, decrypt and hash; at most 16 are used.
    pub threads: NonZeroUsize,
    /// Whom to tell.
    pub progress: &'a dyn Progress,
}

impl Default for Work<'_> {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Work { threads, progress: &NoProgress }
    }
}

/// Buffers of a mebibyte are in flight, two for each thread: with 16 threads, half of the memory bound.
const MAX_THREADS: usize = 16;

/// Starts so many workers, or as many as the system has threads for: those that there are do the work.
///
/// # Errors
/// [`ErrorKind::WorkerFailed`] if there is none.
pub(crate) fn start<'scope, W: FnOnce() + Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    threads: usize,
    mut worker: impl FnMut() -> W,
) -> Result<()> {
    for started in 0..threads {
        match Builder::new().spawn_scoped(scope, worker()) {
            Ok(_) => {}
            Err(error) if started == 0 => return Err(Error::new(ErrorKind::WorkerFailed).because(error)),
            Err(_) => break,
        }
    }
    Ok(())
}

/// Runs `produce` and `consume` on this thread and `work` on others. Results are consumed in the order in which
/// their jobs were produced; `consume` may hand back a buffer for `produce` to use again.
pub(crate) fn run<J: Send, R: Send, B>(
    how: Work<'_>,
    mut produce: impl FnMut(Option<B>) -> Result<Option<J>>,
    work: impl Fn(J) -> Result<R> + Sync,
    mut consume: impl FnMut(R) -> Result<B>,
) -> Result<()> {
    let threads = how.threads.get().min(MAX_THREADS);
    if threads == 1 {
        let mut spare = None;
        while let Some(job) = produce(spare.take())? {
            stop_if_cancelled(how)?;
            spare = Some(consume(work(job)?)?);
        }
        return Ok(());
    }
    let (job_sender, job_receiver) = mpsc::channel::<(u64, J)>();
    let job_receiver = Mutex::new(job_receiver);
    let (result_sender, result_receiver) = mpsc::channel::<(u64, Result<R>)>();
    std::thread::scope(|scope| {
        start(scope, threads, || {
            let (jobs, results, work) = (&job_receiver, result_sender.clone(), &work);
            move || {
                loop {
                    // The lock is held only while a job is taken; a poisoned one means that a worker panicked.
                    let job = jobs.lock().map(|jobs| jobs.recv());
                    let Ok(Ok((number, job))) = job else { break };
                    // A caller's callback may panic; without an answer the others would wait for ever.
                    let result = catch_unwind(AssertUnwindSafe(|| work(job)))
                        .unwrap_or_else(|_| Err(ErrorKind::WorkerFailed.into()));
                    if results.send((number, result)).is_err() {
                        break;
                    }
                }
            }
        })?;
        drop(result_sender);
        // The sender is moved in here, so that every way out of this closure ends the workers.
        let jobs = job_sender;
        let (mut sent, mut done) = (0u64, 0u64);
        let mut early = BTreeMap::new();
        let mut spare: Vec<B> = Vec::new();
        let mut more = true;
        loop {
            stop_if_cancelled(how)?;
            while more && sent - done < 2 * threads as u64 {
                match produce(spare.pop())? {
                    Some(job) => {
                        jobs.send((sent, job)).map_err(|_| ErrorKind::Cancelled)?;
                        sent += 1;
                    }
                    None => more = false,
                }
            }
            if sent == done {
                return Ok(());
            }
            let (number, result) = result_receiver.recv().map_err(|_| ErrorKind::Cancelled)?;
            early.insert(number, result);
            while let Some(result) = early.remove(&done) {
                spare.push(consume(result?)?);
                done += 1;
            }
        }
    })
}

fn stop_if_cancelled(how: Work<'_>) -> Result<()> {
    if how.progress.cancelled() { Err(ErrorKind::Cancelled.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn square(threads: usize, count: u64, fail_at: Option<u64>) -> Result<Vec<u64>> {
        let how = Work { threads: NonZeroUsize::new(threads).unwrap(), progress: &NoProgress };
        let (mut next, mut out) = (0, Vec::new());
        run(
            how,
            |_: Option<()>| {
                next += 1;
                Ok((next <= count).then_some(next))
            },
            |n| if Some(n) == fail_at { Err(Error::new(ErrorKind::BadSegment)) } else { Ok(n * n) },
            |n| {
                out.push(n);
                Ok(())
            },
        )?;
        Ok(out)
    }

    #[test]
    fn results_keep_the_order_of_jobs() {
        for threads in [1, 2, 7, 40] {
            assert_eq!(square(threads, 100, None), Ok((1..=100).map(|n| n * n).collect()));
            assert_eq!(square(threads, 0, None), Ok(vec![]));
        }
    }

    #[test]
    fn a_panicking_job_ends_the_work() {
        let how = Work { threads: NonZeroUsize::new(3).unwrap(), progress: &NoProgress };
        let mut next = 0;
        let result = run(
            how,
            |_: Option<()>| {
                next += 1;
                Ok((next <= 50).then_some(next))
            },
            |n| if n == 20 { panic!("a callback fails") } else { Ok(n) },
            |_| Ok(()),
        );
        assert_eq!(result.map_err(|e| e.kind()), Err(ErrorKind::WorkerFailed));
    }

    #[test]
    fn a_failing_job_ends_the_work() {
        for threads in [1, 3] {
            assert_eq!(square(threads, 100, Some(50)).map_err(|e| e.kind()), Err(ErrorKind::BadSegment));
        }
    }
}
