//! The course of the rehearsal, step by step.

use super::bids::{self, Bid, Desk};
use super::cast::{self, NOT_ADMITTED, PARTS, STAGES};
use super::checks::Checks;
use super::prices::{self, Opened};
use super::tender::{self, Tender};
use super::{audits, custody, invitation, opening, review, submission};
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::progress::Guard;
use crate::{files, say};
use sealbid::ErrorKind;
use sealbid::bid::{BidFile, Work};
use sealbid::ca::Revocation;
use sealbid::notice::{Notice, TrustList, TrustedNotice, advise};
use sealbid::opening::{Minutes, Opening};
use sealbid::record::{Admission, NotAdmitted, Signed};
use sealbid::tenderbox::ClosedBox;
use sealbid::timelock::ReleaseFile;
use sealbid::wire::{Id, Time};
use std::fs::File;
use std::path::Path;

/// Plays it all below a folder.
pub fn play(folder: &Path, keep: bool, guard: &Guard, console: &Console) -> Result<()> {
    let now = console.clock.now()?;
    let mut checks = Checks::default();
    say!(console, "rehearse-begin", folder = folder.display())?;

    say!(console, "rehearse-step-notice")?;
    let tender = tender::prepare(folder, now, console)?;
    let trusted = check_notice(&tender, &mut checks, console)?;
    guard.check()?;

    say!(console, "rehearse-step-seal")?;
    let mut sealed = Vec::new();
    let mut desks = Vec::new();
    for bidder in cast::bidders()? {
        let desk = Desk::new(&tender, bidder)?;
        sealed.push(desk.seal(&tender, &trusted, "bid.sbid", console)?);
        bids::tell(sealed.last().ok_or_else(nobody)?, console)?;
        desks.push(desk);
        guard.check()?;
    }
    let first = sealed.first().ok_or_else(nobody)?;
    let sixth = bids::refuse_sixth(&tender, &trusted, &first.bidder, &mut checks, console)?;
    check_bids(&tender, trusted.notice(), &sealed, &mut checks)?;
    guard.check()?;

    say!(console, "rehearse-step-submit")?;
    let closed = submit(&tender, &trusted, &desks, &sealed, &mut checks, console)?;
    guard.check()?;

    say!(console, "rehearse-step-technical")?;
    let notice = trusted.notice();
    opening::too_early(&tender, &closed, (STAGES[0], tender.deadline.plus(2_400)), &mut checks, console)?;
    let at = stage_time(notice, STAGES[0])?;
    let (closed, minutes) = opening::technical(&tender, closed, (STAGES[0], at), &mut checks, console)?;
    read_out(&tender, notice, STAGES[0], &minutes, sealed.iter(), &mut checks, console)?;
    guard.check()?;

    say!(console, "rehearse-step-review")?;
    review::run(&tender, &closed, (STAGES[0], at), &sealed, &mut checks, console)?;
    guard.check()?;

    say!(console, "rehearse-step-commercial")?;
    let opened = open_commercial(&tender, notice, &closed, &sealed, &mut checks, console)?;
    drop(closed);
    guard.check()?;

    say!(console, "rehearse-step-audit")?;
    let report = audits::audits(&tender, &sealed, &mut checks, console)?;
    audits::answer(&tender, first, &mut checks, console)?;
    guard.check()?;

    let sorted = prices::by_price(opened)?;
    console.line("")?;
    console.table(&prices::table(notice, &sorted, console))?;
    console.line("")?;
    say!(console, "rehearse-checks", count = checks.passed())?;
    if keep {
        invitation::invite(&tender, first, console)?;
    }
    console.result(&prices::summary(keep.then_some(folder), &sealed, &sorted, &sixth, &report, &checks))
}

fn nobody() -> Failure {
    Failure::own(Own::RehearsalFailed, "", "no bids")
}

/// The notice, as a bidder's client would check it.
fn check_notice(tender: &Tender, checks: &mut Checks, console: &Console) -> Result<TrustedNotice> {
    let signed = files::signed_notice(&tender.notice_folder())?;
    let trusted =
        signed.trusted_by(&files::parse(&tender.trust_path(), TrustList::parse)?, tender.sealing)?;
    checks.that("the notice is signed, accepted and trusted", true)?;
    checks.that("no advice on the notice", advise(signed.notice().body()).is_empty())?;
    let names = signed.notice().custodians().iter().map(|c| c.statement().organisation.clone());
    say!(
        console,
        "rehearse-custodians",
        names = names.collect::<Vec<_>>().join(&console.words.text("list-separator"))
    )?;
    say!(console, "rehearse-notice", tenderer = signed.notice().body().tenderer)?;
    Ok(trusted)
}

/// Everything that can be checked of sealed bids.
fn check_bids(tender: &Tender, notice: &Notice, sealed: &[Bid], checks: &mut Checks) -> Result<()> {
    for bid in sealed {
        let folder = &bid.bidder.folder;
        let file = File::open(&bid.path).map_err(sealbid::Error::from)?;
        let found = BidFile::read(file)?.under(notice)?;
        found.check_parts(Work::default())?;
        checks.that(&format!("parts of {folder}"), true)?;
        checks.that(&format!("digest of {folder}"), found.digest() == bid.digest)?;
        found.check_signer(&Revocation::unchecked(), tender.sealing)?;
        let names = found.file().signature().certificate.names();
        checks.that(&format!("signer of {folder}"), names.organisation.as_ref() == Some(&bid.bidder.name))?;
        checks.that(
            &format!("credit code of {folder}"),
            names.credit_code.as_ref() == Some(&bid.bidder.credit_code),
        )?;
    }
    Ok(())
}

/// By how many seconds the last stage is postponed: a day.
const POSTPONED: u64 = 86_400;

