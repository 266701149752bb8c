//! A copy's bytes are part of the format: whoever has original and terms must be able to make them again years later
//! (SPEC §18.1). `tests/vectors/copies` has one case a document of `tests/vectors/blind`: the digests of document and
//! terms, the transformation, and the digest that the copy must have.
//!
//! A build that makes another copy is another transformation: from the first release on, `redact::TRANSFORMATION` gets the
//! next number. The cases are written anew, after the old ones were removed, by
//! `cargo test --features redact --test blind -- --ignored golden`.

use sealbid::redact::{TRANSFORMATION, Terms, redact};
use sealbid::suite::{Digest, hash};
use serde_json::{Value, json};
use std::path::PathBuf;

fn vectors(folder: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder)
}

fn names(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(vectors(folder)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The documents, each with its case.
fn cases() -> Vec<(String, Value)> {
    let terms_bytes = std::fs::read(vectors("blind").join("terms.json")).unwrap();
    let terms = Terms::parse(&terms_bytes).unwrap();
    let of = |bytes: &[u8]| -> Digest { hash(&[bytes]) };
    let case = |name: String| {
        let document = std::fs::read(vectors("blind").join(&name)).unwrap();
        let copy = redact(&name, &document, &terms).unwrap().bytes;
        let case = json!({
            "transformation": TRANSFORMATION,
            "document": { "name": name, "size": document.len(), "sha256": of(&document) },
            "terms": { "name": "terms.json", "size": terms_bytes.len(), "sha256": of(&terms_bytes) },
            "copy": { "size": copy.len(), "sha256": of(&copy) },
        });
        (name, case)
    };
    names("blind").into_iter().filter(|name| name != "terms.json").map(case).collect()
}

#[test]
fn copies_are_what_they_always_were() {
    let cases = cases();
    let expected: Vec<String> = cases.iter().map(|(name, _)| format!("{name}.json")).collect();
    assert_eq!((names("copies"), cases.len()), (expected, 12));
    for (name, case) in cases {
        let golden = std::fs::read(vectors("copies").join(format!("{name}.json"))).unwrap();
        let golden: Value = serde_json::from_slice(&golden).unwrap();
        assert_eq!(golden["document"], case["document"], "{name} is another document");
        assert_eq!(golden["terms"], case["terms"], "{name} has other terms");
        assert_eq!(
            golden, case,
            "{name}: another copy is another transformation (see the head of this file)"
        );
    }
}

#[test]
#[ignore = "writes tests/vectors/copies"]
fn golden_copies_are_written() {
    std::fs::create_dir_all(vectors("copies")).unwrap();
    for (name, case) in cases() {
        let path = vectors("copies").join(format!("{name}.json"));
        // A case that is there was promised to somebody, so it is not written over.
        if !path.exists() {
            std::fs::write(path, serde_json::to_string_pretty(&case).unwrap() + "\n").unwrap();
        }
    }
}
