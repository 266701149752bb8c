//! Every way in which a record can be wrong: each is found, under its rule, and nothing else is.

use crate::common::audited::*;
use crate::common::record::*;
use crate::make::*;
use crate::{wrong_arrivals, wrong_entries, wrong_evidence, wrong_holders, wrong_reviews, wrong_signers};
use sealbid::ErrorKind;
use sealbid::audit::*;
use std::collections::BTreeSet;

/// A mutation: under which rule it is found, as what, and how it is made.
pub type Case = (Rule, ErrorKind, &'static str, fn() -> Report);

/// Each is found under its rule, and nothing else is.
fn check(cases: &[Case]) {
    let mut wrong = vec![];
    for (rule, kind, what, make) in cases {
        let report = make();
        let found: Vec<_> = report.findings().map(|(rule, finding)| (rule, finding.error.kind())).collect();
        if found != [(*rule, *kind)] || report.overall() != Overall::Failed {
            let told =
                report.findings().map(|(rule, f)| format!("{}: {}: {}", rule.name(), f.place, f.error));
            wrong.push((what, kind, told.collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_wrong_entry_fails_its_rule_alone() {
    check(wrong_entries::CASES);
}

#[test]
fn each_wrong_arrival_fails_its_rule_alone() {
    check(wrong_arrivals::CASES);
}

#[test]
fn each_wrong_signer_fails_its_rule_alone() {
    check(wrong_signers::CASES);
}

#[test]
fn each_piece_of_wrong_evidence_fails_its_rule_alone() {
    check(wrong_evidence::CASES);
}

#[test]
fn each_wrong_holder_fails_its_rule_alone() {
    check(wrong_holders::CASES);
}

#[test]
fn each_wrong_review_fails_its_rule_alone() {
    check(wrong_reviews::CASES);
}

#[test]
fn every_rule_has_its_mutations() {
    let all = [
        wrong_entries::CASES,
        wrong_arrivals::CASES,
        wrong_signers::CASES,
        wrong_evidence::CASES,
        wrong_holders::CASES,
        wrong_reviews::CASES,
    ]
    .concat();
    let covered: BTreeSet<Rule> = all.iter().map(|case| case.0).collect();
    let missing: Vec<_> = Rule::ALL.into_iter().filter(|rule| !covered.contains(rule)).collect();
    assert_eq!(missing, []);
}

/// Whichever byte of a log file is changed, no audit passes it: not even as far as it could be checked.
#[test]
fn no_changed_byte_passes() {
    let record = RecordBuilder::new(world());
    let mut log = log_of(&record.frames, 10);
    let options = AuditOptions::new(trust(world()));
    assert_eq!(report(&record).overall(), Overall::PassedAsFar);
    for at in 0..log.len() {
        log[at] ^= 1 << (at % 8);
        let report = audit(&log, None, &options, Default::default()).unwrap();
        assert_eq!(report.overall(), Overall::Failed, "byte {at}");
        log[at] ^= 1 << (at % 8);
    }
}

/// Whoever writes the log can write checksums that fit: then the closed head and the entries' digests find the change.
#[test]
fn no_changed_entry_passes_beneath_a_head() {
    let (mut record, _) = received(world());
    let covered = record.history.len() as usize;
    record.close();
    for n in 0..covered {
        let good = record.frames[n].clone();
        let [entry, attachment] = [good.0.len(), good.1[0].len()];
        for at in (n..entry).step_by(entry / 3) {
            record.frames[n].0[at] ^= 1;
            assert_eq!(report(&record).overall(), Overall::Failed, "entry {n}, byte {at}");
            record.frames[n].0[at] ^= 1;
        }
        record.frames[n].1[0][attachment / 2] ^= 1;
        assert_eq!(report(&record).overall(), Overall::Failed, "attachment of entry {n}");
        record.frames[n] = good;
    }
    assert_eq!(report(&record).overall(), Overall::PassedAsFar);
}
