//! Bytes in JSON as hex and base64, and length-prefixed concatenation (SPEC §1.1).

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// `N` bytes, written as lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> Hex<N> {
    /// Reads exactly `2 N` lower-case hex digits.
    pub fn parse(text: &str) -> Option<Hex<N>> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return None;
        }
        let mut bytes = [0; N];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Hex(bytes))
    }
}

impl<const N: usize> AsRef<[u8]> for Hex<N> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hex<N>, D::Error> {
        let text = String::deserialize(deserializer)?;
        Hex::parse(&text)
            .ok_or_else(|| D::Error::custom(format_args!("must be {} lower-case hex digits", 2 * N)))
    }
}

/// Bytes of any length, written as base64 with padding.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Base64(pub Vec<u8>);

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Base64, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Base64).map_err(|_| D::Error::custom("must be base64 with padding"))
    }
}

/// `u32` length and bytes. Inputs are bounded far below 4 GiB wherever this is used.
pub fn lp(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    concat(&[&length.to_be_bytes(), bytes])
}

/// The pieces one after another.
pub fn concat(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_lower_case_and_exact() {
        assert_eq!(Hex::<2>::parse("00ff"), Some(Hex([0, 255])));
        for bad in ["00FF", "00f", "00ff00", "", "zz00"] {
            assert_eq!(Hex::<2>::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn base64_has_one_spelling() {
        let read = |text: &str| serde_json::from_str::<Base64>(&format!("{text:?}")).ok();
        assert_eq!(read("AAE="), Some(Base64(vec![0, 1])));
        for bad in ["AAE", "AAF=", "A A=", "AA\nE=", "-_8="] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn prefixed_bytes_cannot_run_into_each_other() {
        assert_ne!(concat(&[&lp(b"ab"), &lp(b"c")]), concat(&[&lp(b"a"), &lp(b"bc")]));
        assert_eq!(lp(b"ab"), [0, 0, 0, 2, b'a', b'b']);
    }
}
