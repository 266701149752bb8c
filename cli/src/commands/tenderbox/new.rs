//! `sealbid box new`: a tender box for a notice that is signed and accepted.

use crate::console::Console;
use crate::desk::{Desk, trust_path};
use crate::failure::{Failure, Own, Result};
use crate::{files, say};
use sealbid::ca::TrustAnchors;
use sealbid::record::FolderStore;
use sealbid::tenderbox::TenderBox;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments of `box new`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    desk: Desk,
    /// The folder of the notice, with its signature and every acceptance
    #[arg(long, value_name = "DIR")]
    notice: PathBuf,
}

/// Makes a box.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let Arguments { desk, notice } = arguments;
    if desk.given_roots().is_empty() {
        return Err(Failure::own(Own::Usage, "", "--trust"));
    }
    let trust = trust_path(&desk.folder);
    files::free(&trust)?;
    let notice = files::NoticeBytes::read(notice)?;
    let roots = desk.roots()?;
    let anchors = TrustAnchors::new(roots.clone())?;
    let keys = desk.keys(console)?;
    let now = console.clock.now()?;
    let store = Arc::new(FolderStore::create(&desk.folder)?);
    let made = TenderBox::create(store, &notice.files(), keys, anchors, now)?;
    let pem: String = roots.iter().map(|root| root.to_pem()).collect();
    files::write(&trust, pem.as_bytes())?;
    let status = made.status()?;
    let folder = desk.folder.display();
    say!(console, "box-made", folder = folder, id = status.tender_id, title = status.title)?;
    say!(console, "box-digest", digest = status.notice)?;
    say!(console, "box-deadline", time = console.clock.local(status.deadline))?;
    say!(console, "box-made-next", folder = folder)?;
    console.result(&json!({
        "folder": desk.folder,
        "tender": status.tender,
        "tender_id": status.tender_id,
        "notice": status.notice,
        "deadline": status.deadline,
    }))
}
