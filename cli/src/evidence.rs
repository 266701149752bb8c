//! A record's log and its evidence, as the audit is given them.

use crate::failure::Result;
use sealbid::audit::EvidenceFolder;
use sealbid::bid::ReadAt;
use sealbid::record::FolderStore;
use sealbid::{Error, ErrorKind};
use std::path::Path;
use std::sync::Arc;

/// Opens a folder of evidence, or a box's folder that has one, for reading only.
pub fn open(folder: &Path) -> Result<EvidenceFolder> {
    let inner = folder.join("evidence");
    let folder = if inner.is_dir() { &inner } else { folder };
    Ok(EvidenceFolder::open(Arc::new(FolderStore::read_only(folder)?), "")?)
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
