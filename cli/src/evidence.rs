//! The evidence of a record as it lies in a folder (SPEC §13.1): bids in files or in the box's journal, releases,
//! seeds, contents. Everything is named by its digest, and whoever asks checks it against that.

use crate::failure::Result;
use sealbid::audit::Evidence;
use sealbid::bid::{ReadAt, Slice};
use sealbid::opening::{CONTENTS, RELEASES, SEEDS};
use sealbid::record::{BlobRef, Entry, Event, FolderStore, Store, read_log};
use sealbid::suite::Digest;
use sealbid::{Error, ErrorKind};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// No release, beacon or seeds file is longer.
const LIMIT: u64 = 32 << 20;
/// Nor is a contents file.
const LONG: u64 = 1 << 30;
const JOURNAL: &str = "journal";
const BIDS: &str = "bids";

/// A folder of evidence, for reading only.
pub struct EvidenceFolder {
    store: FolderStore,
    /// The journal, and where the smaller bids lie in it.
    journal: Option<(Arc<Box<dyn ReadAt + Send>>, HashMap<Digest, BlobRef>)>,
}

impl EvidenceFolder {
    /// Opens a folder, and looks through its journal if it has one.
    pub fn open(folder: &Path) -> Result<EvidenceFolder> {
        let store = FolderStore::read_only(folder)?;
        let journal = match store.size(JOURNAL)? {
            Some(_) => {
                let file = store.open(JOURNAL)?;
                let blobs = blobs(&file).map_err(|e| e.at(folder.join(JOURNAL).display()))?;
                Some((Arc::new(file), blobs))
            }
            None => None,
        };
        Ok(EvidenceFolder { store, journal })
    }

    /// About how many bytes of sealed bids there are, for whoever waits.
    pub fn size(&self) -> Result<u64> {
        let blobs = self.journal.iter().flat_map(|(_, blobs)| blobs.values());
        let mut size: u64 = blobs.map(|blob| blob.length).sum();
        for name in self.store.list(BIDS)? {
            size = size.saturating_add(self.store.size(&format!("{BIDS}/{name}"))?.unwrap_or(0));
        }
        Ok(size)
    }

    fn file(&self, folder: &str, digest: &Digest, limit: u64) -> sealbid::Result<Option<Vec<u8>>> {
        let name = format!("{folder}/{digest}.json");
        match self.store.size(&name)? {
            Some(_) => self.store.read(&name, limit).map(Some),
            None => Ok(None),
        }
    }
}

/// Where a journal has the bids. One that is not closed may end in the middle of a batch.
fn blobs(journal: &dyn ReadAt) -> sealbid::Result<HashMap<Digest, BlobRef>> {
    let mut blobs = HashMap::new();
    let read = read_log(journal, |frame| {
        let Some(blob) = frame.position.blob else { return Ok(()) };
        let digest = match Entry::parse(&frame.entry)?.event {
            Event::Bid { bid, .. } | Event::Replaced { bid, .. } => bid.digest,
            Event::Delivered { digest, .. } => digest,
            _ => return Ok(()),
        };
        blobs.insert(digest, blob);
        Ok(())
    });
    match read {
        Err(error) if error.kind() != ErrorKind::LogIncomplete => Err(error),
        _ => Ok(blobs),
    }
}

impl Evidence for EvidenceFolder {
    fn bid(&self, digest: &Digest) -> sealbid::Result<Option<Box<dyn ReadAt + Send>>> {
        let name = format!("{BIDS}/{digest}.sbid");
        if self.store.size(&name)?.is_some() {
            return self.store.open(&name).map(Some);
        }
        let Some((journal, blobs)) = &self.journal else { return Ok(None) };
        let slice = |blob: &BlobRef| {
            let (offset, length) = (blob.offset, blob.length);
            Box::new(Slice { source: Arc::clone(journal), offset, length }) as Box<dyn ReadAt + Send>
        };
        Ok(blobs.get(digest).map(slice))
    }

    fn release(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        self.file(RELEASES, digest, LIMIT)
    }

    fn seeds(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        self.file(SEEDS, digest, LIMIT)
    }

    fn contents(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        self.file(CONTENTS, digest, LONG)
    }
}

/// The same file, read again under a bar: for logs, of which nobody else says how far they were read.
pub struct Watched<'a, R> {
    /// What is read.
    pub source: R,
    /// Who is told.
    pub progress: &'a dyn sealbid::bid::Progress,
}

impl<R: ReadAt> ReadAt for Watched<'_, R> {
    fn size(&self) -> sealbid::Result<u64> {
        self.source.size()
    }

    fn read_exact_at(&self, offset: u64, bytes: &mut [u8]) -> sealbid::Result<()> {
        if self.progress.cancelled() {
            return Err(Error::from(ErrorKind::Cancelled));
        }
        self.source.read_exact_at(offset, bytes)?;
        self.progress.advance(bytes.len() as u64);
        Ok(())
    }
}
