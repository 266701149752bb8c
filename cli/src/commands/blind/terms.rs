//! `sealbid blind terms`: a list of terms to fill in.

use crate::console::Console;
use crate::failure::Result;
use crate::{files, say, signing};
use sealbid::redact::Terms;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `blind terms`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The list to write
    #[arg(short, long, value_name = "FILE", default_value = "terms.json")]
    out: PathBuf,
    /// The bidder's certificate: the name and the code that it states become terms
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// A name of the bidder: full, short, English, former (can be given several times)
    #[arg(long, value_name = "NAME", required_unless_present = "cert")]
    name: Vec<String>,
    /// A person (can be given several times)
    #[arg(long, value_name = "NAME")]
    person: Vec<String>,
    /// The unified social credit code, or another number (can be given several times)
    #[arg(long, value_name = "CODE")]
    code: Vec<String>,
    /// A telephone number (can be given several times)
    #[arg(long, value_name = "NUMBER")]
    phone: Vec<String>,
    /// An e-mail address (can be given several times)
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A domain of the internet (can be given several times)
    #[arg(long, value_name = "DOMAIN")]
    domain: Vec<String>,
    /// A postal address (can be given several times)
    #[arg(long, value_name = "TEXT")]
    address: Vec<String>,
}

/// Writes the list.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let terms = Terms {
        names: arguments.name.clone(),
        people: arguments.person.clone(),
        codes: arguments.code.clone(),
        phones: arguments.phone.clone(),
        emails: arguments.email.clone(),
        domains: arguments.domain.clone(),
        addresses: arguments.address.clone(),
    };
    let terms = match &arguments.cert {
        Some(path) => terms.with(&stated(path)?),
        None => terms,
    };
    let bytes = terms.to_bytes()?;
    // What cannot be read again is not written.
    let terms = Terms::parse(&bytes)?;
    files::write(&arguments.out, &bytes)?;
    let count: usize = terms.lists().iter().map(|(_, terms)| terms.len()).sum();
    say!(console, "blind-terms-made", file = arguments.out.display(), count = count)?;
    console.result(&json!({ "file": arguments.out, "terms": count }))
}

/// What a bidder's certificate states of it.
///
/// # Errors
/// Those of reading it; [`sealbid::ErrorKind::NoName`].
pub fn stated(path: &Path) -> Result<Terms> {
    let names = signing::certificate(path)?.names();
    let bidder = names.bidder().map_err(|e| e.at(path.display()))?;
    Ok(Terms::stated(bidder, names.credit_code.as_deref()))
}
