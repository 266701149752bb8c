//! `sealbid cert check`: whether a certificate is fit to sign bids at a time, check by check.

use super::cert::{names_json, read};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::revocation::Evidence;
use crate::say;
use sealbid::ErrorKind;
use sealbid::ca::{Certificate, Revocation, TrustAnchors, verify_chain};
use sealbid::wire::Time;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `cert check`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The certificate (PEM or DER); certificates that follow it in the file are candidates for the chain
    file: PathBuf,
    /// Trusted roots (PEM; can be given several times)
    #[arg(long, value_name = "FILE", required = true)]
    trusted: Vec<PathBuf>,
    /// Other certificates that a chain can go through (PEM; can be given several times)
    #[arg(long, value_name = "FILE")]
    untrusted: Vec<PathBuf>,
    /// The time at which it must be fit; now if left out
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    time: Option<Time>,
    /// What is known of revocation.
    #[command(flatten)]
    evidence: Evidence,
}

/// One check: the message that names it, and how it went.
struct Check {
    name: &'static str,
    outcome: sealbid::Result<()>,
}

/// Makes every check, tells each, and fails with the first that failed.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let time = match arguments.time {
        Some(time) => time,
        None => console.clock.now()?,
    };
    let all = |paths: &[PathBuf]| -> Result<Vec<Certificate>> {
        Ok(paths.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?.concat())
    };
    let anchors = TrustAnchors::new(all(&arguments.trusted)?)?;
    let mut untrusted = all(&arguments.untrusted)?;
    let mut found = read(&arguments.file)?.into_iter();
    let certificate = found.next().ok_or(ErrorKind::BadCertificate)?;
    untrusted.extend(found);
    let checks = check(&certificate, &untrusted, &anchors, &arguments.evidence.load()?, time);

    let local = console.clock.local(time);
    say!(console, "cert-checked", name = certificate.names().display(), time = local)?;
    let words = &console.words;
    for Check { name, outcome } in &checks {
        let name = words.text(&format!("fit-{name}"));
        match outcome {
            Ok(()) => say!(console, "fit-ok", check = name)?,
            Err(error) => {
                let failure = Failure::from(error.clone());
                let (reason, code) = (failure.reason(words), failure.reference(words));
                say!(console, "fit-failed", check = name, reason = reason, code = code)?;
            }
        }
    }
    let failed = checks.iter().find_map(|check| check.outcome.clone().err());
    if failed.is_none() {
        say!(console, "cert-fit", time = local)?;
    }
    console.result(&json!({
        "fingerprint": certificate.fingerprint(),
        "names": names_json(&certificate),
        "time": time,
        "fit": failed.is_none(),
        "checks": checks.iter().map(|check| json(check, console)).collect::<Vec<_>>(),
    }))?;
    failed.map_or(Ok(()), |error| Err(error.at(arguments.file.display()).into()))
}

/// What is asked of a bidder's certificate (SPEC §5.6, §6), so that each can fail by itself.
fn check(
    certificate: &Certificate,
    untrusted: &[Certificate],
    anchors: &TrustAnchors,
    revocation: &Revocation,
    time: Time,
) -> Vec<Check> {
    vec![
        Check { name: "names", outcome: certificate.names().bidder().map(|_| ()) },
        Check { name: "key", outcome: certificate.check_key() },
        Check { name: "usage", outcome: certificate.check_usage() },
        Check { name: "validity", outcome: certificate.check_validity(time) },
        Check {
            name: "chain",
            outcome: verify_chain(certificate, untrusted, anchors, revocation, time).map(|_| ()),
        },
    ]
}

fn json(check: &Check, console: &Console) -> Value {
    let failure = check.outcome.clone().err().map(|error| Failure::from(error).json(&console.words));
    json!({ "check": check.name, "ok": failure.is_none(), "error": failure })
}
