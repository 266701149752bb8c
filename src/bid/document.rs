//! Documents on their way into a bid: files, folders, readers, memory.

use crate::error::{Error, ErrorKind, Result};
use crate::wire::check_path;
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
        let size = bytes.len() as u64;
        Document::new(path, media_type, size, Source::Reader(Box::new(Cursor::new(bytes))))
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

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn open(self) -> Result<Box<dyn Read + Send>> {
        match self.source {
            Source::Reader(reader) => Ok(reader),
            Source::File(file) => match File::open(&file) {
                Ok(open) => Ok(Box::new(open)),
                Err(e) => Err(Error::from(e).at(file.display())),
            },
        }
    }
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
