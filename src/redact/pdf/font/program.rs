//! Embedded font programs: which glyph a code, name or character is, whether it has ink, and the program cut down
//! to some glyphs. Nothing of it but outlines, advance widths and hinting stays.

use super::super::limits::{broken, too_large};
use super::charstrings::{self, Index};
use crate::error::Result;
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use ttf_parser::{GlyphId, OutlineBuilder, RawFace, Tag, cff, cmap, loca, post};

/// What glyphs are drawn with.
pub(super) enum Program {
    /// TrueType outlines in their tables.
    TrueType(Vec<u8>),
    /// A bare Compact Font Format program.
    Cff(Vec<u8>),
    /// A Type 1 program.
    Type1(super::type1::Type1),
}

/// Maps from an embedded program that are looked up often.
#[derive(Default)]
pub(super) struct Lookup {
    /// What the font's own Unicode map says of a glyph.
    pub(super) text: BTreeMap<u16, char>,
    /// The glyph of a character identifier in a CID-keyed program.
    pub(super) cids: Option<BTreeMap<u16, u16>>,
}

/// Codes that all maps of a font may list.
const CODES: u64 = 2_000_000;

struct Ink(bool);

impl OutlineBuilder for Ink {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {
        self.0 = true;
    }
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }
    fn close(&mut self) {}
}

fn table<'a>(font: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    RawFace::parse(font, 0).ok()?.table(Tag::from_bytes(tag))
}

fn subtables(font: &[u8]) -> Option<cmap::Subtables<'_>> {
    Some(cmap::Table::parse(table(font, b"cmap")?)?.subtables)
}

impl Program {
    /// From an OpenType file: one of the two kinds of outlines.
    pub(super) fn open_type(font: Vec<u8>) -> Program {
        match table(&font, b"CFF ") {
            Some(cff) => Program::Cff(cff.to_vec()),
            None => Program::TrueType(font),
        }
    }

    /// What the program itself tells of its glyphs. `font` is the whole file that it was in.
    pub(super) fn lookup(&self, font: &[u8]) -> Lookup {
        let mut lookup = Lookup::default();
        if charstrings::codes(table(font, b"cmap").unwrap_or_default()) > CODES {
            // Nothing is known of a map that lists more than there are characters.
            return lookup;
        }
        for subtable in subtables(font).into_iter().flatten().filter(cmap::Subtable::is_unicode) {
            let symbol = subtable.platform_id == ttf_parser::PlatformId::Windows && subtable.encoding_id == 0;
            let mut left = 70_000u32;
            subtable.codepoints(|code| {
                left = left.saturating_sub(1);
                let glyph = (!symbol && left > 0).then(|| subtable.glyph_index(code)).flatten();
                if let (Some(GlyphId(glyph)), Some(c)) = (glyph, char::from_u32(code))
                    && glyph != 0
                    && !super::text::is_private(c)
                {
                    lookup.text.entry(glyph).or_insert(c);
                }
            });
        }
        if let Program::Cff(bytes) = self
            && let Some(table) = cff::Table::parse(bytes)
        {
            let cids = (0..table.number_of_glyphs())
                .filter_map(|glyph| Some((table.glyph_cid(GlyphId(glyph))?, glyph)));
            let cids: BTreeMap<u16, u16> = cids.collect();
            lookup.cids = (!cids.is_empty()).then_some(cids);
        }
        lookup
    }

    /// Bytes that it takes.
    pub(super) fn len(&self) -> usize {
        match self {
            Program::TrueType(bytes) | Program::Cff(bytes) => bytes.len(),
            // It is kept in pieces.
            Program::Type1(_) => 0,
        }
    }

    /// The glyph of a code in a font with one byte for each (ISO 32000-1 9.6.6). Without a name, it is the program's
    /// own encoding that counts.
    pub(super) fn simple(&self, code: u8, name: Option<&str>, symbolic: bool) -> Option<u16> {
        match self {
            Program::Cff(bytes) => {
                let table = cff::Table::parse(bytes)?;
                let glyph = match name {
                    Some(name) => table.glyph_index_by_name(name),
                    None => table.glyph_index(code),
                };
                glyph.map(|glyph| glyph.0)
            }
            Program::TrueType(font) => true_type(font, code, name, symbolic),
            Program::Type1(_) => None,
        }
    }

    /// The name that the program's own encoding gives a code.
    pub(super) fn own_name(&self, code: u8) -> Option<String> {
        match self {
            Program::Cff(bytes) => {
                let table = cff::Table::parse(bytes)?;
                table.glyph_name(table.glyph_index(code)?).map(str::to_owned)
            }
            Program::TrueType(_) => None,
            Program::Type1(font) => font.encoding.get(&code).cloned(),
        }
    }

