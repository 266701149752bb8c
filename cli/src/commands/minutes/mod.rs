//! `sealbid minutes`: the minutes of a stage as the record has them, and a page to print and sign.

mod page;
mod sheet;

use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::record::RecordPlace;
use crate::{files, fill, say};
use sealbid::ca::{VerifiedSignature, verify_detached};
use sealbid::notice::Notice;
use sealbid::opening::Minutes;
use sealbid::record::{Entry, Event, Fault, Outcome, TimeSource, check_platform};
use sealbid::suite::{Digest, hash};
use sealbid::timestamp::VerifiedToken;
use sealbid::wire::Id;
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The ending of a timestamp token beside what it is over.
const TOKEN: &str = ".tst";

/// Arguments of `minutes`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The record: its folder, its log file, or the folder of a tender box that is closed
    record: PathBuf,
    /// The stage
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    stage: Id,
    /// The minutes to write, byte for byte; signature and timestamps are written beside them, named FILE.p7s and FILE.tst
    #[arg(short, long, value_name = "FILE", required_unless_present = "html")]
    out: Option<PathBuf>,
    /// The page to write, in the language of --lang, for printing on A4
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Minutes as the record has them, with all that vouches for them.
struct Found {
    notice: Notice,
    bytes: Vec<u8>,
    minutes: Minutes,
    cms: Vec<u8>,
    signature: VerifiedSignature,
    tokens: Vec<Vec<u8>>,
    verified: Vec<VerifiedToken>,
}

impl Found {
    fn digest(&self) -> Digest {
        hash(&[&self.bytes])
    }
}

/// Writes the minutes of a stage, and a page of them.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let found = find(&arguments.record, &arguments.stage)?;
    let mut written: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    if let Some(path) = &arguments.out {
        written.push((files::with_ending(path, files::SIGNATURE), found.cms.clone()));
        for (n, token) in found.tokens.iter().enumerate() {
            let ending = if n == 0 { TOKEN.to_owned() } else { format!(".{}{TOKEN}", n + 1) };
            written.push((files::with_ending(path, &ending), token.clone()));
        }
        written.push((path.clone(), found.bytes.clone()));
    }
    if let Some(path) = &arguments.html {
        written.push((path.clone(), page::page(&found, console).into_bytes()));
    }
    written.iter().try_for_each(|(path, _)| files::free(path))?;
    for (n, (path, bytes)) in written.iter().enumerate() {
        let undo = |_: &Failure| written.iter().take(n).for_each(|(path, _)| files::remove(path));
        files::write(path, bytes).inspect_err(undo)?;
    }
    show(&found, arguments, console)?;
    console.result(&json!({
        "stage": found.minutes.stage,
        "digest": found.digest(),
        "signer": found.signature.certificate.names().display(),
        "stamped": found.verified.iter().map(|token| token.info.time.to_string()).collect::<Vec<_>>(),
        "files": written.iter().map(|(path, _)| path).collect::<Vec<_>>(),
    }))
}

fn show(found: &Found, arguments: &Arguments, console: &Console) -> Result<()> {
    let opened =
        found.minutes.bids.iter().filter(|bid| matches!(bid.outcome, Outcome::Opened { .. })).count();
    let count = found.minutes.bids.len();
    say!(console, "minutes-stage", stage = found.minutes.stage_title, opened = opened, count = count)?;
    say!(console, "minutes-digest", digest = found.digest())?;
    say!(console, "minutes-signed", name = found.signature.certificate.names().display())?;
    for token in &found.verified {
        let time = console.clock.local(token.info.time.floor());
        say!(console, "minutes-stamped", name = token.name, time = time)?;
    }
    if let Some(path) = &arguments.out {
        say!(console, "minutes-written", file = path.display())?;
    }
    if let Some(path) = &arguments.html {
        say!(console, "minutes-page", file = path.display())?;
    }
    say!(console, "minutes-next", record = arguments.record.display())
}

/// Finds the minutes, and checks what can be told from the record alone: these bytes are those that its entry names,
/// the platform of the notice signed them, and authorities of the notice stamped them.
fn find(record: &Path, stage: &Id) -> Result<Found> {
    let place = RecordPlace::find(record)?;
    let (mut notice, mut finished) = (None, None);
    place.each(|frame| {
        match Entry::parse(&frame.entry)?.event {
            Event::Notice { .. } => notice = frame.attachments.into_iter().next(),
            Event::Finished { stage: found, minutes, signature, tokens } if found == *stage => {
                let named: Vec<Digest> = [minutes, signature].into_iter().chain(tokens).collect();
                let found: Vec<Digest> = frame.attachments.iter().map(|bytes| hash(&[bytes])).collect();
                if named != found {
                    return Err(Error::new(ErrorKind::AttachmentMismatch)
                        .at(format_args!("entry {}", frame.position.number)));
                }
                finished = Some(frame.attachments);
            }
            _ => {}
        }
        Ok(())
    })?;
    let notice =
        Notice::parse(&notice.ok_or_else(|| Error::new(ErrorKind::LogDamaged).at(record.display()))?)?;
    notice.stage(stage)?;
    let unfinished = || Error::new(ErrorKind::OutOfOrder).because("the stage is not finished").at(stage);
    let mut attached = finished.ok_or_else(unfinished)?.into_iter();
    let (Some(bytes), Some(cms)) = (attached.next(), attached.next()) else {
        return Err(Error::new(ErrorKind::AttachmentMismatch).at(record.display()).into());
    };
    let tokens: Vec<Vec<u8>> = attached.collect();
    let (source, imprint) = (TimeSource::of(&notice)?, hash(&[&bytes]));
    let verified =
        tokens.iter().map(|token| source.verify(token, &imprint)).collect::<sealbid::Result<Vec<_>>>()?;
    let latest = verified.iter().map(|token| token.info.time).max().ok_or(ErrorKind::NoTimestamp)?;
    let signature = verify_detached(&bytes, &cms)?;
    check_platform(&notice, &signature, latest.floor())?;
    let minutes = Minutes::parse(&bytes)?;
    Ok(Found { notice, bytes, minutes, cms, signature, tokens, verified })
}

/// The holders that released, with the organisations behind them.
fn holders(found: &Found, console: &Console) -> Vec<String> {
    let organisation = |holder: &Id| {
        let mut statements = found.notice.custodians().iter().map(|custodian| custodian.statement());
        statements.find(|statement| statement.custodian == *holder).map(|s| s.organisation.clone())
    };
    let one = |holder: &Id| match organisation(holder) {
        Some(name) => fill!(console.words, "minutes-holder", name = name, id = holder),
        None => holder.to_string(),
    };
    found.minutes.holders.iter().map(one).collect()
}

/// Whose fault it is, by the name that messages have.
fn fault(fault: Fault, console: &Console) -> String {
    console.words.text(&format!("fault-{}", super::audit::fault_name(fault)))
}
