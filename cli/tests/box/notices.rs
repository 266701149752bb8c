//! Amendments and postponements.

use crate::office::*;
use serde_json::{Value, json};

/// The tenderer decides that deadline and stage are at other times: `postponement.signed`.
pub fn decide(office: &Office, deadline: &str, stage: &str) {
    let template = office.run(&format!("signed template postponement --notice notice --at {SEALED}")).good();
    let mut decision: Value = template.json();
    decision["deadline"] = json!(deadline);
    decision["stages"][0]["time"] = json!(stage);
    decision["reason"] = json!("Questions were answered late.");
    office.write("postponement.json", decision.to_string().as_bytes());
    office
        .run(&format!(
            "signed sign postponement.json --notice notice --cert tenderer.pem --signing-key tenderer.sign \
             -o postponement.signed --at {SEALED}"
        ))
        .good();
}

/// A notice in `amended` whose deadline is a day later.
fn amend(office: &Office) {
    let draft = String::from_utf8(office.read("draft.toml")).unwrap().replace("2026-12-01T", "2026-12-02T");
    office.write("amended.toml", draft.as_bytes());
    office.notice("amended", "amended.toml", "--supersedes notice");
}

#[test]
fn an_amendment_supersedes_what_was_received() {
    let office = Office::new();
    office.receive("a");
    amend(&office);
    office.seal("new", "amended");
    // Nobody can be asked, and no token is there.
    office.tender("amend box --notice amended", SEALED).refused(2, 9000);
    let amended = office.tender(&format!("amend box --notice amended {TSA}"), SEALED).good();
    assert!(amended.out.contains("no longer count"), "{}", amended.out);
    // Given again, it finds nothing left to do.
    office.tender("amend box --notice amended", SEALED).good();
    office.tender("receive box b.sbid", SEALED).refused(1, 7123);
    office.tender("receive box new.sbid", LATE).good();
}

#[test]
fn an_amendment_must_come_before_the_deadline_and_prove_it() {
    let office = Office::new();
    amend(&office);
    office.stamp("notice/notice.json", "old.tst", SEALED);
    office.tender("amend box --notice amended --timestamp old.tst", SEALED).refused(1, 6003);
    office.stamp("amended/notice.json", "late.tst", LATE);
    office.tender("amend box --notice amended --timestamp late.tst", SEALED).refused(1, 7115);
    office.stamp("amended/notice.json", "good.tst", SEALED);
    office.tender("amend box --notice amended --timestamp good.tst", LATE).refused(1, 7115);
    office.tender("amend box --notice amended --timestamp good.tst", DEADLINE).good();
    // That was too early for a closing, now that the deadline is another.
    office.tender(&format!("close box {TSA}"), CLOSED).refused(1, 7127);
}

#[test]
fn a_closed_box_is_neither_amended_nor_postponed() {
    let office = Office::new();
    amend(&office);
    decide(&office, "2026-12-02T09:30:00+08:00", "2026-12-02T10:00:00+08:00");
    office.close();
    office.tender(&format!("amend box --notice amended {TSA}"), CLOSED).refused(1, 7117);
    office.tender(&format!("postpone box postponement.signed {TSA}"), CLOSED).refused(1, 7117);
}

#[test]
fn a_postponed_deadline_lets_bids_in() {
    let office = Office::new();
    decide(&office, "2026-12-02T09:30:00+08:00", "2026-12-02T10:00:00+08:00");
    office.tender("postpone box postponement.signed", SEALED).refused(2, 9000);
    let told = office.tender(&format!("postpone box postponement.signed {TSA}"), SEALED).good();
    assert!(told.out.contains("Questions were answered late."), "{}", told.out);
    let status = office.run(&format!("box status box --json --at {LATE}")).good().json();
    assert_eq!(
        (&status["state"], &status["deadline"]),
        (&"receiving".into(), &"2026-12-02T01:30:00Z".into())
    );
    office.tender("receive box a.sbid", LATE).good();
    let chinese = office.run(&format!("box status box --lang zh-CN --at {LATE}")).good();
    assert!(chinese.out.contains("正在接收投标"), "{}", chinese.out);
}

#[test]
fn a_stage_is_postponed_without_a_token() {
    let office = Office::new();
    decide(&office, DEADLINE, "2026-12-01T11:00:00+08:00");
    let told = office.tender("postpone box postponement.signed --json", SEALED).good().json();
    assert_eq!(told["stages"][0]["time"], "2026-12-01T03:00:00Z");
    // Somebody else's decision counts for nothing.
    std::fs::remove_file(office.at().join("postponement.signed")).unwrap();
    office
        .run(&format!(
            "signed sign postponement.json --cert stranger.pem --signing-key stranger.sign \
             -o postponement.signed --at {SEALED}"
        ))
        .good();
    office.tender("postpone box postponement.signed", SEALED).refused(1, 7101);
}
