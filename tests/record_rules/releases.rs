//! Requests, releases, refusals, seeds (SPEC §13.9 rules 10, 11 and 13, §15.3).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::wire::Base64;

const ALL: [usize; 3] = [0, 1, 2];
const EARLY: &str = "2026-07-01T09:09:59+08:00";

fn reread(world: &World, bids: u8) -> RecordBuilder<'_> {
    let mut record = RecordBuilder::closed_with(world, bids);
    record.now = time(TECHNICAL);
    record
}

#[test]
fn a_request_is_the_platforms_and_for_the_next_stage() {
    let world = World::new();
    let mut record = reread(&world, 2);
    let request = |record: &RecordBuilder| record.request_content("technical", &ALL, &[TECHNICAL]);
    let unread = request(&record);
    record.refused(OutOfOrder, record.requested_made("technical", &unread));
    record.add(record.reread_made("technical", &[]));
    let good = request(&record);
    let mut other = good.clone();
    other.tender = hash(&[b"another"]);
    record.refused(WrongTender, record.requested_made("technical", &other));
    let mut other = good.clone();
    other.notice = hash(&[b"another"]);
    record.refused(WrongNotice, record.requested_made("technical", &other));
    record.refused(UnknownStage, record.requested_made("commercial", &good));
    let mut other = good.clone();
    other.stage = id("commercial");
    record.refused(OutOfOrder, record.requested_made("commercial", &other));
    let bytes = good.to_bytes().unwrap();
    let by = |signed: Vec<u8>| with(signed, |request| Event::Requested { stage: id("technical"), request });
    record.refused(WrongSigner, by(signed_by(&world.tenderer, bytes.clone(), record.now)));
    record.refused(WrongSigner, by(signed_with(&platform_key(), bytes)));
    record.add(record.requested_made("technical", &good));
    assert_eq!(record.history.stages()[0].requested_at.unwrap().floor(), time(TECHNICAL));
    // It may be asked for again.
    record.add(record.requested_made("technical", &good));
}

#[test]
fn a_request_has_a_token_from_after_the_stages_time_and_the_objection_period() {
    let mut world = World::new();
    world.body.stages[0].time = time("2026-07-01T09:10:00+08:00");
    let mut record = reread(&world, 1);
    record.add(record.reread_made("technical", &[]));
    let with_tokens = |record: &RecordBuilder, at: &[&str]| record.request_content("technical", &ALL, at);
    record.refused(NoTimestamp, record.requested_made("technical", &with_tokens(&record, &[])));
    record.refused(TooEarly, record.requested_made("technical", &with_tokens(&record, &[EARLY])));
    record.refused(TooLarge, record.requested_made("technical", &with_tokens(&record, &[TECHNICAL; 17])));
    let mut other = with_tokens(&record, &[]);
    other.tokens = vec![Base64(record.token(hash(&[b"another head"]), time(TECHNICAL)))];
    record.refused(TimestampImprint, record.requested_made("technical", &other));
    record.add(record.requested_made("technical", &with_tokens(&record, &[EARLY, TECHNICAL])));
}

#[test]
fn a_requests_head_is_of_these_entries_and_covers_what_was_settled() {
    let world = World::new();
    let mut record = reread(&world, 2);
    record.add(record.reread_made("technical", &[]));
    let over = |record: &RecordBuilder, size: u64| {
        let (note, imprint) = record.head_over(size, &ALL, &platform_key());
        let notice = record.history.notice().unwrap();
        let place = (notice.tender(), notice.digest());
        ReleaseRequest::new(place, id("technical"), note, vec![record.token(imprint, time(TECHNICAL))])
    };
    let settled = record.history.len();
    record.refused(HeadTooOld, record.requested_made("technical", &over(&record, settled - 1)));
    let before = over(&record, settled);
    // A bid that is not to be opened at all: a head from before that does not do.
    record.add(record.excluded_made("technical", &fake(2), Fault::Bidder));
    record.refused(HeadTooOld, record.requested_made("technical", &before));
    let mut forged = over(&record, settled + 1);
    forged.note = Base64(record.head_over(settled + 1, &ALL, &fake(3).key).0);
    record.refused(UnsignedHead, record.requested_made("technical", &forged));
    record.add(record.requested_made("technical", &over(&record, settled + 1)));
}

