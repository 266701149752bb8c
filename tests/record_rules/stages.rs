//! Stages in order, reading again, outcomes, the end (SPEC §13.9 rules 9, 12 and 14).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::record::*;
use sealbid::suite::hash;

const ALL: [usize; 3] = [0, 1, 2];
const AFTER: &str = "2026-07-01T09:11:00+08:00";

#[test]
fn nothing_of_a_stage_happens_before_the_closing() {
    let world = generous();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.now = time(TECHNICAL);
    record.refused(NotClosed, record.reread_made("technical", &[]));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(NotClosed, record.requested_made("technical", &request));
    record.refused(NotClosed, record.released_made("technical", "c0"));
    record.refused(NotClosed, record.refused_made("technical", &world.custodians[0], hash(&[b"x"])));
    record.refused(NotClosed, record.opened_made("technical", &fake(1)));
    record.refused(NotClosed, record.excluded_made("technical", &fake(1), Fault::Bidder));
    record.refused(NotClosed, record.finished_made("technical", &world.platform, &[TECHNICAL]));
    record.refused(NotClosed, record.quorum_lost_made(&record.quorum_lost("technical", COMMERCIAL)));
    let seeds = Event::Seeds { stage: id("technical"), seeds: hash(&[b"seeds"]) };
    record.refused(NotClosed, (seeds, vec![]));
    record.refused(UnknownBid, (Event::Rescued { digest: fake(1).digest }, vec![]));
}

#[test]
fn stages_come_one_after_another() {
    let world = World::new();
    let mut record = RecordBuilder::asked_with(&world, 1);
    record.refused(OutOfOrder, record.reread_made("commercial", &[]));
    record.refused(OutOfOrder, record.released_made("commercial", "c0"));
    record.refused(OutOfOrder, record.opened_made("commercial", &fake(1)));
    record.refused(OutOfOrder, record.finished_made("commercial", &world.platform, &[TECHNICAL]));
    record.refused(UnknownStage, record.reread_made("third", &[]));
    record.release("technical", &[0, 1]);
    record.add(record.opened_made("technical", &fake(1)));
    record.add(record.finished_made("technical", &world.platform, &[TECHNICAL]));
    record.refused(OutOfOrder, record.finished_made("technical", &world.platform, &[TECHNICAL]));
    record.refused(OutOfOrder, record.released_made("technical", "c2"));
    // The next one waits for the admission.
    record.refused(OutOfOrder, record.reread_made("commercial", &[]));
    assert_eq!(record.history.to_open(1).count(), 0);
    record.add(record.admitted_made("commercial", &record.admission("commercial", &[&fake(1)], &[])));
    record.request("commercial", COMMERCIAL);
    record.release("commercial", &[0, 1]);
    record.add(record.opened_made("commercial", &fake(1)));
    record.finish("commercial");
    record.refused(OutOfOrder, record.objection_made(&fake(9)));
    record.refused(OutOfOrder, (Event::Rescued { digest: fake(1).digest }, vec![]));
    record.refused(OutOfOrder, record.reread_made("commercial", &[]));
    let statuses: Vec<_> = record.history.bids().iter().map(|bid| bid.status.clone()).collect();
    assert_eq!(statuses, [BidStatus::Opened(1)]);
}

#[test]
fn reading_again_names_bids_of_the_stage_once() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 3);
    record.add(record.withdrawn_made(&fake(3), 1));
    record.close();
    record.now = time(TECHNICAL);
    record.refused(UnknownBid, record.reread_made("technical", &[&fake(4)]));
    record.refused(UnknownBid, record.reread_made("technical", &[&fake(3)]));
    record.refused(DuplicateId, record.reread_made("technical", &[&fake(1), &fake(1)]));
    record.add(record.reread_made("technical", &[&fake(1)]));
    record.add(record.reread_made("technical", &[&fake(1), &fake(2)]));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
    record.refused(OutOfOrder, record.reread_made("technical", &[]));
}

#[test]
fn an_outcome_is_of_a_bid_of_the_stage_and_given_once() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 3);
    record.add(record.withdrawn_made(&fake(3), 1));
    record.close();
    record.now = time(TECHNICAL);
    record.refused(OutOfOrder, record.excluded_made("technical", &fake(1), Fault::Bidder));
    record.request("technical", TECHNICAL);
    for bid in [fake(3), fake(4)] {
        record.refused(UnknownBid, record.excluded_made("technical", &bid, Fault::Bidder));
    }
    record.add(record.excluded_made("technical", &fake(1), Fault::Bidder));
    record.refused(UnknownBid, record.excluded_made("technical", &fake(1), Fault::Platform));
    record.release("technical", &[0, 1]);
    record.refused(UnknownBid, record.opened_made("technical", &fake(1)));
    record.add(record.opened_made("technical", &fake(2)));
}

