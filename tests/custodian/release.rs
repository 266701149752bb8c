//! Releasing (SPEC §15.3).

use crate::common::custody::*;
use crate::common::faulty::FaultyStore;
use crate::common::record::*;
use crate::common::*;
use sealbid::ErrorKind;
use sealbid::custodian::Refused;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::timelock::ReleaseFile;
use sealbid::wire::Base64;

fn release(record: &RecordBuilder<'_>, request: &[u8]) -> Result<ReleaseFile, Refused> {
    release_from(&begun(record.world, 0), record, request)
}

fn release_from(
    store: &FaultyStore,
    record: &RecordBuilder<'_>,
    request: &[u8],
) -> Result<ReleaseFile, Refused> {
    desk(record.world, 0, store).release(&record.log(), request)
}

/// Refused for this reason, and the refusal is one that the record takes.
fn assert_refused(record: &RecordBuilder<'_>, request: &[u8], kind: ErrorKind, place: &str) {
    assert_told(record, request, release(record, request), kind, place);
}

fn assert_told(
    record: &RecordBuilder<'_>,
    request: &[u8],
    answer: Result<ReleaseFile, Refused>,
    kind: ErrorKind,
    place: &str,
) {
    let Refused { error, refusal, .. } = answer.unwrap_err();
    assert_eq!((error.kind(), error.place()), (kind, place), "{error}");
    let refusal = refusal.unwrap();
    refusal.verify_key(&record.world.custodians[0].record_key()).unwrap();
    let content = ReleaseRefusal::parse(refusal.content()).unwrap();
    assert_eq!((content.custodian, content.request), (id("c0"), hash(&[request])));
    assert_eq!(content.reason, Reason::of(&error));
}

/// A request on the head over all entries, which the two others cosigned.
fn ask(record: &RecordBuilder<'_>) -> Vec<u8> {
    record.ask("technical", &record.note(&[1, 2]), TECHNICAL)
}

/// The adjudicator decides.
fn adjudicate(record: &mut RecordBuilder<'_>, subject: Subject) {
    let decision = Adjudication::new(record.history.tender().unwrap(), subject, record.now, "heard");
    let content = decision.to_bytes().unwrap();
    let signed = Signed::by_certificate(content, &record.world.adjudicator, record.now).unwrap();
    let bytes = signed.to_bytes().unwrap();
    record.push(Event::Adjudicated { decision: hash(&[&bytes]) }, vec![bytes]);
}

fn object(record: &mut RecordBuilder<'_>, receipt: &Signed) {
    let bytes = receipt.to_bytes().unwrap();
    record.push(Event::Objection { receipt: hash(&[&bytes]) }, vec![bytes]);
}

#[test]
fn a_stage_is_released_for_every_bid_and_again_the_same() {
    let world = World::new();
    let mut record = settled(&world, &[1, 2]);
    let (store, request) = (begun(&world, 0), ask(&record));
    let file = release_from(&store, &record, &request).unwrap();
    file.verify(&world.custodians[0].public()).unwrap();
    let named: Vec<_> = file.entries().iter().map(|e| (e.lot.clone(), e.bid_key)).collect();
    assert_eq!(named, record.to_open("technical"));
    assert_eq!((named.len(), file.stage(), file.holder()), (2, &id("technical"), &id("c0")));
    // The head that was released on is remembered as if it had been cosigned.
    let memory = desk(&world, 0, &store).memory().load().unwrap();
    assert_eq!(memory.head.unwrap().size, record.history.len());
    // A request with another token is for the same bids.
    let later = record.ask("technical", &record.note(&[1, 2]), COMMERCIAL);
    assert_eq!(release_from(&store, &record, &later).unwrap(), file);
    // The stage goes on to its end; the very request is answered as before, another one not.
    let bids: Vec<_> = record.history.bids().iter().map(|bid| bid.digest).collect();
    record.record_request("technical", &later, TECHNICAL);
    record.release("technical", &[0, 1]);
    bids.into_iter().for_each(|bid| record.opened("technical", bid, None));
    record.finish("technical");
    assert_eq!(release_from(&store, &record, &later).unwrap(), file);
    // What was cosigned since stays the head in memory.
    desk(&world, 0, &store).cosign(&record.log(), &record.cosign_request(&record.note(&[]))).unwrap();
    assert_eq!(release_from(&store, &record, &later).unwrap(), file);
    let memory = desk(&world, 0, &store).memory().load().unwrap();
    assert_eq!(memory.head.unwrap().size, record.history.len());
    let answer = release_from(&store, &record, &request);
    assert_told(&record, &request, answer, ErrorKind::OutOfOrder, "");
}

