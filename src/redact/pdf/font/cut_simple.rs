//! Fonts of the copy with one byte for each glyph (ISO 32000-1 9.6).

use super::super::out::{Dict, Out, Store};
use super::cut::dict;
use super::simple::Simple;
use super::{Font, Id, names};
use crate::error::Result;

impl Font {
    fn simple_dict(&self, subtype: &str) -> Dict {
        let mut font = dict([("Type", Out::name("Font")), ("Subtype", Out::name(subtype))]);
        font.extend(dict([
            ("FirstChar", Out::Num(1.0)),
            ("LastChar", Out::int(self.codes.len().max(1))),
            ("Widths", Out::nums(self.widths())),
        ]));
        font
    }

    fn differences(names: impl Iterator<Item = String>) -> Out {
        let names = std::iter::once(Out::Num(1.0)).chain(names.map(Out::name));
        Out::Dict(dict([("Type", Out::name("Encoding")), ("Differences", Out::Array(names.collect()))]))
    }

    pub(super) fn cut_simple(
        &self,
        store: &mut Store,
        called: &str,
        file: Option<(&str, Out)>,
        bare: bool,
    ) -> Result<Out> {
        let mut font = self.simple_dict("Type1");
        font.insert(b"BaseFont".to_vec(), Out::name(called));
        let names = self.new_names().into_iter().map(|(_, new)| new);
        let encoding = store.add(Font::differences(names))?;
        font.insert(b"Encoding".to_vec(), encoding);
        if bare {
            for key in [&b"Widths"[..], b"FirstChar", b"LastChar"] {
                font.remove(key);
            }
        } else {
            let descriptor = self.descriptor(store, called, 4, file)?;
            font.insert(b"FontDescriptor".to_vec(), descriptor);
        }
        let map = self.to_unicode(store)?;
        font.extend(map.map(|map| (b"ToUnicode".to_vec(), map)));
        Ok(Out::Dict(font))
    }

    /// A font of the viewer.
    pub(super) fn cut_viewer(&self, store: &mut Store, called: &str, simple: &Simple) -> Result<Out> {
        if self.in_use().any(|glyph| matches!(glyph.id, Id::Code(..))) {
            return self.cut_codes(store, called, simple);
        }
        let bare = self.descriptor.is_empty() && names::standard_font(called) == Some(called);
        if !simple.true_type || bare {
            return self.cut_simple(store, called, None, bare);
        }
        {
            // Its glyphs are found by their names only if it says that it is a font of letters.
            let mut font = self.simple_dict("TrueType");
            font.insert(b"BaseFont".to_vec(), Out::name(called));
            let names = self.new_names().into_iter().map(|(_, new)| new);
            let mut encoding = Font::differences(names);
            if let Out::Dict(encoding) = &mut encoding {
                encoding.insert(b"BaseEncoding".to_vec(), Out::name("WinAnsiEncoding"));
            }
            let encoding = store.add(encoding)?;
            let descriptor = self.descriptor(store, called, self.flags() & !4 | 32, None)?;
            font.extend(dict([("Encoding", encoding), ("FontDescriptor", descriptor)]));
            let map = self.to_unicode(store)?;
            font.extend(map.map(|map| (b"ToUnicode".to_vec(), map)));
            Ok(Out::Dict(font))
        }
    }

    /// A font of the viewer whose codes mean what that font makes of them.
    fn cut_codes(&self, store: &mut Store, called: &str, simple: &Simple) -> Result<Out> {
        let byte = |code: &(u32, u8)| (code.0 & 0xff) as u8;
        let (first, last) =
            (self.shown.iter().map(byte).min().unwrap_or(0), self.shown.iter().map(byte).max().unwrap_or(0));
        let width = |code: u8| self.glyphs.get(&(code.into(), 1)).filter(|g| self.known.contains_key(&g.id));
        let widths = (first..=last).map(|code| width(code).map_or(0.0, |glyph| glyph.width * 1000.0));
        let subtype = if simple.true_type { "TrueType" } else { "Type1" };
        let mut font = dict([
            ("Type", Out::name("Font")),
            ("Subtype", Out::name(subtype)),
            ("BaseFont", Out::name(called)),
            ("FirstChar", Out::Num(first.into())),
            ("LastChar", Out::Num(last.into())),
            ("Widths", Out::nums(widths)),
        ]);
        let descriptor = self.descriptor(store, called, self.flags() | 4, None)?;
        font.insert(b"FontDescriptor".to_vec(), descriptor);
        let map = self.to_unicode(store)?;
        font.extend(map.map(|map| (b"ToUnicode".to_vec(), map)));
        Ok(Out::Dict(font))
    }
}
