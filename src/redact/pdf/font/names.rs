//! What the standards say of glyph names: encodings, Unicode values, widths of the standard fonts.

use super::text::is_private;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Adobe Glyph List 2.0, under its own licence (BSD-3-Clause), which stands at its head.
const GLYPHS: &str = include_str!("glyphlist.txt");
const TEX: &str = include_str!("texglyphs.txt");
const ENCODINGS: &str = include_str!("encodings.txt");
const WIDTHS: &str = include_str!("standard14.txt");

/// The predefined encodings (ISO 32000-1 annex D).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Base {
    Standard,
    WinAnsi,
    MacRoman,
    Symbol,
    ZapfDingbats,
}

type Encoding = [[Option<&'static str>; 5]; 256];

fn encodings() -> &'static Encoding {
    static TABLE: OnceLock<Box<Encoding>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: Box<Encoding> = Box::new([[None; 5]; 256]);
        for line in ENCODINGS.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let code: usize = words.next().and_then(|code| code.parse().ok()).unwrap_or_default();
            if let Some(row) = table.get_mut(code) {
                for (place, word) in row.iter_mut().zip(words) {
                    *place = (word != "-").then_some(word);
                }
            }
        }
        table
    })
}

impl Base {
    /// A glyph's name.
    pub(super) fn name(self, code: u8) -> Option<&'static str> {
        encodings().get(usize::from(code)).and_then(|row| row.get(self as usize)).copied().flatten()
    }

    /// The code of a glyph's name.
    pub(super) fn code(self, name: &str) -> Option<u8> {
        (0..=255).find(|code| self.name(*code) == Some(name))
    }
}

type Glyphs = BTreeMap<&'static str, &'static str>;

fn lines(text: &'static str) -> Glyphs {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(';')).collect()
}

fn glyphs() -> &'static Glyphs {
    static TABLE: OnceLock<Glyphs> = OnceLock::new();
    TABLE.get_or_init(|| lines(GLYPHS))
}

fn tex_glyphs() -> &'static Glyphs {
    static TABLE: OnceLock<Glyphs> = OnceLock::new();
    TABLE.get_or_init(|| lines(TEX))
}

/// Whether the name is one of the list.
pub(super) fn is_listed(name: &str) -> bool {
    glyphs().contains_key(name)
}

/// What a glyph's name says (Adobe Glyph List Specification §2).
pub(super) fn text_of(name: &str) -> Option<String> {
    let stem = name.split('.').next().unwrap_or_default();
    if stem.is_empty() {
        return None;
    }
    let parts: Option<Vec<String>> = stem.split('_').map(component).collect();
    parts.map(|parts| parts.concat()).filter(|text| !text.is_empty())
}

fn hex(digits: &str) -> Option<char> {
    let upper = digits.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
    u32::from_str_radix(digits, 16).ok().filter(|_| upper).and_then(char::from_u32)
}

/// Endings of names of glyphs that are only drawn otherwise: old figures and small capitals, whose own values in
/// Adobe's list are private, and big signs of mathematics.
const FORMS: [&str; 10] =
    ["oldstyle", "small", "superior", "inferior", "Bigg", "bigg", "Big", "big", "display", "text"];

fn component(name: &str) -> Option<String> {
    let listed = |name: &str| -> Option<String> {
        let values = tex_glyphs().get(name).or_else(|| glyphs().get(name))?;
        values.split(' ').map(hex).collect()
    };
    let private = |text: &String| text.chars().any(is_private);
    let found = listed(name);
    if let Some(text) = found.as_ref().filter(|text| !private(text)) {
        return Some(text.clone());
    }
    let plain = FORMS.iter().find_map(|form| listed(name.strip_suffix(form)?)).filter(|text| !private(text));
    if let Some(text) = plain.or(found) {
        return Some(text);
    }
    if let Some(digits) = name.strip_prefix("uni").filter(|digits| digits.len() % 4 == 0 && digits.is_ascii())
    {
        let parts: Option<String> =
            digits.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).ok().and_then(hex)).collect();
        return parts.filter(|text| !text.is_empty());
    }
    let digits = name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len()))?;
    hex(digits).map(String::from)
}

