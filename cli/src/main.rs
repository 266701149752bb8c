//! The `sealbid` command: arguments in, a library call, words out.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod args;
mod clock;
mod commands;
mod console;
mod desk;
mod evidence;
mod failure;
mod figures;
mod files;
mod help;
mod html;
mod http;
mod http_server;
mod passphrase;
mod progress;
mod record;
mod rehearse;
mod revocation;
mod signing;
mod stamping;
mod table;
mod time_trust;
mod words;

use crate::clock::Clock;
use crate::commands::Done;
use crate::console::Console;
use crate::words::{Language, Words};
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let words = Words::new(Language::choose(&arguments));
    let cli = match help::parse(&arguments, &words) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let options = cli.options;
    // Before any thread is started, the one that waits for Ctrl-C included: see `Clock::new`.
    let clock = Clock::new(options.at);
    let console = Console { words, clock, json: options.json, quiet: options.quiet };
    progress::watch_for_cancel();
    match commands::run(cli.command, &console) {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::Warned) => ExitCode::from(3),
        Ok(Done::Failed) => ExitCode::from(1),
        Ok(Done::Partly) => ExitCode::from(6),
        Err(failure) => {
            console.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}
