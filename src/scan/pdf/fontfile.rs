//! Embedded font programs: their names, and the order of their glyphs.

use crate::error::{Error, ErrorKind, Result};
use crate::scan::views::{Kind, Views};
use std::collections::BTreeMap;

/// Whether the data of a stream is a font program.
pub(super) fn is(data: &[u8]) -> bool {
    is_sfnt(data) || data.starts_with(b"%!") || data.starts_with(&[1, 0, 4])
}

fn is_sfnt(data: &[u8]) -> bool {
    [&[0, 1, 0, 0][..], b"true", b"OTTO", b"ttcf"].iter().any(|mark| data.starts_with(mark))
}

/// Searches a font program.
pub(super) fn walk(views: &mut Views, place: &str, data: &[u8]) -> Result<()> {
    if data.starts_with(b"%!") {
        views.bytes(place, data, Kind::Markup)?;
        return views.bytes(&format!("{place}: eexec"), &eexec(data), Kind::Markup);
    }
    if !is_sfnt(data) {
        // Compact fonts: names of glyphs stand one behind the other.
        return views.bytes(place, data, Kind::Markup);
    }
    for (tag, table) in tables(data) {
        let name = format!("{place}: table {}", String::from_utf8_lossy(tag));
        let kind = match tag {
            b"glyf" | b"loca" | b"hmtx" | b"vmtx" | b"gvar" | b"hdmx" | b"kern" => Kind::Binary,
            // Codes one behind the other, as they follow in Unicode.
            b"cmap" => Kind::Order,
            _ => Kind::Markup,
        };
        views.bytes(&name, table, kind)?;
        if tag == b"cmap" {
            let letters = order(table)
                .ok_or_else(|| Error::new(ErrorKind::DocumentTooLarge).because("codes of a font"))?;
            let letters: String = letters.into_values().collect();
            views.letters(&name, "glyph-order", Kind::Order, letters.char_indices().map(|(at, c)| (c, at)));
        }
    }
    // The directory, what lies between tables, and what is behind them.
    views.bytes(place, data, Kind::Binary)
}

fn tables(data: &[u8]) -> Vec<(&[u8], &[u8])> {
    let entries =
        data.get(12..).unwrap_or_default().chunks_exact(16).take(short(data, 4).unwrap_or_default());
    let table = |entry| data.get(long(entry, 8)?..)?.get(..long(entry, 12)?);
    entries.filter_map(|entry| Some((entry.get(..4)?, table(entry)?))).collect()
}

/// Characters by the number of their glyph, from the subtables of formats 4, 6 and 12 (ISO/IEC 14496-22 §5.2.1).
fn order(cmap: &[u8]) -> Option<BTreeMap<(usize, u32), char>> {
    let (mut found, mut left) = (BTreeMap::new(), CODES);
    let mut put = |glyph: usize, code: u32| {
        left = left.checked_sub(1)?;
        // Codes of symbol fonts.
        let code = if (0xf000..0xf100).contains(&code) { code - 0xf000 } else { code };
        if let Some(c) = char::from_u32(code).filter(|_| glyph != 0) {
            found.insert((glyph, code), c);
        }
        Some(())
    };
    let records = cmap.get(4..).unwrap_or_default().chunks_exact(8).take(short(cmap, 2).unwrap_or_default());
    for table in records.filter_map(|record| cmap.get(long(record, 4)?..)) {
        match short(table, 0) {
            Some(4) => segments(table, &mut put)?,
            Some(6) => {
                let first = short(table, 6).unwrap_or_default();
                for at in 0..short(table, 8).unwrap_or_default() {
                    let glyph = short(table, 10 + 2 * at).unwrap_or_default();
                    put(glyph, u32::try_from(first + at).unwrap_or_default())?;
                }
            }
            Some(12) => groups(table, &mut put)?,
            _ => {}
        }
    }
    Some(found)
}

/// Codes of all maps of a font: tables can overlap, and groups are of any length.
const CODES: usize = 1 << 20;

fn segments(table: &[u8], put: &mut dyn FnMut(usize, u32) -> Option<()>) -> Option<()> {
    let count = short(table, 6).unwrap_or_default() / 2;
    for segment in 0..count {
        let field =
            |block: usize| short(table, 14 + block * count * 2 + usize::from(block > 0) * 2 + segment * 2);
        let (Some(end), Some(start), Some(delta), Some(offset)) = (field(0), field(1), field(2), field(3))
        else {
            return Some(());
        };
        for code in start..=end {
            let glyph = match offset {
                0 => code,
                offset => {
                    let at = 16 + 3 * count * 2 + segment * 2 + offset + (code - start) * 2;
                    match short(table, at) {
                        Some(0) | None => continue,
                        Some(glyph) => glyph,
                    }
                }
            };
            put((glyph + delta) & 0xffff, u32::try_from(code).unwrap_or_default())?;
        }
    }
    Some(())
}

fn groups(table: &[u8], put: &mut dyn FnMut(usize, u32) -> Option<()>) -> Option<()> {
    let count = long(table, 12).unwrap_or_default();
    for group in table.get(16..).unwrap_or_default().chunks_exact(12).take(count) {
        let (Some(start), Some(end), Some(glyph)) = (long(group, 0), long(group, 4), long(group, 8)) else {
            return Some(());
        };
        for (step, code) in (start..=end).enumerate() {
            put(glyph.saturating_add(step), u32::try_from(code).unwrap_or_default())?;
        }
    }
    Some(())
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..)?.get(..2)?.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(bytes.get(at..)?.get(..4)?.try_into().ok()?)).ok()
}

/// The encrypted portion of a Type 1 font (Adobe Type 1 Font Format §7.2), in binary.
fn eexec(data: &[u8]) -> Vec<u8> {
    let Some(at) = data.windows(5).position(|window| window == b"eexec") else { return Vec::new() };
    let body = data.get(at + 5..).unwrap_or_default();
    let body = body.get(body.iter().take_while(|c| c.is_ascii_whitespace()).count()..).unwrap_or_default();
    let mut key = 55665_u16;
    let plain = body.iter().map(|cipher| {
        let [high, _] = key.to_be_bytes();
        let plain = cipher ^ high;
        key = u16::from(*cipher).wrapping_add(key).wrapping_mul(52845).wrapping_add(22719);
        plain
    });
    plain.skip(4).collect()
}
