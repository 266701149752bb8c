//! The course of the rehearsal, step by step.

use super::bids::{self, Bid};
use super::cast::{self, CUSTODIANS, NOT_ADMITTED, PARTS, STAGES};
use super::checks::Checks;
use super::opening::{Hall, release_path};
use super::tender::{self, Tender};
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::figures::value;
use crate::progress::Guard;
use crate::table::Table;
use crate::{files, say};
use sealbid::ErrorKind;
use sealbid::bid::{Form, Work};
use sealbid::ca::Revocation;
use sealbid::notice::{FormValue, Notice, TrustList, TrustedNotice, advise};
use sealbid::wire::Id;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// An opened price: whose, and the form of the commercial stage.
type Opened<'b> = (&'b Bid, Form);

/// Plays it all below a folder.
pub fn play(folder: &Path, keep: bool, guard: &Guard, console: &Console) -> Result<()> {
    let now = console.clock.now()?;
    let mut checks = Checks::default();
    say!(console, "rehearse-begin", folder = folder.display())?;

    say!(console, "rehearse-step-notice")?;
    let tender = tender::prepare(folder, now, console)?;
    let signed = check_notice(&tender, &mut checks, console)?;
    guard.check()?;

    say!(console, "rehearse-step-seal")?;
    let mut sealed = Vec::new();
    for bidder in cast::bidders()? {
        sealed.push(bids::seal(&tender, &signed, bidder, console)?);
        guard.check()?;
    }
    let first = sealed.first().ok_or_else(|| Failure::own(Own::RehearsalFailed, "", "no bids"))?;
    let sixth = bids::refuse_sixth(&tender, &signed, &first.bidder, &mut checks, console)?;
    check_bids(&tender, &signed, &sealed, &mut checks)?;
    guard.check()?;

    say!(console, "rehearse-step-technical")?;
    open_technical(&tender, signed.notice(), &sealed, &mut checks, console)?;
    guard.check()?;

    say!(console, "rehearse-step-commercial")?;
    let opened = open_commercial(&tender, signed.notice(), &sealed, &mut checks, console)?;
    guard.check()?;

    let sorted = by_price(opened)?;
    console.line("")?;
    console.table(&prices(signed.notice(), &sorted, console))?;
    console.line("")?;
    say!(console, "rehearse-checks", count = checks.passed())?;
    if keep {
        invite(&tender, first, console)?;
    }
    console.result(&summary(folder, keep, &sealed, &sorted, &sixth, &checks))
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
fn check_bids(tender: &Tender, signed: &TrustedNotice, sealed: &[Bid], checks: &mut Checks) -> Result<()> {
    let hall = Hall::new(tender, signed.notice(), STAGES[0])?;
    for bid in sealed {
        let folder = &bid.bidder.folder;
        let found = hall.bid(bid)?;
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

/// One custodian is not enough, a wrong release is named, two open all five.
fn open_technical(
    tender: &Tender,
    notice: &Notice,
    sealed: &[Bid],
    checks: &mut Checks,
    console: &Console,
) -> Result<()> {
    let all = sealed.iter().map(Bid::entry).collect::<Result<Vec<_>>>()?;
    let [centre, supervision, _] = CUSTODIANS;
    let mut hall = Hall::new(tender, notice, STAGES[0])?;
    hall.release(centre, &all)?;
    let Some(first) = sealed.first() else { return Ok(()) };
    let (failure, _) = hall.stays_shut(first, "one release", checks)?;
    let organisation = |id: &str| console.words.text(&format!("rehearse-org-{id}"));
    say!(console, "rehearse-alone", holder = organisation(centre), reason = failure.reason(&console.words))?;

    hall.release_wrongly(supervision, &all)?;
    let (_, verdict) = hall.stays_shut(first, "a wrong release", checks)?;
    let named = matches!(verdict.refused.as_slice(),
        [wrong] if wrong.holder.as_str() == supervision && wrong.error.kind() == ErrorKind::BadRelease);
    checks.that("the wrong release is named", named)?;
    let wrong = Failure::from(ErrorKind::BadRelease);
    say!(
        console,
        "rehearse-wrong",
        holder = organisation(supervision),
        reason = wrong.reason(&console.words)
    )?;

    hall.release(supervision, &all)?;
    say!(console, "rehearse-replaced", holder = organisation(supervision))?;
    for bid in sealed {
        let form = hall.open(bid, checks, console)?;
        check_form(notice, bid, form.as_ref(), STAGES[0], checks)?;
    }
    Ok(())
}

/// Four bids are admitted and released; the fifth stays shut for ever.
fn open_commercial<'b>(
    tender: &Tender,
    notice: &Notice,
    sealed: &'b [Bid],
    checks: &mut Checks,
    console: &Console,
) -> Result<Vec<Opened<'b>>> {
    let (admitted, others): (Vec<&Bid>, Vec<&Bid>) =
        sealed.iter().partition(|bid| bid.bidder.folder != NOT_ADMITTED);
    for bid in &others {
        say!(console, "rehearse-not-admitted", bidder = bid.bidder.name)?;
    }
    let entries = admitted.iter().map(|bid| bid.entry()).collect::<Result<Vec<_>>>()?;
    let [_, supervision, notary] = CUSTODIANS;
    let mut hall = Hall::new(tender, notice, STAGES[1])?;
    hall.release(supervision, &entries)?;
    hall.release(notary, &entries)?;
    say!(console, "rehearse-released", count = admitted.len())?;
    let mut opened = Vec::new();
    for bid in admitted {
        let form = hall.open(bid, checks, console)?;
        check_form(notice, bid, form.as_ref(), STAGES[1], checks)?;
        opened.extend(form.map(|form| (bid, form)));
    }
    for bid in others {
        let (failure, _) = hall.stays_shut(bid, "a bid that is not admitted", checks)?;
        say!(console, "rehearse-shut", bidder = bid.bidder.name, reason = failure.reason(&console.words))?;
    }
    Ok(opened)
}

/// Every value that was read out is the one that the bidder filled in.
fn check_form(
    notice: &Notice,
    bid: &Bid,
    form: Option<&Form>,
    stage: &str,
    checks: &mut Checks,
) -> Result<()> {
    let wanted = bid.bidder.form()?;
    let stage = Id::new(stage)?;
    for field in notice.fields_of(&stage) {
        let filled = wanted.get(&field.id).map(|text| field.parse_value(text)).transpose()?;
        let found = form.and_then(|form| form.value(&field.id));
        let same = found.is_some() && found == filled.as_ref();
        checks.that(&format!("{} of {}", field.id, bid.bidder.folder), same)?;
    }
    Ok(())
}

fn by_price(mut opened: Vec<Opened<'_>>) -> Result<Vec<Opened<'_>>> {
    let price = Id::new("price")?;
    opened.sort_by_key(|(_, form)| match form.value(&price) {
        Some(FormValue::Number(minor)) => *minor,
        _ => u64::MAX,
    });
    Ok(opened)
}

/// What is read out at the opening, the lowest price first.
fn prices(notice: &Notice, sorted: &[Opened<'_>], console: &Console) -> Table {
    let words = &console.words;
    let columns = [
        "column-rank",
        "column-bidder",
        "rehearse-field-price",
        "rehearse-field-period",
        "rehearse-field-quality",
    ];
    let mut table = Table::new(columns.map(|id| words.text(id))).right(&[0, 2, 3]);
    for (n, (bid, form)) in sorted.iter().enumerate() {
        let read =
            notice.body().form.iter().filter_map(|field| Some(value(words, field, form.value(&field.id)?)));
        table.row([(n + 1).to_string(), bid.bidder.name.clone()].into_iter().chain(read));
    }
    table
}

/// What a user can try next on the files that were kept.
fn invite(tender: &Tender, bid: &Bid, console: &Console) -> Result<()> {
    let quoted = |path: PathBuf| match path.display().to_string() {
        text if text.contains([' ', '\'']) => format!("\"{text}\""),
        text => text,
    };
    let root = |path: &str| quoted(tender.root.join(path));
    let (file, notice) = (quoted(bid.path.clone()), quoted(tender.notice_folder()));
    let stage = STAGES[0];
    let release = |holder: &str| quoted(release_path(tender, stage, holder));
    let releases = CUSTODIANS.iter().take(2).map(|holder| format!(" --release {}", release(holder)));
    say!(console, "rehearse-try", passphrase = cast::PASSPHRASE, parts = PARTS.len())?;
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

fn summary(
    folder: &Path,
    keep: bool,
    sealed: &[Bid],
    sorted: &[Opened<'_>],
    sixth: &Failure,
    checks: &Checks,
) -> Value {
    let bids = sealed.iter().map(|bid| {
        let form =
            sorted.iter().find(|(opened, _)| opened.bid_key == bid.bid_key).map(|(_, form)| form.entries());
        json!({
            "folder": bid.bidder.folder,
            "bidder": bid.bidder.name,
            "digest": bid.digest,
            "bid_key": bid.bid_key,
            "admitted": form.is_some(),
            "form": form,
        })
    });
    json!({
        "checks": checks.passed(),
        "folder": keep.then_some(folder),
        "bids": bids.collect::<Vec<_>>(),
        "refused": { "bidder": "bidder-6", "code": sixth.code() },
    })
}
