//! Tokens that refuse, lock themselves, are pulled out, or answer with nonsense: each with its own error, and
//! without a signature.

use crate::common::Run;
use crate::hsm::{Hsm, PIN};
use crate::office::{BEFORE, office};
use sealbid::ca::KeyType;

/// `CKF_USER_PIN_FINAL_TRY` and others (PKCS #11 v2.40 §3.2).
const FINAL_TRY: &str = "20000";
const LOCKED: &str = "40000";
const PIN_PAD: &str = "100";

fn hsm(kind: KeyType) -> Option<Hsm> {
    let (key, certificate) = office().issue(kind, "水务局");
    Hsm::with(&key, &certificate)
}

fn sign(hsm: &Hsm, fault: &[(&str, &str)], more: &str) -> Run {
    let folder = office().copy();
    let run = hsm.run_with(folder.path(), fault, &format!("notice sign notice.json {BEFORE} {more}"));
    assert_eq!(folder.path().join("notice.json.p7s").exists(), run.code == 0, "{}", run.err);
    run
}

fn with_pin(hsm: &Hsm, fault: &[(&str, &str)]) -> Run {
    sign(hsm, fault, &format!("--pin-file {}", hsm.pin()))
}

#[track_caller]
fn told(run: &Run, texts: &[&str]) {
    for text in texts {
        assert!(run.err.contains(text), "{text}: {}", run.err);
    }
    assert!(!run.err.contains(PIN), "the PIN is printed: {}", run.err);
}

#[test]
fn a_wrong_pin_is_sent_once() {
    let Some(hsm) = hsm(KeyType::P256) else { return };
    std::fs::write(hsm.path("wrong"), "135791\n").unwrap();
    let wrong = format!("--pin-file {}", hsm.path("wrong").display());
    // SoftHSM's own refusal.
    let run = sign(&hsm, &[], &wrong).refused(1, 2042);
    told(&run, &["counts wrong tries", "Do not guess"]);
    assert_eq!(hsm.log(), ["login 1"]);
    // What other tokens say afterwards.
    let run = sign(&hsm, &[("SHIM_AFTER", FINAL_TRY)], &wrong).refused(1, 2042);
    told(&run, &["one try is left"]);
    let run = sign(&hsm, &[("SHIM_AFTER", LOCKED)], &wrong).refused(1, 2043);
    told(&run, &["this was the last try", "PUK"]);
}

#[test]
fn a_pin_that_cannot_be_right_is_not_sent() {
    let Some(hsm) = hsm(KeyType::P256) else { return };
    hsm.log();
    for (pin, text) in [("", "it is empty"), ("1", "4 to 255 characters")] {
        std::fs::write(hsm.path("odd"), format!("{pin}\n")).unwrap();
        let run = sign(&hsm, &[], &format!("--pin-file {}", hsm.path("odd").display())).refused(1, 2042);
        told(&run, &[text, "it was not tried"]);
        assert_eq!(hsm.log(), [""; 0]);
    }
}

#[test]
fn a_locked_token() {
    let Some(hsm) = hsm(KeyType::P256) else { return };
    // It says so by a flag: the PIN is not even asked for, or there would be an error about the terminal.
    sign(&hsm, &[("SHIM_FLAGS", LOCKED)], "").refused(1, 2043);
    assert_eq!(hsm.log(), [""; 0]);
    let run = with_pin(&hsm, &[("SHIM_FAULT", "login-locked")]).refused(1, 2043);
    told(&run, &["CKR_PIN_LOCKED", "PUK"]);
}

#[test]
fn other_troubles_with_the_pin() {
    let Some(hsm) = hsm(KeyType::P256) else { return };
    let run = with_pin(&hsm, &[("SHIM_FAULT", "login-expired")]).refused(1, 2046);
    told(&run, &["must be changed", "CKR_PIN_EXPIRED"]);
    let run = with_pin(&hsm, &[("SHIM_FAULT", "login-length")]).refused(1, 2042);
    told(&run, &["too short or too long"]);
    // A token that counts, but does not tell.
    let run = with_pin(&hsm, &[("SHIM_FAULT", "login-incorrect")]).refused(1, 2042);
    told(&run, &["bidder", "does not say how many tries are left"]);
}

#[test]
fn a_pin_that_is_typed_at_the_reader() {
    let Some(hsm) = hsm(KeyType::P256) else { return };
    // No PIN file and no terminal: nothing is asked here.
    sign(&hsm, &[("SHIM_FLAGS", PIN_PAD), ("SHIM_PIN", PIN)], "").good();
    sign(&hsm, &[("SHIM_FLAGS", PIN_PAD), ("SHIM_PIN", "135791")], "").refused(1, 2042);
    let cancelled = [("SHIM_FLAGS", PIN_PAD), ("SHIM_FAULT", "login-cancelled")];
    told(&sign(&hsm, &cancelled, "").refused(1, 2046), &["it was cancelled at the token"]);
}