#[test]
fn bytes_that_are_no_request_are_answered_with_nothing_signed() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let refused = release(&record, b"{}").unwrap_err();
    assert_eq!((refused.error.kind(), refused.refusal), (ErrorKind::MissingField, None));
    let content = Signed::by_certificate(b"{}".to_vec(), &world.platform, record.now).unwrap();
    let refused = release(&record, &content.to_bytes().unwrap()).unwrap_err();
    assert_eq!((refused.error.kind(), refused.refusal), (ErrorKind::MissingField, None));
}

#[test]
fn the_record_is_checked_as_for_cosigning() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let request = ask(&record);
    let mut log = record.log();
    log[100] ^= 1;
    let answer = desk(&world, 0, &begun(&world, 0)).release(&log, &request);
    assert_told(&record, &request, answer, ErrorKind::LogDamaged, "log");
    // Another record was cosigned before.
    let store = begun(&world, 0);
    let mut other = RecordBuilder::new(&world);
    other.made_up(3);
    other.close_box();
    let first = other.cosign_request(&other.note(&[]));
    desk(&world, 0, &store).cosign(&other.log(), &first).unwrap();
    let answer = release_from(&store, &record, &request);
    assert_told(&record, &request, answer, ErrorKind::SplitHistory, "");
}

#[test]
fn a_receipt_handed_in_must_stand_in_the_record() {
    let world = World::new();
    let mut record = settled(&world, &[1, 2]);
    let (promised, receipt, _) = record.promised(9);
    let known = record.frames[4].1[1].clone();
    let missing = Signed::parse(&receipt).unwrap();
    let with = |record: &RecordBuilder<'_>, receipt: &Signed| {
        let mut custodian = desk(&world, 0, &begun(&world, 0));
        custodian.hand_in(receipt.clone());
        custodian.release(&record.log(), &ask(record))
    };
    assert_eq!(with(&record, &missing).unwrap_err().error.kind(), ErrorKind::BidMissing);
    with(&record, &Signed::parse(&known).unwrap()).unwrap();
    // What the platform never signed for this tender stops nothing.
    let forged = Receipt::parse(missing.content()).unwrap().sign(&world.bidder).unwrap();
    with(&record, &forged).unwrap();
    let mut elsewhere = Receipt::parse(missing.content()).unwrap();
    elsewhere.tender = hash(&[b"another"]);
    with(&record, &elsewhere.sign(&world.platform).unwrap()).unwrap();
    // The adjudicator hears the bidder, and decides.
    object(&mut record, &missing);
    adjudicate(&mut record, Subject::Objection { digest: promised.digest });
    with(&record, &missing).unwrap();
}

#[test]
fn the_request_is_the_platforms_for_this_tender_notice_and_stage() {
    let world = World::new();
    let record = settled(&world, &[1, 2]);
    let good = record.release_content("technical", &record.note(&[1, 2]), TECHNICAL);
    let mut request = good.clone();
    request.tender = hash(&[b"another"]);
    assert_refused(&record, &record.ask_for(request), ErrorKind::WrongTender, "");
    let mut request = good.clone();
    request.notice = hash(&[b"another"]);
    assert_refused(&record, &record.ask_for(request), ErrorKind::WrongNotice, "");
    let mut request = good.clone();
    request.stage = id("commercial");
    assert_refused(&record, &record.ask_for(request), ErrorKind::OutOfOrder, "");
    let mut request = good.clone();
    request.stage = id("unknown");
    assert_refused(&record, &record.ask_for(request), ErrorKind::UnknownStage, "");
    let signed = Signed::by_certificate(good.to_bytes().unwrap(), &world.tenderer, record.now).unwrap();
    let place = "the platform's certificate";
    assert_refused(&record, &signed.to_bytes().unwrap(), ErrorKind::WrongSigner, place);
}

#[test]
fn the_closed_head_is_recorded_cosigned_and_in_time() {
    let world = World::new();
    let mut record = closed(&world);
    record.reread("technical", REREAD);
    assert_refused(&record, &ask(&record), ErrorKind::NotClosed, "");
    let record = settled(&world, &[1]);
    assert_refused(&record, &ask(&record), ErrorKind::CosignersMissing, "closed head");
    // Stamped a minute and a half after the deadline.
    let mut record = closed(&world);
    record.now = record.now.plus(60);
    record.record_head(&record.note(&[1, 2]));
    record.reread("technical", REREAD);
    assert_refused(&record, &ask(&record), ErrorKind::ClosedLate, "");
    // The adjudicator lets it stand; then the objection period counts from it.
    adjudicate(&mut record, Subject::Closing);
    assert_refused(&record, &ask(&record), ErrorKind::TooEarly, "");
    let note = record.note(&[1, 2]);
    release(&record, &record.ask("technical", &note, "2026-07-01T09:10:30+08:00")).unwrap();
}

