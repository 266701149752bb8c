//! What a record says of its stages, as far as it is needed once the log was read: a history keeps only what it needs.

use crate::error::{Error, ErrorKind, Result};
use crate::opening::{Outcomes, minutes};
use crate::record::{BidState, Entry, Event, Frame, History, LotCodes, Outcome, Unblinding};
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

/// The bids that were recorded as damaged, at every time. What is kept of a change is what it changed: whole lists would
/// take the square of what the record has.
#[derive(Default)]
pub(super) struct Damaged {
    /// How often the list has changed.
    pub changes: usize,
    now: BTreeSet<Digest>,
    /// With which changes a bid came onto the list and left it, in turn.
    turns: HashMap<Digest, Vec<usize>>,
}

impl Damaged {
    fn replace(&mut self, list: &[Digest]) {
        let old = std::mem::replace(&mut self.now, list.iter().copied().collect());
        self.changes += 1;
        for digest in old.symmetric_difference(&self.now) {
            self.turns.entry(*digest).or_default().push(self.changes);
        }
    }

    fn remove(&mut self, digest: Digest) {
        self.changes += 1;
        if self.now.remove(&digest) {
            self.turns.entry(digest).or_default().push(self.changes);
        }
    }

    /// Whether a bid stood on the list when that had changed so often.
    pub fn had(&self, digest: &Digest, changes: usize) -> bool {
        let turns = self.turns.get(digest);
        turns.is_some_and(|turns| turns.partition_point(|turn| *turn <= changes) % 2 == 1)
    }
}

/// One stage.
pub(super) struct StageFacts {
    pub id: Id,
    pub outcomes: Outcomes,
    /// How often the list of damaged bids had changed when each bid was judged.
    pub judged: HashMap<Digest, usize>,
    pub damaged: Damaged,
    pub given: Vec<GivenFile>,
    /// The bids that were to be opened when the stage was first asked to be released.
    wanted: Option<Arc<Named>>,
    pub review: Option<ReviewFacts>,
}

/// The blind review of a stage, as the record tells it.
pub(super) struct ReviewFacts {
    /// The entry that says what was dealt.
    pub entry: u64,
    /// The SHA-256 of the file of what was dealt.
    pub blinded: Digest,
    pub codes: Vec<LotCodes>,
    pub withheld: BTreeSet<Digest>,
    /// Commitments of copies that the hall did not make again.
    pub different: BTreeSet<Digest>,
    /// The entry that publishes the names, and the names.
    pub unblinding: Option<(u64, Unblinding)>,
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
            Event::Reread { stage, damaged } => self.of(stage).damaged.replace(damaged),
            Event::Rescued { digest } => {
                // It is about the next stage, and ends none.
                if let Some(state) = history.next_stage().and_then(|next| history.stages().get(next)) {
                    self.of(&state.id).damaged.remove(*digest);
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
                facts.judged.insert(*digest, facts.damaged.changes);
            }
            Event::Blinded { stage, blinded, lots, withheld, different } => {
                self.of(stage).review = Some(ReviewFacts {
                    entry: number,
                    blinded: *blinded,
                    codes: lots.clone(),
                    withheld: withheld.iter().copied().collect(),
                    different: different.iter().copied().collect(),
                    unblinding: None,
                });
            }
            Event::Unblinded { stage, .. } => {
                let published =
                    frame.attachments.first().map(|bytes| Unblinding::parse(bytes)).transpose()?;
                if let Some(review) = &mut self.of(stage).review {
                    review.unblinding = published.map(|published| (number, published));
                }
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

    /// Whether any stage was reviewed blind.
    pub fn has_review(&self) -> bool {
        self.0.iter().any(|stage| stage.review.is_some())
    }

    /// What became of a bid last, as its entry states it.
    pub fn last(&self, digest: &Digest) -> Option<&Outcome> {
        self.0.iter().rev().find_map(|stage| stage.outcomes.get(digest))
    }

    fn of(&mut self, stage: &Id) -> &mut StageFacts {
        let at = self.0.iter().position(|facts| facts.id == *stage).unwrap_or(self.0.len());
        if at == self.0.len() {
            let (outcomes, judged) = (Outcomes::new(stage), HashMap::new());
            let (damaged, given, wanted) = (Damaged::default(), Vec::new(), None);
            self.0.push(StageFacts {
                id: stage.clone(),
                outcomes,
                judged,
                damaged,
                given,
                wanted,
                review: None,
            });
        }
        &mut self.0[at]
    }
}

fn mismatch(detail: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::MinutesMismatch).because(detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::hash;

    #[test]
    fn who_was_damaged_is_known_for_every_time() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|name| hash(&[name]));
        let mut damaged = Damaged::default();
        let mut lists = vec![vec![]];
        let steps: [(&[Digest], _, &[Digest]); 6] = [
            (&[a, b], None, &[a, b]),
            (&[], Some(a), &[b]),
            (&[], Some(c), &[b]),
            (&[a, c], None, &[a, c]),
            (&[a, c], None, &[a, c]),
            (&[], None, &[]),
        ];
        for (list, rescued, then) in steps {
            match rescued {
                Some(digest) => damaged.remove(digest),
                None => damaged.replace(list),
            }
            lists.push(then.to_vec());
        }
        for (changes, list) in lists.iter().enumerate() {
            for digest in [a, b, c] {
                assert_eq!(damaged.had(&digest, changes), list.contains(&digest), "{changes}");
            }
        }
    }

    #[test]
    fn what_is_kept_grows_with_the_record() {
        let bids: Vec<Digest> = (0..2000u32).map(|n| hash(&[&n.to_be_bytes()])).collect();
        let mut damaged = Damaged::default();
        damaged.replace(&bids);
        bids.iter().for_each(|digest| damaged.remove(*digest));
        assert_eq!(damaged.turns.values().map(Vec::len).sum::<usize>(), 2 * bids.len());
    }
}
