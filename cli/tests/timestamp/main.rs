//! Timestamps by the command: from our own server, from openssl, and from servers that misbehave.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;
mod errant;
#[path = "../../../tests/openssl/mod.rs"]
mod openssl;
mod own;
mod peers;
mod site;
#[path = "../../../tests/common/mod.rs"]
mod world;
