//! Breaches, one for each place and rule, with how often it was broken.

use super::breach::{Breach, FormRule};
use super::rules::Rules;
use std::collections::BTreeMap;

/// Breaches in one document. A document that breaks rules in more places than that breaks them everywhere.
pub(super) const MAX_BREACHES: usize = 2_000;
/// Different things that one breach names.
const NAMED: usize = 4;

/// Breaches as they are found.
pub(super) struct Tally<'r> {
    rules: &'r Rules<'r>,
    breaches: Vec<Breach>,
    known: BTreeMap<(String, FormRule), usize>,
}

impl<'r> Tally<'r> {
    pub fn new(rules: &'r Rules<'r>) -> Tally<'r> {
        Tally { rules, breaches: Vec::new(), known: BTreeMap::new() }
    }

    /// Adds breaches. Those of one rule and one `group` become one, which has the place of the first.
    pub fn add(&mut self, group: &str, place: &str, rule: FormRule, found: &str, count: u64) {
        let key = (group.to_owned(), rule);
        let breach = match self.known.get(&key) {
            Some(at) => self.breaches.get_mut(*at),
            None if self.breaches.len() >= MAX_BREACHES => None,
            None => {
                self.known.insert(key, self.breaches.len());
                let (place, found, asked) = (place.to_owned(), Vec::new(), self.rules.asked(rule));
                self.breaches.push(Breach { place, rule, found, more: false, count: 0, asked });
                self.breaches.last_mut()
            }
        };
        let Some(breach) = breach else { return };
        breach.count = breach.count.saturating_add(count);
        if breach.found.iter().any(|known| known == found) {
            return;
        }
        match breach.found.len() < NAMED {
            true => breach.found.push(found.to_owned()),
            false => breach.more = true,
        }
    }

    /// The breaches, in the order in which the first of each was found.
    pub fn finish(self) -> Vec<Breach> {
        self.breaches
    }
}
