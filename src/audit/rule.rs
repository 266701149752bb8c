//! The rules that an audit answers for (SPEC §17), and what it says of each.

use crate::error::{Error, ErrorKind};
use crate::record::Event;
use std::fmt;

/// One question that an audit answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The log file is well formed, and whole.
    Log,
    /// Every entry keeps the rules of a record.
    History,
    /// Notices are the tenderer's, were accepted, and name custodians that the reader's roots vouch for.
    Notice,
    /// The box was closed in time, before enough custodians.
    Closing,
    /// Every head is one of this record.
    Heads,
    /// Every receipt is the platform's, and says what its entry says.
    Receipts,
    /// Every bid's token counts and is not late.
    Tokens,
    /// No bid is missing that a receipt shows.
    Objections,
    /// No stage was asked to be released too early.
    Requests,
    /// Each bid has exactly one end.
    Ends,
    /// Minutes are those that follow from the record.
    Minutes,
    /// Every bid that counts is in the evidence, to the byte.
    Bids,
    /// Every release that was recorded is in the evidence, and right.
    Releases,
    /// Every outcome is the one that follows from the evidence.
    Outcomes,
    /// Blind copies, codes and names are those that follow from the evidence.
    Review,
}

impl Rule {
    /// Every rule, in the order of SPEC §17.
    pub const ALL: [Rule; 15] = [
        Rule::Log,
        Rule::History,
        Rule::Notice,
        Rule::Closing,
        Rule::Heads,
        Rule::Receipts,
        Rule::Tokens,
        Rule::Objections,
        Rule::Requests,
        Rule::Ends,
        Rule::Minutes,
        Rule::Bids,
        Rule::Releases,
        Rule::Outcomes,
        Rule::Review,
    ];

    /// A stable name, for messages and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Log => "log",
            Rule::History => "history",
            Rule::Notice => "notice",
            Rule::Closing => "closing",
            Rule::Heads => "heads",
            Rule::Receipts => "receipts",
            Rule::Tokens => "tokens",
            Rule::Objections => "objections",
            Rule::Requests => "requests",
            Rule::Ends => "ends",
            Rule::Minutes => "minutes",
            Rule::Bids => "bids",
            Rule::Releases => "releases",
            Rule::Outcomes => "outcomes",
            Rule::Review => "review",
        }
    }

    /// Whether it can be checked with the evidence alone. Of a tender without blind review there is nothing to check.
    pub fn needs_evidence(self) -> bool {
        matches!(self, Rule::Bids | Rule::Releases | Rule::Outcomes | Rule::Review)
    }

    /// Under which rule an entry fails that the history refuses.
    pub(super) fn of_refused(event: &Event, kind: ErrorKind) -> Rule {
        match event {
            _ if kind == ErrorKind::ReceiptMismatch => Rule::Receipts,
            Event::Notice { .. } | Event::Accepted { .. } => Rule::Notice,
            Event::Closed { .. } => Rule::Closing,
            Event::Head { .. } => Rule::Heads,
            Event::Objection { .. } => Rule::Objections,
            Event::Requested { .. } => Rule::Requests,
            Event::Outcome { .. } | Event::Admitted { .. } => Rule::Ends,
            Event::Blinded { .. } | Event::Scored { .. } | Event::Unblinded { .. } => Rule::Review,
            Event::Finished { .. } if kind == ErrorKind::OutOfOrder => Rule::Ends,
            Event::Finished { .. } => Rule::Minutes,
            _ => Rule::History,
        }
    }
}

/// What an audit says of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that it asks for was checked, and is so.
    Holds,
    /// Something is not so; each of these by itself.
    Fails(Vec<Finding>),
    /// Nothing was found against it, but not everything could be checked.
    NotChecked(Why),
}

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: an entry's number, a bid's digest, or the number of something that was handed to the audit.
    pub place: Place,
    /// What is wrong.
    pub error: Error,
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The log file as a whole.
    Log,
    /// The entry of this number.
    Entry(u64),
    /// The bid of this digest.
    Bid(crate::suite::Digest),
    /// The receipt that was given to the audit, by its place from 0.
    Receipt(usize),
    /// The head that was given to the audit, by its place from 0.
    Head(usize),
}

/// `log`, `entry 7`, `bid 5f…`, `receipt 1`, `head 1`: what was given to the audit is counted from 1.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Log => f.write_str("log"),
            Place::Entry(number) => write!(f, "entry {number}"),
            Place::Bid(digest) => write!(f, "bid {digest}"),
            Place::Receipt(number) => write!(f, "receipt {}", number + 1),
            Place::Head(number) => write!(f, "head {}", number + 1),
        }
    }
}

/// Why a rule could not be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no evidence beside the record.
    NoEvidence,
    /// The tender is not as far yet.
    Unfinished,
    /// The record cannot be followed beyond the entries of which there are so many, from the first on.
    Beyond(u64),
    /// A bid was excluded because it was damaged or could not be read, and is whole in the evidence: nobody can see any
    /// more how it was.
    FoundAgain,
    /// This build cannot make blind copies by the transformation that the notice names.
    OtherTransformation,
}

impl Why {
    /// A stable name, for messages and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Why::NoEvidence => "no-evidence",
            Why::Unfinished => "unfinished",
            Why::Beyond(_) => "beyond",
            Why::FoundAgain => "found-again",
            Why::OtherTransformation => "other-transformation",
        }
    }
}

/// In words (English).
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::NoEvidence => f.write_str("the evidence is needed"),
            Why::Unfinished => f.write_str("the tender is not as far yet"),
            Why::OtherTransformation => {
                f.write_str("this build does not have the transformation that the notice names")
            }
            Why::FoundAgain => f.write_str("a bid that was excluded as damaged is whole in the evidence"),
            Why::Beyond(entries) => {
                write!(f, "the record cannot be followed beyond its first {entries} entries")
            }
        }
    }
}
