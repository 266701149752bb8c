//! `sealbid box close`: closes a box, and has the head that ends with the closing stamped at once (SPEC §14.6).
//!
//! The closing cannot be undone and must not wait; the stamp must come within the notice's grace. So the box is closed
//! first, and the command can be given again as often as it takes to have the head stamped.

use super::pending::Pending;
use crate::clock::countdown;
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::revocation::Evidence;
use crate::stamping::{Authorities, Stamping};
use crate::{fill, say};
use sealbid::custodian::COSIGN_REQUEST;
use sealbid::record::Head;
use sealbid::suite::hash;
use sealbid::tenderbox::{AnyBox, CHECKPOINT, ClosedBox, LOG, TenderBox};
use sealbid::timestamp::TokenTime;
use sealbid::wire::Time;
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::Path;

/// Arguments of `box close`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    desk: Desk,
    /// What is known about revocation, to be frozen with the closing.
    #[command(flatten)]
    evidence: Evidence,
    #[command(flatten)]
    stamping: Stamping,
}

/// Closes a box, or goes on with its closing.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let folder = &arguments.desk.folder;
    let closed = match arguments.desk.open(console)? {
        AnyBox::Open(open) => {
            // Whoever cannot ask anybody learns it before the closing, which cannot be undone.
            let authorities = arguments.stamping.ready(Some(&open.notice()?), console)?;
            let closed = close(open, &arguments.evidence, console)?;
            let pending = stamp(&closed, &authorities, console)?;
            return told(&closed, &pending, folder, console);
        }
        AnyBox::Closed(closed) => {
            say!(console, "box-closed-before")?;
            closed
        }
    };
    let recorded = closed.with_history(|history| history.closing().is_some_and(|c| c.head.is_some()));
    let pending = match Pending::load(&closed)? {
        Some(pending) => pending,
        // A box whose head is recorded may have lost the request by which it came to be.
        None if recorded => Pending::closing(&closed)?,
        None => {
            let notice = closed.with_history(|history| history.notice().cloned())?;
            stamp(&closed, &arguments.stamping.ready(Some(&notice), console)?, console)?
        }
    };
    told(&closed, &pending, folder, console)
}

fn close(open: TenderBox, evidence: &Evidence, console: &Console) -> Result<ClosedBox> {
    let revocation = evidence.load()?;
    let now = console.clock.now()?;
    let unchecked = revocation.is_unchecked();
    let dated = unchecked || revocation.gathered().is_some();
    let revocation = if dated { revocation } else { revocation.gathered_at(now) };
    let closed = open.close(&revocation, now)?;
    say!(console, "box-closed", time = console.clock.local(now))?;
    if unchecked {
        say!(console, "box-closed-unchecked")?;
    }
    Ok(closed)
}

/// Has the head stamped, and keeps head and request. Where nobody stamps, it is told until when that can be made good.
fn stamp(closed: &ClosedBox, authorities: &Authorities, console: &Console) -> Result<Pending> {
    let mut pending = Pending::closing(closed)?;
    let imprint = hash(&[pending.head.note().text().as_bytes()]);
    let notice = closed.with_history(|history| history.notice().cloned())?;
    let until = grace_end(closed)?;
    let stamped = authorities.stamp(&imprint, Some(&notice), console);
    match stamped.and_then(|tokens| after_deadline(closed, &pending.head, tokens)) {
        Ok(tokens) => {
            pending.tokens = tokens;
            pending.ask(closed)?;
            Ok(pending)
        }
        Err(failure) => {
            let left = countdown(&console.words, until, console.clock.now()?);
            console.alarm(&fill!(
                console.words,
                "box-unstamped",
                time = console.clock.local(until),
                left = left
            ))?;
            console.result(&json!({ "closed": true, "stamped": null, "grace": until }))?;
            Err(failure)
        }
    }
}

/// The tokens that tell that the head was made after the deadline: one from a clock that is slow would have it closed
/// early.
pub fn after_deadline(closed: &ClosedBox, head: &Head, tokens: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
    let times = closed.with_history(|history| history.token_times(head, &tokens))?;
    let deadline = closed.status()?.deadline;
    let early = times.iter().find(|time| time.ceil() <= deadline).copied();
    let good = tokens.into_iter().zip(times).filter(|(_, time)| time.ceil() > deadline);
    let good: Vec<Vec<u8>> = good.map(|(token, _)| token).collect();
    match early {
        Some(early) if good.is_empty() => {
            Err(Error::new(ErrorKind::ClosedEarly).because(format_args!("stamped at {early}")).into())
        }
        _ => Ok(good),
    }
}

/// The last moment at which a head comes in time.
fn grace_end(closed: &ClosedBox) -> Result<Time> {
    let end = closed
        .with_history(|history| Ok::<_, Error>(history.deadline()?.plus(history.notice()?.body().grace)))?;
    Ok(end)
}

fn told(closed: &ClosedBox, pending: &Pending, folder: &Path, console: &Console) -> Result<()> {
    let times = closed.with_history(|history| history.token_times(&pending.head, &pending.tokens))?;
    let time = times.into_iter().min();
    let checkpoint = pending.head.checkpoint();
    let (recorded, excused) = closed.with_history(|history| {
        let closing = history.closing();
        (closing.is_some_and(|c| c.head.is_some()), closing.is_some_and(|c| c.excused))
    });
    let late = match time {
        Some(time) => time.ceil() > grace_end(closed)?,
        None => false,
    };
    say!(console, "box-head", size = checkpoint.size, root = checkpoint.root)?;
    if let Some(time) = time {
        say!(console, "box-stamped", time = console.clock.local(time.floor()))?;
    }
    if late && !excused {
        console.alarm(&console.words.text("box-stamped-late"))?;
    }
    let (request, log) = (folder.join(COSIGN_REQUEST), folder.join(LOG));
    if recorded {
        say!(console, "box-head-there")?;
    } else {
        say!(console, "box-close-next", request = request.display(), log = log.display())?;
        say!(console, "box-close-then", folder = folder.display())?;
    }
    console.result(&json!({
        "closed": true,
        "grace": grace_end(closed)?,
        "size": checkpoint.size,
        "root": checkpoint.root,
        "stamped": time.map(TokenTime::floor),
        "late": late,
        "tokens": pending.tokens.len(),
        "recorded": recorded,
        "checkpoint": folder.join(CHECKPOINT),
        "cosign_request": request,
        "log": log,
    }))
}
