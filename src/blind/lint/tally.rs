//! Findings, one for each place and rule, with how often it was broken.

use super::rules::{Rule, Rules};
use crate::redact::{Finding, FindingKind};
use std::collections::BTreeMap;

/// Findings in one document. A document that breaks rules in more places than that breaks them everywhere.
const MAX_FINDINGS: usize = 10_000;
/// Different things that one finding names.
const NAMED: usize = 4;

/// The channel of all of them (SPEC §19.1).
const CHANNEL: &str = "S1";

struct Line {
    place: String,
    rule: Rule,
    found: Vec<String>,
    /// Whether more was found than is named.
    more: bool,
    count: u64,
}

/// Breaches as they are found.
pub(super) struct Tally<'r> {
    rules: &'r Rules<'r>,
    lines: Vec<Line>,
    known: BTreeMap<(String, Rule), usize>,
}

impl<'r> Tally<'r> {
    pub fn new(rules: &'r Rules<'r>) -> Tally<'r> {
        Tally { rules, lines: Vec::new(), known: BTreeMap::new() }
    }

    /// Adds breaches. Those of one rule and one `group` become one finding, which has the place of the first.
    pub fn add(&mut self, group: &str, place: &str, rule: Rule, found: &str, count: u64) {
        let key = (group.to_owned(), rule);
        let line = match self.known.get(&key) {
            Some(at) => self.lines.get_mut(*at),
            None if self.lines.len() >= MAX_FINDINGS => None,
            None => {
                self.known.insert(key, self.lines.len());
                let (place, found) = (place.to_owned(), Vec::new());
                self.lines.push(Line { place, rule, found, more: false, count: 0 });
                self.lines.last_mut()
            }
        };
        let Some(line) = line else { return };
        line.count = line.count.saturating_add(count);
        if line.found.iter().any(|known| known == found) {
            return;
        }
        match line.found.len() < NAMED {
            true => line.found.push(found.to_owned()),
            false => line.more = true,
        }
    }

    /// The findings, in the order in which the first of each was found.
    pub fn finish(self) -> Vec<Finding> {
        let finding = |line: Line| {
            let mut text = line.found.join(", ");
            if line.more {
                text.push_str(" and others");
            }
            if line.count > 1 {
                text.push_str(&format!(" ({} times)", line.count));
            }
            let text = format!("{}{text}, asked for {}", line.rule.word(), self.rules.asked(line.rule));
            Finding { place: line.place, kind: FindingKind::Form, channel: CHANNEL, text }
        };
        self.lines.into_iter().map(finding).collect()
    }
}
