//! Chains that were found, and for how long looking again would find the same (SPEC §12.4).
//!
//! A record holds thousands of tokens of a few certificates. Without revocation a search for a chain depends on the
//! time in one way only: on which certificates are valid. So between two instants at which one of those at hand begins
//! or ends, every search ends in the same way, and the first one answers for all.

use crate::{
    ca::{Certificate, Chain},
    suite::{Digest, hash},
    wire::Time,
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Chains that are kept. Whoever makes tokens can make many certificates come along; then all is forgotten.
const MAX_KNOWN: usize = 256;

/// By the certificates that came with a token.
#[derive(Debug, Default)]
pub(super) struct KnownChains(Mutex<HashMap<Digest, Known>>);

#[derive(Clone, Debug)]
struct Known {
    /// The first second for which it holds.
    from: i64,
    /// The first second for which it does not.
    until: i64,
    found: (usize, Chain),
}

impl KnownChains {
    /// What a search starts from. Certificates are DER: one cannot run into the next.
    pub(super) fn key(leaf: &Certificate, others: &[Certificate]) -> Digest {
        let pieces: Vec<&[u8]> = std::iter::once(leaf).chain(others).map(Certificate::der).collect();
        hash(&pieces)
    }

    /// What was found before, if it holds at this time.
    pub(super) fn get(&self, key: &Digest, at: Time) -> Option<(usize, Chain)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(key)?;
        (known.from..known.until).contains(&at.unix()).then(|| known.found.clone())
    }

    /// Keeps what was found at this time with these certificates at hand, all of them.
    pub(super) fn keep<'a>(
        &self,
        key: Digest,
        at_hand: impl Iterator<Item = &'a Certificate>,
        at: Time,
        found: &(usize, Chain),
    ) {
        let (mut from, mut until) = (i64::MIN, i64::MAX);
        for certificate in at_hand {
            for instant in [certificate.not_before().unix(), certificate.not_after().unix() + 1] {
                if instant <= at.unix() {
                    from = from.max(instant);
                } else {
                    until = until.min(instant);
                }
            }
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        known.insert(key, Known { from, until, found: found.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::testing::{ca, time};

    #[test]
    fn what_is_kept_is_bounded() {
        let (root, known) = (ca(), KnownChains::default());
        let found = (0, Chain { certificates: vec![], statuses: vec![] });
        let at = time("2026-06-20T01:00:00Z");
        for n in 0..=MAX_KNOWN {
            let key = hash(&[&n.to_be_bytes()]);
            known.keep(key, std::iter::once(root.certificate()), at, &found);
            assert_eq!(known.get(&key, at), Some(found.clone()));
        }
        assert_eq!(known.0.lock().unwrap().len(), 1, "all that was there is forgotten");
    }
}
