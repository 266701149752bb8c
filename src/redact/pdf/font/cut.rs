//! Fonts of the copy: only what it shows, in the order in which it shows it (SPEC §18.5).

use super::super::limits::broken;
use super::super::out::{Dict, Out, Store};
use super::cid::Cid;
use super::program::Program;
use super::simple::Simple;
use super::text::Text;
use super::{Font, Id, Kind, names};
use crate::error::Result;

fn dict<const N: usize>(entries: [(&str, Out); N]) -> Dict {
    entries.into_iter().map(|(key, value)| (key.as_bytes().to_vec(), value)).collect()
}

impl Font {
    /// Writes the font, calling it by its number. Of a Type 3 font, `procedures` are those of the glyphs shown.
    pub(in super::super) fn cut(
        &self,
        store: &mut Store,
        number: usize,
        procedures: Vec<Option<Out>>,
        resources: Dict,
    ) -> Result<Out> {
        let called =
            self.name.clone().filter(|_| self.program.is_none()).unwrap_or_else(|| format!("F{number}"));
        match (&self.kind, &self.program) {
            (Kind::Type3(_), _) => self.cut_type3(store, procedures, resources),
            (_, Some(Program::Type1(program))) => {
                let (file, lengths) = program.cut(&self.new_names());
                let keys = ["Length1", "Length2", "Length3"].into_iter().zip(lengths);
                let dict = keys.map(|(key, length)| (key.as_bytes().to_vec(), Out::int(length))).collect();
                let file = store.add_stream(dict, &file)?;
                self.cut_simple(store, &called, Some(("FontFile", file)), false)
            }
            (_, Some(program)) => self.cut_program(store, &called, program),
            (Kind::Simple(simple), None) => self.cut_viewer(store, &called, simple),
            (Kind::Cid(cid), None) => self.cut_cid(store, &called, cid),
        }
    }

    /// Each glyph's name with the one that it has in the copy: names that say only what the glyph is may stay.
    fn new_names(&self) -> Vec<(String, String)> {
        let named = self.in_use().enumerate().map(|(n, glyph)| {
            let old = if let Id::Name(name) = &glyph.id { name.clone() } else { String::new() };
            let stays = names::is_listed(&old) || old == ".notdef";
            let new = if stays { old.clone() } else { format!("n{n}") };
            (old, new)
        });
        named.collect()
    }

    fn widths(&self) -> Vec<f64> {
        self.in_use().map(|glyph| glyph.width * 1000.0).collect()
    }

    fn descriptor(
        &self,
        store: &mut Store,
        called: &str,
        flags: u32,
        file: Option<(&str, Out)>,
    ) -> Result<Out> {
        let mut descriptor = self.descriptor.clone();
        descriptor.extend(dict([
            ("Type", Out::name("FontDescriptor")),
            ("FontName", Out::name(called)),
            ("Flags", Out::Num(flags.into())),
        ]));
        for (key, value) in [
            ("ItalicAngle", 0.0),
            ("Ascent", 880.0),
            ("Descent", -120.0),
            ("CapHeight", 700.0),
            ("StemV", 80.0),
        ] {
            descriptor.entry(key.as_bytes().to_vec()).or_insert(Out::Num(value));
        }
        descriptor.entry(b"FontBBox".to_vec()).or_insert(Out::nums([0.0, -200.0, 1000.0, 900.0]));
        descriptor.extend(file.map(|(key, file)| (key.as_bytes().to_vec(), file)));
        store.add(Out::Dict(descriptor))
    }

    /// What codes say (ISO 32000-1 9.10.3), for those that are shown.
    fn to_unicode(&self, store: &mut Store) -> Result<Option<Out>> {
        let mut lines = Vec::new();
        for (code, glyph) in self.codes.iter().zip(self.in_use()) {
            let Text::Chars(text) = &glyph.text else { continue };
            let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            lines.push(format!("<{}> <{}>\n", hex(code), hex(&units)));
        }
        if lines.is_empty() {
            return Ok(None);
        }
        let size = self.codes.first().map_or(1, Vec::len);
        let (low, high) = ("00".repeat(size), "FF".repeat(size));
        let mut text = format!(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /F def\n/CMapType 2 def\n\
             1 begincodespacerange\n<{low}> <{high}>\nendcodespacerange\n"
        );
        for block in lines.chunks(100) {
            text.push_str(&format!("{} beginbfchar\n{}endbfchar\n", block.len(), block.concat()));
        }
        text.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        store.add_stream(Dict::new(), text.as_bytes()).map(Some)
    }

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

    fn cut_simple(
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
    fn cut_viewer(&self, store: &mut Store, called: &str, simple: &Simple) -> Result<Out> {
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

    /// An embedded program: always a font with codes of two bytes, which are its glyphs' numbers.
    fn cut_program(&self, store: &mut Store, called: &str, program: &Program) -> Result<Out> {
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
    fn cut_cid(&self, store: &mut Store, called: &str, cid: &Cid) -> Result<Out> {
        let Some(encoding) = &cid.encoding else {
            return Err(super::unknown("a font that is not embedded has its own map from codes"));
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

    fn cut_type3(&self, store: &mut Store, procedures: Vec<Option<Out>>, resources: Dict) -> Result<Out> {
        let Some(type3) = self.type3() else { return Err(broken("a font")) };
        let mut font = self.simple_dict("Type3");
        let [scale, ..] = type3.matrix;
        let widths = self.in_use().map(|glyph| if scale == 0.0 { 0.0 } else { glyph.width / scale });
        let names = (1..=self.codes.len()).map(|n| format!("n{n}"));
        let procedures = (1..).zip(procedures).filter_map(|(n, p)| Some((format!("n{n}").into_bytes(), p?)));
        let encoding = store.add(Font::differences(names))?;
        font.extend(dict([
            ("Widths", Out::nums(widths)),
            ("FontMatrix", Out::nums(type3.matrix)),
            ("FontBBox", Out::nums(type3.bbox)),
            ("CharProcs", Out::Dict(procedures.collect())),
            ("Resources", Out::Dict(resources)),
            ("Encoding", encoding),
        ]));
        let map = self.to_unicode(store)?;
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
