//! Documents of bids that are open already: written when they are asked for later, or where they could not be before.

use super::told::Told;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::say;
use sealbid::bid::FolderSink;
use sealbid::opening::Opening;
use sealbid::record::{BidStatus, PARTIAL};
use sealbid::tenderbox::ClosedBox;
use sealbid::{Error, ErrorKind};
use std::path::Path;

/// Writes below `folder`, as `lot/digest/part/path`, what is not there yet. What cannot be written is told, and changes
/// no outcome.
pub fn extract(
    opening: &Opening<'_>,
    closed: &ClosedBox,
    folder: &Path,
    told: &Told,
    console: &Console,
) -> Result<()> {
    let stage = opening.case().stage();
    let bids = closed.with_history(|history| {
        let (number, _) = history.stage(stage)?;
        let opened = history.bids().iter().filter(|bid| bid.status == BidStatus::Opened(number));
        Ok::<_, Error>(opened.map(|bid| (bid.lot.clone(), bid.digest)).collect::<Vec<_>>())
    })?;
    for (lot, digest) in bids {
        let name = folder.join(lot.as_str()).join(digest.to_string());
        if name.is_dir() {
            continue;
        }
        let partial = folder.join(lot.as_str()).join(format!("{digest}{PARTIAL}"));
        let written = clear(&partial).and_then(|()| {
            let mut sink = FolderSink::new(&partial)?;
            opening.extract(&digest, &mut sink, told.work())?;
            drop(sink);
            std::fs::rename(&partial, &name).map_err(|e| Error::from(e).at(name.display()))
        });
        if let Err(error) = written {
            if error.kind() == ErrorKind::Cancelled {
                return Err(error.into());
            }
            let failure = Failure::from(error);
            let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
            say!(console, "opening-not-written", digest = digest, reason = reason, code = code)?;
        }
    }
    Ok(())
}

/// Removes what an interrupted run has left; links are not followed.
fn clear(partial: &Path) -> sealbid::Result<()> {
    match std::fs::remove_dir_all(partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::from(error).at(partial.display()))
        }
        _ => Ok(()),
    }
}
