//! Notices, acceptances, amendments (SPEC §13.9 rules 1 and 2) and postponements (§13.8).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::ca::KeyType;
use sealbid::notice::NoticeBody;
use sealbid::record::*;
use sealbid::suite::{BidKey, Secret, hash};

const DEADLINE: &str = "2026-07-01T09:00:00+08:00";
const LATER: &str = "2026-07-01T09:00:01+08:00";

fn changed(body: &NoticeBody, change: impl FnOnce(&mut NoticeBody)) -> NoticeBody {
    let mut body = body.clone();
    change(&mut body);
    body
}

#[test]
fn the_first_entry_is_the_tenders_first_notice() {
    let world = World::new();
    let mut record = RecordBuilder::blank(&world);
    let now = record.now;
    let full = RecordBuilder::with_bids(&world, 0);
    record.refused(OutOfOrder, full.bid_made(&fake(1)));
    record.refused(OutOfOrder, full.accepted_made(&world.custodians[0]));
    let digest = hash(&[b"another"]);
    let amends = changed(&world.body, |b| (b.tender, b.supersedes) = (Some(digest), Some(digest)));
    record.refused(NoticeSuperseded, record.notice_made(&amends, &world.tenderer, None));
    record.refused(OutOfOrder, record.notice_made(&world.body, &world.tenderer, Some(now)));
    record.add(record.notice_made(&world.body, &world.tenderer, None));
}

#[test]
fn a_notice_is_the_tenderers_and_names_a_platform_and_an_authority() {
    let world = World::new();
    let mut record = RecordBuilder::blank(&world);
    let refused = |record: &mut RecordBuilder, kind, body: &NoticeBody| {
        record.refused(kind, record.notice_made(body, &world.tenderer, None));
    };
    refused(&mut record, NoPlatform, &changed(&world.body, |b| b.platform = None));
    refused(&mut record, NoAuthority, &changed(&world.body, |b| b.timestamp_authorities.clear()));
    record.now = time("2026-06-01T08:59:59+08:00");
    refused(&mut record, NotYetIssued, &world.body);
    record.now = time(ISSUED);
    record.refused(WrongSigner, record.notice_made(&world.body, &world.platform, None));
    // A tenderer of that name, by an authority that this reader does not trust.
    let stranger = organisation(&World::new().ca, "County Works Office", KeyType::P256);
    let made = record.notice_made(&world.body, &stranger, None);
    let error = record.try_push(made.0, made.1).unwrap_err();
    assert!(matches!(error.kind(), NoTrustedChain | ChainSignature), "{error}");
    let (event, mut attached) = record.notice_made(&world.body, &world.tenderer, None);
    attached[0].push(b' ');
    let Event::Notice { signature, token, .. } = event else { panic!() };
    let event = Event::Notice { notice: hash(&[&attached[0]]), signature, token };
    record.refused(CmsDigestMismatch, (event, attached));
    record.add(record.notice_made(&world.body, &world.tenderer, None));
}

#[test]
fn every_custodian_accepts_once_before_bids_come() {
    let world = World::new();
    let mut record = RecordBuilder::blank(&world);
    record.add(record.notice_made(&world.body, &world.tenderer, None));
    record.refused(MissingAcceptance, record.bid_made(&fake(1)));
    let [first, second, third] = &world.custodians[..] else { panic!() };
    record.add(record.accepted_made(first));
    record.refused(DuplicateId, record.accepted_made(first));
    let (event, attached) = record.accepted_made(second);
    let Event::Accepted { acceptance, .. } = event else { panic!() };
    let wrong = Event::Accepted { custodian: id("c2"), acceptance };
    record.refused(UnknownCustodian, (wrong, attached));
    let text = String::from_utf8(record.accepted_made(second).1.remove(0)).unwrap();
    let stranger = text.replace("\"c1\"", "\"c3\"").into_bytes();
    let event = |acceptance| Event::Accepted { custodian: id("c3"), acceptance };
    record.refused(UnknownCustodian, with(stranger, event));
    // Another's signature, under this custodian's name.
    let text = String::from_utf8(record.accepted_made(third).1.remove(0)).unwrap();
    let forged = text.replace("\"c2\"", "\"c1\"").into_bytes();
    let event = |acceptance| Event::Accepted { custodian: id("c1"), acceptance };
    record.refused(BadAcceptance, with(forged, event));
    record.add(record.accepted_made(second));
    record.refused(MissingAcceptance, record.bid_made(&fake(1)));
    let now = record.now;
    record.now = time(CLOSED);
    record.refused(MissingAcceptance, record.closed_made(time(DEADLINE), time(DEADLINE)));
    record.now = now;
    record.add(record.accepted_made(third));
    record.add(record.bid_made(&fake(1)));
}

#[test]
fn nobody_accepts_after_the_closing() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 0);
    record.refused(BoxClosed, record.accepted_made(&world.custodians[0]));
}

