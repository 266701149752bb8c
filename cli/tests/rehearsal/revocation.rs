//! `--crl`, `--ocsp` and `--gathered` of `chain` and `verify`.

use crate::common::run_in;
use crate::rehearsal;
use sealbid::ca::{Certificate, KeyType, RehearsalCa, RevocationReason, Subject};
use sealbid::wire::Time;
use std::path::Path;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// An authority and a leaf with files beside it: lists of March and of May, where the leaf is revoked since 1 April.
fn made(folder: &Path) {
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2030-01-01T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, to).unwrap();
    let subject = Subject { organisation: Some("某某公司".into()), ..Subject::default() };
    let (_, leaf): (_, Certificate) = root.issue(&subject, KeyType::P256, from, to).unwrap();
    let (march, may, june) =
        (time("2026-03-01T00:00:00Z"), time("2026-05-01T00:00:00Z"), time("2026-06-01T00:00:00Z"));
    let revoked = (time("2026-04-01T00:00:00Z"), RevocationReason::KeyCompromise);
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    write("root.pem", root.certificate().to_pem().as_bytes());
    write("leaf.pem", leaf.to_pem().as_bytes());
    write("march.pem", root.crl(&[], march, may).unwrap().to_pem().as_bytes());
    write("may.crl", root.crl(&[(&leaf, revoked.0, revoked.1)], may, june).unwrap().der());
    write("good.ocsp", root.ocsp(&leaf, None, march, may).unwrap().der());
    write("revoked.ocsp", root.ocsp(&leaf, Some(revoked), may, june).unwrap().der());
}

const CHAIN: &str = "chain --trusted root.pem leaf.pem";

#[test]
fn a_chain_is_judged_with_its_revocation() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    made(at);
    let good = run_in(at, &format!("{CHAIN} --time 2026-03-20T00:00:00Z --crl march.pem")).good();
    assert!(
        good.out.contains("not revoked, says ") && good.out.contains("trusted root, not asked"),
        "{}",
        good.out
    );
    let json =
        run_in(at, &format!("{CHAIN} --time 2026-03-20T00:00:00Z --ocsp good.ocsp --json")).good().json();
    assert_eq!(json["revocation"][0]["status"], "good");
    assert_eq!(json["revocation"][0]["this_update"], "2026-03-01T00:00:00Z");
    assert_eq!(json["revocation"][0]["evidence"].as_str().unwrap().len(), 64);
    assert_eq!(json["revocation"][1]["status"], "unchecked");
    let plain = run_in(at, &format!("{CHAIN} --time 2026-05-02T00:00:00Z --json")).good().json();
    assert_eq!(plain["revocation"][0]["status"], "unchecked");
    assert!(run_in(at, &format!("{CHAIN} --time 2026-05-02T00:00:00Z")).good().out.contains("not checked"));

    for evidence in ["--crl march.pem --crl may.crl", "--ocsp revoked.ocsp", "--ocsp good.ocsp --crl may.crl"]
    {
        let gone = run_in(at, &format!("{CHAIN} --time 2026-05-02T00:00:00Z {evidence}")).refused(1, 2023);
        assert!(
            gone.err.contains("revoked at 2026-04-01T00:00:00Z: the key may be in other hands"),
            "{}",
            gone.err
        );
        assert!(gone.err.contains("another certificate"), "{}", gone.err);
    }
    run_in(at, &format!("{CHAIN} --time 2026-05-02T00:00:00Z --crl march.pem")).refused(1, 2028);
    run_in(at, &format!("{CHAIN} --time 2026-04-15T00:00:00Z --crl may.crl")).refused(1, 2028);
    let gathered = "--crl may.crl --gathered 2026-05-02T00:00:00Z";
    run_in(at, &format!("{CHAIN} --time 2026-04-15T00:00:00Z {gathered}")).refused(1, 2023);
    run_in(at, &format!("{CHAIN} --time 2026-03-31T23:59:59Z {gathered}")).good();
    // A time of gathering alone asks, and finds nothing.
    run_in(at, &format!("{CHAIN} --time 2026-04-15T00:00:00Z --gathered 2026-05-02T00:00:00Z"))
        .refused(1, 2024);
    run_in(at, &format!("{CHAIN} --crl leaf.pem")).refused(1, 2019);
    run_in(at, &format!("{CHAIN} --ocsp leaf.pem")).refused(1, 2031);
    run_in(at, &format!("{CHAIN} --crl good.ocsp")).refused(1, 2025);
    let chinese = run_in(at, &format!("{CHAIN} --time 2026-05-02T00:00:00Z --crl may.crl --lang zh-CN"));
    assert!(chinese.refused(1, 2023).err.contains("CA 机构"));
}

#[test]
fn the_signer_of_a_bid_is_asked_about_too() {
    let folder = rehearsal();
    let other = tempfile::tempdir().unwrap();
    made(other.path());
    let verify = "verify bidders/bidder-1/bid.sbid --notice notice";
    let plain = run_in(folder, &format!("{verify} --json")).good().json();
    assert_eq!(plain["revocation"][0]["status"], "unchecked");
    let list = other.path().join("march.pem");
    run_in(folder, &format!("{verify} --crl {}", list.display())).refused(1, 2024);
}
