//! Documents on their way into a bid: files, folders, readers, memory.

use crate::error::{Error, ErrorKind, Result};
use crate::wire::check_path;
use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// A document to be sealed. Its size is fixed when it is named, since the header comes before the contents.
pub struct Document {
    pub(super) path: String,
    pub(super) media_type: String,
    pub(super) size: u64,
    source: Source,
}

enum Source {
    File(PathBuf),
    Reader(Box<dyn Read + Send>),
    Bytes(Vec<u8>),
}

impl Document {
    /// A file, sealed under `path`.
    ///
    /// # Errors
    /// [`ErrorKind::UnsafePath`]; [`ErrorKind::FileNotFound`] and [`ErrorKind::Io`].
    pub fn file(path: &str, media_type: &str, file: &Path) -> Result<Document> {
        let metadata = std::fs::metadata(file).map_err(|e| Error::from(e).at(file.display()))?;
        if !metadata.is_file() {
            return Err(Error::new(ErrorKind::Io).because("not a regular file").at(file.display()));
        }
        Document::new(path, media_type, metadata.len(), Source::File(file.to_owned()))
    }

    /// What a reader gives: exactly `size` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnsafePath`].
    pub fn reader(path: &str, media_type: &str, size: u64, reader: Box<dyn Read + Send>) -> Result<Document> {
        Document::new(path, media_type, size, Source::Reader(reader))
    }

    /// Bytes in memory.
    ///
    /// # Errors
    /// [`ErrorKind::UnsafePath`].
    pub fn bytes(path: &str, media_type: &str, bytes: Vec<u8>) -> Result<Document> {
        Document::new(path, media_type, bytes.len() as u64, Source::Bytes(bytes))
    }

    fn new(path: &str, media_type: &str, size: u64, source: Source) -> Result<Document> {
        let path: String = path.nfc().collect();
        check_path(&path)?;
        Ok(Document { path, media_type: media_type.to_owned(), size, source })
    }

    /// Its path within the part.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its media type.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its bytes, at most `limit`, before it is sealed. What a reader gives is kept in memory from here on, since it gives
    /// it once; after an error the reader has nothing more to give.
    ///
    /// # Errors
    /// [`ErrorKind::DocumentTooLarge`], [`ErrorKind::SizeChanged`], [`ErrorKind::FileNotFound`], [`ErrorKind::Io`], those
    /// of the reader.
    pub fn content(&mut self, limit: usize) -> Result<Cow<'_, [u8]>> {
        if self.size > limit as u64 {
            return Err(Error::new(ErrorKind::DocumentTooLarge).at(&self.path));
        }
        let path = &self.path;
        match self.source {
            Source::Bytes(ref bytes) => Ok(Cow::Borrowed(bytes)),
            Source::File(ref file) => {
                let read = read_whole(&mut open_file(file)?, self.size);
                read.map(Cow::Owned).map_err(|e| e.at(path))
            }
            Source::Reader(ref mut reader) => {
                let bytes = read_whole(reader, self.size).map_err(|e| e.at(path))?;
                self.source = Source::Bytes(bytes.clone());
                Ok(Cow::Owned(bytes))
            }
        }
    }

    pub(super) fn open(self) -> Result<Box<dyn Read + Send>> {
        match self.source {
            Source::Reader(reader) => Ok(reader),
            Source::Bytes(bytes) => Ok(Box::new(Cursor::new(bytes))),
            Source::File(file) => Ok(Box::new(open_file(&file)?)),
        }
    }
}

fn open_file(file: &Path) -> Result<File> {
    File::open(file).map_err(|e| Error::from(e).at(file.display()))
}

/// Exactly so many bytes, and then the end.
fn read_whole(reader: &mut dyn Read, size: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(size.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == size {
        return Ok(bytes);
    }
    let detail = format!("{size} bytes were promised, and {} or more are there", bytes.len());
    Err(Error::new(ErrorKind::SizeChanged).because(detail))
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({}, {}, {} bytes)", self.path, self.media_type, self.size)
    }
}

/// Every regular file below a folder, sorted by path, with its type by extension. Links are not followed; hidden
/// files (`.DS_Store` and the like) are left out.
///
/// # Errors
/// [`ErrorKind::Io`]; [`ErrorKind::UnsafePath`] for a name that is not Unicode or not allowed in a bid.
pub fn folder(root: &Path) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    walk(root, "", &mut documents)?;
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(documents)
}

/// Folders may nest this deep: paths of 1024 bytes cannot be deeper anyway.
const MAX_DEPTH: usize = 512;

fn walk(folder: &Path, prefix: &str, documents: &mut Vec<Document>) -> Result<()> {
    if prefix.matches('/').count() > MAX_DEPTH {
        return Err(Error::new(ErrorKind::UnsafePath).because("folders nest too deep").at(folder.display()));
    }
    let entries = std::fs::read_dir(folder).map_err(|e| Error::from(e).at(folder.display()))?;
    for entry in entries {
        let entry = entry.map_err(|e| Error::from(e).at(folder.display()))?;
        let file = entry.path();
        let name = entry.file_name();
        let unreadable =
            || Error::new(ErrorKind::UnsafePath).because("the name is not Unicode").at(file.display());
        let name = name.to_str().ok_or_else(unreadable)?;
        if name.starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(|e| Error::from(e).at(file.display()))?;
        if kind.is_dir() {
            walk(&file, &format!("{prefix}{name}/"), documents)?;
        } else if kind.is_file() {
            documents.push(Document::file(&format!("{prefix}{name}"), media_type(name), &file)?);
        }
    }
    Ok(())
}

/// The media type of a file name's extension, for the types that tenders use; `application/octet-stream` otherwise.
pub fn media_type(name: &str) -> &'static str {
    let extension =
        name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ofd" => "application/ofd",
        "wps" => "application/wps-office.wps",
        "et" => "application/wps-office.et",
        "xml" => "application/xml",
        "json" => "application/json",
        "zip" => "application/zip",
        "dwg" => "image/vnd.dwg",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "tif" | "tiff" => "image/tiff",
        "txt" => "text/plain",
        "md" => "text/markdown",
        "csv" => "text/csv",
        _ => "application/octet-stream",
    }
}
