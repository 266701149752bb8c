//! Entries for tests that break the rules of a record one by one: whatever is asked for is made, right or wrong.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::record::{CLOSED, RecordBuilder, TECHNICAL, trust};
use super::{World, id, time};
use sealbid::ErrorKind;
use sealbid::ca::{Revocation, Signer, sign_detached};
use sealbid::notice::{Acceptance, NoticeBody};
use sealbid::record::*;
use sealbid::suite::{BidKey, Digest, Secret, hash};
use sealbid::timelock::CustodianKey;
use sealbid::wire::{Id, Time};

/// An event, and what is attached.
pub type Made = (Event, Vec<Vec<u8>>);

/// A bid as far as a record sees it: the rules never read its file.
pub struct Fake {
    pub key: BidKey,
    pub lot: Id,
    pub digest: Digest,
}

pub fn fake(n: u8) -> Fake {
    let key = BidKey::from_secret(Secret::new([n; 32])).unwrap();
    Fake { key, lot: id("1"), digest: hash(&[b"bid", &[n]]) }
}

/// A world with everything that a notice can allow: announcements, and rescue by seeds.
pub fn generous() -> World {
    let mut world = World::new();
    world.body.objection_period = 240;
    world.body.file_period = Some(300);
    world.body.rescue.by_seed = true;
    world
}

pub fn signed_by(signer: &Signer, content: Vec<u8>, at: Time) -> Vec<u8> {
    Signed::by_certificate(content, signer, at).unwrap().to_bytes().unwrap()
}

pub fn signed_with(key: &BidKey, content: Vec<u8>) -> Vec<u8> {
    Signed::by_key(content, key).unwrap().to_bytes().unwrap()
}

/// An event that names just this attachment.
pub fn with(attachment: Vec<u8>, event: impl FnOnce(Digest) -> Event) -> Made {
    (event(hash(&[&attachment])), vec![attachment])
}

