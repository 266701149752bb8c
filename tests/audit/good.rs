//! Records that keep the rules.

use crate::common::audited::*;
use crate::common::*;
use crate::make::*;
use sealbid::audit::*;
use sealbid::bid::Work;
use sealbid::notice::Advice;

/// Rules that were not checked, and why.
pub fn unchecked(report: &Report) -> Vec<(Rule, Why)> {
    let why = |result: &RuleResult| match &result.verdict {
        Verdict::NotChecked(why) => Some((result.rule, *why)),
        _ => None,
    };
    report.rules.iter().filter_map(why).collect()
}

#[test]
fn an_unfinished_record_passes_as_far_as_it_goes() {
    let world = World::new();
    let (record, _) = received(&world);
    let report = report(&record);
    assert_eq!(report.findings().next(), None);
    let evidence = [Rule::Bids, Rule::Releases, Rule::Outcomes].map(|rule| (rule, Why::NoEvidence));
    let unfinished = [Rule::Closing, Rule::Ends].map(|rule| (rule, Why::Unfinished));
    assert_eq!(unchecked(&report), [&unfinished[..], &evidence].concat());
    assert_eq!((report.overall(), report.bids[0].end), (Overall::PassedAsFar, End::None));
}

/// A notice that not everybody has accepted is none that a bid can be sealed for.
#[test]
fn a_notice_that_waits_for_acceptances_is_not_judged_yet() {
    let world = World::new();
    let (mut record, _) = received(&world);
    record.frames.truncate(3);
    let report = report(&record);
    assert_eq!(report.findings().next(), None);
    assert!(unchecked(&report).contains(&(Rule::Notice, Why::Unfinished)));
}

#[test]
fn what_weakens_a_record_is_said() {
    let mut world = World::with_custodians(1, 1);
    world.body.objection_period = 0;
    world.body.timestamp_authorities[0].own = true;
    let (mut record, _) = received(&world);
    record.close();
    let advice = [
        Advice::SingleCustodian,
        Advice::OneIsEnough,
        Advice::OwnTimestampAuthority,
        Advice::NoObjectionPeriod,
    ];
    let mut expected = advice.map(Remark::Advice).to_vec();
    expected.push(Remark::RevocationUnchecked);
    assert_eq!(report(&record).remarks, expected);
}

#[test]
fn one_thread_says_what_many_say() {
    let world = World::new();
    let (record, _) = opened(&world);
    let log = log_of(&record.frames, 100);
    let options = AuditOptions::new(crate::common::record::trust(&world));
    let on = |threads: usize| {
        let work = Work { threads: threads.try_into().unwrap(), ..Work::default() };
        audit(&log, None, &options, work).unwrap()
    };
    assert_eq!(on(1), on(4));
}
