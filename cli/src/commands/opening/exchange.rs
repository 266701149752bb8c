//! Exchange folders, one for each custodian: requests go out, answers come in (SPEC §15.5).

use crate::failure::Result;
use crate::files;
use sealbid::Error;
use sealbid::custodian::{
    COSIGN_REQUEST, LOG, cosigned_name, refused_name, release_request_name, released_name,
};
use sealbid::tenderbox::ClosedBox;
use sealbid::wire::Id;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of a box that holds one exchange folder for each custodian, where none are named.
const WITHIN: &str = "exchange";

/// The exchange folders of an opening.
pub struct Exchange {
    /// The folders.
    pub folders: Vec<PathBuf>,
    /// The record's log, a copy of which goes along with every request.
    log: PathBuf,
}

impl Exchange {
    /// The folders that were named; else one for each custodian, within the box.
    pub fn new(named: &[PathBuf], folder: &Path, closed: &ClosedBox) -> Result<Exchange> {
        let log = folder.join(sealbid::tenderbox::LOG);
        if !named.is_empty() {
            return Ok(Exchange { folders: named.to_vec(), log });
        }
        let keys = closed.with_history(|history| history.record_keys())?;
        let folders = keys.iter().map(|(custodian, _)| folder.join(WITHIN).join(custodian.as_str()));
        let folders: Vec<PathBuf> = folders.collect();
        folders.iter().try_for_each(|folder| files::make_folder(folder))?;
        Ok(Exchange { folders, log })
    }

    /// Asks every custodian to cosign a head.
    pub fn ask_to_cosign(&self, request: &[u8]) -> Result<()> {
        self.ask(COSIGN_REQUEST, request)
    }

    /// Asks every custodian to release a stage.
    pub fn ask_to_release(&self, stage: &Id, request: &[u8]) -> Result<()> {
        self.ask(&release_request_name(stage), request)
    }

    /// The log first, so that no request is there that it does not reach.
    fn ask(&self, name: &str, request: &[u8]) -> Result<()> {
        let at = |e: std::io::Error| Error::from(e).at(self.log.display());
        let size = std::fs::metadata(&self.log).map_err(at)?.len();
        for folder in &self.folders {
            let (log, path) = (folder.join(LOG), folder.join(name));
            let same = std::fs::read(&path).is_ok_and(|there| there == request);
            if !same || std::fs::metadata(&log).map_or(true, |found| found.len() != size) {
                replace(&log, |file| {
                    std::io::copy(&mut File::open(&self.log)?, file)?;
                    Ok(())
                })?;
            }
            if !same {
                replace(&path, |file| file.write_all(request))?;
            }
        }
        Ok(())
    }

    /// The notes of a head of this size that custodians have cosigned.
    pub fn cosigned(&self, size: u64) -> Vec<PathBuf> {
        self.there(&cosigned_name(size))
    }

    /// The releases of a stage.
    pub fn released(&self, stage: &Id) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        self.answers(&released_name(stage))
    }

    /// The refusals to release a stage.
    pub fn refused(&self, stage: &Id) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        self.answers(&refused_name(stage))
    }

    fn answers(&self, name: &str) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let there = self.there(name).into_iter();
        there.map(|path| files::read(&path).map(|bytes| (path, bytes))).collect()
    }

    fn there(&self, name: &str) -> Vec<PathBuf> {
        self.folders.iter().map(|folder| folder.join(name)).filter(|path| path.is_file()).collect()
    }
}

/// Puts a file in the place of the one that had its name: whoever looks finds the one or the other, whole.
fn replace(path: &Path, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> Result<()> {
    let partial = files::with_ending(path, ".partial");
    let mut file = File::create(&partial).map_err(|e| Error::from(e).at(partial.display()))?;
    let done = write(&mut file).and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(&partial, path));
    Ok(done.map_err(|e| Error::from(e).at(path.display()))?)
}
