//! `sealbid opening run`: as far as it goes, again and again if it is to wait.

use super::missing::{Missing, Place, one};
use super::pass::{Pass, Session};
use super::told::Told;
use crate::commands::Done;
use crate::commands::audit::{fault_name, short};
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::say;
use crate::stamping::Stamping;
use crate::words::Words;
use sealbid::ErrorKind;
use sealbid::opening::Happened;
use sealbid::record::Reason;
use sealbid::suite::Digest;
use sealbid::tenderbox::AnyBox;
use sealbid::wire::Id;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `opening run`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    pub desk: Desk,
    /// The stage to open
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    pub stage: Id,
    /// A custodian's exchange folder: requests are put into it, answers are taken from it (can be given several times); BOX/exchange/CUSTODIAN if left out
    #[arg(long, value_name = "DIR")]
    pub exchange: Vec<PathBuf>,
    /// A note with a custodian's cosignature (can be given several times)
    #[arg(long, value_name = "NOTE")]
    pub cosigned: Vec<PathBuf>,
    /// A holder's release file (can be given several times)
    #[arg(long, value_name = "FILE")]
    pub release: Vec<PathBuf>,
    /// A file of drand beacons (can be given several times)
    #[arg(long, value_name = "FILE")]
    pub beacon: Vec<PathBuf>,
    /// A custodian's signed refusal (can be given several times)
    #[arg(long, value_name = "FILE")]
    pub refusal: Vec<PathBuf>,
    #[command(flatten)]
    pub stamping: Stamping,
    /// Write the documents of opened bids below this folder, as LOT/DIGEST/PART/PATH
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Add a line of JSON to this file for everything that happens, for the hall's screen; - is standard output
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    /// No file and no release comes any more: whatever could not be opened gets its outcome now
    #[arg(long)]
    pub give_up: bool,
    /// Keep looking for what comes by time or through the exchange folders, until the stage is finished
    #[arg(long)]
    pub wait: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 2, requires = "wait", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub poll: u64,
}

/// Opens a stage as far as it can be opened.
pub fn run(arguments: &Arguments, console: &Console) -> Result<Done> {
    // Standard output belongs to the lines if they go there.
    if arguments.events.as_deref() == Some(Path::new("-")) {
        let (words, clock) = (Words::new(console.words.language()), console.clock);
        return goes_on(arguments, &Console { words, clock, json: false, quiet: true });
    }
    goes_on(arguments, console)
}

fn goes_on(arguments: &Arguments, console: &Console) -> Result<Done> {
    let AnyBox::Closed(closed) = arguments.desk.open(console)? else {
        return Err(sealbid::Error::new(ErrorKind::NotClosed).at(arguments.desk.folder.display()).into());
    };
    let told = Told::new(arguments.events.as_deref(), console)?;
    let mut session = Session::new(&closed, arguments, &told, console)?;
    let mut before: Option<Vec<Missing>> = None;
    loop {
        let pass = session.pass();
        tell(&told.take(), console)?;
        let missing = match pass? {
            Pass::Finished(minutes) => return finished(minutes, arguments, console),
            Pass::Missing(missing) => missing,
        };
        // Who waits is told once of each thing that it waits for.
        if before.as_ref() != Some(&missing) {
            show(&missing, session.exchange.folders.as_slice(), arguments, console)?;
            missing.iter().for_each(|missing| told.line(&line(missing)));
        }
        let comes = |missing: &Missing| missing.comes_by_itself(!console.clock.stands_still());
        if !arguments.wait || !missing.iter().all(comes) {
            return unfinished(&missing, arguments, console);
        }
        before = Some(missing);
        told.guard().sleep(arguments.poll)?;
    }
}

fn show(missing: &[Missing], exchange: &[PathBuf], arguments: &Arguments, console: &Console) -> Result<()> {
    say!(console, "opening-missing")?;
    let place = Place { folder: &arguments.desk.folder, exchange, stage: &arguments.stage };
    missing.iter().try_for_each(|missing| missing.show(&place, console))
}

/// A line for the hall's screen, beside those of the library.
fn line(missing: &Missing) -> String {
    let mut value = missing.json();
    value["event"] = json!("waiting");
    value.to_string()
}

fn finished(minutes: Digest, arguments: &Arguments, console: &Console) -> Result<Done> {
    let (stage, folder) = (&arguments.stage, arguments.desk.folder.display());
    say!(console, "opening-finished", stage = stage, digest = minutes)?;
    say!(console, "opening-finished-next", stage = stage, folder = folder)?;
    console.result(&json!({ "stage": stage, "finished": true, "minutes": minutes, "missing": [] }))?;
    Ok(Done::Clean)
}

fn unfinished(missing: &[Missing], arguments: &Arguments, console: &Console) -> Result<Done> {
    say!(console, "opening-again")?;
    let missing: Vec<_> = missing.iter().map(Missing::json).collect();
    console.result(
        &json!({ "stage": arguments.stage, "finished": false, "minutes": null, "missing": missing }),
    )?;
    Ok(Done::Partly)
}

/// What happened, in words.
fn tell(happened: &[Happened], console: &Console) -> Result<()> {
    let words = &console.words;
    let about = |key, digest: &Digest, reason: &Reason| {
        let (code, reason) = (reason.code, crate::commands::audit::reason(reason, words));
        say!(console, key, digest = digest, reason = reason, code = code)
    };
    for event in happened {
        match event {
            Happened::Closed { size, time } => {
                say!(console, "opening-closed", size = size, time = console.clock.local(*time))?;
            }
            Happened::Damaged { digest, reason, .. } => {
                say!(console, "opening-damaged")?;
                console.line(&one(digest, reason, console))?;
            }
            Happened::Released { holder, have, need } => {
                say!(console, "opening-released", holder = holder, have = have, need = need)?;
            }
            Happened::Refused { custodian, reason } => {
                let reason = crate::commands::audit::reason(reason, words);
                say!(console, "opening-refused", custodian = custodian, reason = reason)?;
            }
            Happened::Opened { done, total, digest, bidder } => {
                let digest = short(digest);
                say!(
                    console,
                    "opening-opened",
                    done = done,
                    total = total,
                    digest = digest,
                    bidder = bidder
                )?;
            }
            Happened::Failed { digest, fault, reason, .. } => {
                let fault = words.text(&format!("fault-{}", fault_name(*fault)));
                say!(console, "opening-failed", fault = fault)?;
                console.line(&one(digest, reason, console))?;
            }
            Happened::UnusableSeed { digest, reason } => about("opening-unusable-seed", digest, reason)?,
            Happened::NotWritten { digest, reason } => about("opening-not-written", digest, reason)?,
            // What is missing, what was not usable and the end are told by themselves.
            _ => {}
        }
    }
    Ok(())
}
