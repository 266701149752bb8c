//! Opening all bids of a stage (SPEC §16.1).

use super::contents::Contents;
use super::documents::Documents;
use super::events::Happened;
use super::judge::{BidEntry, Judged, can_change, judge, seed_of};
use super::parallel::{ends_all, over};
use super::session::{CONTENTS, Opening};
use crate::bid::{Sink, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, BidStatus, Event, Outcome, Reason};
use crate::suite::{Digest, Secret};
use crate::tenderbox::ClosedBox;
use crate::wire::Time;

/// A bid that was not opened, but may still be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The bid.
    pub digest: Digest,
    /// Why it was not.
    pub reason: Reason,
}

/// What a run has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Bids that it opened.
    pub opened: usize,
    /// Bids that cannot be opened any more.
    pub excluded: usize,
    /// Bids without an outcome, in the order of their entries.
    pub pending: Vec<Pending>,
}

/// How one bid ended in a run.
struct Ended {
    judged: Judged,
    /// Why its documents were not written.
    not_written: Option<Error>,
}

impl Opening<'_> {
    /// Opens all bids that have no outcome yet, side by side, and records each outcome as it comes. A bid that fails
    /// stops no other. One that may still be opened, because its file may be supplied or another holder may release,
    /// stays pending: see [`Opening::give_up`].
    ///
    /// # Errors
    /// [`ErrorKind::QuorumNotMet`] while neither every quorum is met nor seeds are published; [`ErrorKind::Cancelled`];
    /// [`ErrorKind::StoreFailed`]. What was recorded before stays so, and the next run goes on.
    pub fn open(&mut self, now: Time, documents: &Documents, work: Work<'_>) -> Result<Summary> {
        if !self.ready()? {
            let (have, need) = self.releases.count();
            let detail = format!("{need} needed, {have} released");
            return Err(Error::new(ErrorKind::QuorumNotMet).because(detail).at(self.releases.unmet()));
        }
        self.run(now, documents, work, false)
    }

    /// As [`Opening::open`], for the last time: the operator says that no file and no release comes any more, so what
    /// would stay pending gets its outcome. That the holders' releases are missing is one only after they were asked.
    ///
    /// # Errors
    /// As [`Opening::open`], but for the quorums.
    pub fn give_up(&mut self, now: Time, documents: &Documents, work: Work<'_>) -> Result<Summary> {
        self.run(now, documents, work, true)
    }

    fn run(&mut self, now: Time, documents: &Documents, work: Work<'_>, last: bool) -> Result<Summary> {
        self.take_back(now, work)?;
        self.know_bidders(work)?;
        let (asked, damaged) = (self.state(|state| state.request.is_some())?, self.damaged()?);
        let bids = self.to_open();
        // What can still be mended is given up only after the holders were asked, or where there is nobody to ask for.
        let all_damaged = bids.iter().all(|bid| damaged.contains(&bid.digest));
        let may_record = |digest: &Digest, outcome: &Outcome| match outcome {
            Outcome::Excluded { reason, .. } if can_change(outcome) => {
                let missing = reason.kind() == Some(ErrorKind::QuorumNotMet);
                last && (asked || all_damaged && !missing)
            }
            // Its file came back just now: the next run says so first.
            _ => !damaged.contains(digest),
        };
        let (mut done, mut summary, mut pending) = (0, Summary::default(), Vec::new());
        over(
            work,
            &bids,
            |bid, work| self.open_one(bid, documents, work),
            |results| {
                let (mut happened, mut entries) = (Vec::new(), Vec::new());
                for (n, bid, result) in results {
                    done += 1;
                    let (progress, digest) = ((done, bids.len()), bid.digest);
                    match result {
                        Err(error) if ends_all(&error) => return Err(error),
                        Err(error) => {
                            let reason = Reason::of(&error);
                            happened.push(still_pending(progress, digest, reason.clone()));
                            pending.push((n, Pending { digest, reason }));
                        }
                        Ok(ended) if may_record(&digest, &ended.judged.outcome) => {
                            happened.extend(not_written(digest, ended.not_written));
                            happened.push(ended_as(progress, digest, &ended.judged.outcome));
                            let (stage, outcome) = (self.case.stage.clone(), ended.judged.outcome);
                            match outcome {
                                Outcome::Opened { .. } => summary.opened += 1,
                                Outcome::Excluded { .. } => summary.excluded += 1,
                            }
                            entries.push((Event::Outcome { stage, digest, outcome }, Vec::new()));
                        }
                        Ok(ended) => {
                            let reason = match ended.judged.outcome {
                                Outcome::Excluded { reason, .. } => reason,
                                Outcome::Opened { .. } => Reason::of(&ErrorKind::BidDamaged.into()),
                            };
                            happened.push(still_pending(progress, digest, reason.clone()));
                            pending.push((n, Pending { digest, reason }));
                        }
                    }
                }
                self.closed.write_all(now, entries)?;
                // Only what is durable is told.
                happened.iter().for_each(|one| self.events.event(one));
                Ok(())
            },
        )?;
        pending.sort_by_key(|(n, _)| *n);
        summary.pending = pending.into_iter().map(|(_, pending)| pending).collect();
        Ok(summary)
    }

    fn open_one(&self, bid: &BidState, documents: &Documents, work: Work<'_>) -> Result<Ended> {
        let mut delivery = documents.begin(bid);
        let judged = self.judge(bid, &mut delivery, work)?;
        if let Some(contents) = &judged.contents {
            self.closed.put_evidence(CONTENTS, contents)?;
        }
        let not_written = delivery.finish(judged.contents.is_some());
        Ok(Ended { judged, not_written })
    }

    fn judge(&self, bid: &BidState, sink: &mut dyn Sink, work: Work<'_>) -> Result<Judged> {
        let token = self.token(bid)?;
        let entry = BidEntry { state: bid, token: &token };
        judge(&self.case, entry, self.file(bid), (self.bidders(), &self.releases), sink, work)
    }

    /// The bids that were opened at this stage, with the seeds of their locks, in the order of their entries.
    ///
    /// # Errors
    /// The reason for which one of them cannot be opened now.
    pub fn seeds(&self) -> Result<Vec<(BidState, Secret)>> {
        let opened = |bid: &&BidState| bid.status == BidStatus::Opened(self.number);
        let bids: Vec<BidState> =
            self.closed.with_history(|history| history.bids().iter().filter(opened).cloned().collect());
        let seed = |bid: BidState| {
            let seed = seed_of(&self.case, &bid, self.file(&bid), &self.releases);
            seed.map_err(|e| e.at(format_args!("bid {}", bid.digest))).map(|seed| (bid, seed))
        };
        bids.into_iter().map(seed).collect()
    }

    /// The closed box that is opened.
    pub fn closed(&self) -> &ClosedBox {
        self.closed
    }

    /// Opens a bid once more that was opened at this stage, for its documents: its contents, when the sink has them
    /// all. Nothing is recorded.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownBid`] if it was not opened at this stage; the reason for which it cannot be opened now;
    /// those of the sink.
    pub fn extract(&self, digest: &Digest, sink: &mut dyn Sink, work: Work<'_>) -> Result<Contents> {
        let judged = self.extract_judged(digest, sink, work)?;
        judged.contents.map_or_else(|| Err(ErrorKind::UnknownBid.into()), |bytes| Contents::parse(&bytes))
    }

    /// The same, for its outcome, which is that it was opened.
    #[cfg(feature = "redact")]
    pub(crate) fn extract_again(
        &self,
        digest: &Digest,
        sink: &mut dyn Sink,
        work: Work<'_>,
    ) -> Result<Outcome> {
        self.extract_judged(digest, sink, work).map(|judged| judged.outcome)
    }

    fn extract_judged(&self, digest: &Digest, sink: &mut dyn Sink, work: Work<'_>) -> Result<Judged> {
        let bid = self.closed.with_history(|history| history.find(digest).cloned());
        let bid = bid.filter(|bid| bid.status == BidStatus::Opened(self.number));
        let bid = bid.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest))?;
        let judged = self.judge(&bid, sink, work)?;
        match judged.outcome {
            Outcome::Opened { .. } => Ok(judged),
            Outcome::Excluded { reason, .. } => {
                Err(Error::new(reason.kind().unwrap_or(ErrorKind::BidDamaged)).at(reason.place))
            }
        }
    }
}

fn still_pending((done, total): (usize, usize), digest: Digest, reason: Reason) -> Happened {
    Happened::Pending { done, total, digest, reason }
}

fn not_written(digest: Digest, error: Option<Error>) -> Option<Happened> {
    error.map(|error| Happened::NotWritten { digest, reason: Reason::of(&error) })
}

fn ended_as((done, total): (usize, usize), digest: Digest, outcome: &Outcome) -> Happened {
    match outcome {
        Outcome::Opened { bidder, .. } => Happened::Opened { done, total, digest, bidder: bidder.clone() },
        Outcome::Excluded { fault, reason, .. } => {
            Happened::Failed { done, total, digest, fault: *fault, reason: reason.clone() }
        }
    }
}
