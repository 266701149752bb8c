//! What happens in a tender, as an entry of its record says it (SPEC §13.6).

use super::outcome::Outcome;
use super::review::LotCodes;
use crate::suite::Digest;
use crate::wire::{Hex, Id, Time};
use serde::{Deserialize, Serialize};

/// A bid as it is received.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// The bid's lot.
    pub lot: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
    /// The bid digest.
    pub digest: Digest,
    /// When the last byte had arrived.
    pub arrived: Time,
    /// SHA-256 of the bidder's timestamp token.
    pub token: Digest,
    /// SHA-256 of the signed receipt.
    pub receipt: Digest,
}

/// What happened. Digests name the entry's attachments, in the order in which they stand here, unless it is said
/// otherwise.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// A notice: the tender's first, or one that amends the notice before it.
    Notice {
        /// SHA-256 of the notice: its digest.
        notice: Digest,
        /// SHA-256 of the tenderer's signature.
        signature: Digest,
        /// Of an amendment: SHA-256 of a token over the notice's digest, from before the deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<Digest>,
    },
    /// A custodian agrees to serve under the notice in force.
    Accepted {
        /// The custodian.
        custodian: Id,
        /// SHA-256 of the acceptance.
        acceptance: Digest,
    },
    /// Times are moved later.
    Postponed {
        /// SHA-256 of the signed postponement.
        postponement: Digest,
        /// Where it moves the deadline: SHA-256 of a token over that digest, from before the deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<Digest>,
    },
    /// A bid was received.
    Bid {
        /// What was received. Attached: token, receipt.
        bid: Received,
        /// Size of the file, in bytes.
        size: u64,
    },
    /// A bid was received in the place of another.
    Replaced {
        /// The bid that goes. Not attached.
        old: Digest,
        /// SHA-256 of the signed replacement.
        request: Digest,
        /// What was received. Attached: token, receipt.
        bid: Received,
        /// Size of the file, in bytes.
        size: u64,
    },
    /// A bid's digest was received; its file may follow.
    Announced {
        /// SHA-256 of the signed announcement.
        request: Digest,
        /// What was received. Attached: token, receipt.
        bid: Received,
    },
    /// The file of an announced bid was received.
    Delivered {
        /// The bid. Not attached.
        digest: Digest,
        /// Size of the file, in bytes.
        size: u64,
        /// When the last byte had arrived.
        arrived: Time,
        /// SHA-256 of the signed receipt.
        receipt: Digest,
    },
    /// A bid was withdrawn.
    Withdrawn {
        /// The bid. Not attached.
        digest: Digest,
        /// SHA-256 of the signed withdrawal.
        request: Digest,
        /// SHA-256 of the signed receipt.
        receipt: Digest,
    },
    /// The box is closed: nothing more is received.
    Closed {
        /// The deadline that has passed.
        deadline: Time,
        /// SHA-256 of the frozen evidence about revocation.
        revocation: Digest,
        /// Where there is blind review: the commitment to the secret of the codes. Not attached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        codes: Option<Digest>,
    },
    /// A head, with the custodians' cosignatures and tokens over it.
    Head {
        /// SHA-256 of the signed note.
        note: Digest,
        /// SHA-256 of each token.
        tokens: Vec<Digest>,
    },
    /// A receipt for a bid that the closed log does not have.
    Objection {
        /// SHA-256 of the signed receipt.
        receipt: Digest,
    },
    /// Every bid that counts was read again before a stage.
    Reread {
        /// The stage.
        stage: Id,
        /// Bids whose file is gone or is not the one that was received. Not attached.
        damaged: Vec<Digest>,
    },
    /// A bid's identical file was supplied again.
    Rescued {
        /// The bid. Not attached.
        digest: Digest,
    },
    /// The platform asks the holders to release a stage.
    Requested {
        /// The stage.
        stage: Id,
        /// SHA-256 of the signed request.
        request: Digest,
    },
    /// A custodian refuses to release a stage.
    Refused {
        /// The stage.
        stage: Id,
        /// The custodian.
        custodian: Id,
        /// SHA-256 of the signed refusal.
        refusal: Digest,
    },
    /// A holder has released a stage.
    Released {
        /// The stage.
        stage: Id,
        /// The holder.
        holder: Id,
        /// SHA-256 of the release or beacon file in the evidence. Not attached.
        release: Digest,
    },
    /// A stage's quorum is lost for good; bidders give seeds.
    QuorumLost {
        /// SHA-256 of the signed declaration.
        declaration: Digest,
    },
    /// The seeds that bidders gave, all of them at once.
    Seeds {
        /// The stage.
        stage: Id,
        /// SHA-256 of the file of seeds in the evidence. Not attached.
        seeds: Digest,
    },
    /// What became of a bid at a stage.
    Outcome {
        /// The stage.
        stage: Id,
        /// The bid. Nothing is attached.
        digest: Digest,
        /// What became of it.
        outcome: Outcome,
    },
    /// The adjudicator has decided.
    Adjudicated {
        /// SHA-256 of the signed adjudication.
        decision: Digest,
    },
    /// The tenderer has said which bids go on to a stage.
    Admitted {
        /// The stage.
        stage: Id,
        /// SHA-256 of the signed admission.
        admission: Digest,
    },
    /// A finished stage's blind copies were dealt to evaluators under codes.
    Blinded {
        /// The stage.
        stage: Id,
        /// SHA-256 of the file of what was dealt, in the evidence. Not attached.
        blinded: Digest,
        /// The codes, by lot.
        lots: Vec<LotCodes>,
        /// Opened bids whose copies were not dealt. Not attached.
        withheld: Vec<Digest>,
        /// Commitments of copies that the hall did not make again to the byte. Not attached.
        different: Vec<Digest>,
    },
    /// The scores by code are fixed.
    Scored {
        /// The stage.
        stage: Id,
        /// SHA-256 of the signed scores.
        scores: Digest,
    },
    /// The codes' secret is published, whose each code was, and what was dealt.
    Unblinded {
        /// The stage.
        stage: Id,
        /// SHA-256 of the unblinding.
        unblinding: Digest,
        /// SHA-256 of the file of what was dealt.
        blinded: Digest,
    },
    /// A stage is finished.
    Finished {
        /// The stage.
        stage: Id,
        /// SHA-256 of the minutes.
        minutes: Digest,
        /// SHA-256 of the platform's signature of the minutes.
        signature: Digest,
        /// SHA-256 of each token over the minutes.
        tokens: Vec<Digest>,
    },
}

