//! What a notice may lawfully say and had better not (SPEC §2.6).

use super::body::NoticeBody;
use super::holders::{HolderSpec, QuorumSpec};

/// Twenty days: the least time for preparing bids (招标投标法, article 24).
const TWENTY_DAYS: i64 = 20 * 86_400;

/// The weight of technical points, in per cent, above which county centres in Henan ask for blind review (DESIGN §10).
const USUAL_THRESHOLD: u8 = 40;

/// Something legal but unwise.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// A quorum of one custodian: that one alone can open early.
    SingleCustodian,
    /// No quorum asks for more than one custodian.
    OneIsEnough,
    /// The beacon is the only quorum: whoever has the file can open it at the time, whether admitted or not.
    BeaconAlone,
    /// A beacon opens the stage for all bids, also withdrawn ones, as far as the other quorums allow.
    BeaconStageWide,
    /// A beacon's round is fixed: the stage cannot be postponed.
    BeaconCannotBePostponed,
    /// A quorum that needs every certificate holder: one lost token voids the bid, or its owner can refuse.
    CertificateWithoutRecovery,
    /// No independent timestamp authority.
    NoTimestampAuthority,
    /// A timestamp authority that is the platform's or the tenderer's own.
    OwnTimestampAuthority,
    /// No platform is named, so no record can be kept of this tender.
    NoRecord,
    /// No time to object before the first release.
    NoObjectionPeriod,
    /// Less than twenty days from issue to deadline.
    ShortPeriod,
    /// Every custodian of a quorum is needed: one that falls silent stops the opening, and no seeds are kept.
    NoSpareHolder,
    /// The seeds are kept by bidders: whoever obtains a bidder's key file and passphrase can open its bid early.
    SeedRescue,
    /// Blind review is asked for above a weight that is more than the usual one.
    HighBlindThreshold,
    /// There are blind parts, and nothing says what technical points weigh and how copies are made: none are.
    BlindWithoutReview,
}

impl Advice {
    /// The advice in words (English).
    pub fn text(self) -> &'static str {
        match self {
            Advice::SingleCustodian => "a quorum has one custodian, who can open bids early alone",
            Advice::OneIsEnough => "no quorum needs more than one custodian",
            Advice::BeaconAlone => {
                "the beacon is the only quorum: at its time every bid opens, admitted or not"
            }
            Advice::BeaconStageWide => {
                "a beacon releases a whole stage: it does not keep withdrawn bids shut"
            }
            Advice::BeaconCannotBePostponed => {
                "a beacon's round is fixed: a stage that it locks cannot be postponed"
            }
            Advice::CertificateWithoutRecovery => {
                "a quorum needs every certificate holder: a failed token, or a refusal after seeing others, stops it"
            }
            Advice::NoTimestampAuthority => "no independent timestamp authority is named",
            Advice::OwnTimestampAuthority => {
                "a timestamp authority is the platform's or the tenderer's own, and proves less"
            }
            Advice::NoRecord => "no platform is named, so no record can be kept",
            Advice::NoObjectionPeriod => "bidders have no time to object between closing and opening",
            Advice::ShortPeriod => "bidders have less than 20 days from issue to deadline",
            Advice::NoSpareHolder => {
                "a quorum needs every one of its custodians, and no seeds are kept for rescue"
            }
            Advice::SeedRescue => {
                "bidders keep their seeds: their key files must be guarded until the opening"
            }
            Advice::HighBlindThreshold => {
                "blind review is asked for only above a weight of more than 40 % for technical points"
            }
            Advice::BlindWithoutReview => {
                "parts are blind, but nothing says how: no blind copies are made, and names are seen"
            }
        }
    }

    /// A stable name, for messages and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Advice::SingleCustodian => "single-custodian",
            Advice::OneIsEnough => "one-is-enough",
            Advice::BeaconAlone => "beacon-alone",
            Advice::BeaconStageWide => "beacon-stage-wide",
            Advice::BeaconCannotBePostponed => "beacon-cannot-be-postponed",
            Advice::CertificateWithoutRecovery => "certificate-without-recovery",
            Advice::NoTimestampAuthority => "no-timestamp-authority",
            Advice::OwnTimestampAuthority => "own-timestamp-authority",
            Advice::NoRecord => "no-record",
            Advice::NoObjectionPeriod => "no-objection-period",
            Advice::ShortPeriod => "short-period",
            Advice::NoSpareHolder => "no-spare-holder",
            Advice::SeedRescue => "seed-rescue",
            Advice::HighBlindThreshold => "high-blind-threshold",
            Advice::BlindWithoutReview => "blind-without-review",
        }
    }
}

/// All advice on a notice, each once.
pub fn advise(body: &NoticeBody) -> Vec<Advice> {
    let mut advice = Vec::new();
    let mut say = |condition: bool, what: Advice| {
        if condition && !advice.contains(&what) {
            advice.push(what);
        }
    };
    let quorums = &body.lock.quorums;
    let is_custodian = |h: &HolderSpec| matches!(h, HolderSpec::Custodian { .. });
    let is_beacon = |h: &HolderSpec| matches!(h, HolderSpec::Beacon { .. });
    let is_certificate = |h: &HolderSpec| matches!(h, HolderSpec::Certificate { .. });
    let mut needed = 0;
    for quorum in quorums {
        let others = quorum.holders.iter().filter(|h| !is_custodian(h)).count();
        needed = needed.max(usize::from(quorum.threshold).saturating_sub(others));
        let (n, t) = (quorum.holders.len(), usize::from(quorum.threshold));
        say(n == 1 && quorum.holders.iter().all(is_custodian), Advice::SingleCustodian);
        say(quorum.holders.iter().any(is_beacon), Advice::BeaconStageWide);
        say(quorum.holders.iter().any(is_beacon), Advice::BeaconCannotBePostponed);
        say(n == t && quorum.holders.iter().any(is_certificate), Advice::CertificateWithoutRecovery);
        say(n == t && quorum.holders.iter().all(is_custodian) && !body.rescue.by_seed, Advice::NoSpareHolder);
    }
    say(needed <= 1, Advice::OneIsEnough);
    let beacons_suffice =
        |q: &QuorumSpec| q.holders.iter().filter(|h| is_beacon(h)).count() >= usize::from(q.threshold);
    say(quorums.iter().all(beacons_suffice), Advice::BeaconAlone);
    say(body.timestamp_authorities.is_empty(), Advice::NoTimestampAuthority);
    say(body.timestamp_authorities.iter().any(|authority| authority.own), Advice::OwnTimestampAuthority);
    say(body.platform.is_none(), Advice::NoRecord);
    say(body.objection_period == 0, Advice::NoObjectionPeriod);
    say(body.deadline.unix() - body.issued.unix() < TWENTY_DAYS, Advice::ShortPeriod);
    say(body.rescue.by_seed, Advice::SeedRescue);
    let review = body.blind_review.as_ref();
    say(review.is_some_and(|review| review.blind_above > USUAL_THRESHOLD), Advice::HighBlindThreshold);
    say(review.is_none() && body.parts.iter().any(|part| part.blind), Advice::BlindWithoutReview);
    advice
}
