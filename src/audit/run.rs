//! The audit itself: one pass over the log, then what can be said only at its end (SPEC §17).

use super::arrivals::Arrivals;
use super::evidence::Evidence;
use super::findings::Findings;
use super::given;
use super::outcomes::{Shown, WithEvidence};
use super::remark::Remark;
use super::replay::{Replay, replay};
use super::report::{End, Report, TenderFacts};
use super::rule::{Place, Rule, Why};
use super::stages::Stages;
use crate::bid::{ReadAt, Work};
use crate::ca::{Revocation, TrustAnchors, verify_chain};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, Entry, Event, Frame, History};

/// What an audit is held against, beside the record.
#[derive(Clone, Debug)]
pub struct AuditOptions {
    /// The reader's own roots: for the tenderer's certificate, and the custodians'.
    pub trust: TrustAnchors,
    /// Receipts that bidders have: each must stand in the record.
    pub receipts: Vec<Vec<u8>>,
    /// Heads that somebody was shown, or keeps: each must be one of this record.
    pub heads: Vec<Vec<u8>>,
}

impl AuditOptions {
    /// These roots, and nothing that others have.
    pub fn new(trust: TrustAnchors) -> AuditOptions {
        AuditOptions { trust, receipts: Vec::new(), heads: Vec::new() }
    }
}

/// Audits a record: its log file as it was given away, and the evidence if the reader has it.
///
/// Whatever is wrong with the record stands in the report.
///
/// # Errors
/// [`ErrorKind::Io`] if log or evidence cannot be read, which says nothing about the record;
/// [`ErrorKind::Cancelled`], [`ErrorKind::WorkerFailed`].
pub fn audit(
    log: &dyn ReadAt,
    evidence: Option<&dyn Evidence>,
    options: &AuditOptions,
    work: Work<'_>,
) -> Result<Report> {
    let mut pass = Pass {
        trust: &options.trust,
        findings: Findings::default(),
        arrivals: Arrivals::new(work, evidence.is_some()),
        stages: Stages::default(),
    };
    let replayed = replay(log, &options.trust, |history, entry, frame| pass.take(history, entry, frame))?;
    let history = &replayed.history;
    pass.arrivals.check(&mut pass.findings)?;
    let Pass { mut findings, arrivals, stages, .. } = pass;
    let whole = replayed.is_whole();
    let mut remarks = remarks(history);
    given::receipts(history, &options.receipts, whole, &mut findings, &mut remarks);
    given::heads(history, &options.heads, whole, &mut findings, &mut remarks);
    remarks.extend(closing(history, &mut findings));
    ends(history.bids(), history.stages().len(), history.next_stage().is_none(), &mut findings);
    for (digest, _) in history.objections().iter().filter(|(_, settled)| !**settled) {
        findings.add(Rule::Objections, Place::Bid(*digest), Error::new(ErrorKind::ObjectionOpen));
    }
    let shown = match evidence {
        Some(evidence) => {
            let tokens = &arrivals.tokens.unwrap_or_default();
            WithEvidence { history, stages: &stages, tokens, evidence, work }
                .check(&arrivals.retired, &mut findings)?
        }
        None => {
            let none = |rule: &Rule| *rule == Rule::Review && !stages.has_review();
            let rules = Rule::ALL.into_iter().filter(|rule| rule.needs_evidence() && !none(rule));
            rules.for_each(|rule| findings.not_checked(rule, Why::NoEvidence));
            Shown::without(&arrivals.retired)
        }
    };
    let count = history.stages().len();
    let report = |bid: &BidState| shown.report(bid, count, stages.last(&bid.digest), &findings);
    let bids = history.bids().iter().map(report).collect();
    remarks.extend(shown.remarks);
    follow(&replayed, &mut findings);
    let closed = history.closing().and_then(|closing| closing.head.as_ref());
    Ok(Report {
        tender: facts(history),
        entries: history.len(),
        root: history.tree().root(),
        closed_at: closed.map(|head| head.time),
        rules: findings.results(),
        bids,
        remarks,
    })
}

/// What is gathered while the log is read.
struct Pass<'a> {
    trust: &'a TrustAnchors,
    findings: Findings,
    arrivals: Arrivals<'a>,
    stages: Stages,
}

impl Pass<'_> {
    fn take(&mut self, history: &History, entry: &Entry, frame: &Frame) -> Result<()> {
        if let Event::Notice { .. } = &entry.event {
            self.statements(history, entry.number)?;
        }
        if let Err(error) = self.stages.take(history, entry, frame) {
            self.findings.add(Rule::Minutes, Place::Entry(entry.number), error);
        }
        self.arrivals.take(history, entry, frame, &mut self.findings)
    }

    /// Every custodian's statement must chain to the reader's roots when it was made.
    fn statements(&mut self, history: &History, entry: u64) -> Result<()> {
        for custodian in history.notice()?.custodians() {
            let (statement, signature) = (custodian.statement(), custodian.signature());
            let (leaf, others) = (&signature.certificate, &signature.others);
            if let Err(error) =
                verify_chain(leaf, others, self.trust, &Revocation::unchecked(), statement.created)
            {
                let error = error.at(format_args!("custodian {}", statement.custodian));
                self.findings.add(Rule::Notice, Place::Entry(entry), error);
            }
        }
        Ok(())
    }
}

