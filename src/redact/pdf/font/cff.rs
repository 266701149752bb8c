//! Compact Font Format programs: wrapped for the cutter, and without names behind it.

use super::outlines::Index;
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
    let (names, next) = Index::read(&bytes, start)?;
    let (_, next) = Index::read(&bytes, next)?;
    let (strings, _) = Index::read(&bytes, next)?;
    let ranges: Vec<_> = names.ranges().chain(strings.ranges().skip(2)).collect();
    for range in ranges {
        bytes.get_mut(range)?.fill(b'F');
    }
    Some(bytes)
}
