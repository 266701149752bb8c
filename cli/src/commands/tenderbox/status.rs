//! `sealbid box status`: how a box stands; the hall of all of them is in `hall`.

use super::hall;
use super::summary::{Closed, Summaries, Summary};
use crate::clock::countdown;
use crate::console::{self, Console};
use crate::failure::Result;
use crate::progress::Guard;
use crate::say;
use crate::table::Table;
use sealbid::wire::{Id, Time};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Arguments of `box status`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The folder of the tender box
    #[arg(value_name = "BOX", required_unless_present = "hall", conflicts_with = "hall")]
    folder: Option<PathBuf>,
    /// Instead of one box: all boxes below this folder
    #[arg(long, value_name = "DIR")]
    hall: Option<PathBuf>,
    /// Show it again and again, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=3600), requires = "watch")]
    pause: u64,
    /// Roots by which the platform knows the tenderer (PEM; can be given several times); those given at box new if left out
    #[arg(long = "trust", value_name = "FILE")]
    roots: Vec<PathBuf>,
}

/// Shows how a box stands.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let mut summaries = Summaries::default();
    if !arguments.watch {
        return once(arguments, &mut summaries, console);
    }
    let guard = Guard::new();
    loop {
        if console.talks() && std::io::stdout().is_terminal() {
            // Home, and clear what is below: the lines that stay the same do not flicker.
            console::print("\u{1b}[H\u{1b}[J")?;
        }
        once(arguments, &mut summaries, console)?;
        if guard.sleep(arguments.pause).is_err() {
            return Ok(());
        }
    }
}

fn once(arguments: &Arguments, summaries: &mut Summaries, console: &Console) -> Result<()> {
    let now = console.clock.now()?;
    let value = match (&arguments.hall, &arguments.folder) {
        (Some(hall), _) => hall::show(hall, summaries, &arguments.roots, now, console)?,
        (None, Some(folder)) => {
            let summary = summaries.get(folder, &arguments.roots)?;
            show(&summary, now, console)?;
            summary.json(folder, now)
        }
        // The command line is refused where neither is given.
        (None, None) => return Ok(()),
    };
    if arguments.watch { console.event(&value) } else { console.result(&value) }
}

fn show(summary: &Summary, now: Time, console: &Console) -> Result<()> {
    let left = countdown(&console.words, summary.deadline, now);
    let time = console.clock.local(summary.deadline);
    say!(console, "box-status-tender", id = summary.tender_id, title = summary.title)?;
    say!(console, "box-status-state", state = console.words.text(summary.state(now).message()))?;
    say!(console, "box-status-notice", digest = summary.notice)?;
    say!(console, "box-status-deadline", time = time, left = left)?;
    if let Some(until) = summary.files_until {
        say!(console, "box-status-files", time = console.clock.local(until))?;
    }
    if let Some(closed) = &summary.closed {
        closing(closed, now, console)?;
    }
    stages(summary, now, console)
}

fn closing(closed: &Closed, now: Time, console: &Console) -> Result<()> {
    say!(console, "box-status-size", size = closed.size, bids = closed.bids)?;
    say!(console, "box-status-root", root = closed.root)?;
    match &closed.head {
        None => {
            let left = countdown(&console.words, closed.grace, now);
            say!(console, "box-status-unrecorded", time = console.clock.local(closed.grace), left = left)?;
        }
        Some(head) => {
            say!(console, "box-status-head", time = console.clock.local(head.time.floor()))?;
            if !head.in_order {
                console.alarm(&console.words.text("box-stamped-late"))?;
            }
            let separator = console.words.text("list-separator");
            let names = head.cosigners.iter().map(Id::as_str).collect::<Vec<_>>().join(&separator);
            say!(console, "box-cosigners", names = names)?;
            if !head.enough {
                say!(console, "box-cosigners-missing")?;
            }
        }
    }
    if closed.objections > 0 {
        say!(console, "box-status-objections", count = closed.objections)?;
    }
    Ok(())
}

fn stages(summary: &Summary, now: Time, console: &Console) -> Result<()> {
    let words = |id: &str| console.words.text(id);
    let columns = ["column-stage", "column-opens", "column-countdown", "column-state"];
    let mut table = Table::new(columns.map(words));
    for (n, (id, time)) in summary.stages.iter().enumerate() {
        let progress = summary.closed.as_ref().and_then(|closed| closed.progress.get(n));
        table.row([
            id.to_string(),
            console.clock.local(*time),
            countdown(&console.words, *time, now),
            words(progress.copied().unwrap_or("box-stage-sealed")),
        ]);
    }
    console.line("")?;
    console.table(&table)
}
