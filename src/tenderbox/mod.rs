//! The tender box: receives sealed bids until the deadline, and keeps the record after it (SPEC §14).
//!
//! A [`TenderBox`] receives; [`TenderBox::close`] makes a [`ClosedBox`] of it, which takes no bids, and through which
//! the opening writes. What must not happen after or before the closing does not compile.

mod claims;
mod closed;
mod closing;
mod current;
mod files;
mod keys;
mod ledger;
mod open;
mod receive;
mod refused;
mod requests;
mod shared;
mod upload;

pub use closed::ClosedBox;
pub use closing::{AnyBox, NotClosed};
pub use files::{BIDS, CHECKPOINT, INCOMING, JOURNAL, LOG, bid_name, evidence_name};
pub use keys::{PlatformKeys, RecordKey};
pub use open::{NoticeFiles, TenderBox};
pub use refused::Refused;
pub use shared::Status;
pub use upload::Upload;
