//! `sealbid opening status`: how far each stage is, read from the record alone.

use crate::clock::countdown;
use crate::commands::Done;
use crate::console::Console;
use crate::desk::roots;
use crate::failure::{Failure, Result};
use crate::progress::Guard;
use crate::record::{Followed, RecordPlace};
use crate::table::Table;
use crate::{fill, say};
use sealbid::ca::TrustAnchors;
use sealbid::record::{BidStatus, Fault, History, StageState};
use sealbid::{Error, ErrorKind};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `opening status`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The folder of the tender box, or of a record
    #[arg(value_name = "BOX")]
    folder: PathBuf,
    /// A root by which the tenderer is known (PEM or DER; can be given several times); those of the box if left out
    #[arg(long = "trust", value_name = "FILE")]
    roots: Vec<PathBuf>,
    /// Show it again every so many seconds, until every stage is finished
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "5", value_parser = clap::value_parser!(u64).range(1..=3600))]
    watch: Option<u64>,
}

/// How far one stage is.
#[derive(Debug, PartialEq)]
struct Counts {
    opened: usize,
    excluded: usize,
    undetermined: usize,
    waiting: usize,
}

/// Shows every stage.
pub fn run(arguments: &Arguments, console: &Console) -> Result<Done> {
    let trust = TrustAnchors::new(roots(&arguments.folder, &arguments.roots)?)?;
    let guard = Guard::new();
    loop {
        let place = RecordPlace::find(&arguments.folder)?;
        let Followed { history, broken, .. } = place.follow(&trust)?;
        show(&history, console)?;
        if let Some(error) = broken {
            let failure = Failure::from(error);
            let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
            say!(console, "opening-status-broken", reason = reason, code = code)?;
        }
        console.result(&json(&history)?)?;
        let finished = history.next_stage().is_none();
        match arguments.watch {
            Some(seconds) if !finished => guard.sleep(seconds)?,
            _ => return Ok(Done::Clean),
        }
        console.line("")?;
    }
}

fn counts(history: &History, number: usize) -> Counts {
    let count =
        |wanted: &dyn Fn(&BidStatus) -> bool| history.bids().iter().filter(|bid| wanted(&bid.status)).count();
    Counts {
        // A bid that is open at a later stage was open at this one.
        opened: count(
            &|status| matches!(status, BidStatus::Opened(at) | BidStatus::Excluded(at, _) | BidStatus::NotAdmitted(at) if (*at > number) || (*at == number && matches!(status, BidStatus::Opened(_)))),
        ),
        excluded: count(&|status| matches!(status, BidStatus::Excluded(at, _) if *at == number)),
        undetermined: count(&|status| *status == BidStatus::Excluded(number, Fault::Undetermined)),
        waiting: history.to_open(number).count(),
    }
}

/// The message that says how far a stage is.
fn step(history: &History, number: usize, state: &StageState) -> &'static str {
    let waiting = history.to_open(number).next().is_some();
    match state {
        _ if state.minutes.is_some() => "step-finished",
        _ if history.closed_head().is_err() => "step-head",
        _ if history.next_stage() != Some(number) => "step-later",
        _ if number > 0 && !state.admission => "step-admission",
        _ if state.damaged.is_none() => "step-reread",
        _ if state.request.is_none() && waiting => "step-request",
        _ if waiting && state.cut_off.is_some() && state.seeds.is_none() => "step-seeds",
        _ if waiting => "step-open",
        _ => "step-minutes",
    }
}

fn show(history: &History, console: &Console) -> Result<()> {
    let words = &console.words;
    let now = console.clock.now()?;
    let closing = history.closing().ok_or_else(|| Error::new(ErrorKind::NotClosed))?;
    console.line(&history.notice()?.body().title)?;
    match &closing.head {
        Some(head) => {
            let (size, cosigners) = (closing.entry + 1, head.cosigners.len());
            let time = console.clock.local(head.time.ceil());
            say!(console, "opening-status-head", size = size, time = time, count = cosigners)?;
        }
        None => say!(console, "opening-status-no-head")?,
    }
    for (digest, settled) in history.objections() {
        let id = if *settled { "opening-status-settled" } else { "opening-status-objection" };
        console.line(&words.fill(id, &[("digest", digest)]))?;
    }
    let columns = [
        "column-stage",
        "column-earliest",
        "column-state",
        "column-damaged",
        "column-released",
        "column-refused",
        "column-opened",
        "column-excluded",
        "column-waiting",
    ];
    let mut table = Table::new(columns.map(|id| words.text(id))).right(&[3, 6, 7, 8]);
    for (number, state) in history.stages().iter().enumerate() {
        let counts = counts(history, number);
        let time = history.earliest_release(state).unwrap_or(state.time);
        let left = if state.minutes.is_some() { String::new() } else { countdown(words, time, now) };
        let ids = |ids: Vec<&str>| ids.join(&words.text("list-separator"));
        table.row([
            state.id.to_string(),
            fill!(words, "opening-status-time", time = console.clock.local(time), left = left)
                .trim_end()
                .to_owned(),
            words.text(step(history, number, state)),
            state.damaged.as_ref().map(|damaged| damaged.len().to_string()).unwrap_or_default(),
            ids(state.released.keys().map(|id| id.as_str()).collect()),
            ids(state.refused.keys().map(|id| id.as_str()).collect()),
            counts.opened.to_string(),
            counts.excluded.to_string(),
            counts.waiting.to_string(),
        ]);
    }
    console.line("")?;
    console.table(&table)
}

fn json(history: &History) -> Result<Value> {
    let stages = history.stages().iter().enumerate().map(|(number, state)| {
        let counts = counts(history, number);
        json!({
            "stage": state.id,
            "time": state.time,
            "earliest": history.earliest_release(state).ok(),
            "step": step(history, number, state).trim_start_matches("step-"),
            "damaged": state.damaged,
            "requested": state.requested_at.map(|time| time.floor()),
            "released": state.released.keys().collect::<Vec<_>>(),
            "refused": state.refused.keys().collect::<Vec<_>>(),
            "cut_off": state.cut_off,
            "opened": counts.opened,
            "excluded": counts.excluded,
            "undetermined": counts.undetermined,
            "waiting": counts.waiting,
            "minutes": state.minutes,
        })
    });
    let closing = history.closing().and_then(|closing| closing.head.as_ref().map(|head| (closing, head)));
    let objections = history.objections().iter();
    Ok(json!({
        "tender": history.tender()?,
        "entries": history.len(),
        "closed": closing.map(|(closing, head)| json!({
            "size": closing.entry + 1,
            "time": head.time.ceil(),
            "cosigners": head.cosigners,
            "cosigned": history.closed_head().is_ok(),
        })),
        "objections": objections.map(|(digest, settled)| json!({ "digest": digest, "settled": settled })).collect::<Vec<_>>(),
        "stages": stages.collect::<Vec<_>>(),
    }))
}
