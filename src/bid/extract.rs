//! Where opened documents go (SPEC §5.7): into a folder, safely, or nowhere.

use super::index::IndexEntry;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::{Id, check_path};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Receives documents one after another.
///
/// Bytes arrive authenticated, but a part's signature is judged at its end: a sink must not let anybody use what it
/// got before [`Sink::commit`].
pub trait Sink {
    /// A document begins.
    ///
    /// # Errors
    /// Whatever stops the opening.
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()>;

    /// Its next bytes.
    ///
    /// # Errors
    /// Whatever stops the opening.
    fn data(&mut self, bytes: &[u8]) -> Result<()>;

    /// It ends.
    ///
    /// # Errors
    /// Whatever stops the opening.
    fn end(&mut self) -> Result<()>;

    /// Everything has been checked.
    ///
    /// # Errors
    /// Whatever stops the opening.
    fn commit(&mut self) -> Result<()>;
}

/// Keeps nothing: for checking.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard;

impl Sink for Discard {
    fn begin(&mut self, _: &Id, _: &IndexEntry) -> Result<()> {
        Ok(())
    }

    fn data(&mut self, _: &[u8]) -> Result<()> {
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Writes documents below a folder, as `part/path`. Nothing is overwritten; what was written is removed again
/// unless everything turns out right.
#[derive(Debug)]
pub struct FolderSink {
    root: PathBuf,
    current: Option<File>,
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl FolderSink {
    /// A sink below this folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`ErrorKind::Io`].
    pub fn new(root: &Path) -> Result<FolderSink> {
        std::fs::create_dir_all(root).map_err(|e| Error::from(e).at(root.display()))?;
        Ok(FolderSink { root: root.to_owned(), current: None, files: Vec::new(), folders: Vec::new() })
    }

    /// Makes a folder, or takes one that is there if it is a real folder and not a link.
    fn enter(&mut self, folder: &Path) -> Result<()> {
        match std::fs::create_dir(folder) {
            Ok(()) => self.folders.push(folder.to_owned()),
            Err(_) => {
                let found =
                    std::fs::symlink_metadata(folder).map_err(|e| Error::from(e).at(folder.display()))?;
                if !found.is_dir() {
                    let detail = "something else than a folder is in the way";
                    return Err(Error::new(ErrorKind::WouldOverwrite).because(detail).at(folder.display()));
                }
            }
        }
        Ok(())
    }
}

impl Sink for FolderSink {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()> {
        check_path(part.as_str())?;
        check_path(&document.path)?;
        let path = format!("{part}/{}", document.path);
        let mut target = self.root.clone();
        let mut components = path.split('/').peekable();
        while let Some(component) = components.next() {
            target.push(component);
            if components.peek().is_some() {
                self.enter(&target)?;
            }
        }
        // `create_new` fails on whatever is there, links included.
        let file = OpenOptions::new().write(true).create_new(true).open(&target);
        self.current = Some(file.map_err(|e| Error::from(e).at(target.display()))?);
        self.files.push(target);
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.current {
            Some(file) => file.write_all(bytes).map_err(Error::from),
            None => Err(Error::new(ErrorKind::Io).because("no document is open")),
        }
    }

    fn end(&mut self) -> Result<()> {
        match self.current.take() {
            Some(file) => file.sync_all().map_err(Error::from),
            None => Ok(()),
        }
    }

    fn commit(&mut self) -> Result<()> {
        self.files.clear();
        self.folders.clear();
        Ok(())
    }
}

impl Drop for FolderSink {
    fn drop(&mut self) {
        self.current = None;
        // What cannot be removed stays; there is nobody left to tell.
        for file in &self.files {
            std::fs::remove_file(file).unwrap_or_default();
        }
        for folder in self.folders.iter().rev() {
            std::fs::remove_dir(folder).unwrap_or_default();
        }
    }
}
