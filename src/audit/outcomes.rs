//! Everything that needs the evidence: bids, releases, and the outcomes that follow from them (SPEC §16.3, §16.4).

use super::arrivals::Retired;
use super::bids::{self, Checked, says_damaged};
use super::evidence::Evidence;
use super::findings::Findings;
use super::releases::Given;
use super::remark::Remark;
use super::report::{BidReport, report_of};
use super::rule::{Place, Rule, Why};
use super::stages::{StageFacts, Stages};
use crate::bid::{Discard, Work, run};
use crate::error::{Error, ErrorKind, Result};
use crate::opening::{BidEntry, Bidders, Case, Judged, Releases, judge};
use crate::record::{BidState, BidStatus, History, Outcome};
use crate::suite::{Digest, hash};
use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

/// A record that was read, and the evidence beside it.
pub(super) struct WithEvidence<'a> {
    pub history: &'a History,
    pub stages: &'a Stages,
    /// The timestamp token of each bid.
    pub tokens: &'a HashMap<Digest, Vec<u8>>,
    pub evidence: &'a dyn Evidence,
    pub work: Work<'a>,
}

/// What the evidence shows, beside the findings.
#[derive(Default)]
pub(super) struct Shown {
    /// Bids that are whole, and who bids as far as their certificates tell.
    pub whole: HashMap<Digest, Option<String>>,
    pub remarks: Vec<Remark>,
}

impl Shown {
    /// What is told of a bid, with its last outcome.
    pub fn report(
        &self,
        bid: &BidState,
        stages: usize,
        last: Option<&Outcome>,
        findings: &Findings,
    ) -> BidReport {
        let mut report = report_of(bid, stages, last);
        if let Some(name) = self.whole.get(&bid.digest) {
            report.bidder = report.bidder.or_else(|| name.clone());
            let again = self.remarks.contains(&Remark::FoundAgain(bid.digest));
            report.checked = !again && !findings.is_about(&bid.digest);
        }
        report
    }

    /// What is to be said where there is no evidence.
    pub fn without(retired: &[Retired]) -> Shown {
        let remarks = retired.iter().map(|retired| Remark::RetiredByCertificate(retired.bid)).collect();
        Shown { remarks, ..Shown::default() }
    }
}

