//! From the last bid to the recorded head, and what can go wrong on the way.

use crate::office::*;
use sealbid::record::Head;

#[test]
fn a_whole_closing_with_two_of_three_custodians() {
    let office = Office::new();
    office.receive("a");
    office.receive("b");
    // The deadline itself is still time to hand in.
    office.tender(&format!("close box {TSA}"), DEADLINE).refused(1, 7127);
    office.tender("cosigned box none.note", DEADLINE).refused(1, 7118);

    let closed = office.tender(&format!("close box {TSA} --json"), CLOSED).good().json();
    // Notice, three acceptances, two bids, the closing.
    assert_eq!((&closed["size"], &closed["late"]), (&7.into(), &false.into()));
    assert_eq!((&closed["stamped"], &closed["recorded"]), (&"2026-12-01T01:30:20Z".into(), &false.into()));
    let again = office.close();
    assert!(again.out.contains("The box was closed before"), "{}", again.out);

    office.cosign(&["centre", "notary"]);
    let one = office.tender("cosigned box centre.note --json", CLOSED).good().json();
    assert_eq!((&one["enough"], &one["entry"]), (&false.into(), &serde_json::Value::Null));
    let status = office.run(&format!("box status box --json --at {CLOSED}")).good().json();
    assert_eq!(status["state"], "unrecorded");

    // The second makes them enough, together with the one that came before.
    let both = office.tender("cosigned box notary.note", CLOSED).good();
    assert!(both.out.contains("Cosigned by: centre, notary"), "{}", both.out);
    assert!(both.out.contains("recorded, with entry 7"), "{}", both.out);
    assert!(both.out.contains("stage only can be opened"), "{}", both.out);
    let same = office.tender("cosigned box notary.note centre.note --json", CLOSED).good().json();
    assert_eq!(same["entry"], serde_json::Value::Null);

    // The third comes late, and is recorded too.
    office.cosign(&["office"]);
    let third = office.tender("cosigned box office.note --json", CLOSED).good().json();
    assert_eq!((&third["entry"], third["cosigners"].as_array().unwrap().len()), (&8.into(), 3));
    let head = Head::parse(&office.read("box/record/checkpoint")).unwrap();
    assert_eq!((head.checkpoint().size, head.note().signatures().len()), (7, 4));
    let status = office.run(&format!("box status box --json --at {CLOSED}")).good().json();
    assert_eq!((&status["state"], &status["closed"]["bids"]), (&"closed".into(), &2.into()));
    assert_eq!(status["closed"]["head"]["cosigners"].as_array().unwrap().len(), 3);
}

#[test]
fn a_closing_without_a_stamp_goes_on() {
    let office = Office::new();
    office.receive("a");
    // The notice's authority has no address, so there is nobody to ask: that shows before anything is closed.
    office.tender("close box", CLOSED).refused(2, 9000);
    let open = office.run(&format!("box status box --json --at {CLOSED}")).good().json();
    assert_eq!(open["state"], "overdue");

    let nobody = "close box --tsa-url http://127.0.0.1:1/";
    let unstamped = office.tender(nobody, CLOSED).refused(4, 9010);
    assert!(unstamped.out.contains("THE HEAD IS NOT STAMPED YET"), "{}", unstamped.out);
    assert!(unstamped.out.contains("(in 40 s)"), "{}", unstamped.out);
    let told = office.tender(&format!("{nobody} --json"), CLOSED);
    assert_eq!(told.json()["grace"], "2026-12-01T01:31:00Z");
    office.tender("cosigned box a.tst", CLOSED).refused(4, 1002);
    let chinese = office.tender(&format!("{nobody} --lang zh-CN"), CLOSED);
    assert!(chinese.out.contains("封存头尚未加盖时间戳"), "{}", chinese.out);

    // A clock that is slow proves nothing about the closing.
    office.tender(&format!("close box {TSA}"), DEADLINE).refused(1, 7127);
    // What follows after the closing is not part of the head that ends with it.
    let stamped =
        office.tender(&format!("close box {TSA} --json"), "2026-12-01T09:30:59+08:00").good().json();
    assert_eq!((&stamped["late"], &stamped["size"]), (&false.into(), &6.into()));
}

#[test]
fn what_is_known_about_revocation_is_frozen() {
    let office = Office::new();
    // What cannot be read is told before anything is closed; what is gathered later than now, too.
    office.tender(&format!("close box {TSA} --crl ca.pem"), CLOSED).refused(1, 2019);
    let later = format!("close box {TSA} --crl ca.crl --gathered {OPENING}");
    office.tender(&later, CLOSED).refused(1, 7111);
    let closed = office.tender(&format!("close box {TSA} --crl ca.crl"), CLOSED).good();
    assert!(!closed.out.contains("no revocation list"), "{}", closed.out);
    let mut frozen = None;
    let log = std::fs::File::open(office.at().join("box/record/log")).unwrap();
    sealbid::record::read_log(&log, |frame| {
        frozen = frame.attachments.first().cloned();
        Ok(())
    })
    .unwrap();
    let frozen = sealbid::ca::Revocation::parse(&frozen.unwrap()).unwrap();
    assert_eq!((frozen.crls()[0].der(), frozen.crls().len()), (&office.read("ca.crl")[..], 1));
    assert_eq!(frozen.gathered(), sealbid::wire::Time::parse(CLOSED).ok());
}

