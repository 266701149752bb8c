//! Evaluators' packages as they are given out: folders, or ZIP archives. Nothing in them tells when they were made.

use crate::files;
use sealbid::Error;
use sealbid::blind::Package;
use std::collections::BTreeSet;
use std::fs::{File, create_dir_all};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// What archives end with.
const ZIP: &str = ".zip";

/// Writes a package as the folder `LOT/CODE`.
///
/// # Errors
/// Those of the disk.
pub fn folder(out: &Path, package: &Package) -> sealbid::Result<()> {
    let folder = out.join(package.lot.as_str()).join(&package.code);
    let at = |e: std::io::Error| Error::from(e).at(folder.display());
    // Nobody who deals to a code without documents should find no folder, and think that it was forgotten.
    create_dir_all(&folder).map_err(at)?;
    let mut folders = BTreeSet::from([folder.clone()]);
    for (path, bytes) in &package.files {
        let path = folder.join(path);
        folders.insert(files::folder_of(&path).to_path_buf());
        create_dir_all(files::folder_of(&path)).map_err(at)?;
        std::fs::write(&path, bytes).map_err(at)?;
        File::options().write(true).open(&path).and_then(same_time).map_err(at)?;
    }
    // Last, since whatever is written into a folder dates it. Other systems open no folders.
    #[cfg(unix)]
    folders.iter().try_for_each(|folder| File::open(folder).and_then(same_time)).map_err(at)?;
    Ok(())
}

/// Writes a package as the archive `LOT/CODE.zip`.
///
/// # Errors
/// Those of [`Package::zip`], and of the disk.
pub fn archive(out: &Path, package: &Package) -> sealbid::Result<()> {
    let lot = out.join(package.lot.as_str());
    let path = lot.join(format!("{}{ZIP}", package.code));
    let at = |e: std::io::Error| Error::from(e).at(path.display());
    create_dir_all(&lot).map_err(at)?;
    let mut file = File::create_new(&path).map_err(at)?;
    // Half an archive looks like one that was damaged on its way to the evaluator.
    let written = package.zip(&mut file).inspect_err(|_| files::remove(&path));
    written.and_then(|()| same_time(file).map_err(at))
}

/// When a file was written tells in which order bids were worked on, and how long each took.
fn same_time(file: File) -> std::io::Result<()> {
    file.set_modified(UNIX_EPOCH + Duration::from_secs(315_532_800))
}
