//! `sealbid audit`: whether a record holds (SPEC §17); a bidder's own receipt, and proofs, have files of their own.

mod prove;
mod receipt;
mod show;

pub use show::{fault_name, reason, short};

use super::Done;
use crate::console::Console;
use crate::evidence;
use crate::failure::Result;
use crate::files;
use crate::progress::Bar;
use crate::record::{RecordPlace, roots};
use sealbid::audit::EvidenceFolder;
use sealbid::audit::{AuditOptions, Evidence, Overall, audit};
use sealbid::bid::{ReadAt, Watched};
use std::path::PathBuf;

/// Arguments of `audit`.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    arg_required_else_help = true
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    whole: Option<Whole>,
}

/// What else an audit answers.
#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Look up a receipt: does its bid stand in the record, and what became of it?
    Receipt(receipt::Arguments),
    /// Write the proof that an entry is in the record, which can be checked without the record
    Prove(prove::Arguments),
    /// Check such a proof
    VerifyProof(prove::Verify),
}

/// A whole record.
#[derive(clap::Args, Debug)]
struct Whole {
    /// The record: its folder, its log file, or the folder of a tender box that is closed
    record: PathBuf,
    /// The folder of the evidence (bids, releases, seeds, contents); a box's own if the record is a box
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// A root that you trust, for the tenderer and the custodians (PEM or DER; can be given several times)
    #[arg(long, value_name = "FILE", required = true)]
    trust: Vec<PathBuf>,
    /// A receipt that a bidder holds: its bid must stand in the record (can be given several times)
    #[arg(long, value_name = "FILE")]
    receipt: Vec<PathBuf>,
    /// A head of the record that somebody was given: it must be one of this record (can be given several times)
    #[arg(long, value_name = "NOTE")]
    checkpoint: Vec<PathBuf>,
}

/// Audits a record, or answers one question about it.
pub fn run(arguments: &Arguments, console: &Console) -> Result<Done> {
    match (&arguments.command, &arguments.whole) {
        (Some(Command::Receipt(arguments)), _) => receipt::run(arguments, console),
        (Some(Command::Prove(arguments)), _) => prove::run(arguments, console).map(|()| Done::Clean),
        (Some(Command::VerifyProof(arguments)), _) => prove::verify(arguments, console),
        (None, Some(whole)) => self::whole(whole, console),
        // The command line is refused before it comes here.
        (None, None) => Ok(Done::Clean),
    }
}

fn whole(arguments: &Whole, console: &Console) -> Result<Done> {
    let place = RecordPlace::find(&arguments.record)?;
    let mut options = AuditOptions::new(roots(&arguments.trust)?);
    options.receipts = all(&arguments.receipt)?;
    options.heads = all(&arguments.checkpoint)?;
    let folder = arguments.evidence.as_deref().or(place.evidence());
    let evidence = folder.map(evidence::open).transpose()?;
    let log = place.open()?;
    let bytes = log.size()? + evidence.as_ref().map_or(Ok(0), EvidenceFolder::size)?;
    let bar = Bar::new(console, &console.words.text("progress-audit"), bytes);
    let work = bar.work();
    let log = Watched { source: log, progress: work.progress };
    let report = audit(&log, evidence.as_ref().map(|found| found as &dyn Evidence), &options, work);
    drop(bar);
    let report = report.map_err(|e| e.at(arguments.record.display()))?;
    show::show(&report, console)?;
    Ok(match report.overall() {
        Overall::Passed => Done::Clean,
        Overall::PassedAsFar => Done::Partly,
        Overall::Failed => Done::Failed,
    })
}

fn all(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    paths.iter().map(|path| files::read_signed(path)).collect()
}
