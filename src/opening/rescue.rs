//! Seeds in place of a quorum that is lost for good (SPEC §16.5).

use super::case::name_of;
use super::events::Happened;
use super::seeds::{Seed, SeedEntry, Seeds};
use super::session::{Opening, SEEDS};
use crate::bid::BidFile;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, Event, QuorumLost, Reason, Signed};
use crate::suite::{Digest, Secret, hash};
use crate::wire::Time;

/// A signed seed is not longer.
const LIMIT: u64 = 64 << 10;

impl Opening<'_> {
    /// Records the adjudicator's declaration that a quorum is lost for good.
    ///
    /// # Errors
    /// Those of the record's rules: [`ErrorKind::NoSeedRescue`], [`ErrorKind::WrongSigner`],
    /// [`ErrorKind::OutOfOrder`]; [`ErrorKind::UnknownStage`] if it is about another stage.
    pub fn quorum_lost(&mut self, signed: &[u8], now: Time) -> Result<()> {
        let lost = QuorumLost::parse(Signed::parse(signed)?.content())?;
        if lost.stage != self.case.stage {
            return Err(Error::new(ErrorKind::UnknownStage).because(&lost.stage));
        }
        let event = Event::QuorumLost { declaration: hash(&[signed]) };
        self.closed.write(now, event, vec![signed.to_vec()]).map(|_| ())
    }

    /// Takes a bidder's signed seed, until the cut-off: the bid that it is for. It is kept and not used until all are
    /// published together; that it is the bid's own is seen from derivation alone. A later one takes its place.
    ///
    /// # Errors
    /// Those of [`Seed::verify`]; [`ErrorKind::WrongTender`], [`ErrorKind::WrongNotice`], [`ErrorKind::UnknownStage`];
    /// [`ErrorKind::OutOfOrder`] if no quorum was declared lost, or seeds are published already; [`ErrorKind::Late`]
    /// after the cut-off; [`ErrorKind::UnknownBid`] if the bid has no seed to give; [`ErrorKind::BadSeed`].
    pub fn give_seed(&mut self, signed: &[u8], now: Time) -> Result<Digest> {
        let seed = Seed::verify(&Signed::parse(signed)?)?;
        let notice = self.case.notice();
        let wrong = |same: bool, kind: ErrorKind| if same { Ok(()) } else { Err(Error::new(kind)) };
        wrong(seed.tender == notice.tender(), ErrorKind::WrongTender)?;
        wrong(seed.notice == notice.digest(), ErrorKind::WrongNotice)?;
        wrong(seed.stage == self.case.stage, ErrorKind::UnknownStage)?;
        let cut_off = self.cut_off()?;
        if now > cut_off {
            return Err(Error::new(ErrorKind::Late).because(format_args!("due by {cut_off}")));
        }
        let bids = self.to_open();
        let bid = bids.iter().find(|bid| name_of(bid) == (seed.lot.clone(), seed.bid_key));
        let bid = bid.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(seed.bid_key))?;
        // A bid that cannot be read now may be supplied again: its seed is judged when it is opened.
        if let Ok(sealed) =
            self.file(bid).and_then(BidFile::read).and_then(|file| file.under(self.case.notice()))
        {
            let derived = sealed.unlock_with_seed(&self.case.stage, &Secret::new(seed.seed.0));
            derived.map_err(|_| Error::new(ErrorKind::BadSeed).because(bid.digest))?;
        }
        self.closed.store().put(&self.incoming(bid), signed)?;
        Ok(bid.digest)
    }

    /// Publishes all seeds that came, together, after the cut-off. A file of one that cannot be read any more, or is not
    /// a seed of that bid and stage, is left out and told as [`Happened::UnusableSeed`]: it stops no other bid.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] as for [`Opening::give_seed`]; [`ErrorKind::TooEarly`] until the cut-off has passed.
    pub fn publish_seeds(&mut self, now: Time) -> Result<Seeds> {
        let cut_off = self.cut_off()?;
        if now <= cut_off {
            return Err(Error::new(ErrorKind::TooEarly).because(format_args!("after {cut_off}")));
        }
        let mut entries = Vec::new();
        for bid in self.to_open() {
            match self.kept_seed(&bid) {
                Ok(seed) => entries.extend(seed),
                Err(error) => {
                    let reason = Reason::of(&error.at(self.incoming(&bid)));
                    self.events.event(&Happened::UnusableSeed { digest: bid.digest, reason });
                }
            }
        }
        let (stage, notice) = (self.case.stage.clone(), self.case.notice());
        let seeds = Seeds::new((notice.tender(), notice.digest()), stage.clone(), entries);
        let digest = self.closed.put_evidence(SEEDS, &seeds.to_bytes()?)?;
        self.closed.write(now, Event::Seeds { stage, seeds: digest }, Vec::new())?;
        self.releases.add_seeds(&seeds)?;
        Ok(seeds)
    }

    /// The seed that was kept for a bid, if one came.
    fn kept_seed(&self, bid: &BidState) -> Result<Option<SeedEntry>> {
        let (store, name) = (self.closed.store(), self.incoming(bid));
        if store.size(&name)?.is_none() {
            return Ok(None);
        }
        let seed = Seed::verify(&Signed::parse(&store.read(&name, LIMIT)?)?)?;
        let notice = self.case.notice();
        let place = (seed.tender, seed.notice, &seed.stage, &seed.lot, seed.bid_key);
        if place != (notice.tender(), notice.digest(), &self.case.stage, &bid.lot, bid.bid_key) {
            return Err(Error::new(ErrorKind::BadSeed).because("another bid's, or another stage's"));
        }
        Ok(Some(SeedEntry { lot: seed.lot, bid_key: seed.bid_key, seed: seed.seed }))
    }

    /// Until when seeds are taken.
    fn cut_off(&self) -> Result<Time> {
        let (cut_off, published) = self.state(|state| (state.cut_off, state.seeds.is_some()))?;
        match cut_off {
            Some(cut_off) if !published => Ok(cut_off),
            Some(_) => Err(Error::new(ErrorKind::OutOfOrder).because("the seeds are published")),
            None => Err(Error::new(ErrorKind::OutOfOrder).because("no quorum was declared lost")),
        }
    }

    /// Where a bid's seed lies until the cut-off.
    fn incoming(&self, bid: &BidState) -> String {
        format!("evidence/seeds-incoming/{}-{}.json", self.number, bid.bid_key)
    }
}
