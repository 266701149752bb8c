//! Files in and out: reading is bounded, writing is all or nothing and never over something else.

use crate::failure::Result;
use sealbid::notice::{Acceptance, SignedNotice};
use sealbid::tenderbox::NoticeFiles;
use sealbid::{Error, ErrorKind};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// No file that is read as a whole is longer than this; what is longer meets the library's own, smaller bounds.
const LIMIT: u64 = 33 << 20;

/// The notice within its folder.
pub const NOTICE: &str = "notice.json";

/// The ending of a detached signature.
pub const SIGNATURE: &str = ".p7s";

/// The ending of an acceptance.
pub const ACCEPTANCE: &str = ".acceptance.json";

/// The same for revocation lists, which are long, and longer in PEM.
const LONG: u64 = 46 << 20;

/// The same for signed files (SPEC §13.5).
const SIGNED: u64 = 92 << 20;

/// Reads a file, up to the bound.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_within(path, LIMIT)
}

/// Reads a signed file, or what is to be one, up to a bound of its own.
pub fn read_signed(path: &Path) -> Result<Vec<u8>> {
    read_within(path, SIGNED)
}

/// Reads a document, to one byte beyond the bound that the library has for it.
pub fn read_document(path: &Path, bound: usize) -> Result<Vec<u8>> {
    read_within(path, u64::try_from(bound).unwrap_or(u64::MAX).saturating_add(1))
}

fn read_within(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let at = |e: std::io::Error| Error::from(e).at(path.display());
    let mut bytes = Vec::new();
    File::open(path).map_err(at)?.take(limit).read_to_end(&mut bytes).map_err(at)?;
    Ok(bytes)
}

/// Reads a revocation list's file and something out of it; errors name the file.
pub fn parse_long<T>(path: &Path, parse: impl FnOnce(&[u8]) -> sealbid::Result<T>) -> Result<T> {
    Ok(parse(&read_within(path, LONG)?).map_err(|e| e.at(path.display()))?)
}

/// Reads a file and something out of it; errors name the file.
pub fn parse<T>(path: &Path, parse: impl FnOnce(&[u8]) -> sealbid::Result<T>) -> Result<T> {
    Ok(parse(&read(path)?).map_err(|e| e.at(path.display()))?)
}

/// Writes a new file: complete and durable under its name, or not there at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_as(path, bytes, 0o666)
}

/// The same for a secret: nobody but the owner can read it.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    write_as(path, bytes, 0o600)
}

fn write_as(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let partial = with_ending(path, ".partial");
    let at = |e: std::io::Error| Error::from(e).at(path.display());
    free(path)?;
    let mut file = create(&partial, mode).map_err(|e| Error::from(e).at(partial.display()))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at);
    drop(file);
    let finished = written.map_err(Into::into).and_then(|()| publish(&partial, path));
    if finished.is_err() {
        remove(&partial);
    }
    finished
}

/// Gives a finished file its name, durably, unless something has that name already.
pub fn publish(from: &Path, to: &Path) -> Result<()> {
    free(to)?;
    std::fs::rename(from, to).and_then(|()| sync_folder(to)).map_err(|e| Error::from(e).at(to.display()))?;
    Ok(())
}

/// Checks that nothing has this name yet.
pub fn free(path: &Path) -> Result<()> {
    match path.symlink_metadata() {
        Ok(_) => Err(Error::new(ErrorKind::WouldOverwrite).at(path.display()).into()),
        Err(_) => Ok(()),
    }
}

/// Removes what a failed command would leave behind; if even that fails, the first failure is the one to tell.
pub fn remove(path: &Path) {
    std::fs::remove_file(path).unwrap_or_default();
}

/// As [`remove`], for a folder and all in it.
pub fn remove_folder(path: &Path) {
    std::fs::remove_dir_all(path).unwrap_or_default();
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<()> {
    Ok(std::fs::create_dir_all(path).map_err(|e| Error::from(e).at(path.display()))?)
}

/// A path with something behind its last name.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A notice's folder, or the notice in it: the path of the notice.
pub fn notice_path(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(NOTICE) } else { path.to_owned() }
}

/// Reads and verifies a notice with its signature and all acceptances that lie beside it.
pub fn signed_notice(path: &Path) -> Result<SignedNotice> {
    let path = notice_path(path);
    let notice = read(&path)?;
    let signature = read(&with_ending(&path, SIGNATURE))?;
    let acceptances = listed(folder_of(&path), ACCEPTANCE)?;
    let acceptances =
        acceptances.iter().map(|path| parse(path, Acceptance::parse)).collect::<Result<Vec<_>>>()?;
    Ok(SignedNotice::verify(&notice, &signature, &acceptances).map_err(|e| e.at(path.display()))?)
}

/// A notice as its folder has it, byte for byte.
pub struct NoticeBytes {
    /// The notice.
    pub notice: Vec<u8>,
    /// The tenderer's signature.
    pub signature: Vec<u8>,
    /// The acceptances that lie beside it.
    pub acceptances: Vec<Vec<u8>>,
}

impl NoticeBytes {
    /// Reads a notice with its signature and all acceptances that lie beside it; nothing is verified.
    pub fn read(path: &Path) -> Result<NoticeBytes> {
        let path = notice_path(path);
        let (notice, signature) = (read(&path)?, read(&with_ending(&path, SIGNATURE))?);
        let acceptances = listed(folder_of(&path), ACCEPTANCE)?;
        let acceptances = acceptances.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
        Ok(NoticeBytes { notice, signature, acceptances })
    }

    /// As a tender box takes it.
    pub fn files(&self) -> NoticeFiles<'_> {
        NoticeFiles { notice: &self.notice, signature: &self.signature, acceptances: &self.acceptances }
    }
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A name beside a file: `bid.sbid` with `receipt.json` is `bid.receipt.json`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    path.with_extension(ending)
}

/// The files of a folder whose names have this ending, in order.
pub fn listed(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let at = |e: std::io::Error| Error::from(e).at(folder.display());
    let entries = std::fs::read_dir(folder).map_err(at)?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(at)?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ending)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(unix)]
fn create(path: &Path, mode: u32) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

/// Files take their folder's permissions, which a home folder keeps to its owner.
#[cfg(not(unix))]
fn create(path: &Path, _: u32) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// A new name is durable only when its folder is.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// NTFS journals names by itself, and folders cannot be opened as files.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
