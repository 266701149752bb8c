//! Receiving: one bid, a folder of them, and what is refused.

use crate::office::*;
use std::time::{Duration, Instant};

/// Waits until a file is there.
fn wait_for(office: &Office, name: &str) {
    let begun = Instant::now();
    while !office.exists(name) {
        assert!(begun.elapsed() < Duration::from_secs(60), "{name} does not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_bid_gets_its_receipt_and_the_same_one_again() {
    let office = Office::new();
    let given = office.tender("receive box a.sbid --json", SEALED).good().json();
    assert_eq!((&given["kind"], &given["receipt"]), (&"bid".into(), &"a.receipt.json".into()));
    let inspected = office.run("inspect a.sbid --json").good().json();
    assert_eq!(given["digest"], inspected["digest"]);
    let shown = office.run("signed show a.receipt.json --notice notice").good();
    assert!(shown.out.contains("Signed by the platform of the notice, 平台公司"), "{}", shown.out);
    // Nothing is written over; under another name the very same receipt comes again, also much later.
    office.tender("receive box a.sbid", SEALED).refused(4, 1003);
    office.tender("receive box a.sbid -o again.json --timestamp a.tst", DEADLINE).good();
    assert_eq!(office.read("a.receipt.json"), office.read("again.json"));
}

#[test]
fn a_large_bid_lies_in_a_file_of_its_own() {
    let office = Office::new();
    office.write("offer.txt", &vec![b'x'; 3_000_000]);
    office.seal("large", "notice");
    let given = office.tender("receive box large.sbid --json", SEALED).good().json();
    let kept = format!("box/evidence/bids/{}.sbid", given["digest"].as_str().unwrap());
    assert_eq!(office.read(&kept), office.read("large.sbid"));
    // Longer than any bid can be: refused before all of it is read.
    office.write("huge.sbid", &[office.read("large.sbid"), vec![0; 9 << 20]].concat());
    office.tender("receive box huge.sbid --timestamp large.tst", SEALED).refused(1, 1004);
}

#[test]
fn each_reason_for_a_refusal_is_signed_and_told() {
    let office = Office::new();
    let refused = |command: &str, at: &str, number: i32, refusal: &str| {
        let told = office.tender(command, at).refused(1, number);
        assert!(told.out.contains(refusal), "{}", told.out);
        let shown = office.run(&format!("signed show {refusal} --notice notice --json")).good().json();
        assert_eq!(shown["content"]["reason"]["code"], number);
        assert!(!office.exists("a.receipt.json"));
    };
    refused("receive box a.sbid", LATE, 7119, "a.refusal.json");
    refused("receive box a.sbid --timestamp b.tst", SEALED, 6003, "a.refusal-2.json");
    office.rename("a.tst", "away.tst");
    refused("receive box a.sbid", SEALED, 7105, "a.refusal-3.json");
    office.notice("amended", "draft.toml", "--supersedes notice");
    office.seal("other", "amended");
    refused("receive box other.sbid", SEALED, 5005, "other.refusal.json");
    office.write("torn.sbid", &office.read("a.sbid")[..9000]);
    refused("receive box torn.sbid --timestamp away.tst", SEALED, 1013, "torn.refusal.json");
    // What was refused can be received all the same, once nothing is wrong with it.
    office.tender("receive box a.sbid --timestamp away.tst", SEALED).good();
}

#[test]
fn whoever_is_not_the_platform_receives_nothing() {
    let office = Office::new();
    let receive = "box receive box a.sbid --passphrase-file pass --at 2026-11-30T12:00:00+08:00";
    let stranger = format!("{receive} --key platform.key --cert stranger.pem --signing-key stranger.sign");
    office.run(&stranger).refused(1, 7101);
    office.run("box key --tender T-1 -o other.key --passphrase-file pass").good();
    let platform = "--cert platform.pem --signing-key platform.sign";
    let other = office.run(&format!("{receive} --key other.key {platform}")).refused(1, 7101);
    assert!(other.err.contains("record key"), "{}", other.err);
    office.write("wrong", b"guess\n");
    let wrong = receive.replace("--passphrase-file pass", "--passphrase-file wrong");
    office.run(&format!("{wrong} --key platform.key {platform}")).refused(1, 1102);
    // Nobody is there to be asked.
    let unasked = receive.replace("--passphrase-file pass", "");
    office.run(&format!("{unasked} --key platform.key {platform}")).refused(2, 9003);
    assert!(!office.exists("a.receipt.json") && !office.exists("a.refusal.json"));
}

#[test]
fn a_folder_is_answered_to_its_end() {
    let office = Office::new();
    for name in ["a", "b", "c"] {
        office.write(&format!("drop/{name}.sbid"), &office.read(&format!("{name}.sbid")));
        office.write(&format!("drop/{name}.tst"), &office.read(&format!("{name}.tst")));
    }
    std::fs::remove_file(office.at().join("drop/b.tst")).unwrap();
    let told = office.tender("receive box --from drop", SEALED).refused(1, 9020);
    assert!(told.out.contains("drop/a.sbid: received"), "{}", told.out);
    assert!(told.out.contains("drop/b.sbid: refused") && told.out.contains(" 7105"), "{}", told.out);
    for name in ["a.receipt.json", "b.refusal.json", "c.receipt.json"] {
        assert!(office.exists(&format!("drop/{name}")), "{name}");
    }
    // What has an answer is left alone; whoever takes the refusal away is judged again.
    let again = office.tender("receive box --from drop --json", SEALED).good().json();
    assert_eq!(again["answered"].as_array().unwrap().len(), 0);
    office.rename("drop/b.refusal.json", "b.first.json");
    office.rename("b.tst", "drop/b.tst");
    let again = office.tender("receive box --from drop --json", SEALED).good().json();
    assert_eq!(again["answered"][0]["receipt"], "drop/b.receipt.json");
}

#[test]
fn a_watched_folder_waits_for_tokens_until_the_deadline() {
    let office = Office::new();
    office.write("drop/b.sbid", &office.read("b.sbid"));
    let mut watching = office.begin(&format!("box receive box --from drop --watch {PLATFORM} --at {SEALED}"));
    office.write("drop/a.sbid", &office.read("a.sbid"));
    office.write("drop/a.tst", &office.read("a.tst"));
    wait_for(&office, "drop/a.receipt.json");
    assert!(!office.exists("drop/b.refusal.json") && !office.exists("drop/b.receipt.json"));
    // Only one command works in a box.
    office.tender("receive box c.sbid", SEALED).refused(4, 7002);
    office.write("drop/b.tst", &office.read("b.tst"));
    wait_for(&office, "drop/b.receipt.json");
    watching.kill().unwrap();
    watching.wait().unwrap();
    // When nothing can come in time any more, all is answered, and that is the end.
    office.write("drop/c.sbid", &office.read("c.sbid"));
    let told = office.tender("receive box --from drop --watch", LATE).refused(1, 9020);
    assert!(told.out.contains("The deadline has passed"), "{}", told.out);
    let refusal = office.run("signed show drop/c.refusal.json --json").good().json();
    assert_eq!(refusal["content"]["reason"]["code"], 7119);
}

#[test]
fn a_closed_box_refuses_with_its_signature() {
    let office = Office::new();
    office.close();
    office.tender("receive box a.sbid", CLOSED).refused(1, 7117);
    let refusal = office.run("signed show a.refusal.json --notice notice --json").good().json();
    let inspected = office.run("inspect a.sbid --json").good().json();
    assert_eq!(refusal["content"]["digest"], inspected["digest"]);
}

#[test]
fn receiving_is_told_in_chinese() {
    let office = Office::new();
    let received = office.tender("receive box a.sbid --lang zh-CN", SEALED).good();
    assert!(received.out.contains("已受理：收到投标文件"), "{}", received.out);
    let refused = office.tender("receive box b.sbid --lang zh-CN", LATE);
    assert!(refused.out.contains("签名的拒收通知已写入 b.refusal.json"), "{}", refused.out);
    assert!(refused.err.contains("到达太晚"), "{}", refused.err);
    let closed = office.tender(&format!("close box {TSA} --lang zh-CN"), CLOSED).good();
    assert!(closed.out.contains("投标箱已于") && closed.out.contains("封存头："), "{}", closed.out);
}
