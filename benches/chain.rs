//! Verifying a bid's signature and chain, beside the signature checks alone that are in it: how much everything
//! else costs (reading, rules, names). Medians of interleaved runs, so that a noisy machine harms both alike.
//!
//! `cargo bench --bench chain` prints a table of ratios; `-- --test` runs everything once.

#![allow(clippy::unwrap_used, missing_docs)]

use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use sealbid::ca::{
    Certificate, FileKey, KeyType, RehearsalCa, Revocation, Signer, Subject, TrustAnchors, sign_detached,
    verify_chain, verify_detached,
};
use sealbid::wire::Time;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}

fn main() {
    let rounds = if std::env::args().any(|argument| argument == "--test") { 1 } else { 2001 };
    let (from, to, at) =
        (time("2020-01-01T00:00:00Z"), time("2060-01-01T00:00:00Z"), time("2026-01-01T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, to).unwrap();
    let between = root.intermediate("Between", from, to).unwrap();
    let subject = Subject {
        organisation: Some("某某建设有限公司".into()),
        credit_code: Some("91350100M000100Y43".into()),
        common_name: Some("某某建设".into()),
    };
    let (pem, certificate) = between.issue(&subject, KeyType::P256, from, to).unwrap();
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let signer = Signer::new(Box::new(key), certificate, vec![between.certificate().clone()]).unwrap();
    let content = vec![0x5a; 1024];
    let cms = sign_detached(&content, &signer, Some(at)).unwrap();
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();

    let ours = || {
        let signature = verify_detached(&content, &cms).unwrap();
        verify_chain(&signature.certificate, &signature.others, &anchors, &Revocation::unchecked(), at)
            .unwrap()
    };
    let spki = between.certificate().spki_der().to_vec();
    let message = vec![1; 600];
    let signature = signer.sign(&message).unwrap();
    let point = signer.certificate().spki_der()[26..].to_vec();
    let _ = spki;
    let bare = || {
        for _ in 0..3 {
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &point);
            key.verify(black_box(&message), &signature).unwrap();
        }
    };
    let der = signer.certificate().der().to_vec();
    let (mut a, mut b, mut c, mut d) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let start = Instant::now();
        black_box(ours());
        a.push(start.elapsed());
        let start = Instant::now();
        bare();
        b.push(start.elapsed());
        let start = Instant::now();
        black_box(Certificate::from_der(&der).unwrap());
        c.push(start.elapsed());
        let start = Instant::now();
        black_box(verify_detached(&content, &cms).unwrap());
        d.push(start.elapsed());
    }
    let (a, b, c, d) = (median(a), median(b), median(c), median(d));
    println!("ours {a:.1} µs, bare {b:.1} µs, ratio {:.2}; parse {c:.1}, cms {d:.1}", a / b);
}
