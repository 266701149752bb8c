//! A record in memory, entry by entry, for tests of whoever reads one: no store, no box, no checks but the rules'.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::{World, id, time};
use sealbid::bid::{BidFile, Form};
use sealbid::ca::{Revocation, TrustAnchors, sign_detached};
use sealbid::notice::{Acceptance, SignedNotice};
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use sealbid::timelock::ReleaseFile;
use sealbid::wire::{Hex, Id, Time};

pub const ARRIVED: &str = "2026-06-30T09:00:00+08:00";
/// Half a minute after the deadline.
pub const CLOSED: &str = "2026-07-01T09:00:30+08:00";
/// After the first stage's time, and the objection period.
pub const TECHNICAL: &str = "2026-07-01T09:10:00+08:00";
pub const COMMERCIAL: &str = "2026-07-02T09:00:00+08:00";

pub struct RecordBuilder<'w> {
    pub world: &'w World,
    pub notice: SignedNotice,
    pub history: History,
    /// Each entry's bytes and attachments.
    pub frames: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    pub now: Time,
}

pub fn trust(world: &World) -> TrustAnchors {
    TrustAnchors::new(vec![world.certificate().clone()]).unwrap()
}

impl<'w> RecordBuilder<'w> {
    /// With the notice and every acceptance.
    pub fn new(world: &'w World) -> RecordBuilder<'w> {
        let notice = world.notice();
        let history = History::new(trust(world));
        let mut builder = RecordBuilder { world, notice, history, frames: vec![], now: time(super::ISSUED) };
        builder.notice();
        builder
    }

    /// Adds an entry, which must keep the rules.
    pub fn push(&mut self, event: Event, attachments: Vec<Vec<u8>>) -> u64 {
        self.try_push(event, attachments).unwrap()
    }

    pub fn try_push(&mut self, event: Event, attachments: Vec<Vec<u8>>) -> sealbid::Result<u64> {
        let number = self.history.len();
        let bytes = Entry::new(number, self.now, event).to_bytes()?;
        self.history.apply(&bytes, &attachments)?;
        self.frames.push((bytes, attachments));
        Ok(number)
    }

    /// The world's notice with all acceptances: the first one, or an amendment.
    pub fn notice(&mut self) {
        self.notice = self.world.notice();
        let bytes = self.notice.notice().bytes().to_vec();
        let signature = sign_detached(&bytes, &self.world.tenderer, Some(self.now)).unwrap();
        // An amendment shows that it came before the deadline.
        let stamped = (!self.history.is_empty()).then(|| self.token(hash(&[&bytes]), self.now));
        let token = stamped.as_ref().map(|token| hash(&[token]));
        let event = Event::Notice { notice: hash(&[&bytes]), signature: hash(&[&signature]), token };
        self.push(event, [bytes, signature].into_iter().chain(stamped).collect());
        for key in &self.world.custodians {
            let acceptance = Acceptance::of(key, self.notice.notice()).unwrap().to_bytes().unwrap();
            let custodian = key.custodian().clone();
            self.push(Event::Accepted { custodian, acceptance: hash(&[&acceptance]) }, vec![acceptance]);
        }
    }

    pub fn token(&self, digest: Digest, at: Time) -> Vec<u8> {
        self.world.authority.stamp(digest, at).unwrap()
    }

    pub fn receipt(
        &self,
        kind: ReceiptKind,
        bid: &Received,
        size: Option<u64>,
        replaces: Option<Digest>,
    ) -> Vec<u8> {
        let notice = self.notice.notice();
        let place = (notice.tender(), notice.digest(), bid.lot.clone(), bid.bid_key);
        let mut receipt = Receipt::new(kind, place, bid.digest, bid.arrived);
        (receipt.size, receipt.token, receipt.replaces) = (size, Some(bid.token), replaces);
        receipt.sign(&self.world.platform).unwrap().to_bytes().unwrap()
    }

    /// What the box would write of a sealed bid, with its token: `receipt` is filled in by [`RecordBuilder::bid`].
    pub fn received(&self, bytes: &[u8]) -> (Received, u64, Vec<u8>) {
        let bid = BidFile::read(bytes.to_vec()).unwrap();
        let (lot, bid_key) = (bid.header().lot.clone(), bid.header().bid_key);
        let token = self.token(bid.digest(), self.now);
        let digest = hash(&[&token]);
        let received = Received {
            lot,
            bid_key,
            digest: bid.digest(),
            arrived: self.now,
            token: digest,
            receipt: digest,
        };
        (received, bytes.len() as u64, token)
    }

    /// A sealed bid is received.
    pub fn bid(&mut self, bytes: &[u8]) -> Digest {
        self.now = self.now.max(time(ARRIVED));
        let (mut bid, size, token) = self.received(bytes);
        let receipt = self.receipt(ReceiptKind::Bid, &bid, Some(size), None);
        bid.receipt = hash(&[&receipt]);
        let digest = bid.digest;
        self.push(Event::Bid { bid, size }, vec![token, receipt]);
        digest
    }

    /// The secret of the codes, if there is blind review.
    pub fn codes(&self) -> Option<CodesSecret> {
        let notice = self.notice.notice();
        let secret = || CodesSecret::of(&super::platform_key(), &notice.tender());
        notice.has_blind_review().then(secret)
    }

    /// The box is closed, and the closed head recorded with every custodian's cosignature.
    pub fn close(&mut self) {
        self.now = time(CLOSED);
        let empty = Revocation::new(vec![], vec![]).unwrap().gathered_at(self.now).to_bytes().unwrap();
        let deadline = self.history.deadline().unwrap();
        let codes = self.codes().map(|secret| secret.commitment());
        self.push(Event::Closed { deadline, revocation: hash(&[&empty]), codes }, vec![empty]);
        let (note, token) = self.head(self.now);
        self.push(Event::Head { note: hash(&[&note]), tokens: vec![hash(&[&token])] }, vec![note, token]);
    }

    /// A head over all entries, with every custodian's cosignature, and a token over it.
    pub fn head(&self, at: Time) -> (Vec<u8>, Vec<u8>) {
        let checkpoint = Checkpoint {
            origin: origin(&self.history.tender().unwrap()),
            size: self.history.len(),
            root: self.history.tree().root(),
        };
        let mut head = Head::sign(&checkpoint, &super::platform_key()).unwrap();
        for key in &self.world.custodians {
            let signature = head.cosign(key, at).unwrap();
            head.add(signature).unwrap();
        }
        let token = self.token(hash(&[head.note().text().as_bytes()]), at);
        (head.to_bytes(), token)
    }

    /// Every bid is read again, and the stage is asked to be released.
    pub fn request(&mut self, stage: &str, at: &str) {
        self.now = time(at);
        self.push(Event::Reread { stage: id(stage), damaged: vec![] }, vec![]);
        let request = self.release_request(stage);
        self.push(Event::Requested { stage: id(stage), request: hash(&[&request]) }, vec![request]);
    }

    pub fn release_request(&self, stage: &str) -> Vec<u8> {
        let (note, token) = self.head(self.now);
        let notice = self.notice.notice();
        let request = ReleaseRequest::new((notice.tender(), notice.digest()), id(stage), note, vec![token]);
        let signed = Signed::by_certificate(request.to_bytes().unwrap(), &self.world.platform, self.now);
        signed.unwrap().to_bytes().unwrap()
    }

    /// The lot and bid key of every bid that is to be opened at a stage.
    pub fn to_open(&self, stage: &str) -> Vec<(Id, Hex<32>)> {
        let (number, _) = self.history.stage(&id(stage)).unwrap();
        self.history.to_open(number).map(|bid| (bid.lot.clone(), bid.bid_key)).collect()
    }

    /// These custodians release a stage: their files.
    pub fn release(&mut self, stage: &str, who: &[usize]) -> Vec<ReleaseFile> {
        let bids = self.to_open(stage);
        let notice = self.notice.notice();
        let (tender, digest) = (notice.tender(), notice.digest());
        let mut files = vec![];
        for n in who {
            let key = &self.world.custodians[*n];
            let file = ReleaseFile::of_custodian(key, tender, digest, &id(stage), &bids).unwrap();
            let release = hash(&[&file.to_bytes().unwrap()]);
            let holder = key.custodian().clone();
            self.push(Event::Released { stage: id(stage), holder, release }, vec![]);
            files.push(file);
        }
        files
    }

    /// An outcome as an opening would record it; the contents are made up.
    pub fn opened(&mut self, stage: &str, digest: Digest, form: Option<&Form>) {
        let outcome = Outcome::Opened {
            bidder: "示例公司".into(),
            credit_code: None,
            form: form.map(|form| form.entries().to_vec()).unwrap_or_default(),
            contents: hash(&[b"contents"]),
        };
        self.push(Event::Outcome { stage: id(stage), digest, outcome }, vec![]);
    }

    pub fn finish(&mut self, stage: &str) {
        let minutes = format!("minutes of {stage}").into_bytes();
        let signature = sign_detached(&minutes, &self.world.platform, Some(self.now)).unwrap();
        let token = self.token(hash(&[&minutes]), self.now);
        let event = Event::Finished {
            stage: id(stage),
            minutes: hash(&[&minutes]),
            signature: hash(&[&signature]),
            tokens: vec![hash(&[&token])],
        };
        self.push(event, vec![minutes, signature, token]);
    }

    pub fn admit(&mut self, stage: &str, admitted: Vec<Digest>, excluded: Vec<NotAdmitted>) {
        let tender = self.history.tender().unwrap();
        let admission = Admission::new(tender, id(stage), self.now, admitted, excluded).to_bytes().unwrap();
        let signed = Signed::by_certificate(admission, &self.world.tenderer, self.now).unwrap();
        let bytes = signed.to_bytes().unwrap();
        self.push(Event::Admitted { stage: id(stage), admission: hash(&[&bytes]) }, vec![bytes]);
    }
}
