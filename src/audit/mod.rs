//! The audit: the offline check of a record, by anybody (SPEC §17).
//!
//! [`audit`] reads a record's log, and its evidence where the reader has it, and answers for each [`Rule`] whether it
//! holds. It trusts nobody in the record: whose signatures count follows from the reader's own roots and from the
//! notice that these vouch for. It never stops at the first thing that is wrong where it can go on.

mod arrivals;
mod bids;
mod copies;
mod evidence;
mod findings;
mod folder;
mod given;
mod heads;
mod json;
mod outcomes;
mod receipt;
mod releases;
mod remark;
mod replay;
mod report;
mod review;
mod rule;
mod run;
mod stages;

pub use evidence::Evidence;
pub use folder::EvidenceFolder;
pub use heads::{ConsistencyProof, prove, prove_consistency};
pub use receipt::{ReceiptReport, StageResult, Standing, audit_receipt};
pub use remark::Remark;
pub use report::{BidReport, End, Overall, Report, RuleResult, TenderFacts};
pub use rule::{Finding, Place, Rule, Verdict, Why};
pub use run::{AuditOptions, audit};
