//! Attacks on the record: by the platform that keeps it, and by those who sign what stands in it.

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::record::*;
use sealbid::suite::hash;

const DEADLINE: &str = "2026-07-01T09:00:00+08:00";
const AFTER: &str = "2026-07-01T09:00:20+08:00";
const ALL: [usize; 3] = [0, 1, 2];

/// The platform lets a friend bid after the deadline: openly, under another name, by a longer deadline of which nobody
/// knew, in the place of an earlier bid, as the file of an announcement that was never made, and after the closing.
#[test]
fn insertion_after_the_deadline() {
    let world = generous();
    let mut record = RecordBuilder::with_bids(&world, 2);
    let friend = fake(3);
    record.now = time(AFTER);
    record.refused(Late, record.bid_made(&friend));
    record.refused(Late, record.announced_made(&friend));
    record.refused(Late, record.replaced_made(&fake(2), &friend, 1));
    record.refused(UnknownBid, record.delivered_made(&friend, |_| ()));
    // The platform's clock is set back, and the tenderer helps: the token tells.
    record.now = time(ARRIVED);
    let stages = ["2026-07-01T10:10:00+08:00", "2026-07-02T10:00:00+08:00"];
    let moved = record.postponement("2026-07-01T10:00:00+08:00", stages);
    record.refused(NoTimestamp, record.postponed_made(&moved, &world.tenderer, None));
    record.refused(AfterDeadline, record.postponed_made(&moved, &world.tenderer, Some(time(AFTER))));
    record.close();
    let backdated = record.bid_with(&friend, |bid| bid.arrived = time(ARRIVED), |_| ());
    record.refused(BoxClosed, backdated);
    record.refused(BoxClosed, record.postponed_made(&moved, &world.tenderer, Some(time(ARRIVED))));
    assert_eq!(record.history.to_open(0).count(), 2);
}

/// After the deadline the tenderer does not like who has bid: a new notice would void every bid.
#[test]
fn superseded_by_a_later_notice() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let body = record.amendment();
    record.refused(AfterDeadline, record.notice_made(&body, &world.tenderer, Some(time(AFTER))));
    record.refused(NoTimestamp, record.notice_made(&body, &world.tenderer, None));
    // Before it, a notice whose deadline leaves nobody the time to seal again.
    let mut sooner = body.clone();
    sooner.deadline = record.now.plus(1);
    record.refused(NotLater, record.notice_made(&sooner, &world.tenderer, Some(record.now)));
    // The platform alone.
    record.refused(WrongSigner, record.notice_made(&body, &world.platform, Some(record.now)));
    record.close();
    record.refused(BoxClosed, record.notice_made(&body, &world.tenderer, Some(time(ARRIVED))));
    assert_eq!(record.history.bids()[0].status, BidStatus::Received);
}

/// The platform stamps with an authority of its own that the notice passes off as independent.
#[test]
fn own_authority_unmarked() {
    for marked in [false, true] {
        let mut world = World::new();
        let office = sealbid::ca::Subject {
            organisation: Some("County Trading Centre".into()),
            ..sealbid::ca::Subject::default()
        };
        let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
        let key = sealbid::ca::KeyType::P256;
        let (pem, certificate) = world.ca.issue_timestamping(&office, key, from, to).unwrap();
        let key = sealbid::ca::FileKey::from_pem(pem.as_bytes(), None).unwrap();
        let signer = sealbid::ca::Signer::new(Box::new(key), certificate, vec![]).unwrap();
        world.authority = sealbid::timestamp::Authority::new(signer, "1.2.3.4.1").unwrap();
        world.body.timestamp_authorities[0].own = marked;
        let mut record = RecordBuilder::with_bids(&world, 1);
        record.close_only();
        let made = record.head_made(&ALL, &[CLOSED]);
        if marked {
            record.add(made);
        } else {
            record.refused(OwnAuthority, made);
        }
    }
}

