//! What the rehearsal checks on its way, counted.

use crate::failure::{Failure, Own, Result};
use sealbid::ErrorKind;

/// How many checks have passed; the first that does not ends the rehearsal.
#[derive(Debug, Default)]
pub struct Checks {
    passed: u32,
}

impl Checks {
    /// Something must be so.
    pub fn that(&mut self, what: &str, holds: bool) -> Result<()> {
        if !holds {
            return Err(Failure::own(Own::RehearsalFailed, "", what));
        }
        self.passed += 1;
        Ok(())
    }

    /// Something must have been refused, and for just this reason.
    pub fn refused<T>(&mut self, what: &str, result: Result<T>, kind: ErrorKind) -> Result<Failure> {
        match result {
            Err(failure) if failure.code() == kind.code() => {
                self.passed += 1;
                Ok(failure)
            }
            Err(other) => Err(Failure::own(Own::RehearsalFailed, what, format_args!("{other:?}"))),
            Ok(_) => Err(Failure::own(Own::RehearsalFailed, what, format_args!("not {}", kind.name()))),
        }
    }

    /// How many have passed.
    pub fn passed(&self) -> u32 {
        self.passed
    }
}
