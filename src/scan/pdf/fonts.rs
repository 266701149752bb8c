//! What the codes of a font stand for, as far as the file says so itself: ToUnicode maps, names of glyphs, and the
//! encodings whose codes are a character set already.

use super::file::File;
use super::object::Object;
use super::reader::Reader;
use crate::error::Result;
use crate::scan::views::Views;
use std::collections::{BTreeMap, HashMap};

/// How the text of a font is read.
pub(super) enum Font {
    /// Codes of one or two bytes; `latin` if those that are not in the map stand for themselves.
    Map { width: usize, map: HashMap<u32, String>, latin: bool },
    /// The codes are text in a character set, and found as such.
    Plain,
    /// Nothing in the file says what they stand for.
    Unknown,
}

impl Font {
    pub(super) fn read(file: &File, bytes: &[u8], font: &Object, views: &Views) -> Result<Font> {
        let map = match font.get("ToUnicode") {
            Some(Object::Ref(number)) => {
                match file.object(*number).and_then(|found| Some((found, found.data.clone()?))) {
                    Some((found, data)) => {
                        let data = bytes.get(data).unwrap_or_default();
                        Some(to_unicode(&file.decode(&found.value, data, views)?.bytes))
                    }
                    None => None,
                }
            }
            _ => None,
        };
        if file.get(font, "Subtype").is_some_and(|subtype| subtype.is_name("Type0")) {
            return Ok(match (map, file.get(font, "Encoding").and_then(Object::name)) {
                (Some(map), _) => Font::Map {
                    width: map.width.unwrap_or(2),
                    map: map.codes.into_iter().collect(),
                    latin: false,
                },
                (None, Some(name)) if is_character_set(name) => Font::Plain,
                _ => Font::Unknown,
            });
        }
        let mut codes: HashMap<u32, String> = HashMap::new();
        let encoding = file.get(font, "Encoding");
        let mut code = 0_u32;
        for entry in encoding
            .and_then(|encoding| file.get(encoding, "Differences"))
            .map(Object::list)
            .unwrap_or_default()
        {
            match entry {
                Object::Number(_) => {
                    code = entry.size().and_then(|code| u32::try_from(code).ok()).unwrap_or_default()
                }
                Object::Name(name) => {
                    codes.extend(glyph(name).map(|text| (code, text)));
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
        // What the map says goes before names.
        codes.extend(map.into_iter().flat_map(|map| map.codes));
        Ok(Font::Map { width: 1, map: codes, latin: true })
    }
}

/// Predefined CMaps (ISO 32000-1 table 118) whose codes are UCS-2, UTF-16 or GB 18030 and its parts.
fn is_character_set(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    ["UCS2", "UTF16", "GB-EUC", "GBpc-EUC", "GBK-EUC", "GBKp-EUC", "GBK2K"]
        .iter()
        .any(|part| name.contains(part))
}

/// What a glyph's name says (Adobe Glyph List Specification §2), for names that are built from their character.
pub(super) fn glyph(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().unwrap_or_default();
    if let Some(digits) = name.strip_prefix("uni").filter(|digits| digits.len() >= 4 && digits.len() % 4 == 0)
    {
        let units = digits
            .as_bytes()
            .chunks(4)
            .map(|four| u32::from_str_radix(std::str::from_utf8(four).ok()?, 16).ok());
        return units.map(|unit| unit.and_then(char::from_u32)).collect();
    }
    if let Some(digits) = name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())) {
        return u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).map(String::from);
    }
    const NAMED: [(&str, &str); 24] = [
        ("zero", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("space", " "),
        ("period", "."),
        ("at", "@"),
        ("hyphen", "-"),
        ("slash", "/"),
        ("colon", ":"),
        ("parenleft", "("),
        ("parenright", ")"),
        ("plus", "+"),
        ("underscore", "_"),
        ("fi", "fi"),
        ("fl", "fl"),
        ("ff", "ff"),
        ("ampersand", "&"),
    ];
    if let Some((_, text)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((*text).to_owned());
    }
    // Accents do not count: `eacute` is read as `e`.
    let accents = ["", "acute", "grave", "circumflex", "dieresis", "tilde", "ring", "cedilla", "caron"];
    let first = name.get(..1).filter(|first| first.chars().all(|c| c.is_ascii_alphabetic()))?;
    accents.contains(&name.get(1..)?).then(|| first.to_owned())
}

/// A ToUnicode map (ISO 32000-1 §9.10.3).
pub(super) struct ToUnicode {
    /// In the order of codes.
    pub codes: BTreeMap<u32, String>,
    /// How many bytes a code has.
    width: Option<usize>,
}

/// Codes of one range, so that a map of a few bytes does not become one of millions.
const RANGE: u32 = 0x1_0000;

/// How many codes a map may have in all.
const CODES: usize = 1 << 18;

pub(super) fn to_unicode(cmap: &[u8]) -> ToUnicode {
    let mut map = ToUnicode { codes: BTreeMap::new(), width: None };
    let (mut reader, mut operands) = (Reader::new(cmap, 0), Vec::new());
    while let Some(object) = reader.next() {
        let Object::Word(word) = object else {
            if operands.len() < 3 * CODES {
                operands.push(object);
            }
            continue;
        };
        match word.as_slice() {
            b"endcodespacerange" => {
                let widths = operands.iter().filter_map(|operand| match operand {
                    Object::String(code) => Some(code.len()),
                    _ => None,
                });
                map.width = widths.max().filter(|width| (1..=4).contains(width)).or(map.width);
            }
            b"endbfchar" => {
                for pair in operands.chunks_exact(2) {
                    if let [Object::String(code), Object::String(text)] = pair {
                        map.put(value(code), &utf16(text));
                    }
                }
            }
            b"endbfrange" => {
                for triple in operands.chunks_exact(3) {
                    map.range(triple);
                }
            }
            _ => {}
        }
        operands.clear();
    }
    map
}

impl ToUnicode {
    fn put(&mut self, code: u32, text: &str) {
        if self.codes.len() < CODES {
            self.codes.insert(code, text.to_owned());
        }
    }

