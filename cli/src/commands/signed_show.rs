//! `sealbid signed show`: what a signed file says, and whether the right one signed it.

use super::inspect;
use super::signed_check::{Against, check_signature, check_signer};
use super::signed_content::Content;
use crate::console::Console;
use crate::failure::Result;
use crate::signing::certificates;
use crate::{files, say};
use sealbid::ca::TrustAnchors;
use sealbid::record::Signed;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `signed show`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The signed file
    file: PathBuf,
    /// The folder of the notice, which names those who must have signed
    #[arg(long, value_name = "DIR")]
    notice: Option<PathBuf>,
    /// A root that you trust, for what the tenderer signs (PEM or DER; can be given several times)
    #[arg(long, value_name = "FILE", requires = "notice")]
    trusted: Vec<PathBuf>,
    /// The sealed bid that a bidder's request is about
    #[arg(long, value_name = "FILE")]
    bid: Option<PathBuf>,
    /// Write content and signature into this folder, as other programs read them (openssl cms -verify)
    #[arg(long, value_name = "DIR")]
    extract: Option<PathBuf>,
}

/// Shows a file.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let now = console.clock.now()?;
    let place = arguments.file.display();
    let signed = Signed::parse(&files::read_signed(&arguments.file)?).map_err(|e| e.at(&place))?;
    let signature = check_signature(&signed).map_err(|e| e.at(&place))?;
    let content = Content::parse(&signed).map_err(|e| e.at(&place))?;
    let notice = arguments.notice.as_deref().map(files::signed_notice).transpose()?;
    let roots = arguments.trusted.iter().map(|path| certificates(path)).collect::<Result<Vec<_>>>()?.concat();
    let trust = if roots.is_empty() { None } else { Some(TrustAnchors::new(roots)?) };
    let bid = arguments.bid.as_deref().map(inspect::read).transpose()?;

    content.show(console)?;
    console.line("")?;
    say!(console, "signed-digest", digest = signed.content_digest())?;
    match &signature {
        Some(found) => {
            say!(console, "signed-signer", name = found.certificate.subject())?;
            if let Some(time) = found.claimed_time {
                say!(console, "signed-claimed", time = console.clock.local(time))?;
            }
        }
        None => {
            say!(console, "signed-key", key = signed.key().map(|key| key.to_string()).unwrap_or_default())?
        }
    }
    let notice = notice.as_ref().map(|signed| signed.notice());
    let against = Against { notice, trust: trust.as_ref(), bid: bid.as_ref() };
    let checked = check_signer(&signed, &content, &against, now, console).map_err(|f| f.at(&place))?;
    let extracted = match &arguments.extract {
        Some(folder) => extract(&signed, content.kind(), folder, console)?,
        None => Vec::new(),
    };
    console.result(&json!({
        "kind": content.kind(),
        "content": content.json(&signed),
        "digest": signed.content_digest(),
        "signer": signature.as_ref().map(|found| found.certificate.subject()),
        "certificate": signature.as_ref().map(|found| found.certificate.fingerprint()),
        "claimed_time": signature.as_ref().and_then(|found| found.claimed_time),
        "key": signed.key(),
        "checked": checked,
        "extracted": extracted,
    }))
}

/// Writes content and signature; that of a bare key has no form of its own that other programs would know.
fn extract(signed: &Signed, kind: &str, folder: &Path, console: &Console) -> Result<Vec<PathBuf>> {
    let content = folder.join(format!("{kind}.json"));
    let signature = files::with_ending(&content, files::SIGNATURE);
    files::free(&content)?;
    files::free(&signature)?;
    files::make_folder(folder)?;
    let mut written = Vec::new();
    if let Some(cms) = signed.cms() {
        files::write(&signature, cms)?;
        written.push(signature.clone());
    }
    // A seed opens a bid.
    let write = if kind == "seed" { files::write_secret } else { files::write };
    write(&content, signed.content()).inspect_err(|_| written.iter().for_each(|p| files::remove(p)))?;
    say!(console, "signed-extracted", content = content.display())?;
    if signed.cms().is_some() {
        say!(console, "signed-openssl", content = content.display(), signature = signature.display())?;
    }
    written.insert(0, content);
    Ok(written)
}
