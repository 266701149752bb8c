//! A custodian's key for one tender, and what it signs with it (SPEC §2.4, §3.5, §5.9).

use super::context::Scope;
use super::curve::{PublicKey, Scalar, Signature};
use super::policy::RELEASE_DST;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{BidKey, Digest, Secret, open_key_file, seal_key_file};
use crate::wire::{Hex, Id, Time, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The domain under which custodians accept notices.
const ACCEPT_DST: &[u8] = b"SEALBID-V1-ACCEPT_BLS12381G1_XMD:SHA-256_SSWU_RO_";

const FORMAT: &str = "sealbid-custodian-key/1";

/// The secret half of a custodian. Made for one tender; destroy the file after the last stage.
pub struct CustodianKey {
    custodian: Id,
    organisation: String,
    tender_id: Id,
    created: Time,
    scalar: Scalar,
    record: BidKey,
}

/// The payload of the key file. Hex strings hold the secrets, so the whole structure is wiped.
#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    #[zeroize(skip)]
    custodian: Id,
    organisation: String,
    #[zeroize(skip)]
    tender_id: Id,
    #[zeroize(skip)]
    key: Hex<96>,
    secret: String,
    #[zeroize(skip)]
    record_key: Hex<32>,
    record_secret: String,
    #[zeroize(skip)]
    created: Time,
}

impl CustodianKey {
    /// A fresh key for a custodian of a tender.
    ///
    /// # Errors
    /// [`ErrorKind::NoEntropy`].
    pub fn generate(custodian: Id, organisation: &str, tender_id: Id, now: Time) -> Result<CustodianKey> {
        Ok(CustodianKey {
            custodian,
            organisation: organisation.to_owned(),
            tender_id,
            created: now,
            scalar: Scalar::keygen(&Secret::random()?, b"sealbid/1 custodian")?,
            record: BidKey::generate()?,
        })
    }

    /// Writes the key file, encrypted under a passphrase (PEM).
    ///
    /// # Errors
    /// As [`seal_key_file`](crate::suite::seal_key_file).
    pub fn to_key_file(&self, passphrase: &[u8]) -> Result<Zeroizing<String>> {
        let file = File {
            format: FORMAT.to_owned(),
            custodian: self.custodian.clone(),
            organisation: self.organisation.clone(),
            tender_id: self.tender_id.clone(),
            key: self.public().bytes(),
            secret: hex::encode(self.scalar.to_secret().expose()),
            record_key: self.record.public(),
            record_secret: hex::encode(self.record.secret().expose()),
            created: self.created,
        };
        seal_key_file(&Zeroizing::new(write_json(&file)?), passphrase)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// As [`open_key_file`](crate::suite::open_key_file); [`ErrorKind::KeyFileMismatch`].
    pub fn from_key_file(pem: &[u8], passphrase: &[u8]) -> Result<CustodianKey> {
        let payload = open_key_file(pem, passphrase)?;
        let file: File = parse_json(&payload, 16 << 10)?;
        expect_format(&file.format, FORMAT)?;
        let scalar = Scalar::from_secret(&secret(&file.secret)?)?;
        let record = BidKey::from_secret(secret(&file.record_secret)?)?;
        if scalar.public().bytes() != file.key || record.public() != file.record_key {
            return Err(ErrorKind::KeyFileMismatch.into());
        }
        Ok(CustodianKey {
            custodian: file.custodian.clone(),
            organisation: file.organisation.clone(),
            tender_id: file.tender_id.clone(),
            created: file.created,
            scalar,
            record,
        })
    }

    /// The custodian's name in the notice.
    pub fn custodian(&self) -> &Id {
        &self.custodian
    }

    /// The organisation that it is.
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// The tender that the key is for.
    pub fn tender_id(&self) -> &Id {
        &self.tender_id
    }

    /// When the key was made.
    pub fn created(&self) -> Time {
        self.created
    }

    /// The public key.
    pub fn public(&self) -> PublicKey {
        self.scalar.public()
    }

    /// The public key with which the record is cosigned.
    pub fn record_key(&self) -> Hex<32> {
        self.record.public()
    }

    /// Signs a message with the record key: a cosignature on a head of the record (SPEC §13.4).
    ///
    /// # Errors
    /// None in practice, as for [`BidKey::sign`].
    pub fn sign_record(&self, message: &[u8]) -> Result<Hex<64>> {
        self.record.sign(message)
    }

    /// Accepts a notice: the signature doubles as the proof that the custodian has its key.
    pub fn accept(&self, notice: &Digest) -> Hex<48> {
        self.scalar.sign(&notice.0, ACCEPT_DST).bytes()
    }

    /// Releases one stage of one bid.
    pub fn release(&self, scope: &Scope) -> Hex<48> {
        self.scalar.sign(&scope.identity(), RELEASE_DST).bytes()
    }
}

impl fmt::Debug for CustodianKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustodianKey({} for {})", self.custodian, self.tender_id)
    }
}

impl PublicKey {
    /// Checks a custodian's acceptance of a notice under its key.
    ///
    /// # Errors
    /// [`ErrorKind::BadAcceptance`].
    pub fn verify_acceptance(&self, notice: &Digest, signature: &Hex<48>) -> Result<()> {
        let good = Signature::from_bytes(signature).is_ok_and(|s| s.verifies(&notice.0, ACCEPT_DST, self));
        if good { Ok(()) } else { Err(ErrorKind::BadAcceptance.into()) }
    }
}

/// 32 secret bytes from a key file's hex.
pub(crate) fn secret(text: &str) -> Result<Secret> {
    let mut bytes = Zeroizing::new([0; 32]);
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::new(ErrorKind::BadKeyFile).because("hex must be lower case"));
    }
    hex::decode_to_slice(text, &mut bytes[..])
        .map_err(|_| Error::new(ErrorKind::BadKeyFile).because("a secret must be 64 hex digits"))?;
    Ok(Secret::new(*bytes))
}
