//! The rules of a record: what may follow what, whoever reads it (SPEC §13.9).
//!
//! A [`History`] takes a log's entries one by one. The box writes through it, so that it cannot write what a custodian
//! or an auditor would refuse; they read through it. An entry that breaks a rule is refused and changes nothing.

mod bids;
mod closing;
mod people;
mod stages;
mod state;

pub use state::{BidState, BidStatus, ClosedHead, Closing, StageState};

use super::entry::{Entry, Event};
use super::parties::TimeSource;
use super::tree::Tree;
use crate::ca::{TrustAnchors, VerifiedSignature};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{Acceptance, Notice, SignedNotice};
use crate::suite::{Digest, hash, leaf_hash};
use crate::wire::{Hex, Id, Time};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A notice in force, and who has accepted it so far.
struct InForce {
    notice: Notice,
    signature_bytes: Vec<u8>,
    acceptances: Vec<Acceptance>,
    /// Once everybody has accepted.
    signed: Option<SignedNotice>,
    time: TimeSource,
}

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
            return Err(Error::new(ErrorKind::OutOfOrder).because("the first entry must be the notice"));
        }
        let attachment = |n: usize| attached.get(n).map(Vec::as_slice).unwrap_or_default();
        match &entry.event {
            Event::Notice { .. } => self.take_notice(entry, attachment(0), attachment(1)),
            Event::Accepted { custodian, .. } => self.accepted(custodian, attachment(0)),
            Event::Postponed { .. } => self.postponed(entry, attachment(0)),
            Event::Bid { bid, size } => self.bid(entry, bid, *size, attachment(1)),
            Event::Replaced { old, bid, size, .. } => {
                self.replaced(entry, *old, (bid, *size), attachment(0), attachment(2))
            }
            Event::Announced { bid, .. } => self.announced(entry, bid, attachment(0), attachment(2)),
            Event::Delivered { digest, size, arrived, .. } => {
                self.delivered(entry, *digest, *size, *arrived, attachment(0))
            }
            Event::Withdrawn { digest, .. } => self.withdrawn(entry, *digest, attachment(0), attachment(1)),
            Event::Closed { deadline, .. } => self.closed(entry, *deadline, attachment(0)),
            Event::Head { .. } => self.head(entry, attachment(0), attached.get(1..).unwrap_or_default()),
            Event::Objection { .. } => self.objection(attachment(0)),
            Event::Reread { stage, damaged } => self.reread(entry, stage, damaged),
            Event::Rescued { digest } => self.rescued(*digest),
            Event::Requested { stage, .. } => self.requested(stage, attachment(0)),
            Event::Refused { stage, custodian, refusal } => {
                self.refused(stage, custodian, *refusal, attachment(0))
            }
            Event::Released { stage, holder, release } => self.released(stage, holder, *release),
            Event::QuorumLost { .. } => self.quorum_lost(attachment(0)),
            Event::Seeds { stage, seeds } => self.seeds(entry, stage, *seeds),
            Event::Outcome { stage, digest, outcome } => self.outcome(entry, stage, *digest, outcome),
            Event::Adjudicated { .. } => self.adjudicated(entry, attachment(0)),
            Event::Admitted { stage, .. } => self.admitted_to(entry, stage, attachment(0)),
            Event::Finished { stage, minutes, .. } => {
                let tokens = attached.get(2..).unwrap_or_default();
                self.finished(stage, *minutes, attachment(0), attachment(1), tokens)
            }
        }
    }

    /// The record's tree over all entries so far.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// How many entries there are.
    pub fn len(&self) -> u64 {
        self.tree.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty()
    }

    /// The time of the last entry.
    pub fn last_time(&self) -> Option<Time> {
        self.last
    }

    /// The notice in force, whether everybody has accepted it or not.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is none yet.
    pub fn notice(&self) -> Result<&Notice> {
        self.current().map(|current| &current.notice)
    }

    /// The tenderer's signature of the notice in force.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is none yet.
    pub fn notice_signature(&self) -> Result<&[u8]> {
        self.current().map(|current| current.signature_bytes.as_slice())
    }

    /// The notice in force, once every custodian has accepted it.
    ///
    /// # Errors
    /// [`ErrorKind::MissingAcceptance`].
    pub fn accepted_notice(&self) -> Result<&SignedNotice> {
        self.current()?.signed.as_ref().ok_or_else(|| ErrorKind::MissingAcceptance.into())
    }

    /// Whose time counts.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn time_source(&self) -> Result<&TimeSource> {
        self.current().map(|current| &current.time)
    }

    fn current(&self) -> Result<&InForce> {
        self.in_force
            .as_ref()
            .ok_or_else(|| Error::new(ErrorKind::OutOfOrder).because("there is no notice yet"))
    }

    /// The tender digest.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn tender(&self) -> Result<Digest> {
        self.notice().map(Notice::tender)
    }

    /// The deadline, postponements included.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn deadline(&self) -> Result<Time> {
        self.deadline.ok_or_else(|| Error::new(ErrorKind::OutOfOrder).because("there is no notice yet"))
    }

    /// The bids, in the order in which they came.
    pub fn bids(&self) -> &[BidState] {
        &self.bids
    }

    /// A bid by its digest.
    pub fn find(&self, digest: &Digest) -> Option<&BidState> {
        self.by_digest.get(digest).and_then(|n| self.bids.get(*n))
    }

    /// Whether a bid key has been used, by whatever bid.
    pub fn knows_key(&self, bid_key: &Hex<32>) -> bool {
        self.bid_keys.contains(bid_key)
    }

    /// Whether a receipt stands in the record, told by the digest of its content.
    pub fn knows_receipt(&self, content: &Digest) -> bool {
        self.receipts.contains(content)
    }

    /// The closing, once the box is closed.
    pub fn closing(&self) -> Option<&Closing> {
        self.closing.as_ref()
    }

    /// Bids that a receipt shows and the record does not; whether the adjudicator has settled each.
    pub fn objections(&self) -> &BTreeMap<Digest, bool> {
        &self.objections
    }

    /// The stages, in order.
    pub fn stages(&self) -> &[StageState] {
        &self.stages
    }

    /// The stage of this name and its number.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn stage(&self, id: &Id) -> Result<(usize, &StageState)> {
        let found = self.stages.iter().enumerate().find(|(_, stage)| stage.id == *id);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownStage).because(id))
    }

    /// The number of the first stage that is not finished; none if all are.
    pub fn next_stage(&self) -> Option<usize> {
        self.stages.iter().position(|stage| stage.minutes.is_none())
    }

    /// The bids that are to be opened at a stage: in the first one those that were received and not excluded before,
    /// in a later one those that were admitted. An outcome takes a bid out of the list.
    pub fn to_open(&self, stage: usize) -> impl Iterator<Item = &BidState> {
        self.bids.iter().filter(move |bid| match bid.status {
            BidStatus::Received => stage == 0,
            BidStatus::Opened(last) => {
                last + 1 == stage && self.stages.get(stage).is_some_and(|s| s.admission)
            }
            _ => false,
        })
    }
}

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Before the closing nothing may tell how many bids there are.
        write!(f, "History(closed: {})", self.closing.is_some())
    }
}

/// What the CMS signature of a notice said, for the rules that need it again.
type Verified = VerifiedSignature;
