//! What holders released for a stage, each file verified once (SPEC §16.1).

use super::seeds::Seeds;
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::suite::{Digest, Secret};
use crate::timelock::{Given, HolderKey, Policy, ReleaseFile, Scope, VerifiedRelease, parse_beacons};
use crate::wire::{Hex, Id};
use std::collections::HashMap;

/// The releases of one stage, and the seeds where they rescue it.
#[derive(Clone, Debug)]
pub struct Releases {
    place: (Digest, Digest, Id),
    policy: Policy,
    files: Vec<VerifiedRelease>,
    beacons: Vec<Given>,
    seeds: HashMap<(Id, Hex<32>), Secret>,
}

impl Releases {
    /// No releases yet.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn new(notice: &Notice, stage: &Id) -> Result<Releases> {
        let policy = notice.policy(stage)?.clone();
        let place = (notice.tender(), notice.digest(), stage.clone());
        Ok(Releases { place, policy, files: Vec::new(), beacons: Vec::new(), seeds: HashMap::new() })
    }

    /// Reads and verifies a release file of this stage; it is not taken yet.
    ///
    /// # Errors
    /// Those of [`ReleaseFile::parse`] and [`ReleaseFile::verified`]; [`ErrorKind::ReleaseOfAnother`].
    pub fn verify(&self, bytes: &[u8]) -> Result<VerifiedRelease> {
        let (tender, notice, stage) = &self.place;
        let file = ReleaseFile::parse(bytes)?;
        if (file.tender(), file.notice(), file.stage()) != (*tender, *notice, stage) {
            return Err(
                Error::new(ErrorKind::ReleaseOfAnother).at(format_args!("release of {}", file.holder()))
            );
        }
        file.verified(&self.policy)
    }

    /// Takes a release that was verified. A second one of a holder changes nothing.
    pub fn add(&mut self, release: VerifiedRelease) {
        if !self.has(release.holder()) {
            self.files.push(release);
        }
    }

    /// Reads and verifies a file of beacons, and takes those that holders wait for: these holders.
    ///
    /// # Errors
    /// Those of [`parse_beacons`]; [`ErrorKind::WrongRound`] if nobody waits for any; [`ErrorKind::BadRelease`] and
    /// [`ErrorKind::BadPoint`], with the holder, if one is wrong.
    pub fn add_beacons(&mut self, bytes: &[u8]) -> Result<Vec<Id>> {
        let (given, refused) = self.policy.verified_beacons(&parse_beacons(bytes)?)?;
        if let Some(wrong) = refused.into_iter().next() {
            return Err(wrong.error.at(format_args!("release of {}", wrong.holder)));
        }
        let holders = given.iter().map(|given| given.holder.clone()).collect();
        let new: Vec<Given> = given.into_iter().filter(|given| !self.has(&given.holder)).collect();
        self.beacons.extend(new);
        Ok(holders)
    }

    /// Takes the seeds that were published.
    ///
    /// # Errors
    /// [`ErrorKind::ReleaseOfAnother`] if they are of another tender, notice or stage.
    pub fn add_seeds(&mut self, seeds: &Seeds) -> Result<()> {
        if (seeds.tender, seeds.notice, seeds.stage.clone()) != self.place {
            return Err(Error::new(ErrorKind::ReleaseOfAnother).at("seeds"));
        }
        let by_bid =
            seeds.seeds.iter().map(|entry| ((entry.lot.clone(), entry.bid_key), Secret::new(entry.seed.0)));
        self.seeds.extend(by_bid);
        Ok(())
    }

    /// Whether this holder has released.
    pub fn has(&self, holder: &Id) -> bool {
        self.files.iter().any(|file| file.holder() == holder)
            || self.beacons.iter().any(|given| given.holder == *holder)
    }

    /// Whether as many holders of every quorum have released as its threshold asks for.
    pub fn is_met(&self) -> bool {
        let released =
            |quorum: &crate::timelock::Quorum| quorum.holders.iter().filter(|h| self.has(&h.id)).count();
        self.policy.quorums().iter().all(|quorum| released(quorum) >= usize::from(quorum.threshold))
    }

    /// How many holders have released and how many must, over all quorums.
    pub fn count(&self) -> (usize, usize) {
        let mut count = (0, 0);
        for quorum in self.policy.quorums() {
            let threshold = usize::from(quorum.threshold);
            count.0 += quorum.holders.iter().filter(|h| self.has(&h.id)).count().min(threshold);
            count.1 += threshold;
        }
        count
    }

    /// What was released for one bid.
    pub fn given(&self, scope: &Scope) -> Vec<Given> {
        let of_files = self.files.iter().filter_map(|file| file.for_bid(scope));
        of_files.chain(self.beacons.iter().cloned()).collect()
    }

    /// The seed that was published for one bid.
    pub fn seed(&self, lot: &Id, bid_key: &Hex<32>) -> Option<&Secret> {
        self.seeds.get(&(lot.clone(), *bid_key))
    }

    /// Every quorum that is not met, with the holders of whom there is no right release.
    pub(super) fn missing(&self, right: &[&Id]) -> String {
        let mut unmet = Vec::new();
        for (j, quorum) in self.policy.quorums().iter().enumerate() {
            let missing: Vec<&str> = quorum
                .holders
                .iter()
                .map(|h| &h.id)
                .filter(|id| !right.contains(id))
                .map(Id::as_str)
                .collect();
            if quorum.holders.len() - missing.len() < usize::from(quorum.threshold) {
                unmet.push(format!("quorum {}: {}", j + 1, missing.join(", ")));
            }
        }
        unmet.join("; ")
    }

    /// Every quorum that is not met, with the holders that have not released.
    pub(super) fn unmet(&self) -> String {
        let released = self.policy.holders().map(|(_, _, holder)| &holder.id).filter(|id| self.has(id));
        self.missing(&released.collect::<Vec<_>>())
    }

    /// Whether a holder's release is a beacon.
    pub(super) fn is_beacon(&self, holder: &Id) -> bool {
        matches!(self.policy.holder(holder), Ok((_, _, found)) if matches!(found.key, HolderKey::Beacon(..)))
    }

    /// Whether a holder's release is a file of masks.
    pub(super) fn gives_masks(&self, holder: &Id) -> bool {
        matches!(self.policy.holder(holder), Ok((_, _, found)) if matches!(found.key, HolderKey::Certificate(_)))
    }
}
