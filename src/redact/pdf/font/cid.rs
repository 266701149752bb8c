//! Fonts of many glyphs, with codes of one to four bytes (ISO 32000-1 9.7).

use super::super::limits::{MAP, broken, unknown};
use super::super::source::{Source, as_dict, number};
use super::program::Program;
use super::text;
use super::{Font, Glyph, Id, Kind};
use crate::error::Result;
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use lopdf::{Dictionary, Object};
use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) struct Cid {
    /// The name of a predefined map from codes, if it is one.
    pub(super) encoding: Option<Vec<u8>>,
    codes: Rc<CMap>,
    /// From character identifiers to Unicode, for the collections that Adobe defined.
    unicode: Option<Rc<CMap>>,
    /// Registry, ordering and supplement.
    pub(super) system: (Vec<u8>, Vec<u8>, i64),
    widths: BTreeMap<u32, f64>,
    pub(super) default: f64,
    glyphs: Option<Vec<u8>>,
    pub(super) true_type: bool,
    pub(super) vertical_default: Option<[f64; 2]>,
}

/// Bytes that a predefined map takes, about.
const PREDEFINED: usize = 1 << 20;

/// Fonts share these maps.
fn predefined(source: &Source, name: &[u8]) -> Result<Option<Rc<CMap>>> {
    if let Some(known) = source.maps.borrow().get(name) {
        return Ok(known.clone());
    }
    let map = match name {
        b"Identity-H" => Some(CMap::identity_h()),
        b"Identity-V" => Some(CMap::identity_v()),
        _ => {
            let embedded = load_embedded(CMapName::from_bytes(name));
            if embedded.is_some() {
                source.room.take(PREDEFINED)?;
            }
            embedded.and_then(|bytes| CMap::parse(bytes, load_embedded))
        }
    };
    let map = map.map(Rc::new);
    if map.is_some() {
        source.maps.borrow_mut().insert(name.to_vec(), map.clone());
    }
    Ok(map)
}

pub(super) fn load(source: &Source, dict: &Dictionary, font: &mut Font) -> Result<()> {
    let descendant = source.array(dict, "DescendantFonts").and_then(|all| all.first());
    let descendant = descendant
        .and_then(|object| as_dict(source.resolve(object)))
        .ok_or_else(|| broken("a font has no glyphs"))?;
    font.describe(source, descendant)?;
    let (encoding, codes) = match source.get(dict, "Encoding") {
        Some(Object::Name(name)) => (Some(name.clone()), predefined(source, name)?),
        Some(Object::Stream(stream)) => {
            if let Some(base) = source.name(&stream.dict, "UseCMap")
                && predefined(source, base)?.is_none()
            {
                return Err(unknown("a font's map from codes is based on an unknown one"));
            }
            (None, CMap::parse(&source.font_bytes(stream, MAP, 8)?, load_embedded).map(Rc::new))
        }
        _ => (None, None),
    };
    let codes = codes.ok_or_else(|| unknown("a font's map from codes is not known"))?;
    let wmode = matches!(source.get(dict, "Encoding"), Some(Object::Stream(s)) if source.num(&s.dict, "WMode") == Some(1.0));
    font.vertical = wmode
        || encoding.as_deref().is_some_and(|name| name.ends_with(b"-V") || name == b"V")
        || codes.metadata().writing_mode == Some(hayro_cmap::WritingMode::Vertical);
    let system = source.dict(descendant, "CIDSystemInfo").map(|info| {
        let text =
            |key| source.get(info, key).and_then(|text| text.as_str().ok()).unwrap_or_default().to_vec();
        (text("Registry"), text("Ordering"), source.num(info, "Supplement").unwrap_or_default() as i64)
    });
    let system = system.unwrap_or_default();
    let family = CidFamily::from_registry_ordering(&system.0, &system.1);
    let unicode = match family.ucs2_cmap() {
        Some(name) => predefined(source, name.to_bytes())?,
        None => None,
    };
    let map = match source.get(descendant, "CIDToGIDMap") {
        Some(Object::Stream(stream)) => Some(source.font_bytes(stream, MAP, 1)?),
        _ => None,
    };
    font.kind = Kind::Cid(Box::new(Cid {
        encoding,
        codes,
        unicode,
        system,
        widths: widths(source, descendant)?,
        default: source.num(descendant, "DW").unwrap_or(1000.0),
        glyphs: map,
        true_type: source.name(descendant, "Subtype") == Some(b"CIDFontType2"),
        vertical_default: source.nums(descendant, "DW2"),
    }));
    Ok(())
}

