//! The head of a sealed bid, and where everything lies behind it (SPEC §5, §5.1).

use super::padding::{is_padded, padded_size};
use super::source::ReadAt;
use super::trailer::MAX_TRAILER;
use super::{form, index};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{FORM_PART, Notice};
use crate::suite::{Digest, SEGMENT, SUITE, TAG, hash};
use crate::timelock::Lock;
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

pub(super) const FORMAT: &str = "sealbid-bid/1";
const MAGIC: [u8; 8] = *b"\x89SBID\r\n\x1a";
const VERSION: u32 = 1;
const LIMIT: usize = 1 << 20;

/// Magic, version and the header's length.
const PREFIX: usize = 16;

/// One row of the part table: the padded size of a part's plaintext.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PartSize {
    /// The stage with which it is opened.
    pub stage: Id,
    /// The part, or `form`.
    pub part: Id,
    /// Padded size in bytes.
    pub size: u64,
}

/// What stands in the open at the head of a bid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub(super) format: String,
    /// The suite's name.
    pub suite: String,
    /// The tender digest.
    pub tender: Digest,
    /// The notice digest.
    pub notice: Digest,
    /// The lot.
    pub lot: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
    /// One lock a stage.
    pub locks: Vec<Lock>,
    /// The part table.
    pub parts: Vec<PartSize>,
}

/// A header with its digest and the places that follow from it.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) header: Header,
    pub(super) digest: Digest,
    /// Where each part's ciphertext begins.
    pub(super) offsets: Vec<u64>,
    /// Where the trailer begins.
    pub(super) trailer: u64,
}

/// How many segments a padded size has; the last is shorter or equal, never empty.
pub(super) fn segments(size: u64) -> u64 {
    size.div_ceil(SEGMENT as u64)
}

/// The ciphertext's length of a padded size.
fn sealed_size(size: u64) -> Option<u64> {
    segments(size).checked_mul(TAG as u64)?.checked_add(size)
}

impl Header {
    /// Reads the head of a file, from the magic to the header's last byte: what a receiver can judge while the rest
    /// of an upload is still on its way.
    ///
    /// # Errors
    /// [`ErrorKind::NotASealedBid`], [`ErrorKind::UnknownVersion`], [`ErrorKind::UnknownSuite`],
    /// [`ErrorKind::PartTable`], [`ErrorKind::Truncated`], [`ErrorKind::TrailingBytes`], and those of strict JSON.
    pub fn parse(bytes: &[u8]) -> Result<Header> {
        let head = Head::read(bytes)?;
        match (bytes.len() as u64).checked_sub(head.offsets.first().copied().unwrap_or(head.trailer)) {
            Some(0) => Ok(head.header),
            _ => Err(ErrorKind::TrailingBytes.into()),
        }
    }

    /// Reads the header as soon as all of it is there; `bytes` are the file's first ones. With it comes the largest size
    /// in bytes that the whole file can have. None if more bytes are needed.
    ///
    /// # Errors
    /// As [`Header::parse`], of which only [`ErrorKind::Truncated`] and [`ErrorKind::TrailingBytes`] cannot be.
    pub fn arriving(bytes: &[u8]) -> Result<Option<(Header, u64)>> {
        let known = bytes.len().min(MAGIC.len());
        if bytes.get(..known) != MAGIC.get(..known) {
            return Err(ErrorKind::NotASealedBid.into());
        }
        let Some(prefix) = bytes.first_chunk() else { return Ok(None) };
        let Some(head) = bytes.get(..PREFIX + header_length(prefix)?) else { return Ok(None) };
        let head = Head::parse(head)?;
        Ok(Some((head.header, head.trailer.saturating_add(MAX_TRAILER))))
    }

    /// The largest size in bytes that the file of a bid under this notice can have.
    pub fn largest_file(notice: &Notice) -> u64 {
        let parts = part_table(notice).into_iter().map(|(_, _, most)| sealed_size(most).unwrap_or(u64::MAX));
        parts.fold((PREFIX + LIMIT) as u64 + MAX_TRAILER, u64::saturating_add)
    }

