//! A small bid locked to 3 of 5 custodians, opened: beside one tlock_age decryption, in CPU time.

use crate::bulk::{draft, small_world};
use crate::common::{BEFORE, World, id, time};
use crate::timing::{Case, Seen, interleave, timed};
use sealbid::bid::{BidFile, Discard, NoProgress, Work, seal};
use sealbid::ca::Revocation;
use sealbid::notice::SignedNotice;
use sealbid::timelock::{Signature, Value, open};
use sealbid::wire::Hex;
use std::io::Cursor;
use std::num::NonZeroUsize;

/// Values of the public drand network quicknet.
const QUICKNET: &str = include_str!("../../../tests/vectors/drand/quicknet.json");
const ROUND: u64 = 1000;

const TEXT: &[u8] = b"a small document";

/// One thread: threads cost CPU time, and a small bid has no use for them.
fn alone() -> Work<'static> {
    Work { threads: NonZeroUsize::MIN, progress: &NoProgress }
}

fn sealed(world: &World, notice: &SignedNotice) -> Vec<u8> {
    let mut bytes = Vec::new();
    let draft = draft(TEXT.len() as u64, Box::new(Cursor::new(TEXT)));
    seal(draft, &world.trusted(notice), &world.bidder, time(BEFORE), &mut bytes, alone()).unwrap();
    bytes
}

pub fn run(runs: usize, times: u32) -> Vec<Seen> {
    let world = small_world(3, 5);
    let notice = world.notice();
    let stage = id("technical");
    let bytes = sealed(&world, &notice);
    let bid = BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap();
    let releases = world.releases(&bid, "technical", &[0, 2, 4]);
    let (lock, context) = (bid.lock(&stage).unwrap(), bid.context(&stage).unwrap());
    let unlocked = open(lock, &context, &releases).outcome.unwrap();

    let whole = || {
        let bid = BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap();
        let unlocked = bid.unlock(&stage, &releases).unwrap().outcome.unwrap();
        bid.open_stage(&stage, &unlocked, &mut Discard, alone()).unwrap()
    };

    // What a release costs to check by itself, three times.
    let signatures: Vec<Hex<48>> = releases
        .iter()
        .map(|given| match &given.value {
            Value::Signature(signature) => *signature,
            Value::Mask(_) => unreachable!("custodians sign"),
        })
        .collect();
    let identity = *context.identity();
    let keys: Vec<_> = [0, 2, 4].iter().map(|n| world.custodians[*n].public()).collect();
    let check_each = || {
        for (key, signature) in keys.iter().zip(&signatures) {
            let signature = Signature::from_bytes(signature).unwrap();
            assert!(signature.verifies(
                &identity,
                b"SEALBID-V1-RELEASE_BLS12381G1_XMD:SHA-256_SSWU_RO_",
                key
            ));
        }
    };

    // A session: many bids, one after another, under one notice.
    let session: Vec<_> = (0..times)
        .map(|_| {
            let bytes = sealed(&world, &notice);
            let bid = BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap();
            let releases = world.releases(&bid, "technical", &[0, 1, 2]);
            drop(bid);
            (bytes, releases)
        })
        .collect();
    let mut next = session.iter().cycle();
    let in_session = || {
        let (bytes, releases) = next.next().unwrap();
        let bid = BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap();
        bid.check_signer(&Revocation::unchecked(), time(BEFORE)).unwrap();
        bid.check_parts(alone()).unwrap();
        let unlocked = bid.unlock(&stage, releases).unwrap().outcome.unwrap();
        bid.open_stage(&stage, &unlocked, &mut Discard, alone()).unwrap()
    };

    let (ciphertext, chain_hash, beacon) = tlock();
    let tlock_age = || {
        let mut plain = Vec::new();
        tlock_age::decrypt(&mut plain, ciphertext.as_slice(), &chain_hash, &beacon).unwrap();
        assert_eq!(plain, TEXT);
    };

    let mut in_session = in_session;
    interleave(
        runs,
        &mut [
            Case::new("tlock_age: decrypt", || timed(times, tlock_age)),
            Case::new("sealbid: read, under, unlock, open_stage", || timed(times, whole)),
            Case::new("... the lock alone, releases checked", || {
                timed(times, || open(lock, &context, &releases))
            }),
            Case::new("... 3 releases checked one by one, for comparison", || timed(times, check_each)),
            Case::new("... read and under alone", || {
                timed(times, || {
                    BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap().digest()
                })
            }),
            Case::new("... open_stage alone", || {
                timed(times, || bid.open_stage(&stage, &unlocked, &mut Discard, alone()).unwrap())
            }),
            Case::new("sealbid: one bid of a session, with check_signer and check_parts", || {
                timed(times, &mut in_session)
            }),
        ],
    )
}

/// A ciphertext to a round of quicknet, the chain's hash, and that round's beacon.
fn tlock() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let values: serde_json::Value = serde_json::from_str(QUICKNET).unwrap();
    let find = |list: &str, test: &dyn Fn(&serde_json::Value) -> bool| {
        values[list].as_array().unwrap().iter().find(|value| test(value)).unwrap().clone()
    };
    let bytes = |value: &serde_json::Value| hex::decode(value.as_str().unwrap()).unwrap();
    let chain = find("chains", &|chain| chain["name"] == "quicknet");
    let beacon = find("beacons", &|beacon| {
        beacon["chain"] == "quicknet" && beacon["round"] == ROUND && beacon["expect_valid"] == true
    });
    let chain_hash = bytes(&chain["chain_hash"]);
    let mut ciphertext = Vec::new();
    tlock_age::encrypt(&mut ciphertext, TEXT, &chain_hash, &bytes(&chain["public_key"]), ROUND).unwrap();
    (ciphertext, chain_hash, bytes(&beacon["signature"]))
}
