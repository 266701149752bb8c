//! A session from the first reading to the minutes, and what may go otherwise.

use super::common::hall::*;
use super::common::record::{COMMERCIAL, TECHNICAL};
use super::common::tender::Bid;
use super::common::*;
use sealbid::ErrorKind::{self, *};
use sealbid::bid::FolderSink;
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::Digest;

fn kind<T>(result: sealbid::Result<T>) -> Result<(), ErrorKind> {
    result.map(|_| ()).map_err(|e| e.kind())
}

fn quiet() -> Documents {
    Documents::Discard
}

/// The stage with all custodians that are named, from the reading to the minutes.
fn through(hall: &Hall<'_>, stage: &str, who: &[usize]) -> Vec<u8> {
    let mut opening = hall.begin(stage);
    hall.ask_and_release(&mut opening, stage, who);
    opening.open(time(time_of(stage)), &quiet(), work(2)).unwrap();
    hall.finish(&mut opening, time_of(stage))
}

#[test]
fn two_stages_from_the_first_reading_to_the_last_minutes() {
    let world = World::new();
    let bids = bids(&world, 3);
    let hall = Hall::new(&world, &bids);
    let read = |minutes: &[u8]| Minutes::parse(minutes).unwrap();
    let first = read(&through(&hall, "technical", &[0, 2]));
    let digests: Vec<Digest> = first.bids.iter().map(|bid| bid.digest).collect();
    assert_eq!(digests, bids.iter().map(Bid::digest).collect::<Vec<_>>());
    assert!(first.bids.iter().all(|bid| matches!(bid.outcome, Outcome::Opened { .. })));
    assert_eq!(first.holders, [id("c0"), id("c2")]);
    assert_eq!((first.requested, first.stage_title.as_str()), (Some(time(TECHNICAL)), "t"));
    assert_eq!(first.closed.time, time(super::common::tender::CLOSED));
    let tender = first.tender;
    let out = NotAdmitted { digest: bids[1].digest(), reason: "no licence".into() };
    let admitted = vec![bids[0].digest(), bids[2].digest()];
    let admission = Admission::new(tender, id("commercial"), time(TECHNICAL), admitted, vec![out]);
    let admission = signed(admission.to_bytes().unwrap(), &world.tenderer, TECHNICAL);
    Opening::admit(&hall.closed, &admission, time(TECHNICAL)).unwrap();
    let second = read(&through(&hall, "commercial", &[1, 2]));
    let digests: Vec<Digest> = second.bids.iter().map(|bid| bid.digest).collect();
    assert_eq!(digests, [bids[0].digest(), bids[2].digest()], "the third is not even named");
    assert_eq!(second.requested, Some(time(COMMERCIAL)));
    let ends = hall.closed.with_history(|history| history.next_stage());
    assert_eq!(ends, None);
}

#[test]
fn lots_come_in_the_notices_order() {
    let world = World::new();
    let notice = world.notice();
    let for_lot = |lot: &str, name: &str| {
        let draft = sealbid::bid::Draft { lot: id(lot), ..small() };
        Bid::of(&world, &notice, draft, &bidder(&world, name))
    };
    let bids = [for_lot("2", "A"), for_lot("1", "B"), for_lot("2", "C"), for_lot("1", "A")];
    let hall = Hall::new(&world, &bids);
    let minutes = Minutes::parse(&through(&hall, "technical", &[0, 1])).unwrap();
    let order: Vec<Digest> = minutes.bids.iter().map(|bid| bid.digest).collect();
    assert_eq!(order, [1, 3, 0, 2].map(|n: usize| bids[n].digest()));
    assert!(minutes.bids.iter().all(|bid| matches!(bid.outcome, Outcome::Opened { .. })));
}

