//! The golden cases of `tests/vectors/timestamp`, one a file: a token, the root that is trusted, and the verdict.

#![allow(clippy::unwrap_used, missing_docs)]

use sealbid::{
    ca::{Certificate, Revocation, TrustAnchors},
    suite::Digest,
    timestamp::{Authorities, NamedAuthority, TokenInfo},
    wire::{Base64, Time},
};
use serde::Deserialize;
use std::{fs, path::Path};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[allow(dead_code)]
    about: String,
    imprint: Digest,
    token: Base64,
    root: Base64,
    /// `good`, or the name of an error.
    expect: String,
    /// What a good one says.
    says: Option<Says>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Says {
    /// The seconds before and after its time, or twice its time.
    floor: Time,
    ceil: Time,
    accuracy_micros: Option<u64>,
    ordering: bool,
    serial: String,
    policy: String,
    /// Certificates, with the root.
    chain: usize,
}

#[test]
fn every_case_ends_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/timestamp");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case: Case = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let anchors = TrustAnchors::new(vec![Certificate::from_der(&case.root.0).unwrap()]).unwrap();
        let authorities = Authorities::new(vec![NamedAuthority { name: "Time".into(), anchors }]);
        match authorities.verify(&case.token.0, &case.imprint, &Revocation::unchecked()) {
            Err(error) => assert_eq!(error.kind().name(), case.expect, "{name}: {error}"),
            Ok(found) => {
                assert_eq!(case.expect, "good", "{name}");
                assert_eq!(TokenInfo::claimed(&case.token.0).as_ref(), Ok(&found.info), "{name}");
                let says = Says {
                    floor: found.info.time.floor(),
                    ceil: found.info.time.ceil(),
                    accuracy_micros: found.info.accuracy_micros,
                    ordering: found.info.ordering,
                    serial: found.info.serial,
                    policy: found.info.policy,
                    chain: found.chain.certificates.len(),
                };
                assert_eq!(Some(says), case.says, "{name}");
            }
        }
        names.push(name);
    }
    names.sort();
    let listed: Vec<&str> = include_str!("vectors/timestamp.txt").lines().collect();
    assert_eq!(names, listed, "a case is missing, or not listed in tests/vectors/timestamp.txt");
}