#[test]
fn an_amendment_supersedes_every_bid_that_stands() {
    let world = generous();
    let mut record = RecordBuilder::with_bids(&world, 3);
    record.add(record.announced_made(&fake(4)));
    record.add(record.replaced_made(&fake(1), &fake(5), 1));
    record.add(record.withdrawn_made(&fake(2), 1));
    let body = record.amendment();
    record.add(record.notice_made(&body, &world.tenderer, Some(record.now)));
    let digest = record.history.notice().unwrap().digest();
    let statuses: Vec<_> = record.history.bids().iter().map(|bid| bid.status.clone()).collect();
    let superseded = BidStatus::Superseded(digest);
    let replaced = BidStatus::Replaced(fake(5).digest);
    assert_eq!(
        statuses,
        [replaced, BidStatus::Withdrawn, superseded.clone(), superseded.clone(), superseded]
    );
    for key in &world.custodians {
        record.add(record.accepted_made(key));
    }
    // None of them comes back under the new notice.
    record.refused(KnownBid, record.bid_made(&fake(3)));
    record.refused(RetiredBid, record.delivered_made(&fake(4), |_| ()));
    record.refused(RetiredBid, record.withdrawn_made(&fake(3), 1));
    record.add(record.bid_made(&fake(6)));
}

#[test]
fn an_amendment_is_of_the_notice_in_force_and_the_same_parties() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let body = record.amendment();
    let refused = |record: &mut RecordBuilder, kind, body: &NoticeBody| {
        record.refused(kind, record.notice_made(body, &world.tenderer, Some(record.now)));
    };
    refused(&mut record, NoticeSuperseded, &world.body);
    refused(&mut record, NoticeSuperseded, &changed(&body, |b| b.supersedes = Some(hash(&[b"x"]))));
    refused(&mut record, NoticeSuperseded, &changed(&body, |b| b.tender = Some(hash(&[b"x"]))));
    let platform =
        |change: fn(&mut sealbid::notice::Platform)| changed(&body, |b| change(b.platform.as_mut().unwrap()));
    refused(&mut record, PartiesChanged, &platform(|p| p.operator = "Another Centre".into()));
    let key = BidKey::from_secret(Secret::new([8; 32])).unwrap().public();
    let other_key = changed(&body, |b| b.platform.as_mut().unwrap().record_key = key);
    refused(&mut record, PartiesChanged, &other_key);
    let other = organisation(&world.ca, "Another Office", KeyType::P256);
    let theirs = changed(&body, |b| b.tenderer = "Another Office".into());
    record.refused(PartiesChanged, record.notice_made(&theirs, &other, Some(record.now)));
    record.refused(WrongSigner, record.notice_made(&body, &other, Some(record.now)));
    record.add(record.notice_made(&body, &world.tenderer, Some(record.now)));
}

#[test]
fn an_amendment_comes_before_the_deadline_and_does_not_bring_it_forward() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let body = record.amendment();
    let sooner = changed(&body, |b| b.deadline = time("2026-07-01T08:59:59+08:00"));
    record.refused(NotLater, record.notice_made(&sooner, &world.tenderer, Some(record.now)));
    record.refused(NoTimestamp, record.notice_made(&body, &world.tenderer, None));
    record.refused(AfterDeadline, record.notice_made(&body, &world.tenderer, Some(time(LATER))));
    // A token of something else.
    let (event, mut attached) = record.notice_made(&body, &world.tenderer, None);
    let Event::Notice { notice, signature, .. } = event else { panic!() };
    let stamp = record.token(hash(&[b"another notice"]), record.now);
    let event = Event::Notice { notice, signature, token: Some(hash(&[&stamp])) };
    attached.push(stamp);
    record.refused(TimestampImprint, (event, attached));
    record.now = time(LATER);
    record.refused(AfterDeadline, record.notice_made(&body, &world.tenderer, Some(time(DEADLINE))));
    record.now = time(DEADLINE);
    record.add(record.notice_made(&body, &world.tenderer, Some(time(DEADLINE))));
}

#[test]
fn an_amendment_cannot_undo_a_postponement() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 0);
    let stages = ["2026-07-03T09:10:00+08:00", "2026-07-04T09:00:00+08:00"];
    let later = record.postponement("2026-07-03T09:00:00+08:00", stages);
    record.add(record.postponed_made(&later, &world.tenderer, Some(record.now)));
    let mut body = record.amendment();
    for (stage, at) in body.stages.iter_mut().zip(stages) {
        stage.time = time(at);
    }
    let before = changed(&body, |b| b.deadline = time(DEADLINE));
    record.refused(NotLater, record.notice_made(&before, &world.tenderer, Some(record.now)));
    record.add(record.notice_made(&body, &world.tenderer, Some(record.now)));
}

