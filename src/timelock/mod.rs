//! The time lock: what ties a stage's key to its holders (SPEC §3).
//!
//! Data flows one way: a [`Policy`] and a [`Scope`] give a [`Context`]; a seed and a context give a [`Lock`];
//! holders' releases open it again.

mod beacon;
mod context;
mod curve;
mod custodian;
mod derive;
#[cfg(test)]
mod example_tests;
mod gf256;
mod lock;
mod open;
mod policy;
mod release;
mod verified;

pub use beacon::{Beacon, BeaconChain, parse_beacons};
pub use context::{Context, Scope};
pub use curve::{PublicKey, Signature, verify_ids};
pub use custodian::CustodianKey;
pub(crate) use custodian::secret;
pub use derive::{Derived, derive};
pub use lock::{Lock, QuorumLock};
pub use open::{Given, Refused, Unlocked, Value, Verdict, open, open_with_seed};
pub use policy::{Holder, HolderKey, MAX_HOLDERS, MAX_QUORUMS, Policy, Quorum};
pub use release::{ReleaseEntry, ReleaseFile, unwrap_transport};
pub use verified::{Verified, VerifiedRelease};
