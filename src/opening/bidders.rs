//! Who bids for a lot, so that nobody does so twice (SPEC §16.4).

use crate::ca::Certificate;
use crate::record::BidState;
use crate::suite::{Digest, hash};
use crate::wire::Id;
use std::collections::BTreeMap;

/// By what the bidders of one lot are the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Organisation(String),
    CreditCode(String),
    Certificate(Digest),
}

/// The bidder of one bid, as its certificate names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bidder {
    marks: Vec<Mark>,
}

impl Bidder {
    pub(super) fn of(certificate: &Certificate) -> Bidder {
        let names = certificate.names();
        let mut marks = vec![Mark::Certificate(hash(&[certificate.der()]))];
        marks.extend(names.organisation.map(Mark::Organisation));
        marks.extend(names.credit_code.map(Mark::CreditCode));
        Bidder { marks }
    }
}

/// The bids that count at a stage, by lot and bidder: two are one bidder's if their certificates name one organisation
/// or one credit code, or are the same.
#[derive(Clone, Debug, Default)]
pub struct Bidders {
    /// The first two bids of each, by entry: any other has a twin in the first.
    bids: BTreeMap<(Id, Mark), Vec<(u64, Digest)>>,
}

impl Bidders {
    pub(super) const fn none() -> Bidders {
        Bidders { bids: BTreeMap::new() }
    }

    /// Adds a bid that counts.
    pub fn add(&mut self, bid: &BidState, bidder: &Bidder) {
        for mark in &bidder.marks {
            let bids = self.bids.entry((bid.lot.clone(), mark.clone())).or_default();
            bids.push((bid.entry, bid.digest));
            bids.sort_unstable();
            bids.dedup();
            bids.truncate(2);
        }
    }

    /// The first other bid of the same bidder for the same lot, in the order of the entries.
    pub fn twin(&self, bid: &BidState, bidder: &Bidder) -> Option<Digest> {
        let same = bidder.marks.iter().filter_map(|mark| self.bids.get(&(bid.lot.clone(), mark.clone())));
        let others = same.flatten().filter(|(_, digest)| *digest != bid.digest);
        others.min().map(|(_, digest)| *digest)
    }
}
