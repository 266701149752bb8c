//! Decisions: drafted, filled in, held against the notice, signed.

use crate::common::run;
use crate::office::Office;
use serde_json::{Value, json};

const TENDERER: &str = "--cert tenderer.pem --signing-key tenderer.key";
const ADJUDICATOR: &str = "--cert adjudicator.pem --signing-key adjudicator.key";

/// A template, with these members put in.
fn filled(office: &Office, template: &str, fill: &[(&str, Value)]) {
    let printed = office.run(&format!("signed template {template} --notice notice")).good();
    let mut draft: Value = serde_json::from_str(&printed.out).unwrap();
    for (pointer, value) in fill {
        *draft.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}: {}", printed.out)) = value.clone();
    }
    office.write("d.json", format!("{draft:#}\n").as_bytes());
}

fn sign(office: &Office, by: &str) -> crate::common::Run {
    if office.at().join("d.signed").exists() {
        std::fs::remove_file(office.at().join("d.signed")).unwrap();
    }
    office.run(&format!("signed sign d.json -o d.signed --notice notice {by}"))
}

#[test]
fn each_decision_is_drafted_signed_and_shown() {
    let office = Office::new();
    let bid = office.bid;
    let later = json!("2026-07-02T09:00:00+08:00");
    let reason = ("/reason", json!("flood"));
    let kinds = [
        (
            "postponement",
            TENDERER,
            "postponement".to_owned(),
            vec![reason.clone(), ("/stages/1/time", json!("2026-07-03T09:00:00+08:00"))],
        ),
        (
            "admission",
            TENDERER,
            format!("admission --stage commercial --admitted {bid} --excluded {}", "ab".repeat(32)),
            vec![("/excluded/0/reason", json!("below the pass mark"))],
        ),
        (
            "adjudication",
            ADJUDICATOR,
            format!("adjudication --bid {bid} --stage technical"),
            vec![reason.clone(), ("/subject/fault", json!("holders"))],
        ),
        ("adjudication", ADJUDICATOR, "adjudication --closing".to_owned(), vec![reason.clone()]),
        ("adjudication", ADJUDICATOR, format!("adjudication --objection {bid}"), vec![reason.clone()]),
        (
            "quorum-lost",
            ADJUDICATOR,
            "quorum-lost --stage technical".to_owned(),
            vec![reason.clone(), ("/cut_off", later)],
        ),
    ];
    for (kind, by, template, fill) in kinds {
        // What only a person can say must be said: with any of it missing, nothing is signed.
        for missing in 0..fill.len() {
            let some: Vec<_> =
                fill.iter().enumerate().filter(|(n, _)| *n != missing).map(|(_, f)| f.clone()).collect();
            filled(&office, &template, &some);
            let refused = sign(&office, by);
            assert_eq!(refused.code, 1, "{kind} without {}: {}", fill[missing].0, refused.out);
            assert!(!office.at().join("d.signed").exists());
        }
        filled(&office, &template, &fill);
        let signed = sign(&office, by).good();
        assert!(signed.out.contains("Signed: d.signed, digest"), "{}", signed.out);
        let json = office.run("signed show d.signed --notice notice --trusted ca.pem --json").good().json();
        assert_eq!((&json["kind"], &json["checked"]), (&kind.into(), &true.into()));
        // It is signed as it stands.
        let out = office.at().join("out");
        if out.exists() {
            std::fs::remove_dir_all(out).unwrap();
        }
        office.run("signed show d.signed --extract out").good();
        assert_eq!(office.read(&format!("out/{kind}.json")), office.read("d.json"));
    }
}

