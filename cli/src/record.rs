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

    /// The history of the record, as far as it keeps the rules.
    pub fn follow(&self, trust: &TrustAnchors) -> Result<Followed> {
        follow(&self.open()?, trust).map_err(|e| e.at(self.log.display()).into())
    }
}

/// A log that was followed as far as it goes.
pub struct Followed {
    /// What its entries say.
    pub history: History,
    /// What breaks the rules, so that it was not followed further.
    pub broken: Option<Error>,
    /// Its last batch is not whole: it is just being written, was when the power went, or was damaged since.
    pub torn: Option<Error>,
}

/// Follows a log as far as it keeps the rules.
pub fn follow(log: &dyn ReadAt, trust: &TrustAnchors) -> sealbid::Result<Followed> {
    let (mut history, mut broken) = (History::new(trust.clone()), None);
    let read = read_log(log, |frame| {
        if broken.is_none() {
            broken = history.apply(&frame.entry, &frame.attachments).err();
        }
        Ok(())
    });
    let mut torn = None;
    match read {
        Ok(_) => {}
        Err(error) if matches!(error.kind(), ErrorKind::Io | ErrorKind::FileNotFound) => return Err(error),
        Err(error) if error.kind() == ErrorKind::LogIncomplete => torn = Some(error),
        Err(error) => broken = broken.or(Some(error)),
    }
    Ok(Followed { history, broken, torn })
}

/// The roots of these files.
pub fn roots(paths: &[PathBuf]) -> Result<TrustAnchors> {
    let found = paths.iter().map(|path| certificates(path)).collect::<Result<Vec<_>>>()?.concat();
    Ok(TrustAnchors::new(found)?)
}
