//! Strict JSON (SPEC §1.3): bounded before parsing, no duplicate and no unknown members, errors that say where.

use crate::error::{Error, ErrorKind, Result};
use serde::{
    Serialize,
    de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
};
use zeroize::Zeroizing;

/// Objects and lists may nest this deep.
const MAX_DEPTH: usize = 32;

/// Reads one JSON value of at most `limit` bytes.
///
/// The type must deny unknown fields; duplicates are found here, at any depth and inside any kind of value.
///
/// # Errors
/// [`ErrorKind::TooLarge`], [`ErrorKind::BadJson`], [`ErrorKind::DuplicateField`], [`ErrorKind::UnknownField`],
/// [`ErrorKind::MissingField`], [`ErrorKind::BadField`], or the kind that a member's own type gives; the place is
/// the member's path.
pub fn parse<T: DeserializeOwned + Serialize>(bytes: &[u8], limit: usize) -> Result<T> {
    let (value, found) = read::<T>(bytes, limit)?;
    // serde is generous: a list will do for an object, null for a member that is left out. We are not, and need no
    // list of its generosities: what was read must have the shape of what we would write.
    let written =
        Zeroizing::new(serde_json::to_vec(&value).map_err(|e| Error::new(ErrorKind::BadJson).because(e))?);
    let expected = Walk::root(&found.state).deserialize(&mut serde_json::Deserializer::from_slice(&written));
    if expected.map_err(|e| classify(&e, ""))? != found.shape {
        return Err(Error::new(ErrorKind::BadField).because("a list or null in the place of something else"));
    }
    Ok(value)
}

/// Reads a value of somebody else's format: bounded, without duplicates, but as lax as its type is otherwise.
///
/// # Errors
/// As [`parse`].
pub fn parse_foreign<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T> {
    read(bytes, limit).map(|(value, _)| value)
}

struct Found {
    state: RandomState,
    shape: u64,
}

fn read<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<(T, Found)> {
    if bytes.len() > limit {
        return Err(
            Error::new(ErrorKind::TooLarge).because(format_args!("{} bytes, at most {limit}", bytes.len()))
        );
    }
    let mut walk = serde_json::Deserializer::from_slice(bytes);
    let state = RandomState::new();
    let shape = Walk::root(&state).deserialize(&mut walk).map_err(|e| classify(&e, ""))?;
    walk.end().map_err(|e| classify(&e, ""))?;

    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        classify(error.inner(), if path == "." { "" } else { &path })
    })?;
    Ok((value, Found { state, shape }))
}

