//! One pass over an opening: every step that can be done now, in their order, each only if it is still to be done. All
//! that was done before is read from the record, so a pass goes on wherever the one before it ended (SPEC §16.1).

use super::documents::extract;
use super::exchange::Exchange;
use super::missing::Missing;
use super::run::Arguments;
use super::told::Told;
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::say;
use crate::stamping::Authorities;
use sealbid::opening::{Documents, Opening};
use sealbid::record::{BidStatus, Fault, StageState};
use sealbid::suite::{Digest, hash};
use sealbid::tenderbox::ClosedBox;
use sealbid::wire::Time;
use sealbid::{Error, ErrorKind};
use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::path::Path;

/// What a pass has come to.
pub enum Pass {
    /// The stage is finished: the SHA-256 of its minutes.
    Finished(Digest),
    /// Something is missing.
    Missing(Vec<Missing>),
}

/// An opening under way.
pub struct Session<'a> {
    pub(super) closed: &'a ClosedBox,
    pub(super) arguments: &'a Arguments,
    pub(super) console: &'a Console,
    pub(super) told: &'a Told,
    pub(super) exchange: Exchange,
    pub(super) authorities: OnceCell<Authorities>,
    /// Files that were found to be of no use: each is told once.
    unusable: RefCell<HashSet<Digest>>,
    opening: Option<Opening<'a>>,
}

