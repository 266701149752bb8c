//! Certificates: shown, checked, watched; and renewing one never harms what was sealed with the old one.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Run, run_in};
use sealbid::bid::BidFile;
use sealbid::ca::{Certificate, KeyType, RehearsalCa, Subject};
use sealbid::notice::Notice;
use sealbid::timelock::{CustodianKey, ReleaseFile};
use sealbid::wire::{Id, Time};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const CUSTODIANS: [(&str, &str); 2] = [("centre", "交易中心"), ("notary", "公证处")];
const SEALED: &str = "2026-11-30T12:00:00+08:00";
/// After the bidder's first certificate has expired.
const LATER: &str = "2027-02-01T12:00:00+08:00";

/// A notice whose stage needs both custodians, and if wanted the holder of a certificate.
fn draft(holder: &str) -> String {
    format!(
        r#"
tender_id = "T-1"
title = "Pipes"
tenderer = "水务局"
issued = 2026-11-01T09:00:00+08:00
deadline = 2026-12-01T09:30:00+08:00
objection_period = 1740
bidder_anchors = ["ca.pem"]
custodians = ["centre.statement.json", "notary.statement.json"]
lots = [{{ id = "1", title = "Pipes" }}]
stages = [{{ id = "only", title = "Only", time = 2026-12-01T10:00:00+08:00 }}]
quorums = [{{ threshold = 2, holders = ["centre", "notary"{holder}] }}]
adjudicator = {{ name = "公证处", certificate = "notary.pem" }}

[[parts]]
id = "offer"
title = "Offer"
stage = "only"
max_bytes = 1_000_000
types = ["txt"]
"#
    )
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// A folder with an authority and everybody's certificates: the bidder's old one ends with 2026, its renewal has the
/// same names and another key.
fn office() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let (from, to) = (time("2026-01-01T00:00:00Z"), time("2036-01-01T00:00:00Z"));
    let ca = RehearsalCa::new("CA", from, to).unwrap();
    write("ca.pem", &ca.certificate().to_pem());
    let people = [
        ("centre", "交易中心", KeyType::P256, from, to),
        ("notary", "公证处", KeyType::P256, from, to),
        ("tenderer", "水务局", KeyType::P256, from, to),
        ("holder", "持钥单位", KeyType::Rsa2048, from, to),
        ("old", "示例建设公司", KeyType::P256, from, time("2026-12-31T00:00:00Z")),
        // A name in disguise is none.
        ("nobody", "示例\u{200b}公司", KeyType::P256, from, to),
        ("renewed", "示例建设公司", KeyType::P256, time("2026-12-15T00:00:00Z"), to),
    ];
    for (name, organisation, key, from, to) in people {
        let subject = Subject { organisation: Some(organisation.to_owned()), ..Subject::default() };
        let (key, certificate) = ca.issue(&subject, key, from, to).unwrap();
        write(&format!("{name}.pem"), &certificate.to_pem());
        std::fs::write(folder.path().join(format!("{name}.der")), certificate.der()).unwrap();
        write(&format!("{name}.sign"), &key);
    }
    let subject = Subject { organisation: Some("外地公司".to_owned()), ..Subject::default() };
    let (_, stranger) =
        RehearsalCa::new("CA", from, to).unwrap().issue(&subject, KeyType::P256, from, to).unwrap();
    write("stranger.pem", &stranger.to_pem());
    write("pass", "口令\n");
    write("draft.toml", &draft(""));
    write("holder.toml", &draft(r#", { id = "token", certificate = "holder.pem" }"#));
    write("offer.txt", "an offer");
    folder
}

/// Custodians, notice, trust list, and a bid signed with the old certificate.
fn sealed() -> TempDir {
    let office = office();
    let at = office.path();
    let good = |command: &str| run_in(at, command).good();
    for (id, organisation) in CUSTODIANS {
        good(&format!(
            "custodian new --tender T-1 --id {id} --organisation {organisation} -o {id}.key \
             --passphrase-file pass --at 2026-10-30T09:00:00+08:00"
        ));
        good(&format!(
            "notice statement --key {id}.key --passphrase-file pass --cert {id}.pem --signing-key {id}.sign \
             -o {id}.statement.json --at 2026-10-30T09:00:00+08:00"
        ));
    }
    for folder in ["notice", "locked", "bids"] {
        std::fs::create_dir(at.join(folder)).unwrap();
    }
    good("notice new draft.toml -o notice/notice.json");
    good("notice new holder.toml -o locked/notice.json");
    good("notice sign notice --cert tenderer.pem --signing-key tenderer.sign --at 2026-11-01T09:00:00+08:00");
    for (id, _) in CUSTODIANS {
        good(&format!("notice accept notice --key {id}.key --passphrase-file pass"));
    }
    good("trust new --anchor ca.pem --organisation 交易中心 --organisation 公证处");
    good(&format!(
        "seal --notice notice --trust trust.json --part offer=offer.txt --cert old.pem --signing-key old.sign \
         --passphrase-file pass -o bids/bid.sbid --at {SEALED}"
    ));
    office
}

fn release(at: &Path, custodian: &str) {
    let notice = Notice::parse(&std::fs::read(at.join("notice/notice.json")).unwrap()).unwrap();
    let bid = BidFile::read(std::fs::read(at.join("bids/bid.sbid")).unwrap()).unwrap();
    let pem = std::fs::read(at.join(format!("{custodian}.key"))).unwrap();
    let key = CustodianKey::from_key_file(&pem, "口令".as_bytes()).unwrap();
    let bids = [(bid.header().lot.clone(), bid.header().bid_key)];
    let stage = Id::new("only").unwrap();
    let file = ReleaseFile::of_custodian(&key, notice.tender(), notice.digest(), &stage, &bids).unwrap();
    std::fs::write(at.join(format!("{custodian}.release")), file.to_bytes().unwrap()).unwrap();
}

fn fingerprint(at: &Path, name: &str) -> String {
    let pem = std::fs::read(at.join(format!("{name}.pem"))).unwrap();
    Certificate::from_pem(&pem).unwrap().fingerprint().to_string()
}

/// The entry of a certificate in the JSON of `cert expiry`.
fn entry<'a>(listed: &'a Value, fingerprint: &str) -> &'a Value {
    let all = listed["certificates"].as_array().unwrap();
    all.iter().find(|entry| entry["fingerprint"] == fingerprint).unwrap()
}

