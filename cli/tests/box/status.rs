//! What a box tells about itself, and what it does not.

use crate::office::*;
use serde_json::Value;
use std::io::{BufRead, BufReader};

fn status(office: &Office, more: &str, at: &str) -> String {
    office.run(&format!("box status {more} --at {at}")).good().out
}

#[test]
fn before_the_closing_nothing_tells_of_bids() {
    let office = Office::new();
    let all = |at: &str| {
        let kinds = ["box", "box --json", "--hall .", "--hall . --json", "box --lang zh-CN"];
        kinds.map(|more| status(&office, more, at))
    };
    let (before, overdue) = (all(SEALED), all(LATE));
    office.receive("a");
    office.receive("b");
    office.run("request withdraw b.sbid --key b.sbid.key --passphrase-file pass -o withdraw.json").good();
    office.tender("withdraw box withdraw.json", SEALED).good();
    assert_eq!((all(SEALED), all(LATE)), (before, overdue));
}

#[test]
fn the_state_follows_the_clock_and_the_closing() {
    let office = Office::new();
    let state = |at: &str| {
        let told: Value = serde_json::from_str(&status(&office, "box --json", at)).unwrap();
        (told["state"].as_str().unwrap().to_owned(), told["seconds_left"].as_i64().unwrap())
    };
    assert_eq!(state(SEALED), ("receiving".to_owned(), 77_400));
    assert_eq!(state(DEADLINE), ("receiving".to_owned(), 0));
    assert_eq!(state(LATE), ("overdue".to_owned(), -1));
    office.close();
    assert_eq!(state(CLOSED).0, "unrecorded");
    let told = status(&office, "box", CLOSED);
    assert!(told.contains("(in 40 s)") && told.contains("5 entries, 0 bids"), "{told}");
    office.cosign(&["centre", "office"]);
    office.tender("cosigned box centre.note office.note", CLOSED).good();
    assert_eq!(state(CLOSED).0, "closed");
    let told = status(&office, "box", CLOSED);
    assert!(told.contains("Cosigned by: centre, office"), "{told}");
    assert!(told.contains("sealed, box closed"), "{told}");
    let chinese = status(&office, "box --lang zh-CN", CLOSED);
    assert!(chinese.contains("状态：已关闭") && chinese.contains("已联署：centre、office"), "{chinese}");
}

#[test]
fn a_status_needs_no_key_and_waits_for_nobody() {
    let office = Office::new();
    let mut watching = office.begin(&format!("box receive box --from . --watch {PLATFORM} --at {LATE}"));
    // Whether the other command has the box by now or not makes no difference.
    status(&office, "box", SEALED);
    watching.kill().unwrap_or_default();
    watching.wait().unwrap();
    office.rename("box/trust.pem", "trust.pem");
    office.run("box status box").refused(4, 1002);
    status(&office, "box --trust trust.pem", SEALED);
    office.run("box status nowhere --trust trust.pem").refused(4, 1002);
    assert_eq!(office.run("box status").code, 2);
}

#[test]
fn a_hall_shows_every_box_the_next_deadline_first() {
    let office = Office::new();
    for place in ["hall/2026/first", "hall/second"] {
        for file in ["evidence/journal", "trust.pem"] {
            office.write(&format!("{place}/{file}"), &office.read(&format!("box/{file}")));
        }
    }
    // The second is postponed by a day.
    postpone(&office, "hall/second");
    office.write("hall/broken/evidence/journal", b"no log");
    office.write("hall/broken/trust.pem", &office.read("ca.pem"));
    let told = status(&office, "--hall hall", SEALED);
    let line = |name: &str| told.lines().position(|line| line.trim_start().starts_with(name)).unwrap();
    assert!(line("2026/first") < line("second"), "{told}");
    assert!(told.contains("broken cannot be read"), "{told}");
    // What has passed stands behind what is still to come.
    let told = status(&office, "--hall hall", LATE);
    let line = |name: &str| told.lines().position(|line| line.trim_start().starts_with(name)).unwrap();
    assert!(line("second") < line("2026/first") && told.contains("to be closed now"), "{told}");
    let json: Value = serde_json::from_str(&status(&office, "--hall hall --json", SEALED)).unwrap();
    assert_eq!(
        (json["boxes"].as_array().unwrap().len(), &json["unreadable"][0]["folder"]),
        (2, &"hall/broken".into())
    );
    office.run("box status --hall notice").refused(4, 1002);
}

#[test]
fn a_watched_hall_is_shown_again_and_again() {
    let office = Office::new();
    let mut watching = office.begin(&format!("box status --hall . --watch --json --at {SEALED}"));
    let lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    let looks: Vec<Value> = lines.take(2).map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert_eq!(looks[0], looks[1]);
    assert_eq!(looks[0]["boxes"][0]["tender_id"], "T-1");
}

fn postpone(office: &Office, place: &str) {
    crate::notices::decide(office, "2026-12-02T09:30:00+08:00", "2026-12-02T10:00:00+08:00");
    office.tender(&format!("postpone {place} postponement.signed {TSA}"), SEALED).good();
}
