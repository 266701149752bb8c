//! The evidence as a box keeps it (SPEC §13.1, §14.1).

use super::evidence::Evidence;
use crate::bid::{ReadAt, Slice};
use crate::error::{ErrorKind, Result};
use crate::opening::{BLINDED, CONTENTS, RELEASES, SEEDS};
use crate::record::{BlobRef, Entry, Event, Store, read_log};
use crate::suite::Digest;
use crate::tenderbox::{BIDS, JOURNAL, bid_name, evidence_name};
use std::collections::HashMap;
use std::sync::Arc;

/// What a box writes in front of the names of its evidence.
const EVIDENCE: &str = "evidence/";
/// No release, file of seeds or file of what was dealt is longer.
const LIMIT: u64 = 32 << 20;
/// Nor is a contents file.
const CONTENTS_LIMIT: u64 = 1 << 30;

/// A box's folder, or a copy of it with all its evidence or some: files of their own first, and else the journal that
/// holds the smaller bids.
pub struct EvidenceFolder {
    store: Arc<dyn Store>,
    /// The folder of the evidence within the store, with a slash behind it; empty if it is the store itself.
    folder: String,
    journal: Option<Arc<Box<dyn ReadAt + Send>>>,
    blobs: HashMap<Digest, BlobRef>,
}

impl EvidenceFolder {
    /// Looks into a folder of the store, empty for the store itself, and through the journal if it is there. What is
    /// wrong with the journal is no finding of its own: a bid that it should have held is missing then.
    ///
    /// # Errors
    /// Those of the [`Store`]; [`ErrorKind::Io`].
    pub fn open(store: Arc<dyn Store>, folder: &str) -> Result<EvidenceFolder> {
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut found = EvidenceFolder { store, folder, journal: None, blobs: HashMap::new() };
        let name = found.name(JOURNAL);
        if found.store.size(&name)?.is_none() {
            return Ok(found);
        }
        let journal = Arc::new(found.store.open(&name)?);
        let blobs = &mut found.blobs;
        let read = read_log(&journal, |frame| {
            if let (Some(blob), Ok(entry)) = (frame.position.blob, Entry::parse(&frame.entry)) {
                blobs.extend(brought(&entry.event).map(|digest| (digest, blob)));
            }
            Ok(())
        });
        match read {
            Err(error) if error.kind() == ErrorKind::Io => Err(error),
            _ => {
                found.journal = Some(journal);
                Ok(found)
            }
        }
    }

    /// A name that a box gives to a file of its evidence, as it is here.
    fn name(&self, of_a_box: &str) -> String {
        format!("{}{}", self.folder, of_a_box.strip_prefix(EVIDENCE).unwrap_or(of_a_box))
    }

    /// About how many bytes of sealed bids there are, for whoever waits.
    ///
    /// # Errors
    /// Those of the [`Store`].
    pub fn size(&self) -> Result<u64> {
        let mut size: u64 = self.blobs.values().map(|blob| blob.length).sum();
        let bids = self.name(BIDS);
        for name in self.store.list(&bids)? {
            size = size.saturating_add(self.store.size(&format!("{bids}/{name}"))?.unwrap_or(0));
        }
        Ok(size)
    }

    fn file(&self, folder: &str, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>> {
        match self.store.read(&self.name(&evidence_name(folder, digest)), limit) {
            // It is not the one that the record names, whatever it holds.
            Err(error) if error.kind() == ErrorKind::TooLarge => Ok(Some(Vec::new())),
            read => none_if_missing(read),
        }
    }
}

impl Evidence for EvidenceFolder {
    fn bid(&self, digest: &Digest) -> Result<Option<Box<dyn ReadAt + Send>>> {
        if let Some(file) = none_if_missing(self.store.open(&self.name(&bid_name(digest))))? {
            return Ok(Some(file));
        }
        let found = self.journal.as_ref().zip(self.blobs.get(digest));
        Ok(found.map(|(journal, blob)| {
            let (offset, length) = (blob.offset, blob.length);
            let slice: Box<dyn ReadAt + Send> =
                Box::new(Slice { source: Arc::clone(journal), offset, length });
            slice
        }))
    }

    fn release(&self, digest: &Digest) -> Result<Option<Vec<u8>>> {
        self.file(RELEASES, digest, LIMIT)
    }

    fn seeds(&self, digest: &Digest) -> Result<Option<Vec<u8>>> {
        self.file(SEEDS, digest, LIMIT)
    }

    fn contents(&self, digest: &Digest) -> Result<Option<Vec<u8>>> {
        self.file(CONTENTS, digest, CONTENTS_LIMIT)
    }

    fn blinded(&self, digest: &Digest) -> Result<Option<Vec<u8>>> {
        self.file(BLINDED, digest, LIMIT)
    }
}

/// The bid whose file came with an entry.
fn brought(event: &Event) -> Option<Digest> {
    match event {
        Event::Bid { bid, .. } | Event::Replaced { bid, .. } => Some(bid.digest),
        Event::Delivered { digest, .. } => Some(*digest),
        _ => None,
    }
}

fn none_if_missing<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::FileNotFound => Ok(None),
        Err(error) => Err(error),
    }
}
