//! Tenders whose technical stage is reviewed blind, told as it went or otherwise (SPEC §19.4).

use crate::common::audited::*;
use crate::common::hall::under_another;
use crate::common::record::*;
use crate::common::tender::Bid;
use crate::common::*;
use crate::make::force;
use sealbid::audit::Report;
use sealbid::bid::Document;
use sealbid::ca::{KeyType, Signer, Subject};
use sealbid::opening::{Case as OpeningCase, Releases, seed_of};
use sealbid::record::*;
use sealbid::suite::{Digest, Secret, hash};
use sealbid::wire::Hex;
use std::collections::HashMap;
use std::sync::LazyLock;

const TERMS: &str = r#"{"format":"sealbid-terms/1","names":["云启建设","示例公司","第二公司"],"codes":["91350100M000100Y43"]}"#;

/// Every bidder's documents, in the order in which their copies are numbered: without the name.
const DOCUMENTS: [(&str, &str); 2] =
    [("方案.txt", "施工方案\n云启建设有限公司编制\n"), ("云启建设进度.txt", "进度\n")];

/// A world whose technical stage is reviewed blind.
fn blind_world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(World::blind);
    &WORLD
}

/// What this build's transformation makes of a document; none if it has none.
pub fn remake(_document: usize) -> Option<Vec<u8>> {
    #[cfg(feature = "redact")]
    {
        let terms = sealbid::redact::Terms::parse(TERMS.as_bytes()).unwrap();
        let (path, original) = DOCUMENTS[_document];
        Some(sealbid::redact::redact(path, original.as_bytes(), &terms).unwrap().bytes)
    }
    #[cfg(not(feature = "redact"))]
    None
}

/// The second bidder.
#[derive(Clone, Copy)]
pub struct Second {
    /// What it seals as the copy of its first document.
    pub copy: &'static str,
    /// What it seals as its terms.
    pub terms: &'static str,
    /// Name and credit code of another certificate, under which its bid is handed in.
    pub certificate: Option<(&'static str, &'static str)>,
}

/// It seals something else than the transformation makes.
pub const SECOND: Second = Second { copy: "another copy\n", terms: TERMS, certificate: None };

/// The copies of one of the two bidders.
fn copies(first: bool, second: Second) -> [Vec<u8>; 2] {
    let one = if first { remake(0).unwrap_or_else(|| b"a copy".to_vec()) } else { second.copy.into() };
    [one, DOCUMENTS[1].1.into()]
}

/// Two bids, with different copies: one that is made again, and one that is not, with its terms.
fn sealed_bids(second: Second) -> [Vec<u8>; 2] {
    let world = blind_world();
    let own = organisation(&world.ca, "第二公司", KeyType::P256);
    let first = sealed_with(world, &world.bidder, copies(true, second), TERMS);
    let bid = sealed_with(world, &own, copies(false, second), second.terms);
    let last = match second.certificate {
        None => bid.bytes,
        Some((name, code)) => {
            let subject = Subject {
                organisation: Some(name.to_owned()),
                credit_code: Some(code.to_owned()),
                common_name: None,
            };
            under_another(world, bid, &named(&world.ca, subject, KeyType::P256)).bytes
        }
    };
    [first.bytes, last]
}

fn sealed_with(world: &World, bidder: &Signer, copies: [Vec<u8>; 2], terms: &str) -> Bid {
    let text = |path: &str, bytes: Vec<u8>| Document::bytes(path, "text/plain", bytes).unwrap();
    let mut documents = vec![Document::bytes("blind/terms.json", "application/json", terms.into()).unwrap()];
    for ((path, original), copy) in DOCUMENTS.into_iter().zip(copies) {
        documents.extend([text(path, original.into()), text(&format!("blind/{path}"), copy)]);
    }
    let mut draft = draft();
    draft.parts.insert(id("method"), documents);
    Bid::of(world, &world.notice(), draft, bidder)
}

/// What may be told wrongly of a review.
pub struct Told {
    pub blinded: Blinded,
    pub different: Vec<Digest>,
    pub withheld: Vec<Digest>,
    /// The bids in the order of their codes.
    pub order: Vec<Digest>,
    /// What opens the commitments to a bid's copies.
    pub openings: HashMap<Digest, Vec<CopyOpening>>,
    secret: Hex<32>,
    /// The bids in the order of their entries.
    pub bids: Vec<Digest>,
    /// What lies in the evidence in the place of the file of what was dealt, if not that.
    pub file: Option<Option<Vec<u8>>>,
    pub unblind: bool,
    /// Whether the entry has other codes than the file that it names.
    pub renamed: bool,
    /// The kind of entry that is written twice. Nothing comes after it.
    pub twice: Option<&'static str>,
    /// Whether whoever audits has the evidence.
    pub evidence: bool,
}

