//! Fonts: what their codes say and how wide they are, and fonts cut down to what the copy shows (SPEC §18.5).

mod bounds;
mod cff;
mod charstrings;
mod cid;
mod cut;
mod cut_cid;
mod cut_simple;
mod names;
mod outlines;
mod program;
mod sfnt;
mod simple;
mod text;
mod type1;
mod type3;

pub(super) use names::common_font;
pub(super) use text::{Text, is_private};

use super::limits::{FONT_FILE, MAP, broken, unknown};
use super::out::{Dict, Out};
use super::source::Source;
use crate::error::Result;
use lopdf::{Dictionary, Object};
use program::{Lookup, Program};
use std::collections::BTreeMap;

/// What a code of a font stands for.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// How far it moves on, in units of the font's size.
    pub(super) width: f64,
    pub(super) text: Text,
    /// Whether nothing but the map for extraction says so.
    pub(super) believed: bool,
    /// What it is in the font: a glyph of the program, a name, or a character identifier.
    id: Id,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Id {
    /// In the embedded program.
    Glyph(u16),
    /// In an embedded Type 1 program, in a Type 3 font or in a font of the viewer.
    Name(String),
    /// The code itself, with its length, and its character identifier.
    Code(u32, u8, u32),
}

/// Characters of a name that are told.
const NAME: usize = 100;

/// What a font takes beside its program and maps.
const OWN: usize = 4_000;

/// A font of the document.
pub(super) struct Font {
    kind: Kind,
    pub(super) vertical: bool,
    map: Option<hayro_cmap::CMap>,
    program: Option<Program>,
    lookup: Lookup,
    descriptor: Dict,
    /// What the document calls it.
    pub(super) called: String,
    /// The same, if that may stay.
    name: Option<String>,
    glyphs: BTreeMap<(u32, u8), Glyph>,
    /// The first code that was looked up of each glyph.
    first: BTreeMap<Id, (u32, u8)>,
    /// Codes that the copy shows, in the order in which it shows them first.
    shown: Vec<(u32, u8)>,
    known: BTreeMap<Id, usize>,
    /// What stands for each of them in the copy.
    codes: Vec<Vec<u8>>,
    /// Its object and its number in the copy, once it is shown.
    pub(super) object: Option<(usize, usize)>,
}

enum Kind {
    Simple(simple::Simple),
    Cid(Box<cid::Cid>),
    Type3(type3::Type3),
}

impl Font {
    pub(super) fn load(source: &Source, dict: &Dictionary) -> Result<Font> {
        source.room.take(OWN)?;
        let subtype = source.name(dict, "Subtype").unwrap_or_default();
        let map = match source.get(dict, "ToUnicode") {
            Some(Object::Stream(stream)) => {
                let bytes = source.font_bytes(stream, MAP, 8)?;
                hayro_cmap::CMap::parse(&bytes, hayro_cmap::load_embedded)
            }
            _ => None,
        };
        let mut font = Font {
            kind: Kind::Simple(simple::Simple::default()),
            vertical: false,
            map,
            program: None,
            lookup: Lookup::default(),
            descriptor: Dict::new(),
            called: String::new(),
            name: None,
            glyphs: BTreeMap::new(),
            first: BTreeMap::new(),
            shown: Vec::new(),
            known: BTreeMap::new(),
            codes: Vec::new(),
            object: None,
        };
        match subtype {
            b"Type0" => cid::load(source, dict, &mut font)?,
            b"Type1" | b"MMType1" | b"TrueType" => simple::load(source, dict, &mut font)?,
            b"Type3" => font.kind = Kind::Type3(type3::Type3::load(source, dict)?),
            _ => return Err(unknown("a font of an unknown kind")),
        }
        Ok(font)
    }

    /// The program that is embedded, and what of the descriptor says how it looks.
    fn describe(&mut self, source: &Source, dict: &Dictionary) -> Result<()> {
        let base = source.name(dict, "BaseFont").unwrap_or_default();
        let base = text_of(base);
        // Producers put six letters before the name of a subset (ISO 32000-1 9.6.4).
        let base = base.split_once('+').map_or(base.as_str(), |(_, name)| name).to_owned();
        self.called = base.chars().take(NAME).collect();
        self.name = names::common_font(&base).then_some(base);
        let Some(descriptor) = source.dict(dict, "FontDescriptor") else { return Ok(()) };
        for key in ["Flags", "ItalicAngle", "Ascent", "Descent", "CapHeight", "XHeight", "StemV", "StemH"] {
            if let Some(value) = source.num(descriptor, key) {
                self.descriptor.insert(key.as_bytes().to_vec(), Out::Num(value));
            }
        }
        if let Some(bbox) = source.nums::<4>(descriptor, "FontBBox") {
            self.descriptor.insert(b"FontBBox".to_vec(), Out::nums(bbox));
        }
        let file = |key| {
            source.stream(descriptor, key).map(|file| source.font_bytes(file, FONT_FILE, 1)).transpose()
        };
        if let Some(bytes) = file("FontFile2")? {
            let program = Program::open_type(bytes.clone());
            self.lookup = program.lookup(&bytes);
            self.program = Some(program);
        } else if let Some(bytes) = file("FontFile3")? {
            let sfnt =
                bytes.starts_with(b"OTTO") || bytes.starts_with(&[0, 1, 0, 0]) && bytes.get(4) == Some(&0);
            let program = if sfnt { Program::open_type(bytes.clone()) } else { Program::Cff(bytes.clone()) };
            self.lookup = program.lookup(&bytes);
            self.program = Some(program);
        } else if let Some(bytes) = file("FontFile")? {
            self.program = Some(Program::Type1(type1::Type1::parse(&bytes)?));
        }
        if self.program.is_some() {
            // Some producers measure only the glyphs of the subset, so that these tell of glyphs that go. Viewers have
            // the program.
            self.descriptor.retain(|key, _| matches!(key.as_slice(), b"Flags" | b"ItalicAngle"));
        }
        Ok(())
    }

