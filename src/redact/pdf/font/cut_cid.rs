//! Fonts of the copy with codes of more bytes (ISO 32000-1 9.7).

use super::super::limits::{broken, unknown};
use super::super::out::{Dict, Out, Store};
use super::cid::Cid;
use super::cut::dict;
use super::program::Program;
use super::{Font, Id};
use crate::error::Result;

impl Font {
    /// An embedded program: always a font with codes of two bytes, which are its glyphs' numbers.
    pub(super) fn cut_program(&self, store: &mut Store, called: &str, program: &Program) -> Result<Out> {
        let glyphs: Vec<u16> =
            self.in_use().map(|glyph| if let Id::Glyph(glyph) = glyph.id { glyph } else { 0 }).collect();
        let (file, numbers) = program.cut(&glyphs)?;
        if !numbers.iter().zip(&self.codes).all(|(number, code)| number.to_be_bytes() == code.as_slice()) {
            return Err(broken("a font's glyphs cannot be numbered"));
        }
        let (key, subtype, file) = match program {
            Program::TrueType(_) => {
                let dict = dict([("Length1", Out::int(file.len()))]);
                ("FontFile2", "CIDFontType2", store.add_stream(dict, &file)?)
            }
            _ => {
                let dict = dict([("Subtype", Out::name("CIDFontType0C"))]);
                ("FontFile3", "CIDFontType0", store.add_stream(dict, &file)?)
            }
        };
        let flags = self.flags() & !32 | 4;
        let descriptor = self.descriptor(store, called, flags, Some((key, file)))?;
        let mut cid = dict([
            ("Type", Out::name("Font")),
            ("Subtype", Out::name(subtype)),
            ("BaseFont", Out::name(called)),
            ("FontDescriptor", descriptor),
            ("CIDSystemInfo", system(b"Adobe", b"Identity", 0)),
        ]);
        if subtype == "CIDFontType2" {
            cid.insert(b"CIDToGIDMap".to_vec(), Out::name("Identity"));
        }
        let mut widths: Vec<(u32, f64)> =
            numbers.iter().map(|number| u32::from(*number)).zip(self.widths()).collect();
        widths.sort_by_key(|(cid, _)| *cid);
        cid.insert(b"W".to_vec(), runs(&widths));
        let encoding = if self.vertical { "Identity-V" } else { "Identity-H" };
        self.cut_type0(store, called, cid, encoding.as_bytes())
    }

    /// A font of the viewer, for one of Adobe's collections: its codes say what they are.
    pub(super) fn cut_cid(&self, store: &mut Store, called: &str, cid: &Cid) -> Result<Out> {
        let Some(encoding) = &cid.encoding else {
            return Err(unknown("a font that is not embedded has its own map from codes"));
        };
        let mut widths: Vec<(u32, f64)> = self
            .in_use()
            .filter_map(|glyph| {
                if let Id::Code(_, _, cid) = glyph.id { Some((cid, glyph.width * 1000.0)) } else { None }
            })
            .filter(|(_, width)| *width != cid.default)
            .collect();
        widths.sort_by_key(|(cid, _)| *cid);
        widths.dedup_by_key(|(cid, _)| *cid);
        let descriptor = self.descriptor(store, called, self.flags() & !36 | 4, None)?;
        let (registry, ordering, supplement) = &cid.system;
        let mut font = dict([
            ("Type", Out::name("Font")),
            ("Subtype", Out::name(if cid.true_type { "CIDFontType2" } else { "CIDFontType0" })),
            ("BaseFont", Out::name(called)),
            ("FontDescriptor", descriptor),
            ("CIDSystemInfo", system(registry, ordering, *supplement)),
            ("DW", Out::Num(cid.default)),
        ]);
        if !widths.is_empty() {
            font.insert(b"W".to_vec(), runs(&widths));
        }
        font.extend(cid.vertical_default.map(|pair| (b"DW2".to_vec(), Out::nums(pair))));
        self.cut_type0(store, called, font, encoding)
    }

    fn cut_type0(&self, store: &mut Store, called: &str, cid: Dict, encoding: &[u8]) -> Result<Out> {
        let descendant = store.add(Out::Dict(cid))?;
        let mut font = dict([
            ("Type", Out::name("Font")),
            ("Subtype", Out::name("Type0")),
            ("BaseFont", Out::name(called)),
            ("Encoding", Out::name(encoding)),
            ("DescendantFonts", Out::Array(vec![descendant])),
        ]);
        // Codes of different lengths are those of a predefined map, which says what they are.
        let even = self.codes.iter().all(|code| code.len() == 2);
        let map = if even { self.to_unicode(store)? } else { None };
        font.extend(map.map(|map| (b"ToUnicode".to_vec(), map)));
        Ok(Out::Dict(font))
    }
}

fn system(registry: &[u8], ordering: &[u8], supplement: i64) -> Out {
    Out::Dict(dict([
        ("Registry", Out::Str(registry.to_vec())),
        ("Ordering", Out::Str(ordering.to_vec())),
        ("Supplement", Out::Num(supplement as f64)),
    ]))
}

/// Widths of neighbours together.
fn runs(widths: &[(u32, f64)]) -> Out {
    let mut out: Vec<Out> = Vec::new();
    let mut next = None;
    for (cid, width) in widths {
        match out.last_mut() {
            Some(Out::Array(run)) if next == Some(*cid) => run.push(Out::Num(*width)),
            _ => out.extend([Out::Num((*cid).into()), Out::nums([*width])]),
        }
        next = cid.checked_add(1);
    }
    Out::Array(out)
}