impl WithEvidence<'_> {
    /// Checks everything that needs the evidence.
    ///
    /// # Errors
    /// Those of reading, [`ErrorKind::Cancelled`], [`ErrorKind::WorkerFailed`].
    pub fn check(&self, retired: &[Retired], findings: &mut Findings) -> Result<Shown> {
        let mut shown = Shown::default();
        for retired in retired {
            match bids::check_retired(retired, self.evidence)? {
                Some(Ok(())) => {}
                Some(Err(error)) => findings.add(Rule::Bids, Place::Entry(retired.entry), error),
                None => shown.remarks.push(Remark::RetiredByCertificate(retired.bid)),
            }
        }
        if self.history.is_empty() {
            return Ok(shown);
        }
        let checked = self.bids(findings)?;
        for (number, stage) in self.history.stages().iter().enumerate() {
            if let Some(facts) = self.stages.0.iter().find(|facts| facts.id == stage.id) {
                self.stage(number, facts, &checked, findings, &mut shown)?;
            }
        }
        let whole = checked.into_iter().filter(|(_, checked)| checked.whole);
        shown.whole = whole.map(|(digest, checked)| (digest, checked.name)).collect();
        Ok(shown)
    }

    /// Every bid that counts, or did until it was excluded or not admitted.
    fn bids(&self, findings: &mut Findings) -> Result<HashMap<Digest, Checked>> {
        let notice = self.history.notice()?;
        let first = self.history.stages().first().filter(|_| self.history.closing().is_some());
        let case = first.map(|stage| Case::of(self.history, &stage.id)).transpose()?;
        let counts = |bid: &&BidState| {
            !matches!(
                bid.status,
                BidStatus::Announced
                    | BidStatus::NotDelivered
                    | BidStatus::Replaced(_)
                    | BidStatus::Withdrawn
                    | BidStatus::Superseded(_)
            )
        };
        let bids: Vec<&BidState> = self.history.bids().iter().filter(counts).collect();
        let (work, each) = self.shares(bids.len());
        let mut bids = bids.into_iter();
        let mut all = HashMap::new();
        run(
            work,
            |_: Option<()>| Ok(bids.next()),
            |bid| {
                let last = self.stages.last(&bid.digest);
                let checked = bids::check(notice, case.as_ref(), self.entry(bid), last, self.evidence, each)?;
                Ok((bid.digest, checked))
            },
            |(digest, mut checked)| {
                let found = std::mem::take(&mut checked.findings);
                found.into_iter().for_each(|error| findings.add(Rule::Bids, Place::Bid(digest), error));
                all.insert(digest, checked);
                Ok(())
            },
        )?;
        Ok(all)
    }

    /// The releases of a stage, and its outcomes once more.
    fn stage(
        &self,
        number: usize,
        facts: &StageFacts,
        checked: &HashMap<Digest, Checked>,
        findings: &mut Findings,
        shown: &mut Shown,
    ) -> Result<()> {
        let given = Given::of(self.history.notice()?, facts, self.evidence, findings)?;
        let case = Case::of(self.history, &facts.id)?;
        self.review(facts, &given, &case, findings)?;
        // What was released is the same for all: nothing is once a bid was given up for want of it.
        let releases = given.all()?;
        let outcomes = self.outcomes(facts);
        let (work, each) = self.shares(outcomes.len());
        let (mut outcomes, mut last) = (outcomes.into_iter(), None);
        run(
            work,
            |_: Option<()>| {
                let Some((when, bid, recorded)) = outcomes.next() else { return Ok(None) };
                let known = last.take().filter(|(at, _)| *at == when).map(|(_, bidders)| bidders);
                let bidders = known.unwrap_or_else(|| Arc::new(self.bidders(number, facts, when, checked)));
                last = Some((when, Arc::clone(&bidders)));
                Ok(Some(Job { bid, recorded, bidders, releases: &releases }))
            },
            |job| Ok((job.bid.digest, self.judge(&case, &job, each)?)),
            |(digest, found)| {
                match found {
                    Found::Follows => {}
                    Found::Whole => {
                        findings.not_checked(Rule::Outcomes, Why::FoundAgain);
                        shown.remarks.push(Remark::FoundAgain(digest));
                    }
                    Found::Wrong(error) => findings.add(Rule::Outcomes, Place::Bid(digest), error),
                }
                Ok(())
            },
        )
    }

    /// The outcomes of a stage, each with how often the list of damaged bids had changed by then, in the order of that:
    /// by those that were not damaged who bids twice was judged, and of such bidders only one list is kept at a time.
    fn outcomes<'j>(&'j self, facts: &'j StageFacts) -> Vec<(usize, &'j BidState, &'j Outcome)> {
        let outcome = |bid: &'j BidState| {
            Some((*facts.judged.get(&bid.digest)?, bid, facts.outcomes.get(&bid.digest)?))
        };
        let mut outcomes: Vec<_> = self.history.bids().iter().filter_map(outcome).collect();
        outcomes.sort_by_key(|(when, _, _)| *when);
        outcomes
    }

    /// Who bids at a stage: the bids that stood at its beginning, less those that were damaged when the list of these
    /// had changed so often.
    fn bidders(
        &self,
        number: usize,
        facts: &StageFacts,
        changes: usize,
        checked: &HashMap<Digest, Checked>,
    ) -> Bidders {
        let to_open: HashSet<Digest> = self.history.to_open(number).map(|bid| bid.digest).collect();
        let stood = |bid: &&BidState| {
            let member = facts.outcomes.get(&bid.digest).is_some() || to_open.contains(&bid.digest);
            member && !facts.damaged.had(&bid.digest, changes)
        };
        let mut bidders = Bidders::default();
        for bid in self.history.bids().iter().filter(stood) {
            if let Some(bidder) = checked.get(&bid.digest).and_then(|checked| checked.bidder.as_ref()) {
                bidders.add(bid, bidder);
            }
        }
        bidders
    }

    fn judge(&self, case: &Case, job: &Job<'_>, work: Work<'_>) -> Result<Found> {
        let file = self.evidence.bid(&job.bid.digest)?;
        let file = file.ok_or_else(|| Error::new(ErrorKind::FileNotFound));
        let judged =
            judge(case, self.entry(job.bid), file, (&job.bidders, job.releases), &mut Discard, work)?;
        if is_of(&judged.outcome, ErrorKind::Io) {
            return Err(Error::new(ErrorKind::Io).at(format_args!("bid {}", job.bid.digest)));
        }
        if let (Outcome::Opened { contents, .. }, Some(bytes)) = (&judged.outcome, &judged.contents) {
            let kept = self.evidence.contents(contents)?;
            if kept.is_some_and(|kept| kept != *bytes) {
                let detail = format!("contents {}", hash(&[bytes]));
                return Ok(Found::Wrong(Error::new(ErrorKind::EvidenceMismatch).because(detail)));
            }
        }
        Ok(compare(job.recorded, &judged))
    }

    fn entry<'b>(&'b self, bid: &'b BidState) -> BidEntry<'b> {
        BidEntry { state: bid, token: self.tokens.get(&bid.digest).map(Vec::as_slice).unwrap_or_default() }
    }

    /// Threads for many bids at once, and for each of them.
    fn shares(&self, bids: usize) -> (Work<'_>, Work<'_>) {
        let threads = self.work.threads.get();
        let each = NonZeroUsize::new(threads / bids.max(1)).unwrap_or(NonZeroUsize::MIN);
        (self.work, Work { threads: each, progress: self.work.progress })
    }
}

/// One bid at one stage.
struct Job<'a> {
    bid: &'a BidState,
    recorded: &'a Outcome,
    bidders: Arc<Bidders>,
    releases: &'a Releases,
}

/// What judging once more shows.
enum Found {
    /// The same outcome.
    Follows,
    /// The bid was damaged or could not be read then, and is whole now: nobody can see any more how it was.
    Whole,
    Wrong(Error),
}

fn is_of(outcome: &Outcome, kind: ErrorKind) -> bool {
    matches!(outcome, Outcome::Excluded { reason, .. } if reason.kind() == Some(kind))
}

fn compare(recorded: &Outcome, judged: &Judged) -> Found {
    if *recorded == judged.outcome {
        return Found::Follows;
    }
    if says_damaged(recorded) {
        // Damage may have spread or been met elsewhere; that there is some is what counts.
        return if says_damaged(&judged.outcome) { Found::Follows } else { Found::Whole };
    }
    let detail = format!("recorded: {}; it follows: {}", words(recorded), words(&judged.outcome));
    Found::Wrong(Error::new(ErrorKind::OutcomeMismatch).because(detail))
}

/// An outcome in a few words.
fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Opened { bidder, contents, .. } => format!("opened, bid of {bidder}, contents {contents}"),
        Outcome::Excluded { fault, reason, .. } => {
            format!("excluded, fault {fault:?}, {} {}", reason.name, reason.place)
        }
    }
}
