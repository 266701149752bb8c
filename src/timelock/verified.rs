//! Releases that were verified once, a whole file at a time, so that no bid verifies them again (SPEC §3.6 step 1).

use super::beacon::{self, Beacon};
use super::context::Scope;
use super::curve::{PublicKey, Signature, verify_ids};
use super::open::{Given, Refused, Value, mask_fits};
use super::policy::{Holder, HolderKey, Policy, RELEASE_DST};
use super::release::ReleaseFile;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::timelock::{Context, Lock};
use crate::wire::{Hex, Id};
use std::collections::HashMap;

/// A signature that was verified, under this key, of this message. Only this module makes one, so whoever has one
/// need not verify again; for another key or message it says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    signature: Signature,
    key: PublicKey,
    message: [u8; 32],
    dst: &'static [u8],
}

impl Verified {
    /// The signature, if it is what this holder signs under this identity.
    pub(super) fn of(&self, holder: &Holder, id: &[u8; 32]) -> Option<Signature> {
        let (key, message, dst) = holder.signs(id)?;
        (*key == self.key && message == self.message && dst == self.dst).then_some(self.signature)
    }
}

/// What one holder released for a stage, verified and quick to look up.
#[derive(Clone, Debug)]
pub struct VerifiedRelease {
    holder: Id,
    place: (Digest, Digest, Id),
    values: HashMap<(Id, Hex<32>), Value>,
}

impl ReleaseFile {
    /// Verifies a custodian's file, whole or not at all. A certificate holder's masks can be judged only beside the
    /// locks that they belong to: each is checked when its bid is opened, and before by
    /// [`VerifiedRelease::check_mask`].
    ///
    /// # Errors
    /// [`ErrorKind::UnknownHolder`], those of [`ReleaseFile::verify`]; [`ErrorKind::BadRelease`] for signatures of a
    /// certificate holder, and for a beacon, whose release is a beacon file.
    pub fn verified(&self, policy: &Policy) -> Result<VerifiedRelease> {
        let (_, _, holder) = policy.holder(self.holder())?;
        let named = |error: Error| error.at(format_args!("release of {}", holder.id));
        let values = match &holder.key {
            HolderKey::Custodian(key) => self.signatures(key),
            HolderKey::Certificate(_) => self.masks(),
            HolderKey::Beacon(..) => {
                Err(Error::new(ErrorKind::BadRelease).because("a beacon's release is a beacon file"))
            }
        };
        let place = (self.tender(), self.notice(), self.stage().clone());
        Ok(VerifiedRelease { holder: holder.id.clone(), place, values: values.map_err(named)? })
    }

    fn signatures(&self, key: &PublicKey) -> Result<HashMap<(Id, Hex<32>), Value>> {
        let mut signed = Vec::with_capacity(self.entries().len());
        for (n, entry) in self.entries().iter().enumerate() {
            let wrong = |error: Error| {
                Error::new(ErrorKind::BadRelease).because(error.detail()).at(format_args!("releases[{n}]"))
            };
            let Value::Signature(bytes) = entry.parsed().map_err(wrong)? else {
                return Err(wrong(Error::new(ErrorKind::BadRelease).because("a mask")));
            };
            signed.push((self.scope_of(entry).identity(), Signature::from_bytes(&bytes).map_err(wrong)?));
        }
        if !verify_ids(key, RELEASE_DST, &signed)? {
            let wrong = signed.iter().position(|(id, signature)| !signature.verifies(id, RELEASE_DST, key));
            return Err(
                Error::new(ErrorKind::BadRelease).at(format_args!("releases[{}]", wrong.unwrap_or(0)))
            );
        }
        let verified = self.entries().iter().zip(signed).map(|(entry, (message, signature))| {
            let value = Verified { signature, key: *key, message, dst: RELEASE_DST };
            ((entry.lot.clone(), entry.bid_key), Value::Verified(Box::new(value)))
        });
        Ok(verified.collect())
    }

    fn masks(&self) -> Result<HashMap<(Id, Hex<32>), Value>> {
        let value = |(n, entry): (usize, &super::ReleaseEntry)| match entry.parsed()? {
            mask @ Value::Mask(_) => Ok(((entry.lot.clone(), entry.bid_key), mask)),
            _ => Err(Error::new(ErrorKind::BadRelease)
                .because("a signature")
                .at(format_args!("releases[{n}]"))),
        };
        self.entries().iter().enumerate().map(value).collect()
    }

