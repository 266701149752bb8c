//! The notice: what a tender asks for, who holds its keys, and the rules that tie it together (SPEC §2).
//!
//! Bytes become a [`NoticeBody`] (shape), the body a [`Notice`] (every rule that needs the notice alone), and the
//! notice a [`SignedNotice`] (the tenderer's signature and every custodian's acceptance). Against the bidder's own list
//! that becomes a [`TrustedNotice`], the only thing that bids are sealed for.

mod acceptance;
mod advice;
mod blind;
mod body;
mod field;
mod holders;
mod parsed;
mod rules;
mod statement;
mod trust;

pub use acceptance::{Acceptance, SignedNotice};
pub use advice::{Advice, advise};
pub use blind::{BLIND_FOLDER, BLIND_TERMS, BlindReview, FormRules, TERMS_TYPE, is_copy};
pub use body::{
    Adjudicator, CustodianEntry, Guarantee, LockPolicy, Lot, NoticeBody, Padding, Part, Platform, Rescue,
    Stage, TimestampAuthority,
};
pub use field::{FieldType, FormField, FormValue, Unit};
pub use holders::{HolderSpec, QuorumSpec};
pub use parsed::Notice;
pub use statement::{Statement, VerifiedStatement};
pub use trust::{Organisation, TrustList, TrustedNotice};

/// The part id under which a stage's form values are sealed (SPEC §4.4).
pub const FORM_PART: &str = "form";
