//! What an opened bid holds, as it is kept beside the record (SPEC §16.3).

use crate::bid::{FormEntry, IndexEntry, StageContents};
use crate::error::Result;
use crate::suite::Digest;
use crate::wire::{Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-contents/1";
/// Every part of a notice with an index of 16 MiB would be more; so would no honest bid.
const LIMIT: usize = 1 << 30;

/// The documents of one part.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ContentsPart {
    /// The part.
    pub part: Id,
    /// Its documents, in the index's order.
    pub documents: Vec<IndexEntry>,
}

/// The form and the documents' names of one opened stage of one bid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    format: String,
    /// The stage.
    pub stage: Id,
    /// The bid.
    pub digest: Digest,
    /// The form's values, in the notice's order; none if the stage has no form.
    pub form: Vec<FormEntry>,
    /// The stage's parts, in the notice's order.
    pub parts: Vec<ContentsPart>,
}

impl Contents {
    /// What an opening found.
    pub fn new(stage: &Id, digest: Digest, found: StageContents) -> Contents {
        let form = found.form.map(|form| form.entries().to_vec()).unwrap_or_default();
        let parts = found.parts.into_iter();
        let parts = parts.map(|part| ContentsPart { part: part.part, documents: part.documents }).collect();
        Contents { format: FORMAT.to_owned(), stage: stage.clone(), digest, form, parts }
    }

    /// Reads a contents file, at most 1 GiB.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(bytes: &[u8]) -> Result<Contents> {
        let found: Contents = parse_json(bytes, LIMIT)?;
        expect_format(&found.format, FORMAT)?;
        Ok(found)
    }

    /// The bytes of the file, which follow from the bid alone.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}
