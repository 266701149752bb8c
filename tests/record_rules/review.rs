//! Blind review: dealt, scored, unblinded (SPEC §19.3).

use super::common::record::*;
use super::common::record_events::*;
use super::common::record_review::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::notice::Notice;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::wire::Hex;

/// Three bids for one lot: two opened and one excluded at the technical stage, which is finished.
pub fn finished(world: &World) -> RecordBuilder<'_> {
    let mut record = RecordBuilder::asked_with(world, 3);
    record.release("technical", &[0, 1]);
    record.add(record.opened_made("technical", &fake(1)));
    record.add(record.opened_made("technical", &fake(2)));
    record.add(record.excluded_made("technical", &fake(3), Fault::Bidder));
    record.finish("technical");
    record
}

fn codes(codes: &[&str]) -> Vec<LotCodes> {
    vec![LotCodes { lot: id("1"), codes: codes.iter().map(|code| (*code).to_owned()).collect() }]
}

/// What the second and the first bid were dealt as.
fn file(record: &RecordBuilder) -> Blinded {
    blinded(record, &[("001", &fake(2)), ("002", &fake(1))])
}

/// Codes that are dealt; which file has them does not matter.
fn some(lots: Vec<LotCodes>) -> Made {
    dealt(hash(&[b"what was dealt"]), lots, vec![])
}

#[test]
fn a_notice_with_heavy_technical_points_needs_a_blind_part() {
    let mut world = World::blind();
    let parse = |world: &World| Notice::parse(&serde_json::to_vec(&world.body).unwrap()).map(drop);
    parse(&world).unwrap();
    world.body.parts[0].blind = false;
    assert_eq!(parse(&world).map_err(|e| e.kind()), Err(BlindPartMissing));
    let review = world.body.blind_review.as_mut().unwrap();
    review.technical_weight = 40;
    parse(&world).unwrap();
    world.body.blind_review.as_mut().unwrap().technical_weight = 101;
    assert_eq!(parse(&world).map_err(|e| e.kind()), Err(BadField));
    let review = world.body.blind_review.as_mut().unwrap();
    (review.technical_weight, review.blind_above) = (40, 101);
    assert_eq!(parse(&world).map_err(|e| e.kind()), Err(BadField));
    let review = world.body.blind_review.as_mut().unwrap();
    (review.blind_above, review.transformation) = (40, String::new());
    assert_eq!(parse(&world).map_err(|e| e.kind()), Err(BadField));
}

#[test]
fn the_closing_commits_to_the_secret_exactly_where_there_is_blind_review() {
    for (world, codes) in [(World::blind(), None), (World::new(), Some(hash(&[b"codes"])))] {
        let mut record = RecordBuilder::new(&world);
        record.now = time(CLOSED);
        let (event, attached) = record.closed_made(record.history.deadline().unwrap(), record.now);
        let Event::Closed { deadline, revocation, .. } = event else { panic!("not closed") };
        record.refused(OutOfOrder, (Event::Closed { deadline, revocation, codes }, attached));
        record.close();
    }
}

#[test]
fn a_review_goes_from_dealing_to_scores_to_names_and_only_then_on() {
    let world = World::blind();
    let mut record = finished(&world);
    let [one, two] = [1, 2].map(fake);
    let admission = |record: &RecordBuilder| {
        record.admitted_made("commercial", &record.admission("commercial", &[&one], &[&two]))
    };
    let file = file(&record);
    let scored = |record: &RecordBuilder| scored(record, &scores(record, &file, &["001", "002"]));
    let names =
        |record: &RecordBuilder| unblinded(&unblinding(record, &[("001", &two), ("002", &one)]), &file);
    record.refused(NotUnblinded, admission(&record));
    record.refused(OutOfOrder, scored(&record));
    record.refused(OutOfOrder, names(&record));
    deal(&mut record, &file);
    record.refused(OutOfOrder, some(codes(&["001", "002"])));
    record.refused(OutOfOrder, names(&record));
    record.refused(NotUnblinded, admission(&record));
    record.add(scored(&record));
    record.refused(OutOfOrder, scored(&record));
    record.refused(NotUnblinded, admission(&record));
    record.add(names(&record));
    record.refused(OutOfOrder, names(&record));
    record.add(admission(&record));
    record.refused(OutOfOrder, names(&record));
}

#[test]
fn a_stage_is_dealt_when_it_is_finished_and_reviewed_blind() {
    let world = World::blind();
    let mut record = RecordBuilder::asked_with(&world, 1);
    record.refused(OutOfOrder, some(codes(&["001"])));
    let mut record = finished(&world);
    let (mut third, _) = some(codes(&["001", "002"]));
    let Event::Blinded { stage, .. } = &mut third else { panic!("not dealt") };
    *stage = id("third");
    record.refused(UnknownStage, (third, vec![]));
    let plain = World::new();
    let mut record_of_plain = finished(&plain);
    record_of_plain.refused(OutOfOrder, some(codes(&["001", "002"])));
    record.add(some(codes(&["001", "002"])));
}

