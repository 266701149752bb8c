//! The C ABI of sealbid. The header `include/sealbid.h` is its manual; this crate holds what stands behind it.
//!
//! # Rules of the boundary
//!
//! - Every function that can fail returns a result code: 0, or the number of an [`ErrorKind`](sealbid::ErrorKind).
//! - What C holds are boxes behind opaque pointers. Each kind has one function that makes it and one that frees it.
//! - Pointers are turned into references in `boundary` alone. A function of the ABI has one unsafe block: with it the
//!   caller's promises (below) become a `Caller`, and everything behind it is safe code.
//! - A panic ends at the boundary, as a result code.
//!
//! # What a caller promises
//!
//! A pointer is NULL or points to what the header says, for as long as the call takes; handles come from the library
//! and were not freed; what a function writes to is not used by another thread meanwhile.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]
// The header says for every function what is asked of pointers; it is the same everywhere.
#![allow(clippy::missing_safety_doc)]
// Types have the names that C sees.
#![allow(non_camel_case_types)]
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

mod bid;
#[cfg(feature = "blind")]
mod blind;
mod boundary;
mod buffer;
mod callback;
mod certificate;
mod draft;
mod error;
#[cfg(feature = "hall")]
mod hall;
mod keyfile;
mod list;
mod notice;
mod proof;
mod seal;
mod signer;
mod stamp;
mod turn;
mod version;
mod words;

pub use bid::*;
#[cfg(feature = "blind")]
pub use blind::*;
pub use buffer::*;
pub use callback::*;
pub use certificate::*;
pub use draft::*;
pub use error::*;
#[cfg(feature = "hall")]
pub use hall::*;
pub use keyfile::*;
pub use list::*;
pub use notice::*;
pub use proof::*;
pub use seal::*;
pub use signer::*;
pub use stamp::*;
pub use version::*;

// C is not told by types what threads may share, so it is held here: all of it, and no kind says otherwise.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<sealbid_bid>();
    shared::<sealbid_bid_key>();
    shared::<sealbid_buffer>();
    shared::<sealbid_draft>();
    shared::<sealbid_error>();
    shared::<sealbid_list>();
    shared::<sealbid_notice>();
    shared::<sealbid_revocation>();
    shared::<sealbid_roots>();
    shared::<sealbid_sealed>();
    shared::<sealbid_signer>();
    shared::<sealbid_timestamp_request>();
    shared::<sealbid_trusted_notice>();
    #[cfg(feature = "hall")]
    {
        shared::<sealbid_closed_box>();
        shared::<sealbid_custodian>();
        shared::<sealbid_custodian_key>();
        shared::<sealbid_opening>();
        shared::<sealbid_record_key>();
        shared::<sealbid_tender_box>();
        shared::<sealbid_timestamp_authority>();
        shared::<sealbid_upload>();
    }
};
