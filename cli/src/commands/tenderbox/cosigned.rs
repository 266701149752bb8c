//! `sealbid box cosigned`: takes the head with the custodians' cosignatures; once there are enough, it is recorded
//! (SPEC §13.9 rules 6 and 7).

use super::pending::Pending;
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::{files, say};
use sealbid::custodian::COSIGN_REQUEST;
use sealbid::record::Head;
use sealbid::tenderbox::{AnyBox, ClosedBox};
use sealbid::wire::Id;
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `box cosigned`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    desk: Desk,
    /// The custodians' notes: the head, each with a cosignature
    #[arg(required = true)]
    note: Vec<PathBuf>,
}

/// Takes cosignatures.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let AnyBox::Closed(closed) = arguments.desk.open(console)? else {
        return Err(ErrorKind::NotClosed.into());
    };
    let nobody_asked = || Error::new(ErrorKind::FileNotFound).at(COSIGN_REQUEST);
    let mut pending = Pending::load(&closed)?.ok_or_else(nobody_asked)?;
    let before = cosigners(&closed, &pending.head)?;
    for path in &arguments.note {
        let note = read(&closed, path, &pending.head)?;
        add(&closed, &mut pending.head, &note).map_err(|e| e.at(path.display()))?;
    }
    let after = cosigners(&closed, &pending.head)?;
    let enough = is_enough(&closed, &after);
    // The head is recorded before its note is kept: a crash in between must not hide that it is still to be recorded.
    let new = after.len() > before.len() || (enough && !is_recorded(&closed, &pending.head));
    let entry = if enough && new {
        let note = pending.head.to_bytes();
        Some(closed.record_head(&note, pending.tokens.clone(), console.clock.now()?)?)
    } else {
        pending.keep(&closed)?;
        None
    };
    tell(&closed, &after, enough, entry, console)?;
    console.result(&json!({
        "size": pending.head.checkpoint().size,
        "cosigners": after,
        "enough": enough,
        "entry": entry,
    }))
}

/// A note over the very head that was asked for.
pub fn read(closed: &ClosedBox, path: &Path, head: &Head) -> Result<Head> {
    let at = |e: Error| e.at(path.display());
    let bytes = files::read(path)?;
    let note = closed.with_history(|history| history.check_head(&bytes)).map_err(at)?;
    if note.note().text() == head.note().text() {
        return Ok(note);
    }
    let (found, asked) = (note.checkpoint().size, head.checkpoint().size);
    let detail = format!("a head of {found} entries, and {asked} were asked for");
    Err(at(Error::new(ErrorKind::HeadMismatch).because(detail)).into())
}

/// Adds the cosignatures of the notice's custodians; those of others mean nothing here.
pub fn add(closed: &ClosedBox, head: &mut Head, note: &Head) -> sealbid::Result<()> {
    let keys = closed.with_history(|history| history.record_keys())?;
    if note.cosigners(&keys)?.is_empty() {
        return Err(Error::new(ErrorKind::UnknownCustodian).because("no custodian of the notice cosigned it"));
    }
    let origin = &note.checkpoint().origin;
    let names: Vec<String> = keys.iter().map(|(_, key)| format!("{origin}/{key}")).collect();
    let theirs = note.note().signatures().iter().filter(|signature| names.contains(&signature.name));
    theirs.cloned().try_for_each(|signature| head.add(signature))
}

/// The custodians that cosigned a head.
pub fn cosigners(closed: &ClosedBox, head: &Head) -> Result<Vec<Id>> {
    Ok(closed.with_history(|history| history.cosigners(head))?)
}

fn is_enough(closed: &ClosedBox, cosigners: &[Id]) -> bool {
    closed.with_history(|history| history.check_cosigners(cosigners)).is_ok()
}

/// Whether the closed head is in the record; of later heads the record keeps no list.
fn is_recorded(closed: &ClosedBox, head: &Head) -> bool {
    closed.with_history(|history| {
        let closing = history.closing();
        let is_closing = closing.is_some_and(|c| c.entry + 1 == head.checkpoint().size);
        !is_closing || closing.is_some_and(|c| c.head.is_some())
    })
}

fn tell(
    closed: &ClosedBox,
    cosigners: &[Id],
    enough: bool,
    entry: Option<u64>,
    console: &Console,
) -> Result<()> {
    let separator = console.words.text("list-separator");
    let names = cosigners.iter().map(Id::as_str).collect::<Vec<_>>().join(&separator);
    say!(console, "box-cosigners", names = names)?;
    match (enough, entry) {
        (false, _) => return say!(console, "box-cosigners-missing"),
        (true, None) => say!(console, "box-cosigners-same")?,
        (true, Some(entry)) => say!(console, "box-head-recorded", entry = entry)?,
    }
    let next = closed.with_history(|history| {
        let stage = history.next_stage().and_then(|number| history.stages().get(number))?;
        Some((stage.id.clone(), history.earliest_release(stage)))
    });
    match next {
        Some((stage, Ok(time))) => {
            say!(console, "box-head-next", stage = stage, time = console.clock.local(time))
        }
        Some((_, Err(error))) if error.kind() == ErrorKind::ClosedLate => {
            console.alarm(&console.words.text("box-stamped-late"))
        }
        _ => Ok(()),
    }
}