#[test]
fn nothing_is_amended_after_the_closing() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 1);
    let body = record.amendment();
    record.refused(BoxClosed, record.notice_made(&body, &world.tenderer, Some(time(DEADLINE))));
}

const STAGES: [&str; 2] = ["2026-07-01T09:10:00+08:00", "2026-07-02T09:00:00+08:00"];
const DAY_LATER: [&str; 2] = ["2026-07-02T09:10:00+08:00", "2026-07-03T09:00:00+08:00"];

#[test]
fn a_postponement_moves_times_later_only() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let next_day = "2026-07-02T09:00:00+08:00";
    let refused = |record: &mut RecordBuilder, kind, postponement: &Postponement| {
        record.refused(kind, record.postponed_made(postponement, &world.tenderer, Some(record.now)));
    };
    let times = |record: &mut RecordBuilder, kind, (deadline, stages): (&str, [&str; 2])| {
        let postponement = record.postponement(deadline, stages);
        refused(record, kind, &postponement);
    };
    let good = record.postponement(next_day, DAY_LATER);
    times(&mut record, NotLater, (DEADLINE, STAGES));
    times(&mut record, NotLater, ("2026-07-01T08:59:59+08:00", DAY_LATER));
    let second_sooner = [DAY_LATER[0], "2026-07-02T08:59:59+08:00"];
    times(&mut record, TimesOutOfOrder, (DEADLINE, second_sooner));
    let sooner = [STAGES[0], "2026-07-02T08:59:59+08:00"];
    times(&mut record, NotLater, (DEADLINE, sooner));
    // Too little time is left before the first stage.
    times(&mut record, TimesOutOfOrder, (LATER, STAGES));
    let mut one = record.postponement(next_day, DAY_LATER);
    one.stages.truncate(1);
    refused(&mut record, UnknownStage, &one);
    let mut swapped = record.postponement(next_day, DAY_LATER);
    swapped.stages.swap(0, 1);
    refused(&mut record, UnknownStage, &swapped);
    record.add(record.postponed_made(&good, &world.tenderer, Some(record.now)));
    // Bids stay; the same postponement does not count twice.
    assert_eq!(record.history.bids()[0].status, BidStatus::Received);
    assert_eq!(record.history.deadline().unwrap(), time(next_day));
    refused(&mut record, NotLater, &good);
}

#[test]
fn a_postponement_is_the_tenderers_and_of_this_notice() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 0);
    let good = record.postponement("2026-07-02T09:00:00+08:00", DAY_LATER);
    let stamped = Some(record.now);
    record.refused(WrongSigner, record.postponed_made(&good, &world.platform, stamped));
    let mut other = good.clone();
    other.tender = hash(&[b"another"]);
    record.refused(WrongTender, record.postponed_made(&other, &world.tenderer, stamped));
    let mut other = good.clone();
    other.notice = hash(&[b"another"]);
    record.refused(WrongNotice, record.postponed_made(&other, &world.tenderer, stamped));
    let mut future = good.clone();
    future.issued = record.now.plus(1);
    record.refused(NotYetIssued, record.postponed_made(&future, &world.tenderer, stamped));
    record.refused(NoTimestamp, record.postponed_made(&good, &world.tenderer, None));
    record.refused(AfterDeadline, record.postponed_made(&good, &world.tenderer, Some(time(LATER))));
    let mut silent = good.clone();
    silent.reason.clear();
    record.refused(BadField, record.postponed_made(&silent, &world.tenderer, stamped));
    silent.reason = "x".repeat(4097);
    record.refused(BadField, record.postponed_made(&silent, &world.tenderer, stamped));
    record.add(record.postponed_made(&good, &world.tenderer, stamped));
}

#[test]
fn the_deadline_is_moved_before_it_has_passed_and_stages_until_they_were_asked_for() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let good = record.postponement("2026-07-02T09:00:00+08:00", DAY_LATER);
    record.now = time(LATER);
    record.refused(AfterDeadline, record.postponed_made(&good, &world.tenderer, Some(time(DEADLINE))));
    record.close();
    record.refused(BoxClosed, record.postponed_made(&good, &world.tenderer, Some(time(DEADLINE))));
    let first = record.postponement(DEADLINE, ["2026-07-01T09:20:00+08:00", STAGES[1]]);
    record.refused(OutOfOrder, record.postponed_made(&first, &world.tenderer, Some(record.now)));
    record.add(record.postponed_made(&first, &world.tenderer, None));
    let at = "2026-07-01T09:20:00+08:00";
    record.request("technical", at);
    let both = record.postponement(DEADLINE, DAY_LATER);
    record.refused(OutOfOrder, record.postponed_made(&both, &world.tenderer, None));
    let second = record.postponement(DEADLINE, [at, DAY_LATER[1]]);
    record.add(record.postponed_made(&second, &world.tenderer, None));
    assert_eq!(record.history.stages()[1].time, time(DAY_LATER[1]));
}
