//! When a token was made (RFC 3161 §2.4.2, `genTime`; SPEC §12.3).

use crate::wire::Time;
use std::fmt;

/// The instant of a token: a whole second, and whether a fraction of the next one had passed. In order of time, as far
/// as that is told: two tokens within one second, both with a fraction, are equal.
///
/// It is not after a time `T` if [`ceil`](TokenTime::ceil) is not, and not before `T` if [`floor`](TokenTime::floor) is
/// not: a token of half a second past the deadline is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenTime {
    second: Time,
    fraction: bool,
}

impl TokenTime {
    /// Exactly at this second.
    pub fn at(second: Time) -> TokenTime {
        TokenTime { second, fraction: false }
    }

    /// Reads the content of a GeneralizedTime in DER (X.690 §11.7): `YYYYMMDDhhmmss`, a fraction without a zero at its
    /// end, `Z`; from 1970 on, and not after the last second of the year 9999.
    pub(super) fn read(value: &[u8]) -> Option<TokenTime> {
        let text = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
        let (digits, fraction) = match text.split_once('.') {
            Some((digits, fraction)) => (digits, Some(fraction)),
            None => (text, None),
        };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let written_well =
            |fraction: &str| all_digits(fraction) && matches!(fraction.as_bytes(), [.., b'1'..=b'9']);
        if digits.len() != 14 || !all_digits(digits) || !fraction.is_none_or(written_well) {
            return None;
        }
        let part = |from, to| digits.get(from..to).unwrap_or_default();
        let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
        let (hour, minute, second) = (part(8, 10), part(10, 12), part(12, 14));
        let second = Time::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")).ok()?;
        let read = TokenTime { second, fraction: fraction.is_some() };
        // A fraction of the last second has no second after it.
        (!read.fraction || read.ceil() > second).then_some(read)
    }

    /// The last whole second that is not after it.
    pub fn floor(self) -> Time {
        self.second
    }

    /// The first whole second that is not before it.
    pub fn ceil(self) -> Time {
        if self.fraction { self.second.plus(1) } else { self.second }
    }

    /// Whether a fraction of a second follows the whole one.
    pub fn has_fraction(self) -> bool {
        self.fraction
    }
}

/// RFC 3339 in UTC; a fraction, which is not kept, is an ellipsis: `2026-06-20T01:00:00.…Z`.
impl fmt::Display for TokenTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second.to_string();
        match second.strip_suffix('Z') {
            Some(second) if self.fraction => write!(f, "{second}.…Z"),
            _ => f.write_str(&second),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, i64, i64)> {
        let time = TokenTime::read(text.as_bytes())?;
        Some((time.to_string(), time.floor().unix(), time.ceil().unix()))
    }

    #[test]
    fn a_fraction_counts_up_where_that_is_later() {
        let whole = Some(("2026-06-20T01:00:00Z".to_owned(), 1_781_917_200, 1_781_917_200));
        assert_eq!(read("20260620010000Z"), whole);
        let more = Some(("2026-06-20T01:00:00.…Z".to_owned(), 1_781_917_200, 1_781_917_201));
        for text in ["20260620010000.5Z", "20260620010000.000000001Z", "20260620010000.90000000000000000001Z"]
        {
            assert_eq!(read(text), more, "{text}");
        }
    }

    #[test]
    fn times_are_in_order() {
        let at = |text: &str| TokenTime::read(text.as_bytes()).unwrap();
        let (whole, half, next) = (at("20260620010000Z"), at("20260620010000.5Z"), at("20260620010001Z"));
        assert!(whole < half && half < next);
        assert_eq!(half, at("20260620010000.25Z"));
        assert_eq!(whole, TokenTime::at(whole.floor()));
        assert!(half.has_fraction() && !next.has_fraction());
    }

    #[test]
    fn there_is_one_way_to_write_a_time() {
        for (bad, why) in [
            ("20260620010000", "no zone"),
            ("20260620010000+0800", "an offset"),
            ("20260620010000z", "a small letter"),
            ("202606200100Z", "no seconds"),
            ("260620010000Z", "two digits of the year"),
            ("20260620010000.Z", "a point and nothing"),
            ("20260620010000.0Z", "a fraction that is none"),
            ("20260620010000.50Z", "a zero at the end"),
            ("20260620010000,5Z", "a comma"),
            ("20260620010000.5.5Z", "two fractions"),
            ("20260620010000.5aZ", "a letter"),
            ("20260620010060Z", "a second too many"),
            ("20260229000000Z", "a day that was not"),
            ("19691231235959Z", "before 1970"),
            ("99991231235959.5Z", "after the last second"),
            ("2026062001000é", "no digits"),
            ("", "nothing"),
        ] {
            assert_eq!(read(bad), None, "{why}");
        }
        assert!(read("19700101000000Z").is_some() && read("99991231235959Z").is_some());
        assert!(read("99991231235958.5Z").is_some());
    }
}
