//! However a document is made: from one of less than 16 MiB neither a copy nor a look at it takes more than 256 MiB, and
//! it comes to an end soon (SPEC §18.1).
//!
//! The allocator of this test counts what is in use, so its tests run one after the other.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "redact_memory/office.rs"]
mod office;
#[path = "redact_memory/pdf.rs"]
mod pdf;
#[path = "redact_memory/plain.rs"]
mod plain;

use sealbid::ErrorKind;
use sealbid::blind::lint;
use sealbid::notice::FormRules;
use sealbid::redact::{Terms, redact};
use sealbid::scan::scan;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::Instant;

struct Counting;

static USED: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn add(bytes: usize) {
    let used = USED.fetch_add(bytes, Ordering::Relaxed) + bytes;
    PEAK.fetch_max(used, Ordering::Relaxed);
}

// SAFETY: everything is done by the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    // Large blocks grow where they are, or their pages are moved: there are never two of them.
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        USED.fetch_sub(layout.size(), Ordering::Relaxed);
        add(size);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static ONE: Mutex<()> = Mutex::new(());

const MIB: usize = 1 << 20;
const MOST: usize = 256 * MIB;
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
    let before = USED.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let start = seconds();
    let made = run();
    let peak = PEAK.load(Ordering::Relaxed) - before + document.len();
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

/// Tests of the modules hold this.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Packed in the frame of zlib, quickly.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
