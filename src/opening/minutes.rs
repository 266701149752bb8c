//! The minutes of an opening: what follows from the record when every bid of a stage has its outcome (SPEC §16.6).

use super::case::members;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, BidStatus, Entry, Event, History, Outcome};
use crate::suite::Digest;
use crate::wire::{Id, Time, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const FORMAT: &str = "sealbid-minutes/1";
/// No minutes are longer.
pub const MAX_MINUTES: usize = 64 << 20;

/// The head that the box was closed with.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MinutesHead {
    /// Entries under it.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// When it was there, by its earliest token; the second in which that lies counts as over.
    pub time: Time,
}

/// One bid and what became of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MinutesBid {
    /// The lot.
    pub lot: Id,
    /// The bid digest.
    pub digest: Digest,
    /// When it arrived.
    pub arrived: Time,
    /// What became of it.
    pub outcome: Outcome,
}

/// The minutes of one stage.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    format: String,
    /// The tender digest.
    pub tender: Digest,
    /// The tender's name.
    pub tender_id: Id,
    /// Its title.
    pub title: String,
    /// Who invites the bids.
    pub tenderer: String,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// The stage.
    pub stage: Id,
    /// Its title.
    pub stage_title: String,
    /// The deadline, postponements included.
    pub deadline: Time,
    /// The closed head.
    pub closed: MinutesHead,
    /// When the release was asked for, by the latest token over the request's head; none if nothing was to be opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<Time>,
    /// The holders that released, in the policy's order.
    pub holders: Vec<Id>,
    /// SHA-256 of the file of seeds, where bidders' seeds took the place of a lost quorum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seeds: Option<Digest>,
    /// The bids, by lot in the notice's order, and then in the order of their entries.
    pub bids: Vec<MinutesBid>,
}

impl Minutes {
    /// Reads minutes, at most 64 MiB.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(bytes: &[u8]) -> Result<Minutes> {
        let found: Minutes = parse_json(bytes, MAX_MINUTES)?;
        expect_format(&found.format, FORMAT)?;
        Ok(found)
    }

    /// Writes them. Forms are left out where they would make the minutes too long: they stand in the contents files.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] over 64 MiB.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let bytes = write_json(self)?;
        if bytes.len() <= MAX_MINUTES {
            return Ok(bytes);
        }
        let mut short = self.clone();
        for bid in &mut short.bids {
            if let Outcome::Opened { form, .. } = &mut bid.outcome {
                form.clear();
            }
        }
        let bytes = write_json(&short)?;
        if bytes.len() <= MAX_MINUTES {
            return Ok(bytes);
        }
        Err(Error::new(ErrorKind::TooLarge).because(format_args!("minutes of {} bytes", bytes.len())))
    }
}

/// The outcomes of one stage, as its entries state them. A history knows only what became of a bid, not its words.
#[derive(Clone, Debug)]
pub struct Outcomes {
    stage: Id,
    outcomes: HashMap<Digest, Outcome>,
}

impl Outcomes {
    /// None yet.
    pub fn new(stage: &Id) -> Outcomes {
        Outcomes { stage: stage.clone(), outcomes: HashMap::new() }
    }

    /// Takes the next entry of the record; those that are not about outcomes of this stage are passed over.
    pub fn take(&mut self, entry: &Entry) {
        if let Event::Outcome { stage, digest, outcome } = &entry.event
            && *stage == self.stage
        {
            self.outcomes.insert(*digest, outcome.clone());
        }
    }

    /// A bid's outcome.
    pub fn get(&self, digest: &Digest) -> Option<&Outcome> {
        self.outcomes.get(digest)
    }

    /// Whether a bid was opened.
    pub fn is_opened(&self, digest: &Digest) -> bool {
        matches!(self.get(digest), Some(Outcome::Opened { .. }))
    }

    /// The outcome with the fault that the record ends with: the adjudicator's, where it has decided.
    fn decided(&self, bid: &BidState) -> Result<Outcome> {
        let missing =
            || Error::new(ErrorKind::OutOfOrder).because(format_args!("{} has no outcome", bid.digest));
        let mut outcome = self.get(&bid.digest).ok_or_else(missing)?.clone();
        if let (Outcome::Excluded { fault, .. }, BidStatus::Excluded(_, decided)) =
            (&mut outcome, &bid.status)
        {
            *fault = *decided;
        }
        Ok(outcome)
    }
}

/// The minutes of a stage of which every bid has its outcome. They follow from the record alone: whoever makes them
/// gets the same bytes.
///
/// # Errors
/// [`ErrorKind::UnknownStage`], [`ErrorKind::NotClosed`]; [`ErrorKind::OutOfOrder`] if a bid has no outcome;
/// [`ErrorKind::TooLarge`].
pub fn minutes(history: &History, outcomes: &Outcomes, stage: &Id) -> Result<Vec<u8>> {
    let (number, state) = history.stage(stage)?;
    let notice = history.notice()?;
    let (_, titled) = notice.stage(stage)?;
    let not_closed = || Error::new(ErrorKind::NotClosed);
    let closing = history.closing().ok_or_else(not_closed)?;
    let head = closing.head.as_ref().ok_or_else(not_closed)?;
    let size = closing.entry + 1;
    let policy = notice.policy(stage)?;
    let released =
        policy.holders().map(|(_, _, holder)| &holder.id).filter(|id| state.released.contains_key(id));
    let mut bids = members(history, number);
    // A stable sort: within a lot the entries' order stays.
    bids.sort_by_key(|bid| notice.body().lots.iter().position(|lot| lot.id == bid.lot));
    let bids = bids.iter().map(|bid| {
        let outcome = outcomes.decided(bid)?;
        Ok(MinutesBid { lot: bid.lot.clone(), digest: bid.digest, arrived: bid.arrived, outcome })
    });
    let minutes = Minutes {
        format: FORMAT.to_owned(),
        tender: notice.tender(),
        tender_id: notice.body().tender_id.clone(),
        title: notice.body().title.clone(),
        tenderer: notice.body().tenderer.clone(),
        notice: notice.digest(),
        stage: stage.clone(),
        stage_title: titled.title.clone(),
        deadline: history.deadline()?,
        closed: MinutesHead { size, root: history.tree().root_at(size)?, time: head.time.ceil() },
        requested: state.requested_at.map(|time| time.floor()),
        holders: released.cloned().collect(),
        seeds: state.seeds,
        bids: bids.collect::<Result<_>>()?,
    };
    minutes.to_bytes()
}
