//! What the tender box promises and refuses, signed by the platform (SPEC §14.2, §14.3).

use super::signed::Signed;
use crate::ca::Signer;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::wire::{Hex, Id, Time, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const RECEIPT: &str = "sealbid-receipt/1";
const REFUSAL: &str = "sealbid-refusal/1";
const LIMIT: usize = 16 << 10;

/// What was received.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReceiptKind {
    /// A bid.
    Bid,
    /// A bid in the place of another.
    Replacement,
    /// A bid's digest, whose file may follow.
    Announcement,
    /// The file of a bid that had been announced.
    Delivery,
    /// A bid's withdrawal.
    Withdrawal,
}

/// The box's promise that something arrived, and when. It tells neither how many bids there are nor which this is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    format: String,
    /// What arrived.
    pub kind: ReceiptKind,
    /// The tender digest.
    pub tender: Digest,
    /// The notice digest that the bid was sealed for.
    pub notice: Digest,
    /// The bid's lot.
    pub lot: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
    /// The bid digest.
    pub digest: Digest,
    /// Size of the file in bytes, where it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When the last byte had arrived.
    pub arrived: Time,
    /// SHA-256 of the bidder's timestamp token, where one came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Digest>,
    /// The digest of the bid that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Digest>,
}

impl Receipt {
    /// A receipt for a bid; its further members are the caller's to fill in.
    pub fn new(
        kind: ReceiptKind,
        place: (Digest, Digest, Id, Hex<32>),
        digest: Digest,
        arrived: Time,
    ) -> Receipt {
        let (tender, notice, lot, bid_key) = place;
        let format = RECEIPT.to_owned();
        let (size, token, replaces) = (None, None, None);
        Receipt { format, kind, tender, notice, lot, bid_key, digest, size, arrived, token, replaces }
    }

    /// Reads a receipt's content; its signature is in the [`Signed`] around it.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(content: &[u8]) -> Result<Receipt> {
        let receipt: Receipt = parse_json(content, LIMIT)?;
        expect_format(&receipt.format, RECEIPT)?;
        Ok(receipt)
    }

    /// The platform signs it.
    ///
    /// # Errors
    /// As [`Signed::by_certificate`].
    pub fn sign(&self, platform: &Signer) -> Result<Signed> {
        Signed::by_certificate(write_json(self)?, platform, self.arrived)
    }
}

/// Why the box did not take something.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The notice digest that was in force.
    pub notice: Digest,
    /// The bid digest, if the file was well formed enough to have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// When the last byte had arrived.
    pub arrived: Time,
    /// Why.
    pub reason: Reason,
}

impl Refusal {
    /// A refusal of what arrived at this time.
    pub fn new(
        tender: Digest,
        notice: Digest,
        digest: Option<Digest>,
        arrived: Time,
        error: &Error,
    ) -> Refusal {
        Refusal { format: REFUSAL.to_owned(), tender, notice, digest, arrived, reason: Reason::of(error) }
    }

    /// Reads a refusal's content.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::BadField`] for a reason that is too long.
    pub fn parse(content: &[u8]) -> Result<Refusal> {
        let refusal: Refusal = parse_json(content, LIMIT)?;
        expect_format(&refusal.format, REFUSAL)?;
        refusal.reason.check()?;
        Ok(refusal)
    }

    /// The platform signs it.
    ///
    /// # Errors
    /// As [`Signed::by_certificate`].
    pub fn sign(&self, platform: &Signer) -> Result<Signed> {
        Signed::by_certificate(write_json(self)?, platform, self.arrived)
    }
}

/// An error as it stands in a record: its kind and where it was met. Details are left out: they may differ between
/// machines, and quote what is secret.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The stable number.
    pub code: i32,
    /// The kind's name.
    pub name: String,
    /// Where, outermost first; possibly empty.
    pub place: String,
}

impl Reason {
    /// The reason that an error is.
    pub fn of(error: &Error) -> Reason {
        // A place may quote a file's name; no reader takes more than it must.
        let place = error.place().chars().filter(|c| !c.is_control()).take(256).collect();
        Reason { code: error.code(), name: error.kind().name().to_owned(), place }
    }

    /// Checks what [`Reason::of`] keeps: a name of at most 64 bytes, a place of at most 256 characters, and no control
    /// characters in either. The number may be one of a later version.
    ///
    /// # Errors
    /// [`ErrorKind::BadField`].
    pub(super) fn check(&self) -> Result<()> {
        let printable = !self.name.chars().chain(self.place.chars()).any(char::is_control);
        let named = !self.name.is_empty() && self.name.len() <= 64;
        if printable && named && self.place.chars().count() <= 256 {
            return Ok(());
        }
        Err(Error::new(ErrorKind::BadField).because("a name or place that is too long").at("reason"))
    }

    /// The kind, if this version knows it.
    pub fn kind(&self) -> Option<ErrorKind> {
        ErrorKind::from_code(self.code).filter(|kind| kind.name() == self.name)
    }
}
