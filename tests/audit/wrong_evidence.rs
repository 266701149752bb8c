//! Evidence that is not what the record says, and records that say something else than their evidence.

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::record_events::fake;
use crate::common::*;
use crate::make::*;
use crate::mutations::Case;
use crate::wrong_arrivals::replace;
use crate::wrong_signers::withdraw;
use sealbid::Error;
use sealbid::ErrorKind::*;
use sealbid::audit::{Report, Rule};
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use sealbid::timelock::ReleaseFile;

pub const CASES: &[Case] = &[
    (Rule::Bids, EvidenceMissing, "a bid is not there", || {
        received_with(|tender, bids| drop(tender.files.bids.remove(&bids[1])))
    }),
    (Rule::Bids, BidDamaged, "another bid in its place", || {
        received_with(|tender, bids| {
            let other = tender.files.bids[&bids[0]].clone();
            tender.files.bids.insert(bids[1], other);
        })
    }),
    (Rule::Bids, BidDamaged, "a bid without its last byte", || {
        received_with(|tender, bids| {
            tender.files.bids.get_mut(&bids[1]).unwrap().pop();
        })
    }),
    (Rule::Bids, PartRootMismatch, "a changed byte in a bid's part", || {
        received_with(|tender, bids| {
            let bytes = tender.files.bids.get_mut(&bids[1]).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        })
    }),
    (Rule::Bids, ReceiptMismatch, "a bid of another size than was recorded", || {
        recorded_as(|_, size| *size += 1)
    }),
    (Rule::Bids, ReceiptMismatch, "a bid of another lot than was recorded", || {
        recorded_as(|bid, _| bid.lot = id("2"))
    }),
    (Rule::Bids, ReceiptMismatch, "a bid of another bid key than was recorded", || {
        recorded_as(|bid, _| bid.bid_key = fake(7).key.public())
    }),
    (Rule::Bids, WrongSigner, "another bidder replaces a bid", || {
        received_with(|tender, bids| replace(tender, bids[0], second_bidder()))
    }),
    (Rule::Bids, WrongSigner, "another bidder withdraws a bid", || {
        received_with(|tender, bids| withdraw(&mut tender.record, bids[0], second_bidder()))
    }),
    (Rule::Releases, EvidenceMissing, "a release is not there", || {
        released_with(|tender| tender.files.others.clear())
    }),
    (Rule::Releases, EvidenceMismatch, "another file in the place of a release", || {
        released_with(|tender| {
            let name = release_digest(tender);
            tender.files.others.insert(name, b"{}".to_vec());
        })
    }),
    (Rule::Releases, BadRelease, "a release that is wrong", || {
        forged_release(|tender, bids| {
            let stage = id("commercial");
            let notice = tender.record.notice.notice();
            let key = &world().custodians[1];
            let other =
                ReleaseFile::of_custodian(key, notice.tender(), notice.digest(), &stage, bids).unwrap();
            String::from_utf8(other.to_bytes().unwrap()).unwrap().replace("commercial", "technical").into()
        })
    }),
    (Rule::Releases, ReleaseOfAnother, "a release of another stage", || {
        forged_release(|tender, bids| release_file(tender, 1, "commercial", bids))
    }),
    (Rule::Releases, ReleaseOfAnother, "a release of another holder", || {
        forged_release(|tender, bids| release_file(tender, 0, "technical", bids))
    }),
    (Rule::Releases, ReleaseOfAnother, "a release of another tender", || {
        forged_release(|tender, bids| {
            let notice = tender.record.notice.notice().digest();
            release_file_of(hash(&[b"another tender"]), notice, 1, "technical", bids)
        })
    }),
    (Rule::Releases, ReleaseOfAnother, "a release under another notice", || {
        forged_release(|tender, bids| {
            let of_tender = tender.record.notice.notice().tender();
            release_file_of(of_tender, hash(&[b"another notice"]), 1, "technical", bids)
        })
    }),
    (Rule::Releases, ReleaseIncomplete, "a release that leaves a bid out", || {
        forged_release(|tender, bids| release_file(tender, 1, "technical", &bids[..1]))
    }),
    (Rule::Releases, ReleaseIncomplete, "a release of a bid that is not to be opened", || {
        forged_release(|tender, bids| {
            let other = [bids, &[(id("2"), sealbid::wire::Hex([9; 32]))]].concat();
            release_file(tender, 1, "technical", &other)
        })
    }),
    (Rule::Outcomes, OutcomeMismatch, "a good bid is said to be bad", || {
        Tender::first_stage_with(|_| excluded(Fault::Bidder, LockInconsistent)).report()
    }),
    (Rule::Outcomes, OutcomeMismatch, "a value was read out wrongly", || {
        Tender::first_stage_with(|outcome| match outcome {
            Outcome::Opened { credit_code, form, contents, .. } => {
                Outcome::Opened { bidder: "Another".into(), credit_code, form, contents }
            }
            other => other,
        })
        .report()
    }),
    (Rule::Outcomes, EvidenceMismatch, "a contents file says something else", || {
        let (mut tender, _) = Tender::whole();
        let contents =
            tender.record.frames.iter().find_map(|(entry, _)| match Entry::parse(entry).unwrap().event {
                Event::Outcome { outcome: Outcome::Opened { contents, .. }, .. } => Some(contents),
                _ => None,
            });
        tender.files.others.insert(contents.unwrap(), b"{}".to_vec());
        tender.report()
    }),
    (Rule::Minutes, MinutesMismatch, "minutes leave a bid out", || {
        ending(|tender| {
            let minutes = tender.minutes("technical");
            let mut value: serde_json::Value = serde_json::from_slice(&minutes).unwrap();
            value["bids"].as_array_mut().unwrap().pop();
            finished(&tender.record, "technical", serde_json::to_vec(&value).unwrap(), &world().platform)
        })
    }),
    (Rule::Minutes, WrongSigner, "somebody else signs the minutes", || {
        ending(|tender| finished(&tender.record, "technical", tender.minutes("technical"), &world().tenderer))
    }),
    (Rule::Minutes, NoTimestamp, "minutes without a token", || {
        ending(|tender| {
            let minutes = tender.minutes("technical");
            let (event, mut attachments) = finished(&tender.record, "technical", minutes, &world().platform);
            attachments.pop();
            let Event::Finished { stage, minutes, signature, .. } = event else { panic!() };
            (Event::Finished { stage, minutes, signature, tokens: vec![] }, attachments)
        })
    }),
    (Rule::Ends, OutOfOrder, "a stage ends while a bid has no outcome", || {
        let (mut tender, _) = Tender::released();
        let (event, attachments) = finished(&tender.record, "technical", b"{}".to_vec(), &world().platform);
        force(&mut tender.record, event, attachments);
        tender.report()
    }),
    (Rule::Ends, AdmissionIncomplete, "nobody says whether a bid goes on", || {
        let (mut tender, bids) = Tender::released();
        tender.judge("technical", |outcome| outcome);
        tender.finish("technical");
        let record = &mut tender.record;
        let admission = Admission::new(
            record.history.tender().unwrap(),
            id("commercial"),
            record.now,
            vec![bids[0]],
            vec![],
        );
        let signed =
            Signed::by_certificate(admission.to_bytes().unwrap(), &world().tenderer, record.now).unwrap();
        let bytes = signed.to_bytes().unwrap();
        let event = Event::Admitted { stage: id("commercial"), admission: hash(&[&bytes]) };
        force(record, event, vec![bytes]);
        tender.report()
    }),
];