#[test]
fn one_bad_bid_stops_no_other() {
    let world = World::new();
    let mut bids = bids(&world, 4);
    let signer = bidder(&world, "Crooked");
    bids[1].bytes = forge(&bids[1], &signer, inconsistent);
    let digest = sealbid::bid::BidFile::read(bids[1].bytes.clone()).unwrap().digest();
    bids[1].token = world.authority.stamp(digest, time(BEFORE)).unwrap();
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    // One more is lost between the reading and the opening.
    let lost = hall.damage(&bids[2].digest());
    let summary = opening.open(time(TECHNICAL), &quiet(), work(3)).unwrap();
    assert_eq!((summary.opened, summary.excluded), (2, 1));
    assert_eq!(hall.told("technical", &digest), "Bidder LockInconsistent ");
    let pending: Vec<_> = summary.pending.iter().map(|p| (p.digest, p.reason.name.as_str())).collect();
    assert_eq!(pending, [(bids[2].digest(), "PartRootMismatch")]);
    assert_eq!(hall.outcome("technical", &bids[2].digest()), None, "it may still be rescued");
    assert_eq!(kind(opening.finish(vec![], time(TECHNICAL))), Err(OutOfOrder));
    assert!(lost > 0);
    // Its bidder brings the very file again: nothing else can take its place.
    let mut other = &bids[0].bytes[..];
    let rescue = |file: &mut &[u8]| hall.closed.rescue(&bids[2].digest(), file, time(TECHNICAL));
    assert_eq!(kind(rescue(&mut other)), Err(BidDamaged));
    rescue(&mut &bids[2].bytes[..]).unwrap();
    let summary = opening.open(time(TECHNICAL), &quiet(), one()).unwrap();
    assert_eq!((summary.opened, summary.pending.len()), (1, 0));
    hall.finish(&mut opening, TECHNICAL);
}

#[test]
fn a_damaged_bid_that_nobody_supplies_is_the_platforms_fault() {
    let world = World::new();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    hall.damage(&bids[0].digest());
    let told = Told::default();
    let mut opening = Opening::begin(&hall.closed, &id("technical"), &told).unwrap();
    let damaged = opening.reread(time(TECHNICAL), work(2)).unwrap();
    assert_eq!(damaged.iter().map(|(digest, _)| *digest).collect::<Vec<_>>(), [bids[0].digest()]);
    let recorded = hall.closed.with_history(|h| h.stages()[0].damaged.clone().unwrap());
    assert_eq!(recorded.into_iter().collect::<Vec<_>>(), [bids[0].digest()]);
    let (note, token) = hall.head(TECHNICAL);
    opening.request(&note, vec![token], time(TECHNICAL), one()).unwrap();
    let asked = hall.asked("technical");
    assert_eq!(asked.len(), 2, "holders release it too: it may be supplied until the stage is finished");
    for n in [1, 2] {
        opening.give_release(&hall.release_of(n, "technical", &asked), time(TECHNICAL)).unwrap();
    }
    opening.open(time(TECHNICAL), &quiet(), one()).unwrap();
    let summary = opening.give_up(time(TECHNICAL), &quiet(), one()).unwrap();
    assert_eq!((summary.opened, summary.excluded, summary.pending.len()), (0, 1, 0));
    assert_eq!(hall.told("technical", &bids[0].digest()), "Platform PartRootMismatch part method");
    hall.finish(&mut opening, TECHNICAL);
    let lines = told.lines();
    let names = ["closed", "damaged", "reread", "released", "opened", "pending", "failed", "finished"];
    for name in names {
        let tag = format!("{{\"event\":\"{name}\"");
        assert!(lines.iter().any(|line| line.starts_with(&tag) && !line.contains('\n')), "{name}: {lines:?}");
    }
    assert!(lines.iter().any(|line| line.contains("\"have\":1,\"need\":2")), "{lines:?}");
}

#[test]
fn a_file_that_comes_back_by_itself_is_recorded_as_rescued() {
    let world = World::new();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let at = hall.damage(&bids[1].digest());
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    let restore = || hall.store.overwrite(sealbid::tenderbox::JOURNAL, at, &[hall.byte_before(at)]).unwrap();
    let summary = opening.open(time(TECHNICAL), &quiet(), one()).unwrap();
    assert_eq!((summary.opened, summary.pending.len()), (1, 1));
    restore();
    let summary = opening.open(time(TECHNICAL), &quiet(), one()).unwrap();
    assert_eq!((summary.opened, summary.pending.len()), (1, 0));
    let rescued = |n: u64| matches!(hall.closed.entry(n).unwrap().event, Event::Rescued { .. });
    assert_eq!((0..hall.closed.with_history(|h| h.len())).filter(|n| rescued(*n)).count(), 1);
}

