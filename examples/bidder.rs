//! A bidder's client: check the notice against one's own list, seal, and keep the key file.
//!
//! `cargo run --example bidder`

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{id, time};
use sealbid::bid::{Document, Draft, Work, seal_file};
use sealbid::ca::TrustAnchors;
use sealbid::notice::{FormValue, Organisation, TrustList};

fn main() -> sealbid::Result<()> {
    let world = common::World::new();
    let notice = world.notice();

    // Whom we trust as custodians is our own list, not the notice's.
    let known = ["Custodian 0", "Custodian 1", "Custodian 2"];
    let known = known.map(|name| Organisation { name: name.into(), credit_code: None });
    let anchors = TrustAnchors::new(vec![world.certificate().clone()])?;
    let trusted = notice.trusted_by(&TrustList::new(anchors, known.to_vec()), time(common::BEFORE))?;

    // Documents by part, values by field: those that the notice asks for.
    let offer = Document::bytes("施工方案.txt", "text/plain", "第一章 总体部署".into())?;
    let bill = Document::bytes("清单.txt", "text/plain", "1,沟槽开挖,m3,1200".into())?;
    let price = notice.notice().body().form.iter().find(|field| field.id == id("price"));
    let price = price.map(|field| field.parse_value("28989993.09")).transpose()?;
    let draft = Draft {
        lot: id("1"),
        parts: [(id("method"), vec![offer]), (id("bill"), vec![bill])].into(),
        form: [(id("price"), price.unwrap_or(FormValue::Number(0))), (id("period"), FormValue::Number(240))]
            .into(),
    };

    // Sealed, made durable, read back and opened on trial: what comes out of here opens when the quorums release.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("bid.sbid");
    let sealed = seal_file(draft, &trusted, &world.bidder, time(common::BEFORE), &path, Work::default())?;
    let keys = sealed.keys.to_key_file(b"a long passphrase")?;
    println!("bid {} of {} bytes", sealed.digest, std::fs::metadata(&path)?.len());
    println!("key file of {} bytes", keys.len());
    Ok(())
}
