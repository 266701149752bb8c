//! The golden cases of `tests/vectors/revocation`, one a file: a chain, frozen evidence, a time, and the verdict.

#![allow(clippy::unwrap_used, missing_docs)]

use sealbid::ca::{Certificate, Revocation, Status, TrustAnchors, verify_chain};
use sealbid::wire::{Base64, Hex, Time, write_json};
use serde::Deserialize;
use std::{fs, path::Path};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[allow(dead_code)]
    about: String,
    /// The leaf, the authority between, the anchor.
    chain: [Base64; 3],
    /// As `Revocation::parse` reads it.
    evidence: serde_json::Value,
    at: Time,
    /// `good`, or the name of an error.
    expect: String,
    /// SHA-256 of what decided, in the order of the chain; none for the anchor.
    decided: Vec<Option<Hex<32>>>,
}

#[test]
fn every_case_ends_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/revocation");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case: Case = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let [leaf, between, anchor] = case.chain.map(|der| Certificate::from_der(&der.0).unwrap());
        let evidence = write_json(&case.evidence).unwrap();
        let revocation = Revocation::parse(&evidence).unwrap();
        assert_eq!(Revocation::parse(&revocation.to_bytes().unwrap()), Ok(revocation.clone()), "{name}");
        let anchors = TrustAnchors::new(vec![anchor]).unwrap();
        let judge = |evidence: &Revocation| {
            verify_chain(&leaf, std::slice::from_ref(&between), &anchors, evidence, case.at)
        };
        match judge(&revocation) {
            Err(error) => assert_eq!(error.kind().name(), case.expect, "{name}: {error}"),
            Ok(chain) => {
                assert_eq!(case.expect, "good", "{name}");
                let decided = |status: &Status| match status {
                    Status::Good { evidence, .. } => Some(*evidence),
                    _ => None,
                };
                assert_eq!(chain.statuses.iter().map(decided).collect::<Vec<_>>(), case.decided, "{name}");
                // All of it is of the two authorities, so all of it is kept.
                let kept = revocation.used_by(std::slice::from_ref(&chain));
                assert_eq!(kept, revocation, "{name}");
                assert_eq!(judge(&kept), Ok(chain), "{name}");
            }
        }
        names.push(name);
    }
    names.sort();
    let listed: Vec<&str> = include_str!("vectors/revocation.txt").lines().collect();
    assert_eq!(names, listed, "a case is missing, or not listed in tests/vectors/revocation.txt");
}
