//! A blind review of bids that are no files: what was dealt of them, and what opens it.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::id;
use super::record::RecordBuilder;
use super::record_events::{Fake, Made, signed_by};
use sealbid::record::*;
use sealbid::suite::{Digest, hash};

/// The documents of every bid, in the order in which their copies are numbered.
pub const DOCUMENTS: [&str; 2] = ["plan.txt", "a/method.txt"];

/// What opens the commitment to the copy of a document.
pub fn opening(record: &RecordBuilder, bid: &Fake, path: &str) -> CopyOpening {
    CopyOpening::of(&record.codes().unwrap(), &bid.digest, &id("method"), path)
}

/// What is dealt at the technical stage: a code for each bid, with a copy of each of its documents.
pub fn blinded(record: &RecordBuilder, codes: &[(&str, &Fake)]) -> Blinded {
    let copy = |bid: &Fake, n: usize| {
        let digest = hash(&[b"copy", &bid.digest.0, DOCUMENTS[n].as_bytes()]);
        let commitment = opening(record, bid, DOCUMENTS[n]).commitment(&bid.digest, &digest);
        let (part, name) = (id("method"), format!("0{}.txt", n + 1));
        DealtCopy { part, name, size: 100, digest, commitment, remade: true }
    };
    let code = |(code, bid): &(&str, &Fake)| DealtCode {
        code: (*code).to_owned(),
        copies: (0..DOCUMENTS.len()).map(|n| copy(bid, n)).collect(),
    };
    let lots = vec![DealtLot { lot: id("1"), codes: codes.iter().map(code).collect() }];
    Blinded::new(record.history.tender().unwrap(), id("technical"), lots)
}

/// The names behind the codes, with the openings of what was dealt under them.
pub fn unblinding(record: &RecordBuilder, codes: &[(&str, &Fake)]) -> Unblinding {
    let code = |(code, bid): &(&str, &Fake)| Unblinded {
        code: (*code).to_owned(),
        bid: bid.digest,
        openings: DOCUMENTS.iter().map(|path| opening(record, bid, path)).collect(),
    };
    let lots = vec![UnblindedLot { lot: id("1"), codes: codes.iter().map(code).collect() }];
    let secret = record.codes().unwrap().publish();
    Unblinding::new(record.history.tender().unwrap(), id("technical"), secret, lots)
}

pub fn dealt(blinded: Digest, lots: Vec<LotCodes>, withheld: Vec<Digest>) -> Made {
    (Event::Blinded { stage: id("technical"), blinded, lots, withheld, different: vec![] }, vec![])
}

/// This is dealt.
pub fn deal(record: &mut RecordBuilder, blinded: &Blinded) {
    record.add(dealt(hash(&[&blinded.to_bytes().unwrap()]), blinded.codes(), vec![]));
}

/// Points for these codes of what was dealt.
pub fn scores(record: &RecordBuilder, blinded: &Blinded, codes: &[&str]) -> Scores {
    let score = |code: &&str| Score { code: (*code).to_owned(), points: 8_550, reason: None };
    let lots = vec![LotScores { lot: id("1"), scores: codes.iter().map(score).collect() }];
    let (tender, digest) = (record.history.tender().unwrap(), hash(&[&blinded.to_bytes().unwrap()]));
    Scores::new(tender, id("technical"), digest, record.now, lots)
}

pub fn scored(record: &RecordBuilder, scores: &Scores) -> Made {
    let signed = signed_by(&record.world.tenderer, scores.to_bytes().unwrap(), record.now);
    (Event::Scored { stage: id("technical"), scores: hash(&[&signed]) }, vec![signed])
}

/// The names, with the file of what was dealt.
pub fn unblinded(unblinding: &Unblinding, blinded: &Blinded) -> Made {
    let attached = [unblinding.to_bytes().unwrap(), blinded.to_bytes().unwrap()];
    let [unblinding, blinded] = attached.each_ref().map(|bytes| hash(&[bytes]));
    (Event::Unblinded { stage: id("technical"), unblinding, blinded }, attached.to_vec())
}
