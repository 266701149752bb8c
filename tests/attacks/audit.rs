//! Attacks on a record after the fact, by whoever keeps it.

use super::common::audited::*;
use super::common::record::*;
use super::common::*;
use sealbid::ErrorKind;
use sealbid::audit::*;
use sealbid::bid::Work;
use sealbid::ca::KeyType;
use sealbid::record::*;
use sealbid::suite::{Digest, hash};

fn found(report: &Report) -> Vec<(Rule, ErrorKind)> {
    report.findings().map(|(rule, finding)| (rule, finding.error.kind())).collect()
}

fn audited(record: &RecordBuilder<'_>, change: impl FnOnce(&mut AuditOptions)) -> Report {
    let mut options = AuditOptions::new(trust(record.world));
    change(&mut options);
    audit(&log_of(&record.frames, 7), None, &options, Work::default()).unwrap()
}

/// The platform writes another history, with its own signatures and with tokens from the same authority. A head that
/// anybody keeps shows it, and no custodian cosigns a second history.
#[test]
fn record_rewritten_by_the_platform() {
    let (mut honest, _) = Tender::received();
    honest.record.close();
    let kept = honest.record.frames.last().unwrap().1[0].clone();
    let mut other = Tender::new(world());
    other.bid(shared_bids()[1].clone());
    let (bids, mut record) = (other.record.frames.len(), other.record);
    record.close();
    // A head without cosignatures: this the platform can make alone.
    let Event::Head { tokens, .. } = Entry::parse(&record.frames.last().unwrap().0).unwrap().event else {
        panic!("no head")
    };
    let (_, attachments) = record.frames.pop().unwrap();
    let text = Head::parse(&attachments[0]).unwrap().checkpoint().clone();
    let note = Head::sign(&text, &platform_key()).unwrap().to_bytes();
    let number = record.frames.len() as u64;
    let entry = Entry::new(number, record.now, Event::Head { note: hash(&[&note]), tokens });
    record.frames.push((entry.to_bytes().unwrap(), vec![note, attachments[1].clone()]));
    assert_eq!(bids, 5);
    assert_eq!(found(&audited(&record, |_| {})), [(Rule::Closing, ErrorKind::CosignersMissing)]);
    let with_head = audited(&record, |options| options.heads.push(kept.clone()));
    assert!(found(&with_head).contains(&(Rule::Heads, ErrorKind::HeadMismatch)));
    assert_eq!(found(&audited(&honest.record, |options| options.heads.push(kept))), []);
}

/// The platform leaves a bid out, and every custodian cosigns what it shows them. The bidder has the receipt.
#[test]
fn dropped_bid_shown_by_its_receipt() {
    let (whole, _) = Tender::received();
    let receipt = whole.record.frames[4].1[1].clone();
    let mut dropped = Tender::new(world());
    dropped.bid(shared_bids()[1].clone());
    dropped.record.close();
    assert_eq!(found(&audited(&dropped.record, |_| {})), []);
    let report = audited(&dropped.record, |options| options.receipts.push(receipt.clone()));
    assert_eq!(found(&report), [(Rule::Objections, ErrorKind::BidMissing)]);
    let log = log_of(&dropped.record.frames, 7);
    let asked = audit_receipt(&log, &receipt, &trust(world())).unwrap();
    assert_eq!(asked.standing, Standing::Missing { raised: false, settled: false });
}

/// Somebody frames the platform with a receipt that it never gave: under the same name, but not its authority.
#[test]
fn receipt_of_another_platform() {
    let (mut tender, _) = Tender::received();
    tender.record.close();
    let (other_ca, _) = (World::new().ca, ());
    let impostor = organisation(&other_ca, "County Trading Centre", KeyType::P256);
    let notice = tender.record.notice.notice();
    let place = (notice.tender(), notice.digest(), id("1"), sealbid::wire::Hex([9; 32]));
    let receipt = Receipt::new(ReceiptKind::Bid, place, hash(&[b"no bid"]), time(ARRIVED));
    for signer in [&impostor, &world().tenderer] {
        let forged = receipt.sign(signer).unwrap().to_bytes().unwrap();
        let report = audited(&tender.record, |options| options.receipts.push(forged));
        assert_eq!(found(&report), []);
        let told = report.remarks.iter().any(|r| matches!(r, Remark::NotCounted(Place::Receipt(0), _)));
        assert!(told, "{:?}", report.remarks);
    }
}

/// The platform says that a good bid could not be opened by its bidder's fault.
#[test]
fn outcome_invented_by_the_platform() {
    let reason = Reason::of(&sealbid::Error::new(ErrorKind::LockInconsistent));
    let tender = Tender::first_stage_with(|_| Outcome::Excluded {
        fault: Fault::Bidder,
        reason: reason.clone(),
        evidence: vec![],
    });
    // The record alone agrees with itself, and says so no further than that.
    assert_eq!(audited(&tender.record, |_| {}).overall(), Overall::PassedAsFar);
    let report = tender.report();
    assert_eq!(found(&report), [(Rule::Outcomes, ErrorKind::OutcomeMismatch)]);
    assert!(!report.bids[0].checked && report.bids[1].checked);
}

/// The minutes that are signed and published name another price than the record.
#[test]
fn minutes_that_say_something_else() {
    let (mut tender, _) = Tender::released();
    tender.judge("technical", |outcome| outcome);
    let minutes = String::from_utf8(tender.minutes("technical")).unwrap();
    let other = minutes.replacen("优良", "合格", 1);
    assert_ne!(minutes, other);
    let (event, attachments) = finished(&tender.record, "technical", other.into_bytes(), &world().platform);
    tender.record.push(event, attachments);
    assert_eq!(found(&tender.report()), [(Rule::Minutes, ErrorKind::MinutesMismatch)]);
}

/// The platform puts another file in the place of a bid, before the auditors look.
#[test]
fn bid_of_the_evidence_exchanged() {
    let (mut tender, [first, second]) = Tender::whole();
    let other = tender.files.bids[&second].clone();
    tender.files.bids.insert(first, other);
    let report = tender.report();
    assert!(found(&report).contains(&(Rule::Bids, ErrorKind::BidDamaged)), "{:?}", found(&report));
    assert_eq!((report.overall(), report.bids[0].checked), (Overall::Failed, false));
}

/// The platform keeps one bid shut: it records that too few holders have released, and only then what they released, so
/// that the others can be opened. Nothing is released any more once a bid was given up for want of it.
#[test]
fn bid_shut_before_the_releases_are_recorded() {
    let (mut tender, [first, second]) = Tender::received();
    let shut = |digest: Digest| {
        let unmet = sealbid::Error::new(ErrorKind::QuorumNotMet).at("quorum 1: c0, c1, c2");
        let (fault, reason) = (Fault::Holders, Reason::of(&unmet));
        let outcome = Outcome::Excluded { fault, reason, evidence: vec![digest] };
        (Event::Outcome { stage: id("technical"), digest, outcome }, vec![])
    };
    let record = &mut tender.record;
    record.close();
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    record.refused(ErrorKind::OutOfOrder, shut(first));
    record.request("technical", TECHNICAL);
    record.add(shut(first));
    for holder in ["c0", "c2"] {
        record.refused(ErrorKind::OutOfOrder, record.released_made("technical", holder));
    }
    record.add(shut(second));
    tender.finish("technical");
    assert_eq!(found(&tender.report()), []);
}
