//! The scores, and then the names (SPEC §19.3).

use super::collect::BlindPart;
use super::deal::{blind_parts, codes};
use crate::bid::Work;
use crate::error::{Error, ErrorKind, Result};
use crate::opening::{BLINDED, Opening};
use crate::record::{
    Blinded, CodesSecret, CopyOpening, DealtCopy, Event, ReviewState, Scores, Signed, Unblinded,
    UnblindedLot, Unblinding, code,
};
use crate::suite::{Digest, hash};
use crate::tenderbox::ClosedBox;
use crate::wire::Time;
use std::collections::HashMap;

/// No file of what was dealt is longer.
const LIMIT: u64 = 32 << 20;

/// Records the scores by code, signed by the tenderer: from here on they are fixed.
///
/// # Errors
/// Those of [`Signed::parse`] and [`Scores::parse`], and of the record's rules: [`ErrorKind::WrongCodes`] and the like.
pub fn fix_scores(closed: &ClosedBox, signed: &[u8], now: Time) -> Result<()> {
    let stage = Scores::parse(Signed::parse(signed)?.content())?.stage;
    let event = Event::Scored { stage, scores: hash(&[signed]) };
    closed.write(now, event, vec![signed.to_vec()]).map(|_| ())
}

/// Publishes the secret behind the codes, whose each code was, and what opens the commitments to its copies. Bids that were
/// dealt are opened once more for the paths of their documents, of which the record has nothing before.
///
/// # Errors
/// [`ErrorKind::OutOfOrder`] before the scores are fixed; [`ErrorKind::EvidenceMismatch`] for a copy that was dealt and is
/// none of its bid; those of opening a bid, of the evidence, and of other rules of the record.
pub fn unblind(opening: &Opening<'_>, now: Time) -> Result<Unblinding> {
    let (closed, stage) = (opening.closed(), opening.case().stage());
    let review =
        closed.with_history(|history| history.stage(stage).map(|(_, state)| state.review.clone()))?;
    // The secret must not leave this function a moment too early.
    let scored = |review: &ReviewState| review.scores.is_some();
    let Some(review) = review.filter(scored) else {
        return Err(Error::new(ErrorKind::OutOfOrder).because("the scores are not fixed yet"));
    };
    let dealt = closed.evidence(BLINDED, &review.blinded, LIMIT)?;
    let blinded = Blinded::parse(&dealt)?;
    let (secret, lots) = codes(opening)?;
    let mut unblinded = Vec::new();
    for (lot, bids) in lots {
        let mut codes = Vec::new();
        for (place, bid) in bids.iter().enumerate().filter(|(_, bid)| !review.withheld.contains(&bid.digest))
        {
            let at = |error: Error| error.at(format_args!("bid {}", bid.digest));
            let code = code(place);
            let copies = blinded.find(&lot, &code).map(|dealt| dealt.copies.as_slice()).unwrap_or_default();
            let (parts, _) = blind_parts(opening, &bid.digest, Work::default()).map_err(at)?;
            let openings = openings(&secret, &bid.digest, &parts, copies).map_err(at)?;
            codes.push(Unblinded { code, bid: bid.digest, openings });
        }
        unblinded.push(UnblindedLot { lot, codes });
    }
    let tender = opening.case().notice().tender();
    let unblinding = Unblinding::new(tender, stage.clone(), secret.publish(), unblinded);
    let bytes = unblinding.to_bytes()?;
    let (unblinding_digest, blinded) = (hash(&[&bytes]), review.blinded);
    let event = Event::Unblinded { stage: stage.clone(), unblinding: unblinding_digest, blinded };
    closed.write(now, event, vec![bytes, dealt])?;
    Ok(unblinding)
}

/// What opens the commitments to a bid's copies, in the order in which they were dealt.
fn openings(
    secret: &CodesSecret,
    bid: &Digest,
    parts: &[BlindPart],
    dealt: &[DealtCopy],
) -> Result<Vec<CopyOpening>> {
    let mut known = HashMap::new();
    for part in parts {
        for (path, _, copy) in &part.documents {
            let opening = CopyOpening::of(secret, bid, &part.part, path);
            known.insert(opening.commitment(bid, &hash(&[copy])), opening);
        }
    }
    let opening = |copy: &DealtCopy| {
        let found = known.remove(&copy.commitment);
        found.ok_or_else(|| {
            Error::new(ErrorKind::EvidenceMismatch).at(format_args!("{}/{}", copy.part, copy.name))
        })
    };
    dealt.iter().map(opening).collect()
}
