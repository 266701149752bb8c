//! SPEC.md and the library say the same: the table of errors, and the sections that are referred to.

#![allow(clippy::unwrap_used, missing_docs)]

use sealbid::ErrorKind;
use sealbid::notice::Advice;

const SPEC: &str = include_str!("../SPEC.md");

/// The chapter with the table of errors.
fn errors() -> &'static str {
    let behind = SPEC.split("\n## 11. Errors\n").nth(1).unwrap();
    behind.split("\n## ").next().unwrap()
}

#[test]
fn every_error_stands_in_the_specification() {
    let table = errors();
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
    let body = SPEC.replace(errors(), "");
    let words = body.split('`').skip(1).step_by(2);
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
        Advice::OwnTimestampAuthority,
        Advice::NoRecord,
        Advice::NoObjectionPeriod,
        Advice::ShortPeriod,
        Advice::NoSpareHolder,
        Advice::SeedRescue,
        Advice::HighBlindThreshold,
        Advice::BlindWithoutReview,
    ] {
        assert!(SPEC.contains(&format!("| `{}` |", advice.name())), "{advice:?}");
    }
}

/// Every attack of the table of threats is tried: tests that it names are there.
#[test]
fn every_attack_has_its_test() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = SPEC.split("\n## 8. Threats\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut attacks = String::new();
    for file in std::fs::read_dir(root.join("tests/attacks")).unwrap() {
        attacks += &std::fs::read_to_string(file.unwrap().path()).unwrap();
    }
    let mut count = 0;
    for row in rows {
        let [_, _, _, _, tests, _] = row.split('|').collect::<Vec<_>>()[..] else { unreachable!("{row}") };
        for place in tests.split(';') {
            // A file and its tests, or a file alone, or tests of the attacks.
            let words: Vec<&str> = place.split('`').skip(1).step_by(2).collect();
            let (files, names): (Vec<&str>, Vec<&str>) =
                words.into_iter().partition(|word| word.contains('/'));
            let mut text = String::new();
            for file in &files {
                let path = root.join(file);
                if path.is_file() {
                    text += &std::fs::read_to_string(path).unwrap();
                } else {
                    assert!(path.is_dir(), "{row}");
                }
            }
            let text = if files.is_empty() { &attacks } else { &text };
            for name in names {
                assert!(text.contains(&format!("fn {name}()")), "{name}: {row}");
                count += 1;
            }
        }
    }
    assert!(count > 60, "{count}");
}

/// Every channel through which a document tells its author has its test: those that the table names are there.
#[test]
fn every_channel_has_its_test() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let table = SPEC.split("\n### 18.4 Channels\n").nth(1).unwrap().split("\n### ").next().unwrap();
    let mut files = Vec::new();
    for folder in ["redact_office", "redact_pdf", "blind", "../cli/tests"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    let mut count = 0;
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let [_, channel, _, action, tests, _] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            unreachable!("{row}")
        };
        if tests == "–" {
            assert!(action.starts_with("not covered"), "{channel}");
            continue;
        }
        for test in tests.split(", ") {
            // A file and its test, a test, or a file alone.
            let words: Vec<&str> = test.split(' ').collect();
            let (file, name) = match words[..] {
                [file, name] => (Some(file.trim_matches('`')), name),
                [one] if one.starts_with('`') => (Some(one.trim_matches('`')), "…"),
                [one] => (None, one),
                _ => unreachable!("{test}: {row}"),
            };
            let function = match name.strip_suffix('…') {
                Some(beginning) => format!("#[test]\nfn {beginning}"),
                None => format!("#[test]\nfn {name}()"),
            };
            let mut texts = files.iter().filter(|(known, _)| file.is_none_or(|file| known == file));
            assert!(texts.any(|(_, text)| text.contains(&function)), "{test}: {row}");
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}
