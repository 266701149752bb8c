//! What was done to a document, and what somebody should look at (SPEC §18.3).

use super::look::Look;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Display;

/// A way in which a document tells who wrote it: a row of the table in SPEC §18.4, such as `P12`.
pub type Channel = &'static str;

/// Why something is in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A declared term was removed.
    Term,
    /// It is still there, or is gone and may be missed: a logo, a seal, a QR code, an unusual font.
    Look,
}

/// One place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The page, line, paragraph, sheet or cell, as SPEC §18.3 has it: `page 3`, `sheet 1: C7`.
    pub place: String,
    /// Why it is here.
    pub kind: FindingKind,
    /// Which channel it is of.
    pub channel: Channel,
    /// The term as it was declared, or what was seen.
    pub text: String,
}

/// What was done to a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many things were removed or made constant, by channel.
    pub removed: BTreeMap<Channel, u64>,
    /// In the order of the document's parts: at most 10,000 of each kind.
    pub findings: Vec<Finding>,
    #[serde(skip)]
    listed: BTreeMap<FindingKind, usize>,
}

/// With one of these words the place of a finding begins (SPEC §18.3).
pub const PLACES: &[&str] = &[
    "page",
    "line",
    "paragraph",
    "footnote",
    "endnote",
    "header",
    "footer",
    "section",
    "sheet",
    "document",
    "workbook",
    "footnotes",
    "endnotes",
    "numbering",
    "styles",
    "settings",
    "theme",
    "picture",
];

/// How many places of each kind a report lists; those behind them are only counted, by channel.
const MAX_FINDINGS: usize = 10_000;

impl Report {
    /// The findings of one kind.
    pub fn of(&self, kind: FindingKind) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }

    /// Counts things of a channel that were removed.
    pub(super) fn remove(&mut self, channel: Channel, count: u64) {
        if count > 0 {
            *self.removed.entry(channel).or_default() += count;
        }
    }

    /// Counts a term that was removed, and puts it into the report.
    pub(super) fn term(&mut self, place: impl ToString, channel: Channel, term: impl ToString) {
        self.remove(channel, 1);
        self.find(place, FindingKind::Term, channel, term);
    }

    /// Puts something into the report that somebody should look at.
    pub(super) fn look(&mut self, place: impl ToString, channel: Channel, look: Look) {
        self.find(place, FindingKind::Look, channel, look);
    }

    /// The same, with a number or a name.
    pub(super) fn look_at(&mut self, place: impl ToString, channel: Channel, look: Look, what: impl Display) {
        self.find(place, FindingKind::Look, channel, format_args!("{look} {what}"));
    }

    /// Adds the terms that were found when the copy was copied. What a paragraph began with before may hold one of them.
    pub(super) fn add_terms(&mut self, again: Report) {
        for finding in &mut self.findings {
            if let Some((name, _)) = finding.place.split_once(": \"") {
                finding.place = name.to_owned();
            }
        }
        for finding in again.findings.into_iter().filter(|finding| finding.kind == FindingKind::Term) {
            self.term(finding.place, finding.channel, finding.text);
        }
    }

    fn find(&mut self, place: impl ToString, kind: FindingKind, channel: Channel, text: impl ToString) {
        let listed = self.listed.entry(kind).or_default();
        if *listed >= MAX_FINDINGS {
            return;
        }
        *listed += 1;
        let (place, text) = (place.to_string(), text.to_string());
        self.findings.push(Finding { place, kind, channel, text });
    }
}

/// Text of a document, as much of it as a line takes.
pub(crate) fn shown(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = words.chars().take(24).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}
