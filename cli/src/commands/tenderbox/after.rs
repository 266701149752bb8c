//! `sealbid box objection|rescue`: what bidders bring after the closing (SPEC §13.9 rules 8 and 9).

use crate::commands::inspect;
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::progress::Bar;
use crate::{files, say};
use sealbid::bid::Progress;
use sealbid::record::{Receipt, Signed};
use sealbid::tenderbox::{AnyBox, ClosedBox};
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// Arguments of `box objection`.
#[derive(clap::Args, Debug)]
pub struct Objection {
    #[command(flatten)]
    desk: Desk,
    /// The receipt of the bid that is missing
    receipt: PathBuf,
}

/// Arguments of `box rescue`.
#[derive(clap::Args, Debug)]
pub struct Rescue {
    #[command(flatten)]
    desk: Desk,
    /// The very file that was received
    bid: PathBuf,
}

/// Records an objection.
pub fn objection(arguments: &Objection, console: &Console) -> Result<()> {
    let path = &arguments.receipt;
    let bytes = files::read_signed(path)?;
    let receipt = Signed::parse(&bytes).and_then(|signed| Receipt::parse(signed.content()));
    let digest = receipt.map_err(|e| e.at(path.display()))?.digest;
    let closed = closed(&arguments.desk, console)?;
    let entry = closed.objection(&bytes, console.clock.now()?).map_err(|e| e.at(path.display()))?;
    say!(console, "box-objection", entry = entry, digest = digest)?;
    say!(console, "box-objection-next", digest = digest)?;
    console.result(&json!({ "entry": entry, "digest": digest }))
}

/// Takes a bid's file again.
pub fn rescue(arguments: &Rescue, console: &Console) -> Result<()> {
    let path = &arguments.bid;
    let digest = inspect::read(path)?.digest();
    let closed = closed(&arguments.desk, console)?;
    let at = |e: io::Error| Error::from(e).at(path.display());
    let file = File::open(path).map_err(at)?;
    let bar = Bar::new(console, &console.words.text("progress-receive"), file.metadata().map_err(at)?.len());
    let rescued = closed.rescue(&digest, &mut Watched { file, bar: &bar }, console.clock.now()?);
    if rescued.is_err() && bar.cancelled() {
        return Err(ErrorKind::Cancelled.into());
    }
    drop(bar);
    rescued.map_err(|e| e.at(path.display()))?;
    say!(console, "box-rescued", digest = digest)?;
    console.result(&json!({ "digest": digest }))
}

fn closed(desk: &Desk, console: &Console) -> Result<ClosedBox> {
    match desk.open(console)? {
        AnyBox::Closed(closed) => Ok(closed),
        AnyBox::Open(_) => Err(ErrorKind::NotClosed.into()),
    }
}

/// A file whose reading is shown, and ends with Ctrl-C.
struct Watched<'a> {
    file: File,
    bar: &'a Bar,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bar.cancelled() {
            return Err(io::Error::other(Error::new(ErrorKind::Cancelled)));
        }
        let count = self.file.read(buffer)?;
        self.bar.advance(count as u64);
        Ok(count)
    }
}