#[test]
fn nothing_is_opened_without_its_quorum() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 1);
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    record.refused(QuorumNotMet, record.opened_made("technical", &fake(1)));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
    record.refused(QuorumNotMet, record.opened_made("technical", &fake(1)));
    record.add(record.released_made("technical", "c1"));
    record.refused(QuorumNotMet, record.opened_made("technical", &fake(1)));
    record.add(record.released_made("technical", "c2"));
    record.add(record.opened_made("technical", &fake(1)));
}

#[test]
fn a_damaged_bid_can_be_rescued_until_the_end() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 3);
    record.now = time(TECHNICAL);
    let rescued = |n: u8| (Event::Rescued { digest: fake(n).digest }, vec![]);
    record.add(record.reread_made("technical", &[&fake(1), &fake(2)]));
    record.refused(OutOfOrder, record.excluded_made("technical", &fake(1), Fault::Platform));
    record.refused(UnknownBid, rescued(3));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
    record.release("technical", &[0, 1]);
    record.refused(OutOfOrder, record.opened_made("technical", &fake(1)));
    record.add(rescued(1));
    record.refused(UnknownBid, rescued(1));
    record.add(record.opened_made("technical", &fake(1)));
    record.add(record.excluded_made("technical", &fake(2), Fault::Platform));
    record.refused(UnknownBid, rescued(2));
    record.add(record.opened_made("technical", &fake(3)));
}

/// Where no bid is left that would be released, nobody need be asked.
#[test]
fn damaged_bids_alone_need_no_request() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 2);
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[&fake(1)]));
    record.refused(OutOfOrder, record.excluded_made("technical", &fake(1), Fault::Platform));
    record.add(record.excluded_made("technical", &fake(2), Fault::Bidder));
    record.add(record.excluded_made("technical", &fake(1), Fault::Platform));
    record.finish("technical");
}

#[test]
fn a_stage_ends_when_every_bid_has_an_outcome_that_is_determined() {
    let world = World::new();
    let mut record = RecordBuilder::asked_with(&world, 2);
    record.release("technical", &[0, 1]);
    let finished = |record: &RecordBuilder| record.finished_made("technical", &world.platform, &[TECHNICAL]);
    record.add(record.opened_made("technical", &fake(1)));
    record.refused(OutOfOrder, finished(&record));
    record.add(record.excluded_made("technical", &fake(2), Fault::Undetermined));
    record.refused(OutOfOrder, finished(&record));
    let subject = |fault| Subject::Bid { stage: id("technical"), digest: fake(2).digest, fault };
    record.add(record.adjudicated_made(subject(Fault::Platform)));
    record.refused(NoTimestamp, record.finished_made("technical", &world.platform, &[]));
    record.refused(TooLarge, record.finished_made("technical", &world.platform, &[TECHNICAL; 17]));
    record.refused(WrongSigner, record.finished_made("technical", &world.tenderer, &[TECHNICAL]));
    let (event, mut attached) = finished(&record);
    let Event::Finished { stage, minutes, signature, .. } = event else { panic!() };
    attached[2] = record.token(hash(&[b"other minutes"]), time(TECHNICAL));
    let event = Event::Finished { stage, minutes, signature, tokens: vec![hash(&[&attached[2]])] };
    record.refused(TimestampImprint, (event, attached));
    record.add(finished(&record));
}

/// Nobody can end a stage before objections had their time, by leaving nothing to open.
#[test]
fn a_stage_ends_no_sooner_than_it_could_be_released() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 0);
    record.close_only();
    record.now = time(AFTER);
    let finished =
        |record: &RecordBuilder, at: &str| record.finished_made("technical", &world.platform, &[at]);
    record.refused(OutOfOrder, finished(&record, AFTER));
    record.add(record.reread_made("technical", &[]));
    record.refused(NotClosed, finished(&record, AFTER));
    let closed = record.history.closing().unwrap().entry + 1;
    let (note, imprint) = record.head_over(closed, &[], &platform_key());
    // Closed in the last second of grace: objections can be made until ten minutes past nine.
    let token = record.token(imprint, time("2026-07-01T09:01:00+08:00"));
    let event = Event::Head { note: hash(&[&note]), tokens: vec![hash(&[&token])] };
    record.add((event, vec![note, token]));
    record.refused(TooEarly, finished(&record, "2026-07-01T09:09:59+08:00"));
    record.add(record.objection_made(&fake(9)));
    record.refused(ObjectionOpen, finished(&record, TECHNICAL));
    record.add(record.adjudicated_made(Subject::Objection { digest: fake(9).digest }));
    record.add(finished(&record, TECHNICAL));
}
