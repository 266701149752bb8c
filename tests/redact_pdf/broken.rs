//! Files that are damaged, locked, or made to exhaust a reader.

use crate::font::subset;
use crate::pdf::{CONTENT, PAGE, Pdf, copy_of, refusal, terms, ucs2};
use sealbid::ErrorKind;
use sealbid::redact::redact;

/// A document with something of everything.
fn rich() -> Vec<u8> {
    let mut pdf = Pdf::page("");
    subset(&mut pdf, "投标人云启承诺", true);
    let image =
        pdf.deflated("/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", [1, 2]);
    let form = pdf.stream(
        "/Subtype/Form/BBox[0 0 90 90]",
        format!("BT /F2 9 Tf {} Tj /F1 9 Tf [(a) 3] TJ ET", ucs2("云启")),
    );
    let first = pdf.stream(
        "",
        "/X Do q 90 0 0 90 9 9 cm /I Do Q BI /W 1 /H 1 /BPC 8 /CS /G ID a EI q 0 0 9 9 re W n f Q",
    );
    pdf.replace(PAGE, "/Contents ", &format!("/Old {first} 0 R/Contents "));
    pdf.replace(PAGE, "/Resources<<", &format!("/Resources<</XObject<</I {image} 0 R/X {form} 0 R>>"));
    let bytes = pdf.bytes();
    let old = format!("/Old {first} 0 R/Contents ");
    let at = bytes.windows(old.len()).position(|w| w == old.as_bytes()).unwrap();
    let rest = &bytes[at + old.len()..];
    let number: String = rest.iter().take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
    let new = format!("/Contents[{first} 0 R {number} 0 R]");
    let long = format!("{old}{number} 0 R");
    let mut out = bytes;
    out.splice(at..at + long.len(), format!("{new:<width$}", width = long.len()).bytes());
    out
}

#[test]
fn no_change_of_a_document_makes_the_reader_fail_otherwise_than_with_an_error() {
    let bytes = rich();
    let terms = terms(&["云启"]);
    let done = redact("a.pdf", &bytes, &terms).unwrap();
    assert!(done.report.removed["P12"] == 2, "{:?}", done.report);
    // A generator of numbers that needs no seed from outside (Knuth, MMIX).
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for _ in 0..1500 {
        let mut changed = bytes.clone();
        for _ in 0..=next(3) {
            let at = next(changed.len());
            match next(4) {
                0 => changed[at] ^= 1 << next(8),
                1 => changed[at] = next(256) as u8,
                2 => changed.truncate(at.max(9)),
                _ => {
                    let from = next(changed.len());
                    let part = changed[from..(from + 20).min(changed.len())].to_vec();
                    changed.splice(at..at, part);
                }
            }
        }
        if changed.windows(5).take(1024).any(|w| w == b"%PDF-") {
            let _outcome = redact("a.pdf", &changed, &terms).map(|copy| copy.bytes.len());
        }
    }
}

#[test]
fn a_locked_document_is_refused() {
    let mut pdf = Pdf::page("BT /F1 12 Tf 72 700 Td (Text) Tj ET");
    let lock = pdf.add(format!("<</Filter/Standard/V 1/R 2/P -4/O<{0}>/U<{0}>>>", "00".repeat(32)));
    pdf.trailer = format!("/Encrypt {lock} 0 R/ID[<00><00>]");
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::DocumentEncrypted);
}

#[test]
fn a_document_without_pages_is_refused() {
    let mut pdf = Pdf::page("");
    pdf.replace(2, "/Kids[3 0 R]/Count 1", "/Kids[]/Count 0");
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::DocumentBroken);
    let mut pdf = Pdf::page("");
    pdf.replace(2, "/Kids[3 0 R]", "/Kids[2 0 R]");
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::DocumentBroken);
    assert_eq!(refusal(b"%PDF-1.7\nnothing", &["云启"]), ErrorKind::DocumentBroken);
}

#[test]
fn bombs_are_refused() {
    let mut pdf = Pdf::page("");
    let bomb = pdf.deflated("", vec![b' '; 60 << 20]);
    pdf.replace(PAGE, "/Contents 4 0 R", &format!("/Contents {bomb} 0 R"));
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::DocumentTooLarge);
    let mut pdf = Pdf::page("");
    pdf.deflated("/Type/ObjStm/N 1/First 4", vec![b' '; 60 << 20]);
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::DocumentTooLarge);
    let mut pdf = Pdf::page("");
    pdf.add(format!("[{}]", "0 ".repeat(2_000_000)));
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::DocumentTooLarge);
}

#[test]
fn nesting_is_bounded() {
    let mut pdf = Pdf::page("/X Do");
    let form = pdf.stream("/Subtype/Form/BBox[0 0 9 9]", "/X Do");
    pdf.replace(PAGE, "/Resources<<", &format!("/Resources<</XObject<</X {form} 0 R>>"));
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::UnknownContent);
    let arrays = format!("{}{} TJ", "[".repeat(90_000), "]".repeat(90_000));
    assert_eq!(refusal(&Pdf::page(arrays).bytes(), &["云启"]), ErrorKind::DocumentBroken);
    let states = "q ".repeat(1000);
    assert_eq!(refusal(&Pdf::page(states).bytes(), &["云启"]), ErrorKind::UnknownContent);
}

#[test]
fn an_empty_page_stays_a_page() {
    let copy = copy_of(&Pdf::page("").bytes(), &["云启"]).unwrap();
    assert_eq!(lopdf::Document::load_mem(&copy.bytes).unwrap().get_pages().len(), 1);
    assert_eq!(CONTENT, 4);
}