#[test]
fn only_those_who_may_decide() {
    let office = Office::new();
    filled(&office, "adjudication --closing", &[("/reason", json!("seen"))]);
    sign(&office, TENDERER).refused(1, 7101);
    // The right office, but not the certificate that the notice names.
    sign(&office, "--cert second.pem --signing-key second.key").refused(1, 7101);
    filled(&office, "admission --stage commercial", &[]);
    sign(&office, ADJUDICATOR).refused(1, 7101);
    sign(&office, "--cert firm.pem --signing-key firm.key").refused(1, 7101);
    // Without a notice nobody can tell, which is said.
    let loose = office.run(&format!("signed sign d.json -o d.signed {ADJUDICATOR}")).good();
    assert!(loose.out.contains("Not held against a notice"), "{}", loose.out);
    office.run("signed show d.signed --notice notice --trusted ca.pem").refused(1, 7101);
    // Nothing is written over.
    office.run(&format!("signed sign d.json -o d.signed {TENDERER}")).refused(4, 1003);
}

#[test]
fn what_will_not_count_is_refused_before_it_is_signed() {
    let office = Office::new();
    let reason = || ("/reason", json!("flood"));
    let refused = |template: &str, fill: &[(&str, Value)], by: &str, number: i32| {
        filled(&office, template, fill);
        sign(&office, by).refused(1, number);
    };
    let postponed = |fill: &[(&'static str, Value)], number| {
        refused("postponement", &[&[reason()], fill].concat(), TENDERER, number);
    };
    postponed(&[], 7116);
    postponed(&[("/deadline", json!("2026-06-30T09:00:00+08:00"))], 7116);
    // The deadline behind the first stage.
    postponed(&[("/deadline", json!("2026-07-01T12:00:00+08:00"))], 4001);
    let stages = json!([{ "id": "technical", "time": "2026-07-05T09:00:00+08:00" }]);
    postponed(&[("/stages", stages)], 4002);
    postponed(&[("/notice", json!("ab".repeat(32)))], 9012);
    postponed(&[("/tender", json!("ab".repeat(32)))], 9012);
    postponed(&[("/reason", json!("x".repeat(5000)))], 1007);
    postponed(&[("/format", json!("sealbid-postponement/2"))], 9013);

    refused("admission --stage technical", &[], TENDERER, 7113);
    refused("admission --stage commercial", &[("/stage", json!("third"))], TENDERER, 4002);
    let twice = json!([office.bid, office.bid]);
    refused("admission --stage commercial", &[("/admitted", twice)], TENDERER, 1012);

    let bid = format!("adjudication --stage technical --bid {}", office.bid);
    let holders = ("/subject/fault", json!("holders"));
    refused(&bid, &[reason(), ("/subject/fault", json!("undetermined"))], ADJUDICATOR, 1007);
    refused(&bid, &[reason(), holders, ("/subject/stage", json!("third"))], ADJUDICATOR, 4002);
    let later = ("/cut_off", json!("2026-07-02T09:00:00+08:00"));
    let third = ("/stage", json!("third"));
    refused("quorum-lost --stage technical", &[reason(), later, third], ADJUDICATOR, 4002);
}

#[test]
fn receipts_and_requests_are_not_signed_by_hand() {
    let office = Office::new();
    let receipt = office.receipt().sign(&office.world.platform).unwrap();
    office.write("d.json", receipt.content());
    sign(&office, TENDERER).refused(1, 9013);
    office.write("d.json", b"not JSON");
    sign(&office, TENDERER).refused(1, 1005);
}

#[test]
fn templates_are_for_what_the_notice_has() {
    let office = Office::new();
    office.run("signed template quorum-lost --stage third --notice notice").refused(1, 4002);
    let wrong = |arguments: &str| assert_eq!(office.run(arguments).code, 2, "{arguments}");
    wrong("signed template adjudication --notice notice");
    wrong("signed template adjudication --notice notice --closing --objection ab");
    wrong(&format!("signed template adjudication --notice notice --bid {}", office.bid));
    wrong("signed template");
    let chinese = run(&["help", "signed", "template", "--lang", "zh-CN"]).good();
    assert!(chinese.out.contains("招标人推迟时间"), "{}", chinese.out);
}
