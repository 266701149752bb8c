//! A record's evidence, as the audit is given it.

use crate::failure::Result;
use sealbid::audit::EvidenceFolder;
use sealbid::record::FolderStore;
use std::path::Path;
use std::sync::Arc;

/// Opens a folder of evidence, or a box's folder that has one, for reading only.
pub fn open(folder: &Path) -> Result<EvidenceFolder> {
    let inner = folder.join("evidence");
    let folder = if inner.is_dir() { &inner } else { folder };
    Ok(EvidenceFolder::open(Arc::new(FolderStore::read_only(folder)?), "")?)
}
