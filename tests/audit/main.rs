//! The audit (SPEC §17): a good record passes, and each way in which one can be wrong is found, and it alone.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/drand.rs"]
mod drand;

mod blind;
mod evidence;
mod good;
mod hall;
mod make;
mod mutations;
mod proofs;
mod reviews;
mod vectors;
mod wrong_arrivals;
mod wrong_entries;
mod wrong_evidence;
mod wrong_holders;
mod wrong_reviews;
mod wrong_signers;
