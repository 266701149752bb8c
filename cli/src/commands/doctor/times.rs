//! How much time is left, and what is due.

use super::health::Check;
use super::patient::Patient;
use crate::clock::countdown;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::fill;
use sealbid::ErrorKind;
use sealbid::wire::Time;

const AREA: &str = "time";

/// Looks at the deadline, the closing and the stages.
pub fn check(patient: &Patient, now: Time, console: &Console) -> Result<Vec<Check>> {
    let words = &console.words;
    let told = |time: Time| {
        let left = countdown(words, time, now);
        fill!(words, "doctor-time", time = console.clock.local(time), left = left)
    };
    let deadline = patient.deadline();
    let subject = words.text("doctor-deadline");
    let due = patient.history().is_some() && !patient.is_closed() && now > deadline;
    let mut checks = vec![match due {
        true => Check::bad(
            AREA,
            subject,
            "closing-due",
            fill!(words, "doctor-closing-due", time = told(deadline)),
        ),
        false => Check::good(AREA, subject, told(deadline)),
    }];
    if let Some(history) = patient.history().filter(|_| patient.is_closed()) {
        let subject = words.text("doctor-closed-head");
        let (finding, error) = match history.closed_head() {
            Ok(head) => {
                let time = console.clock.local(head.time.ceil());
                let told = fill!(words, "doctor-head-good", time = time, count = head.cosigners.len());
                checks.push(Check::good("record", subject, told));
                (None, None)
            }
            Err(error) if error.kind() == ErrorKind::ClosedLate => (Some("head-late"), Some(error)),
            Err(error) if error.kind() == ErrorKind::NotClosed => {
                let told = words.text("doctor-head-none");
                checks.push(Check::bad("record", subject, "head-missing", told));
                (None, None)
            }
            Err(error) => (Some("head-missing"), Some(error)),
        };
        if let (Some(finding), Some(error)) = (finding, error) {
            let subject = words.text("doctor-closed-head");
            checks.push(Check::bad("record", subject, finding, Failure::from(error).reason(words)));
        }
        for digest in history.objections().iter().filter(|(_, settled)| !**settled).map(|(digest, _)| digest)
        {
            let told = fill!(words, "doctor-objection", digest = digest);
            checks.push(Check::bad("record", words.text("doctor-objections"), "objection-open", told));
        }
    }
    let next = patient.stages().iter().position(|(_, _, finished)| !finished);
    for (number, (stage, time, finished)) in patient.stages().into_iter().enumerate() {
        let subject = fill!(words, "doctor-stage", stage = stage);
        // Later stages wait for the one before, and for the tenderer.
        checks.push(if finished {
            Check::good(AREA, subject, words.text("doctor-finished"))
        } else if Some(number) == next && patient.is_closed() && now >= time {
            Check::bad(AREA, subject, "stage-due", fill!(words, "doctor-stage-due", time = told(time)))
        } else {
            Check::good(AREA, subject, told(time))
        });
    }
    Ok(checks)
}
