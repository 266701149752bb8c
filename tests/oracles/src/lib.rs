//! What sealbid's record writes is read by other libraries, and the reverse (SPEC §13.3, §13.4).
//!
//! `cargo test --manifest-path tests/oracles/Cargo.toml`. The tests are apart from the product's, because these
//! libraries depend on an older generation of its cryptography.

#![cfg(test)]

mod notes;
mod trees;