/// Writes a value as the library does everywhere: two-space indentation and a final line feed.
///
/// # Errors
/// [`ErrorKind::BadJson`] if the value cannot be written as JSON; no type of this crate is such a value.
pub fn write<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let mut bytes =
        serde_json::to_vec_pretty(value).map_err(|e| Error::new(ErrorKind::BadJson).because(e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// An error of ours on its way through serde: the number in front is taken off again by [`classify`].
pub(crate) fn coded<E: serde::de::Error>(error: Error) -> E {
    E::custom(format_args!("[{}] {}", error.code(), error.detail()))
}

fn classify(error: &serde_json::Error, path: &str) -> Error {
    let text = error.to_string();
    let (message, position) = match text.rfind(" at line ") {
        Some(cut) => text.split_at(cut),
        None => (text.as_str(), ""),
    };
    let ours = message.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let ours = ours.and_then(|(code, detail)| Some((ErrorKind::from_code(code.parse().ok()?)?, detail)));
    if let Some((kind, detail)) = ours {
        return Error::new(kind).because(format_args!("{detail}{position}")).at(path);
    }
    let kind = if error.is_data() {
        match message {
            m if m.starts_with("missing field") => ErrorKind::MissingField,
            m if m.starts_with("unknown field") => ErrorKind::UnknownField,
            m if m.starts_with("duplicate field") => ErrorKind::DuplicateField,
            _ => ErrorKind::BadField,
        }
    } else {
        ErrorKind::BadJson
    };
    Error::new(kind).because(format_args!("{message}{position}")).at(path)
}

/// Walks a whole value once, to find duplicate members and too deep nesting, and to hash its shape: which objects
/// have which members, how long lists are, and of what type scalars. The order of members does not count.
#[derive(Clone, Copy)]
struct Walk<'s> {
    state: &'s RandomState,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'s> Walk<'s> {
    fn root(state: &'s RandomState) -> Walk<'s> {
        Walk { state, depth: 0 }
    }

    fn deeper<E: serde::de::Error>(self) -> std::result::Result<Walk<'s>, E> {
        if self.depth < MAX_DEPTH {
            Ok(Walk { depth: self.depth + 1, ..self })
        } else {
            Err(coded(Error::new(ErrorKind::BadJson).because(format_args!("nested deeper than {MAX_DEPTH}"))))
        }
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<u64, E> {
        Ok(self.state.hash_one("bool"))
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<u64, E> {
        Ok(self.state.hash_one("number"))
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<u64, E> {
        Ok(self.state.hash_one("number"))
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<u64, E> {
        Ok(self.state.hash_one("number"))
    }

    fn visit_str<E>(self, _: &str) -> std::result::Result<u64, E> {
        Ok(self.state.hash_one("text"))
    }

    fn visit_unit<E>(self) -> std::result::Result<u64, E> {
        Ok(self.state.hash_one("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<u64, A::Error> {
        let inner = self.deeper()?;
        let mut shape = self.state.hash_one("list");
        while let Some(element) = list.next_element_seed(inner)? {
            shape = self.state.hash_one((shape, element));
        }
        Ok(shape)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<u64, A::Error> {
        let inner = self.deeper()?;
        let mut shape = self.state.hash_one("object");
        let mut names = HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            let hashed = self.state.hash_one(&name);
            if names.contains(&name) {
                map.next_value::<IgnoredAny>()?;
                return Err(coded(Error::new(ErrorKind::DuplicateField).because(format_args!("{name:.64}"))));
            }
            names.insert(name);
            let value = map.next_value_seed(inner)?;
            shape = shape.wrapping_add(self.state.hash_one((hashed, value)));
        }
        Ok(shape)
    }
}

/// Checks that a `format` member has the value that this version reads.
///
/// # Errors
/// [`ErrorKind::UnknownFormat`].
pub(crate) fn expect_format(found: &str, expected: &str) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::new(ErrorKind::UnknownFormat)
        .because(format_args!("{found:.64} instead of {expected}"))
        .at("format"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        a: u64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        b: Vec<Inner>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        d: Option<Kind>,
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    enum Kind {
        One,
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        c: crate::wire::Time,
    }

    fn kind_and_place(text: &str) -> (ErrorKind, String) {
        match parse::<Sample>(text.as_bytes(), 200) {
            Ok(value) => panic!("accepted {text}: {value:?}"),
            Err(error) => (error.kind(), error.place().to_owned()),
        }
    }

    #[test]
    fn each_defect_has_its_own_kind_and_place() {
        use ErrorKind::*;
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        for (text, kind, place) in [
            (r#"{"a":1"#, BadJson, ""),
            (r#"{"a":1} x"#, BadJson, ""),
            ("\u{feff}{\"a\":1}", BadJson, ""),
            (deep.as_str(), BadJson, ""),
            (r#"{"a":1,"a":1}"#, DuplicateField, ""),
            (r#"{"a":1,"b":[{"c":"2026-01-01T00:00:00Z","c":"2026-01-01T00:00:00Z"}]}"#, DuplicateField, ""),
            (r#"{"a":1,"z":{"y":1,"y":2}}"#, DuplicateField, ""),
            (r#"{"a":1,"z":1}"#, UnknownField, "z"),
            (r#"{"b":[]}"#, MissingField, ""),
            (r#"{"a":1.0}"#, BadField, "a"),
            (r#"{"a":1e3}"#, BadField, "a"),
            (r#"{"a":-1}"#, BadField, "a"),
            (r#"{"a":18446744073709551616}"#, BadField, "a"),
            (r#"{"a":1,"b":[{"c":"2026-01-01"}]}"#, BadTime, "b[0].c"),
            (r#"{"a":1,"b":[{"c":"2026-01-01T00:00:00Z"},{}]}"#, MissingField, "b[1]"),
        ] {
            assert_eq!(kind_and_place(text), (kind, place.to_owned()), "{text}");
        }
        // What serde would let pass.
        for text in [
            r#"[1]"#,
            r#"[1,[]]"#,
            r#"{"a":1,"d":null}"#,
            r#"{"a":1,"d":{"One":null}}"#,
            r#"{"a":1,"b":[["2026-01-01T00:00:00Z"]]}"#,
        ] {
            assert_eq!(kind_and_place(text).0, BadField, "{text}");
        }
        let long = format!(r#"{{"a":1{}}}"#, " ".repeat(300));
        assert_eq!(kind_and_place(&long).0, TooLarge);
    }

    #[test]
    fn a_good_value_is_read() {
        assert_eq!(parse::<Sample>(b" {\"a\":7}\n", 200), Ok(Sample { a: 7, b: vec![], d: None }));
    }
}