impl<'a> Session<'a> {
    /// Takes an opening up where the record has it.
    pub fn new(
        closed: &'a ClosedBox,
        arguments: &'a Arguments,
        told: &'a Told,
        console: &'a Console,
    ) -> Result<Session<'a>> {
        closed.with_history(|history| history.stage(&arguments.stage).map(|_| ()))?;
        let exchange = Exchange::new(&arguments.exchange, &arguments.desk.folder, closed)?;
        let unusable = RefCell::default();
        let authorities = OnceCell::new();
        Ok(Session { closed, arguments, console, told, exchange, authorities, unusable, opening: None })
    }

    /// Goes as far as it can.
    pub fn pass(&mut self) -> Result<Pass> {
        match self.steps() {
            Err(Failure::Command { kind: Own::NothingStamped, detail, .. }) => {
                Ok(Pass::Missing(vec![Missing::Stamp { reason: detail }]))
            }
            other => other,
        }
    }

    fn steps(&mut self) -> Result<Pass> {
        if let Some(missing) = self.before()? {
            return Ok(Pass::Missing(vec![missing]));
        }
        let mut opening = match self.opening.take() {
            Some(opening) => opening,
            None => Opening::begin(self.closed, &self.arguments.stage, self.told)?,
        };
        let done = self.stage(&mut opening);
        self.opening = Some(opening);
        done
    }

    /// What must be so before anything is done with the stage's bids.
    fn before(&self) -> Result<Option<Missing>> {
        if let Some(missing) = self.closed_head()? {
            return Ok(Some(missing));
        }
        let open = self.closed.with_history(|history| {
            history.objections().iter().find(|(_, settled)| !**settled).map(|(digest, _)| *digest)
        });
        if let Some(digest) = open {
            return Ok(Some(Missing::Objection { digest }));
        }
        let number =
            self.closed.with_history(|history| history.stage(&self.arguments.stage).map(|(n, _)| n))?;
        let admitted = self.state(|state| number == 0 || state.admission || state.minutes.is_some())?;
        let next = self.closed.with_history(|history| history.next_stage());
        // A stage before it that is not finished is told by the library.
        Ok((!admitted && next == Some(number)).then_some(Missing::Admission))
    }

    fn stage(&self, opening: &mut Opening<'_>) -> Result<Pass> {
        let missing = |missing: Missing| Ok(Pass::Missing(vec![missing]));
        if let Some(minutes) = self.state(|state| state.minutes)? {
            self.documents(opening)?;
            return Ok(Pass::Finished(minutes));
        }
        let state = self.state(StageState::clone)?;
        let earliest = self.closed.with_history(|history| history.earliest_release(&state))?;
        if let Some(wait) = self.read_again(opening, &state)? {
            return missing(wait);
        }
        if state.request.is_none() {
            // Needed again where a run was broken off, or a damaged bid was supplied.
            opening.settle(self.now()?, self.told.work())?;
            if self.now()? < earliest {
                return missing(Missing::Until { time: earliest, what: "stage" });
            }
            if !self.to_open()?.is_empty() {
                // What was settled just now must be covered too.
                let state = self.state(StageState::clone)?;
                match self.request_head(&state, earliest)? {
                    Err(wait) => return missing(wait),
                    Ok(pending) => {
                        let note = pending.head.to_bytes();
                        opening.request(&note, pending.tokens, self.now()?, self.told.work())?;
                    }
                }
            }
        }
        let state = self.state(StageState::clone)?;
        if !self.to_open()?.is_empty() || !opening.lost().is_empty() {
            self.publish_request(&state)?;
            self.take_releases(opening)?;
            if let Some(found) = self.open(opening, &state)? {
                return Ok(Pass::Missing(found));
            }
        }
        self.finish(opening)
    }

    /// Reads every bid again, once, after the objection period and when no file can come any more.
    fn read_again(&self, opening: &mut Opening<'_>, state: &StageState) -> Result<Option<Missing>> {
        if state.damaged.is_some() {
            return Ok(None);
        }
        let (objections, files) = self.closed.with_history(|history| {
            let body = history.notice()?.body();
            let closed = history.closed_head()?.time.ceil();
            let files = body.file_period.map(|period| history.deadline().map(|end| end.plus(period)));
            Ok::<_, Error>((closed.plus(body.objection_period), files.transpose()?))
        })?;
        let now = self.now()?;
        if now < objections {
            return Ok(Some(Missing::Until { time: objections, what: "objections" }));
        }
        if let Some(time) = files.filter(|time| now <= *time) {
            return Ok(Some(Missing::Until { time, what: "files" }));
        }
        opening.reread(now, self.told.work())?;
        Ok(None)
    }

    /// Opens what can be opened. What is missing for the rest.
    fn open(&self, opening: &mut Opening<'_>, state: &StageState) -> Result<Option<Vec<Missing>>> {
        let now = self.now()?;
        if let Some(cut_off) = state.cut_off.filter(|_| state.seeds.is_none() && !opening.releases().is_met())
        {
            if now <= cut_off {
                return Ok(Some(vec![Missing::Seeds { time: cut_off }]));
            }
            let count = opening.publish_seeds(now)?.seeds.len();
            say!(self.console, "opening-seeds", count = count)?;
        }
        let lost = opening.lost().to_vec();
        let lost = (!lost.is_empty()).then_some(Missing::Lost { holders: lost });
        let (documents, work) = (self.documents_to(), self.told.work());
        let pending = match (self.arguments.give_up, opening.ready()?) {
            (true, _) => opening.give_up(now, &documents, work)?.pending,
            (false, true) => opening.open(now, &documents, work)?.pending,
            (false, false) => {
                let waits = self.missing_releases(opening)?;
                return Ok(Some(lost.into_iter().chain([waits]).collect()));
            }
        };
        if pending.is_empty() {
            return Ok(None);
        }
        Ok(Some(lost.into_iter().chain([Missing::Bids { pending }]).collect()))
    }

    /// Minutes, once every bid has an outcome that is determined and the earliest time has come.
    fn finish(&self, opening: &mut Opening<'_>) -> Result<Pass> {
        let (number, undetermined) = self.closed.with_history(|history| {
            let (number, state) = history.stage(&self.arguments.stage)?;
            let open = |status: &BidStatus| *status == BidStatus::Excluded(number, Fault::Undetermined);
            let bids = history.bids().iter().filter(|bid| open(&bid.status)).map(|bid| bid.digest);
            Ok::<_, Error>((history.earliest_release(state)?, bids.collect::<Vec<_>>()))
        })?;
        if !undetermined.is_empty() {
            return Ok(Pass::Missing(vec![Missing::Fault { digests: undetermined }]));
        }
        if self.now()? < number {
            return Ok(Pass::Missing(vec![Missing::Until { time: number, what: "stage" }]));
        }
        self.documents(opening)?;
        let tokens = self.stamp(hash(&[&opening.minutes_bytes()?]))?;
        Ok(Pass::Finished(opening.finish(tokens, self.now()?)?))
    }

    fn documents_to(&self) -> Documents {
        self.arguments.out.clone().map_or(Documents::Discard, Documents::Below)
    }

    /// Writes the documents of bids that were opened when nobody asked for them, or that could not be written then.
    fn documents(&self, opening: &Opening<'_>) -> Result<()> {
        match &self.arguments.out {
            Some(folder) => extract(opening, self.closed, folder, self.told, self.console),
            None => Ok(()),
        }
    }

    /// Bids of the stage without an outcome.
    fn to_open(&self) -> Result<Vec<Digest>> {
        Ok(self.closed.with_history(|history| {
            let (number, _) = history.stage(&self.arguments.stage)?;
            Ok::<_, Error>(history.to_open(number).map(|bid| bid.digest).collect())
        })?)
    }

    /// What the record says of the stage.
    pub(super) fn state<T>(&self, read: impl FnOnce(&StageState) -> T) -> Result<T> {
        let stage = &self.arguments.stage;
        Ok(self.closed.with_history(|history| history.stage(stage).map(|(_, state)| read(state)))?)
    }

    pub(super) fn now(&self) -> Result<Time> {
        Ok(self.console.clock.now()?)
    }

    /// Whether these bytes were found to be of no use.
    pub(super) fn is_unusable(&self, bytes: &[u8]) -> bool {
        self.unusable.borrow().contains(&hash(&[bytes]))
    }

    /// A file is of no use, and stops nothing.
    pub(super) fn unusable(&self, path: &Path, bytes: &[u8], error: Error) -> Result<()> {
        // The store says nothing about the file.
        if error.kind() == ErrorKind::StoreFailed {
            return Err(error.into());
        }
        if self.unusable.borrow_mut().insert(hash(&[bytes])) {
            let failure = Failure::from(error);
            let (reason, code) =
                (failure.reason(&self.console.words), failure.reference(&self.console.words));
            say!(self.console, "opening-unusable", file = path.display(), reason = reason, code = code)?;
        }
        Ok(())
    }
}
