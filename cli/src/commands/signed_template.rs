//! `sealbid signed template`: decisions to fill in. What only a person can say is left empty, and is not signed so.

use super::timestamp::digest;
use crate::console::{self, Console};
use crate::failure::Result;
use crate::files;
use clap::ArgGroup;
use sealbid::notice::Notice;
use sealbid::record::Blinded;
use sealbid::suite::{Digest, hash};
use sealbid::wire::{Id, Time};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `signed template`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    kind: Kind,
}

/// Which decision.
#[derive(Debug, clap::Subcommand)]
enum Kind {
    /// The tenderer moves times later
    Postponement {
        #[command(flatten)]
        tender: Tender,
    },
    /// The tenderer says which bids go on to the next stage
    Admission {
        #[command(flatten)]
        tender: Tender,
        /// The stage that is opened next
        #[arg(long, value_name = "ID", value_parser = Id::new)]
        stage: Id,
        /// The digest of a bid that goes on (can be given several times)
        #[arg(long, value_name = "HEX", value_parser = digest)]
        admitted: Vec<Digest>,
        /// The digest of a bid that does not (can be given several times)
        #[arg(long, value_name = "HEX", value_parser = digest)]
        excluded: Vec<Digest>,
    },
    /// The adjudicator decides what the record alone cannot
    #[command(group(ArgGroup::new("subject").args(["bid", "closing", "objection"]).required(true)))]
    Adjudication {
        #[command(flatten)]
        tender: Tender,
        /// Whose fault it is that this bid was not opened (its digest)
        #[arg(long, value_name = "HEX", value_parser = digest, requires = "stage")]
        bid: Option<Digest>,
        /// The stage at which it was not opened
        #[arg(long, value_name = "ID", value_parser = Id::new, requires = "bid")]
        stage: Option<Id>,
        /// A closed head that came late stands all the same
        #[arg(long)]
        closing: bool,
        /// The tender goes on without this bid, which a receipt shows (its digest)
        #[arg(long, value_name = "HEX", value_parser = digest)]
        objection: Option<Digest>,
    },
    /// The adjudicator declares that a stage's quorum cannot be met any more
    QuorumLost {
        #[command(flatten)]
        tender: Tender,
        /// The stage
        #[arg(long, value_name = "ID", value_parser = Id::new)]
        stage: Id,
    },
    /// The tenderer states the scores that evaluators gave to codes
    Scores {
        #[command(flatten)]
        tender: Tender,
        /// What was dealt: the file of the evidence that blind deal names
        #[arg(long, value_name = "FILE")]
        dealt: PathBuf,
    },
}

/// The tender.
#[derive(clap::Args, Debug)]
struct Tender {
    /// The notice in force, or its folder
    #[arg(long, value_name = "DIR")]
    notice: PathBuf,
}

/// Prints a draft; it is JSON whether or not JSON is asked for.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let now = console.clock.now()?;
    let (Kind::Postponement { tender }
    | Kind::Admission { tender, .. }
    | Kind::Adjudication { tender, .. }
    | Kind::QuorumLost { tender, .. }
    | Kind::Scores { tender, .. }) = &arguments.kind;
    let notice = files::parse(&files::notice_path(&tender.notice), Notice::parse)?;
    let draft = draft(&arguments.kind, &notice, now)?;
    console::print(&format!("{draft:#}\n"))
}

fn draft(kind: &Kind, notice: &Notice, now: Time) -> Result<Value> {
    let tender = notice.tender();
    let known = |stage: &Id| notice.stage(stage).map(|_| ()).map_err(|e| e.at("stage"));
    Ok(match kind {
        Kind::Postponement { .. } => {
            let stages = notice.body().stages.iter();
            let stages = stages.map(|stage| json!({ "id": stage.id, "time": stage.time }));
            json!({
                "format": "sealbid-postponement/1",
                "tender": tender,
                "notice": notice.digest(),
                "issued": now,
                "deadline": notice.body().deadline,
                "stages": stages.collect::<Vec<_>>(),
                "reason": "",
            })
        }
        Kind::Admission { stage, admitted, excluded, .. } => {
            known(stage)?;
            let excluded = excluded.iter().map(|digest| json!({ "digest": digest, "reason": "" }));
            json!({
                "format": "sealbid-admission/1",
                "tender": tender,
                "stage": stage,
                "issued": now,
                "admitted": admitted,
                "excluded": excluded.collect::<Vec<_>>(),
            })
        }
        Kind::Adjudication { bid, stage, objection, .. } => {
            stage.as_ref().map(known).transpose()?;
            let subject = match (bid, objection) {
                (Some(bid), _) => json!({ "type": "bid", "stage": stage, "digest": bid, "fault": "" }),
                (None, Some(bid)) => json!({ "type": "objection", "digest": bid }),
                (None, None) => json!({ "type": "closing" }),
            };
            json!({
                "format": "sealbid-adjudication/1",
                "tender": tender,
                "subject": subject,
                "issued": now,
                "reason": "",
            })
        }
        Kind::QuorumLost { stage, .. } => {
            known(stage)?;
            json!({
                "format": "sealbid-quorum-lost/1",
                "tender": tender,
                "stage": stage,
                "issued": now,
                "cut_off": "",
                "reason": "",
            })
        }
        Kind::Scores { dealt, .. } => {
            let bytes = files::parse_long(dealt, |bytes| Ok(bytes.to_vec()))?;
            let blinded = Blinded::parse(&bytes).map_err(|e| e.at(dealt.display()))?;
            let lots = blinded.codes().into_iter().map(|lot| {
                let scores = lot.codes.iter().map(|code| json!({ "code": code, "points": "" }));
                json!({ "lot": lot.lot, "scores": scores.collect::<Vec<_>>() })
            });
            json!({
                "format": "sealbid-scores/1",
                "tender": tender,
                "stage": blinded.stage,
                "blinded": hash(&[&bytes]),
                "issued": now,
                "lots": lots.collect::<Vec<_>>(),
            })
        }
    })
}
