//! `sealbid chain`: whether a certificate chains to a trusted root at a time.

use crate::console::Console;
use crate::failure::Result;
use crate::revocation;
use crate::signing::certificates;
use crate::{fill, say};
use sealbid::ErrorKind;
use sealbid::ca::{Certificate, TrustAnchors, verify_chain};
use sealbid::wire::Time;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `chain`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The time at which the chain must be valid; now if left out
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    time: Option<Time>,
    /// Trusted roots (PEM; can be given several times)
    #[arg(long, value_name = "FILE", required = true)]
    trusted: Vec<PathBuf>,
    /// Other certificates that a chain can go through (PEM; can be given several times)
    #[arg(long, value_name = "FILE")]
    untrusted: Vec<PathBuf>,
    #[command(flatten)]
    revocation: revocation::Evidence,
    /// The certificate to check (PEM or DER)
    leaf: PathBuf,
}

/// Checks a chain.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let time = match arguments.time {
        Some(time) => time,
        None => console.clock.now()?,
    };
    let all = |paths: &[PathBuf]| -> Result<Vec<Certificate>> {
        Ok(paths.iter().map(|path| certificates(path)).collect::<Result<Vec<_>>>()?.concat())
    };
    let anchors = TrustAnchors::new(all(&arguments.trusted)?)?;
    let mut untrusted = all(&arguments.untrusted)?;
    let mut leaf = certificates(&arguments.leaf)?.into_iter();
    let first = leaf.next().ok_or(ErrorKind::BadCertificate)?;
    untrusted.extend(leaf);
    let chain = verify_chain(&first, &untrusted, &anchors, &arguments.revocation.load()?, time)?;

    say!(console, "chain-good", time = console.clock.local(time))?;
    for certificate in &chain.certificates {
        console.line(&format!("  {}", line(certificate, console)))?;
    }
    revocation::show(&chain, console)?;
    let subjects: Vec<_> = chain.certificates.iter().map(Certificate::subject).collect();
    let fingerprints: Vec<_> = chain.certificates.iter().map(|c| c.fingerprint().to_string()).collect();
    console.result(&json!({
        "time": time,
        "subjects": subjects,
        "fingerprints": fingerprints,
        "revocation": revocation::json(&chain),
    }))
}

/// A certificate in one line.
pub fn line(certificate: &Certificate, console: &Console) -> String {
    fill!(
        console.words,
        "certificate-line",
        subject = certificate.subject(),
        from = console.clock.local(certificate.not_before()),
        to = console.clock.local(certificate.not_after())
    )
}
