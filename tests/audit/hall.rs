//! What a box and a hall write, audited from their folder.

use crate::common::hall::*;
use crate::common::record::{TECHNICAL, trust};
use crate::common::tender::Bid;
use crate::common::*;
use crate::good::unchecked;
use sealbid::ErrorKind;
use sealbid::audit::*;
use sealbid::bid::{ReadAt, Work};
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::tenderbox::{JOURNAL, LOG, bid_name};
use std::sync::Arc;

fn audited(hall: &Hall<'_>) -> Report {
    let log = hall.store.read(LOG, 1 << 30).unwrap();
    let evidence = EvidenceFolder::open(Arc::new(hall.store.clone())).unwrap();
    let options = AuditOptions::new(trust(hall.world));
    audit(&log, Some(&evidence), &options, Work::default()).unwrap()
}

fn through(hall: &Hall<'_>, stage: &str, who: &[usize]) {
    let mut opening = hall.begin(stage);
    hall.ask_and_release(&mut opening, stage, who);
    opening.open(time(time_of(stage)), &Documents::Discard, work(2)).unwrap();
    hall.finish(&mut opening, time_of(stage));
}

/// Good bids, one whose lock is inconsistent, two of one bidder, and one too large for the journal.
#[test]
fn a_hall_of_good_and_bad_bids_passes() {
    let world = World::new();
    let notice = world.notice();
    let mut bids = bids(&world, 2);
    let bad = bidder(&world, "Bad bidder");
    let mut broken = Bid::of(&world, &notice, small(), &bad);
    broken.bytes = forge(&broken, &bad, inconsistent);
    let digest = sealbid::bid::BidFile::read(broken.bytes.clone()).unwrap().digest();
    broken.token = world.authority.stamp(digest, time(BEFORE)).unwrap();
    bids.push(broken);
    let twice = bidder(&world, "Twice");
    bids.extend((0..2).map(|_| Bid::of(&world, &notice, small(), &twice)));
    bids.push(Bid::large(&world, &notice));
    let hall = Hall::new(&world, &bids);
    through(&hall, "technical", &[0, 2]);
    let opened: Vec<_> = [0, 1, 5].map(|n: usize| bids[n].digest()).to_vec();
    let tender = hall.closed.with_history(|history| history.tender().unwrap());
    let out = NotAdmitted { digest: opened[1], reason: "no licence".into() };
    let admission =
        Admission::new(tender, id("commercial"), time(TECHNICAL), vec![opened[0], opened[2]], vec![out]);
    let admission = signed(admission.to_bytes().unwrap(), &world.tenderer, TECHNICAL);
    Opening::admit(&hall.closed, &admission, time(TECHNICAL)).unwrap();
    through(&hall, "commercial", &[1, 2]);

    let report = audited(&hall);
    assert_eq!((report.findings().next(), unchecked(&report)), (None, vec![]));
    assert_eq!(report.overall(), Overall::Passed);
    assert!(report.bids.iter().all(|bid| bid.checked));
    let kind = |bid: &BidReport| bid.reason.as_ref().and_then(Reason::kind);
    let ends: Vec<_> = report.bids.iter().map(|bid| (bid.end, bid.fault, kind(bid))).collect();
    let (opened, fault) = ((End::Opened(1), None, None), Some(Fault::Bidder));
    let twins = (End::Excluded(0), fault, Some(ErrorKind::TwoBids));
    let broken = (End::Excluded(0), fault, Some(ErrorKind::LockInconsistent));
    assert_eq!(ends, [opened, (End::NotAdmitted(1), None, None), broken, twins, twins, opened]);
}

/// Without the journal the small bids are missing, and no other; a file in its place is found too.
#[test]
fn a_folder_without_its_journal_lacks_the_bids_in_it() {
    let world = World::new();
    let mut bids = bids(&world, 1);
    bids.push(Bid::large(&world, &world.notice()));
    let hall = Hall::new(&world, &bids);
    let journal = hall.store.read(JOURNAL, 1 << 30).unwrap();
    let large = hall.store.open(&bid_name(&bids[1].digest())).unwrap().size().unwrap();
    assert!(large > 1 << 20 && journal.len() as u64 > bids[0].bytes.len() as u64);
    assert_eq!(audited(&hall).findings().next(), None);
    hall.store.remove(JOURNAL).unwrap();
    let report = audited(&hall);
    let found: Vec<_> = report.findings().map(|(rule, f)| (rule, f.place.clone(), f.error.kind())).collect();
    let place = Place::Bid(bids[0].digest());
    assert_eq!(found, [(Rule::Bids, place.clone(), ErrorKind::EvidenceMissing)]);
    hall.store.put(&bid_name(&bids[0].digest()), b"something else").unwrap();
    let report = audited(&hall);
    let found: Vec<_> = report.findings().map(|(rule, f)| (rule, f.place.clone(), f.error.kind())).collect();
    assert_eq!(found, [(Rule::Bids, place, ErrorKind::BidDamaged)]);
}
