//! `sealbid cert expiry`: when certificates end, what depends on them, and what renewing means for that.

use super::Done;
use super::cert::{names_json, read};
use super::cert_dependants::{Found, Role};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::say;
use crate::table::Table;
use sealbid::ca::Certificate;
use sealbid::wire::Time;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `cert expiry`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Certificates (PEM or DER; all of a PEM file are listed)
    #[arg(required_unless_present_any = ["bids", "notice"])]
    file: Vec<PathBuf>,
    /// Mark certificates that end within this many days
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    within: u32,
    /// Sealed bids that may depend on them: a folder with .sbid files, or one such file (can be given several times)
    #[arg(long, value_name = "PATH")]
    bids: Vec<PathBuf>,
    /// Notices that may depend on them (can be given several times)
    #[arg(long, value_name = "DIR")]
    notice: Vec<PathBuf>,
    /// End with code 3 if a certificate has expired or is about to, or a bid could not be read
    #[arg(long)]
    strict: bool,
}

/// How a certificate stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Expired,
    Near,
    NotYet,
    Valid,
}

impl State {
    fn of(certificate: &Certificate, now: Time, within: u32) -> State {
        if now > certificate.not_after() {
            State::Expired
        } else if certificate.not_after().unix() - now.unix() < i64::from(within) * DAY {
            State::Near
        } else if now < certificate.not_before() {
            State::NotYet
        } else {
            State::Valid
        }
    }

    fn message(self) -> &'static str {
        match self {
            State::Expired => "state-expired",
            State::Near => "state-near",
            State::NotYet => "state-not-yet",
            State::Valid => "state-valid",
        }
    }

    fn warns(self) -> bool {
        matches!(self, State::Expired | State::Near)
    }
}

const DAY: i64 = 86_400;

/// Whole days until the certificate's last second, negative once it has passed.
fn days_left(certificate: &Certificate, now: Time) -> i64 {
    (certificate.not_after().unix() - now.unix()).div_euclid(DAY)
}

/// Lists certificates, the one that ends first on top, and what depends on each.
pub fn run(arguments: &Arguments, console: &Console) -> Result<Done> {
    let now = console.clock.now()?;
    let mut found = Found::default();
    for file in &arguments.file {
        for certificate in read(file)? {
            found.add(certificate, Role::File(file.clone()));
        }
    }
    arguments.bids.iter().try_for_each(|path| found.bids(path))?;
    arguments.notice.iter().try_for_each(|path| found.notice(path))?;
    found.sort();

    let state = |certificate: &Certificate| State::of(certificate, now, arguments.within);
    table(&found, now, &state, console)?;
    for (certificate, roles) in found.entries() {
        let depending: Vec<&Role> = roles.iter().filter(|role| !matches!(role, Role::File(_))).collect();
        if depending.is_empty() {
            continue;
        }
        console.line("")?;
        let text = console.words.text(state(certificate).message());
        let name = certificate.names().display();
        let fingerprint: String = certificate.fingerprint().to_string().chars().take(16).collect();
        say!(console, "expiry-of", name = name, fingerprint = fingerprint, state = text)?;
        for role in &depending {
            console.line(&format!("  {}", role.told(console)))?;
        }
        // What renewing means is said once for each way to depend.
        for id in ["expiry-bid-means", "expiry-signer-means", "expiry-holder-means"] {
            if depending.iter().any(|role| role.meaning() == Some(id)) {
                console.line(&format!("  {}", console.words.text(id)))?;
            }
        }
    }
    for (path, error) in found.unreadable() {
        let failure = Failure::from(error.clone());
        let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
        say!(console, "expiry-unreadable", file = path.display(), reason = reason, code = code)?;
    }
    let marked = found.entries().iter().filter(|(certificate, _)| state(certificate).warns()).count();
    say!(console, "expiry-summary", marked = marked, count = found.entries().len(), days = arguments.within)?;
    console.result(&json(&found, now, arguments.within, &state, console))?;
    let warned = marked > 0 || !found.unreadable().is_empty();
    Ok(if arguments.strict && warned { Done::Warned } else { Done::Clean })
}

fn table(found: &Found, now: Time, state: &impl Fn(&Certificate) -> State, console: &Console) -> Result<()> {
    let words = &console.words;
    let columns = [
        "column-mark",
        "column-days",
        "column-until",
        "column-named",
        "column-person",
        "column-state",
        "column-bids",
        "column-fingerprint",
    ];
    let mut table = Table::new(columns.map(|id| words.text(id))).right(&[1, 6]);
    for (certificate, roles) in found.entries() {
        let (state, names) = (state(certificate), certificate.names());
        let mark = if state.warns() { "!" } else { "" };
        let bids = roles.iter().filter(|role| matches!(role, Role::Bid { .. })).count();
        let fingerprint = certificate.fingerprint().to_string().chars().take(16).collect();
        table.row([
            mark.to_owned(),
            days_left(certificate, now).to_string(),
            console.clock.local(certificate.not_after()),
            names.display(),
            names.person.unwrap_or_default(),
            words.text(state.message()),
            bids.to_string(),
            fingerprint,
        ]);
    }
    console.table(&table)
}

fn json(
    found: &Found,
    now: Time,
    within: u32,
    state: &impl Fn(&Certificate) -> State,
    console: &Console,
) -> Value {
    let certificates = found.entries().iter().map(|(certificate, roles)| {
        json!({
            "fingerprint": certificate.fingerprint(),
            "names": names_json(certificate),
            "not_before": certificate.not_before(),
            "not_after": certificate.not_after(),
            "days_left": days_left(certificate, now),
            "state": state(certificate).message().trim_start_matches("state-"),
            "roles": roles.iter().map(Role::json).collect::<Vec<_>>(),
        })
    });
    let unreadable = found.unreadable().iter().map(
        |(path, error)| json!({ "file": path, "error": Failure::from(error.clone()).json(&console.words) }),
    );
    json!({
        "at": now,
        "within_days": within,
        "certificates": certificates.collect::<Vec<_>>(),
        "unreadable": unreadable.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealbid::ca::{KeyType, RehearsalCa, Subject};

    #[test]
    fn a_certificate_is_near_its_end_within_the_days_and_expired_behind_its_last_second() {
        let time = |text: &str| Time::parse(text).unwrap();
        let (from, to) = (time("2026-01-01T00:00:00Z"), time("2026-12-31T12:00:00Z"));
        let ca = RehearsalCa::new("CA", from, to).unwrap();
        let (_, certificate) = ca.issue(&Subject::default(), KeyType::P256, from, to).unwrap();
        for (now, state, days) in [
            ("2025-12-31T23:59:59Z", State::NotYet, 364),
            ("2026-01-01T00:00:00Z", State::Valid, 364),
            ("2026-12-01T12:00:00Z", State::Valid, 30),
            ("2026-12-01T12:00:01Z", State::Near, 29),
            ("2026-12-31T12:00:00Z", State::Near, 0),
            ("2026-12-31T12:00:01Z", State::Expired, -1),
            ("2027-01-02T12:00:00Z", State::Expired, -2),
        ] {
            let now = time(now);
            assert_eq!(
                (State::of(&certificate, now, 30), days_left(&certificate, now)),
                (state, days),
                "{now}"
            );
        }
    }
}
