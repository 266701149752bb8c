//! A technical stage that is reviewed blind, from the bidders' copies to their names. Not every build makes copies, so
//! tests that do take this module beside `common`, as `world`.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::world::hall::*;
use super::world::record::{TECHNICAL, trust};
use super::world::record_events::signed_by;
use super::world::tender::Bid;
use super::world::{World, id, time};
use sealbid::audit::{AuditOptions, EvidenceFolder, Report, Rule, Verdict, audit};
use sealbid::bid::{Document, Draft};
use sealbid::blind::*;
use sealbid::opening::Opening;
use sealbid::record::*;
use sealbid::redact::Terms;
use sealbid::tenderbox::LOG;
use std::collections::BTreeSet;
use std::sync::Arc;

pub fn terms(name: &str) -> Terms {
    Terms { names: vec![name.to_owned()], ..Terms::default() }
}

/// A draft whose proposal names its bidder, with the copies that its client makes; `change` may spoil one.
pub fn draft(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Draft {
    let text = |path: &str, kind: &str, bytes: &[u8]| Document::bytes(path, kind, bytes.to_vec()).unwrap();
    let proposal = format!("施工方案\n{name}编制\n");
    let originals = [("方案.txt", proposal.as_bytes()), ("a/进度.txt", b"weeks\n".as_slice())];
    let mut documents: Vec<Document> =
        originals.iter().map(|(path, bytes)| text(path, "text/plain", bytes)).collect();
    let mut change = Some(change);
    for (path, original) in originals {
        let mut bytes = make_copy(path, original, &terms(name), None).unwrap().bytes;
        if path == "方案.txt" {
            change.take().unwrap()(&mut bytes);
        }
        documents.push(text(&format!("blind/{path}"), "text/plain", &bytes));
    }
    documents.push(text("blind/terms.json", "application/json", &terms(name).to_bytes().unwrap()));
    let mut draft = small();
    draft.parts.insert(id("method"), documents);
    draft
}

pub const NAMES: [&str; 3] = ["云启建设", "青石工程", "北辰水务"];

pub fn sealed(world: &World, change: impl Fn(usize, &mut Vec<u8>)) -> Vec<Bid> {
    let notice = world.notice();
    let bid = |(n, name): (usize, &&str)| {
        Bid::of(world, &notice, draft(name, |copy| change(n, copy)), &bidder(world, name))
    };
    NAMES.iter().enumerate().map(bid).collect()
}

/// The technical stage is opened and finished.
pub fn finished<'w>(world: &'w World, bids: &[Bid]) -> Hall<'w> {
    let hall = Hall::new(world, bids);
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 2]);
    opening.open(time(TECHNICAL), &quiet(), one()).unwrap();
    hall.finish(&mut opening, TECHNICAL);
    drop(opening);
    hall
}

/// Packages, kept in the order in which they were dealt.
#[derive(Default)]
pub struct Kept(pub Vec<Package>);

impl Packages for Kept {
    fn take(&mut self, package: Package) -> sealbid::Result<()> {
        self.0.push(package);
        Ok(())
    }
}

pub fn deal_to(
    opening: &Opening<'_>,
    withheld: &[usize],
    bids: &[Bid],
) -> sealbid::Result<(Dealt, Vec<Package>)> {
    let withheld: BTreeSet<_> = withheld.iter().map(|n| bids[*n].digest()).collect();
    let mut kept = Kept::default();
    let dealt = deal(opening, &withheld, &mut kept, time(TECHNICAL), one())?;
    Ok((dealt, kept.0))
}

/// Scores that give every code these points, signed by the tenderer.
pub fn scores(hall: &Hall<'_>, dealt: &Dealt, points: u32) -> Vec<u8> {
    let lots = dealt.blinded.codes().into_iter().map(|lot| {
        let score = |code: String| Score { code, points, reason: None };
        LotScores { lot: lot.lot, scores: lot.codes.into_iter().map(score).collect() }
    });
    let tender = hall.closed.with_history(|history| history.tender()).unwrap();
    let scores = Scores::new(tender, id("technical"), dealt.digest, time(TECHNICAL), lots.collect());
    signed_by(&hall.world.tenderer, scores.to_bytes().unwrap(), time(TECHNICAL))
}

pub fn score(hall: &Hall<'_>, dealt: &Dealt) {
    fix_scores(&hall.closed, &scores(hall, dealt, 8_000), time(TECHNICAL)).unwrap();
}

/// The hall's record, audited with its evidence.
pub fn audited(hall: &Hall<'_>) -> Report {
    let store: Arc<dyn Store> = Arc::new(hall.store.clone());
    let evidence = EvidenceFolder::open(Arc::clone(&store), "evidence").unwrap();
    let options = AuditOptions::new(trust(hall.world));
    audit(&store.open(LOG).unwrap(), Some(&evidence), &options, one()).unwrap()
}

/// What an audit says of the review.
pub fn verdict(report: &Report) -> &Verdict {
    &report.rules.iter().find(|result| result.rule == Rule::Review).unwrap().verdict
}
