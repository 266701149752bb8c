//! `sealbid blind`: blind copies at the bidder's desk, and blind review at the hall (SPEC §18, §19).

mod deal;
pub mod form;
pub mod packages;
mod page;
mod preview;
mod review;
mod scan;
mod terms;
mod told;

use crate::console::Console;
use crate::failure::Result;

/// What blind review is made of.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a list of terms to fill in: what must not stand in a blind copy
    Terms(terms::Arguments),
    /// Make the blind copy of documents, with a page of what was removed and what to look at
    Preview(preview::Arguments),
    /// Look through a blind copy for what is left of the terms
    Scan(scan::Arguments),
    /// Deal a finished stage to evaluators: a folder or an archive of blind copies for each code
    Deal(Box<deal::Arguments>),
    /// Record the scores by code, signed by the tenderer
    Scores(Box<review::Scores>),
    /// Publish the secret behind the codes, and whose each code was, with the proof
    Unseal(Box<review::Unseal>),
}

/// Carries out a command.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::Terms(arguments) => terms::run(arguments, console),
        Command::Scan(arguments) => scan::run(arguments, console),
        Command::Preview(arguments) => preview::run(arguments, console),
        Command::Deal(arguments) => deal::run(arguments, console),
        Command::Scores(arguments) => review::scores(arguments, console),
        Command::Unseal(arguments) => review::unseal(arguments, console),
    }
}
