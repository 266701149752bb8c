//! The only place of the whole project that asks what time it is.

use crate::fill;
use crate::words::Words;
use sealbid::wire::Time;
use sealbid::{Error, ErrorKind};
use std::time::{SystemTime, UNIX_EPOCH};
use time::{OffsetDateTime, UtcOffset};

/// The time that commands take for now, and the offset by which times are printed.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    at: Option<Time>,
    offset: UtcOffset,
}

impl Clock {
    /// The system's clock, unless `--at` names a time. To be made before any thread is started: on some systems the
    /// offset cannot be asked for afterwards.
    pub fn new(at: Option<Time>) -> Clock {
        let offset = UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC);
        Clock { at, offset }
    }

    /// Whether `--at` stops the clock, so that no time comes by waiting.
    pub fn stands_still(&self) -> bool {
        self.at.is_some()
    }

    /// Now.
    ///
    /// # Errors
    /// [`ErrorKind::BadTime`] if the system's clock stands before 1970.
    pub fn now(&self) -> sealbid::Result<Time> {
        if let Some(time) = self.at {
            return Ok(time);
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let since = since.map_err(|e| Error::new(ErrorKind::BadTime).because(e).at("system clock"))?;
        Time::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }

    /// A time as the reader's calendar has it, with its offset: `2026-12-01 10:00:00 +08:00`.
    pub fn local(&self, time: Time) -> String {
        // Every time of the library lies within the years 1970 to 9999, so both steps succeed.
        let Ok(utc) = OffsetDateTime::from_unix_timestamp(time.unix()) else { return time.to_string() };
        let Some(local) = utc.checked_to_offset(self.offset) else { return time.to_string() };
        let (hours, minutes, _) = self.offset.as_hms();
        let sign = if self.offset.is_negative() { '-' } else { '+' };
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02} {sign}{:02}:{:02}",
            local.year(),
            u8::from(local.month()),
            local.day(),
            local.hour(),
            local.minute(),
            local.second(),
            hours.abs(),
            minutes.abs()
        )
    }
}

/// How far a time lies from now, in words.
pub fn countdown(words: &Words, time: Time, now: Time) -> String {
    let seconds = time.unix() - now.unix();
    let span = span(words, seconds.unsigned_abs());
    if seconds >= 0 {
        fill!(words, "countdown-in", span = span)
    } else {
        fill!(words, "countdown-ago", span = span)
    }
}

/// A length of time, in its two largest units.
pub fn span(words: &Words, seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => fill!(words, "span-seconds", seconds = seconds),
        (0, 0, _) => fill!(words, "span-minutes", minutes = minutes),
        (0, ..) => fill!(words, "span-hours", hours = hours, minutes = minutes),
        _ => fill!(words, "span-days", days = days, hours = hours),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_printed_with_their_offset() {
        let clock = |seconds| Clock { at: None, offset: UtcOffset::from_whole_seconds(seconds).unwrap() };
        let time = Time::parse("2026-12-01T02:00:00Z").unwrap();
        assert_eq!(clock(28_800).local(time), "2026-12-01 10:00:00 +08:00");
        assert_eq!(clock(-34_200).local(time), "2026-11-30 16:30:00 -09:30");
    }

    #[test]
    fn a_given_time_is_now() {
        let time = Time::parse("2026-12-01T02:00:00Z").unwrap();
        assert_eq!(Clock::new(Some(time)).now(), Ok(time));
    }
}
