//! The form of blind copies (SPEC §2.8, §19.1): for each rule and format a document that breaks only that rule, and one
//! that keeps all.

#![allow(clippy::unwrap_used, clippy::panic)]

mod broken;
mod documents;
mod docx;
mod make;
mod pdf;
mod xlsx;

use sealbid::blind::{Breach, FormRule, Seen, lint};
use sealbid::notice::FormRules;
use sealbid::redact::PLACES;
use std::collections::BTreeSet;

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

/// Breaches as `place: found, asked for`, in the words of the specification.
pub fn found_by(rules: &FormRules, name: &str, bytes: &[u8]) -> Vec<String> {
    lint(name, bytes, rules).unwrap_or_else(|e| panic!("{name}: {e}")).iter().map(told).collect()
}

/// One breach. All that is found has a word, and a place that reports know.
pub fn told(breach: &Breach) -> String {
    let Breach { place, rule, found, more, count, asked } = breach;
    let first = |text: &str| text.split([' ', ':']).next().unwrap().to_owned();
    assert!(PLACES.contains(&first(place).as_str()), "{place}");
    for found in found {
        assert!(Seen::ALL.iter().any(|seen| seen.word() == first(found)), "{found}");
    }
    let of =
        if matches!(rule, FormRule::Header | FormRule::Footer) { format!("{rule}: ") } else { String::new() };
    let more = if *more { ", …" } else { "" };
    let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
    let asked = match asked.join(if *rule == FormRule::Margins { ", " } else { " or " }) {
        asked if asked.is_empty() => asked,
        asked => format!(", asked for {asked}"),
    };
    format!("{place}: {of}{}{more}{times}{asked}", found.join(", "))
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

/// The words of breaches are those of the table in SPEC §19.1, so that programs can translate them.
#[test]
fn words_are_those_of_the_specification() {
    let specification = std::fs::read_to_string("SPEC.md").unwrap();
    let section = specification.split("### 19.1 ").nth(1).unwrap().split("\n### ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let (mut rules, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for row in rows {
        let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let cells: Vec<&str> = row.split('|').collect();
        rules.extend(words(cells[1]));
        seen.extend(words(cells[2]));
    }
    assert_eq!(rules, FormRule::ALL.iter().map(ToString::to_string).collect());
    assert_eq!(seen, Seen::ALL.iter().map(ToString::to_string).collect());
    let section = specification.split("### 18.3 ").nth(1).unwrap().split("\n### ").next().unwrap();
    for place in PLACES {
        let named = section.contains(&format!("`{place}`")) || section.contains(&format!("`{place} "));
        assert!(named || *place == "section", "{place}");
    }
}
