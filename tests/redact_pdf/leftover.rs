//! What is left in the fonts of copies is what the copies show: codes, widths, maps and outlines, counted by other code
//! than that which cuts fonts (SPEC §18.5).

use crate::font::{embed, to_unicode};
use crate::interop::{corpus, documents};
use crate::pdf::{Pdf, copy_of};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};
use ttf_parser::{GlyphId, OutlineBuilder, RawFace, Tag};

type Codes = BTreeSet<u32>;

fn dict<'a>(document: &'a Document, dict: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
    dict.get_deref(key.as_bytes(), document).and_then(Object::as_dict).ok()
}

/// How long the codes of a font are, if all are equally long.
fn length(document: &Document, font: &Dictionary) -> Option<usize> {
    let name = |key: &[u8]| font.get_deref(key, document).and_then(Object::as_name).unwrap_or_default();
    match name(b"Subtype") {
        b"Type0" if name(b"Encoding").starts_with(b"Identity") || font.has(b"ToUnicode") => Some(2),
        b"Type0" => None,
        _ => Some(1),
    }
}

/// The codes that each font shows, anywhere in a copy: all that it holds is shown.
fn shown(document: &Document) -> BTreeMap<ObjectId, Codes> {
    let mut out: BTreeMap<ObjectId, Codes> = BTreeMap::new();
    for (id, object) in &document.objects {
        let (resources, content) = match object {
            Object::Stream(stream) => {
                (dict(document, &stream.dict, "Resources"), stream.decompressed_content().unwrap_or_default())
            }
            Object::Dictionary(page) if page.has_type(b"Page") => {
                (dict(document, page, "Resources"), document.get_page_content(*id))
            }
            _ => continue,
        };
        let Some(fonts) = resources.and_then(|resources| dict(document, resources, "Font")) else { continue };
        let (mut font, mut saved) = (None, Vec::new());
        for operation in Content::decode(&content).unwrap().operations {
            match operation.operator.as_str() {
                "q" => saved.push(font),
                "Q" => font = saved.pop().flatten(),
                "Tf" => {
                    font = Some(
                        fonts.get(operation.operands[0].as_name().unwrap()).unwrap().as_reference().unwrap(),
                    )
                }
                _ => {}
            }
            let flat = |operand: &Object| match operand {
                Object::Array(items) => items.clone(),
                other => vec![other.clone()],
            };
            let strings = operation.operands.iter().flat_map(flat);
            for string in strings.filter_map(|operand| operand.as_str().map(<[u8]>::to_vec).ok()) {
                let id = font.unwrap();
                let Some(length) = length(document, document.get_dictionary(id).unwrap()) else { continue };
                let code = |bytes: &[u8]| bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
                out.entry(id).or_default().extend(string.chunks(length).map(code));
            }
        }
    }
    out
}

/// The codes of a map for extraction.
fn mapped(document: &Document, font: &Dictionary) -> Option<Codes> {
    let map = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream).ok()?;
    let text = String::from_utf8(map.decompressed_content().unwrap()).unwrap();
    let blocks = text.split("beginbfchar").skip(1).map(|rest| rest.split("endbfchar").next().unwrap());
    let codes =
        blocks.flat_map(|block| block.lines().filter_map(|line| line.strip_prefix('<')?.split('>').next()));
    Some(codes.map(|code| u32::from_str_radix(code, 16).unwrap()).collect())
}

/// The identifiers that have a width.
fn measured(document: &Document, font: &Dictionary) -> Codes {
    let mut out = Codes::new();
    let widths = font.get_deref(b"W", document).and_then(Object::as_array).unwrap();
    for two in widths.chunks(2) {
        let first = two[0].as_i64().unwrap() as u32;
        out.extend((first..).take(two[1].as_array().unwrap().len()));
    }
    out
}

/// The codes of one byte that have one.
fn measured_simple(document: &Document, font: &Dictionary) -> Codes {
    let first = font.get(b"FirstChar").and_then(Object::as_i64).unwrap_or_default() as u32;
    let widths = font.get_deref(b"Widths", document).and_then(Object::as_array);
    let widths = (first..).zip(widths.into_iter().flatten());
    widths.filter(|(_, width)| width.as_float().unwrap() != 0.0).map(|(code, _)| code).collect()
}

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