#[test]
fn no_objection_is_open() {
    let world = World::new();
    let mut record = settled(&world, &[1, 2]);
    let (bid, receipt, _) = record.promised(9);
    object(&mut record, &Signed::parse(&receipt).unwrap());
    assert_refused(&record, &ask(&record), ErrorKind::ObjectionOpen, "");
    adjudicate(&mut record, Subject::Objection { digest: bid.digest });
    release(&record, &ask(&record)).unwrap();
}

#[test]
fn the_head_covers_what_was_settled_and_was_cosigned() {
    let world = World::new();
    let mut record = closed(&world);
    record.record_head(&record.note(&[1, 2]));
    assert_refused(&record, &ask(&record), ErrorKind::OutOfOrder, "");
    let before = record.ask("technical", &record.note(&[1, 2]), TECHNICAL);
    record.reread("technical", REREAD);
    assert_refused(&record, &before, ErrorKind::HeadTooOld, "head");
    let alone = record.ask("technical", &record.note(&[1]), TECHNICAL);
    assert_refused(&record, &alone, ErrorKind::CosignersMissing, "head");
    release(&record, &ask(&record)).unwrap();
}

#[test]
fn the_time_has_come_by_every_token_that_counts() {
    let world = World::new();
    let mut record = settled(&world, &[1, 2]);
    let note = record.note(&[1, 2]);
    let good = record.release_content("technical", &note, TECHNICAL);
    let with = |tokens: Vec<Base64>| {
        let mut request = good.clone();
        request.tokens = tokens;
        record.ask_for(request)
    };
    assert_refused(&record, &with(vec![]), ErrorKind::NoTimestamp, "");
    let many = release(&record, &with(vec![good.tokens[0].clone(); MAX_TOKENS + 1])).unwrap_err();
    assert_eq!((many.error.kind(), many.error.place()), (ErrorKind::TooLarge, "tokens"));
    let other = Base64(record.token(hash(&[b"other"]), time(TECHNICAL)));
    let request = with(vec![good.tokens[0].clone(), other]);
    assert_eq!(release(&record, &request).unwrap_err().error.kind(), ErrorKind::TimestampImprint);
    let early = record.ask("technical", &note, "2026-07-01T09:09:59+08:00");
    assert_refused(&record, &early, ErrorKind::TooEarly, "");
    release(&record, &with(good.tokens.clone())).unwrap();
    // A postponement counts, also behind the head.
    let stage = |name: &str, at: &str| StageTime { id: id(name), time: time(at) };
    let later = vec![stage("technical", "2026-07-01T10:00:00+08:00"), stage("commercial", COMMERCIAL)];
    let place = (record.history.tender().unwrap(), record.notice.notice().digest());
    let deadline = record.history.deadline().unwrap();
    let content = Postponement::new(place, record.now, deadline, later, "power").to_bytes().unwrap();
    let signed = Signed::by_certificate(content, &world.tenderer, record.now).unwrap().to_bytes().unwrap();
    let request = with(good.tokens.clone());
    record.push(Event::Postponed { postponement: hash(&[&signed]), token: None }, vec![signed]);
    assert_refused(&record, &request, ErrorKind::TooEarly, "");
}

#[test]
fn without_bids_nothing_is_released() {
    let world = World::new();
    let mut record = RecordBuilder::new(&world);
    record.close_box();
    record.record_head(&record.note(&[1, 2]));
    record.reread("technical", REREAD);
    assert_refused(&record, &ask(&record), ErrorKind::NothingToRelease, "");
}

#[test]
fn a_stage_is_released_for_one_set_of_bids() {
    let world = World::new();
    let mut record = settled(&world, &[1, 2]);
    let store = begun(&world, 0);
    release_from(&store, &record, &ask(&record)).unwrap();
    let error = sealbid::Error::new(ErrorKind::BidDamaged);
    let reason = Reason::of(&error);
    let outcome = Outcome::Excluded { fault: Fault::Platform, reason, evidence: vec![] };
    let digest = record.history.bids()[0].digest;
    record.push(Event::Outcome { stage: id("technical"), digest, outcome }, vec![]);
    let request = ask(&record);
    let answer = release_from(&store, &record, &request);
    assert_told(&record, &request, answer, ErrorKind::ReleasedOtherwise, "");
    release(&record, &request).unwrap();
}
