//! The hall's and the custodians' functions, called as C would.
//! Built with all of them: with `blind` too.

#![cfg(all(feature = "hall", feature = "blind"))]
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../../../tests/common/mod.rs"]
mod common;

mod c;
mod callbacks;
mod calls;
mod changed;
mod day;
mod fixture;
mod heard;
mod inside;
mod mended;
mod misuse;
mod null;
mod order;
mod parties;
mod review;
