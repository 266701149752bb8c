//! Files of TrueType: their tables, before and after the cut (ISO/IEC 14496-22).

use std::collections::BTreeMap;
use ttf_parser::{RawFace, Tag};

pub(super) fn table<'a>(font: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    RawFace::parse(font, 0).ok()?.table(Tag::from_bytes(tag))
}

/// An sfnt file of these tables, in the order of their tags.
pub(super) fn sfnt(version: u32, tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let selector = count.checked_ilog2()?;
    let range = 16u16 << selector;
    let mut out = version.to_be_bytes().to_vec();
    for value in [count, range, u16::try_from(selector).ok()?, count * 16 - range] {
        out.extend(value.to_be_bytes());
    }
    let mut offset = out.len() + tables.len() * 16;
    for (tag, data) in tables {
        out.extend(tag);
        for value in [checksum(data), u32::try_from(offset).ok()?, u32::try_from(data.len()).ok()?] {
            out.extend(value.to_be_bytes());
        }
        offset += data.len().next_multiple_of(4);
    }
    for data in tables.values() {
        out.extend(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    Some(out)
}

fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0u32, |sum, chunk| {
        let mut four = [0; 4];
        four.iter_mut().zip(chunk).for_each(|(place, byte)| *place = *byte);
        sum.wrapping_add(u32::from_be_bytes(four))
    })
}

/// `name` in a version without records, and `post` without names.
pub(super) fn nameless(tables: &mut BTreeMap<[u8; 4], Vec<u8>>) {
    tables.insert(*b"name", vec![0, 1, 0, 0, 0, 6, 0, 0]);
    let mut post = vec![0, 3, 0, 0];
    post.resize(32, 0);
    tables.insert(*b"post", post);
}

/// Only the tables that the cutter needs.
pub(super) fn wrap(font: &[u8]) -> Option<Vec<u8>> {
    let mut tables = BTreeMap::new();
    for (tag, least) in [(b"head", 54), (b"hhea", 36), (b"maxp", 32), (b"hmtx", 4), (b"loca", 4)] {
        let data = table(font, tag)?;
        // Some producers write a short `maxp`; zeros ask for nothing.
        let mut data = data.to_vec();
        if *tag == *b"maxp" && data.len() >= 6 {
            data.resize(data.len().max(32), 0);
        }
        if data.len() < least {
            return None;
        }
        tables.insert(*tag, data);
    }
    // A table of metrics that ends too early is filled up: no viewer minds, but the cutter does.
    let count = usize::from(u16::from_be_bytes(tables.get(b"maxp")?.get(4..6)?.try_into().ok()?));
    let long = usize::from(u16::from_be_bytes(tables.get(b"hhea")?.get(34..36)?.try_into().ok()?));
    let least = long * 4 + count.saturating_sub(long) * 2;
    let metrics = tables.get_mut(b"hmtx")?;
    metrics.resize(metrics.len().max(least), 0);
    tables.insert(*b"glyf", table(font, b"glyf")?.to_vec());
    for tag in [b"cvt ", b"fpgm", b"prep"] {
        if let Some(data) = table(font, tag) {
            tables.insert(*tag, data.to_vec());
        }
    }
    nameless(&mut tables);
    sfnt(0x0001_0000, &tables)
}

/// Only what draws, with dates, revision and bounds that say nothing of other glyphs.
pub(super) fn normal(font: &[u8]) -> Option<Vec<u8>> {
    let mut tables = BTreeMap::new();
    for tag in [b"cvt ", b"fpgm", b"prep", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"] {
        if let Some(data) = table(font, tag) {
            tables.insert(*tag, data.to_vec());
        }
    }
    let bounds = bounds(&tables)?;
    let head = tables.get_mut(b"head")?;
    for range in [4..12, 20..36] {
        head.get_mut(range)?.fill(0);
    }
    for (at, value) in (36..).step_by(2).zip(bounds) {
        head.get_mut(at..at + 2)?.copy_from_slice(&value.to_be_bytes());
    }
    // The greatest advance and bearings in `hhea` are of all glyphs that were there.
    tables.get_mut(b"hhea")?.get_mut(10..18)?.fill(0);
    // Each bound in `maxp` as high as any viewer accepts, for the same reason.
    let maxp = tables.get_mut(b"maxp")?;
    for at in [6, 8, 10, 12] {
        maxp.get_mut(at..at + 2)?.copy_from_slice(&0x0fffu16.to_be_bytes());
    }
    for (at, value) in [(26, 0x0fffu16), (28, 64), (30, 8)] {
        maxp.get_mut(at..at + 2)?.copy_from_slice(&value.to_be_bytes());
    }
    let mut out = sfnt(0x0001_0000, &tables)?;
    let adjustment = 0xb1b0_afbau32.wrapping_sub(checksum(&out));
    let mut at = 12 + tables.keys().position(|tag| tag == b"head")? * 16 + 8;
    let offset = u32::from_be_bytes(out.get(at..at + 4)?.try_into().ok()?);
    at = usize::try_from(offset).ok()? + 8;
    out.get_mut(at..at + 4)?.copy_from_slice(&adjustment.to_be_bytes());
    Some(out)
}

/// Around all glyphs that are left: least x and y, greatest x and y.
fn bounds(tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Option<[i16; 4]> {
    let (loca, glyf) = (tables.get(b"loca")?, tables.get(b"glyf")?);
    let long = tables.get(b"head")?.get(51)? == &1;
    let starts: Vec<usize> = if long {
        loca.chunks_exact(4)
            .filter_map(|four| Some(u32::from_be_bytes(four.try_into().ok()?) as usize))
            .collect()
    } else {
        loca.chunks_exact(2)
            .filter_map(|two| Some(usize::from(u16::from_be_bytes(two.try_into().ok()?)) * 2))
            .collect()
    };
    let mut around: Option<[i16; 4]> = None;
    for pair in starts.windows(2) {
        let [from, to] = pair else { continue };
        let Some(glyph) = glyf.get(*from..*to).filter(|glyph| glyph.len() >= 10) else { continue };
        let side = |at: usize| Some(i16::from_be_bytes(glyph.get(at..at + 2)?.try_into().ok()?));
        let [l, b, r, t] = [side(2)?, side(4)?, side(6)?, side(8)?];
        let [al, ab, ar, at] = around.unwrap_or([l, b, r, t]);
        around = Some([al.min(l), ab.min(b), ar.max(r), at.max(t)]);
    }
    Some(around.unwrap_or_default())
}