impl<'w> RecordBuilder<'w> {
    /// Without an entry.
    pub fn blank(world: &'w World) -> RecordBuilder<'w> {
        let (notice, history) = (world.notice(), History::new(trust(world)));
        RecordBuilder { world, notice, history, frames: vec![], now: time(super::ISSUED) }
    }

    /// With a notice, and this many bids received in time.
    pub fn with_bids(world: &'w World, count: u8) -> RecordBuilder<'w> {
        let mut record = RecordBuilder::new(world);
        record.now = time(super::record::ARRIVED);
        for n in 1..=count {
            record.add(record.bid_made(&fake(n)));
        }
        record
    }

    /// The same, closed.
    pub fn closed_with(world: &'w World, count: u8) -> RecordBuilder<'w> {
        let mut record = RecordBuilder::with_bids(world, count);
        record.close();
        record
    }

    /// The same, and the first stage has been asked for.
    pub fn asked_with(world: &'w World, count: u8) -> RecordBuilder<'w> {
        let mut record = RecordBuilder::closed_with(world, count);
        record.request("technical", TECHNICAL);
        record
    }

    /// Everything that a history tells, for comparison.
    pub fn state(&self) -> String {
        let h = &self.history;
        let notice = h.notice().map(|notice| notice.digest()).ok();
        let of_record = (h.tree().root(), h.last_time(), notice, h.accepted_notice().is_ok());
        format!("{:?}", (of_record, h.deadline().ok(), h.bids(), h.closing(), h.objections(), h.stages()))
    }

    pub fn add(&mut self, (event, attachments): Made) -> u64 {
        self.push(event, attachments)
    }

    /// The entry is refused for this reason, and changes nothing.
    #[track_caller]
    pub fn refused(&mut self, kind: ErrorKind, (event, attachments): Made) {
        let before = self.state();
        let error = self.try_push(event, attachments).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(self.state(), before);
    }

    /// An amendment of the notice in force that changes nothing else.
    pub fn amendment(&self) -> NoticeBody {
        let mut body = self.world.body.clone();
        body.deadline = self.history.deadline().unwrap();
        body.tender = self.history.tender().ok();
        body.supersedes = self.history.notice().map(|notice| notice.digest()).ok();
        body
    }

    pub fn notice_made(&self, body: &NoticeBody, signer: &Signer, stamped: Option<Time>) -> Made {
        let bytes = body.to_bytes().unwrap();
        let signature = sign_detached(&bytes, signer, Some(self.now)).unwrap();
        let stamp = stamped.map(|at| self.token(hash(&[&bytes]), at));
        let token = stamp.as_ref().map(|token| hash(&[token]));
        let event = Event::Notice { notice: hash(&[&bytes]), signature: hash(&[&signature]), token };
        (event, [bytes, signature].into_iter().chain(stamp).collect())
    }

    pub fn accepted_made(&self, key: &CustodianKey) -> Made {
        let acceptance = Acceptance::of(key, self.history.notice().unwrap()).unwrap().to_bytes().unwrap();
        with(acceptance, |acceptance| Event::Accepted { custodian: key.custodian().clone(), acceptance })
    }

    pub fn postponement(&self, deadline: &str, stages: [&str; 2]) -> Postponement {
        let notice = self.history.notice().unwrap();
        let place = (notice.tender(), notice.digest());
        let ids = self.history.stages().iter().map(|stage| stage.id.clone());
        let stages = ids.zip(stages).map(|(id, at)| StageTime { id, time: time(at) }).collect();
        Postponement::new(place, self.now, time(deadline), stages, "flood")
    }

    pub fn postponed_made(
        &self,
        postponement: &Postponement,
        signer: &Signer,
        stamped: Option<Time>,
    ) -> Made {
        let bytes = signed_by(signer, postponement.to_bytes().unwrap(), self.now);
        let stamp = stamped.map(|at| self.token(hash(&[&bytes]), at));
        let token = stamp.as_ref().map(|token| hash(&[token]));
        let event = Event::Postponed { postponement: hash(&[&bytes]), token };
        (event, std::iter::once(bytes).chain(stamp).collect())
    }

    /// What the box says of a bid that arrives now, and its token. The receipt's digest is filled in later.
    pub fn arrival(&self, bid: &Fake) -> (Received, Vec<u8>) {
        let token = self.token(bid.digest, self.now);
        let digest = hash(&[&token]);
        let (lot, bid_key, arrived) = (bid.lot.clone(), bid.key.public(), self.now);
        (Received { lot, bid_key, digest: bid.digest, arrived, token: digest, receipt: digest }, token)
    }

    /// A receipt under the notice in force, with whatever `lie` puts into it.
    pub fn receipt_with(&self, kind: ReceiptKind, bid: &Received, lie: impl FnOnce(&mut Receipt)) -> Vec<u8> {
        let notice = self.history.notice().unwrap();
        let place = (notice.tender(), notice.digest(), bid.lot.clone(), bid.bid_key);
        let mut receipt = Receipt::new(kind, place, bid.digest, bid.arrived);
        lie(&mut receipt);
        receipt.sign(&self.world.platform).unwrap().to_bytes().unwrap()
    }

    pub fn bid_made(&self, bid: &Fake) -> Made {
        self.bid_with(bid, |_| (), |_| ())
    }

    pub fn bid_with(
        &self,
        bid: &Fake,
        change: impl FnOnce(&mut Received),
        lie: impl FnOnce(&mut Receipt),
    ) -> Made {
        let (mut bid, token) = self.arrival(bid);
        change(&mut bid);
        let receipt = self.receipt_with(ReceiptKind::Bid, &bid, |receipt| {
            (receipt.size, receipt.token) = (Some(1000), Some(bid.token));
            lie(receipt);
        });
        bid.receipt = hash(&[&receipt]);
        (Event::Bid { bid, size: 1000 }, vec![token, receipt])
    }

    pub fn replacement(&self, old: &Fake, new: &Fake, sequence: u32) -> Replacement {
        let tender = self.history.tender().unwrap();
        Replacement::new(tender, old.lot.clone(), old.digest, new.digest, sequence)
    }

    pub fn replaced_made(&self, old: &Fake, new: &Fake, sequence: u32) -> Made {
        let request = signed_with(&old.key, self.replacement(old, new, sequence).to_bytes().unwrap());
        self.replaced_by(request, old, new, |_| ())
    }

    pub fn replaced_by(
        &self,
        request: Vec<u8>,
        old: &Fake,
        new: &Fake,
        lie: impl FnOnce(&mut Receipt),
    ) -> Made {
        let (mut bid, token) = self.arrival(new);
        let receipt = self.receipt_with(ReceiptKind::Replacement, &bid, |receipt| {
            (receipt.size, receipt.token, receipt.replaces) = (Some(900), Some(bid.token), Some(old.digest));
            lie(receipt);
        });
        bid.receipt = hash(&[&receipt]);
        let event = Event::Replaced { old: old.digest, request: hash(&[&request]), bid, size: 900 };
        (event, vec![request, token, receipt])
    }

    pub fn withdrawn_made(&self, bid: &Fake, sequence: u32) -> Made {
        let tender = self.history.tender().unwrap();
        let request = Withdrawal::new(tender, bid.lot.clone(), bid.digest, sequence).to_bytes().unwrap();
        self.withdrawn_by(signed_with(&bid.key, request), bid, |_| ())
    }

    pub fn withdrawn_by(&self, request: Vec<u8>, bid: &Fake, lie: impl FnOnce(&mut Receipt)) -> Made {
        let (going, _) = self.arrival(bid);
        let receipt = self.receipt_with(ReceiptKind::Withdrawal, &going, lie);
        let (digest, named, receipt_digest) = (bid.digest, hash(&[&request]), hash(&[&receipt]));
        let event = Event::Withdrawn { digest, request: named, receipt: receipt_digest };
        (event, vec![request, receipt])
    }

    pub fn announcement(&self, bid: &Fake) -> Announcement {
        let notice = self.history.notice().unwrap();
        let (lot, bid_key) = (bid.lot.clone(), bid.key.public());
        Announcement::new(notice.tender(), notice.digest(), lot, bid_key, bid.digest)
    }

    pub fn announced_made(&self, bid: &Fake) -> Made {
        let request = signed_with(&bid.key, self.announcement(bid).to_bytes().unwrap());
        self.announced_by(request, bid, |_| ())
    }

    pub fn announced_by(&self, request: Vec<u8>, bid: &Fake, lie: impl FnOnce(&mut Receipt)) -> Made {
        let (mut bid, token) = self.arrival(bid);
        let receipt = self.receipt_with(ReceiptKind::Announcement, &bid, |receipt| {
            receipt.token = Some(bid.token);
            lie(receipt);
        });
        bid.receipt = hash(&[&receipt]);
        (Event::Announced { request: hash(&[&request]), bid }, vec![request, token, receipt])
    }

    /// The file of an announced bid arrives now, or so the entry says.
    pub fn delivered_made(&self, bid: &Fake, lie: impl FnOnce(&mut Receipt)) -> Made {
        let (mut came, _) = self.arrival(bid);
        came.token = self.history.find(&bid.digest).map_or(came.token, |bid| bid.token);
        let receipt = self.receipt_with(ReceiptKind::Delivery, &came, |receipt| {
            (receipt.size, receipt.token) = (Some(1000), Some(came.token));
            lie(receipt);
        });
        let (digest, arrived) = (bid.digest, came.arrived);
        with(receipt, |receipt| Event::Delivered { digest, size: 1000, arrived, receipt })
    }

    pub fn closed_made(&self, deadline: Time, gathered: Time) -> Made {
        let empty = Revocation::new(vec![], vec![]).unwrap().gathered_at(gathered).to_bytes().unwrap();
        with(empty, |revocation| Event::Closed { deadline, revocation, codes: None })
    }

    /// The box is closed, and no head recorded yet.
    pub fn close_only(&mut self) {
        self.now = time(CLOSED);
        let made = self.closed_made(self.history.deadline().unwrap(), self.now);
        self.add(made);
    }

    /// A head over the first `size` entries with some custodians' cosignatures: note, and its token's imprint.
    pub fn head_over(&self, size: u64, cosigners: &[usize], key: &BidKey) -> (Vec<u8>, Digest) {
        let root = self.history.tree().root_at(size).unwrap();
        let checkpoint = Checkpoint { origin: origin(&self.history.tender().unwrap()), size, root };
        let mut head = Head::sign(&checkpoint, key).unwrap();
        for n in cosigners {
            head.add(head.cosign(&self.world.custodians[*n], self.now).unwrap()).unwrap();
        }
        (head.to_bytes(), hash(&[head.note().text().as_bytes()]))
    }

    /// A head over everything with these cosignatures, stamped at these times.
    pub fn head_made(&self, cosigners: &[usize], stamped: &[&str]) -> Made {
        let (note, imprint) = self.head_over(self.history.len(), cosigners, &super::platform_key());
        let tokens: Vec<Vec<u8>> = stamped.iter().map(|at| self.token(imprint, time(at))).collect();
        let event =
            Event::Head { note: hash(&[&note]), tokens: tokens.iter().map(|token| hash(&[token])).collect() };
        (event, std::iter::once(note).chain(tokens).collect())
    }
}
