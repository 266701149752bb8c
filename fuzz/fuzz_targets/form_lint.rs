#![no_main]
//! The form of blind copies (SPEC §19.1). The first byte says whether the rest is a whole document or a part of one:
//! checksums and compression would stop whatever is changed within. Looking twice finds the same, and takes no more memory
//! than it may.

#[path = "../../tests/redact_memory/counting.rs"]
#[allow(dead_code)]
mod counting;
#[path = "../../tests/blind_lint/make.rs"]
#[allow(dead_code)]
mod make;

use counting::bounded;
use libfuzzer_sys::fuzz_target;
use sealbid::blind::lint;
use sealbid::notice::FormRules;

fuzz_target!(|data: &[u8]| {
    let Some((name, bytes)) = make::document(data) else { return };
    let rules = FormRules {
        fonts: vec!["宋体".to_owned()],
        half_points: vec![24],
        black: true,
        a4: true,
        margins: Some([25; 4]),
        page_number_only: true,
    };
    let found = bounded(&bytes, || lint(name, &bytes, &rules));
    assert_eq!(found, lint(name, &bytes, &rules));
    let Ok(none) = lint(name, &bytes, &FormRules::default()) else { return };
    assert_eq!(none, []);
});
