//! What a folder of documents holds.

use super::Outcome;
use std::path::{Path, PathBuf};

/// Every file below a folder, but those of terms, in the order of their paths.
pub fn documents(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(documents(&path)?);
        } else if path.extension().is_some_and(|ending| ending != "json") {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}