/// What was refused, and what that leaves unchecked.
fn follow(replayed: &Replay, findings: &mut Findings) {
    if replayed.is_whole() && replayed.history.is_empty() {
        let error = Error::new(ErrorKind::OutOfOrder).because("there is not even a notice");
        findings.add(Rule::History, Place::Log, error);
    }
    if replayed.history.accepted_notice().is_err() {
        findings.not_checked(Rule::Notice, Why::Unfinished);
    }
    if let Some(error) = &replayed.damaged {
        findings.add(Rule::Log, Place::Log, error.clone());
    }
    if let Some((entry, rule, error)) = &replayed.refused {
        findings.add(*rule, Place::Entry(*entry), error.clone());
    }
    if !replayed.is_whole() {
        let others = Rule::ALL.into_iter().filter(|rule| *rule != Rule::Log);
        others.for_each(|rule| findings.not_checked(rule, Why::Beyond(replayed.history.len())));
    }
}

/// The closed head came in time, or was let stand, and enough custodians cosigned it. Where the adjudicator has declared
/// them lost, they cannot have: that is to be said.
fn closing(history: &History, findings: &mut Findings) -> Option<Remark> {
    let error = history.closed_head().err()?;
    let lost = history.stages().iter().any(|stage| stage.cut_off.is_some());
    match error.kind() {
        ErrorKind::NotClosed => findings.not_checked(Rule::Closing, Why::Unfinished),
        ErrorKind::CosignersMissing if lost => return Some(Remark::NotCosigned),
        _ => {
            let head = history.closing().and_then(|closing| closing.head.as_ref());
            findings.add(Rule::Closing, Place::Entry(head.map_or(0, |head| head.entry)), error);
        }
    }
    None
}

/// Every bid has an end once the last stage is finished.
fn ends(bids: &[BidState], stages: usize, finished: bool, findings: &mut Findings) {
    if !finished || stages == 0 {
        return findings.not_checked(Rule::Ends, Why::Unfinished);
    }
    for bid in bids.iter().filter(|bid| End::of(bid, stages) == End::None) {
        let error = Error::new(ErrorKind::OutOfOrder).because("the tender is finished, and it has no end");
        findings.add(Rule::Ends, Place::Bid(bid.digest), error);
    }
}

fn remarks(history: &History) -> Vec<Remark> {
    let Ok(notice) = history.notice() else { return Vec::new() };
    let mut remarks = Remark::of_notice(notice.body());
    if let Some(closing) = history.closing() {
        if closing.revocation.is_unchecked() {
            remarks.push(Remark::RevocationUnchecked);
        }
        if closing.excused {
            remarks.push(Remark::HeadLetStand);
        }
    }
    let settled = history.objections().iter().filter(|(_, settled)| **settled);
    remarks.extend(settled.map(|(digest, _)| Remark::ObjectionSettled(*digest)));
    remarks
}

fn facts(history: &History) -> Option<TenderFacts> {
    let notice = history.notice().ok()?;
    let body = notice.body();
    Some(TenderFacts {
        tender: notice.tender(),
        tender_id: body.tender_id.clone(),
        title: body.title.clone(),
        tenderer: body.tenderer.clone(),
        notice: notice.digest(),
        deadline: history.deadline().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rule::Verdict;
    use crate::record::BidStatus;
    use crate::suite::hash;
    use crate::wire::{Hex, Id, Time};

    /// No history ends so: the rule would find it all the same.
    #[test]
    fn a_bid_without_an_end_is_found_once_the_tender_is_finished() {
        let bid = |status| BidState {
            digest: hash(&[b"bid"]),
            lot: Id::new("1").unwrap(),
            bid_key: Hex([0; 32]),
            notice: hash(&[b"notice"]),
            size: None,
            arrived: Time::from_unix(0).unwrap(),
            token: hash(&[b"token"]),
            sequence: 0,
            entry: 0,
            status,
        };
        let open = [BidStatus::Announced, BidStatus::Received, BidStatus::Opened(0)];
        let ended = [BidStatus::Opened(1), BidStatus::Withdrawn, BidStatus::NotAdmitted(1)];
        let found = |status: &BidStatus, finished| {
            let mut findings = Findings::default();
            ends(&[bid(status.clone())], 2, finished, &mut findings);
            let result = findings.results().into_iter().find(|result| result.rule == Rule::Ends);
            result.map(|result| result.verdict)
        };
        for status in &open {
            assert!(matches!(found(status, true), Some(Verdict::Fails(_))), "{status:?}");
            assert_eq!(found(status, false), Some(Verdict::NotChecked(Why::Unfinished)));
        }
        for status in &ended {
            assert_eq!(found(status, true), Some(Verdict::Holds), "{status:?}");
        }
    }
}
