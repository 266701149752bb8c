//! A folder into which bids are put, and each is answered beside it: a small server for rehearsals.
//!
//! A bid without its token may still be on its way, and so may one that is growing: while there is time left, both
//! are left for a later look. Once the deadline has passed, all that is there is answered, and that is the end.

use super::answer::{Answered, refusal_path, token_path};
use super::receive;
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::progress::Guard;
use crate::{files, say};
use sealbid::Error;
use sealbid::tenderbox::AnyBox;
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const BID: &str = ".sbid";

/// The bids of a folder.
pub struct DropFolder<'a> {
    tender: &'a AnyBox,
    folder: &'a Path,
    console: &'a Console,
    /// Size and time of change of each bid at the last look.
    seen: HashMap<PathBuf, (u64, Option<SystemTime>)>,
    answered: Vec<Value>,
    refused: bool,
}

impl<'a> DropFolder<'a> {
    /// Nothing has been looked at yet.
    pub fn new(tender: &'a AnyBox, folder: &'a Path, console: &'a Console) -> DropFolder<'a> {
        DropFolder { tender, folder, console, seen: HashMap::new(), answered: Vec::new(), refused: false }
    }

    /// Answers what is there; with a pause, again and again until the deadline.
    ///
    /// # Errors
    /// [`Own::SomeRefused`] if a bid was refused; what befalls the platform itself, at once.
    pub fn run(mut self, pause: Option<u64>) -> Result<()> {
        let guard = Guard::new();
        let watching = pause.is_some();
        if watching {
            say!(self.console, "box-watching", folder = self.folder.display())?;
        }
        loop {
            let over = self.is_over()?;
            self.look(watching && !over, watching)?;
            let Some(pause) = pause.filter(|_| !over) else { break };
            guard.sleep(pause)?;
        }
        if watching {
            say!(self.console, "box-watched")?;
        } else {
            self.console.result(&serde_json::json!({ "answered": self.answered }))?;
        }
        if self.refused { Err(Failure::own(Own::SomeRefused, self.folder.display(), "")) } else { Ok(()) }
    }

    /// Whether nothing can come in time any more.
    fn is_over(&self) -> Result<bool> {
        Ok(match self.tender {
            AnyBox::Open(open) => self.console.clock.now()? > open.status()?.deadline,
            AnyBox::Closed(_) => true,
        })
    }

    fn look(&mut self, patient: bool, watching: bool) -> Result<()> {
        for path in files::listed(self.folder, BID)? {
            let answered = [files::beside(&path, "receipt.json"), refusal_path(&path)];
            if answered.iter().any(|answer| files::free(answer).is_err()) {
                continue;
            }
            if patient && !self.is_whole(&path)? {
                continue;
            }
            let answered = receive::answer(self.tender, &path, self.console)?;
            self.tell(&path, &answered)?;
            let json = answered.json(&path, self.console);
            if watching {
                self.console.event(&json)?;
            } else {
                self.answered.push(json);
            }
        }
        Ok(())
    }

    /// Whether its token is there, and it did not change since the last look.
    fn is_whole(&mut self, path: &Path) -> Result<bool> {
        let at = |e: std::io::Error| Error::from(e).at(path.display());
        let metadata = path.metadata().map_err(at)?;
        let found = (metadata.len(), metadata.modified().ok());
        let same = self.seen.insert(path.to_owned(), found) == Some(found);
        Ok(same && token_path(path).exists())
    }

    fn tell(&mut self, path: &Path, answered: &Answered) -> Result<()> {
        let (console, bid) = (self.console, path.display());
        match answered {
            Answered::Received { file, .. } => {
                say!(console, "box-took", bid = bid, file = file.display())
            }
            Answered::Refused { file: Some(file), error } => {
                self.refused = true;
                let failure = Failure::from(error.clone());
                let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
                say!(console, "box-took-not", bid = bid, reason = reason, code = code, file = file.display())
            }
            // The platform is in trouble: going on would only do more harm.
            Answered::Refused { file: None, error } => {
                say!(console, "box-undecided")?;
                Err(error.clone().into())
            }
        }
    }
}
