//! Blind review: copies dealt under codes, scores, and only then the names.

use super::bids::Bid;
use super::cast::Bidder;
use super::checks::Checks;
use super::tender::{Tender, put};
use crate::commands::blind::packages;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::say;
use sealbid::bid::Work;
use sealbid::blind::{Package, Packages, check_copy, deal, fix_scores, unblind};
use sealbid::opening::{NoEvents, Opening};
use sealbid::record::{LotScores, Score, Scores, Signed};
use sealbid::redact::Terms;
use sealbid::tenderbox::ClosedBox;
use sealbid::wire::{Id, Time};
use sealbid::{Error, ErrorKind};
use std::collections::BTreeSet;

/// What a bidder of the rehearsal declares of itself.
pub fn terms(bidder: &Bidder) -> Terms {
    let mut names = vec![bidder.name.clone(), bidder.name_en.clone()];
    names.extend(bidder.short_name());
    let codes = vec![bidder.credit_code.clone()];
    Terms { names, codes, people: vec![bidder.manager().to_owned()], ..Terms::default() }
}

/// Packages as evaluators get them.
#[derive(Default)]
struct Evaluators(Vec<Package>);

impl Packages for Evaluators {
    fn take(&mut self, package: Package) -> sealbid::Result<()> {
        self.0.push(package);
        Ok(())
    }
}

/// Deals a stage, fixes the scores, and publishes the names.
pub fn run(
    tender: &Tender,
    closed: &ClosedBox,
    (stage, at): (&str, Time),
    sealed: &[Bid],
    checks: &mut Checks,
    console: &Console,
) -> Result<()> {
    let opening = Opening::begin(closed, &Id::new(stage)?, &NoEvents)?;
    let mut evaluators = Evaluators::default();
    let dealt = deal(&opening, &BTreeSet::new(), &mut evaluators, at, Work::default())?;
    checks.that("every bidder's copies are dealt", evaluators.0.len() == sealed.len())?;
    checks.that("the hall makes every copy again", dealt.different == 0)?;
    write(tender, &evaluators.0)?;
    for bid in sealed {
        let terms = terms(&bid.bidder);
        for package in &evaluators.0 {
            for (path, bytes) in &package.files {
                checks.that("no copy names a bidder", check_copy(path, bytes, &terms).is_ok())?;
            }
        }
    }
    say!(console, "rehearse-dealt", count = evaluators.0.len())?;

    let early = unblind(&opening, at).map_err(Failure::from);
    checks.refused("names before scores", early, ErrorKind::OutOfOrder)?;
    let score = |(n, code): (usize, String)| Score {
        code,
        points: 9_500 - 125 * u32::try_from(n).unwrap_or(0),
        reason: None,
    };
    let lots = dealt.blinded.codes().into_iter().map(|lot| {
        let scores = lot.codes.into_iter().enumerate().map(score).collect();
        LotScores { lot: lot.lot, scores }
    });
    let lots = lots.collect();
    let tender_digest = opening.case().notice().tender();
    let content = Scores::new(tender_digest, Id::new(stage)?, dealt.digest, at, lots).to_bytes()?;
    let signed = Signed::by_certificate(content, &tender.tenderer, at)?.to_bytes()?;
    put(&tender.root.join("tenderer").join("scores.json"), &signed)?;
    fix_scores(closed, &signed, at)?;

    let unblinding = unblind(&opening, at)?;
    checks.that("every commitment opens", unblinding.open(&dealt.blinded).is_ok())?;
    let mut exchanged = unblinding.clone();
    if let Some([first, second, ..]) = exchanged.lots.first_mut().map(|lot| lot.codes.as_mut_slice()) {
        std::mem::swap(&mut first.bid, &mut second.bid);
    }
    let exchanged = exchanged.open(&dealt.blinded).map_err(Failure::from);
    checks.refused("names exchanged", exchanged, ErrorKind::WrongCodes)?;
    for lot in &unblinding.lots {
        for code in &lot.codes {
            let bid = sealed.iter().find(|bid| bid.digest == code.bid);
            let bid = bid.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(code.bid))?;
            say!(console, "rehearse-unblinded", code = code.code, bidder = bid.bidder.name)?;
        }
    }
    checks.that("every bid has a code", unblinding.bids().count() == sealed.len())
}

/// As evaluators get them: one has a folder for each code, another an archive.
fn write(tender: &Tender, packages: &[Package]) -> Result<()> {
    let evaluators = tender.root.join("evaluators");
    for package in packages {
        packages::folder(&evaluators.join("1"), package)?;
        packages::archive(&evaluators.join("2"), package)?;
    }
    Ok(())
}
