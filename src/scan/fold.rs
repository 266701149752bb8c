//! What of a text counts when terms are looked for (SPEC §18.8). Written anew, so that an error in the
//! transformation's own folding is not repeated here.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a character is compared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// It cannot be seen, and counts for nothing.
    Nothing,
    /// It counts for nothing, but separates words.
    Gap,
    /// One letter.
    One(char),
    /// A ligature.
    Many(&'static str),
}

/// Folds case, width, accents, compatibility forms and letters that look the same.
pub(super) fn fold(c: char) -> Folded {
    match c {
        'a'..='z' | '0'..='9' => Folded::One(c),
        'A'..='Z' => Folded::One(c.to_ascii_lowercase()),
        ' ' | '\t' | '\n' | '\r' | '-' | '\u{3000}' => Folded::Gap,
        '!'..='~' => Folded::One(c),
        // The full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(u32::from(c) - 0xfee0) {
            Some(half) => fold(half),
            None => Folded::Nothing,
        },
        // Hyphens, dashes, and the dots between the parts of a foreign name.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{fe58}' | '\u{fe63}' => Folded::Gap,
        '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' | '\u{ff65}' => Folded::Gap,
        '\u{fb00}' => Folded::Many("ff"),
        '\u{fb01}' => Folded::Many("fi"),
        '\u{fb02}' => Folded::Many("fl"),
        '\u{fb03}' => Folded::Many("ffi"),
        '\u{fb04}' => Folded::Many("ffl"),
        '\u{fb05}' | '\u{fb06}' => Folded::Many("st"),
        c if c.is_whitespace() => Folded::Gap,
        c if c.is_control() || is_unseen(c) => Folded::Nothing,
        c => Folded::One(alike(c)),
    }
}

/// Default ignorable code points (UAX #44), the fillers that show nothing, and combining marks of Latin letters.
fn is_unseen(c: char) -> bool {
    matches!(u32::from(c),
        0xad | 0x300..=0x36f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xe0000..=0xe0fff)
}

fn alike(c: char) -> char {
    if let Some(c) = ALIKE.get(&c) {
        return *c;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) if lower != c => ALIKE.get(&lower).copied().unwrap_or(lower),
        _ => c,
    }
}

/// Each line: a character, and the others that are compared as it (from the compatibility decompositions of Unicode,
/// and Greek and Cyrillic letters that look like Latin ones).
static ALIKE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("alike.txt").lines();
    lines
        .flat_map(|line| {
            let mut all = line.chars();
            let first = all.next();
            all.filter_map(move |c| first.map(|first| (c, first)))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_compared_by_what_they_mean() {
        for (c, folded) in [
            ('Q', Folded::One('q')),
            ('Ｑ', Folded::One('q')),
            ('－', Folded::Gap),
            ('\u{3000}', Folded::Gap),
            ('\u{200b}', Folded::Nothing),
            ('é', Folded::One('e')),
            ('\u{301}', Folded::Nothing),
            ('ﬁ', Folded::Many("fi")),
            ('⼯', Folded::One('工')),
            ('②', Folded::One('2')),
            ('А', Folded::One('a')),
            ('云', Folded::One('云')),
        ] {
            assert_eq!(fold(c), folded, "{c}");
        }
    }
}
