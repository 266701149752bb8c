//! What goes between the platform and the custodians, in files that any channel can carry (SPEC §15.1).

use super::receipt::Reason;
use super::signed::Signed;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::timelock::CustodianKey;
use crate::wire::{Base64, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const COSIGN: &str = "sealbid-cosign-request/1";
const RELEASE: &str = "sealbid-release-request/1";
const REFUSAL: &str = "sealbid-release-refusal/1";
/// A note of 64 KiB and 16 tokens of 64 KiB each, in base64.
const LIMIT: usize = 2 << 20;
const REFUSAL_LIMIT: usize = 16 << 10;
/// Tokens that come with a head.
pub const MAX_TOKENS: usize = 16;

/// Checks how many tokens come with a head.
pub(super) fn check_tokens(count: usize) -> Result<()> {
    if count <= MAX_TOKENS {
        return Ok(());
    }
    let detail = format!("{count} tokens, at most {MAX_TOKENS}");
    Err(Error::new(ErrorKind::TooLarge).because(detail).at("tokens"))
}

/// The platform asks a custodian to cosign a head. The record's log goes along.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CosignRequest {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The head, signed by the platform.
    pub note: Base64,
    /// Timestamp tokens over the head's text.
    pub tokens: Vec<Base64>,
}

impl CosignRequest {
    /// A request to cosign this head.
    pub fn new(tender: Digest, note: Vec<u8>, tokens: Vec<Vec<u8>>) -> CosignRequest {
        let tokens = tokens.into_iter().map(Base64).collect();
        CosignRequest { format: COSIGN.to_owned(), tender, note: Base64(note), tokens }
    }

    /// Reads a request.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::TooLarge`] for more than 16 tokens.
    pub fn parse(bytes: &[u8]) -> Result<CosignRequest> {
        let request: CosignRequest = parse_json(bytes, LIMIT)?;
        expect_format(&request.format, COSIGN)?;
        check_tokens(request.tokens.len())?;
        Ok(request)
    }

    /// Writes it.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

/// The platform asks the custodians to release a stage; it signs this with its certificate. The record's log goes
/// along: from it each custodian finds for itself which bids it is to release.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// The stage.
    pub stage: Id,
    /// The head, with the custodians' cosignatures.
    pub note: Base64,
    /// Timestamp tokens over the head's text, at or after the stage's time.
    pub tokens: Vec<Base64>,
}

impl ReleaseRequest {
    /// A request to release this stage on this head.
    pub fn new(
        (tender, notice): (Digest, Digest),
        stage: Id,
        note: Vec<u8>,
        tokens: Vec<Vec<u8>>,
    ) -> ReleaseRequest {
        let tokens = tokens.into_iter().map(Base64).collect();
        ReleaseRequest { format: RELEASE.to_owned(), tender, notice, stage, note: Base64(note), tokens }
    }

    /// Reads a request's content; its signature is in the [`Signed`] around it.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::TooLarge`] for more than 16 tokens.
    pub fn parse(content: &[u8]) -> Result<ReleaseRequest> {
        let request: ReleaseRequest = parse_json(content, LIMIT)?;
        expect_format(&request.format, RELEASE)?;
        check_tokens(request.tokens.len())?;
        Ok(request)
    }

    /// The bytes that the platform signs.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

/// A custodian does not release, and says why. Its record key signs this.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRefusal {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The stage that was asked for.
    pub stage: Id,
    /// Who refuses.
    pub custodian: Id,
    /// SHA-256 of the signed request.
    pub request: Digest,
    /// Why.
    pub reason: Reason,
}

impl ReleaseRefusal {
    /// A custodian refuses a request.
    ///
    /// # Errors
    /// As [`Signed::with_key`].
    pub fn sign(
        key: &CustodianKey,
        tender: Digest,
        stage: Id,
        request: Digest,
        error: &Error,
    ) -> Result<Signed> {
        let refusal = ReleaseRefusal {
            format: REFUSAL.to_owned(),
            tender,
            stage,
            custodian: key.custodian().clone(),
            request,
            reason: Reason::of(error),
        };
        Signed::with_key(write_json(&refusal)?, key.record_key(), |message| key.sign_record(message))
    }

    /// Reads a refusal's content; its signature is in the [`Signed`] around it.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::BadField`] for a reason that is too long.
    pub fn parse(content: &[u8]) -> Result<ReleaseRefusal> {
        let refusal: ReleaseRefusal = parse_json(content, REFUSAL_LIMIT)?;
        expect_format(&refusal.format, REFUSAL)?;
        refusal.reason.check()?;
        Ok(refusal)
    }
}
