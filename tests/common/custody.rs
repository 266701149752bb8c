//! A custodian at its desk, for tests: records step by step, requests, and a memory in a store.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::faulty::FaultyStore;
use super::record::*;
use super::{World, id, time};
use sealbid::ca::Revocation;
use sealbid::custodian::{Custodian, Memory};
use sealbid::record::*;
use sealbid::suite::{BidKey, Digest, Secret, hash};
use sealbid::wire::{Id, Time};
use std::sync::Arc;

/// The name of the memory in its store.
pub const MEMORY: &str = "memory.json";
/// After the closing, before anything is released.
pub const REREAD: &str = "2026-07-01T09:05:00+08:00";

impl<'w> RecordBuilder<'w> {
    /// The log as it would be published.
    pub fn log(&self) -> Vec<u8> {
        log_of(&self.frames)
    }

    /// The same record, as it was after this many entries.
    pub fn prefix(&self, entries: usize) -> RecordBuilder<'w> {
        let mut prefix = RecordBuilder {
            world: self.world,
            notice: self.world.notice(),
            history: History::new(trust(self.world)),
            frames: vec![],
            now: self.now,
        };
        for (entry, attachments) in self.frames.iter().take(entries) {
            prefix.history.apply(entry, attachments).unwrap();
            prefix.frames.push((entry.clone(), attachments.clone()));
        }
        prefix
    }

    /// A bid whose file nobody needs; its digest, and the signed receipt for it.
    pub fn made_up(&mut self, n: u8) -> (Digest, Signed) {
        self.now = self.now.max(time(ARRIVED));
        let (bid, receipt, token) = self.promised(n);
        let digest = bid.digest;
        self.push(Event::Bid { bid, size: 1 << 17 }, vec![token, receipt.clone()]);
        (digest, Signed::parse(&receipt).unwrap())
    }

    /// What a bid's entry would say, its receipt and its token; it is not put into the record.
    pub fn promised(&self, n: u8) -> (Received, Vec<u8>, Vec<u8>) {
        let digest = hash(&[&[n]]);
        let token = self.token(digest, time(ARRIVED));
        let (lot, bid_key) = (id("1"), bid_key(n).public());
        let token_hash = hash(&[&token]);
        let arrived = time(ARRIVED);
        let mut bid = Received { lot, bid_key, digest, arrived, token: token_hash, receipt: token_hash };
        let receipt = self.receipt(ReceiptKind::Bid, &bid, Some(1 << 17), None);
        bid.receipt = hash(&[&receipt]);
        (bid, receipt, token)
    }

    /// A made-up bid is withdrawn by its key; the signed receipt.
    pub fn withdraw(&mut self, n: u8, digest: Digest) -> Signed {
        let tender = self.history.tender().unwrap();
        let content = Withdrawal::new(tender, id("1"), digest, 1).to_bytes().unwrap();
        let request = Signed::by_key(content, &bid_key(n)).unwrap().to_bytes().unwrap();
        let notice = self.notice.notice();
        let place = (tender, notice.digest(), id("1"), bid_key(n).public());
        let receipt = Receipt::new(ReceiptKind::Withdrawal, place, digest, self.now);
        let signed = receipt.sign(&self.world.platform).unwrap();
        let bytes = signed.to_bytes().unwrap();
        let event = Event::Withdrawn { digest, request: hash(&[&request]), receipt: hash(&[&bytes]) };
        self.push(event, vec![request, bytes]);
        signed
    }

    /// The box is closed; its head is neither cosigned nor recorded yet.
    pub fn close_box(&mut self) {
        self.now = time(CLOSED);
        let empty = Revocation::new(vec![], vec![]).unwrap().gathered_at(self.now).to_bytes().unwrap();
        let deadline = self.history.deadline().unwrap();
        self.push(Event::Closed { deadline, revocation: hash(&[&empty]), codes: None }, vec![empty]);
    }

    /// The head over all entries, cosigned by these custodians, who ask nobody.
    pub fn note(&self, cosigners: &[usize]) -> Vec<u8> {
        let checkpoint = Checkpoint {
            origin: origin(&self.history.tender().unwrap()),
            size: self.history.len(),
            root: self.history.tree().root(),
        };
        cosigned(self.world, Head::sign(&checkpoint, &super::platform_key()).unwrap(), cosigners, self.now)
    }

    /// A token over a note's text.
    pub fn stamp(&self, note: &[u8], at: Time) -> Vec<u8> {
        self.token(hash(&[Head::parse(note).unwrap().note().text().as_bytes()]), at)
    }

    pub fn cosign_request(&self, note: &[u8]) -> CosignRequest {
        let token = self.stamp(note, self.now);
        CosignRequest::new(self.history.tender().unwrap(), note.to_vec(), vec![token])
    }

    pub fn record_head(&mut self, note: &[u8]) {
        let token = self.stamp(note, self.now);
        let event = Event::Head { note: hash(&[note]), tokens: vec![hash(&[&token])] };
        self.push(event, vec![note.to_vec(), token]);
    }

    pub fn reread(&mut self, stage: &str, at: &str) {
        self.now = self.now.max(time(at));
        self.push(Event::Reread { stage: id(stage), damaged: vec![] }, vec![]);
    }

    /// A request to release a stage on this head, with a token of this time.
    pub fn ask(&self, stage: &str, note: &[u8], at: &str) -> Vec<u8> {
        self.ask_for(self.release_content(stage, note, at))
    }

    pub fn release_content(&self, stage: &str, note: &[u8], at: &str) -> ReleaseRequest {
        let notice = self.notice.notice();
        let token = self.stamp(note, time(at));
        ReleaseRequest::new((notice.tender(), notice.digest()), id(stage), note.to_vec(), vec![token])
    }

    pub fn ask_for(&self, request: ReleaseRequest) -> Vec<u8> {
        let signed = Signed::by_certificate(request.to_bytes().unwrap(), &self.world.platform, self.now);
        signed.unwrap().to_bytes().unwrap()
    }

    pub fn record_request(&mut self, stage: &str, request: &[u8], at: &str) {
        self.now = self.now.max(time(at));
        let event = Event::Requested { stage: id(stage), request: hash(&[request]) };
        self.push(event, vec![request.to_vec()]);
    }
}

