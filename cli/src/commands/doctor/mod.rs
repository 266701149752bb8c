//! `sealbid doctor`: before an opening, what could stop it. Nothing is changed, and before the closing nothing is told
//! that depends on how many bids there are.

mod certificates;
mod custodians;
mod health;
mod patient;
mod storage;
mod times;
mod timestamps;

pub use health::weights;

use super::Done;
use crate::console::Console;
use crate::failure::Result;
use crate::progress::Guard;
use crate::say;
use crate::stamping::Stamping;
use health::Check;
use patient::Patient;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `doctor`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The folder of a tender box, open or closed, or of a notice
    #[arg(value_name = "BOX|NOTICE")]
    place: PathBuf,
    /// A root by which the tenderer is known (PEM or DER; can be given several times); those of the box if left out
    #[arg(long = "trust", value_name = "FILE")]
    roots: Vec<PathBuf>,
    /// The platform's certificate, with which it will sign
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// A revocation list that is to be used at the closing (can be given several times)
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// A custodian's exchange folder (can be given several times); those within the box if left out
    #[arg(long, value_name = "DIR")]
    exchange: Vec<PathBuf>,
    /// The memory of a custodian's key, on its own machine (can be given several times)
    #[arg(long, value_name = "FILE")]
    memory: Vec<PathBuf>,
    /// Mark certificates that end within this many days
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    within: u32,
    /// Seconds by which a timestamp may differ from this machine's clock, and from the other authorities'
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=3600))]
    tolerance: u32,
    /// Free space on the disk, in MiB, that the box is to have beside what its opening needs
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u32))]
    min_free: u32,
    /// Ask no timestamp authority
    #[arg(long)]
    offline: bool,
    /// Do not read the stored bids
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    stamping: Stamping,
    /// Exit code 3 if the health is below this figure; 100 if none is given
    #[arg(long, value_name = "HEALTH", num_args = 0..=1, default_missing_value = "100", value_parser = clap::value_parser!(u32).range(1..=100))]
    strict: Option<u32>,
    /// Look again every so many seconds, until Ctrl-C
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    watch: Option<u64>,
}

/// Looks at everything, once or again and again.
pub fn run(arguments: &Arguments, console: &Console) -> Result<Done> {
    let guard = arguments.watch.map(|_| Guard::new());
    loop {
        let health = look(arguments, console)?;
        let done = match arguments.strict {
            Some(threshold) if health < threshold => Done::Warned,
            _ => Done::Clean,
        };
        let (Some(seconds), Some(guard)) = (arguments.watch, &guard) else { return Ok(done) };
        if guard.sleep(seconds).is_err() {
            return Ok(done);
        }
        console.line("")?;
    }
}

fn look(arguments: &Arguments, console: &Console) -> Result<u32> {
    let now = console.clock.now()?;
    let mut patient = Patient::find(&arguments.place, &arguments.roots, console)?;
    let mut checks: Vec<Check> = std::mem::take(&mut patient.checks);
    checks.extend(times::check(&patient, now, console)?);
    checks.extend(certificates::check(&patient, arguments, now, console)?);
    checks.extend(timestamps::check(&patient, arguments, console)?);
    checks.extend(custodians::check(&patient, arguments, console)?);
    checks.extend(storage::check(&patient, arguments, console)?);
    let body = patient.notice.body();
    console.line(&body.title)?;
    say!(console, "doctor-of", id = body.tender_id, time = console.clock.local(now))?;
    console.line("")?;
    health::show(&checks, console)?;
    let mut report = health::json(&checks);
    (report["tender"], report["at"]) = (json!(patient.notice.tender()), json!(now));
    match arguments.watch {
        Some(_) => console.event(&report)?,
        None => console.result(&report)?,
    }
    Ok(health::health(&checks).0)
}