#[test]
fn a_token_that_is_pulled_out() {
    let Some(hsm) = hsm(KeyType::P256) else { return };
    with_pin(&hsm, &[("SHIM_FAULT", "slots-none")]).refused(1, 2041);
    for fault in ["login-removed", "sign-removed", "sign-session"] {
        let run = with_pin(&hsm, &[("SHIM_FAULT", fault)]).refused(1, 2041);
        told(&run, &["it was taken away", "Plug the token in"]);
    }
    // A library that calls it a device error; but the slot is empty.
    let run = with_pin(&hsm, &[("SHIM_FAULT", "sign-error-absent")]).refused(1, 2041);
    told(&run, &["CKR_DEVICE_ERROR"]);
    let run = with_pin(&hsm, &[("SHIM_FAULT", "sign-error")]).refused(1, 2046);
    told(&run, &["C_Sign: CKR_DEVICE_ERROR", "Unplug the token"]);
}

#[test]
fn a_signature_that_is_wrong() {
    for kind in [KeyType::P256, KeyType::Rsa2048] {
        let Some(hsm) = hsm(kind) else { return };
        for fault in ["sign-wrong", "sign-short"] {
            with_pin(&hsm, &[("SHIM_FAULT", fault)]).refused(1, 2004);
        }
        told(&with_pin(&hsm, &[("SHIM_FAULT", "sign-huge")]).refused(1, 2046), &["makes no sense"]);
    }
}

#[test]
fn a_token_without_some_mechanisms() {
    let Some(hsm) = hsm(KeyType::Rsa2048) else { return };
    hsm.log();
    with_pin(&hsm, &[]).good();
    // CKM_SHA256_RSA_PKCS; where it is missing, CKM_RSA_PKCS over the DigestInfo.
    assert_eq!(hsm.log(), ["login 1", "sign 40"]);
    with_pin(&hsm, &[("SHIM_FAULT", "mechanisms-hashing")]).good();
    assert_eq!(hsm.log(), ["login 1", "sign 40", "sign 1"]);
    let run = with_pin(&hsm, &[("SHIM_FAULT", "mechanisms-none")]).refused(1, 2046);
    told(&run, &["C_SignInit: CKR_MECHANISM_INVALID"]);
}

#[test]
fn nonsense_on_the_token_harms_nothing() {
    let Some(hsm) = hsm(KeyType::P256) else { return };
    for fault in ["certificate-huge", "certificate-garbage", "certificate-empty"] {
        with_pin(&hsm, &[("SHIM_FAULT", fault)]).refused(1, 2045);
        let list = hsm.run_with(hsm.path("").as_path(), &[("SHIM_FAULT", fault)], "token list --json").good();
        let json = list.json();
        assert_eq!(json["tokens"][0]["certificates"].as_array().unwrap().len(), 0, "{fault}: {json:#}");
        assert_eq!(json["tokens"][0]["unreadable"].as_array().unwrap().len(), 1, "{fault}: {json:#}");
    }
    let list =
        |fault: &str| hsm.run_with(hsm.path("").as_path(), &[("SHIM_FAULT", fault)], "token list --json");
    list("slots-huge").refused(1, 2046);
    // More objects than were asked for: what was written is read, and the count is not believed.
    let many = list("objects-many").good().json();
    assert_eq!(many["tokens"][0]["certificates"].as_array().unwrap().len(), 1);
}

/// `CKA_ALWAYS_AUTHENTICATE`: the token asks again at each signature, and the user is asked once.
#[test]
fn a_key_that_asks_for_the_pin_at_each_signature() {
    let (key, certificate) = office().issue(KeyType::Rsa2048, "水务局");
    let Some(hsm) = Hsm::new() else { return };
    hsm.token("bidder");
    hsm.key_that_always_asks("bidder", "01", &key);
    hsm.certificate("bidder", "01", "signing", &certificate);
    hsm.log();
    let folder = office().copy();
    let mut child = hsm
        .command(folder.path(), &format!("notice sign notice.json {BEFORE} --pin-file - --token"))
        .arg(hsm.library())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{PIN}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    with_pin(&hsm, &[]).good();
    assert_eq!(hsm.log(), ["login 1", "sign 40", "login 2"]);
    // The second PIN is refused: it is not tried with another mechanism.
    with_pin(&hsm, &[("SHIM_FAULT", "login-again-incorrect")]).refused(1, 2042);
    assert_eq!(hsm.log(), ["login 1", "sign 40", "login 2"]);
}
