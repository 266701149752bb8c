//! Attacks on blind review (SPEC §19): by evaluators, by the platform that deals, by a bidder that wants to be known.

use super::common::hall::*;
use super::common::record::TECHNICAL;
use super::common::tender::Bid;
use super::common::{World, id, platform_key, time};
use super::reviewed::*;
use sealbid::ErrorKind::{self, EvidenceMismatch, NamesLeft, OutOfOrder, WrongCodes};
use sealbid::audit::{Report, Rule, Verdict};
use sealbid::blind::*;
use sealbid::opening::BLINDED;
use sealbid::record::*;
use sealbid::redact::{TRANSFORMATION, redact};
use sealbid::suite::{BidKey, Digest, Secret, hash, kdf};
use sealbid::tenderbox::LOG;
use sealbid::wire::Hex;

/// Bids that say different things, so that their copies can be told apart.
fn bids(world: &World) -> Vec<Bid> {
    sealed(world, |n, copy| copy.extend(format!("plan {n}\n").bytes()))
}

fn secret(world: &World) -> CodesSecret {
    CodesSecret::of(&platform_key(), &world.notice().notice().tender())
}

fn found(report: &Report) -> Vec<(Rule, ErrorKind)> {
    report.findings().map(|(rule, finding)| (rule, finding.error.kind())).collect()
}

/// An evaluator has archives, the file of what was dealt, and the record so far, in which bids stand in the order of
/// their arrival, with their digests. No archive speaks of a bid, and no commitment opens without the secret.
#[test]
fn order_learned_by_an_evaluator() {
    let world = World::blind();
    let bids = bids(&world);
    let hall = finished(&world, &bids);
    let opening = hall.begin("technical");
    let (dealt, packages) = deal_to(&opening, &[], &bids).unwrap();
    let seen = packages.iter().map(|package| {
        let mut archive = Vec::new();
        package.zip(&mut archive).unwrap();
        archive
    });
    let has = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    for (n, bytes) in seen.chain([dealt.blinded.to_bytes().unwrap()]).enumerate() {
        for (bid, name) in bids.iter().zip(NAMES) {
            let key = bid.sealed.keys.key.public();
            for told in [bid.digest(), hash(&[name.as_bytes()]), key] {
                assert!(!has(&bytes, &told.0) && !has(&bytes, told.to_string().as_bytes()), "{n}");
            }
            assert!(!has(&bytes, name.as_bytes()), "{n}: {name}");
        }
    }

    // What is public may serve as a guess of the secret: all digests of the record, and what the closing says.
    let record = hall.store.bytes(LOG).unwrap();
    let guesses = record.windows(32).map(|bytes| CodesSecret::published(Hex(bytes.try_into().unwrap())));
    let copies: Vec<&DealtCopy> = dealt.blinded.lots[0].codes.iter().flat_map(|code| &code.copies).collect();
    let opens = |guess: &CodesSecret| {
        let path = |copy: &DealtCopy| if copy.name.starts_with("01") { "a/进度.txt" } else { "方案.txt" };
        let pairs = bids.iter().flat_map(|bid| copies.iter().map(move |copy| (bid.digest(), copy)));
        pairs
            .filter(|(bid, copy)| {
                guess.copy_commitment(bid, &copy.part, path(copy), &copy.digest) == copy.commitment
            })
            .count()
    };
    let mut tried = 0;
    for guess in guesses.step_by(37).take(500) {
        assert_eq!(opens(&guess), 0);
        tried += 1;
    }
    assert_eq!(tried, 500);
    assert_eq!(opens(&secret(&world)), copies.len());
}

/// Bids stand in the record in the order of their arrival, with their digests. Over many tenders, neither who came
/// first nor who has the least digest is more often the first to be read than anybody else.
#[test]
fn order_of_arrival_tells_no_code() {
    let (stage, lot) = (id("technical"), id("1"));
    let mut first = [0; 2];
    for tender in 0..400u32 {
        let number = tender.to_be_bytes();
        let bids: Vec<(Digest, Secret)> =
            (0..4u8).map(|n| (hash(&[&number, &[n]]), kdf("seed", &number, &[&[n]]))).collect();
        let key = BidKey::from_secret(kdf("tender", &number, &[])).unwrap();
        let codes = CodesSecret::of(&key, &hash(&[&number])).order(&stage, &lot, &bids);
        let least = bids.iter().map(|(digest, _)| *digest).min().unwrap();
        first[0] += u32::from(codes[0] == bids[0].0);
        first[1] += u32::from(codes[0] == least);
    }
    // A quarter of 400, six standard deviations (8.7) on either side.
    assert!(first.iter().all(|count| (100 - 52..100 + 52).contains(count)), "{first:?}");
}

