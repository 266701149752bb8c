//! Custodians by hand: they cosign and release what is right, refuse what is not, and remember.

use crate::office::*;
use sealbid::bid::Work;
use sealbid::ca::{Certificate, FileKey, Signer, TrustAnchors};
use sealbid::custodian::{LOG, release_request_name};
use sealbid::notice::Notice;
use sealbid::opening::{NoEvents, Opening};
use sealbid::record::{CosignRequest, FolderStore, Head, ReleaseRequest, Signed};
use sealbid::suite::hash;
use sealbid::tenderbox::{AnyBox, ClosedBox, PlatformKeys, RecordKey, TenderBox};
use sealbid::timestamp::Authority;
use sealbid::wire::{Id, Time};
use std::sync::Arc;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn signer(office: &Office, name: &str) -> Signer {
    let certificate = Certificate::from_pem(&office.read(&format!("{name}.pem"))).unwrap();
    let key = FileKey::from_pem(&office.read(&format!("{name}.sign")), None).unwrap();
    Signer::new(Box::new(key), certificate, vec![]).unwrap()
}

/// The box within this program, as whoever opens bids has it.
fn open(office: &Office) -> ClosedBox {
    let store = Arc::new(FolderStore::new(&office.at().join("box")).unwrap());
    let key = RecordKey::from_key_file(&office.read("platform.key"), "口令".as_bytes()).unwrap();
    let keys = PlatformKeys { signer: signer(office, "platform"), record_key: key.key };
    let trust = TrustAnchors::from_pem(&office.read("ca.pem")).unwrap();
    match TenderBox::open(store, keys, trust).unwrap() {
        AnyBox::Closed(closed) => closed,
        AnyBox::Open(_) => panic!("not closed"),
    }
}

/// The bids are read again, and the head that covers this is cosigned by two; with a token over it.
fn later_head(office: &Office, at: &str) -> (Vec<u8>, Vec<u8>) {
    let authority = Authority::new(signer(office, "tsa"), "1.2.3.4.1").unwrap();
    let (mut head, token) = {
        let closed = open(office);
        let mut opening = Opening::begin(&closed, &Id::new("only").unwrap(), &NoEvents).unwrap();
        opening.reread(time(at), Work::default()).unwrap();
        let head = closed.head().unwrap();
        let token = authority.stamp(hash(&[head.note().text().as_bytes()]), time(at)).unwrap();
        let tender = closed.status().unwrap().tender;
        let request = CosignRequest::new(tender, head.to_bytes(), vec![token.clone()]);
        office.write("later.json", &request.to_bytes().unwrap());
        (head, token)
    };
    for id in ["centre", "notary"] {
        let cosign = format!("cosign box --request later.json --trust ca.pem -o {id}.later");
        office.custodian(&cosign, id, at).good();
        let cosigned = Head::parse(&office.read(&format!("{id}.later"))).unwrap();
        cosigned.note().signatures().iter().for_each(|s| head.add(s.clone()).unwrap());
    }
    (head.to_bytes(), token)
}

/// The stage is asked for: `request.json`, and in `exchange` with the log.
pub fn ask(office: &Office, at: &str) {
    let (note, token) = later_head(office, at);
    let request = {
        let closed = open(office);
        let mut opening = Opening::begin(&closed, &Id::new("only").unwrap(), &NoEvents).unwrap();
        opening.request(&note, vec![token], time(at), Work::default()).unwrap()
    };
    hand_out(office, &request);
}

/// The same where the box would not write it into the record.
pub fn ask_unrecorded(office: &Office, at: &str) {
    let (note, token) = later_head(office, at);
    hand_out(office, &request(office, note, token, at));
}

/// A request to release the stage, signed by the platform.
fn request(office: &Office, note: Vec<u8>, token: Vec<u8>, at: &str) -> Vec<u8> {
    let notice = Notice::parse(&office.read("notice/notice.json")).unwrap();
    let place = (notice.tender(), notice.digest());
    let request = ReleaseRequest::new(place, Id::new("only").unwrap(), note, vec![token]);
    let platform = signer(office, "platform");
    let signed = Signed::by_certificate(request.to_bytes().unwrap(), &platform, time(at)).unwrap();
    signed.to_bytes().unwrap()
}

fn hand_out(office: &Office, request: &[u8]) {
    office.write("request.json", request);
    office.write(&format!("exchange/{LOG}"), &office.read("box/record/log"));
    office.write(&format!("exchange/{}", release_request_name(&Id::new("only").unwrap())), request);
}

const COSIGN: &str = "cosign box --request box/cosign-request.json --trust ca.pem -o x.note";
const RELEASE: &str = "release box --request request.json --trust ca.pem -o centre.release.json";

