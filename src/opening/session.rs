//! The session: what a hall has before it while it opens a stage (SPEC §16.1).

use super::bidders::Bidders;
use super::case::{Case, members};
use super::events::{Events, Happened};
use super::releases::Releases;
use super::seeds::Seeds;
use crate::bid::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, History, StageState};
use crate::suite::Digest;
use crate::tenderbox::ClosedBox;
use crate::wire::Id;
use std::collections::BTreeSet;

/// The folder of release and beacon files in the evidence.
pub const RELEASES: &str = "releases";
/// The folder of published seeds in the evidence.
pub const SEEDS: &str = "seeds";
/// The folder of files of what was dealt to evaluators, in the evidence.
pub const BLINDED: &str = "blind";
/// The folder of contents files in the evidence.
pub const CONTENTS: &str = "contents";
/// No release, beacon or seeds file is longer.
const LIMIT: u64 = 32 << 20;

/// The opening of one stage. Everything that it decides stands in the record when a call returns, and nothing of it
/// anywhere else: a session that was broken off is begun again, and goes on.
pub struct Opening<'b> {
    pub(super) closed: &'b ClosedBox,
    pub(super) events: &'b dyn Events,
    pub(super) case: Case,
    pub(super) number: usize,
    pub(super) releases: Releases,
    /// Who bids, and which bids were damaged when that was found out.
    pub(super) bidders: Option<(BTreeSet<Digest>, Bidders)>,
    lost: Vec<Id>,
}

impl<'b> Opening<'b> {
    /// Begins the opening of a stage, or takes it up again: it reads what the record has of it.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`]; [`ErrorKind::OutOfOrder`] if a stage before it is not finished;
    /// [`ErrorKind::Io`] and other errors of the evidence. A release that is gone or damaged is told by
    /// [`Opening::lost`]: the holder gives it again.
    pub fn begin(closed: &'b ClosedBox, stage: &Id, events: &'b dyn Events) -> Result<Opening<'b>> {
        let (case, number, state, closing) = closed.with_history(|history| {
            let (number, state) = history.stage(stage)?;
            if history.next_stage().is_some_and(|next| next < number) {
                return Err(Error::new(ErrorKind::OutOfOrder).because("a stage before it is not finished"));
            }
            Ok((Case::of(history, stage)?, number, state.clone(), closing(history)))
        })?;
        // Whoever is told may want to look into the record.
        closing.iter().for_each(|one| events.event(one));
        let releases = Releases::new(case.notice(), stage)?;
        let mut opening = Opening { closed, events, case, number, releases, bidders: None, lost: Vec::new() };
        opening.take_up(&state)?;
        Ok(opening)
    }

    /// Takes what holders have released before.
    fn take_up(&mut self, state: &StageState) -> Result<()> {
        for (holder, digest) in &state.released {
            match self.recorded(RELEASES, digest)? {
                // What was verified before it was recorded is right, if its digest is.
                Some(bytes) if self.releases.is_beacon(holder) => {
                    self.releases.add_beacons(&bytes).map(|_| ())?
                }
                Some(bytes) => self.releases.add(self.releases.verify(&bytes)?),
                None => self.lost.push(holder.clone()),
            }
        }
        if let Some(digest) = &state.seeds {
            match self.recorded(SEEDS, digest)? {
                Some(bytes) => self.releases.add_seeds(&Seeds::parse(&bytes)?)?,
                None => return Err(Error::new(ErrorKind::FileNotFound).because(digest).at("seeds")),
            }
        }
        Ok(())
    }

    /// A file of the evidence, if it is there and is the one that the record names.
    fn recorded(&self, folder: &str, digest: &Digest) -> Result<Option<Vec<u8>>> {
        match self.closed.evidence(folder, digest, LIMIT) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => match error.kind() {
                ErrorKind::FileNotFound | ErrorKind::AttachmentMismatch | ErrorKind::TooLarge => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// What bids are judged by.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// What was released so far.
    pub fn releases(&self) -> &Releases {
        &self.releases
    }

    /// Holders whose recorded release is not in the evidence any more: the same file must be given again.
    pub fn lost(&self) -> &[Id] {
        &self.lost
    }

    /// Whether every quorum is met, or the seeds are published.
    ///
    /// # Errors
    /// None in practice.
    pub fn ready(&self) -> Result<bool> {
        Ok(self.releases.is_met() || self.state(|state| state.seeds.is_some())?)
    }

    pub(super) fn found_again(&mut self, holder: &Id) {
        self.lost.retain(|lost| lost != holder);
    }

    /// What the record says of the stage now.
    pub(super) fn state<T>(&self, read: impl FnOnce(&StageState) -> T) -> Result<T> {
        self.closed.with_history(|history| history.stage(&self.case.stage).map(|(_, state)| read(state)))
    }

    /// The bids without an outcome, in the order of their entries.
    pub(super) fn to_open(&self) -> Vec<BidState> {
        self.closed.with_history(|history| history.to_open(self.number).cloned().collect())
    }

    /// The bids that stood at the beginning of the stage, in the order of their entries.
    pub(super) fn members(&self) -> Vec<BidState> {
        self.closed.with_history(|history| members(history, self.number))
    }

    /// The bids that are damaged, as far as the record knows.
    pub(super) fn damaged(&self) -> Result<BTreeSet<Digest>> {
        self.state(|state| state.damaged.clone().unwrap_or_default())
    }

    /// A bid's file.
    pub(super) fn file(&self, bid: &BidState) -> Result<Box<dyn ReadAt + Send>> {
        self.closed.bid_file(&bid.digest)
    }

    /// A bid's timestamp token, from the entry that brought it.
    pub(super) fn token(&self, bid: &BidState) -> Result<Vec<u8>> {
        let attached = self.closed.attachments(bid.entry)?;
        let token = attached.into_iter().find(|bytes| crate::suite::hash(&[bytes]) == bid.token);
        token.ok_or_else(|| Error::new(ErrorKind::LogDamaged).at(format_args!("entry {}", bid.entry)))
    }
}

/// How the box was closed, and what was objected to since.
fn closing(history: &History) -> Vec<Happened> {
    let closing = history.closing().and_then(|closing| Some((closing.entry, closing.head.as_ref()?)));
    let closed = closing.map(|(entry, head)| Happened::Closed { size: entry + 1, time: head.time.ceil() });
    let objections = history.objections().iter();
    let objections =
        objections.map(|(digest, settled)| Happened::Objection { digest: *digest, settled: *settled });
    closed.into_iter().chain(objections).collect()
}

impl std::fmt::Debug for Opening<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opening({})", self.case.stage)
    }
}
