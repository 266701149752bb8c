//! Poppler and qpdf as judges: what other programs read and draw of a copy.
//!
//! Without them the tests say so and pass, unless `SEALBID_REQUIRE_INTEROP=1`.

use crate::font::subset;
use crate::pdf::{PAGE, Pdf, copy_of, ucs2};
use crate::type1;
use sealbid::redact::Terms;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn has(program: &str) -> bool {
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

pub fn documents() -> Vec<Pdf> {
    let mut embedded = Pdf::page("");
    subset(&mut embedded, "投标人云启承诺按期完工", true);
    let viewer = Pdf::page(format!(
        "q 1 0 0 rg 300 300 90 90 re f Q BT /F2 12 Tf 72 700 Td {} Tj 0 -20 Td {} Tj /F1 12 Tf 0 -20 Td (Plain text) Tj ET",
        ucs2("施工组织设计"),
        ucs2("投标人云启承诺按期完工")
    ));
    vec![embedded, viewer, type1::text("投标人云启承诺按期完工")]
}

/// The vectors' documents, and those of a folder that `SEALBID_CORPUS` names, each with the names to take out.
pub fn corpus() -> Vec<(String, Vec<u8>, Vec<String>)> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/blind");
    let folder = std::env::var_os("SEALBID_CORPUS").map(PathBuf::from);
    let terms = Terms::parse(&std::fs::read(vectors.join("terms.json")).unwrap()).unwrap();
    let mut paths: Vec<PathBuf> = [Some(vectors), folder]
        .into_iter()
        .flatten()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).unwrap(), terms.names.clone())).collect()
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

/// What a page says, in no order: what follows a placeholder may be taken for another column.
fn sorted_letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    letters.sort_unstable();
    letters
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
        assert_eq!(
            sorted_letters(&read("before.pdf").replace("云启", "")),
            sorted_letters(&read("copy.pdf"))
        );
    }
}

/// How many dots of a drawn page make an inch.
pub const DOTS: u16 = 50;

/// A page at so many dots an inch: how many stand in a row, and how grey each is.
pub type Dots = (usize, Vec<u8>);

/// All pages of a document, without annotations, which no copy has.
pub fn all_dots(bytes: &[u8]) -> Vec<Dots> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.pdf"), bytes).unwrap();
    let resolution = DOTS.to_string();
    let arguments = ["-r", &resolution, "-gray", "-hide-annotations", "a.pdf", "page"];
    // Real documents have faults that Poppler tells of.
    let output = Command::new("pdftoppm").args(arguments).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success());
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "pgm"));
    pages.sort();
    pages.iter().map(|page| parse_dots(&std::fs::read(page).unwrap())).collect()
}

fn dots(name: &str, folder: &Path) -> Dots {
    run("pdftoppm", &["-r", &DOTS.to_string(), "-gray", "-singlefile", name, name], folder);
    parse_dots(&std::fs::read(folder.join(format!("{name}.pgm"))).unwrap())
}

fn parse_dots(file: &[u8]) -> Dots {
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

/// How far the shade of a dot at an edge may differ: places are written with a bounded number of digits.
const SHADE: u8 = 32;

/// Rows of dots in which two pages differ by more than a shade.
pub fn differing(before: &Dots, after: &Dots, shade: u8) -> Vec<usize> {
    let rows = before.1.chunks(before.0).zip(after.1.chunks(after.0)).enumerate();
    let differs = |(a, b): (&[u8], &[u8])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > shade);
    rows.filter(|(_, rows)| differs(*rows)).map(|(row, _)| row).collect()
}

/// Without a term, every page of a document is drawn as it was.
#[test]
fn poppler_draws_all_pages_of_real_documents_the_same() {
    if !has("pdftoppm") {
        return;
    }
    for (name, bytes, _) in corpus() {
        // Documents that are refused are in any corpus.
        let Ok(copy) = copy_of(&bytes, &["某某公司"]) else { continue };
        let (before, after) = (all_dots(&bytes), all_dots(&copy.bytes));
        assert!(!before.is_empty() && before.len() == after.len(), "{name}: pages");
        for (page, (before, after)) in (1..).zip(before.iter().zip(&after)) {
            assert_eq!((before.0, before.1.len()), (after.0, after.1.len()), "{name}, page {page}: size");
            assert_eq!(differing(before, after, SHADE), [0; 0], "{name}, page {page}: rows differ");
        }
    }
}

