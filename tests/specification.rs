//! SPEC.md and the library say the same: the table of errors, and the sections that are referred to.

#![allow(clippy::unwrap_used, missing_docs)]

use sealbid::ErrorKind;
use sealbid::notice::Advice;

const SPEC: &str = include_str!("../SPEC.md");

#[test]
fn every_error_stands_in_the_specification() {
    let table = SPEC.split("\n## 11. Errors").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
    let expected: Vec<String> = ErrorKind::ALL
        .iter()
        .map(|kind| format!("| {} | `{}` | {} | {} |", kind.code(), kind.name(), kind.section(), kind.text()))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn every_section_exists() {
    let heading = |section: &str| {
        let (chapter, sub) = (format!("## {section}. "), format!("### {section} "));
        SPEC.lines().any(|line| line.starts_with(&chapter) || line.starts_with(&sub))
    };
    for kind in ErrorKind::ALL {
        assert!(heading(kind.section()), "{kind:?} refers to §{}", kind.section());
    }
}

/// Names in code font that look like errors are errors of the table.
#[test]
fn the_specification_names_no_unknown_error() {
    // Blocks between fences are no words.
    let words = SPEC.split('`').skip(1).step_by(2);
    let shaped = |word: &&str| {
        word.len() > 6
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_alphabetic())
            && word.chars().filter(char::is_ascii_uppercase).count() > 1
    };
    let known: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.name()).collect();
    // Names of ASN.1 and of other documents.
    let foreign = include_str!("specification_words.txt");
    for word in words.filter(shaped) {
        assert!(known.contains(&word) || foreign.lines().any(|line| line == word), "`{word}` is no error");
    }
}

#[test]
fn every_advice_stands_in_the_specification() {
    for advice in [
        Advice::SingleCustodian,
        Advice::OneIsEnough,
        Advice::BeaconAlone,
        Advice::BeaconStageWide,
        Advice::BeaconCannotBePostponed,
        Advice::CertificateWithoutRecovery,
        Advice::NoTimestampAuthority,
        Advice::NoObjectionPeriod,
        Advice::ShortPeriod,
        Advice::NoSpareHolder,
        Advice::SeedRescue,
    ] {
        assert!(SPEC.contains(&format!("| `{}` |", advice.name())), "{advice:?}");
    }
}