#[test]
fn damage_to_a_later_stage_is_told_and_does_not_stop_this_one() {
    let world = World::new();
    let notice = world.notice();
    let bid = Bid::large(&world, &notice);
    let hall = Hall::new(&world, &[bid]);
    let digest = hall.closed.with_history(|h| h.bids()[0].digest);
    let name = sealbid::tenderbox::bid_name(&digest);
    let bytes = hall.store.bytes(&name).unwrap();
    let at = bytes.len() - 20_000;
    hall.store.overwrite(&name, at as u64, &[!bytes[at]]).unwrap();
    let mut opening = hall.begin("technical");
    let found = opening.reread(time(TECHNICAL), one()).unwrap();
    assert_eq!((found.len(), found[0].0, found[0].1.later), (1, digest, true));
    assert!(hall.closed.with_history(|h| h.stages()[0].damaged.clone().unwrap().is_empty()));
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    assert_eq!(opening.open(time(TECHNICAL), &quiet(), one()).unwrap().opened, 1);
}

#[test]
fn releases_are_taken_whole_or_refused_by_name() {
    let world = World::new();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    let asked = hall.asked("technical");
    let now = time(TECHNICAL);
    let right = |n: usize| hall.release_of(n, "technical", &asked);
    assert_eq!(kind(opening.give_release(&right(0), now)), Err(OutOfOrder), "nobody has asked");
    hall.ask(&mut opening, TECHNICAL);
    assert_eq!(kind(opening.open(now, &quiet(), one())), Err(QuorumNotMet));
    let text = String::from_utf8(right(1)).unwrap();
    let refused = |opening: &mut Opening<'_>, bytes: &[u8]| {
        let error = opening.give_release(bytes, now).unwrap_err();
        (error.kind(), error.place().to_owned())
    };
    let of = |who: &str| format!("release of {who}");
    // In another's name: its signatures are not that one's.
    let stolen = text.replace("\"c1\"", "\"c2\"");
    let (kind_, place) = refused(&mut opening, stolen.as_bytes());
    assert_eq!((kind_, place), (BadRelease, format!("{}: releases[0]", of("c2"))));
    let unknown = text.replace("\"c1\"", "\"c9\"");
    assert_eq!(refused(&mut opening, unknown.as_bytes()).0, UnknownHolder);
    // Two bids' values exchanged.
    let values: Vec<String> = sealbid::timelock::ReleaseFile::parse(text.as_bytes())
        .unwrap()
        .entries()
        .iter()
        .map(|entry| entry.value.clone())
        .collect();
    let swapped = text.replace(&values[0], "@").replace(&values[1], &values[0]).replace('@', &values[1]);
    assert_eq!(refused(&mut opening, swapped.as_bytes()).0, BadRelease);
    // One bid left out; one that was not asked for; another stage's.
    assert_eq!(refused(&mut opening, &hall.release_of(1, "technical", &asked[..1])), (NotReleased, of("c1")));
    let mut more = asked.clone();
    more.push((id("2"), sealbid::wire::Hex([1; 32])));
    assert_eq!(refused(&mut opening, &hall.release_of(1, "technical", &more)), (UnknownBid, of("c1")));
    assert_eq!(refused(&mut opening, &hall.release_of(1, "commercial", &asked)).0, ReleaseOfAnother);
    assert!(hall.closed.with_history(|h| h.stages()[0].released.is_empty()), "nothing was recorded");
    // The right one, and again; another file of the same holder.
    assert_eq!(opening.give_release(text.as_bytes(), now), Ok(id("c1")));
    let entries = hall.closed.with_history(|h| h.len());
    assert_eq!(opening.give_release(text.as_bytes(), now), Ok(id("c1")));
    assert_eq!(hall.closed.with_history(|h| h.len()), entries, "it is recorded once");
    let longer = format!("{text}\n");
    assert_eq!(kind(opening.give_release(longer.as_bytes(), now)), Err(DuplicateId));
    assert_eq!(opening.ready(), Ok(false));
    opening.give_release(&right(2), now).unwrap();
    assert_eq!(opening.ready(), Ok(true));
}

