//! Every way in which a record can be wrong: each is found, under its rule, and nothing else is.

use crate::common::record::*;
use crate::common::*;
use crate::make::*;
use crate::{wrong_entries, wrong_evidence, wrong_signers};
use sealbid::ErrorKind;
use sealbid::audit::*;
use std::collections::BTreeSet;

/// A mutation: under which rule it is found, as what, and how it is made.
pub type Case = (Rule, ErrorKind, &'static str, fn() -> Report);

fn cases() -> Vec<Case> {
    let mut cases = wrong_entries::CASES.to_vec();
    cases.extend(wrong_signers::CASES);
    cases.extend(wrong_evidence::CASES);
    cases
}

#[test]
fn each_mutation_fails_its_rule_alone() {
    let mut wrong = vec![];
    for (rule, kind, what, make) in cases() {
        let report = make();
        let found: Vec<_> = report.findings().map(|(rule, finding)| (rule, finding.error.kind())).collect();
        if found != [(rule, kind)] || report.overall() != Overall::Failed {
            let told =
                report.findings().map(|(rule, f)| format!("{}: {}: {}", rule.name(), f.place, f.error));
            wrong.push((what, kind, told.collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_has_its_mutations() {
    let covered: BTreeSet<Rule> = cases().iter().map(|case| case.0).collect();
    let missing: Vec<_> = Rule::ALL.into_iter().filter(|rule| !covered.contains(rule)).collect();
    assert_eq!(missing, []);
}

/// Whichever byte of a log file is changed, no audit passes it: not even as far as it could be checked.
#[test]
fn no_changed_byte_passes() {
    let world = World::with_custodians(1, 1);
    let (record, _) = received(&world);
    let mut log = log_of(&record.frames, 3);
    let options = AuditOptions::new(trust(&world));
    let good = report(&record);
    assert_eq!(good.overall(), Overall::PassedAsFar);
    // The checksums find it wherever it is, so it need not be followed everywhere.
    for at in (0..log.len()).step_by(37) {
        log[at] ^= 1 << (at % 8);
        let report = audit(&log, None, &options, Default::default()).unwrap();
        assert_eq!(report.overall(), Overall::Failed, "byte {at}");
        log[at] ^= 1 << (at % 8);
    }
}
