//! Blind review between two stages: dealt, scored, unblinded (SPEC §19.3).

use super::state::{BidStatus, ReviewState};
use super::{Entry, History, out_of_order};
use crate::error::{Error, ErrorKind, Result};
use crate::record::codes::CodesSecret;
use crate::record::parties::check_tenderer;
use crate::record::review::{Blinded, LotCodes, Scores, check_codes};
use crate::record::signed::Signed;
use crate::record::unblinding::Unblinding;
use crate::suite::Digest;
use crate::wire::Id;
use std::collections::{BTreeMap, BTreeSet};

impl History {
    /// Deals a finished stage's bids to evaluators: the codes that were dealt, and the bids that were held back.
    pub(super) fn blinded(
        &mut self,
        stage: &Id,
        blinded: Digest,
        lots: &[LotCodes],
        withheld: &[Digest],
        different: &[Digest],
    ) -> Result<()> {
        let number = self.reviewed(stage)?;
        if self.stage_at(number)?.review.is_some() {
            return out_of_order("the stage was dealt before");
        }
        check_codes(lots)?;
        let withheld: BTreeSet<Digest> = withheld.iter().copied().collect();
        let mut counts: BTreeMap<&Id, (usize, usize)> = BTreeMap::new();
        for bid in self.bids.iter().filter(|bid| bid.status == BidStatus::Opened(number)) {
            let (dealt, held) = counts.entry(&bid.lot).or_default();
            *(if withheld.contains(&bid.digest) { held } else { dealt }) += 1;
        }
        let held: usize = counts.values().map(|(_, held)| held).sum();
        if held != withheld.len() {
            return Err(Error::new(ErrorKind::UnknownBid).because("a bid that was held back was not opened"));
        }
        let dealt = lots.iter().map(|lot| (&lot.lot, lot.codes.len())).filter(|(_, count)| *count > 0);
        let opened = counts.iter().map(|(lot, (dealt, _))| (*lot, *dealt)).filter(|(_, count)| *count > 0);
        if dealt.collect::<BTreeMap<_, _>>() != opened.collect::<BTreeMap<_, _>>() {
            let detail = "there must be one for each bid that was opened and not held back";
            return Err(Error::new(ErrorKind::WrongCodes).because(detail));
        }
        let copies: BTreeSet<&Digest> = different.iter().collect();
        if copies.len() != different.len() {
            return Err(Error::new(ErrorKind::DuplicateId).at("different"));
        }
        let codes = lots.to_vec();
        let review = ReviewState { blinded, codes, withheld, scores: None, unblinding: None };
        self.stage_mut(number)?.review = Some(review);
        Ok(())
    }

    /// The scores are fixed, before anybody is told a name.
    pub(super) fn scored(&mut self, entry: &Entry, stage: &Id, scores: Digest, bytes: &[u8]) -> Result<()> {
        let number = self.reviewed(stage)?;
        let signed = Signed::parse(bytes)?;
        let content = Scores::parse(signed.content())?;
        self.check_place(content.tender, None)?;
        self.check_issued(entry, content.issued)?;
        if content.stage != *stage {
            return Err(Error::new(ErrorKind::UnknownStage).because("the scores are of another stage"));
        }
        check_tenderer(self.notice()?, &signed.verify_certificate()?, &self.trust, content.issued)?;
        let Some(review) = &mut self.stage_mut(number)?.review else {
            return out_of_order("nothing was dealt yet");
        };
        if review.scores.is_some() {
            return out_of_order("the scores are fixed already");
        }
        if content.blinded != review.blinded {
            return Err(Error::new(ErrorKind::WrongCodes)
                .because("they are about another deal")
                .at("blinded"));
        }
        check_same(&content.codes(), &review.codes)?;
        review.scores = Some(scores);
        Ok(())
    }

