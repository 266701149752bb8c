//! The draft of a notice, as a person writes it in TOML: like the notice, but with files by their paths.

use crate::failure::{Failure, Own, Result};
use sealbid::notice::{BlindReview, FormField, Guarantee, Lot, Stage};
use sealbid::wire::{Hex, Id, Time, parse_foreign};
use sealbid::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// A draft's size at most, as that of a notice.
const LIMIT: usize = 4 << 20;

/// A draft. Paths are relative to its own folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The tender's number at the trading centre.
    pub tender_id: Id,
    /// What is tendered.
    pub title: String,
    /// Who invites the bids.
    pub tenderer: String,
    /// When the notice is issued; now if left out.
    pub issued: Option<Time>,
    /// The last instant at which a bid can arrive.
    pub deadline: Time,
    /// Seconds from the closing to the first release.
    pub objection_period: u64,
    /// Seconds from the deadline to the closed head.
    #[serde(default = "a_minute")]
    pub grace: u64,
    /// Separately awarded pieces.
    pub lots: Vec<Lot>,
    /// What is opened together, in order.
    pub stages: Vec<Stage>,
    /// Named groups of documents.
    pub parts: Vec<DraftPart>,
    /// The fields that are read out at the opening.
    #[serde(default)]
    pub form: Vec<FormField>,
    /// What secures the bid, if anything.
    pub guarantee: Option<Guarantee>,
    /// The custodians' statements; each has its signature beside it.
    #[serde(default)]
    pub custodians: Vec<PathBuf>,
    /// All of these must be met.
    pub quorums: Vec<DraftQuorum>,
    /// What bidders' certificates must chain to (PEM).
    pub bidder_anchors: Vec<PathBuf>,
    /// Certificate policies that are accepted where they are critical (object identifiers).
    pub bidder_policies: Option<Vec<String>>,
    /// Whose timestamps count.
    #[serde(default)]
    pub timestamp_authorities: Vec<DraftAuthority>,
    /// Who decides outcomes whose fault is undetermined.
    pub adjudicator: DraftAdjudicator,
    /// Whether bidders keep seeds for the case that a quorum is lost.
    #[serde(default)]
    pub rescue_by_seed: bool,
    /// Who runs the tender box and keeps the record.
    pub platform: Option<DraftPlatform>,
    /// Seconds after the deadline within which files may follow.
    pub file_period: Option<u64>,
    /// How technical bids are reviewed without names.
    pub blind_review: Option<BlindReview>,
}

/// Who runs the tender box and keeps the record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftPlatform {
    /// The organisation, as its certificate names it.
    pub operator: String,
    /// What its certificate chains to (PEM).
    pub anchor: PathBuf,
    /// The key with which it signs heads, as `box key` prints it.
    pub record_key: Hex<32>,
}

fn a_minute() -> u64 {
    60
}

fn yes() -> bool {
    true
}

/// A part, with its accepted types by extension.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftPart {
    /// Its name.
    pub id: Id,
    /// What it holds.
    pub title: String,
    /// The stage with which it is opened.
    pub stage: Id,
    /// Whether a bid must have it.
    #[serde(default = "yes")]
    pub required: bool,
    /// Whether it is evaluated as a blind copy.
    #[serde(default)]
    pub blind: bool,
    /// Bytes of its documents together, at most.
    pub max_bytes: u64,
    /// Accepted types, by extension (`pdf`) or in full (`application/pdf`).
    pub types: Vec<String>,
}

/// Some holders, of which `threshold` must release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftQuorum {
    /// How many must release.
    pub threshold: u8,
    /// Those who can.
    pub holders: Vec<DraftHolder>,
}

/// A holder: a custodian by its name, a beacon or a certificate as a table.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum DraftHolder {
    /// A custodian of the list.
    Custodian(Id),
    /// A public beacon that this program knows.
    Beacon {
        /// Its name.
        beacon: String,
    },
    /// An RSA certificate.
    Certificate {
        /// Its name in the notice.
        id: Id,
        /// Its file.
        certificate: PathBuf,
    },
}

/// Whose timestamps count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftAuthority {
    /// Its name.
    pub name: String,
    /// Where to ask, if over HTTP.
    pub url: Option<String>,
    /// The root of its certificate (PEM).
    pub anchor: PathBuf,
    /// Whether it is the platform's or the tenderer's own.
    #[serde(default)]
    pub own: bool,
}

/// Who decides outcomes whose fault is undetermined.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftAdjudicator {
    /// Its name.
    pub name: String,
    /// Its certificate (PEM).
    pub certificate: PathBuf,
}

impl Draft {
    /// Reads a draft: TOML for people, then the library's strict reader, so that errors name the member.
    pub fn parse(bytes: &[u8]) -> Result<Draft> {
        let bad = |why: &dyn std::fmt::Display| Failure::own(Own::BadDraft, "", why);
        if bytes.len() > LIMIT {
            return Err(Error::new(ErrorKind::TooLarge).into());
        }
        let text = std::str::from_utf8(bytes).map_err(|e| bad(&e))?;
        // Editors on Windows put a byte order mark in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| bad(&e.to_string().trim_end()))?;
        let json = serde_json::to_vec(&to_json(toml::Value::Table(table))).map_err(|e| bad(&e))?;
        Ok(parse_foreign(&json, 4 * LIMIT).map_err(without_position)?)
    }
}

/// The place in the JSON that the draft was turned into is none that the draft's author knows.
fn without_position(error: Error) -> Error {
    let detail = error.detail();
    let detail = detail.rsplit_once(" at line ").map_or(detail, |(detail, _)| detail);
    Error::new(error.kind()).because(detail).at(error.place())
}

fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(value) => Value::Bool(value),
        // A date without time, or a time without offset, is refused as a bad time later on.
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(list) => list.into_iter().map(to_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(name, value)| (name, to_json(value))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (i32, String) {
        match Draft::parse(text.as_bytes()) {
            Err(Failure::Library(error)) => (error.code(), error.place().to_owned()),
            Err(failure) => (failure.code(), String::new()),
            Ok(_) => (0, String::new()),
        }
    }

    #[test]
    fn the_template_is_a_draft() {
        let draft = Draft::parse(crate::commands::notice_new::TEMPLATE.as_bytes()).unwrap();
        assert_eq!((draft.stages.len(), draft.custodians.len()), (2, 3));
    }

    #[test]
    fn a_wrong_draft_is_told_by_its_place() {
        let template = crate::commands::notice_new::TEMPLATE;
        assert_eq!(refused("title = "), (9004, String::new()));
        let local = template.replace("2026-12-01T09:30:00+08:00", "2026-12-01T09:30:00");
        assert_eq!(refused(&local), (1011, "deadline".to_owned()));
        let slash = template.replacen("id = \"technical\"", "id = \"a/b\"", 1);
        assert_eq!(refused(&slash), (1007, "stages[0].id".to_owned()));
        let unknown = format!("surprise = 1\n{template}");
        assert_eq!(refused(&unknown).0, 1009);
    }
}
