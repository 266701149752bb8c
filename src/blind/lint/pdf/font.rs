//! Fonts: their names, how codes stand in strings, what they mean and how wide they are (9.5 to 9.10).

use super::super::fonts::name_in_pdf;
use super::source::{Source, as_dict, number};
use super::unicode::ToUnicode;
use crate::error::Result;
use lopdf::{Dictionary, Object};
use std::collections::BTreeMap;

/// Widths that are read of one font: some files tell those of all codes twice.
const MAX_WIDTHS: usize = 200_000;

/// How codes stand in strings (9.7.6.2).
#[derive(Clone, Copy, Debug, PartialEq)]
enum Codes {
    One,
    Two,
    /// Two bytes that are UTF-16.
    Utf16,
    /// One byte below 0x80, else two.
    Gbk,
}

pub(super) struct Font {
    pub name: String,
    codes: Codes,
    /// Of a width in the font's units, to one of text at size 1.
    unit: f64,
    widths: BTreeMap<u32, f64>,
    width: f64,
    unicode: Option<ToUnicode>,
}

/// A code of a string.
pub(super) struct Glyph {
    pub text: String,
    /// How far it moves on, at size 1.
    pub width: f64,
    /// Whether word spacing counts (9.3.3).
    pub space: bool,
}

impl Font {
    pub fn load(source: &Source, dict: &Dictionary) -> Result<Font> {
        let inner = source.array(dict, b"DescendantFonts").and_then(<[Object]>::first);
        let inner = inner.and_then(|font| as_dict(source.resolve(font)));
        let name = source.name(dict, b"BaseFont").or(inner.and_then(|font| source.name(font, b"BaseFont")));
        let unicode = match source.get(dict, b"ToUnicode") {
            Some(Object::Stream(map)) => Some(ToUnicode::parse(&source.bytes(map)?)),
            _ => None,
        };
        let kind = source.name(dict, b"Subtype").unwrap_or_default();
        let mut font = Font {
            name: name.map(name_in_pdf).unwrap_or_else(|| "of no name".to_owned()),
            codes: Codes::One,
            unit: 0.001,
            widths: BTreeMap::new(),
            width: 500.0,
            unicode,
        };
        if kind == b"Type0" {
            font.codes = codes(source.name(dict, b"Encoding").unwrap_or_default());
            font.width = inner.and_then(|inner| source.number(inner, b"DW")).unwrap_or(1000.0);
            let widths = inner.and_then(|inner| source.array(inner, b"W"));
            font.read_composite(source, widths.unwrap_or_default());
            return Ok(font);
        }
        if kind == b"Type3" {
            let matrix = dict.get(b"FontMatrix").ok().and_then(|matrix| source.numbers::<6>(matrix));
            font.unit = matrix.map_or(0.001, |[a, ..]| a);
        }
        let first = source.number(dict, b"FirstChar").unwrap_or(0.0).clamp(0.0, 255.0) as u32;
        let widths = source.array(dict, b"Widths").unwrap_or_default();
        for (code, width) in (first..256).zip(widths) {
            if let Some(width) = number(source.resolve(width)) {
                font.widths.insert(code, width);
            }
        }
        Ok(font)
    }

    /// Widths of a composite font (9.7.4.3): `code [width …]` and `first last width`.
    fn read_composite(&mut self, source: &Source, mut items: &[Object]) {
        let code =
            |object: &Object| number(source.resolve(object)).map(|code| code.clamp(0.0, 65_535.0) as u32);
        let mut left = MAX_WIDTHS;
        let mut set = |font: &mut Font, code: u32, width: Option<f64>| {
            left = left.saturating_sub(1);
            if let (Some(width), true) = (width, left > 0) {
                font.widths.insert(code, width);
            }
        };
        while let [first, second, rest @ ..] = items {
            let Some(low) = code(first) else { return };
            if let Object::Array(widths) = source.resolve(second) {
                items = rest;
                for (code, width) in (low..=65_535).zip(widths) {
                    set(self, code, number(source.resolve(width)));
                }
                continue;
            }
            let (Some(high), [width, rest @ ..]) = (code(second), rest) else { return };
            items = rest;
            let width = number(source.resolve(width));
            for code in low..=high {
                set(self, code, width);
            }
        }
    }

    /// Calls `glyph` for each code of a string.
    pub fn glyphs(&self, mut bytes: &[u8], mut glyph: impl FnMut(Glyph)) {
        while let Some((first, rest)) = bytes.split_first() {
            let single = match self.codes {
                Codes::One => true,
                Codes::Two | Codes::Utf16 => false,
                Codes::Gbk => *first < 0x80,
            };
            let mut code = u32::from(*first);
            bytes = rest;
            if let (false, Some((second, rest))) = (single, rest.split_first()) {
                code = code << 8 | u32::from(*second);
                bytes = rest;
            }
            let text = self.text(code, single);
            let own = self.widths.get(&code).filter(|_| matches!(self.codes, Codes::One | Codes::Two));
            // Predefined maps lead to other numbers than their codes; letters of Chinese fonts are half as wide.
            let guess = if self.codes == Codes::Two || !text.is_ascii() { self.width } else { 500.0 };
            let width = own.copied().unwrap_or(guess) * self.unit;
            glyph(Glyph { text, width, space: single && code == 32 });
        }
    }

    /// What a code means. One of which nothing is known is a character of its own in a private plane.
    fn text(&self, code: u32, single: bool) -> String {
        if let Some(text) = self.unicode.as_ref().and_then(|map| map.text(code)) {
            return text;
        }
        let known = match self.codes {
            Codes::Utf16 => char::from_u32(code),
            _ if single => char::from_u32(code),
            _ => None,
        };
        known.or(char::from_u32(0xf_0000 + (code & 0xffff))).map(String::from).unwrap_or_default()
    }
}

/// By the name of a predefined map (9.7.5.2).
fn codes(name: &[u8]) -> Codes {
    let name = String::from_utf8_lossy(name);
    if name.contains("UCS2") || name.contains("UTF16") {
        return Codes::Utf16;
    }
    if ["GBK", "GB-EUC", "GBpc", "GBKp"].iter().any(|start| name.starts_with(start)) {
        return Codes::Gbk;
    }
    Codes::Two
}
