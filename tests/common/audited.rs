//! A tender as it truly goes: outcomes that follow from the bids, minutes that follow from the record, and evidence.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::faulty::FaultyStore;
use super::record::*;
use super::*;
use sealbid::audit::*;
use sealbid::bid::{Discard, ReadAt, Work, seal};
use sealbid::ca::{Signer, sign_detached};
use sealbid::notice::SignedNotice;
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// A world that many tests share: it takes a while to make one.
pub fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(World::new);
    &WORLD
}

/// A log file with these entries: `batch` at a time.
pub fn log_of(frames: &[(Vec<u8>, Vec<Vec<u8>>)], batch: usize) -> Vec<u8> {
    let store = FaultyStore::new();
    let log = Log::open(Arc::new(store.clone()), "log", |_| Ok(())).unwrap();
    for some in frames.chunks(batch) {
        let new = |(entry, attachments): &(Vec<u8>, Vec<Vec<u8>>)| NewFrame {
            entry: entry.clone(),
            attachments: attachments.clone(),
            blob: None,
        };
        log.append(&some.iter().map(new).collect::<Vec<_>>()).unwrap();
    }
    store.read("log", u64::MAX).unwrap()
}

/// Evidence in memory.
#[derive(Clone, Default)]
pub struct Files {
    pub bids: HashMap<Digest, Vec<u8>>,
    /// Releases, seeds and contents.
    pub others: HashMap<Digest, Vec<u8>>,
}

impl Evidence for Files {
    fn bid(&self, digest: &Digest) -> sealbid::Result<Option<Box<dyn ReadAt + Send>>> {
        Ok(self.bids.get(digest).map(|bytes| Box::new(bytes.clone()) as Box<dyn ReadAt + Send>))
    }

    fn release(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok(self.others.get(digest).cloned())
    }

    fn seeds(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok(self.others.get(digest).cloned())
    }

    fn contents(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok(self.others.get(digest).cloned())
    }

    fn blinded(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok(self.others.get(digest).cloned())
    }
}

/// A record with its evidence.
pub struct Tender<'w> {
    pub record: RecordBuilder<'w>,
    pub files: Files,
}

/// A second bidder of the shared world.
pub fn second_bidder() -> &'static Signer {
    static SECOND: LazyLock<Signer> =
        LazyLock::new(|| organisation(&world().ca, "第二公司", sealbid::ca::KeyType::P256));
    &SECOND
}

/// A bid of this bidder; `notice` is the world's.
pub fn sealed_by(world: &World, notice: &SignedNotice, bidder: &Signer) -> Vec<u8> {
    let mut bytes = Vec::new();
    seal(draft(), &world.trusted(notice), bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
    bytes
}

/// Bids of the shared world's two bidders. A notice has the same bytes whenever it is written, so that these count in
/// every record of that world.
pub fn shared_bids() -> &'static [Vec<u8>; 2] {
    static BIDS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
        let notice = world().notice();
        [&world().bidder, second_bidder()].map(|bidder| sealed_by(world(), &notice, bidder))
    });
    &BIDS
}

