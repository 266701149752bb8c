//! What people decide during a tender, signed by those who may: the tenderer and the adjudicator (SPEC §13.8).

use super::outcome::Fault;
use super::signed::MAX_CONTENT;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::wire::{Id, Time, check_text, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

const POSTPONEMENT: &str = "sealbid-postponement/1";
const ADMISSION: &str = "sealbid-admission/1";
const ADJUDICATION: &str = "sealbid-adjudication/1";
const QUORUM_LOST: &str = "sealbid-quorum-lost/1";
/// Bytes of a reason in words.
const MAX_REASON: usize = 4_096;
const MAX_BIDS: usize = 100_000;

/// A stage's new time.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StageTime {
    /// The stage.
    pub id: Id,
    /// Its earliest time of opening.
    pub time: Time,
}

/// The tenderer moves times later. Bids stay valid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Postponement {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// When it was decided.
    pub issued: Time,
    /// The deadline.
    pub deadline: Time,
    /// Every stage's time, in the notice's order.
    pub stages: Vec<StageTime>,
    /// Why, in words.
    pub reason: String,
}

/// A bid that is not admitted, and why.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NotAdmitted {
    /// The bid.
    pub digest: Digest,
    /// Why, in words.
    pub reason: String,
}

/// The tenderer says which of the opened bids go on to the next stage. The others are never opened by anyone.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The stage that is opened next.
    pub stage: Id,
    /// When it was decided.
    pub issued: Time,
    /// Those that go on.
    pub admitted: Vec<Digest>,
    /// Those that do not.
    pub excluded: Vec<NotAdmitted>,
}

/// What an adjudication is about.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Subject {
    /// Whose fault it is that a bid was not opened.
    Bid {
        /// The stage.
        stage: Id,
        /// The bid.
        digest: Digest,
        /// Whose fault it is.
        fault: Fault,
    },
    /// A head that was closed later than the notice's grace allows stands all the same.
    Closing,
    /// An objection is settled: the tender goes on without the bid.
    Objection {
        /// The bid that a receipt shows, and the record does not.
        digest: Digest,
    },
}

/// The adjudicator decides what the record alone cannot.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Adjudication {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// What it is about.
    pub subject: Subject,
    /// When it was decided.
    pub issued: Time,
    /// Why, in words.
    pub reason: String,
}

/// The adjudicator declares that a stage's quorum cannot be met any more, so that bidders give their seeds.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QuorumLost {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The stage.
    pub stage: Id,
    /// When it was declared.
    pub issued: Time,
    /// The last instant at which a seed is taken.
    pub cut_off: Time,
    /// Why, in words.
    pub reason: String,
}

fn reason(text: &str) -> Result<()> {
    check_text(text, 1, MAX_REASON).map_err(|e| e.at("reason"))
}

impl Postponement {
    /// A postponement, to be signed by the tenderer.
    pub fn new(
        (tender, notice): (Digest, Digest),
        issued: Time,
        deadline: Time,
        stages: Vec<StageTime>,
        reason: &str,
    ) -> Postponement {
        let (format, reason) = (POSTPONEMENT.to_owned(), reason.to_owned());
        Postponement { format, tender, notice, issued, deadline, stages, reason }
    }

    /// Reads the content of a signed postponement.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(content: &[u8]) -> Result<Postponement> {
        let found: Postponement = parse_json(content, MAX_CONTENT)?;
        expect_format(&found.format, POSTPONEMENT)?;
        reason(&found.reason)?;
        Ok(found)
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

impl Admission {
    /// An admission to a stage, to be signed by the tenderer.
    pub fn new(
        tender: Digest,
        stage: Id,
        issued: Time,
        admitted: Vec<Digest>,
        excluded: Vec<NotAdmitted>,
    ) -> Admission {
        Admission { format: ADMISSION.to_owned(), tender, stage, issued, admitted, excluded }
    }

    /// Reads the content of a signed admission.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::TooLarge`] for more than 100 000 bids,
    /// [`ErrorKind::DuplicateId`] for one bid twice.
    pub fn parse(content: &[u8]) -> Result<Admission> {
        let found: Admission = parse_json(content, MAX_CONTENT)?;
        expect_format(&found.format, ADMISSION)?;
        let all = found.admitted.len() + found.excluded.len();
        if all > MAX_BIDS {
            return Err(
                Error::new(ErrorKind::TooLarge).because(format_args!("{all} bids, at most {MAX_BIDS}"))
            );
        }
        let mut seen = HashSet::new();
        for digest in found.digests() {
            if !seen.insert(digest) {
                return Err(Error::new(ErrorKind::DuplicateId).because(digest));
            }
        }
        for (n, bid) in found.excluded.iter().enumerate() {
            reason(&bid.reason).map_err(|e| e.at(format_args!("excluded[{n}]")))?;
        }
        Ok(found)
    }

    /// Every bid that it speaks of.
    pub fn digests(&self) -> impl Iterator<Item = Digest> {
        self.admitted.iter().copied().chain(self.excluded.iter().map(|bid| bid.digest))
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

impl Adjudication {
    /// An adjudication, to be signed by the adjudicator.
    pub fn new(tender: Digest, subject: Subject, issued: Time, reason: &str) -> Adjudication {
        let (format, reason) = (ADJUDICATION.to_owned(), reason.to_owned());
        Adjudication { format, tender, subject, issued, reason }
    }

    /// Reads the content of a signed adjudication.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(content: &[u8]) -> Result<Adjudication> {
        let found: Adjudication = parse_json(content, MAX_CONTENT)?;
        expect_format(&found.format, ADJUDICATION)?;
        reason(&found.reason)?;
        Ok(found)
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

impl QuorumLost {
    /// A declaration, to be signed by the adjudicator.
    pub fn new(tender: Digest, stage: Id, issued: Time, cut_off: Time, reason: &str) -> QuorumLost {
        let (format, reason) = (QUORUM_LOST.to_owned(), reason.to_owned());
        QuorumLost { format, tender, stage, issued, cut_off, reason }
    }

    /// Reads the content of a signed declaration.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(content: &[u8]) -> Result<QuorumLost> {
        let found: QuorumLost = parse_json(content, MAX_CONTENT)?;
        expect_format(&found.format, QUORUM_LOST)?;
        reason(&found.reason)?;
        Ok(found)
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}