/// The stage's own admission must be covered too.
#[test]
fn a_requests_head_covers_the_admission() {
    let world = World::new();
    let mut record = RecordBuilder::asked_with(&world, 1);
    record.release("technical", &[0, 1]);
    record.add(record.opened_made("technical", &fake(1)));
    record.finish("technical");
    let before = record.history.len();
    record.add(record.admitted_made("commercial", &record.admission("commercial", &[&fake(1)], &[])));
    assert_eq!(record.history.stages()[1].settled, before);
    record.now = time(COMMERCIAL);
    record.add(record.reread_made("commercial", &[]));
    let (note, imprint) = record.head_over(before, &ALL, &platform_key());
    let notice = record.history.notice().unwrap();
    let place = (notice.tender(), notice.digest());
    let token = record.token(imprint, time(COMMERCIAL));
    let old = ReleaseRequest::new(place, id("commercial"), note, vec![token]);
    record.refused(HeadTooOld, record.requested_made("commercial", &old));
    let new = record.request_content("commercial", &ALL, &[COMMERCIAL]);
    record.add(record.requested_made("commercial", &new));
}

/// A head that does not show the closed head in the record: nobody who cosigned it saw that it was closed in time.
#[test]
fn a_requests_head_covers_the_closed_head() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.close_only();
    let closed = record.history.len();
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    let early = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(NotClosed, record.requested_made("technical", &early));
    let (note, imprint) = record.head_over(closed, &ALL, &platform_key());
    let token = record.token(imprint, time(CLOSED));
    let event = Event::Head { note: hash(&[&note]), tokens: vec![hash(&[&token])] };
    record.add((event, vec![note, token]));
    record.refused(HeadTooOld, record.requested_made("technical", &early));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
}

#[test]
fn what_holders_release_is_fixed_when_they_are_first_asked() {
    let world = World::new();
    let mut record = reread(&world, 3);
    record.add(record.reread_made("technical", &[]));
    let digests =
        |record: &RecordBuilder| -> Vec<_> { record.history.to_release(0).map(|bid| bid.digest).collect() };
    let all: Vec<_> = [1, 2, 3].map(|n| fake(n).digest).to_vec();
    assert_eq!(digests(&record), all);
    record.add(record.excluded_made("technical", &fake(1), Fault::Bidder));
    assert_eq!(digests(&record), all[1..]);
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
    record.add(record.released_made("technical", "c0"));
    // What is found out afterwards is nothing to the custodians that still have to release.
    record.add(record.excluded_made("technical", &fake(2), Fault::Bidder));
    assert_eq!(digests(&record), all[1..]);
    let again = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &again));
    assert_eq!(digests(&record), all[1..]);
    assert_eq!(record.history.to_open(0).count(), 1);
}

#[test]
fn a_release_is_of_a_holder_after_the_request_and_once() {
    let world = World::new();
    let mut record = reread(&world, 1);
    record.add(record.reread_made("technical", &[]));
    record.refused(OutOfOrder, record.released_made("technical", "c0"));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
    record.refused(UnknownHolder, record.released_made("technical", "c3"));
    record.add(record.released_made("technical", "c0"));
    record.refused(DuplicateId, record.released_made("technical", "c0"));
}

#[test]
fn a_refusal_is_the_custodians_and_of_this_request() {
    let world = World::new();
    let mut record = RecordBuilder::asked_with(&world, 1);
    let request = hash(&[&record.frames.last().unwrap().1[0]]);
    let key = &world.custodians[1];
    record.refused(RequestMismatch, record.refused_made("technical", key, hash(&[b"another"])));
    record.refused(OutOfOrder, record.refused_made("commercial", key, request));
    record.refused(UnknownCustodian, record.refused_made("technical", &custodian(4), request));
    let (event, attached) = record.refused_made("technical", key, request);
    let Event::Refused { stage, refusal, .. } = event else { panic!() };
    let of_another = Event::Refused { stage: stage.clone(), custodian: id("c2"), refusal };
    record.refused(WrongSigner, (of_another, attached.clone()));
    let event = Event::Refused { stage: id("commercial"), custodian: id("c1"), refusal };
    record.refused(RequestMismatch, (event, attached.clone()));
    // The custodian's own signature, under another content.
    let mut file: serde_json::Value = serde_json::from_slice(&attached[0]).unwrap();
    file["content"] = serde_json::json!("e30=");
    let forged = serde_json::to_vec(&file).unwrap();
    let event = |refusal| Event::Refused { stage: id("technical"), custodian: id("c1"), refusal };
    record.refused(BadSignature, with(forged, event));
    let elsewhere = ReleaseRefusal::sign(key, hash(&[b"another"]), stage, request, &TooEarly.into()).unwrap();
    record.refused(WrongTender, with(elsewhere.to_bytes().unwrap(), event));
    record.add(record.refused_made("technical", key, request));
    assert!(record.history.stages()[0].refused.contains_key(&id("c1")));
    // It may change its mind.
    record.add(record.released_made("technical", "c1"));
}

const CUT_OFF: &str = "2026-07-01T10:00:00+08:00";

