//! A small tender in a folder, for the examples in other languages and the C harness: its notice, a bidder, custodians,
//! sealed bids, and what a platform and a timestamp authority answer. Keys in it are for trying only.
//!
//! - `fixture make FOLDER`: writes all of it into an empty folder.
//! - `fixture release FOLDER BID STAGE`: writes the custodians' releases of a sealed bid, `release-0.json` and so on.
//! - `fixture stamp FOLDER REQUEST RESPONSE`: answers a timestamp request.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../../tests/common/mod.rs"]
mod common;

use common::tender::{Bid, Files, create};
use common::{BEFORE, ISSUED, World, custody, faulty::FaultyStore, id, review_blind, time};
use sealbid::audit::prove;
use sealbid::bid::BidFile;
use sealbid::ca::{Certificate, FileKey, KeyType, RehearsalCa, RevocationReason, Signer, Subject};
use sealbid::notice::{Organisation, TrustList};
use sealbid::record::ProofFile;
use sealbid::redact::Terms;
use sealbid::suite::hash;
use sealbid::tenderbox::RecordKey;
use sealbid::timelock::{CustodianKey, ReleaseFile};
use sealbid::timestamp::Authority;
use sealbid::wire::Base64;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Of every key file.
const PASSPHRASE: &[u8] = b"a long passphrase";

struct Folder(PathBuf);

