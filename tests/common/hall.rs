//! A hall: a closed box with bids in it, and holders that release them.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::faulty::FaultyStore;
use super::record::{COMMERCIAL, TECHNICAL};
use super::tender::*;
use super::{BEFORE, World, draft, id, organisation, time};
use sealbid::bid::{BidFile, Document, Draft, NoProgress, Work};
use sealbid::ca::{KeyType, Signer, sign_detached};
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::{BidKey, Digest, hash};
use sealbid::tenderbox::ClosedBox;
use sealbid::timelock::ReleaseFile;
use sealbid::wire::{Hex, Id};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::Mutex;

/// A draft of a few bytes.
pub fn small() -> Draft {
    let mut draft = draft();
    let document = Document::bytes("方案.txt", "text/plain", b"how".to_vec()).unwrap();
    draft.parts.insert(id("method"), vec![document]);
    draft
}

pub fn bidder(world: &World, name: &str) -> Signer {
    organisation(&world.ca, name, KeyType::P256)
}

/// Bids of so many bidders for the first lot.
pub fn bids(world: &World, count: usize) -> Vec<Bid> {
    let notice = world.notice();
    let bid = |n: usize| Bid::of(world, &notice, small(), &bidder(world, &format!("Bidder {n}")));
    (0..count).map(bid).collect()
}

/// Seals a bid again after a change of its header: trailer and signatures are right, contents may not be.
pub fn forge(bid: &Bid, signer: &Signer, change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let length = |at: usize| u32::from_be_bytes(bid.bytes[at..at + 4].try_into().unwrap()) as usize;
    let end = 16 + length(12);
    let mut header: serde_json::Value = serde_json::from_slice(&bid.bytes[16..end]).unwrap();
    change(&mut header);
    let header = serde_json::to_vec(&header).unwrap();
    let mut bytes = bid.bytes[..12].to_vec();
    bytes.extend((header.len() as u32).to_be_bytes());
    bytes.extend(&header);
    let digest = hash(&[&bytes]);
    let (parts, manifest) = parts_and_manifest(bid);
    bytes.extend(&parts[end..]);
    let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    manifest["header"] = digest.to_string().into();
    with_trailer(bytes, &serde_json::to_vec(&manifest).unwrap(), bid, signer)
}

/// The same bid under another certificate: what a client can do that does not look at its own terms.
pub fn under_another(world: &World, mut bid: Bid, signer: &Signer) -> Bid {
    let (parts, manifest) = parts_and_manifest(&bid);
    bid.bytes = with_trailer(parts, &manifest, &bid, signer);
    bid.sealed.digest = BidFile::read(bid.bytes.clone()).unwrap().digest();
    bid.token = world.authority.stamp(bid.sealed.digest, time(BEFORE)).unwrap();
    bid
}

/// A bid's file up to its trailer, and its manifest.
fn parts_and_manifest(bid: &Bid) -> (Vec<u8>, Vec<u8>) {
    let read = BidFile::read(bid.bytes.clone()).unwrap();
    let trailer = bid.bytes.len() - (4 + read.manifest_bytes().len() + 64 + 4 + read.cms().len());
    (bid.bytes[..trailer].to_vec(), read.manifest_bytes().to_vec())
}

/// The parts with a trailer of this manifest.
fn with_trailer(mut bytes: Vec<u8>, manifest: &[u8], bid: &Bid, signer: &Signer) -> Vec<u8> {
    let cms = sign_detached(manifest, signer, Some(time(BEFORE))).unwrap();
    let signed = [&b"sealbid/1 manifest"[..], &hash(&[manifest]).0, &hash(&[&cms]).0].concat();
    bytes.extend((manifest.len() as u32).to_be_bytes());
    bytes.extend(manifest);
    bytes.extend(bid.sealed.keys.key.sign(&signed).unwrap().0);
    bytes.extend((cms.len() as u32).to_be_bytes());
    bytes.extend(&cms);
    bytes
}

