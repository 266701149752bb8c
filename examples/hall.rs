//! An opening hall: check bids while they are sealed, open them with releases, read out the form.
//!
//! `cargo run --example hall`

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::time;
use sealbid::bid::{FolderSink, Work};
use sealbid::ca::Revocation;

fn main() -> sealbid::Result<()> {
    let world = common::World::new();
    let signed = world.notice();
    let (bytes, _) = common::sealed(&world, &signed);

    let bid = common::read(&bytes, &signed)?;
    bid.check_parts(Work::default())?;
    bid.check_signer(&Revocation::unchecked(), time(common::BEFORE))?;
    println!("bid {} of {}", bid.digest(), bid.file().signature().certificate.names().display());

    let folder = tempfile::tempdir()?;
    for stage in &signed.notice().body().stages {
        let verdict = bid.unlock(&stage.id, &world.releases(&bid, stage.id.as_str(), &[0, 1]))?;
        for refused in &verdict.refused {
            println!("the release of {} is wrong: {}", refused.holder, refused.error);
        }
        let mut sink = FolderSink::new(folder.path())?;
        let contents = bid.open_stage(&stage.id, &verdict.outcome?, &mut sink, Work::default())?;
        for part in &contents.parts {
            println!("{}: part {} with {} documents", stage.id, part.part, part.documents.len());
        }
        for entry in contents.form.iter().flat_map(|form| form.entries()) {
            let field = signed.notice().body().form.iter().find(|field| field.id == entry.id);
            println!(
                "{}: {} = {}",
                stage.id,
                entry.id,
                field.map(|f| f.display(&entry.value)).unwrap_or_default()
            );
        }
    }
    Ok(())
}
