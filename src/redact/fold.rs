//! What of a text counts when it is compared with a term (SPEC §18.2).

use super::PLACEHOLDER;
use std::collections::HashMap;
use std::iter::once;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A character of a text as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The character that stands for its class.
    pub c: char,
    /// Which character of the text it came from. Texts are bounded well below 2^32 characters.
    pub at: u32,
    /// Something stands between it and the letter before that separates words.
    pub gap: bool,
    /// A term beside it stands alone: its character makes no word with others.
    pub lone: bool,
}

/// What a placeholder is compared as: nothing matches it, and no term reaches across it.
pub(super) const BARRIER: char = '\u{ffff}';

/// The letters of a text, with the punctuation that [`words`] and [`digits`] take out. Placeholders that are in it already
/// are barriers.
pub(super) fn letters(text: &[char]) -> Vec<Letter> {
    let placeholder: Vec<char> = PLACEHOLDER.chars().collect();
    let mut letters = Vec::with_capacity(text.len());
    let (mut at, mut gap) = (0, false);
    while let Some(c) = text.get(at) {
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        if text.get(at..).is_some_and(|rest| rest.starts_with(&placeholder)) {
            letters.push(Letter { c: BARRIER, at: place, gap, lone: true });
            at += placeholder.len();
            gap = false;
            continue;
        }
        at += 1;
        if let Some(c) = plain(*c) {
            letters.push(Letter { c, at: place, gap, lone: false });
            gap = false;
            continue;
        }
        let (before, lone) = (letters.len(), is_lone(*c));
        for c in fold_char(*c) {
            letters.push(Letter { c, at: place, gap, lone });
            gap = false;
        }
        gap |= letters.len() == before && separates(*c);
    }
    letters
}

/// As names and other words are compared: without the stops, commas and apostrophes that are written or left out as one
/// likes. They separate words. Behind Chinese they part sentences, and between digits they part a number: they count.
pub(super) fn words(letters: &[Letter]) -> Vec<Letter> {
    let mut words: Vec<Letter> = Vec::with_capacity(letters.len());
    let mut gap = false;
    for (n, letter) in letters.iter().enumerate() {
        let counts = !is_stop(letter.c)
            || words.last().is_some_and(|before| {
                let next = letters.get(n + 1).filter(|_| before.c.is_ascii_digit());
                is_cjk(before.c) || next.is_some_and(|next| next.c.is_ascii_digit())
            });
        gap |= letter.gap || !counts;
        if counts {
            words.push(Letter { gap, ..*letter });
            gap = false;
        }
    }
    words
}

/// As numbers are compared: without what is written between their digits.
pub(super) fn digits(mut letters: Vec<Letter>) -> Vec<Letter> {
    let mut gap = false;
    letters.retain_mut(|letter| {
        let separates = is_separator(letter.c);
        letter.gap |= gap;
        gap = separates;
        !separates
    });
    letters
}

/// What of a text counts when it is compared, punctuation too.
pub(super) fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(fold_char)
}

/// What of a term counts: by [`digits`] if it is a telephone number or a code, and else by [`words`].
pub(super) fn fold_term(term: &str, number: bool) -> Vec<char> {
    let letters: Vec<Letter> = fold(term).map(|c| Letter { c, at: 0, gap: false, lone: false }).collect();
    let counted = if number { digits(letters) } else { words(&letters) };
    counted.into_iter().map(|letter| letter.c).collect()
}

/// What is written between the digits of a telephone number or a code, beside hyphens: at least what the scanner looks
/// through (SPEC §18.8).
fn is_separator(c: char) -> bool {
    matches!(c, '.' | '(' | ')' | '+' | '/')
}

/// Punctuation of names in Latin letters: `Co., Ltd.`, `Xi'an`.
fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '\'')
}

