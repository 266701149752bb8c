#![no_main]
//! Terms, and text in which they are found (SPEC §18.2, §18.7). With a first byte of 0 the rest is a file of terms, with
//! 1 it is text, with 2 Markdown.

mod packed;

use libfuzzer_sys::fuzz_target;
use sealbid::redact::{PLACEHOLDER, Terms};

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((0, file)) => {
            let Ok(terms) = Terms::parse(file) else { return };
            assert_eq!(Terms::parse(&terms.to_bytes().expect("terms that were read")), Ok(terms.clone()));
            // Each term is found in itself, unless it is only what stands in its place.
            let matcher = terms.matcher();
            for term in terms.lists().into_iter().flat_map(|(_, terms)| terms) {
                let chars: Vec<char> = term.chars().collect();
                assert!(!matcher.find(&chars).is_empty() || term.contains(PLACEHOLDER), "{term}");
            }
        }
        Some((1, text)) => packed::check("a.txt", text),
        Some((2, text)) => packed::check("a.md", text),
        _ => {}
    }
});
