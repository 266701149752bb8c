//! `sealbid verify`: everything that anybody can check of a bid without opening it (SPEC §5.6).

use super::inspect;
use crate::console::Console;
use crate::failure::Result;
use crate::progress::Bar;
use crate::{files, revocation, say};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `verify`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The sealed bid
    bid: PathBuf,
    /// The folder of the notice
    #[arg(long, value_name = "DIR")]
    notice: PathBuf,
    #[command(flatten)]
    revocation: revocation::Evidence,
}

/// Checks a bid. The signer's chain is judged at `--at`, or now.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let at = console.clock.now()?;
    let place = |error: sealbid::Error| error.at(arguments.bid.display());
    let revocation = arguments.revocation.load()?;
    let signed = files::signed_notice(&arguments.notice)?;
    say!(console, "verify-notice", digest = signed.notice().digest())?;
    let file = inspect::read(&arguments.bid)?;
    let names = file.signature().certificate.names();
    let signer = names.display();
    say!(console, "verify-structure")?;
    let bid = file.under(signed.notice()).map_err(place)?;
    say!(console, "verify-header")?;
    let bytes = bid.file().header().parts.iter().map(|part| part.size).sum();
    let bar = Bar::new(console, &console.words.text("progress-verify"), bytes);
    bid.check_parts(bar.work()).map_err(place)?;
    drop(bar);
    say!(console, "verify-parts", count = bid.file().header().parts.len())?;
    let chain = bid.check_signer(&revocation, at).map_err(place)?;
    say!(console, "verify-signer", signer = signer, time = console.clock.local(at))?;
    revocation::show(&chain, console)?;
    if let Some(person) = &names.person {
        say!(console, "verify-person", person = person)?;
    }
    say!(console, "verify-good", digest = bid.digest())?;
    console.result(&json!({
        "digest": bid.digest(),
        "bid_key": bid.bid_key(),
        "lot": bid.lot(),
        "signer": signer,
        "person": names.person,
        "at": at,
        "revocation": revocation::json(&chain),
    }))
}
