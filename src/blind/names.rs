//! The scores, and then the names (SPEC §19.3).

use super::deal::codes;
use crate::error::{Error, ErrorKind, Result};
use crate::opening::Opening;
use crate::record::{Event, Scores, Signed, Unblinded, UnblindedLot, Unblinding, code};
use crate::suite::hash;
use crate::tenderbox::ClosedBox;
use crate::wire::Time;

/// Records the scores by code, signed by the tenderer: from here on they are fixed.
///
/// # Errors
/// Those of [`Signed::parse`] and [`Scores::parse`], and of the record's rules: [`ErrorKind::WrongCodes`] and the like.
pub fn fix_scores(closed: &ClosedBox, signed: &[u8], now: Time) -> Result<()> {
    let stage = Scores::parse(Signed::parse(signed)?.content())?.stage;
    let event = Event::Scored { stage, scores: hash(&[signed]) };
    closed.write(now, event, vec![signed.to_vec()]).map(|_| ())
}

/// Publishes the secret behind the codes, and whose each code was.
///
/// # Errors
/// [`ErrorKind::OutOfOrder`] before the scores are fixed, and other rules of the record.
pub fn unblind(opening: &Opening<'_>, now: Time) -> Result<Unblinding> {
    let (closed, stage) = (opening.closed(), opening.case().stage());
    let review =
        closed.with_history(|history| history.stage(stage).map(|(_, state)| state.review.clone()))?;
    // The secret must not leave this function a moment too early.
    let scored = |review: &crate::record::ReviewState| review.scores.is_some();
    let Some(review) = review.filter(scored) else {
        return Err(Error::new(ErrorKind::OutOfOrder).because("the scores are not fixed yet"));
    };
    let (secret, lots) = codes(opening)?;
    let lots = lots.into_iter().map(|(lot, bids)| {
        let dealt = bids.iter().enumerate().filter(|(_, bid)| !review.withheld.contains(&bid.digest));
        let codes = dealt.map(|(place, bid)| Unblinded { code: code(place), bid: bid.digest }).collect();
        UnblindedLot { lot, codes }
    });
    let tender = opening.case().notice().tender();
    let unblinding = Unblinding::new(tender, stage.clone(), secret.publish(), lots.collect());
    let bytes = unblinding.to_bytes()?;
    let event = Event::Unblinded { stage: stage.clone(), unblinding: hash(&[&bytes]) };
    closed.write(now, event, vec![bytes])?;
    Ok(unblinding)
}
