//! `sealbid custodian remember|cosign|release|clear`: what a custodian does by hand (SPEC §15.2 to §15.5).

use super::custodian_desk::{DeskArguments, KeyArguments, open_log};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{files, say};
use sealbid::custodian::Memory;
use sealbid::record::{CosignRequest, Head};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `custodian cosign`.
#[derive(clap::Args, Debug)]
pub struct Cosign {
    /// The record's log, or the folder of the record: your own copy
    log: PathBuf,
    /// The platform's request, as box close made it
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    #[command(flatten)]
    desk: DeskArguments,
    /// The note to write: the head with your cosignature
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `custodian release`.
#[derive(clap::Args, Debug)]
pub struct Release {
    /// The record's log, or the folder of the record: your own copy
    log: PathBuf,
    /// The platform's signed request to release a stage
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    #[command(flatten)]
    desk: DeskArguments,
    /// The release to write; a signed refusal goes beside it, as NAME.refusal.json
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Begins the memory of a key.
pub fn remember(arguments: &KeyArguments, console: &Console) -> Result<()> {
    let path = arguments.memory_path();
    files::free(&path)?;
    let key = arguments.load(console)?;
    let (store, name) = arguments.memory_place(None)?;
    Memory::create(store, &name, &key)?;
    say!(console, "memory-made", file = path.display())?;
    say!(console, "memory-keep")?;
    console.result(&json!({ "file": path, "tender_id": key.tender_id(), "record_key": key.record_key() }))
}

/// Cosigns a head.
pub fn cosign(arguments: &Cosign, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let request = files::parse(&arguments.request, CosignRequest::parse)?;
    let log = open_log(&arguments.log)?;
    let key = arguments.desk.key.load(console)?;
    let note = arguments.desk.custodian(&key, None)?.cosign(&log, &request)?;
    let checkpoint = Head::parse(&note)?.checkpoint().clone();
    files::write(&arguments.out, &note)?;
    say!(console, "custodian-cosigned", size = checkpoint.size, root = checkpoint.root)?;
    say!(console, "custodian-cosigned-next", file = arguments.out.display())?;
    console.result(&json!({ "file": arguments.out, "size": checkpoint.size, "root": checkpoint.root }))
}

/// Releases a stage, or refuses to.
pub fn release(arguments: &Release, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let refusal_path = files::beside(&arguments.out, "refusal.json");
    files::free(&refusal_path)?;
    let request = files::read_signed(&arguments.request)?;
    let log = open_log(&arguments.log)?;
    let key = arguments.desk.key.load(console)?;
    let refused = match arguments.desk.custodian(&key, None)?.release(&log, &request) {
        Ok(release) => {
            files::write(&arguments.out, &release.to_bytes()?)?;
            let (stage, bids) = (release.stage(), release.entries().len());
            say!(console, "custodian-released", stage = stage, bids = bids)?;
            say!(console, "custodian-released-next", file = arguments.out.display())?;
            return console.result(&json!({ "file": arguments.out, "stage": stage, "bids": bids }));
        }
        Err(refused) => refused,
    };
    let failure = Failure::from(refused.error);
    if let Some(refusal) = refused.refusal {
        files::write(&refusal_path, &refusal.to_bytes()?)?;
        say!(console, "custodian-refused", file = refusal_path.display())?;
        console.result(&json!({ "refusal": refusal_path, "reason": failure.json(&console.words) }))?;
    }
    Err(failure)
}

/// Lets a custodian go on that raised an alarm.
pub fn clear(arguments: &KeyArguments, console: &Console) -> Result<()> {
    let key = arguments.load(console)?;
    let (store, name) = arguments.memory_place(None)?;
    let memory = Memory::open(store, &name, &key)?;
    let stopped = memory.load()?.stopped;
    match &stopped {
        Some(reason) => {
            memory.clear()?;
            say!(console, "custodian-cleared", name = reason.name, place = reason.place)?;
        }
        None => say!(console, "custodian-not-stopped")?,
    }
    console.result(&json!({ "cleared": stopped }))
}
