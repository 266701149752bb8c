//! What a code says, from all that a font tells of it, if that agrees (SPEC §18.5).

use crate::redact::fold::fold;
use unicode_normalization::UnicodeNormalization;

/// What a code says.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Text {
    /// These characters.
    Chars(String),
    /// It leaves no mark.
    Blank,
    /// It cannot be told, and why.
    Unknown(&'static str),
}

/// Characters of no agreed meaning: private ones, what stands for anything unknown, and controls.
pub(in super::super) fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{f0000}'..='\u{10ffff}')
        || c.is_control() && !c.is_whitespace()
}

fn telling(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(is_private)
}

/// What of a text is compared: letters and digits, in their plainest form.
fn letters(text: &str) -> String {
    let plain = text.nfkc().flat_map(char::to_lowercase);
    plain.filter(|c| c.is_alphanumeric() && !matches!(c, '\u{2e80}'..='\u{2fdf}')).collect()
}

fn radical(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{2e80}'..='\u{2fdf}'))
}

fn agree(one: &str, other: &str) -> bool {
    // Parts of characters that Unicode encodes as symbols stand for letters in some maps.
    if radical(one) || radical(other) {
        return true;
    }
    let (one, other) = (letters(one), letters(other));
    one == other || !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

/// Whether the map for extraction is all that tells of a letter.
pub(super) fn is_believed(map: Option<&str>, others: &[Option<String>]) -> bool {
    map.is_some_and(|text| telling(text) && !letters(text).is_empty())
        && !others.iter().flatten().any(|text| telling(text))
}

/// Whether two texts have the same letters as terms are compared, or none (SPEC §18.2).
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let letters = |text: &str| fold(text).filter(|c| c.is_alphanumeric()).collect::<String>();
    one == other || letters(one) == letters(other)
}

/// Weighs what the map for extraction says against what else the font says.
pub(super) fn weigh(map: Option<String>, others: &[Option<String>], ink: Option<bool>) -> Text {
    let declared = map.as_deref().filter(|text| telling(text));
    let others: Vec<&str> =
        others.iter().flatten().map(String::as_str).filter(|text| telling(text)).collect();
    if let Some(declared) = declared {
        if others.iter().any(|other| !agree(declared, other)) {
            return Text::Unknown("its map to Unicode contradicts the font: spoofed");
        }
        let unseen =
            declared.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'));
        // Where the font itself says less, that is what people see: a map can put anything behind each character.
        let count = |text: &str| text.nfkc().filter(|c| !c.is_whitespace()).count();
        let plainer = others.iter().find(|other| count(other) < count(declared) || radical(declared));
        let declared = plainer.copied().unwrap_or(declared);
        return match ink {
            Some(true) if unseen => {
                Text::Unknown("its map to Unicode calls something visible a space: spoofed")
            }
            _ => Text::Chars(declared.to_owned()),
        };
    }
    if let Some(other) = others.first() {
        return Text::Chars((*other).to_owned());
    }
    if ink == Some(false) {
        return Text::Blank;
    }
    match map.filter(|map| {
        !map.is_empty() && map.chars().all(|c| is_private(c) && !c.is_control() && c != '\u{fffd}')
    }) {
        // A symbol of a font of symbols; the caller bounds how many may stand together.
        Some(map) => Text::Chars(map),
        None => Text::Unknown("a font does not tell which characters its codes are"),
    }
}