#[test]
fn a_custodian_refuses_and_the_others_are_enough() {
    let world = World::new();
    let bids = bids(&world, 1);
    let hall = Hall::new(&world, &bids);
    let told = Told::default();
    let mut opening = Opening::begin(&hall.closed, &id("technical"), &told).unwrap();
    let request = hall.ask(&mut opening, TECHNICAL);
    let (digest, tender) = (sealbid::suite::hash(&[&request]), bids[0].sealed.keys.tender);
    let why = sealbid::Error::new(BidMissing);
    let refusal = ReleaseRefusal::sign(&world.custodians[1], tender, id("technical"), digest, &why).unwrap();
    let refusal = refusal.to_bytes().unwrap();
    assert_eq!(opening.give_refusal(&refusal, time(TECHNICAL)), Ok(id("c1")));
    let of_another = String::from_utf8(refusal).unwrap();
    let by_nobody = of_another.replacen("\"value\": \"", "\"value\": \"00", 1);
    assert!(opening.give_refusal(by_nobody.as_bytes(), time(TECHNICAL)).is_err());
    let asked = hall.asked("technical");
    for n in [0, 2] {
        opening.give_release(&hall.release_of(n, "technical", &asked), time(TECHNICAL)).unwrap();
    }
    assert_eq!(opening.open(time(TECHNICAL), &quiet(), one()).unwrap().opened, 1);
    let minutes = Minutes::parse(&hall.finish(&mut opening, TECHNICAL)).unwrap();
    assert_eq!(minutes.holders, [id("c0"), id("c2")]);
    let refused = hall.closed.with_history(|h| h.stages()[0].refused.keys().cloned().collect::<Vec<_>>());
    assert_eq!(refused, [id("c1")]);
    assert!(told.lines().iter().any(|line| line.contains("BidMissing")));
}

#[test]
fn two_bids_of_one_bidder_stay_shut() {
    let mut world = World::new();
    world.body.lots.push(sealbid::notice::Lot { id: id("3"), title: "East".into() });
    let notice = world.notice();
    let by = |name: &str, code: Option<&str>, lot: &str| {
        let subject = sealbid::ca::Subject {
            organisation: Some(name.into()),
            credit_code: code.map(str::to_owned),
            common_name: Some(name.into()),
        };
        let draft = sealbid::bid::Draft { lot: id(lot), ..small() };
        Bid::of(&world, &notice, draft, &named(&world.ca, subject, sealbid::ca::KeyType::P256))
    };
    let code = Some("91110000600037341L");
    let bids = [
        by("One", None, "1"),
        by("Two", code, "1"),
        by("One", None, "1"),
        by("Renamed", code, "1"),
        by("Honest", None, "1"),
        by("One", None, "2"),
    ];
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    opening.reread(time(TECHNICAL), work(2)).unwrap();
    for (n, twin) in [(0, 2), (1, 3), (2, 0), (3, 1)] {
        let outcome = hall.outcome("technical", &bids[n].digest()).unwrap();
        assert_eq!(told(&outcome), "Bidder TwoBids ");
        let Outcome::Excluded { evidence, .. } = outcome else { panic!("opened") };
        assert_eq!(evidence, [bids[n].digest(), bids[twin].digest()]);
    }
    assert_eq!(hall.asked("technical").len(), 2, "nobody is asked to release them");
    let (note, token) = hall.head(TECHNICAL);
    opening.request(&note, vec![token], time(TECHNICAL), one()).unwrap();
    let asked = hall.asked("technical");
    for n in [0, 1] {
        opening.give_release(&hall.release_of(n, "technical", &asked), time(TECHNICAL)).unwrap();
    }
    assert_eq!(opening.open(time(TECHNICAL), &quiet(), one()).unwrap().opened, 2);
    hall.finish(&mut opening, TECHNICAL);
}

#[test]
fn a_rescued_twin_is_shut_before_the_release() {
    let world = World::new();
    let notice = world.notice();
    let signer = bidder(&world, "Twice");
    let bids = [0, 1].map(|_| Bid::of(&world, &notice, small(), &signer));
    let hall = Hall::new(&world, &bids);
    hall.damage(&bids[1].digest());
    let mut opening = hall.begin("technical");
    opening.reread(time(TECHNICAL), one()).unwrap();
    assert_eq!(hall.asked("technical").len(), 2, "who the damaged one's bidder is nobody may say");
    hall.closed.rescue(&bids[1].digest(), &mut &bids[1].bytes[..], time(TECHNICAL)).unwrap();
    let (note, token) = hall.head(TECHNICAL);
    assert_eq!(kind(opening.request(&note, vec![token], time(TECHNICAL), one())), Err(OutOfOrder));
    opening.settle(time(TECHNICAL), one()).unwrap();
    for bid in &bids {
        assert_eq!(hall.told("technical", &bid.digest()), "Bidder TwoBids ");
    }
    // Nothing is to be opened, so nobody is asked.
    let minutes = Minutes::parse(&hall.finish(&mut opening, TECHNICAL)).unwrap();
    assert_eq!((minutes.requested, minutes.holders.len(), minutes.bids.len()), (None, 0, 2));
}

