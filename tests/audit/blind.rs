//! Blind review in an audit (SPEC §19.4): a good one passes, and each way in which one can be wrong is found.

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::*;
use crate::make::force;
use crate::wrong_reviews::copy;
use sealbid::ErrorKind::*;
use sealbid::audit::{Overall, Report, Rule, Verdict, Why};
use sealbid::bid::{Document, Work, seal};
use sealbid::notice::{BlindReview, SignedNotice};
use sealbid::opening::{Case as OpeningCase, Releases, seed_of};
use sealbid::record::*;
use sealbid::suite::{Digest, Secret, hash};
use std::sync::LazyLock;

const TERMS: &str = r#"{"format":"sealbid-terms/1","names":["云启建设"]}"#;
const ORIGINAL: &str = "施工方案\n云启建设有限公司编制\n";

/// A world whose technical stage is reviewed blind.
fn blind_world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(|| {
        let mut world = World::new();
        world.body.blind_review = Some(BlindReview {
            technical_weight: 60,
            blind_above: 40,
            transformation: "sealbid-redact/1".to_owned(),
            form: None,
        });
        world.body.parts[0].blind = true;
        world
    });
    &WORLD
}

/// What this build's transformation makes; none if it has none.
fn remake() -> Option<Vec<u8>> {
    #[cfg(feature = "redact")]
    {
        let terms = sealbid::redact::Terms::parse(TERMS.as_bytes()).unwrap();
        Some(sealbid::redact::redact("方案.txt", ORIGINAL.as_bytes(), &terms).unwrap().bytes)
    }
    #[cfg(not(feature = "redact"))]
    None
}

/// What the second bidder seals.
const SECOND: (&str, &str) = ("another copy\n", TERMS);

/// Two bids, with different copies: one that is made again, and one that is not, with its terms.
fn sealed_bids(second: (&str, &str)) -> [Vec<u8>; 2] {
    let (world, notice) = (blind_world(), blind_world().notice());
    let other = organisation(&world.ca, "第二公司", sealbid::ca::KeyType::P256);
    let first = remake().unwrap_or_else(|| b"a copy".to_vec());
    [(&world.bidder, first, TERMS), (&other, second.0.into(), second.1)]
        .map(|(bidder, copy, terms)| sealed_with(world, &notice, bidder, copy, terms))
}

fn sealed_with(
    world: &World,
    notice: &SignedNotice,
    bidder: &sealbid::ca::Signer,
    copy: Vec<u8>,
    terms: &str,
) -> Vec<u8> {
    let text = |path: &str, bytes: Vec<u8>| Document::bytes(path, "text/plain", bytes).unwrap();
    let terms = Document::bytes("blind/terms.json", "application/json", terms.into()).unwrap();
    let mut draft = draft();
    let documents = vec![text("方案.txt", ORIGINAL.into()), text("blind/方案.txt", copy), terms];
    draft.parts.insert(id("method"), documents);
    let mut bytes = Vec::new();
    seal(draft, &world.trusted(notice), bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
    bytes
}

/// What may be told wrongly of a review.
pub struct Told {
    pub blinded: Blinded,
    pub different: Vec<Digest>,
    withheld: Vec<Digest>,
    /// The bids in the order of their codes.
    order: Vec<Digest>,
    /// The bids in the order of their entries.
    bids: Vec<Digest>,
    /// What lies in the evidence in the place of the file of what was dealt, if not that.
    pub file: Option<Option<Vec<u8>>>,
    unblind: bool,
    /// Whether the entry has other codes than the file that it names.
    pub renamed: bool,
    /// The kind of entry that is written twice. Nothing comes after it.
    pub twice: Option<&'static str>,
}

/// A finished technical stage, reviewed, with something told wrongly.
pub fn reviewed(change: impl FnOnce(&mut Told)) -> Report {
    static BIDS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| sealed_bids(SECOND));
    reviewed_of(&BIDS, SECOND.0, change)
}

/// The same where the second bidder seals something else.
fn reviewed_with(second: (&str, &str), change: impl FnOnce(&mut Told)) -> Report {
    reviewed_of(&sealed_bids(second), second.0, change)
}