    /// What it takes while it is cut down: several copies of its program.
    pub(super) fn working(&self) -> usize {
        self.program.as_ref().map_or(0, Program::len).saturating_mul(4)
    }

    fn flags(&self) -> u32 {
        self.descriptor.get(&b"Flags"[..]).and_then(Out::num).map_or(0, |flags| flags as u32)
    }

    /// The codes of a string that is shown, each with its length in bytes.
    pub(super) fn codes(&self, bytes: &[u8]) -> Vec<(u32, u8)> {
        match &self.kind {
            Kind::Cid(cid) => cid.codes(bytes),
            _ => bytes.iter().map(|byte| (u32::from(*byte), 1)).collect(),
        }
    }

    pub(super) fn glyph(&mut self, source: &Source, code: (u32, u8)) -> &Glyph {
        if !self.glyphs.contains_key(&code) {
            let glyph = match &self.kind {
                Kind::Simple(simple) => simple.glyph(self, code),
                Kind::Cid(cid) => cid.glyph(self, code),
                Kind::Type3(type3) => type3.glyph(source, self, code),
            };
            source.room.note(300);
            let glyph = self.one_letter(glyph, code);
            self.glyphs.insert(code, glyph);
        }
        // It was put there just now.
        const NONE: &Glyph = &Glyph { width: 0.0, text: Text::Blank, believed: false, id: Id::Glyph(0) };
        self.glyphs.get(&code).unwrap_or(NONE)
    }

    /// One outline cannot be two letters: where a second code for it says another one, a map lies, and the copy could
    /// have only one of them.
    fn one_letter(&mut self, mut glyph: Glyph, code: (u32, u8)) -> Glyph {
        // The first glyph of a program stands for all that it lacks.
        if self.program.is_none() || glyph.id == Id::Glyph(0) {
            return glyph;
        }
        let first = *self.first.entry(glyph.id.clone()).or_insert(code);
        if let (Some(Text::Chars(one)), Text::Chars(other)) =
            (self.glyphs.get(&first).map(|glyph| &glyph.text), &glyph.text)
            && !text::is_same(one, other)
        {
            glyph.text = Text::Unknown("its map to Unicode calls one outline two letters: spoofed");
        }
        glyph
    }

    /// A code that was looked up before.
    pub(super) fn known_glyph(&self, code: (u32, u8)) -> Option<&Glyph> {
        self.glyphs.get(&code)
    }

    /// How far a glyph of vertical text moves on, in units of the font's size (ISO 32000-1 9.7.4.3).
    pub(super) fn vertical_advance(&self) -> f64 {
        match &self.kind {
            Kind::Cid(cid) => cid.vertical_default.map_or(-1.0, |[_, advance]| advance / 1000.0),
            _ => -1.0,
        }
    }

    /// What the map for extraction says of a code.
    fn mapped(&self, code: u32) -> Option<String> {
        Some(match self.map.as_ref()?.lookup_bf_string(code)? {
            hayro_cmap::BfString::Char(c) => c.to_string(),
            hayro_cmap::BfString::String(text) => text,
        })
    }

    /// What stands for a code in the copy: numbers are given as glyphs are first shown, so that nothing tells of
    /// those that are not.
    pub(super) fn show(&mut self, code: (u32, u8)) -> Result<&[u8]> {
        let Some(glyph) = self.glyphs.get(&code) else { return Ok(&[]) };
        let place = match self.known.get(&glyph.id) {
            Some(place) => *place,
            None => {
                let place = self.shown.len();
                let number = match &glyph.id {
                    // The first glyph of a program is the one that stands for missing ones, and stays the first.
                    Id::Glyph(0) => vec![0, 0],
                    Id::Glyph(_) => {
                        let before = place - usize::from(self.known.contains_key(&Id::Glyph(0)));
                        let number =
                            u16::try_from(before + 1).map_err(|_| broken("a font shows too many glyphs"))?;
                        number.to_be_bytes().to_vec()
                    }
                    Id::Name(_) => {
                        // Only a font that shows all its 256 codes has one too many.
                        vec![u8::try_from(place + 1).map_err(|_| broken("a font shows too many glyphs"))?]
                    }
                    Id::Code(code, length, _) => {
                        code.to_be_bytes().into_iter().skip(4 - usize::from(*length).min(4)).collect()
                    }
                };
                self.known.insert(glyph.id.clone(), place);
                self.shown.push(code);
                self.codes.push(number);
                place
            }
        };
        Ok(self.codes.get(place).map_or(&[], Vec::as_slice))
    }

    /// The glyphs that the copy shows.
    fn in_use(&self) -> impl Iterator<Item = &Glyph> {
        self.shown.iter().filter_map(|code| self.glyphs.get(code))
    }

    /// Whether its glyphs are content streams. Those that draw something are not shown in any copy.
    pub(super) fn is_type3(&self) -> bool {
        matches!(self.kind, Kind::Type3(_))
    }
}

/// A name in UTF-8 (ISO 32000-1 7.3.5) or, as Chinese producers write it, in the GB family.
fn text_of(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(name).0.into_owned(),
    }
}
