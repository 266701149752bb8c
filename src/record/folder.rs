//! A store in a folder of the file system (SPEC §13.1).

use super::store::{PARTIAL, Store, folder_of};
use crate::bid::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::check_path;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The file that a writer holds locked.
const LOCK: &str = ".lock";

/// How many files are kept open for writing.
const OPEN: usize = 16;

/// A folder and what lies in it. One program at a time may write; others may read meanwhile.
pub struct FolderStore {
    root: PathBuf,
    /// Locked as long as the store lives; none for reading only.
    lock: Option<File>,
    /// Set for good once making something durable failed.
    failed: AtomicBool,
    files: Mutex<HashMap<String, Arc<Open>>>,
}

/// A file kept open for writing.
struct Open {
    file: File,
    /// Held while the file's cursor is in use.
    writing: Mutex<()>,
    /// Written to since it was last synced. Were it closed then, an error of writing back could be lost.
    dirty: AtomicBool,
}

impl FolderStore {
    /// Opens a folder that is there, for writing.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`], [`ErrorKind::StoreLocked`] if another program writes in it, [`ErrorKind::Io`].
    pub fn new(root: &Path) -> Result<FolderStore> {
        let mut store = FolderStore::read_only(root)?;
        let path = root.join(LOCK);
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let lock = lock.map_err(|e| Error::from(e).at(path.display()))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::new(ErrorKind::StoreLocked).at(root.display()),
            TryLockError::Error(error) => Error::from(error).at(path.display()),
        })?;
        store.lock = Some(lock);
        Ok(store)
    }

    /// The same, and makes the folder where it is missing.
    ///
    /// # Errors
    /// [`ErrorKind::StoreLocked`], [`ErrorKind::Io`].
    pub fn create(root: &Path) -> Result<FolderStore> {
        let at = |e: std::io::Error| Error::from(e).at(root.display());
        fs::create_dir_all(root).map_err(at)?;
        let above = root.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        sync_folder(above).map_err(at)?;
        FolderStore::new(root)
    }

    /// Opens a folder for reading only, whoever else works in it. Nothing in it is changed.
    ///
    /// # Errors
    /// [`ErrorKind::FileNotFound`] if it is not there or not a folder.
    pub fn read_only(root: &Path) -> Result<FolderStore> {
        if !root.is_dir() {
            return Err(Error::new(ErrorKind::FileNotFound).at(root.display()));
        }
        let (root, failed) = (root.to_owned(), AtomicBool::new(false));
        Ok(FolderStore { root, lock: None, failed, files: Mutex::default() })
    }

    fn path(&self, name: &str) -> Result<PathBuf> {
        check_path(name)?;
        if name == LOCK {
            return Err(Error::new(ErrorKind::UnsafePath).because("the lock is no file of the store"));
        }
        Ok(self.root.join(name))
    }

    fn folder(&self, folder: &str) -> Result<PathBuf> {
        if folder.is_empty() { Ok(self.root.clone()) } else { self.path(folder) }
    }

    fn check_writable(&self) -> Result<()> {
        match (&self.lock, self.failed.load(Ordering::SeqCst)) {
            (None, _) => Err(Error::new(ErrorKind::StoreReadOnly).at(self.root.display())),
            (_, true) => Err(Error::new(ErrorKind::StoreFailed).at(self.root.display())),
            _ => Ok(()),
        }
    }

    /// The store is of no use from here on.
    fn fail(&self, name: &str, error: &std::io::Error) -> Error {
        self.failed.store(true, Ordering::SeqCst);
        Error::new(ErrorKind::StoreFailed).because(error).at(name)
    }

    fn files(&self) -> MutexGuard<'_, HashMap<String, Arc<Open>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file, open for writing.
    fn writable(&self, name: &str, create: bool) -> Result<Arc<Open>> {
        self.check_writable()?;
        let path = self.path(name)?;
        let mut files = self.files();
        if let Some(open) = files.get(name) {
            return Ok(Arc::clone(open));
        }
        let at = |e: std::io::Error| Error::from(e).at(name);
        if create && let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at)?;
        }
        // Not in append mode: Linux would then append what is to be overwritten.
        let file = OpenOptions::new().read(true).write(true).create(create).truncate(false).open(&path);
        let open = Open { file: file.map_err(at)?, writing: Mutex::new(()), dirty: AtomicBool::new(false) };
        if files.len() >= OPEN {
            files.retain(|_, open| open.dirty.load(Ordering::SeqCst));
        }
        Ok(Arc::clone(files.entry(name.to_owned()).or_insert(Arc::new(open))))
    }

    /// Writes with the cursor at an offset, or at the end.
    fn write(&self, name: &str, create: bool, bytes: &[u8], offset: Option<u64>) -> Result<()> {
        let open = self.writable(name, create)?;
        let _writing = open.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let end = offset.map(|offset| offset.saturating_add(bytes.len() as u64));
        if end.is_some_and(|end| open.file.size().is_ok_and(|size| end > size)) {
            return Err(Error::new(ErrorKind::Truncated).at(name));
        }
        open.dirty.store(true, Ordering::SeqCst);
        let mut file = &open.file;
        file.seek(offset.map_or(SeekFrom::End(0), SeekFrom::Start))
            .and_then(|_| file.write_all(bytes))
            .map_err(|e| Error::from(e).at(name))
    }

    /// The names in a folder; of one that is no text, what `unreadable` says.
    fn names(&self, folder: &str, unreadable: impl Fn(OsString) -> Result<()>) -> Result<Vec<String>> {
        let at = |e: std::io::Error| Error::from(e).at(folder);
        let entries = match fs::read_dir(self.folder(folder)?) {
            Ok(entries) => entries,
            Err(error) if missing(&error) => return Ok(Vec::new()),
            Err(error) => return Err(at(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(at)?;
            let name = match entry.file_name().into_string() {
                Ok(name) => name,
                Err(name) => {
                    unreadable(name)?;
                    continue;
                }
            };
            let hidden = name.ends_with(PARTIAL) || (folder.is_empty() && name == LOCK);
            if !hidden && entry.file_type().map_err(at)?.is_file() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }
}

impl Store for FolderStore {
    fn open(&self, name: &str) -> Result<Box<dyn ReadAt + Send>> {
        let path = self.path(name)?;
        let at = |e: std::io::Error| Error::from(e).at(name);
        // Opening a pipe would wait for somebody to write into it.
        if !fs::metadata(&path).map_err(at)?.is_file() {
            return Err(Error::new(ErrorKind::Io).because("it is not a file").at(name));
        }
        Ok(Box::new(File::open(&path).map_err(at)?))
    }

    fn size(&self, name: &str) -> Result<Option<u64>> {
        match fs::metadata(self.path(name)?) {
            Ok(metadata) if metadata.is_file() => Ok(Some(metadata.len())),
            Ok(_) => Err(Error::new(ErrorKind::Io).because("it is not a file").at(name)),
            Err(error) if missing(&error) => Ok(None),
            Err(error) => Err(Error::from(error).at(name)),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>> {
        self.names(folder, |name| {
            Err(Error::new(ErrorKind::UnsafePath).because(format_args!("{}", name.display())).at(folder))
        })
    }

    fn list_shared(&self, folder: &str) -> Result<Vec<String>> {
        self.names(folder, |_| Ok(()))
    }

    fn append(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.write(name, true, bytes, None)
    }

    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> Result<()> {
        self.write(name, false, bytes, Some(offset))
    }

    fn truncate(&self, name: &str, size: u64) -> Result<()> {
        let open = self.writable(name, false)?;
        let _writing = open.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if open.file.size()? < size {
            return Err(Error::new(ErrorKind::Truncated).at(name));
        }
        open.dirty.store(true, Ordering::SeqCst);
        open.file.set_len(size).map_err(|e| Error::from(e).at(name))
    }

    fn sync(&self, name: &str) -> Result<()> {
        let open = self.writable(name, false)?;
        // Cleared first: what is written meanwhile may miss this sync.
        open.dirty.store(false, Ordering::SeqCst);
        open.file.sync_data().map_err(|e| self.fail(name, &e))
    }

    fn rename(&self, from: &str, to: &str) -> Result<()> {
        self.check_writable()?;
        let (old, new) = (self.path(from)?, self.path(to)?);
        if let Some(folder) = new.parent() {
            fs::create_dir_all(folder).map_err(|e| Error::from(e).at(to))?;
        }
        let mut files = self.files();
        files.remove(from);
        files.remove(to);
        fs::rename(old, new).map_err(|e| Error::from(e).at(from))
    }

    fn remove(&self, name: &str) -> Result<()> {
        self.check_writable()?;
        let path = self.path(name)?;
        self.files().remove(name);
        fs::remove_file(path).map_err(|e| Error::from(e).at(name))
    }

    fn sync_names(&self, folder: &str) -> Result<()> {
        self.check_writable()?;
        let mut folder = folder;
        // Each folder's own name lies in the one above.
        loop {
            match sync_folder(&self.folder(folder)?) {
                Ok(()) => {}
                Err(error) if missing(&error) => return Err(Error::from(error).at(folder)),
                Err(error) => return Err(self.fail(folder, &error)),
            }
            if folder.is_empty() {
                return Ok(());
            }
            folder = folder_of(folder);
        }
    }
}

fn missing(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::NotFound
}

/// A new name is durable only when its folder is.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// NTFS journals names by itself, and folders cannot be opened as files.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
