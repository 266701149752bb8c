//! Two bids of one bidder for one lot, and where documents go.

use super::common::hall::*;
use super::common::record::TECHNICAL;
use super::common::tender::Bid;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::bid::FolderSink;
use sealbid::opening::*;
use sealbid::record::*;

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
