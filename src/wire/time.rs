//! Seconds since 1970, and RFC 3339 text (SPEC §1.2).

use super::json::coded;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// An instant: whole seconds since 1970-01-01T00:00:00Z. Printed in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// 9999-12-31T23:59:59Z, the last instant that RFC 3339 can write.
const LAST: i64 = 253_402_300_799;

impl Time {
    /// The instant this many seconds after 1970-01-01T00:00:00Z, within the years 1970 to 9999.
    ///
    /// # Errors
    /// [`ErrorKind::BadTime`] outside these years.
    pub fn from_unix(seconds: i64) -> Result<Time> {
        if (0..=LAST).contains(&seconds) {
            Ok(Time(seconds))
        } else {
            Err(Error::new(ErrorKind::BadTime).because(format_args!("{seconds} seconds")))
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 text: an offset is required, fractions are refused.
    ///
    /// # Errors
    /// [`ErrorKind::BadTime`].
    pub fn parse(text: &str) -> Result<Time> {
        let bad = || Error::new(ErrorKind::BadTime).because(format_args!("{text:.64}"));
        let parsed = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| bad())?;
        // The parser is laxer than SPEC: it takes fractions, lower case, any separator, and the second 60.
        let lax =
            text.contains(['.', 'z']) || text.get(10..11) != Some("T") || text.get(17..19) == Some("60");
        if parsed.nanosecond() != 0 || lax {
            return Err(bad());
        }
        Time::from_unix(parsed.unix_timestamp())
    }

    /// This many seconds later; stops at the last instant of the year 9999.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Time {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Time(self.0.saturating_add(seconds).min(LAST))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = OffsetDateTime::from_unix_timestamp(self.0).map_err(|_| fmt::Error)?;
        f.write_str(&time.format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Time, D::Error> {
        let text = String::deserialize(deserializer)?;
        Time::parse(&text).map_err(coded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_required_and_counts() {
        assert_eq!(Time::parse("2026-12-01T10:00:00+08:00"), Time::parse("2026-12-01T02:00:00Z"));
        for bad in [
            "2026-12-01T10:00:00",
            "2026-12-01T10:00:00.5Z",
            "2026-12-01T10:00:00.0Z",
            "2026-12-01",
            "2026-12-01t10:00:00Z",
            "2026-12-01 10:00:00Z",
            "2026-12-01_10:00:00Z",
            "2026-12-01T10:00:00z",
            "2026-12-01T10:00:60Z",
            "2026-12-31T23:59:60Z",
            "2026-13-01T10:00:00Z",
            "1969-12-31T23:59:59Z",
            "",
        ] {
            assert_eq!(Time::parse(bad).map_err(|e| e.kind()), Err(ErrorKind::BadTime), "{bad}");
        }
        assert_eq!(
            Time::parse("2026-12-01T10:00:00+08:00").map(|t| t.to_string()).as_deref(),
            Ok("2026-12-01T02:00:00Z")
        );
    }

    #[test]
    fn adding_stops_at_the_end_of_time() {
        assert_eq!(Time(5).plus(u64::MAX), Time(LAST));
        assert_eq!(Time(5).plus(3), Time(8));
    }
}
