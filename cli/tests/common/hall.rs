//! A tender in a folder, made with the library: a box that received bids, closed, opened as far as a test needs it.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use crate::common::{Run, run_in};
use crate::world::record::{COMMERCIAL, TECHNICAL, trust};
use crate::world::tender::{Bid, Files, OPENED};
use crate::world::{World, draft, id, organisation, platform_key, time};
use sealbid::bid::Work;
use sealbid::ca::{FileKey, KeyType, Revocation, Signer, Subject, sign_detached};
use sealbid::notice::SignedNotice;
use sealbid::opening::{Documents, NoEvents, Opening};
use sealbid::record::{Admission, FolderStore, Head, NotAdmitted, Signed};
use sealbid::suite::{Digest, hash};
use sealbid::tenderbox::{AnyBox, ClosedBox, PlatformKeys, RecordKey, TenderBox};
use sealbid::timelock::ReleaseFile;
use sealbid::wire::Time;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The passphrase of every key file.
pub const PASSPHRASE: &str = "hall";
pub const CLOSED: &str = "2026-07-01T09:00:30+08:00";

pub struct Hall {
    pub world: World,
    pub notice: SignedNotice,
    pub bids: Vec<Bid>,
    /// The receipt of each bid.
    pub receipts: Vec<Vec<u8>>,
    pub folder: TempDir,
}

impl Hall {
    /// `box/` with so many bids of different bidders, not closed; `notice/`, `ca.pem`, `platform`, `tsa`, `tenderer`
    /// and `adjudicator` as `.pem` and `.key`, `record.key`, `pass`.
    pub fn received(bids: usize) -> Hall {
        Hall::with(World::new(), bids)
    }

    pub fn with(mut world: World, bids: usize) -> Hall {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
        for (name, office) in [
            ("platform", "County Trading Centre"),
            ("tenderer", "County Works Office"),
            ("adjudicator", "Supervision Office"),
        ] {
            let subject = Subject { organisation: Some(office.into()), ..Subject::default() };
            let (key, certificate) = world.ca.issue(&subject, KeyType::P256, from, to).unwrap();
            put(&format!("{name}.key"), key.as_bytes());
            put(&format!("{name}.pem"), certificate.to_pem().as_bytes());
            if name == "adjudicator" {
                world.body.adjudicator.certificate = sealbid::wire::Base64(certificate.der().to_vec());
            }
        }
        let subject = Subject { organisation: Some("Time Office".into()), ..Subject::default() };
        let (key, certificate) = world.ca.issue_timestamping(&subject, KeyType::P256, from, to).unwrap();
        put("tsa.key", key.as_bytes());
        put("tsa.pem", certificate.to_pem().as_bytes());
        put("ca.pem", world.certificate().to_pem().as_bytes());
        put("pass", PASSPHRASE.as_bytes());
        let record_key =
            RecordKey { tender_id: id("T-1"), created: time(crate::world::ISSUED), key: platform_key() };
        put("record.key", record_key.to_key_file(PASSPHRASE.as_bytes()).unwrap().as_bytes());
        let files = Files::of(&world);
        let notice = files.signed();
        let mut hall = Hall { world, notice, bids: vec![], receipts: vec![], folder };
        hall.write_notice(&files);
        let open =
            TenderBox::create(hall.store(), &files.files(), hall.keys(), trust(&hall.world), time(OPENED));
        let open = open.unwrap();
        for n in 0..bids {
            let bidder = organisation(&hall.world.ca, &format!("第{}公司", n + 1), KeyType::P256);
            let bid = Bid::of(&hall.world, &hall.notice, draft(), &bidder);
            hall.receipts.push(bid.receive(&open).unwrap_or_else(|_| panic!("refused")));
            hall.bids.push(bid);
        }
        hall
    }

