//! Findings, and the one figure that they come to. What each subtracts stands in one table, which `--help` prints.

use crate::console::Console;
use crate::failure::Result;
use crate::table::Table;
use crate::words::Words;
use crate::{fill, say};
use serde_json::{Value, json};

/// Every finding: its name, how much it subtracts from 100, and whether it would stop the opening.
pub const FINDINGS: [(&str, u32, bool); 26] = [
    ("notice-wrong", 40, true),
    ("record-broken", 40, true),
    ("bids-damaged", 40, true),
    ("acceptance-missing", 30, true),
    ("cert-ended", 30, true),
    ("cert-wrong", 30, true),
    ("authority-none", 30, true),
    ("custodians-few", 30, true),
    ("disk-full", 30, true),
    ("head-late", 30, true),
    ("objection-open", 20, true),
    ("record-torn", 20, false),
    ("head-missing", 20, false),
    ("closing-due", 20, false),
    ("clock-off", 20, false),
    ("custodian-stopped", 20, false),
    ("clocks-apart", 15, false),
    ("list-stale", 15, false),
    ("memory-missing", 15, false),
    ("request-refused", 15, false),
    ("authority-silent", 10, false),
    ("cert-ends", 10, false),
    ("disk-short", 10, false),
    ("exchange-unusable", 10, false),
    ("cert-near", 5, false),
    ("stage-due", 5, false),
];

/// With a finding that would stop the opening, the figure is not above this.
const STOPPED: u32 = 40;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What part of the tender it is about.
    pub area: &'static str,
    /// What was looked at.
    pub subject: String,
    /// What is wrong with it, by its name; none if nothing is.
    pub finding: Option<&'static str>,
    /// What was found, in words.
    pub told: String,
}

impl Check {
    /// Nothing is wrong.
    pub fn good(area: &'static str, subject: impl Into<String>, told: impl Into<String>) -> Check {
        Check { area, subject: subject.into(), finding: None, told: told.into() }
    }

    /// Something is.
    pub fn bad(
        area: &'static str,
        subject: impl Into<String>,
        finding: &'static str,
        told: impl Into<String>,
    ) -> Check {
        Check { area, subject: subject.into(), finding: Some(finding), told: told.into() }
    }

    fn weight(&self) -> (u32, bool) {
        let found = FINDINGS.iter().find(|(name, _, _)| Some(*name) == self.finding);
        found.map_or((0, false), |(_, weight, stops)| (*weight, *stops))
    }
}

/// The figure, from 0 to 100, and whether something would stop the opening.
pub fn health(checks: &[Check]) -> (u32, bool) {
    let subtracted: u32 = checks.iter().map(|check| check.weight().0).sum();
    let stopped = checks.iter().any(|check| check.weight().1);
    let health = 100u32.saturating_sub(subtracted);
    (if stopped { health.min(STOPPED) } else { health }, stopped)
}

/// Tells every check, the figure, and what it comes from.
pub fn show(checks: &[Check], console: &Console) -> Result<()> {
    let words = &console.words;
    let columns = ["column-mark", "column-area", "column-looked-at", "column-finding", "column-subtracts"];
    let mut table = Table::new(columns.map(|id| words.text(id))).right(&[4]);
    for check in checks {
        let (weight, stops) = check.weight();
        let mark = if stops {
            "!!"
        } else if weight > 0 {
            "!"
        } else {
            ""
        };
        let subtracts = if weight > 0 { format!("-{weight}") } else { String::new() };
        let area = words.text(&format!("doctor-area-{}", check.area));
        table.row([mark.to_owned(), area, check.subject.clone(), check.told.clone(), subtracts]);
    }
    console.table(&table)?;
    console.line("")?;
    let (health, stopped) = health(checks);
    say!(console, "doctor-health", health = health)?;
    if stopped {
        say!(console, "doctor-stopped", most = STOPPED)?;
    }
    let mut findings: Vec<&Check> = checks.iter().filter(|check| check.finding.is_some()).collect();
    findings.sort_by_key(|check| std::cmp::Reverse(check.weight()));
    for check in findings {
        let hint = words.find(&format!("doctor-hint-{}", check.finding.unwrap_or_default()));
        let (weight, subject) = (check.weight().0, &check.subject);
        say!(console, "doctor-reason", weight = weight, subject = subject, told = check.told)?;
        if let Some(hint) = hint {
            console.line(&format!("       {hint}"))?;
        }
    }
    Ok(())
}

/// The same for machines.
pub fn json(checks: &[Check]) -> Value {
    let (health, stopped) = health(checks);
    let checks = checks.iter().map(|check| {
        let (weight, stops) = check.weight();
        json!({
            "area": check.area,
            "subject": check.subject,
            "finding": check.finding,
            "subtracts": weight,
            "stops": stops,
            "told": check.told,
        })
    });
    json!({ "health": health, "stopped": stopped, "checks": checks.collect::<Vec<_>>() })
}

/// What `--help` says of the figure.
pub fn weights(words: &Words) -> String {
    let mut text = format!("{}\n", fill!(words, "doctor-weights", most = STOPPED));
    for (name, weight, stops) in FINDINGS {
        let mark = if stops { "!!" } else { "! " };
        let what = words.text(&format!("doctor-finding-{name}"));
        text.push_str(&format!("  {mark} {weight:>3}  {what}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn with(names: &[&'static str]) -> u32 {
        let checks: Vec<Check> = names.iter().map(|name| Check::bad("disk", "", name, "")).collect();
        health(&checks).0
    }

    #[test]
    fn findings_subtract_and_what_stops_the_opening_caps() {
        assert_eq!(with(&[]), 100);
        assert_eq!(health(&[Check::good("disk", "", "")]), (100, false));
        assert_eq!(with(&["disk-short"]), 90);
        assert_eq!(with(&["disk-short", "clock-off"]), 70);
        assert_eq!(with(&["disk-full"]), 40);
        assert_eq!(with(&["disk-full", "bids-damaged"]), 30);
        assert_eq!(with(&["disk-full", "bids-damaged", "cert-ended", "head-late"]), 0);
    }

    #[test]
    fn every_finding_is_told_in_both_languages() {
        for words in [Words::new(Language::En), Words::new(Language::ZhCn)] {
            for (name, weight, stops) in FINDINGS {
                assert!(words.find(&format!("doctor-finding-{name}")).is_some(), "{name}");
                // What stops an opening is no trifle.
                assert!(weight > 0 && (!stops || weight >= 20), "{name}");
            }
        }
    }

    #[test]
    fn the_readme_has_the_weights_that_count() {
        for (file, words) in
            [("README.md", Words::new(Language::En)), ("README.zh-CN.md", Words::new(Language::ZhCn))]
        {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
            let readme = std::fs::read_to_string(path).unwrap();
            for (name, weight, stops) in FINDINGS {
                let mark = if stops { " !" } else { "" };
                let row = format!("| {} | {weight}{mark} |", words.text(&format!("doctor-finding-{name}")));
                assert!(readme.contains(&row), "{file}: {row}");
            }
        }
    }
}
