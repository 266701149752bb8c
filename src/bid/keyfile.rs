//! The bidder's key file: proof of authorship, and the seeds if the notice keeps them for rescue (SPEC §5.9).

use crate::error::{Error, ErrorKind, Result};
use crate::suite::{BidKey, Digest, Secret, open_key_file, seal_key_file};
use crate::timelock::secret;
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const FORMAT: &str = "sealbid-bid-key/1";

/// A stage's seed.
#[derive(Clone, Debug)]
pub struct StageSeed {
    /// The stage.
    pub stage: Id,
    /// The seed.
    pub seed: Secret,
}

/// What a bidder keeps of a sealed bid.
pub struct BidKeyFile {
    /// The tender digest.
    pub tender: Digest,
    /// The notice digest.
    pub notice: Digest,
    /// The lot.
    pub lot: Id,
    /// The bid key: it signs replacing and withdrawing.
    pub key: BidKey,
    /// The seeds, if the notice declares seed rescue.
    pub seeds: Vec<StageSeed>,
}

#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct SeedText {
    #[zeroize(skip)]
    stage: Id,
    seed: String,
}

#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    #[zeroize(skip)]
    tender: Digest,
    #[zeroize(skip)]
    notice: Digest,
    #[zeroize(skip)]
    lot: Id,
    #[zeroize(skip)]
    bid_key: Hex<32>,
    secret: String,
    seeds: Vec<SeedText>,
}

impl BidKeyFile {
    /// Writes the key file, encrypted under a passphrase (PEM).
    ///
    /// # Errors
    /// As [`seal_key_file`](crate::suite::seal_key_file).
    pub fn to_key_file(&self, passphrase: &[u8]) -> Result<Zeroizing<String>> {
        let seed = |s: &StageSeed| SeedText { stage: s.stage.clone(), seed: hex::encode(s.seed.expose()) };
        let file = File {
            format: FORMAT.to_owned(),
            tender: self.tender,
            notice: self.notice,
            lot: self.lot.clone(),
            bid_key: self.key.public(),
            secret: hex::encode(self.key.secret().expose()),
            seeds: self.seeds.iter().map(seed).collect(),
        };
        seal_key_file(&Zeroizing::new(write_json(&file)?), passphrase)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// As [`open_key_file`](crate::suite::open_key_file); [`ErrorKind::KeyFileMismatch`].
    pub fn from_key_file(pem: &[u8], passphrase: &[u8]) -> Result<BidKeyFile> {
        let payload = open_key_file(pem, passphrase)?;
        let file: File = parse_json(&payload, 64 << 10)?;
        expect_format(&file.format, FORMAT)?;
        let key = BidKey::from_secret(secret(&file.secret)?)?;
        if key.public() != file.bid_key {
            return Err(Error::new(ErrorKind::KeyFileMismatch));
        }
        let seeds =
            file.seeds.iter().map(|s| Ok(StageSeed { stage: s.stage.clone(), seed: secret(&s.seed)? }));
        let seeds = seeds.collect::<Result<Vec<_>>>()?;
        Ok(BidKeyFile { tender: file.tender, notice: file.notice, lot: file.lot.clone(), key, seeds })
    }
}

impl fmt::Debug for BidKeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BidKeyFile({} of lot {}, {} seeds)", self.key.public(), self.lot, self.seeds.len())
    }
}
