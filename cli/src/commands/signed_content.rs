//! What stands in a signed file: read strictly by its format, and told.

use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::figures::size;
use crate::table::Table;
use crate::words::Words;
use crate::{fill, say};
use sealbid::ErrorKind;
use sealbid::record::{
    Adjudication, Admission, Announcement, MAX_CONTENT, Postponement, QuorumLost, Reason, Receipt, Refusal,
    ReleaseRefusal, ReleaseRequest, Replacement, Signed, Subject, Withdrawal,
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
    Decision(Decision),
}

/// What the tenderer or the adjudicator decides.
pub enum Decision {
    Postponement(Postponement),
    Admission(Admission),
    Adjudication(Adjudication),
    QuorumLost(QuorumLost),
}

/// Names of members, with what they hold, in the order of the format.
type Rows = Vec<(&'static str, String)>;

#[derive(Deserialize)]
struct Format {
    format: String,
}

fn format(content: &[u8]) -> sealbid::Result<String> {
    parse_foreign::<Format>(content, MAX_CONTENT).map(|found| found.format)
}

impl Content {
    /// Reads what was signed. An announcement is verified with it: the key that must have signed stands in it.
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
            Content::Decision(decision) => decision.rows(console),
        }
    }
}

impl Decision {
    /// Reads the content of a decision that is to be signed.
    ///
    /// # Errors
    /// Those of its format; [`Own::NotADecision`] for a format that nobody signs by hand.
    pub fn parse(content: &[u8]) -> Result<Decision> {
        let format = format(content)?;
        Decision::of(&format, content)?.ok_or_else(|| Failure::own(Own::NotADecision, "format", format))
    }

    fn of(format: &str, content: &[u8]) -> sealbid::Result<Option<Decision>> {
        Ok(Some(match format {
            "sealbid-postponement/1" => Decision::Postponement(Postponement::parse(content)?),
            "sealbid-admission/1" => Decision::Admission(Admission::parse(content)?),
            "sealbid-adjudication/1" => Decision::Adjudication(Adjudication::parse(content)?),
            "sealbid-quorum-lost/1" => Decision::QuorumLost(QuorumLost::parse(content)?),
            _ => return Ok(None),
        }))
    }

    /// Its name.
    pub fn kind(&self) -> &'static str {
        match self {
            Decision::Postponement(_) => "postponement",
            Decision::Admission(_) => "admission",
            Decision::Adjudication(_) => "adjudication",
            Decision::QuorumLost(_) => "quorum-lost",
        }
    }

    /// The tender that it is for.
    pub fn tender(&self) -> Digest {
        match self {
            Decision::Postponement(found) => found.tender,
            Decision::Admission(found) => found.tender,
            Decision::Adjudication(found) => found.tender,
            Decision::QuorumLost(found) => found.tender,
        }
    }

    /// When it was decided.
    pub fn issued(&self) -> Time {
        match self {
            Decision::Postponement(found) => found.issued,
            Decision::Admission(found) => found.issued,
            Decision::Adjudication(found) => found.issued,
            Decision::QuorumLost(found) => found.issued,
        }
    }

    fn rows(&self, console: &Console) -> Rows {
        let local = |time: Time| console.clock.local(time);
        let mut rows = vec![("member-issued", local(self.issued()))];
        match self {
            Decision::Postponement(found) => {
                rows.push(("member-notice", found.notice.to_string()));
                rows.push(("member-deadline", local(found.deadline)));
                let stages = found.stages.iter();
                rows.extend(
                    stages.map(|stage| ("member-stage", format!("{}: {}", stage.id, local(stage.time)))),
                );
                rows.push(("member-reason", found.reason.clone()));
            }
            Decision::Admission(found) => {
                rows.push(("member-stage", found.stage.to_string()));
                rows.push(("member-admitted", found.admitted.len().to_string()));
                rows.push(("member-excluded", found.excluded.len().to_string()));
            }
            Decision::Adjudication(found) => {
                match &found.subject {
                    Subject::Bid { stage, digest, fault } => {
                        rows.push(("member-stage", stage.to_string()));
                        rows.push(("member-digest", digest.to_string()));
                        let fault = console.words.text(&format!("fault-{}", value_of(fault)));
                        rows.push(("member-fault", fault));
                    }
                    Subject::Closing => {
                        rows.push(("member-subject", console.words.text("signed-subject-closing")));
                    }
                    Subject::Objection { digest } => {
                        rows.push(("member-subject", console.words.text("signed-subject-objection")));
                        rows.push(("member-digest", digest.to_string()));
                    }
                }
                rows.push(("member-reason", found.reason.clone()));
            }
            Decision::QuorumLost(found) => {
                rows.push(("member-stage", found.stage.to_string()));
                rows.push(("member-cut-off", local(found.cut_off)));
                rows.push(("member-reason", found.reason.clone()));
            }
        }
        rows
    }

    /// The bids of an admission, one a line.
    fn show_bids(&self, console: &Console) -> Result<()> {
        let Decision::Admission(found) = self else { return Ok(()) };
        let words = &console.words;
        let mut table = Table::new(["column-bid", "column-verdict"].map(|id| words.text(id)));
        for digest in &found.admitted {
            table.row([digest.to_string(), words.text("signed-admitted")]);
        }
        for bid in &found.excluded {
            let verdict = fill!(words, "signed-excluded", reason = bid.reason);
            table.row([bid.digest.to_string(), verdict]);
        }
        console.line("")?;
        console.table(&table)
    }
}

/// The text that a value without members is written as.
fn value_of(value: &impl serde::Serialize) -> String {
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