/// Another digit in the place of the first.
pub fn flip(text: &mut serde_json::Value) {
    let found = text.as_str().unwrap();
    let first = if found.starts_with('0') { "1" } else { "0" };
    *text = format!("{first}{}", &found[1..]).into();
}

/// A bid whose lock of the first stage has a wrong correction: an inconsistent lock.
pub fn inconsistent(header: &mut serde_json::Value) {
    flip(&mut header["locks"][0]["quorums"][0]["corrections"][0]);
}

/// Events as they were told.
#[derive(Default)]
pub struct Told(pub Mutex<Vec<Happened>>);

impl Events for Told {
    fn event(&self, event: &Happened) {
        self.0.lock().unwrap().push(event.clone());
    }
}

impl Told {
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|event| event.to_line().unwrap()).collect()
    }
}

pub struct Hall<'w> {
    pub world: &'w World,
    pub store: FaultyStore,
    pub closed: ClosedBox,
}

pub fn work(threads: usize) -> Work<'static> {
    Work { threads: NonZeroUsize::new(threads).unwrap(), progress: &NoProgress }
}

pub fn one() -> Work<'static> {
    work(1)
}

impl<'w> Hall<'w> {
    /// These bids were received, the box is closed, and its head recorded.
    pub fn new(world: &'w World, bids: &[Bid]) -> Hall<'w> {
        let files: Vec<(&[u8], &[u8])> = bids.iter().map(|bid| (&bid.bytes[..], &bid.token[..])).collect();
        Hall::of(world, &files)
    }

    pub fn of(world: &'w World, bids: &[(&[u8], &[u8])]) -> Hall<'w> {
        let store = FaultyStore::new();
        let tender = create(world, Arc::new(store.clone()));
        for (bytes, token) in bids {
            let arrived = time(super::tender::ARRIVED);
            tender.receive(upload(&tender, bytes), token, arrived, arrived).unwrap();
        }
        let hall = Hall { world, store, closed: close(tender) };
        let (note, token) = hall.head(super::tender::CLOSED);
        hall.closed.record_head(&note, vec![token], closing_time()).unwrap();
        hall
    }

    /// A head with every custodian's cosignature, and a token over it.
    pub fn head(&self, at: &str) -> (Vec<u8>, Vec<u8>) {
        let mut head = self.closed.head().unwrap();
        for key in &self.world.custodians {
            let signature = head.cosign(key, time(at)).unwrap();
            head.add(signature).unwrap();
        }
        let token = self.stamp(head.note().text().as_bytes(), at);
        (head.to_bytes(), token)
    }

    pub fn stamp(&self, bytes: &[u8], at: &str) -> Vec<u8> {
        self.world.authority.stamp(hash(&[bytes]), time(at)).unwrap()
    }

    pub fn begin<'b>(&'b self, stage: &str) -> Opening<'b> {
        Opening::begin(&self.closed, &id(stage), &NoEvents).unwrap()
    }

    /// Lot and bid key of every bid that is to be opened.
    pub fn asked(&self, stage: &str) -> Vec<(Id, Hex<32>)> {
        self.closed.with_history(|history| {
            let (number, _) = history.stage(&id(stage)).unwrap();
            history.to_open(number).map(|bid| (bid.lot.clone(), bid.bid_key)).collect()
        })
    }

    /// A custodian's release of these bids.
    pub fn release_of(&self, custodian: usize, stage: &str, bids: &[(Id, Hex<32>)]) -> Vec<u8> {
        let (tender, notice) = self.closed.with_history(|history| {
            let notice = history.notice().unwrap();
            (notice.tender(), notice.digest())
        });
        let key = &self.world.custodians[custodian];
        ReleaseFile::of_custodian(key, tender, notice, &id(stage), bids).unwrap().to_bytes().unwrap()
    }

