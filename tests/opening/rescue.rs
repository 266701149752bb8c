//! What people decide and give when something is lost: seeds, adjudications, late releases.

use super::common::hall::*;
use super::common::record::TECHNICAL;
use super::common::tender::{Bid, reclosed};
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::bid::ReadAt;
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::{Digest, Secret, hash};
use sealbid::wire::Hex;
use sealbid::{Error, Result};
use std::sync::Arc;

const LOST: &str = "2026-07-01T10:00:00+08:00";
const CUT_OFF: &str = "2026-07-01T12:00:00+08:00";
const AFTER: &str = "2026-07-01T12:00:01+08:00";

fn with_seeds() -> World {
    let mut world = World::new();
    world.body.rescue.by_seed = true;
    world
}

fn lost(world: &World, tender: Digest) -> Vec<u8> {
    let lost = QuorumLost::new(tender, id("technical"), time(LOST), time(CUT_OFF), "two custodians are gone");
    signed(lost.to_bytes().unwrap(), &world.adjudicator, LOST)
}

/// A bidder's signed seed of a stage, from its key file.
fn seed_of(bid: &Bid, stage: &str, change: impl FnOnce(&mut Seed)) -> Vec<u8> {
    let keys = &bid.sealed.keys;
    let seed = &keys.seeds.iter().find(|seed| seed.stage == id(stage)).unwrap().seed;
    let (lot, key) = (keys.lot.clone(), keys.key.public());
    let mut seed = Seed::new((keys.tender, keys.notice), lot, key, id(stage), seed);
    change(&mut seed);
    signed_by_key(sealbid::wire::write_json(&seed).unwrap(), &keys.key)
}

/// A stage that was asked for, whose quorum is lost.
fn without_quorum<'h>(world: &World, hall: &'h Hall<'_>, bid: &Bid) -> Opening<'h> {
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[1]);
    opening.quorum_lost(&lost(world, bid.sealed.keys.tender), time(LOST)).unwrap();
    opening
}

/// White space around a right seed would make a file that nobody reads again, and so stop the others' seeds.
#[test]
fn a_seed_in_a_file_of_white_space_stops_no_other() {
    let world = with_seeds();
    let bids = bids(&world, 2);
    let hall = Hall::new(&world, &bids);
    let mut opening = without_quorum(&world, &hall, &bids[0]);
    let padded = [seed_of(&bids[0], "technical", |_| ()), vec![b' '; 64 << 10]].concat();
    assert_eq!(kind(opening.give_seed(&padded, time(LOST))), Err(TooLarge));
    opening.give_seed(&seed_of(&bids[1], "technical", |_| ()), time(LOST)).unwrap();
    assert_eq!(opening.publish_seeds(time(AFTER)).map(|seeds| seeds.seeds.len()), Ok(1));
}

/// What lies in the platform's folder until the cut-off may be damaged there.
#[test]
fn a_seed_that_is_damaged_where_it_is_kept_stops_no_other() {
    let world = with_seeds();
    let bids = bids(&world, 5);
    let hall = Hall::new(&world, &bids);
    let mut opening = without_quorum(&world, &hall, &bids[0]);
    for bid in &bids {
        opening.give_seed(&seed_of(bid, "technical", |_| ()), time(LOST)).unwrap();
    }
    let name = |n: usize| format!("evidence/seeds-incoming/0-{}.json", bids[n].sealed.keys.key.public());
    let good = |n: usize| hall.store.bytes(&name(n)).unwrap();
    hall.store.set(&name(0), &good(0)[..good(0).len() / 2]);
    hall.store.set(&name(1), &[good(1), vec![b' '; 64 << 10]].concat());
    hall.store.set(&name(2), &good(4));
    // One sector cannot be read, of whatever file.
    let closed = reclosed(&world, Arc::new(BadSector(hall.store.clone(), name(3))));
    let told = Told::default();
    let mut opening = Opening::begin(&closed, &id("technical"), &told).unwrap();
    let seeds = opening.publish_seeds(time(AFTER)).unwrap();
    let keys: Vec<_> = seeds.seeds.iter().map(|seed| seed.bid_key).collect();
    assert_eq!(keys, [bids[4].sealed.keys.key.public()]);
    let lines = told.lines();
    let unusable: Vec<_> = lines.iter().filter(|line| line.contains("\"unusable_seed\"")).collect();
    assert_eq!(unusable.len(), 4, "{lines:?}");
    for (n, kind) in [(0, BadJson), (1, TooLarge), (2, BadSeed), (3, Io)] {
        let code = format!("\"code\":{}", kind.code());
        assert!(
            unusable[n].contains(&bids[n].digest().to_string()) && unusable[n].contains(&code),
            "{lines:?}"
        );
    }
    assert_eq!(opening.open(time(AFTER), &quiet(), one()).unwrap().opened, 1);
}

