#![no_main]
//! The form of blind copies (SPEC §19.1). The first byte says whether the rest is a whole document or a part of one:
//! checksums and compression would stop whatever is changed within. Looking twice finds the same.

#[path = "../../tests/blind_lint/make.rs"]
#[allow(dead_code)]
mod make;

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
    let found = lint(name, &bytes, &rules);
    assert_eq!(found, lint(name, &bytes, &rules));
    let Ok(none) = lint(name, &bytes, &FormRules::default()) else { return };
    assert_eq!(none, []);
});
