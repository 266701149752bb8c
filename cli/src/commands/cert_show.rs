//! `sealbid cert show`: a certificate in words.

use super::cert::{key_name, names_json, read};
use crate::clock::countdown;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{fill, say};
use sealbid::ca::{Certificate, Details, KeyUsage};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Shows all certificates of the files.
pub fn run(files: &[PathBuf], console: &Console) -> Result<()> {
    let mut shown = Vec::new();
    for file in files {
        for certificate in read(file)? {
            let details = certificate.details().map_err(|e| e.at(file.display()))?;
            if !shown.is_empty() {
                console.line("")?;
            }
            say!(console, "cert-file", file = file.display())?;
            show(&certificate, &details, console)?;
            shown.push(json(&certificate, &details));
        }
    }
    console.result(&json!({ "certificates": shown }))
}

fn show(certificate: &Certificate, details: &Details, console: &Console) -> Result<()> {
    let words = &console.words;
    say!(console, "cert-kind", kind = words.text(kind(details)))?;
    let names = certificate.names();
    let named = [
        ("cert-organisation", &names.organisation),
        ("cert-code", &names.credit_code),
        ("cert-common-name", &names.common_name),
        ("cert-person", &names.person),
    ];
    for (id, name) in named {
        if let Some(name) = name {
            console.line(&fill!(words, id, name = name))?;
        }
    }
    say!(console, "cert-subject", name = certificate.subject())?;
    say!(console, "cert-issuer", name = certificate.issuer())?;
    say!(console, "cert-serial", serial = certificate.serial_hex())?;
    say!(console, "cert-fingerprint", fingerprint = certificate.fingerprint())?;
    say!(console, "cert-key", key = key_name(certificate.key_kind()))?;
    say!(console, "cert-signed-with", algorithm = details.signature_algorithm)?;
    say!(console, "cert-from", time = console.clock.local(certificate.not_before()))?;
    let left = countdown(words, certificate.not_after(), console.clock.now()?);
    say!(console, "cert-until", time = console.clock.local(certificate.not_after()), countdown = left)?;
    let usages = match &details.key_usage {
        None => words.text("usage-any"),
        Some(usage) => {
            let named: Vec<String> = usages(usage).iter().map(|id| words.text(id)).collect();
            named.join(&words.text("list-separator"))
        }
    };
    say!(console, "cert-usage", usages = usages)?;
    match fit(certificate) {
        Ok(()) => say!(console, "cert-signs", yes = words.text("yes"))?,
        Err(failure) => {
            say!(console, "cert-signs-not", no = words.text("no"), reason = failure.reason(words))?;
        }
    }
    match certificate.check_transport() {
        Ok(()) => say!(console, "cert-transport", yes = words.text("yes"))?,
        Err(_) => say!(console, "cert-transport-not", no = words.text("no"))?,
    }
    let lists = [
        ("cert-extended", &details.extended_key_usage),
        ("cert-policies", &details.policies),
        ("cert-crl", &details.crl_urls),
        ("cert-ocsp", &details.ocsp_urls),
    ];
    for (id, list) in lists {
        for value in list {
            console.line(&fill!(words, id, value = value))?;
        }
    }
    Ok(())
}

/// What does not depend on a time or on anybody's trust: names, key, usage.
fn fit(certificate: &Certificate) -> Result<()> {
    certificate.names().bidder()?;
    certificate.check_key()?;
    Ok(certificate.check_usage()?)
}

fn kind(details: &Details) -> &'static str {
    match (details.authority, details.self_issued) {
        (true, true) => "cert-kind-root",
        (true, false) => "cert-kind-authority",
        (false, true) => "cert-kind-self-signed",
        (false, false) => "cert-kind-leaf",
    }
}

/// The messages that name what the key may be used for.
fn usages(usage: &KeyUsage) -> Vec<&'static str> {
    let all = [
        (usage.digital_signature, "usage-digital-signature"),
        (usage.non_repudiation, "usage-non-repudiation"),
        (usage.key_encipherment, "usage-key-encipherment"),
        (usage.data_encipherment, "usage-data-encipherment"),
        (usage.key_agreement, "usage-key-agreement"),
        (usage.key_cert_sign, "usage-cert-sign"),
        (usage.crl_sign, "usage-crl-sign"),
    ];
    all.into_iter().filter(|(may, _)| *may).map(|(_, id)| id).collect()
}

fn json(certificate: &Certificate, details: &Details) -> Value {
    let usage = details
        .key_usage
        .map(|usage| usages(&usage).iter().map(|id| id.trim_start_matches("usage-")).collect::<Vec<_>>());
    let unfit: Option<i32> = fit(certificate).err().map(|failure: Failure| failure.code());
    json!({
        "names": names_json(certificate),
        "subject": certificate.subject(),
        "issuer": certificate.issuer(),
        "serial": certificate.serial_hex(),
        "fingerprint": certificate.fingerprint(),
        "key": key_name(certificate.key_kind()),
        "signature_algorithm": details.signature_algorithm,
        "not_before": certificate.not_before(),
        "not_after": certificate.not_after(),
        "key_usage": usage,
        "extended_key_usage": details.extended_key_usage,
        "policies": details.policies,
        "crl_urls": details.crl_urls,
        "ocsp_urls": details.ocsp_urls,
        "authority": details.authority,
        "self_issued": details.self_issued,
        "may_sign": unfit.is_none(),
        "may_sign_code": unfit,
        "may_take_transport": certificate.check_transport().is_ok(),
    })
}
