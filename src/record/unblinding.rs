//! The end of blind review: the secret behind the codes, whose each code was, and what opens the commitments to the copies
//! (SPEC §19.3).

use super::codes::{CodesSecret, copy_commitment};
use super::review::{Blinded, DealtCode, LIMIT, LotCodes, check_codes, check_copies};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::wire::{Hex, Id, check_path, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

const FORMAT: &str = "sealbid-unblinding/1";

/// What opens the commitment to one blind copy, together with the bid and the copy.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CopyOpening {
    /// The part.
    pub part: Id,
    /// The path of the document that it is a copy of.
    pub path: String,
    /// The salt.
    pub salt: Hex<32>,
}

impl CopyOpening {
    /// What opens the commitment to the copy of this document.
    pub fn of(secret: &CodesSecret, bid: &Digest, part: &Id, path: &str) -> CopyOpening {
        let salt = secret.copy_salt(bid, part, path);
        CopyOpening { part: part.clone(), path: path.to_owned(), salt }
    }

    /// The commitment that it opens, to a copy with this SHA-256.
    pub fn commitment(&self, bid: &Digest, copy: &Digest) -> Digest {
        copy_commitment(&self.salt, bid, &self.part, &self.path, copy)
    }
}

/// Whose a code was.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unblinded {
    /// The code.
    pub code: String,
    /// The bid.
    pub bid: Digest,
    /// One for each copy, in the order in which they were dealt.
    pub openings: Vec<CopyOpening>,
}

/// The codes of one lot with their bids.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnblindedLot {
    /// The lot.
    pub lot: Id,
    /// Its codes, in ascending order.
    pub codes: Vec<Unblinded>,
}

/// The end of blind review: the secret behind the codes, the map that follows from it, and the openings of what was
/// committed to when copies were dealt.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unblinding {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The stage.
    pub stage: Id,
    /// The secret that the closing committed to.
    pub secret: Hex<32>,
    /// The lots, in the notice's order.
    pub lots: Vec<UnblindedLot>,
}

impl Unblinding {
    /// The end of blind review.
    pub fn new(tender: Digest, stage: Id, secret: Hex<32>, lots: Vec<UnblindedLot>) -> Unblinding {
        Unblinding { format: FORMAT.to_owned(), tender, stage, secret, lots }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// As [`parse_json`]; those of codes that stand twice; [`ErrorKind::DuplicateId`] for a bid, or a document of one, that
    /// stands twice; [`ErrorKind::UnsafePath`]; [`ErrorKind::TooLarge`] for too many openings.
    pub fn parse(bytes: &[u8]) -> Result<Unblinding> {
        let found: Unblinding = parse_json(bytes, LIMIT)?;
        expect_format(&found.format, FORMAT)?;
        check_codes(&found.codes())?;
        check_copies(found.all().map(|(_, code)| code.openings.len()).sum())?;
        let mut seen = HashSet::new();
        for (lot, code) in found.all() {
            if !seen.insert(code.bid) {
                return Err(Error::new(ErrorKind::DuplicateId).because(code.bid));
            }
            check_documents(&code.openings)
                .map_err(|e| e.at(format_args!("lot {lot}, code {}", code.code)))?;
        }
        Ok(found)
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }

    /// The codes alone.
    pub fn codes(&self) -> Vec<LotCodes> {
        let codes = |lot: &UnblindedLot| lot.codes.iter().map(|code| code.code.clone()).collect();
        self.lots.iter().map(|lot| LotCodes { lot: lot.lot.clone(), codes: codes(lot) }).collect()
    }

    /// Every bid with its lot, in the file's order.
    pub fn bids(&self) -> impl Iterator<Item = (&Id, Digest)> {
        self.all().map(|(lot, code)| (lot, code.bid))
    }

    fn all(&self) -> impl Iterator<Item = (&Id, &Unblinded)> {
        self.lots.iter().flat_map(|lot| lot.codes.iter().map(|code| (&lot.lot, code)))
    }

    /// Opens the commitments to all copies that were dealt. It needs neither bids nor releases.
    ///
    /// # Errors
    /// [`ErrorKind::WrongCodes`] for other codes than were dealt, and for openings that are not those of a code's copies,
    /// one for each and in their order; [`ErrorKind::CodesSecret`] for a salt that the secret does not give.
    pub fn open(&self, blinded: &Blinded) -> Result<()> {
        let lots = blinded.lots.iter();
        let codes = lots.flat_map(|lot| lot.codes.iter().map(|code| ((&lot.lot, &code.code), code)));
        let mut dealt: HashMap<(&Id, &String), &DealtCode> = codes.collect();
        let secret = CodesSecret::published(self.secret);
        let place = |lot: &Id, code: &str| format!("lot {lot}, code {code}");
        for (lot, code) in self.all() {
            let copies = dealt.remove(&(lot, &code.code));
            let copies = copies.ok_or_else(|| Error::new(ErrorKind::WrongCodes).because("it was not dealt"));
            copies.and_then(|copies| code.open(copies, &secret)).map_err(|e| e.at(place(lot, &code.code)))?;
        }
        match dealt.keys().min() {
            None => Ok(()),
            Some((lot, code)) => {
                Err(Error::new(ErrorKind::WrongCodes).because("nobody has it").at(place(lot, code)))
            }
        }
    }
}

impl Unblinded {
    fn open(&self, dealt: &DealtCode, secret: &CodesSecret) -> Result<()> {
        let (openings, copies) = (self.openings.len(), dealt.copies.len());
        if openings != copies {
            let detail = format!("{openings} openings of {copies} copies");
            return Err(Error::new(ErrorKind::WrongCodes).because(detail));
        }
        for (opening, copy) in self.openings.iter().zip(&dealt.copies) {
            let wrong = |kind: ErrorKind, why: &str| {
                Err(Error::new(kind).because(why).at(format_args!("{}/{}", copy.part, copy.name)))
            };
            if opening.part != copy.part {
                return wrong(ErrorKind::WrongCodes, "its opening is of another part");
            }
            if opening.commitment(&self.bid, &copy.digest) != copy.commitment {
                return wrong(ErrorKind::WrongCodes, "its opening does not open its commitment");
            }
            if *opening != CopyOpening::of(secret, &self.bid, &opening.part, &opening.path) {
                return wrong(ErrorKind::CodesSecret, "its salt does not follow from the secret");
            }
        }
        Ok(())
    }
}

/// Paths are those of documents, and each document stands once.
fn check_documents(openings: &[CopyOpening]) -> Result<()> {
    let mut seen = HashSet::new();
    for CopyOpening { part, path, .. } in openings {
        check_path(path)?;
        if !seen.insert((part, path)) {
            return Err(Error::new(ErrorKind::DuplicateId).because(format_args!("{part}/{path}")));
        }
    }
    Ok(())
}
