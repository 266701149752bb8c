//! `sealbid blind scan`: what is left of the terms in a blind copy (SPEC §18.8).

use crate::console::Console;
use crate::failure::Result;
use crate::table::Table;
use crate::{files, say};
use sealbid::redact::Terms;
use sealbid::scan::{Hit, MAX_SCANNED, scan};
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `blind scan`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The blind copy
    copy: PathBuf,
    /// The bidder's list of terms
    #[arg(long, value_name = "FILE")]
    terms: PathBuf,
}

/// Scans a copy, and fails if anything is left.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let terms = files::parse(&arguments.terms, Terms::parse)?;
    let copy = arguments.copy.display();
    let bytes = files::read_document(&arguments.copy, MAX_SCANNED)?;
    let name = arguments.copy.file_name().unwrap_or_default().to_string_lossy();
    let hits = scan(&name, &bytes, &terms)?;
    let count: usize = terms.lists().iter().map(|(_, terms)| terms.len()).sum();
    show(&hits, console)?;
    console.result(&json!({ "copy": arguments.copy, "terms": count, "hits": hits }))?;
    if hits.is_empty() {
        return say!(console, "blind-clean", file = copy, count = count);
    }
    Err(Error::new(ErrorKind::NamesLeft).because(hits.len()).at(copy).into())
}

fn show(hits: &[Hit], console: &Console) -> Result<()> {
    if hits.is_empty() {
        return Ok(());
    }
    let columns = ["column-term", "column-place", "column-offset", "column-encoding"];
    let mut table = Table::new(columns.map(|id| console.words.text(id))).right(&[2]);
    for Hit { place, offset, encoding, term } in hits {
        table.row([term.clone(), place.clone(), offset.to_string(), encoding.clone()]);
    }
    console.table(&table)
}