    /// Verifies every release of a custodian's file at once, for the price of two pairings: what a hall does when the
    /// file arrives.
    ///
    /// # Errors
    /// [`ErrorKind::BadRelease`], with the number of the first wrong entry; [`ErrorKind::NoEntropy`].
    pub fn verify(&self, key: &PublicKey) -> Result<()> {
        self.signatures(key).map(|_| ())
    }
}

impl VerifiedRelease {
    /// The holder whose release it is.
    pub fn holder(&self) -> &Id {
        &self.holder
    }

    /// The bids that it releases: lot and bid key, in no order.
    pub fn bids(&self) -> impl Iterator<Item = &(Id, Hex<32>)> {
        self.values.keys()
    }

    /// Checks that it is for this tender, notice and stage.
    ///
    /// # Errors
    /// [`ErrorKind::ReleaseOfAnother`].
    pub fn check_place(&self, tender: &Digest, notice: &Digest, stage: &Id) -> Result<()> {
        let (of_tender, of_notice, of_stage) = &self.place;
        let same =
            [("tender", of_tender == tender), ("notice", of_notice == notice), ("stage", of_stage == stage)];
        match same.iter().find(|(_, same)| !same) {
            None => Ok(()),
            Some((what, _)) => Err(Error::new(ErrorKind::ReleaseOfAnother)
                .because(what)
                .at(format_args!("release of {}", self.holder))),
        }
    }

    /// The release for one bid, if it has one.
    pub fn for_bid(&self, scope: &Scope) -> Option<Given> {
        self.check_place(&scope.tender, &scope.notice, &scope.stage).ok()?;
        let value = self.values.get(&(scope.lot.clone(), scope.bid_key))?;
        Some(Given { holder: self.holder.clone(), value: value.clone() })
    }

    /// Checks a certificate holder's mask for one bid against the bid's lock. A custodian's release, and a bid that it
    /// does not speak of, pass.
    ///
    /// # Errors
    /// [`ErrorKind::BadRelease`] with the bid; [`ErrorKind::LockShape`].
    pub fn check_mask(&self, lock: &Lock, context: &Context, scope: &Scope) -> Result<()> {
        let Some(Given { value: Value::Mask(mask), .. }) = self.for_bid(scope) else { return Ok(()) };
        lock.check_shape(context.policy())?;
        mask_fits(lock, context, &self.holder, &mask).map(|_| ()).map_err(|e| {
            e.at(format_args!("bid {}", scope.bid_key)).at(format_args!("release of {}", self.holder))
        })
    }
}

impl Policy {
    /// The releases in these beacons, each verified; at most one a holder. Those of rounds that nobody waits for are
    /// left aside.
    ///
    /// # Errors
    /// [`ErrorKind::WrongRound`] as [`Policy::beacon_releases`]. What is wrong with a holder's beacon stands in the
    /// list of those refused.
    pub fn verified_beacons(&self, beacons: &[Beacon]) -> Result<(Vec<Given>, Vec<Refused>)> {
        let (mut good, mut refused): (Vec<Given>, Vec<Refused>) = (Vec::new(), Vec::new());
        for given in self.beacon_releases(beacons)? {
            let (_, _, Holder { key: HolderKey::Beacon(chain, round), id }) = self.holder(&given.holder)?
            else {
                continue;
            };
            let Value::Signature(signature) = given.value else { continue };
            match (Beacon { round: *round, signature }).verify(chain) {
                Err(error) => refused.push(Refused { holder: id.clone(), error }),
                Ok(_) if good.iter().any(|known| known.holder == *id) => {}
                Ok(signature) => {
                    let (key, message) = (*chain.key(), beacon::message(*round));
                    let value = Verified { signature, key, message, dst: beacon::DST };
                    good.push(Given { holder: id.clone(), value: Value::Verified(Box::new(value)) });
                }
            }
        }
        // A wrong beacon beside a right one of the same holder is of another chain with the same round.
        refused.retain(|wrong| !good.iter().any(|right| right.holder == wrong.holder));
        Ok((good, refused))
    }
}
