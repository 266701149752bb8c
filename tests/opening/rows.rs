//! Every row of the table of SPEC §16.4 by itself.

use super::common::hall::*;
use super::common::record::*;
use super::common::*;
use super::court::*;
use sealbid::bid::{BidFile, Discard, ReadAt};
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::{Error, ErrorKind, Result};

#[test]
fn a_good_bid_is_opened_with_its_form_and_contents() {
    let court = Court::new();
    let judged = court.judge_file(Ok(court.bid.bytes.clone()), &[0, 2]);
    let contents = judged.contents.unwrap();
    let Outcome::Opened { bidder, credit_code, form, contents: digest } = judged.outcome else {
        panic!("excluded")
    };
    assert_eq!((bidder.as_str(), credit_code, digest), ("示例公司", None, hash(&[&contents])));
    let read = Contents::parse(&contents).unwrap();
    assert_eq!((read.digest, read.stage.as_str(), &read.form), (court.state.digest, "technical", &form));
    assert_eq!(form.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["quality"]);
    let parts: Vec<_> = read.parts.iter().map(|p| (p.part.as_str(), p.documents.len())).collect();
    assert_eq!(parts, [("method", 1), ("extras", 0)]);
    assert_eq!(read.to_bytes().unwrap(), contents);
    assert_eq!(court.sealed(), None);
}

#[test]
fn the_outcome_is_the_same_for_every_choice_of_releases() {
    let court = Court::new();
    let first = court.judge_file(Ok(court.bid.bytes.clone()), &[0, 1]);
    for who in [&[1, 0][..], &[0, 2], &[2, 1], &[0, 1, 2], &[2, 1, 0]] {
        assert_eq!(court.judge_file(Ok(court.bid.bytes.clone()), who), first, "{who:?}");
    }
    let broken = Court::with(None, |bid| forge(bid, &world().bidder, inconsistent));
    let first = broken.judge();
    assert_eq!(told(&first), "Bidder LockInconsistent ");
    for who in [&[0, 1][..], &[1, 2], &[2, 1, 0]] {
        assert_eq!(broken.judge_file(Ok(broken.bid.bytes.clone()), who).outcome, first, "{who:?}");
    }
}

#[test]
fn a_file_that_is_not_the_one_received_is_the_platforms_fault() {
    let court = Court::new();
    for gone in [ErrorKind::BidDamaged, ErrorKind::FileNotFound] {
        let outcome = court.judge_file(Err::<Vec<u8>, _>(gone.into()), &[0, 2]).outcome;
        assert_eq!(told(&outcome), "Platform BidDamaged ");
        assert_eq!(evidence(&outcome), [court.state.digest]);
    }
    // Magic, header, a cut at the end, a byte more; the last byte; another bid altogether.
    assert!(told(&court.judge_changed(|b| b[3] ^= 1)).starts_with("Platform BidDamaged"));
    assert!(told(&court.judge_changed(|b| b[20] ^= 1)).starts_with("Platform BidDamaged"));
    assert!(told(&court.judge_changed(|b| b.truncate(b.len() - 1))).starts_with("Platform BidDamaged"));
    assert!(told(&court.judge_changed(|b| b.push(0))).starts_with("Platform BidDamaged"));
    assert!(told(&court.judge_changed(|b| *b.last_mut().unwrap() ^= 1)).starts_with("Platform BidDamaged"));
    let other = Court::new().bid.bytes;
    assert_eq!(told(&court.judge_changed(|b| *b = other)), "Platform BidDamaged ");
    // A header of another bid key that parses: the manifest names another header.
    let key = court.state.bid_key.to_string();
    let at = court.bid.bytes.windows(64).position(|w| w == key.as_bytes()).unwrap();
    let changed = court.judge_changed(|b| b[at] = if b[at] == b'0' { b'1' } else { b'0' });
    assert_eq!(told(&changed), "Platform BidDamaged manifest");
}

