//! Fonts of the copy: only what it shows, in the order in which it shows it (SPEC §18.5).

use super::super::limits::broken;
use super::super::out::{Dict, Out, Store};
use super::program::Program;
use super::text::Text;
use super::{Font, Id, Kind, names};
use crate::error::Result;

pub(super) fn dict<const N: usize>(entries: [(&str, Out); N]) -> Dict {
    entries.into_iter().map(|(key, value)| (key.as_bytes().to_vec(), value)).collect()
}

impl Font {
    /// Writes the font, calling it by its number.
    pub(in super::super) fn cut(&self, store: &mut Store, number: usize) -> Result<Out> {
        let called =
            self.name.clone().filter(|_| self.program.is_none()).unwrap_or_else(|| format!("F{number}"));
        match (&self.kind, &self.program) {
            (Kind::Type3(_), _) => Err(broken("a font")),
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
    pub(super) fn new_names(&self) -> Vec<(String, String)> {
        let named = self.in_use().enumerate().map(|(n, glyph)| {
            let old = if let Id::Name(name) = &glyph.id { name.clone() } else { String::new() };
            let stays = names::is_listed(&old) || old == ".notdef";
            let new = if stays { old.clone() } else { format!("n{n}") };
            (old, new)
        });
        named.collect()
    }

    pub(super) fn widths(&self) -> Vec<f64> {
        self.in_use().map(|glyph| glyph.width * 1000.0).collect()
    }

    pub(super) fn descriptor(
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
    pub(super) fn to_unicode(&self, store: &mut Store) -> Result<Option<Out>> {
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
}
