//! A tender box in a store, and bids for it.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::record::trust;
use super::{World, draft, id, organisation, platform_key, time};
use sealbid::bid::{BidFile, Draft, Sealed, Work, seal};
use sealbid::ca::{KeyType, Signer, sign_detached};
use sealbid::notice::{Acceptance, Notice, SignedNotice};
use sealbid::record::{Replacement, Signed, Store, Withdrawal};
use sealbid::suite::Digest;
use sealbid::tenderbox::*;
use sealbid::wire::{Id, Time};
use std::io::Write;
use std::sync::Arc;

pub const OPENED: &str = "2026-06-02T09:00:00+08:00";
pub const ARRIVED: &str = "2026-06-30T09:00:00+08:00";
pub const CLOSED: &str = "2026-07-01T09:00:30+08:00";

/// A notice as it is handed in.
pub struct Files {
    pub notice: Vec<u8>,
    pub signature: Vec<u8>,
    pub acceptances: Vec<Vec<u8>>,
}

impl Files {
    pub fn of(world: &World) -> Files {
        let notice = world.body.to_bytes().unwrap();
        let parsed = Notice::parse(&notice).unwrap();
        let accept = |key| Acceptance::of(key, &parsed).unwrap().to_bytes().unwrap();
        let acceptances = world.custodians.iter().map(accept).collect();
        let signature = sign_detached(&notice, &world.tenderer, Some(world.body.issued)).unwrap();
        Files { notice, signature, acceptances }
    }

    pub fn files(&self) -> NoticeFiles<'_> {
        NoticeFiles { notice: &self.notice, signature: &self.signature, acceptances: &self.acceptances }
    }

    /// Over the notice: an amendment needs it.
    pub fn token(&self, world: &World) -> Vec<u8> {
        world.authority.stamp(sealbid::suite::hash(&[&self.notice]), time(ARRIVED)).unwrap()
    }

    pub fn signed(&self) -> SignedNotice {
        let acceptances: Vec<Acceptance> =
            self.acceptances.iter().map(|bytes| Acceptance::parse(bytes).unwrap()).collect();
        SignedNotice::verify(&self.notice, &self.signature, &acceptances).unwrap()
    }
}

/// The platform's keys; each has a certificate of its own.
pub fn keys(world: &World) -> PlatformKeys {
    let signer = organisation(&world.ca, "County Trading Centre", KeyType::P256);
    PlatformKeys { signer, record_key: platform_key() }
}

pub fn create(world: &World, store: Arc<dyn Store>) -> TenderBox {
    try_create(world, store).unwrap()
}

pub fn try_create(world: &World, store: Arc<dyn Store>) -> sealbid::Result<TenderBox> {
    TenderBox::create(store, &Files::of(world).files(), keys(world), trust(world), time(OPENED))
}

pub fn open(world: &World, store: Arc<dyn Store>) -> AnyBox {
    TenderBox::open(store, keys(world), trust(world)).unwrap()
}

/// A box that was opened again and receives.
pub fn reopened(world: &World, store: Arc<dyn Store>) -> TenderBox {
    match open(world, store) {
        AnyBox::Open(open) => open,
        AnyBox::Closed(_) => panic!("closed"),
    }
}

pub fn reclosed(world: &World, store: Arc<dyn Store>) -> ClosedBox {
    match open(world, store) {
        AnyBox::Open(_) => panic!("not closed"),
        AnyBox::Closed(closed) => closed,
    }
}

/// A sealed bid with its token.
pub struct Bid {
    pub bytes: Vec<u8>,
    pub sealed: Sealed,
    pub token: Vec<u8>,
}

impl Bid {
    pub fn new(world: &World, notice: &SignedNotice) -> Bid {
        Bid::of(world, notice, draft(), &world.bidder)
    }

    /// Longer than what lies in the journal.
    pub fn large(world: &World, notice: &SignedNotice) -> Bid {
        let mut draft = draft();
        let bytes = vec![7; 1 << 20];
        let document = sealbid::bid::Document::bytes("large.txt", "text/plain", bytes).unwrap();
        draft.parts.insert(id("method"), vec![document]);
        Bid::of(world, notice, draft, &world.bidder)
    }

    pub fn of(world: &World, notice: &SignedNotice, draft: Draft, bidder: &Signer) -> Bid {
        let mut bytes = Vec::new();
        let before = time(super::BEFORE);
        let sealed =
            seal(draft, &world.trusted(notice), bidder, before, &mut bytes, Work::default()).unwrap();
        let token = world.authority.stamp(sealed.digest, before).unwrap();
        Bid { bytes, sealed, token }
    }

    pub fn digest(&self) -> Digest {
        self.sealed.digest
    }

    pub fn lot(&self) -> Id {
        BidFile::read(self.bytes.clone()).unwrap().header().lot.clone()
    }

    pub fn receive(&self, tender: &TenderBox) -> Result<Vec<u8>, Refused> {
        self.receive_at(tender, ARRIVED)
    }

    pub fn receive_at(&self, tender: &TenderBox, arrived: &str) -> Result<Vec<u8>, Refused> {
        tender.receive(upload(tender, &self.bytes), &self.token, time(arrived), time(arrived))
    }

    /// In the place of another, as the other's key asks.
    pub fn replacement(&self, old: &Bid, sequence: u32) -> Replacement {
        let tender = old.sealed.keys.tender;
        Replacement::new(tender, old.lot(), old.digest(), self.digest(), sequence)
    }

    pub fn replace(&self, tender: &TenderBox, request: &[u8]) -> Result<Vec<u8>, Refused> {
        tender.replace(upload(tender, &self.bytes), request, &self.token, time(ARRIVED), time(ARRIVED))
    }

    pub fn withdrawal(&self, sequence: u32) -> Withdrawal {
        Withdrawal::new(self.sealed.keys.tender, self.lot(), self.digest(), sequence)
    }

    /// Signs a request with the bid key.
    pub fn sign(&self, content: Vec<u8>) -> Vec<u8> {
        Signed::by_key(content, &self.sealed.keys.key).unwrap().to_bytes().unwrap()
    }

    pub fn asks_to_replace(&self, old: &Bid, sequence: u32) -> Vec<u8> {
        old.sign(self.replacement(old, sequence).to_bytes().unwrap())
    }

    pub fn asks_to_withdraw(&self, sequence: u32) -> Vec<u8> {
        self.sign(self.withdrawal(sequence).to_bytes().unwrap())
    }
}

/// An upload of these bytes; what the box refuses early shows when it is given to it.
pub fn upload<'b>(tender: &'b TenderBox, bytes: &[u8]) -> Upload<'b> {
    let mut upload = tender.upload().unwrap();
    for piece in bytes.chunks(50_000) {
        if upload.write_all(piece).is_err() {
            break;
        }
    }
    upload
}

/// Closed, where nobody asked about revocation.
pub fn close(tender: TenderBox) -> ClosedBox {
    tender.close(&sealbid::ca::Revocation::unchecked(), closing_time()).unwrap()
}

pub fn closing_time() -> Time {
    time(CLOSED)
}
