//! Embedded fonts: what is left of glyphs that are not shown.

use crate::pdf::{CONTENT, PAGE, Pdf, copy_of, everything, refusal, told};
use sealbid::ErrorKind;
use std::collections::BTreeMap;

/// The outline of a character: a triangle that no other character has.
pub fn outline(c: char) -> Vec<u8> {
    let code = c as u32;
    let (x, y) = ((code % 700 + 100) as i16, (code / 70 % 700 + 100) as i16);
    let mut glyph = Vec::new();
    for value in [1, 0, 0, x, y, 2, 0] {
        glyph.extend(i16::to_be_bytes(value));
    }
    glyph.extend([1, 1, 1]);
    for value in [0, x, -x, 0, 0, y] {
        glyph.extend(i16::to_be_bytes(value));
    }
    glyph.resize(glyph.len().next_multiple_of(4), 0);
    glyph
}

/// A TrueType font of these characters, from glyph 1 on.
pub fn true_type(chars: &[char], cmap: bool) -> Vec<u8> {
    let glyphs: Vec<Vec<u8>> = std::iter::once(Vec::new()).chain(chars.iter().map(|c| outline(*c))).collect();
    let count = glyphs.len() as u16;
    let mut tables: BTreeMap<&[u8; 4], Vec<u8>> = BTreeMap::new();
    let mut head = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x5f, 0x0f, 0x3c, 0xf5, 0, 0, 0x03, 0xe8];
    head.extend(chars.iter().map(|c| (*c as u32 % 251) as u8).chain([0; 16]).take(16));
    head.extend([0; 14]);
    head.extend([0, 1, 0, 0]);
    tables.insert(b"head", head);
    let mut hhea = vec![0, 1, 0, 0];
    hhea.resize(34, 0);
    hhea.extend(count.to_be_bytes());
    tables.insert(b"hhea", hhea);
    tables.insert(b"hmtx", [0x03, 0xe8, 0, 0].repeat(glyphs.len()));
    let mut maxp = vec![0, 1, 0, 0];
    maxp.extend(count.to_be_bytes());
    maxp.resize(32, 0);
    tables.insert(b"maxp", maxp);
    let mut loca = vec![0; 4];
    let mut at = 0u32;
    for glyph in &glyphs {
        at += glyph.len() as u32;
        loca.extend(at.to_be_bytes());
    }
    tables.insert(b"loca", loca);
    tables.insert(b"glyf", glyphs.concat());
    if cmap {
        // Format 12, one group for each character.
        let mut sorted: Vec<(u32, u32)> = (1..).zip(chars).map(|(n, c)| (*c as u32, n)).collect();
        sorted.sort_unstable();
        let mut table = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
        table.extend((16 + 12 * sorted.len() as u32).to_be_bytes());
        table.extend(0u32.to_be_bytes());
        table.extend((sorted.len() as u32).to_be_bytes());
        for (c, n) in sorted {
            table.extend([c, c, n].iter().flat_map(|value| value.to_be_bytes()));
        }
        tables.insert(b"cmap", table);
    }
    let mut out = vec![0, 1, 0, 0, 0, tables.len() as u8, 0, 128, 0, 3, 0, 0];
    let mut offset = out.len() + tables.len() * 16;
    for (tag, data) in &tables {
        out.extend(*tag);
        for value in [0, offset as u32, data.len() as u32] {
            out.extend(value.to_be_bytes());
        }
        offset += data.len().next_multiple_of(4);
    }
    for data in tables.values() {
        out.extend(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

/// A map for extraction, of codes from 1 on.
pub fn to_unicode(texts: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = (1..)
        .zip(texts)
        .map(|(n, text)| {
            format!("<{n:04X}> <{}>", text.encode_utf16().map(|u| format!("{u:04X}")).collect::<String>())
        })
        .collect();
    format!(
        "1 begincodespacerange <0000> <FFFF> endcodespacerange {} beginbfchar\n{}\nendbfchar",
        lines.len(),
        lines.join("\n")
    )
}

/// Shows a text in a subset of its own characters, in the order of first use, with a map for extraction or a map in
/// the font.
pub fn subset(pdf: &mut Pdf, text: &str, mapped: bool) -> Vec<char> {
    let mut chars: Vec<char> = Vec::new();
    for c in text.chars() {
        if !chars.contains(&c) {
            chars.push(c);
        }
    }
    let map = mapped.then(|| to_unicode(chars.iter().map(char::to_string)));
    embed(pdf, text, &chars, map, !mapped);
    chars
}

pub fn embed(pdf: &mut Pdf, text: &str, chars: &[char], map: Option<String>, cmap: bool) {
    let file = pdf.deflated("", true_type(chars, cmap));
    let descriptor =
        pdf.add(format!("<</Type/FontDescriptor/FontName/ABCDEF+Song/Flags 4/FontFile2 {file} 0 R>>"));
    let widths = vec!["1000"; chars.len() + 1].join(" ");
    let cid = pdf.add(format!(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Song/CIDToGIDMap/Identity/W[0[{widths}]]\
         /FontDescriptor {descriptor} 0 R/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    ));
    let map = map.map(|map| pdf.deflated("", map));
    let map = map.map_or(String::new(), |map| format!("/ToUnicode {map} 0 R"));
    let font = pdf.add(format!(
        "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Song/Encoding/Identity-H/DescendantFonts[{cid} 0 R]{map}>>"
    ));
    pdf.replace(PAGE, "/F2 6 0 R", &format!("/F2 6 0 R/F3 {font} 0 R"));
    let codes: String = text
        .chars()
        .map(|c| format!("{:04X}", chars.iter().position(|known| *known == c).unwrap() + 1))
        .collect();
    pdf.enter(CONTENT, "");
    let content = pdf.stream("", format!("BT /F3 12 Tf 72 700 Td <{codes}> Tj ET"));
    pdf.replace(PAGE, "/Contents 4 0 R", &format!("/Contents {content} 0 R"));
}

fn has(bytes: &[u8], what: &[u8]) -> bool {
    everything(bytes).windows(what.len()).any(|window| window == what)
}

#[test]
fn p16_outlines_maps_and_widths_of_what_is_gone_go() {
    for mapped in [true, false] {
        let mut pdf = Pdf::page("");
        subset(&mut pdf, "投标人云启承诺", mapped);
        let bytes = pdf.bytes();
        let copy = copy_of(&bytes, &["云启"]).unwrap();
        for c in ['云', '启'] {
            assert!(has(&bytes, &outline(c)) && !has(&copy.bytes, &outline(c)), "{c}");
        }
        for c in ['投', '诺'] {
            assert!(has(&copy.bytes, &outline(c)), "{c}");
            assert!(has(&copy.bytes, format!("<{:04X}>", c as u32).as_bytes()));
        }
        assert!(!has(&copy.bytes, b"Song") && !has(&copy.bytes, b"<4E91>"));
    }
}

#[test]
fn p14_a_map_that_contradicts_the_font_is_refused() {
    let chars: Vec<char> = "云启承诺".chars().collect();
    let lie = to_unicode("承诺按期".chars().map(String::from));
    let mut pdf = Pdf::page("");
    embed(&mut pdf, "云启", &chars, Some(lie), true);
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::UntrustedText);
    // Even where the lie is that there is nothing.
    let mut pdf = Pdf::page("");
    embed(&mut pdf, "云启", &chars, Some(to_unicode("    ".chars().map(String::from))), false);
    assert_eq!(refusal(&pdf.bytes(), &["云启"]), ErrorKind::UntrustedText);
}

#[test]
fn p14_text_without_any_map_is_refused_and_so_is_what_has_private_meaning() {
    let chars: Vec<char> = "云启".chars().collect();
    for map in [None, Some(to_unicode(["\u{e001}", "\u{e002}"].into_iter().map(String::from)))] {
        let mut pdf = Pdf::page("");
        embed(&mut pdf, "云启", &chars, map, false);
        assert_eq!(refusal(&pdf.bytes(), &["某某公司"]), ErrorKind::UntrustedText);
    }
}

#[test]
fn fonts_that_are_damaged_are_refused() {
    let chars: Vec<char> = "云启".chars().collect();
    let mut pdf = Pdf::page("");
    let file = pdf.deflated("", &true_type(&chars, false)[..200]);
    embed(&mut pdf, "云启", &chars, Some(to_unicode("云启".chars().map(String::from))), false);
    let bytes = pdf.bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let number = text.split("/FontFile2 ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let broken = replaced(&bytes, &format!("/FontFile2 {number} 0 R"), &format!("/FontFile2 {file} 0 R"));
    assert_eq!(refusal(&broken, &["某某公司"]), ErrorKind::DocumentBroken);
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|w| w == from.as_bytes()).unwrap();
    let mut out = bytes.to_vec();
    // Shorter ones are filled up, so that nothing behind moves.
    out.splice(at..at + from.len(), format!("{to:<width$}", width = from.len()).bytes());
    assert_eq!(out.len(), bytes.len());
    out
}

/// A map that adds something to each character would keep a name from being found, though the font itself tells it.
#[test]
fn p14_a_map_that_says_more_than_the_font_does_is_not_believed() {
    let chars: Vec<char> = "承云启建诺".chars().collect();
    for added in ["、", "天", "a"] {
        let mut pdf = Pdf::page("");
        let map = to_unicode(chars.iter().map(|c| format!("{c}{added}")));
        embed(&mut pdf, "承云启建诺", &chars, Some(map), true);
        let copy = copy_of(&pdf.bytes(), &["云启建"]).unwrap();
        for c in ['云', '启', '建'] {
            assert!(!has(&copy.bytes, &outline(c)), "{c}{added}");
        }
        assert!(has(&copy.bytes, &outline('诺')));
    }
}

/// Some producers measure only the glyphs of the subset.
#[test]
fn p16_measures_of_an_embedded_font_do_not_tell_of_glyphs_that_are_gone() {
    let copy = |bbox: &str, height: &str| {
        let mut pdf = Pdf::page("");
        subset(&mut pdf, "投标人云启承诺", true);
        let measures =
            format!("/FontDescriptor/FontBBox[{bbox}]/Ascent {height}/CapHeight {height}/StemV {height}");
        // The file of the font is the first object behind those of the page.
        pdf.replace(9, "/FontDescriptor", &measures);
        copy_of(&pdf.bytes(), &["云启"]).unwrap().bytes
    };
    assert_eq!(copy("0 -100 900 800", "800"), copy("0 -211 987 861", "861"));
}

/// A page that shows two letters in an embedded font of this name, written as a PDF file writes it.
fn called(name: &str, mapped: bool) -> Pdf {
    let mut pdf = Pdf::page("");
    subset(&mut pdf, "承诺", mapped);
    pdf.replace(10, "/BaseFont/ABCDEF+Song", &format!("/BaseFont/{name}"));
    pdf
}

#[test]
fn p16_fonts_that_few_have_are_told() {
    let looks = |name: &str| {
        let copy = copy_of(&called(name, false).bytes(), &["某某公司"]).unwrap();
        told(&copy).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for (name, font) in [
        ("ABCDEF+Song", "font Song"),
        ("YunqiSans-Bold", "font YunqiSans-Bold"),
        ("ArialNarrow", "font ArialNarrow"),
        // As producers in China write 方正粗倩: in the GB family, or in UTF-8.
        ("#B7#BD#D5#FD#B4#D6#D9#BB", "font 方正粗倩"),
        ("ABCDEF+#E6#96#B9#E6#AD#A3#E7#B2#97#E5#80#A9", "font 方正粗倩"),
    ] {
        assert_eq!(looks(name), [font], "{name}");
    }
    for name in [
        "ABCDEF+SimSun",
        "SimSun,Bold",
        "#CB#CE#CC#E5",
        "TimesNewRomanPS-BoldMT",
        "TimesNewRomanPSMT",
        "Arial-BoldMT",
        "MicrosoftYaHei",
        "NotoSansCJKsc-Regular",
        "FangSong_GB2312",
        "FZXBSJW--GB1-0",
        "MS-Mincho",
        "Helvetica-Oblique",
        "STSong-Light",
    ] {
        assert_eq!(looks(name), [""; 0], "{name}");
    }
    // A font in which nothing is shown tells nothing.
    let mut pdf = called("YunqiSans", false);
    pdf.replace(PAGE, "/F1 5 0 R", "/F1 5 0 R/F4 5 0 R");
    let content = pdf.stream("", "BT /F1 12 Tf 72 700 Td (Plain) Tj /F3 12 Tf ET");
    pdf.replace(PAGE, "/Contents", "/Contents 99 0 R/Was");
    pdf.replace(PAGE, "/Contents 99 0 R", &format!("/Contents {content} 0 R"));
    assert_eq!(told(&copy_of(&pdf.bytes(), &["某某公司"]).unwrap()), [""; 0]);
}

/// Whether such a map says what the outlines show, nobody but the reader can tell.
#[test]
fn p14_a_font_of_which_only_the_map_tells_is_told_with_its_first_page() {
    let mut pdf = called("ABCDEF+SimSun", true);
    let pages = 2;
    let page = pdf.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>");
    pdf.replace(pages, "/Kids[3 0 R]/Count 1", &format!("/Kids[{page} 0 R 3 0 R]/Count 2"));
    let copy = copy_of(&pdf.bytes(), &["某某公司"]).unwrap();
    assert_eq!(told(&copy), ["font-believed SimSun"]);
    assert_eq!(copy.report.findings[0].place, "page 2");
    assert_eq!(told(&copy_of(&called("ABCDEF+SimSun", false).bytes(), &["某某公司"]).unwrap()), [""; 0]);
}

/// The copy has each outline once, so it could not even keep both.
#[test]
fn p14_one_outline_is_one_letter() {
    let page = |said: [&str; 2], glyphs: &str| {
        let mut pdf = Pdf::page("");
        let chars: Vec<char> = "云启".chars().collect();
        embed(&mut pdf, "云启", &chars, Some(to_unicode(said.into_iter().map(String::from))), false);
        let map = pdf.stream("/Filter/ASCIIHexDecode", format!("0000{glyphs}>"));
        pdf.replace(10, "/CIDToGIDMap/Identity", &format!("/CIDToGIDMap {map} 0 R"));
        pdf.bytes()
    };
    assert_eq!(refusal(&page(["云", "甲"], "00010001"), &["某某公司"]), ErrorKind::UntrustedText);
    for (said, glyphs) in [
        (["云", "甲"], "00010002"),
        // The same letter in other forms, and marks that fonts draw alike.
        (["云", "雲"], "00010001"),
        (["A", "Α"], "00010001"),
        (["-", "\u{2010}"], "00010001"),
        // A box for all that the font lacks.
        (["云", "甲"], "00000000"),
    ] {
        copy_of(&page(said, glyphs), &["某某公司"]).unwrap();
    }
}
