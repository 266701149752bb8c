//! Reports: their words are those of the table in SPEC §18.3, so that programs can translate them.

use sealbid::redact::Look;
use std::collections::BTreeSet;

#[test]
fn the_words_of_what_to_look_at_are_those_of_the_specification() {
    let specification = std::fs::read_to_string("SPEC.md").unwrap();
    let section = specification.split("### 18.3 ").nth(1).unwrap().split("\n### ").next().unwrap();
    let cells =
        section.lines().filter(|line| line.starts_with("| `")).filter_map(|row| row.split('|').nth(1));
    // Between the backticks of a cell stand words, and the `x` of a size.
    let words = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).filter(|word| word.len() > 1);
    let words: Vec<&str> = words.collect();
    let known: Vec<&str> = Look::ALL.iter().map(|look| look.word()).collect();
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(set(&words), set(&known));
    assert_eq!((words.len(), known.len()), (set(&words).len(), set(&known).len()), "a word stands twice");
}
