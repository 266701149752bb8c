//! A folder into which bids are put, and each is answered beside it: a small server for rehearsals.
//!
//! A bid without its token may still be on its way, and so may one that is growing: while there is time left, both
//! are left for a later look. Once the deadline has passed, all that is there is answered, and that is the end. What
//! had arrived in time is not late because it was looked at twice.

use super::answer::{Answered, refusal_path};
use super::arrivals::Arrivals;
use super::receive;
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::progress::Guard;
use crate::{files, say};
use sealbid::tenderbox::AnyBox;
use serde_json::Value;
use std::path::Path;

const BID: &str = ".sbid";

/// The bids of a folder.
pub struct DropFolder<'a> {
    tender: &'a AnyBox,
    folder: &'a Path,
    console: &'a Console,
    arrivals: Arrivals,
    answered: Vec<Value>,
    refused: bool,
}

impl<'a> DropFolder<'a> {
    /// Nothing has been looked at yet.
    pub fn new(tender: &'a AnyBox, folder: &'a Path, console: &'a Console) -> DropFolder<'a> {
        let (arrivals, answered) = (Arrivals::default(), Vec::new());
        DropFolder { tender, folder, console, arrivals, answered, refused: false }
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
            let left = self.left()?;
            self.look(watching && left.is_some(), watching)?;
            let Some((pause, left)) = pause.zip(left) else { break };
            guard.sleep(until_next_look(pause, left))?;
        }
        if watching {
            say!(self.console, "box-watched")?;
        } else {
            self.console.result(&serde_json::json!({ "answered": self.answered }))?;
        }
        if self.refused { Err(Failure::own(Own::SomeRefused, self.folder.display(), "")) } else { Ok(()) }
    }

    /// For how many seconds something can still come in time, the one at the deadline not counted; none if it is over.
    fn left(&self) -> Result<Option<u64>> {
        Ok(match self.tender {
            AnyBox::Open(open) => {
                let left = open.status()?.deadline.unix() - self.console.clock.now()?.unix();
                u64::try_from(left).ok()
            }
            AnyBox::Closed(_) => None,
        })
    }

    fn look(&mut self, patient: bool, watching: bool) -> Result<()> {
        for path in files::listed(self.folder, BID)? {
            let answered = [files::beside(&path, "receipt.json"), refusal_path(&path)];
            if answered.iter().any(|answer| files::free(answer).is_err()) {
                continue;
            }
            // Also the last look, which waits for nothing more: what had changed since the one before comes now.
            let clock = self.console.clock;
            if !self.arrivals.look(&path, || clock.now())?.whole && patient {
                continue;
            }
            // A bid that is written to while it is read has not arrived before.
            let arrivals = &mut self.arrivals;
            let arrived = || Ok(arrivals.look(&path, || clock.now())?.arrived);
            let answered = receive::answer(self.tender, &path, arrived, self.console)?;
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

/// There is a look in the deadline's own second, however long the pause: whatever is there by then is in time.
fn until_next_look(pause: u64, left: u64) -> u64 {
    pause.min(left.max(1))
}

#[cfg(test)]
mod tests {
    use super::until_next_look;

    #[test]
    fn a_look_comes_at_the_deadline() {
        assert_eq!(until_next_look(3600, 7200), 3600);
        assert_eq!(until_next_look(3600, 20), 20);
        assert_eq!(until_next_look(3600, 0), 1, "the next one comes after it");
        assert_eq!(until_next_look(1, 20), 1);
    }
}
