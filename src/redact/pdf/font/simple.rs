//! Fonts with one byte for each glyph (ISO 32000-1 9.6).

use super::super::limits::unknown;
use super::super::source::{Source, as_dict};
use super::names::{self, Base};
use super::program::Program;
use super::text;
use super::{Font, Glyph, Id, Kind};
use crate::error::Result;
use lopdf::{Dictionary, Object};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Simple {
    /// Names that the font's dictionary gives to codes.
    names: BTreeMap<u8, String>,
    /// Whether that is all there is, or the program's own encoding counts too.
    base: Option<Base>,
    widths: BTreeMap<u8, f64>,
    missing: f64,
    standard: Option<&'static str>,
    pub(super) true_type: bool,
}

fn base(name: &[u8]) -> Option<Base> {
    match name {
        b"StandardEncoding" => Some(Base::Standard),
        b"WinAnsiEncoding" => Some(Base::WinAnsi),
        b"MacRomanEncoding" => Some(Base::MacRoman),
        _ => None,
    }
}

/// The base and the differences of an encoding (ISO 32000-1 table 114).
pub(super) fn encoding(source: &Source, dict: &Dictionary) -> Result<(Option<Base>, BTreeMap<u8, String>)> {
    match source.get(dict, "Encoding") {
        Some(Object::Name(name)) if name == b"MacExpertEncoding" => {
            Err(unknown("a font with the encoding of Macintosh expert sets"))
        }
        Some(Object::Name(name)) => Ok((base(name), BTreeMap::new())),
        Some(object) => {
            let Some(encoding) = as_dict(object) else { return Ok((None, BTreeMap::new())) };
            let (mut names, mut code) = (BTreeMap::new(), 0i64);
            for item in source.array(encoding, "Differences").into_iter().flatten() {
                match source.resolve(item) {
                    Object::Integer(number) => code = *number,
                    Object::Name(name) => {
                        if let Ok(code) = u8::try_from(code) {
                            names.insert(code, String::from_utf8_lossy(name).into_owned());
                        }
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
            Ok((source.name(encoding, "BaseEncoding").and_then(base), names))
        }
        None => Ok((None, BTreeMap::new())),
    }
}

pub(super) fn widths(source: &Source, dict: &Dictionary) -> BTreeMap<u8, f64> {
    let first = source.num(dict, "FirstChar").unwrap_or(0.0) as i64;
    let all = source.array(dict, "Widths").into_iter().flatten().enumerate();
    let width = |(n, item): (usize, &Object)| {
        let code = u8::try_from(first.checked_add(i64::try_from(n).ok()?)?).ok()?;
        Some((code, super::super::source::number(source.resolve(item))?))
    };
    all.filter_map(width).collect()
}

pub(super) fn load(source: &Source, dict: &Dictionary, font: &mut Font) -> Result<()> {
    font.describe(source, dict)?;
    let (mut base, names) = encoding(source, dict)?;
    let written = source.name(dict, "BaseFont").map(|name| String::from_utf8_lossy(name).into_owned());
    let standard = written.as_deref().and_then(names::standard_font);
    let true_type = matches!(font.program, Some(Program::TrueType(_)))
        || font.program.is_none() && source.name(dict, "Subtype") == Some(b"TrueType");
    if font.program.is_none() && base.is_none() {
        base = match standard {
            Some("Symbol") => Some(Base::Symbol),
            Some("ZapfDingbats") => Some(Base::ZapfDingbats),
            _ if font.flags() & 4 != 0 && standard.is_none() => None,
            _ => Some(Base::Standard),
        };
    }
    let missing = source.dict(dict, "FontDescriptor").and_then(|d| source.num(d, "MissingWidth"));
    font.kind = Kind::Simple(Simple {
        names,
        base,
        widths: widths(source, dict),
        missing: missing.unwrap_or(0.0),
        standard,
        true_type,
    });
    Ok(())
}

impl Simple {
    /// The name of a code's glyph.
    fn name(&self, font: &Font, code: u8) -> Option<String> {
        let given = self.names.get(&code).cloned();
        given.or_else(|| match (self.base, &font.program) {
            (Some(base), _) => base.name(code).map(str::to_owned),
            (None, Some(program)) => {
                // A TrueType font that only differs from its own encoding differs from the standard one.
                let rest =
                    (self.true_type && !self.names.is_empty()).then(|| Base::Standard.name(code)).flatten();
                program.own_name(code).or(rest.map(str::to_owned))
            }
            (None, None) => None,
        })
    }

    pub(super) fn glyph(&self, font: &Font, (code, _): (u32, u8)) -> Glyph {
        let byte = (code & 0xff) as u8;
        let name = self.name(font, byte);
        let symbolic = font.flags() & 4 != 0;
        let width = self.widths.get(&byte).copied().or_else(|| {
            let standard = self.standard.filter(|_| self.widths.is_empty())?;
            names::standard_width(standard, name.as_deref()?)
        });
        let width = width.unwrap_or(self.missing) / 1000.0;
        let (id, ink) = match &font.program {
            Some(Program::Type1(program)) => {
                let name = name.clone().unwrap_or_else(|| ".notdef".to_owned());
                let ink = program.has_ink(&name);
                (Id::Name(name), Some(ink))
            }
            Some(program) => {
                let name = name
                    .as_deref()
                    .filter(|_| !self.true_type || !self.names.is_empty() || self.base.is_some());
                let glyph = program.simple(byte, name, symbolic).unwrap_or(0);
                (Id::Glyph(glyph), Some(program.has_ink(glyph)))
            }
            None => match &name {
                Some(name) => (Id::Name(name.clone()), None),
                None => (Id::Code(code, 1, code), None),
            },
        };
        let said = name.as_deref().and_then(|name| match self.base {
            // Signs without letters: all of them are told apart as one that no term has.
            Some(Base::ZapfDingbats) => Some("\u{25a0}".to_owned()),
            _ => names::text_of(name),
        });
        let own =
            if let Id::Glyph(glyph) = &id { font.lookup.text.get(glyph).map(char::to_string) } else { None };
        let mapped = font.mapped(code).or_else(|| {
            // A font of symbols on the reader's machine: what it shows has no other name.
            let symbols = font.name.as_deref().is_some_and(|name| name.starts_with("W"));
            (matches!(id, Id::Code(..)) && symbols)
                .then(|| char::from_u32(0xf000 + code).map(String::from))
                .flatten()
        });
        let others = [said, own];
        let believed = text::is_believed(mapped.as_deref(), &others);
        Glyph { width, text: text::weigh(mapped, &others, ink), believed, id }
    }
}