/// The glyphs of a TrueType program that have an outline, each with those that it is put together from.
fn true_type(program: &[u8]) -> BTreeMap<u32, Vec<u32>> {
    let face = RawFace::parse(program, 0).unwrap();
    let table = |tag: &[u8; 4]| face.table(Tag::from_bytes(tag)).unwrap();
    let (head, loca, glyf) = (table(b"head"), table(b"loca"), table(b"glyf"));
    let offsets: Vec<usize> = match head[51] {
        0 => loca.chunks(2).map(|two| usize::from(u16::from_be_bytes([two[0], two[1]])) * 2).collect(),
        _ => loca.chunks(4).map(|four| u32::from_be_bytes(four.try_into().unwrap()) as usize).collect(),
    };
    let mut out = BTreeMap::new();
    for (glyph, range) in (0..).zip(offsets.windows(2)) {
        let outline = &glyf[range[0]..range[1]];
        if outline.is_empty() {
            continue;
        }
        let word = |at: usize| u16::from_be_bytes([outline[at], outline[at + 1]]);
        let (mut parts, mut at) = (Vec::new(), 10);
        // Composite glyphs (OpenType `glyf`): flags, a glyph, two arguments, a scale.
        while word(0) >= 0x8000 {
            let flags = word(at);
            parts.push(u32::from(word(at + 2)));
            at += 4 + if flags & 1 != 0 { 4 } else { 2 };
            at += if flags & 8 != 0 {
                2
            } else if flags & 0x40 != 0 {
                4
            } else if flags & 0x80 != 0 {
                8
            } else {
                0
            };
            if flags & 0x20 == 0 {
                break;
            }
        }
        out.insert(glyph, parts);
    }
    out
}

/// The glyphs of a CFF program that have an outline, by their identifiers.
fn compact(program: &[u8]) -> BTreeMap<u32, Vec<u32>> {
    let table = ttf_parser::cff::Table::parse(program).unwrap();
    let glyphs = (0..table.number_of_glyphs()).map(GlyphId);
    let inked = glyphs.filter(|glyph| {
        let mut ink = Ink(false);
        table.outline(*glyph, &mut ink).is_ok() && ink.0
    });
    inked.map(|glyph| (u32::from(table.glyph_cid(glyph).unwrap()), Vec::new())).collect()
}

/// What each font of a copy has that the copy does not show, and how many fonts were looked into.
fn compare(copy: &[u8]) -> (Vec<String>, usize) {
    let document = Document::load_mem(copy).unwrap();
    let (mut faults, mut embedded) = (Vec::new(), 0);
    for (id, codes) in shown(&document) {
        let font = document.get_dictionary(id).unwrap();
        let mapped = mapped(&document, font).unwrap_or_default();
        let mut fault = |what: &str, left: Vec<&u32>| {
            if !left.is_empty() {
                faults.push(format!("{what} of font {id:?}: {left:?}"));
            }
        };
        fault("map", mapped.difference(&codes).collect());
        let descendants = font.get_deref(b"DescendantFonts", &document).and_then(Object::as_array);
        let descendant = descendants.and_then(|all| document.dereference(&all[0]));
        let Ok(descendant) = descendant.and_then(|(_, one)| one.as_dict()) else {
            let measured = measured_simple(&document, font);
            fault("widths", measured.difference(&codes).collect());
            continue;
        };
        let descriptor = dict(&document, descendant, "FontDescriptor").unwrap();
        let program = |key: &[u8]| {
            let stream = descriptor.get_deref(key, &document).and_then(Object::as_stream).ok()?;
            Some(stream.decompressed_content().unwrap())
        };
        let outlines = match (program(b"FontFile2"), program(b"FontFile3")) {
            (Some(program), _) => true_type(&program),
            (_, Some(program)) => compact(&program),
            _ => continue,
        };
        embedded += 1;
        fault("widths", measured(&document, descendant).symmetric_difference(&codes).collect());
        let mut reached = codes.clone();
        let mut open: Vec<u32> = codes.iter().copied().collect();
        while let Some(glyph) = open.pop() {
            open.extend(outlines.get(&glyph).into_iter().flatten().filter(|part| reached.insert(**part)));
        }
        // The first glyph stands for those that are missing, in every font.
        reached.insert(0);
        fault("outlines", outlines.keys().filter(|glyph| !reached.contains(glyph)).collect());
        // What leaves a mark says something.
        let drawn = codes.iter().filter(|code| outlines.contains_key(code));
        fault("meaning", drawn.filter(|code| !mapped.contains(code)).collect());
    }
    (faults, embedded)
}

#[test]
fn codes_left_in_fonts_are_the_codes_shown() {
    let mut embedded = 0;
    let mut check = |name: &str, copy: &[u8]| {
        let (faults, fonts) = compare(copy);
        assert!(faults.is_empty(), "{name}: {faults:?}");
        embedded += fonts;
    };
    for (n, pdf) in documents().iter().enumerate() {
        check(&format!("sample {n}"), &copy_of(&pdf.bytes(), &["云启"]).unwrap().bytes);
    }
    for (name, bytes, names) in corpus() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        // Documents that are refused are in any corpus.
        if let Ok(copy) = copy_of(&bytes, &names) {
            check(&name, &copy.bytes);
        }
    }
    assert!(embedded >= 2, "{embedded} embedded fonts");
}

/// The comparison itself sees what is left: a document that shows two of four characters of its font.
#[test]
fn what_is_left_in_a_font_is_seen() {
    let chars: Vec<char> = "投标云启".chars().collect();
    let mut pdf = Pdf::page("");
    embed(&mut pdf, "投标", &chars, Some(to_unicode(chars.iter().map(char::to_string))), false);
    let (faults, embedded) = compare(&pdf.bytes());
    assert_eq!(embedded, 1);
    for what in ["map", "widths", "outlines"] {
        assert!(faults.iter().any(|fault| fault.starts_with(what)), "{what}: {faults:?}");
    }
}
