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
        take(&closed, path, &mut pending.head)?;
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

/// Adds the cosignatures of a note over this very head.
pub fn take(closed: &ClosedBox, path: &Path, head: &mut Head) -> Result<()> {
    let note = files::read(path)?;
    let taken = closed.with_history(|history| history.add_cosignatures(head, &note));
    taken.map_err(|e| e.at(path.display()))?;
    Ok(())
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
