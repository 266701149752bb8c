//! The lock policy's JSON, and how it becomes a stage's policy (SPEC §3.1).

use super::statement::VerifiedStatement;
use crate::ca::{Certificate, rsa_modulus_len};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::timelock::{BeaconChain, Holder, HolderKey, Policy, Quorum};
use crate::wire::{Base64, Hex, Id, Time};
use serde::{Deserialize, Serialize};

/// Some holders, of which `threshold` must release.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QuorumSpec {
    /// How many must release.
    pub threshold: u8,
    /// Those who can.
    pub holders: Vec<HolderSpec>,
}

/// One holder.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum HolderSpec {
    /// One of the notice's custodians.
    Custodian {
        /// Its name in its statement.
        id: Id,
    },
    /// A drand chain.
    Beacon {
        /// Its name in this notice.
        id: Id,
        /// drand's scheme id.
        scheme: String,
        /// The chain's hash.
        chain_hash: Digest,
        /// The chain's key.
        public_key: Hex<96>,
        /// Seconds between rounds.
        period: u32,
        /// Unix seconds of round 1.
        genesis_time: u64,
        /// The group's hash.
        group_hash: Digest,
        /// The chain's name.
        beacon_id: String,
    },
    /// An RSA certificate.
    Certificate {
        /// Its name in this notice.
        id: Id,
        /// DER.
        certificate: Base64,
    },
}

impl HolderSpec {
    /// The holder's name.
    pub fn id(&self) -> &Id {
        match self {
            HolderSpec::Custodian { id }
            | HolderSpec::Beacon { id, .. }
            | HolderSpec::Certificate { id, .. } => id,
        }
    }

    fn at(&self, stage: Time, custodians: &[VerifiedStatement]) -> Result<HolderKey> {
        match self {
            HolderSpec::Custodian { id } => {
                let found = custodians.iter().find(|custodian| custodian.statement().custodian == *id);
                let found = found.ok_or_else(|| Error::new(ErrorKind::UnknownCustodian).because(id))?;
                Ok(HolderKey::Custodian(*found.key()))
            }
            HolderSpec::Beacon {
                scheme,
                chain_hash,
                public_key,
                period,
                genesis_time,
                group_hash,
                beacon_id,
                ..
            } => {
                let chain = BeaconChain::new(
                    scheme,
                    *chain_hash,
                    public_key,
                    *period,
                    *genesis_time,
                    group_hash,
                    beacon_id,
                )?;
                let round = chain.round_at(stage);
                Ok(HolderKey::Beacon(chain, round))
            }
            HolderSpec::Certificate { certificate, .. } => {
                let certificate = Certificate::from_der(&certificate.0)?;
                // The very check that sealing makes: a notice that passes must be one that can be sealed for.
                rsa_modulus_len(certificate.spki_der())?;
                Ok(HolderKey::Certificate(Box::new(certificate)))
            }
        }
    }
}

/// The policy of a stage at its time, every key resolved.
pub(super) fn policy_at(
    quorums: &[QuorumSpec],
    stage: Time,
    custodians: &[VerifiedStatement],
) -> Result<Policy> {
    let mut resolved = Vec::new();
    for (j, quorum) in quorums.iter().enumerate() {
        let mut holders = Vec::new();
        for (i, spec) in quorum.holders.iter().enumerate() {
            let key =
                spec.at(stage, custodians).map_err(|e| e.at(format_args!("quorums[{j}].holders[{i}]")))?;
            holders.push(Holder { id: spec.id().clone(), key });
        }
        resolved.push(Quorum { threshold: quorum.threshold, holders });
    }
    Policy::new(resolved)
}
