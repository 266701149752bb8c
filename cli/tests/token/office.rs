//! A tender to sign for, made once, and an authority that issues certificates for it.

use crate::common::run_in;
use sealbid::ca::{Certificate, KeyType, RehearsalCa, Subject};
use sealbid::wire::Time;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// The time of everything here.
pub const BEFORE: &str = "--at 2026-11-30T12:00:00+08:00";

/// Sealing a bid, but for who signs.
pub const SEAL: &str = "--notice notice --trust trust.json --part offer=offer.pdf --passphrase-file pass \
                        --at 2026-11-30T12:00:00+08:00";

const DRAFT: &str = r#"
tender_id = "T-1"
title = "Pipes"
tenderer = "水务局"
issued = 2026-11-01T09:00:00+08:00
deadline = 2026-12-01T09:30:00+08:00
objection_period = 1740
bidder_anchors = ["ca.pem"]
custodians = ["c.statement.json"]
guarantee = { type = "deposit", amount = 5000000, currency = "CNY" }
lots = [{ id = "1", title = "Pipes" }]
stages = [{ id = "only", title = "Only", time = 2026-12-01T10:00:00+08:00 }]
quorums = [{ threshold = 1, holders = ["c"] }]
adjudicator = { name = "公证处", certificate = "c.pem" }

[[parts]]
id = "offer"
title = "Offer"
stage = "only"
max_bytes = 1_000_000
types = ["pdf"]
"#;

pub struct Office {
    folder: TempDir,
    ca: RehearsalCa,
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

impl Office {
    /// A key and a certificate for an organisation, valid in 2026 and 2027.
    pub fn issue(&self, kind: KeyType, organisation: &str) -> (String, Certificate) {
        self.issue_until(kind, organisation, "2028-01-01T00:00:00Z")
    }

    pub fn issue_until(&self, kind: KeyType, organisation: &str, until: &str) -> (String, Certificate) {
        let subject = Subject { organisation: Some(organisation.to_owned()), ..Subject::default() };
        let (key, certificate) =
            self.ca.issue(&subject, kind, time("2026-01-01T00:00:00Z"), time(until)).unwrap();
        (key.to_string(), certificate)
    }

    pub fn ca(&self) -> &RehearsalCa {
        &self.ca
    }

    /// The notice with all that belongs to it, and the notice again without a signature, for one test to work in.
    pub fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(self.folder.path(), copy.path());
        copy
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The one office of this test binary.
pub fn office() -> &'static Office {
    static OFFICE: OnceLock<Office> = OnceLock::new();
    OFFICE.get_or_init(|| {
        let ca = RehearsalCa::new("CA", time("2020-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z")).unwrap();
        let office = Office { folder: tempfile::tempdir().unwrap(), ca };
        let at = office.folder.path();
        let write = |name: &str, text: &str| std::fs::write(at.join(name), text).unwrap();
        write("ca.pem", &office.ca.certificate().to_pem());
        for (name, organisation) in [("c", "公证处"), ("tenderer", "水务局")] {
            let (key, certificate) = office.issue(KeyType::P256, organisation);
            write(&format!("{name}.pem"), &certificate.to_pem());
            write(&format!("{name}.sign"), &key);
        }
        write("pass", "口令\n");
        write("draft.toml", DRAFT);
        write("offer.pdf", "an offer");
        std::fs::create_dir(at.join("notice")).unwrap();
        for command in [
            "custodian new --tender T-1 --id c --organisation 公证处 -o c.key --passphrase-file pass",
            "notice statement --key c.key --passphrase-file pass --cert c.pem --signing-key c.sign -o c.statement.json",
            "notice new draft.toml -o notice.json",
            "notice new draft.toml -o notice/notice.json",
            "notice sign notice --cert tenderer.pem --signing-key tenderer.sign",
            "notice accept notice --key c.key --passphrase-file pass",
            "trust new --anchor ca.pem --organisation 公证处",
        ] {
            run_in(at, &format!("{command} --at 2026-11-01T09:00:00+08:00")).good();
        }
        office
    })
}
