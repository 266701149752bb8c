//! Reading a ZIP archive (APPNOTE 6.3.10) by its central directory: what is not listed there does not count.

use super::super::deflate::inflate;
use crate::error::{Error, ErrorKind, Result};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

/// Entries in one archive.
const MAX_ENTRIES: usize = 10_000;
/// Bytes that all entries take unpacked.
const MAX_UNPACKED: usize = 512 << 20;
/// What they may take however small the archive is, and how many times its size beyond that.
const FREE_UNPACKED: usize = 16 << 20;
const MAX_RATIO: usize = 200;

/// The first day that a DOS date can tell, which writers without a clock use.
const NO_DATE: u16 = 0x0021;

struct Entry<'a> {
    packed: &'a [u8],
    stored: bool,
    sum: u32,
    size: usize,
}

/// An archive whose directory was read.
pub(super) struct Archive<'a> {
    /// By their names in small letters: names that differ in nothing else mean one part (ECMA-376-2 6.2.2.3).
    entries: BTreeMap<String, Entry<'a>>,
    left: Cell<usize>,
    /// Dates, owners, comments, and bytes that belong to no entry.
    pub traces: u64,
}

impl<'a> Archive<'a> {
    /// # Errors
    /// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`], [`ErrorKind::DocumentEncrypted`].
    pub fn parse(bytes: &'a [u8]) -> Result<Archive<'a>> {
        let end = end_of_directory(bytes).ok_or_else(|| broken("it has no directory of its parts"))?;
        let tail = Fields(bytes.get(end..).unwrap_or_default());
        let (count, size, offset) = (tail.u16(10)?, tail.size(12)?, tail.size(16)?);
        if count == u16::MAX || tail.u16(8)? != count {
            return Err(broken("it is a large or split ZIP archive"));
        }
        if usize::from(count) > MAX_ENTRIES {
            return Err(Error::new(ErrorKind::DocumentTooLarge).because("too many parts"));
        }
        let start = end.checked_sub(size).ok_or_else(|| broken("its directory"))?;
        // Other bytes may stand before the archive; offsets are then counted from its beginning.
        let before = start.checked_sub(offset).ok_or_else(|| broken("its directory"))?;
        let archive = bytes.get(before..).unwrap_or_default();
        let mut directory = bytes.get(start..end).unwrap_or_default();
        let mut traces = u64::from(before > 0) + u64::from(bytes.len() - end != 22);
        let (mut entries, mut ranges) = (BTreeMap::new(), Vec::new());
        for _ in 0..count {
            let listed = Listed::parse(directory)?;
            directory = directory.get(listed.length..).unwrap_or_default();
            traces += u64::from(listed.traced);
            let range = listed.range(archive)?;
            ranges.push((listed.offset..range.end, listed.name.clone()));
            if listed.name.ends_with('/') {
                continue;
            }
            let entry = Entry {
                packed: archive.get(range).unwrap_or_default(),
                stored: listed.stored,
                sum: listed.sum,
                size: listed.size,
            };
            if entries.insert(key(&listed.name), entry).is_some() {
                return Err(broken("two of its parts have the same name").at(listed.name));
            }
        }
        traces += gaps(ranges, start - before)?;
        let most = FREE_UNPACKED.saturating_add(bytes.len().saturating_mul(MAX_RATIO)).min(MAX_UNPACKED);
        Ok(Archive { entries, left: Cell::new(most), traces })
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&key(name))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Unpacks an entry of at most `limit` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`].
    pub fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>> {
        let at = |e: Error| e.at(name);
        let entry = self.entries.get(&key(name)).ok_or_else(|| at(broken("a part is missing")))?;
        let limit = limit.min(self.left.get());
        if entry.size > limit {
            return Err(at(Error::new(ErrorKind::DocumentTooLarge).because("a part unpacked")));
        }
        let bytes =
            if entry.stored { entry.packed.to_vec() } else { inflate(entry.packed, limit).map_err(at)? };
        if bytes.len() != entry.size || crc32fast::hash(&bytes) != entry.sum {
            return Err(at(broken("a part's checksum is wrong")));
        }
        self.left.set(self.left.get().saturating_sub(bytes.len()));
        Ok(bytes)
    }
}

/// One record of the central directory (4.3.12).
struct Listed {
    name: String,
    stored: bool,
    sum: u32,
    packed: usize,
    size: usize,
    offset: usize,
    /// The record's own length.
    length: usize,
    traced: bool,
}

impl Listed {
    fn parse(directory: &[u8]) -> Result<Listed> {
        let fields = Fields(directory);
        if fields.u32(0)? != 0x0201_4b50 {
            return Err(broken("its directory"));
        }
        let (flags, method) = (fields.u16(8)?, fields.u16(10)?);
        let lengths = [fields.u16(28)?, fields.u16(30)?, fields.u16(32)?];
        let name = fields.bytes(46..46 + usize::from(lengths[0]))?;
        let name = std::str::from_utf8(name).map_err(|_| broken("a part's name"))?.replace('\\', "/");
        if flags & 1 != 0 {
            return Err(ErrorKind::DocumentEncrypted.into());
        }
        if !matches!(method, 0 | 8) {
            return Err(broken("a part is packed in an unusual way").at(name));
        }
        let plain = fields.u16(12)? == 0 && fields.u16(14)? == NO_DATE && fields.u32(38)? == 0;
        Ok(Listed {
            name,
            stored: method == 0,
            sum: fields.u32(16)?,
            packed: fields.size(20)?,
            size: fields.size(24)?,
            offset: fields.size(42)?,
            length: 46 + lengths.iter().map(|length| usize::from(*length)).sum::<usize>(),
            traced: !plain || lengths[1] > 0 || lengths[2] > 0,
        })
    }

    /// Where its bytes are, by its local header (4.3.7), which must name the same entry.
    fn range(&self, archive: &[u8]) -> Result<Range<usize>> {
        let local = Fields(archive.get(self.offset..).unwrap_or_default());
        let length = usize::from(local.u16(26)?);
        let name = local.bytes(30..30 + length)?;
        let same = String::from_utf8_lossy(name).replace('\\', "/") == self.name;
        if local.u32(0)? != 0x0403_4b50 || !same {
            return Err(broken("a part is not where the directory says").at(&self.name));
        }
        let start = self.offset + 30 + length + usize::from(local.u16(28)?);
        let end = start.checked_add(self.packed).filter(|end| *end <= archive.len());
        Ok(start..end.ok_or_else(|| broken("it ends too early"))?)
    }
}

/// How many gaps there are between entries. Entries that share bytes are how a small archive becomes endless.
fn gaps(mut ranges: Vec<(Range<usize>, String)>, end: usize) -> Result<u64> {
    ranges.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut at, mut gaps) = (0, 0);
    for (range, name) in ranges {
        if range.start < at {
            return Err(broken("two of its parts share bytes").at(name));
        }
        // A data descriptor takes 12, 16 or, in a large archive, up to 24 bytes (4.3.9).
        gaps += u64::from(range.start > at + 24);
        at = range.end;
    }
    if at > end {
        return Err(broken("a part and the directory share bytes"));
    }
    Ok(gaps + u64::from(end > at + 24))
}

/// Where the record stands that ends the directory (4.3.16): the last one whose directory lies right before it.
fn end_of_directory(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    (0..=last).rev().take(1 << 17).find(|at| {
        let fields = Fields(bytes.get(*at..).unwrap_or_default());
        fields.u32(0).is_ok_and(|mark| mark == 0x0605_4b50)
    })
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_ascii_lowercase()
}

fn broken(why: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(why)
}

/// Numbers in a record, least significant byte first.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn bytes(&self, range: Range<usize>) -> Result<&'a [u8]> {
        self.0.get(range).ok_or_else(|| broken("it ends too early"))
    }

    fn u16(&self, at: usize) -> Result<u16> {
        let pair = self.bytes(at..at + 2)?.try_into().map_err(|_| broken("it ends too early"))?;
        Ok(u16::from_le_bytes(pair))
    }

    fn u32(&self, at: usize) -> Result<u32> {
        Ok(u32::from(self.u16(at)?) | u32::from(self.u16(at + 2)?) << 16)
    }

    fn size(&self, at: usize) -> Result<usize> {
        usize::try_from(self.u32(at)?).map_err(|_| broken("a size"))
    }
}
