//! What an audit answers (SPEC §17).

use super::remark::Remark;
use super::rule::{Finding, Rule, Verdict};
use crate::record::{BidState, BidStatus, Fault, Outcome, Reason};
use crate::suite::Digest;
use crate::timestamp::TokenTime;
use crate::wire::{Id, Time};

/// What was found in a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What tender it is of; none if not even the notice could be read.
    pub tender: Option<TenderFacts>,
    /// How many entries keep the rules, from the first on. All that follows is drawn from these.
    pub entries: u64,
    /// The root over them.
    pub root: Digest,
    /// The time that is proven for the closed head.
    pub closed_at: Option<TokenTime>,
    /// One result for each rule, in the order of [`Rule::ALL`].
    pub rules: Vec<RuleResult>,
    /// Every bid, in the order in which they came.
    pub bids: Vec<BidReport>,
    /// What weakens the record without breaking it.
    pub remarks: Vec<Remark>,
}

/// What the notice in force says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TenderFacts {
    /// The tender digest.
    pub tender: Digest,
    /// The tender's number at the trading centre.
    pub tender_id: Id,
    /// Its title.
    pub title: String,
    /// Who invites the bids.
    pub tenderer: String,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// The deadline, postponements included.
    pub deadline: Time,
}

/// What an audit says of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleResult {
    /// The rule.
    pub rule: Rule,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// What an audit says of the whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overall {
    /// Every rule holds.
    Passed,
    /// No rule fails, but something could not be checked.
    PassedAsFar,
    /// Some rule fails.
    Failed,
}

impl Overall {
    /// A stable name, for messages and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Overall::Passed => "passed",
            Overall::PassedAsFar => "passed-as-far",
            Overall::Failed => "failed",
        }
    }
}

/// What has become of one bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BidReport {
    /// The lot.
    pub lot: Id,
    /// The bid digest.
    pub digest: Digest,
    /// Who bids, where it was opened or the evidence shows it.
    pub bidder: Option<String>,
    /// When it arrived.
    pub arrived: Time,
    /// The number of the entry that brought it.
    pub entry: u64,
    /// What became of it.
    pub end: End,
    /// Whose fault it is that it was not opened, if it was not.
    pub fault: Option<Fault>,
    /// Why it was not opened.
    pub reason: Option<Reason>,
    /// Whether it was checked to the last byte, and all its outcomes were computed again and are these.
    pub checked: bool,
}

/// How a bid ended (SPEC §13.9). Stages are told by their numbers, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was opened, at this stage last.
    Opened(usize),
    /// It was excluded at this stage.
    Excluded(usize),
    /// It was replaced by this one.
    Replaced(Digest),
    /// It was withdrawn.
    Withdrawn,
    /// Its notice was amended by this one.
    Superseded(Digest),
    /// It was announced, and no file came.
    NotDelivered,
    /// It was not admitted to this stage.
    NotAdmitted(usize),
    /// It has no end yet.
    None,
}

impl End {
    /// The end of a bid in a tender of this many stages.
    pub(super) fn of(bid: &BidState, stages: usize) -> End {
        match bid.status {
            BidStatus::Opened(stage) if stage + 1 == stages => End::Opened(stage),
            BidStatus::Opened(_) | BidStatus::Received | BidStatus::Announced => End::None,
            BidStatus::Excluded(stage, _) => End::Excluded(stage),
            BidStatus::Replaced(by) => End::Replaced(by),
            BidStatus::Withdrawn => End::Withdrawn,
            BidStatus::Superseded(by) => End::Superseded(by),
            BidStatus::NotDelivered => End::NotDelivered,
            BidStatus::NotAdmitted(stage) => End::NotAdmitted(stage),
        }
    }

    /// A stable name, for messages and JSON.
    pub fn name(self) -> &'static str {
        match self {
            End::Opened(_) => "opened",
            End::Excluded(_) => "excluded",
            End::Replaced(_) => "replaced",
            End::Withdrawn => "withdrawn",
            End::Superseded(_) => "superseded",
            End::NotDelivered => "not-delivered",
            End::NotAdmitted(_) => "not-admitted",
            End::None => "none",
        }
    }
}

impl Report {
    /// What follows from all rules together.
    pub fn overall(&self) -> Overall {
        let any = |wanted: fn(&Verdict) -> bool| self.rules.iter().any(|result| wanted(&result.verdict));
        if any(|verdict| matches!(verdict, Verdict::Fails(_))) {
            Overall::Failed
        } else if any(|verdict| matches!(verdict, Verdict::NotChecked(_))) {
            Overall::PassedAsFar
        } else {
            Overall::Passed
        }
    }

    /// Everything that was found, with its rule.
    pub fn findings(&self) -> impl Iterator<Item = (Rule, &Finding)> {
        self.rules.iter().flat_map(|result| {
            let findings = match &result.verdict {
                Verdict::Fails(findings) => findings.as_slice(),
                Verdict::Holds | Verdict::NotChecked(_) => &[],
            };
            findings.iter().map(|finding| (result.rule, finding))
        })
    }
}

/// What is told of a bid from the record alone, with its last outcome.
pub(super) fn report_of(bid: &BidState, stages: usize, last: Option<&Outcome>) -> BidReport {
    let (bidder, reason) = match last {
        Some(Outcome::Opened { bidder, .. }) => (Some(bidder.clone()), None),
        Some(Outcome::Excluded { reason, .. }) => (None, Some(reason.clone())),
        None => (None, None),
    };
    // The adjudicator may have determined a fault that the outcome left open.
    let fault = if let BidStatus::Excluded(_, fault) = bid.status { Some(fault) } else { None };
    BidReport {
        lot: bid.lot.clone(),
        digest: bid.digest,
        bidder,
        arrived: bid.arrived,
        entry: bid.entry,
        end: End::of(bid, stages),
        fault,
        reason,
        checked: false,
    }
}
