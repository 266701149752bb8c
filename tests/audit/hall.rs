//! What a box and a hall write, audited from their folder.

use crate::common::faulty::FaultyStore;
use crate::common::hall::*;
use crate::common::record::{TECHNICAL, trust};
use crate::common::tender::*;
use crate::common::*;
use crate::good::unchecked;
use sealbid::ErrorKind;
use sealbid::audit::*;
use sealbid::bid::{ReadAt, Work};
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::tenderbox::{JOURNAL, LOG, bid_name};
use std::io::Write;
use std::sync::Arc;

fn audited(hall: &Hall<'_>) -> Report {
    let log = hall.store.read(LOG, 1 << 30).unwrap();
    let evidence = EvidenceFolder::open(Arc::new(hall.store.clone()), "evidence").unwrap();
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

/// Every way in which a bid can come and go before the deadline, and an amendment that supersedes what came before.
#[test]
fn a_box_in_which_bids_come_and_go_passes() {
    let mut world = World::new();
    world.body.file_period = Some(3600);
    world.body.stages[0].time = time("2026-07-01T12:00:00+08:00");
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let notice = world.notice();
    let old = Bid::new(&world, &notice);
    old.receive_at(&tender, OPENED).unwrap();
    // The amendment.
    world.body.tender = Some(notice.notice().digest());
    world.body.supersedes = Some(notice.notice().digest());
    world.body.title = "供水管网改造（修改）".into();
    let files = Files::of(&world);
    let token = world.authority.stamp(hash(&[&files.notice]), time(OPENED)).unwrap();
    tender.amend(&files.files(), &token, time(OPENED)).unwrap();
    let notice = world.notice();
    let of = |name: &str| Bid::of(&world, &notice, small(), &bidder(&world, name));
    let [first, second, withdrawn, stays] = ["1", "1", "2", "3"].map(of);
    let [delivered, late, never] = ["4", "5", "6"].map(of);
    first.receive(&tender).unwrap();
    second.replace(&tender, &second.asks_to_replace(&first, 1)).unwrap();
    withdrawn.receive(&tender).unwrap();
    stays.receive(&tender).unwrap();
    let arrived = time(ARRIVED);
    tender.withdraw(&withdrawn.asks_to_withdraw(1), arrived, arrived).unwrap();
    for bid in [&delivered, &late, &never] {
        let keys = &bid.sealed.keys;
        let content =
            Announcement::new(keys.tender, keys.notice, keys.lot.clone(), keys.key.public(), bid.digest());
        let request = bid.sign(content.to_bytes().unwrap());
        tender.announce(&request, &bid.token, arrived, arrived).unwrap();
    }
    tender.deliver(upload(&tender, &delivered.bytes), arrived, arrived).unwrap();

    let hall = Hall { world: &world, store, closed: close(tender) };
    let (note, token) = hall.head(CLOSED);
    hall.closed.record_head(&note, vec![token], closing_time()).unwrap();
    let mut coming = hall.closed.upload().unwrap();
    coming.write_all(&late.bytes).unwrap();
    hall.closed.deliver(coming, closing_time(), closing_time()).unwrap();
    let at = "2026-07-01T12:00:00+08:00";
    let mut opening = hall.begin("technical");
    hall.ask(&mut opening, at);
    let asked = hall.asked("technical");
    for n in [0, 1] {
        opening.give_release(&hall.release_of(n, "technical", &asked), time(at)).unwrap();
    }
    opening.open(time(at), &Documents::Discard, work(2)).unwrap();
    hall.finish(&mut opening, at);

    let report = audited(&hall);
    assert_eq!(report.findings().next(), None);
    assert_eq!(unchecked(&report), [(Rule::Ends, Why::Unfinished)]);
    let ends: Vec<_> = report.bids.iter().map(|bid| (bid.end.name(), bid.checked)).collect();
    let gone = |name| (name, false);
    let open = ("none", true);
    let expected = [
        gone("superseded"),
        gone("replaced"),
        open,
        gone("withdrawn"),
        open,
        open,
        open,
        gone("not-delivered"),
    ];
    assert_eq!(ends, expected);
}

/// A bid is damaged while its twin is opened, and supplied again only then: it is excluded alone.
#[test]
fn a_twin_that_is_supplied_late_changes_nothing_of_the_other() {
    let world = World::new();
    let notice = world.notice();
    let signer = bidder(&world, "Twice");
    let bids = [0, 1].map(|_| Bid::of(&world, &notice, small(), &signer));
    let hall = Hall::new(&world, &bids);
    hall.damage(&bids[1].digest());
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 1]);
    opening.open(time(TECHNICAL), &Documents::Discard, work(2)).unwrap();
    hall.closed.rescue(&bids[1].digest(), &mut &bids[1].bytes[..], time(TECHNICAL)).unwrap();
    opening.open(time(TECHNICAL), &Documents::Discard, work(2)).unwrap();
    hall.finish(&mut opening, TECHNICAL);
    let told = bids.each_ref().map(|bid| hall.told("technical", &bid.digest()));
    assert_eq!(told, ["opened", "Bidder TwoBids "]);
    let report = audited(&hall);
    assert_eq!((report.findings().next(), unchecked(&report)), (None, vec![(Rule::Ends, Why::Unfinished)]));
    assert!(report.bids.iter().all(|bid| bid.checked));
}
