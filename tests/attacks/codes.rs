//! Evaluation: whoever wants a certain code for a friend's bid cannot have it (SPEC §19.2).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind;
use sealbid::record::*;
use sealbid::suite::{BidKey, Digest, Secret, hash, kdf};
use sealbid::wire::Id;

/// The platform knows every seed after the release. It looks for a secret under which its friend is the first to be
/// read, finds one at once, and cannot publish it: the closing committed to another.
#[test]
fn the_platform_cannot_choose_the_secret_afterwards() {
    let world = World::blind();
    let mut record = RecordBuilder::asked_with(&world, 3);
    record.release("technical", &[0, 1]);
    for n in 1..=3 {
        record.add(record.opened_made("technical", &fake(n)));
    }
    record.finish("technical");

    let (stage, lot) = (id("technical"), id("1"));
    let seeds: Vec<(Digest, Secret)> = (1..=3u8).map(|n| (fake(n).digest, Secret::new([n; 32]))).collect();
    let friend = fake(1).digest;
    let found = (0..u8::MAX).find_map(|n| {
        let key = BidKey::from_secret(kdf("attack", &[n], &[])).unwrap();
        let secret = CodesSecret::of(&key, &record.history.tender().unwrap());
        (secret.order(&stage, &lot, &seeds)[0] == friend).then_some(secret)
    });
    let secret = found.expect("one in three fits");

    let codes: Vec<String> = (0..3).map(code).collect();
    let lots = vec![LotCodes { lot: lot.clone(), codes: codes.clone() }];
    let blinded = hash(&[b"what was dealt"]);
    let (withheld, different) = (vec![], vec![]);
    record.push(Event::Blinded { stage: stage.clone(), blinded, lots, withheld, different }, vec![]);
    let score = |code: &String| Score { code: code.clone(), points: 1, reason: None };
    let scores = vec![LotScores { lot: lot.clone(), scores: codes.iter().map(score).collect() }];
    let tender = record.history.tender().unwrap();
    let scores = Scores::new(tender, stage.clone(), blinded, record.now, scores).to_bytes().unwrap();
    let signed = signed_by(&world.tenderer, scores, record.now);
    record.push(Event::Scored { stage: stage.clone(), scores: hash(&[&signed]) }, vec![signed]);

    let named = |secret: &CodesSecret, stage: &Id| {
        let order = secret.order(stage, &lot, &seeds);
        let codes = codes.iter().cloned().zip(order).map(|(code, bid)| Unblinded { code, bid }).collect();
        let lots = vec![UnblindedLot { lot: lot.clone(), codes }];
        Unblinding::new(tender, stage.clone(), secret.publish(), lots).to_bytes().unwrap()
    };
    let event = |unblinding| Event::Unblinded { stage: stage.clone(), unblinding };
    record.refused(ErrorKind::CodesSecret, with(named(&secret, &stage), event));
    let right = record.codes().unwrap();
    record.add(with(named(&right, &stage), event));
}

/// A bidder chooses its seed before it seals, and seals as often as it likes: without the secret it cannot see which
/// code a seed will bring. Over many tenders each of its seeds is as often the first as any other's.
#[test]
fn a_bidder_cannot_choose_its_place() {
    let (stage, lot) = (id("technical"), id("1"));
    let bids = |seed: u8| -> Vec<(Digest, Secret)> {
        let other = |n: u8| (hash(&[&[n]]), Secret::new([n; 32]));
        vec![(hash(&[b"the bidder's"]), Secret::new([seed; 32])), other(1), other(2), other(3)]
    };
    let first = |seed: u8| {
        let won = |tender: &u32| {
            let key = BidKey::from_secret(kdf("tender", &tender.to_be_bytes(), &[])).unwrap();
            let secret = CodesSecret::of(&key, &hash(&[&tender.to_be_bytes()]));
            secret.order(&stage, &lot, &bids(seed))[0] == bids(seed)[0].0
        };
        (0..400).filter(won).count()
    };
    // A quarter of 400, six standard deviations (8.7) on either side.
    let best = (10..30).map(first).max().unwrap();
    assert!((100 - 52..100 + 52).contains(&best), "{best}");
}
