//! Evaluation: whoever wants a certain code for a friend's bid cannot have it (SPEC §19.2).

use super::common::record::*;
use super::common::record_events::*;
use super::common::record_review::*;
use super::common::*;
use sealbid::ErrorKind;
use sealbid::record::*;
use sealbid::suite::{BidKey, Digest, Secret, hash, kdf};

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

    let dealt_by = |secret: &CodesSecret| -> Vec<Fake> {
        let number = |digest: &Digest| seeds.iter().position(|(known, _)| known == digest).unwrap();
        secret.order(&stage, &lot, &seeds).iter().map(|digest| fake(number(digest) as u8 + 1)).collect()
    };
    let codes = |bids: &[Fake]| (0..bids.len()).map(code).collect::<Vec<String>>();
    let named = |record: &RecordBuilder, bids: &[Fake]| {
        let codes = codes(bids);
        unblinding(record, &codes.iter().map(String::as_str).zip(bids).collect::<Vec<_>>())
    };
    let right = dealt_by(&record.codes().unwrap());
    let names = codes(&right);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let file = blinded(&record, &names.iter().copied().zip(&right).collect::<Vec<_>>());
    deal(&mut record, &file);
    let made = scored(&record, &scores(&record, &file, &names));
    record.add(made);
    let mut chosen = named(&record, &dealt_by(&secret));
    chosen.secret = secret.publish();
    record.refused(ErrorKind::CodesSecret, unblinded(&chosen, &file));
    let made = unblinded(&named(&record, &right), &file);
    record.add(made);
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
