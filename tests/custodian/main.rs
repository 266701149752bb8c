//! A custodian at its desk (SPEC §15): each check by itself, its memory, and what it does alone.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod arm;
mod cosign;
#[cfg(target_os = "linux")]
mod folder;
mod memory;
mod release;
mod vectors;

use sealbid::{ErrorKind, Result};

/// The kind of a failure.
pub fn kind<T: std::fmt::Debug>(result: Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}
