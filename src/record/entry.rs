//! The entries of a record, as they stand in its log (SPEC §13.6).

use super::event::Event;
use super::frame::ENTRY;
use super::outcome::Outcome;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::{Time, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-entry/1";
/// The longest entry, in bytes: a form of 1 MiB stands in an outcome.
pub const MAX_ENTRY: usize = ENTRY as usize;

/// One entry: its number, when the platform says that it was made, and what happened.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    format: String,
    /// Its number, from 0.
    pub number: u64,
    /// By the platform's clock, which nothing proves; what is proven stands in tokens.
    pub time: Time,
    /// What happened.
    pub event: Event,
}

impl Entry {
    /// An entry of this number.
    pub fn new(number: u64, time: Time, event: Event) -> Entry {
        Entry { format: FORMAT.to_owned(), number, time, event }
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::BadField`] for a reason that is too long.
    pub fn parse(bytes: &[u8]) -> Result<Entry> {
        let entry: Entry = parse_json(bytes, MAX_ENTRY)?;
        expect_format(&entry.format, FORMAT)?;
        if let Event::Outcome { outcome: Outcome::Excluded { reason, .. }, .. } = &entry.event {
            reason.check().map_err(|e| e.at("event.outcome"))?;
        }
        Ok(entry)
    }

    /// Writes the bytes that are a leaf of the record's tree.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] over 2 MiB.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let bytes = write_json(self)?;
        if bytes.len() > MAX_ENTRY {
            let detail = format!("an entry of {} bytes, at most {MAX_ENTRY}", bytes.len());
            return Err(Error::new(ErrorKind::TooLarge).because(detail));
        }
        Ok(bytes)
    }
}