impl Folder {
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn get(&self, name: &str) -> Vec<u8> {
        read(&self.path(name))
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn signer(key: &[u8], certificate: Certificate) -> Signer {
    Signer::new(Box::new(FileKey::from_pem(key, None).unwrap()), certificate, vec![]).unwrap()
}

/// A certificate with its key, both written down.
fn issued(folder: &Folder, ca: &RehearsalCa, name: &str, organisation: &str, stamping: bool) -> Signer {
    let subject = Subject { organisation: Some(organisation.into()), ..Subject::default() };
    let (from, until) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
    let (key, certificate) = if stamping {
        ca.issue_timestamping(&subject, KeyType::P256, from, until).unwrap()
    } else {
        ca.issue(&subject, KeyType::P256, from, until).unwrap()
    };
    folder.put(&format!("{name}.key"), key.as_bytes());
    folder.put(&format!("{name}.pem"), certificate.to_pem());
    signer(key.as_bytes(), certificate)
}

fn make(folder: &Folder) {
    let mut world = World::new();
    world.body.rescue.by_seed = true;
    world.bidder = issued(folder, &world.ca, "bidder", "示例公司", false);
    let stamper = issued(folder, &world.ca, "authority", "Time Office", true);
    world.authority = Authority::new(stamper, "1.2.3.4.1").unwrap();
    invitation(folder, &world);
    revocation(folder, &world);
    reviewed(folder, &mut world);
    hall(folder, &mut world);

    let notice = world.notice();
    let (bid, other) = (Bid::new(&world, &notice), Bid::new(&world, &notice));
    for (name, bid) in [("bid", &bid), ("other", &other)] {
        folder.put(&format!("{name}.sbid"), &bid.bytes);
        folder.put(&format!("{name}.sbid.key"), bid.sealed.keys.to_key_file(PASSPHRASE).unwrap().as_bytes());
        folder.put(&format!("{name}.tst"), &bid.token);
    }
    let tender = create(&world, Arc::new(FaultyStore::new()));
    folder.put("bid.receipt.json", bid.receive(&tender).unwrap());
    let late = other.receive_at(&tender, "2026-07-01T09:00:01+08:00").unwrap_err();
    folder.put("other.refusal.json", late.refusal.unwrap());

    // An entry of a record of this tender, under its closed head.
    let record = custody::settled(&world, &[0, 1, 2]);
    let proof: ProofFile = prove(&custody::log_of(&record.frames), 4).unwrap();
    folder.put("entry.proof", proof.to_bytes());
    folder.put("entry.json", &record.frames[4].0);
}

/// What a bidder is given, and its own list of whom it trusts.
fn invitation(folder: &Folder, world: &World) {
    notice(folder, world, "");
    for (n, key) in world.custodians.iter().enumerate() {
        folder.put(&format!("custodian-{n}.key"), key.to_key_file(PASSPHRASE).unwrap().as_bytes());
    }
    let organisation =
        |key: &CustodianKey| Organisation { name: key.organisation().into(), credit_code: None };
    let organisations: Vec<Organisation> = world.custodians.iter().map(organisation).collect();
    let anchor = world.certificate().clone();
    folder.put("ca.pem", anchor.to_pem());
    folder.put("trust.json", TrustList::to_bytes(&[anchor], &organisations).unwrap());
    let long: Vec<u8> = (0..200_000u32).map(|n| b"0123456789abcde\n"[n as usize % 16]).collect();
    folder.put("plan.txt", long);
    folder.put("bill.txt", "1,沟槽开挖,m3,1200\n");
    folder.put("now.txt", time(BEFORE).unix().to_string());
}

/// The files of a notice, by names that begin so.
fn notice(folder: &Folder, world: &World, start: &str) {
    let files = Files::of(world);
    folder.put(&format!("{start}notice.json"), &files.notice);
    folder.put(&format!("{start}notice.p7s"), &files.signature);
    for (n, acceptance) in files.acceptances.iter().enumerate() {
        folder.put(&format!("{start}acceptance-{n}.json"), acceptance);
    }
}

/// Another notice of this tender, by which its first part is reviewed blind; a document, and what must not stand in its
/// copy. It declares no seed rescue.
fn reviewed(folder: &Folder, world: &mut World) {
    let plain = world.body.clone();
    review_blind(&mut world.body);
    world.body.rescue.by_seed = false;
    notice(folder, world, "blind-");
    world.body = plain;
    let terms = Terms { names: vec!["示例公司".into(), "另一公司".into()], ..Terms::default() };
    folder.put("terms.json", terms.to_bytes().unwrap());
    folder.put("proposal.txt", "施工方案\n示例公司编制\n");
}

/// The keys of a platform and of who decides, and a notice that names them, with all that a notice can ask for: blind
/// review, seeds, files that follow. Then its amendment.
fn hall(folder: &Folder, world: &mut World) {
    let plain = world.body.clone();
    let key = RecordKey::generate(id("T-1"), time(ISSUED)).unwrap();
    folder.put("record.key", key.to_key_file(PASSPHRASE).unwrap().as_bytes());
    issued(folder, &world.ca, "platform", "County Trading Centre", false);
    issued(folder, &world.ca, "rival", "另一公司", false);
    world.tenderer = issued(folder, &world.ca, "tenderer", "County Works Office", false);
    let adjudicator = issued(folder, &world.ca, "adjudicator", "Supervision Office", false);
    let body = &mut world.body;
    review_blind(body);
    body.adjudicator.certificate = Base64(adjudicator.certificate().der().to_vec());
    body.platform.as_mut().unwrap().record_key = key.key.public();
    (body.file_period, body.objection_period) = (Some(300), 240);
    notice(folder, world, "hall-");
    let first = hash(&[&folder.get("hall-notice.json")]);
    (world.body.tender, world.body.supersedes) = (Some(first), Some(first));
    notice(folder, world, "amended-");
    world.body = plain;
}

/// What says whether the bidder's certificate was revoked: not, and in other files that it was.
fn revocation(folder: &Folder, world: &World) {
    let (from, until) = (time("2026-06-01T00:00:00Z"), time("2026-08-01T00:00:00Z"));
    let bidder = world.bidder.certificate();
    let gone = (from, RevocationReason::KeyCompromise);
    folder.put("good.crl", world.ca.crl(&[], from, until).unwrap().der());
    folder.put("revoked.crl", world.ca.crl(&[(bidder, gone.0, gone.1)], from, until).unwrap().der());
    folder.put("good.ocsp", world.ca.ocsp(bidder, None, from, until).unwrap().der());
    folder.put("bidder.der", bidder.der());
}

fn release(folder: &Folder, bid: &Path, stage: &str) {
    let file = BidFile::read(read(bid)).unwrap_or_else(|e| panic!("{}: {e}", bid.display()));
    let header = file.header();
    let bids = [(header.lot.clone(), header.bid_key)];
    for n in 0..3 {
        let key =
            CustodianKey::from_key_file(&folder.get(&format!("custodian-{n}.key")), PASSPHRASE).unwrap();
        let file = ReleaseFile::of_custodian(&key, header.tender, header.notice, &id(stage), &bids).unwrap();
        folder.put(&format!("release-{n}.json"), file.to_bytes().unwrap());
    }
}

fn stamp(folder: &Folder, request: &Path, response: &Path) {
    let certificate = Certificate::from_pem(&folder.get("authority.pem")).unwrap();
    let authority = Authority::new(signer(&folder.get("authority.key"), certificate), "1.2.3.4.1").unwrap();
    std::fs::write(response, authority.answer(&read(request), time(BEFORE))).unwrap();
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["make", folder] => make(&Folder(folder.into())),
        ["release", folder, bid, stage] => release(&Folder(folder.into()), bid.as_ref(), stage),
        ["stamp", folder, request, response] => {
            stamp(&Folder(folder.into()), request.as_ref(), response.as_ref())
        }
        _ => panic!("make FOLDER | release FOLDER BID STAGE | stamp FOLDER REQUEST RESPONSE"),
    }
}
