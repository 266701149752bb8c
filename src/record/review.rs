//! Files of blind review: what was dealt, and the scores (SPEC §19.3).

use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::wire::{Id, Time, check_text, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

const BLINDED: &str = "sealbid-blinded/1";
const SCORES: &str = "sealbid-scores/1";
/// No file of blind review is longer.
pub(super) const LIMIT: usize = 32 << 20;
/// Codes in one file, of all lots together.
const MAX_CODES: usize = 100_000;
/// Copies in one file, of all codes together.
const MAX_COPIES: usize = 100_000;
/// Points are in hundredths; nobody gives more than a thousand.
const MAX_POINTS: u32 = 100_000;

/// The codes of one lot.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LotCodes {
    /// The lot.
    pub lot: Id,
    /// Its codes, in ascending order.
    pub codes: Vec<String>,
}

/// A blind copy as it was dealt.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DealtCopy {
    /// The part.
    pub part: Id,
    /// Its name in the evaluators' package: a number and an ending.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// The hiding commitment to bid, document and copy.
    pub commitment: Digest,
    /// Whether the hall made the same bytes again from the original and the bidder's terms.
    pub remade: bool,
}

/// A code and what was dealt under it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DealtCode {
    /// The code.
    pub code: String,
    /// The copies.
    pub copies: Vec<DealtCopy>,
}

/// One lot as it was dealt.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DealtLot {
    /// The lot.
    pub lot: Id,
    /// Its codes, in ascending order.
    pub codes: Vec<DealtCode>,
}

/// What evaluators were dealt at a stage: a file of the evidence, named by its digest in the record.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Blinded {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The stage.
    pub stage: Id,
    /// The lots, in the notice's order.
    pub lots: Vec<DealtLot>,
}

impl Blinded {
    /// What was dealt.
    pub fn new(tender: Digest, stage: Id, lots: Vec<DealtLot>) -> Blinded {
        Blinded { format: BLINDED.to_owned(), tender, stage, lots }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// As [`parse_json`]; those of codes that stand twice; [`ErrorKind::TooLarge`] for too many copies.
    pub fn parse(bytes: &[u8]) -> Result<Blinded> {
        let found: Blinded = parse_json(bytes, LIMIT)?;
        expect_format(&found.format, BLINDED)?;
        check_codes(&found.codes())?;
        let codes = found.lots.iter().flat_map(|lot| &lot.codes);
        check_copies(codes.map(|code| code.copies.len()).sum())?;
        Ok(found)
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }

    /// What was dealt under a code.
    pub fn find(&self, lot: &Id, code: &str) -> Option<&DealtCode> {
        let lot = self.lots.iter().find(|dealt| dealt.lot == *lot)?;
        lot.codes.iter().find(|dealt| dealt.code == code)
    }

    /// The codes alone.
    pub fn codes(&self) -> Vec<LotCodes> {
        let codes = |lot: &DealtLot| lot.codes.iter().map(|code| code.code.clone()).collect();
        self.lots.iter().map(|lot| LotCodes { lot: lot.lot.clone(), codes: codes(lot) }).collect()
    }
}

/// What evaluators gave a code.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The code.
    pub code: String,
    /// Points, in hundredths.
    pub points: u32,
    /// In words, if anything is to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The scores of one lot.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LotScores {
    /// The lot.
    pub lot: Id,
    /// A score for each code.
    pub scores: Vec<Score>,
}

/// The scores of a stage by code, to be signed by the tenderer: what the committee found before it knew any name.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The stage.
    pub stage: Id,
    /// SHA-256 of the file of what was dealt.
    pub blinded: Digest,
    /// When they were fixed.
    pub issued: Time,
    /// The lots, in the notice's order.
    pub lots: Vec<LotScores>,
}

impl Scores {
    /// Scores, to be signed by the tenderer.
    pub fn new(tender: Digest, stage: Id, blinded: Digest, issued: Time, lots: Vec<LotScores>) -> Scores {
        Scores { format: SCORES.to_owned(), tender, stage, blinded, issued, lots }
    }

    /// Reads the content of signed scores.
    ///
    /// # Errors
    /// As [`parse_json`]; [`ErrorKind::BadField`] for points above a thousand or a reason that is too long; those of
    /// codes that stand twice.
    pub fn parse(content: &[u8]) -> Result<Scores> {
        let found: Scores = parse_json(content, LIMIT)?;
        expect_format(&found.format, SCORES)?;
        check_codes(&found.codes())?;
        for score in found.lots.iter().flat_map(|lot| &lot.scores) {
            let at = |error: Error| error.at(format_args!("code {}", score.code));
            if score.points > MAX_POINTS {
                return Err(at(Error::new(ErrorKind::BadField).because("more than 1000 points")));
            }
            score.reason.iter().try_for_each(|reason| check_text(reason, 1, 4096)).map_err(at)?;
        }
        Ok(found)
    }

    /// The bytes to be signed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }

    /// The codes alone.
    pub fn codes(&self) -> Vec<LotCodes> {
        let codes = |lot: &LotScores| lot.scores.iter().map(|score| score.code.clone()).collect();
        self.lots.iter().map(|lot| LotCodes { lot: lot.lot.clone(), codes: codes(lot) }).collect()
    }
}

/// Codes are short, stand once in their lot, and are not too many.
pub(super) fn check_codes(lots: &[LotCodes]) -> Result<()> {
    let count: usize = lots.iter().map(|lot| lot.codes.len()).sum();
    if count > MAX_CODES {
        let detail = format!("{count} codes, at most {MAX_CODES}");
        return Err(Error::new(ErrorKind::TooLarge).because(detail));
    }
    let mut known = HashSet::new();
    for lot in lots {
        if !known.insert(lot.lot.as_str()) {
            return Err(Error::new(ErrorKind::DuplicateId).because(&lot.lot));
        }
        let mut seen = HashSet::new();
        for code in &lot.codes {
            check_text(code, 1, 16).map_err(|e| e.at("code"))?;
            if !seen.insert(code) {
                return Err(Error::new(ErrorKind::DuplicateId)
                    .because(code)
                    .at(format_args!("lot {}", lot.lot)));
            }
        }
    }
    Ok(())
}

/// Copies, or what opens their commitments, are not too many.
pub(super) fn check_copies(count: usize) -> Result<()> {
    if count <= MAX_COPIES {
        return Ok(());
    }
    Err(Error::new(ErrorKind::TooLarge).because(format!("{count} copies, at most {MAX_COPIES}")))
}
