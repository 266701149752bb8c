//! The file in which a custodian remembers what it has signed (SPEC §15.4).

use crate::error::{Error, ErrorKind, Result};
use crate::record::Reason;
use crate::suite::{Digest, hash};
use crate::timelock::CustodianKey;
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const FORMAT: &str = "sealbid-custodian-memory/1";
/// The longest file, in bytes.
pub(super) const LIMIT: usize = 64 << 10;
/// As many as a notice has stages.
const STAGES: usize = 8;

/// All that a custodian remembers of one tender.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    format: String,
    /// The tender's name, as the key has it.
    pub tender_id: Id,
    /// The record key whose signatures these are.
    pub record_key: Hex<32>,
    /// The tender digest, once something was signed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tender: Option<Digest>,
    /// The largest head that was cosigned, or that a stage was released on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<RememberedHead>,
    /// Each stage that was released, in the order of the releases.
    pub released: Vec<RememberedRelease>,
    /// Why the custodian stands still, until its operator lets it go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Reason>,
}

/// A head that a custodian stands by.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RememberedHead {
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

/// A stage that was released.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RememberedRelease {
    /// The stage.
    pub stage: Id,
    /// SHA-256 of the signed request that was answered last.
    pub request: Digest,
    /// A digest over the identities that were signed.
    pub bids: Digest,
}

impl Remembered {
    /// Nothing was signed yet.
    pub(super) fn nothing(key: &CustodianKey) -> Remembered {
        Remembered {
            format: FORMAT.to_owned(),
            tender_id: key.tender_id().clone(),
            record_key: key.record_key(),
            tender: None,
            head: None,
            released: Vec::new(),
            stopped: None,
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::DuplicateId`] for one stage twice,
    /// [`ErrorKind::BadField`] for more than 8, or for signatures of no tender.
    pub fn parse(bytes: &[u8]) -> Result<Remembered> {
        let memory: Remembered = parse_json(bytes, LIMIT)?;
        expect_format(&memory.format, FORMAT)?;
        if memory.released.len() > STAGES {
            return Err(Error::new(ErrorKind::BadField).because("at most 8 stages").at("released"));
        }
        let mut stages = BTreeSet::new();
        if let Some(twice) = memory.released.iter().find(|release| !stages.insert(&release.stage)) {
            return Err(Error::new(ErrorKind::DuplicateId).because(&twice.stage).at("released"));
        }
        // Whatever is signed is signed for a tender, and a release stands on a head.
        if memory.tender.is_some() != memory.head.is_some()
            || (memory.head.is_none() && !memory.released.is_empty())
        {
            return Err(Error::new(ErrorKind::BadField).because("signatures without their tender or head"));
        }
        Ok(memory)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }

    /// The release of a stage, if it was released.
    pub fn release_of(&self, stage: &Id) -> Option<&RememberedRelease> {
        self.released.iter().find(|release| release.stage == *stage)
    }

    /// Remembers a head of this tender; of two, the larger.
    pub(super) fn take_head(&mut self, tender: Digest, size: u64, root: Digest) {
        self.tender = Some(tender);
        if self.head.as_ref().is_none_or(|head| head.size < size) {
            self.head = Some(RememberedHead { size, root });
        }
    }

    /// Remembers a release in the place of the same stage's.
    pub(super) fn take_release(&mut self, release: RememberedRelease) {
        self.released.retain(|known| known.stage != release.stage);
        self.released.push(release);
    }
}

/// The digest over the identities of a stage's bids, in the order of their entries.
pub(super) fn bids_digest(identities: impl Iterator<Item = [u8; 32]>) -> Digest {
    let mut bytes = b"sealbid/1 released".to_vec();
    identities.for_each(|identity| bytes.extend(identity));
    hash(&[&bytes])
}
