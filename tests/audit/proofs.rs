//! Proofs from a record, and what it says to a bidder.

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::*;
use crate::make::*;
use sealbid::ErrorKind;
use sealbid::audit::*;
use sealbid::record::*;
use sealbid::wire::Hex;

fn keys(world: &World) -> Vec<(sealbid::wire::Id, sealbid::wire::Hex<32>)> {
    world.custodians.iter().map(|key| (key.custodian().clone(), key.record_key())).collect()
}

#[test]
fn an_entry_is_proven_under_the_latest_head() {
    let world = world();
    let (record, _) = requested(world);
    let log = log_of(&record.frames, 7);
    let proof = ProofFile::parse(&prove(&log, 4).unwrap().to_bytes()).unwrap();
    // The head that came with the request covers everything before it.
    assert_eq!(proof.head.checkpoint().size, record.history.len() - 1);
    let tender = record.history.tender().unwrap();
    let custodians = keys(world);
    let cosigned = proof.verify(&record.frames[4].0, &tender, &platform_key().public(), &custodians).unwrap();
    assert_eq!(cosigned.len(), 3);
    let other = proof.verify(&record.frames[5].0, &tender, &platform_key().public(), &custodians);
    assert_eq!(other.map_err(|e| e.kind()), Err(ErrorKind::BadProof));
    let last = record.history.len() - 1;
    assert_eq!(prove(&log, last).map_err(|e| e.kind()), Err(ErrorKind::OutsideTree), "no head covers it");
}

#[test]
fn a_record_is_proven_to_have_only_grown() {
    let world = world();
    let (record, _) = requested(world);
    let log = log_of(&record.frames, 7);
    let closed = record.history.closing().unwrap().entry + 1;
    let later = record.history.len() - 1;
    let mut proof = prove_consistency(&log, closed, later).unwrap();
    assert_eq!(proof.verify(), Ok(()));
    proof.path[0].0[0] ^= 1;
    assert_eq!(proof.verify().map_err(|e| e.kind()), Err(ErrorKind::BadProof));
    for (old, new) in [(closed - 1, later), (later, closed), (closed, later + 1)] {
        assert_eq!(
            prove_consistency(&log, old, new).map_err(|e| e.kind()),
            Err(ErrorKind::OutsideTree),
            "{old} to {new}"
        );
    }
}

#[test]
fn a_bidder_learns_what_became_of_its_bid() {
    let world = world();
    let (record, [first, second]) = whole(world);
    let log = log_of(&record.frames, 7);
    let entry = record.history.find(&second).unwrap().entry;
    let receipt = record.frames[entry as usize].1[1].clone();
    let report = audit_receipt(&log, &receipt, &trust(world)).unwrap();
    assert_eq!((report.standing, report.broken), (Standing::Recorded(entry), None));
    assert_eq!(report.bid.unwrap().end, End::NotAdmitted(1));
    let stages: Vec<_> = report.stages.iter().map(|s| (s.stage.as_str(), s.fault)).collect();
    assert_eq!(stages, [("technical", None)]);
    let proof = report.proof.unwrap();
    assert_eq!(proof.head.checkpoint().size, record.history.closing().unwrap().entry + 1, "the closed head");
    let tender = record.history.tender().unwrap();
    let entry = &record.frames[entry as usize].0;
    proof.verify(entry, &tender, &platform_key().public(), &keys(world)).unwrap();
    let entry = record.history.find(&first).unwrap().entry;
    let receipt = record.frames[entry as usize].1[1].clone();
    let report = audit_receipt(&log, &receipt, &trust(world)).unwrap();
    assert_eq!((report.bid.unwrap().end, report.stages.len()), (End::Opened(1), 2));
}

/// Whoever withdraws a bid in its bidder's name is shown to the bidder.
#[test]
fn a_bidder_learns_under_whose_certificate_its_bid_was_withdrawn() {
    let (mut record, [first, second]) = received(world());
    let entry = |record: &RecordBuilder<'_>, digest| record.history.find(digest).unwrap().entry as usize;
    let receipt = |record: &RecordBuilder<'_>, digest| record.frames[entry(record, digest)].1[1].clone();
    crate::wrong_signers::withdraw(&mut record, first, second_bidder());
    let log = log_of(&record.frames, 7);
    let ask = |digest| audit_receipt(&log, &receipt(&record, digest), &trust(world())).unwrap();
    let withdrawn = ask(&first);
    assert_eq!(withdrawn.bid.unwrap().end, End::Withdrawn);
    assert_eq!(withdrawn.retired_under.as_ref(), Some(second_bidder().certificate()));
    assert_eq!(ask(&second).retired_under, None);
}

#[test]
fn a_receipt_that_the_record_lacks_is_said_to_be_missing() {
    let world = world();
    let (mut other, _) = received(world);
    arrives(&mut other, good_token, good_receipt);
    let receipt = other.frames.last().unwrap().1[1].clone();
    let mut record = RecordBuilder::new(world);
    record.close();
    let ask = |frames: &[(Vec<u8>, Vec<Vec<u8>>)]| {
        audit_receipt(&log_of(frames, 7), &receipt, &trust(world)).unwrap()
    };
    let missing = Standing::Missing { raised: false, settled: false };
    let report = ask(&record.frames);
    assert_eq!((report.standing, report.proof, report.bid), (missing, None, None));
    record.frames.pop();
    force(&mut record, Event::Rescued { digest: Hex([0; 32]) }, vec![]);
    assert_eq!(ask(&record.frames).standing, Standing::Unknown);
    // Somebody else's receipt is none.
    let forged = Signed::by_certificate(b"{}".to_vec(), &impostor("County Trading Centre"), time(ARRIVED));
    let forged = forged.unwrap().to_bytes().unwrap();
    assert!(audit_receipt(&log_of(&record.frames, 7), &forged, &trust(world)).is_err());
}
