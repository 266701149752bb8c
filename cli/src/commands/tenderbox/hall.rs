//! All boxes below a folder, side by side, the next deadline first.

use super::reading::is_box;
use super::summary::{Summaries, Summary};
use crate::clock::countdown;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::say;
use crate::table::Table;
use sealbid::wire::Time;
use sealbid::{Error, ErrorKind};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// How deep boxes are looked for: a hall has a folder for each year, month and tender at most.
const DEPTH: usize = 4;

/// Shows the boxes of a hall, and gives the same for machines.
pub fn show(
    hall: &Path,
    summaries: &mut Summaries,
    trust: &[PathBuf],
    now: Time,
    console: &Console,
) -> Result<Value> {
    let mut folders = Vec::new();
    find(hall, DEPTH, &mut folders)?;
    if folders.is_empty() {
        return Err(Error::new(ErrorKind::FileNotFound).because("no tender box").at(hall.display()).into());
    }
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    for folder in folders {
        match summaries.get(&folder, trust) {
            Ok(summary) => found.push((folder, summary)),
            // One damaged box must not hide the others.
            Err(failure) => broken.push((folder, failure)),
        }
    }
    // Those whose deadline is still to come, the nearest first; then the others, the latest first.
    found.sort_by_key(|(_, summary)| {
        let left = summary.deadline.unix() - now.unix();
        (left < 0, left.unsigned_abs())
    });
    console.table(&table(hall, &found, now, console))?;
    for (folder, failure) in &broken {
        let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
        say!(console, "box-hall-broken", folder = within(hall, folder), reason = reason, code = code)?;
    }
    say!(console, "box-hall-now", time = console.clock.local(now))?;
    let error = |(folder, failure): &(PathBuf, Failure)| {
        let mut value = failure.json(&console.words);
        value["folder"] = json!(folder);
        value
    };
    Ok(json!({
        "time": now,
        "boxes": found.iter().map(|(folder, summary)| summary.json(folder, now)).collect::<Vec<_>>(),
        "unreadable": broken.iter().map(error).collect::<Vec<_>>(),
    }))
}

fn table(hall: &Path, found: &[(PathBuf, Summary)], now: Time, console: &Console) -> Table {
    let columns = [
        "column-box",
        "column-tender",
        "column-title",
        "column-deadline",
        "column-countdown",
        "column-state",
    ];
    let mut table = Table::new(columns.map(|id| console.words.text(id)));
    for (folder, summary) in found {
        table.row([
            within(hall, folder),
            summary.tender_id.to_string(),
            summary.title.clone(),
            console.clock.local(summary.deadline),
            countdown(&console.words, summary.deadline, now),
            console.words.text(summary.state(now).message()),
        ]);
    }
    table
}

/// The boxes at a folder and below; what lies within a box is none.
fn find(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    if is_box(folder) {
        found.push(folder.to_owned());
        return Ok(());
    }
    if depth == 0 {
        return Ok(());
    }
    let at = |e: std::io::Error| Error::from(e).at(folder.display());
    let mut below = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(at)? {
        let entry = entry.map_err(at)?;
        // Links are not followed: they could lead around in circles.
        if entry.file_type().map_err(at)?.is_dir() {
            below.push(entry.path());
        }
    }
    below.sort();
    below.iter().try_for_each(|path| find(path, depth - 1, found))
}

/// The folder as it is shown beside others: from the hall on.
fn within(hall: &Path, folder: &Path) -> String {
    let shown = folder.strip_prefix(hall).unwrap_or(folder);
    if shown.as_os_str().is_empty() { ".".to_owned() } else { shown.display().to_string() }
}
