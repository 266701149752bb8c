//! Segments in batches: read, sealed or opened in parallel, hashed once, in flat memory (SPEC §5.2, §5.4).

use super::header::{Head, segments};
use super::part::PartPlain;
use super::pipeline::{Work, run};
use super::source::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{Digest, SEGMENT, Secret, SegmentKey, TAG, TreeBuilder, hash_leaves, kdf};
use crate::wire::{Id, lp};
use std::io::Write;
use std::num::NonZeroUsize;

/// Segments in one batch: a mebibyte, and as many as the widest SIMD unit hashes at once.
const BATCH: u64 = 16;

const SEALED: usize = SEGMENT + TAG;

/// The key of one part (SPEC §5.2).
pub(super) fn part_key(payload: &Secret, header: &Digest, row: usize, part: &Id) -> Result<SegmentKey> {
    let row = (row as u32).to_be_bytes();
    SegmentKey::new(&kdf("part", payload.expose(), &[&header.0, &row, &lp(part.as_str().as_bytes())]))
}

/// A run of segments of one part.
#[derive(Clone, Copy)]
struct Batch {
    first: u64,
    /// Whether the part ends with this batch.
    last: bool,
    /// Bytes of plaintext.
    plain: usize,
}

impl Batch {
    fn count(&self) -> usize {
        self.plain.div_ceil(SEGMENT)
    }

    fn sealed(&self) -> usize {
        self.plain + self.count() * TAG
    }

    /// Each segment's number, whether it is the part's last, and its sealed bytes.
    fn segments<'a>(&self, bytes: &'a mut [u8]) -> impl Iterator<Item = (u64, bool, &'a mut [u8])> {
        let (count, first, last) = (self.count(), self.first, self.last);
        let numbered = bytes.chunks_mut(SEALED).enumerate();
        numbered.map(move |(n, segment)| (first + n as u64, last && n + 1 == count, segment))
    }
}

/// The batches of a part of this padded size.
fn batches(size: u64) -> impl Iterator<Item = Batch> {
    let count = segments(size);
    (0..count.div_ceil(BATCH)).map(move |n| {
        let first = n * BATCH;
        let last = first + BATCH >= count;
        let plain = (size - first * SEGMENT as u64).min(BATCH * SEGMENT as u64) as usize;
        Batch { first, last, plain }
    })
}

