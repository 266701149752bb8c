//! A box's history, read without the platform's keys and beside whoever works in the box.

use crate::desk::roots;
use crate::failure::Result;
use crate::record::{Followed, follow};
use sealbid::ca::TrustAnchors;
use sealbid::record::{FolderStore, History, Store, read_log};
use sealbid::tenderbox::{JOURNAL, LOG};
use sealbid::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// Whether there is a box in a folder.
pub fn is_box(folder: &Path) -> bool {
    [JOURNAL, LOG].iter().any(|name| folder.join(name).is_file())
}

/// The file that tells what has happened, and its size.
pub fn log(folder: &Path) -> Result<(PathBuf, u64)> {
    let record = folder.join(LOG);
    let path = if record.is_file() { record } else { folder.join(JOURNAL) };
    let size = path.metadata().map_err(|e| Error::from(e).at(path.display()))?.len();
    Ok((path, size))
}

/// Reads what has happened in a box as far as it keeps the rules.
pub fn follow_box(folder: &Path, trust: &[PathBuf]) -> Result<Followed> {
    let store = FolderStore::read_only(folder)?;
    let name = if store.size(LOG)?.is_some() { LOG } else { JOURNAL };
    let trust = TrustAnchors::new(roots(folder, trust)?)?;
    Ok(follow(&store.open(name)?, &trust).map_err(|e| e.at(folder.join(name).display()))?)
}

/// Reads what has happened in a box. `trust` are other roots than those that the box has.
pub fn history(folder: &Path, trust: &[PathBuf]) -> Result<History> {
    let mut history = History::new(TrustAnchors::new(roots(folder, trust)?)?);
    let store = FolderStore::read_only(folder)?;
    let name = if store.size(LOG)?.is_some() { LOG } else { JOURNAL };
    let source = store.open(name)?;
    let read = read_log(&source, |frame| history.apply(&frame.entry, &frame.attachments).map(|_| ()));
    match read {
        // What is being written just now nobody was told of.
        Err(error) if error.kind() == ErrorKind::LogIncomplete => Ok(history),
        other => other.map(|_| history).map_err(|e| e.at(folder.join(name).display()).into()),
    }
}
