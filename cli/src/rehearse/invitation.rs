//! What a user can try next on the files that were kept.

use super::bids::Bid;
use super::cast::{CUSTODIANS, PARTS, PASSPHRASE, STAGES};
use super::custody::release_path;
use super::tender::Tender;
use crate::console::Console;
use crate::failure::Result;
use crate::say;
use std::path::PathBuf;

/// Prints commands to try.
pub fn invite(tender: &Tender, bid: &Bid, console: &Console) -> Result<()> {
    let quoted = |path: PathBuf| match path.display().to_string() {
        text if text.contains([' ', '\'']) => format!("\"{text}\""),
        text => text,
    };
    let root = |path: &str| quoted(tender.root.join(path));
    let (file, notice) = (quoted(bid.path.clone()), quoted(tender.notice_folder()));
    let stage = STAGES[0];
    let release = |holder: &str| quoted(release_path(tender, stage, holder));
    let releases = CUSTODIANS.iter().take(2).map(|holder| format!(" --release {}", release(holder)));
    say!(console, "rehearse-try", passphrase = PASSPHRASE, parts = PARTS.len())?;
    for command in [
        format!("notice show {notice}"),
        format!("notice check {notice} --trust {}", quoted(tender.trust_path())),
        format!(
            "custodian show {} --passphrase-file {}",
            root("custodians/centre/centre.key"),
            root("passphrase.txt")
        ),
        format!("inspect {file}"),
        format!("verify {file} --notice {notice}"),
        format!("signed show {} --notice {notice}", quoted(bid.receipt_path())),
        format!(
            "open {file} --notice {notice} --stage {stage}{} --out {}",
            releases.collect::<String>(),
            root("tried")
        ),
    ] {
        console.line(&format!("  sealbid {command}"))?;
    }
    Ok(())
}
