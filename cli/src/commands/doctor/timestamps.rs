//! Timestamp authorities: whether they answer, and whether their clocks and this machine's agree.

use super::Arguments;
use super::health::Check;
use super::patient::Patient;
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::fill;
use crate::time_trust::Judge;
use sealbid::record::TimeSource;
use sealbid::suite::hash;
use sealbid::timestamp::TokenTime;
use sealbid::wire::Time;

const AREA: &str = "timestamps";

/// Asks every authority for a token over nothing of interest.
pub fn check(patient: &Patient, arguments: &Arguments, console: &Console) -> Result<Vec<Check>> {
    let words = &console.words;
    let whom = words.text("doctor-authorities");
    if arguments.offline {
        return Ok(vec![Check::good(AREA, whom, words.text("doctor-not-asked"))]);
    }
    let authorities = match arguments.stamping.ready(Some(&patient.notice), console) {
        // Without addresses nobody can be asked from here; the closing will need one.
        Err(Failure::Command { kind: Own::Usage, .. }) => {
            return Ok(vec![Check::bad(AREA, whom, "authority-none", words.text("stamping-nobody"))]);
        }
        other => other?,
    };
    let judge = Judge::Notice(TimeSource::of(&patient.notice)?);
    let imprint = hash(&[b"sealbid doctor", patient.notice.bytes()]);
    let (mut checks, mut offsets) = (Vec::new(), Vec::new());
    for number in 0..authorities.count() {
        let before = console.clock.now()?;
        let (name, stamp) = authorities.nth(number, &imprint, &judge, console);
        let after = console.clock.now()?;
        let time = stamp.map(|stamp| stamp.verified.map(|verified| verified.info.time));
        match time {
            Err(failure) => checks.push(Check::bad(AREA, name, "authority-silent", failure.reason(words))),
            Ok(None) => {}
            Ok(Some(time)) => {
                let off = offset(time, before, after);
                let told = fill!(words, "doctor-offset", seconds = off);
                offsets.push(off);
                checks.push(match off.unsigned_abs() > u64::from(arguments.tolerance) {
                    true => Check::bad(AREA, name, "clock-off", told),
                    false => Check::good(AREA, name, told),
                });
            }
        }
    }
    if offsets.is_empty() {
        checks.push(Check::bad(AREA, whom, "authority-none", words.text("doctor-finding-authority-none")));
    } else if let (Some(least), Some(most)) = (offsets.iter().min(), offsets.iter().max())
        && most - least > i64::from(arguments.tolerance)
    {
        let told = fill!(words, "doctor-apart", seconds = most - least);
        checks.push(Check::bad(AREA, whom, "clocks-apart", told));
    }
    Ok(checks)
}

/// By how many whole seconds an authority's clock is before (above 0) or behind this one, as far as the two times
/// around its answer tell.
fn offset(time: TokenTime, before: Time, after: Time) -> i64 {
    let ahead = time.floor().unix() - after.unix();
    let behind = time.ceil().unix() - before.unix();
    if ahead > 0 {
        ahead
    } else if behind < 0 {
        behind
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_from_between_the_two_times_is_on_time() {
        let at = |second: i64| Time::from_unix(1_800_000_000 + second).unwrap();
        for (token, before, after, expected) in
            [(5, 5, 5, 0), (5, 4, 6, 0), (5, 0, 3, 2), (5, 9, 10, -4), (5, 6, 6, -1), (5, 4, 4, 1)]
        {
            assert_eq!(offset(TokenTime::at(at(token)), at(before), at(after)), expected);
        }
    }
}