#[test]
fn seeds_take_the_place_of_a_lost_quorum() {
    let world = with_seeds();
    let bids = bids(&world, 3);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    let tender = bids[0].sealed.keys.tender;
    hall.ask_and_release(&mut opening, "technical", &[1]);
    let right = |n: usize| seed_of(&bids[n], "technical", |_| ());
    assert_eq!(kind(opening.give_seed(&right(0), time(LOST))), Err(OutOfOrder), "no quorum is lost");
    assert_eq!(kind(opening.publish_seeds(time(LOST))), Err(OutOfOrder));
    opening.quorum_lost(&lost(&world, tender), time(LOST)).unwrap();
    assert_eq!(kind(opening.quorum_lost(&lost(&world, tender), time(LOST))), Err(OutOfOrder), "once");
    assert_eq!(opening.give_seed(&right(0), time(LOST)), Ok(bids[0].digest()));
    // The first may come twice; what is wrong with the others is told at once.
    assert_eq!(opening.give_seed(&right(0), time(CUT_OFF)), Ok(bids[0].digest()));
    let wrong = seed_of(&bids[1], "technical", |seed| seed.seed = Hex([9; 32]));
    assert_eq!(kind(opening.give_seed(&wrong, time(LOST))), Err(BadSeed));
    let stage = seed_of(&bids[1], "commercial", |_| ());
    assert_eq!(kind(opening.give_seed(&stage, time(LOST))), Err(UnknownStage));
    let elsewhere = seed_of(&bids[1], "technical", |seed| seed.tender.0[0] ^= 1);
    assert_eq!(kind(opening.give_seed(&elsewhere, time(LOST))), Err(WrongTender));
    let older = seed_of(&bids[1], "technical", |seed| seed.notice.0[0] ^= 1);
    assert_eq!(kind(opening.give_seed(&older, time(LOST))), Err(WrongNotice));
    let for_another = seed_of(&bids[1], "technical", |seed| seed.bid_key = bids[0].sealed.keys.key.public());
    assert_eq!(kind(opening.give_seed(&for_another, time(LOST))), Err(WrongSigner));
    let lot = seed_of(&bids[1], "technical", |seed| seed.lot = id("2"));
    assert_eq!(kind(opening.give_seed(&lot, time(LOST))), Err(UnknownBid));
    assert_eq!(kind(opening.give_seed(&right(1), time(AFTER))), Err(Late));
    // Nothing is opened, and nothing is published, before the cut-off has passed.
    assert_eq!(opening.ready(), Ok(false));
    assert_eq!(kind(opening.publish_seeds(time(CUT_OFF))), Err(TooEarly));
    let seeds = opening.publish_seeds(time(AFTER)).unwrap();
    assert_eq!(seeds.seeds.len(), 1);
    assert_eq!(Seeds::parse(&seeds.to_bytes().unwrap()), Ok(seeds.clone()));
    assert_eq!(kind(opening.give_seed(&right(1), time(CUT_OFF))), Err(OutOfOrder), "they are published");
    // A session that is begun again knows them too.
    let mut opening = hall.begin("technical");
    assert_eq!(opening.ready(), Ok(true));
    let summary = opening.open(time(AFTER), &quiet(), work(2)).unwrap();
    assert_eq!((summary.opened, summary.pending.len()), (1, 2));
    opening.give_up(time(AFTER), &quiet(), one()).unwrap();
    assert_eq!(hall.told("technical", &bids[0].digest()), "opened");
    assert_eq!(hall.told("technical", &bids[1].digest()), "Holders QuorumNotMet quorum 1: c0, c2");
    let minutes = Minutes::parse(&hall.finish(&mut opening, AFTER)).unwrap();
    assert_eq!(minutes.seeds, Some(hash(&[&seeds.to_bytes().unwrap()])));
    assert_eq!(minutes.holders, [id("c1")]);
}

