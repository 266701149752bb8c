//! Openings by the command: step by step, broken off and taken up again, with everything that can be missing.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;
mod crash;
mod decisions;
#[path = "../common/hall.rs"]
mod hall;
mod office;
mod review;
#[path = "../../../tests/common/reviewed.rs"]
mod reviewed;
mod seeds;
mod steps;
#[path = "../../../tests/common/mod.rs"]
mod world;
