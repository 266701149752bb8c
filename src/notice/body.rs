//! The notice's members, as they stand in its JSON (SPEC §2.1, §2.2).

use super::blind::BlindReview;
use super::field::FormField;
use super::holders::QuorumSpec;
use crate::suite::Digest;
use crate::wire::{Base64, Hex, Id, Time};
use serde::{Deserialize, Serialize};

/// Everything that a notice says. Shape only: [`Notice`](super::Notice) holds the rules.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeBody {
    /// `sealbid-notice/1`.
    pub format: String,
    /// The tender's number at the trading centre.
    pub tender_id: Id,
    /// What is tendered.
    pub title: String,
    /// Who invites the bids.
    pub tenderer: String,
    /// The algorithm suite's name.
    pub suite: String,
    /// How lengths are padded.
    pub padding: Padding,
    /// When the notice was issued.
    pub issued: Time,
    /// The last instant at which a bid can arrive.
    pub deadline: Time,
    /// Seconds from the closing to the first release.
    pub objection_period: u64,
    /// Seconds from the deadline to the closed head.
    pub grace: u64,
    /// Separately awarded pieces.
    pub lots: Vec<Lot>,
    /// What is opened together, in order.
    pub stages: Vec<Stage>,
    /// Named groups of documents.
    pub parts: Vec<Part>,
    /// The fields that are read out at the opening.
    pub form: Vec<FormField>,
    /// What secures the bid, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarantee: Option<Guarantee>,
    /// The custodians' statements.
    pub custodians: Vec<CustodianEntry>,
    /// Who must release.
    pub lock: LockPolicy,
    /// What bidders' certificates must chain to (DER).
    pub bidder_anchors: Vec<Base64>,
    /// Certificate policies that are accepted where they are critical: object identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bidder_policies: Option<Vec<String>>,
    /// Whose timestamps count.
    pub timestamp_authorities: Vec<TimestampAuthority>,
    /// Who decides outcomes whose fault is undetermined.
    pub adjudicator: Adjudicator,
    /// What bidders keep for the case that a quorum is lost.
    pub rescue: Rescue,
    /// Who runs the tender box and keeps the record. Without it, there is no record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Seconds after the deadline within which the file of a bid may follow whose digest came before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_period: Option<u64>,
    /// How technical bids are reviewed without their bidder's name, and how much they weigh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind_review: Option<BlindReview>,
    /// Digest of the tender's first notice, in an amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tender: Option<Digest>,
    /// Digest of the notice that this one amends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Digest>,
}

/// How lengths are padded.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Padding {
    /// Padmé, at least one segment (SPEC §5.3).
    Padme,
}

/// A separately awarded piece of a tender.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// Its name.
    pub id: Id,
    /// What it is.
    pub title: String,
}

/// What is opened together.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name.
    pub id: Id,
    /// What it is.
    pub title: String,
    /// The earliest time of its opening.
    pub time: Time,
}

/// A named group of documents of one stage.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name.
    pub id: Id,
    /// What it holds.
    pub title: String,
    /// The stage with which it is opened.
    pub stage: Id,
    /// Whether a bid must have it.
    pub required: bool,
    /// Whether it is evaluated as a blind copy.
    pub blind: bool,
    /// Bytes of its documents together, at most.
    pub max_bytes: u64,
    /// Accepted types, `type/subtype`.
    pub media_types: Vec<String>,
}

/// What secures a bid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Guarantee {
    /// Money.
    Deposit {
        /// In minor units.
        amount: u64,
        /// Three letters.
        currency: String,
    },
    /// A signed commitment letter in place of a deposit.
    Letter {
        /// The required part that holds it.
        part: Id,
    },
}

/// A custodian's statement and the organisation's signature on it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CustodianEntry {
    /// The statement's exact bytes.
    pub statement: Base64,
    /// CMS, detached.
    pub signature: Base64,
}

/// Who must release before a stage opens.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockPolicy {
    /// All of these must be met.
    pub quorums: Vec<QuorumSpec>,
}

/// Whose RFC 3161 tokens count.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TimestampAuthority {
    /// Its name.
    pub name: String,
    /// Where to ask, if over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What its certificate chains to (DER).
    pub anchor: Base64,
    /// Whether it is run by the platform or the tenderer itself, and so proves less.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

/// Who runs the tender box and keeps the record (SPEC §2.7).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The organisation, as its certificate names it.
    pub operator: String,
    /// What its certificate chains to (DER).
    pub anchor: Base64,
    /// The Ed25519 key with which it signs the heads of the record.
    pub record_key: Hex<32>,
}

/// Who decides outcomes whose fault is undetermined.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Adjudicator {
    /// Its name.
    pub name: String,
    /// Its certificate (DER).
    pub certificate: Base64,
}

/// What bidders keep for the case that a quorum is lost for good.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rescue {
    /// Whether their key files hold the seeds.
    pub by_seed: bool,
}