impl Event {
    /// The digests of what is attached to the entry, in order.
    pub fn attached(&self) -> Vec<Digest> {
        match self {
            Event::Notice { notice, signature, token } => {
                [*notice, *signature].into_iter().chain(*token).collect()
            }
            Event::Postponed { postponement, token } => {
                std::iter::once(*postponement).chain(*token).collect()
            }
            Event::Accepted { acceptance: one, .. }
            | Event::Delivered { receipt: one, .. }
            | Event::Closed { revocation: one, .. }
            | Event::Objection { receipt: one }
            | Event::Requested { request: one, .. }
            | Event::Refused { refusal: one, .. }
            | Event::QuorumLost { declaration: one }
            | Event::Adjudicated { decision: one }
            | Event::Admitted { admission: one, .. }
            | Event::Scored { scores: one, .. } => vec![*one],
            Event::Unblinded { unblinding, blinded, .. } => vec![*unblinding, *blinded],
            Event::Bid { bid, .. } => vec![bid.token, bid.receipt],
            Event::Replaced { request, bid, .. } | Event::Announced { request, bid } => {
                vec![*request, bid.token, bid.receipt]
            }
            Event::Withdrawn { request, receipt, .. } => vec![*request, *receipt],
            Event::Head { note, tokens } => [&[*note], &tokens[..]].concat(),
            Event::Finished { minutes, signature, tokens, .. } => {
                [&[*minutes, *signature], &tokens[..]].concat()
            }
            Event::Reread { .. }
            | Event::Rescued { .. }
            | Event::Released { .. }
            | Event::Seeds { .. }
            | Event::Outcome { .. }
            | Event::Blinded { .. } => Vec::new(),
        }
    }

    /// The event's name, as it stands in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Event::Notice { .. } => "notice",
            Event::Accepted { .. } => "accepted",
            Event::Postponed { .. } => "postponed",
            Event::Bid { .. } => "bid",
            Event::Replaced { .. } => "replaced",
            Event::Announced { .. } => "announced",
            Event::Delivered { .. } => "delivered",
            Event::Withdrawn { .. } => "withdrawn",
            Event::Closed { .. } => "closed",
            Event::Head { .. } => "head",
            Event::Objection { .. } => "objection",
            Event::Reread { .. } => "reread",
            Event::Rescued { .. } => "rescued",
            Event::Requested { .. } => "requested",
            Event::Refused { .. } => "refused",
            Event::Released { .. } => "released",
            Event::QuorumLost { .. } => "quorum_lost",
            Event::Seeds { .. } => "seeds",
            Event::Outcome { .. } => "outcome",
            Event::Adjudicated { .. } => "adjudicated",
            Event::Admitted { .. } => "admitted",
            Event::Finished { .. } => "finished",
            Event::Blinded { .. } => "blinded",
            Event::Scored { .. } => "scored",
            Event::Unblinded { .. } => "unblinded",
        }
    }
}
