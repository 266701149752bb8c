//! `sealbid cert`: what a certificate says, whether it is fit to sign bids, when it ends and what depends on it.

use super::{Done, cert_check, cert_expiry, cert_show};
use crate::console::Console;
use crate::failure::Result;
use crate::signing::certificates;
use sealbid::ca::{Certificate, KeyKind};
use sealbid::{Error, ErrorKind};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What can be done with certificates.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show what certificates say: whose they are, and what they may do
    Show {
        /// Certificates (PEM or DER; all of a PEM file are shown)
        #[arg(required = true)]
        file: Vec<PathBuf>,
    },
    /// Check that a certificate is fit to sign bids
    Check(cert_check::Arguments),
    /// List when certificates end, and which sealed bids and notices depend on them
    Expiry(cert_expiry::Arguments),
}

/// Carries out a command.
pub fn run(command: &Command, console: &Console) -> Result<Done> {
    match command {
        Command::Show { file } => cert_show::run(file, console).map(|()| Done::Clean),
        Command::Check(arguments) => cert_check::run(arguments, console).map(|()| Done::Clean),
        Command::Expiry(arguments) => cert_expiry::run(arguments, console),
    }
}

/// All certificates of a file, at least one.
pub fn read(path: &Path) -> Result<Vec<Certificate>> {
    let found = certificates(path)?;
    if found.is_empty() {
        let error = Error::new(ErrorKind::BadPem).because("there is no certificate in it");
        return Err(error.at(path.display()).into());
    }
    Ok(found)
}

/// The kind of a key, and its size where the kind does not say it.
pub fn key_name(kind: KeyKind) -> String {
    match kind {
        KeyKind::Rsa(bits) => format!("RSA {bits}"),
        KeyKind::P256 => "ECDSA P-256".to_owned(),
        KeyKind::P384 => "ECDSA P-384".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Whose a certificate is, for machines.
pub fn names_json(certificate: &Certificate) -> Value {
    let names = certificate.names();
    json!({
        "organisation": names.organisation,
        "credit_code": names.credit_code,
        "common_name": names.common_name,
        "person": names.person,
    })
}