/// The platform gives one evaluator a copy that it has spoiled. The file of what was dealt, which the record names,
/// has another digest; an archive that is made again from the true copies has other bytes.
#[test]
fn unequal_copies() {
    let world = World::blind();
    let bids = bids(&world);
    let hall = finished(&world, &bids);
    let opening = hall.begin("technical");
    let (dealt, honest) = deal_to(&opening, &[], &bids).unwrap();
    let last = hall.closed.entry(hall.closed.with_history(|history| history.len()) - 1).unwrap();
    assert!(matches!(last.event, Event::Blinded { blinded, .. } if blinded == dealt.digest));
    let fits = |packages: &[Package]| {
        let said = dealt.blinded.lots[0].codes.iter();
        said.zip(packages).all(|(code, package)| {
            code.code == package.code
                && code.copies.len() == package.files.len()
                && code.copies.iter().zip(&package.files).all(|(copy, (name, bytes))| {
                    *name == format!("{}/{}", copy.part, copy.name) && copy.digest == hash(&[bytes])
                })
        })
    };
    assert!(fits(&honest));
    let mut spoiled = honest.clone();
    spoiled[1].files[1].1 = "施工方案\n".into();
    assert!(!fits(&spoiled));
    let mut exchanged = honest.clone();
    exchanged.swap(0, 1);
    (exchanged[0].code, exchanged[1].code) = (code(0), code(1));
    assert!(!fits(&exchanged));
    let zip = |package: &Package| {
        let mut archive = Vec::new();
        package.zip(&mut archive).unwrap();
        archive
    };
    assert_ne!(zip(&honest[1]), zip(&spoiled[1]));
    assert_ne!(zip(&honest[0]), zip(&exchanged[0]));
}

/// The platform writes the digest of the spoiled copy into the record too, with a commitment that fits, so that every
/// evaluator is given the same. The bid that was sealed has another copy.
#[test]
fn spoiled_copy_in_the_record() {
    let world = World::blind();
    let bids = sealed(&world, |_, _| ());
    let honest = finished(&world, &bids);
    let dealt = deal_to(&honest.begin("technical"), &[], &bids).unwrap().0;
    let hall = finished(&world, &bids);
    let spoil = |copy: &mut DealtCopy| {
        let bytes = "施工方案\n".as_bytes();
        (copy.size, copy.digest) = (bytes.len() as u64, hash(&[bytes]));
        let friend_of_nobody = honest_order(&honest)[1];
        let path = "方案.txt";
        copy.commitment = secret(&world).copy_commitment(&friend_of_nobody, &copy.part, path, &copy.digest);
    };
    let mut forged = dealt.clone();
    spoil(&mut forged.blinded.lots[0].codes[1].copies[1]);
    record_dealt(&hall, &mut forged);
    score(&hall, &forged);
    // The library does not open what nobody sealed; the platform has another program.
    let by_library = unblind(&hall.begin("technical"), time(TECHNICAL));
    assert_eq!(kind(by_library), Err(EvidenceMismatch));
    publish(&hall, forged.digest, honest_order(&honest)).unwrap();
    assert_eq!(found(&audited(&hall)), [(Rule::Review, EvidenceMismatch)]);

    // The same without the lie passes.
    score(&honest, &dealt);
    unblind(&honest.begin("technical"), time(TECHNICAL)).unwrap();
    assert_eq!(*verdict(&audited(&honest)), Verdict::Holds);
}

/// The bids in the order of their codes, as the platform knows them from the release on.
fn honest_order(hall: &Hall<'_>) -> Vec<Digest> {
    let opening = hall.begin("technical");
    let seeds: Vec<_> = opening.seeds().unwrap().into_iter().map(|(bid, seed)| (bid.digest, seed)).collect();
    secret(hall.world).order(&id("technical"), &id("1"), &seeds)
}

/// Publishes bids in this order behind the codes, with what opens commitments to their copies.
fn publish(hall: &Hall<'_>, blinded: Digest, order: Vec<Digest>) -> sealbid::Result<u64> {
    let secret = secret(hall.world);
    let named = order.into_iter().enumerate().map(|(n, bid)| {
        let opening = |path| CopyOpening::of(&secret, &bid, &id("method"), path);
        Unblinded { code: code(n), bid, openings: PATHS.map(opening).to_vec() }
    });
    let lots = vec![UnblindedLot { lot: id("1"), codes: named.collect() }];
    let tender = hall.world.notice().notice().tender();
    let bytes = Unblinding::new(tender, id("technical"), secret.publish(), lots).to_bytes().unwrap();
    let dealt = hall.closed.evidence(BLINDED, &blinded, 1 << 20).unwrap();
    let event = Event::Unblinded { stage: id("technical"), unblinding: hash(&[&bytes]), blinded };
    hall.closed.write(time(TECHNICAL), event, vec![bytes, dealt])
}

/// The documents of every bid, in the order of their copies.
const PATHS: [&str; 2] = ["a/进度.txt", "方案.txt"];

/// Writes into the record what the platform says that it dealt.
fn record_dealt(hall: &Hall<'_>, dealt: &mut Dealt) {
    dealt.digest = hall.closed.put_evidence(BLINDED, &dealt.blinded.to_bytes().unwrap()).unwrap();
    let (stage, lots) = (id("technical"), dealt.blinded.codes());
    let (blinded, withheld, different) = (dealt.digest, vec![], vec![]);
    let event = Event::Blinded { stage, blinded, lots, withheld, different };
    hall.closed.write(time(TECHNICAL), event, vec![]).unwrap();
}

