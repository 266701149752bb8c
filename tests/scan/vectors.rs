//! The committed documents of real producers (tests/vectors/blind): what is in them is found, and nothing of it is left
//! in the copies that the transformation makes.

use super::*;
use sealbid::ErrorKind;
use sealbid::redact::redact;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/blind")
}

fn planted() -> Terms {
    Terms::parse(&std::fs::read(folder().join("terms.json")).unwrap()).unwrap()
}

/// Each document, and how many of the 13 terms are planted in it.
const DOCUMENTS: [(&str, usize); 12] = [
    ("all.docx", 12),
    ("all.jpg", 4),
    ("all.png", 6),
    ("all.xlsx", 13),
    ("attachment.pdf", 13),
    ("codes.pdf", 13),
    ("glyphs.pdf", 13),
    ("hyphens.docx", 11),
    ("hyphens.txt", 11),
    ("letter.txt", 13),
    ("plan.md", 4),
    ("runs.docx", 8),
];

#[test]
fn what_is_planted_is_found() {
    let terms = planted();
    let counts = DOCUMENTS.map(|(name, _)| {
        let bytes = std::fs::read(folder().join(name)).unwrap();
        let hits = scan(name, &bytes, &terms).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, hits.iter().map(|hit| hit.term.as_str()).collect::<BTreeSet<_>>().len())
    });
    assert_eq!(counts, DOCUMENTS);
    let files = std::fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, DOCUMENTS.len() + 1, "a document that is not in the list");
}

#[test]
fn nothing_of_it_is_left_in_blind_copies() {
    let terms = planted();
    for (name, _) in DOCUMENTS {
        let bytes = std::fs::read(folder().join(name)).unwrap();
        let copy = match redact(name, &bytes, &terms) {
            Ok(copy) => copy.bytes,
            // Only of a format that it does not know at all.
            Err(e) if e.kind() == ErrorKind::UnsupportedDocument => {
                eprintln!("skipped: no copies are made of {name}");
                continue;
            }
            Err(e) => panic!("{name}: {e}"),
        };
        let hits = scan(name, &copy, &terms).unwrap_or_else(|e| panic!("the copy of {name}: {e}"));
        assert!(hits.is_empty(), "the copy of {name}: {hits:#?}");
    }
}