impl<'w> Tender<'w> {
    pub fn new(world: &'w World) -> Tender<'w> {
        Tender { record: RecordBuilder::new(world), files: Files::default() }
    }

    /// Two bidders' bids, received.
    pub fn received() -> (Tender<'static>, [Digest; 2]) {
        let mut tender = Tender::new(world());
        let bids = [0, 1].map(|n| tender.bid(shared_bids()[n].clone()));
        (tender, bids)
    }

    pub fn bid(&mut self, bytes: Vec<u8>) -> Digest {
        let digest = self.record.bid(&bytes);
        self.files.bids.insert(digest, bytes);
        digest
    }

    /// The custodians release a stage, and their files are kept.
    pub fn release(&mut self, stage: &str, who: &[usize]) {
        for file in self.record.release(stage, who) {
            let bytes = file.to_bytes().unwrap();
            self.files.others.insert(hash(&[&bytes]), bytes);
        }
    }

    /// Each bid's outcome, as it follows from what the evidence holds; `other` may say something else.
    pub fn judge(&mut self, stage: &str, other: impl Fn(Outcome) -> Outcome) {
        let case = Case::of(&self.record.history, &id(stage)).unwrap();
        let (number, state) = self.record.history.stage(&id(stage)).unwrap();
        let mut releases = Releases::new(case.notice(), &id(stage)).unwrap();
        for digest in state.released.values().filter_map(|digest| self.files.others.get(digest)) {
            releases.add(releases.verify(digest).unwrap());
        }
        let bids: Vec<BidState> = self.record.history.to_open(number).cloned().collect();
        let mut bidders = Bidders::default();
        for state in &bids {
            let token = self.token(state);
            let file = self.file(state);
            if let Some(bidder) = bidder_of(&case, BidEntry { state, token: &token }, file).unwrap() {
                bidders.add(state, &bidder);
            }
        }
        for state in &bids {
            let token = self.token(state);
            let entry = BidEntry { state, token: &token };
            let (file, work) = (self.file(state), Work::default());
            let judged = judge(&case, entry, file, (&bidders, &releases), &mut Discard, work).unwrap();
            if let Some(bytes) = judged.contents {
                self.files.others.insert(hash(&[&bytes]), bytes);
            }
            let outcome = other(judged.outcome);
            self.record.push(Event::Outcome { stage: id(stage), digest: state.digest, outcome }, vec![]);
        }
    }

    fn file(&self, bid: &BidState) -> sealbid::Result<Vec<u8>> {
        self.files.bids.get(&bid.digest).cloned().ok_or(sealbid::ErrorKind::FileNotFound.into())
    }

    /// The token of a bid that was received by itself.
    fn token(&self, bid: &BidState) -> Vec<u8> {
        self.record.frames[bid.entry as usize].1[0].clone()
    }

    /// The minutes as they follow from the record.
    pub fn minutes(&self, stage: &str) -> Vec<u8> {
        let mut outcomes = Outcomes::new(&id(stage));
        self.record.frames.iter().for_each(|(entry, _)| outcomes.take(&Entry::parse(entry).unwrap()));
        minutes(&self.record.history, &outcomes, &id(stage)).unwrap()
    }

    pub fn finish(&mut self, stage: &str) {
        let minutes = self.minutes(stage);
        let (event, attachments) = finished(&self.record, stage, minutes, &self.record.world.platform);
        self.record.push(event, attachments);
    }

    /// Closed, asked to be released and released.
    pub fn released() -> (Tender<'static>, [Digest; 2]) {
        let (mut tender, bids) = Tender::received();
        tender.record.close();
        tender.record.request("technical", TECHNICAL);
        tender.release("technical", &[0, 2]);
        (tender, bids)
    }

    /// The first stage of a tender, in which the first bid's outcome is another.
    pub fn first_stage_with(other: impl Fn(Outcome) -> Outcome) -> Tender<'static> {
        let (mut tender, _) = Tender::released();
        let first = std::cell::Cell::new(true);
        tender.judge("technical", |outcome| if first.replace(false) { other(outcome) } else { outcome });
        tender.finish("technical");
        tender
    }

    /// A whole tender; the second bid is not admitted to the second stage.
    pub fn whole() -> (Tender<'static>, [Digest; 2]) {
        let (mut tender, [first, second]) = Tender::released();
        tender.judge("technical", |outcome| outcome);
        tender.finish("technical");
        let out = NotAdmitted { digest: second, reason: "no licence".into() };
        tender.record.admit("commercial", vec![first], vec![out]);
        tender.record.request("commercial", COMMERCIAL);
        tender.release("commercial", &[1, 2]);
        tender.judge("commercial", |outcome| outcome);
        tender.finish("commercial");
        (tender, [first, second])
    }

    pub fn report(&self) -> Report {
        let options = AuditOptions::new(trust(self.record.world));
        audit(&log_of(&self.record.frames, 7), Some(&self.files), &options, Work::default()).unwrap()
    }
}

/// A stage's end with these minutes, signed by this signer.
pub fn finished(
    record: &RecordBuilder<'_>,
    stage: &str,
    minutes: Vec<u8>,
    signer: &Signer,
) -> (Event, Vec<Vec<u8>>) {
    let signature = sign_detached(&minutes, signer, Some(record.now)).unwrap();
    let token = record.token(hash(&[&minutes]), record.now);
    let (signed, tokens) = (hash(&[&signature]), vec![hash(&[&token])]);
    let event = Event::Finished { stage: id(stage), minutes: hash(&[&minutes]), signature: signed, tokens };
    (event, vec![minutes, signature, token])
}
