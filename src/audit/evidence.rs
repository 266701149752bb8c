//! What lies beside a record: sealed bids, releases, seeds, contents (SPEC §13.1).

use crate::bid::ReadAt;
use crate::error::Result;
use crate::suite::Digest;

/// Where an audit finds the evidence. Everything is named by its digest; what is given is checked against it, so a
/// wrong file is found. Several threads ask at once.
///
/// `None` says that there is no such file. An error is one of reading, which says nothing about the record, and ends
/// the audit.
pub trait Evidence: Sync {
    /// A sealed bid, by its bid digest.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    fn bid(&self, digest: &Digest) -> Result<Option<Box<dyn ReadAt + Send>>>;

    /// A release or beacon file, by the SHA-256 of its bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io), [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge).
    fn release(&self, digest: &Digest) -> Result<Option<Vec<u8>>>;

    /// A file of published seeds, by the SHA-256 of its bytes.
    ///
    /// # Errors
    /// As [`Evidence::release`].
    fn seeds(&self, digest: &Digest) -> Result<Option<Vec<u8>>>;

    /// A contents file, by the SHA-256 of its bytes.
    ///
    /// # Errors
    /// As [`Evidence::release`].
    fn contents(&self, digest: &Digest) -> Result<Option<Vec<u8>>>;

    /// A file of what was dealt to evaluators, by the SHA-256 of its bytes.
    ///
    /// # Errors
    /// As [`Evidence::release`].
    fn blinded(&self, digest: &Digest) -> Result<Option<Vec<u8>>>;
}
