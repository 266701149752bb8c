//! `sealbid open`: one stage of one bid, with its holders' releases.

use super::inspect;
use super::releases::{Collected, Unusable};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::figures::{size, value};
use crate::progress::Bar;
use crate::table::Table;
use crate::{files, say};
use sealbid::bid::{Discard, FolderSink, Form, SealedBid, Sink, StageContents};
use sealbid::ca::Revocation;
use sealbid::notice::Notice;
use sealbid::timelock::Unlocked;
use sealbid::wire::Id;
use sealbid::{Error, ErrorKind};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `open`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The sealed bid
    bid: PathBuf,
    /// The folder of the notice
    #[arg(long, value_name = "DIR")]
    notice: PathBuf,
    /// The stage to open
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    stage: Id,
    /// A holder's release file (can be given several times)
    #[arg(long, value_name = "FILE")]
    release: Vec<PathBuf>,
    /// A file of drand beacons (can be given several times)
    #[arg(long, value_name = "FILE")]
    beacon: Vec<PathBuf>,
    /// Write all documents below this folder, as PART/PATH; nothing is overwritten
    #[arg(long, value_name = "DIR", required_unless_present = "document")]
    out: Option<PathBuf>,
    /// Write just one document
    #[arg(long, value_name = "PART/PATH", conflicts_with = "out", requires = "output")]
    document: Option<String>,
    /// Where to write that document; - is standard output
    #[arg(short, long, value_name = "FILE", requires = "document")]
    output: Option<PathBuf>,
}

/// Opens a stage. The signer's chain is judged at `--at`, or now.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let at = console.clock.now()?;
    let place = |error: Error| error.at(arguments.bid.display());
    let signed = files::signed_notice(&arguments.notice)?;
    let notice = signed.notice();
    notice.stage(&arguments.stage)?;
    let bid = inspect::read(&arguments.bid)?.under(notice).map_err(place)?;
    bid.check_signer(&Revocation::unchecked(), at).map_err(place)?;

    let scope = bid.scope(&arguments.stage);
    let collected =
        Collected::read(&arguments.release, &arguments.beacon, &scope, notice.policy(&scope.stage)?)?;
    let (unlocked, refused) = unlock(&bid, &arguments.stage, collected);
    // Standard output belongs to the document if it goes there.
    let to_stdout = arguments.output.as_deref() == Some(Path::new("-"));
    if !to_stdout {
        show_refused(&refused, console)?;
    }
    let unlocked = unlocked.map_err(place)?;

    let mut keep;
    let mut discard = Discard;
    let sink: &mut dyn Sink = match &arguments.out {
        Some(folder) => {
            keep = FolderSink::new(folder)?;
            &mut keep
        }
        None => &mut discard,
    };
    let rows = bid.file().header().parts.iter().filter(|row| row.stage == arguments.stage);
    let bar = Bar::new(console, &console.words.text("progress-open"), rows.map(|row| row.size).sum());
    let contents = bid.open_stage(&arguments.stage, &unlocked, sink, bar.work()).map_err(place)?;
    drop(bar);
    if let (Some(document), Some(output)) = (&arguments.document, &arguments.output) {
        // The whole stage was checked above, so that nothing is handed out that was not signed.
        write_document(&bid, &arguments.stage, document, &unlocked, output)?;
        if to_stdout {
            return Ok(());
        }
        say!(console, "open-document", document = document, file = output.display())?;
    }
    show(notice, &bid, &contents, arguments, console)?;
    console.result(&json(&bid, &contents, &refused))
}

