//! A record as it lies in a folder: found, read, followed as far as it keeps the rules.

use crate::failure::Result;
use crate::signing::certificates;
use sealbid::bid::ReadAt;
use sealbid::ca::TrustAnchors;
use sealbid::record::{Frame, History, read_log};
use sealbid::{Error, ErrorKind};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Where a record lies, and the evidence that lies beside it.
pub struct RecordPlace {
    log: PathBuf,
    evidence: Option<PathBuf>,
}

impl RecordPlace {
    /// The log file itself, a folder with a `log` in it, or the folder of a tender box that is closed.
    pub fn find(path: &Path) -> Result<RecordPlace> {
        if path.is_file() {
            return Ok(RecordPlace { log: path.to_owned(), evidence: None });
        }
        let log = path.join("log");
        if log.is_file() {
            return Ok(RecordPlace { log, evidence: None });
        }
        let log = path.join(sealbid::tenderbox::LOG);
        if log.is_file() {
            let evidence = Some(path.join("evidence")).filter(|folder| folder.is_dir());
            return Ok(RecordPlace { log, evidence });
        }
        Err(Error::new(ErrorKind::FileNotFound).because("no log of a record").at(path.display()).into())
    }

    /// The folder of the evidence, where it lies beside the record.
    pub fn evidence(&self) -> Option<&Path> {
        self.evidence.as_deref()
    }

    /// The log file, to read from.
    pub fn open(&self) -> Result<File> {
        Ok(File::open(&self.log).map_err(|e| Error::from(e).at(self.log.display()))?)
    }

    /// Hands on every entry of the log. Nothing is checked but the file.
    pub fn each(&self, mut each: impl FnMut(Frame) -> sealbid::Result<()>) -> Result<()> {
        read_log(&self.open()?, &mut each).map_err(|e| e.at(self.log.display()))?;
        Ok(())
    }

    /// The history of the record, as far as it keeps the rules; and what stopped it, if anything did. A log that is
    /// just being written has a last batch that is not whole: it ends before that.
    pub fn follow(&self, trust: &TrustAnchors) -> Result<(History, Option<Error>)> {
        follow(&self.open()?, trust).map_err(|e| e.at(self.log.display()).into())
    }
}

/// The history of a log, as far as it keeps the rules, and what stopped it.
pub fn follow(log: &dyn ReadAt, trust: &TrustAnchors) -> sealbid::Result<(History, Option<Error>)> {
    let mut history = History::new(trust.clone());
    let mut refused = None;
    let read = read_log(log, |frame| {
        if refused.is_none() {
            refused = history.apply(&frame.entry, &frame.attachments).err();
        }
        Ok(())
    });
    match read {
        Err(error) if matches!(error.kind(), ErrorKind::Io | ErrorKind::FileNotFound) => Err(error),
        Err(error) if error.kind() != ErrorKind::LogIncomplete => Ok((history, refused.or(Some(error)))),
        _ => Ok((history, refused)),
    }
}

/// The roots of these files.
pub fn roots(paths: &[PathBuf]) -> Result<TrustAnchors> {
    let found = paths.iter().map(|path| certificates(path)).collect::<Result<Vec<_>>>()?.concat();
    Ok(TrustAnchors::new(found)?)
}
