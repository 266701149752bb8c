//! Certificates that somebody will lean on, until when, and revocation lists.

use super::Arguments;
use super::health::Check;
use super::patient::Patient;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::revocation::lists;
use crate::signing::certificate;
use crate::{files, fill};
use sealbid::ca::{Certificate, Revocation, verify_chain};
use sealbid::wire::Time;

const AREA: &str = "certificates";
const DAY: u64 = 86_400;

/// A certificate, until when it is needed, and whether the opening would stop without it.
struct Needed {
    role: &'static str,
    certificate: Certificate,
    until: Time,
    stops: bool,
}

/// Looks at every certificate of the notice, the platform's own, and the lists.
pub fn check(patient: &Patient, arguments: &Arguments, now: Time, console: &Console) -> Result<Vec<Check>> {
    let mut checks: Vec<Check> = Vec::new();
    let mut needed = of_notice(patient)?;
    if let Some(path) = &arguments.cert {
        let own = certificate(path)?;
        checks.extend(wrong(patient, &own, now, console));
        needed.insert(0, Needed { role: "platform", certificate: own, until: patient.end(), stops: true });
    }
    checks.extend(needed.iter().map(|needed| validity(needed, now, arguments.within, console)));
    for path in &arguments.crl {
        checks.extend(list(path, now, console));
    }
    Ok(checks)
}

fn of_notice(patient: &Patient) -> Result<Vec<Needed>> {
    let (notice, deadline, end) = (&patient.notice, patient.deadline(), patient.end());
    let needed = |role, certificate: &Certificate, until, stops| Needed {
        role,
        certificate: certificate.clone(),
        until,
        stops,
    };
    let mut found = Vec::new();
    if let Ok((_, anchors)) = notice.platform() {
        found.extend(anchors.certificates().iter().map(|c| needed("platform-anchor", c, end, true)));
    }
    for (_, anchors) in notice.timestamp_authorities() {
        found.extend(anchors.certificates().iter().map(|c| needed("authority-anchor", c, end, true)));
    }
    if let Some(history) = patient.history() {
        let signed = sealbid::ca::verify_detached(notice.bytes(), history.notice_signature()?)?;
        found.push(needed("tenderer", &signed.certificate, end, false));
    }
    // Bidders check these when they seal; the sealed bids do not depend on them.
    for custodian in notice.custodians() {
        found.push(needed("custodian", &custodian.signature().certificate, deadline, false));
    }
    found.push(needed("adjudicator", notice.adjudicator(), end, false));
    found.extend(
        notice.bidder_anchors().certificates().iter().map(|c| needed("bidder-anchor", c, deadline, false)),
    );
    Ok(found)
}

fn validity(needed: &Needed, now: Time, within: u32, console: &Console) -> Check {
    let words = &console.words;
    let certificate = &needed.certificate;
    let name = certificate.names().display();
    let subject =
        fill!(words, "doctor-cert", role = words.text(&format!("doctor-role-{}", needed.role)), name = name);
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let until_told = console.clock.local(until);
    // What is over is over: a certificate that was needed until the deadline does not matter behind it.
    if now > needed.until {
        return Check::good(AREA, subject, fill!(words, "doctor-cert-past", time = until_told));
    }
    if from > now || until < now || until < needed.until {
        let finding = if needed.stops { "cert-ended" } else { "cert-ends" };
        let last = console.clock.local(needed.until);
        return Check::bad(
            AREA,
            subject,
            finding,
            fill!(words, "doctor-cert-ends", time = until_told, last = last),
        );
    }
    if until < now.plus(u64::from(within) * DAY) {
        return Check::bad(AREA, subject, "cert-near", fill!(words, "doctor-cert-near", time = until_told));
    }
    Check::good(AREA, subject, fill!(words, "doctor-cert-good", time = until_told))
}

/// Whether the platform's certificate is one that readers of the record will believe.
fn wrong(patient: &Patient, own: &Certificate, now: Time, console: &Console) -> Option<Check> {
    let words = &console.words;
    let judged = patient.notice.platform().and_then(|(platform, anchors)| {
        if own.names().organisation.as_ref() != Some(&platform.operator) {
            let detail = own.names().display();
            return Err(sealbid::Error::new(sealbid::ErrorKind::WrongSigner).because(detail));
        }
        verify_chain(own, &[], anchors, &Revocation::unchecked(), now).map(|_| ())
    });
    let error = judged.err()?;
    let subject =
        fill!(words, "doctor-cert", role = words.text("doctor-role-platform"), name = own.names().display());
    Some(Check::bad(AREA, subject, "cert-wrong", Failure::from(error).reason(words)))
}

fn list(path: &std::path::Path, now: Time, console: &Console) -> Vec<Check> {
    let words = &console.words;
    let name = path.display().to_string();
    match files::parse_long(path, lists) {
        Err(failure) => vec![Check::bad("revocation", name, "list-stale", failure.reason(words))],
        Ok(found) => found
            .iter()
            .map(|crl| {
                let next = console.clock.local(crl.next_update());
                match crl.next_update() < now || crl.this_update() > now {
                    true => Check::bad(
                        "revocation",
                        &name,
                        "list-stale",
                        fill!(words, "doctor-list-stale", time = next),
                    ),
                    false => Check::good("revocation", &name, fill!(words, "doctor-list-good", time = next)),
                }
            })
            .collect(),
    }
}
