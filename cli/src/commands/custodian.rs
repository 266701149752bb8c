//! `sealbid custodian`: a custodian's key for one tender, and what is done with it.

use super::custodian_desk::KeyArguments;
use super::{custodian_arm, custodian_sign};
use crate::console::Console;
use crate::failure::Result;
use crate::{files, passphrase, say};
use sealbid::timelock::CustodianKey;
use sealbid::wire::{Id, check_text};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What can be done with a custodian's key.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a fresh key for one tender
    New {
        /// The tender's number at the trading centre
        #[arg(long, value_name = "ID", value_parser = Id::new)]
        tender: Id,
        /// The custodian's name in the notice, such as centre
        #[arg(long, value_name = "ID", value_parser = Id::new)]
        id: Id,
        /// The organisation, written exactly as in its certificate
        #[arg(long, value_name = "NAME")]
        organisation: String,
        /// The key file to write
        #[arg(short, long, value_name = "FILE")]
        out: PathBuf,
        /// A file whose first line is the new passphrase; - is standard input
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Show the public halves of a key
    Show {
        /// The key file
        key: PathBuf,
        /// A file whose first line is the passphrase; - is standard input
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Begin the memory of a key: once, before it signs anything for the record, and never again
    Remember {
        #[command(flatten)]
        key: KeyArguments,
    },
    /// Read the record, and cosign its head
    Cosign(custodian_sign::Cosign),
    /// Read the record, and release a stage, or refuse to with your signature
    Release(custodian_sign::Release),
    /// Answer by itself what lies in an exchange folder, until something is wrong
    Arm(custodian_arm::Arguments),
    /// Let a custodian go on that raised an alarm, once its cause is known
    Clear {
        #[command(flatten)]
        key: KeyArguments,
    },
}

/// Makes or shows a key, or signs with it.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::New { tender, id, organisation, out, passphrase_file } => {
            check_text(organisation, 1, 256).map_err(|e| e.at("organisation"))?;
            files::free(out)?;
            let passphrase = passphrase::ask_new(console, passphrase_file.as_deref(), out)?;
            let now = console.clock.now()?;
            let key = CustodianKey::generate(id.clone(), organisation, tender.clone(), now)?;
            files::write_secret(out, key.to_key_file(passphrase.as_bytes())?.as_bytes())?;
            say!(console, "custodian-made", file = out.display())?;
            show(&key, console)?;
            say!(console, "custodian-next", file = out.display(), id = id)?;
            say!(console, "custodian-next-memory", file = out.display())
        }
        Command::Show { key: path, passphrase_file } => {
            let passphrase = passphrase::ask(console, passphrase_file.as_deref(), path)?;
            let key = files::parse(path, |bytes| CustodianKey::from_key_file(bytes, passphrase.as_bytes()))?;
            show(&key, console)
        }
        Command::Remember { key } => custodian_sign::remember(key, console),
        Command::Cosign(arguments) => custodian_sign::cosign(arguments, console),
        Command::Release(arguments) => custodian_sign::release(arguments, console),
        Command::Arm(arguments) => custodian_arm::run(arguments, console),
        Command::Clear { key } => custodian_sign::clear(key, console),
    }
}

fn show(key: &CustodianKey, console: &Console) -> Result<()> {
    say!(console, "custodian-id", id = key.custodian(), organisation = key.organisation())?;
    say!(console, "custodian-tender", tender = key.tender_id())?;
    say!(console, "custodian-created", time = console.clock.local(key.created()))?;
    say!(console, "custodian-key", key = key.public().bytes())?;
    say!(console, "custodian-record-key", key = key.record_key())?;
    console.result(&json(key))
}

fn json(key: &CustodianKey) -> Value {
    json!({
        "custodian": key.custodian(),
        "organisation": key.organisation(),
        "tender_id": key.tender_id(),
        "created": key.created(),
        "key": key.public().bytes(),
        "record_key": key.record_key(),
    })
}
