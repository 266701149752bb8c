//! Who must release before a stage opens (SPEC §3.1).

use super::beacon::{self, Beacon, BeaconChain};
use super::curve::PublicKey;
use super::open::{Given, Value};
use crate::ca::Certificate;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::hash;
use crate::wire::Id;

/// Quorums in one lock at most.
pub const MAX_QUORUMS: usize = 4;

/// Holders in one quorum at most.
pub const MAX_HOLDERS: usize = 16;

/// The domain under which custodians sign releases.
pub(super) const RELEASE_DST: &[u8] = b"SEALBID-V1-RELEASE_BLS12381G1_XMD:SHA-256_SSWU_RO_";

/// The key of a holder, by its type.
#[derive(Clone, Debug, PartialEq)]
pub enum HolderKey {
    /// A custodian's key for this tender.
    Custodian(PublicKey),
    /// A drand chain and the round that falls to this stage.
    Beacon(BeaconChain, u64),
    /// An RSA certificate, to whose key the mask is encrypted.
    Certificate(Box<Certificate>),
}

/// One holder of a quorum.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// Its name in the notice.
    pub id: Id,
    /// Its key.
    pub key: HolderKey,
}

impl Holder {
    /// The key, the message and the domain of a holder whose release is a signature.
    pub(super) fn signs(&self, id: &[u8; 32]) -> Option<(&PublicKey, [u8; 32], &'static [u8])> {
        match &self.key {
            HolderKey::Custodian(key) => Some((key, *id, RELEASE_DST)),
            HolderKey::Beacon(chain, round) => Some((chain.key(), beacon::message(*round), beacon::DST)),
            HolderKey::Certificate(_) => None,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match &self.key {
            HolderKey::Custodian(key) => [&[1], &key.bytes().0[..]].concat(),
            HolderKey::Beacon(chain, round) => {
                [&[2], &chain.chain_hash().0[..], &chain.key().bytes().0, &round.to_be_bytes()].concat()
            }
            HolderKey::Certificate(certificate) => [&[3], &hash(&[certificate.spki_der()]).0[..]].concat(),
        }
    }

    /// What must not stand twice in a policy: the key, whatever round it falls on.
    fn key_bytes(&self) -> Vec<u8> {
        match &self.key {
            HolderKey::Beacon(chain, _) => chain.key().bytes().0.to_vec(),
            HolderKey::Custodian(key) => key.bytes().0.to_vec(),
            HolderKey::Certificate(_) => self.bytes(),
        }
    }
}

/// Some holders, of which `threshold` must release.
#[derive(Clone, Debug, PartialEq)]
pub struct Quorum {
    /// How many must release.
    pub threshold: u8,
    /// Those who can.
    pub holders: Vec<Holder>,
}

/// The quorums of a stage, all of which must be met. Checked when made; cannot be changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    quorums: Vec<Quorum>,
}

impl Policy {
    /// Checks the rules of SPEC §3.1.
    ///
    /// # Errors
    /// [`ErrorKind::BadField`] for a wrong number of quorums or holders, [`ErrorKind::ThresholdOutOfRange`],
    /// [`ErrorKind::ThresholdTooLow`], [`ErrorKind::DuplicateKey`], [`ErrorKind::DuplicateId`].
    pub fn new(quorums: Vec<Quorum>) -> Result<Policy> {
        if !(1..=MAX_QUORUMS).contains(&quorums.len()) {
            return Err(Error::new(ErrorKind::BadField).because("1 to 4 quorums").at("quorums"));
        }
        let (mut ids, mut keys) = (Vec::new(), Vec::new());
        for (j, quorum) in quorums.iter().enumerate() {
            let at = |error: Error| error.at(format_args!("quorums[{j}]"));
            let n = quorum.holders.len();
            let t = usize::from(quorum.threshold);
            if !(1..=MAX_HOLDERS).contains(&n) {
                return Err(at(Error::new(ErrorKind::BadField).because("1 to 16 holders")));
            }
            if !(1..=n).contains(&t) {
                return Err(at(
                    Error::new(ErrorKind::ThresholdOutOfRange).because(format_args!("{t} of {n}"))
                ));
            }
            if n > 1 && 2 * t <= n {
                return Err(at(Error::new(ErrorKind::ThresholdTooLow).because(format_args!("{t} of {n}"))));
            }
            for holder in &quorum.holders {
                let key = holder.key_bytes();
                if keys.contains(&key) {
                    return Err(at(Error::new(ErrorKind::DuplicateKey).because(&holder.id)));
                }
                if ids.contains(&&holder.id) {
                    return Err(at(Error::new(ErrorKind::DuplicateId).because(&holder.id)));
                }
                keys.push(key);
                ids.push(&holder.id);
            }
        }
        Ok(Policy { quorums })
    }

    /// The quorums, in the notice's order.
    pub fn quorums(&self) -> &[Quorum] {
        &self.quorums
    }

    /// Every holder with its quorum's and its own number.
    pub fn holders(&self) -> impl Iterator<Item = (u8, u8, &Holder)> {
        (0u8..)
            .zip(&self.quorums)
            .flat_map(|(j, quorum)| (0u8..).zip(&quorum.holders).map(move |(i, h)| (j, i, h)))
    }

    /// The holder of this name.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownHolder`].
    pub fn holder(&self, id: &Id) -> Result<(u8, u8, &Holder)> {
        let found = self.holders().find(|(_, _, holder)| holder.id == *id);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownHolder).because(id))
    }

    /// The beacons that this policy's beacon holders wait for, as releases; those of other
    /// rounds are left aside.
    ///
    /// # Errors
    /// [`ErrorKind::WrongRound`] if there are beacons, but none of a round that a holder waits for.
    pub fn beacon_releases(&self, beacons: &[Beacon]) -> Result<Vec<Given>> {
        let (mut given, mut rounds) = (Vec::new(), Vec::new());
        for (_, _, holder) in self.holders() {
            let HolderKey::Beacon(_, round) = &holder.key else { continue };
            rounds.push(round.to_string());
            // All of the round: it may be another chain's, and a wrong one must not hide a right one.
            given.extend(beacons.iter().filter(|beacon| beacon.round == *round).map(|beacon| Given {
                holder: holder.id.clone(),
                value: Value::Signature(beacon.signature),
            }));
        }
        if given.is_empty() && !beacons.is_empty() {
            let detail = format!("waiting for round {}", rounds.join(", "));
            return Err(Error::new(ErrorKind::WrongRound).because(detail));
        }
        Ok(given)
    }

    /// The policy bytes, which every lock is bound to. Counts fit a byte by the checks of [`Policy::new`].
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.quorums.len() as u8];
        for quorum in &self.quorums {
            bytes.extend([quorum.threshold, quorum.holders.len() as u8]);
            quorum.holders.iter().for_each(|holder| bytes.extend(holder.bytes()));
        }
        bytes
    }
}