#[test]
fn a_quorum_that_never_comes_is_the_holders_fault() {
    let world = World::new();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    opening.reread(time(TECHNICAL), one()).unwrap();
    let summary = opening.give_up(time(TECHNICAL), &quiet(), one()).unwrap();
    assert_eq!((summary.excluded, summary.pending.len()), (0, 2), "nobody was asked yet");
    let (note, token) = hall.head(TECHNICAL);
    opening.request(&note, vec![token], time(TECHNICAL), one()).unwrap();
    opening
        .give_release(&hall.release_of(1, "technical", &hall.asked("technical")), time(TECHNICAL))
        .unwrap();
    let summary = opening.give_up(time(TECHNICAL), &quiet(), one()).unwrap();
    assert_eq!((summary.excluded, summary.pending.len()), (2, 0));
    assert_eq!(hall.told("technical", &bids[0].digest()), "Holders QuorumNotMet quorum 1: c0, c2");
    hall.finish(&mut opening, TECHNICAL);
}

#[test]
fn documents_come_where_they_are_wanted_and_no_outcome_depends_on_it() {
    let world = World::new();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let folder = tempfile::tempdir().unwrap();
    let below = Documents::Below(folder.path().to_owned());
    let place = |n: usize| folder.path().join("1").join(bids[n].digest().to_string());
    // What an interrupted run has left, and something in the way of the other bid.
    let left = place(0).with_extension("partial");
    std::fs::create_dir_all(left.join("method")).unwrap();
    std::fs::write(left.join("method").join("half"), "h").unwrap();
    std::fs::write(place(1), "in the way").unwrap();
    let told = Told::default();
    let mut opening = Opening::begin(&hall.closed, &id("technical"), &told).unwrap();
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    assert_eq!(opening.open(time(TECHNICAL), &below, work(2)).unwrap().opened, 2);
    let text = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap();
    assert_eq!(text(place(0).join("method").join("方案.txt")), "how");
    assert!(!left.exists() && !place(0).join("method").join("half").exists());
    assert_eq!(text(place(1)), "in the way");
    let lines = told.lines();
    let not_written: Vec<_> = lines.iter().filter(|line| line.contains("not_written")).collect();
    assert!(not_written.len() == 1 && not_written[0].contains(&bids[1].digest().to_string()), "{lines:?}");
    // The other's documents are extracted later, also from a stage that is finished.
    hall.finish(&mut opening, TECHNICAL);
    let opening = hall.begin("technical");
    let target = folder.path().join("later");
    let mut sink = FolderSink::new(&target).unwrap();
    let contents = opening.extract(&bids[1].digest(), &mut sink, one()).unwrap();
    assert_eq!(contents.parts[0].documents[0].path, "方案.txt");
    assert_eq!(text(target.join("method").join("方案.txt")), "how");
    let Some(Outcome::Opened { contents: digest, .. }) = hall.outcome("technical", &bids[1].digest()) else {
        panic!("not opened")
    };
    assert_eq!(hall.closed.evidence(CONTENTS, &digest, 1 << 20), contents.to_bytes());
    let unknown = sealbid::suite::hash(&[b"unknown"]);
    assert_eq!(kind(opening.extract(&unknown, &mut sink, one())), Err(UnknownBid));
}

#[test]
fn stages_come_in_their_order() {
    let world = World::new();
    let hall = Hall::new(&world, &bids(&world, 1));
    let begin = |stage: &str| kind(Opening::begin(&hall.closed, &id(stage), &NoEvents));
    assert_eq!(begin("commercial"), Err(OutOfOrder));
    assert_eq!(begin("other"), Err(UnknownStage));
    through(&hall, "technical", &[0, 1]);
    assert_eq!(begin("commercial"), Ok(()));
    let mut commercial = hall.begin("commercial");
    let early = commercial.reread(time(COMMERCIAL), one());
    assert_eq!(kind(early), Err(OutOfOrder), "nobody was admitted yet");
    let mut again = hall.begin("technical");
    assert_eq!(kind(again.reread(time(COMMERCIAL), one())), Err(OutOfOrder), "it is finished");
}