#[test]
fn a_key_without_its_memory_signs_nothing() {
    let office = Office::new();
    office.close();
    office.custodian("remember", "centre", CLOSED).refused(4, 1003);
    office.rename("centre.memory.json", "away");
    office.custodian(COSIGN, "centre", CLOSED).refused(1, 7302);
    office.custodian(&format!("{COSIGN} --memory notary.memory.json"), "centre", CLOSED).refused(1, 7306);
    assert!(!office.exists("x.note"));
    office.custodian(&format!("{COSIGN} --memory away"), "centre", CLOSED).good();
    // An older memory than what was signed with it: its own cosignature in the record tells.
    office.custodian("remember --memory fresh.json", "centre", CLOSED).good();
    office.cosign(&["notary"]);
    office.tender("cosigned box x.note notary.note", CLOSED).good();
    let forgotten =
        "cosign box --request box/cosign-request.json --trust ca.pem -o y.note --memory fresh.json";
    office.custodian(forgotten, "centre", CLOSED).refused(1, 7302);
}

#[test]
fn a_head_is_cosigned_for_whom_the_organisation_trusts() {
    let office = Office::new();
    office.close();
    let stranger = COSIGN.replace("ca.pem", "time.pem");
    let refused = office.custodian(&stranger, "centre", CLOSED).refused(1, 2011);
    assert!(refused.err.contains("log: entry 0"), "{}", refused.err);
    // The log by itself, or in the folder that it came in.
    office.write("copy/log", &office.read("box/record/log"));
    for (place, note) in [("copy", "one.note"), ("copy/log", "two.note"), ("box/record/log", "three.note")] {
        let cosign = COSIGN.replace("cosign box", &format!("cosign {place}")).replace("x.note", note);
        office.custodian(&cosign, "centre", CLOSED).good();
        assert_eq!(office.read(note), office.read("one.note"));
    }
    let chinese = office.custodian(&format!("{COSIGN} --lang zh-CN"), "centre", CLOSED).good();
    assert!(chinese.out.contains("已通读存证"), "{}", chinese.out);
    // Nothing is cosigned before the closing: its log is not even there.
    let open = Office::new();
    open.write("request.json", &office.read("box/cosign-request.json"));
    let early = COSIGN.replace("box/cosign-request.json", "request.json");
    open.custodian(&early, "centre", CLOSED).refused(4, 1);
}

#[test]
fn a_stage_is_released_for_what_the_log_says() {
    let office = Office::recorded();
    ask(&office, OPENING);
    let released = office.custodian(&format!("{RELEASE} --json"), "centre", OPENING).good().json();
    assert_eq!((&released["stage"], &released["bids"]), (&"only".into(), &1.into()));
    let again = RELEASE.replace("centre.release", "again");
    office.custodian(&again, "centre", OPENING).good();
    assert_eq!(office.read("again.json"), office.read("centre.release.json"));
    office.custodian(&RELEASE.replace("centre.", "office."), "office", OPENING).good();
    let open = "open a.sbid --notice notice --stage only --out opened --at 2026-12-01T10:00:00+08:00";
    office.run(&format!("{open} --release centre.release.json --release office.release.json")).good();
    assert_eq!(office.read("opened/offer/offer.txt"), b"an offer");
}

#[test]
fn what_is_not_released_is_refused_with_a_signature() {
    let office = Office::recorded();
    // Asked for before the bids were read again.
    let head = office.read("box/record/checkpoint");
    let text = Head::parse(&head).unwrap().note().text().to_owned();
    let authority = Authority::new(signer(&office, "tsa"), "1.2.3.4.1").unwrap();
    let token = authority.stamp(hash(&[text.as_bytes()]), time(OPENING)).unwrap();
    office.write("request.json", &request(&office, head, token, OPENING));
    let told = office.custodian(RELEASE, "centre", OPENING).refused(1, 7113);
    assert!(told.out.contains("centre.release.refusal.json"), "{}", told.out);
    assert!(!office.exists("centre.release.json"));
    let shown = office.run("signed show centre.release.refusal.json --notice notice --json").good().json();
    assert_eq!(
        (&shown["kind"], &shown["content"]["reason"]["code"]),
        (&"release-refusal".into(), &7113.into())
    );
    // What is no request gets no signature.
    office.write("request.json", b"{}");
    let none = RELEASE.replace("centre.release", "none");
    assert_eq!(office.custodian(&none, "centre", OPENING).code, 1);
    assert!(!office.exists("none.refusal.json"));
}

#[test]
fn a_receipt_that_the_record_lacks_stops_a_release() {
    let office = Office::new();
    for file in ["evidence/journal", "trust.pem"] {
        office.write(&format!("elsewhere/{file}"), &office.read(&format!("box/{file}")));
    }
    office.tender("receive elsewhere c.sbid", SEALED).good();
    office.receive("a");
    office.close();
    office.cosign(&["centre", "notary"]);
    office.tender("cosigned box centre.note notary.note", CLOSED).good();
    ask(&office, OPENING);
    office.custodian(&format!("{RELEASE} --receipt c.receipt.json"), "centre", OPENING).refused(1, 7303);
    assert!(office.exists("centre.release.refusal.json"));
    let known = RELEASE.replace("centre.release", "known");
    office.custodian(&format!("{known} --receipt a.receipt.json"), "centre", OPENING).good();
}
