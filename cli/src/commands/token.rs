//! `sealbid token`: which tokens and certificates are there to sign with.

use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::table::Table;
use crate::{fill, say};
use sealbid::ca::{KeyPresence, PinState, Token, TokenCertificate, TokenLibrary};
use sealbid::wire::Time;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What can be done with tokens.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List tokens and the certificates on them; no PIN is asked for
    List {
        /// The PKCS#11 library of the token's maker
        #[arg(long, value_name = "LIBRARY")]
        token: PathBuf,
    },
}

/// Lists tokens.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    let Command::List { token: path } = command;
    let now = console.clock.now()?;
    let tokens = TokenLibrary::open(path)?.tokens()?;
    let tokens: Vec<Token> = tokens.into_iter().filter(|token| token.initialised).collect();
    if tokens.is_empty() {
        return Err(sealbid::Error::new(sealbid::ErrorKind::NoToken).at(path.display()).into());
    }
    let words = |id: &str| console.words.text(id);
    let mut table = Table::new([
        words("column-token"),
        words("column-serial"),
        words("column-maker"),
        words("column-model"),
        words("column-pin"),
    ]);
    for token in &tokens {
        table.row([
            token.label.clone(),
            token.serial.clone(),
            token.manufacturer.clone(),
            token.model.clone(),
            words(&format!("pin-{}", pin(token))),
        ]);
    }
    console.table(&table)?;
    for token in &tokens {
        certificates(token, now, console)?;
    }
    say!(console, "token-next")?;
    console
        .result(&json!({ "tokens": tokens.iter().map(|token| token_json(token, now)).collect::<Vec<_>>() }))
}

fn certificates(token: &Token, now: Time, console: &Console) -> Result<()> {
    console.line("")?;
    say!(console, "token-certificates", token = token.label, count = token.certificates.len())?;
    let words = |id: &str| console.words.text(id);
    if !token.certificates.is_empty() {
        let mut table = Table::new([
            words("column-token-fingerprint"),
            words("column-subject"),
            words("column-from"),
            words("column-until"),
            words("column-private-key"),
            words("column-can-sign"),
        ]);
        for entry in &token.certificates {
            let certificate = &entry.certificate;
            table.row([
                certificate.fingerprint().to_string().chars().take(16).collect(),
                certificate.subject(),
                console.clock.local(certificate.not_before()),
                console.clock.local(certificate.not_after()),
                words(&format!("key-{}", key(entry))),
                can_sign(entry, now, console),
            ]);
        }
        console.table(&table)?;
    }
    for why in &token.unreadable {
        say!(console, "token-unreadable", why = why)?;
    }
    Ok(())
}

/// Yes, or the reason why not.
fn can_sign(entry: &TokenCertificate, now: Time, console: &Console) -> String {
    match entry.can_sign(now) {
        Ok(()) => console.words.text("yes"),
        Err(error) => {
            let code = Failure::from(error).code();
            fill!(console.words, "token-cannot", reason = console.words.text(&format!("error-{code}")))
        }
    }
}

fn pin(token: &Token) -> &'static str {
    match token.pin {
        _ if !token.login_required => "unneeded",
        PinState::Locked => "locked",
        PinState::LastTry => "last-try",
        PinState::TriedWrong => "tried-wrong",
        PinState::MustChange => "must-change",
        PinState::Unset => "unset",
        _ => "good",
    }
}

fn key(entry: &TokenCertificate) -> &'static str {
    match entry.key {
        KeyPresence::Present => "present",
        KeyPresence::Absent => "absent",
        _ => "unknown",
    }
}

fn token_json(token: &Token, now: Time) -> Value {
    let certificate = |entry: &TokenCertificate| {
        let certificate = &entry.certificate;
        json!({
            "fingerprint": certificate.fingerprint(),
            "subject": certificate.subject(),
            "issuer": certificate.issuer(),
            "serial": certificate.serial_hex(),
            "not_before": certificate.not_before(),
            "not_after": certificate.not_after(),
            "id": sealbid::wire::Base64(entry.id.clone()),
            "label": entry.label,
            "private_key": key(entry),
            "refused": entry.can_sign(now).err().map(|error| error.code()),
        })
    };
    json!({
        "label": token.label,
        "serial": token.serial,
        "manufacturer": token.manufacturer,
        "model": token.model,
        "pin": pin(token),
        "pin_pad": token.pin_pad,
        "certificates": token.certificates.iter().map(certificate).collect::<Vec<_>>(),
        "unreadable": token.unreadable,
    })
}
