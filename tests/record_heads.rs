//! Heads and proof files (SPEC §13.4): what they promise, and each reason to refuse them.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use sealbid::ErrorKind::{self, *};
use sealbid::Result;
use sealbid::record::*;
use sealbid::suite::{BidKey, Digest, Secret, hash, leaf_hash};
use sealbid::timelock::CustodianKey;
use sealbid::wire::{Hex, Id, Time};

fn kind<T>(result: Result<T>) -> std::result::Result<T, ErrorKind> {
    result.map_err(|e| e.kind())
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn time(seconds: i64) -> Time {
    Time::from_unix(seconds).unwrap()
}

fn custodian(name: &str) -> CustodianKey {
    CustodianKey::generate(id(name), name, id("T-1"), time(0)).unwrap()
}

fn platform() -> BidKey {
    BidKey::from_secret(Secret::new([3; 32])).unwrap()
}

fn tender() -> Digest {
    hash(&[b"tender"])
}

fn entry(n: u64) -> Vec<u8> {
    format!("{{\"entry\":{n}}}").into_bytes()
}

fn grown(size: u64) -> Tree {
    let mut tree = Tree::default();
    (0..size).for_each(|n| tree.push(leaf_hash(&entry(n))));
    tree
}

fn checkpoint(size: u64) -> Checkpoint {
    Checkpoint { origin: origin(&tender()), size, root: grown(size).root() }
}

fn head(size: u64) -> Head {
    Head::sign(&checkpoint(size), &platform()).unwrap()
}

fn text(head: &Head) -> String {
    String::from_utf8(head.to_bytes()).unwrap()
}

/// The note in the documentation of Go's golang.org/x/mod/sumdb/note.
#[test]
fn a_note_of_another_program_verifies() {
    let key =
        NoteKey::parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let note = SignedNote::parse(format!("{text}\n{line}").as_bytes()).unwrap();
    assert_eq!((note.text(), note.signatures().len()), (text, 1));
    assert_eq!(key.verify(note.text(), &note.signatures()[0]), Ok(None));
    assert_eq!(kind(key.verify("x\n", &note.signatures()[0])), Err(BadHeadSignature));
}

#[test]
fn keys_have_one_spelling() {
    for key in [
        NoteKey::ed25519(&origin(&tender()), platform().public()).unwrap(),
        NoteKey::cosignature("a/b", platform().public()).unwrap(),
    ] {
        let text = key.to_vkey();
        assert_eq!(NoteKey::parse_vkey(&text), Ok(key.clone()));
        let (rest, material) = text.rsplit_once('+').unwrap();
        let (name, id) = rest.rsplit_once('+').unwrap();
        for bad in [
            format!("{name}+{id}"),
            format!("+{id}+{material}"),
            format!("{name}x+{id}+{material}"),
            format!("{name}+{}+{material}", id.to_uppercase().replace(char::is_numeric, "A")),
            format!("{name}+{id}+{}", &material[..material.len() - 1]),
            // Another type, and a key that is too short, each with the id that it would have.
            format!("{name}+{id}+Ag{}", &material[2..]),
            "a+00000000+AQA=".to_owned(),
        ] {
            assert_eq!(kind(NoteKey::parse_vkey(&bad)), Err(BadHead), "{bad}");
        }
    }
    for bad in ["", "a b", "a+b", "a\u{a0}b", "a\nb", "a\u{7}b"] {
        assert_eq!(kind(NoteKey::ed25519(bad, platform().public())), Err(BadHead), "{bad:?}");
    }
    // One key of two kinds is two keys.
    let ids = [NoteKey::ed25519("a", Hex([7; 32])), NoteKey::cosignature("a", Hex([7; 32]))]
        .map(|key| key.unwrap().key_id());
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn a_head_says_what_was_signed() {
    for size in [0, 1, 7] {
        let made = head(size);
        let read = Head::parse(&made.to_bytes()).unwrap();
        assert_eq!((&read, read.checkpoint()), (&made, &checkpoint(size)));
        assert_eq!(read.verify(&tender(), &platform().public()), Ok(()));
    }
    let other = hash(&[b"another tender"]);
    assert_eq!(kind(head(1).verify(&other, &platform().public())), Err(HeadOfAnother));
    let stranger = BidKey::generate().unwrap();
    assert_eq!(kind(head(1).verify(&tender(), &stranger.public())), Err(UnsignedHead));
}

#[test]
fn every_changed_byte_of_a_head_is_found() {
    let (mut made, key) = (head(7), custodian("c"));
    let cosignature = made.cosign(&key, time(1_780_000_000)).unwrap();
    made.add(cosignature).unwrap();
    let custodians = [(id("c"), key.record_key())];
    let bytes = made.to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let Ok(read) = Head::parse(&changed) else { continue };
            let verified = read.verify(&tender(), &platform().public());
            let cosigners = read.cosigners(&custodians);
            // A name or id that changed is that of an unknown key.
            let unharmed = verified.is_ok() && cosigners.as_ref().is_ok_and(|found| !found.is_empty());
            assert!(!unharmed, "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn what_is_no_head_is_refused() {
    let good = text(&head(7));
    let (signed, signature) = good.split_once("\n\n").unwrap();
    let mut lines = signed.split('\n');
    let (origin, size, root) = (lines.next().unwrap(), lines.next().unwrap(), lines.next().unwrap());
    let with = |origin: &str, size: &str, root: &str| format!("{origin}\n{size}\n{root}\n\n{signature}");
    assert_eq!(with(origin, size, root), good);
    let empty = &text(&head(0)).split('\n').nth(2).unwrap().to_owned();
    assert!(Head::parse(with(origin, "0", empty).as_bytes()).is_ok());
    assert!(Head::parse(with(origin, "1099511627776", root).as_bytes()).is_ok());

    let line = signature.strip_suffix('\n').unwrap();
    let many = |count: usize| format!("{signed}\n\n{}", signature.repeat(count));
    assert!(Head::parse(many(64).as_bytes()).is_ok());
    let bad = [
        ("nothing", String::new()),
        ("no empty line", format!("{signed}\n{signature}")),
        ("no signature", format!("{signed}\n\n")),
        ("no text", format!("\n\n{signature}")),
        ("two lines", format!("{origin}\n{size}\n\n{signature}")),
        ("an extension", with(origin, size, &format!("{root}\nclosed"))),
        ("an empty line within", with(origin, size, &format!("\n{root}"))),
        ("an empty origin", with("", size, root)),
        ("a space in the origin", with("a b", size, root)),
        ("a wide space in the origin", with("a\u{3000}b", size, root)),
        ("a plus in the origin", with("a+b", size, root)),
        ("a leading zero", with(origin, "07", root)),
        ("a sign", with(origin, "+7", root)),
        ("no digit", with(origin, "", root)),
        ("beyond the largest tree", with(origin, "1099511627777", root)),
        ("beyond u64", with(origin, "18446744073709551616", root)),
        ("a short root", with(origin, size, "AAAA")),
        ("a root without padding", with(origin, size, root.trim_end_matches('='))),
        ("a root with unused bits", with(origin, size, &format!("{}B=", "A".repeat(42)))),
        ("a root of nothing that is none", with(origin, "0", root)),
        ("a control character", with("a\u{7}b", size, root)),
        ("a carriage return", good.replace('\n', "\r\n")),
        ("no last newline", good.trim_end().to_owned()),
        ("something behind", format!("{good}x")),
        ("a newline behind", format!("{good}\n")),
        ("a hyphen", good.replace('\u{2014}', "-")),
        ("no space", good.replace("\u{2014} ", "\u{2014}")),
        ("a nameless key", good.replace(&format!("\u{2014} {origin} "), "\u{2014}  ")),
        ("a plus in a name", good.replace("\u{2014} sealbid", "\u{2014} seal+bid")),
        ("a wide space in a name", good.replace("\u{2014} sealbid", "\u{2014} seal\u{3000}bid")),
        ("a third field", format!("{signed}\n\n{line} x\n")),
        ("no base64", format!("{signed}\n\n{line}=\n")),
        ("an id alone", format!("{signed}\n\n\u{2014} a AAAAAA==\n")),
        ("less than an id", format!("{signed}\n\n\u{2014} a AAAA\n")),
        ("65 signatures", many(65)),
    ];
    for (what, bytes) in bad {
        assert_eq!(kind(Head::parse(bytes.as_bytes())), Err(BadHead), "{what}");
    }
    assert_eq!(kind(Head::parse(&[good.as_bytes(), b"\xff\n"].concat())), Err(BadHead), "no UTF-8");
    let long = with(&"a".repeat(65_536), size, root);
    assert_eq!(kind(Head::parse(long.as_bytes())), Err(TooLarge));
    let lost = Checkpoint { origin: "a b".to_owned(), ..checkpoint(1) };
    assert_eq!(kind(Head::sign(&lost, &platform())), Err(BadHead), "nor is it made");
}

#[test]
fn custodians_cosign_with_a_time() {
    let (mut made, keys) = (head(7), ["a", "b", "c"].map(custodian));
    let custodians: Vec<(Id, Hex<32>)> =
        keys.iter().map(|key| (key.custodian().clone(), key.record_key())).collect();
    assert_eq!(made.cosigners(&custodians), Ok(vec![]));
    for (key, seconds) in [(&keys[2], 30), (&keys[0], 10), (&keys[0], 11)] {
        let cosignature = made.cosign(key, time(seconds)).unwrap();
        made.add(cosignature).unwrap();
    }
    assert_eq!(made.note().signatures().len(), 3, "the first is kept, a second one is not added");
    let expected = vec![(id("a"), time(10)), (id("c"), time(30))];
    assert_eq!(made.cosigners(&custodians), Ok(expected.clone()));
    assert_eq!(made.verify(&tender(), &platform().public()), Ok(()));
    assert_eq!(made.cosigners(&custodians[1..2]), Ok(vec![]), "others are ignored");

    // Two of one custodian in a note of somebody else's making: the first counts, and both must be right.
    let second = head(7).cosign(&keys[0], time(11)).unwrap();
    let mut note = made.note().clone();
    note.add(second.clone()).unwrap();
    let twice = Head::parse(&note.to_bytes()).unwrap();
    assert_eq!(twice.cosigners(&custodians), Ok(expected));
    let mut note = made.note().clone();
    note.add(NoteSignature { signature: vec![0; 72], ..second }).unwrap();
    let twice = Head::parse(&note.to_bytes()).unwrap();
    assert_eq!(kind(twice.cosigners(&custodians)), Err(BadHeadSignature));
    assert_eq!(
        twice.cosigners(&custodians[1..]).map(|found| found.len()),
        Ok(1),
        "unless nobody knows the key"
    );
}

#[test]
fn a_wrong_signature_of_a_known_key_is_an_error() {
    let key = custodian("c");
    let custodians = [(id("c"), key.record_key())];
    let good = head(7).cosign(&key, time(10)).unwrap();
    let with = |signature: Vec<u8>| {
        let mut made = head(7);
        made.add(NoteSignature { signature, ..good.clone() }).unwrap();
        kind(made.cosigners(&custodians))
    };
    assert_eq!(with(good.signature.clone()), Ok(vec![(id("c"), time(10))]));
    let bytes = &good.signature;
    for (what, bad) in [
        ("of another head", head(6).cosign(&key, time(10)).unwrap().signature),
        ("another time", [&11u64.to_be_bytes()[..], &bytes[8..]].concat()),
        ("too short", bytes[..71].to_vec()),
        ("no time", vec![0; 7]),
        ("too long", [&bytes[..], &[0]].concat()),
        (
            "the text without a time",
            [&bytes[..8], &key.sign_record(head(7).note().text().as_bytes()).unwrap().0].concat(),
        ),
    ] {
        assert_eq!(with(bad), Err(BadHeadSignature), "{what}");
    }
    // Rightly signed, with a time that nobody can write.
    for seconds in [253_402_300_800u64, 1 << 63] {
        let message = format!("cosignature/v1\ntime {seconds}\n{}", head(7).note().text());
        let signature = key.sign_record(message.as_bytes()).unwrap();
        assert_eq!(with([&seconds.to_be_bytes()[..], &signature.0].concat()), Err(BadHeadSignature));
    }

    let mut signed = head(7);
    let own = signed.note().signatures()[0].clone();
    assert_eq!(signed.add(own.clone()), Ok(()));
    let mut note = signed.note().clone();
    note.add(NoteSignature { signature: vec![1; 64], ..own }).unwrap();
    let twice = Head::parse(&note.to_bytes()).unwrap();
    assert_eq!(
        kind(twice.verify(&tender(), &platform().public())),
        Err(BadHeadSignature),
        "the platform's too"
    );
}

/// A custodian's key under the platform's name, or the platform's under a custodian's, is no known key.
#[test]
fn a_signature_counts_under_its_own_name_only() {
    let key = custodian("c");
    let mut made = head(7);
    let good = made.cosign(&key, time(10)).unwrap();
    made.add(NoteSignature { name: origin(&tender()), ..good.clone() }).unwrap();
    made.add(NoteSignature { key_id: [0; 4], ..good }).unwrap();
    assert_eq!(made.verify(&tender(), &platform().public()), Ok(()));
    assert_eq!(made.cosigners(&[(id("c"), key.record_key())]), Ok(vec![]));
}

fn proof(index: u64, size: u64) -> ProofFile {
    let path = grown(size).inclusion(index, size).unwrap();
    ProofFile { extra: None, index, path, head: head(size) }
}

#[test]
fn a_proof_file_proves_its_entry() {
    let key = custodian("c");
    let custodians = [(id("c"), key.record_key())];
    for size in [1, 2, 7, 8] {
        for index in 0..size {
            let mut made = proof(index, size);
            let cosignature = made.head.cosign(&key, time(10)).unwrap();
            made.head.add(cosignature).unwrap();
            for extra in [None, Some(vec![]), Some(b"extra".to_vec())] {
                made.extra = extra;
                let read = ProofFile::parse(&made.to_bytes()).unwrap();
                assert_eq!(read, made);
                let verify =
                    |entry: &[u8]| kind(read.verify(entry, &tender(), &platform().public(), &custodians));
                assert_eq!(verify(&entry(index)), Ok(vec![(id("c"), time(10))]));
                assert_eq!(verify(b"another"), Err(BadProof));
            }
        }
    }
    let good = proof(3, 7);
    let verify = |proof: &ProofFile, tender: &Digest, platform: Hex<32>| {
        kind(proof.verify(&entry(3), tender, &platform, &custodians))
    };
    let own = platform().public();
    assert_eq!(verify(&good, &tender(), own), Ok(vec![]));
    assert_eq!(verify(&good, &hash(&[b"another"]), own), Err(HeadOfAnother));
    assert_eq!(verify(&good, &tender(), key.record_key()), Err(UnsignedHead));
    assert_eq!(verify(&ProofFile { index: 7, ..good.clone() }, &tender(), own), Err(OutsideTree));
    assert_eq!(verify(&ProofFile { head: head(6), ..good.clone() }, &tender(), own), Err(BadProof));
    let mut wrong = good.clone();
    let bad = NoteSignature { signature: vec![0; 72], ..good.head.cosign(&key, time(10)).unwrap() };
    wrong.head.add(bad).unwrap();
    assert_eq!(verify(&wrong, &tender(), own), Err(BadHeadSignature));
}

#[test]
fn what_is_no_proof_file_is_refused() {
    let made = ProofFile { extra: Some(b"extra!".to_vec()), ..proof(3, 7) };
    let good = String::from_utf8(made.to_bytes()).unwrap();
    let (before, head) = good.split_once("\n\n").unwrap();
    let [first, extra, index, hash, rest @ ..] = &before.split('\n').collect::<Vec<_>>()[..] else {
        panic!()
    };
    assert_eq!((*first, *index, rest.len()), ("c2sp.org/tlog-proof@v1", "index 3", 2));
    let with = |lines: &[&str]| format!("{}\n\n{head}", lines.join("\n"));
    assert!(ProofFile::parse(with(&[first, extra, index, hash]).as_bytes()).is_ok());
    assert!(ProofFile::parse(with(&[&[*first, *index][..], &[*hash; 40]].concat()).as_bytes()).is_ok());
    for (what, text) in [
        ("no empty line", before.to_owned()),
        ("another first line", good.replace("@v1", "@v2")),
        ("no index", with(&[first, extra, hash])),
        ("extra behind the index", with(&[first, index, extra])),
        ("extra twice", with(&[first, extra, extra, index])),
        ("extra that is no base64", with(&[first, "extra A", index])),
        ("a leading zero", with(&[first, "index 03", hash])),
        ("no number", with(&[first, "index ", hash])),
        ("two spaces", with(&[first, "index  3", hash])),
        ("a short hash", with(&[first, index, "AAAA"])),
        ("a hash that is no base64", with(&[first, index, &hash[1..]])),
        ("41 hashes", with(&[&[*first, *index][..], &[*hash; 41]].concat())),
        ("a carriage return", with(&[first, "index 3\r", hash])),
    ] {
        assert_eq!(kind(ProofFile::parse(text.as_bytes())), Err(BadProofFile), "{what}");
    }
    assert_eq!(kind(ProofFile::parse(b"c2sp.org/tlog-proof@v1\xff\n\n")), Err(BadProofFile));
    assert_eq!(kind(ProofFile::parse(good.trim_end().as_bytes())), Err(BadHead));
    assert_eq!(kind(ProofFile::parse(&vec![b'a'; (128 << 10) + 1])), Err(TooLarge));
}
