//! Following a record entry by entry, as far as it keeps the rules (SPEC §13.9).

use super::rule::Rule;
use crate::bid::ReadAt;
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{Entry, Frame, History, read_log};

/// How far a record could be followed.
pub(super) struct Replay {
    /// What the entries up to there say.
    pub history: History,
    /// The first entry that breaks a rule, under which rule of the audit, and how.
    pub refused: Option<(u64, Rule, Error)>,
    /// What is wrong with the log file.
    pub damaged: Option<Error>,
}

impl Replay {
    /// Whether every entry was followed to the end of the file.
    pub fn is_whole(&self) -> bool {
        self.refused.is_none() && self.damaged.is_none()
    }
}

/// Hands on every entry that keeps the rules, with what is known once it was taken. Behind the first one that does not
/// only the log file itself is checked.
///
/// # Errors
/// [`ErrorKind::Io`], [`ErrorKind::FileNotFound`]: the log could not be read, which says nothing about the record;
/// those of `each`.
pub(super) fn replay(
    log: &dyn ReadAt,
    trust: &TrustAnchors,
    mut each: impl FnMut(&History, &Entry, &Frame) -> Result<()>,
) -> Result<Replay> {
    let mut history = History::new(trust.clone());
    let (mut refused, mut stopped) = (None, None);
    let read = read_log(log, |frame| {
        if refused.is_some() {
            return Ok(());
        }
        match history.apply(&frame.entry, &frame.attachments) {
            Ok(entry) => each(&history, &entry, &frame).inspect_err(|error| stopped = Some(error.clone())),
            Err(error) => {
                refused = Some((frame.position.number, rule_of(&frame.entry, &error), error));
                Ok(())
            }
        }
    });
    if let Some(error) = stopped {
        return Err(error);
    }
    match read {
        Ok(_) => Ok(Replay { history, refused, damaged: None }),
        Err(error) if matches!(error.kind(), ErrorKind::Io | ErrorKind::FileNotFound) => Err(error),
        Err(error) => Ok(Replay { history, refused, damaged: Some(error) }),
    }
}

/// Under which rule an entry fails. One whose number, time or attachments are wrong is none of its kind.
fn rule_of(entry: &[u8], error: &Error) -> Rule {
    let of_any = [ErrorKind::EntryNumber, ErrorKind::TimeBackwards, ErrorKind::AttachmentMismatch];
    match Entry::parse(entry) {
        Ok(entry) if !of_any.contains(&error.kind()) => Rule::of_refused(&entry.event, error.kind()),
        _ => Rule::History,
    }
}
