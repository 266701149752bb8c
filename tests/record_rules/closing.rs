//! The closing, heads, cosignatures and objections (SPEC §13.9 rules 5 to 8), and whose time counts (§13.7).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::ca::{FileKey, KeyType, RehearsalCa, Signer, Subject as Name};
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::timestamp::Authority;
use sealbid::wire::Base64;

const DEADLINE: &str = "2026-07-01T09:00:00+08:00";
const IN_TIME: &str = "2026-07-01T09:01:00+08:00";
const LATE: &str = "2026-07-01T09:01:01+08:00";
const ALL: [usize; 3] = [0, 1, 2];

#[test]
fn the_box_closes_once_after_the_deadline() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let deadline = time(DEADLINE);
    record.now = deadline;
    record.refused(ClosedEarly, record.closed_made(deadline, deadline));
    record.now = deadline.plus(1);
    record.refused(OutOfOrder, record.closed_made(deadline.plus(1), deadline));
    record.refused(TimeBackwards, record.closed_made(deadline, deadline.plus(2)));
    let broken = with(b"{}".to_vec(), |revocation| Event::Closed { deadline, revocation, codes: None });
    record.refused(MissingField, broken);
    record.refused(NotClosed, record.head_made(&ALL, &[DEADLINE]));
    record.add(record.closed_made(deadline, deadline));
    record.refused(BoxClosed, record.closed_made(deadline, deadline));
}

#[test]
fn a_head_is_the_platforms_and_over_these_entries() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.close_only();
    let size = record.history.len();
    let head = |note: Vec<u8>| with(note, |note| Event::Head { note, tokens: vec![] });
    let tender = record.history.tender().unwrap();
    let signed = |of: &str, size: u64, root| {
        let checkpoint = Checkpoint { origin: of.to_owned(), size, root };
        Head::sign(&checkpoint, &platform_key()).unwrap().to_bytes()
    };
    let root = record.history.tree().root();
    record.refused(HeadMismatch, head(signed(&origin(&tender), size, hash(&[b"another"]))));
    record.refused(HeadMismatch, head(signed(&origin(&tender), size - 1, root)));
    record.refused(HeadMismatch, head(signed(&origin(&tender), size + 1, root)));
    record.refused(HeadMismatch, head(signed(&origin(&tender), 0, hash(&[]))));
    record.refused(HeadOfAnother, head(signed(&origin(&hash(&[b"another"])), size, root)));
    record.refused(UnsignedHead, head(record.head_over(size, &[], &fake(1).key).0));
    let mut note = record.head_over(size, &[0], &platform_key()).0;
    let within = note.len() - 20;
    note[within] = if note[within] == b'A' { b'B' } else { b'A' };
    record.refused(BadHeadSignature, head(note));
    record.refused(BadHead, head(b"not a note".to_vec()));
    record.add(record.head_made(&ALL, &[IN_TIME]));
    // Others need no token; what they have must count.
    record.add(head(record.head_over(3, &[], &platform_key()).0));
    let (event, attached) = record.head_made(&[], &[IN_TIME]);
    let Event::Head { note, .. } = event else { panic!() };
    let other = record.token(hash(&[b"another text"]), time(IN_TIME));
    let event = Event::Head { note, tokens: vec![hash(&[&other])] };
    record.refused(TimestampImprint, (event, vec![attached[0].clone(), other]));
    record.refused(TooLarge, record.head_made(&[], &[IN_TIME; 17]));
    record.add(record.head_made(&[], &[IN_TIME; 16]));
}

#[test]
fn the_closed_head_is_stamped_after_the_deadline() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.close_only();
    record.refused(NoTimestamp, record.head_made(&ALL, &[]));
    record.refused(ClosedEarly, record.head_made(&ALL, &[DEADLINE]));
    record.refused(ClosedEarly, record.head_made(&ALL, &[IN_TIME, DEADLINE]));
    record.add(record.head_made(&ALL, &[LATE, IN_TIME]));
    let head = record.history.closed_head().unwrap();
    assert_eq!(head.time.floor(), time(IN_TIME));
    // What comes later does not take its place.
    record.add(record.head_made(&ALL, &[LATE]));
    assert_eq!(record.history.closed_head().unwrap().time.floor(), time(IN_TIME));
}

#[test]
fn a_late_head_stands_only_by_adjudication() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.close_only();
    record.refused(OutOfOrder, record.adjudicated_made(Subject::Closing));
    record.add(record.head_made(&ALL, &[LATE]));
    let late = record.history.closed_head().map(|_| ()).map_err(|e| e.kind());
    assert_eq!(late, Err(ClosedLate));
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(ClosedLate, record.requested_made("technical", &request));
    record.add(record.adjudicated_made(Subject::Closing));
    record.refused(OutOfOrder, record.adjudicated_made(Subject::Closing));
    // The objection period counts from the late head.
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(TooEarly, record.requested_made("technical", &request));
    let request = record.request_content("technical", &ALL, &["2026-07-01T09:10:01+08:00"]);
    record.add(record.requested_made("technical", &request));
}

#[test]
fn a_head_in_time_needs_no_adjudication() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 0);
    record.refused(OutOfOrder, record.adjudicated_made(Subject::Closing));
}

#[test]
fn the_closed_head_needs_cosignatures_which_may_come_later() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    record.close_only();
    let closed = record.history.len();
    record.add(record.head_made(&[1], &[IN_TIME]));
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(CosignersMissing, record.requested_made("technical", &request));
    // The same custodian again is not two.
    let again = |record: &RecordBuilder, who: &[usize]| {
        let (note, _) = record.head_over(closed, who, &platform_key());
        with(note, |note| Event::Head { note, tokens: vec![] })
    };
    record.add(again(&record, &[1]));
    let missing = record.history.closed_head().map(|_| ()).map_err(|e| e.kind());
    assert_eq!(missing, Err(CosignersMissing));
    record.add(again(&record, &[2]));
    assert_eq!(record.history.closed_head().unwrap().cosigners, [id("c1"), id("c2")]);
    let request = record.request_content("technical", &[0], &[TECHNICAL]);
    record.refused(CosignersMissing, record.requested_made("technical", &request));
    let request = record.request_content("technical", &[0, 1], &[TECHNICAL]);
    record.add(record.requested_made("technical", &request));
}

