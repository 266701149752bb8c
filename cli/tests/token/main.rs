//! Signing with tokens: SoftHSM stands for a token, and a library in front of it for one that misbehaves.
//!
//! Without `softhsm2-util`, `pkcs11-tool` and `cc` the tests say so and pass, unless `SEALBID_REQUIRE_INTEROP=1`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod choice;
#[path = "../common/mod.rs"]
mod common;
mod faults;
mod hsm;
mod library;
mod office;

use hsm::{Hsm, PIN};
use office::{BEFORE, office};
use sealbid::ca::KeyType;
use std::process::Command;

/// Seals a bid with a token's key of each kind, and gives the bid and another signature to who must believe them.
#[test]
fn every_kind_of_key_signs_a_bid_that_verifies() {
    for kind in [KeyType::Rsa2048, KeyType::P256, KeyType::P384] {
        let office = office();
        let (key, certificate) = office.issue(kind, "水务局");
        let Some(hsm) = Hsm::with(&key, &certificate) else { return };
        let folder = office.copy();
        let at = folder.path();

        let sealed = hsm.run(at, &format!("seal {} --json", office::SEAL)).good().json();
        let verified = common::run_in(at, &format!("verify bid.sbid --notice notice --json {BEFORE}")).good();
        assert_eq!(verified.json()["digest"], sealed["digest"], "{kind:?}");
        assert_eq!(verified.json()["signer"], "水务局");

        hsm.run(at, &format!("notice sign notice.json {BEFORE}")).good();
        let verify = "cms -verify -cades -binary -inform DER -in notice.json.p7s -content notice.json -CAfile ca.pem \
                      -purpose any -no_check_time -out out";
        let output =
            Command::new("openssl").args(verify.split_whitespace()).current_dir(at).output().unwrap();
        assert!(output.status.success(), "{kind:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// However often a bid's key signs, the PIN is sent once; and standard input is read once.
#[test]
fn one_pin_a_bid() {
    use std::io::Write;
    let office = office();
    let (key, certificate) = office.issue(KeyType::P256, "水务局");
    let Some(hsm) = Hsm::with(&key, &certificate) else { return };
    let folder = office.copy();
    let seal = office::SEAL.replace("--passphrase-file pass", "--passphrase-file -");
    let arguments = format!("seal {seal} --token {} --pin-file -", hsm.library().display());
    let mut child = hsm
        .command(folder.path(), &arguments)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // The first line is the PIN, the second the new key file's passphrase; nothing is asked for again.
    child.stdin.take().unwrap().write_all(format!("{PIN}\n口令\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let show = format!("verify bid.sbid --notice notice {BEFORE}");
    common::run_in(folder.path(), &show).good();

    std::fs::remove_file(folder.path().join("bid.sbid")).unwrap();
    std::fs::remove_file(folder.path().join("bid.sbid.key")).unwrap();
    let sealed = format!("seal {} --pin-file {}", office::SEAL, hsm.pin());
    hsm.run_with(folder.path(), &[], &sealed).good();
    let log = hsm.log();
    let logins: Vec<&String> = log.iter().filter(|line| line.starts_with("login")).collect();
    assert_eq!(logins, ["login 1"], "{log:?}");
    assert!(log.contains(&"sign 1041".to_owned()), "CKM_ECDSA: {log:?}");
}

#[test]
fn tokens_and_certificates_are_listed() {
    let office = office();
    let (key, certificate) = office.issue(KeyType::P256, "水务局");
    let Some(hsm) = Hsm::with(&key, &certificate) else { return };
    hsm.token("empty one");
    let list = format!("token list {BEFORE} --token {}", hsm.library().display());
    let run = |more: &str| {
        common::Run::of(hsm.command(hsm.path("").as_path(), &format!("{list} {more}")).output().unwrap())
    };
    let json = run("--json").good().json();
    let tokens = json["tokens"].as_array().unwrap();
    assert_eq!(tokens.len(), 2, "{json:#}");
    let bidder = tokens.iter().find(|token| token["label"] == "bidder").unwrap();
    assert_eq!(bidder["pin"], "good");
    let listed = &bidder["certificates"][0];
    assert_eq!(listed["fingerprint"], certificate.fingerprint().to_string());
    assert_eq!(listed["serial"], certificate.serial_hex());
    // SoftHSM hides private keys until the PIN is given, as most tokens do.
    assert_eq!((&listed["private_key"], &listed["refused"]), (&"unknown".into(), &serde_json::Value::Null));
    let words = run("").good();
    let fingerprint = &certificate.fingerprint().to_string()[..16];
    for told in ["empty one", fingerprint, "水务局", "shown after the PIN", "yes"] {
        assert!(words.out.contains(told), "{told}: {}", words.out);
    }
    let chinese = run("--lang zh-CN").good();
    assert!(chinese.out.contains("输入 PIN 后可见"), "{}", chinese.out);
    // In three years it cannot sign any more, and the list says why.
    let later = list.replace("2026", "2029");
    let later = common::Run::of(hsm.command(hsm.path("").as_path(), &later).output().unwrap()).good();
    assert!(later.out.contains("no: the certificate had expired"), "{}", later.out);
}

#[test]
fn a_token_or_files_but_not_both_and_not_neither() {
    let refused = |arguments: &str, told: &[&str]| {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let run = common::run(&arguments);
        assert_eq!(run.code, 2, "{}", run.err);
        for text in told {
            assert!(run.err.contains(text), "{text}: {}", run.err);
        }
    };
    refused("notice sign n.json", &["--cert", "--token"]);
    refused("notice sign n.json --cert c.pem", &["--signing-key"]);
    refused("notice sign n.json --signing-key k.pem", &["--cert"]);
    refused("notice sign n.json --token l.so --cert c.pem --signing-key k", &["--token", "--cert"]);
    refused("notice sign n.json --cert c.pem --signing-key k --pin-file p", &["--pin-file", "--cert"]);
    refused("notice sign n.json --token l.so --signing-passphrase-file p", &[]);
    refused("notice sign n.json --lang zh-CN", &["缺少", "--token"]);
}

#[test]
fn without_a_terminal_the_pin_is_not_waited_for() {
    let office = office();
    let (key, certificate) = office.issue(KeyType::P256, "水务局");
    let Some(hsm) = Hsm::with(&key, &certificate) else { return };
    let folder = office.copy();
    let sign = format!("notice sign notice.json {BEFORE} --token {}", hsm.library().display());
    let run = common::Run::of(hsm.command(folder.path(), &sign).output().unwrap()).refused(2, 9003);
    assert!(run.err.contains("bidder") && run.err.contains("--pin-file"), "{}", run.err);
}
