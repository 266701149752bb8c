//! `sealbid box amend|postpone`: another notice, or later times, while the box receives (SPEC §13.8, §13.9 rule 1).

use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::stamping::Stamping;
use crate::time_trust::Judge;
use crate::{files, say};
use sealbid::ErrorKind;
use sealbid::record::{Postponement, Signed, TimeSource};
use sealbid::suite::{Digest, hash};
use sealbid::tenderbox::{AnyBox, TenderBox};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `box amend`.
#[derive(clap::Args, Debug)]
pub struct Amend {
    #[command(flatten)]
    desk: Desk,
    /// The folder of the new notice, with its signature and every acceptance
    #[arg(long, value_name = "DIR")]
    notice: PathBuf,
    #[command(flatten)]
    proof: Proof,
}

/// Arguments of `box postpone`.
#[derive(clap::Args, Debug)]
pub struct Postpone {
    #[command(flatten)]
    desk: Desk,
    /// The postponement that the tenderer signed, as signed sign made it
    postponement: PathBuf,
    #[command(flatten)]
    proof: Proof,
}

/// That something was there before the deadline.
#[derive(clap::Args, Debug)]
struct Proof {
    /// A timestamp token over it that is there already; else an authority of the notice in force is asked
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tsa_url", "tsa_cert"])]
    timestamp: Option<PathBuf>,
    #[command(flatten)]
    stamping: Stamping,
}

/// Amends the notice.
pub fn amend(arguments: &Amend, console: &Console) -> Result<()> {
    let notice = files::NoticeBytes::read(&arguments.notice)?;
    let open = open(&arguments.desk, console)?;
    let digest = hash(&[&notice.notice]);
    // Asked again after a failure, what is missing of the acceptances is added, and nothing is stamped.
    let known = open.status()?.notice == digest;
    let token = if known { Vec::new() } else { arguments.proof.token(&digest, &open, console)? };
    open.amend(&notice.files(), &token, console.clock.now()?)?;
    let status = open.status()?;
    say!(console, "box-amended", digest = status.notice)?;
    say!(console, "box-deadline", time = console.clock.local(status.deadline))?;
    say!(console, "box-amended-next")?;
    console.result(&json!({ "notice": status.notice, "deadline": status.deadline }))
}

/// Moves times later.
pub fn postpone(arguments: &Postpone, console: &Console) -> Result<()> {
    let path = &arguments.postponement;
    let signed = files::read_signed(path)?;
    let postponement = Signed::parse(&signed).and_then(|signed| Postponement::parse(signed.content()));
    let postponement = postponement.map_err(|e| e.at(path.display()))?;
    let open = open(&arguments.desk, console)?;
    // Only a deadline has a last moment to be moved at.
    let moves = postponement.deadline != open.status()?.deadline;
    let digest = hash(&[&signed]);
    let token = moves.then(|| arguments.proof.token(&digest, &open, console)).transpose()?;
    open.postpone(&signed, token.as_deref(), console.clock.now()?)?;
    say!(console, "box-postponed", reason = postponement.reason)?;
    say!(console, "box-deadline", time = console.clock.local(postponement.deadline))?;
    for stage in &postponement.stages {
        say!(console, "box-stage-time", stage = stage.id, time = console.clock.local(stage.time))?;
    }
    console.result(&json!({ "deadline": postponement.deadline, "stages": postponement.stages }))
}

fn open(desk: &Desk, console: &Console) -> Result<TenderBox> {
    match desk.open(console)? {
        AnyBox::Open(open) => Ok(open),
        AnyBox::Closed(_) => Err(ErrorKind::BoxClosed.into()),
    }
}

impl Proof {
    /// The token that was given, or one of an authority of the notice in force.
    fn token(&self, digest: &Digest, open: &TenderBox, console: &Console) -> Result<Vec<u8>> {
        if let Some(path) = &self.timestamp {
            return files::read(path);
        }
        let notice = open.notice()?;
        let judge = Judge::Notice(TimeSource::of(&notice)?);
        let found = self.stamping.ask(digest, Some(&notice), &judge, 1, console)?;
        let token = found.stamps.into_iter().next().map(|stamp| stamp.token);
        token.ok_or_else(|| ErrorKind::NoTimestamp.into())
    }
}
