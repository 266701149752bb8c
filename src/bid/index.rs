//! The index behind a part's documents, and the footer behind the index (SPEC §4.2, §4.3).

use super::document::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::{check_path, expect_format, fold_path, parse_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-index/1";

/// The index's size at most.
pub(super) const MAX_INDEX: u64 = 16 << 20;

/// Bytes of the footer.
pub(super) const FOOTER: u64 = 16;

const MAX_DOCUMENTS: usize = 100_000;

/// One document of a part.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IndexEntry {
    /// Its path within the part, with `/`.
    pub path: String,
    /// Its media type.
    pub media_type: String,
    /// Where it begins in the part.
    pub offset: u64,
    /// How long it is.
    pub size: u64,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Index {
    format: String,
    documents: Vec<IndexEntry>,
}

/// The index of these documents as bytes, and the documents' size together.
pub(super) fn write(documents: &[Document]) -> Result<(Vec<u8>, u64)> {
    let mut offset = 0u64;
    let mut entries = Vec::new();
    for document in documents {
        let (path, media_type) = (document.path.clone(), document.media_type.clone());
        entries.push(IndexEntry { path, media_type, offset, size: document.size });
        offset = offset.checked_add(document.size).ok_or(ErrorKind::PartTooLarge)?;
    }
    check(&entries, offset)?;
    let index = Index { format: FORMAT.to_owned(), documents: entries };
    let bytes = serde_json::to_vec(&index).map_err(|e| Error::new(ErrorKind::BadIndex).because(e))?;
    if bytes.len() as u64 > MAX_INDEX {
        return Err(Error::new(ErrorKind::TooLarge)
            .because("too many documents, or too long paths")
            .at("index"));
    }
    Ok((bytes, offset))
}

/// Reads an index that stands behind `total` bytes of documents.
///
/// # Errors
/// [`ErrorKind::BadIndex`], [`ErrorKind::UnsafePath`], [`ErrorKind::DuplicateId`], and those of strict JSON.
pub fn parse(bytes: &[u8], total: u64) -> Result<Vec<IndexEntry>> {
    let index: Index = parse_json(bytes, MAX_INDEX as usize)?;
    expect_format(&index.format, FORMAT)?;
    check(&index.documents, total)?;
    Ok(index.documents)
}

/// The rules of SPEC §4.3: the same for what we write and for what we read.
fn check(documents: &[IndexEntry], total: u64) -> Result<()> {
    if documents.len() > MAX_DOCUMENTS {
        return Err(
            Error::new(ErrorKind::TooLarge).because(format_args!("more than {MAX_DOCUMENTS} documents"))
        );
    }
    let mut offset = 0u64;
    for (n, document) in documents.iter().enumerate() {
        let at = |error: Error| error.at(format_args!("documents[{n}]"));
        check_path(&document.path).map_err(at)?;
        if document.offset != offset {
            return Err(at(
                Error::new(ErrorKind::BadIndex).because(format_args!("offset {}", document.offset))
            ));
        }
        offset = offset.checked_add(document.size).ok_or_else(|| at(ErrorKind::BadIndex.into()))?;
    }
    if offset != total {
        let detail = format!("documents of {offset} bytes in front of an index at {total}");
        return Err(Error::new(ErrorKind::BadIndex).because(detail));
    }
    disjoint(documents)
}

/// No two paths are one file, and none is a folder of another, on a disk that does not tell case.
///
/// By sorting, since a set of all folders would take gigabytes for an index of deep paths.
fn disjoint(documents: &[IndexEntry]) -> Result<()> {
    let folded: Vec<String> = documents.iter().map(|document| fold_path(&document.path)).collect();
    // With `/` in front of every other byte, what lies in a folder comes right behind the folder's own name.
    let key = |n: usize| folded[n].bytes().map(|byte| if byte == b'/' { 0 } else { byte });
    let mut order: Vec<usize> = (0..folded.len()).collect();
    order.sort_unstable_by(|a, b| key(*a).cmp(key(*b)));
    for pair in order.windows(2) {
        let rest = folded[pair[1]].strip_prefix(&folded[pair[0]]);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            let n = pair[0].max(pair[1]);
            let error = Error::new(ErrorKind::DuplicateId).because(&documents[n].path);
            return Err(error.at(format_args!("documents[{n}]")));
        }
    }
    Ok(())
}

/// `u64(offset of the index) ‖ u64(its length)`.
pub(super) fn footer(offset: u64, length: u64) -> [u8; FOOTER as usize] {
    let mut bytes = [0; FOOTER as usize];
    bytes[..8].copy_from_slice(&offset.to_be_bytes());
    bytes[8..].copy_from_slice(&length.to_be_bytes());
    bytes
}