/// Chinese, Japanese and Korean, and a [`BARRIER`].
pub(super) fn is_cjk(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Punctuation that may count for nothing, as which it is compared: hyphens, dots and [`is_stop`].
pub(super) fn punctuation(c: char) -> Option<char> {
    let mut plain = once(c).nfkd().map(alike);
    let first = plain.next().filter(|c| *c == HYPHEN || is_dot(*c) || is_stop(*c))?;
    plain.next().is_none().then_some(if is_dot(first) { DOT } else { first })
}

/// Whether a character counts for nothing.
pub(super) fn is_nothing(c: char) -> bool {
    fold_char(c).next().is_none()
}

/// Whether a character separates words: white space, punctuation, symbols, and marks that no Latin letter has.
fn separates(c: char) -> bool {
    !c.is_alphanumeric() && !is_invisible(c) && !matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether the letters that a character stands for make no word with those beside it: of symbols (`™`), of signs, and from
/// U+2E80 on all but full-width ASCII and the ligatures of Latin letters. Letters of mathematics, too, are compared as
/// others.
fn is_lone(c: char) -> bool {
    let wide = c >= '\u{2e80}' && !matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{ff01}'..='\u{ff5e}');
    wide || is_sign(c) || separates(c)
}

/// Numbers and letters in rings and fractions, small ones set high or low, and Roman numbers of one character: signs
/// beside a word, and no letters of it.
fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{aa}' | '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{ba}' | '\u{bc}'..='\u{be}' | '\u{2b0}'..='\u{2b8}'
        | '\u{2e0}'..='\u{2e4}' | '\u{1d2c}'..='\u{1d6a}' | '\u{1d78}' | '\u{1d9b}'..='\u{1dbf}'
        | '\u{2070}'..='\u{209c}' | '\u{2150}'..='\u{2189}' | '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}'
        | '\u{2c7c}'..='\u{2c7d}')
}

/// Whether a character belongs to the one before and separates no words.
pub(super) fn is_bound(c: char) -> bool {
    is_invisible(c) || is_combining_mark(c)
}

/// As how many letters a text is compared, each character as one at least: some stand for a whole phrase.
pub(super) fn letter_count(text: &str) -> usize {
    let one = |c: char| c < '\u{a0}' || ('\u{3400}'..'\u{a000}').contains(&c);
    text.chars().map(|c| if one(c) { 1 } else { fold_char(c).count().max(1) }).sum()
}

/// Compatibility forms, case, accents and variants are folded; white space, what cannot be seen, hyphens, dashes and dots
/// count for nothing.
fn fold_char(c: char) -> impl Iterator<Item = char> {
    once(c)
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !is_bound(*c) && !is_dot(*c))
        .map(alike)
        .filter(|c| *c != HYPHEN)
}

/// What a character is compared as that most texts are made of: what [`fold_char`] says, in a tenth of the time.
fn plain(c: char) -> Option<char> {
    match c {
        '0'..='9' | 'a'..='z' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\u{3400}'..'\u{a000}' => Some(alike(c)),
        _ => None,
    }
}

/// What all hyphens and dashes are compared as.
const HYPHEN: char = '-';

/// What all dots between names are compared as.
const DOT: char = '\u{b7}';

/// Dots between the parts of a foreign name; which one is a matter of the keyboard.
fn is_dot(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}')
}

/// What cannot be seen and is no white space: controls, and default ignorable code points (UAX #44), the fillers that
/// show nothing, and what is no character at all.
pub(super) fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}

/// The one that stands for all characters that look or mean the same.
fn alike(c: char) -> char {
    let c = VARIANTS.get(&c).copied().unwrap_or(c);
    match c {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'ɡ' => 'g',
        'н' | 'һ' | 'η' => 'h',
        'і' | 'ı' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'y',
        'ζ' => 'z',
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' => HYPHEN,
        '`' | '\u{2b9}' | '\u{2bb}'..='\u{2bd}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        c => c,
    }
}

/// Traditional, regional and radical forms, each with the character that it is compared by.
static VARIANTS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("variants/variants.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .flat_map(|line| {
            let mut class = line.chars();
            let first = class.next();
            class.filter_map(move |c| first.map(|first| (c, first)))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::{fold_char, plain};

    #[test]
    fn plain_characters_are_compared_as_others_are() {
        for c in '\0'..='\u{ffff}' {
            if let Some(letter) = plain(c) {
                assert!(fold_char(c).eq([letter]), "{c}");
            }
        }
    }
}
