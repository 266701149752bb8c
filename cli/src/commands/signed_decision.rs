//! What people decide during a tender (SPEC §13.8): read strictly, and told.

use super::signed_content::{Rows, format, value_of};
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::fill;
use crate::table::Table;
use sealbid::record::{Adjudication, Admission, Postponement, QuorumLost, Scores, Subject};
use sealbid::suite::Digest;
use sealbid::wire::Time;

/// What the tenderer or the adjudicator decides.
pub enum Decision {
    Postponement(Postponement),
    Admission(Admission),
    Adjudication(Adjudication),
    QuorumLost(QuorumLost),
    Scores(Scores),
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

    pub(super) fn of(format: &str, content: &[u8]) -> sealbid::Result<Option<Decision>> {
        Ok(Some(match format {
            "sealbid-postponement/1" => Decision::Postponement(Postponement::parse(content)?),
            "sealbid-admission/1" => Decision::Admission(Admission::parse(content)?),
            "sealbid-adjudication/1" => Decision::Adjudication(Adjudication::parse(content)?),
            "sealbid-quorum-lost/1" => Decision::QuorumLost(QuorumLost::parse(content)?),
            "sealbid-scores/1" => Decision::Scores(Scores::parse(content)?),
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
            Decision::Scores(_) => "scores",
        }
    }

    /// The tender that it is for.
    pub fn tender(&self) -> Digest {
        match self {
            Decision::Postponement(found) => found.tender,
            Decision::Admission(found) => found.tender,
            Decision::Adjudication(found) => found.tender,
            Decision::QuorumLost(found) => found.tender,
            Decision::Scores(found) => found.tender,
        }
    }

    /// When it was decided.
    pub fn issued(&self) -> Time {
        match self {
            Decision::Postponement(found) => found.issued,
            Decision::Admission(found) => found.issued,
            Decision::Adjudication(found) => found.issued,
            Decision::QuorumLost(found) => found.issued,
            Decision::Scores(found) => found.issued,
        }
    }

    pub(super) fn rows(&self, console: &Console) -> Rows {
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
            Decision::Scores(found) => {
                rows.push(("member-stage", found.stage.to_string()));
                rows.push(("member-blinded", found.blinded.to_string()));
            }
        }
        rows
    }

    /// The bids of an admission, or the codes of scores, one a line.
    pub(super) fn show_bids(&self, console: &Console) -> Result<()> {
        if let Decision::Scores(found) = self {
            return show_scores(found, console);
        }
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

fn show_scores(found: &Scores, console: &Console) -> Result<()> {
    let columns = ["column-lot", "blind-column-code", "signed-points"];
    let mut table = Table::new(columns.map(|id| console.words.text(id))).right(&[2]);
    for lot in &found.lots {
        for score in &lot.scores {
            let points = format!("{}.{:02}", score.points / 100, score.points % 100);
            table.row([lot.lot.to_string(), score.code.clone(), points]);
        }
    }
    console.line("")?;
    console.table(&table)
}
