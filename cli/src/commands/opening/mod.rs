//! `sealbid opening`: the opening of a stage, from the closed box to the minutes (SPEC §16).

mod decide;
mod documents;
mod exchange;
mod heads;
mod missing;
mod pass;
mod releases;
mod run;
mod status;
mod told;

use super::Done;
use super::tenderbox::after;
use crate::console::Console;
use crate::failure::Result;

/// What an opening is made of.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Open a stage: goes as far as it can, says what is missing next, and goes on from there when it is run again
    Run(Box<run::Arguments>),
    /// Show how far the opening of each stage is; needs no keys, and works while run does
    Status(status::Arguments),
    /// Record which bids the tenderer admits to the next stage
    Admit(Box<decide::Signed>),
    /// Record what the adjudicator has decided
    Adjudicate(Box<decide::Signed>),
    /// Supply the identical file of a bid that was damaged
    Rescue(Box<after::Rescue>),
    /// Record the adjudicator's declaration that a stage's quorum is lost
    Lost(Box<decide::Signed>),
    /// Take a bidder's seed for a stage whose quorum is lost
    Seed(Box<decide::Signed>),
}

/// Goes on with an opening, or records what people decide in it.
pub fn run(command: &Command, console: &Console) -> Result<Done> {
    match command {
        Command::Run(arguments) => return run::run(arguments, console),
        Command::Status(arguments) => return status::run(arguments, console),
        Command::Admit(arguments) => decide::admit(arguments, console)?,
        Command::Adjudicate(arguments) => decide::adjudicate(arguments, console)?,
        Command::Rescue(arguments) => after::rescue(arguments, console)?,
        Command::Lost(arguments) => decide::lost(arguments, console)?,
        Command::Seed(arguments) => decide::seed(arguments, console)?,
    }
    Ok(Done::Clean)
}
