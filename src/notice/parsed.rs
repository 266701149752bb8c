//! A notice that keeps every rule that can be checked from its own bytes (SPEC §2.1).

use super::body::{Lot, NoticeBody, Part, Platform, Stage, TimestampAuthority};
use super::field::FormField;
use super::holders::policy_at;
use super::rules;
use super::statement::VerifiedStatement;
use crate::ca::{Certificate, TrustAnchors};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{Digest, hash};
use crate::timelock::{Context, CustodianKey, Policy, ReleaseFile, Scope};
use crate::wire::{Base64, Hex, Id, Time, expect_format, parse_json, write_json};

const FORMAT: &str = "sealbid-notice/1";
const LIMIT: usize = 4 << 20;

/// A notice, read strictly and checked. Its digest is over its exact bytes.
#[derive(Clone, Debug)]
pub struct Notice {
    bytes: Vec<u8>,
    digest: Digest,
    body: NoticeBody,
    custodians: Vec<VerifiedStatement>,
    policies: Vec<Policy>,
    bidder_anchors: TrustAnchors,
    authority_anchors: Vec<TrustAnchors>,
    adjudicator: Certificate,
    platform_anchors: Option<TrustAnchors>,
}

impl NoticeBody {
    /// The format's name, for those who make notices.
    pub const FORMAT: &'static str = FORMAT;

    /// Writes the bytes that the tenderer signs.
    ///
    /// # Errors
    /// None in practice; whether the notice keeps the rules is for [`Notice::parse`] to say.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

impl Notice {
    /// Reads a notice and checks every rule that needs nothing beside it.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json), and one kind for each rule of SPEC §2 and §3.1; the place names
    /// the member.
    pub fn parse(bytes: &[u8]) -> Result<Notice> {
        let body: NoticeBody = parse_json(bytes, LIMIT)?;
        expect_format(&body.format, FORMAT)?;
        rules::check(&body)?;
        let custodians = rules::custodians(&body)?;
        let policies = body.stages.iter().map(|stage| policy_at(&body.lock.quorums, stage.time, &custodians));
        let policies = policies.collect::<Result<Vec<_>>>().map_err(|e| e.at("lock"))?;
        rules::all_used(&body, &custodians)?;
        let anchors = certificates(&body.bidder_anchors, "bidder_anchors")?;
        let bidder_anchors = TrustAnchors::new(anchors).map_err(|e| e.at("bidder_anchors"))?;
        let accepted = body.bidder_policies.clone().unwrap_or_default();
        let bidder_anchors =
            bidder_anchors.accepting_policies(accepted).map_err(|e| e.at("bidder_policies"))?;
        let authorities = body.timestamp_authorities.iter().enumerate();
        let authority_anchors = authorities
            .map(|(n, authority)| {
                anchor(&authority.anchor, format_args!("timestamp_authorities[{n}].anchor"))
            })
            .collect::<Result<Vec<_>>>()?;
        let adjudicator = Certificate::from_der(&body.adjudicator.certificate.0)
            .map_err(|e| e.at("adjudicator.certificate"))?;
        let platform = body.platform.as_ref();
        let platform_anchors =
            platform.map(|platform| anchor(&platform.anchor, "platform.anchor")).transpose()?;
        Ok(Notice {
            digest: hash(&[bytes]),
            bytes: bytes.to_vec(),
            body,
            custodians,
            policies,
            bidder_anchors,
            authority_anchors,
            adjudicator,
            platform_anchors,
        })
    }

    /// What it says.
    pub fn body(&self) -> &NoticeBody {
        &self.body
    }

    /// The exact bytes that were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the exact bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The digest of the tender's first notice: the tender's name for good.
    pub fn tender(&self) -> Digest {
        self.body.tender.unwrap_or(self.digest)
    }

    /// The custodians' verified statements, in the notice's order.
    pub fn custodians(&self) -> &[VerifiedStatement] {
        &self.custodians
    }

    /// What bidders' certificates must chain to.
    pub fn bidder_anchors(&self) -> &TrustAnchors {
        &self.bidder_anchors
    }

    /// Each timestamp authority's name, what its certificate chains to, and whether it is the operator's own.
    pub fn timestamp_authorities(&self) -> impl Iterator<Item = (&TimestampAuthority, &TrustAnchors)> {
        self.body.timestamp_authorities.iter().zip(&self.authority_anchors)
    }

    /// The certificate of whoever decides outcomes whose fault is undetermined.
    pub fn adjudicator(&self) -> &Certificate {
        &self.adjudicator
    }

    /// Who keeps the record, and what its certificate chains to.
    ///
    /// # Errors
    /// [`ErrorKind::NoPlatform`] if the notice names nobody.
    pub fn platform(&self) -> Result<(&Platform, &TrustAnchors)> {
        let named = self.body.platform.as_ref().zip(self.platform_anchors.as_ref());
        named.ok_or_else(|| Error::new(ErrorKind::NoPlatform).at("platform"))
    }

