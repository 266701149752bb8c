//! `sealbid box receive`: sealed bids with their tokens, one or a folder of them (SPEC §14.2).

use super::answer::{Answered, Answers, token, upload};
use super::drop_folder::DropFolder;
use crate::commands::inspect;
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use sealbid::tenderbox::{AnyBox, Refused};
use sealbid::wire::Time;
use std::path::{Path, PathBuf};

/// Arguments of `box receive`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    desk: Desk,
    /// The sealed bid
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    bid: Option<PathBuf>,
    /// Its timestamp token; the one beside it, as NAME.tst, if left out
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    timestamp: Option<PathBuf>,
    /// The receipt to write; beside the bid, as NAME.receipt.json, if left out
    #[arg(short, long, value_name = "FILE", conflicts_with = "from")]
    out: Option<PathBuf>,
    /// Instead of one bid: every NAME.sbid of this folder with its NAME.tst that has no answer beside it yet
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Go on until the deadline, for bids that come later: first the bid, then its token
    #[arg(long, requires = "from")]
    watch: bool,
    /// Seconds between two looks into the folder
    #[arg(long, value_name = "SECONDS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=3600), requires = "watch")]
    pause: u64,
}

/// Receives.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    if let Some(folder) = &arguments.from {
        let tender = arguments.desk.open(console)?;
        let pause = arguments.watch.then_some(arguments.pause);
        return DropFolder::new(&tender, folder, console).run(pause);
    }
    // The command line is refused where neither is given.
    let Some(path) = &arguments.bid else { return Ok(()) };
    let answers = Answers::new(path, arguments.out.as_deref())?;
    let token = token(arguments.timestamp.as_deref(), path)?;
    let tender = arguments.desk.open(console)?;
    answers.give(receive(&tender, path, &token, || console.clock.now(), console)?, console)
}

/// Gives one bid to the box. When it had arrived is asked once its last byte is read.
fn receive(
    tender: &AnyBox,
    path: &Path,
    token: &[u8],
    arrived: impl FnOnce() -> sealbid::Result<Time>,
    console: &Console,
) -> Result<std::result::Result<Vec<u8>, Refused>> {
    match tender {
        AnyBox::Open(open) => {
            let mut arriving = open.upload()?;
            upload(path, &mut arriving, console)?;
            let arrived = arrived()?;
            Ok(open.receive(arriving, token, arrived, console.clock.now()?))
        }
        AnyBox::Closed(closed) => {
            let digest = inspect::read(path).ok().map(|bid| bid.digest());
            Ok(Err(closed.refuse(digest, arrived()?)))
        }
    }
}

/// One bid of a folder: received, or refused and told so beside it.
pub fn answer(
    tender: &AnyBox,
    path: &Path,
    arrived: impl FnOnce() -> sealbid::Result<Time>,
    console: &Console,
) -> Result<Answered> {
    let answers = Answers::new(path, None)?;
    answers.write(receive(tender, path, &token(None, path)?, arrived, console)?)
}
