//! Blind review once more: copies, codes and names that follow from the evidence (SPEC §19.4).

use super::copies::{Found, FoundCopy, reopen};
use super::findings::Findings;
use super::outcomes::WithEvidence;
use super::releases::Given;
use super::rule::{Place, Rule, Why};
use super::stages::{ReviewFacts, StageFacts};
use crate::error::{Error, ErrorKind, Result};
use crate::opening::{Case, Releases};
use crate::record::{BidState, Blinded, CodesSecret, DealtCode, Outcome, Unblinding, code, copy_name};
use crate::suite::{Digest, Secret, hash};
use crate::wire::Id;
use std::collections::{BTreeMap, BTreeSet};

/// An opened bid as its codes need it.
struct Opened<'b> {
    bid: &'b BidState,
    found: Found,
}

impl WithEvidence<'_> {
    /// Follows the review of a stage.
    ///
    /// # Errors
    /// Those of reading.
    pub fn review(
        &self,
        facts: &StageFacts,
        given: &Given,
        case: &Case,
        findings: &mut Findings,
    ) -> Result<()> {
        let Some(review) = &facts.review else { return Ok(()) };
        let blinded = match self.blinded(review, case, findings)? {
            Some(blinded) => blinded,
            None => return Ok(()),
        };
        let Some((entry, unblinding)) = &review.unblinding else {
            findings.not_checked(Rule::Review, Why::Unfinished);
            return Ok(());
        };
        let releases = given.all()?;
        let mut wrong = |place: Place, error: Error| findings.add(Rule::Review, place, error);
        let mut lots: BTreeMap<&Id, Vec<Opened<'_>>> = BTreeMap::new();
        for bid in self.history.bids().iter().filter(|bid| facts.outcomes.is_opened(&bid.digest)) {
            let Some(outcome) = facts.outcomes.get(&bid.digest) else { continue };
            match self.opened(case, (bid, outcome), &releases) {
                Ok(opened) => lots.entry(&bid.lot).or_default().push(opened),
                Err(error) if error.kind() == ErrorKind::Io => return Err(error),
                // Its outcome or its file is wrong, and another rule says so; without its seed no code can be derived.
                Err(error) => {
                    return {
                        let _: () = wrong(Place::Bid(bid.digest), error);
                        Ok(())
                    };
                }
            }
        }
        let secret = CodesSecret::published(unblinding.secret);
        let mut unknown = false;
        for (lot, bids) in &lots {
            let seeds: Vec<(Digest, Secret)> =
                bids.iter().map(|opened| (opened.bid.digest, opened.found.seed.clone())).collect();
            let order = secret.order(case.stage(), lot, &seeds);
            for opened in bids {
                let held = review.withheld.contains(&opened.bid.digest);
                unknown |= held && opened.found.fit.is_none();
                if let Some(error) = opened.held_wrongly(held) {
                    wrong(Place::Bid(opened.bid.digest), error);
                }
            }
            let dealt = order.iter().enumerate().filter(|(_, digest)| !review.withheld.contains(digest));
            for (place, digest) in dealt {
                let code = code(place);
                if named(unblinding, lot, &code) != Some(*digest) {
                    let detail = format!("lot {lot}, code {code} is that of the bid {digest}");
                    wrong(Place::Entry(*entry), Error::new(ErrorKind::WrongCodes).because(detail));
                }
                let opened = bids.iter().find(|opened| opened.bid.digest == *digest);
                let found = blinded.find(lot, &code);
                let pair = opened.zip(found).map(|(opened, found)| (opened.numbered(found, &secret), found));
                let same = opened
                    .zip(pair.as_ref())
                    .is_some_and(|(opened, (copies, found))| opened.is_dealt_as(copies, found, &secret));
                let copies =
                    pair.into_iter().flat_map(|(copies, found)| copies.into_iter().zip(&found.copies));
                for (again, said) in copies.map(|(copy, dealt)| (copy.remade, dealt.remade)) {
                    match again {
                        None => unknown = true,
                        Some(again) if again == said => {}
                        Some(_) => {
                            let detail =
                                format!("lot {lot}, code {code}: a copy is said to be made again: {said}");
                            wrong(
                                Place::Bid(*digest),
                                Error::new(ErrorKind::EvidenceMismatch).because(detail),
                            );
                        }
                    }
                }
                if !same {
                    let detail = format!("lot {lot}, code {code}: what was dealt is not what it sealed");
                    wrong(Place::Bid(*digest), Error::new(ErrorKind::EvidenceMismatch).because(detail));
                }
            }
        }
        if unknown {
            findings.not_checked(Rule::Review, Why::OtherTransformation);
        }
        Ok(())
    }

    /// The file of what was dealt, if it is there and is the one that the record names.
    fn blinded(&self, review: &ReviewFacts, case: &Case, findings: &mut Findings) -> Result<Option<Blinded>> {
        let place = Place::Entry(review.entry);
        let Some(bytes) = self.evidence.blinded(&review.blinded)? else {
            let error = Error::new(ErrorKind::EvidenceMissing).because(review.blinded);
            findings.add(Rule::Review, place, error);
            return Ok(None);
        };
        let mismatch = |why: &str| Err(Error::new(ErrorKind::EvidenceMismatch).because(why));
        let read = || {
            if hash(&[&bytes]) != review.blinded {
                return mismatch("it is another file");
            }
            let blinded = Blinded::parse(&bytes)?;
            if (blinded.tender, &blinded.stage) != (case.notice().tender(), case.stage()) {
                return mismatch("it is of another stage");
            }
            if blinded.codes() != review.codes {
                return mismatch("it has other codes than its entry");
            }
            let copies = blinded.lots.iter().flat_map(|lot| &lot.codes).flat_map(|code| &code.copies);
            let different: BTreeSet<Digest> =
                copies.filter(|copy| !copy.remade).map(|copy| copy.commitment).collect();
            if different != review.different {
                return mismatch("its entry names other copies as different");
            }
            Ok(blinded)
        };
        match read() {
            Ok(blinded) => Ok(Some(blinded)),
            Err(error) => {
                findings.add(Rule::Review, place, error);
                Ok(None)
            }
        }
    }

    fn opened<'b>(
        &self,
        case: &Case,
        (bid, outcome): (&'b BidState, &Outcome),
        releases: &Releases,
    ) -> Result<Opened<'b>> {
        let file = self.evidence.bid(&bid.digest)?;
        let file = file.ok_or_else(|| Error::new(ErrorKind::FileNotFound));
        Ok(Opened { bid, found: reopen(case, (bid, outcome), file, releases, self.work)? })
    }
}

