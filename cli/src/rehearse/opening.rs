//! The openings: asked too early, one release, a wrong one, a power cut, and those that open.

use super::bids::Bid;
use super::cast::CUSTODIANS;
use super::checks::Checks;
use super::custody;
use super::submission::reopen;
use super::tender::{Tender, put};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{files, say};
use sealbid::bid::Work;
use sealbid::opening::{Documents, Events, Happened, Minutes, MinutesBid, NoEvents, Opening};
use sealbid::record::{Head, Outcome};
use sealbid::suite::{Digest, hash};
use sealbid::tenderbox::ClosedBox;
use sealbid::wire::{Id, Time};
use sealbid::{Error, ErrorKind};
use std::path::PathBuf;
use std::sync::Mutex;

/// What a hall's screen would be told, one JSON document a line.
#[derive(Default)]
struct Screen(Mutex<Vec<Happened>>);

impl Events for Screen {
    fn event(&self, event: &Happened) {
        if let Ok(mut lines) = self.0.lock() {
            lines.push(event.clone());
        }
    }
}

/// Where all documents of a stage's bids go.
pub fn documents(tender: &Tender, stage: &str) -> PathBuf {
    tender.root.join("opened").join(stage)
}

/// A head over everything so far, stamped, and cosigned by these custodians.
fn head(tender: &Tender, closed: &ClosedBox, at: Time, cosigners: &[&str]) -> Result<(Head, Vec<u8>)> {
    let mut head = closed.head()?;
    let token = tender.stamp(hash(&[head.note().text().as_bytes()]), at)?;
    for id in cosigners {
        custody::cosign(tender, id, &mut head, &token)?;
    }
    Ok((head, token))
}

/// Before the time of a stage, no custodian releases it.
pub fn too_early(
    tender: &Tender,
    closed: &ClosedBox,
    (stage, at): (&str, Time),
    checks: &mut Checks,
    console: &Console,
) -> Result<()> {
    let mut opening = Opening::begin(closed, &Id::new(stage)?, &NoEvents)?;
    let damaged = opening.reread(at, Work::default())?;
    checks.that("every stored bid is whole", damaged.is_empty())?;
    let [centre, supervision, _] = CUSTODIANS;
    let (head, token) = head(tender, closed, at, &[centre, supervision])?;
    custody::asked_too_early(tender, closed, supervision, stage, (&head, &token, at), checks, console)
}

/// The bids are read again, and the custodians are asked: the signed request.
fn ask(tender: &Tender, opening: &mut Opening<'_>, closed: &ClosedBox, at: Time) -> Result<Vec<u8>> {
    opening.reread(at, Work::default())?;
    opening.settle(at, Work::default())?;
    let [centre, supervision, _] = CUSTODIANS;
    let (head, token) = head(tender, closed, at, &[centre, supervision])?;
    Ok(opening.request(&head.to_bytes(), vec![token], at, Work::default())?)
}

/// The first stage: one release is not enough, a wrong one is named, the power fails, and the opening goes on.
pub fn technical(
    tender: &Tender,
    closed: ClosedBox,
    (stage, at): (&str, Time),
    checks: &mut Checks,
    console: &Console,
) -> Result<(ClosedBox, Minutes)> {
    let id = Id::new(stage)?;
    let organisation = |id: &str| console.words.text(&format!("rehearse-org-{id}"));
    let [centre, supervision, _] = CUSTODIANS;
    let mut opening = Opening::begin(&closed, &id, &NoEvents)?;
    let request = ask(tender, &mut opening, &closed, at)?;
    let first = custody::release(tender, centre, stage, &request)?;
    opening.give_release(&first, at)?;
    let alone = opening.open(at, &Documents::Discard, Work::default()).map_err(Failure::from);
    let failure = checks.refused("one release", alone, ErrorKind::QuorumNotMet)?;
    say!(console, "rehearse-alone", holder = organisation(centre), reason = failure.reason(&console.words))?;

    let wrong = custody::release_wrongly(tender, supervision, stage, &first)?;
    let named = opening.give_release(&wrong, at).map_err(Failure::from);
    let failure = checks.refused("a wrong release", named, ErrorKind::BadRelease)?;
    say!(
        console,
        "rehearse-wrong",
        holder = organisation(supervision),
        reason = failure.reason(&console.words)
    )?;

    // What was not yet on the disk is gone; the session is begun again with what is there.
    drop(opening);
    drop(closed);
    let closed = reopen(tender)?;
    say!(console, "rehearse-power-cut")?;
    let right = custody::release(tender, supervision, stage, &request)?;
    let minutes = finish(tender, &closed, (stage, at), &[right], checks)?;
    say!(console, "rehearse-replaced", holder = organisation(supervision))?;
    Ok((closed, minutes))
}