fn reviewed_of(bids: &[Vec<u8>; 2], second: &str, change: impl FnOnce(&mut Told)) -> Report {
    let mut tender = Tender::new(blind_world());
    for bytes in bids {
        tender.bid(bytes.clone());
    }
    tender.record.close();
    tender.record.request("technical", TECHNICAL);
    tender.release("technical", &[0, 2]);
    tender.judge("technical", |outcome| outcome);
    tender.finish("technical");

    let mut told = truth(&tender, second);
    change(&mut told);
    let record = &mut tender.record;
    let bytes = told.blinded.to_bytes().unwrap();
    let (stage, blinded) = (id("technical"), hash(&[&bytes]));
    let mut lots = told.blinded.codes();
    if told.renamed {
        lots[0].codes[0] = "Z".to_owned();
    }
    let codes = lots[0].codes.clone();
    let (withheld, different) = (told.withheld, told.different);
    record.push(Event::Blinded { stage: stage.clone(), blinded, lots, withheld, different }, vec![]);
    if let Some(bytes) = told.file.unwrap_or(Some(bytes)) {
        tender.files.others.insert(blinded, bytes);
    }
    if !told.unblind || again(&mut tender.record, told.twice) {
        return tender.report();
    }
    let record = &mut tender.record;
    let score = |code: &String| Score { code: code.clone(), points: 9_000, reason: None };
    let lots = vec![LotScores { lot: id("1"), scores: codes.iter().map(score).collect() }];
    let tender_digest = record.history.tender().unwrap();
    let scores = Scores::new(tender_digest, stage.clone(), blinded, record.now, lots);
    let signed = Signed::by_certificate(scores.to_bytes().unwrap(), &record.world.tenderer, record.now);
    let signed = signed.unwrap().to_bytes().unwrap();
    record.push(Event::Scored { stage: stage.clone(), scores: hash(&[&signed]) }, vec![signed]);
    if again(record, told.twice) {
        return tender.report();
    }
    let named = codes.into_iter().zip(told.order).map(|(code, bid)| Unblinded { code, bid });
    let lots = vec![UnblindedLot { lot: id("1"), codes: named.collect() }];
    let secret = record.codes().unwrap().publish();
    let unblinding = Unblinding::new(tender_digest, stage.clone(), secret, lots).to_bytes().unwrap();
    record.push(Event::Unblinded { stage, unblinding: hash(&[&unblinding]) }, vec![unblinding]);
    again(record, told.twice);
    tender.report()
}

/// Writes the last entry once more, if it is of this kind.
fn again(record: &mut RecordBuilder<'_>, twice: Option<&str>) -> bool {
    let (entry, attachments) = record.frames.last().unwrap().clone();
    let event = Entry::parse(&entry).unwrap().event;
    let same = twice == Some(event.name());
    if same {
        force(record, event, attachments);
    }
    same
}

/// What is to be told of a review.
fn truth(tender: &Tender<'_>, second: &str) -> Told {
    let (record, stage) = (&tender.record, id("technical"));
    let case = OpeningCase::of(&record.history, &stage).unwrap();
    let (_, state) = record.history.stage(&stage).unwrap();
    let mut releases = Releases::new(case.notice(), &stage).unwrap();
    for digest in state.released.values() {
        releases.add(releases.verify(&tender.files.others[digest]).unwrap());
    }
    let seeds: Vec<(Digest, Secret)> = record
        .history
        .bids()
        .iter()
        .map(|bid| {
            let file = Ok(tender.files.bids[&bid.digest].clone());
            (bid.digest, seed_of(&case, bid, file, &releases).unwrap())
        })
        .collect();
    let secret = record.codes().unwrap();
    let order = secret.order(&stage, &id("1"), &seeds);
    let (mut codes, mut different) = (vec![], vec![]);
    for (place, bid) in order.iter().enumerate() {
        let first = seeds[0].0 == *bid;
        let copy = match (first, remake()) {
            (true, Some(made)) => made,
            (true, None) => b"a copy".to_vec(),
            (false, _) => second.into(),
        };
        let remade = first && remake().is_some();
        let digest = hash(&[&copy]);
        let commitment = secret.copy_commitment(bid, &id("method"), "方案.txt", &digest);
        let (part, name, size) = (id("method"), "01.txt".to_owned(), copy.len() as u64);
        codes.push(DealtCode {
            code: code(place),
            copies: vec![DealtCopy { part, name, size, digest, commitment, remade }],
        });
        if !remade {
            different.push(commitment);
        }
    }
    let lots = vec![DealtLot { lot: id("1"), codes }];
    let blinded = Blinded::new(record.history.tender().unwrap(), stage, lots);
    let bids = seeds.iter().map(|(bid, _)| *bid).collect();
    Told {
        blinded,
        different,
        withheld: vec![],
        order,
        bids,
        file: None,
        unblind: true,
        renamed: false,
        twice: None,
    }
}