impl Opened<'_> {
    /// Why this bid must not have been dealt, or must not have been held back.
    fn held_wrongly(&self, held: bool) -> Option<Error> {
        match (held, self.found.fit.as_ref()?) {
            (true, Ok(())) => {
                let detail = "it was held back, and the scanner passes each of its copies";
                Some(Error::new(ErrorKind::EvidenceMismatch).because(detail))
            }
            (false, Err(error)) => Some(error.clone()),
            _ => None,
        }
    }

    fn commitment(&self, copy: &FoundCopy, secret: &CodesSecret) -> Digest {
        secret.copy_commitment(&self.bid.digest, &copy.part, &copy.path, &copy.digest)
    }

    /// Its copies in the order in which they are numbered. A reader that cannot tell takes that in which they were dealt,
    /// within each part.
    fn numbered(&self, dealt: &DealtCode, secret: &CodesSecret) -> Vec<&FoundCopy> {
        let mut copies: Vec<&FoundCopy> = self.found.copies.iter().collect();
        if !self.found.ordered {
            let commitments = dealt.copies.iter().map(|copy| copy.commitment);
            let places: BTreeMap<Digest, usize> = commitments.zip(0..).collect();
            for part in copies.chunk_by_mut(|a, b| a.part == b.part) {
                part.sort_by_cached_key(|copy| places.get(&self.commitment(copy, secret)).copied());
            }
        }
        copies
    }

    /// Whether what was dealt under a code are these copies of this bid, committed to as it must be.
    fn is_dealt_as(&self, copies: &[&FoundCopy], dealt: &DealtCode, secret: &CodesSecret) -> bool {
        if copies.len() != dealt.copies.len() {
            return false;
        }
        let mut place = 0;
        let mut before: Option<&FoundCopy> = None;
        for (found, copy) in copies.iter().copied().zip(&dealt.copies) {
            place = if before.is_some_and(|before| before.part == found.part) { place + 1 } else { 0 };
            before = Some(found);
            let name = copy_name(place, &found.path);
            let commitment = self.commitment(found, secret);
            if (&found.part, &name, found.size, found.digest, commitment)
                != (&copy.part, &copy.name, copy.size, copy.digest, copy.commitment)
            {
                return false;
            }
        }
        true
    }
}

fn named(unblinding: &Unblinding, lot: &Id, code: &str) -> Option<Digest> {
    let lot = unblinding.lots.iter().find(|named| named.lot == *lot)?;
    lot.codes.iter().find(|named| named.code == code).map(|named| named.bid)
}