#[test]
fn there_is_a_code_for_each_opened_bid_that_is_not_held_back() {
    let world = World::blind();
    let mut record = finished(&world);
    let [one, two, excluded] = [1, 2, 3].map(fake);
    record.refused(WrongCodes, some(codes(&["001"])));
    record.refused(WrongCodes, some(codes(&["001", "002", "003"])));
    record.refused(DuplicateId, some(codes(&["001", "001"])));
    record.refused(BadField, some(codes(&["001", ""])));
    let twice = [codes(&["001"]), codes(&["002"])].concat();
    record.refused(DuplicateId, some(twice));
    let mut other = codes(&["001", "002"]);
    other[0].lot = id("2");
    record.refused(WrongCodes, some(other));
    let file = blinded(&record, &[("002", &two)]);
    let digest = hash(&[&file.to_bytes().unwrap()]);
    record.refused(UnknownBid, dealt(digest, codes(&["001", "002"]), vec![excluded.digest]));
    record.refused(WrongCodes, dealt(digest, codes(&["001", "002"]), vec![one.digest]));
    let (event, _) = some(codes(&["001", "002"]));
    let Event::Blinded { stage, blinded, lots, withheld, .. } = event else { panic!("not dealt") };
    let different = vec![hash(&[b"copy"]); 2];
    record.refused(DuplicateId, (Event::Blinded { stage, blinded, lots, withheld, different }, vec![]));
    record.add(dealt(digest, codes(&["002"]), vec![one.digest]));
    // Who was held back has no code, and no name behind one.
    let made = scored(&record, &scores(&record, &file, &["002"]));
    record.add(made);
    record.refused(UnknownBid, unblinded(&unblinding(&record, &[("002", &one)]), &file));
    record.add(unblinded(&unblinding(&record, &[("002", &two)]), &file));
}

#[test]
fn scores_are_the_tenderers_and_for_just_what_was_dealt() {
    let world = World::blind();
    let mut record = finished(&world);
    let file = file(&record);
    deal(&mut record, &file);
    let made = |record: &RecordBuilder, change: fn(&mut Scores)| {
        let mut scores = scores(record, &file, &["001", "002"]);
        change(&mut scores);
        scored(record, &scores)
    };
    record.refused(WrongTender, made(&record, |s| s.tender = hash(&[b"another"])));
    record.refused(UnknownStage, made(&record, |s| s.stage = id("commercial")));
    record.refused(WrongCodes, made(&record, |s| s.blinded = hash(&[b"another deal"])));
    record.refused(NotYetIssued, made(&record, |s| s.issued = s.issued.plus(1)));
    record.refused(WrongCodes, made(&record, |s| drop(s.lots[0].scores.pop())));
    record.refused(WrongCodes, made(&record, |s| s.lots[0].scores[0].code = "003".into()));
    record.refused(WrongCodes, made(&record, |s| s.lots[0].lot = id("2")));
    record.refused(DuplicateId, made(&record, |s| s.lots[0].scores[0].code = "002".into()));
    record.refused(BadField, made(&record, |s| s.lots[0].scores[0].points = 100_001));
    record.refused(BadField, made(&record, |s| s.lots[0].scores[0].reason = Some("x".repeat(4097))));
    let content = scores(&record, &file, &["001", "002"]).to_bytes().unwrap();
    let event = |scores| Event::Scored { stage: id("technical"), scores };
    record.refused(WrongSigner, with(signed_by(&world.platform, content, record.now), event));
    record.add(made(&record, |_| ()));
}

#[test]
fn names_follow_from_the_secret_that_the_closing_committed_to() {
    let world = World::blind();
    let mut record = finished(&world);
    let file = file(&record);
    deal(&mut record, &file);
    record.add(scored(&record, &scores(&record, &file, &["001", "002"])));
    let [one, two, excluded] = [1, 2, 3].map(fake);
    let made = |record: &RecordBuilder, change: &dyn Fn(&mut Unblinding)| {
        let mut unblinding = unblinding(record, &[("001", &two), ("002", &one)]);
        change(&mut unblinding);
        unblinded(&unblinding, &file)
    };
    record.refused(WrongTender, made(&record, &|u| u.tender = hash(&[b"another"])));
    record.refused(UnknownStage, made(&record, &|u| u.stage = id("commercial")));
    record.refused(CodesSecret, made(&record, &|u| u.secret = Hex([7; 32])));
    record.refused(WrongCodes, made(&record, &|u| drop(u.lots[0].codes.pop())));
    record.refused(WrongCodes, made(&record, &|u| u.lots[0].codes[0].code = "003".into()));
    record.refused(DuplicateId, made(&record, &|u| u.lots[0].codes[0].bid = one.digest));
    record.refused(UnknownBid, made(&record, &|u| u.lots[0].codes[0].bid = excluded.digest));
    record.refused(UnknownBid, made(&record, &|u| u.lots[0].codes[0].bid = hash(&[b"nobody's"])));
    record.add(made(&record, &|_| ()));
}