/// Threads are worth their start only for more than one batch.
fn threads_for(size: u64, work: Work<'_>) -> Work<'_> {
    if segments(size) > BATCH { work } else { Work { threads: NonZeroUsize::MIN, ..work } }
}

/// Encrypts a part into `out`; the root over its segments is returned.
pub(super) fn seal_part(
    mut plain: PartPlain,
    key: &SegmentKey,
    out: &mut dyn Write,
    work: Work<'_>,
) -> Result<Digest> {
    let mut tree = TreeBuilder::default();
    let mut pending = batches(plain.size);
    run(
        threads_for(plain.size, work),
        |spare: Option<Vec<u8>>| {
            let Some(batch) = pending.next() else { return Ok(None) };
            let mut bytes = spare.unwrap_or_default();
            bytes.resize(batch.sealed(), 0);
            for (_, _, segment) in batch.segments(&mut bytes) {
                let end = segment.len() - TAG;
                plain.fill(&mut segment[..end])?;
            }
            Ok(Some((batch, bytes)))
        },
        |(batch, mut bytes): (Batch, Vec<u8>)| {
            for (number, last, segment) in batch.segments(&mut bytes) {
                let (text, tag) = segment.split_at_mut(segment.len() - TAG);
                tag.copy_from_slice(&key.seal(number, last, text)?);
            }
            let leaves = leaves(&bytes);
            Ok((batch, bytes, leaves))
        },
        |(batch, bytes, leaves)| {
            out.write_all(&bytes).map_err(|e| Error::from(e).at("output"))?;
            leaves.into_iter().for_each(|leaf| tree.push(leaf));
            work.progress.advance(batch.plain as u64);
            Ok(bytes)
        },
    )?;
    Ok(tree.finish())
}

/// The root over a part's segments as they stand in the file.
pub(super) fn hash_part(source: &impl ReadAt, head: &Head, row: usize, work: Work<'_>) -> Result<Digest> {
    read_part(source, head, row, work, |_, _| Ok(()), |_| Ok(()))
}

/// Decrypts a part; its plaintext goes to `take` piece by piece, in order. The root over its segments is returned.
///
/// Every segment is authenticated before it is handed out, and belongs to this place of this bid; whether the part
/// is the one that was *signed* is known only when the root has been compared.
pub(super) fn open_part(
    source: &impl ReadAt,
    head: &Head,
    row: usize,
    key: &SegmentKey,
    work: Work<'_>,
    take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<Digest> {
    let open = |batch: &Batch, bytes: &mut [u8]| {
        for (number, last, segment) in batch.segments(bytes) {
            key.open(number, last, segment).map_err(|_| bad_segment(head, row, number))?;
        }
        Ok(())
    };
    read_part(source, head, row, work, open, take)
}

fn read_part(
    source: &impl ReadAt,
    head: &Head,
    row: usize,
    work: Work<'_>,
    open: impl Fn(&Batch, &mut [u8]) -> Result<()> + Sync,
    mut take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<Digest> {
    let (offset, size) = (head.offsets[row], head.header.parts[row].size);
    let mut tree = TreeBuilder::default();
    let mut pending = batches(size);
    run(
        threads_for(size, work),
        |spare: Option<Vec<u8>>| Ok(pending.next().map(|batch| (batch, spare.unwrap_or_default()))),
        |(batch, mut bytes): (Batch, Vec<u8>)| {
            bytes.resize(batch.sealed(), 0);
            source.read_exact_at(offset + batch.first * SEALED as u64, &mut bytes)?;
            let leaves = leaves(&bytes);
            open(&batch, &mut bytes)?;
            Ok((batch, bytes, leaves))
        },
        |(batch, mut bytes, leaves)| {
            for (_, _, segment) in batch.segments(&mut bytes) {
                take(&segment[..segment.len() - TAG])?;
            }
            leaves.into_iter().for_each(|leaf| tree.push(leaf));
            work.progress.advance(batch.plain as u64);
            Ok(bytes)
        },
    )
    .map_err(|e| e.at(format_args!("part {}", head.header.parts[row].part)))?;
    Ok(tree.finish())
}

/// Some bytes out of the middle of a part, by decrypting just the segments that they lie in.
pub(super) fn read_range(
    source: &impl ReadAt,
    head: &Head,
    row: usize,
    key: &SegmentKey,
    range: std::ops::Range<u64>,
    mut take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let size = head.header.parts[row].size;
    let count = segments(size);
    let segment_size = SEGMENT as u64;
    let mut bytes = Vec::new();
    let mut position = range.start;
    while position < range.end {
        let number = position / segment_size;
        let start = number * segment_size;
        let length = (size - start).min(segment_size);
        bytes.resize(length as usize + TAG, 0);
        source.read_exact_at(head.offsets[row] + number * SEALED as u64, &mut bytes)?;
        let plain =
            key.open(number, number + 1 == count, &mut bytes).map_err(|_| bad_segment(head, row, number))?;
        let end = range.end.min(start + length);
        take(&plain[(position - start) as usize..(end - start) as usize])?;
        position = end;
    }
    Ok(())
}

fn leaves(bytes: &[u8]) -> Vec<Digest> {
    let segments: Vec<&[u8]> = bytes.chunks(SEALED).collect();
    let mut leaves = Vec::with_capacity(segments.len());
    hash_leaves(&segments, &mut leaves);
    leaves
}

fn bad_segment(head: &Head, row: usize, number: u64) -> Error {
    let offset = head.offsets[row] + number * SEALED as u64;
    Error::new(ErrorKind::BadSegment)
        .because(format_args!("segment {number}, at offset {offset} of the file"))
}