    fn range(&mut self, triple: &[Object]) {
        let [Object::String(low), Object::String(high), target] = triple else { return };
        let (low, high) = (value(low), value(high));
        for (code, step) in (low..=high.min(low.saturating_add(RANGE))).zip(0_u32..) {
            match target {
                Object::String(text) => {
                    let text = utf16(text);
                    let mut letters: Vec<char> = text.chars().collect();
                    if let Some(last) = letters.last_mut() {
                        *last = char::from_u32(u32::from(*last).saturating_add(step)).unwrap_or(*last);
                    }
                    self.put(code, &letters.into_iter().collect::<String>());
                }
                Object::Array(list) => {
                    let entry = usize::try_from(step).ok().and_then(|step| list.get(step));
                    let Some(Object::String(text)) = entry else { return };
                    self.put(code, &utf16(text));
                }
                _ => return,
            }
        }
    }
}

pub(super) fn value(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn utf16(text: &[u8]) -> String {
    let units = text.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read_in_all_their_forms() {
        let cmap = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0001> <4E91542F> endbfchar \
                     2 beginbfrange <0002> <0003> <0041> <0004> <0005> [<0058> <d840dc00>] endbfrange";
        let map = to_unicode(cmap);
        let codes: Vec<_> = map.codes.iter().map(|(code, text)| (*code, text.as_str())).collect();
        assert_eq!(codes, [(1, "云启"), (2, "A"), (3, "B"), (4, "X"), (5, "𠀀")]);
        assert_eq!(map.width, Some(2));
    }

    #[test]
    fn names_of_glyphs_say_their_character() {
        for (name, text) in [
            ("uni4E91542F", "云启"),
            ("u20000", "𠀀"),
            ("A", "A"),
            ("seven", "7"),
            ("eacute", "e"),
            ("a.alt", "a"),
        ] {
            assert_eq!(glyph(name.as_bytes()).as_deref(), Some(text), "{name}");
        }
        assert_eq!((glyph(b"g12"), glyph(b".notdef"), glyph("é".as_bytes())), (None, None, None));
    }

    #[test]
    fn a_range_of_all_codes_is_bounded() {
        let map = to_unicode(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert!(map.codes.len() <= 0x1_0001);
    }
}
