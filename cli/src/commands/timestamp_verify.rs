//! `sealbid timestamp verify`: whether a token holds, and what it says.

use super::timestamp::{Stamped, json, show};
use crate::console::Console;
use crate::failure::Result;
use crate::time_trust::TimeTrust;
use crate::{files, revocation, say};
use clap::ArgGroup;
use sealbid::{Error, ErrorKind};
use serde_json::Value;
use std::path::PathBuf;

/// Arguments of `timestamp verify`.
#[derive(clap::Args, Debug)]
#[command(group(ArgGroup::new("trusted").args(["anchor", "notice"]).required(true)))]
#[command(group(ArgGroup::new("evidence").args(["crl", "ocsp", "gathered"]).multiple(true).conflicts_with("notice")))]
pub struct Arguments {
    /// The token (DER)
    token: PathBuf,
    #[command(flatten)]
    stamped: Stamped,
    #[command(flatten)]
    trust: TimeTrust,
    #[command(flatten)]
    revocation: revocation::Evidence,
}

/// Checks a token. Its certificate is judged at its own time.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let imprint = arguments.stamped.imprint(console)?;
    let (judge, _) = arguments.trust.load()?;
    let token = files::read(&arguments.token)?;
    let revocation = arguments.revocation.load()?;
    let verified =
        judge.verify(&token, &imprint, &revocation).map_err(|f| f.at(arguments.token.display()))?;
    // Without a judge the command line is refused.
    let Some(verified) = verified else { return Err(Error::new(ErrorKind::NoAuthority).into()) };
    say!(console, "timestamp-good")?;
    show(&verified.info, Some(&verified), console)?;
    revocation::show(&verified.chain, console)?;
    let mut result = json(&verified.info, Some(&verified));
    result["revocation"] = revocation::json(&verified.chain);
    result["token"] = Value::from(arguments.token.display().to_string());
    console.result(&result)
}
