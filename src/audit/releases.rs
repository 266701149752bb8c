//! Releases and seeds in the evidence: there, those that the record names, and right (SPEC §3.5, §15.3, §16.5).

use super::evidence::Evidence;
use super::findings::Findings;
use super::rule::{Place, Rule};
use super::stages::{GivenFile, GivenWhat, Named, StageFacts};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::opening::{Releases, Seeds};
use crate::suite::hash;
use crate::timelock::{HolderKey, VerifiedRelease};
use crate::wire::Id;

/// A file that was found to be right.
enum What {
    Release(VerifiedRelease),
    Beacons(Vec<u8>),
    Seeds(Seeds),
}

/// The files of a stage that are right, in the order of the record.
pub(super) struct Given {
    empty: Releases,
    right: Vec<What>,
}

impl Given {
    /// Looks up and verifies every file that the record names for a stage.
    ///
    /// # Errors
    /// Those of the evidence.
    pub fn of(
        notice: &Notice,
        stage: &StageFacts,
        evidence: &dyn Evidence,
        findings: &mut Findings,
    ) -> Result<Given> {
        let mut given = Given { empty: Releases::new(notice, &stage.id)?, right: Vec::new() };
        for file in &stage.given {
            let bytes = match file.what {
                GivenWhat::Release(..) => evidence.release(&file.digest)?,
                GivenWhat::Seeds => evidence.seeds(&file.digest)?,
            };
            match given.check(notice, &stage.id, file, bytes) {
                Ok(what) => given.right.push(what),
                Err(error) => findings.add(Rule::Releases, Place::Entry(file.entry), error),
            }
        }
        Ok(given)
    }

    fn check(&self, notice: &Notice, stage: &Id, file: &GivenFile, bytes: Option<Vec<u8>>) -> Result<What> {
        let bytes = bytes.ok_or_else(|| Error::new(ErrorKind::EvidenceMissing).because(file.digest))?;
        if hash(&[&bytes]) != file.digest {
            return Err(Error::new(ErrorKind::EvidenceMismatch).because(file.digest));
        }
        let GivenWhat::Release(holder, wanted) = &file.what else {
            let seeds = Seeds::parse(&bytes)?;
            self.empty.clone().add_seeds(&seeds)?;
            return Ok(What::Seeds(seeds));
        };
        let another = || Error::new(ErrorKind::ReleaseOfAnother).because(holder);
        let (_, _, named) = notice.policy(stage)?.holder(holder)?;
        if let HolderKey::Beacon(..) = named.key {
            let holders = self.empty.clone().add_beacons(&bytes)?;
            return if holders.contains(holder) { Ok(What::Beacons(bytes)) } else { Err(another()) };
        }
        let release = self.empty.verify(&bytes)?;
        if release.holder() != holder {
            return Err(another());
        }
        check_bids(&release, wanted, matches!(named.key, HolderKey::Certificate(_)))?;
        Ok(What::Release(release))
    }

    /// All of them.
    ///
    /// # Errors
    /// None, since each was found to be right.
    pub fn all(&self) -> Result<Releases> {
        let mut releases = self.empty.clone();
        for right in &self.right {
            match right {
                What::Release(release) => releases.add(release.clone()),
                What::Beacons(bytes) => drop(releases.add_beacons(bytes)?),
                What::Seeds(seeds) => releases.add_seeds(seeds)?,
            }
        }
        Ok(releases)
    }
}

/// A custodian signs every bid that is to be opened, and no other. A certificate holder cannot unwrap what a bidder
/// has wrapped badly, so some may be missing of its.
fn check_bids(release: &VerifiedRelease, wanted: &Named, some_may_be_missing: bool) -> Result<()> {
    let incomplete = |detail: String| Err(Error::new(ErrorKind::ReleaseIncomplete).because(detail));
    if let Some((lot, key)) = release.bids().find(|bid| !wanted.contains(*bid)) {
        return incomplete(format!("it releases the bid {key} for lot {lot}, which was not to be opened"));
    }
    let count = release.bids().count();
    if count < wanted.len() && !some_may_be_missing {
        return incomplete(format!("{count} bids, of {} that were to be opened", wanted.len()));
    }
    Ok(())
}
