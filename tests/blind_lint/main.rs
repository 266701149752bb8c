//! The form of blind copies (SPEC §2.8, §19.1): for each rule and format a document that breaks only that rule, and one
//! that keeps all.

#![allow(clippy::unwrap_used, clippy::panic)]

mod broken;
mod documents;
mod docx;
mod make;
mod pdf;
mod xlsx;

use sealbid::blind::lint;
use sealbid::notice::FormRules;
use sealbid::redact::FindingKind;

/// What blind bids in China look like as a rule.
pub fn rules() -> FormRules {
    FormRules {
        fonts: vec!["宋体".to_owned(), "Times New Roman".to_owned()],
        half_points: vec![24],
        black: true,
        a4: true,
        margins: Some([25, 20, 25, 20]),
        page_number_only: true,
    }
}

/// Findings as `place: text`.
pub fn found_by(rules: &FormRules, name: &str, bytes: &[u8]) -> Vec<String> {
    let findings = lint(name, bytes, rules).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert!(findings.iter().all(|finding| finding.kind == FindingKind::Form && finding.channel == "S1"));
    findings.into_iter().map(|finding| format!("{}: {}", finding.place, finding.text)).collect()
}

/// The same under the usual rules.
pub fn found(name: &str, bytes: &[u8]) -> Vec<String> {
    found_by(&rules(), name, bytes)
}

/// Without rules nothing is found.
pub fn free(name: &str, bytes: &[u8]) {
    assert_eq!(found_by(&FormRules::default(), name, bytes), Vec::<String>::new());
}

#[test]
fn other_formats_have_no_form() {
    free("a.txt", b"text");
    assert_eq!(found("a.txt", "文字".as_bytes()), Vec::<String>::new());
    assert_eq!(found("a.md", b"# text"), Vec::<String>::new());
}
