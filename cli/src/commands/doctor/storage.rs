//! The disk, and the stored bids on it: each is read as an opening would read it, and none is opened.

use super::Arguments;
use super::health::Check;
use super::patient::Patient;
use crate::commands::audit::short;
use crate::console::Console;
use crate::evidence;
use crate::failure::{Failure, Result};
use crate::figures::size;
use crate::fill;
use crate::progress::Bar;
use sealbid::audit::{Evidence, EvidenceFolder};
use sealbid::bid::{BidFile, Work};
use sealbid::record::{BidState, BidStatus, History};
use sealbid::{Error, ErrorKind};
use std::path::Path;

/// Looks at the disk, and reads the bids.
pub fn check(patient: &Patient, arguments: &Arguments, console: &Console) -> Result<Vec<Check>> {
    let Some((folder, history)) = &patient.tenderbox else { return Ok(Vec::new()) };
    let mut checks = vec![disk(folder, history, arguments.min_free, console)?];
    if !arguments.quick {
        checks.extend(bids(folder, history, console)?);
    }
    Ok(checks)
}

/// Whatever a box has, its record, its contents files and its work need `min_free` MiB. After the closing the documents
/// of every bid may be written out; before, nothing may depend on the bids.
fn disk(folder: &Path, history: &History, min_free: u32, console: &Console) -> Result<Check> {
    let words = &console.words;
    let free = fs4::available_space(folder).map_err(|e| Error::from(e).at(folder.display()))?;
    let bids: u64 = match history.closing() {
        Some(_) => standing(history).filter_map(|bid| bid.size).fold(0, u64::saturating_add),
        None => 0,
    };
    let needed = bids.saturating_add(u64::from(min_free) << 20);
    let (subject, told) = (folder.display().to_string(), fill!(words, "doctor-free", size = size(free)));
    Ok(if free < needed {
        Check::bad(
            "disk",
            subject,
            "disk-full",
            fill!(words, "doctor-free-of", free = size(free), needed = size(needed)),
        )
    } else if free < needed.saturating_mul(2) {
        Check::bad("disk", subject, "disk-short", told)
    } else {
        Check::good("disk", subject, told)
    })
}

/// The bids that are to be opened some time.
fn standing(history: &History) -> impl Iterator<Item = &BidState> {
    let stands = |bid: &&BidState| matches!(bid.status, BidStatus::Received | BidStatus::Opened(_));
    history.bids().iter().filter(stands)
}

/// Before the closing it is said whether all are whole, and nothing else: neither how many nor which, and no bar.
fn bids(folder: &Path, history: &History, console: &Console) -> Result<Vec<Check>> {
    let words = &console.words;
    let (evidence, notice) = (evidence::open(folder)?, history.notice()?);
    let closed = history.closing().is_some();
    let bids: Vec<&BidState> = standing(history).filter(|bid| bid.size.is_some()).collect();
    let bar = closed.then(|| Bar::new(console, &words.text("progress-doctor"), bids.len() as u64));
    let mut damaged = Vec::new();
    for bid in &bids {
        if let Err(error) = whole(&evidence, bid, notice) {
            if error.kind() == ErrorKind::Cancelled {
                return Err(error.into());
            }
            damaged.push((bid.digest, error));
        }
        if let Some(bar) = &bar {
            sealbid::bid::Progress::advance(bar, 1);
        }
    }
    let subject = words.text("doctor-bids");
    Ok(match (closed, damaged.is_empty()) {
        (false, true) => vec![Check::good("bids", subject, words.text("doctor-bids-good"))],
        (false, false) => {
            vec![Check::bad("bids", subject, "bids-damaged", words.text("doctor-bids-damaged"))]
        }
        (true, true) => {
            vec![Check::good("bids", subject, fill!(words, "doctor-bids-counted", count = bids.len()))]
        }
        (true, false) => damaged
            .into_iter()
            .map(|(digest, error)| {
                Check::bad("bids", short(&digest), "bids-damaged", Failure::from(error).reason(words))
            })
            .collect(),
    })
}

/// The file is there, it is the one that was received, and its parts are those that were signed.
fn whole(evidence: &EvidenceFolder, bid: &BidState, notice: &sealbid::notice::Notice) -> sealbid::Result<()> {
    let file = evidence.bid(&bid.digest)?.ok_or_else(|| Error::new(ErrorKind::BidDamaged))?;
    let file = BidFile::read(file)?;
    if file.digest() != bid.digest {
        return Err(ErrorKind::BidDamaged.into());
    }
    file.under(notice)?.check_parts(Work::default())
}
