//! What a bidder asks of the tender box besides taking a file, signed by the bid key or the bidder's certificate
//! (SPEC §14.4, §14.5).

use super::signed::Signed;
use crate::ca::{Certificate, VerifiedSignature};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const ANNOUNCEMENT: &str = "sealbid-announcement/1";
const REPLACEMENT: &str = "sealbid-replacement/1";
const WITHDRAWAL: &str = "sealbid-withdrawal/1";
const LIMIT: usize = 16 << 10;

/// Checks that a replacement or withdrawal is the bidder's: the bid key signed it, or the certificate that signed the
/// bid. Who has the bid's file knows that certificate; the record alone does not.
///
/// # Errors
/// [`ErrorKind::WrongSigner`]; those of [`Signed::verify_key`] and [`Signed::verify_certificate`].
pub fn check_bidder(signed: &Signed, bid_key: &Hex<32>, bidder: &Certificate) -> Result<()> {
    match check_key(signed, bid_key)? {
        Some(signature) if signature.certificate != *bidder => {
            let detail = format!("signed by {}", signature.certificate.names().display());
            Err(Error::new(ErrorKind::WrongSigner).because(detail))
        }
        _ => Ok(()),
    }
}

/// As much of that as the record alone shows: the bid key signed, or else a certificate did, which is returned.
pub(super) fn check_key(signed: &Signed, bid_key: &Hex<32>) -> Result<Option<VerifiedSignature>> {
    match signed.cms() {
        None => signed.verify_key(bid_key).map(|()| None),
        Some(_) => signed.verify_certificate().map(Some),
    }
}

/// A bid's digest ahead of its file. The bid key signs it, so that nobody can announce for others.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The notice digest.
    pub notice: Digest,
    /// The lot.
    pub lot: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
    /// The bid digest.
    pub digest: Digest,
}

impl Announcement {
    /// An announcement, to be signed by the bid key.
    pub fn new(tender: Digest, notice: Digest, lot: Id, bid_key: Hex<32>, digest: Digest) -> Announcement {
        Announcement { format: ANNOUNCEMENT.to_owned(), tender, notice, lot, bid_key, digest }
    }

    /// Reads a signed announcement and verifies that its own bid key signed it.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json) and [`Signed::verify_key`].
    pub fn verify(signed: &Signed) -> Result<Announcement> {
        let announcement: Announcement = parse_json(signed.content(), LIMIT)?;
        expect_format(&announcement.format, ANNOUNCEMENT)?;
        signed.verify_key(&announcement.bid_key)?;
        Ok(announcement)
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

/// One bid in the place of another.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The lot of both.
    pub lot: Id,
    /// The bid that goes.
    pub old: Digest,
    /// The bid that comes.
    pub new: Digest,
    /// How often this bidder will then have replaced its bid for the lot: 1 for the first time.
    pub sequence: u32,
}

impl Replacement {
    /// A replacement, to be signed by the old bid's key or its bidder's certificate.
    pub fn new(tender: Digest, lot: Id, old: Digest, new: Digest, sequence: u32) -> Replacement {
        Replacement { format: REPLACEMENT.to_owned(), tender, lot, old, new, sequence }
    }

    /// Reads the content; whether its signature is the bidder's is for the box to check.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(content: &[u8]) -> Result<Replacement> {
        let replacement: Replacement = parse_json(content, LIMIT)?;
        expect_format(&replacement.format, REPLACEMENT)?;
        Ok(replacement)
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

/// A bid goes, and nothing comes in its place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The lot.
    pub lot: Id,
    /// The bid that goes.
    pub digest: Digest,
    /// One more than how often this bidder has replaced its bid for the lot.
    pub sequence: u32,
}

impl Withdrawal {
    /// A withdrawal, to be signed by the bid's key or its bidder's certificate.
    pub fn new(tender: Digest, lot: Id, digest: Digest, sequence: u32) -> Withdrawal {
        Withdrawal { format: WITHDRAWAL.to_owned(), tender, lot, digest, sequence }
    }

    /// Reads the content; whether its signature is the bidder's is for the box to check.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(content: &[u8]) -> Result<Withdrawal> {
        let withdrawal: Withdrawal = parse_json(content, LIMIT)?;
        expect_format(&withdrawal.format, WITHDRAWAL)?;
        Ok(withdrawal)
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}
