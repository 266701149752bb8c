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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    /// A batch of these frames, with right checksums, and whatever was done to its header and meta first.
    fn batch(change: impl Fn(&mut Header, &mut Vec<u8>)) -> Vec<u8> {
        let mut header = Header { id: [7; 8], number: 0, count: 1, meta: 0, blobs: 3 };
        let mut meta = [&[0, 0, 0, 2][..], b"{}", &[0, 0, 0, 1], &[0, 0, 0, 1], b"a", &[0, 0, 0, 1]].concat();
        meta.extend([0, 0, 0, 0, 0, 0, 0, 3]);
        meta.extend(crc32fast::hash(b"bid").to_be_bytes());
        header.meta = meta.len() as u64;
        change(&mut header, &mut meta);
        [&header.to_bytes()[..], &meta, &crc32fast::hash(&meta).to_be_bytes(), b"bid"].concat()
    }

    fn scanned(bytes: &[u8]) -> std::result::Result<Scan, (ErrorKind, String)> {
        scan(&bytes.to_vec(), &mut |_| Ok(())).map_err(|e| (e.kind(), e.detail().to_owned()))
    }

    #[test]
    fn an_untouched_batch_is_whole() {
        let bytes = batch(|_, _| ());
        let end = bytes.len() as u64;
        assert_eq!(scanned(&bytes), Ok(Scan { id: Some([7; 8]), entries: 1, last: 0, end, torn: None }));
        let second = batch(|header, _| header.number = 1);
        let both = scanned(&[bytes, second].concat()).unwrap();
        assert_eq!((both.entries, both.last, both.torn), (2, end, None));
    }

    /// What no crash leaves behind: right checksums over wrong contents.
    #[test]
    fn a_batch_that_was_written_wrong_is_damage() {
        let long = [&[0, 0x20, 0, 1][..], &vec![0; (2 << 20) + 1], &[0; 8]].concat();
        for (what, bytes) in [
            ("entry 1 in place of 0", batch(|header, _| header.number = 1)),
            ("the sizes of a batch", batch(|header, _| header.count = 4097)),
            ("the sizes of a batch", batch(|header, _| header.meta = (256 << 20) + 1)),
            ("the sizes of a batch", batch(|header, _| header.blobs = (1 << 40) + 1)),
            ("more in a batch than its entries", batch(|header, _| header.count = 0)),
            ("it ends too early", batch(|header, _| header.count = 2)),
            ("more in a batch than its entries", {
                batch(|header, meta| {
                    meta.push(0);
                    header.meta += 1;
                })
            }),
            ("it ends too early", {
                batch(|header, meta| {
                    meta.pop();
                    header.meta -= 1;
                })
            }),
            ("a number of attachments", batch(|_, meta| meta[9] = 65)),
            ("a number of blobs", batch(|_, meta| meta[18] = 2)),
            ("it ends too early", batch(|_, meta| meta[3] = 200)),
            ("it ends too early", batch(|_, meta| meta[13] = 200)),
            ("the size of a blob", batch(|_, meta| meta[26] = 4)),
            ("the size of a blob", batch(|_, meta| meta[19] = 0xff)),
            ("more in a batch than its entries", batch(|_, meta| meta[26] = 2)),
            ("a length", {
                batch(|header, meta| {
                    *meta = long.clone();
                    (header.meta, header.blobs) = (meta.len() as u64, 3);
                })
            }),
        ] {
            let (kind, detail) = scanned(&bytes).expect_err(what);
            assert_eq!(kind, ErrorKind::LogDamaged, "{what}");
            assert!(detail.starts_with(what), "{what}: {detail}");
        }
    }

    #[test]
    fn numbers_end_at_the_largest_tree() {
        let header = |number| Header { id: [7; 8], number, count: 4, meta: 0, blobs: 0 };
        assert!(header((1 << 40) - 4).check().is_ok());
        for number in [(1 << 40) - 3, 1 << 40, u64::MAX] {
            assert_eq!(header(number).check().map_err(|e| e.kind()), Err(ErrorKind::LogTooLarge));
        }
    }

    #[test]
    fn a_batch_of_another_log_is_damage_where_a_batch_must_be() {
        let other = batch(|header, _| (header.id, header.number) = ([8; 8], 1));
        let (kind, detail) = scanned(&[batch(|_, _| ()), other].concat()).unwrap_err();
        assert!(kind == ErrorKind::LogDamaged && detail.starts_with("a batch of another log"), "{detail}");
    }

    /// A header behind damage is found wherever it stands, across the windows that the file is read through.
    #[test]
    fn a_header_behind_damage_is_found_everywhere() {
        let first = batch(|_, _| ());
        let second = batch(|header, _| header.number = 1);
        for gap in [1, 7, 8, 47, 262_100, 262_137, 262_144, 262_200, 700_001] {
            // Bytes that begin as the magic does must not hide the one behind them.
            let noise: Vec<u8> = MAGIC.iter().copied().take(7).cycle().take(gap).collect();
            let (kind, detail) = scanned(&[&first, &noise[..], &second].concat()).unwrap_err();
            let at = first.len() + gap;
            assert_eq!(kind, ErrorKind::LogDamaged);
            assert!(detail.contains(&format!("a batch at offset {at} behind")), "{detail}");
            let torn = scanned(&[&first, &noise[..]].concat()).unwrap();
            assert_eq!((torn.end, torn.torn), (first.len() as u64, Some("no header")));
        }
    }

    #[test]
    fn a_blob_counts_only_in_the_last_batch() {
        let mut bytes = batch(|_, _| ());
        let length = bytes.len();
        bytes[length - 1] ^= 1;
        assert_eq!(scanned(&bytes).unwrap().torn, Some("blobs"));
        let fence = Header { id: [7; 8], number: 1, count: 0, meta: 0, blobs: 0 };
        bytes.extend(fence.to_bytes());
        bytes.extend([0; 4]);
        let scan = scanned(&bytes).unwrap();
        assert_eq!((scan.entries, scan.last, scan.torn), (1, length as u64, None));
    }
}