/// A later stage: two custodians release the bids that were admitted.
pub fn commercial(
    tender: &Tender,
    closed: &ClosedBox,
    (stage, at): (&str, Time),
    checks: &mut Checks,
) -> Result<Minutes> {
    let [_, supervision, notary] = CUSTODIANS;
    let mut opening = Opening::begin(closed, &Id::new(stage)?, &NoEvents)?;
    let request = ask(tender, &mut opening, closed, at)?;
    drop(opening);
    let releases = [supervision, notary].map(|id| custody::release(tender, id, stage, &request));
    let releases = releases.into_iter().collect::<Result<Vec<_>>>()?;
    finish(tender, closed, (stage, at), &releases, checks)
}

/// All bids are opened, and the minutes made, stamped, signed and recorded.
fn finish(
    tender: &Tender,
    closed: &ClosedBox,
    (stage, at): (&str, Time),
    releases: &[Vec<u8>],
    checks: &mut Checks,
) -> Result<Minutes> {
    let screen = Screen::default();
    let id = Id::new(stage)?;
    let mut opening = Opening::begin(closed, &id, &screen)?;
    for release in releases {
        opening.give_release(release, at)?;
    }
    let to = Documents::Below(documents(tender, stage));
    let summary = opening.open(at, &to, Work::default())?;
    checks.that("every bid of the stage opens", summary.excluded == 0 && summary.pending.is_empty())?;
    let bytes = opening.minutes_bytes()?;
    let token = tender.stamp(hash(&[&bytes]), at)?;
    let digest = opening.finish(vec![token.clone()], at)?;
    checks.that("the minutes are those that are recorded", digest == hash(&[&bytes]))?;
    let again = Opening::begin(closed, &id, &NoEvents)?.minutes_bytes()?;
    checks.that("the minutes made again are the same", again == bytes)?;

    let folder = tender.root.join("minutes");
    files::make_folder(&folder)?;
    put(&folder.join(format!("{stage}.json")), &bytes)?;
    put(&folder.join(format!("{stage}.json.tst")), &token)?;
    let told = screen.0.into_inner().unwrap_or_default();
    let lines = told.iter().map(Happened::to_line).collect::<sealbid::Result<Vec<_>>>()?;
    put(&folder.join(format!("{stage}.events.jsonl")), format!("{}\n", lines.join("\n")).as_bytes())?;
    Ok(Minutes::parse(&bytes)?)
}

/// What the minutes say of a bid.
pub fn of<'m>(minutes: &'m Minutes, bid: &Bid) -> Result<&'m MinutesBid> {
    let found = minutes.bids.iter().find(|found| found.digest == bid.digest);
    found.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(bid.digest).into())
}

/// Every document of a bid must be the original to the last byte, and there must be no other.
pub fn compare(
    tender: &Tender,
    stage: &str,
    parts: &[&str],
    bid: &Bid,
    checks: &mut Checks,
    console: &Console,
) -> Result<()> {
    let folder = documents(tender, stage).join(bid.keys.lot.as_str()).join(bid.digest.to_string());
    let mut count = 0;
    for (part, name, bytes) in bid.bidder.documents().filter(|(part, ..)| parts.contains(part)) {
        count += 1;
        let found = files::read(&folder.join(part).join(name))?;
        checks.that(&format!("{}/{part}/{name}", bid.bidder.folder), found == bytes)?;
    }
    let mut written = 0;
    for part in parts {
        // Blind copies lie in a folder of their own.
        written += files::listed(&folder.join(part), "")?.iter().filter(|path| path.is_file()).count();
    }
    checks.that(&format!("documents of {}", bid.bidder.folder), written == count)?;
    say!(console, "rehearse-opened", bidder = bid.bidder.name, documents = count)
}

/// Whether the minutes name the bidder, and its form if it was opened.
pub fn opened<'m>(minutes: &'m Minutes, bid: &Bid) -> Result<Option<&'m [sealbid::bid::FormEntry]>> {
    Ok(match &of(minutes, bid)?.outcome {
        Outcome::Opened { bidder, form, .. } if *bidder == bid.bidder.name => Some(form),
        _ => None,
    })
}

/// The digests of some bids.
pub fn digests<'b>(bids: impl IntoIterator<Item = &'b Bid>) -> Vec<Digest> {
    bids.into_iter().map(|bid| bid.digest).collect()
}
