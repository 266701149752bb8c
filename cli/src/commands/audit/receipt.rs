//! `sealbid audit receipt`: a bidder's own question, answered from the record alone.

use super::show::{end, fault_name, place, reason};
use crate::commands::Done;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::record::{RecordPlace, roots};
use crate::table::Table;
use crate::{files, say};
use sealbid::audit::{ReceiptReport, Standing, audit_receipt};
use sealbid::record::{Head, History};
use sealbid::wire::Id;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `audit receipt`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The receipt
    receipt: PathBuf,
    /// The record: its folder, its log file, or the folder of a tender box that is closed
    record: PathBuf,
    /// A root that you trust, for the tenderer (PEM or DER; can be given several times)
    #[arg(long, value_name = "FILE", required = true)]
    trust: Vec<PathBuf>,
    /// Write the proof that the receipt's entry is in the record, and the entry beside it
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
}

/// The head that covers a receipt's entry.
struct Covered {
    size: u64,
    closed: bool,
    cosigners: Vec<Id>,
    enough: bool,
}

/// Looks a receipt up.
pub fn run(arguments: &Arguments, console: &Console) -> Result<Done> {
    let trust = roots(&arguments.trust)?;
    let log = RecordPlace::find(&arguments.record)?;
    let receipt = files::read_signed(&arguments.receipt)?;
    let report = audit_receipt(&log.open()?, &receipt, &trust);
    let report = report.map_err(|e| e.at(arguments.receipt.display()))?;
    let history = log.follow(&trust)?.history;
    let covered = match &report.proof {
        Some(proof) => Some(covered(&history, &proof.head)?),
        None => None,
    };
    show(&report, covered.as_ref(), console)?;
    if let Some(path) = &arguments.proof {
        match (&report.proof, report.standing) {
            (Some(proof), Standing::Recorded(entry)) => {
                super::prove::write(&log, entry, proof, path, console)?
            }
            _ => say!(console, "receipt-no-proof")?,
        }
    }
    console.result(&json(&report, covered.as_ref(), console))?;
    Ok(match report.standing {
        Standing::Missing { .. } => Done::Failed,
        Standing::Recorded(_) if covered.is_some_and(|head| head.enough) && report.broken.is_none() => {
            Done::Clean
        }
        _ => Done::Partly,
    })
}

fn covered(history: &History, head: &Head) -> Result<Covered> {
    let size = head.checkpoint().size;
    let closed = history.closing().is_some_and(|closing| closing.entry + 1 == size);
    let mut cosigners = history.cosigners(head)?;
    // The closed head may be recorded again, with the cosignatures that came later.
    if let Some(head) = history.closing().and_then(|closing| closing.head.as_ref()).filter(|_| closed) {
        cosigners.clone_from(&head.cosigners);
    }
    let enough = history.check_cosigners(&cosigners).is_ok();
    Ok(Covered { size, closed, cosigners, enough })
}

fn names(ids: &[Id], console: &Console) -> String {
    if ids.is_empty() {
        return console.words.text("receipt-nobody");
    }
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(&console.words.text("list-separator"))
}

fn show(report: &ReceiptReport, covered: Option<&Covered>, console: &Console) -> Result<()> {
    let words = &console.words;
    let receipt = &report.receipt;
    say!(console, "receipt-bid", digest = receipt.digest, lot = receipt.lot)?;
    say!(console, "receipt-arrived", time = console.clock.local(receipt.arrived))?;
    match report.standing {
        Standing::Recorded(entry) => say!(console, "receipt-recorded", entry = entry)?,
        Standing::Missing { raised: false, .. } => say!(console, "receipt-missing")?,
        Standing::Missing { settled: false, .. } => say!(console, "receipt-missing-raised")?,
        Standing::Missing { .. } => say!(console, "receipt-missing-settled")?,
        Standing::Unknown => say!(console, "receipt-unknown")?,
    }
    match covered {
        Some(head) => {
            let id = if head.closed { "receipt-closed-head" } else { "receipt-later-head" };
            let by = names(&head.cosigners, console);
            console.line(&words.fill(id, &[("size", &head.size), ("cosigners", &by)]))?;
            if !head.enough {
                say!(console, "receipt-few-cosigners")?;
            }
        }
        None if matches!(report.standing, Standing::Recorded(_)) => say!(console, "receipt-uncovered")?,
        None => {}
    }
    if let Some(bid) = &report.bid {
        say!(console, "receipt-end", end = end(bid.end, words))?;
    }
    if !report.stages.is_empty() {
        let columns = ["column-stage", "column-result", "column-fault", "column-why", "column-entry"];
        let mut table = Table::new(columns.map(|id| words.text(id))).right(&[4]);
        for result in &report.stages {
            let opened = if result.reason.is_none() { "receipt-opened" } else { "receipt-not-opened" };
            table.row([
                result.stage.to_string(),
                words.text(opened),
                result
                    .fault
                    .map(|fault| words.text(&format!("fault-{}", fault_name(fault))))
                    .unwrap_or_default(),
                result.reason.as_ref().map(|found| reason(found, words)).unwrap_or_default(),
                result.entry.to_string(),
            ]);
        }
        console.line("")?;
        console.table(&table)?;
    }
    if let Some(broken) = &report.broken {
        let failure = Failure::from(broken.error.clone());
        let (reason, code) = (failure.reason(words), failure.reference(words));
        say!(console, "receipt-broken", place = place(&broken.place, words), reason = reason, code = code)?;
    }
    Ok(())
}

fn json(report: &ReceiptReport, covered: Option<&Covered>, console: &Console) -> Value {
    let (standing, entry) = match report.standing {
        Standing::Recorded(entry) => ("recorded", Some(entry)),
        Standing::Missing { raised: false, .. } => ("missing", None),
        Standing::Missing { settled: false, .. } => ("missing-raised", None),
        Standing::Missing { .. } => ("missing-settled", None),
        Standing::Unknown => ("unknown", None),
    };
    let broken = report.broken.as_ref().map(|found| {
        json!({
            "place": found.place.to_string(),
            "error": Failure::from(found.error.clone()).json(&console.words),
        })
    });
    json!({
        "digest": report.receipt.digest,
        "lot": report.receipt.lot,
        "arrived": report.receipt.arrived,
        "standing": standing,
        "entry": entry,
        "covered": covered.map(|head| json!({
            "size": head.size,
            "closed": head.closed,
            "cosigners": head.cosigners,
            "enough": head.enough,
        })),
        "bid": report.bid,
        "stages": report.stages,
        "broken": broken,
    })
}
