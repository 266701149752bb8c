//! The operators of a content stream (ISO 32000-1 7.8.2).

use super::limits::{DEPTH, ELEMENTS, OPERANDS, broken, unknown};
use super::out::{Dict, Out};
use crate::error::Result;

/// An operator with its operands.
#[derive(Debug)]
pub(super) struct Op {
    pub(super) name: Vec<u8>,
    pub(super) operands: Vec<Out>,
    /// The data of an inline picture, whose dictionary is the only operand.
    pub(super) inline: Option<Vec<u8>>,
}

impl Op {
    pub(super) fn num(&self, at: usize) -> Option<f64> {
        self.operands.get(at).and_then(Out::num)
    }

    /// Exactly so many numbers.
    pub(super) fn nums<const N: usize>(&self) -> Option<[f64; N]> {
        let numbers: Vec<f64> = self.operands.iter().filter_map(Out::num).collect();
        // Viewers take the last ones where there are too many.
        numbers.get(numbers.len().checked_sub(N)?..)?.try_into().ok()
    }
}

pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

enum Token {
    Value(Out),
    Word(Vec<u8>),
    Close(u8),
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Lexer<'a> {
        Lexer { bytes, at: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Option<Op>> {
        let mut operands = Vec::new();
        loop {
            match self.token(0)? {
                None => return Ok(None),
                Some(Token::Value(value)) => {
                    if operands.len() >= OPERANDS {
                        return Err(unknown("an operator has too many operands"));
                    }
                    operands.push(value);
                }
                Some(Token::Word(name)) if name == b"BI" => return self.inline().map(Some),
                Some(Token::Word(name)) => return Ok(Some(Op { name, operands, inline: None })),
                // Viewers skip brackets that close nothing.
                Some(Token::Close(_)) => {}
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn token(&mut self, depth: usize) -> Result<Option<Token>> {
        if depth > DEPTH {
            return Err(broken("operands are nested too deep"));
        }
        self.skip_space();
        let Some(byte) = self.peek() else { return Ok(None) };
        self.at += 1;
        let value = match byte {
            b'/' => Out::Name(self.name()),
            b'(' => Out::Str(self.literal()),
            b'<' if self.peek() == Some(b'<') => {
                self.at += 1;
                Out::Dict(self.dict(b'>', depth)?)
            }
            b'<' => Out::Str(self.hex()),
            b'[' => {
                let mut items = Vec::new();
                loop {
                    match self.token(depth + 1)? {
                        None | Some(Token::Close(b']')) => break,
                        Some(Token::Value(value)) if items.len() < ELEMENTS => items.push(value),
                        Some(Token::Value(_)) => return Err(unknown("an array is too long")),
                        Some(_) => {}
                    }
                }
                Out::Array(items)
            }
            b'>' if self.peek() == Some(b'>') => {
                self.at += 1;
                return Ok(Some(Token::Close(b'>')));
            }
            b']' | b'>' | b')' | b'{' | b'}' => return Ok(Some(Token::Close(byte))),
            _ => {
                self.at -= 1;
                let start = self.at;
                while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
                    self.at += 1;
                }
                let word = self.bytes.get(start..self.at).unwrap_or_default();
                match word {
                    b"true" => Out::Bool(true),
                    b"false" => Out::Bool(false),
                    b"null" => Out::Null,
                    _ => match number(word) {
                        Some(number) => Out::Num(number),
                        None => return Ok(Some(Token::Word(word.to_vec()))),
                    },
                }
            }
        };
        Ok(Some(Token::Value(value)))
    }

    fn name(&mut self) -> Vec<u8> {
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| !is_space(*byte) && !is_delimiter(*byte)) {
            self.at += 1;
            let digits = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
            match digits.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| byte == b'#') {
                Some(byte) => {
                    name.push(byte);
                    self.at += 2;
                }
                None => name.push(byte),
            }
        }
        name
    }

    fn literal(&mut self) -> Vec<u8> {
        let (mut out, mut depth) = (Vec::new(), 0usize);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => break,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                b'\r' => {
                    self.at += usize::from(self.peek() == Some(b'\n'));
                    out.push(b'\n');
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\n' => {}
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                out.push((value & 0xff) as u8);
            }
            other => out.push(other),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        let (mut out, mut half) = (Vec::new(), None);
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = char::from(byte).to_digit(16).map(|digit| digit as u8) else { continue };
            half = match half {
                None => Some(digit),
                Some(high) => {
                    out.push(high << 4 | digit);
                    None
                }
            };
        }
        out.extend(half.map(|high: u8| high << 4));
        out
    }

    /// Up to `>>` or, for an inline picture, up to `ID`.
    fn dict(&mut self, close: u8, depth: usize) -> Result<Dict> {
        let mut dict = Dict::new();
        loop {
            let key = match self.token(depth + 1)? {
                None => break,
                Some(Token::Close(byte)) if byte == close => break,
                Some(Token::Word(word)) if word == b"ID" && close == 0 => break,
                Some(Token::Value(Out::Name(key))) => key,
                Some(_) => continue,
            };
            match self.token(depth + 1)? {
                Some(Token::Value(value)) => dict.insert(key, value),
                _ => break,
            };
            if dict.len() > ELEMENTS {
                return Err(unknown("a dictionary is too long"));
            }
        }
        Ok(dict)
    }

    /// An inline picture ends at `EI` between white space, where operators follow (ISO 32000-1 8.9.7).
    fn inline(&mut self) -> Result<Op> {
        let dict = self.dict(0, 0)?;
        self.at += 1;
        let start = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(found) = rest.windows(2).position(|two| two == b"EI") else {
                return Err(broken("an inline picture has no end"));
            };
            let end = self.at + found;
            self.at = end + 2;
            let before = end.checked_sub(1).and_then(|at| self.bytes.get(at)).copied();
            let after = self.bytes.get(self.at..self.at.saturating_add(12).min(self.bytes.len()));
            let after = after.unwrap_or_default();
            let text = |byte: &u8| is_space(*byte) && *byte != 0 || (0x20..0x7f).contains(byte);
            if before.is_some_and(is_space)
                && after.first().is_none_or(|byte| is_space(*byte))
                && after.iter().all(text)
            {
                let data = self.bytes.get(start..end - 1).unwrap_or_default().to_vec();
                return Ok(Op { name: b"BI".to_vec(), operands: vec![Out::Dict(dict)], inline: Some(data) });
            }
        }
    }
}

/// Numbers as viewers read them, which take `--5` and `5-3` for numbers too.
fn number(word: &[u8]) -> Option<f64> {
    let (first, rest) = word.split_first()?;
    if !(first.is_ascii_digit() || b"+-.".contains(first)) || !word.iter().any(u8::is_ascii_digit) {
        return None;
    }
    if !rest.iter().all(|byte| byte.is_ascii_digit() || b".-".contains(byte)) {
        return None;
    }
    let text = std::str::from_utf8(word).ok()?;
    let negative = text.starts_with('-');
    let text = text.trim_start_matches(['+', '-']);
    let text = text.split('-').next().unwrap_or_default();
    let mut parts = text.splitn(3, '.');
    let (whole, part) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let value: f64 = format!("{}.{}", if whole.is_empty() { "0" } else { whole }, part)
        .trim_end_matches('.')
        .parse()
        .ok()?;
    let value = value.min(1e15);
    Some(if negative { -value } else { value })
}
