//! Blind review in an audit (SPEC §19.4): a good one passes, and each way in which one can be wrong is found.

use crate::common::audited::*;
use crate::reviews::*;
use crate::wrong_reviews::copy;
use sealbid::ErrorKind::*;
use sealbid::audit::{Overall, Report, Rule, Verdict, Why};
use sealbid::wire::Hex;

/// One of the bids, by its place among the entries, is held back.
fn hold_back(told: &mut Told, bid: usize) {
    let digest = told.bids[bid];
    let place = told.order.iter().position(|found| *found == digest).unwrap();
    let gone = told.blinded.lots[0].codes.remove(place);
    told.different.retain(|commitment| gone.copies.iter().all(|copy| copy.commitment != *commitment));
    told.order.remove(place);
    told.withheld.push(digest);
}

/// What a build with the transformation finds. Another one can look at no copy.
fn found_of(report: &Report) -> Vec<(Rule, sealbid::ErrorKind)> {
    if remake(0).is_none() {
        assert_eq!(*verdict(report), Verdict::NotChecked(Why::OtherTransformation));
    }
    report.findings().map(|(rule, found)| (rule, found.error.kind())).collect()
}

fn verdict(report: &Report) -> &Verdict {
    &report.rules.iter().find(|result| result.rule == Rule::Review).unwrap().verdict
}

#[test]
fn a_good_review_passes() {
    let report = reviewed(|_| ());
    let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.to_string())).collect();
    assert_eq!(found, []);
    let expected = match remake(0) {
        Some(_) => Verdict::Holds,
        None => Verdict::NotChecked(Why::OtherTransformation),
    };
    assert_eq!(*verdict(&report), expected);
    // Nobody asks for blind review, and nothing is found about it.
    assert_eq!(*verdict(&Tender::whole().0.report()), Verdict::Holds);
}

#[test]
fn before_the_names_are_published_nothing_can_be_said() {
    let report = reviewed(|told| told.unblind = false);
    assert_eq!(*verdict(&report), Verdict::NotChecked(Why::Unfinished));
    assert_eq!(report.overall(), Overall::PassedAsFar);
}

/// The names of two codes are exchanged once the scores are known: what was dealt is committed to the others. Nobody needs
/// the evidence to see that.
#[test]
fn exchanged_names_are_found_without_the_evidence() {
    for evidence in [false, true] {
        let report = reviewed(|told| {
            told.order.reverse();
            told.evidence = evidence;
        });
        let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.kind())).collect();
        assert_eq!(found, [(Rule::Review, WrongCodes)], "{evidence}");
    }
}

/// They were exchanged from the beginning, in the commitments too: then the codes do not follow from the seeds.
#[test]
fn names_that_were_dealt_exchanged_are_found() {
    let report = reviewed(|told| {
        told.order.reverse();
        (0..2).for_each(|code| told.commit(code));
    });
    let codes: Vec<_> = report.findings().filter(|(_, found)| found.error.kind() == WrongCodes).collect();
    assert_eq!(codes.len(), 2);
    assert!(report.findings().all(|(rule, _)| rule == Rule::Review));
}

/// Whoever audits without the evidence opens every commitment, and nothing more.
#[test]
fn openings_are_followed_without_the_evidence() {
    let report = reviewed(|told| told.evidence = false);
    assert_eq!(*verdict(&report), Verdict::NotChecked(Why::NoEvidence));
    let report = reviewed(|told| {
        told.opening(1).salt = Hex([7; 32]);
        told.evidence = false;
    });
    let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.kind())).collect();
    assert_eq!(found, [(Rule::Review, WrongCodes)]);
}

/// The hall says that it made a copy again which it did not, or the reverse.
#[test]
fn a_lie_about_making_a_copy_again_is_found() {
    for said in [true, false] {
        let report = reviewed(|told| {
            let wrong = (0..2).find(|n| copy(told, *n).remade != said);
            let Some(n) = wrong else { return };
            copy(told, n).remade = said;
            let commitment = copy(told, n).commitment;
            if said {
                told.different.retain(|found| *found != commitment);
            } else {
                told.different.push(commitment);
            }
        });
        let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.kind())).collect();
        let expected: &[_] = if remake(0).is_some() { &[(Rule::Review, EvidenceMismatch)] } else { &[] };
        assert_eq!(found, expected, "{said}");
    }
}

/// A hall that holds back whom it likes would decide on the tender.
#[test]
fn a_bid_that_is_held_back_without_a_reason_is_found() {
    for bid in [0, 1] {
        let report = reviewed(|told| hold_back(told, bid));
        let expected: &[_] = if remake(0).is_some() { &[(Rule::Review, EvidenceMismatch)] } else { &[] };
        assert_eq!(found_of(&report), expected, "{bid}");
    }
}

/// A bidder whose client does what it likes seals its name in its copy; whoever deals it helps it.
#[test]
fn a_copy_with_a_name_that_was_dealt_is_found() {
    let second = Second { copy: "云启建设\n", ..SECOND };
    let report = reviewed_with(second, |_| ());
    let expected: &[_] = if remake(0).is_some() { &[(Rule::Review, NamesLeft)] } else { &[] };
    assert_eq!(found_of(&report), expected);
    // Reports go to everybody: of which kind it is, where and how often.
    let told = report.findings().map(|(_, found)| (found.error.place(), found.error.detail()));
    assert!(told.into_iter().all(|told| told == ("part method, copy 1", "names: 1")));
    assert_eq!(found_of(&reviewed_with(second, |told| hold_back(told, 1))), []);
}

/// Terms that nobody can read are a reason to hold a bid back, and none for an audit to fail.
#[test]
fn a_bid_with_unreadable_terms_can_be_held_back() {
    let second = Second { terms: "{}", ..SECOND };
    assert_eq!(found_of(&reviewed_with(second, |told| hold_back(told, 1))), []);
}

/// What a bidder does not declare, its certificate states: nobody is dealt a copy with it, whatever its terms.
#[test]
fn a_copy_with_what_the_certificate_states_is_found() {
    let certificate = Some(("未申报公司", "914403001922038216"));
    for copy in ["未申报公司\n", "914403001922038216\n"] {
        let second = Second { copy, certificate, ..SECOND };
        let expected: &[_] = if remake(0).is_some() { &[(Rule::Review, NamesLeft)] } else { &[] };
        assert_eq!(found_of(&reviewed_with(second, |_| ())), expected, "{copy}");
        assert_eq!(found_of(&reviewed_with(second, |told| hold_back(told, 1))), [], "{copy}");
    }
    // Its copies may say anything else.
    assert_eq!(found_of(&reviewed_with(Second { certificate, ..SECOND }, |_| ())), []);
}

/// Copies are the right ones, and only their numbers are others: those of the paths with the name in them.
#[test]
fn copies_that_are_numbered_by_a_name_are_found() {
    let report = reviewed(|told| {
        let first = told.order.iter().position(|bid| *bid == told.bids[0]).unwrap();
        told.openings.get_mut(&told.bids[0]).unwrap().swap(0, 1);
        let copies = &mut told.blinded.lots[0].codes[first].copies;
        copies.swap(0, 1);
        copies.iter_mut().zip(["01.txt", "02.txt"]).for_each(|(copy, name)| copy.name = name.to_owned());
    });
    let expected: &[_] = if remake(0).is_some() { &[(Rule::Review, EvidenceMismatch)] } else { &[] };
    assert_eq!(found_of(&report), expected);
}
