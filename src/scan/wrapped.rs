//! Text that is written in letters of ASCII: hexadecimal, base64, and the escapes of several formats.

/// A way to write any byte or character within plain text.
pub(super) struct Escape {
    pub name: &'static str,
    /// What looks like one is one. Others come about in quantities (`L=33m`) and numbers (`#3360`).
    pub certain: bool,
    /// The byte that begins one.
    mark: u8,
    /// What the bytes behind the mark stand for, and how many they are.
    read: fn(&[u8]) -> Read,
}

/// See [`Escape::read`].
type Read = Option<(Vec<u8>, usize)>;

/// Character references of XML and HTML.
const ENTITIES: Escape = Escape { name: "entities", certain: true, mark: b'&', read: entity };

/// All of them. Each is undone by itself, and again in what comes out.
pub(super) const ESCAPES: [Escape; 8] = [
    Escape { name: "percent", certain: false, mark: b'%', read: two_digits },
    Escape { name: "quoted-printable", certain: false, mark: b'=', read: quoted },
    Escape { name: "name-hex", certain: false, mark: b'#', read: two_digits },
    ENTITIES,
    Escape { name: "unicode-escape", certain: false, mark: b'\\', read: unicode },
    Escape { name: "byte-escape", certain: false, mark: b'\\', read: byte },
    Escape { name: "octal", certain: false, mark: b'\\', read: octal },
    Escape { name: "string-escape", certain: false, mark: b'_', read: string_escape },
];

impl Escape {
    /// The bytes with all escapes undone; nothing if there are none.
    pub(super) fn undo(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let (mut out, mut at, mut any) = (Vec::new(), 0, false);
        while let Some(rest) = bytes.get(at..) {
            let Some(plain) = rest.iter().position(|byte| *byte == self.mark) else {
                out.extend_from_slice(rest);
                break;
            };
            out.extend_from_slice(rest.get(..plain).unwrap_or_default());
            match (self.read)(rest.get(plain + 1..).unwrap_or_default()) {
                Some((value, length)) => {
                    out.extend_from_slice(&value);
                    at += plain + 1 + length;
                    any = true;
                }
                None => {
                    out.push(self.mark);
                    at += plain + 1;
                }
            }
        }
        any.then_some(out)
    }
}

/// Text with its character references undone.
pub(super) fn entities(text: &str) -> std::borrow::Cow<'_, str> {
    match ENTITIES.undo(text.as_bytes()) {
        Some(plain) => String::from_utf8_lossy(&plain).into_owned().into(),
        None => text.into(),
    }
}

fn digits(bytes: &[u8], count: usize, radix: u32) -> Option<u32> {
    let text = bytes.get(..count).and_then(|digits| std::str::from_utf8(digits).ok())?;
    if !text.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(text, radix).ok()
}

fn one(value: u32) -> Option<Vec<u8>> {
    Some(vec![u8::try_from(value).ok()?])
}

fn letter(value: u32) -> Option<Vec<u8>> {
    char::from_u32(value).map(|c| c.to_string().into_bytes())
}

fn two_digits(rest: &[u8]) -> Read {
    Some((one(digits(rest, 2, 16)?)?, 2))
}

/// RFC 2045 §6.7, with its soft line breaks.
fn quoted(rest: &[u8]) -> Read {
    if rest.starts_with(b"\r\n") {
        return Some((Vec::new(), 2));
    }
    if rest.starts_with(b"\n") {
        return Some((Vec::new(), 1));
    }
    two_digits(rest)
}

/// Character references of XML and HTML.
fn entity(rest: &[u8]) -> Read {
    for (name, c) in [("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'")] {
        if rest.starts_with(name.as_bytes()) {
            return Some((c.as_bytes().to_vec(), name.len()));
        }
    }
    let body = rest.strip_prefix(b"#")?;
    let (body, radix, before) = match body.first() {
        Some(b'x' | b'X') => (body.get(1..)?, 16, 2),
        _ => (body, 10, 1),
    };
    let count = body.iter().take(12).take_while(|c| char::from(**c).is_digit(radix)).count();
    let value = letter(digits(body, count, radix)?)?;
    // HTML takes them without the semicolon too.
    let end = usize::from(body.get(count) == Some(&b';'));
    Some((value, before + count + end))
}

/// A code of UTF-16, or two that make a character: `code` reads one behind its mark, of so many bytes.
fn utf16(rest: &[u8], mark: u8, length: usize, code: fn(&[u8]) -> Option<u32>) -> Read {
    let high = code(rest)?;
    if (0xd800..0xdc00).contains(&high) {
        let low = code(rest.get(length..)?.strip_prefix(&[mark])?)?;
        let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        return Some((letter(0x1_0000 + ((high - 0xd800) << 10) + low)?, 2 * length + 1));
    }
    Some((letter(high)?, length))
}

/// `_x4E91_`, in the strings of workbooks (ECMA-376-1 22.9.2.19).
fn string_escape(rest: &[u8]) -> Read {
    utf16(rest, b'_', 6, |rest| {
        let code = digits(rest.strip_prefix(b"x")?, 4, 16)?;
        (rest.get(5) == Some(&b'_')).then_some(code)
    })
}

/// `\u4E91`, and `\u{4E91}`.
fn unicode(rest: &[u8]) -> Read {
    if let Some(inner) = rest.strip_prefix(b"u{") {
        let count = inner.iter().take(8).take_while(|c| c.is_ascii_hexdigit()).count();
        let value = letter(digits(inner, count, 16)?)?;
        return (inner.get(count) == Some(&b'}')).then_some((value, count + 3));
    }
    utf16(rest, b'\\', 5, |rest| digits(rest.strip_prefix(b"u")?, 4, 16))
}

