//! What stands in for `sm2.rs` in a build without the feature `guomi`: nothing verifies, no key is read or made.

use crate::error::{Error, ErrorKind, Result};
use std::convert::Infallible;
use zeroize::Zeroizing;

pub(super) const USER_ID: &str = "";
pub(super) const KNOWN: bool = false;

pub(super) fn sm3(_: &[u8]) -> Option<Vec<u8>> {
    None
}

pub(super) fn verify(_: &[u8], _: &str, _: &[u8], _: &[u8]) -> bool {
    false
}

/// A key that cannot be.
#[derive(Debug)]
pub(super) struct Sm2Key(Infallible);

impl Sm2Key {
    pub(super) fn from_pkcs8(_: &[u8]) -> Option<Sm2Key> {
        None
    }

    pub(super) fn generate() -> Result<Zeroizing<Vec<u8>>> {
        Err(Error::new(ErrorKind::BadSigningKey).because("this build has no SM2"))
    }

    pub(super) fn point(&self) -> &[u8] {
        match self.0 {}
    }

    pub(super) fn sign(&self, _: &str, _: &[u8]) -> Result<Vec<u8>> {
        match self.0 {}
    }
}
