//! The opening (SPEC §16).

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/drand.rs"]
mod drand;

mod court;
mod crash;
mod golden;
mod holders;
mod releases;
mod rescue;
mod rows;
mod session;
mod twins;
