//! `sealbid rehearse`: a whole tender in a few seconds, from the custodians' keys to a passing audit.
//!
//! Nothing here is a shortcut: every step calls what the other commands call, on files on disk.

mod audits;
mod bids;
mod cast;
mod checks;
mod custody;
mod invitation;
mod opening;
mod prices;
mod review;
mod story;
mod submission;
mod tender;

use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::progress::Guard;
use crate::{files, say};
use sealbid::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// Arguments of `rehearse`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Keep everything in this folder, which must be new or empty
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// Plays the whole tender; ends well only if every check passes.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    // From here on Ctrl-C waits for the step under way, so that the folder can be removed.
    let guard = Guard::new();
    match &arguments.keep {
        Some(folder) => {
            check_empty(folder)?;
            let existed = folder.exists();
            let played = story::play(folder, true, &guard, console);
            if matches!(&played, Err(Failure::Library(error)) if error.kind() == ErrorKind::Cancelled) {
                clear(folder, existed);
            }
            played
        }
        None => {
            let folder =
                tempfile::Builder::new().prefix("sealbid-rehearsal-").tempdir().map_err(Error::from)?;
            story::play(folder.path(), false, &guard, console)?;
            say!(console, "rehearse-removed")
        }
    }
}

fn check_empty(folder: &Path) -> Result<()> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Error::new(ErrorKind::WouldOverwrite).at(folder.display()).into()),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(Error::from(e).at(folder.display()).into()),
    }
}

/// Takes away what a cancelled rehearsal leaves in a folder that was empty before.
fn clear(folder: &Path, existed: bool) {
    files::remove_folder(folder);
    if existed {
        std::fs::create_dir(folder).unwrap_or_default();
    }
}
