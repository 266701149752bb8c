//! Sealed bids for electronic tendering.
//!
//! A bid is sealed to *t of n independent custodians*, if wanted together with the public drand beacon. Fewer than
//! *t* cannot open it early, and neither can the platform; nobody needs the bidder at the opening; and anybody can
//! check afterwards that every bid was opened rightly, and whose fault a failure was. The bytes, the algorithms and
//! the argument are in `SPEC.md`.
//!
//! # A tour
//!
//! | module | holds | SPEC |
//! |---|---|---|
//! | [`wire`] | strict JSON, times, names: what outside bytes become | §1 |
//! | [`suite`] | hashing, key derivation, segments, trees, key files | §1.4 to §1.6, §5.9 |
//! | [`ca`] | certificates, chains, CMS signatures, signing keys | §6 |
//! | [`timestamp`] | RFC 3161 requests, responses and tokens, and an authority of one's own | §12 |
//! | [`timelock`] | holders, quorums, locks, releases | §3 |
//! | [`notice`] | what a tender asks for, and who agreed to it | §2 |
//! | [`bid`] | seal, check without opening, open | §4, §5 |
//! | [`record`] | the append-only history of a tender: store, log, tree, heads | §13 |
//! | [`tenderbox`] | receives sealed bids until the deadline, and keeps the record after it | §14 |
//! | [`custodian`] | cosign heads, release stages, and remember what was signed | §15 |
//! | [`opening`] | the session that opens a stage, outcomes and fault, minutes | §16 |
//! | [`audit`] | the offline check of a record | §17 |
//! | `redact`, `scan` | blind copies of documents, and what looks for names left in them (feature `redact`) | §18 |
//! | `blind` | blind review: copies at the bidder's desk, codes at the hall (feature `redact`) | §19 |
//! | [`scan`] | what of a bidder's terms is left in a blind copy (feature `redact`) | §18.8 |
//!
//! Each uses only those above it. [`Error`] has a stable number for everything that can go wrong.
//!
//! # Opening a bid
//!
//! ```
//! use sealbid::bid::{BidFile, Discard, Work};
//! use sealbid::ca::Revocation;
//! use sealbid::notice::{Acceptance, SignedNotice, TrustList};
//! use sealbid::timelock::ReleaseFile;
//! use sealbid::wire::{Id, Time};
//!
//! # fn main() -> sealbid::Result<()> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/tender/");
//! # let read = |name: &str| std::fs::read(format!("{folder}{name}"));
//! // A tender's notice counts when its tenderer signed it, every custodian accepted it, and we trust them ourselves.
//! let accepted = |name: &str| Acceptance::parse(&read(name)?);
//! let acceptances =
//!     [accepted("c0.acceptance.json")?, accepted("c1.acceptance.json")?, accepted("c2.acceptance.json")?];
//! let notice = SignedNotice::verify(&read("notice.json")?, &read("notice.json.p7s")?, &acceptances)?;
//! let now = Time::parse("2026-06-20T09:00:00+08:00")?;
//! notice.trusted_by(&TrustList::parse(&read("trust.json")?)?, now)?;
//!
//! // Everything that can be checked while the bid is sealed.
//! let bid = BidFile::read(read("good.sbid")?)?.under(notice.notice())?;
//! bid.check_parts(Work::default())?;
//! bid.check_signer(&Revocation::unchecked(), now)?;
//!
//! // Two of three custodians have released the stage.
//! let stage = Id::new("technical")?;
//! let released = |name: &str| ReleaseFile::parse(&read(name)?)?.for_bid(&bid.scope(&stage));
//! let verdict = bid.unlock(&stage, &[released("c0.release.json")?, released("c2.release.json")?])?;
//! let contents = bid.open_stage(&stage, &verdict.outcome?, &mut Discard, Work::default())?;
//!
//! for part in &contents.parts {
//!     for document in &part.documents {
//!         println!("{}: {}, {} bytes", part.part, document.path, document.size);
//!     }
//! }
//! # assert_eq!(contents.parts[0].documents.len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # What holds everywhere
//!
//! No function reads a clock: time is an argument. Input is bounded before it is parsed, and no input panics.
//! Secrets wipe themselves and do not print. There is no unsafe code.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, missing_docs))]

// The fixture of the integration tests serves unit tests too, and calls this crate by its name.
#[cfg(test)]
extern crate self as sealbid;

pub mod audit;
pub mod bid;
#[cfg(feature = "redact")]
pub mod blind;
pub mod ca;
pub mod custodian;
mod error;
pub mod notice;
pub mod opening;
pub mod record;
#[cfg(feature = "redact")]
pub mod redact;
#[cfg(feature = "redact")]
pub mod scan;
pub mod suite;
pub mod tenderbox;
pub mod timelock;
pub mod timestamp;
#[cfg(feature = "redact")]
mod vocabulary;
pub mod wire;

pub use error::{Error, ErrorKind, Result};
