//! One bid at a time: whoever works on a digest holds it, and others that bring the same wait.

use crate::suite::Digest;
use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Digests that are being worked on.
#[derive(Default)]
pub(super) struct Claims {
    held: Mutex<HashSet<Digest>>,
    freed: Condvar,
}

/// A digest that is held as long as this lives.
#[must_use]
pub(super) struct Claim<'c> {
    claims: &'c Claims,
    digest: Digest,
}

impl Claims {
    /// Holds a digest, once nobody else does.
    pub fn hold(&self, digest: Digest) -> Claim<'_> {
        let mut held = self.held();
        while !held.insert(digest) {
            held = self.freed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        Claim { claims: self, digest }
    }

    fn held(&self) -> MutexGuard<'_, HashSet<Digest>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.claims.held().remove(&self.digest);
        self.claims.freed.notify_all();
    }
}
