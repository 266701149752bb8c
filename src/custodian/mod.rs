//! A custodian at its desk: it reads the record for itself, cosigns heads, and releases stages (SPEC §15).
//!
//! A [`Memory`] holds what a key has signed; a [`Custodian`] answers requests and remembers before it signs;
//! [`Armed`] does so by itself for the requests that lie in an exchange folder.

mod action;
mod armed;
mod cosign;
mod desk;
mod exchange;
mod memory;
mod reading;
mod release;
mod remembered;

pub use action::Action;
pub use armed::Armed;
pub use desk::Custodian;
pub use exchange::{COSIGN_REQUEST, LOG, cosigned_name, refused_name, release_request_name, released_name};
pub use memory::Memory;
pub use release::Refused;
pub use remembered::{Remembered, RememberedHead, RememberedRelease};
