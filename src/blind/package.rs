//! What evaluators get under one code, and the archive that it fits into (SPEC §19.3).

use crate::error::Result;
use crate::redact::{Part, Readers, pack};
use crate::wire::Id;
use std::io::Write;

/// What evaluators get under one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The lot.
    pub lot: Id,
    /// The code.
    pub code: String,
    /// Path (`part/01.pdf`) and bytes of each copy.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Package {
    /// Writes it as one ZIP archive, with the copies as `LOT/CODE/part/01.pdf`: archives that are unpacked into one
    /// folder do not mix. Its bytes depend on lot, code and copies, and on nothing else: copies are stored, in the
    /// order of their names, with the same time and permissions all, and without owners. Without copies it has the folder alone.
    ///
    /// # Errors
    /// [`crate::ErrorKind::DocumentTooLarge`] from 4 GiB or 65535 copies on; those of writing.
    pub fn zip(&self, out: &mut impl Write) -> Result<()> {
        let folder = format!("{}/{}/", self.lot, self.code);
        let mut files: Vec<_> =
            self.files.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes)).collect();
        files.sort();
        let mut parts: Vec<_> = files.into_iter().map(|(name, bytes)| (name, Part::stored(bytes))).collect();
        if parts.is_empty() {
            parts.push((folder.clone(), Part::stored(&[])));
        }
        pack(parts, Readers::People, out).map_err(|e| e.at(folder.trim_end_matches('/')))
    }
}