#[test]
fn parts_that_were_changed_are_the_platforms_fault_whatever_else_is_wrong() {
    // The first part of the first stage begins behind the header.
    let change = |bytes: &mut Vec<u8>| {
        let end = 16 + u32::from_be_bytes(bytes[12..16].try_into().unwrap()) as usize;
        bytes[end + 70_000] ^= 1;
    };
    assert_eq!(told(&Court::new().judge_changed(change)), "Platform PartRootMismatch part method");
    let mut court = Court::with(Some(frozen(true, "2026-08-01T00:00:00Z")), |bid| bid.bytes.clone());
    assert_eq!(
        told(&court.judge()),
        "Bidder CertificateRevoked the bidder's certificate: certificate of CN=示例公司,O=示例公司"
    );
    assert_eq!(told(&court.judge_changed(change)), "Platform PartRootMismatch part method");
    // Parts of another stage are not asked about.
    let last = |bytes: &mut Vec<u8>| {
        let length = bytes.len();
        bytes[length - 20_000] ^= 1;
    };
    court = Court::new();
    assert_eq!(told(&court.judge_changed(last)), "opened");
    let damage = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = court.bid.bytes.clone();
        change(&mut bytes);
        let found = damage_of(&court.case, &court.state, Ok(bytes), one()).unwrap();
        found.map(|damage| (damage.reason.place, damage.later))
    };
    assert_eq!(damage(&last), Some(("part bill".to_owned(), true)), "but they are read again");
    assert_eq!(damage(&change), Some(("part method".to_owned(), false)));
    assert_eq!(damage(&|_| ()), None);
}

#[test]
fn a_defect_that_the_box_should_have_refused_is_the_platforms_fault() {
    let check = |wanted: &str, defect: &dyn Fn(&mut serde_json::Value)| {
        let mut court = Court::new();
        court.bid.bytes = forge(&court.bid, &world().bidder, defect);
        let file = BidFile::read(court.bid.bytes.clone()).unwrap();
        (court.state.digest, court.state.lot) = (file.digest(), file.header().lot.clone());
        court.token = world().authority.stamp(file.digest(), time(ARRIVED)).unwrap();
        let told = told(&court.judge());
        assert!(told.starts_with(&format!("Platform {wanted}")), "{told}, {wanted}");
        assert_eq!(court.sealed().as_deref(), Some(told.as_str()));
        let damage = damage_of(&court.case, &court.state, Ok(court.bid.bytes.clone()), one());
        assert_eq!(damage, Ok(None), "it is no damage");
    };
    check("WrongTender header", &|h| flip(&mut h["tender"]));
    check("LockShape header: locks[0]", &|h| {
        h["locks"][0]["quorums"][0]["corrections"].as_array_mut().unwrap().pop();
    });
    check("UnknownLot header", &|h| h["lot"] = "9".into());
    // The record has it for another lot, or under another key.
    let mut court = Court::new();
    court.state.lot = id("2");
    assert_eq!(told(&court.judge()), "Platform ReceiptMismatch ");
    let mut court = Court::new();
    court.state.bid_key.0[0] ^= 1;
    assert_eq!(told(&court.judge()), "Platform ReceiptMismatch ");
    // A certificate of somebody else's authority.
    let stranger = World::new();
    let court = Court::with(None, |bid| forge(bid, &stranger.bidder, |_| ()));
    assert_eq!(told(&court.judge()), "Platform NoTrustedChain the bidder's certificate");
}

#[test]
fn a_token_that_does_not_count_is_the_platforms_fault() {
    let court = Court::new();
    let with = |token: Vec<u8>| {
        let mut state = court.state.clone();
        state.token = hash(&[&token]);
        let entry = BidEntry { state: &state, token: &token };
        let by = (&court.bidders, &court.releases(&[0, 2]));
        let judged = judge(&court.case, entry, Ok(court.bid.bytes.clone()), by, &mut Discard, one());
        let outcome = judged.unwrap().outcome;
        assert_eq!(evidence(&outcome), [court.state.digest, state.token]);
        told(&outcome)
    };
    let stamp = |digest, at: &str| world().authority.stamp(digest, time(at)).unwrap();
    assert_eq!(with(stamp(court.state.digest, CLOSED)), "Platform Late token");
    assert_eq!(with(stamp(hash(&[b"another"]), ARRIVED)), "Platform TimestampImprint token");
    let stranger = World::new().authority.stamp(court.state.digest, time(ARRIVED)).unwrap();
    assert_eq!(with(stranger), "Platform NoTrustedChain token: timestamp");
    assert!(with(vec![]).starts_with("Platform BadTimestamp token"));
    // The last instant that counts is the deadline itself.
    let last = stamp(court.state.digest, "2026-07-01T09:00:00+08:00");
    let court = Court { token: last, ..court };
    assert_eq!(told(&court.judge()), "opened");
}

