//! What an opening waits for, in words and for machines.

use crate::clock::countdown;
use crate::commands::audit::reason;
use crate::console::Console;
use crate::failure::Result;
use crate::{fill, say};
use sealbid::opening::Pending;
use sealbid::record::Reason;
use sealbid::suite::Digest;
use sealbid::wire::{Id, Time};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What is missing before the opening can go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// More custodians must cosign the head of so many entries.
    Cosignatures { size: u64, cosigned: Vec<Id>, detail: String },
    /// The closed head came late: the adjudicator must let it stand.
    LateHead { detail: String },
    /// A receipt shows a bid that the record does not have: the adjudicator must decide.
    Objection { digest: Digest },
    /// The tenderer must say which bids go on to the stage.
    Admission,
    /// A time must come.
    Until { time: Time, what: &'static str },
    /// No timestamp could be had.
    Stamp { reason: String },
    /// More holders must release.
    Releases { have: usize, need: usize, holders: Vec<Id>, refused: Vec<Id> },
    /// These holders' recorded releases are gone from the evidence, and must be given again.
    Lost { holders: Vec<Id> },
    /// Seeds are taken until then, and published afterwards.
    Seeds { time: Time },
    /// These bids have no outcome yet: their files can be supplied again, or the operator gives them up.
    Bids { pending: Vec<Pending> },
    /// Whose fault it is that these were not opened the adjudicator must determine.
    Fault { digests: Vec<Digest> },
}

impl Missing {
    /// A stable name, for messages and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Missing::Cosignatures { .. } => "cosignatures",
            Missing::LateHead { .. } => "late-head",
            Missing::Objection { .. } => "objection",
            Missing::Admission => "admission",
            Missing::Until { .. } => "time",
            Missing::Stamp { .. } => "timestamp",
            Missing::Releases { .. } => "releases",
            Missing::Lost { .. } => "lost-releases",
            Missing::Seeds { .. } => "seeds",
            Missing::Bids { .. } => "bids",
            Missing::Fault { .. } => "fault",
        }
    }

    /// Whether it comes by itself, so that waiting helps: with time, from a server, through the exchange folders. What
    /// people bring to the box needs the box, which who waits would hold.
    pub fn comes_by_itself(&self) -> bool {
        matches!(
            self,
            Missing::Cosignatures { .. }
                | Missing::Until { .. }
                | Missing::Stamp { .. }
                | Missing::Releases { .. }
                | Missing::Lost { .. }
        )
    }

    /// Tells it, and what to do next.
    pub fn show(&self, place: &Place<'_>, console: &Console) -> Result<()> {
        let words = &console.words;
        let ids = |ids: &[Id]| {
            let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
            if ids.is_empty() {
                words.text("opening-nobody")
            } else {
                ids.join(&words.text("list-separator"))
            }
        };
        let folders = || {
            let folders = place.exchange.iter().map(|folder| folder.display().to_string());
            folders.collect::<Vec<_>>().join(&words.text("list-separator"))
        };
        let (folder, stage) = (place.folder.display(), place.stage);
        match self {
            Missing::Cosignatures { size, cosigned, detail } => {
                let cosigned = ids(cosigned);
                say!(
                    console,
                    "opening-needs-cosignatures",
                    size = size,
                    cosigned = cosigned,
                    detail = detail
                )?;
                say!(console, "opening-needs-cosignatures-next", folders = folders(), size = size)
            }
            Missing::LateHead { detail } => {
                say!(console, "opening-needs-late-head", detail = detail)?;
                say!(console, "opening-needs-late-head-next", folder = folder)
            }
            Missing::Objection { digest } => {
                say!(console, "opening-needs-objection", digest = digest)?;
                say!(console, "opening-needs-objection-next", digest = digest, folder = folder)
            }
            Missing::Admission => {
                say!(console, "opening-needs-admission", stage = stage)?;
                say!(console, "opening-needs-admission-next", stage = stage, folder = folder)
            }
            Missing::Until { time, what } => {
                let left = countdown(words, *time, console.clock.now()?);
                let what = words.text(&format!("opening-until-{what}"));
                say!(
                    console,
                    "opening-needs-time",
                    time = console.clock.local(*time),
                    left = left,
                    what = what
                )
            }
            Missing::Stamp { reason } => say!(console, "opening-needs-timestamp", reason = reason),
            Missing::Releases { have, need, holders, refused } => {
                let holders = ids(holders);
                say!(console, "opening-needs-releases", have = have, need = need, holders = holders)?;
                if !refused.is_empty() {
                    say!(console, "opening-needs-releases-refused", holders = ids(refused))?;
                }
                say!(console, "opening-needs-releases-next", folders = folders(), stage = stage)
            }
            Missing::Lost { holders } => say!(console, "opening-needs-lost", holders = ids(holders)),
            Missing::Seeds { time } => {
                let time = console.clock.local(*time);
                say!(console, "opening-needs-seeds", time = time, folder = folder)
            }
            Missing::Bids { pending } => {
                say!(console, "opening-needs-bids", count = pending.len())?;
                for bid in pending {
                    console.line(&one(&bid.digest, &bid.reason, console))?;
                }
                say!(console, "opening-needs-bids-next", folder = folder)
            }
            Missing::Fault { digests } => {
                for digest in digests {
                    say!(console, "opening-needs-fault", digest = digest, stage = stage)?;
                }
                say!(console, "opening-needs-fault-next", folder = folder)
            }
        }
    }

    /// The same for machines.
    pub fn json(&self) -> Value {
        let mut value = match self {
            Missing::Cosignatures { size, cosigned, detail } => {
                json!({ "size": size, "cosigned": cosigned, "detail": detail })
            }
            Missing::LateHead { detail } => json!({ "detail": detail }),
            Missing::Objection { digest } => json!({ "digest": digest }),
            Missing::Admission => json!({}),
            Missing::Until { time, what } => json!({ "until": time, "what": what }),
            Missing::Stamp { reason } => json!({ "reason": reason }),
            Missing::Releases { have, need, holders, refused } => {
                json!({ "have": have, "need": need, "holders": holders, "refused": refused })
            }
            Missing::Lost { holders } => json!({ "holders": holders }),
            Missing::Seeds { time } => json!({ "until": time }),
            Missing::Bids { pending } => {
                let bids = pending.iter().map(|bid| json!({ "digest": bid.digest, "reason": bid.reason }));
                json!({ "bids": bids.collect::<Vec<_>>() })
            }
            Missing::Fault { digests } => json!({ "digests": digests }),
        };
        value["missing"] = json!(self.name());
        value
    }
}

/// Where it is missing.
pub struct Place<'a> {
    /// The folder of the box.
    pub folder: &'a PathBuf,
    /// The exchange folders.
    pub exchange: &'a [PathBuf],
    /// The stage.
    pub stage: &'a Id,
}

/// A bid and what is wrong with it, in one line.
pub fn one(digest: &Digest, why: &Reason, console: &Console) -> String {
    let words = &console.words;
    let (text, place) =
        (reason(why, words), if why.place.is_empty() { String::new() } else { format!(" ({})", why.place) });
    fill!(
        words,
        "opening-bid",
        digest = digest,
        reason = format!("{text}{place}"),
        name = why.name,
        code = why.code
    )
}
