//! Batches and frames of the log file: their bounds and bytes (SPEC §13.2).

use super::cursor::Cursor;
use super::tree::MAX_SIZE;
use crate::error::{Error, ErrorKind, Result};
use std::fmt;
use std::sync::Arc;

/// What every batch begins with.
pub(super) const MAGIC: [u8; 8] = [0x89, b'S', b'L', b'O', b'G', 0x0d, 0x0a, 0x1a];

/// Bytes of a batch's header.
pub(super) const HEADER: usize = 48;

/// Entries in a batch.
pub(super) const ENTRIES: usize = 4096;

/// Bytes of an entry.
pub(super) const ENTRY: u64 = 2 << 20;
const ATTACHMENTS: usize = 64;
/// Bytes of an attachment.
pub(super) const ATTACHMENT: u64 = 64 << 20;
const META: u64 = 256 << 20;
const BLOBS: u64 = 1 << 40;

/// The beginning of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Drawn when the file was begun; the same in all its batches.
    pub id: [u8; 8],
    /// The number of the first entry.
    pub number: u64,
    /// How many entries; none in a fence.
    pub count: u32,
    /// Bytes of the frames.
    pub meta: u64,
    /// Bytes of the blobs behind them.
    pub blobs: u64,
}

impl Header {
    pub fn to_bytes(self) -> [u8; HEADER] {
        let (number, count) = (self.number.to_be_bytes(), self.count.to_be_bytes());
        let (meta, blobs) = (self.meta.to_be_bytes(), self.blobs.to_be_bytes());
        let mut bytes = [0; HEADER];
        let (fields, crc) = bytes.split_at_mut(HEADER - 4);
        fields.copy_from_slice(&[&MAGIC[..], &self.id, &number, &count, &meta, &blobs].concat());
        crc.copy_from_slice(&crc32fast::hash(fields).to_be_bytes());
        bytes
    }

    /// The header, if these bytes were written as one.
    pub fn parse(bytes: &[u8; HEADER]) -> Option<Header> {
        let (magic, rest) = bytes.split_first_chunk()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (meta, rest) = rest.split_first_chunk()?;
        let (blobs, _) = rest.split_first_chunk()?;
        let header = Header {
            id: *id,
            number: u64::from_be_bytes(*number),
            count: u32::from_be_bytes(*count),
            meta: u64::from_be_bytes(*meta),
            blobs: u64::from_be_bytes(*blobs),
        };
        (*magic == MAGIC && header.to_bytes() == *bytes).then_some(header)
    }

    /// Whether a writer may make a batch like this.
    pub fn check(&self) -> Result<()> {
        let room = self.count as usize <= ENTRIES && self.meta <= META && self.blobs <= BLOBS;
        if room && self.number <= MAX_SIZE - u64::from(self.count) { Ok(()) } else { too_large("the batch") }
    }

    /// Bytes of the whole batch, once it was checked.
    pub fn length(&self) -> u64 {
        HEADER as u64 + self.meta + 4 + self.blobs
    }
}

/// What is to be written as one entry.
#[derive(Clone, Default)]
pub struct NewFrame {
    /// The entry: what the tree is over. At most 2 MiB.
    pub entry: Vec<u8>,
    /// Files that the entry names by their hashes: at most 64, each of at most 64 MiB.
    pub attachments: Vec<Vec<u8>>,
    /// Bytes that lie in the file but are no part of the record, and can be erased.
    pub blob: Option<Blob>,
}

/// Bytes with their checksum, which is computed once, by whoever brings them: those who wait for a batch to be written
/// wait for nothing that could be done before.
#[derive(Clone)]
pub struct Blob {
    bytes: Arc<Vec<u8>>,
    crc: u32,
}

impl Blob {
    /// A blob of these bytes.
    pub fn new(bytes: Arc<Vec<u8>>) -> Blob {
        let crc = crc32fast::hash(&bytes);
        Blob { bytes, crc }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
}

impl NewFrame {
    /// Checks the bounds.
    ///
    /// # Errors
    /// [`ErrorKind::LogTooLarge`].
    pub fn check(&self) -> Result<()> {
        if self.entry.len() as u64 > ENTRY {
            return too_large("the entry");
        }
        if self.attachments.len() > ATTACHMENTS {
            return too_large("the number of attachments");
        }
        if self.attachments.iter().any(|attachment| attachment.len() as u64 > ATTACHMENT) {
            return too_large("an attachment");
        }
        if self.meta_size() > META { too_large("the entry with its attachments") } else { Ok(()) }
    }

