//! Chains that were found, and for how long looking again would find the same (SPEC §12.4).
//!
//! A record holds thousands of tokens and receipts of a few certificates. Without revocation a search for a chain
//! depends on the time in one way only: on which certificates are valid. So between two instants at which one of those
//! at hand begins or ends, every search ends in the same way, and the first one answers for all.

use super::certificate::Certificate;
use crate::{
    error::Result,
    suite::{Digest, hash},
    wire::Time,
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Chains that are kept. Whoever signs can make many certificates come along; then all is forgotten.
const MAX_KNOWN: usize = 256;

/// What searches found that all have the same anchors, by the certificates that they started from.
#[derive(Debug)]
pub(crate) struct KnownChains<T>(Mutex<HashMap<Digest, Known<T>>>);

#[derive(Clone, Debug)]
struct Known<T> {
    /// The first second for which it holds.
    from: i64,
    /// The first second for which it does not.
    until: i64,
    found: T,
}

impl<T> Default for KnownChains<T> {
    fn default() -> KnownChains<T> {
        KnownChains(Mutex::default())
    }
}

impl<T: Clone> KnownChains<T> {
    /// What was found before with these certificates, if it holds at this time; else what `search` finds, which must
    /// look at nothing but these certificates, the anchors and the time. Refusals are not kept.
    ///
    /// # Errors
    /// Those of `search`.
    pub(crate) fn find<'a>(
        &self,
        leaf: &'a Certificate,
        others: &'a [Certificate],
        anchors: impl Iterator<Item = &'a Certificate>,
        at: Time,
        search: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let key = KnownChains::<T>::key(leaf, others);
        if let Some(known) = self.get(&key, at) {
            return Ok(known);
        }
        let found = search()?;
        self.keep(key, std::iter::once(leaf).chain(others).chain(anchors), at, &found);
        Ok(found)
    }

    /// By what a search is known. Certificates are DER: one cannot run into the next.
    pub(crate) fn key(leaf: &Certificate, others: &[Certificate]) -> Digest {
        let pieces: Vec<&[u8]> = std::iter::once(leaf).chain(others).map(Certificate::der).collect();
        hash(&pieces)
    }

    pub(crate) fn get(&self, key: &Digest, at: Time) -> Option<T> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(key)?;
        (known.from..known.until).contains(&at.unix()).then(|| known.found.clone())
    }

    pub(crate) fn keep<'a>(
        &self,
        key: Digest,
        at_hand: impl Iterator<Item = &'a Certificate>,
        at: Time,
        found: &T,
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
    use crate::ca::Chain;
    use crate::ca::issue::tests::{ca, time};

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
