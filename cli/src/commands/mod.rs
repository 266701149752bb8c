//! The commands, one file each.

pub mod audit;
pub mod blind;
pub mod cert;
mod cert_check;
mod cert_dependants;
mod cert_expiry;
mod cert_show;
pub mod chain;
pub mod custodian;
mod custodian_arm;
mod custodian_desk;
mod custodian_sign;
pub mod doctor;
pub mod inspect;
pub mod minutes;
pub mod notice;
mod notice_check;
mod notice_draft;
mod notice_new;
mod notice_show;
pub mod open;
pub mod opening;
mod releases;
pub mod request;
mod request_seed;
pub mod seal;
pub mod signed;
mod signed_check;
mod signed_content;
mod signed_decision;
mod signed_show;
mod signed_sign;
mod signed_template;
pub mod tenderbox;
pub mod timestamp;
mod timestamp_request;
mod timestamp_serve;
mod timestamp_verify;
pub mod token;
pub mod trust;
pub mod verify;

use crate::args::Command;
use crate::console::{self, Console};
use crate::failure::Result;
use crate::{files, help, rehearse};
use sealbid::Error;
use std::path::Path;

/// How a command ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Without anything to say.
    Clean,
    /// With warnings, where `--strict` asks to be told by the exit code.
    Warned,
    /// What was told shows that something fails.
    Failed,
    /// Nothing fails, but something could not be checked, or is still missing.
    Partly,
}

/// Carries out a command.
pub fn run(command: Command, console: &Console) -> Result<Done> {
    match command {
        Command::Notice(notice::Command::Check(arguments)) => return notice_check::run(&arguments, console),
        Command::Cert(command) => return cert::run(&command, console),
        Command::Opening(command) => return opening::run(&command, console),
        Command::Doctor(arguments) => return doctor::run(&arguments, console),
        Command::Audit(arguments) => return audit::run(&arguments, console),
        Command::Notice(command) => notice::run(&command, console)?,
        Command::Rehearse(arguments) => rehearse::run(&arguments, console)?,
        Command::Custodian(command) => custodian::run(&command, console)?,
        Command::Trust(command) => trust::run(&command, console)?,
        Command::Token(command) => token::run(&command, console)?,
        Command::Seal(arguments) => seal::run(&arguments, console)?,
        Command::Inspect(arguments) => inspect::run(&arguments, console)?,
        Command::Verify(arguments) => verify::run(&arguments, console)?,
        Command::Minutes(arguments) => minutes::run(&arguments, console)?,
        Command::Open(arguments) => open::run(&arguments, console)?,
        Command::Request(command) => request::run(&command, console)?,
        Command::Blind(command) => blind::run(&command, console)?,
        Command::Box(command) => tenderbox::run(&command, console)?,
        Command::Timestamp(command) => timestamp::run(&command, console)?,
        Command::Signed(command) => signed::run(&command, console)?,
        Command::Chain(arguments) => chain::run(&arguments, console)?,
        Command::Help { command } => console::print(&help::choices(&command, &console.words))?,
        Command::Completions { shell } => completions(shell, console)?,
        Command::Man { out } => manual(out.as_deref(), console)?,
    }
    Ok(Done::Clean)
}

fn completions(shell: clap_complete::Shell, console: &Console) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(&console.words), "sealbid", &mut script);
    console::print(&String::from_utf8_lossy(&script))
}

fn manual(out: Option<&Path>, console: &Console) -> Result<()> {
    let command = help::command(&console.words);
    match out {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(Error::from)?;
            console::print(&String::from_utf8_lossy(&page))
        }
        Some(folder) => {
            files::make_folder(folder)?;
            clap_mangen::generate_to(command, folder).map_err(|e| Error::from(e).at(folder.display()))?;
            Ok(())
        }
    }
}
