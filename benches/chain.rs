//! Verifying a bid's signatures and chain, beside the signature checks alone that are in it: what everything else
//! costs (reading three structures, rules, names). The two are measured in turns, and medians compared, so that a
//! noisy machine harms both alike. The signatures are that of the bid key (Ed25519), the bidder's over the
//! manifest, and those over its certificate and over the one above (SPEC §5.6, §6.4).
//!
//! `cargo bench --bench chain` prints a table of ratios; with `-- --test` everything runs once.

#![allow(clippy::unwrap_used, missing_docs)]

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    VerificationAlgorithm,
};
use sealbid::ca::{
    FileKey, KeyType, RehearsalCa, Revocation, Signer, Subject, TrustAnchors, sign_detached, verify_chain,
    verify_detached,
};
use sealbid::suite::{BidKey, verify_ed25519};
use sealbid::wire::Time;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Signatures by keys of certificates.
const CHECKS: usize = 3;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e6
}

/// The bits of a SubjectPublicKeyInfo, for the bare engine: they end it.
fn key_bits(spki: &[u8], kind: KeyType) -> &[u8] {
    let before = match kind {
        KeyType::Rsa2048 => 24,
        KeyType::P256 => 26,
        KeyType::P384 => 23,
        _ => 12,
    };
    &spki[before..]
}

fn measure(name: &str, kind: KeyType, engine: &'static dyn VerificationAlgorithm, rounds: usize) {
    let (from, to, at) =
        (time("2020-01-01T00:00:00Z"), time("2049-01-01T00:00:00Z"), time("2026-01-01T00:00:00Z"));
    let root = RehearsalCa::with_key(kind, "Root", from, to).unwrap();
    let between = root.intermediate_with_key(kind, "Between", from, to).unwrap();
    let subject = Subject {
        organisation: Some("某某建设有限公司".into()),
        credit_code: Some("91350100M000100Y43".into()),
        common_name: Some("某某建设".into()),
    };
    let (pem, certificate) = between.issue(&subject, kind, from, to).unwrap();
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let signer = Signer::new(Box::new(key), certificate, vec![between.certificate().clone()]).unwrap();
    let manifest = vec![0x5a; 1024];
    let cms = sign_detached(&manifest, &signer, Some(at)).unwrap();
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();

    let message = vec![1; 600];
    let signature = signer.sign(&message).unwrap();
    let bits = key_bits(signer.certificate().spki_der(), kind).to_vec();
    let bid_key = BidKey::generate().unwrap();
    let by_bid_key = bid_key.sign(&message).unwrap();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let start = Instant::now();
        assert!(verify_ed25519(&bid_key.public(), black_box(&message), &by_bid_key));
        let found = verify_detached(&manifest, &cms).unwrap();
        let unchecked = Revocation::unchecked();
        black_box(verify_chain(&found.certificate, &found.others, &anchors, &unchecked, at).unwrap());
        ours.push(start.elapsed());
        let start = Instant::now();
        let key = UnparsedPublicKey::new(&ED25519, bid_key.public().0);
        key.verify(black_box(&message), &by_bid_key.0).unwrap();
        for _ in 0..CHECKS {
            UnparsedPublicKey::new(engine, &bits).verify(black_box(&message), &signature).unwrap();
        }
        bare.push(start.elapsed());
    }
    let (ours, bare) = (median(&mut ours), median(&mut bare));
    println!("| {name:9} | {ours:8.1} | {bare:8.1} | {:5.2} |", ours / bare);
}

fn main() {
    let rounds = if std::env::args().any(|argument| argument == "--test") { 1 } else { 2001 };
    println!("| keys      | chain µs |  bare µs | ratio |\n|---|---|---|---|");
    measure("P-256", KeyType::P256, &ECDSA_P256_SHA256_ASN1, rounds);
    measure("P-384", KeyType::P384, &ECDSA_P384_SHA384_ASN1, rounds);
    measure("Ed25519", KeyType::Ed25519, &ED25519, rounds);
    measure("RSA 2048", KeyType::Rsa2048, &RSA_PKCS1_2048_8192_SHA256, rounds);
}
