//! Reading a whole log file, and telling a write that was cut off from damage (SPEC §13.2).

use super::cursor::Cursor;
use super::frame::{BlobRef, Frame, HEADER, Header, MAGIC, Position, damaged, read_frame};
use crate::bid::ReadAt;
use crate::error::Result;

/// What a log file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// What all batches are marked with; none if there is no batch.
    pub id: Option<[u8; 8]>,
    /// How many entries.
    pub entries: u64,
    /// Where the last whole batch begins.
    pub last: u64,
    /// Where it ends. Bytes behind are those of a batch that was never finished.
    pub end: u64,
    /// Why these are not a batch; none if there are no such bytes.
    pub torn: Option<&'static str>,
}

/// Reads all whole batches, in order. Entries of a batch are handed on only once the whole batch was checked.
pub(super) fn scan(source: &dyn ReadAt, each: &mut dyn FnMut(Frame) -> Result<()>) -> Result<Scan> {
    let mut cursor = Cursor::new(source, 0)?;
    let mut scan = Scan::default();
    while scan.torn.is_none() && scan.end < cursor.size() {
        match batch(&mut cursor, &scan)? {
            Ok(header) => {
                hand_on(&mut cursor, scan.end, &header, each)?;
                scan.id = Some(header.id);
                scan.entries += u64::from(header.count);
                (scan.last, scan.end) = (scan.end, scan.end + header.length());
            }
            Err(why) => scan.torn = Some(why),
        }
    }
    Ok(scan)
}

/// The batch at the end of the scan so far, checked; or why it is not whole, if it may be the last, cut off while it
/// was written. A batch is written only once the one before it is durable: where anything stands behind a batch that
/// is not whole, it was whole once.
fn batch(cursor: &mut Cursor<'_>, scan: &Scan) -> Result<std::result::Result<Header, &'static str>> {
    let (offset, size) = (scan.end, cursor.size());
    let Some(header) = header_at(cursor, offset)? else {
        return match find_header(cursor, offset, scan.id)? {
            Some(behind) => {
                Err(damaged(offset, format_args!("no header, but a batch at offset {behind} behind it")))
            }
            None => Ok(Err("no header")),
        };
    };
    if scan.id.is_some_and(|id| id != header.id) {
        return Err(damaged(offset, "a batch of another log"));
    }
    if header.number != scan.entries {
        let (found, expected) = (header.number, scan.entries);
        return Err(damaged(offset, format_args!("entry {found} in place of {expected}")));
    }
    if header.check().is_err() {
        return Err(damaged(offset, "the sizes of a batch"));
    }
    let end = offset.saturating_add(header.length());
    if end > size {
        return Ok(Err("a batch without its end"));
    }
    cursor.seek(offset + HEADER as u64);
    let crc = cursor.crc(header.meta)?;
    if cursor.u32(end)? != crc {
        return if end < size { Err(damaged(offset, "the entries' checksum")) } else { Ok(Err("entries")) };
    }
    if end == size && !blobs_are_whole(cursor, offset, &header)? {
        return Ok(Err("blobs"));
    }
    Ok(Ok(header))
}

/// Whether the blobs of the last batch are as they were to be written. In earlier ones they may have been erased.
fn blobs_are_whole(cursor: &mut Cursor<'_>, offset: u64, header: &Header) -> Result<bool> {
    let mut blobs = Vec::new();
    frames(cursor, offset, header, &mut |_, blob| {
        blobs.extend(blob);
        Ok(())
    })?;
    for (blob, crc) in blobs {
        cursor.seek(blob.offset);
        if cursor.crc(blob.length)? != crc {
            return Ok(false);
        }
    }
    Ok(true)
}

fn hand_on(
    cursor: &mut Cursor<'_>,
    offset: u64,
    header: &Header,
    each: &mut dyn FnMut(Frame) -> Result<()>,
) -> Result<()> {
    frames(cursor, offset, header, &mut |frame, _| each(frame))
}

/// Reads the frames of a batch whose checksum is right.
fn frames(
    cursor: &mut Cursor<'_>,
    offset: u64,
    header: &Header,
    each: &mut dyn FnMut(Frame, Option<(BlobRef, u32)>) -> Result<()>,
) -> Result<()> {
    cursor.seek(offset + HEADER as u64);
    let end = offset + HEADER as u64 + header.meta;
    let (mut next, last) = (end + 4, end + 4 + header.blobs);
    for number in header.number..header.number + u64::from(header.count) {
        let frame = read_frame(cursor, end)?;
        let mut blob = None;
        if let Some((length, crc)) = frame.blob {
            blob = Some((BlobRef { offset: next, length }, crc));
            if length > last - next {
                return Err(damaged(frame.offset, "the size of a blob"));
            }
            next += length;
        }
        let position = Position { number, offset: frame.offset, blob: blob.map(|(blob, _)| blob) };
        each(Frame { position, entry: frame.entry, attachments: frame.attachments }, blob)?;
    }
    if cursor.position() == end && next == last {
        Ok(())
    } else {
        Err(damaged(offset, "more in a batch than its entries"))
    }
}

fn header_at(cursor: &mut Cursor<'_>, offset: u64) -> Result<Option<Header>> {
    if cursor.size().saturating_sub(offset) < HEADER as u64 {
        return Ok(None);
    }
    let mut bytes = [0; HEADER];
    cursor.seek(offset);
    cursor.fill(&mut bytes, u64::MAX)?;
    Ok(Header::parse(&bytes))
}

/// Where a batch of this log begins, behind an offset at which there should be one.
fn find_header(cursor: &mut Cursor<'_>, offset: u64, id: Option<[u8; 8]>) -> Result<Option<u64>> {
    let mut at = offset;
    while let Some(found) = cursor.find(&MAGIC, at)? {
        if header_at(cursor, found)?.is_some_and(|header| id.is_none_or(|id| id == header.id)) {
            return Ok(Some(found));
        }
        at = found + 1;
    }
    Ok(None)
}
