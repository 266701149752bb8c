//! What the platform signs with (SPEC §14.1).

use crate::ca::Signer;
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::record::{Signed, platform_signed};
use crate::suite::{BidKey, open_key_file, seal_key_file};
use crate::timelock::secret;
use crate::wire::{Hex, Id, Time, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const FORMAT: &str = "sealbid-platform-key/1";

/// What the platform signs with for one tender.
pub struct PlatformKeys {
    /// Its certificate: it signs receipts, refusals, requests and minutes.
    pub signer: Signer,
    /// The key of the record: it signs heads.
    pub record_key: BidKey,
}

impl fmt::Debug for PlatformKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.signer.certificate().names().display();
        write!(f, "PlatformKeys({name}, {})", self.record_key.public())
    }
}

/// The key of one tender's record, as the platform keeps it.
pub struct RecordKey {
    /// The tender that it is for.
    pub tender_id: Id,
    /// When it was made.
    pub created: Time,
    /// The key; its public half stands in the notice.
    pub key: BidKey,
}

#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    #[zeroize(skip)]
    tender_id: Id,
    #[zeroize(skip)]
    record_key: Hex<32>,
    record_secret: String,
    #[zeroize(skip)]
    created: Time,
}

impl RecordKey {
    /// A fresh key for the record of a tender.
    ///
    /// # Errors
    /// [`ErrorKind::NoEntropy`].
    pub fn generate(tender_id: Id, now: Time) -> Result<RecordKey> {
        Ok(RecordKey { tender_id, created: now, key: BidKey::generate()? })
    }

    /// Writes the key file, encrypted under a passphrase (PEM).
    ///
    /// # Errors
    /// As [`seal_key_file`].
    pub fn to_key_file(&self, passphrase: &[u8]) -> Result<Zeroizing<String>> {
        let file = File {
            format: FORMAT.to_owned(),
            tender_id: self.tender_id.clone(),
            record_key: self.key.public(),
            record_secret: hex::encode(self.key.secret().expose()),
            created: self.created,
        };
        seal_key_file(&Zeroizing::new(write_json(&file)?), passphrase)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// As [`open_key_file`]; [`ErrorKind::KeyFileMismatch`].
    pub fn from_key_file(pem: &[u8], passphrase: &[u8]) -> Result<RecordKey> {
        let payload = open_key_file(pem, passphrase)?;
        let file: File = parse_json(&payload, 16 << 10)?;
        expect_format(&file.format, FORMAT)?;
        let key = BidKey::from_secret(secret(&file.record_secret)?)?;
        if key.public() != file.record_key {
            return Err(ErrorKind::KeyFileMismatch.into());
        }
        Ok(RecordKey { tender_id: file.tender_id.clone(), created: file.created, key })
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordKey({} for {})", self.key.public(), self.tender_id)
    }
}

/// The keys of a box, and whether they were found to be those that its notice names.
#[derive(Debug)]
pub(super) struct CheckedKeys {
    pub keys: PlatformKeys,
    chain: AtomicBool,
}

impl CheckedKeys {
    /// # Errors
    /// [`ErrorKind::WrongSigner`] if the record key is another than the notice names.
    pub fn new(keys: PlatformKeys, notice: &Notice) -> Result<CheckedKeys> {
        let (platform, _) = notice.platform()?;
        if keys.record_key.public() != platform.record_key {
            let detail = format!("{} instead of {}", keys.record_key.public(), platform.record_key);
            return Err(Error::new(ErrorKind::WrongSigner).because(detail).at("record key"));
        }
        Ok(CheckedKeys { keys, chain: AtomicBool::new(false) })
    }

    /// Checks that readers of the record will believe what is signed under this notice.
    ///
    /// # Errors
    /// Those of [`Signed::by_certificate`] and [`platform_signed`].
    pub fn check(&self, notice: &Notice, at: Time) -> Result<()> {
        platform_signed(notice, &Signed::by_certificate(Vec::new(), &self.keys.signer, at)?, at)
    }

    /// Signs with the certificate, which must be one that readers of the record will believe at this time. Its chain
    /// is judged the first time, and for an amendment before that is taken; afterwards only its validity can have ended.
    pub fn sign(
        &self,
        notice: &Notice,
        at: Time,
        sign: impl FnOnce(&Signer) -> Result<Signed>,
    ) -> Result<Signed> {
        self.keys.signer.certificate().check_validity(at).map_err(|e| e.at("the platform's certificate"))?;
        let signed = sign(&self.keys.signer)?;
        if !self.chain.load(Ordering::Relaxed) {
            platform_signed(notice, &signed, at)?;
            self.chain.store(true, Ordering::Relaxed);
        }
        Ok(signed)
    }
}