    /// Every bid is read again, and the stage is asked to be released.
    pub fn ask(&self, opening: &mut Opening<'_>, at: &str) -> Vec<u8> {
        opening.reread(time(at), one()).unwrap();
        let (note, token) = self.head(at);
        opening.request(&note, vec![token], time(at), one()).unwrap()
    }

    /// The same, and these custodians release it.
    pub fn ask_and_release(&self, opening: &mut Opening<'_>, stage: &str, who: &[usize]) {
        let at = time_of(stage);
        self.ask(opening, at);
        let bids = self.asked(stage);
        for n in who {
            opening.give_release(&self.release_of(*n, stage, &bids), time(at)).unwrap();
        }
    }

    /// The minutes are stamped, signed and recorded.
    pub fn finish(&self, opening: &mut Opening<'_>, at: &str) -> Vec<u8> {
        let minutes = opening.minutes_bytes().unwrap();
        let token = self.stamp(&minutes, at);
        assert_eq!(opening.finish(vec![token], time(at)), Ok(hash(&[&minutes])));
        minutes
    }

    /// Changes a byte within the first part of a bid that lies in the journal: where.
    pub fn damage(&self, digest: &Digest) -> u64 {
        let journal = self.store.read(sealbid::tenderbox::JOURNAL, 1 << 30).unwrap();
        let bid = BidFile::read(self.closed.bid_file(digest).unwrap()).unwrap();
        let key = bid.header().bid_key.to_string();
        let length = |at: usize| u32::from_be_bytes(journal[at + 12..at + 16].try_into().unwrap()) as usize;
        let is_its = |at: &usize| {
            let header = &journal[*at..];
            header.starts_with(b"\x89SBID")
                && header[..16 + length(*at)].windows(64).any(|window| window == key.as_bytes())
        };
        let magic = (0..journal.len() - 16).find(is_its).unwrap();
        let length = length(magic);
        let at = magic + 16 + length + 70_000;
        self.store.overwrite(sealbid::tenderbox::JOURNAL, at as u64, &[!journal[at]]).unwrap();
        at as u64
    }

    /// The byte that stood where a bid was damaged.
    pub fn byte_before(&self, at: u64) -> u8 {
        !self.store.bytes(sealbid::tenderbox::JOURNAL).unwrap()[at as usize]
    }

    /// The outcome that is recorded for a bid.
    pub fn outcome(&self, stage: &str, digest: &Digest) -> Option<Outcome> {
        let mut outcomes = Outcomes::new(&id(stage));
        for number in 0..self.closed.with_history(|history| history.len()) {
            outcomes.take(&self.closed.entry(number).unwrap());
        }
        outcomes.get(digest).cloned()
    }

    /// Fault, reason and place of a bid that is not opened; `opened` if it is.
    pub fn told(&self, stage: &str, digest: &Digest) -> String {
        told(&self.outcome(stage, digest).unwrap())
    }
}

pub fn time_of(stage: &str) -> &'static str {
    if stage == "technical" { TECHNICAL } else { COMMERCIAL }
}

/// An outcome in one line.
pub fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Opened { .. } => "opened".to_owned(),
        Outcome::Excluded { fault, reason, .. } => format!("{fault:?} {} {}", reason.name, reason.place),
    }
}

/// What somebody signs with a certificate, as it is handed in.
pub fn signed(content: Vec<u8>, signer: &Signer, at: &str) -> Vec<u8> {
    Signed::by_certificate(content, signer, time(at)).unwrap().to_bytes().unwrap()
}

/// What a bid key signs.
pub fn signed_by_key(content: Vec<u8>, key: &BidKey) -> Vec<u8> {
    Signed::by_key(content, key).unwrap().to_bytes().unwrap()
}

pub fn kind<T>(result: sealbid::Result<T>) -> Result<(), sealbid::ErrorKind> {
    result.map(|_| ()).map_err(|e| e.kind())
}

/// No documents are wanted.
pub fn quiet() -> Documents {
    Documents::Discard
}
