//! `sealbid audit prove` and `verify-proof`: that an entry is in a record, for somebody who has not got the record.

use crate::commands::Done;
use crate::console::Console;
use crate::failure::Result;
use crate::record::RecordPlace;
use crate::{files, say};
use clap::ArgGroup;
use sealbid::record::{Entry, Event, ProofFile};
use sealbid::suite::Digest;
use sealbid::wire::{Hex, Id};
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The ending of an entry's file, beside its proof.
const ENTRY: &str = ".entry.json";

/// Arguments of `audit prove`.
#[derive(clap::Args, Debug)]
#[command(group(ArgGroup::new("what").args(["entry", "bid"]).required(true)))]
pub struct Arguments {
    /// The record: its folder, its log file, or the folder of a tender box that is closed
    record: PathBuf,
    /// The number of the entry
    #[arg(long, value_name = "N")]
    entry: Option<u64>,
    /// Instead: the entry that brought this bid (its digest)
    #[arg(long, value_name = "DIGEST", value_parser = crate::commands::timestamp::digest)]
    bid: Option<Digest>,
    /// The proof to write, best named .tlog-proof; the entry is written beside it, named FILE.entry.json
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `audit verify-proof`.
#[derive(clap::Args, Debug)]
pub struct Verify {
    /// The proof
    proof: PathBuf,
    /// The entry that it is for; PROOF.entry.json if left out
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// The folder of a notice of this tender, which names the platform and the custodians
    #[arg(long, value_name = "DIR")]
    notice: PathBuf,
}

/// Writes a proof.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let place = RecordPlace::find(&arguments.record)?;
    let entry = match (arguments.entry, arguments.bid) {
        (Some(number), _) => number,
        (None, Some(digest)) => entry_of(&place, digest)?,
        // The command line is refused before it comes here.
        (None, None) => 0,
    };
    let proof = sealbid::audit::prove(&place.open()?, entry).map_err(|e| e.at(arguments.record.display()))?;
    write(&place, entry, &proof, &arguments.out, console)?;
    console.result(&json!({
        "proof": arguments.out,
        "entry": entry,
        "entry_file": files::with_ending(&arguments.out, ENTRY),
        "size": proof.head.checkpoint().size,
    }))
}

/// The number of the entry that brought a bid.
fn entry_of(place: &RecordPlace, digest: Digest) -> Result<u64> {
    let mut found = None;
    place.each(|frame| {
        let entry = Entry::parse(&frame.entry)?;
        if let Event::Bid { bid, .. } | Event::Replaced { bid, .. } | Event::Announced { bid, .. } =
            entry.event
            && bid.digest == digest
        {
            found = Some(entry.number);
        }
        Ok(())
    })?;
    found.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest).into())
}

/// Writes a proof, and its entry beside it.
pub fn write(
    place: &RecordPlace,
    number: u64,
    proof: &ProofFile,
    path: &Path,
    console: &Console,
) -> Result<()> {
    let beside = files::with_ending(path, ENTRY);
    files::free(path)?;
    files::free(&beside)?;
    let mut bytes = Vec::new();
    place.each(|frame| {
        if frame.position.number == number {
            bytes = frame.entry;
        }
        Ok(())
    })?;
    files::write(&beside, &bytes)?;
    files::write(path, &proof.to_bytes()).inspect_err(|_| files::remove(&beside))?;
    let size = proof.head.checkpoint().size;
    say!(
        console,
        "proof-written",
        entry = number,
        size = size,
        proof = path.display(),
        file = beside.display()
    )
}

/// Checks a proof.
pub fn verify(arguments: &Verify, console: &Console) -> Result<Done> {
    let notice = files::signed_notice(&arguments.notice)?;
    let notice = notice.notice();
    let path = arguments.entry.clone().unwrap_or_else(|| files::with_ending(&arguments.proof, ENTRY));
    let proof = files::parse(&arguments.proof, ProofFile::parse)?;
    let bytes = files::read(&path)?;
    let (platform, _) = notice.platform()?;
    let statements = notice.custodians().iter().map(|custodian| custodian.statement());
    let custodians: Vec<(Id, Hex<32>)> = statements.map(|s| (s.custodian.clone(), s.record_key)).collect();
    let cosigned = proof.verify(&bytes, &notice.tender(), &platform.record_key, &custodians);
    let cosigned = cosigned.map_err(|e| e.at(arguments.proof.display()))?;
    let entry = Entry::parse(&bytes).map_err(|e| e.at(path.display()))?;
    let head = proof.head.checkpoint();
    say!(console, "proof-good", entry = proof.index, event = entry.event.name(), size = head.size)?;
    say!(console, "proof-entry-time", time = console.clock.local(entry.time))?;
    for (custodian, time) in &cosigned {
        say!(console, "proof-cosigned", custodian = custodian, time = console.clock.local(*time))?;
    }
    if cosigned.is_empty() {
        say!(console, "proof-platform-alone")?;
    }
    let cosigners = cosigned.iter().map(|(id, time)| json!({ "custodian": id, "time": time }));
    console.result(&json!({
        "entry": proof.index,
        "event": entry.event.name(),
        "time": entry.time,
        "size": head.size,
        "root": head.root,
        "cosigners": cosigners.collect::<Vec<_>>(),
    }))?;
    // The platform's word alone is not what a record is kept for.
    Ok(if cosigned.is_empty() { Done::Partly } else { Done::Clean })
}