#[test]
fn a_published_seed_that_is_not_the_bids_opens_nothing_and_blames_nobody_else() {
    let world = with_seeds();
    let bids = bids(&world, 1);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[]);
    let case = opening.case();
    let state = hall.closed.with_history(|h| h.bids()[0].clone());
    let token = &bids[0].token;
    let mut releases = Releases::new(case.notice(), case.stage()).unwrap();
    let place = (case.notice().tender(), case.notice().digest());
    let entry = |seed| SeedEntry { lot: state.lot.clone(), bid_key: state.bid_key, seed };
    let seeds = Seeds::new(place, id("technical"), vec![entry(Hex([9; 32]))]);
    releases.add_seeds(&seeds).unwrap();
    let judged = |releases: &Releases| {
        let entry = BidEntry { state: &state, token };
        let by = (&Bidders::default(), releases);
        let file = Ok(bids[0].bytes.clone());
        told(&judge(case, entry, file, by, &mut sealbid::bid::Discard, one()).unwrap().outcome)
    };
    assert_eq!(judged(&releases), "Holders QuorumNotMet quorum 1: c0, c1, c2");
    let right = bids[0].sealed.keys.seeds[0].seed.expose();
    let mut releases = Releases::new(case.notice(), case.stage()).unwrap();
    releases.add_seeds(&Seeds::new(place, id("technical"), vec![entry(Hex(*right))])).unwrap();
    assert_eq!(judged(&releases), "opened");
    let other = Seeds::new(place, id("commercial"), vec![]);
    assert_eq!(kind(releases.add_seeds(&other)), Err(ReleaseOfAnother));
    let twice = Seeds::new(place, id("technical"), vec![entry(Hex([1; 32])), entry(Hex([2; 32]))]);
    assert_eq!(kind(Seeds::parse(&twice.to_bytes().unwrap())), Err(DuplicateId));
    assert!(!format!("{twice:?}").contains("0202"), "a seed is not printed");
    let seed = Seed::new(place, id("1"), state.bid_key, id("technical"), &Secret::new([7; 32]));
    assert!(!format!("{seed:?}").contains("0707"));
}

#[test]
fn seeds_rescue_only_where_the_notice_says_so() {
    let world = World::new();
    let bids = bids(&world, 1);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[1]);
    let tender = bids[0].sealed.keys.tender;
    assert_eq!(kind(opening.quorum_lost(&lost(&world, tender), time(LOST))), Err(NoSeedRescue));
    assert!(bids[0].sealed.keys.seeds.is_empty());
}

/// A store on a disk that cannot read one file.
struct BadSector(super::common::faulty::FaultyStore, String);

struct Unreadable;

impl ReadAt for Unreadable {
    fn size(&self) -> Result<u64> {
        Err(Error::new(Io))
    }

    fn read_exact_at(&self, _: u64, _: &mut [u8]) -> Result<()> {
        Err(Error::new(Io))
    }
}

impl Store for BadSector {
    fn open(&self, name: &str) -> Result<Box<dyn ReadAt + Send>> {
        if name == self.1 { Ok(Box::new(Unreadable)) } else { self.0.open(name) }
    }