#[test]
fn a_late_stamp_is_told_aloud() {
    let office = Office::new();
    office.tender("close box --tsa-url http://127.0.0.1:1/", CLOSED).refused(4, 9010);
    let late = office.tender(&format!("close box {TSA}"), "2026-12-01T09:31:01+08:00").good();
    assert!(late.out.contains("THE HEAD WAS STAMPED TOO LATE"), "{}", late.out);
    office.cosign(&["centre", "notary"]);
    let recorded = office.tender("cosigned box centre.note notary.note", OPENING).good();
    assert!(recorded.out.contains("THE HEAD WAS STAMPED TOO LATE"), "{}", recorded.out);
    let status = office.run(&format!("box status box --json --at {OPENING}")).good().json();
    assert_eq!(status["closed"]["head"]["in_order"], false);
}

#[test]
fn wrong_notes_are_refused() {
    let office = Office::new();
    office.receive("a");
    office.close();
    office.cosign(&["centre"]);
    // The platform's own note has nobody's cosignature.
    office.tender("cosigned box box/record/checkpoint", CLOSED).refused(1, 4015);
    let text = String::from_utf8(office.read("centre.note")).unwrap();
    let (head, line) = text.trim_end().rsplit_once(' ').unwrap();
    let mut broken = line.to_owned().into_bytes();
    broken[20] = if broken[20] == b'A' { b'B' } else { b'A' };
    office.write("broken.note", format!("{head} {}\n", String::from_utf8(broken).unwrap()).as_bytes());
    let refused = office.tender("cosigned box broken.note", CLOSED).refused(1, 7006);
    assert!(refused.err.contains("broken.note"), "{}", refused.err);
    // A head of the same record that nobody asked for.
    let root = sealbid::suite::Digest::parse(&"00".repeat(32)).unwrap();
    let mut checkpoint = Head::parse(&office.read("centre.note")).unwrap().checkpoint().clone();
    checkpoint.root = root;
    let key = sealbid::tenderbox::RecordKey::from_key_file(&office.read("platform.key"), "口令".as_bytes());
    office.write("other.note", &Head::sign(&checkpoint, &key.unwrap().key).unwrap().to_bytes());
    office.tender("cosigned box other.note", CLOSED).refused(1, 7130);
}

#[test]
fn an_objection_is_recorded_once() {
    let office = Office::new();
    // Bid c reached a copy of the box, not the box.
    office.tender("receive box a.sbid", SEALED).good();
    copy_box(&office, "elsewhere");
    office.tender("receive elsewhere c.sbid", SEALED).good();
    office.tender("objection box c.receipt.json", DEADLINE).refused(1, 7118);
    office.close();
    office.cosign(&["centre", "notary"]);
    office.tender("cosigned box centre.note notary.note", CLOSED).good();
    office.tender("objection box a.receipt.json", CLOSED).refused(1, 7133);
    let objected = office.tender("objection box c.receipt.json", CLOSED).good();
    assert!(objected.out.contains("Nothing is released before"), "{}", objected.out);
    office.tender("objection box c.receipt.json", CLOSED).refused(1, 7133);
    let status = office.run(&format!("box status box --at {CLOSED}")).good();
    assert!(status.out.contains("Objections to be decided: 1"), "{}", status.out);
    let chinese = office.run(&format!("box status box --lang zh-CN --at {CLOSED}")).good();
    assert!(chinese.out.contains("待裁决的异议：1"), "{}", chinese.out);
}

#[test]
fn a_damaged_file_is_rescued_by_the_identical_one() {
    let office = Office::new();
    office.receive("a");
    office.tender("rescue box a.sbid", DEADLINE).refused(1, 7118);
    office.close();
    office.tender("rescue box b.sbid", CLOSED).refused(1, 7122);
    let mut damaged = office.read("a.sbid");
    damaged[5000] ^= 1;
    office.write("damaged.sbid", &damaged);
    assert_eq!(office.tender("rescue box damaged.sbid", CLOSED).code, 1);
    let rescued = office.tender("rescue box a.sbid --json", CLOSED).good().json();
    let kept = format!("box/evidence/bids/{}.sbid", rescued["digest"].as_str().unwrap());
    assert_eq!(office.read(&kept), office.read("a.sbid"));
}

fn copy_box(office: &Office, name: &str) {
    for file in ["evidence/journal", "trust.pem"] {
        office.write(&format!("{name}/{file}"), &office.read(&format!("box/{file}")));
    }
}
