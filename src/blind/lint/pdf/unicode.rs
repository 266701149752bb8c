//! What codes of a font mean, by its ToUnicode map (9.10.3).

use super::lexer::{Lexer, Token};
use std::collections::BTreeMap;

/// Codes that one map tells of, and ranges of them.
const MAX_CODES: usize = 70_000;
const MAX_RANGES: usize = 10_000;

#[derive(Default)]
pub(super) struct ToUnicode {
    codes: BTreeMap<u32, String>,
    /// By their first codes: the last code, and what the first means.
    ranges: BTreeMap<u32, (u32, String)>,
}

impl ToUnicode {
    pub fn parse(bytes: &[u8]) -> ToUnicode {
        let mut map = ToUnicode::default();
        let mut lexer = Lexer::new(bytes);
        while let Some(token) = lexer.token() {
            match token {
                Token::Operator(name) if name == b"beginbfchar" => map.chars(&mut lexer),
                Token::Operator(name) if name == b"beginbfrange" => map.ranges(&mut lexer),
                _ => {}
            }
        }
        map
    }

    pub fn text(&self, code: u32) -> Option<String> {
        if let Some(text) = self.codes.get(&code) {
            return Some(text.clone());
        }
        let (low, (_, text)) =
            self.ranges.range(..=code).next_back().filter(|(_, (high, _))| code <= *high)?;
        // The last character counts on.
        let mut chars: Vec<char> = text.chars().collect();
        let last = chars.pop()?;
        chars.push(char::from_u32(u32::from(last).checked_add(code - low)?)?);
        Some(chars.into_iter().collect())
    }

    fn insert(&mut self, code: u32, text: String) {
        if self.codes.len() < MAX_CODES {
            self.codes.insert(code, text);
        }
    }

    fn chars(&mut self, lexer: &mut Lexer) {
        while let (Some(Token::Text(code)), Some(Token::Text(text))) = (lexer.token(), lexer.token()) {
            self.insert(number(&code), utf16(&text));
        }
    }

    fn ranges(&mut self, lexer: &mut Lexer) {
        while let (Some(Token::Text(low)), Some(Token::Text(high))) = (lexer.token(), lexer.token()) {
            let (low, high) = (number(&low), number(&high));
            match lexer.token() {
                Some(Token::Text(text)) if self.ranges.len() < MAX_RANGES => {
                    self.ranges.insert(low, (high, utf16(&text)));
                }
                Some(Token::Array(true)) => {
                    let mut code = low;
                    while let Some(Token::Text(text)) = lexer.token() {
                        self.insert(code, utf16(&text));
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().rev().take(4).rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
    char::decode_utf16(units.take(64)).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_ranges() {
        let map = ToUnicode::parse(
            b"2 beginbfchar <0001> <7B2C> <0002> <00660069> endbfchar\n\
              2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<9875> <5171>] endbfrange",
        );
        let text = |code| map.text(code).unwrap_or_default();
        assert_eq!([text(1), text(2), text(0x13), text(0x21)], ["第", "fi", "3", "共"]);
        assert_eq!(map.text(3), None);
    }
}
