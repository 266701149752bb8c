//! What weakens a record without breaking it (SPEC §17).

use super::rule::Place;
use crate::error::Error;
use crate::notice::{Advice, NoticeBody, advise};
use crate::suite::Digest;

/// Something that a reader should know, although the record keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// What the notice had better not say.
    Advice(Advice),
    /// The notice names no custodians: nobody but the platform signed the heads.
    NoCustodians,
    /// Nobody asked whether bidders' certificates had been revoked.
    RevocationUnchecked,
    /// The closed head came late, and the adjudicator let it stand.
    HeadLetStand,
    /// Too few custodians cosigned the closed head: the adjudicator has declared the others lost.
    NotCosigned,
    /// The tender went on without this bid, which a receipt shows: the adjudicator decided so.
    ObjectionSettled(Digest),
    /// This bid was replaced or withdrawn under a certificate, and is gone: whether the certificate was its bidder's
    /// cannot be seen any more.
    RetiredByCertificate(Digest),
    /// This bid was excluded because it was damaged, and yet it is in the evidence, whole.
    FoundAgain(Digest),
    /// A receipt or a head that was given to the audit is none of this platform's, so it shows nothing.
    NotCounted(Place, Error),
}

/// Advice that says something about what a record can prove.
const OF_RECORDS: [Advice; 5] = [
    Advice::SingleCustodian,
    Advice::OneIsEnough,
    Advice::BeaconAlone,
    Advice::OwnTimestampAuthority,
    Advice::NoObjectionPeriod,
];

impl Remark {
    /// What is to be said of a notice.
    pub(super) fn of_notice(body: &NoticeBody) -> Vec<Remark> {
        let none = body.custodians.is_empty().then_some(Remark::NoCustodians);
        let advice = advise(body).into_iter().filter(|advice| OF_RECORDS.contains(advice));
        none.into_iter().chain(advice.map(Remark::Advice)).collect()
    }

    /// A stable name, for messages and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Remark::Advice(advice) => advice.name(),
            Remark::NoCustodians => "no-custodians",
            Remark::RevocationUnchecked => "revocation-unchecked",
            Remark::HeadLetStand => "head-let-stand",
            Remark::NotCosigned => "not-cosigned",
            Remark::ObjectionSettled(_) => "objection-settled",
            Remark::RetiredByCertificate(_) => "retired-by-certificate",
            Remark::FoundAgain(_) => "found-again",
            Remark::NotCounted(..) => "not-counted",
        }
    }

    /// The remark in words (English).
    pub fn text(&self) -> &'static str {
        match self {
            Remark::Advice(advice) => advice.text(),
            Remark::NoCustodians => {
                "the notice names no custodians: nobody but the platform signed the heads"
            }
            Remark::RevocationUnchecked => "nobody asked whether bidders' certificates had been revoked",
            Remark::HeadLetStand => "the closed head came late, and the adjudicator let it stand",
            Remark::NotCosigned => {
                "too few custodians cosigned the closed head: the adjudicator has declared the others lost"
            }
            Remark::ObjectionSettled(_) => {
                "the adjudicator let the tender go on without a bid that a receipt shows"
            }
            Remark::RetiredByCertificate(_) => {
                "a bid was replaced or withdrawn under a certificate; whether it was the bidder's cannot be seen any more"
            }
            Remark::FoundAgain(_) => "a bid that was excluded as damaged is in the evidence, whole",
            Remark::NotCounted(..) => {
                "what was given to the audit is none of this platform's, and shows nothing"
            }
        }
    }

    /// What it is about, where that is something in particular.
    pub fn place(&self) -> Option<Place> {
        match self {
            Remark::ObjectionSettled(digest)
            | Remark::RetiredByCertificate(digest)
            | Remark::FoundAgain(digest) => Some(Place::Bid(*digest)),
            Remark::NotCounted(place, _) => Some(place.clone()),
            _ => None,
        }
    }
}