const LONG: usize = 24;

/// Where a term stands on a page of the long document: on every third page, lower on each.
fn term_at(page: usize) -> Option<usize> {
    page.is_multiple_of(3).then_some(640 - 10 * page)
}

/// A document of many pages: letters of Helvetica, of the viewer's Chinese font and of an embedded one, a table with
/// rules, a picture, grounds and curves.
fn long() -> Pdf {
    let mut pdf = Pdf::page("");
    subset(&mut pdf, "投标人承诺按期完工", true);
    let image = pdf.deflated(
        "/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray",
        [0, 90, 180, 255],
    );
    let resources = format!("/Resources<</XObject<</I {image} 0 R>>");
    let fonts: usize =
        pdf.text(PAGE).split("/F3 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let mut kids = String::new();
    for page in 1..=LONG {
        let mut text = format!(
            "q 0.8 1 0.8 rg 60 60 475 40 re f Q q 60 0 0 60 430 740 cm /I Do Q q 1 0 0 RG 72 730 m 200 780 300 700 400 740 c S Q \
             BT /F1 16 Tf 72 760 Td (Chapter {page}) Tj /F2 12 Tf 0 -30 Td {} Tj /F3 12 Tf 0 -20 Td <000100020003000400050006> Tj ET ",
            ucs2("施工组织设计与质量保证措施")
        );
        if let Some(y) = term_at(page) {
            text += &format!("BT /F2 12 Tf 72 {y} Td {} Tj ET ", ucs2("投标人云启按期完工"));
        }
        for row in 0..8 {
            let y = 300 - 20 * row;
            text += &format!(
                "0.5 w 72 {y} m 500 {y} l S BT /F2 10 Tf 80 {} Td {} Tj 160 0 Td /F1 10 Tf ({}.{row}) Tj ET ",
                y + 5,
                ucs2("混凝土强度"),
                page * 7
            );
        }
        let content = pdf.deflated("", text);
        let page = pdf.add(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R{resources}\
             /Font<</F1 5 0 R/F2 6 0 R/F3 {fonts} 0 R>>>>>>"
        ));
        kids += &format!("{page} 0 R ");
    }
    pdf.replace(2, "/Kids[3 0 R]/Count 1", &format!("/Kids[{kids}]/Count {LONG}"));
    pdf
}

#[test]
fn poppler_draws_and_reads_a_long_document_the_same_but_for_its_terms() {
    if !has("pdftoppm") || !has("pdftotext") {
        return;
    }
    let bytes = long().bytes();
    let copy = copy_of(&bytes, &["云启"]).unwrap().bytes;
    let (before, after) = (all_dots(&bytes), all_dots(&copy));
    assert_eq!((before.len(), after.len()), (LONG, LONG));
    for (page, (before, after)) in (1..).zip(before.iter().zip(&after)) {
        let rows = differing(before, after, SHADE);
        let Some(y) = term_at(page) else {
            assert_eq!(rows, [0; 0], "page {page}");
            continue;
        };
        // The line stands between a fifth of its height under and one height above.
        let row = |y: f64| ((842.0 - y) * f64::from(DOTS) / 72.0) as usize;
        let line = row(y as f64 + 14.0)..=row(y as f64 - 4.0);
        assert!(
            !rows.is_empty() && rows.iter().all(|row| line.contains(row)),
            "page {page}: {rows:?}, not {line:?}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let read = |bytes: &[u8]| {
        std::fs::write(folder.path().join("a.pdf"), bytes).unwrap();
        let text = run("pdftotext", &["a.pdf", "-"], folder.path()).replace("云启", "");
        text.split('\u{c}').map(sorted_letters).collect::<Vec<_>>()
    };
    assert_eq!(read(&bytes), read(&copy));
}
