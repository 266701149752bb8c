//! Reads objects of PDF (ISO 32000-1 §7.3) from any place, without believing what is said of their length.

use super::object::Object;

/// How deep arrays and dictionaries lie in each other.
const DEPTH: usize = 64;

/// Reads one object after the other.
pub(super) struct Reader<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
    /// Whether an array, a dictionary or a string did not end, lay too deep, or had too many pieces.
    pub broken: bool,
    /// How many objects were read, those within others included.
    pub count: usize,
    /// How many before the one that is read now.
    first: usize,
}

/// Objects within one: each takes many times more memory than in the file.
const PIECES: usize = 400_000;

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Reader<'a> {
        Reader { bytes, at, broken: false, count: 0, first: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(c) = self.peek() {
            if is_space(c) {
                self.at += 1;
            } else if c == b'%' {
                while self.peek().is_some_and(|c| !matches!(c, b'\r' | b'\n')) {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    /// The next object. A stray end of an array or dictionary is a word.
    pub(super) fn next(&mut self) -> Option<Object> {
        self.first = self.count;
        self.read(0)
    }

    fn read(&mut self, depth: usize) -> Option<Object> {
        self.count += 1;
        self.skip_space();
        let c = self.peek()?;
        let next = self.bytes.get(self.at + 1).copied();
        match (c, next) {
            (b'(', _) => Some(Object::String(self.literal())),
            (b'<', Some(b'<')) => {
                self.at += 2;
                let list = self.until(b">>", depth);
                let mut entries = Vec::with_capacity(list.len() / 2);
                let mut list = list.into_iter();
                while let Some(key) = list.next() {
                    match key {
                        Object::Name(key) => entries.extend(list.next().map(|value| (key, value))),
                        // Not a dictionary as it must be: what it says is not lost.
                        other => entries.push((Vec::new(), other)),
                    }
                }
                Some(Object::Dict(entries))
            }
            (b'<', _) => Some(Object::String(self.hex())),
            (b'[', _) => {
                self.at += 1;
                Some(Object::Array(self.until(b"]", depth)))
            }
            (b'/', _) => Some(Object::Name(self.name())),
            (b'>', Some(b'>')) => {
                self.at += 2;
                Some(Object::Word(b">>".to_vec()))
            }
            (c, _) if is_delimiter(c) => {
                self.at += 1;
                Some(Object::Word(vec![c]))
            }
            _ => {
                let start = self.at;
                while self.peek().is_some_and(|c| !is_space(c) && !is_delimiter(c)) {
                    self.at += 1;
                }
                let word = self.bytes.get(start..self.at).unwrap_or_default();
                let number = word
                    .first()
                    .filter(|c| c.is_ascii_digit() || matches!(c, b'+' | b'-' | b'.'))
                    .and_then(|_| std::str::from_utf8(word).ok()?.parse::<f64>().ok());
                Some(number.map_or_else(|| Object::Word(word.to_vec()), Object::Number))
            }
        }
    }

    fn until(&mut self, end: &[u8], depth: usize) -> Vec<Object> {
        let mut list: Vec<Object> = Vec::new();
        if depth >= DEPTH {
            self.broken = true;
            return list;
        }
        let most = self.first.saturating_add(PIECES);
        loop {
            if self.count > most {
                self.broken = true;
                return list;
            }
            match self.read(depth + 1) {
                None => {
                    self.broken = true;
                    return list;
                }
                Some(Object::Word(word)) if word == end => return list,
                Some(Object::Word(word)) if word == b"R" => {
                    let reference = match list.as_slice() {
                        [.., Object::Number(number), Object::Number(_)] if *number >= 0.0 => *number as u32,
                        _ => continue,
                    };
                    list.truncate(list.len().saturating_sub(2));
                    list.push(Object::Ref(reference));
                }
                // Where an object's end is missing, the next one must not be swallowed.
                Some(Object::Word(word)) if matches!(word.as_slice(), b"endobj" | b"stream" | b"obj") => {
                    self.at = self.at.saturating_sub(word.len());
                    self.broken = true;
                    return list;
                }
                Some(object) => list.push(object),
            }
        }
    }

    fn literal(&mut self) -> Vec<u8> {
        let (mut out, mut depth) = (Vec::new(), 0_usize);
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                b'(' => {
                    depth += 1;
                    if depth > 1 {
                        out.push(c);
                    }
                }
                b')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return out;
                    }
                    out.push(c);
                }
                b'\\' => self.escaped(&mut out),
                b'\r' => {
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    out.push(b'\n');
                }
                c => out.push(c),
            }
        }
        self.broken = true;
        out
    }

    fn escaped(&mut self, out: &mut Vec<u8>) {
        let Some(c) = self.peek() else { return };
        self.at += 1;
        match c {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut value = u32::from(c - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(c @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(c - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                out.push(u8::try_from(value & 255).unwrap_or_default());
            }
            c => out.push(c),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut out, mut high) = (Vec::new(), None);
        while let Some(c) = self.peek() {
            self.at += 1;
            if c == b'>' {
                out.extend(high.map(|high: u8| high << 4));
                return out;
            }
            let Some(digit) = char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
                continue;
            };
            match high.take() {
                Some(high) => out.push(high << 4 | digit),
                None => high = Some(digit),
            }
        }
        self.broken = true;
        out
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut out = Vec::new();
        while let Some(c) = self.peek().filter(|c| !is_space(*c) && !is_delimiter(*c)) {
            self.at += 1;
            let digits = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
            let digits = digits.filter(|two| two.chars().all(|c| c.is_ascii_hexdigit()));
            match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(value) if c == b'#' => {
                    out.push(value);
                    self.at += 2;
                }
                _ => out.push(c),
            }
        }
        out
    }
}

pub(super) fn is_space(c: u8) -> bool {
    matches!(c, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(c: u8) -> bool {
    matches!(c, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_as_they_are_written() {
        let mut reader = Reader::new(b"<</A#42 [1 0 R -.5(a\\(\\101(b)\\\r\nc)<4 1 4>]/C/D>>%x\nTj", 0);
        let name = |name: &str| Object::Name(name.as_bytes().to_vec());
        let array = Object::Array(vec![
            Object::Ref(1),
            Object::Number(-0.5),
            Object::String(b"a(A(b)c".to_vec()),
            Object::String(b"A@".to_vec()),
        ]);
        let dict = Object::Dict(vec![(b"AB".to_vec(), array), (b"C".to_vec(), name("D"))]);
        assert_eq!(reader.next(), Some(dict));
        assert_eq!(reader.next(), Some(Object::Word(b"Tj".to_vec())));
        assert_eq!((reader.next(), reader.broken), (None, false));
    }

    #[test]
    fn what_does_not_end_or_lies_too_deep_is_told() {
        for text in ["<</A 1", "[1 2", "(abc", "<41", &"[".repeat(100_000), "<</A(x endobj", "<</A 1 endobj"]
        {
            let mut reader = Reader::new(text.as_bytes(), 0);
            while reader.next().is_some() {}
            assert!(reader.broken, "{text:.20}");
        }
    }
}
