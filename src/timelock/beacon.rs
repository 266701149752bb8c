//! drand chains as holders: a chain's beacon of a round is its release (SPEC §3.1, §3.5).

use super::curve::{PublicKey, Signature};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{Digest, hash};
use crate::wire::{Hex, Time, check_text, parse_foreign};
use serde::Deserialize;

/// The only scheme whose signatures lie in G1 under RFC 9380 hashing: that of drand's quicknet.
const SCHEME: &str = "bls-unchained-g1-rfc9380";

/// The domain under which that scheme hashes rounds.
pub(super) const DST: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/// A beacon file's size at most.
const LIMIT: usize = 1 << 20;

/// A drand chain, pinned by everything that its hash covers and by its scheme, which the hash leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeaconChain {
    chain_hash: Digest,
    key: PublicKey,
    period: u32,
    genesis: Time,
}

impl BeaconChain {
    /// Takes the parameters as drand's chain information gives them, and checks that they belong together.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownScheme`], [`ErrorKind::BadPoint`], [`ErrorKind::BadField`] for a period of 0, and
    /// [`ErrorKind::ChainHashMismatch`].
    pub fn new(
        scheme: &str,
        chain_hash: Digest,
        public_key: &Hex<96>,
        period: u32,
        genesis_time: u64,
        group_hash: &Digest,
        beacon_id: &str,
    ) -> Result<BeaconChain> {
        if scheme != SCHEME {
            return Err(Error::new(ErrorKind::UnknownScheme).because(format_args!("{scheme:.64}")));
        }
        if period == 0 {
            return Err(Error::new(ErrorKind::BadField).because("must not be 0").at("period"));
        }
        check_text(beacon_id, 1, 64).map_err(|e| e.at("beacon_id"))?;
        let key = PublicKey::from_bytes(public_key)?;
        // drand's common/chain/info.go: the beacon id is left out when it is the default one.
        let id = if beacon_id == "default" { "" } else { beacon_id };
        let computed = hash(&[
            &period.to_be_bytes(),
            &genesis_time.to_be_bytes(),
            &public_key.0,
            &group_hash.0,
            id.as_bytes(),
        ]);
        if computed != chain_hash {
            return Err(Error::new(ErrorKind::ChainHashMismatch).because(format_args!("computed {computed}")));
        }
        let genesis = i64::try_from(genesis_time).unwrap_or(i64::MAX);
        Ok(BeaconChain { chain_hash, key, period, genesis: Time::from_unix(genesis)? })
    }

    /// The chain's hash, its name in the drand API.
    pub fn chain_hash(&self) -> Digest {
        self.chain_hash
    }

    /// The key under which its beacons verify.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The first round at or after a time: rounded up, so that nothing opens before it.
    pub fn round_at(&self, time: Time) -> u64 {
        let since = u64::try_from(time.unix().saturating_sub(self.genesis.unix())).unwrap_or(0);
        1 + since.div_ceil(u64::from(self.period))
    }

    /// When a round's beacon appears.
    pub fn time_of(&self, round: u64) -> Time {
        self.genesis.plus(round.saturating_sub(1).saturating_mul(u64::from(self.period)))
    }
}

/// What a beacon of this round signs.
pub(super) fn message(round: u64) -> [u8; 32] {
    hash(&[&round.to_be_bytes()]).0
}

/// One beacon, as the drand HTTP API gives it.
///
/// This is drand's format, not ours: members beside these two (`randomness`, `previous_signature`) are ignored.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Beacon {
    /// The round.
    pub round: u64,
    /// The chain's signature of it.
    pub signature: Hex<48>,
}

impl Beacon {
    /// Checks the beacon under a chain's key.
    ///
    /// # Errors
    /// [`ErrorKind::BadRelease`] or [`ErrorKind::BadPoint`].
    pub fn verify(&self, chain: &BeaconChain) -> Result<Signature> {
        let signature = Signature::from_bytes(&self.signature)?;
        if signature.verifies(&message(self.round), DST, &chain.key) {
            Ok(signature)
        } else {
            Err(Error::new(ErrorKind::BadRelease).because(format_args!("beacon of round {}", self.round)))
        }
    }
}

/// Reads a beacon file: one beacon, or a list of them.
///
/// # Errors
/// As [`parse_json`](crate::wire::parse_json), but unknown members are ignored.
pub fn parse_beacons(bytes: &[u8]) -> Result<Vec<Beacon>> {
    if bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[') {
        parse_foreign(bytes, LIMIT)
    } else {
        parse_foreign(bytes, LIMIT).map(|beacon| vec![beacon])
    }
}
