//! A bidder's question: what became of the bid that this receipt is for (SPEC §17).

use super::given;
use super::heads::{head_in, proof_under};
use super::replay::{Replay, replay};
use super::report::{BidReport, report_of};
use super::rule::{Finding, Place};
use crate::bid::ReadAt;
use crate::ca::{Certificate, TrustAnchors};
use crate::error::Result;
use crate::record::{
    Adjudication, Entry, Event, Fault, Frame, Head, Outcome, ProofFile, Reason, Receipt, Signed, Subject,
};
use crate::suite::Digest;
use crate::wire::Id;

/// What a record says of a receipt and its bid.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiptReport {
    /// The receipt, which is the platform's.
    pub receipt: Receipt,
    /// Whether the record has it.
    pub standing: Standing,
    /// The proof that its entry is in the closed head, or if it came afterwards in a later one, which can be kept and
    /// checked without the record.
    pub proof: Option<ProofFile>,
    /// What has become of the bid, if the record has it.
    pub bid: Option<BidReport>,
    /// What became of it at each stage that it reached.
    pub stages: Vec<StageResult>,
    /// Whose certificate signed the request under which it was replaced or withdrawn; none if it stands, or its own key
    /// signed. The record alone cannot tell whether it is the bidder's: the bidder can.
    pub retired_under: Option<Certificate>,
    /// Why the record could not be followed to its end. What it says behind that is not known.
    pub broken: Option<Finding>,
}

/// Whether a receipt stands in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the entry of this number.
    Recorded(u64),
    /// Nowhere, and so the bid is missing: an objection. It was raised already, and settled, if so it is said here.
    Missing {
        /// Whether the record has an objection about this bid.
        raised: bool,
        /// Whether the adjudicator let the tender go on without it.
        settled: bool,
    },
    /// Not in what could be followed of the record.
    Unknown,
}

/// What became of a bid at one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageResult {
    /// The stage.
    pub stage: Id,
    /// The number of the entry that says so.
    pub entry: u64,
    /// Whose fault it is that it was not opened; none if it was.
    pub fault: Option<Fault>,
    /// Why it was not opened.
    pub reason: Option<Reason>,
}

/// Looks a receipt up in a record, and follows its bid.
///
/// # Errors
/// Those of strict JSON and [`platform_signed`](crate::record::platform_signed) if the receipt is none of this tender's
/// platform; [`ErrorKind::WrongTender`](crate::ErrorKind::WrongTender);
/// [`ErrorKind::OutOfOrder`](crate::ErrorKind::OutOfOrder) if not even the notice could be read;
/// [`ErrorKind::Io`](crate::ErrorKind::Io).
pub fn audit_receipt(log: &dyn ReadAt, receipt: &[u8], trust: &TrustAnchors) -> Result<ReceiptReport> {
    let signed = Signed::parse(receipt)?;
    let mut search = Search::new(Receipt::parse(signed.content())?.digest, signed.content_digest());
    let replayed = replay(log, trust, |_, entry, frame| {
        search.take(entry, frame);
        Ok(())
    })?;
    let history = &replayed.history;
    let (_, receipt) = given::receipt(history, receipt)?;
    let standing = match search.found {
        Some(entry) => Standing::Recorded(entry),
        None if !replayed.is_whole() => Standing::Unknown,
        None => {
            let objection = history.objections().get(&receipt.digest);
            Standing::Missing { raised: objection.is_some(), settled: objection == Some(&true) }
        }
    };
    let proof = match (search.found, search.covering) {
        (Some(entry), Some(head)) => Some(proof_under(history.tree(), entry, head)?),
        _ => None,
    };
    let bid = history.find(&receipt.digest);
    let bid = bid.map(|bid| report_of(bid, history.stages().len(), search.last.as_ref()));
    let broken = broken(&replayed);
    Ok(ReceiptReport {
        receipt,
        standing,
        proof,
        bid,
        stages: search.stages,
        retired_under: search.retired_under,
        broken,
    })
}

fn broken(replayed: &Replay) -> Option<Finding> {
    let refused = replayed.refused.as_ref();
    let refused =
        refused.map(|(entry, _, error)| Finding { place: Place::Entry(*entry), error: error.clone() });
    let damaged = replayed.damaged.as_ref();
    refused.or(damaged.map(|error| Finding { place: Place::Log, error: error.clone() }))
}

/// What is picked up about one bid while the log is read.
struct Search {
    digest: Digest,
    content: Digest,
    found: Option<u64>,
    /// The first head behind the receipt's entry: the closed head, for whatever came before the closing.
    covering: Option<Head>,
    stages: Vec<StageResult>,
    last: Option<Outcome>,
    retired_under: Option<Certificate>,
}

impl Search {
    fn new(digest: Digest, content: Digest) -> Search {
        Search {
            digest,
            content,
            found: None,
            covering: None,
            stages: Vec::new(),
            last: None,
            retired_under: None,
        }
    }

    fn take(&mut self, entry: &Entry, frame: &Frame) {
        let attached = |n: usize| frame.attachments.get(n).map(Vec::as_slice).unwrap_or_default();
        match &entry.event {
            Event::Replaced { old: digest, .. } | Event::Withdrawn { digest, .. }
                if *digest == self.digest =>
            {
                let signed = Signed::parse(attached(0)).and_then(|request| request.verify_certificate());
                self.retired_under = signed.ok().map(|signature| signature.certificate);
            }
            _ => {}
        }
        let receipt = match &entry.event {
            Event::Bid { bid, .. } if bid.digest == self.digest => Some(attached(1)),
            Event::Replaced { bid, .. } | Event::Announced { bid, .. } if bid.digest == self.digest => {
                Some(attached(2))
            }
            Event::Delivered { digest, .. } if *digest == self.digest => Some(attached(0)),
            Event::Withdrawn { digest, .. } if *digest == self.digest => Some(attached(1)),
            Event::Outcome { stage, digest, outcome } if *digest == self.digest => {
                self.outcome(entry.number, stage, outcome);
                None
            }
            Event::Adjudicated { .. } => {
                self.adjudicated(attached(0));
                None
            }
            _ => None,
        };
        if receipt
            .and_then(|bytes| Signed::parse(bytes).ok())
            .is_some_and(|r| r.content_digest() == self.content)
        {
            self.found = self.found.or(Some(entry.number));
        }
        if let (Some(found), None) = (self.found, &self.covering) {
            let head = head_in(entry, &frame.attachments);
            self.covering = head.filter(|head| head.checkpoint().size > found);
        }
    }

    fn outcome(&mut self, entry: u64, stage: &Id, outcome: &Outcome) {
        let (fault, reason) = match outcome {
            Outcome::Opened { .. } => (None, None),
            Outcome::Excluded { fault, reason, .. } => (Some(*fault), Some(reason.clone())),
        };
        self.stages.push(StageResult { stage: stage.clone(), entry, fault, reason });
        self.last = Some(outcome.clone());
    }

    /// The adjudicator may have determined the fault that an outcome left open.
    fn adjudicated(&mut self, bytes: &[u8]) {
        let decision = Signed::parse(bytes).and_then(|signed| Adjudication::parse(signed.content()));
        if let Ok(Adjudication { subject: Subject::Bid { stage, digest, fault }, .. }) = decision
            && digest == self.digest
        {
            let decided = self.stages.iter_mut().filter(|result| result.stage == stage);
            decided.for_each(|result| result.fault = Some(fault));
        }
    }
}