#[test]
fn revocation_is_judged_by_the_frozen_evidence() {
    let court = |revocation| Court::with(Some(revocation), |bid| bid.bytes.clone());
    let list = frozen(true, "2026-08-01T00:00:00Z");
    let digest = hash(&[&list.to_bytes().unwrap()]);
    let revoked = court(list);
    let outcome = revoked.judge();
    let place = "the bidder's certificate: certificate of CN=示例公司,O=示例公司";
    assert_eq!(told(&outcome), format!("Bidder CertificateRevoked {place}"));
    assert_eq!(evidence(&outcome), [revoked.state.digest, digest]);
    assert_eq!(
        revoked.sealed().as_deref(),
        Some("Bidder CertificateRevoked the bidder's certificate: certificate of CN=示例公司,O=示例公司")
    );
    let stale = court(frozen(false, "2026-06-03T00:00:00Z"));
    assert_eq!(
        told(&stale.judge()),
        "Platform RevocationStale the bidder's certificate: certificate of CN=示例公司,O=示例公司"
    );
    assert_eq!(told(&court(frozen(false, "2026-08-01T00:00:00Z")).judge()), "opened");
}

#[test]
fn too_few_releases_are_the_holders_fault_by_name() {
    let court = Court::new();
    let judge = |who: &[usize]| court.judge_file(Ok(court.bid.bytes.clone()), who).outcome;
    assert_eq!(told(&judge(&[1])), "Holders QuorumNotMet quorum 1: c0, c2");
    assert_eq!(told(&judge(&[])), "Holders QuorumNotMet quorum 1: c0, c1, c2");
    assert!(can_change(&judge(&[])));
}

#[test]
fn what_opening_refuses_is_the_bidders_fault() {
    // The other stage's lock is changed: the header's digest is another, and so is the key of every part.
    let court = Court::with(None, |bid| {
        forge(bid, &world().bidder, |h| flip(&mut h["locks"][1]["quorums"][0]["corrections"][0]))
    });
    let outcome = court.judge();
    assert!(told(&outcome).starts_with("Bidder BadSegment"), "{}", told(&outcome));
    assert!(!can_change(&outcome));
    assert_eq!(evidence(&outcome), [court.state.digest]);
    assert_eq!(court.sealed(), None, "it could not be seen before");
}

/// A file that cannot be read from some offset on.
struct BadDisk(Vec<u8>, u64);

impl ReadAt for BadDisk {
    fn size(&self) -> Result<u64> {
        self.0.size()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        if offset + buffer.len() as u64 > self.1 {
            return Err(Error::new(ErrorKind::Io));
        }
        self.0.read_exact_at(offset, buffer)
    }
}

#[test]
fn a_disk_that_cannot_be_read_leaves_the_fault_open() {
    let court = Court::new();
    let size = court.bid.bytes.len() as u64;
    let unreadable = |from| {
        let outcome = court.judge_file(Ok(BadDisk(court.bid.bytes.clone(), from)), &[0, 2]).outcome;
        assert!(can_change(&outcome));
        told(&outcome)
    };
    assert_eq!(unreadable(0), "Undetermined Io ");
    assert!(unreadable(size - 10).starts_with("Undetermined Io"));
    let outcome = court.judge_file(Err::<Vec<u8>, _>(ErrorKind::Io.into()), &[0, 2]).outcome;
    assert_eq!(told(&outcome), "Undetermined Io ");
}
