//! `sealbid trust`: the bidder's own list of organisations that it trusts as custodians.

use crate::console::Console;
use crate::failure::Result;
use crate::signing::certificates;
use crate::{files, say};
use sealbid::ca::{TrustAnchors, credit_code_is_valid};
use sealbid::notice::{Organisation, TrustList};
use sealbid::wire::check_text;
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::PathBuf;

/// What can be done with a list.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a list
    New {
        /// Root certificates that you trust (PEM; can be given several times)
        #[arg(long, value_name = "FILE", required = true)]
        anchor: Vec<PathBuf>,
        /// An organisation by name, better with its credit code (can be given several times)
        #[arg(long, value_name = "NAME[=CODE]", required = true)]
        organisation: Vec<String>,
        /// The list to write
        #[arg(short, long, value_name = "FILE", default_value = "trust.json")]
        out: PathBuf,
    },
}

/// Writes a list.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    let Command::New { anchor, organisation, out } = command;
    let anchors = anchor.iter().map(|path| certificates(path)).collect::<Result<Vec<_>>>()?.concat();
    TrustAnchors::new(anchors.clone())?;
    let organisations = organisation.iter().map(|text| parse(text)).collect::<Result<Vec<_>>>()?;
    files::write(out, &TrustList::to_bytes(&anchors, &organisations)?)?;
    say!(
        console,
        "trust-made",
        file = out.display(),
        anchors = anchors.len(),
        organisations = organisations.len()
    )?;
    console.result(&json!({ "file": out, "anchors": anchors.len(), "organisations": organisations }))
}

fn parse(text: &str) -> Result<Organisation> {
    let (name, code) = match text.split_once('=') {
        Some((name, code)) => (name, Some(code)),
        None => (text, None),
    };
    check_text(name, 1, 256).map_err(|e| e.at("organisation"))?;
    if let Some(code) = code.filter(|code| !credit_code_is_valid(code)) {
        return Err(Error::new(ErrorKind::BadField).because(code).at(name).into());
    }
    Ok(Organisation { name: name.to_owned(), credit_code: code.map(str::to_owned) })
}
