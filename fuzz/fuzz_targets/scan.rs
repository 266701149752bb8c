#![no_main]
//! Blind copies under the scanner (SPEC §18.8): no copy panics or takes more memory than it may, and a term that stands
//! behind a text is found.

#[path = "../../tests/redact_memory/counting.rs"]
#[allow(dead_code)]
mod counting;

use counting::bounded;
use libfuzzer_sys::fuzz_target;
use sealbid::redact::Terms;
use sealbid::scan::scan;
use std::sync::LazyLock;

const TERM: &str = "河南云启智造科技有限公司";

static TERMS: LazyLock<Terms> =
    LazyLock::new(|| Terms { names: vec![TERM.to_owned(), "云启".to_owned()], ..Terms::default() });

fuzz_target!(|data: &[u8]| {
    let Ok(before) = bounded(data, || scan("copy", data, &TERMS)) else { return };
    // Bytes that are UTF-8 and begin like no other format are a text.
    let planted = [b"text ", data, b" ", TERM.as_bytes()].concat();
    let head = planted.get(..1100).unwrap_or(&planted);
    if std::str::from_utf8(&planted).is_ok()
        && !head.windows(5).any(|window| window == b"%PDF-")
        && before.len() < 900
    {
        let hits = scan("copy", &planted, &TERMS).expect("a text");
        assert!(hits.iter().any(|hit| hit.term == TERM));
    }
});
