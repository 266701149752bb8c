//! `sealbid blind`: copies of documents that do not tell who the bidder is (SPEC §18).

mod scan;
mod terms;

use crate::console::Console;
use crate::failure::Result;

/// What can be done for blind copies.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a list of terms to fill in: what must not stand in a blind copy
    Terms(terms::Arguments),
    /// Look through a blind copy for what is left of the terms
    Scan(scan::Arguments),
}

/// Carries out a command.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::Terms(arguments) => terms::run(arguments, console),
        Command::Scan(arguments) => scan::run(arguments, console),
    }
}