#[test]
fn an_objection_is_a_receipt_of_the_platform_that_the_record_lacks() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let lost = fake(2);
    let receipt = record.lost_receipt(&lost);
    let objection = |receipt: &[u8]| with(receipt.to_vec(), |receipt| Event::Objection { receipt });
    record.refused(NotClosed, objection(&receipt));
    let known = record.frames.last().unwrap().1[1].clone();
    record.close();
    record.refused(NotAnObjection, objection(&known));
    let content = Signed::parse(&receipt).unwrap().content().to_vec();
    let forged = signed_by(&world.bidder, content.clone(), record.now);
    record.refused(WrongSigner, objection(&forged));
    record.refused(WrongSigner, objection(&signed_with(&lost.key, content)));
    let (bid, _) = record.arrival(&lost);
    let elsewhere = record.receipt_with(ReceiptKind::Bid, &bid, |r| r.tender = hash(&[b"another"]));
    record.refused(WrongTender, objection(&elsewhere));
    record.add(objection(&receipt));
    record.refused(NotAnObjection, objection(&receipt));
    assert!(record.history.knows_receipt(&Signed::parse(&receipt).unwrap().content_digest()));
}

#[test]
fn nothing_is_released_or_finished_while_an_objection_is_open() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 1);
    let lost = fake(2);
    let subject = Subject::Objection { digest: lost.digest };
    record.refused(OutOfOrder, record.adjudicated_made(subject.clone()));
    record.add(record.objection_made(&lost));
    record.now = time(TECHNICAL);
    record.add(record.reread_made("technical", &[]));
    let request = record.request_content("technical", &ALL, &[TECHNICAL]);
    record.refused(ObjectionOpen, record.requested_made("technical", &request));
    record.add(record.adjudicated_made(subject.clone()));
    record.refused(OutOfOrder, record.adjudicated_made(subject.clone()));
    // Another receipt for the same bid was not what the adjudicator saw.
    record.add(record.objection_made(&lost));
    record.refused(ObjectionOpen, record.requested_made("technical", &request));
    record.add(record.adjudicated_made(subject.clone()));
    record.add(record.requested_made("technical", &request));
    record.release("technical", &[0, 1]);
    record.add(record.opened_made("technical", &fake(1)));
    record.now = record.now.plus(1);
    record.add(record.objection_made(&lost));
    record.refused(ObjectionOpen, record.finished_made("technical", &world.platform, &[TECHNICAL]));
    record.add(record.adjudicated_made(subject));
    record.add(record.finished_made("technical", &world.platform, &[TECHNICAL]));
}

/// An authority of this organisation, below these roots.
fn authority_of(ca: &RehearsalCa, name: &Name) -> Authority {
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
    let (pem, certificate) = ca.issue_timestamping(name, KeyType::P256, from, to).unwrap();
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let signer = Signer::new(Box::new(key), certificate, vec![ca.certificate().clone()]).unwrap();
    Authority::new(signer, "1.2.3.4.1").unwrap()
}

fn stamped_by(world: &mut World, authority: Authority, own: bool) -> sealbid::Result<u64> {
    world.authority = authority;
    world.body.timestamp_authorities[0].own = own;
    let mut record = RecordBuilder::with_bids(world, 0);
    record.close_only();
    let (event, attached) = record.head_made(&ALL, &[IN_TIME]);
    record.try_push(event, attached)
}

#[test]
fn an_authority_of_ones_own_is_marked() {
    let organisation = |name: &str| Name { organisation: Some(name.into()), ..Name::default() };
    for name in ["County Trading Centre", "County Works Office"] {
        let of = |world: &World| authority_of(&world.ca, &organisation(name));
        let mut world = World::new();
        let own = of(&world);
        assert_eq!(stamped_by(&mut world, own, false).map_err(|e| e.kind()), Err(OwnAuthority));
        let own = of(&world);
        stamped_by(&mut world, own, true).unwrap();
        let by_common_name =
            Name { organisation: Some("Time".into()), common_name: Some(name.into()), ..Name::default() };
        let own = authority_of(&world.ca, &by_common_name);
        assert_eq!(stamped_by(&mut world, own, false).map_err(|e| e.kind()), Err(OwnAuthority));
    }
}

/// The platform runs the authority's authority.
#[test]
fn an_authority_under_the_platforms_own_roots_is_its_own() {
    let mut world = World::new();
    let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
    let roots = RehearsalCa::new("County Trading Centre", from, to).unwrap();
    world.body.timestamp_authorities[0].anchor = Base64(roots.certificate().der().to_vec());
    let office = Name { organisation: Some("Time Office".into()), ..Name::default() };
    let own = authority_of(&roots, &office);
    assert_eq!(stamped_by(&mut world, own, false).map_err(|e| e.kind()), Err(OwnAuthority));
    let own = authority_of(&roots, &office);
    stamped_by(&mut world, own, true).unwrap();
}

#[test]
fn an_authority_that_the_notice_does_not_name_proves_nothing() {
    let mut world = World::new();
    let stranger = authority(&World::new().ca);
    let error = stamped_by(&mut world, stranger, false).unwrap_err();
    assert!(matches!(error.kind(), NoTrustedChain | ChainSignature), "{error}");
}