pub fn excluded(fault: Fault, kind: sealbid::ErrorKind) -> Outcome {
    Outcome::Excluded { fault, reason: Reason::of(&Error::new(kind)), evidence: vec![] }
}

fn received_with(change: impl FnOnce(&mut Tender<'_>, [Digest; 2])) -> Report {
    let (mut tender, bids) = Tender::received();
    change(&mut tender, bids);
    tender.report()
}

/// A bid's entry says something else than the bid.
fn recorded_as(change: impl FnOnce(&mut Received, &mut u64)) -> Report {
    let mut tender = Tender::new(world());
    let record = &mut tender.record;
    let bytes = sealed(world(), &record.notice).0;
    record.now = time(ARRIVED);
    let (mut bid, mut size, token) = record.received(&bytes);
    change(&mut bid, &mut size);
    let receipt = record.receipt(ReceiptKind::Bid, &bid, Some(size), None);
    bid.receipt = hash(&[&receipt]);
    tender.files.bids.insert(bid.digest, bytes);
    record.push(Event::Bid { bid, size }, vec![token, receipt]);
    tender.report()
}

fn released_with(change: impl FnOnce(&mut Tender<'_>)) -> Report {
    let (mut tender, _) = Tender::received();
    tender.record.close();
    tender.record.request("technical", TECHNICAL);
    tender.release("technical", &[0]);
    change(&mut tender);
    tender.report()
}

fn release_digest(tender: &Tender<'_>) -> Digest {
    *tender.record.history.stage(&id("technical")).unwrap().1.released.values().next().unwrap()
}

fn release_file(tender: &Tender<'_>, who: usize, stage: &str, bids: &[Bid]) -> Vec<u8> {
    let notice = tender.record.notice.notice();
    release_file_of(notice.tender(), notice.digest(), who, stage, bids)
}

fn release_file_of(tender: Digest, notice: Digest, who: usize, stage: &str, bids: &[Bid]) -> Vec<u8> {
    let key = &world().custodians[who];
    ReleaseFile::of_custodian(key, tender, notice, &id(stage), bids).unwrap().to_bytes().unwrap()
}

type Bid = (sealbid::wire::Id, sealbid::wire::Hex<32>);

/// The record takes this file for the second custodian's release.
fn forged_release(make: impl FnOnce(&Tender<'_>, &[Bid]) -> Vec<u8>) -> Report {
    released_with(|tender| {
        let bytes = make(tender, &tender.record.to_open("technical"));
        let release = hash(&[&bytes]);
        tender.files.others.insert(release, bytes);
        let holder = world().custodians[1].custodian().clone();
        tender.record.push(Event::Released { stage: id("technical"), holder, release }, vec![]);
    })
}

/// The first stage ends like this.
fn ending(finish: impl FnOnce(&Tender<'_>) -> (Event, Vec<Vec<u8>>)) -> Report {
    let (mut tender, _) = Tender::released();
    tender.judge("technical", |outcome| outcome);
    let (event, attachments) = finish(&tender);
    force(&mut tender.record, event, attachments);
    tender.report()
}
