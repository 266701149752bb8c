//! What can go wrong, each with a stable number and the section of SPEC.md that asks for it.
//!
//! An [`Error`] is a comparable [`ErrorKind`] and the place where it was met. The words of a kind are
//! fixed; what varies (a file's name, a field's path, an offset) stands in the place and the detail.

use std::fmt;

/// Declares the kinds once; number, section and words are all derived from this one list.
macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident = $code:literal, $section:literal, $text:literal; )+) => {
        /// The kind of an error. Numbers are stable: a retired one is never used again.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(i32)]
        pub enum ErrorKind {
            $( #[doc = $text] $(#[$doc])* $name = $code, )+
        }

        impl ErrorKind {
            /// Every kind, in the order of the numbers.
            pub const ALL: &'static [ErrorKind] = &[ $( ErrorKind::$name, )+ ];

            /// The section of SPEC.md that this kind enforces.
            pub const fn section(self) -> &'static str {
                match self { $( ErrorKind::$name => $section, )+ }
            }

            /// The kind in words (English, without a full stop).
            pub const fn text(self) -> &'static str {
                match self { $( ErrorKind::$name => $text, )+ }
            }

            /// The kind's name as SPEC.md writes it.
            pub const fn name(self) -> &'static str {
                match self { $( ErrorKind::$name => stringify!($name), )+ }
            }
        }
    };
}

include!("error/kinds.rs");

impl ErrorKind {
    /// The stable number, shared with the C ABI.
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// The kind with this number, if there is one.
    pub fn from_code(code: i32) -> Option<ErrorKind> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// A failure: its kind, where it was met, and what exactly was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    place: String,
    detail: String,
}

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of this kind, without a place yet.
    pub fn new(kind: ErrorKind) -> Error {
        Error { kind, place: String::new(), detail: String::new() }
    }

    /// Says what was found, for a person to act on.
    #[must_use]
    pub fn because(mut self, detail: impl fmt::Display) -> Error {
        self.detail = detail.to_string();
        self
    }

    /// Puts a wider place (a file, a structure, a field) in front of the place known so far.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Error {
        let place = place.to_string();
        self.place = match (place.is_empty(), self.place.is_empty()) {
            (true, _) => self.place,
            (_, true) => place,
            _ => format!("{place}: {}", self.place),
        };
        self
    }

    /// The kind, to compare with.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The stable number of the kind.
    pub fn code(&self) -> i32 {
        self.kind.code()
    }

    /// Where it was met, outermost first; empty if nowhere in particular.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What was found there; empty if the kind says all.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error::new(kind)
    }
}

impl From<std::io::Error> for Error {
    /// What went through a `Read` or `Write` as an error of ours comes out as that.
    fn from(error: std::io::Error) -> Error {
        if let Some(own) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            return own.clone();
        }
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorKind::FileNotFound,
            std::io::ErrorKind::AlreadyExists => ErrorKind::WouldOverwrite,
            _ => ErrorKind::Io,
        };
        Error::new(kind).because(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(self.kind.text())?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        write!(f, " [{} {}, SPEC §{}]", self.kind.name(), self.kind.code(), self.kind.section())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_ascending() {
        for pair in ErrorKind::ALL.windows(2) {
            assert!(pair[0].code() < pair[1].code(), "{:?} before {:?}", pair[0], pair[1]);
        }
        for kind in ErrorKind::ALL {
            assert_eq!(ErrorKind::from_code(kind.code()), Some(*kind));
        }
    }

    #[test]
    fn places_nest_from_the_outside_in() {
        let error = Error::new(ErrorKind::BadField).because("not hex").at("locks[0].u").at("header");
        assert_eq!(error.place(), "header: locks[0].u");
        assert!(error.to_string().starts_with("header: locks[0].u: "));
        assert!(error.to_string().contains("(not hex) [BadField 1007"));
    }
}