    /// Bytes of the frame.
    pub(super) fn meta_size(&self) -> u64 {
        let attachments: u64 = self.attachments.iter().map(|attachment| 4 + attachment.len() as u64).sum();
        let blob = if self.blob.is_some() { 12 } else { 0 };
        4 + self.entry.len() as u64 + 4 + attachments + 4 + blob
    }

    /// Bytes of the blob.
    pub(super) fn blob_size(&self) -> u64 {
        self.blob.as_ref().map_or(0, Blob::size)
    }

    /// Puts the frame behind others.
    pub(super) fn write(&self, meta: &mut Vec<u8>) {
        let mut counted = |bytes: &[u8]| {
            meta.extend((bytes.len() as u32).to_be_bytes());
            meta.extend(bytes);
        };
        counted(&self.entry);
        let count = self.attachments.len() as u32;
        meta.extend(count.to_be_bytes());
        for attachment in &self.attachments {
            meta.extend((attachment.len() as u32).to_be_bytes());
            meta.extend(attachment);
        }
        meta.extend(u32::from(self.blob.is_some()).to_be_bytes());
        if let Some(blob) = &self.blob {
            meta.extend(blob.size().to_be_bytes());
            meta.extend(blob.crc.to_be_bytes());
        }
    }
}

impl fmt::Debug for NewFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (entry, attachments) = (self.entry.len(), self.attachments.len());
        let blob = self.blob.is_some();
        write!(f, "NewFrame(entry of {entry} bytes, {attachments} attachments, blob: {blob})")
    }
}

/// Where a blob lies in the log file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// Its first byte.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
}

/// Where an entry lies in the log file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The entry's number, from 0.
    pub number: u64,
    /// The frame's first byte.
    pub offset: u64,
    /// Its blob.
    pub blob: Option<BlobRef>,
}

/// An entry as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// Where it lies.
    pub position: Position,
    /// The entry.
    pub entry: Vec<u8>,
    /// The files that it names. Whether they are the right ones, their hashes say.
    pub attachments: Vec<Vec<u8>>,
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (entry, attachments) = (self.entry.len(), self.attachments.len());
        write!(f, "Frame({:?}, entry of {entry} bytes, {attachments} attachments)", self.position)
    }
}

/// A frame, and what its batch says of its blob: size and checksum.
pub(super) struct ReadFrame {
    pub offset: u64,
    pub entry: Vec<u8>,
    pub attachments: Vec<Vec<u8>>,
    pub blob: Option<(u64, u32)>,
}

/// Reads the frame at the cursor; nothing is read behind `end`.
pub(super) fn read_frame(cursor: &mut Cursor<'_>, end: u64) -> Result<ReadFrame> {
    let offset = cursor.position();
    let entry = counted(cursor, end, ENTRY)?;
    let count = cursor.u32(end)?;
    if count as usize > ATTACHMENTS {
        return Err(damaged(offset, "a number of attachments"));
    }
    let attachments = (0..count).map(|_| counted(cursor, end, ATTACHMENT)).collect::<Result<_>>()?;
    let blob = match cursor.u32(end)? {
        0 => None,
        1 => Some((cursor.u64(end)?, cursor.u32(end)?)),
        _ => return Err(damaged(offset, "a number of blobs")),
    };
    Ok(ReadFrame { offset, entry, attachments, blob })
}

fn counted(cursor: &mut Cursor<'_>, end: u64, limit: u64) -> Result<Vec<u8>> {
    let offset = cursor.position();
    let length = u64::from(cursor.u32(end)?);
    if length > limit {
        return Err(damaged(offset, "a length"));
    }
    cursor.bytes(length, end)
}

pub(super) fn damaged(offset: u64, what: impl fmt::Display) -> Error {
    Error::new(ErrorKind::LogDamaged).because(format_args!("{what}, at offset {offset}"))
}

fn too_large<T>(what: &str) -> Result<T> {
    Err(Error::new(ErrorKind::LogTooLarge).because(what))
}
