//! Blind copies and blind review at a hall (SPEC §18, §19).

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod certificate;
mod golden;
mod order;
mod review;
#[path = "../common/reviewed.rs"]
mod reviewed;
mod told;
mod untold;
mod zips;

use common as world;
