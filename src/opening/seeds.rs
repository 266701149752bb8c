//! Seeds that bidders give when a quorum is lost for good (SPEC §16.5).

use crate::bid::BidKeyFile;
use crate::error::{Error, ErrorKind, Result};
use crate::record::Signed;
use crate::suite::{BidKey, Digest, Secret};
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;

const SEED: &str = "sealbid-seed/1";
const SEEDS: &str = "sealbid-seeds/1";
const SEED_LIMIT: usize = 16 << 10;
const SEEDS_LIMIT: usize = 32 << 20;
const MAX_BIDS: usize = 100_000;

/// A bidder gives the seed of one stage of its bid. The bid key signs this.
#[derive(Clone, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// The bid's lot.
    pub lot: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
    /// The stage.
    pub stage: Id,
    /// The seed from which the bidder made the stage's lock.
    pub seed: Hex<32>,
}

/// One bid's seed.
#[derive(Clone, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SeedEntry {
    /// The bid's lot.
    pub lot: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
    /// The seed.
    pub seed: Hex<32>,
}

/// All seeds of a stage, published together.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// The stage.
    pub stage: Id,
    /// In the order of the bids' entries; at most one a bid.
    pub seeds: Vec<SeedEntry>,
}

impl Seed {
    /// A seed, to be signed by the bid key.
    pub fn new(
        (tender, notice): (Digest, Digest),
        lot: Id,
        bid_key: Hex<32>,
        stage: Id,
        seed: &Secret,
    ) -> Seed {
        let (format, seed) = (SEED.to_owned(), Hex(*seed.expose()));
        Seed { format, tender, notice, lot, bid_key, stage, seed }
    }

    /// What a bidder gives for its bid: the stage's seed out of the bid's key file, signed by the bid key.
    ///
    /// # Errors
    /// [`ErrorKind::NoSeedRescue`] if the file keeps none, [`ErrorKind::UnknownStage`].
    pub fn of_bid(keys: &BidKeyFile, stage: &Id) -> Result<Signed> {
        if keys.seeds.is_empty() {
            return Err(ErrorKind::NoSeedRescue.into());
        }
        let found = keys.seeds.iter().find(|seed| seed.stage == *stage);
        let found = found.ok_or_else(|| Error::new(ErrorKind::UnknownStage).because(stage))?;
        let (notice, lot) = ((keys.tender, keys.notice), keys.lot.clone());
        Seed::new(notice, lot, keys.key.public(), stage.clone(), &found.seed).sign(&keys.key)
    }

    /// Reads the content of a signed seed.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(content: &[u8]) -> Result<Seed> {
        let found: Seed = parse_json(content, SEED_LIMIT)?;
        expect_format(&found.format, SEED)?;
        Ok(found)
    }

    /// The bid key signs it.
    ///
    /// # Errors
    /// As [`Signed::by_key`]; [`ErrorKind::WrongSigner`] if it is another bid's key.
    pub fn sign(&self, key: &BidKey) -> Result<Signed> {
        if key.public() != self.bid_key {
            return Err(Error::new(ErrorKind::WrongSigner).because("another bid key"));
        }
        Signed::by_key(write_json(self)?, key)
    }

    /// Reads a signed seed, and verifies that its bid key signed it.
    ///
    /// # Errors
    /// Those of [`Seed::parse`] and [`Signed::verify_key`].
    pub fn verify(signed: &Signed) -> Result<Seed> {
        let seed = Seed::parse(signed.content())?;
        signed.verify_key(&seed.bid_key)?;
        Ok(seed)
    }
}

impl Seeds {
    /// Seeds to be published.
    pub fn new((tender, notice): (Digest, Digest), stage: Id, seeds: Vec<SeedEntry>) -> Seeds {
        Seeds { format: SEEDS.to_owned(), tender, notice, stage, seeds }
    }

    /// Reads a file of seeds, at most 32 MiB.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::TooLarge`] for more than 100 000,
    /// [`ErrorKind::DuplicateId`] for one bid twice.
    pub fn parse(bytes: &[u8]) -> Result<Seeds> {
        let found: Seeds = parse_json(bytes, SEEDS_LIMIT)?;
        expect_format(&found.format, SEEDS)?;
        if found.seeds.len() > MAX_BIDS {
            let detail = format!("{} seeds, at most {MAX_BIDS}", found.seeds.len());
            return Err(Error::new(ErrorKind::TooLarge).because(detail));
        }
        let mut seen = HashSet::new();
        for (n, entry) in found.seeds.iter().enumerate() {
            if !seen.insert((&entry.lot, entry.bid_key)) {
                return Err(Error::new(ErrorKind::DuplicateId).at(format_args!("seeds[{n}]")));
            }
        }
        Ok(found)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed(lot {}, bid {})", self.lot, self.bid_key)
    }
}

impl fmt::Debug for SeedEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeedEntry(lot {}, bid {})", self.lot, self.bid_key)
    }
}