/// The box is closed early, to keep somebody out, or late, to let somebody in: its clock says otherwise each time.
#[test]
fn backdated_closing() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.now = time(DEADLINE);
    record.refused(ClosedEarly, record.closed_made(time(DEADLINE), time(DEADLINE)));
    // With another deadline than the one in force.
    record.refused(OutOfOrder, record.closed_made(time(ARRIVED), time(ARRIVED)));
    record.close_only();
    record.refused(NoTimestamp, record.head_made(&ALL, &[]));
    record.refused(ClosedEarly, record.head_made(&ALL, &["2026-07-01T08:59:00+08:00"]));
    record.add(record.head_made(&ALL, &["2026-07-01T09:30:00+08:00"]));
    assert_eq!(record.history.closed_head().map(|_| ()).map_err(|e| e.kind()), Err(ClosedLate));
    record.now = time("2026-07-01T09:50:00+08:00");
    record.add(record.reread_made("technical", &[]));
    let request = record.request_content("technical", &ALL, &["2026-07-01T09:50:00+08:00"]);
    record.refused(ClosedLate, record.requested_made("technical", &request));
    // Only the adjudicator can let it stand, not those who gain by it.
    let content = record.adjudication(Subject::Closing).to_bytes().unwrap();
    for signer in [&world.platform, &world.tenderer] {
        let forged = signed_by(signer, content.clone(), record.now);
        record.refused(WrongSigner, with(forged, |decision| Event::Adjudicated { decision }));
    }
}

/// The platform wants to read the bids while something can still be changed.
#[test]
fn release_asked_too_early() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.now = time(TECHNICAL);
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(NotClosed, record.requested_made("technical", &request));
    record.close();
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    let early = record.request_content("technical", &ALL, &["2026-07-01T09:09:59+08:00"]);
    record.refused(TooEarly, record.requested_made("technical", &early));
    // A receipt shows a bid that the record does not have.
    record.add(record.objection_made(&fake(2)));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(ObjectionOpen, record.requested_made("technical", &request));
    record.refused(OutOfOrder, record.released_made("technical", "c0"));
    // Neither can the later stage be asked for, nor this one be ended unopened.
    let later = record.request_content("commercial", &ALL, &[COMMERCIAL]);
    record.refused(OutOfOrder, record.requested_made("commercial", &later));
    record.add(record.excluded_made("technical", &fake(1), Fault::Bidder));
    record.refused(ObjectionOpen, record.finished_made("technical", &world.platform, &[TECHNICAL]));
}

/// What a bid says is written down although too few have released it, or none was asked.
#[test]
fn outcome_without_release() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 2);
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    record.refused(QuorumNotMet, record.opened_made("technical", &fake(1)));
    record.refused(OutOfOrder, record.released_made("technical", "c0"));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
    record.add(record.released_made("technical", "c0"));
    record.refused(DuplicateId, record.released_made("technical", "c0"));
    record.refused(QuorumNotMet, record.opened_made("technical", &fake(1)));
    let seeds = (Event::Seeds { stage: id("technical"), seeds: hash(&[b"seeds"]) }, vec![]);
    record.refused(OutOfOrder, seeds);
    record.add(record.released_made("technical", "c1"));
    record.add(record.opened_made("technical", &fake(1)));
}

/// A bid is brought back that was excluded, withdrawn, never opened or never there; another is left out in silence.
#[test]
fn admission_of_strangers() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 4);
    record.add(record.withdrawn_made(&fake(4), 1));
    record.close();
    record.request("technical", TECHNICAL);
    record.add(record.released_made("technical", "c0"));
    record.add(record.released_made("technical", "c1"));
    record.add(record.opened_made("technical", &fake(1)));
    record.add(record.opened_made("technical", &fake(2)));
    record.add(record.excluded_made("technical", &fake(3), Fault::Bidder));
    record.finish("technical");
    let [one, two, three, four, five] = [1, 2, 3, 4, 5].map(fake);
    for stranger in [&three, &four, &five] {
        let admission = record.admission("commercial", &[&one, stranger], &[&two]);
        record.refused(AdmissionIncomplete, record.admitted_made("commercial", &admission));
    }
    let silent = record.admission("commercial", &[&one], &[]);
    record.refused(AdmissionIncomplete, record.admitted_made("commercial", &silent));
    record.add(record.admitted_made("commercial", &record.admission("commercial", &[&one], &[&two])));
    let released: Vec<_> = record.history.to_release(1).map(|bid| bid.digest).collect();
    assert_eq!(released, [one.digest]);
}
