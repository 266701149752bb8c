//! The opening: the session that opens a stage's bids, outcomes and fault, minutes (SPEC §16).
//!
//! [`judge`] and [`minutes`] are functions of what lies before them and nothing else: the hall uses them, and so does
//! whoever audits the record afterwards.

mod bidders;
mod case;
mod contents;
mod documents;
mod events;
mod finish;
mod give;
mod judge;
mod minutes;
mod parallel;
mod releases;
mod reread;
mod rescue;
mod run;
mod seeds;
mod session;
mod stop;

pub use bidders::{Bidder, Bidders};
pub use case::Case;
pub use contents::{Contents, ContentsPart};
pub use documents::Documents;
pub use events::{Events, Happened, NoEvents};
pub use judge::{
    BidEntry, Damage, Judged, bidder_of, can_change, damage_of, judge, judge_sealed, open_again, seed_of,
};
pub use minutes::{MAX_MINUTES, Minutes, MinutesBid, MinutesHead, Outcomes, minutes};
pub use releases::Releases;
pub use run::{Pending, Summary};
pub use seeds::{Seed, SeedEntry, Seeds};
pub use session::{BLINDED, CONTENTS, Opening, RELEASES, SEEDS};