/// `\xE4` and, in RTF, `\'e4`.
fn byte(rest: &[u8]) -> Read {
    let body = rest.strip_prefix(b"x").or_else(|| rest.strip_prefix(b"'"))?;
    Some((one(digits(body, 2, 16)?)?, 3))
}

fn octal(rest: &[u8]) -> Read {
    Some((one(digits(rest, 3, 8)?)?, 3))
}

/// The least digits of hexadecimal that are worth a look: two Chinese characters take as many in GB 18030.
const LEAST_HEX: usize = 8;

/// What each long run of hexadecimal digits stands for, and where it begins. White space within a run does not count.
/// A run is read from its first digit, and from its second.
pub(super) fn hex_runs(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let starts = runs(bytes, LEAST_HEX, |byte| byte.is_ascii_hexdigit(), |byte| byte.is_ascii_whitespace());
    starts.flat_map(|run| [(run, 0), (run, 1)]).map(move |(run, from)| {
        let mut digits = run.bytes.iter().filter_map(|byte| digit(*byte)).skip(from);
        let mut out = Vec::with_capacity(run.length / 2);
        while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
            out.push(high << 4 | low);
        }
        (run.start + from, out)
    })
}

/// The least letters of base64 that are worth a look: two Chinese characters take as many in UTF-8.
const LEAST_BASE64: usize = 8;

/// What each long run of base64 stands for, in either alphabet (RFC 4648), read from each of its first four letters:
/// what was encoded may have begun anywhere before. Line breaks within a run do not count.
pub(super) fn base64_runs(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let starts =
        runs(bytes, LEAST_BASE64, |byte| sextet(byte).is_some(), |byte| matches!(byte, b'\r' | b'\n'));
    starts.flat_map(|run| [0, 1, 2, 3].map(|from| (run, from))).map(|(run, from)| {
        let mut letters = run.bytes.iter().filter_map(|byte| sextet(*byte)).skip(from);
        let mut out = Vec::with_capacity(run.length / 4 * 3 + 3);
        loop {
            let (mut value, mut count) = (0u32, 0u32);
            for letter in letters.by_ref().take(4) {
                value = value << 6 | letter;
                count += 1;
            }
            let value = value << (6 * 4_u32.saturating_sub(count));
            let whole = usize::try_from(count.saturating_sub(1)).unwrap_or_default();
            out.extend(value.to_be_bytes().iter().skip(1).take(whole));
            if count < 4 {
                return (run.start + from, out);
            }
        }
    })
}

fn sextet(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Bytes of an alphabet one after the other, with those among them that are passed over.
#[derive(Clone, Copy)]
struct Run<'a> {
    start: usize,
    bytes: &'a [u8],
    /// How many of them belong.
    length: usize,
}

/// Runs of so many bytes that belong to an alphabet, or more.
fn runs(
    bytes: &[u8],
    least: usize,
    belongs: fn(u8) -> bool,
    passed: fn(&u8) -> bool,
) -> impl Iterator<Item = Run<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes.get(at..)?.iter().position(|byte| belongs(*byte))?;
            let rest = bytes.get(start..)?;
            let end = rest.iter().position(|byte| !belongs(*byte) && !passed(byte)).unwrap_or(rest.len());
            at = start + end;
            let bytes = rest.get(..end)?;
            let length = bytes.iter().filter(|byte| belongs(**byte)).count();
            if length >= least {
                return Some(Run { start, bytes, length });
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_each_by_itself() {
        let undone = |text: &str| -> Vec<(&str, String)> {
            let all = ESCAPES.iter().filter_map(|escape| Some((escape.name, escape.undo(text.as_bytes())?)));
            all.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
        };
        for (text, name, plain) in [
            ("a%E4%BA%91%", "percent", "a云%"),
            ("a=E4=BA=\r\n=91=", "quoted-printable", "a云="),
            ("a#E4#BA#91#", "name-hex", "a云#"),
            ("a&#x4E91;&#x4E91&amp;&#;", "entities", "a云云&&#;"),
            ("a\\u4e91\\u{4E91}\\ud840\\udc00\\u", "unicode-escape", "a云云𠀀\\u"),
            ("a\\xe4\\'ba\\x91\\x", "byte-escape", "a云\\x"),
            ("a\\344\\272\\221\\9", "octal", "a云\\9"),
            ("_x4E91__x4e91_a_xD840__xDC00__xD840_x4E91_x4E91_", "string-escape", "云云a𠀀_xD840云x4E91_"),
        ] {
            assert_eq!(undone(text), [(name, plain.to_owned())], "{text}");
        }
        assert!(undone("plain % = # & \\ text").is_empty());
    }

    #[test]
    fn runs_are_read_from_every_beginning() {
        let [first, second] = &hex_runs(b"x 0e4ba91\n20ff!").collect::<Vec<_>>()[..] else { panic!() };
        assert_eq!(first, &(2, vec![0x0e, 0x4b, 0xa9, 0x12, 0x0f]));
        assert_eq!(second, &(3, vec![0xe4, 0xba, 0x91, 0x20, 0xff]));
        assert_eq!(hex_runs(b"123456 g 7890123").count(), 0);
        let plain: Vec<_> = base64_runs("<xYSGVsbG8s\nIHdvcmxk=>".as_bytes()).collect();
        assert_eq!(plain.len(), 4);
        assert!(plain.iter().any(|(at, bytes)| *at == 3 && bytes == b"Hello, world"), "{plain:?}");
        assert_eq!(base64_runs(b"short wo-rds").count(), 0);
    }
}
