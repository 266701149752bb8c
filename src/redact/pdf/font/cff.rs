//! Compact Font Format programs: wrapped for the cutter, and without names behind it.

use super::sfnt::{nameless, sfnt};
use std::collections::BTreeMap;

/// In a file of OpenType with nothing else in it.
pub(super) fn wrap(bytes: &[u8]) -> Option<Vec<u8>> {
    let count = ttf_parser::cff::Table::parse(bytes)?.number_of_glyphs();
    let mut tables = BTreeMap::from([(*b"CFF ", bytes.to_vec()), (*b"head", vec![0; 54])]);
    let mut hhea = vec![0; 36];
    *hhea.get_mut(35)? = 1;
    tables.insert(*b"hhea", hhea);
    tables.insert(*b"hmtx", vec![0; 4 + 2 * usize::from(count)]);
    let mut maxp = vec![0, 0, 0x50, 0];
    maxp.extend(count.to_be_bytes());
    tables.insert(*b"maxp", maxp);
    nameless(&mut tables);
    sfnt(u32::from_be_bytes(*b"OTTO"), &tables)
}

/// Writes over the names in a Compact Font Format program: of the font, and all strings but the two that say that
/// its glyphs have no names. (Adobe Technical Note 5176 §5, §7, §10.)
pub(super) fn without_names(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let start = usize::from(*bytes.get(2)?);
    let (names, next) = index(&bytes, start)?;
    let (_, next) = index(&bytes, next)?;
    let (strings, _) = index(&bytes, next)?;
    for range in names.into_iter().chain(strings.into_iter().skip(2)) {
        bytes.get_mut(range)?.fill(b'F');
    }
    Some(bytes)
}

/// Where the elements of an INDEX are, and where it ends.
fn index(bytes: &[u8], at: usize) -> Option<(Vec<std::ops::Range<usize>>, usize)> {
    let count = usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    if count == 0 {
        return Some((Vec::new(), at + 2));
    }
    let size = usize::from(*bytes.get(at + 2)?);
    let offset = |n: usize| -> Option<usize> {
        let from = at + 3 + n * size;
        Some(bytes.get(from..from + size)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    let base = at + 2 + (count + 1) * size;
    let mut ranges = Vec::new();
    for n in 0..count {
        ranges.push(base.checked_add(offset(n)?)?..base.checked_add(offset(n + 1)?)?);
    }
    Some((ranges, base.checked_add(offset(count)?)?))
}
