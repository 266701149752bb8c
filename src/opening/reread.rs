//! Before the release: every bid is read again, those that are not to be opened get their outcome, and the holders are
//! asked (SPEC §16.1, §16.4).

use super::bidders::Bidders;
use super::events::Happened;
use super::judge::{BidEntry, Damage, bidder_of, can_change, damage_of, judge_sealed};
use super::parallel::{ends_all, over};
use super::session::Opening;
use crate::bid::Work;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, Event, Outcome, Reason, ReleaseRequest, Signed};
use crate::suite::{Digest, hash};
use crate::wire::Time;

impl Opening<'_> {
    /// Reads every bid again that is to be opened, records which are damaged, and gives those an outcome that are not
    /// to be opened. Returned is what is wrong with which bid, in the order of the entries. Each can be supplied again
    /// with [`ClosedBox::rescue`](crate::tenderbox::ClosedBox::rescue); damage to a later stage is not recorded yet.
    ///
    /// # Errors
    /// [`ErrorKind::TooEarly`] while files may still come, and others of the record's rules;
    /// [`ErrorKind::Cancelled`]; [`ErrorKind::StoreFailed`].
    pub fn reread(&mut self, now: Time, work: Work<'_>) -> Result<Vec<(Digest, Damage)>> {
        let bids = self.to_open();
        let (mut done, mut found) = (0, Vec::new());
        let read = |bid: &BidState, work: Work<'_>| damage_of(&self.case, bid, self.file(bid), work);
        over(work, &bids, read, |results| {
            for (n, bid, result) in results {
                done += 1;
                let damage = result.or_else(|error| match ends_all(&error) {
                    true => Err(error),
                    false => Ok(Some(Damage { reason: Reason::of(&error), later: false })),
                });
                if let Some(damage) = damage? {
                    let (digest, reason, later) = (bid.digest, damage.reason.clone(), damage.later);
                    self.events.event(&Happened::Damaged { digest, reason, later });
                    found.push((n, digest, damage));
                }
                self.events.event(&Happened::Reread { done, total: bids.len() });
            }
            Ok(())
        })?;
        found.sort_unstable_by_key(|(n, _, _)| *n);
        let damaged = found.iter().filter(|(_, _, damage)| !damage.later).map(|(_, digest, _)| *digest);
        let event = Event::Reread { stage: self.case.stage.clone(), damaged: damaged.collect() };
        self.closed.write(now, event, Vec::new())?;
        self.settle(now, work)?;
        Ok(found.into_iter().map(|(_, digest, damage)| (digest, damage)).collect())
    }

    /// Records as rescued what was damaged and has its file again: it was put in its place by hand, or the power failed
    /// after [`ClosedBox::rescue`](crate::tenderbox::ClosedBox::rescue) had taken it.
    pub(super) fn take_back(&mut self, now: Time, work: Work<'_>) -> Result<()> {
        let damaged = self.damaged()?;
        for bid in self.to_open().iter().filter(|bid| damaged.contains(&bid.digest)) {
            let damage = match damage_of(&self.case, bid, self.file(bid), work) {
                Err(error) if ends_all(&error) => return Err(error),
                damage => damage,
            };
            if matches!(damage, Ok(None | Some(Damage { later: true, .. }))) {
                self.closed.write(now, Event::Rescued { digest: bid.digest }, Vec::new())?;
            }
        }
        Ok(())
    }

    /// Gives an outcome to the bids that are not to be opened, as far as that is seen without opening. They stay shut.
    /// [`Opening::reread`] does this too; it is needed again when a damaged bid was supplied.
    ///
    /// # Errors
    /// As [`Opening::reread`].
    pub fn settle(&mut self, now: Time, work: Work<'_>) -> Result<()> {
        self.take_back(now, work)?;
        let shut = self.shut(work)?;
        let (stage, total) = (&self.case.stage, shut.len());
        let event = |(digest, outcome): &(Digest, Outcome)| {
            let (stage, digest, outcome) = (stage.clone(), *digest, outcome.clone());
            (Event::Outcome { stage, digest, outcome }, Vec::new())
        };
        self.closed.write_all(now, shut.iter().map(event).collect())?;
        // Only what is durable is told.
        for (n, (digest, outcome)) in shut.into_iter().enumerate() {
            if let Outcome::Excluded { fault, reason, .. } = outcome {
                self.events.event(&Happened::Failed { done: n + 1, total, digest, fault, reason });
            }
        }
        Ok(())
    }

    /// Asks the holders to release the stage: the signed request, as it is recorded. `note` is a head that covers all
    /// that happened since, with the custodians' cosignatures, `tokens` are timestamp tokens over its text.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if a bid without an outcome is not to be opened ([`Opening::settle`]); those of the
    /// record's rules: [`ErrorKind::ObjectionOpen`], [`ErrorKind::CosignersMissing`], [`ErrorKind::HeadTooOld`],
    /// [`ErrorKind::TooEarly`] and the like.
    pub fn request(
        &mut self,
        note: &[u8],
        tokens: Vec<Vec<u8>>,
        now: Time,
        work: Work<'_>,
    ) -> Result<Vec<u8>> {
        if let Some((digest, _)) = self.shut(work)?.first() {
            let detail = format!("the outcome of bid {digest} must be recorded first");
            return Err(Error::new(ErrorKind::OutOfOrder).because(detail));
        }
        let (stage, notice) = (self.case.stage.clone(), self.case.notice());
        let place = (notice.tender(), notice.digest());
        let request = ReleaseRequest::new(place, stage.clone(), note.to_vec(), tokens).to_bytes()?;
        let signed = Signed::by_certificate(request, &self.closed.keys().signer, now)?.to_bytes()?;
        let event = Event::Requested { stage, request: hash(&[&signed]) };
        self.closed.write(now, event, vec![signed.clone()])?;
        Ok(signed)
    }

    /// The bids that are not to be opened and have no outcome yet, in the order of their entries.
    fn shut(&mut self, work: Work<'_>) -> Result<Vec<(Digest, Outcome)>> {
        let damaged = self.damaged()?;
        self.know_bidders(work)?;
        let bids: Vec<BidState> =
            self.to_open().into_iter().filter(|bid| !damaged.contains(&bid.digest)).collect();
        let bidders = self.bidders();
        let mut shut = Vec::new();
        over(
            work,
            &bids,
            |bid, work| {
                let token = self.token(bid)?;
                let entry = BidEntry { state: bid, token: &token };
                judge_sealed(&self.case, entry, self.file(bid), bidders, work)
            },
            |results| {
                for (n, bid, result) in results {
                    // What was damaged since it was read waits for its file as the others do.
                    let outcome = unless_failed(result)?.filter(|outcome| !can_change(outcome));
                    shut.extend(outcome.map(|outcome| (n, bid.digest, outcome)));
                }
                Ok(())
            },
        )?;
        shut.sort_unstable_by_key(|(n, _, _)| *n);
        Ok(shut.into_iter().map(|(_, digest, outcome)| (digest, outcome)).collect())
    }

    /// Finds out who bids, unless that is known for just the bids that count now.
    pub(super) fn know_bidders(&mut self, work: Work<'_>) -> Result<()> {
        let damaged = self.damaged()?;
        if self.bidders.as_ref().is_some_and(|(known, _)| *known == damaged) {
            return Ok(());
        }
        let bids: Vec<BidState> =
            self.members().into_iter().filter(|bid| !damaged.contains(&bid.digest)).collect();
        let mut bidders = Bidders::default();
        over(
            work,
            &bids,
            |bid, _| {
                let token = self.token(bid)?;
                bidder_of(&self.case, BidEntry { state: bid, token: &token }, self.file(bid))
            },
            |results| {
                for (_, bid, result) in results {
                    if let Some(bidder) = unless_failed(result)? {
                        bidders.add(bid, &bidder);
                    }
                }
                Ok(())
            },
        )?;
        self.bidders = Some((damaged, bidders));
        Ok(())
    }

    /// Who bids, as it was last found out.
    pub(super) fn bidders(&self) -> &Bidders {
        static NOBODY: Bidders = Bidders::none();
        self.bidders.as_ref().map_or(&NOBODY, |(_, bidders)| bidders)
    }
}

/// A bid that cannot be judged stops no other; it is met again when it is opened.
fn unless_failed<T>(result: Result<Option<T>>) -> Result<Option<T>> {
    result.or_else(|error| if ends_all(&error) { Err(error) } else { Ok(None) })
}
