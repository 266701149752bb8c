//! `sealbid notice`: statements, signatures and acceptances; the longer commands have files of their own.

use super::{notice_check, notice_new, notice_show};
use crate::console::Console;
use crate::failure::Result;
use crate::signing::Signing;
use crate::{files, passphrase, say};
use sealbid::ca::sign_detached;
use sealbid::notice::CustodianEntry;
use sealbid::notice::{Acceptance, Notice, Statement, VerifiedStatement};
use sealbid::timelock::CustodianKey;
use sealbid::wire::Base64;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What can be done with a notice.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a notice from a draft that people can write (TOML)
    New(notice_new::Arguments),
    /// State a custodian's key, signed by its organisation
    Statement {
        /// The custodian's key file
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// A file whose first line is the key file's passphrase; - is standard input
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// The organisation's certificate and key.
        #[command(flatten)]
        signing: Signing,
        /// The statement to write, as NAME.statement.json; its signature goes beside it
        #[arg(short, long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Sign a notice as the tenderer
    Sign {
        /// The notice; its signature goes beside it
        notice: PathBuf,
        /// The tenderer's certificate and key.
        #[command(flatten)]
        signing: Signing,
    },
    /// Accept a notice as one of its custodians
    Accept {
        /// The notice
        notice: PathBuf,
        /// The custodian's key file
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// A file whose first line is the key file's passphrase; - is standard input
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// The acceptance to write; CUSTODIAN.acceptance.json beside the notice if left out
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Show what a notice says; nothing is verified but its own rules
    Show {
        /// The notice, or its folder
        notice: PathBuf,
    },
    /// Verify a notice, its signature and every acceptance, and give advice
    Check(notice_check::Arguments),
}

/// Carries out all but `check`.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::New(arguments) => notice_new::run(arguments, console),
        Command::Statement { key, passphrase_file, signing, out } => {
            let key = custodian_key(console, key, passphrase_file.as_deref())?;
            statement(&key, signing, out, console)
        }
        Command::Sign { notice, signing } => sign(&files::notice_path(notice), signing, console),
        Command::Accept { notice, key, passphrase_file, out } => {
            let key = custodian_key(console, key, passphrase_file.as_deref())?;
            accept(&files::notice_path(notice), &key, out.as_deref(), console)
        }
        Command::Show { notice } => notice_show::run(&files::notice_path(notice), console),
        // Its exit code is its own: the caller takes it there.
        Command::Check(arguments) => notice_check::run(arguments, console).map(|_| ()),
    }
}

fn custodian_key(console: &Console, path: &Path, passphrase_file: Option<&Path>) -> Result<CustodianKey> {
    let passphrase = passphrase::ask(console, passphrase_file, path)?;
    files::parse(path, |bytes| CustodianKey::from_key_file(bytes, passphrase.as_bytes()))
}

fn statement(key: &CustodianKey, signing: &Signing, out: &Path, console: &Console) -> Result<()> {
    let signature_path = files::with_ending(out, files::SIGNATURE);
    files::free(out)?;
    files::free(&signature_path)?;
    let signer = signing.load(console)?;
    let bytes = Statement::of(key).to_bytes()?;
    let signature = sign_detached(&bytes, &signer, Some(console.clock.now()?))?;
    // What will not verify in the notice is told now, to the one who can mend it.
    VerifiedStatement::verify(&CustodianEntry {
        statement: Base64(bytes.clone()),
        signature: Base64(signature.clone()),
    })?;
    files::write(&signature_path, &signature)?;
    files::write(out, &bytes).inspect_err(|_| files::remove(&signature_path))?;
    say!(console, "statement-made", file = out.display(), signature = signature_path.display())?;
    say!(console, "statement-next")?;
    console.result(&json!({ "statement": out, "signature": signature_path, "custodian": key.custodian() }))
}

fn sign(path: &Path, signing: &Signing, console: &Console) -> Result<()> {
    let out = files::with_ending(path, files::SIGNATURE);
    files::free(&out)?;
    let notice = files::parse(path, Notice::parse)?;
    let signer = signing.load(console)?;
    let organisation = signer.certificate().names().organisation.unwrap_or_default();
    if organisation != notice.body().tenderer {
        let error = sealbid::Error::new(sealbid::ErrorKind::OrganisationMismatch);
        return Err(error.because(organisation).at("tenderer").into());
    }
    files::write(&out, &sign_detached(notice.bytes(), &signer, Some(console.clock.now()?))?)?;
    say!(console, "notice-signed", file = out.display(), digest = notice.digest())?;
    console.result(&json!({ "signature": out, "notice": notice.digest() }))
}

fn accept(path: &Path, key: &CustodianKey, out: Option<&Path>, console: &Console) -> Result<()> {
    let notice = files::parse(path, Notice::parse)?;
    let name = format!("{}{}", key.custodian(), files::ACCEPTANCE);
    let out = out.map_or_else(|| path.with_file_name(name), Path::to_owned);
    let acceptance = Acceptance::of(key, &notice)?;
    files::write(&out, &acceptance.to_bytes()?)?;
    say!(
        console,
        "notice-accepted",
        file = out.display(),
        custodian = key.custodian(),
        digest = notice.digest()
    )?;
    console.result(&json!({ "acceptance": out, "custodian": key.custodian(), "notice": notice.digest() }))
}
