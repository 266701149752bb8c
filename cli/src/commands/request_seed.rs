//! `sealbid request seed`: a bidder gives the seed of one stage, when its quorum is lost for good (SPEC §16.5).

use crate::console::Console;
use crate::failure::Result;
use crate::{files, passphrase, say};
use sealbid::bid::BidKeyFile;
use sealbid::opening::Seed;
use sealbid::wire::Id;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `request seed`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The bid's key file, as seal wrote it
    #[arg(long = "key", value_name = "FILE")]
    bid_key: PathBuf,
    /// A file whose first line is its passphrase; - is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The stage
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    stage: Id,
    /// The signed seed to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Writes a signed seed, for the owner's eyes only.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let (path, stage) = (&arguments.bid_key, &arguments.stage);
    let passphrase = passphrase::ask(console, arguments.passphrase_file.as_deref(), path)?;
    let keys = files::parse(path, |bytes| BidKeyFile::from_key_file(bytes, passphrase.as_bytes()))?;
    let seed = Seed::of_bid(&keys, stage).map_err(|e| e.at(path.display()))?;
    files::write_secret(&arguments.out, &seed.to_bytes()?)?;
    say!(console, "seed-written", stage = stage, file = arguments.out.display())?;
    console.result(
        &json!({ "file": arguments.out, "kind": "seed", "stage": stage, "bid_key": keys.key.public() }),
    )
}
