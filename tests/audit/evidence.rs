//! Records with their evidence.

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::*;
use crate::good::unchecked;
use sealbid::ErrorKind;
use sealbid::audit::*;
use sealbid::record::*;

#[test]
fn a_good_tender_passes_with_its_evidence() {
    let (tender, _) = Tender::whole();
    let report = tender.report();
    assert_eq!((report.findings().next(), unchecked(&report)), (None, vec![]));
    assert_eq!(report.overall(), Overall::Passed);
    assert_eq!(report.entries, tender.record.history.len());
    assert_eq!(report.root, tender.record.history.tree().root());
    let bids: Vec<_> = report.bids.iter().map(|b| (b.bidder.as_deref().unwrap(), b.end, b.checked)).collect();
    assert_eq!(bids, [("示例公司", End::Opened(1), true), ("第二公司", End::NotAdmitted(1), true)]);
    assert_eq!(report.remarks, [Remark::RevocationUnchecked]);
    let facts = report.tender.unwrap();
    assert_eq!((facts.tender_id, facts.tenderer), (id("T-1"), "County Works Office".into()));
}

#[test]
fn the_same_tender_passes_as_far_as_it_goes_without_its_evidence() {
    let (tender, _) = Tender::whole();
    let report = crate::make::report(&tender.record);
    assert_eq!(report.findings().next(), None);
    let rules = [Rule::Bids, Rule::Releases, Rule::Outcomes];
    assert_eq!(unchecked(&report), rules.map(|rule| (rule, Why::NoEvidence)));
    assert_eq!(report.overall(), Overall::PassedAsFar);
    assert!(report.bids.iter().all(|bid| !bid.checked));
}

/// The hall lost a file: the record says so, and the evidence lacks it.
#[test]
fn a_bid_that_the_record_says_is_lost_need_not_be_there() {
    let (mut tender, [first, _]) = Tender::released();
    let lost = tender.files.bids.remove(&first).unwrap();
    tender.judge("technical", |outcome| outcome);
    tender.finish("technical");
    let report = tender.report();
    assert_eq!(report.findings().next(), None, "{:?}", report.findings().next());
    assert_eq!((report.bids[0].fault, report.bids[0].checked), (Some(Fault::Platform), false));
    // It turns up later: how it was then, nobody can see any more.
    tender.files.bids.insert(first, lost);
    let report = tender.report();
    assert_eq!(report.findings().next(), None);
    assert!(unchecked(&report).contains(&(Rule::Outcomes, Why::FoundAgain)));
    assert!(report.remarks.contains(&Remark::FoundAgain(first)));
    assert!(!report.bids[0].checked);
}

/// Holders' silence is final when the operator says so: no release is recorded afterwards.
#[test]
fn who_waited_in_vain_is_the_holders_fault() {
    let (mut tender, _) = Tender::received();
    tender.record.close();
    tender.record.request("technical", TECHNICAL);
    tender.release("technical", &[0]);
    tender.judge("technical", |outcome| outcome);
    tender.record.refused(ErrorKind::OutOfOrder, tender.record.released_made("technical", "c1"));
    tender.finish("technical");
    let report = tender.report();
    assert_eq!(report.findings().next(), None, "{:?}", report.findings().next());
    assert_eq!(report.bids[0].fault, Some(Fault::Holders));
}

/// A bid that was withdrawn under a certificate is gone, so nobody sees whose certificate it should have been.
#[test]
fn what_was_withdrawn_under_a_certificate_is_said() {
    let (mut tender, [first, _]) = Tender::received();
    crate::wrong_signers::withdraw(&mut tender.record, first, &crate::common::audited::world().bidder);
    let here = tender.report();
    assert!(
        !here.remarks.contains(&Remark::RetiredByCertificate(first)),
        "the evidence shows that it is right"
    );
    tender.files.bids.remove(&first);
    let gone = tender.report();
    for report in [here, gone.clone(), crate::make::report(&tender.record)] {
        assert_eq!(report.findings().next(), None);
        assert_eq!(report.bids[0].end, End::Withdrawn);
    }
    assert!(gone.remarks.contains(&Remark::RetiredByCertificate(first)));
}

/// Evidence that cannot be read says nothing about the record.
#[test]
fn a_disk_that_cannot_be_read_is_no_verdict() {
    struct Broken;
    impl sealbid::bid::ReadAt for Broken {
        fn size(&self) -> sealbid::Result<u64> {
            Err(sealbid::ErrorKind::Io.into())
        }
        fn read_exact_at(&self, _: u64, _: &mut [u8]) -> sealbid::Result<()> {
            Err(sealbid::ErrorKind::Io.into())
        }
    }
    let options = AuditOptions::new(trust(crate::common::audited::world()));
    let read = audit(&Broken, None, &options, Default::default());
    assert_eq!(read.map_err(|e| e.kind()), Err(sealbid::ErrorKind::Io));
}
