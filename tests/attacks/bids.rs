//! Attacks through sealed bids.

use super::common::*;
use sealbid::ErrorKind;
use sealbid::bid::{Discard, Work};

/// Somebody copies a bid and signs it as its own: the header names the victim's bid key, which it does not have.
#[test]
fn copied_bid() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let original = read(&bytes, &notice).unwrap();
    let thief = organisation(&world.ca, "Thief", sealbid::ca::KeyType::P256);
    let cms = sealbid::ca::sign_detached(original.file().manifest_bytes(), &thief, None).unwrap();
    let old = original.file().cms().len();
    let mut copy = bytes[..bytes.len() - 4 - old].to_vec();
    copy.extend((cms.len() as u32).to_be_bytes());
    copy.extend(&cms);
    assert_eq!(read(&copy, &notice).map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::BadBidSignature));
    // With a bid key of its own in the header, locks and parts no longer belong to the header.
    let mine = sealbid::suite::BidKey::generate().unwrap();
    let find = original.bid_key().to_string().into_bytes();
    let at = copy.windows(64).position(|window| window == find).unwrap();
    copy[at..at + 64].copy_from_slice(mine.public().to_string().as_bytes());
    assert_eq!(read(&copy, &notice).map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::HeaderMismatch));
}

/// A lock taken over from another bid, under a header and signatures of the thief's own: it was made for another bid
/// key, so that the releases for the thief's bid do not open it.
#[test]
fn copied_lock() {
    let world = World::new();
    let notice = world.notice();
    let (victim, _) = sealed(&world, &notice);
    let (thief, _) = sealed(&world, &notice);
    let (victim, thief) = (read(&victim, &notice).unwrap(), read(&thief, &notice).unwrap());
    let stage = id("technical");
    let lock = victim.lock(&stage).unwrap();
    let context = thief.context(&stage).unwrap();
    let verdict = sealbid::timelock::open(lock, &context, &world.releases(&thief, "technical", &[0, 1]));
    assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::LockInconsistent));
}

/// Parts of two bids of the same bidder put together.
#[test]
fn mixed_parts() {
    let world = World::new();
    let notice = world.notice();
    let ((one, _), (two, _)) = (sealed(&world, &notice), sealed(&world, &notice));
    let header = |bytes: &[u8]| 16 + u32::from_be_bytes(bytes[12..16].try_into().unwrap()) as usize;
    assert_eq!(header(&one), header(&two));
    let mut mixed = one.clone();
    let part = header(&one)..header(&one) + 65_552;
    mixed[part.clone()].copy_from_slice(&two[part]);
    let bid = read(&mixed, &notice).unwrap();
    assert_eq!(bid.check_parts(Work::default()).map_err(|e| e.kind()), Err(ErrorKind::PartRootMismatch));
    // Opened without that check, the strange part does not decrypt; and it is the bytes that are blamed, not the
    // bidder.
    let unlocked = world.unlock(&bid, "technical");
    let result = bid.open_stage(&id("technical"), &unlocked, &mut Discard, Work::default());
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::PartRootMismatch));
}

/// The suite's name is changed to a weaker one.
#[test]
fn downgraded_suite() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let name = b"sealbid-bls12381-aes256gcm-sha256";
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    let mut weaker = bytes.clone();
    weaker[at..at + name.len()].copy_from_slice(b"sealbid-bls12381-aes128gcm-sha256");
    assert_eq!(read(&weaker, &notice).map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::UnknownSuite));
}

/// A bidder makes a lock that opens for some holders and not for others: see `tests/timelock.rs`,
/// `a_malformed_lock_has_one_verdict`. Here within a whole bid, with every pair of custodians.
#[test]
fn equivocating_lock() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    let stage = id("technical");
    let mut lock = bid.lock(&stage).unwrap().clone();
    // The correction that only the third custodian uses.
    lock.quorums[0].corrections[1].0[0] ^= 1;
    let context = bid.context(&stage).unwrap();
    for pair in [[0, 1], [0, 2], [1, 2]] {
        let verdict = sealbid::timelock::open(&lock, &context, &world.releases(&bid, "technical", &pair));
        assert_eq!(
            verdict.outcome.map(|_| ()).map_err(|e| e.kind()),
            Err(ErrorKind::LockInconsistent),
            "{pair:?}"
        );
    }
}

/// The size of a price file must not tell the price: bids with prices of different lengths have equal sizes.
#[test]
fn size_of_the_price() {
    let world = World::new();
    let notice = world.notice();
    let sizes = |price: u64, bill: &str| {
        let mut draft = draft();
        draft.form.insert(id("price"), sealbid::notice::FormValue::Number(price));
        let document = sealbid::bid::Document::bytes("bill.txt", "text/plain", bill.into()).unwrap();
        draft.parts.insert(id("bill"), vec![document]);
        let mut bytes = Vec::new();
        sealbid::bid::seal(
            draft,
            &world.trusted(&notice),
            &world.bidder,
            time(BEFORE),
            &mut bytes,
            Work::default(),
        )
        .unwrap();
        read(&bytes, &notice).unwrap().file().header().parts.iter().map(|part| part.size).collect::<Vec<_>>()
    };
    assert_eq!(sizes(1, "1"), sizes(999_999_999_999, "999 999 999 999, and a longer story about it"));
}
