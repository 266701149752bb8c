//! `sealbid box`: the platform's tender box, from its key to the recorded head (SPEC §14).

pub mod after;
mod answer;
mod arrivals;
pub mod close;
pub mod cosigned;
mod drop_folder;
mod hall;
mod key;
mod new;
mod notices;
pub mod pending;
pub mod reading;
mod receive;
mod requests;
mod status;
mod summary;

use crate::console::Console;
use crate::failure::Result;

/// What can be done with a tender box.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make the key of a tender's record, whose public half stands in the notice
    Key(key::Arguments),
    /// Make a tender box for a notice
    New(new::Arguments),
    /// Show how a box stands, or all boxes below a folder; nothing about its bids before the closing
    Status(status::Arguments),
    /// Receive a sealed bid, or all that lie in a folder; each gets a signed receipt or a signed refusal
    Receive(receive::Arguments),
    /// Receive a sealed bid in the place of another
    Replace(requests::Replace),
    /// Withdraw a bid, as its bidder asks
    Withdraw(requests::Withdraw),
    /// Receive a bid's digest ahead of its file
    Announce(requests::Announce),
    /// Receive the file of an announced bid
    Deliver(requests::Deliver),
    /// Amend the notice: bids under the one before no longer count
    Amend(notices::Amend),
    /// Move times later, as the tenderer has decided
    Postpone(notices::Postpone),
    /// Close the box after the deadline, sign the record's head and have it stamped at once
    Close(close::Arguments),
    /// Take the head with the custodians' cosignatures; once there are enough, it is recorded
    Cosigned(cosigned::Arguments),
    /// Record a receipt for a bid that the closed box does not have
    Objection(after::Objection),
    /// Take the identical file of a bid again, in the place of a damaged one
    Rescue(after::Rescue),
}

/// Carries out a command.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::Key(arguments) => key::run(arguments, console),
        Command::New(arguments) => new::run(arguments, console),
        Command::Status(arguments) => status::run(arguments, console),
        Command::Receive(arguments) => receive::run(arguments, console),
        Command::Replace(arguments) => requests::replace(arguments, console),
        Command::Withdraw(arguments) => requests::withdraw(arguments, console),
        Command::Announce(arguments) => requests::announce(arguments, console),
        Command::Deliver(arguments) => requests::deliver(arguments, console),
        Command::Amend(arguments) => notices::amend(arguments, console),
        Command::Postpone(arguments) => notices::postpone(arguments, console),
        Command::Close(arguments) => close::run(arguments, console),
        Command::Cosigned(arguments) => cosigned::run(arguments, console),
        Command::Objection(arguments) => after::objection(arguments, console),
        Command::Rescue(arguments) => after::rescue(arguments, console),
    }
}
