//! Which token and which certificate, and what is said where there is none.

use crate::common::Run;
use crate::hsm::Hsm;
use crate::office::{BEFORE, office};
use sealbid::ca::KeyType;

fn sign(hsm: &Hsm, more: &str) -> Run {
    let folder = office().copy();
    let run = hsm.run(folder.path(), &format!("notice sign notice.json {BEFORE} {more}"));
    assert_eq!(folder.path().join("notice.json.p7s").exists(), run.code == 0, "{}", run.err);
    run
}

#[test]
fn without_a_token() {
    let Some(hsm) = Hsm::new() else { return };
    let run = sign(&hsm, "").refused(1, 2041);
    assert!(run.err.contains("Plug the token in"), "{}", run.err);
    let list = format!("token list --token {}", hsm.library().display());
    Run::of(hsm.command(hsm.path("").as_path(), &list).output().unwrap()).refused(1, 2041);
    hsm.token("bidder");
    let run = sign(&hsm, "--token-label other").refused(1, 2041);
    assert!(run.err.contains("bidder"), "{}", run.err);
    // A token without anything on it.
    sign(&hsm, "").refused(1, 2045);
}

#[test]
fn a_library_that_is_none() {
    let Some(hsm) = Hsm::new() else { return };
    let sign = |library: &str| {
        let sign = format!("notice sign notice.json {BEFORE} --token {library}");
        Run::of(hsm.command(office().copy().path(), &sign).output().unwrap()).refused(1, 2040)
    };
    let run = sign("/nowhere/lib.so");
    assert!(run.err.contains("there is no such file"), "{}", run.err);
    let run = sign("ca.pem");
    assert!(run.err.contains("cannot be loaded"), "{}", run.err);
    let run = sign("libm.so.6");
    assert!(run.err.contains("not one of PKCS#11"), "{}", run.err);
    assert!(run.err.contains("token's maker installed"), "{}", run.err);
}

#[test]
fn a_library_that_does_not_start() {
    let Some(hsm) = Hsm::new() else { return };
    std::fs::remove_file(hsm.conf()).unwrap();
    let run = sign(&hsm, "").refused(1, 2040);
    assert!(run.err.contains("C_Initialize: CKR_"), "{}", run.err);
}

#[test]
fn two_tokens() {
    let office = office();
    let (key, certificate) = office.issue(KeyType::P256, "水务局");
    let Some(hsm) = Hsm::with(&key, &certificate) else { return };
    hsm.token("other");
    let run = sign(&hsm, "").refused(1, 2044);
    assert!(run.err.contains(": bidder") && run.err.contains(": other"), "{}", run.err);
    sign(&hsm, "--token-label bidder").good();
    // What stands before the colon is the serial number, which names it too.
    let (before, _) = run.err.split_once(": bidder").unwrap();
    let serial = before.rsplit([' ', '(', ';']).next().unwrap();
    assert_eq!(serial.len(), 16, "{}", run.err);
    sign(&hsm, &format!("--token-label {serial}")).good();
}

#[test]
fn two_certificates() {
    let office = office();
    let (first_key, first) = office.issue(KeyType::P256, "水务局");
    let (second_key, second) = office.issue(KeyType::P384, "水务局");
    let Some(hsm) = Hsm::with(&first_key, &first) else { return };
    hsm.key("bidder", "02", &second_key);
    hsm.certificate("bidder", "02", "second", &second);
    let run = sign(&hsm, "").refused(1, 2044);
    let fingerprint = |certificate: &sealbid::ca::Certificate| certificate.fingerprint().to_string();
    for told in [&fingerprint(&first)[..16], &fingerprint(&second)[..16], &first.serial_hex(), "2028-01-01"] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    for name in [&fingerprint(&second)[..16], &second.serial_hex(), "second", "02"] {
        sign(&hsm, &format!("--token-certificate {name}")).good();
    }
    let run = sign(&hsm, "--token-certificate third").refused(1, 2045);
    assert!(run.err.contains(&fingerprint(&first)[..16]), "{}", run.err);
}

/// Of several certificates the only one that can sign is taken: not an expired one, not one without its key, and not
/// the authority's.
#[test]
fn the_only_one_that_can_sign() {
    let office = office();
    let (key, certificate) = office.issue(KeyType::P256, "水务局");
    let (old_key, old) = office.issue_until(KeyType::P256, "水务局", "2026-11-29T00:00:00Z");
    let (_, keyless) = office.issue(KeyType::P256, "水务局");
    let Some(hsm) = Hsm::with(&old_key, &old) else { return };
    hsm.certificate("bidder", "07", "authority", office.ca().certificate());
    let run = sign(&hsm, "").refused(1, 2013);
    assert!(run.err.contains("2026-11-29") && run.err.contains("水务局"), "{}", run.err);
    let folder = office.copy();
    let early = "notice sign notice.json --at 2025-12-31T23:59:59Z";
    hsm.run(folder.path(), early).refused(1, 2012);
    hsm.certificate("bidder", "08", "keyless", &keyless);
    let run = sign(&hsm, "--token-certificate keyless").refused(1, 2045);
    assert!(run.err.contains("private key is not on the token"), "{}", run.err);
    hsm.key("bidder", "02", &key);
    hsm.certificate("bidder", "02", "good", &certificate);
    sign(&hsm, "").good();
    sign(&hsm, "--token-certificate authority").refused(1, 2014);
}

/// The identifier says that they belong together, and the public keys say that they do not.
#[test]
fn a_key_of_another_certificate() {
    for kind in [KeyType::P256, KeyType::Rsa2048] {
        let (key, _) = office().issue(kind, "水务局");
        let (_, certificate) = office().issue(kind, "水务局");
        let Some(hsm) = Hsm::with(&key, &certificate) else { return };
        sign(&hsm, "").refused(1, 2003);
    }
}

#[test]
fn authorities_on_the_token_are_sent_along() {
    let office = office();
    let time = |text: &str| sealbid::wire::Time::parse(text).unwrap();
    let (from, to) = (time("2026-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
    let between = office.ca().intermediate("Between", from, to).unwrap();
    let subject = sealbid::ca::Subject { organisation: Some("水务局".to_owned()), ..Default::default() };
    let (key, certificate) = between.issue(&subject, KeyType::P256, from, to).unwrap();
    let Some(hsm) = Hsm::with(&key, &certificate) else { return };
    hsm.certificate("bidder", "05", "between", between.certificate());
    let folder = office.copy();
    hsm.run(folder.path(), &format!("notice sign notice.json {BEFORE}")).good();
    let cms = std::fs::read(folder.path().join("notice.json.p7s")).unwrap();
    let found =
        sealbid::ca::verify_detached(&std::fs::read(folder.path().join("notice.json")).unwrap(), &cms);
    assert_eq!(found.unwrap().others, [between.certificate().clone()]);
}
