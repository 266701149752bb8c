//! An office: everybody's keys and certificates, a notice with a record, a box that receives, and three sealed bids.
//!
//! It is made once, by the commands themselves, and copied for each test.

use crate::common::{Run, command, run_in};
use sealbid::ca::{KeyType, RehearsalCa, Subject};
use sealbid::wire::Time;
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;
use tempfile::TempDir;

pub const MADE: &str = "2026-10-30T09:00:00+08:00";
pub const SEALED: &str = "2026-11-30T12:00:00+08:00";
pub const DEADLINE: &str = "2026-12-01T09:30:00+08:00";
pub const LATE: &str = "2026-12-01T09:30:01+08:00";
/// Within the grace of a minute.
pub const CLOSED: &str = "2026-12-01T09:30:20+08:00";
/// After the stage's time, the objection period and the period for files.
pub const OPENING: &str = "2026-12-01T10:00:00+08:00";

pub const CUSTODIANS: [(&str, &str); 3] =
    [("centre", "交易中心"), ("office", "监督局"), ("notary", "公证处")];

/// Who runs the box.
pub const PLATFORM: &str =
    "--key platform.key --passphrase-file pass --cert platform.pem --signing-key platform.sign";
/// The independent timestamp authority, whose key the tests have.
pub const TSA: &str = "--tsa-cert tsa.pem --tsa-key tsa.sign";

fn draft(record_key: &str) -> String {
    format!(
        r#"
tender_id = "T-1"
title = "Pipes"
tenderer = "水务局"
issued = 2026-11-01T09:00:00+08:00
deadline = 2026-12-01T09:30:00+08:00
objection_period = 1140
file_period = 600
bidder_anchors = ["ca.pem"]
custodians = ["centre.statement.json", "office.statement.json", "notary.statement.json"]
lots = [{{ id = "1", title = "Pipes" }}]
stages = [{{ id = "only", title = "Only", time = 2026-12-01T10:00:00+08:00 }}]
quorums = [{{ threshold = 2, holders = ["centre", "office", "notary"] }}]
adjudicator = {{ name = "监督局", certificate = "office.pem" }}
timestamp_authorities = [{{ name = "Time Office", anchor = "time.pem" }}]
platform = {{ operator = "平台公司", anchor = "ca.pem", record_key = "{record_key}" }}

[[parts]]
id = "offer"
title = "Offer"
stage = "only"
max_bytes = 4_000_000
types = ["txt"]
"#
    )
}

pub struct Office(TempDir);

impl Office {
    /// A copy of the office, for one test.
    pub fn new() -> Office {
        static MADE: OnceLock<Office> = OnceLock::new();
        let folder = tempfile::tempdir().unwrap();
        copy(MADE.get_or_init(Office::made).at(), folder.path());
        Office(folder)
    }

    pub fn at(&self) -> &Path {
        self.0.path()
    }

    /// Runs the command here.
    pub fn run(&self, arguments: &str) -> Run {
        run_in(self.at(), arguments)
    }

    /// Runs a command of the box, as the platform, at a time.
    pub fn tender(&self, arguments: &str, at: &str) -> Run {
        self.run(&format!("box {arguments} {PLATFORM} --at {at}"))
    }

    /// The same, in the background.
    pub fn begin(&self, arguments: &str) -> std::process::Child {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let mut command = command(&arguments);
        command.current_dir(self.at()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// A custodian signs or reads with its key.
    pub fn custodian(&self, arguments: &str, id: &str, at: &str) -> Run {
        self.run(&format!("custodian {arguments} --key {id}.key --passphrase-file pass --at {at}"))
    }

    /// A bid is received, with the token beside it.
    pub fn receive(&self, bid: &str) -> Run {
        self.tender(&format!("receive box {bid}.sbid"), SEALED).good()
    }

    /// The box is closed and its head stamped.
    pub fn close(&self) -> Run {
        self.tender(&format!("close box {TSA}"), CLOSED).good()
    }

    /// Custodians cosign the head, by hand.
    pub fn cosign(&self, who: &[&str]) {
        for id in who {
            self.custodian(
                &format!("cosign box --request box/cosign-request.json --trust ca.pem -o {id}.note"),
                id,
                CLOSED,
            )
            .good();
        }
    }

    /// Closed, cosigned by two of three, and recorded.
    pub fn recorded() -> Office {
        let office = Office::new();
        office.receive("a");
        office.close();
        office.cosign(&["centre", "notary"]);
        office.tender("cosigned box centre.note notary.note", CLOSED).good();
        office
    }

    pub fn exists(&self, name: &str) -> bool {
        self.at().join(name).exists()
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at().join(name)).unwrap()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.at().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.at().join(from), self.at().join(to)).unwrap();
    }