impl Told {
    /// Under this code everything is committed to as its openings say, with salts that follow from the secret. So the
    /// record has nothing against it.
    pub fn commit(&mut self, code: usize) {
        let (bid, secret) = (self.order[code], CodesSecret::published(self.secret));
        let openings = self.openings.get_mut(&bid).unwrap();
        for (copy, opening) in self.blinded.lots[0].codes[code].copies.iter_mut().zip(openings) {
            *opening = CopyOpening::of(&secret, &bid, &opening.part, &opening.path);
            let old = std::mem::replace(&mut copy.commitment, opening.commitment(&bid, &copy.digest));
            let same = self.different.iter_mut().filter(|found| **found == old);
            same.for_each(|found| *found = copy.commitment);
        }
    }

    /// What opens the first commitment under a code.
    pub fn opening(&mut self, code: usize) -> &mut CopyOpening {
        &mut self.openings.get_mut(&self.order[code]).unwrap()[0]
    }
}

/// A finished technical stage, reviewed, with something told wrongly.
pub fn reviewed(change: impl FnOnce(&mut Told)) -> Report {
    static BIDS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| sealed_bids(SECOND));
    reviewed_of(&BIDS, SECOND, change)
}

/// The same where the second bidder seals something else.
pub fn reviewed_with(second: Second, change: impl FnOnce(&mut Told)) -> Report {
    reviewed_of(&sealed_bids(second), second, change)
}

fn reviewed_of(bids: &[Vec<u8>; 2], second: Second, change: impl FnOnce(&mut Told)) -> Report {
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
    let dealt = told.blinded.to_bytes().unwrap();
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
    let mut openings = told.openings;
    let named = codes.into_iter().zip(told.order).map(|(code, bid)| {
        let openings = openings.remove(&bid).unwrap();
        Unblinded { code, bid, openings }
    });
    let lots = vec![UnblindedLot { lot: id("1"), codes: named.collect() }];
    let unblinding = Unblinding::new(tender_digest, stage.clone(), told.secret, lots).to_bytes().unwrap();
    let event = Event::Unblinded { stage, unblinding: hash(&[&unblinding]), blinded };
    let attached = vec![unblinding, dealt];
    if record.try_push(event.clone(), attached.clone()).is_err() {
        force(record, event, attached);
    }
    again(record, told.twice);
    if told.evidence { tender.report() } else { crate::make::report(&tender.record) }
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
fn truth(tender: &Tender<'_>, second: Second) -> Told {
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
    let (mut codes, mut different, mut openings) = (vec![], vec![], HashMap::new());
    for (place, bid) in order.iter().enumerate() {
        let first = seeds[0].0 == *bid;
        let opening = |(path, _): (&str, &str)| CopyOpening::of(&secret, bid, &id("method"), path);
        openings.insert(*bid, DOCUMENTS.map(opening).to_vec());
        let mut dealt = vec![];
        for (n, (copy, (path, _))) in copies(first, second).into_iter().zip(DOCUMENTS).enumerate() {
            let digest = hash(&[&copy]);
            let remade = remake(n).is_some_and(|made| made == copy);
            let commitment = secret.copy_commitment(bid, &id("method"), path, &digest);
            let (part, name, size) = (id("method"), format!("0{}.txt", n + 1), copy.len() as u64);
            dealt.push(DealtCopy { part, name, size, digest, commitment, remade });
            if !remade {
                different.push(commitment);
            }
        }
        codes.push(DealtCode { code: code(place), copies: dealt });
    }
    let lots = vec![DealtLot { lot: id("1"), codes }];
    let blinded = Blinded::new(record.history.tender().unwrap(), stage, lots);
    let bids = seeds.iter().map(|(bid, _)| *bid).collect();
    Told {
        blinded,
        different,
        withheld: vec![],
        order,
        openings,
        secret: secret.publish(),
        bids,
        file: None,
        unblind: true,
        renamed: false,
        twice: None,
        evidence: true,
    }
}