#[test]
fn a_quorum_is_declared_lost_by_the_adjudicator_where_the_notice_keeps_seeds() {
    let plain = World::new();
    let mut record = RecordBuilder::asked_with(&plain, 1);
    record.refused(NoSeedRescue, record.quorum_lost_made(&record.quorum_lost("technical", CUT_OFF)));
    let world = generous();
    let mut record = RecordBuilder::asked_with(&world, 1);
    let good = record.quorum_lost("technical", CUT_OFF);
    let made = |record: &RecordBuilder, change: fn(&mut QuorumLost)| {
        let mut lost = record.quorum_lost("technical", CUT_OFF);
        change(&mut lost);
        record.quorum_lost_made(&lost)
    };
    record.refused(WrongTender, made(&record, |lost| lost.tender = hash(&[b"another"])));
    record.refused(NotYetIssued, made(&record, |lost| lost.issued = time(CUT_OFF)));
    record.refused(OutOfOrder, made(&record, |lost| lost.stage = id("commercial")));
    record.refused(TooEarly, made(&record, |lost| lost.cut_off = time(TECHNICAL)));
    record.refused(BadField, made(&record, |lost| lost.reason.clear()));
    let signed = signed_by(&world.tenderer, good.to_bytes().unwrap(), record.now);
    record.refused(WrongSigner, with(signed, |declaration| Event::QuorumLost { declaration }));
    record.add(record.quorum_lost_made(&good));
    record.refused(OutOfOrder, record.quorum_lost_made(&good));
}

#[test]
fn seeds_are_published_once_after_the_cut_off() {
    let world = generous();
    let mut record = RecordBuilder::asked_with(&world, 1);
    let seeds = || (Event::Seeds { stage: id("technical"), seeds: hash(&[b"seeds"]) }, vec![]);
    record.refused(OutOfOrder, seeds());
    record.add(record.quorum_lost_made(&record.quorum_lost("technical", CUT_OFF)));
    record.now = time(CUT_OFF);
    record.refused(OutOfOrder, seeds());
    record.refused(QuorumNotMet, record.opened_made("technical", &fake(1)));
    record.now = time(CUT_OFF).plus(1);
    record.add(seeds());
    record.refused(OutOfOrder, seeds());
    record.add(record.opened_made("technical", &fake(1)));
    record.finish("technical");
}

/// A bid that was given up for want of releases ends what can be given, whether a quorum was declared lost before or not.
#[test]
fn nothing_is_given_after_a_bid_was_given_up_for_want_of_it() {
    let world = generous();
    for lost_before in [false, true] {
        let mut record = RecordBuilder::asked_with(&world, 2);
        let lost = record.quorum_lost_made(&record.quorum_lost("technical", CUT_OFF));
        if lost_before {
            record.add(lost.clone());
        }
        let (fault, reason) = (Fault::Holders, Reason::of(&QuorumNotMet.into()));
        let outcome = Outcome::Excluded { fault, reason, evidence: vec![] };
        record.add((Event::Outcome { stage: id("technical"), digest: fake(1).digest, outcome }, vec![]));
        record.refused(OutOfOrder, record.released_made("technical", "c0"));
        record.refused(OutOfOrder, lost);
        record.now = time(CUT_OFF).plus(1);
        record
            .refused(OutOfOrder, (Event::Seeds { stage: id("technical"), seeds: hash(&[b"seeds"]) }, vec![]));
    }
}

/// Custodians that are gone cannot cosign either: the stage is asked for without them, and no custodian follows that.
#[test]
fn a_lost_quorum_needs_no_cosignatures_of_those_who_are_lost() {
    let world = generous();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.close_only();
    record.add(record.head_made(&[], &[CLOSED]));
    // Not before the objection period is over, lest somebody reads seeds before.
    let soon = "2026-07-01T09:09:59+08:00";
    record.refused(TooEarly, record.quorum_lost_made(&record.quorum_lost("technical", soon)));
    record.add(record.quorum_lost_made(&record.quorum_lost("technical", CUT_OFF)));
    record.now = time(CUT_OFF).plus(1);
    let moved = record.postponement(
        "2026-07-01T09:00:00+08:00",
        ["2026-07-01T12:00:00+08:00", "2026-07-02T09:00:00+08:00"],
    );
    record.refused(OutOfOrder, record.postponed_made(&moved, &world.tenderer, None));
    let seeds = (Event::Seeds { stage: id("technical"), seeds: hash(&[b"seeds"]) }, vec![]);
    record.refused(OutOfOrder, seeds.clone());
    record.add(record.reread_made("technical", &[]));
    let request = record.request_content("technical", &[0], &[CUT_OFF]);
    let made = record.requested_made("technical", &request);
    let signed = Signed::parse(&made.1[0]).unwrap();
    let strict = record.history.check_request(&signed, &request).map_err(|e| e.kind());
    assert_eq!(strict, Err(CosignersMissing));
    record.add(made);
    record.add(seeds);
    record.add(record.opened_made("technical", &fake(1)));
}
