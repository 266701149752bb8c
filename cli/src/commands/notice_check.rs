//! `sealbid notice check`: everything that can be verified of a notice, and what it had better not say.

use super::Done;
use crate::console::Console;
use crate::failure::Result;
use crate::{files, say};
use sealbid::notice::{Advice, SignedNotice, TrustList, advise};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `notice check`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The folder with notice.json, notice.json.p7s and all acceptances
    notice: PathBuf,
    /// Your own list of trusted organisations
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// End with code 3 if there are warnings
    #[arg(long)]
    strict: bool,
}

/// Checks a notice.
pub fn run(arguments: &Arguments, console: &Console) -> Result<Done> {
    let signed = files::signed_notice(&arguments.notice)?;
    let notice = signed.notice();
    let signer = signed.signature().certificate.names().display();
    say!(console, "check-signature", signer = signer)?;
    for custodian in notice.custodians() {
        let statement = custodian.statement();
        say!(console, "check-acceptance", id = statement.custodian, organisation = statement.organisation)?;
    }
    match &arguments.trust {
        Some(path) => {
            signed.trusted_by(&files::parse(path, TrustList::parse)?, console.clock.now()?)?;
            say!(console, "check-trusted", count = notice.custodians().len())?;
        }
        None => say!(console, "check-trust-skipped")?,
    }
    say!(console, "check-good", digest = notice.digest())?;
    let advice = advise(notice.body());
    for advice in &advice {
        say!(console, "check-advice", text = console.words.text(&format!("advice-{}", advice.name())))?;
    }
    console.result(&json(&signed, &signer, arguments.trust.is_some(), &advice))?;
    Ok(if arguments.strict && !advice.is_empty() { Done::Warned } else { Done::Clean })
}

fn json(signed: &SignedNotice, signer: &str, trusted: bool, advice: &[Advice]) -> serde_json::Value {
    let notice = signed.notice();
    let custodians = notice.custodians().iter().map(|custodian| &custodian.statement().custodian);
    json!({
        "notice": notice.digest(),
        "tender": notice.tender(),
        "tender_id": notice.body().tender_id,
        "signer": signer,
        "accepted": custodians.collect::<Vec<_>>(),
        "trust_checked": trusted,
        "advice": advice.iter().map(|advice| advice.name()).collect::<Vec<_>>(),
    })
}