    fn write_notice(&self, files: &Files) {
        let folder = self.at().join("notice");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("notice.json"), &files.notice).unwrap();
        std::fs::write(folder.join("notice.json.p7s"), &files.signature).unwrap();
        for (key, bytes) in self.world.custodians.iter().zip(&files.acceptances) {
            std::fs::write(folder.join(format!("{}.acceptance.json", key.custodian())), bytes).unwrap();
        }
    }

    pub fn at(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.at().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub fn store(&self) -> Arc<FolderStore> {
        Arc::new(FolderStore::create(&self.at().join("box")).unwrap())
    }

    pub fn signer(&self, name: &str) -> Signer {
        let key = FileKey::from_pem(&self.read(&format!("{name}.key")), None).unwrap();
        let certificate = sealbid::ca::Certificate::from_pem(&self.read(&format!("{name}.pem"))).unwrap();
        Signer::new(Box::new(key), certificate, vec![]).unwrap()
    }

    pub fn keys(&self) -> PlatformKeys {
        PlatformKeys { signer: self.signer("platform"), record_key: platform_key() }
    }

    /// One bit of a stored bid turns over.
    pub fn damage(&self, n: usize) {
        let bid = &self.bids[n].bytes;
        let middle = bid.len() / 2;
        let mut journal = self.read("box/evidence/journal");
        let at = journal.windows(64).position(|window| window == &bid[middle..middle + 64]).unwrap();
        journal[at] ^= 1;
        self.write("box/evidence/journal", &journal);
    }

    /// The box as it is, for the library.
    pub fn any(&self) -> AnyBox {
        TenderBox::open(self.store(), self.keys(), trust(&self.world)).unwrap()
    }

    pub fn closed(&self) -> ClosedBox {
        match self.any() {
            AnyBox::Closed(closed) => closed,
            AnyBox::Open(_) => panic!("not closed"),
        }
    }

    /// Closes the box. Its head is not signed yet.
    pub fn close(&self) {
        let AnyBox::Open(open) = self.any() else { panic!("closed already") };
        open.close(&Revocation::unchecked(), time(CLOSED)).unwrap();
    }

    /// Closes the box, and records the closed head with every custodian's cosignature.
    pub fn close_and_cosign(&self) {
        self.close();
        let closed = self.closed();
        let (note, token) = self.head(&closed, time(CLOSED));
        closed.record_head(&note, vec![token], time(CLOSED)).unwrap();
    }

    /// A head over all entries with every custodian's cosignature, and a token over it.
    pub fn head(&self, closed: &ClosedBox, at: Time) -> (Vec<u8>, Vec<u8>) {
        let mut head = closed.head().unwrap();
        for key in &self.world.custodians {
            let signature = head.cosign(key, at).unwrap();
            head.add(signature).unwrap();
        }
        let token = self.stamp(hash(&[head.note().text().as_bytes()]), at);
        (head.to_bytes(), token)
    }

    /// A note that is to be cosigned, with one custodian's cosignature.
    pub fn cosigned(&self, note: &[u8], n: usize, at: Time) -> Vec<u8> {
        let mut head = Head::parse(note).unwrap();
        let signature = head.cosign(&self.world.custodians[n], at).unwrap();
        head.add(signature).unwrap();
        head.to_bytes()
    }

    pub fn stamp(&self, imprint: Digest, at: Time) -> Vec<u8> {
        self.world.authority.stamp(imprint, at).unwrap()
    }

    /// A custodian's release of what is to be opened at a stage.
    pub fn release(&self, closed: &ClosedBox, stage: &str, n: usize) -> Vec<u8> {
        let bids: Vec<_> = closed.with_history(|history| {
            let (number, _) = history.stage(&id(stage)).unwrap();
            history.to_release(number).map(|bid| (bid.lot.clone(), bid.bid_key)).collect()
        });
        let (tender, notice) = (self.notice.notice().tender(), self.notice.notice().digest());
        let key = &self.world.custodians[n];
        let file = ReleaseFile::of_custodian(key, tender, notice, &id(stage), &bids).unwrap();
        file.to_bytes().unwrap()
    }

    /// Opens a stage with the library, from the reading of its bids to its minutes.
    pub fn open_stage(&self, stage: &str, at: &str) {
        let closed = self.closed();
        let (at, work) = (time(at), Work::default());
        let mut opening = Opening::begin(&closed, &id(stage), &NoEvents).unwrap();
        opening.reread(at, work).unwrap();
        let (note, token) = self.head(&closed, at);
        opening.request(&note, vec![token], at, work).unwrap();
        for n in [0, 2] {
            let release = self.release(&closed, stage, n);
            opening.give_release(&release, at).unwrap();
        }
        opening.open(at, &Documents::Discard, work).unwrap();
        let minutes = opening.minutes_bytes().unwrap();
        opening.finish(vec![self.stamp(hash(&[&minutes]), at)], at).unwrap();
    }

    /// The tenderer's admission to the second stage: all bids but the last.
    pub fn admission(&self, at: &str) -> Vec<u8> {
        let mut digests: Vec<Digest> = self.bids.iter().map(Bid::digest).collect();
        let out = NotAdmitted { digest: digests.pop().unwrap(), reason: "no licence".into() };
        let tender = self.notice.notice().tender();
        let admission = Admission::new(tender, id("commercial"), time(at), digests, vec![out]);
        let signed = Signed::by_certificate(admission.to_bytes().unwrap(), &self.world.tenderer, time(at));
        signed.unwrap().to_bytes().unwrap()
    }

    /// A whole tender of three bids; the last is not admitted to the second stage.
    pub fn whole() -> Hall {
        let hall = Hall::received(3);
        hall.close_and_cosign();
        hall.open_stage("technical", TECHNICAL);
        Opening::admit(&hall.closed(), &hall.admission(TECHNICAL), time(TECHNICAL)).unwrap();
        hall.open_stage("commercial", COMMERCIAL);
        hall
    }

    /// Runs the command here.
    pub fn run(&self, arguments: &str) -> Run {
        run_in(self.at(), arguments)
    }

    /// A signature of the platform over something, detached.
    pub fn platform_signature(&self, bytes: &[u8], at: Time) -> Vec<u8> {
        sign_detached(bytes, &self.signer("platform"), Some(at)).unwrap()
    }
}
