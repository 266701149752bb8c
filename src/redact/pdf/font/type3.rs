//! Fonts whose glyphs are content streams (ISO 32000-1 9.6.5). What such a glyph draws can be anything, whatever its
//! name and its map for extraction say: only those that draw nothing are trusted (SPEC §18.5).

use super::super::content::Lexer;
use super::super::limits::broken;
use super::super::source::Source;
use super::text::{self, Text};
use super::{Font, Glyph, Id, names, simple};
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeMap;

pub(super) struct Type3 {
    names: BTreeMap<u8, String>,
    widths: BTreeMap<u8, f64>,
    /// How wide a unit of its own space is in the font's size.
    scale: f64,
    procedures: BTreeMap<String, ObjectId>,
}

impl Type3 {
    pub fn load(source: &Source, dict: &Dictionary) -> Result<Type3> {
        let (_, names) = simple::encoding(source, dict)?;
        let mut procedures = BTreeMap::new();
        for (name, object) in source.dict(dict, "CharProcs").into_iter().flat_map(Dictionary::iter) {
            if let Object::Reference(id) = object {
                procedures.insert(String::from_utf8_lossy(name).into_owned(), *id);
            }
        }
        let [scale, ..] =
            source.nums::<6>(dict, "FontMatrix").ok_or_else(|| broken("a Type 3 font has no matrix"))?;
        Ok(Type3 { names, widths: simple::widths(source, dict), scale, procedures })
    }

    pub fn glyph(&self, source: &Source, font: &Font, (code, _): (u32, u8)) -> Glyph {
        let byte = (code & 0xff) as u8;
        let name = self.names.get(&byte).cloned().unwrap_or_default();
        let width = self.widths.get(&byte).copied().unwrap_or_default() * self.scale;
        let width = if width.is_finite() { width } else { 0.0 };
        let text = if self.draws(source, &name) {
            Text::Unknown(
                "a Type 3 font, whose glyphs may draw anything; save the document with fonts that have outlines",
            )
        } else {
            text::weigh(font.mapped(code), &[names::text_of(&name)], Some(false))
        };
        Glyph { width, text, believed: false, id: Id::Name(name) }
    }

    /// Whether a glyph may leave a mark. One without a content stream leaves none.
    fn draws(&self, source: &Source, name: &str) -> bool {
        let object = self.procedures.get(name).and_then(|id| source.document.objects.get(id));
        let Some(stream) = object.and_then(|object| object.as_stream().ok()) else { return false };
        let Ok(content) = source.content(stream) else { return true };
        let mut lexer = Lexer::new(&content);
        loop {
            match lexer.next() {
                Ok(None) => return false,
                // All that neither paints nor leads to what does.
                Ok(Some(op)) if matches!(op.name.as_slice(), b"d0" | b"d1" | b"q" | b"Q" | b"cm" | b"n") => {}
                _ => return true,
            }
        }
    }
}
