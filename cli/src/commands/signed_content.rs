//! What stands in a signed file: read strictly by its format, and told.

use super::signed_decision::Decision;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::figures::size;
use crate::table::Table;
use crate::words::Words;
use crate::{fill, say};
use sealbid::ErrorKind;
use sealbid::opening::Seed;
use sealbid::record::{
    Announcement, MAX_CONTENT, Reason, Receipt, Refusal, ReleaseRefusal, ReleaseRequest, Replacement, Signed,
    Withdrawal,
};
use sealbid::suite::Digest;
use sealbid::wire::{Time, parse_foreign};
use serde::Deserialize;
use serde_json::Value;

/// What was signed.
pub enum Content {
    Receipt(Receipt),
    Refusal(Refusal),
    Announcement(Announcement),
    Replacement(Replacement),
    Withdrawal(Withdrawal),
    ReleaseRequest(ReleaseRequest),
    ReleaseRefusal(ReleaseRefusal),
    Seed(Seed),
    Decision(Decision),
}

/// Names of members, with what they hold, in the order of the format.
pub(super) type Rows = Vec<(&'static str, String)>;

#[derive(Deserialize)]
struct Format {
    format: String,
}

pub(super) fn format(content: &[u8]) -> sealbid::Result<String> {
    parse_foreign::<Format>(content, MAX_CONTENT).map(|found| found.format)
}

impl Content {
    /// Reads what was signed. An announcement and a seed are verified with it: the key that must have signed stands in
    /// them.
    pub fn parse(signed: &Signed) -> sealbid::Result<Content> {
        let content = signed.content();
        Ok(match format(content)?.as_str() {
            "sealbid-receipt/1" => Content::Receipt(Receipt::parse(content)?),
            "sealbid-refusal/1" => Content::Refusal(Refusal::parse(content)?),
            "sealbid-announcement/1" => Content::Announcement(Announcement::verify(signed)?),
            "sealbid-replacement/1" => Content::Replacement(Replacement::parse(content)?),
            "sealbid-withdrawal/1" => Content::Withdrawal(Withdrawal::parse(content)?),
            "sealbid-release-request/1" => Content::ReleaseRequest(ReleaseRequest::parse(content)?),
            "sealbid-release-refusal/1" => Content::ReleaseRefusal(ReleaseRefusal::parse(content)?),
            "sealbid-seed/1" => Content::Seed(Seed::verify(signed)?),
            other => match Decision::of(other, content)? {
                Some(decision) => Content::Decision(decision),
                None => {
                    return Err(sealbid::Error::new(ErrorKind::UnknownFormat).because(other).at("format"));
                }
            },
        })
    }

    /// Its name: for machines, and behind `signed-kind-` for people.
    pub fn kind(&self) -> &'static str {
        match self {
            Content::Receipt(_) => "receipt",
            Content::Refusal(_) => "refusal",
            Content::Announcement(_) => "announcement",
            Content::Replacement(_) => "replacement",
            Content::Withdrawal(_) => "withdrawal",
            Content::ReleaseRequest(_) => "release-request",
            Content::ReleaseRefusal(_) => "release-refusal",
            Content::Seed(_) => "seed",
            Content::Decision(decision) => decision.kind(),
        }
    }

    /// The tender that it is for.
    pub fn tender(&self) -> Digest {
        match self {
            Content::Receipt(found) => found.tender,
            Content::Refusal(found) => found.tender,
            Content::Announcement(found) => found.tender,
            Content::Replacement(found) => found.tender,
            Content::Withdrawal(found) => found.tender,
            Content::ReleaseRequest(found) => found.tender,
            Content::ReleaseRefusal(found) => found.tender,
            Content::Seed(found) => found.tender,
            Content::Decision(decision) => decision.tender(),
        }
    }

    /// Tells what it says.
    pub fn show(&self, console: &Console) -> Result<()> {
        say!(console, "signed-kind", kind = console.words.text(&format!("signed-kind-{}", self.kind())))?;
        let mut rows = vec![("member-tender", self.tender().to_string())];
        rows.extend(self.rows(console));
        let words = &console.words;
        let mut table = Table::new(["column-field", "column-value"].map(|id| words.text(id)));
        for (member, value) in rows {
            table.row([words.text(member), value]);
        }
        console.table(&table)?;
        match self {
            Content::Decision(decision) => decision.show_bids(console),
            _ => Ok(()),
        }
    }

    /// The same for machines: the content as it stands, but for a seed.
    pub fn json(&self, signed: &Signed) -> Value {
        let mut body: Value = serde_json::from_slice(signed.content()).unwrap_or_default();
        if let (Content::Seed(_), Some(members)) = (self, body.as_object_mut()) {
            members.remove("seed");
        }
        body
    }

    fn rows(&self, console: &Console) -> Rows {
        let words = &console.words;
        let local = |time: Time| console.clock.local(time);
        match self {
            Content::Receipt(found) => {
                let kind = value_of(&found.kind);
                let mut rows = vec![
                    ("member-kind", words.text(&format!("receipt-kind-{kind}"))),
                    ("member-notice", found.notice.to_string()),
                    ("member-lot", found.lot.to_string()),
                    ("member-bid-key", found.bid_key.to_string()),
                    ("member-digest", found.digest.to_string()),
                ];
                rows.extend(found.size.map(|bytes| ("member-size", format!("{} ({bytes})", size(bytes)))));
                rows.push(("member-arrived", local(found.arrived)));
                rows.extend(found.token.map(|digest| ("member-token", digest.to_string())));
                rows.extend(found.replaces.map(|digest| ("member-replaces", digest.to_string())));
                rows
            }
            Content::Refusal(found) => {
                let mut rows = vec![("member-notice", found.notice.to_string())];
                rows.extend(found.digest.map(|digest| ("member-digest", digest.to_string())));
                rows.push(("member-arrived", local(found.arrived)));
                rows.push(("member-reason", reason(&found.reason, words)));
                rows
            }
            Content::Announcement(found) => vec![
                ("member-notice", found.notice.to_string()),
                ("member-lot", found.lot.to_string()),
                ("member-bid-key", found.bid_key.to_string()),
                ("member-digest", found.digest.to_string()),
            ],
            Content::Replacement(found) => vec![
                ("member-lot", found.lot.to_string()),
                ("member-old", found.old.to_string()),
                ("member-new", found.new.to_string()),
                ("member-sequence", found.sequence.to_string()),
            ],
            Content::Withdrawal(found) => vec![
                ("member-lot", found.lot.to_string()),
                ("member-digest", found.digest.to_string()),
                ("member-sequence", found.sequence.to_string()),
            ],
            Content::ReleaseRequest(found) => vec![
                ("member-notice", found.notice.to_string()),
                ("member-stage", found.stage.to_string()),
                ("member-tokens", found.tokens.len().to_string()),
            ],
            Content::ReleaseRefusal(found) => vec![
                ("member-stage", found.stage.to_string()),
                ("member-custodian", found.custodian.to_string()),
                ("member-request", found.request.to_string()),
                ("member-reason", reason(&found.reason, words)),
            ],
            // Whoever reads the seed itself can open the bid: it is not told.
            Content::Seed(found) => vec![
                ("member-notice", found.notice.to_string()),
                ("member-lot", found.lot.to_string()),
                ("member-bid-key", found.bid_key.to_string()),
                ("member-stage", found.stage.to_string()),
            ],
            Content::Decision(decision) => decision.rows(console),
        }
    }
}

/// The text that a value without members is written as.
pub(super) fn value_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        _ => String::new(),
    }
}

/// A reason in the reader's language, if this version knows its kind.
fn reason(reason: &Reason, words: &Words) -> String {
    let text = match reason.kind() {
        Some(kind) => Failure::from(sealbid::Error::new(kind).at(&reason.place)).reason(words),
        None => reason.place.clone(),
    };
    fill!(words, "signed-reason", text = text, name = reason.name, code = reason.code)
}
