#![no_main]
//! A head, a proof file and a note key (SPEC §13.4): whatever is accepted has one spelling, and verifying it ends.

use libfuzzer_sys::fuzz_target;
use sealbid::record::{Head, NoteKey, ProofFile, SignedNote};
use sealbid::wire::{Hex, Id};

fuzz_target!(|data: &[u8]| {
    let custodians = [(Id::new("c").expect("an id"), Hex([1; 32]))];
    if let Ok(note) = SignedNote::parse(data) {
        assert_eq!(note.to_bytes(), data);
    }
    if let Ok(head) = Head::parse(data) {
        assert_eq!(head.to_bytes(), data);
        assert_eq!(head.checkpoint().to_text(), head.note().text());
        assert!(head.verify(&Hex([2; 32]), &Hex([1; 32])).is_err());
        assert!(head.cosigners(&custodians).map_or(true, |found| found.is_empty()));
    }
    if let Ok(proof) = ProofFile::parse(data) {
        assert_eq!(proof.to_bytes(), data);
        assert!(proof.verify(b"entry", &Hex([2; 32]), &Hex([1; 32]), &custodians).is_err());
    }
    let Some(key) = std::str::from_utf8(data).ok().and_then(|text| NoteKey::parse_vkey(text).ok()) else {
        return;
    };
    assert_eq!(key.to_vkey().as_bytes(), data);
});
