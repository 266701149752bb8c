//! The test cases of x509-limbo (tests/vectors/limbo): certificates that are wrong in one way each, and their twins
//! that are right. limbo.md lists every verdict of ours that differs, with its reason; this test holds it to that.

#![allow(clippy::panic, clippy::unwrap_used)]

use flate2::read::GzDecoder;
use sealbid::Error;
use sealbid::ca::{Certificate, Crl, Revocation, TrustAnchors, verify_chain};
use sealbid::wire::Time;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

#[derive(Deserialize)]
struct Cases {
    testcases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    features: Vec<String>,
    trusted_certs: Vec<String>,
    untrusted_intermediates: Vec<String>,
    peer_certificate: String,
    validation_time: Option<String>,
    expected_result: String,
    crls: Vec<String>,
}

impl Case {
    /// Whether the case is about chains of signing certificates. The others are about the name of a server, about
    /// extended key usages, which do not matter here, or about rules for servers alone.
    fn applies(&self) -> bool {
        let id = self.id.as_str();
        let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| id.starts_with(prefix));
        let path_building =
            id.strip_prefix("bettertls::pathbuilding::tc").and_then(|n| n.parse::<u32>().ok());
        let about_usages = [5, 12, 18, 26, 32, 38, 44, 51, 57, 65, 71, 77];
        !starts(&[
            "webpki::cn::",
            "webpki::san::",
            "webpki::eku::",
            "webpki::aki::",
            "pathlen::max-chain-depth",
        ]) && !starts(&["rfc5280::ca-as-leaf"])
            && ![
                "rfc5280::san::underscore-dns",
                "rfc5280::san::ip-in-dns",
                "rfc5280::eku::ee-wrong-eku",
                "webpki::ca-as-leaf",
                "webpki::malformed-aia",
                "pathlen::validation-ignores-pathlen-in-leaf",
            ]
            .contains(&id)
            && !path_building.is_some_and(|n| about_usages.contains(&n))
    }

    /// A case about what authorities should do, or about which root stores disagree.
    fn pedantic(&self) -> bool {
        self.features.iter().any(|feature| feature.starts_with("pedantic-"))
    }

    fn verdict(&self) -> Result<(), Error> {
        let at = match &self.validation_time {
            Some(time) => instant(time),
            None => Time::parse("2026-11-01T00:00:00Z").unwrap(),
        };
        let read = |list: &[String]| -> Result<Vec<Certificate>, Error> {
            list.iter().map(|pem| Certificate::from_pem(pem.as_bytes())).collect()
        };
        let readable = |list: &[String]| -> Vec<Certificate> {
            list.iter().filter_map(|pem| Certificate::from_pem(pem.as_bytes()).ok()).collect()
        };
        let leaf = Certificate::from_pem(self.peer_certificate.as_bytes())?;
        let anchors = TrustAnchors::new(read(&self.trusted_certs)?)?;
        let revocation = if self.crls.is_empty() {
            Revocation::unchecked()
        } else {
            let crls = self.crls.iter().map(|pem| Crl::from_pem(pem.as_bytes()));
            Revocation::new(crls.collect::<Result<_, _>>()?, Vec::new())?
        };
        verify_chain(&leaf, &readable(&self.untrusted_intermediates), &anchors, &revocation, at).map(|_| ())
    }
}

/// Times here have whole seconds; of a time between two, the earlier one decides, as a certificate's last second
/// lasts to its end.
fn instant(time: &str) -> Time {
    let whole = match (time.find('.'), time.rfind(['+', 'Z'])) {
        (Some(dot), Some(offset)) => format!("{}{}", &time[..dot], &time[offset..]),
        _ => time.to_owned(),
    };
    Time::parse(&whole).unwrap()
}

/// The rows of limbo.md: case and what happened.
fn listed() -> BTreeMap<String, String> {
    let rows = include_str!("limbo.md").lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.map(|row| row.split('|').map(|cell| cell.trim().trim_matches('`')).collect::<Vec<_>>());
    cells.map(|cells| (cells[0].to_owned(), cells[1].to_owned())).collect()
}

#[test]
fn every_difference_from_x509_limbo_is_explained() {
    let file = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/limbo/core.json.gz"));
    let cases: Cases = serde_json::from_reader(GzDecoder::new(file.unwrap())).unwrap();
    let (mut right, mut wrongly_accepted, mut differences) = (0, Vec::new(), BTreeMap::new());
    let applicable: Vec<&Case> = cases.testcases.iter().filter(|case| case.applies()).collect();
    for case in &applicable {
        let start = Instant::now();
        let verdict = case.verdict();
        assert!(start.elapsed() < Duration::from_secs(1), "{} took {:?}", case.id, start.elapsed());
        match (case.expected_result.as_str(), verdict) {
            ("SUCCESS", Ok(())) | ("FAILURE", Err(_)) => right += 1,
            ("SUCCESS", Err(error)) => {
                differences.insert(case.id.clone(), format!("refused: {}", error.kind().name()));
            }
            ("FAILURE", Ok(())) => {
                if !case.pedantic() {
                    wrongly_accepted.push(&case.id);
                }
                differences.insert(case.id.clone(), "accepted".to_owned());
            }
            other => panic!("{}: {other:?}", case.id),
        }
    }
    println!("{right} of {} right", applicable.len());
    assert_eq!(applicable.len(), 227);
    assert_eq!(wrongly_accepted, Vec::<&String>::new());
    assert_eq!(differences, listed());
    assert!(right >= 220, "{right} of 227");
}
