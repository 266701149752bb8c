//! The sealed bid: seal, trial opening, check without opening, open (SPEC §4, §5).
//!
//! Sealing takes a [`Draft`] to a file; reading takes a file to a [`BidFile`] (its own structure and signatures), to
//! a [`SealedBid`] (under a notice), and, once the lock is open, to a stage's documents and form.

mod check;
mod document;
mod extract;
#[cfg(test)]
mod forge_tests;
mod form;
mod header;
mod index;
mod keyfile;
mod open;
mod padding;
mod part;
mod pipeline;
mod prepare;
mod read;
mod seal;
mod source;
mod stream;
mod trailer;

pub use check::SealedBid;
pub use document::{Document, folder, media_type};
pub use extract::{Discard, FolderSink, Sink};
pub use form::{FieldProof, Form, FormEntry};
pub use header::{Header, PartSize};
pub use index::{IndexEntry, parse as parse_index};
pub use keyfile::{BidKeyFile, StageSeed};
pub use open::{PartContents, StageContents};
// The loop that others work in parallel with too.
pub(crate) use pipeline::{run, start};

pub use padding::padded_size;
pub use pipeline::{NoProgress, Progress, Work};
pub use read::BidFile;
pub use seal::{Draft, Sealed, seal, seal_file};
pub use source::{ReadAt, Slice, Watched};
pub use trailer::{FormRoot, Manifest};
