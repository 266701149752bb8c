//! What reports of blind copies tell, in the reader's language (SPEC §18.3, §19.1).

use crate::fill;
use crate::words::Words;
use sealbid::blind::{Breach, Copy, FormRule};
use sealbid::redact::{FindingKind, Report};
use std::collections::BTreeMap;

/// Where it was found. What follows the colon is of the document: a cell, or words.
pub fn place(place: &str, words: &Words) -> String {
    let (name, detail) = place.split_once(": ").unwrap_or((place, ""));
    let (kind, number) = name.split_once(' ').unwrap_or((name, ""));
    let named = words.find(&format!("blind-place-{kind}")).is_some();
    let named =
        if named { fill!(words, &format!("blind-place-{kind}"), number = number) } else { name.to_owned() };
    let separator = words.text("place-separator");
    let detail = match detail.strip_prefix("after ") {
        Some(text) => fill!(words, "finding-after", text = text),
        None => detail.to_owned(),
    };
    if detail.is_empty() { named.trim().to_owned() } else { format!("{}{separator}{detail}", named.trim()) }
}

/// Something with a word of the specification, and what follows it.
fn worded(prefix: &str, text: &str, words: &Words) -> String {
    let (word, what) = text.split_once(' ').unwrap_or((text, ""));
    // The reason is a number, as every error has one.
    let what = if word == "unread" { words.text(&format!("error-{what}")) } else { what.to_owned() };
    fill!(words, &format!("{prefix}-{word}"), what = what)
}

/// What somebody should look at.
pub fn look(text: &str, words: &Words) -> String {
    worded("look", text, words)
}

/// What does not have the form of a rule, and what the rule asks for.
pub fn breach(breach: &Breach, words: &Words) -> String {
    let seen: Vec<String> = breach.found.iter().map(|found| worded("seen", found, words)).collect();
    let more = if breach.more { "…" } else { "" };
    let found = seen.join(&words.text("list-separator")) + more;
    // Margins are four numbers that belong together; of fonts and sizes, any will do.
    let among = if breach.rule == FormRule::Margins { ", " } else { " / " };
    let asked = fill!(words, &format!("asked-{}", breach.rule), asked = breach.asked.join(among));
    match breach.count {
        0 | 1 => fill!(words, "blind-breach", found = found, asked = asked),
        count => fill!(words, "blind-breach-often", found = found, count = count, asked = asked),
    }
}

/// What to look at in a copy: place, kind and what it is, as rows of a table.
pub fn to_look_at(copy: &Copy, words: &Words) -> Vec<[String; 3]> {
    let looks = copy.report.of(FindingKind::Look);
    let looks = looks.map(|finding| ("blind-kind-look", &finding.place, look(&finding.text, words)));
    let form = copy.form.iter().map(|one| ("blind-kind-form", &one.place, breach(one, words)));
    looks.chain(form).map(|(kind, at, what)| [place(at, words), words.text(kind), what]).collect()
}

/// The terms that were removed: where first, and how often.
pub fn removed(report: &Report) -> Vec<(&str, &str, u64)> {
    let mut terms: Vec<(&str, &str, u64)> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.of(FindingKind::Term) {
        let at = *known.entry(&finding.text).or_insert(terms.len());
        match terms.get_mut(at) {
            Some((.., count)) => *count += 1,
            None => terms.push((&finding.text, &finding.place, 1)),
        }
    }
    terms
}
