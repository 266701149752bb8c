//! `sealbid blind scores` and `sealbid blind unseal`: the end of blind review.

use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::table::Table;
use crate::{files, say};
use sealbid::blind::{fix_scores, unblind};
use sealbid::opening::{NoEvents, Opening};
use sealbid::record::{Outcome, Scores as ScoresFile, Signed};
use sealbid::suite::hash;
use sealbid::wire::Id;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `blind scores`.
#[derive(clap::Args, Debug)]
pub struct Scores {
    #[command(flatten)]
    desk: Desk,
    /// The scores, signed by the tenderer (sealbid-scores/1; signed template scores writes one to fill in)
    signed: PathBuf,
}

/// Arguments of `blind unseal`.
#[derive(clap::Args, Debug)]
pub struct Unseal {
    #[command(flatten)]
    desk: Desk,
    /// The stage
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    stage: Id,
}

/// Records scores.
pub fn scores(arguments: &Scores, console: &Console) -> Result<()> {
    let bytes = files::read_signed(&arguments.signed)?;
    let at = |error: sealbid::Error| error.at(arguments.signed.display());
    let stage =
        Signed::parse(&bytes).and_then(|signed| ScoresFile::parse(signed.content())).map_err(at)?.stage;
    let closed = arguments.desk.closed(console)?;
    fix_scores(&closed, &bytes, console.clock.now()?).map_err(at)?;
    say!(console, "blind-scored", file = arguments.signed.display())?;
    say!(console, "blind-scored-next", folder = arguments.desk.folder.display(), stage = stage)?;
    console.result(&json!({ "file": arguments.signed, "digest": hash(&[&bytes]), "stage": stage }))
}

/// Publishes whose each code was, with what opens the commitments to its copies.
pub fn unseal(arguments: &Unseal, console: &Console) -> Result<()> {
    let closed = arguments.desk.closed(console)?;
    let opening = Opening::begin(&closed, &arguments.stage, &NoEvents)?;
    let unblinding = unblind(&opening, console.clock.now()?)?;
    let mut outcomes = sealbid::opening::Outcomes::new(&arguments.stage);
    for number in 0..closed.with_history(|history| history.len()) {
        outcomes.take(&closed.entry(number)?);
    }
    let columns = ["column-lot", "blind-column-code", "blind-column-bidder", "blind-column-bid"];
    let mut table = Table::new(columns.map(|id| console.words.text(id)));
    for lot in &unblinding.lots {
        for code in &lot.codes {
            let bidder = match outcomes.get(&code.bid) {
                Some(Outcome::Opened { bidder, .. }) => bidder.clone(),
                _ => String::new(),
            };
            table.row([lot.lot.to_string(), code.code.clone(), bidder, code.bid.to_string()]);
        }
    }
    console.table(&table)?;
    say!(console, "blind-unsealed", secret = unblinding.secret)?;
    let codes = unblinding.lots.iter().flat_map(|lot| &lot.codes);
    let openings: usize = codes.map(|code| code.openings.len()).sum();
    say!(console, "blind-opened", count = openings)?;
    console.result(&json!({ "stage": arguments.stage, "unblinding": unblinding }))
}
