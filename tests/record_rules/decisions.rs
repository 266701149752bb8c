//! Admissions and adjudications (SPEC §13.8).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::record::*;
use sealbid::suite::hash;

/// Three bids: one opened, one opened, one excluded at the first stage, which is finished.
fn one_stage(world: &World) -> RecordBuilder<'_> {
    let mut record = RecordBuilder::asked_with(world, 3);
    record.release("technical", &[0, 1]);
    record.add(record.opened_made("technical", &fake(1)));
    record.add(record.opened_made("technical", &fake(2)));
    record.add(record.excluded_made("technical", &fake(3), Fault::Bidder));
    record.finish("technical");
    record
}

#[test]
fn an_admission_speaks_of_every_bid_that_was_opened_and_of_no_other() {
    let world = World::new();
    let mut record = one_stage(&world);
    let [one, two, excluded, stranger] = [1, 2, 3, 4].map(fake);
    let refused = |record: &mut RecordBuilder, kind, admitted: &[&Fake], out: &[&Fake]| {
        let admission = record.admission("commercial", admitted, out);
        record.refused(kind, record.admitted_made("commercial", &admission));
    };
    refused(&mut record, AdmissionIncomplete, &[&one], &[]);
    refused(&mut record, AdmissionIncomplete, &[], &[&two]);
    refused(&mut record, AdmissionIncomplete, &[&one, &two, &excluded], &[]);
    refused(&mut record, AdmissionIncomplete, &[&one, &two], &[&stranger]);
    refused(&mut record, DuplicateId, &[&one, &two], &[&two]);
    refused(&mut record, DuplicateId, &[&one, &one], &[&two]);
    record.add(record.admitted_made("commercial", &record.admission("commercial", &[&one], &[&two])));
    assert_eq!(record.history.bids()[1].status, BidStatus::NotAdmitted(1));
    assert_eq!(record.history.to_open(1).map(|bid| bid.digest).collect::<Vec<_>>(), [one.digest]);
    // Once only, and what is not admitted stays shut.
    refused(&mut record, OutOfOrder, &[&one, &two], &[]);
    record.request("commercial", COMMERCIAL);
    record.release("commercial", &[0, 1]);
    record.refused(UnknownBid, record.opened_made("commercial", &two));
    record.refused(UnknownBid, record.opened_made("commercial", &excluded));
    record.add(record.opened_made("commercial", &one));
}

#[test]
fn an_admission_is_the_tenderers_and_for_this_stage() {
    let world = World::new();
    let mut record = one_stage(&world);
    let good = record.admission("commercial", &[&fake(1)], &[&fake(2)]);
    let made = |record: &RecordBuilder, change: fn(&mut Admission)| {
        let mut admission = record.admission("commercial", &[&fake(1)], &[&fake(2)]);
        change(&mut admission);
        record.admitted_made("commercial", &admission)
    };
    record.refused(WrongTender, made(&record, |a| a.tender = hash(&[b"another"])));
    record.refused(UnknownStage, made(&record, |a| a.stage = id("technical")));
    record.refused(NotYetIssued, made(&record, |a| a.issued = a.issued.plus(1)));
    record.refused(BadField, made(&record, |a| a.excluded[0].reason.clear()));
    record.refused(BadField, made(&record, |a| a.excluded[0].reason = "x".repeat(4097)));
    record.refused(UnknownStage, record.admitted_made("third", &good));
    let signed = signed_by(&world.platform, good.to_bytes().unwrap(), record.now);
    let event = |admission| Event::Admitted { stage: id("commercial"), admission };
    record.refused(WrongSigner, with(signed, event));
    record.add(record.admitted_made("commercial", &good));
}

#[test]
fn an_admission_comes_between_two_stages() {
    let world = World::new();
    let mut record = RecordBuilder::asked_with(&world, 1);
    record.refused(OutOfOrder, record.admitted_made("technical", &record.admission("technical", &[], &[])));
    let early = record.admission("commercial", &[], &[]);
    record.refused(OutOfOrder, record.admitted_made("commercial", &early));
    record.release("technical", &[0, 1]);
    record.add(record.opened_made("technical", &fake(1)));
    let early = record.admission("commercial", &[&fake(1)], &[]);
    record.refused(OutOfOrder, record.admitted_made("commercial", &early));
    record.finish("technical");
    record.add(record.admitted_made("commercial", &early));
}

#[test]
fn too_long_an_admission_is_refused() {
    let digests = (0..100_001u32).map(|n| hash(&[&n.to_be_bytes()])).collect();
    let place = (hash(&[b"tender"]), id("commercial"), time(COMMERCIAL));
    let mut admission = Admission::new(place.0, place.1, place.2, digests, vec![]);
    let parse =
        |admission: &Admission| Admission::parse(&admission.to_bytes().unwrap()).map_err(|e| e.kind());
    assert_eq!(parse(&admission).map(|_| ()), Err(TooLarge));
    admission.admitted.pop();
    assert_eq!(parse(&admission).map(|_| ()), Ok(()));
}

#[test]
fn the_adjudicator_decides_what_is_undetermined_and_nothing_else() {
    let world = World::new();
    let mut record = RecordBuilder::asked_with(&world, 2);
    record.release("technical", &[0, 1]);
    record.add(record.opened_made("technical", &fake(1)));
    record.add(record.excluded_made("technical", &fake(2), Fault::Undetermined));
    let subject =
        |n: u8, stage: &str, fault| Subject::Bid { stage: id(stage), digest: fake(n).digest, fault };
    let made = |record: &RecordBuilder, subject| record.adjudicated_made(subject);
    record.refused(UnknownBid, made(&record, subject(3, "technical", Fault::Platform)));
    record.refused(UnknownStage, made(&record, subject(2, "third", Fault::Platform)));
    record.refused(OutOfOrder, made(&record, subject(1, "technical", Fault::Platform)));
    record.refused(OutOfOrder, made(&record, subject(2, "commercial", Fault::Platform)));
    record.refused(BadField, made(&record, subject(2, "technical", Fault::Undetermined)));
    let good = record.adjudication(subject(2, "technical", Fault::Platform));
    let event = |decision| Event::Adjudicated { decision };
    let changed = |change: fn(&mut Adjudication)| {
        let mut wrong = good.clone();
        change(&mut wrong);
        with(signed_by(&world.adjudicator, wrong.to_bytes().unwrap(), time(TECHNICAL)), event)
    };
    record.refused(WrongTender, changed(|a| a.tender = hash(&[b"another"])));
    record.refused(NotYetIssued, changed(|a| a.issued = a.issued.plus(1)));
    record.refused(BadField, changed(|a| a.reason.clear()));
    // The office's name is not enough: it is this certificate.
    let namesake = organisation(&world.ca, "Supervision Office", sealbid::ca::KeyType::P256);
    let signed = signed_by(&namesake, good.to_bytes().unwrap(), record.now);
    record.refused(WrongSigner, with(signed, event));
    record.add(changed(|_| ()));
    assert_eq!(record.history.bids()[1].status, BidStatus::Excluded(0, Fault::Platform));
    record.refused(OutOfOrder, changed(|_| ()));
}
