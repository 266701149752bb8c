//! What of a text counts when it is compared with a term (SPEC §18.2).

use super::PLACEHOLDER;
use std::collections::HashMap;
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
    /// Something that does not count stands between it and the letter before, and separates words.
    pub gap: bool,
}

/// What a placeholder is compared as: nothing matches it, and no term reaches across it.
pub(super) const BARRIER: char = '\u{ffff}';

/// The letters of a text. Placeholders that are in it already are barriers.
pub(super) fn letters(text: &[char]) -> Vec<Letter> {
    let placeholder: Vec<char> = PLACEHOLDER.chars().collect();
    let mut letters = Vec::with_capacity(text.len());
    let (mut at, mut gap) = (0, false);
    while let Some(c) = text.get(at) {
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        if text.get(at..).is_some_and(|rest| rest.starts_with(&placeholder)) {
            letters.push(Letter { c: BARRIER, at: place, gap });
            at += placeholder.len();
            gap = false;
            continue;
        }
        for c in fold_char(*c) {
            letters.push(Letter { c, at: place, gap });
            gap = false;
        }
        gap |= c.is_whitespace();
        at += 1;
    }
    letters
}

/// The same without what is written between the digits of a number.
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

/// What of a text counts when it is compared.
pub(super) fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(fold_char)
}

/// What is written between the digits of a telephone number or a code.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, '-' | '.' | '(' | ')' | '+')
}

/// Whether a character counts for nothing.
pub(super) fn is_nothing(c: char) -> bool {
    fold_char(c).next().is_none()
}

/// As how many letters a text is compared, each character as one at least: some stand for a whole phrase.
pub(super) fn letter_count(text: &str) -> usize {
    let one = |c: char| c < '\u{a0}' || ('\u{3400}'..'\u{a000}').contains(&c);
    text.chars().map(|c| if one(c) { 1 } else { fold_char(c).count().max(1) }).sum()
}

/// Compatibility forms, case, accents and variants are folded; white space and what cannot be seen count for nothing.
fn fold_char(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !is_invisible(*c) && !is_combining_mark(*c) && !is_dot(*c))
        .map(alike)
}

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
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
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
