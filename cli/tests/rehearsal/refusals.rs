//! What goes wrong is told by exit code, in words, and as JSON; and leaves nothing behind.

use crate::common::{run, run_in};
use crate::rehearsal;
use serde_json::Value;

#[test]
fn a_wrong_passphrase() {
    let folder = rehearsal();
    std::fs::write(folder.join("wrong.txt"), "guess\n").unwrap();
    let show = "custodian show custodians/centre/centre.key --passphrase-file wrong.txt";
    let run = run_in(folder, show).refused(1, 1102);
    assert!(run.err.contains("caps lock"), "{}", run.err);
    assert!(run.out.is_empty());
}

#[test]
fn nobody_to_ask_for_a_passphrase() {
    run_in(rehearsal(), "custodian show custodians/centre/centre.key").refused(2, 9003);
}

#[test]
fn a_wrong_command_line() {
    assert_eq!(run(&["surprise"]).code, 2);
    assert_eq!(run(&["seal"]).code, 2);
    let chinese = run(&["surprise", "--lang", "zh-CN"]);
    assert_eq!(chinese.code, 2);
    assert!(chinese.err.contains("没有 surprise 这个命令"), "{}", chinese.err);
    let json: Value = serde_json::from_str(&run(&["--json", "surprise"]).err).unwrap();
    assert_eq!(json["error"]["code"], 9000);
}

#[test]
fn errors_as_json() {
    let run = run(&["inspect", "nowhere.sbid", "--json"]);
    assert_eq!(run.code, 4);
    assert!(run.out.is_empty());
    let error: Value = serde_json::from_str(&run.err).unwrap();
    for (member, value) in [("code", Value::from(1002)), ("name", Value::from("FileNotFound"))] {
        assert_eq!(error["error"][member], value);
    }
    for member in ["section", "place", "detail", "message"] {
        assert!(error["error"][member].is_string(), "{member}");
    }
}

#[test]
fn errors_in_chinese() {
    let run = run(&["inspect", "nowhere.sbid", "--lang", "zh-CN"]);
    assert!(run.err.starts_with("错误：nowhere.sbid：没有这个文件或文件夹"), "{}", run.err);
    assert!(run.err.contains("[FileNotFound 1002，SPEC §1] 请检查路径。"), "{}", run.err);
}

#[test]
fn a_wrong_release_is_named() {
    let folder = rehearsal();
    let open = "open bidders/bidder-1/bid.sbid --notice notice --stage technical --out named \
                --release releases/technical.centre.json --release releases/technical.supervision.wrong.json";
    let run = run_in(folder, open).refused(1, 3004);
    assert!(run.out.contains("Release of supervision not used: the release is wrong"), "{}", run.out);
    let error: Value = serde_json::from_str(&run_in(folder, &format!("{open} --json")).err).unwrap();
    let detail = error["error"]["detail"].as_str().unwrap();
    assert!(detail.contains("supervision: BadRelease"), "{detail}");
    assert!(!folder.join("named").exists());
}

#[test]
fn a_bid_that_was_not_admitted_stays_shut() {
    let open = "open bidders/bidder-4/bid.sbid --notice notice --stage commercial --out shut \
                --release releases/commercial.supervision.json --release releases/commercial.notary.json";
    let run = run_in(rehearsal(), open).refused(1, 3004);
    assert!(run.out.contains("there is no release for this bid in the file"), "{}", run.out);
}

#[test]
fn a_changed_bid() {
    let folder = rehearsal();
    let mut bytes = std::fs::read(folder.join("bidders/bidder-2/bid.sbid")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(folder.join("changed.sbid"), bytes).unwrap();
    run_in(folder, "verify changed.sbid --notice notice").refused(1, 5008);
    std::fs::write(folder.join("text.sbid"), "not a bid at all").unwrap();
    run_in(folder, "inspect text.sbid").refused(1, 5001);
}

#[test]
fn a_chain_is_judged_at_a_time() {
    let folder = rehearsal();
    let chain = "chain --trusted ca.pem bidders/bidder-1/cert.pem";
    run_in(folder, chain).good();
    run_in(folder, &format!("{chain} --time 2000-01-01T00:00:00Z")).refused(1, 2012);
    run_in(folder, "chain --trusted ca.pem bidders/bidder-6/cert.pem").refused(1, 2011);
}

#[test]
fn a_certificate_without_its_key() {
    let folder = rehearsal();
    let sign =
        "notice sign notice/notice.json --cert tenderer/cert.pem --signing-key bidders/bidder-1/cert.key";
    run_in(folder, sign).refused(4, 1003);
    std::fs::copy(folder.join("notice/notice.json"), folder.join("copy.json")).unwrap();
    run_in(folder, &sign.replace("notice/notice.json", "copy.json")).refused(1, 2003);
    assert!(!folder.join("copy.json.p7s").exists());
}

#[test]
fn quiet_is_quiet() {
    let run = run_in(rehearsal(), "inspect bidders/bidder-1/bid.sbid --quiet").good();
    assert!(run.out.is_empty() && run.err.is_empty());
}

#[test]
fn completions_and_manual() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(run(&["completions", shell]).good().out.contains("rehearse"));
    }
    assert!(run(&["man"]).good().out.contains("sealbid"));
    let folder = tempfile::tempdir().unwrap();
    run(&["man", "--out", folder.path().to_str().unwrap()]).good();
    assert!(folder.path().join("sealbid-seal.1").exists());
    assert!(run(&["notice", "new", "--template"]).good().out.contains("[[quorums]]"));
}

#[test]
fn help_tells_the_exit_codes_in_both_languages() {
    assert!(run(&["help", "notice", "new"]).good().out.contains("Usage: sealbid notice new"));
    assert!(run(&["--help"]).good().out.contains("Exit codes:"));
    let chinese = run(&["--help", "--lang", "zh-CN"]).good();
    assert!(chinese.out.contains("退出码：") && chinese.out.contains("用法："), "{}", chinese.out);
}
