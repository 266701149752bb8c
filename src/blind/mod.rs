//! Blind review: copies at the bidder's desk, codes and packages at the hall, and the names at the end (SPEC §19).
//!
//! A bidder makes the blind copies of its documents before it seals, looks at them, and seals them beside the originals
//! with its terms. The hall makes them again when the stage is opened, deals them to evaluators under codes that nobody
//! could choose, and publishes the secret behind the codes only when the scores are fixed in the record.

mod collect;
mod deal;
mod desk;
mod lint;
mod names;
mod package;

pub use collect::BlindPart;
pub(crate) use collect::Collect;
pub use deal::{Dealt, Packages, deal};
pub(crate) use desk::stated_in;
pub use desk::{Copy, add_copies, breaches, check_copy, check_transformation, make_copy};
pub use lint::{Breach, FormRule, Seen, lint, lint_copy};
pub use names::{fix_scores, unblind};
pub use package::Package;
