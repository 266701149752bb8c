//! What stands between a record and the disk (SPEC §13.1).

use crate::bid::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// The ending of files that were not finished. After a crash they may be there, and mean nothing.
pub const PARTIAL: &str = ".partial";

/// Bytes that are overwritten at once.
const PIECE: usize = 1 << 20;

/// Files under names, and when they are durable.
///
/// A name is a relative path as [`check_path`](crate::wire::check_path) allows it; a folder is one too, or empty for
/// the outermost. What was written is read at once; whether it survives a crash is certain only after [`Store::sync`]
/// for contents and [`Store::sync_names`] for names, and until then anything may be there: the old, the new, or parts
/// of both. When making something durable fails, nobody knows what is on the disk: from then on every writing call
/// must be refused with [`ErrorKind::StoreFailed`].
///
/// Every function can fail with [`ErrorKind::Io`] and [`ErrorKind::UnsafePath`], and those that write with
/// [`ErrorKind::StoreFailed`] and [`ErrorKind::StoreReadOnly`].
pub trait Store: Send + Sync {
    /// A file to read from; what is appended later can be read through it too.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`].
    fn open(&self, name: &str) -> Result<Box<dyn ReadAt + Send>>;

    /// The size of a file; none if there is no such file.
    ///
    /// # Errors
    /// Those of every function.
    fn size(&self, name: &str) -> Result<Option<u64>>;

    /// The names of the files in a folder, without the folder, sorted; none if there is no such folder. Names that
    /// end with [`PARTIAL`] are left out.
    ///
    /// # Errors
    /// Those of every function.
    fn list(&self, folder: &str) -> Result<Vec<String>>;

    /// The same, of a folder into which others put files: a name that no file of a store can have is passed over.
    ///
    /// # Errors
    /// Those of [`Store::list`].
    fn list_shared(&self, folder: &str) -> Result<Vec<String>> {
        self.list(folder)
    }

    /// Puts bytes behind a file's last; makes the file and its folders where they are missing. Not durable.
    ///
    /// # Errors
    /// Those of every function.
    fn append(&self, name: &str, bytes: &[u8]) -> Result<()>;

    /// Replaces bytes within a file. Not durable.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`], [`ErrorKind::Truncated`] beyond the file's end.
    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> Result<()>;

    /// Cuts a file off at this size. Not durable.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`], [`ErrorKind::Truncated`] if the file is shorter.
    fn truncate(&self, name: &str, size: u64) -> Result<()>;

    /// Makes a file's contents durable.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`], [`ErrorKind::StoreFailed`].
    fn sync(&self, name: &str) -> Result<()>;

    /// Gives a file another name, in place of the file that had it; makes that name's folders where they are missing.
    /// After a crash either name is there, never neither. Durable only after [`Store::sync_names`].
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`].
    fn rename(&self, from: &str, to: &str) -> Result<()>;

    /// Removes a file. Durable only after [`Store::sync_names`].
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`].
    fn remove(&self, name: &str) -> Result<()>;

    /// Makes durable which names there are in a folder, and the folder itself.
    ///
    /// # Errors
    /// [`ErrorKind::StoreFailed`].
    fn sync_names(&self, folder: &str) -> Result<()>;

    /// Writes a whole file, in place of the one that had the name: durably, or not at all.
    ///
    /// # Errors
    /// Those of every function.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        // Two threads that put the same name must not write into one file.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let partial = format!("{name}.{}{PARTIAL}", COUNT.fetch_add(1, Ordering::Relaxed));
        if self.size(&partial)?.is_some() {
            self.remove(&partial)?;
        }
        self.append(&partial, bytes)?;
        self.sync(&partial)?;
        self.rename(&partial, name)?;
        self.sync_names(folder_of(name))
    }

    /// A whole file, up to a bound in bytes.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`], [`ErrorKind::TooLarge`].
    fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>> {
        let file = self.open(name)?;
        let size = file.size()?;
        let length = usize::try_from(size).ok().filter(|_| size <= limit).ok_or_else(|| {
            Error::new(ErrorKind::TooLarge).because(format_args!("{size} bytes, not {limit}")).at(name)
        })?;
        let mut bytes = vec![0; length];
        file.read_exact_at(0, &mut bytes)?;
        Ok(bytes)
    }

    /// Overwrites a stretch of a file with zeros, durably. What a disk keeps of the old bytes elsewhere, as flash
    /// does, is beyond a store.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`], [`ErrorKind::Truncated`] beyond the file's end.
    fn wipe(&self, name: &str, range: Range<u64>) -> Result<()> {
        let zeros = vec![0; PIECE];
        let mut offset = range.start;
        while offset < range.end {
            let length = usize::try_from(range.end - offset).unwrap_or(PIECE).min(PIECE);
            self.overwrite(name, offset, zeros.get(..length).unwrap_or_default())?;
            offset += length as u64;
        }
        self.sync(name)
    }
}

/// The folder that a name lies in; empty for the outermost.
pub(super) fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
