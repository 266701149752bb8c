//! The lock as it stands in a bid's header (SPEC §3.4), and whether it has the shape that a policy asks for.

use super::curve::PublicKey;
use super::policy::{HolderKey, Policy};
use crate::ca::rsa_modulus_len;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::wire::{Base64, Hex, Id};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// One quorum's part of a lock.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QuorumLock {
    /// For the holders from the threshold on: their share less their mask.
    pub corrections: Vec<Hex<32>>,
    /// For each certificate holder: its mask, encrypted to it.
    pub transports: Vec<Base64>,
    /// For each certificate holder: what its mask is recognised by.
    pub checks: Vec<Hex<32>>,
}

/// A stage's lock.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The stage that it locks.
    pub stage: Id,
    /// `r · G2`.
    pub u: Hex<96>,
    /// In the policy's order.
    pub quorums: Vec<QuorumLock>,
    /// The payload key's commitment.
    pub commitment: Digest,
}

impl Lock {
    /// Checks the counts and lengths against the policy, and that `u` is a valid point: all that can be seen
    /// without opening.
    ///
    /// # Errors
    /// [`ErrorKind::LockShape`], [`ErrorKind::BadPoint`].
    pub fn check_shape(&self, policy: &Policy) -> Result<()> {
        self.checked_u(policy).map(|_| ())
    }

    /// `U`, once the lock's shape is checked: decoding it is the dear part of that.
    pub(super) fn checked_u(&self, policy: &Policy) -> Result<PublicKey> {
        let shape = |what: &str, found: usize, wanted: usize| {
            let detail = format!("{found} {what} instead of {wanted}");
            if found == wanted { Ok(()) } else { Err(Error::new(ErrorKind::LockShape).because(detail)) }
        };
        shape("quorums", self.quorums.len(), policy.quorums().len())?;
        for (j, (lock, quorum)) in self.quorums.iter().zip(policy.quorums()).enumerate() {
            let at = |error: Error| error.at(format_args!("quorums[{j}]"));
            let corrections = quorum.holders.len() + 1 - usize::from(quorum.threshold);
            shape("corrections", lock.corrections.len(), corrections).map_err(at)?;
            let certificates = quorum.holders.iter().filter_map(|holder| match &holder.key {
                HolderKey::Certificate(certificate) => Some(certificate),
                _ => None,
            });
            let certificates: Vec<_> = certificates.collect();
            shape("transports", lock.transports.len(), certificates.len()).map_err(at)?;
            shape("checks", lock.checks.len(), certificates.len()).map_err(at)?;
            for (transport, certificate) in lock.transports.iter().zip(certificates) {
                let length = rsa_modulus_len(certificate.spki_der()).map_err(at)?;
                shape("bytes in a transport", transport.0.len(), length).map_err(at)?;
            }
        }
        PublicKey::from_bytes(&self.u).map_err(|e| e.at("u"))
    }

    /// Equal to the last byte, in constant time: the lock derived from a wrong seed must not leak how wrong.
    #[must_use]
    pub(super) fn same_as(&self, other: &Lock) -> bool {
        self.stage == other.stage && bool::from(self.bytes().ct_eq(&other.bytes()))
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.u.0.to_vec();
        for quorum in &self.quorums {
            quorum.corrections.iter().for_each(|correction| bytes.extend(correction.0));
            quorum.transports.iter().for_each(|transport| bytes.extend(&transport.0));
            quorum.checks.iter().for_each(|check| bytes.extend(check.0));
        }
        bytes.extend(self.commitment.0);
        bytes
    }
}
