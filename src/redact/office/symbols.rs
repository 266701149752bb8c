//! Characters that were put in as symbols of a font (SPEC §18.6).

use super::xml::Element;

/// Words in the names of common fonts of letters, and of fonts of symbols that have one of these: there are more fonts of
/// symbols than anybody can list.
const LETTERS: [&str; 33] = [
    "arial",
    "bookman",
    "calibri",
    "cambria",
    "century",
    "courier",
    "garamond",
    "georgia",
    "gothic",
    "helvetica",
    "liberation",
    "mincho",
    "palatino",
    "segoe ui",
    "tahoma",
    "times",
    "trebuchet",
    "verdana",
    "simsun",
    "simhei",
    "fangsong",
    "kaiti",
    "dengxian",
    "yahei",
    "宋",
    "黑",
    "仿",
    "楷",
    "等线",
    "圆",
    "隶",
    "明",
    "魏",
];
const SYMBOLS: [&str; 4] = ["symbol", "special", "dings", " pi"];

/// Makes symbols that are characters of Unicode into text. In fonts of symbols they are of private use
/// (ECMA-376-1 17.3.3.30).
pub(super) fn symbols(root: &mut Element) {
    root.each(&mut |element| {
        let c = element.attribute("w:char").filter(|_| element.is("w:sym"));
        let font = element.attribute("w:font").unwrap_or_default().to_lowercase();
        // Fonts of letters have none there: they show the letter of the number's low byte.
        let named = |words: &[&str]| words.iter().any(|word| font.contains(word));
        let letters = named(&LETTERS) && !named(&SYMBOLS);
        let low = |code: u32| if letters && (0xf021..0xf07f).contains(&code) { code - 0xf000 } else { code };
        let c = c.and_then(|c| u32::from_str_radix(c, 16).ok()).map(low).and_then(char::from_u32);
        if let Some(c) = c.filter(|c| !matches!(c, '\0'..=' ' | '\u{e000}'..='\u{f8ff}')) {
            *element = Element::with_text("w:t", &c.to_string());
        }
    });
}