    /// The secret, the map and what was dealt are published, each by its digest: anybody opens the commitments.
    pub(super) fn unblinded(
        &mut self,
        stage: &Id,
        (unblinding, bytes): (Digest, &[u8]),
        (blinded, dealt): (Digest, &[u8]),
    ) -> Result<()> {
        let number = self.reviewed(stage)?;
        let content = Unblinding::parse(bytes)?;
        self.check_place(content.tender, None)?;
        if content.stage != *stage {
            return Err(Error::new(ErrorKind::UnknownStage).because("it is of another stage"));
        }
        let committed = self.closing().and_then(|closing| closing.codes);
        if Some(CodesSecret::published(content.secret).commitment()) != committed {
            return Err(ErrorKind::CodesSecret.into());
        }
        let review = self.stage_at(number)?.review.as_ref();
        let Some(review) = review.filter(|review| review.scores.is_some() && review.unblinding.is_none())
        else {
            return out_of_order("it comes once, when the scores are fixed");
        };
        for (lot, digest) in content.bids() {
            let known =
                self.find(&digest).filter(|bid| bid.status == BidStatus::Opened(number) && bid.lot == *lot);
            if known.is_none() || review.withheld.contains(&digest) {
                let detail = format!("{digest} was not dealt in lot {lot}");
                return Err(Error::new(ErrorKind::UnknownBid).because(detail));
            }
        }
        let at = |error: Error| error.at("blinded");
        if blinded != review.blinded {
            return Err(at(Error::new(ErrorKind::WrongCodes).because("it is another deal")));
        }
        let dealt = Blinded::parse(dealt).map_err(at)?;
        self.check_place(dealt.tender, None).map_err(at)?;
        if dealt.stage != *stage {
            return Err(at(Error::new(ErrorKind::UnknownStage).because("it is of another stage")));
        }
        if dealt.codes() != review.codes {
            return Err(at(Error::new(ErrorKind::WrongCodes).because("it has other codes than its entry")));
        }
        content.open(&dealt)?;
        if let Some(review) = &mut self.stage_mut(number)?.review {
            review.unblinding = Some(unblinding);
        }
        Ok(())
    }

    /// The last finished stage, if it is this one, is reviewed blind, and nobody was admitted to the next one yet.
    fn reviewed(&self, stage: &Id) -> Result<usize> {
        let (number, state) = self.stage(stage)?;
        if state.minutes.is_none() {
            return out_of_order("the stage is not finished");
        }
        if self.stages.get(number + 1).is_some_and(|next| next.admission) {
            return out_of_order("bids were admitted to the next stage");
        }
        match self.notice()?.blind_review_of(stage) {
            Some(_) => Ok(number),
            None => out_of_order("the notice has no blind review of this stage"),
        }
    }

    /// Nobody is admitted to a stage before the blind review of the one before it has ended: whoever knows names must
    /// not be able to change scores.
    pub(super) fn check_unblinded(&self, number: usize) -> Result<()> {
        let Some(state) = number.checked_sub(1).and_then(|before| self.stages.get(before)) else {
            return Ok(());
        };
        let due = self.notice()?.blind_review_of(&state.id).is_some()
            && self.bids.iter().any(|bid| bid.status == BidStatus::Opened(number - 1));
        let done = state.review.as_ref().is_some_and(|review| review.unblinding.is_some());
        if due && !done { Err(Error::new(ErrorKind::NotUnblinded).because(&state.id)) } else { Ok(()) }
    }
}

/// The same codes in the same lots, in whatever order.
fn check_same(found: &[LotCodes], dealt: &[LotCodes]) -> Result<()> {
    let set = |lots: &[LotCodes]| -> BTreeSet<(String, String)> {
        let pair = |lot: &LotCodes, code: &String| (lot.lot.to_string(), code.clone());
        lots.iter().flat_map(|lot| lot.codes.iter().map(|code| pair(lot, code)).collect::<Vec<_>>()).collect()
    };
    let (found, dealt) = (set(found), set(dealt));
    match found.symmetric_difference(&dealt).next() {
        None => Ok(()),
        Some((lot, code)) => {
            let detail = format!("lot {lot}, code {code}");
            Err(Error::new(ErrorKind::WrongCodes).because(detail))
        }
    }
}
