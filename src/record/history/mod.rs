//! The rules of a record: what may follow what, whoever reads it (SPEC §13.9).
//!
//! A [`History`] takes a log's entries one by one. The box writes through it, so that it cannot write what a custodian
//! or an auditor would refuse; they read through it. An entry that breaks a rule is refused and changes nothing.

mod bids;
mod closing;
mod decisions;
mod heads;
mod notices;
mod read;
mod releases;
mod review;
mod stages;
mod state;

pub use state::{BidState, BidStatus, ClosedHead, Closing, ReviewState, StageState};

use super::entry::Entry;
use super::event::Event;
use super::tree::Tree;
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{Digest, hash, leaf_hash};
use crate::wire::{Hex, Time};
use notices::InForce;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a record says up to one of its entries. All of it keeps the rules.
pub struct History {
    trust: TrustAnchors,
    tree: Tree,
    last: Option<Time>,
    in_force: Option<InForce>,
    deadline: Option<Time>,
    bids: Vec<BidState>,
    by_digest: HashMap<Digest, usize>,
    bid_keys: HashSet<Hex<32>>,
    /// Digests of receipts' contents: objections are about those that are not here.
    receipts: HashSet<Digest>,
    closing: Option<Closing>,
    /// Bids that a receipt shows and the record does not, and whether the adjudicator has settled that.
    objections: BTreeMap<Digest, bool>,
    stages: Vec<StageState>,
}

impl History {
    /// A history without entries. `trust` are the reader's own roots, to which the tenderer's certificate must chain.
    pub fn new(trust: TrustAnchors) -> History {
        History {
            trust,
            tree: Tree::default(),
            last: None,
            in_force: None,
            deadline: None,
            bids: Vec::new(),
            by_digest: HashMap::new(),
            bid_keys: HashSet::new(),
            receipts: HashSet::new(),
            closing: None,
            objections: BTreeMap::new(),
            stages: Vec::new(),
        }
    }

    /// Takes the next entry with what is attached to it.
    ///
    /// # Errors
    /// Those of [`Entry::parse`]; one kind for each rule of SPEC §13.9, with the entry's number as place. The history
    /// is then what it was before.
    pub fn apply(&mut self, bytes: &[u8], attachments: &[Vec<u8>]) -> Result<Entry> {
        let number = self.tree.len();
        let mut take = || {
            let entry = Entry::parse(bytes)?;
            self.check_frame(&entry, attachments)?;
            self.take(&entry, attachments).map_err(|e| e.at(entry.event.name()))?;
            Ok(entry)
        };
        let entry = take().map_err(|e: Error| e.at(format_args!("entry {number}")))?;
        self.last = Some(entry.time);
        self.tree.push(leaf_hash(bytes));
        Ok(entry)
    }

    /// What holds for every entry.
    fn check_frame(&self, entry: &Entry, attachments: &[Vec<u8>]) -> Result<()> {
        let next = self.tree.len();
        if entry.number != next {
            let detail = format!("{} instead of {next}", entry.number);
            return Err(Error::new(ErrorKind::EntryNumber).because(detail).at("number"));
        }
        if let Some(last) = self.last.filter(|last| entry.time < *last) {
            let detail = format!("{} after {last}", entry.time);
            return Err(Error::new(ErrorKind::TimeBackwards).because(detail).at("time"));
        }
        let named = entry.event.attached();
        if named.len() != attachments.len() {
            let detail = format!("{} attachments instead of {}", attachments.len(), named.len());
            return Err(Error::new(ErrorKind::AttachmentMismatch).because(detail));
        }
        match named.iter().zip(attachments).position(|(digest, bytes)| hash(&[bytes]) != *digest) {
            None => Ok(()),
            Some(n) => {
                let detail = format!("attachment {} is not the one that is named", n + 1);
                Err(Error::new(ErrorKind::AttachmentMismatch).because(detail))
            }
        }
    }

    fn take(&mut self, entry: &Entry, attached: &[Vec<u8>]) -> Result<()> {
        if self.in_force.is_none() && !matches!(entry.event, Event::Notice { .. }) {
            return out_of_order("the first entry must be the notice");
        }
        let attachment = |n: usize| attached.get(n).map(Vec::as_slice).unwrap_or_default();
        match &entry.event {
            Event::Notice { .. } => self.take_notice(entry, attachment(0), attachment(1), attached.get(2)),
            Event::Accepted { custodian, .. } => self.accepted(custodian, attachment(0)),
            Event::Postponed { .. } => self.postponed(entry, attachment(0), attached.get(1)),
            Event::Bid { bid, size } => self.bid(entry, bid, *size, attachment(1)),
            Event::Replaced { old, bid, size, .. } => {
                self.replaced(entry, *old, (bid, *size), attachment(0), attachment(2))
            }
            Event::Announced { bid, .. } => self.announced(entry, bid, attachment(0), attachment(2)),
            Event::Delivered { digest, size, arrived, .. } => {
                self.delivered(entry, *digest, *size, *arrived, attachment(0))
            }
            Event::Withdrawn { digest, .. } => self.withdrawn(entry, *digest, attachment(0), attachment(1)),
            Event::Closed { deadline, codes, .. } => self.closed(entry, *deadline, *codes, attachment(0)),
            Event::Head { .. } => self.head(entry, attachment(0), attached.get(1..).unwrap_or_default()),
            Event::Objection { .. } => self.objection(attachment(0)),
            Event::Reread { stage, damaged } => self.reread(entry, stage, damaged),
            Event::Rescued { digest } => self.rescued(*digest),
            Event::Requested { stage, .. } => self.requested(stage, attachment(0)),
            Event::Refused { stage, custodian, refusal } => {
                self.refused(stage, custodian, *refusal, attachment(0))
            }
            Event::Released { stage, holder, release } => self.released(stage, holder, *release),
            Event::QuorumLost { .. } => self.quorum_lost(entry, attachment(0)),
            Event::Seeds { stage, seeds } => self.seeds(entry, stage, *seeds),
            Event::Outcome { stage, digest, outcome } => self.outcome(entry, stage, *digest, outcome),
            Event::Adjudicated { .. } => self.adjudicated(entry, attachment(0)),
            Event::Admitted { stage, .. } => self.admitted_to(entry, stage, attachment(0)),
            Event::Blinded { stage, blinded, lots, withheld, different } => {
                self.blinded(stage, *blinded, lots, withheld, different)
            }
            Event::Scored { stage, scores } => self.scored(entry, stage, *scores, attachment(0)),
            Event::Unblinded { stage, unblinding, blinded } => {
                self.unblinded(stage, (*unblinding, attachment(0)), (*blinded, attachment(1)))
            }
            Event::Finished { stage, minutes, .. } => {
                let tokens = attached.get(2..).unwrap_or_default();
                self.finished(stage, *minutes, attachment(0), attachment(1), tokens)
            }
        }
    }
}

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Before the closing nothing may tell how many bids there are.
        write!(f, "History(closed: {})", self.closing.is_some())
    }
}

fn out_of_order<T>(why: &str) -> Result<T> {
    Err(Error::new(ErrorKind::OutOfOrder).because(why))
}