/// The key of a made-up bid.
pub fn bid_key(n: u8) -> BidKey {
    BidKey::from_secret(Secret::new([n; 32])).unwrap()
}

/// A head with the cosignatures of these custodians.
pub fn cosigned(world: &World, mut head: Head, who: &[usize], at: Time) -> Vec<u8> {
    for n in who {
        let signature = head.cosign(&world.custodians[*n], at).unwrap();
        head.add(signature).unwrap();
    }
    head.to_bytes()
}

/// A log file with these entries.
pub fn log_of(frames: &[(Vec<u8>, Vec<Vec<u8>>)]) -> Vec<u8> {
    super::audited::log_of(frames, 1)
}

/// Two bids, and the box closed.
pub fn closed(world: &World) -> RecordBuilder<'_> {
    let mut record = RecordBuilder::new(world);
    record.made_up(1);
    record.made_up(2);
    record.close_box();
    record
}

/// The closed head cosigned by these custodians and recorded, every bid read again.
pub fn settled<'w>(world: &'w World, cosigners: &[usize]) -> RecordBuilder<'w> {
    let mut record = closed(world);
    let note = record.note(cosigners);
    record.record_head(&note);
    record.reread("technical", REREAD);
    record
}

/// A store in which a custodian's memory was begun.
pub fn begun(world: &World, n: usize) -> FaultyStore {
    let store = FaultyStore::new();
    Memory::create(Arc::new(store.clone()), MEMORY, &world.custodians[n]).unwrap();
    store
}

/// A custodian whose memory lies in this store.
pub fn desk<'w>(world: &'w World, n: usize, store: &FaultyStore) -> Custodian<'w> {
    let memory = Memory::open(Arc::new(store.clone()), MEMORY, &world.custodians[n]).unwrap();
    Custodian::new(&world.custodians[n], trust(world), memory, vec![]).unwrap()
}

/// The custodians that cosigned a note.
pub fn cosigners(world: &World, note: &[u8]) -> Vec<(Id, Time)> {
    let keys: Vec<_> =
        world.custodians.iter().map(|key| (key.custodian().clone(), key.record_key())).collect();
    Head::parse(note).unwrap().cosigners(&keys).unwrap()
}