/// The standard font that a name means (ISO 32000-1 9.6.2.2), with the names that viewers take for one.
pub(super) fn standard_font(name: &str) -> Option<&'static str> {
    let plain: String = name.chars().filter(|c| !matches!(c, ' ' | '-' | ',')).collect();
    let plain = plain.replace("PSMT", "").replace("MT", "").replace("PS", "");
    Some(match plain.as_str() {
        "Helvetica" | "Arial" => "Helvetica",
        "HelveticaBold" | "ArialBold" => "Helvetica-Bold",
        "HelveticaOblique" | "HelveticaItalic" | "ArialItalic" => "Helvetica-Oblique",
        "HelveticaBoldOblique" | "HelveticaBoldItalic" | "ArialBoldItalic" => "Helvetica-BoldOblique",
        "TimesRoman" | "TimesNewRoman" | "Times" => "Times-Roman",
        "TimesBold" | "TimesNewRomanBold" => "Times-Bold",
        "TimesItalic" | "TimesNewRomanItalic" => "Times-Italic",
        "TimesBoldItalic" | "TimesNewRomanBoldItalic" => "Times-BoldItalic",
        "Courier" | "CourierNew" => "Courier",
        "CourierBold" | "CourierNewBold" => "Courier-Bold",
        "CourierOblique" | "CourierItalic" | "CourierNewItalic" => "Courier-Oblique",
        "CourierBoldOblique" | "CourierBoldItalic" | "CourierNewBoldItalic" => "Courier-BoldOblique",
        "Symbol" => "Symbol",
        "ZapfDingbats" => "ZapfDingbats",
        _ => return None,
    })
}

/// Fonts that every system or viewer has: their names tell nobody, and a viewer needs them.
pub(in super::super) fn common_font(name: &str) -> bool {
    const COMMON: [&str; 40] = [
        "STSong-Light",
        "STSongStd-Light",
        "STFangsong-Light",
        "STHeiti-Regular",
        "STKaiti-Regular",
        "MSung-Light",
        "MHei-Medium",
        "MSungStd-Light",
        "HeiseiMin-W3",
        "HeiseiKakuGo-W5",
        "KozMinPro-Regular",
        "HYSMyeongJo-Medium",
        "HYGothic-Medium",
        "SimSun",
        "NSimSun",
        "SimHei",
        "KaiTi",
        "KaiTi_GB2312",
        "FangSong",
        "FangSong_GB2312",
        "MicrosoftYaHei",
        "DengXian",
        "STSong",
        "STHeiti",
        "STKaiti",
        "STFangsong",
        "STXihei",
        "STZhongsong",
        "PMingLiU",
        "MingLiU",
        "Calibri",
        "Cambria",
        "Georgia",
        "Verdana",
        "Tahoma",
        "Wingdings",
        "Wingdings2",
        "Wingdings3",
        "Webdings",
        "CambriaMath",
    ];
    let stem = name.split(',').next().unwrap_or_default();
    let stem = ["-Bold", "-Italic", "-BoldItalic", "-Regular"]
        .iter()
        .find_map(|ending| stem.strip_suffix(ending))
        .unwrap_or(stem);
    let known = |stem: &str| COMMON.contains(&stem) || standard_font(stem).is_some();
    let ending = name.split_once(',').map(|(_, ending)| ending);
    standard_font(name).is_some()
        || COMMON.contains(&name)
        || known(stem) && ending.is_none_or(|e| matches!(e, "Bold" | "Italic" | "BoldItalic"))
}

/// How wide a glyph of a standard font is, in thousandths of its size.
pub(super) fn standard_width(font: &str, glyph: &str) -> Option<f64> {
    static TABLE: OnceLock<BTreeMap<(&str, &str), f64>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let (mut table, mut font) = (BTreeMap::new(), "");
        for line in WIDTHS.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix("= ") {
                font = name;
            } else if let Some((width, names)) = line.split_once(' ') {
                let width: f64 = width.parse().unwrap_or_default();
                table.extend(names.split(' ').map(|name| ((font, name), width)));
            }
        }
        table
    });
    let font = match font {
        "Helvetica-Oblique" => "Helvetica",
        "Helvetica-BoldOblique" => "Helvetica-Bold",
        font if font.starts_with("Courier") => return Some(600.0),
        font => font,
    };
    table.get(&(font, glyph)).copied()
}