    fn size(&self, name: &str) -> Result<Option<u64>> {
        self.0.size(name)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>> {
        self.0.list(folder)
    }

    fn append(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.0.append(name, bytes)
    }

    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> Result<()> {
        self.0.overwrite(name, offset, bytes)
    }

    fn truncate(&self, name: &str, size: u64) -> Result<()> {
        self.0.truncate(name, size)
    }

    fn sync(&self, name: &str) -> Result<()> {
        self.0.sync(name)
    }

    fn rename(&self, from: &str, to: &str) -> Result<()> {
        self.0.rename(from, to)
    }

    fn remove(&self, name: &str) -> Result<()> {
        self.0.remove(name)
    }

    fn sync_names(&self, folder: &str) -> Result<()> {
        self.0.sync_names(folder)
    }
}

#[test]
fn the_adjudicator_decides_what_the_record_cannot() {
    let world = World::new();
    let notice = world.notice();
    let bids = [Bid::large(&world, &notice), Bid::of(&world, &notice, small(), &bidder(&world, "Other"))];
    let hall = Hall::new(&world, &bids);
    let file = sealbid::tenderbox::bid_name(&bids[0].digest());
    let closed = reclosed(&world, Arc::new(BadSector(hall.store.clone(), file)));
    let hall = Hall { closed, ..hall };
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    let summary = opening.open(time(TECHNICAL), &quiet(), work(2)).unwrap();
    assert_eq!((summary.opened, summary.pending.len()), (1, 1), "the disk may be read another time");
    opening.give_up(time(TECHNICAL), &quiet(), one()).unwrap();
    assert!(hall.told("technical", &bids[0].digest()).starts_with("Undetermined Io"));
    let token = hall.stamp(&opening.minutes_bytes().unwrap(), TECHNICAL);
    assert_eq!(kind(opening.finish(vec![token], time(TECHNICAL))), Err(OutOfOrder), "nobody has decided");
    let tender = bids[0].sealed.keys.tender;
    let decide = |fault, signer| {
        let subject = Subject::Bid { stage: id("technical"), digest: bids[0].digest(), fault };
        let decision = Adjudication::new(tender, subject, time(TECHNICAL), "the disk was the platform's");
        let decision = signed(decision.to_bytes().unwrap(), signer, TECHNICAL);
        kind(Opening::adjudicate(&hall.closed, &decision, time(TECHNICAL)))
    };
    assert_eq!(decide(Fault::Platform, &world.tenderer), Err(WrongSigner));
    assert_eq!(decide(Fault::Undetermined, &world.adjudicator), Err(BadField));
    assert_eq!(decide(Fault::Platform, &world.adjudicator), Ok(()));
    let minutes = Minutes::parse(&hall.finish(&mut opening, TECHNICAL)).unwrap();
    let outcome = told(&minutes.bids[0].outcome);
    assert!(outcome.starts_with("Platform Io"), "{outcome}: the minutes have what was decided");
}

#[test]
fn a_release_that_is_gone_is_given_again() {
    let world = World::new();
    let bids = bids(&world, 1);
    let hall = Hall::new(&world, &bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    let release = hall.release_of(1, "technical", &hall.asked("technical"));
    let name = sealbid::tenderbox::evidence_name(RELEASES, &hash(&[&release]));
    hall.store.remove(&name).unwrap();
    let mut opening = hall.begin("technical");
    assert_eq!((opening.lost(), opening.ready()), (&[id("c1")][..], Ok(false)));
    let entries = hall.closed.with_history(|h| h.len());
    opening.give_release(&release, time(TECHNICAL)).unwrap();
    assert_eq!((opening.lost().len(), opening.ready()), (0, Ok(true)));
    assert_eq!(hall.closed.with_history(|h| h.len()), entries);
    assert_eq!(hall.begin("technical").lost().len(), 0);
    assert_eq!(opening.open(time(TECHNICAL), &quiet(), one()).unwrap().opened, 1);
}
