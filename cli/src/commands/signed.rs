//! `sealbid signed`: what people sign beside bids and notices, in files (SPEC §13.5).

use super::{signed_show, signed_sign, signed_template};
use crate::console::Console;
use crate::failure::Result;

/// What can be done with signed files.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show and check a signed file: a receipt, a refusal, a request, a decision
    Show(signed_show::Arguments),
    /// Sign a decision: a postponement, an admission, an adjudication, a lost quorum
    Sign(signed_sign::Arguments),
    /// Print a decision to fill in
    Template(signed_template::Arguments),
}

/// Carries out a command.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::Show(arguments) => signed_show::run(arguments, console),
        Command::Sign(arguments) => signed_sign::run(arguments, console),
        Command::Template(arguments) => signed_template::run(arguments, console),
    }
}
