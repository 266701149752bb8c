//! One test for each attack of SPEC §8 that this version answers: each shows the attack failing.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod audit;
mod bids;
mod certificates;
mod codes;
mod custodians;
mod custody;
mod notices;
mod opening;
mod record;
#[cfg(feature = "redact")]
mod review;
#[cfg(feature = "redact")]
#[path = "../common/reviewed.rs"]
mod reviewed;
mod tenderbox;

#[cfg(feature = "redact")]
use common as world;
