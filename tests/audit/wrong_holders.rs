//! Holders that are no custodians, and seeds in place of a quorum that is lost: good ones, and each way in which the
//! record can name wrong ones (SPEC §16.1, §16.5, §17.3).

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::*;
use crate::drand::Chain;
use crate::mutations::Case;
use sealbid::ErrorKind::*;
use sealbid::audit::{Report, Rule};
use sealbid::bid::{BidFile, Work, seal};
use sealbid::ca::{FileUnwrapKey, KeyType, Subject};
use sealbid::notice::{HolderSpec, QuorumSpec};
use sealbid::opening::{SeedEntry, Seeds};
use sealbid::record::Event;
use sealbid::suite::{Secret, hash};
use sealbid::timelock::{ReleaseFile, unwrap_transport};
use sealbid::wire::{Base64, Hex, Time};
use std::sync::LazyLock;

pub const CASES: &[Case] = &[
    (Rule::Releases, WrongRound, "a beacon of the round before", || {
        beacon(|chains, at| chains[0].beacon(chains[0].round_at(at) - 1))
    }),
    (Rule::Releases, BadRelease, "a beacon that another chain has made", || {
        beacon(|chains, at| Chain::new(9).beacon(chains[0].round_at(at)))
    }),
    (Rule::Releases, ReleaseOfAnother, "a beacon of another holder", || {
        beacon(|chains, at| chains[1].beacon(chains[1].round_at(at)))
    }),
    (Rule::Releases, ReleaseIncomplete, "a certificate's mask of a stranger's bid", || {
        certificate(|masks| masks.push((id("2"), Hex([9; 32]), Secret::new([1; 32]))))
    }),
    (Rule::Releases, EvidenceMissing, "the seeds are not there", || {
        given(|_| (), |tender| tender.files.others.clear())
    }),
    (Rule::Releases, EvidenceMismatch, "another file in the place of the seeds", || {
        given(|_| (), |tender| tender.files.others.values_mut().for_each(|bytes| *bytes = b"{}".to_vec()))
    }),
    (Rule::Releases, ReleaseOfAnother, "seeds of another tender", || {
        given(|seeds| seeds.tender = hash(&[b"another tender"]), |_| ())
    }),
    (Rule::Releases, ReleaseOfAnother, "seeds under another notice", || {
        given(|seeds| seeds.notice = hash(&[b"another notice"]), |_| ())
    }),
    (Rule::Releases, ReleaseOfAnother, "seeds of another stage", || {
        given(|seeds| seeds.stage = id("commercial"), |_| ())
    }),
];

fn seed_world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(|| {
        let mut world = World::new();
        world.body.rescue.by_seed = true;
        world
    });
    &WORLD
}

/// No custodian releases, and the bidder's seed is published in their place.
fn given(change: impl FnOnce(&mut Seeds), then: impl FnOnce(&mut Tender<'_>)) -> Report {
    let world = seed_world();
    let mut tender = Tender::new(world);
    let mut bytes = Vec::new();
    let trusted = world.trusted(&tender.record.notice);
    let bid = seal(draft(), &trusted, &world.bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
    tender.bid(bytes);
    let record = &mut tender.record;
    record.close();
    record.request("technical", TECHNICAL);
    record.add(record.quorum_lost_made(&record.quorum_lost("technical", "2026-07-01T12:00:00+08:00")));
    record.now = time("2026-07-01T12:00:01+08:00");
    let (keys, stage) = (&bid.keys, id("technical"));
    let seed = keys.seeds.iter().find(|seed| seed.stage == stage).unwrap();
    let (lot, bid_key, seed) = (keys.lot.clone(), keys.key.public(), Hex(*seed.seed.expose()));
    let place = (keys.tender, keys.notice);
    let mut seeds = Seeds::new(place, stage.clone(), vec![SeedEntry { lot, bid_key, seed }]);
    change(&mut seeds);
    let bytes = seeds.to_bytes().unwrap();
    let digest = hash(&[&bytes]);
    tender.files.others.insert(digest, bytes);
    tender.record.push(Event::Seeds { stage, seeds: digest }, vec![]);
    then(&mut tender);
    tender.report()
}

/// Two chains in a quorum of their own. The record names the first for this beacon.
fn beacon(make: impl FnOnce(&[Chain; 2], Time) -> String) -> Report {
    static WORLD: LazyLock<World> = LazyLock::new(|| {
        let mut world = World::new();
        let holders = chains().into_iter().zip(["drand", "quicknet"]).map(|(chain, name)| chain.holder(name));
        world.body.lock.quorums.push(QuorumSpec { threshold: 2, holders: holders.collect() });
        world
    });
    let mut tender = Tender::new(&WORLD);
    tender.bid(sealed_by(&WORLD, &tender.record.notice, &WORLD.bidder));
    tender.record.close();
    tender.record.request("technical", TECHNICAL);
    let bytes = make(&chains(), time(TECHNICAL)).into_bytes();
    name(&mut tender, "drand", bytes)
}

fn chains() -> [Chain; 2] {
    [5, 6].map(Chain::new)
}

/// A certificate beside custodians, and what it unwraps.
fn certificate(change: impl FnOnce(&mut Vec<(sealbid::wire::Id, Hex<32>, Secret)>)) -> Report {
    static WORLD: LazyLock<(World, FileUnwrapKey)> = LazyLock::new(|| {
        let mut world = World::with_custodians(2, 2);
        let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
        let subject = Subject { organisation: Some("Archive".into()), ..Subject::default() };
        let (pem, certificate) = world.ca.issue(&subject, KeyType::Rsa2048, from, to).unwrap();
        let certificate = Base64(certificate.der().to_vec());
        world.body.lock.quorums[0].holders.push(HolderSpec::Certificate { id: id("t0"), certificate });
        (world, FileUnwrapKey::from_pem(pem.as_bytes(), None).unwrap())
    });
    let (world, key) = &*WORLD;
    let mut tender = Tender::new(world);
    let bytes = sealed_by(world, &tender.record.notice, &world.bidder);
    tender.bid(bytes.clone());
    tender.record.close();
    tender.record.request("technical", TECHNICAL);
    let (notice, stage) = (tender.record.notice.notice(), id("technical"));
    let sealed = BidFile::read(bytes).unwrap().under(notice).unwrap();
    let (lock, context) = (sealed.lock(&stage).unwrap(), sealed.context(&stage).unwrap());
    let mask = unwrap_transport(lock, &context, &id("t0"), key).unwrap();
    let mut masks = vec![(id("1"), sealed.bid_key(), mask)];
    change(&mut masks);
    let file = ReleaseFile::of_certificate(id("t0"), notice.tender(), notice.digest(), &stage, &masks);
    let bytes = file.unwrap().to_bytes().unwrap();
    name(&mut tender, "t0", bytes)
}

/// The record takes this file for what a holder gave.
fn name(tender: &mut Tender<'_>, holder: &str, bytes: Vec<u8>) -> Report {
    let release = hash(&[&bytes]);
    tender.files.others.insert(release, bytes);
    tender.record.push(Event::Released { stage: id("technical"), holder: id(holder), release }, vec![]);
    tender.report()
}

/// What the mutations start from is right.
#[test]
fn good_ones_pass() {
    for report in [
        given(|_| (), |_| ()),
        beacon(|chains, at| chains[0].beacon(chains[0].round_at(at))),
        certificate(|_| ()),
    ] {
        assert_eq!(report.findings().next(), None);
    }
}
