//! What opens the commitments to what was dealt (SPEC §19.3): each way in which it can be wrong is refused by itself.

use super::common::record::*;
use super::common::record_events::*;
use super::common::record_review::*;
use super::common::*;
use super::review::finished;
use sealbid::ErrorKind::{self, *};
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use sealbid::wire::Hex;

/// A review that was told, and the file that is published with it in the place of the one that was dealt.
struct Told {
    blinded: Blinded,
    unblinding: Unblinding,
    published: Option<Blinded>,
}

impl Told {
    fn openings(&mut self) -> &mut Vec<CopyOpening> {
        &mut self.unblinding.lots[0].codes[0].openings
    }

    fn copy(&mut self) -> &mut DealtCopy {
        &mut self.blinded.lots[0].codes[0].copies[0]
    }

    /// The first copy is committed to as its opening says, whatever that says.
    fn commit(&mut self) {
        let Unblinded { bid, openings, .. } = &self.unblinding.lots[0].codes[0];
        let (bid, opening) = (*bid, openings[0].clone());
        self.copy().commitment = opening.commitment(&bid, &self.copy().digest.clone());
    }
}

/// Why a record refuses the names, if anything of them or of what was dealt is told otherwise.
fn told(change: impl FnOnce(&mut Told, &RecordBuilder<'_>)) -> Option<(ErrorKind, String)> {
    let world = World::blind();
    let mut record = finished(&world);
    let (one, two) = (fake(1), fake(2));
    let codes = [("001", &two), ("002", &one)];
    let (blinded, unblinding) = (blinded(&record, &codes), unblinding(&record, &codes));
    let mut told = Told { blinded, unblinding, published: None };
    change(&mut told, &record);
    let Told { blinded, unblinding, published } = told;
    record.add(dealt(
        digest(&blinded),
        vec![LotCodes { lot: id("1"), codes: vec!["001".into(), "002".into()] }],
        vec![],
    ));
    let made = scored(&record, &scores(&record, &blinded, &["001", "002"]));
    record.add(made);
    let (event, attached) = unblinded(&unblinding, published.as_ref().unwrap_or(&blinded));
    let before = record.state();
    let error = record.try_push(event, attached).err()?;
    assert_eq!(record.state(), before);
    Some((error.kind(), error.to_string()))
}

fn digest(blinded: &Blinded) -> Digest {
    hash(&[&blinded.to_bytes().unwrap()])
}

#[track_caller]
fn refused(kind: ErrorKind, why: &str, change: impl FnOnce(&mut Told, &RecordBuilder<'_>)) {
    let (found, text) = told(change).expect(why);
    assert_eq!(found, kind, "{text}");
    assert!(text.contains(why), "{text}");
}

#[test]
fn openings_that_open_everything_are_taken() {
    assert_eq!(told(|_, _| ()), None);
}

#[test]
fn there_is_one_opening_for_each_copy() {
    refused(
        WrongCodes,
        "lot 1, code 001: the codes are not those that were dealt (1 openings of 2 copies)",
        |told, _| {
            told.openings().pop();
        },
    );
    refused(WrongCodes, "3 openings of 2 copies", |told, record| {
        let more = opening(record, &fake(2), "never-dealt.txt");
        told.openings().push(more);
    });
    refused(WrongCodes, "0 openings of 2 copies", |told, _| told.openings().clear());
}

#[test]
fn openings_stand_in_the_order_of_the_copies() {
    refused(WrongCodes, "lot 1, code 001: method/01.txt: ", |told, _| told.openings().swap(0, 1));
}

#[test]
fn an_opening_opens_its_commitment() {
    let does_not_open = "its opening does not open its commitment";
    refused(WrongCodes, does_not_open, |told, _| told.openings()[0].salt = Hex([7; 32]));
    refused(WrongCodes, does_not_open, |told, _| told.openings()[0].path = "other.txt".to_owned());
    refused(WrongCodes, does_not_open, |told, _| told.copy().digest = hash(&[b"another copy"]));
    refused(WrongCodes, does_not_open, |told, _| told.copy().commitment = hash(&[b"another"]));
    // That of another bid.
    refused(WrongCodes, does_not_open, |told, record| {
        *told.openings() = DOCUMENTS.map(|path| opening(record, &fake(1), path)).to_vec();
    });
    // The names of two codes are exchanged when the scores are known.
    refused(WrongCodes, does_not_open, |told, record| {
        told.unblinding = unblinding(record, &[("001", &fake(1)), ("002", &fake(2))]);
    });
}

#[test]
fn the_salt_follows_from_the_secret() {
    refused(CodesSecret, "its salt does not follow from the secret", |told, _| {
        told.openings()[0].salt = Hex([7; 32]);
        told.commit();
    });
}

#[test]
fn an_opening_is_of_the_part_of_its_copy() {
    refused(WrongCodes, "its opening is of another part", |told, _| told.copy().part = id("extras"));
}

#[test]
fn a_document_is_opened_once_and_has_a_path() {
    refused(DuplicateId, "lot 1, code 001: ", |told, _| {
        let twice = told.openings()[0].clone();
        told.openings()[1] = twice;
    });
    refused(UnsafePath, "lot 1, code 001: ", |told, record| {
        told.openings()[0] = opening(record, &fake(2), "../plan.txt");
        told.commit();
    });
    refused(UnsafePath, "1 to 1024 bytes", |told, record| {
        told.openings()[0] = opening(record, &fake(2), &"a/".repeat(600));
        told.commit();
    });
}

/// What is published is what was dealt, and that is of this stage.
#[test]
fn the_file_of_what_was_dealt_is_published_with_the_names() {
    refused(
        WrongCodes,
        "blinded: the codes are not those that were dealt (it is another deal)",
        |told, _| {
            let mut other = told.blinded.clone();
            other.lots[0].codes[0].copies[0].size += 1;
            told.published = Some(other);
        },
    );
    refused(WrongTender, "blinded: ", |told, _| told.blinded.tender = hash(&[b"another"]));
    refused(UnknownStage, "blinded: ", |told, _| told.blinded.stage = id("commercial"));
    // The entry has two codes. Of the file and the names one is another, and they fit each other.
    refused(WrongCodes, "it has other codes than its entry", |told, _| {
        told.blinded.lots[0].codes[1].code = "003".to_owned();
        told.unblinding.lots[0].codes[1].code = "003".to_owned();
    });
    // Names for codes that were not dealt, and for fewer than were.
    refused(WrongCodes, "code 003: the codes are not those that were dealt (it was not dealt)", |told, _| {
        told.unblinding.lots[0].codes[1].code = "003".to_owned();
    });
    refused(WrongCodes, "code 002: the codes are not those that were dealt (nobody has it)", |told, _| {
        told.unblinding.lots[0].codes.pop();
    });
}

#[test]
fn neither_copies_nor_openings_are_too_many() {
    let world = World::blind();
    let record = finished(&world);
    let (one, two) = (fake(1), fake(2));
    let codes = [("001", &two), ("002", &one)];
    let (mut blinded, mut unblinding) = (blinded(&record, &codes), unblinding(&record, &codes));
    let copy = blinded.lots[0].codes[0].copies[0].clone();
    // Without white space, so that the file itself is not too long.
    let of_copies = |blinded: &mut Blinded, count: usize| {
        blinded.lots[0].codes[0].copies = vec![copy.clone(); count - 2];
        Blinded::parse(&serde_json::to_vec(blinded).unwrap()).map(drop)
    };
    assert_eq!(of_copies(&mut blinded, 100_000), Ok(()));
    let error = of_copies(&mut blinded, 100_001).unwrap_err();
    assert_eq!((error.kind(), error.detail()), (TooLarge, "100001 copies, at most 100000"));
    let salt = Hex([7; 32]);
    let opening = |n: usize| CopyOpening { part: id("a"), path: n.to_string(), salt };
    let of_openings = |unblinding: &mut Unblinding, count: usize| {
        unblinding.lots[0].codes[0].openings = (0..count - 2).map(opening).collect();
        Unblinding::parse(&serde_json::to_vec(unblinding).unwrap()).map(drop)
    };
    assert_eq!(of_openings(&mut unblinding, 100_000), Ok(()));
    let error = of_openings(&mut unblinding, 100_001).unwrap_err();
    assert_eq!((error.kind(), error.detail()), (TooLarge, "100001 copies, at most 100000"));
}

/// Whatever becomes of a byte of the files, they are read or refused.
#[test]
fn changed_files_are_read_or_refused() {
    let world = World::blind();
    let record = finished(&world);
    let (one, two) = (fake(1), fake(2));
    let codes = [("001", &two), ("002", &one)];
    let blinded = blinded(&record, &codes);
    let scores = scores(&record, &blinded, &["001", "002"]);
    let unblinding = unblinding(&record, &codes);
    let files = [blinded.to_bytes().unwrap(), scores.to_bytes().unwrap(), unblinding.to_bytes().unwrap()];
    let read = |bytes: &[u8]| {
        [Blinded::parse(bytes).is_ok(), Scores::parse(bytes).is_ok(), Unblinding::parse(bytes).is_ok()]
    };
    for (n, bytes) in files.iter().enumerate() {
        assert_eq!(read(bytes), [n == 0, n == 1, n == 2]);
        for at in 0..bytes.len() {
            read(&bytes[..at]);
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                read(&changed);
            }
        }
    }
}
