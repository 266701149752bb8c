//! What a record says of its stages, as far as it is needed once the log was read: a history keeps only what it needs.

use crate::error::{Error, ErrorKind, Result};
use crate::opening::{Outcomes, minutes};
use crate::record::{BidState, Entry, Event, Frame, History, Outcome};
use crate::suite::Digest;
use crate::wire::{Hex, Id};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Lots and bid keys, by which releases name bids.
pub(super) type Named = HashSet<(Id, Hex<32>)>;

/// A file in the evidence that opens a stage.
pub(super) struct GivenFile {
    /// The entry that names it.
    pub entry: u64,
    /// The SHA-256 of the file.
    pub digest: Digest,
    pub what: GivenWhat,
}

pub(super) enum GivenWhat {
    /// A holder's release, and the bids that were to be opened when it was first asked for.
    Release(Id, Arc<Named>),
    /// The seeds that bidders gave.
    Seeds,
}

/// One stage.
pub(super) struct StageFacts {
    pub id: Id,
    pub outcomes: Outcomes,
    /// How often the list of damaged bids had changed when each bid was judged.
    pub judged: HashMap<Digest, usize>,
    /// The bids that were recorded as damaged, each time that this changed.
    pub damaged: Vec<BTreeSet<Digest>>,
    pub given: Vec<GivenFile>,
    /// The bids that were to be opened when the stage was first asked to be released.
    wanted: Option<Arc<Named>>,
}

/// All stages that something happened at, in their order.
#[derive(Default)]
pub(super) struct Stages(pub Vec<StageFacts>);

impl Stages {
    /// Takes an entry that the history has taken.
    ///
    /// # Errors
    /// [`ErrorKind::MinutesMismatch`] for minutes that do not follow from the record.
    pub fn take(&mut self, history: &History, entry: &Entry, frame: &Frame) -> Result<()> {
        let number = entry.number;
        match &entry.event {
            Event::Reread { .. } | Event::Rescued { .. } => {
                // Both are about the next stage, and end none.
                if let Some(state) = history.next_stage().and_then(|next| history.stages().get(next)) {
                    self.of(&state.id).damaged.push(state.damaged.clone().unwrap_or_default());
                }
            }
            Event::Released { stage, holder, release } => {
                let (_, state) = history.stage(stage)?;
                let facts = self.of(stage);
                let named = |bid: &BidState| (bid.lot.clone(), bid.bid_key);
                let wanted = || {
                    let asked = state.asked.iter().flatten().filter_map(|digest| history.find(digest));
                    Arc::new(asked.map(named).collect())
                };
                let wanted = Arc::clone(facts.wanted.get_or_insert_with(wanted));
                let what = GivenWhat::Release(holder.clone(), wanted);
                facts.given.push(GivenFile { entry: number, digest: *release, what });
            }
            Event::Seeds { stage, seeds } => {
                let given = GivenFile { entry: number, digest: *seeds, what: GivenWhat::Seeds };
                self.of(stage).given.push(given);
            }
            Event::Outcome { stage, digest, .. } => {
                let facts = self.of(stage);
                facts.outcomes.take(entry);
                facts.judged.insert(*digest, facts.damaged.len());
            }
            Event::Finished { stage, .. } => {
                let follows =
                    minutes(history, &self.of(stage).outcomes, stage).map_err(|error| mismatch(&error))?;
                if frame.attachments.first() != Some(&follows) {
                    return Err(mismatch("they are others"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What became of a bid last, as its entry states it.
    pub fn last(&self, digest: &Digest) -> Option<&Outcome> {
        self.0.iter().rev().find_map(|stage| stage.outcomes.get(digest))
    }

    fn of(&mut self, stage: &Id) -> &mut StageFacts {
        let at = self.0.iter().position(|facts| facts.id == *stage).unwrap_or(self.0.len());
        if at == self.0.len() {
            let (outcomes, judged) = (Outcomes::new(stage), HashMap::new());
            let (damaged, given, wanted) = (Vec::new(), Vec::new(), None);
            self.0.push(StageFacts { id: stage.clone(), outcomes, judged, damaged, given, wanted });
        }
        &mut self.0[at]
    }
}

fn mismatch(detail: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::MinutesMismatch).because(detail)
}
