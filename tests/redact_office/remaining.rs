//! LibreOffice reads the same text in a copy as in the original with its changes accepted and its terms taken out
//! (SPEC §18.6): in the committed documents, and in those of a folder (`SEALBID_CORPUS`), whose terms are words that they
//! have. Without `soffice` the test says so and passes, unless `SEALBID_REQUIRE_INTEROP=1`.

use crate::canaries::identity;
use crate::corpus::files;
use crate::interop::there;
use crate::zip::{Zip, parts};
use sealbid::redact::{PLACEHOLDER, Terms, redact};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The text of each document as it is shown: of a workbook, that of its sheets.
fn texts(kind: &str, documents: &[Vec<u8>]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let paths: Vec<PathBuf> =
        (0..documents.len()).map(|n| folder.path().join(format!("{n}.{kind}"))).collect();
    for (path, bytes) in paths.iter().zip(documents) {
        fs::write(path, bytes).unwrap();
    }
    let form = match kind {
        "docx" => "txt:Text (encoded):UTF8",
        // As it is shown, in UTF-8, all sheets.
        _ => "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    };
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let office = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", form, "--outdir"])
        .arg(&out)
        .args(&paths)
        .output()
        .unwrap();
    assert!(office.status.success(), "{}", String::from_utf8_lossy(&office.stderr));
    let mut texts = vec![Vec::new(); documents.len()];
    for path in files(out) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let number: usize = name.split(['.', '-']).next().unwrap().parse().unwrap();
        texts[number].push(fs::read_to_string(&path).unwrap());
    }
    texts
}

/// What a text is without terms, what cannot be seen and white space. Sheets may have lost their names, which order them.
fn bare(texts: &[String], terms: &Terms) -> Vec<String> {
    let mut bare: Vec<String> = texts
        .iter()
        .map(|text| {
            let copy = String::from_utf8(redact("a.txt", text.as_bytes(), terms).unwrap().bytes).unwrap();
            copy.split_whitespace().collect()
        })
        .collect();
    bare.sort();
    bare
}

/// Three words that the text has, those that it has most often. None is within another: the numbers of notes stand in a
/// text, but in no document.
fn words(texts: &[String]) -> Terms {
    let whole = texts.concat();
    let mut counts = BTreeMap::<&str, usize>::new();
    for word in
        whole.split(|c: char| !c.is_alphabetic()).filter(|word| (4..50).contains(&word.chars().count()))
    {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<_> = counts.into_iter().collect();
    words.sort_by_key(|(word, count)| (usize::MAX - count, *word));
    let apart = words.iter().filter(|(word, count)| whole.matches(word).count() == *count);
    let mut names: Vec<String> = apart.take(3).map(|(word, _)| (*word).to_owned()).collect();
    if names.is_empty() {
        names.push("云启建设".to_owned());
    }
    Terms { names, ..Terms::default() }
}

/// The document with its changes accepted and its hidden text gone: LibreOffice writes all of them.
fn accepted(document: &[u8]) -> Vec<u8> {
    let mut zip = Zip::default();
    for (name, bytes) in parts(document) {
        zip = match name.as_str() {
            "word/document.xml" => {
                let text = cut(String::from_utf8(bytes).unwrap(), "<w:del ", "</w:del>");
                zip.with(&name, cut(text, "<w:r><w:rPr><w:vanish/>", "</w:r>"))
            }
            _ => zip.with(&name, bytes),
        };
    }
    zip.bytes()
}

/// The text without elements that begin so; an empty one marks the end of a paragraph.
fn cut(text: String, begin: &str, end: &str) -> String {
    let mut pieces = text.split(begin);
    let mut left = pieces.next().unwrap().to_owned();
    for piece in pieces {
        match piece.split_once(end) {
            Some((gone, rest)) if !gone.split('>').next().unwrap().ends_with('/') => left.push_str(rest),
            _ => left.extend([begin, piece]),
        }
    }
    left
}

/// How many documents have copies, and those whose text is not that of the original, with what differs first.
fn compared(kind: &str, paths: &[PathBuf], terms: Option<&Terms>) -> (usize, Vec<String>) {
    let named = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let own: Vec<&PathBuf> =
        paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == kind)).collect();
    let (mut names, mut originals) = (Vec::new(), Vec::new());
    for path in own {
        let bytes = fs::read(path).unwrap();
        match redact(&named(path), &bytes, &identity()) {
            // LibreOffice makes pivot tables anew, and copies have their cells alone (X5).
            Ok(_) if parts(&bytes).keys().any(|name| name.starts_with("xl/pivotTables/")) => {}
            Ok(_) => {
                names.push(named(path));
                originals.push(bytes);
            }
            Err(e) => println!("refused: {e}"),
        }
    }
    let before = texts(kind, &originals.iter().map(|bytes| accepted(bytes)).collect::<Vec<_>>());
    let (mut copies, mut expected) = (Vec::new(), Vec::new());
    for ((name, bytes), text) in names.iter().zip(&originals).zip(&before) {
        let terms = terms.map_or_else(|| words(text), Terms::clone);
        copies.push(redact(name, bytes, &terms).unwrap().bytes);
        expected.push((name, bare(text, &terms), terms));
    }
    let mut different = Vec::new();
    for ((name, text, terms), after) in expected.iter().zip(texts(kind, &copies)) {
        let after = bare(&after, terms);
        if *text != after {
            let (one, other) = (text.concat(), after.concat());
            let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            let near = |text: &str| text.chars().skip(same.saturating_sub(20)).take(60).collect::<String>();
            different.push(format!("{name}: {:?} became {:?}", near(&one), near(&other)));
        }
    }
    (expected.len(), different)
}

#[test]
fn the_remaining_text_is_that_of_the_original() {
    if !there("soffice", "--version") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let vectors = root.join("tests/vectors/blind");
    let terms = Terms::parse(&fs::read(vectors.join("terms.json")).unwrap()).unwrap();
    let samples = files(root.join("examples/documents"));
    for kind in ["docx", "xlsx"] {
        for (documents, terms) in [(files(vectors.clone()), Some(&terms)), (samples.clone(), None)] {
            let (count, different) = compared(kind, &documents, terms);
            assert!(count > 0, "{kind}");
            assert_eq!(different, [""; 0]);
        }
    }
}

#[test]
fn the_remaining_text_of_real_documents() {
    let Some(corpus) = env::var_os("SEALBID_CORPUS").filter(|_| there("soffice", "--version")) else {
        println!("skipped: SEALBID_CORPUS names no folder of real documents");
        return;
    };
    for kind in ["docx", "xlsx"] {
        let (count, different) = compared(kind, &files(corpus.clone().into()), None);
        println!("{kind}: the text of {} of {count} copies is that of the original", count - different.len());
        assert_eq!(different, [""; 0]);
    }
}

/// The tests above see a copy that lost a word.
#[test]
fn a_word_that_is_lost_is_seen() {
    let terms = Terms { names: vec!["云启".to_owned()], ..Terms::default() };
    let text = |text: &str| bare(&[text.to_owned()], &terms);
    assert_eq!(text("由 云启\u{200e}承担"), text(&format!("由{PLACEHOLDER}承\n担")));
    assert_ne!(text("由云启承担"), text(&format!("由{PLACEHOLDER}承")));
}
