//! What became of a bid at a stage (SPEC §16.3).

use super::receipt::Reason;
use crate::bid::FormEntry;
use crate::error::ErrorKind;
use crate::suite::Digest;
use serde::{Deserialize, Serialize};

/// Whose fault it is that a bid was not opened.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// The bidder's: the bid counts as revoked (撤销).
    Bidder,
    /// The platform's: it counts as withdrawn (撤回), with a right to compensation.
    Platform,
    /// The holders': as the platform's, for the bidder.
    Holders,
    /// Not to be told from the record: the adjudicator decides.
    Undetermined,
}

/// What became of a bid at a stage.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Outcome {
    /// It was opened.
    Opened {
        /// Who bids: the organisation in the bidder's certificate, else its common name.
        bidder: String,
        /// Its unified social credit code, if the certificate has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit_code: Option<String>,
        /// The form's values, in the notice's order.
        form: Vec<FormEntry>,
        /// SHA-256 of the contents file (SPEC §16.3).
        contents: Digest,
    },
    /// It was not, and cannot be any more.
    Excluded {
        /// Whose fault it is.
        fault: Fault,
        /// Why.
        reason: Reason,
        /// By what a third party can come to the same verdict: digests of bids and releases in the evidence.
        evidence: Vec<Digest>,
    },
}

impl Outcome {
    /// Why the bid was not opened, if it was not and this version knows the reason.
    pub fn reason_kind(&self) -> Option<ErrorKind> {
        match self {
            Outcome::Opened { .. } => None,
            Outcome::Excluded { reason, .. } => reason.kind(),
        }
    }
}