    fn made() -> Office {
        let office = Office(tempfile::tempdir().unwrap());
        office.people();
        let key = office
            .run(&format!("box key --tender T-1 -o platform.key --passphrase-file pass --json --at {MADE}"));
        let key = key.good().json();
        for (id, organisation) in CUSTODIANS {
            office
                .run(&format!(
                    "custodian new --tender T-1 --id {id} --organisation {organisation} -o {id}.key \
                 --passphrase-file pass --at {MADE}"
                ))
                .good();
            office.custodian("remember", id, MADE).good();
            office.run(&format!(
                "notice statement --key {id}.key --passphrase-file pass --cert {id}.pem --signing-key {id}.sign \
                 -o {id}.statement.json --at {MADE}"
            ))
            .good();
        }
        office.write("draft.toml", draft(key["record_key"].as_str().unwrap()).as_bytes());
        office.notice("notice", "draft.toml", "");
        office.run("trust new --anchor ca.pem --organisation 交易中心 --organisation 监督局 --organisation 公证处").good();
        for name in ["a", "b", "c"] {
            office.seal(name, "notice");
        }
        office.tender("new box --notice notice --trust ca.pem", "2026-11-02T09:00:00+08:00").good();
        office
    }

    /// Certificates: everybody under `ca.pem`, the timestamp authority under `time.pem`.
    fn people(&self) {
        let (from, to) = (time("2026-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
        let ca = RehearsalCa::new("CA", from, to).unwrap();
        let subject = |name: &str| Subject { organisation: Some(name.to_owned()), ..Subject::default() };
        self.write("ca.pem", ca.certificate().to_pem().as_bytes());
        let others = [
            ("tenderer", "水务局"),
            ("platform", "平台公司"),
            ("bidder", "示例建设公司"),
            ("stranger", "路人公司"),
        ];
        for (name, organisation) in CUSTODIANS.into_iter().chain(others) {
            let (key, certificate) = ca.issue(&subject(organisation), KeyType::P256, from, to).unwrap();
            self.write(&format!("{name}.pem"), certificate.to_pem().as_bytes());
            self.write(&format!("{name}.sign"), key.as_bytes());
        }
        let list = ca.crl(&[], self::time(SEALED), to).unwrap();
        self.write("ca.crl", list.der());
        let time = RehearsalCa::new("Time CA", from, to).unwrap();
        self.write("time.pem", time.certificate().to_pem().as_bytes());
        let (key, certificate) =
            time.issue_timestamping(&subject("Time Office"), KeyType::P256, from, to).unwrap();
        self.write("tsa.pem", certificate.to_pem().as_bytes());
        self.write("tsa.sign", key.as_bytes());
        self.write("pass", "口令\n".as_bytes());
        self.write("offer.txt", b"an offer");
    }

    /// A notice in a folder, signed and accepted.
    pub fn notice(&self, folder: &str, draft: &str, more: &str) {
        std::fs::create_dir(self.at().join(folder)).unwrap();
        self.run(&format!("notice new {draft} -o {folder}/notice.json {more}")).good();
        self.run(&format!(
            "notice sign {folder} --cert tenderer.pem --signing-key tenderer.sign --at 2026-11-01T09:00:00+08:00"
        ))
        .good();
        for (id, _) in CUSTODIANS {
            self.run(&format!("notice accept {folder} --key {id}.key --passphrase-file pass")).good();
        }
    }

    /// A bid, sealed and stamped.
    pub fn seal(&self, name: &str, notice: &str) {
        self.run(&format!(
            "seal --notice {notice} --trust trust.json --part offer=offer.txt --cert bidder.pem \
             --signing-key bidder.sign --passphrase-file pass -o {name}.sbid --at {SEALED}"
        ))
        .good();
        self.stamp(&format!("{name}.sbid"), &format!("{name}.tst"), SEALED);
    }

    /// A token over a file, or over a bid's digest.
    pub fn stamp(&self, file: &str, token: &str, at: &str) {
        self.run(&format!("timestamp request {file} {TSA} --notice notice -o {token} --at {at}")).good();
    }
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}
