//! One bid before its judge, with everything that it is judged by.

use super::common::hall::*;
use super::common::record::*;
use super::common::tender::Bid;
use super::common::*;
use sealbid::Result;
use sealbid::bid::{Discard, ReadAt};
use sealbid::ca::{Revocation, RevocationReason};
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use sealbid::timelock::ReleaseFile;
use std::sync::OnceLock;

/// One bid in a record, and everything that it is judged by.
pub struct Court {
    pub bid: Bid,
    pub state: BidState,
    pub token: Vec<u8>,
    pub case: Case,
    pub bidders: Bidders,
    pub files: Vec<ReleaseFile>,
}

pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(World::new)
}

pub fn frozen(revoked: bool, until: &str) -> Revocation {
    let bidder = world().bidder.certificate();
    let entries: Vec<_> = [(bidder, time("2026-06-01T00:00:00Z"), RevocationReason::KeyCompromise)]
        .into_iter()
        .filter(|_| revoked)
        .collect();
    let list = world().ca.crl(&entries, time("2026-06-02T00:00:00Z"), time(until)).unwrap();
    Revocation::new(vec![list], vec![]).unwrap().gathered_at(time(CLOSED))
}

impl Court {
    pub fn new() -> Court {
        Court::with(None, |bid| bid.bytes.clone())
    }

    /// With this evidence about revocation, and these bytes in the place of a bid's.
    pub fn with(revocation: Option<Revocation>, change: impl FnOnce(&Bid) -> Vec<u8>) -> Court {
        let world = world();
        let mut record = RecordBuilder::new(world);
        let mut bid = Bid::of(world, &record.notice, small(), &world.bidder);
        bid.bytes = change(&bid);
        let digest = record.bid(&bid.bytes);
        record.now = time(CLOSED);
        let empty = || Revocation::new(vec![], vec![]).unwrap().gathered_at(time(CLOSED));
        let bytes = revocation.unwrap_or_else(empty).to_bytes().unwrap();
        let deadline = record.history.deadline().unwrap();
        record.push(Event::Closed { deadline, revocation: hash(&[&bytes]), codes: None }, vec![bytes]);
        let (note, token) = record.head(record.now);
        record.push(Event::Head { note: hash(&[&note]), tokens: vec![hash(&[&token])] }, vec![note, token]);
        record.request("technical", TECHNICAL);
        let files = record.release("technical", &[0, 1, 2]);
        let state = record.history.find(&digest).unwrap().clone();
        let token = record.frames[state.entry as usize].1[0].clone();
        let case = Case::of(&record.history, &id("technical")).unwrap();
        let entry = BidEntry { state: &state, token: &token };
        let mut bidders = Bidders::default();
        if let Some(bidder) = bidder_of(&case, entry, Ok(bid.bytes.clone())).unwrap() {
            bidders.add(&state, &bidder);
        }
        Court { bid, state, token, case, bidders, files }
    }

    pub fn releases(&self, who: &[usize]) -> Releases {
        let mut releases = Releases::new(self.case.notice(), self.case.stage()).unwrap();
        for n in who {
            releases.add(releases.verify(&self.files[*n].to_bytes().unwrap()).unwrap());
        }
        releases
    }

    pub fn judge_file<S: ReadAt>(&self, file: Result<S>, who: &[usize]) -> Judged {
        let entry = BidEntry { state: &self.state, token: &self.token };
        let by = (&self.bidders, &self.releases(who));
        judge(&self.case, entry, file, by, &mut Discard, one()).unwrap()
    }

    pub fn judge(&self) -> Outcome {
        self.judge_file(Ok(self.bid.bytes.clone()), &[0, 2]).outcome
    }

    pub fn judge_changed(&self, change: impl FnOnce(&mut Vec<u8>)) -> Outcome {
        let mut bytes = self.bid.bytes.clone();
        change(&mut bytes);
        self.judge_file(Ok(bytes), &[0, 2]).outcome
    }

    pub fn sealed(&self) -> Option<String> {
        let entry = BidEntry { state: &self.state, token: &self.token };
        let bytes = self.bid.bytes.clone();
        judge_sealed(&self.case, entry, Ok(bytes), &self.bidders, one()).unwrap().as_ref().map(told)
    }
}

pub fn evidence(outcome: &Outcome) -> &[Digest] {
    match outcome {
        Outcome::Opened { .. } => panic!("opened"),
        Outcome::Excluded { evidence, .. } => evidence,
    }
}