/// Opens the lock; wrong releases are named, in the error too if it fails.
fn unlock(
    bid: &SealedBid<'_, File>,
    stage: &Id,
    collected: Collected,
) -> (sealbid::Result<Unlocked>, Vec<Unusable>) {
    let mut unusable = collected.unusable;
    let outcome = match bid.unlock(stage, &collected.given) {
        Err(error) => Err(error),
        Ok(verdict) => {
            unusable.extend(verdict.refused.into_iter().map(Unusable::from));
            verdict.outcome
        }
    };
    let outcome = outcome.map_err(|error| {
        let named = unusable.iter().map(|u| format!("; {}: {}", u.who, u.error.kind().name()));
        let detail = format!("{}{}", error.detail(), named.collect::<String>());
        Error::new(error.kind()).because(detail).at(error.place())
    });
    (outcome, unusable)
}

fn show_refused(refused: &[Unusable], console: &Console) -> Result<()> {
    for unusable in refused {
        let failure = Failure::from(unusable.error.clone());
        let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
        say!(console, "open-refused", holder = unusable.who, reason = reason, code = code)?;
    }
    Ok(())
}

/// Streams one document into a new file, or to standard output.
fn write_document(
    bid: &SealedBid<'_, File>,
    stage: &Id,
    document: &str,
    unlocked: &Unlocked,
    output: &Path,
) -> Result<()> {
    let unknown = || Error::new(ErrorKind::NoSuchDocument).because(document);
    let (part, path) = document.split_once('/').ok_or_else(unknown)?;
    let part = Id::new(part)?;
    if output == Path::new("-") {
        let mut out = std::io::stdout().lock();
        bid.stream_document(stage, &part, path, unlocked, &mut out)?;
        return Ok(out.flush().map_err(Error::from)?);
    }
    files::free(output)?;
    let partial = files::with_ending(output, ".partial");
    let at = |e: std::io::Error| Error::from(e).at(partial.display());
    let mut file = File::create_new(&partial).map_err(at)?;
    let streamed = bid.stream_document(stage, &part, path, unlocked, &mut file);
    let written = streamed.and_then(|()| file.sync_all().map_err(at));
    drop(file);
    let finished = written.map_err(Into::into).and_then(|()| files::publish(&partial, output));
    finished.inspect_err(|_| files::remove(&partial))
}

fn show(
    notice: &Notice,
    bid: &SealedBid<'_, File>,
    contents: &StageContents,
    arguments: &Arguments,
    console: &Console,
) -> Result<()> {
    let signer = bid.file().signature().certificate.names().display();
    say!(console, "open-good", stage = arguments.stage, signer = signer)?;
    if let Some(form) = &contents.form {
        console.line("")?;
        console.table(&form_table(notice, form, console))?;
    }
    if let Some(folder) = &arguments.out {
        let words = &console.words;
        let columns = ["column-part", "column-document", "column-size"];
        let mut table = Table::new(columns.map(|id| words.text(id))).right(&[2]);
        for part in &contents.parts {
            for document in &part.documents {
                table.row([part.part.to_string(), document.path.clone(), size(document.size)]);
            }
        }
        console.line("")?;
        console.table(&table)?;
        say!(console, "open-written", folder = folder.display())?;
    }
    Ok(())
}

fn form_table(notice: &Notice, form: &Form, console: &Console) -> Table {
    let words = &console.words;
    let mut table = Table::new(["column-field", "column-value"].map(|id| words.text(id)));
    for field in &notice.body().form {
        if let Some(found) = form.value(&field.id) {
            table.row([field.title.clone(), value(words, field, found)]);
        }
    }
    table
}

fn json(bid: &SealedBid<'_, File>, contents: &StageContents, refused: &[Unusable]) -> Value {
    let parts = contents.parts.iter().map(|part| json!({ "part": part.part, "documents": part.documents }));
    let refused = refused.iter().map(|unusable| {
        let error = &unusable.error;
        json!({ "holder": unusable.who, "code": error.code(), "name": error.kind().name() })
    });
    json!({
        "digest": bid.digest(),
        "signer": bid.file().signature().certificate.names().display(),
        "form": contents.form.as_ref().map(Form::entries),
        "parts": parts.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
    })
}