    /// Checks times that a postponement puts in the place of the notice's.
    ///
    /// # Errors
    /// [`ErrorKind::TimesOutOfOrder`]; [`ErrorKind::UnknownStage`] unless there is one time for each stage.
    pub fn check_times(&self, deadline: Time, stages: &[Time]) -> Result<()> {
        if stages.len() != self.body.stages.len() {
            return Err(Error::new(ErrorKind::UnknownStage).because("one time for each stage").at("stages"));
        }
        rules::times_in_order(&self.body, deadline, stages)
    }

    /// The lot of this name.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownLot`].
    pub fn lot(&self, id: &Id) -> Result<&Lot> {
        let found = self.body.lots.iter().find(|lot| lot.id == *id);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownLot).because(id))
    }

    /// The stage of this name, with its number from 0.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn stage(&self, id: &Id) -> Result<(usize, &Stage)> {
        let found = self.body.stages.iter().enumerate().find(|(_, stage)| stage.id == *id);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownStage).because(id))
    }

    /// A stage's parts, in the notice's order.
    pub fn parts_of<'a>(&'a self, stage: &'a Id) -> impl Iterator<Item = &'a Part> {
        self.body.parts.iter().filter(move |part| part.stage == *stage)
    }

    /// A stage's form fields, in the notice's order.
    pub fn fields_of<'a>(&'a self, stage: &'a Id) -> impl Iterator<Item = &'a FormField> {
        self.body.form.iter().filter(move |field| field.stage == *stage)
    }

    /// The part of this name.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownPart`].
    pub fn part(&self, id: &Id) -> Result<&Part> {
        let found = self.body.parts.iter().find(|part| part.id == *id);
        found.ok_or_else(|| Error::new(ErrorKind::UnknownPart).because(id))
    }

    /// A stage's policy, with the beacons' rounds for its time.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn policy(&self, stage: &Id) -> Result<&Policy> {
        self.stage(stage).map(|(n, _)| &self.policies[n])
    }

    /// The place of one stage of one bid under this notice.
    pub fn scope(&self, lot: &Id, stage: &Id, bid_key: Hex<32>) -> Scope {
        Scope { tender: self.tender(), notice: self.digest, lot: lot.clone(), stage: stage.clone(), bid_key }
    }

    /// What that stage's lock is bound to.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`].
    pub fn context(&self, lot: &Id, stage: &Id, bid_key: Hex<32>) -> Result<Context> {
        Ok(Context::new(&self.scope(lot, stage, bid_key), self.policy(stage)?.clone()))
    }

    /// A custodian releases a stage for these bids (lot and bid key): for the notice's own key, not before its time.
    ///
    /// Whether the record justifies it is for the caller to have checked.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`], [`ErrorKind::TooEarly`], [`ErrorKind::UnknownCustodian`],
    /// [`ErrorKind::UnknownLot`], and those of [`ReleaseFile::of_custodian`].
    pub fn release(
        &self,
        key: &CustodianKey,
        stage: &Id,
        bids: &[(Id, Hex<32>)],
        at: Time,
    ) -> Result<ReleaseFile> {
        let (_, named) = self.stage(stage)?;
        if at < named.time {
            return Err(
                Error::new(ErrorKind::TooEarly).because(format_args!("{stage} opens at {}", named.time))
            );
        }
        let ours =
            |c: &VerifiedStatement| c.statement().custodian == *key.custodian() && *c.key() == key.public();
        if !self.custodians.iter().any(ours) {
            return Err(Error::new(ErrorKind::UnknownCustodian).because(key.custodian()));
        }
        bids.iter().try_for_each(|(lot, _)| self.lot(lot).map(|_| ()))?;
        ReleaseFile::of_custodian(key, self.tender(), self.digest, stage, bids)
    }

    /// Checks that this notice amends another.
    ///
    /// # Errors
    /// [`ErrorKind::NoticeSuperseded`].
    pub fn check_amends(&self, older: &Notice) -> Result<()> {
        let amends = self.body.supersedes == Some(older.digest) && self.tender() == older.tender();
        if amends { Ok(()) } else { Err(ErrorKind::NoticeSuperseded.into()) }
    }
}

fn anchor(der: &Base64, place: impl std::fmt::Display) -> Result<TrustAnchors> {
    let read = Certificate::from_der(&der.0).and_then(|certificate| TrustAnchors::new(vec![certificate]));
    read.map_err(|e| e.at(place))
}

fn certificates(list: &[Base64], place: &str) -> Result<Vec<Certificate>> {
    let read = |(n, der): (usize, &Base64)| {
        Certificate::from_der(&der.0).map_err(|e| e.at(format_args!("{place}[{n}]")))
    };
    list.iter().enumerate().map(read).collect()
}
