//! However a document is made: from one of less than 16 MiB neither a copy nor a look at it takes more than 256 MiB, and
//! it comes to an end soon (SPEC §18.1).

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "redact_memory/counting.rs"]
mod counting;
#[path = "redact_memory/office.rs"]
mod office;
#[path = "redact_memory/pdf.rs"]
mod pdf;
#[path = "redact_memory/plain.rs"]
mod plain;

use counting::{MOST, bounded, peak};
use sealbid::ErrorKind;
use sealbid::blind::lint;
use sealbid::notice::FormRules;
use sealbid::redact::{Terms, redact};
use sealbid::scan::scan;
use std::sync::LazyLock;
use std::time::Instant;

const MIB: usize = 1 << 20;
/// Of a processor, without optimisation: it is there for what would take minutes or hours with it.
const SECONDS: f64 = 120.0;

/// For how long this thread has had a processor; elsewhere than on Linux, how late it is.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn terms() -> Terms {
    Terms {
        names: vec!["云启建设".to_owned(), "Yunqi Construction".to_owned(), "aa".to_owned()],
        codes: vec!["1111111".to_owned()],
        ..Terms::default()
    }
}

/// What it takes beside what the test itself holds, with the document, and for how many seconds.
fn measured<T>(document: &[u8], run: impl FnOnce() -> T) -> (T, usize, f64) {
    let start = seconds();
    let (made, peak) = peak(document, run);
    (made, peak, seconds() - start)
}

/// What came of a document: `None` for a copy, or why it was refused.
fn outcome(name: &str, what: &str, document: &[u8]) -> Option<ErrorKind> {
    assert!(document.len() < 16 * MIB, "{what}: {} bytes", document.len());
    let terms = terms();
    let (made, peak, took) =
        measured(document, || redact(name, document, &terms).map_err(|e| (e.kind(), e.to_string())));
    let said = made
        .as_ref()
        .map_or_else(|(_, why)| why.clone(), |copy| format!("a copy of {} bytes", copy.bytes.len()));
    println!("T     {what}: {} KiB, {} MiB at most, {took:.1} s: {said}", document.len() >> 10, peak >> 20);
    assert!(peak <= MOST, "{what}: {} MiB", peak >> 20);
    assert!(took <= SECONDS, "{what}: {took:.1} s");
    made.err().map(|(kind, _)| kind)
}

fn scanned(name: &str, what: &str, document: &[u8]) {
    assert!(document.len() < 16 * MIB, "{what}: {} bytes", document.len());
    let terms = terms();
    let (made, peak, took) =
        measured(document, || scan(name, document, &terms).map(|hits| hits.len()).map_err(|e| e.to_string()));
    println!("scan  {what}: {} KiB, {} MiB at most, {took:.1} s: {made:?}", document.len() >> 10, peak >> 20);
    assert!(peak <= MOST, "{what}: {} MiB", peak >> 20);
    assert!(took <= SECONDS, "{what}: {took:.1} s");
}

fn linted(name: &str, what: &str, document: &[u8]) {
    let rules = FormRules {
        half_points: vec![24],
        black: true,
        a4: true,
        page_number_only: true,
        ..FormRules::default()
    };
    let (made, peak, took) = measured(document, || {
        lint(name, document, &rules).map(|found| found.len()).map_err(|e| e.to_string())
    });
    println!("lint  {what}: {} KiB, {} MiB at most, {took:.1} s: {made:?}", document.len() >> 10, peak >> 20);
    assert!(peak <= MOST, "{what}: {} MiB", peak >> 20);
    assert!(took <= SECONDS, "{what}: {took:.1} s");
}

/// Packed in the frame of zlib, quickly.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What the fuzz targets rely on: this test runs itself again, and that ends.
#[test]
fn what_would_take_more_ends_the_program_and_says_how_much() {
    const WITH: &str = "SEALBID_TAKES";
    if let Ok(bytes) = std::env::var(WITH) {
        let taken = bounded(&[0; 100], || vec![0u8; bytes.parse().unwrap()]);
        return println!("{} were taken", taken.len());
    }
    let run = |bytes: usize| {
        let name = "what_would_take_more_ends_the_program_and_says_how_much";
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        let output =
            command.args(["--exact", name, "--nocapture"]).env(WITH, bytes.to_string()).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(MOST - 100), (true, String::new()));
    let (ended, told) = run(MOST - 99);
    assert!(!ended && told.contains(&format!("{} bytes are in use, of {MOST}", MOST + 1)), "{told}");
}
