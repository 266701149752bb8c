//! What threads use one after another, and a callback not at all.

use sealbid::{Error, ErrorKind, Result};
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value behind a lock. A thread that has it already, and asks again out of a callback, is told so: it would wait for
/// itself.
pub(crate) struct Turn<T> {
    value: Mutex<T>,
    /// The thread that has it, or 0.
    holder: AtomicUsize,
}

impl<T> Turn<T> {
    pub fn new(value: T) -> Turn<T> {
        Turn { value: Mutex::new(value), holder: AtomicUsize::new(0) }
    }

    /// Waits until no other thread has the value, whatever became of those that had it.
    ///
    /// # Errors
    /// [`ErrorKind::HandleInUse`].
    pub fn take(&self, name: &str) -> Result<Taken<'_, T>> {
        let here = this_thread();
        // Only this thread writes its own number, so what it reads of itself is true.
        if self.holder.load(Ordering::Relaxed) == here {
            return Err(Error::new(ErrorKind::HandleInUse).because("a callback is using it").at(name));
        }
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        self.holder.store(here, Ordering::Relaxed);
        Ok(Taken { value, holder: &self.holder })
    }
}

/// The value, until this is dropped.
pub(crate) struct Taken<'a, T> {
    value: MutexGuard<'a, T>,
    holder: &'a AtomicUsize,
}

impl<T> Deref for Taken<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Taken<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Drop for Taken<'_, T> {
    /// Before the lock is given up, which is dropped after this.
    fn drop(&mut self) {
        self.holder.store(0, Ordering::Relaxed);
    }
}

/// A number that no other living thread has: where its own variable lies.
fn this_thread() -> usize {
    thread_local!(static HERE: u8 = const { 0 });
    HERE.with(|here| std::ptr::from_ref(here).addr())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_is_told_so_and_others_wait() {
        let turn = Turn::new(1);
        let mut taken = turn.take("list").unwrap();
        *taken += 1;
        assert_eq!(turn.take("list").map(|value| *value).map_err(|e| e.kind()), Err(ErrorKind::HandleInUse));
        std::thread::scope(|scope| {
            let other = scope.spawn(|| *turn.take("list").unwrap());
            *taken += 1;
            drop(taken);
            assert_eq!(other.join().unwrap(), 3);
        });
        assert_eq!(*turn.take("list").unwrap(), 3);
    }

    #[test]
    fn it_is_free_again_after_a_panic() {
        let turn = Turn::new(());
        let panicked = std::thread::scope(|scope| {
            let panics = || {
                let _taken = turn.take("list");
                panic!("while it has it");
            };
            scope.spawn(panics).join()
        });
        assert!(panicked.is_err());
        assert!(turn.take("list").is_ok());
    }
}
