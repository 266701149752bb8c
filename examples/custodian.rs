//! A custodian's tender: make a key, state it, accept the notice, release at the opening.
//!
//! `cargo run --example custodian`

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{id, organisation, time};
use sealbid::ca::{KeyType, sign_detached};
use sealbid::notice::{Acceptance, Statement};
use sealbid::timelock::CustodianKey;

fn main() -> sealbid::Result<()> {
    // Before the tender: a key for this tender alone, kept under a passphrase, and a statement of it that the
    // organisation signs with its certificate.
    let mut world = common::World::new();
    let key = CustodianKey::generate(id("notary"), "Notary Office", id("T-1"), time(common::ISSUED))?;
    let key_file = key.to_key_file(b"a long passphrase")?;
    let office = organisation(&world.ca, "Notary Office", KeyType::P256);
    let statement = Statement::of(&key).to_bytes()?;
    let signature = sign_detached(&statement, &office, Some(key.created()))?;
    println!("statement of {} bytes, signature of {} bytes", statement.len(), signature.len());

    // The tenderer puts it into the notice; the custodian reads the notice and accepts it.
    world.custodians[2] = CustodianKey::from_key_file(key_file.as_bytes(), b"a long passphrase")?;
    world.body.custodians[2] = common::statement(&key, &office);
    world.body.lock.quorums[0].holders[2] = sealbid::notice::HolderSpec::Custodian { id: id("notary") };
    let signed = world.notice();
    let notice = signed.notice();
    let acceptance = Acceptance::of(&key, notice)?;
    println!("accepted: {}", String::from_utf8_lossy(&acceptance.to_bytes()?));

    // At the opening, once the record justifies it: a signature for each bid that is admitted to the stage.
    let (bytes, _) = common::sealed(&world, &signed);
    let bid = common::read(&bytes, &signed)?;
    let bids = [(bid.lot().clone(), bid.bid_key())];
    let release = notice.release(&key, &id("technical"), &bids, time("2026-07-01T09:10:00+08:00"))?;
    println!("released: {}", String::from_utf8_lossy(&release.to_bytes()?));
    Ok(())
}