    /// The head of the file: magic, version, length and JSON.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        let json = write_json(self)?;
        if json.len() > LIMIT {
            return Err(Error::new(ErrorKind::TooLarge)
                .because(format_args!("{} bytes", json.len()))
                .at("header"));
        }
        Ok([&MAGIC[..], &VERSION.to_be_bytes(), &(json.len() as u32).to_be_bytes(), &json].concat())
    }

    /// Checks the header against the notice: everything of SPEC §5.6 that needs no other byte of the file.
    pub(super) fn check(&self, notice: &Notice) -> Result<()> {
        self.check_place(notice)?;
        for (n, lock) in self.locks.iter().enumerate() {
            lock.check_shape(notice.policy(&lock.stage)?).map_err(|e| e.at(format_args!("locks[{n}]")))?;
        }
        Ok(())
    }

    /// Checks the header against the notice, but for the locks: digests, lot, part table. That is cheap, and done
    /// while the rest of an upload is still on its way.
    ///
    /// # Errors
    /// [`ErrorKind::WrongSuite`], [`ErrorKind::WrongTender`], [`ErrorKind::WrongNotice`], [`ErrorKind::UnknownLot`],
    /// [`ErrorKind::LockShape`] for locks of other stages, [`ErrorKind::PartTable`], [`ErrorKind::PartTooLarge`].
    pub fn check_place(&self, notice: &Notice) -> Result<()> {
        for (kind, same) in [
            (ErrorKind::WrongSuite, self.suite == notice.body().suite),
            (ErrorKind::WrongTender, self.tender == notice.tender()),
            (ErrorKind::WrongNotice, self.notice == notice.digest()),
        ] {
            if !same {
                return Err(kind.into());
            }
        }
        notice.lot(&self.lot)?;
        let stages = &notice.body().stages;
        let order = self.locks.iter().map(|lock| &lock.stage).eq(stages.iter().map(|stage| &stage.id));
        if !order {
            return Err(Error::new(ErrorKind::LockShape)
                .because("one lock for each stage, in order")
                .at("locks"));
        }
        let table = part_table(notice);
        if !self.parts.iter().map(|row| (&row.stage, &row.part)).eq(table.iter().map(|(s, p, _)| (s, p))) {
            let detail = "every part of every stage, in the notice's order";
            return Err(Error::new(ErrorKind::PartTable).because(detail).at("parts"));
        }
        for (n, (row, (_, _, most))) in self.parts.iter().zip(&table).enumerate() {
            if row.size > *most {
                let detail = format!("{} bytes, at most {most}", row.size);
                return Err(Error::new(ErrorKind::PartTooLarge)
                    .because(detail)
                    .at(format_args!("parts[{n}]")));
            }
        }
        Ok(())
    }
}

/// The rows that a bid under this notice has: stage, part, and the largest padded size.
pub(super) fn part_table(notice: &Notice) -> Vec<(Id, Id, u64)> {
    let most = |bytes: u64| padded_size(bytes + index::MAX_INDEX + index::FOOTER).unwrap_or(u64::MAX);
    let mut table = Vec::new();
    for stage in &notice.body().stages {
        if notice.fields_of(&stage.id).next().is_some() {
            // The reserved name is a valid id; `Id::new` cannot fail on it.
            if let Ok(form) = Id::new(FORM_PART) {
                table.push((stage.id.clone(), form, most(form::LIMIT as u64)));
            }
        }
        for part in notice.parts_of(&stage.id) {
            table.push((stage.id.clone(), part.id.clone(), most(part.max_bytes)));
        }
    }
    table
}

/// The length of the JSON that follows, from a file's first bytes.
fn header_length(prefix: &[u8; PREFIX]) -> Result<usize> {
    if prefix[..8] != MAGIC {
        return Err(ErrorKind::NotASealedBid.into());
    }
    let number = |at: usize| u32::from_be_bytes([prefix[at], prefix[at + 1], prefix[at + 2], prefix[at + 3]]);
    if number(8) != VERSION {
        return Err(Error::new(ErrorKind::UnknownVersion).because(number(8)));
    }
    let length = number(12) as usize;
    if length > LIMIT {
        return Err(Error::new(ErrorKind::TooLarge).because(format_args!("{length} bytes")).at("header"));
    }
    Ok(length)
}

impl Head {
    /// Reads and checks the head of a file.
    pub(super) fn read(source: &(impl ReadAt + ?Sized)) -> Result<Head> {
        let size = source.size()?;
        let mut prefix = [0; PREFIX];
        if size < PREFIX as u64 {
            return Err(Error::new(ErrorKind::NotASealedBid).because(format_args!("{size} bytes")));
        }
        source.read_exact_at(0, &mut prefix)?;
        let mut bytes = vec![0; PREFIX + header_length(&prefix)?];
        source.read_exact_at(0, &mut bytes).map_err(|e| e.at("header"))?;
        Head::parse(&bytes)
    }

    /// From the bytes between the magic and the header's end.
    pub(super) fn parse(bytes: &[u8]) -> Result<Head> {
        let json = bytes.get(PREFIX..).unwrap_or_default();
        let header: Header = parse_json(json, LIMIT).map_err(|e| e.at("header"))?;
        expect_format(&header.format, FORMAT).map_err(|e| e.at("header"))?;
        if header.suite != SUITE {
            return Err(Error::new(ErrorKind::UnknownSuite)
                .because(format_args!("{:.64}", header.suite))
                .at("header"));
        }
        let mut end = bytes.len() as u64;
        let mut offsets = Vec::new();
        for (n, row) in header.parts.iter().enumerate() {
            let impossible = || {
                let place = format!("header: parts[{n}].size");
                Error::new(ErrorKind::PartTable)
                    .because(format_args!("{} is no padded size", row.size))
                    .at(place)
            };
            offsets.push(end);
            let sealed = is_padded(row.size).then(|| sealed_size(row.size)).flatten();
            end = sealed.and_then(|sealed| end.checked_add(sealed)).ok_or_else(impossible)?;
        }
        Ok(Head { digest: hash(&[bytes]), header, offsets, trailer: end })
    }

    /// The number of a part's row.
    pub(super) fn row(&self, stage: &Id, part: &Id) -> Result<usize> {
        let found = self.header.parts.iter().position(|row| row.stage == *stage && row.part == *part);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownPart).because(part))
    }
}
