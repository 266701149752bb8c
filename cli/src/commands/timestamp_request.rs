//! `sealbid timestamp request`: a token from an authority, over the network or by files.

use super::timestamp::{Stamped, json, show};
use crate::console::Console;
use crate::failure::Result;
use crate::stamping::{Stamp, Stamping, Stamps};
use crate::time_trust::{Judge, TimeTrust};
use crate::{files, say};
use clap::ArgGroup;
use sealbid::ca::Revocation;
use sealbid::suite::Digest;
use sealbid::timestamp::{TimestampRequest, TokenInfo, read_response};
use sealbid::{Error, ErrorKind};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What stands for the network, or for a verdict, where a request is only written.
const ASKING: [&str; 7] = ["tsa_url", "tsa_cert", "tsa_key", "anchor", "notice", "query", "response"];

/// Arguments of `timestamp request`.
#[derive(clap::Args, Debug)]
#[command(group(ArgGroup::new("written").args(["out", "query_out"]).required(true)))]
pub struct Arguments {
    #[command(flatten)]
    stamped: Stamped,
    #[command(flatten)]
    stamping: Stamping,
    #[command(flatten)]
    trust: TimeTrust,
    /// The token to write
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Ask nobody: write the request, to be sent from a machine with a network (curl --data-binary)
    #[arg(long, value_name = "FILE", conflicts_with_all = ASKING)]
    query_out: Option<PathBuf>,
    /// Ask nobody: this is the authority's answer to the request in --query
    #[arg(long, value_name = "FILE", requires = "query", conflicts_with_all = ["tsa_url", "tsa_cert"])]
    response: Option<PathBuf>,
    /// The request that was written with --query-out
    #[arg(long, value_name = "FILE", requires = "response")]
    query: Option<PathBuf>,
}

/// Asks, or writes the request.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let targets = [&arguments.out, &arguments.query_out];
    targets.into_iter().flatten().try_for_each(|path| files::free(path))?;
    let imprint = arguments.stamped.imprint(console)?;
    if let Some(path) = &arguments.query_out {
        return write_query(path, imprint, console);
    }
    // The command line is refused where neither is given.
    let Some(out) = &arguments.out else { return Ok(()) };
    let (judge, notice) = arguments.trust.load()?;
    let found = match (&arguments.query, &arguments.response) {
        (Some(query), Some(response)) => read_answer(query, response, &imprint, &judge)?,
        _ => {
            let notice = notice.as_ref().map(|signed| signed.notice());
            arguments.stamping.ask(&imprint, notice, &judge, 1, console)?
        }
    };
    let Some(stamp) = found.stamps.first() else { return Err(Error::new(ErrorKind::NoTimestamp).into()) };
    let info = TokenInfo::claimed(&stamp.token)?;
    files::write(out, &stamp.token)?;
    say!(console, "timestamp-written", file = out.display())?;
    show(&info, stamp.verified.as_ref(), console)?;
    let mut result = json(&info, stamp.verified.as_ref());
    let failed = found.failed.iter().map(|(name, failure)| {
        let mut entry = failure.json(&console.words);
        entry["authority"] = Value::from(name.clone());
        entry
    });
    result["file"] = Value::from(out.display().to_string());
    result["from"] = Value::from(stamp.from.clone());
    result["failed"] = failed.collect();
    console.result(&result)
}

fn write_query(path: &Path, imprint: Digest, console: &Console) -> Result<()> {
    let request = TimestampRequest::random(imprint)?;
    files::write(path, &request.to_der()?)?;
    say!(console, "timestamp-query-written", file = path.display())?;
    say!(console, "timestamp-query-next", file = path.display())?;
    console.result(&serde_json::json!({ "query": path, "imprint": imprint }))
}

/// An answer that came by another way, held against the request that it is for.
fn read_answer(query: &Path, response: &Path, imprint: &Digest, judge: &Judge) -> Result<Stamps> {
    let request = files::parse(query, TimestampRequest::parse)?;
    if request.imprint() != *imprint {
        let error = Error::new(ErrorKind::TimestampImprint);
        let detail = format!("the request is for {}, the file has {imprint}", request.imprint());
        return Err(error.because(detail).at(query.display()).into());
    }
    let token = files::parse(response, |bytes| read_response(bytes, &request))?;
    let verified = judge.verify(&token, imprint, &Revocation::unchecked())?;
    let from = response.display().to_string();
    Ok(Stamps { stamps: vec![Stamp { from, token, verified }], failed: Vec::new() })
}
