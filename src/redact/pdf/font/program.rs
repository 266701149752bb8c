//! Embedded font programs: which glyph a code, name or character is, whether it has ink, and the program cut down
//! to some glyphs. Nothing of it but outlines, advance widths and hinting stays.

use super::super::limits::{broken, too_large};
use super::sfnt::{self, table};
use super::{bounds, charstrings};
use crate::error::Result;
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use ttf_parser::{GlyphId, OutlineBuilder, cff, cmap, loca, post};

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
        if bounds::codes(table(font, b"cmap").unwrap_or_default()) > CODES {
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
                if outlines.is_some_and(|(loca, glyf)| bounds::shares(loca, glyf, long)) {
                    return Err(broken("a font's outlines share bytes"));
                }
                sfnt::wrap(font)
            }
            Program::Cff(bytes) => {
                // Outlines are written out without subroutines, which can call each other.
                charstrings::weigh(bytes, glyphs).ok_or_else(|| too_large("a font's outlines"))?;
                super::cff::wrap(bytes)
            }
            Program::Type1(_) => None,
        };
        let wrapped = wrapped.ok_or_else(|| broken("a font lacks a table"))?;
        let cut = subsetter::subset(&wrapped, 0, &remapper).map_err(|_| broken("a font is damaged"))?;
        let cut = match self {
            Program::Cff(_) => table(&cut, b"CFF ").map(<[u8]>::to_vec).and_then(super::cff::without_names),
            _ => sfnt::normal(&cut),
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
