//! `sealbid box replace|withdraw|announce|deliver`: what bidders ask for besides handing in a bid (SPEC §14.4, §14.5).

use super::answer::{Answers, token, upload};
use crate::commands::inspect;
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::files;
use sealbid::suite::Digest;
use sealbid::tenderbox::{AnyBox, ClosedBox, Refused};
use std::path::PathBuf;

/// Arguments of `box replace`.
#[derive(clap::Args, Debug)]
pub struct Replace {
    #[command(flatten)]
    desk: Desk,
    /// The sealed bid that comes
    bid: PathBuf,
    /// The bidder's signed request, as request replace made it
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// Its timestamp token; the one beside it, as NAME.tst, if left out
    #[arg(long, value_name = "FILE")]
    timestamp: Option<PathBuf>,
    /// The receipt to write; beside the bid, as NAME.receipt.json, if left out
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Arguments of `box withdraw`.
#[derive(clap::Args, Debug)]
pub struct Withdraw {
    #[command(flatten)]
    desk: Desk,
    /// The bidder's signed request, as request withdraw made it
    request: PathBuf,
    /// The receipt to write; beside the request, as NAME.receipt.json, if left out
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Arguments of `box announce`.
#[derive(clap::Args, Debug)]
pub struct Announce {
    #[command(flatten)]
    desk: Desk,
    /// The bidder's signed announcement, as request announce made it
    request: PathBuf,
    /// The bid's timestamp token; the one beside the announcement, as NAME.tst, if left out
    #[arg(long, value_name = "FILE")]
    timestamp: Option<PathBuf>,
    /// The receipt to write; beside the announcement, as NAME.receipt.json, if left out
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Arguments of `box deliver`.
#[derive(clap::Args, Debug)]
pub struct Deliver {
    #[command(flatten)]
    desk: Desk,
    /// The sealed bid that was announced
    bid: PathBuf,
    /// The receipt to write; beside the bid, as NAME.receipt.json, if left out
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Receives a bid in the place of another.
pub fn replace(arguments: &Replace, console: &Console) -> Result<()> {
    let path = &arguments.bid;
    let answers = Answers::new(path, arguments.out.as_deref())?;
    let token = token(arguments.timestamp.as_deref(), path)?;
    let request = files::read_signed(&arguments.request)?;
    let answer = match arguments.desk.open(console)? {
        AnyBox::Open(open) => {
            let mut arriving = open.upload()?;
            upload(path, &mut arriving, console)?;
            let now = console.clock.now()?;
            open.replace(arriving, &request, &token, now, now)
        }
        AnyBox::Closed(closed) => {
            closed_to(&closed, inspect::read(path).ok().map(|bid| bid.digest()), console)?
        }
    };
    answers.give(answer, console)
}

/// Withdraws a bid.
pub fn withdraw(arguments: &Withdraw, console: &Console) -> Result<()> {
    let answers = Answers::new(&arguments.request, arguments.out.as_deref())?;
    let request = files::read_signed(&arguments.request)?;
    let answer = match arguments.desk.open(console)? {
        AnyBox::Open(open) => {
            let now = console.clock.now()?;
            open.withdraw(&request, now, now)
        }
        AnyBox::Closed(closed) => closed_to(&closed, None, console)?,
    };
    answers.give(answer, console)
}

/// Receives a digest.
pub fn announce(arguments: &Announce, console: &Console) -> Result<()> {
    let answers = Answers::new(&arguments.request, arguments.out.as_deref())?;
    let token = token(arguments.timestamp.as_deref(), &arguments.request)?;
    let request = files::read_signed(&arguments.request)?;
    let answer = match arguments.desk.open(console)? {
        AnyBox::Open(open) => {
            let now = console.clock.now()?;
            open.announce(&request, &token, now, now)
        }
        AnyBox::Closed(closed) => closed_to(&closed, None, console)?,
    };
    answers.give(answer, console)
}

/// Receives an announced bid's file, before or after the closing.
pub fn deliver(arguments: &Deliver, console: &Console) -> Result<()> {
    let path = &arguments.bid;
    let answers = Answers::new(path, arguments.out.as_deref())?;
    let answer = match arguments.desk.open(console)? {
        AnyBox::Open(open) => {
            let mut arriving = open.upload()?;
            upload(path, &mut arriving, console)?;
            let now = console.clock.now()?;
            open.deliver(arriving, now, now)
        }
        AnyBox::Closed(closed) => {
            let mut arriving = closed.upload()?;
            upload(path, &mut arriving, console)?;
            let now = console.clock.now()?;
            closed.deliver(arriving, now, now)
        }
    };
    answers.give(answer, console)
}

/// The answer of a closed box.
fn closed_to(
    closed: &ClosedBox,
    digest: Option<Digest>,
    console: &Console,
) -> Result<std::result::Result<Vec<u8>, Refused>> {
    Ok(Err(closed.refuse(digest, console.clock.now()?)))
}
