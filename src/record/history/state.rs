//! What a history knows of its bids and stages (SPEC §13.9).

use crate::record::outcome::Fault;
use crate::record::review::LotCodes;
use crate::suite::Digest;
use crate::timestamp::TokenTime;
use crate::wire::{Hex, Id, Time};
use std::collections::{BTreeMap, BTreeSet};

/// What has become of a bid so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BidStatus {
    /// Its digest was announced; the file may follow.
    Announced,
    /// It was received, and counts.
    Received,
    /// Another came in its place: this one.
    Replaced(Digest),
    /// It was withdrawn.
    Withdrawn,
    /// The notice that it was sealed for was amended: by this one.
    Superseded(Digest),
    /// It was announced, and no file came.
    NotDelivered,
    /// It was opened at this stage (its number from 0), the last one so far.
    Opened(usize),
    /// It was not opened at this stage, and cannot be any more.
    Excluded(usize, Fault),
    /// It was not admitted to this stage.
    NotAdmitted(usize),
}

impl BidStatus {
    /// Whether a bid stands: it can be replaced, withdrawn or superseded.
    pub fn stands(&self) -> bool {
        matches!(self, BidStatus::Announced | BidStatus::Received)
    }
}

/// One bid of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BidState {
    /// The bid digest.
    pub digest: Digest,
    /// The lot.
    pub lot: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
    /// The notice that it was sealed for.
    pub notice: Digest,
    /// Size of the file in bytes, once it has arrived.
    pub size: Option<u64>,
    /// When it arrived: of an announced bid, the announcement.
    pub arrived: Time,
    /// SHA-256 of its timestamp token.
    pub token: Digest,
    /// How many bids it replaced, one after another.
    pub sequence: u32,
    /// The number of the entry that brought it.
    pub entry: u64,
    /// What has become of it.
    pub status: BidStatus,
}

/// One stage of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageState {
    /// The stage.
    pub id: Id,
    /// Its earliest time, postponements included.
    pub time: Time,
    /// Whether the tenderer has said which bids go on to it; the first stage needs no such word.
    pub admission: bool,
    /// Bids that were damaged when they were last read again, less those rescued; none if they were not read yet.
    pub damaged: Option<BTreeSet<Digest>>,
    /// The number of the last entry that changed which bids are to be released.
    pub settled: u64,
    /// The bids that were to be opened when its release was first asked for.
    pub asked: Option<BTreeSet<Digest>>,
    /// SHA-256 of the last signed request to release it.
    pub request: Option<Digest>,
    /// The time of the token with that request.
    pub requested_at: Option<TokenTime>,
    /// Holders that have released it, with the digest of their file.
    pub released: BTreeMap<Id, Digest>,
    /// Custodians that have refused, with the digest of the signed refusal.
    pub refused: BTreeMap<Id, Digest>,
    /// Whether a bid was given up because too few holders have released: none can afterwards.
    pub given_up: bool,
    /// Until when seeds are taken, if the quorum was declared lost.
    pub cut_off: Option<Time>,
    /// The digest of the file of seeds, once they are published.
    pub seeds: Option<Digest>,
    /// SHA-256 of the minutes, once the stage is finished.
    pub minutes: Option<Digest>,
    /// Its blind review, once its bids were dealt.
    pub review: Option<ReviewState>,
}

/// The blind review of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewState {
    /// SHA-256 of the file of what was dealt.
    pub blinded: Digest,
    /// The codes that were dealt, by lot.
    pub codes: Vec<LotCodes>,
    /// Opened bids that were not dealt.
    pub withheld: BTreeSet<Digest>,
    /// SHA-256 of the signed scores, once they are fixed.
    pub scores: Option<Digest>,
    /// SHA-256 of the unblinding, once it is published.
    pub unblinding: Option<Digest>,
}

impl StageState {
    pub(super) fn new(id: Id, time: Time) -> StageState {
        StageState {
            id,
            time,
            admission: false,
            damaged: None,
            settled: 0,
            asked: None,
            request: None,
            requested_at: None,
            released: BTreeMap::new(),
            refused: BTreeMap::new(),
            given_up: false,
            cut_off: None,
            seeds: None,
            minutes: None,
            review: None,
        }
    }

    /// Whether its time is one that somebody has relied on.
    pub(super) fn is_fixed(&self) -> bool {
        self.request.is_some() || self.cut_off.is_some() || self.minutes.is_some()
    }
}

/// The closing of the box.
#[derive(Clone, Debug)]
pub struct Closing {
    /// The number of the entry that closed it: the closed head is the one that covers just this.
    pub entry: u64,
    /// What is known about revocation, as it was frozen then.
    pub revocation: crate::ca::Revocation,
    /// SHA-256 of that file.
    pub revocation_digest: Digest,
    /// The closed head, once it is recorded.
    pub head: Option<ClosedHead>,
    /// Whether the adjudicator lets a late head stand.
    pub excused: bool,
    /// The commitment to the secret of the codes, where there is blind review.
    pub codes: Option<Digest>,
}

/// The closed head as it is recorded.
#[derive(Clone, Debug)]
pub struct ClosedHead {
    /// The signed note, with cosignatures.
    pub note: Vec<u8>,
    /// The earliest time that a token proves for it.
    pub time: TokenTime,
    /// Custodians that cosigned it, in this note or in one over the same text that was recorded later.
    pub cosigners: Vec<Id>,
    /// The number of the entry that records it.
    pub entry: u64,
}

impl ClosedHead {
    pub(super) fn add_cosigner(&mut self, custodian: Id) {
        if !self.cosigners.contains(&custodian) {
            self.cosigners.push(custodian);
        }
    }
}
