//! An identity to plant, and a search for what is left of it in every encoding.

use base64::prelude::*;
use proptest::prelude::*;
use sealbid::redact::{Matcher, PLACEHOLDER, Redacted, Terms, redact};
use sealbid::{Error, ErrorKind};

pub const COMPANY: &str = "云启建设工程有限公司";
pub const SHORT: &str = "云启建设";
pub const LATIN: &str = "Yunqi Construction";
pub const CODE: &str = "91530100MA6K3X7T2P";
pub const PHONE: &str = "0871-63125566";
pub const DOMAIN: &str = "yunqi-build.cn";
pub const PERSON: &str = "赵文斌";

pub fn all() -> [&'static str; 7] {
    [COMPANY, SHORT, LATIN, CODE, PHONE, DOMAIN, PERSON]
}

fn owned(terms: &[&str]) -> Vec<String> {
    terms.iter().map(|term| (*term).to_owned()).collect()
}

pub fn identity() -> Terms {
    Terms {
        names: owned(&[COMPANY, SHORT, LATIN]),
        people: owned(&[PERSON]),
        codes: owned(&[CODE]),
        phones: owned(&[PHONE]),
        domains: owned(&[DOMAIN]),
        ..Terms::default()
    }
}

/// Somebody else, all of whose names are of other lengths.
pub const OTHER: [&str; 7] = [
    "昆明宏达路桥有限责任公司",
    "宏达路桥",
    "Hongda Bridges Ltd",
    "91530102MA7",
    "13888001234",
    "hongda.com",
    "钱多",
];

pub fn other() -> Terms {
    let [company, short, latin, code, phone, domain, person] = OTHER;
    Terms {
        names: owned(&[company, short, latin]),
        people: owned(&[person]),
        codes: owned(&[code]),
        phones: owned(&[phone]),
        domains: owned(&[domain]),
        ..Terms::default()
    }
}

/// The same text of somebody else.
pub fn of_other(text: &str) -> String {
    all().iter().zip(OTHER).fold(text.to_owned(), |text, (one, other)| text.replace(one, other))
}

/// Every way in which a piece of identity may be written in bytes.
fn encodings(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf8 = word.as_bytes().to_vec();
    let mut all = vec![
        ("hex", hex::encode(&utf8).into_bytes()),
        ("HEX", hex::encode_upper(&utf8).into_bytes()),
        ("base64", BASE64_STANDARD_NO_PAD.encode(&utf8[..utf8.len() / 3 * 3]).into_bytes()),
        ("UTF-16LE", word.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", word.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("entities", word.chars().map(|c| format!("&#{};", u32::from(c))).collect::<String>().into_bytes()),
        (
            "hex entities",
            word.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect::<String>().into_bytes(),
        ),
        (
            "escapes",
            word.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<String>().into_bytes(),
        ),
    ];
    if let Some(gbk) = gbk(word) {
        all.push(("GBK", gbk));
    }
    all.push(("UTF-8", utf8));
    all
}

/// The canaries' Chinese characters in GBK.
fn gbk(word: &str) -> Option<Vec<u8>> {
    const TABLE: [(char, [u8; 2]); 13] = [
        ('云', [0xd4, 0xc6]),
        ('启', [0xc6, 0xf4]),
        ('建', [0xbd, 0xa8]),
        ('设', [0xc9, 0xe8]),
        ('工', [0xb9, 0xa4]),
        ('程', [0xb3, 0xcc]),
        ('有', [0xd3, 0xd0]),
        ('限', [0xcf, 0xde]),
        ('公', [0xb9, 0xab]),
        ('司', [0xcb, 0xbe]),
        ('赵', [0xd5, 0xd4]),
        ('文', [0xce, 0xc4]),
        ('斌', [0xb1, 0xf3]),
    ];
    let pair = |c| TABLE.iter().find(|(known, _)| *known == c).map(|(_, bytes)| *bytes);
    word.chars().map(pair).collect::<Option<Vec<_>>>().map(|pairs| pairs.concat())
}

/// What of the identity is found in bytes: nothing, or the encoding and the word.
pub fn left_in(bytes: &[u8]) -> Option<String> {
    for word in all() {
        for (encoding, needle) in encodings(word) {
            if bytes.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(&needle)) {
                return Some(format!("{word} in {encoding}"));
            }
        }
    }
    None
}

/// The copy, after what must hold of every copy: it is the same made twice, and a copy of it is itself.
pub fn copy_of(name: &str, bytes: &[u8]) -> Redacted {
    let copy = redact(name, bytes, &identity()).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(redact(name, bytes, &identity()).unwrap(), copy, "{name}: made twice");
    let again = redact(name, &copy.bytes, &identity()).unwrap_or_else(|e| panic!("{name}, again: {e}"));
    assert!(again.bytes == copy.bytes, "{name}: the copy of the copy is another");
    copy
}

pub fn refused(name: &str, bytes: &[u8]) -> (ErrorKind, String) {
    let e: Error = redact(name, bytes, &identity()).expect_err(name);
    (e.kind(), e.to_string())
}

#[test]
fn every_encoding_is_searched() {
    for word in all() {
        for (encoding, bytes) in encodings(word) {
            let planted = [b"before".as_slice(), &bytes, b"after"].concat();
            assert!(left_in(&planted).is_some(), "{word} in {encoding}");
        }
    }
    assert_eq!(left_in("某公司 1234567890".as_bytes()), None);
    assert!(gbk(COMPANY).is_some() && gbk(PERSON).is_some());
}

/// Whatever the text: what is found lies in it, in order, and nothing is left after it was replaced.
pub fn nothing_left(matcher: &Matcher, chars: &[char]) -> Result<(), proptest::test_runner::TestCaseError> {
    let (mut copy, mut at) = (Vec::new(), 0);
    for found in matcher.find(chars) {
        let range = found.range;
        prop_assert!(at <= range.start && range.start < range.end && range.end <= chars.len());
        copy.extend(&chars[at..range.start]);
        copy.extend(PLACEHOLDER.chars());
        at = range.end;
    }
    copy.extend(&chars[at..]);
    prop_assert_eq!(matcher.find(&copy), vec![]);
    Ok(())
}
