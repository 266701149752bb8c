//! A quorum that is lost for good: bidders' seeds take its place.

use crate::hall::{Hall, PASSPHRASE};
use crate::office::*;
use crate::world::record::TECHNICAL;
use crate::world::{World, id, time};
use sealbid::bid::BidKeyFile;
use sealbid::record::{QuorumLost, Signed};

const CUT_OFF: &str = "2026-07-01T12:00:00+08:00";
const AFTER: &str = "2026-07-01T12:00:01+08:00";

fn keep_key(hall: &Hall, n: usize) {
    let keys = &hall.bids[n].sealed.keys;
    let key: &BidKeyFile = keys;
    hall.write(&format!("bid{n}.key"), key.to_key_file(PASSPHRASE.as_bytes()).unwrap().as_bytes());
}

fn declare_lost(hall: &Hall) -> crate::common::Run {
    let tender = hall.notice.notice().tender();
    let at = time(TECHNICAL);
    let lost = QuorumLost::new(tender, id("technical"), at, time(CUT_OFF), "two keys burnt");
    let signed = Signed::by_certificate(lost.to_bytes().unwrap(), &hall.signer("adjudicator"), at).unwrap();
    hall.write("lost", &signed.to_bytes().unwrap());
    decide(hall, "lost", "lost", TECHNICAL)
}

#[test]
fn seeds_open_what_lost_holders_cannot() {
    let mut world = World::new();
    world.body.rescue.by_seed = true;
    let hall = Hall::with(world, 2);
    hall.close_and_cosign();
    requested(&hall, "technical", TECHNICAL);
    for n in [0, 1] {
        keep_key(&hall, n);
    }
    let seed = |n: usize, stage: &str, out: &str| {
        hall.run(&format!("request seed --key bid{n}.key --passphrase-file pass --stage {stage} -o {out}"))
    };
    let told = seed(0, "technical", "seed0").good();
    assert!(told.out.contains("can open that stage"), "{}", told.out);
    seed(0, "third", "x").refused(1, 4002);
    // Nobody has declared anything lost yet.
    decide(&hall, "seed", "seed0", TECHNICAL).refused(1, 7113);
    declare_lost(&hall).good();
    decide(&hall, "seed", "seed0", TECHNICAL).good();
    // The seed of another stage.
    seed(1, "commercial", "wrong").good();
    assert_eq!(decide(&hall, "seed", "wrong", TECHNICAL).code, 1);
    let run = opening(&hall, "technical", TECHNICAL, "--wait");
    assert!(run.code == 6 && run.out.contains("seeds are taken until"), "{}\n{}", run.out, run.err);
    let status = hall.run("opening status box --trust ca.pem").good();
    assert!(status.out.contains("seeds are being taken"), "{}", status.out);

    seed(1, "technical", "seed1").good();
    decide(&hall, "seed", "seed1", AFTER).refused(1, 7119);
    let run = opening(&hall, "technical", AFTER, "");
    assert!(
        run.out.contains("Seeds published: 1") && run.out.contains("第1公司"),
        "{}\n{}",
        run.out,
        run.err
    );
    // The other bidder gave none in time.
    assert_eq!(run.code, 6, "{}", run.out);
    let run = opening(&hall, "technical", AFTER, "--give-up").good();
    assert!(run.out.contains("the fault is the holders'"), "{}", run.out);
    let audit = hall.run("audit box --trust ca.pem");
    assert!(audit.code == 6 && !audit.out.contains("FAILS"), "{}", audit.out);
}

#[cfg(unix)]
#[test]
fn a_seed_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mut world = World::new();
    world.body.rescue.by_seed = true;
    let hall = Hall::with(world, 1);
    keep_key(&hall, 0);
    hall.run("request seed --key bid0.key --passphrase-file pass --stage technical -o seed").good();
    let mode = std::fs::metadata(hall.at().join("seed")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
    hall.run("request seed --key bid0.key --passphrase-file pass --stage technical -o seed").refused(4, 1003);
}

#[test]
fn without_rescue_there_are_no_seeds() {
    let hall = Hall::received(1);
    hall.close_and_cosign();
    keep_key(&hall, 0);
    hall.run("request seed --key bid0.key --passphrase-file pass --stage technical -o seed").refused(1, 7134);
    declare_lost(&hall).refused(1, 7134);
}
