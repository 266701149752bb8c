//! Release and beacon files, as an opening takes them: what cannot be used is named, and stops nothing.

use crate::failure::Result;
use crate::files;
use sealbid::Error;
use sealbid::ErrorKind;
use sealbid::timelock::{
    Beacon, Given, HolderKey, Policy, Refused, ReleaseFile, Scope, Value, parse_beacons,
};
use std::path::{Path, PathBuf};

/// A release that is not used, and why.
#[derive(Clone, Debug)]
pub struct Unusable {
    /// The holder, or the file if it does not tell the holder.
    pub who: String,
    /// What is wrong with it.
    pub error: Error,
}

impl From<Refused> for Unusable {
    fn from(refused: Refused) -> Unusable {
        Unusable { who: refused.holder.to_string(), error: refused.error }
    }
}

/// What the files give for one stage of one bid.
#[derive(Debug, Default)]
pub struct Collected {
    /// The releases, yet to be verified.
    pub given: Vec<Given>,
    /// What is of no use here.
    pub unusable: Vec<Unusable>,
}

impl Collected {
    /// Reads files. Only a file that is not there or cannot be read is a failure.
    pub fn read(
        releases: &[PathBuf],
        beacons: &[PathBuf],
        scope: &Scope,
        policy: &Policy,
    ) -> Result<Collected> {
        let mut collected = Collected::default();
        for path in releases {
            collected.release(path, &files::read(path)?, scope);
        }
        for path in beacons {
            match parse_beacons(&files::read(path)?) {
                Ok(beacons) => collected.beacons(path, &beacons, policy),
                Err(error) => collected.refuse(path.display(), error),
            }
        }
        Ok(collected)
    }

    fn release(&mut self, path: &Path, bytes: &[u8], scope: &Scope) {
        match ReleaseFile::parse(bytes) {
            Err(error) => self.refuse(path.display(), error),
            Ok(file) => match file.for_bid(scope) {
                Ok(given) => self.given.push(given),
                // The holder is named by its own column, not once more by the place.
                Err(error) => self.refuse(file.holder(), Error::new(error.kind()).because(error.detail())),
            },
        }
    }

    /// A beacon is one holder's release for every bid: that of the round which the stage's time asks for.
    fn beacons(&mut self, path: &Path, beacons: &[Beacon], policy: &Policy) {
        let mut used = false;
        let mut wanted = None;
        for (_, _, holder) in policy.holders() {
            let HolderKey::Beacon(_, round) = &holder.key else { continue };
            wanted = Some(*round);
            for beacon in beacons.iter().filter(|beacon| beacon.round == *round) {
                used = true;
                self.given
                    .push(Given { holder: holder.id.clone(), value: Value::Signature(beacon.signature) });
            }
        }
        if !used {
            let error = match wanted {
                Some(round) => Error::new(ErrorKind::WrongRound).because(round),
                None => ErrorKind::UnknownHolder.into(),
            };
            self.refuse(path.display(), error);
        }
    }

    fn refuse(&mut self, who: impl std::fmt::Display, error: Error) {
        self.unusable.push(Unusable { who: who.to_string(), error });
    }
}
