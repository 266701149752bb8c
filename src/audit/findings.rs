//! Findings as they come, and what follows from them for each rule.

use super::report::RuleResult;
use super::rule::{Finding, Place, Rule, Verdict, Why};
use crate::error::Error;
use crate::suite::Digest;
use std::collections::{BTreeMap, HashSet};

/// What was found so far. An audit goes on after a finding wherever it can.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: BTreeMap<Rule, Vec<Finding>>,
    not_checked: BTreeMap<Rule, Why>,
    /// Bids about which something was found.
    bids: HashSet<Digest>,
}

impl Findings {
    pub fn add(&mut self, rule: Rule, place: Place, error: Error) {
        if let Place::Bid(digest) = place {
            self.bids.insert(digest);
        }
        self.found.entry(rule).or_default().push(Finding { place, error });
    }

    /// Of several reasons for not checking a rule the first is told.
    pub fn not_checked(&mut self, rule: Rule, why: Why) {
        self.not_checked.entry(rule).or_insert(why);
    }

    /// Whether something was found about a bid.
    pub fn is_about(&self, bid: &Digest) -> bool {
        self.bids.contains(bid)
    }

    /// One result for each rule. What was found weighs more than what could not be checked.
    pub fn results(mut self) -> Vec<RuleResult> {
        let result = |rule| {
            let verdict = match (self.found.remove(&rule), self.not_checked.get(&rule)) {
                (Some(findings), _) => Verdict::Fails(findings),
                (None, Some(why)) => Verdict::NotChecked(*why),
                (None, None) => Verdict::Holds,
            };
            RuleResult { rule, verdict }
        };
        Rule::ALL.into_iter().map(result).collect()
    }
}