/// `c [w1 w2 …]` and `first last w` (ISO 32000-1 9.7.4.3).
fn widths(source: &Source, dict: &Dictionary) -> Result<BTreeMap<u32, f64>> {
    let mut out = BTreeMap::new();
    // Ranges can be told over and over.
    let mut left = 4 * 65536u32;
    let mut items = source.array(dict, "W").into_iter().flatten().map(|item| source.resolve(item));
    while let (Some(first), Some(next)) = (items.next(), items.next()) {
        let first =
            number(first).filter(|n| (0.0..65536.0).contains(n)).ok_or_else(|| broken("a font's widths"))?;
        let first = first as u32;
        if let Object::Array(all) = next {
            let widths = all.iter().filter_map(|item| number(source.resolve(item)));
            out.extend((first..65536).zip(widths));
        } else {
            let last = number(next).unwrap_or_default().clamp(0.0, 65535.0) as u32;
            let width = items.next().and_then(number).ok_or_else(|| broken("a font's widths"))?;
            left = left
                .checked_sub((last + 1).saturating_sub(first))
                .ok_or_else(|| broken("a font's widths"))?;
            out.extend((first..=last).map(|cid| (cid, width)));
        }
    }
    Ok(out)
}

impl Cid {
    /// Codes are told apart by trying the shortest first: those of the predefined maps have no common beginnings.
    pub(super) fn codes(&self, bytes: &[u8]) -> Vec<(u32, u8)> {
        let mut out = Vec::with_capacity(bytes.len() / 2);
        let mut rest = bytes;
        while !rest.is_empty() {
            let mut code = 0u32;
            let mut found = None;
            for (n, byte) in (1u8..).zip(rest.iter().take(4)) {
                code = code << 8 | u32::from(*byte);
                if self.codes.lookup_cid_code(code, n).is_some() {
                    found = Some((code, n));
                    break;
                }
            }
            // What no map has is as long as most codes are.
            let two = rest.iter().take(2).fold(0u32, |code, byte| code << 8 | u32::from(*byte));
            let (code, n) = found.unwrap_or((two, rest.len().min(2) as u8));
            out.push((code, n));
            rest = rest.get(usize::from(n)..).unwrap_or_default();
        }
        out
    }

    pub(super) fn glyph(&self, font: &Font, (code, length): (u32, u8)) -> Glyph {
        let cid = self.codes.lookup_cid_code(code, length);
        let number = cid.unwrap_or_default();
        let width = self.widths.get(&number).copied().unwrap_or(self.default) / 1000.0;
        let low = u16::try_from(number).unwrap_or_default();
        let glyph = font.program.as_ref().map(|program| match program {
            Program::Cff(_) => match &font.lookup.cids {
                Some(cids) => cids.get(&low).copied().unwrap_or(0),
                None => low,
            },
            _ => match &self.glyphs {
                Some(map) => {
                    let at = usize::from(low) * 2;
                    map.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_be_bytes)
                }
                None => low,
            },
        });
        let (id, ink) = match (glyph, &font.program) {
            (Some(glyph), Some(program)) => (Id::Glyph(glyph), Some(program.has_ink(glyph))),
            _ => (Id::Code(code, length, number), None),
        };
        let collection =
            self.unicode.as_ref().and_then(|map| map.lookup_bf_string(cid?)).map(|text| match text {
                BfString::Char(c) => c.to_string(),
                BfString::String(text) => text,
            });
        let own = glyph.and_then(|glyph| font.lookup.text.get(&glyph)).map(char::to_string);
        if cid.is_none() {
            let text = text::Text::Unknown("a code that its font does not have");
            return Glyph { width, text, believed: false, id };
        }
        let (mapped, others) = (font.mapped(code), [collection, own]);
        let believed = text::is_believed(mapped.as_deref(), &others);
        Glyph { width, text: text::weigh(mapped, &others, ink), believed, id }
    }
}
