//! The operators of a content stream with their operands (7.8.2).

/// Operands that are kept for one operator, those within arrays among them.
const MAX_OPERANDS: usize = 1 << 16;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Operator(Vec<u8>),
    /// Whether an array begins here, or ends.
    Array(bool),
}

pub(super) struct Lexer<'a> {
    rest: &'a [u8],
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8]) -> Lexer<'a> {
        Lexer { rest: bytes }
    }

    /// The next operator, with the operands before it put into the list; what arrays hold are operands too.
    pub fn operator(&mut self, operands: &mut Vec<Token>) -> Option<Vec<u8>> {
        operands.clear();
        loop {
            match self.token()? {
                Token::Operator(name) if name == b"ID" => {
                    self.skip_picture();
                    operands.clear();
                }
                Token::Array(_) => {}
                Token::Operator(name) if matches!(name.as_slice(), b"true" | b"false" | b"null") => {}
                Token::Operator(name) => return Some(name),
                operand if operands.len() < MAX_OPERANDS => operands.push(operand),
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take_while(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !is(*byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// The next token. Brackets of dictionaries are passed over, so that what they hold are operands.
    pub fn token(&mut self) -> Option<Token> {
        loop {
            let first = self.next()?;
            match first {
                byte if is_space(byte) => {}
                b'%' => {
                    self.take_while(|byte| byte != b'\n' && byte != b'\r');
                }
                b'/' => return Some(Token::Name(self.name())),
                b'(' => return Some(Token::Text(self.literal())),
                b'<' if self.rest.first() == Some(&b'<') => {
                    self.next();
                }
                b'<' => return Some(Token::Text(self.hex())),
                b'[' | b']' => return Some(Token::Array(first == b'[')),
                b')' | b'>' | b'{' | b'}' => {}
                first => {
                    let more = self.take_while(|byte| !is_space(byte) && !is_delimiter(byte));
                    let word = [&[first], more].concat();
                    let text = std::str::from_utf8(&word).ok();
                    let digits = matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.');
                    let number = text.filter(|_| digits).and_then(|text| text.parse::<f64>().ok());
                    return Some(match number.filter(|number| number.is_finite()) {
                        Some(number) => Token::Number(number),
                        None if digits => Token::Number(0.0),
                        None => Token::Operator(word),
                    });
                }
            }
        }
    }

    fn name(&mut self) -> Vec<u8> {
        let written = self.take_while(|byte| !is_space(byte) && !is_delimiter(byte));
        let mut name = Vec::with_capacity(written.len());
        let mut rest = written;
        while let [first, after @ ..] = rest {
            rest = after;
            if let (b'#', [high, low, after @ ..]) = (first, after)
                && let (Some(high), Some(low)) = (digit(*high), digit(*low))
            {
                name.push(high << 4 | low);
                rest = after;
                continue;
            }
            name.push(*first);
        }
        name
    }

    fn literal(&mut self) -> Vec<u8> {
        let (mut text, mut depth) = (Vec::new(), 1u32);
        while let Some(byte) = self.next() {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => break,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        match self.next() {
            Some(b'n') => text.push(b'\n'),
            Some(b'r') => text.push(b'\r'),
            Some(b't') => text.push(b'\t'),
            Some(b'b') => text.push(8),
            Some(b'f') => text.push(12),
            Some(b'\n') => {}
            // The end of a line that goes on: a return, or a return and a new line (7.3.4.2).
            Some(b'\r') => self.rest = self.rest.strip_prefix(b"\n").unwrap_or(self.rest),
            Some(first @ b'0'..=b'7') => {
                let mut code = u32::from(first - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.rest.first().copied() else { break };
                    code = code * 8 + u32::from(next - b'0');
                    self.next();
                }
                text.push((code & 0xff) as u8);
            }
            Some(other) => text.push(other),
            None => {}
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        let written = self.take_while(|byte| byte != b'>');
        self.next();
        let digits: Vec<u8> = written.iter().filter_map(|byte| digit(*byte)).collect();
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, half| byte << 4 | half) << (4 * (2 - pair.len())))
            .collect()
    }

    /// Passes over the data of an inline picture (8.9.7): up to an `EI` between spaces with text behind it.
    fn skip_picture(&mut self) {
        let ends = |at: &usize| {
            let window = self.rest.get(*at..).unwrap_or_default();
            let [before, b'E', b'I', after @ ..] = window else { return false };
            let text = after.iter().take(8).all(|byte| is_space(*byte) || byte.is_ascii_graphic());
            is_space(*before) && text && after.first().is_none_or(|byte| is_space(*byte))
        };
        let end = (0..self.rest.len()).find(ends);
        self.rest = end.and_then(|end| self.rest.get(end + 3..)).unwrap_or(&[]);
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operators(bytes: &[u8]) -> Vec<(Vec<u8>, Vec<Token>)> {
        let (mut lexer, mut operands, mut all) = (Lexer::new(bytes), Vec::new(), Vec::new());
        while let Some(name) = lexer.operator(&mut operands) {
            all.push((name, operands.clone()));
        }
        all
    }

    #[test]
    fn operands_of_every_kind() {
        let all = operators(b"/F#31 12 Tf % comment\n[(a\\(\\101(b)) -3.5 <4 1 4>] TJ BT");
        let text = |bytes: &[u8]| Token::Text(bytes.to_vec());
        assert_eq!(all[0], (b"Tf".to_vec(), vec![Token::Name(b"F1".to_vec()), Token::Number(12.0)]));
        assert_eq!(all[1], (b"TJ".to_vec(), vec![text(b"a(A(b)"), Token::Number(-3.5), text(b"A@")]));
        assert_eq!(all[2], (b"BT".to_vec(), vec![]));
    }

    #[test]
    fn lines_of_a_string_that_go_on() {
        for end in ["\n", "\r", "\r\n"] {
            let all = operators(format!("(a\\{end}b) Tj").as_bytes());
            assert_eq!(all[0].1, [Token::Text(b"ab".to_vec())], "{end:?}");
        }
    }

    #[test]
    fn pictures_are_passed_over() {
        let all = operators(b"BI /W 1 ID \x00 EI\xff (BT Tj EI Q");
        assert_eq!(all.last().unwrap().0, b"Q");
        assert!(all.iter().all(|(name, _)| name != b"Tj"), "{all:?}");
    }
}