/// One of the bids, by its place among the entries, is held back.
fn hold_back(told: &mut Told, bid: usize) {
    let digest = told.bids[bid];
    let place = told.order.iter().position(|found| *found == digest).unwrap();
    let gone = told.blinded.lots[0].codes.remove(place);
    told.different.retain(|commitment| gone.copies.iter().all(|copy| copy.commitment != *commitment));
    told.order.remove(place);
    told.withheld.push(digest);
}

/// What a build with the transformation finds. Another one can look at no copy.
fn found_of(report: &Report) -> Vec<(Rule, sealbid::ErrorKind)> {
    if remake().is_none() {
        assert_eq!(*verdict(report), Verdict::NotChecked(Why::OtherTransformation));
    }
    report.findings().map(|(rule, found)| (rule, found.error.kind())).collect()
}

fn verdict(report: &Report) -> &Verdict {
    &report.rules.iter().find(|result| result.rule == Rule::Review).unwrap().verdict
}

#[test]
fn a_good_review_passes() {
    let report = reviewed(|_| ());
    let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.to_string())).collect();
    assert_eq!(found, []);
    let expected = match remake() {
        Some(_) => Verdict::Holds,
        None => Verdict::NotChecked(Why::OtherTransformation),
    };
    assert_eq!(*verdict(&report), expected);
    // Nobody asks for blind review, and nothing is found about it.
    assert_eq!(*verdict(&Tender::whole().0.report()), Verdict::Holds);
}

#[test]
fn before_the_names_are_published_nothing_can_be_said() {
    let report = reviewed(|told| told.unblind = false);
    assert_eq!(*verdict(&report), Verdict::NotChecked(Why::Unfinished));
    assert_eq!(report.overall(), Overall::PassedAsFar);
}

/// The names of two codes are exchanged: both are wrong.
#[test]
fn exchanged_names_are_found() {
    let report = reviewed(|told| told.order.reverse());
    let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.kind())).collect();
    assert_eq!(found, [(Rule::Review, WrongCodes); 2]);
}

/// Everything fits everything else, but the commitment is not to this bid.
#[test]
fn a_commitment_to_another_bid_is_found() {
    let report = reviewed(|told| {
        let other = hash(&[b"another commitment"]);
        let old = std::mem::replace(&mut copy(told, 0).commitment, other);
        told.different.iter_mut().filter(|found| **found == old).for_each(|found| *found = other);
    });
    let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.kind())).collect();
    assert_eq!(found, [(Rule::Review, EvidenceMismatch)]);
}

/// The hall says that it made a copy again which it did not, or the reverse.
#[test]
fn a_lie_about_making_a_copy_again_is_found() {
    for said in [true, false] {
        let report = reviewed(|told| {
            let wrong = (0..2).find(|n| copy(told, *n).remade != said);
            let Some(n) = wrong else { return };
            copy(told, n).remade = said;
            let commitment = copy(told, n).commitment;
            if said {
                told.different.retain(|found| *found != commitment);
            } else {
                told.different.push(commitment);
            }
        });
        let found: Vec<_> = report.findings().map(|(rule, found)| (rule, found.error.kind())).collect();
        let expected: &[_] = if remake().is_some() { &[(Rule::Review, EvidenceMismatch)] } else { &[] };
        assert_eq!(found, expected, "{said}");
    }
}

/// A hall that holds back whom it likes would decide on the tender.
#[test]
fn a_bid_that_is_held_back_without_a_reason_is_found() {
    for bid in [0, 1] {
        let report = reviewed(|told| hold_back(told, bid));
        let expected: &[_] = if remake().is_some() { &[(Rule::Review, EvidenceMismatch)] } else { &[] };
        assert_eq!(found_of(&report), expected, "{bid}");
    }
}

/// A bidder whose client does what it likes seals its name in its copy; whoever deals it helps it.
#[test]
fn a_copy_with_a_name_that_was_dealt_is_found() {
    let second = ("云启建设\n", TERMS);
    let report = reviewed_with(second, |_| ());
    let expected: &[_] = if remake().is_some() { &[(Rule::Review, NamesLeft)] } else { &[] };
    assert_eq!(found_of(&report), expected);
    assert_eq!(found_of(&reviewed_with(second, |told| hold_back(told, 1))), []);
}

/// Terms that nobody can read are a reason to hold a bid back, and none for an audit to fail.
#[test]
fn a_bid_with_unreadable_terms_can_be_held_back() {
    let second = ("another copy\n", "{}");
    assert_eq!(found_of(&reviewed_with(second, |told| hold_back(told, 1))), []);
}