/// A bidder hides a mark for an evaluator that it has bribed. What a format can hide, the transformation takes out; a
/// client that puts it into the copy itself makes a copy that the hall does not, and the record says so to everybody
/// before there are scores; and a name that the bidder declared is dealt to nobody.
#[test]
fn canary_of_a_bidder() {
    let world = World::blind();
    let plain = "施工方案\n按期完工\n";
    let hidden = "\u{feff}施工\u{200b}方案 \t \r\n按\u{2060}期\u{e0041}完\u{ad}工\u{202e}\r\n\n\n";
    let copy = |text: &str| redact("方案.txt", text.as_bytes(), &terms(NAMES[0])).unwrap().bytes;
    assert_eq!(copy(plain), copy(hidden));

    let bids = sealed(&world, |n, copy| {
        if n == 1 {
            copy.extend("\u{200b}\u{200c}\u{200b}".bytes());
        }
    });
    let hall = finished(&world, &bids);
    let (dealt, packages) = deal_to(&hall.begin("technical"), &[], &bids).unwrap();
    let last = hall.closed.entry(hall.closed.with_history(|history| history.len()) - 1).unwrap();
    let Event::Blinded { different, .. } = last.event else { panic!("not dealt") };
    assert_eq!((dealt.different, different.len()), (1, 1));
    let marked = dealt.blinded.lots[0].codes.iter().flat_map(|code| &code.copies).find(|copy| !copy.remade);
    assert_eq!(marked.map(|copy| copy.commitment), different.first().copied());
    assert_eq!(
        packages.iter().filter(|package| package.files[1].1.ends_with("\u{200b}".as_bytes())).count(),
        1
    );

    // Its name, where somebody looks who knows of it: between letters that count for nothing.
    let bids = sealed(&world, |n, copy| {
        if n == 1 {
            copy.extend(NAMES[1].chars().flat_map(|c| [c, '\u{200b}']).collect::<String>().bytes());
        }
    });
    let hall = finished(&world, &bids);
    let refused = deal_to(&hall.begin("technical"), &[], &bids).unwrap_err();
    assert_eq!(refused.kind(), NamesLeft);
    assert_eq!(TRANSFORMATION, world.body.blind_review.as_ref().unwrap().transformation);
}

/// The tenderer sees the names and thinks better of its points: it signs others, and the record takes none. Nor are
/// names told while there are no scores.
#[test]
fn scores_changed_after_the_names() {
    let world = World::blind();
    let bids = bids(&world);
    let hall = finished(&world, &bids);
    let opening = hall.begin("technical");
    let dealt = deal_to(&opening, &[], &bids).unwrap().0;
    let now = time(TECHNICAL);
    assert_eq!(kind(unblind(&opening, now)), Err(OutOfOrder));
    score(&hall, &dealt);
    let better = scores(&hall, &dealt, 9_900);
    assert_eq!(kind(fix_scores(&hall.closed, &better, now)), Err(OutOfOrder));
    unblind(&opening, now).unwrap();
    let length = hall.closed.with_history(|history| history.len());
    assert_eq!(kind(fix_scores(&hall.closed, &better, now)), Err(OutOfOrder));
    // Nor can everything be dealt and scored once more.
    assert_eq!(kind(deal_to(&opening, &[], &bids)), Err(OutOfOrder));
    assert_eq!(hall.closed.with_history(|history| history.len()), length);
    assert_eq!(found(&audited(&hall)), []);
}

/// The platform sees that a rival's copy has the best points, and publishes the names of two codes the wrong way
/// round, with the true secret. What was dealt is committed to the bids as they are, so the record takes no such names.
/// A platform that commits to them the wrong way round must do so before there are points; then the order does not follow
/// from the bids' own seeds.
#[test]
fn wrong_code_for_the_best() {
    let world = World::blind();
    let bids = sealed(&world, |_, _| ());
    let hall = finished(&world, &bids);
    let dealt = deal_to(&hall.begin("technical"), &[], &bids).unwrap().0;
    score(&hall, &dealt);
    let mut order = honest_order(&hall);
    order.swap(0, 2);
    assert_eq!(kind(publish(&hall, dealt.digest, order.clone())), Err(WrongCodes));

    let hall = finished(&world, &bids);
    let mut forged = dealt;
    for (bid, code) in order.iter().zip(&mut forged.blinded.lots[0].codes) {
        for (path, copy) in PATHS.into_iter().zip(&mut code.copies) {
            copy.commitment = secret(&world).copy_commitment(bid, &copy.part, path, &copy.digest);
        }
    }
    record_dealt(&hall, &mut forged);
    score(&hall, &forged);
    publish(&hall, forged.digest, order).unwrap();
    let found = found(&audited(&hall));
    assert!(found.contains(&(Rule::Review, WrongCodes)), "{found:?}");
    assert!(found.iter().all(|(rule, _)| *rule == Rule::Review), "{found:?}");
}
