//! The opening: the session that opens a stage's bids, outcomes and fault, minutes (SPEC §16).
//!
//! [`judge`] and [`minutes`] are functions of what lies before them and nothing else: the hall uses them, and so does
//! whoever audits the record afterwards.

mod bidders;
mod case;
mod contents;
mod judge;
mod minutes;
mod releases;
mod seeds;
mod stop;

pub use bidders::{Bidder, Bidders};
pub use case::Case;
pub use contents::{Contents, ContentsPart};
pub use judge::{BidEntry, Judged, bidder_of, can_change, judge, judge_sealed};
pub use minutes::{MAX_MINUTES, Minutes, MinutesBid, MinutesHead, Outcomes, minutes};
pub use releases::Releases;
pub use seeds::{Seed, SeedEntry, Seeds};
