//! `sealbid custodian arm`: answers by itself what lies in an exchange folder (SPEC §15.5).

use super::custodian_desk::DeskArguments;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::progress::Guard;
use crate::{fill, say};
use sealbid::Error;
use sealbid::custodian::{Action, Armed};
use sealbid::record::{FolderStore, Store};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments of `custodian arm`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The exchange folder: the log and requests come into it, answers go out of it
    exchange: PathBuf,
    #[command(flatten)]
    desk: DeskArguments,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pause: u64,
    /// Look once, and end
    #[arg(long, conflicts_with = "pause")]
    once: bool,
}

/// Looks until Ctrl-C, or until something is wrong.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let exchange: Arc<dyn Store> = Arc::new(FolderStore::new(&arguments.exchange)?);
    let key = arguments.desk.key.load(console)?;
    let custodian = arguments.desk.custodian(&key, Some((&arguments.exchange, &exchange)))?;
    let mut armed = Armed::new(custodian, exchange);
    let guard = Guard::new();
    if !arguments.once {
        let (id, folder) = (key.custodian(), arguments.exchange.display());
        say!(console, "arm-begun", id = id, tender = key.tender_id(), folder = folder)?;
    }
    loop {
        let actions = armed.look();
        let mut alarm = None;
        for action in &actions {
            console.event(&told(action, console)?)?;
            if let Action::Alarm { error } = action {
                alarm.get_or_insert_with(|| error.clone());
            }
        }
        if let Some(error) = alarm {
            return Err(error.into());
        }
        if arguments.once {
            return Ok(());
        }
        if guard.sleep(arguments.pause).is_err() {
            return say!(console, "arm-ended");
        }
    }
}

/// Tells one thing that was done, with its time; the same for machines is returned.
fn told(action: &Action, console: &Console) -> Result<Value> {
    let now = console.clock.now()?;
    let time = console.clock.local(now);
    let mut value = match action {
        Action::Cosigned { file, size } => {
            say!(console, "arm-cosigned", time = time, size = size, file = file)?;
            json!({ "action": "cosigned", "file": file, "size": size })
        }
        Action::Released { file, stage, bids } => {
            say!(console, "arm-released", time = time, stage = stage, bids = bids, file = file)?;
            json!({ "action": "released", "file": file, "stage": stage, "bids": bids })
        }
        Action::Refused { file, stage, error } => {
            let (reason, code) = words(error, console);
            say!(
                console,
                "arm-refused",
                time = time,
                stage = stage,
                reason = reason,
                code = code,
                file = file
            )?;
            json!({ "action": "refused", "file": file, "stage": stage, "reason": reason_json(error, console) })
        }
        Action::Waits { file, error } => {
            let (reason, code) = words(error, console);
            say!(console, "arm-waits", time = time, file = file, reason = reason, code = code)?;
            json!({ "action": "waits", "file": file, "reason": reason_json(error, console) })
        }
        Action::Alarm { error } => {
            let (reason, code) = words(error, console);
            console.alarm(&fill!(console.words, "arm-alarm", time = time, reason = reason, code = code))?;
            json!({ "action": "alarm", "reason": reason_json(error, console) })
        }
    };
    value["time"] = json!(now);
    Ok(value)
}

fn words(error: &Error, console: &Console) -> (String, String) {
    let failure = Failure::from(error.clone());
    (failure.reason(&console.words), failure.reference(&console.words))
}

fn reason_json(error: &Error, console: &Console) -> Value {
    Failure::from(error.clone()).json(&console.words)
}