/// Reads the footer of a part of this padded size: the index's offset and length.
pub(super) fn parse_footer(bytes: &[u8; FOOTER as usize], padded: u64) -> Result<(u64, u64)> {
    let (offset, length) = bytes.split_at(8);
    let number = |half: &[u8]| half.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    let (offset, length) = (number(offset), number(length));
    let end = offset.checked_add(length).and_then(|end| end.checked_add(FOOTER));
    // The padded size must be the one for just these contents, so that a size hides no more than it must.
    if length > MAX_INDEX || end.and_then(super::padding::padded_size) != Some(padded) {
        let detail = format!("an index of {length} bytes at {offset} in a part of {padded}");
        return Err(Error::new(ErrorKind::BadPadding).because(detail).at("footer"));
    }
    Ok((offset, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(documents: &[(&str, u64, u64)], total: u64) -> std::result::Result<usize, ErrorKind> {
        let documents: Vec<IndexEntry> = documents
            .iter()
            .map(|(path, offset, size)| IndexEntry {
                path: (*path).to_owned(),
                media_type: "text/plain".to_owned(),
                offset: *offset,
                size: *size,
            })
            .collect();
        let bytes = serde_json::to_vec(&Index { format: FORMAT.to_owned(), documents }).unwrap();
        parse(&bytes, total).map(|d| d.len()).map_err(|e| e.kind())
    }

    #[test]
    fn documents_lie_one_behind_the_other() {
        assert_eq!(parsed(&[("a", 0, 5), ("b/c", 5, 0), ("b/d", 5, 7)], 12), Ok(3));
        assert_eq!(parsed(&[], 0), Ok(0));
        assert_eq!(parsed(&[("a", 1, 5)], 6), Err(ErrorKind::BadIndex));
        assert_eq!(parsed(&[("a", 0, 5), ("b", 4, 5)], 9), Err(ErrorKind::BadIndex));
        assert_eq!(parsed(&[("a", 0, 5)], 6), Err(ErrorKind::BadIndex));
        assert_eq!(parsed(&[("a", 0, u64::MAX), ("b", u64::MAX, 1)], 0), Err(ErrorKind::BadIndex));
    }

    #[test]
    fn no_two_paths_meet_on_any_disk() {
        assert_eq!(parsed(&[("A.pdf", 0, 0), ("a.PDF", 0, 0)], 0), Err(ErrorKind::DuplicateId));
        assert_eq!(parsed(&[("a", 0, 0), ("a/b", 0, 0)], 0), Err(ErrorKind::DuplicateId));
        assert_eq!(parsed(&[("a/b", 0, 0), ("A", 0, 0)], 0), Err(ErrorKind::DuplicateId));
        assert_eq!(parsed(&[("../a", 0, 0)], 0), Err(ErrorKind::UnsafePath));
    }

    proptest! {
        /// Sorting finds what comparing each with each finds; `.` and `-` sort in front of `/`, `0` behind it.
        #[test]
        fn clashes_are_found_wherever_they_stand(paths in proptest::collection::vec("[aA](/?[ab.0-]){0,3}b", 0..8)) {
            let lower: Vec<String> = paths.iter().map(|path| path.to_lowercase()).collect();
            let clash = |a: &String, b: &String| a == b || b.starts_with(&format!("{a}/"));
            let expected = (0..lower.len())
                .any(|n| (0..lower.len()).any(|m| n != m && clash(&lower[n], &lower[m])));
            let safe = paths.iter().all(|path| check_path(path).is_ok());
            let documents: Vec<(&str, u64, u64)> = paths.iter().map(|path| (path.as_str(), 0, 0)).collect();
            match parsed(&documents, 0) {
                Err(ErrorKind::UnsafePath) => prop_assert!(!safe),
                Err(ErrorKind::DuplicateId) => prop_assert!(safe && expected),
                found => prop_assert!(safe && !expected && found == Ok(paths.len())),
            }
        }
    }

    #[test]
    fn deep_paths_cost_no_more_than_others() {
        // Each of these would bring 508 folders of its own into a set of folders.
        let paths: Vec<String> = (0..2000).map(|n| format!("{n:06}{}", "/a".repeat(508))).collect();
        let documents: Vec<(&str, u64, u64)> = paths.iter().map(|path| (path.as_str(), 0, 0)).collect();
        assert_eq!(parsed(&documents, 0), Ok(2000));
    }

    #[test]
    fn the_footer_fits_the_padded_size() {
        assert_eq!(parse_footer(&footer(100, 20), 65_536), Ok((100, 20)));
        for (offset, length, padded) in
            [(100, MAX_INDEX + 1, 65_536), (u64::MAX, 1, 65_536), (65_536, 10, 65_536), (100, 20, 67_584)]
        {
            let kind = parse_footer(&footer(offset, length), padded).map_err(|e| e.kind());
            assert_eq!(kind, Err(ErrorKind::BadPadding), "{offset} {length} {padded}");
        }
    }
}
