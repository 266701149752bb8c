//! Why a command failed: in words, as JSON, as an exit code.

use crate::fill;
use crate::words::Words;
use sealbid::{Error, ErrorKind};
use serde_json::{Value, json};
use std::fmt::Display;

/// What only the command can find wrong. The library's numbers end below 9000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Own {
    /// The command line is wrong.
    Usage = 9000,
    /// The deadline has passed.
    DeadlinePassed = 9001,
    /// A new passphrase was typed differently the second time, or is empty.
    PassphraseMismatch = 9002,
    /// A passphrase is needed, and there is nobody to ask.
    NoTerminal = 9003,
    /// A draft is not TOML.
    BadDraft = 9004,
    /// A step of the rehearsal did not end as it must.
    RehearsalFailed = 9005,
    /// A server could not be reached, or gave no answer.
    NoAnswer = 9010,
    /// Several timestamp authorities were asked, and none gave a timestamp.
    NothingStamped = 9011,
    /// Something signed is for another tender or notice.
    OtherTender = 9012,
    /// What is to be signed is not a decision.
    NotADecision = 9013,
    /// Of several bids some were refused.
    SomeRefused = 9020,
    /// A bid's key file is that of another bid.
    OtherBidKey = 9021,
    /// Of several documents some have no blind copy.
    NotCopied = 9022,
}

impl Own {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Own; 13] = [
        Own::Usage,
        Own::DeadlinePassed,
        Own::PassphraseMismatch,
        Own::NoTerminal,
        Own::BadDraft,
        Own::RehearsalFailed,
        Own::NoAnswer,
        Own::NothingStamped,
        Own::OtherTender,
        Own::NotADecision,
        Own::SomeRefused,
        Own::OtherBidKey,
        Own::NotCopied,
    ];
}

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The library refused.
    Library(Error),
    /// The command refused.
    Command {
        /// What it found.
        kind: Own,
        /// Where.
        place: String,
        /// What exactly.
        detail: String,
    },
}

/// What commands return.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure that only the command can find.
    pub fn own(kind: Own, place: impl Display, detail: impl Display) -> Failure {
        Failure::Command { kind, place: place.to_string(), detail: detail.to_string() }
    }

    /// Puts a wider place in front, as [`Error::at`] does.
    pub fn at(self, outer: impl Display) -> Failure {
        match self {
            Failure::Library(error) => Failure::Library(error.at(outer)),
            Failure::Command { kind, place, detail } => {
                let place = if place.is_empty() { outer.to_string() } else { format!("{outer}: {place}") };
                Failure::Command { kind, place, detail }
            }
        }
    }

    /// The exit code, as `--help` lists them.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Library(error) => match error.kind() {
                ErrorKind::Io
                | ErrorKind::FileNotFound
                | ErrorKind::WouldOverwrite
                | ErrorKind::NoEntropy
                | ErrorKind::StoreFailed
                | ErrorKind::StoreLocked => 4,
                ErrorKind::Cancelled => 5,
                _ => 1,
            },
            Failure::Command { kind: Own::Usage | Own::NoTerminal, .. } => 2,
            Failure::Command { kind: Own::NoAnswer | Own::NothingStamped, .. } => 4,
            Failure::Command { .. } => 1,
        }
    }

    /// The stable number.
    pub fn code(&self) -> i32 {
        match self {
            Failure::Library(error) => error.code(),
            Failure::Command { kind, .. } => *kind as i32,
        }
    }

    fn name(&self) -> String {
        match self {
            Failure::Library(error) => error.kind().name().to_owned(),
            Failure::Command { kind, .. } => format!("{kind:?}"),
        }
    }

    fn section(&self) -> &str {
        match self {
            Failure::Library(error) => error.kind().section(),
            Failure::Command { .. } => "",
        }
    }

    fn place(&self) -> &str {
        match self {
            Failure::Library(error) => error.place(),
            Failure::Command { place, .. } => place,
        }
    }

    fn detail(&self) -> &str {
        match self {
            Failure::Library(error) => error.detail(),
            Failure::Command { detail, .. } => detail,
        }
    }

    /// Where, what and what exactly, in one line.
    pub fn reason(&self, words: &Words) -> String {
        let text = words.text(&format!("error-{}", self.code()));
        let place = match self.place() {
            "" => String::new(),
            place => fill!(words, "failure-place", place = place_in(words, place)),
        };
        let detail = match self.detail() {
            "" => String::new(),
            detail => fill!(words, "failure-detail", detail = detail),
        };
        format!("{place}{text}{detail}")
    }

    /// The number, by which the manual and whoever helps can find it.
    pub fn reference(&self, words: &Words) -> String {
        match self.section() {
            "" => fill!(words, "failure-code", name = self.name(), code = self.code()),
            section => {
                fill!(
                    words,
                    "failure-code-section",
                    name = self.name(),
                    code = self.code(),
                    section = section
                )
            }
        }
    }

    /// What to do next, if that can be told.
    pub fn hint(&self, words: &Words) -> String {
        words.find(&format!("hint-{}", self.code())).unwrap_or_default()
    }

    /// The whole message: two lines at most.
    pub fn message(&self, words: &Words) -> String {
        let hint = self.hint(words);
        let first = fill!(words, "failure", reason = self.reason(words));
        format!("{first}\n  {} {hint}", self.reference(words)).trim_end().to_owned()
    }

    /// The same for machines.
    pub fn json(&self, words: &Words) -> Value {
        json!({
            "code": self.code(),
            "name": self.name(),
            "section": self.section(),
            "place": self.place(),
            "detail": self.detail(),
            "message": self.reason(words),
        })
    }
}

/// The library's places in the reader's language: `part technical` is `place-part`, `your certificate` is
/// `place-your-certificate`; what has no message (a path, a member) stays as it is.
fn place_in(words: &Words, place: &str) -> String {
    let step = |step: &str| {
        let slug = |text: &str| format!("place-{}", text.replace(' ', "-").replace('\'', ""));
        if let Some(whole) = words.find(&slug(step)) {
            return whole;
        }
        // What is named may have spaces in it: a token, a certificate's subject.
        let mut splits = step.rmatch_indices(' ').map(|(at, space)| (&step[..at], &step[at + space.len()..]));
        match splits.find(|(what, _)| words.find(&slug(what)).is_some()) {
            Some((what, name)) => fill!(words, &slug(what), name = name),
            None => step.to_owned(),
        }
    };
    place.split(": ").map(step).collect::<Vec<_>>().join(&words.text("place-separator"))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Library(error)
    }
}

impl From<ErrorKind> for Failure {
    fn from(kind: ErrorKind) -> Failure {
        Failure::Library(kind.into())
    }
}