#[test]
fn renewing_never_harms_a_sealed_bid() {
    let office = sealed();
    let at = office.path();
    // The old certificate has expired since: now it signs nothing, the renewed one does.
    run_in(at, &format!("cert check old.pem --trusted ca.pem --at {LATER}")).refused(1, 2013);
    run_in(at, &format!("cert check renewed.pem --trusted ca.pem --at {LATER}")).good();

    // The bid is judged at its own time, and that time's verdict does not change; at another it would fail.
    let verify = "verify bids/bid.sbid --notice notice";
    run_in(at, &format!("{verify} --at {SEALED}")).good();
    run_in(at, &format!("{verify} --at {LATER}")).refused(1, 2013);

    // It opens with the custodians' releases; neither certificate's key is there any more.
    for gone in ["old.sign", "renewed.sign", "old.pem", "old.der"] {
        std::fs::rename(at.join(gone), at.join(format!("{gone}.away"))).unwrap();
    }
    CUSTODIANS.iter().for_each(|(id, _)| release(at, id));
    run_in(
        at,
        &format!(
            "open bids/bid.sbid --notice notice --stage only --release centre.release \
             --release notary.release --out opened --at {SEALED}"
        ),
    )
    .good();
    assert_eq!(std::fs::read_to_string(at.join("opened/offer/offer.txt")).unwrap(), "an offer");
}

#[test]
fn the_bids_of_a_certificate_are_listed_with_what_renewing_means() {
    let office = sealed();
    let at = office.path();
    let list = format!("cert expiry old.pem renewed.pem --bids bids --at {LATER}");
    let told = run_in(at, &list).good();
    assert!(told.out.contains("signed bids/bid.sbid, digest"), "{}", told.out);
    assert!(told.out.contains("Renewing does no harm"), "{}", told.out);
    assert!(told.out.contains("1 of 2 certificates"), "{}", told.out);
    let chinese = run_in(at, &format!("{list} --lang zh-CN")).good();
    assert!(chinese.out.contains("更新证书不影响已封装的投标文件"), "{}", chinese.out);

    let listed = run_in(at, &format!("{list} --json")).good().json();
    let old = entry(&listed, &fingerprint(at, "old"));
    assert_eq!((&old["state"], &old["days_left"]), (&Value::from("expired"), &Value::from(-33)));
    let roles = old["roles"].as_array().unwrap();
    let bid = roles.iter().find(|role| role["role"] == "bid").unwrap();
    let inspected = run_in(at, "inspect bids/bid.sbid --json").good().json();
    assert_eq!(bid["digest"], inspected["digest"]);
    // Nothing depends on the renewed one yet, and it is listed behind the one that ended.
    let renewed = entry(&listed, &fingerprint(at, "renewed"));
    assert_eq!(renewed["roles"].as_array().unwrap().len(), 1);
    assert_eq!(listed["certificates"][0]["fingerprint"], old["fingerprint"]);

    // Without its own file the certificate is found in the bid.
    let from_bid = run_in(at, &format!("cert expiry --bids bids/bid.sbid --json --at {LATER}")).good().json();
    assert_eq!(from_bid["certificates"][0]["fingerprint"], old["fingerprint"]);
}