    /// Whether a glyph leaves a mark; none does that the program lacks.
    pub(super) fn has_ink(&self, glyph: u16) -> bool {
        match self {
            Program::TrueType(font) => {
                let range = || {
                    let (head, maxp) = (table(font, b"head")?, table(font, b"maxp")?);
                    let format = match head.get(51)? {
                        0 => ttf_parser::head::IndexToLocationFormat::Short,
                        _ => ttf_parser::head::IndexToLocationFormat::Long,
                    };
                    let count = u16::from_be_bytes(maxp.get(4..6)?.try_into().ok()?);
                    loca::Table::parse(count.try_into().ok()?, format, table(font, b"loca")?)?
                        .glyph_range(GlyphId(glyph))
                };
                range().is_some_and(|range| !range.is_empty())
            }
            Program::Cff(bytes) if charstrings::weigh(bytes, &[glyph]).is_none() => true,
            Program::Cff(bytes) => {
                let mut ink = Ink(false);
                let drawn = cff::Table::parse(bytes).map(|table| table.outline(GlyphId(glyph), &mut ink));
                // An outline that cannot be followed may well be visible.
                ink.0 || matches!(drawn, Some(Err(error)) if error != ttf_parser::CFFError::ZeroBBox)
            }
            Program::Type1(_) => true,
        }
    }

    /// The program with these glyphs only, in this order, and the new number of each.
    pub(super) fn cut(&self, glyphs: &[u16]) -> Result<(Vec<u8>, Vec<u16>)> {
        let mut remapper = GlyphRemapper::new();
        let numbers = glyphs.iter().map(|glyph| remapper.remap(*glyph)).collect();
        let wrapped = match self {
            Program::TrueType(font) => {
                let long = table(font, b"head").and_then(|head| head.get(51)) == Some(&1);
                let outlines = table(font, b"loca").zip(table(font, b"glyf"));
                if outlines.is_some_and(|(loca, glyf)| charstrings::shares(loca, glyf, long)) {
                    return Err(broken("a font's outlines share bytes"));
                }
                wrap_true_type(font)
            }
            Program::Cff(bytes) => {
                // Outlines are written out without subroutines, which can call each other.
                charstrings::weigh(bytes, glyphs).ok_or_else(|| too_large("a font's outlines"))?;
                wrap_cff(bytes)
            }
            Program::Type1(_) => None,
        };
        let wrapped = wrapped.ok_or_else(|| broken("a font lacks a table"))?;
        let cut = subsetter::subset(&wrapped, 0, &remapper).map_err(|_| broken("a font is damaged"))?;
        let cut = match self {
            Program::Cff(_) => table(&cut, b"CFF ").map(<[u8]>::to_vec).and_then(without_names),
            _ => normal_true_type(&cut),
        };
        cut.map(|cut| (cut, numbers)).ok_or_else(|| broken("a font is damaged"))
    }
}

fn true_type(font: &[u8], code: u8, name: Option<&str>, symbolic: bool) -> Option<u16> {
    let find = |windows: bool, encoding: u16, character: u32| {
        let platform =
            if windows { ttf_parser::PlatformId::Windows } else { ttf_parser::PlatformId::Macintosh };
        let mut all = subtables(font)?.into_iter();
        let subtable = all.find(|s| s.platform_id == platform && s.encoding_id == encoding)?;
        subtable.glyph_index(character).filter(|glyph| glyph.0 != 0)
    };
    let by_name = || {
        let name = name?;
        let character = super::names::text_of(name).and_then(|text| text.chars().next());
        let mac = super::names::Base::MacRoman.code(name);
        character
            .and_then(|c| find(true, 1, c.into()).or_else(|| find(true, 10, c.into())))
            .or_else(|| mac.and_then(|code| find(false, 0, code.into())))
            .or_else(|| post::Table::parse(table(font, b"post")?)?.glyph_index_by_name(name))
    };
    let by_code = || {
        let code = u32::from(code);
        [code, 0xf000 + code, 0xf100 + code, 0xf200 + code]
            .into_iter()
            .find_map(|code| find(true, 0, code))
            .or_else(|| find(false, 0, code))
            .or_else(|| find(true, 1, code))
    };
    let glyph =
        if symbolic || name.is_none() { by_code().or_else(by_name) } else { by_name().or_else(by_code) };
    glyph.map(|glyph| glyph.0)
}

/// An sfnt file of these tables, in the order of their tags.
fn sfnt(version: u32, tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Option<Vec<u8>> {
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
fn nameless(tables: &mut BTreeMap<[u8; 4], Vec<u8>>) {
    tables.insert(*b"name", vec![0, 1, 0, 0, 0, 6, 0, 0]);
    let mut post = vec![0, 3, 0, 0];
    post.resize(32, 0);
    tables.insert(*b"post", post);
}

fn wrap_true_type(font: &[u8]) -> Option<Vec<u8>> {
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

fn wrap_cff(bytes: &[u8]) -> Option<Vec<u8>> {
    let count = cff::Table::parse(bytes)?.number_of_glyphs();
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

/// Only what draws, with dates, revision and bounds that say nothing of other glyphs.
fn normal_true_type(font: &[u8]) -> Option<Vec<u8>> {
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

/// Writes over the names in a Compact Font Format program: of the font, and all strings but the two that say that
/// its glyphs have no names. (Adobe Technical Note 5176 §5, §7, §10.)
fn without_names(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
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
