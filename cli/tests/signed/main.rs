//! Signed files by the command: shown, checked, extracted; decisions drafted and signed.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;
mod decide;
mod office;
#[path = "../../../tests/openssl/mod.rs"]
mod openssl;
mod show;
#[path = "../../../tests/common/mod.rs"]
mod world;
