//! Poppler and qpdf as judges: what other programs read and draw of a copy.
//!
//! Without them the tests say so and pass, unless `SEALBID_REQUIRE_INTEROP=1`.

use crate::font::subset;
use crate::pdf::{Pdf, copy_of, ucs2};
use crate::type1;
use std::path::Path;
use std::process::Command;

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    let required = std::env::var("SEALBID_REQUIRE_INTEROP").is_ok_and(|value| value == "1");
    assert!(found || !required, "{program} is missing");
    if !found {
        println!("skipped: {program} is missing");
    }
    found
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{program} {arguments:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn documents() -> Vec<Pdf> {
    let mut embedded = Pdf::page("");
    subset(&mut embedded, "投标人云启承诺按期完工", true);
    let viewer = Pdf::page(format!(
        "q 1 0 0 rg 300 300 90 90 re f Q BT /F2 12 Tf 72 700 Td {} Tj 0 -20 Td {} Tj /F1 12 Tf 0 -20 Td (Plain text) Tj ET",
        ucs2("施工组织设计"),
        ucs2("投标人云启承诺按期完工")
    ));
    vec![embedded, viewer, type1::text("投标人云启承诺按期完工")]
}

#[test]
fn qpdf_finds_nothing_wrong_with_a_copy() {
    if !has("qpdf") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for pdf in documents() {
        std::fs::write(folder.path().join("copy.pdf"), copy_of(&pdf.bytes(), &["云启"]).unwrap().bytes)
            .unwrap();
        run("qpdf", &["--check", "copy.pdf"], folder.path());
    }
}

#[test]
fn poppler_reads_the_text_that_stays_and_no_other() {
    if !has("pdftotext") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for pdf in documents() {
        let bytes = pdf.bytes();
        std::fs::write(folder.path().join("before.pdf"), &bytes).unwrap();
        std::fs::write(folder.path().join("copy.pdf"), copy_of(&bytes, &["云启"]).unwrap().bytes).unwrap();
        let read = |name: &str| run("pdftotext", &[name, "-"], folder.path());
        // What follows a placeholder may be taken for another column.
        let plain = |text: String| {
            let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            letters.sort_unstable();
            letters
        };
        assert_eq!(plain(read("before.pdf").replace("云启", "")), plain(read("copy.pdf")));
    }
}

/// Grey dots of a page at 50 dots an inch.
fn dots(name: &str, folder: &Path) -> (usize, Vec<u8>) {
    run("pdftoppm", &["-r", "50", "-gray", "-singlefile", name, name], folder);
    let file = std::fs::read(folder.join(format!("{name}.pgm"))).unwrap();
    let mut fields = file.splitn(4, |b| b.is_ascii_whitespace());
    let number = |field: Option<&[u8]>| String::from_utf8_lossy(field.unwrap()).parse::<usize>().unwrap();
    assert_eq!(fields.next(), Some(&b"P5"[..]));
    let (width, _height) = (number(fields.next()), fields.next());
    let rest = fields.next().unwrap();
    let data = rest.splitn(2, |b| b.is_ascii_whitespace()).nth(1).unwrap();
    (width, data.to_vec())
}

#[test]
fn poppler_draws_the_same_outside_of_the_lines_with_terms() {
    if !has("pdftoppm") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for pdf in documents() {
        let bytes = pdf.bytes();
        std::fs::write(folder.path().join("before"), &bytes).unwrap();
        std::fs::write(folder.path().join("same"), copy_of(&bytes, &["某某公司"]).unwrap().bytes).unwrap();
        std::fs::write(folder.path().join("copy"), copy_of(&bytes, &["云启"]).unwrap().bytes).unwrap();
        let (width, before) = dots("before", folder.path());
        assert!(dots("same", folder.path()).1 == before, "a copy without a term is drawn otherwise");
        let after = dots("copy", folder.path()).1;
        // The line with the term: 20 points under the first, or the first itself.
        let rows: Vec<usize> = before
            .chunks(width)
            .zip(after.chunks(width))
            .enumerate()
            .filter(|(_, (a, b))| a != b)
            .map(|(n, _)| n)
            .collect();
        assert!(!rows.is_empty(), "the term is still drawn");
        let (first, last) = (rows[0], rows[rows.len() - 1]);
        assert!(last - first < 14 && (85..120).contains(&first), "rows {first} to {last} differ");
    }
}
