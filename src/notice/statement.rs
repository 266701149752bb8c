//! A custodian's statement of its key for this tender, signed by its organisation (SPEC §2.4).

use super::body::CustodianEntry;
use crate::ca::{VerifiedSignature, verify_detached};
use crate::error::{Error, ErrorKind, Result};
use crate::timelock::{CustodianKey, PublicKey};
use crate::wire::{Hex, Id, Time, check_text, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-statement/1";
const LIMIT: usize = 16 << 10;

/// What a custodian states.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    format: String,
    /// The custodian's name in the notice.
    pub custodian: Id,
    /// The organisation, as its certificate names it.
    pub organisation: String,
    /// The tender that the key is made for.
    pub tender_id: Id,
    /// The key, a compressed point of G2.
    pub key: Hex<96>,
    /// The Ed25519 key with which the custodian will cosign the record.
    pub record_key: Hex<32>,
    /// When the key was made.
    pub created: Time,
}

impl Statement {
    /// The statement of a key.
    pub fn of(key: &CustodianKey) -> Statement {
        Statement {
            format: FORMAT.to_owned(),
            custodian: key.custodian().clone(),
            organisation: key.organisation().to_owned(),
            tender_id: key.tender_id().clone(),
            key: key.public().bytes(),
            record_key: key.record_key(),
            created: key.created(),
        }
    }

    /// Reads a statement.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(bytes: &[u8]) -> Result<Statement> {
        let statement: Statement = parse_json(bytes, LIMIT)?;
        expect_format(&statement.format, FORMAT)?;
        check_text(&statement.organisation, 1, 256).map_err(|e| e.at("organisation"))?;
        Ok(statement)
    }

    /// Writes the bytes that the organisation signs.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

/// A statement whose key is valid and whose signature fits. Whether its signer is *trusted* is the bidder's own
/// question ([`TrustList`](super::TrustList)).
#[derive(Clone, Debug)]
pub struct VerifiedStatement {
    statement: Statement,
    key: PublicKey,
    signature: VerifiedSignature,
}

impl VerifiedStatement {
    /// Verifies a statement and its organisation's signature.
    ///
    /// # Errors
    /// Those of [`Statement::parse`] and of [`verify_detached`]; [`ErrorKind::BadCustodianKey`];
    /// [`ErrorKind::OrganisationMismatch`].
    pub fn verify(entry: &CustodianEntry) -> Result<VerifiedStatement> {
        let statement = Statement::parse(&entry.statement.0)?;
        let key = PublicKey::from_bytes(&statement.key)
            .map_err(|e| Error::new(ErrorKind::BadCustodianKey).because(e.detail()).at("key"))?;
        let signature = verify_detached(&entry.statement.0, &entry.signature.0)?;
        let signer = signature.certificate.names().organisation;
        if signer.as_deref() != Some(&statement.organisation) {
            let detail = format!("the certificate names {:?}", signer.unwrap_or_default());
            return Err(Error::new(ErrorKind::OrganisationMismatch).because(detail).at("organisation"));
        }
        Ok(VerifiedStatement { statement, key, signature })
    }

    /// What is stated.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The custodian's key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The organisation's signature.
    pub fn signature(&self) -> &VerifiedSignature {
        &self.signature
    }

    /// Whether two statements come from one organisation: by name, or by credit code where both have one. Another
    /// code does not make another organisation of one name.
    pub(super) fn same_organisation(&self, other: &VerifiedStatement) -> bool {
        let (ours, theirs) = (self.signature.certificate.names(), other.signature.certificate.names());
        let same_code = ours.credit_code.is_some() && ours.credit_code == theirs.credit_code;
        same_code || self.statement.organisation == other.statement.organisation
    }
}