/// All five are received, the second after a first try that it replaces, the fourth after one that it withdrew; the last
/// stage is postponed; a late bid is refused; the box is closed.
fn submit(
    tender: &Tender,
    trusted: &TrustedNotice,
    desks: &[Desk],
    sealed: &[Bid],
    checks: &mut Checks,
    console: &Console,
) -> Result<ClosedBox> {
    let notice = trusted.notice();
    let box_ = submission::new_box(tender)?;
    let [_, second, third, fourth, ..] = desks else { return Err(nobody()) };
    let try_first = second.seal(tender, trusted, "first-try.sbid", console)?;
    let withdrawn = fourth.seal(tender, trusted, "withdrawn.sbid", console)?;
    submission::submit(tender, &box_, notice, &withdrawn, checks)?;
    submission::withdraw(tender, &box_, notice, &withdrawn, checks)?;
    say!(console, "rehearse-withdraws", bidder = withdrawn.bidder.name)?;
    for bid in sealed {
        if bid.bidder.folder == try_first.bidder.folder {
            submission::submit(tender, &box_, notice, &try_first, checks)?;
            submission::replace(tender, &box_, notice, (&try_first, bid), checks)?;
            say!(console, "rehearse-replaces", bidder = bid.bidder.name)?;
        } else {
            submission::submit(tender, &box_, notice, bid, checks)?;
            say!(console, "rehearse-received", bidder = bid.bidder.name)?;
        }
    }
    let reason = console.words.text("rehearse-postponement");
    let later = stage_time(notice, STAGES[1])?.plus(POSTPONED);
    submission::postpone(tender, &box_, notice, (later, &reason), checks)?;
    say!(console, "rehearse-postponed", tenderer = notice.body().tenderer, reason = reason)?;
    let late = third.seal(tender, trusted, "too-late.sbid", console)?;
    submission::too_late(tender, &box_, notice, &late, checks, console)?;
    submission::close(tender, box_, checks, console)
}

fn stage_time(notice: &Notice, stage: &str) -> Result<Time> {
    Ok(notice.stage(&Id::new(stage)?)?.1.time)
}

/// What was opened is what was sealed: documents and form.
fn read_out<'b>(
    tender: &Tender,
    notice: &Notice,
    stage: &str,
    minutes: &Minutes,
    bids: impl Iterator<Item = &'b Bid>,
    checks: &mut Checks,
    console: &Console,
) -> Result<Vec<Opened<'b>>> {
    let parts: Vec<&str> = PARTS.iter().filter(|(_, of)| *of == stage).map(|(part, _)| *part).collect();
    let mut read = Vec::new();
    for bid in bids {
        opening::compare(tender, stage, &parts, bid, checks, console)?;
        let form = opening::opened(minutes, bid)?;
        let wanted = bid.bidder.form()?;
        for field in notice.fields_of(&Id::new(stage)?) {
            let filled = wanted.get(&field.id).map(|text| field.parse_value(text)).transpose()?;
            let entry = form.and_then(|form| form.iter().find(|entry| entry.id == field.id));
            let same = filled.is_some() && entry.map(|entry| &entry.value) == filled.as_ref();
            checks.that(&format!("{} of {}", field.id, bid.bidder.folder), same)?;
        }
        read.extend(form.map(|form| (bid, form.to_vec())));
    }
    Ok(read)
}

/// Four bids are admitted and released, when the time has come to which the stage was postponed; the fifth stays shut for
/// ever.
fn open_commercial<'b>(
    tender: &Tender,
    notice: &Notice,
    closed: &ClosedBox,
    sealed: &'b [Bid],
    checks: &mut Checks,
    console: &Console,
) -> Result<Vec<Opened<'b>>> {
    let (admitted, others): (Vec<&Bid>, Vec<&Bid>) =
        sealed.iter().partition(|bid| bid.bidder.folder != NOT_ADMITTED);
    for bid in &others {
        say!(console, "rehearse-not-admitted", bidder = bid.bidder.name)?;
    }
    let (stage, announced) = (STAGES[1], stage_time(notice, STAGES[1])?);
    let at = announced.plus(POSTPONED);
    let reason = console.words.text("rehearse-reason");
    let out = |bid: &&Bid| NotAdmitted { digest: bid.digest, reason: reason.clone() };
    let out = others.iter().map(out).collect();
    let decided = Time::from_unix(at.unix() - 3_600)?;
    let (go_on, id) = (opening::digests(admitted.iter().copied()), Id::new(stage)?);
    let admission = Admission::new(notice.tender(), id, decided, go_on, out).to_bytes()?;
    let signed = Signed::by_certificate(admission, &tender.tenderer, decided)?.to_bytes()?;
    tender::put(&tender.root.join("tenderer").join("admission.json"), &signed)?;
    Opening::admit(closed, &signed, decided)?;

    opening::too_early(tender, closed, (stage, announced), checks, console)?;
    let minutes = opening::commercial(tender, closed, (stage, at), checks)?;
    say!(console, "rehearse-released", count = admitted.len())?;
    let opened = read_out(tender, notice, stage, &minutes, admitted.iter().copied(), checks, console)?;
    for bid in others {
        let release = files::parse(&custody::release_path(tender, stage, "notary"), ReleaseFile::parse)?;
        let shut = release.for_bid(&notice.scope(&bid.keys.lot, &Id::new(stage)?, bid.bid_key()));
        let shut = shut.map_err(Failure::from);
        let failure = checks.refused("a bid that is not admitted", shut, ErrorKind::NotReleased)?;
        let reason = failure.reason(&console.words);
        say!(console, "rehearse-shut", bidder = bid.bidder.name, reason = reason)?;
    }
    Ok(opened)
}
