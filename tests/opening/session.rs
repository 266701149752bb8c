//! A session from the first reading to the minutes, and what may go otherwise.

use super::common::hall::*;
use super::common::record::{COMMERCIAL, TECHNICAL};
use super::common::tender::Bid;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::Digest;

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

/// Looks into the record when it is told something: that stands there already, and nothing is held meanwhile.
struct LooksItUp<'b>(&'b sealbid::tenderbox::ClosedBox);

impl Events for LooksItUp<'_> {
    fn event(&self, event: &Happened) {
        let status = |digest: &Digest| self.0.with_history(|h| h.find(digest).map(|bid| bid.status.clone()));
        match event {
            Happened::Closed { size, .. } => assert!(self.0.with_history(|h| h.len() >= *size)),
            Happened::Failed { digest, fault, .. } => {
                assert_eq!(status(digest), Some(BidStatus::Excluded(0, *fault)));
            }
            Happened::Opened { digest, .. } => assert_eq!(status(digest), Some(BidStatus::Opened(0))),
            _ => {}
        }
    }
}

#[test]
fn what_is_told_stands_in_the_record_already() {
    let world = World::new();
    let notice = world.notice();
    let twice = bidder(&world, "Twice");
    let mut all = bids(&world, 1);
    all.extend((0..2).map(|_| Bid::of(&world, &notice, small(), &twice)));
    let hall = Hall::new(&world, &all);
    std::thread::scope(|scope| {
        let (sender, told) = std::sync::mpsc::channel();
        let (hall, sender) = (&hall, sender);
        scope.spawn(move || {
            let events = LooksItUp(&hall.closed);
            let mut opening = Opening::begin(&hall.closed, &id("technical"), &events).unwrap();
            hall.ask_and_release(&mut opening, "technical", &[0, 2]);
            opening.open(time(TECHNICAL), &quiet(), work(2)).unwrap();
            sender.send(()).unwrap();
        });
        // Who waits for itself waits for ever.
        if told.recv_timeout(std::time::Duration::from_secs(60))
            == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
        {
            eprintln!("whoever is told something cannot look it up");
            std::process::abort();
        }
    });
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