#[test]
fn strict_tells_by_its_exit_code() {
    let office = sealed();
    let at = office.path();
    let code = |more: &str| run_in(at, &format!("cert expiry old.pem --strict {more}")).code;
    assert_eq!(code(&format!("--at {LATER}")), 3);
    assert_eq!(code("--at 2026-12-05T00:00:00Z"), 3);
    assert_eq!(code("--at 2026-12-05T00:00:00Z --within 26"), 0);
    assert_eq!(code("--at 2026-11-05T00:00:00Z"), 0);
    // A damaged bid is told, and the others are listed all the same.
    std::fs::write(at.join("bids/damaged.sbid"), "not a bid").unwrap();
    let told = run_in(at, "cert expiry --bids bids --strict --at 2026-11-05T00:00:00Z");
    assert_eq!(told.code, 3);
    assert!(told.out.contains("damaged.sbid is not listed") && told.out.contains("5001"), "{}", told.out);
    assert!(told.out.contains("signed bids/bid.sbid"), "{}", told.out);
    assert_eq!(run_in(at, "cert expiry").code, 2);
}

#[test]
fn a_notice_tells_whose_keys_must_be_kept() {
    let office = sealed();
    let at = office.path();
    let list = format!("cert expiry --notice locked --notice notice --json --at {SEALED}");
    let listed = run_in(at, &list).good().json();
    let role = |name: &str| entry(&listed, &fingerprint(at, name))["roles"][0]["role"].clone();
    assert_eq!(role("holder"), "holder");
    assert_eq!(role("centre"), "custodian");
    assert_eq!(role("tenderer"), "tenderer");
    let told = run_in(at, &format!("cert expiry --notice locked --at {SEALED}")).good();
    assert!(told.out.contains("holds stages of tender T-1 as token"), "{}", told.out);
    assert!(told.out.contains("Keep this certificate's private key"), "{}", told.out);
    assert!(!told.out.contains("Renewing does no harm"), "{}", told.out);
}

#[test]
fn a_certificate_is_shown_from_pem_and_der_and_with_others() {
    let office = office();
    let at = office.path();
    let both = ["holder", "ca"].map(|name| std::fs::read_to_string(at.join(format!("{name}.pem"))).unwrap());
    std::fs::write(at.join("both.pem"), both.concat()).unwrap();
    let shown = run_in(at, "cert show both.pem centre.der --json").good().json();
    let all = shown["certificates"].as_array().unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(all[0]["names"]["organisation"], "持钥单位");
    assert_eq!((&all[0]["key"], &all[0]["may_take_transport"]), (&"RSA 2048".into(), &true.into()));
    assert_eq!((&all[1]["authority"], &all[1]["may_sign_code"]), (&true.into(), &2014.into()));
    assert_eq!((&all[2]["may_sign"], &all[2]["may_take_transport"]), (&true.into(), &false.into()));
    assert_eq!(all[2]["fingerprint"], fingerprint(at, "centre"));
    let told = run_in(at, "cert show ca.pem").good();
    assert!(told.out.contains("Signs bids:   no"), "{}", told.out);
    std::fs::write(at.join("empty.pem"), "").unwrap();
    run_in(at, "cert show empty.pem").refused(1, 2019);
}

/// The checks that failed, by name.
fn failed(run: &Run) -> Vec<String> {
    let checks = run.json()["checks"].as_array().unwrap().clone();
    let bad = checks.iter().filter(|check| check["ok"] == false);
    bad.map(|check| check["check"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_check_of_a_certificate_can_fail_by_itself() {
    let office = office();
    let at = office.path();
    let check = |file: &str, more: &str| {
        run_in(at, &format!("cert check {file} --json --at {SEALED} --trusted ca.pem {more}"))
    };
    assert!(failed(&check("centre.pem", "").good()).is_empty());
    assert_eq!(failed(&check("nobody.pem", "").refused(1, 2018)), ["names"]);
    // An authority may not sign, and is not a leaf under itself.
    assert_eq!(failed(&check("ca.pem", "").refused(1, 2014)), ["usage", "chain"]);
    let late = check("old.pem", &format!("--time {LATER}")).refused(1, 2013);
    assert_eq!(failed(&late), ["validity", "chain"]);
    let stranger = check("stranger.pem", "").refused(1, 2011);
    assert_eq!(failed(&stranger), ["chain"]);
    let told = run_in(at, &format!("cert check ca.pem --trusted ca.pem --at {SEALED}"));
    assert!(told.out.contains("ok      it names a bidder"), "{}", told.out);
    assert!(told.out.contains("failed  the key may sign: "), "{}", told.out);
}

#[test]
fn golden_profiles_are_shown_without_identity_numbers() {
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/ca/profiles");
    for (file, person, hidden) in [
        ("cfca-person", "张三", "11010519491231002"),
        ("gmt0015-person-of-organisation", "张三", "11010519491231002"),
        ("fnmt-representative", "PRUEBAS CERTIFICADO FISICA", "99999910G"),
        ("sk-person", "JAAK-KRISTJAN JÕEORG", "38001085718"),
    ] {
        for more in ["", "--json"] {
            let shown = run_in(&profiles, &format!("cert show {file}.pem {more}")).good();
            assert!(shown.out.contains(person), "{}", shown.out);
            assert!(!shown.out.contains(hidden), "{}", shown.out);
        }
    }
}
