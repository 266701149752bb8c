//! `sealbid box key`: the key with which the platform signs the heads of one tender's record (SPEC §14.1).

use crate::console::Console;
use crate::failure::Result;
use crate::{files, passphrase, say};
use sealbid::tenderbox::RecordKey;
use sealbid::wire::Id;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `box key`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The tender's number at the trading centre
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    tender: Id,
    /// The key file to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// A file whose first line is the new passphrase; - is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Makes a key, and prints its public half as the notice's draft takes it.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let passphrase = passphrase::ask_new(console, arguments.passphrase_file.as_deref(), &arguments.out)?;
    let key = RecordKey::generate(arguments.tender.clone(), console.clock.now()?)?;
    files::write_secret(&arguments.out, key.to_key_file(passphrase.as_bytes())?.as_bytes())?;
    let public = key.key.public();
    say!(console, "box-key-made", file = arguments.out.display())?;
    say!(console, "box-key-next")?;
    console.line("")?;
    console.line("  [platform]")?;
    console.line(&format!("  record_key = \"{public}\""))?;
    console.result(&json!({
        "file": arguments.out,
        "tender_id": key.tender_id,
        "created": key.created,
        "record_key": public,
    }))
}
