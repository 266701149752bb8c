//! Damaged documents: an error or findings, and never a panic.

use crate::make::{Docx, Pdf, document, seeds, xlsx, zip};
use crate::rules;
use proptest::prelude::*;
use sealbid::ErrorKind::*;
use sealbid::blind::lint;
use std::sync::LazyLock;

/// One document of each kind; the text of each is stored, so that what is changed in it reaches the parsers.
static DOCUMENTS: LazyLock<[(&str, Vec<u8>); 3]> = LazyLock::new(|| {
    [
        ("a.docx", Docx::default().bytes()),
        ("a.pdf", Pdf::default().bytes()),
        ("a.xlsx", xlsx("<pageSetup paperSize=\"9\"/>")),
    ]
});

fn kind(name: &str, bytes: &[u8]) -> sealbid::ErrorKind {
    lint(name, bytes, &rules()).unwrap_err().kind()
}

#[test]
fn what_cannot_be_read_is_an_error() {
    assert_eq!(kind("a.exe", b"MZ"), UnsupportedDocument);
    assert_eq!(kind("a.pdf", b"no PDF"), DocumentMismatch);
    assert_eq!(kind("a.pdf", b"%PDF-1.7\nnothing"), DocumentBroken);
    assert_eq!(kind("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), DocumentEncrypted);
    assert_eq!(kind("a.docx", &xlsx("")), DocumentMismatch);
    assert_eq!(kind("a.docx", &zip(&[])), DocumentBroken);
}

#[test]
fn every_cut_and_every_other_byte() {
    for (name, bytes) in DOCUMENTS.iter() {
        let step = bytes.len() / 400 + 1;
        for at in (0..bytes.len()).step_by(step) {
            let _cut = lint(name, &bytes[..at], &rules()).is_ok();
            let mut other = bytes.clone();
            for value in [0, 0xff, b'9', b'<', b'('] {
                other[at] = value;
                let _changed = lint(name, &other, &rules()).is_ok();
            }
        }
    }
}

/// Fuzzing begins with these, each of which is read, and keeps the rules or does not.
#[test]
fn seeds_of_the_fuzzing_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/form_lint");
    for (seed, input) in seeds() {
        assert_eq!(std::fs::read(folder.join(seed)).unwrap(), input, "{seed}");
        let (name, bytes) = document(&input).unwrap();
        let found = lint(name, &bytes, &rules()).unwrap_or_else(|e| panic!("{seed}: {e}"));
        let keeps = ["pdf", "docx", "styles", "theme", "footer"].contains(&seed);
        assert_eq!(found.is_empty(), keeps, "{seed}: {found:?}");
    }
}

/// The text of an archive's entries changed, with checksums that fit.
#[test]
fn every_byte_of_the_parts() {
    let made = Docx::default();
    let fields: [fn(&mut Docx) -> &mut String; 5] =
        [|d| &mut d.body, |d| &mut d.section, |d| &mut d.styles, |d| &mut d.header, |d| &mut d.footer];
    for field in fields {
        let text = field(&mut made.clone()).clone();
        for (at, _) in text.char_indices().step_by(7) {
            for other in ["", "9", "<", "\"", "-1e99"] {
                let mut changed = made.clone();
                let (before, after) = text.split_at(at);
                let after: String = after.chars().skip(1).collect();
                *field(&mut changed) = format!("{before}{other}{after}");
                let _changed = lint("a.docx", &changed.bytes(), &rules()).is_ok();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn many_bytes_at_random(which in 0usize..3, changes in prop::collection::vec((any::<u32>(), any::<u8>()), 1..20)) {
        let (name, bytes) = &DOCUMENTS[which];
        let mut other = bytes.clone();
        for (at, value) in changes {
            let at = at as usize % other.len();
            other[at] = value;
        }
        let _changed = lint(name, &other, &rules()).is_ok();
    }

    #[test]
    fn any_content(content in "[ -~]{0,200}", map in "[ -~]{0,100}") {
        let mut made = Pdf::default();
        made.pages[0] += &content;
        made.pages[1] += &format!("BT /F1 12 Tf 100 500 Td {content} Tj ET");
        made.more = vec![crate::make::stream("", map.as_bytes())];
        made.fonts = vec![crate::make::SIMSUN.replace(">>", "/ToUnicode 50 0 R>>")];
        lint("a.pdf", &made.bytes(), &rules()).unwrap();
    }

    #[test]
    fn parts_with_many_bytes_at_random(which in 0usize..10, changes in prop::collection::vec((any::<u32>(), any::<u8>()), 1..9)) {
        let (_, mut input) = seeds().swap_remove(which);
        for (at, value) in changes {
            let at = 1 + at as usize % (input.len() - 1);
            input[at] = value;
        }
        if let Some((name, bytes)) = document(&input) {
            let _changed = lint(name, &bytes, &rules()).is_ok();
        }
    }
}
