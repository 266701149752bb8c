//! Beacons. Apart from the rest, which crates without the curve share.

#![allow(dead_code, clippy::unwrap_used, missing_docs)]

use crate::common::*;
use sealbid::notice::HolderSpec;
use sealbid::suite::hash;
use sealbid::wire::{Hex, Time};

/// A drand chain of one's own.
pub struct Chain {
    key: blst::min_sig::SecretKey,
    genesis: u64,
}

impl Chain {
    const PERIOD: u32 = 30;

    /// Each begins at another time, so that their rounds differ.
    pub fn new(seed: u8) -> Chain {
        let key = blst::min_sig::SecretKey::key_gen(&[seed; 32], &[]).unwrap();
        Chain { key, genesis: 1_700_000_000 + 3_000 * u64::from(seed) }
    }

    pub fn holder(&self, name: &str) -> HolderSpec {
        let public_key = Hex(self.key.sk_to_pk().to_bytes());
        let group_hash = hash(&[b"group"]);
        let (period, genesis) = (Chain::PERIOD.to_be_bytes(), self.genesis.to_be_bytes());
        HolderSpec::Beacon {
            id: id(name),
            scheme: "bls-unchained-g1-rfc9380".into(),
            chain_hash: hash(&[&period, &genesis, &public_key.0, &group_hash.0]),
            public_key,
            period: Chain::PERIOD,
            genesis_time: self.genesis,
            group_hash,
            beacon_id: "default".into(),
        }
    }

    /// The round that opens what is locked to this time (SPEC §3.1).
    pub fn round_at(&self, time: Time) -> u64 {
        1 + (time.unix() as u64 - self.genesis).div_ceil(u64::from(Chain::PERIOD))
    }

    pub fn beacon(&self, round: u64) -> String {
        let message = hash(&[&round.to_be_bytes()]).0;
        let dst = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
        let signature = Hex(self.key.sign(&message, dst, &[]).to_bytes());
        format!(r#"{{"round":{round},"signature":"{signature}","randomness":"00"}}"#)
    }
}
