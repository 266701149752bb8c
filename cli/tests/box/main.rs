//! The tender box and the custodians by commands alone: from the record's key to the recorded head, and what goes wrong
//! on the way.

#![allow(clippy::unwrap_used, clippy::panic)]

mod armed;
mod bidders;
mod closing;
#[path = "../common/mod.rs"]
mod common;
mod custodians;
mod notices;
mod office;
mod receiving;
mod status;
