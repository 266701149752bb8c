//! What custodians give, refuse, or never give.

use super::common::hall::*;
use super::common::record::TECHNICAL;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::opening::*;
use sealbid::record::*;

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
