//! A small world for tests: authorities, a tenderer, custodians, a bidder, and a notice that they all signed.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

pub mod audited;
pub mod custody;
pub mod faulty;
pub mod hall;
pub mod record;
pub mod record_events;
pub mod record_review;
pub mod record_stages;
pub mod tender;

use sealbid::bid::{BidFile, Document, Draft, Sealed, SealedBid, Work, seal};
use sealbid::ca::{Certificate, FileKey, KeyType, RehearsalCa, Signer, Subject, TrustAnchors, sign_detached};
use sealbid::notice::*;
use sealbid::suite::{BidKey, Secret};
use sealbid::timelock::{CustodianKey, Given, ReleaseFile, Unlocked};
use sealbid::timestamp::Authority;
use sealbid::wire::{Base64, Id, Time};
use std::collections::BTreeMap;

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

pub const ISSUED: &str = "2026-06-01T09:00:00+08:00";
pub const BEFORE: &str = "2026-06-20T09:00:00+08:00";

pub struct World {
    pub ca: RehearsalCa,
    pub tenderer: Signer,
    pub bidder: Signer,
    pub adjudicator: Signer,
    pub platform: Signer,
    pub authority: Authority,
    pub custodians: Vec<CustodianKey>,
    pub body: NoticeBody,
}

pub fn organisation(ca: &RehearsalCa, name: &str, key: KeyType) -> Signer {
    named(
        ca,
        Subject { organisation: Some(name.into()), credit_code: None, common_name: Some(name.into()) },
        key,
    )
}

pub fn named(ca: &RehearsalCa, subject: Subject, key: KeyType) -> Signer {
    let (pem, certificate) =
        ca.issue(&subject, key, time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z")).unwrap();
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    Signer::new(Box::new(key), certificate, vec![]).unwrap()
}

pub fn statement(key: &CustodianKey, signer: &Signer) -> CustodianEntry {
    let bytes = Statement::of(key).to_bytes().unwrap();
    let signature = sign_detached(&bytes, signer, Some(key.created())).unwrap();
    CustodianEntry { statement: Base64(bytes), signature: Base64(signature) }
}

pub fn custodian(n: usize) -> CustodianKey {
    CustodianKey::generate(id(&format!("c{n}")), &format!("Custodian {n}"), id("T-1"), time(ISSUED)).unwrap()
}

/// An independent timestamp authority.
pub fn authority(ca: &RehearsalCa) -> Authority {
    let subject = Subject { organisation: Some("Time Office".into()), ..Subject::default() };
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
    let (pem, certificate) = ca.issue_timestamping(&subject, KeyType::P256, from, to).unwrap();
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    Authority::new(Signer::new(Box::new(key), certificate, vec![]).unwrap(), "1.2.3.4.1").unwrap()
}

/// The key with which the platform signs heads.
pub fn platform_key() -> BidKey {
    BidKey::from_secret(Secret::new([7; 32])).unwrap()
}

/// The first part is reviewed blind.
pub fn review_blind(body: &mut NoticeBody) {
    let transformation = "sealbid-redact/1".to_owned();
    body.blind_review =
        Some(BlindReview { technical_weight: 60, blind_above: 40, transformation, form: None });
    body.parts[0].blind = true;
}

impl World {
    /// Its technical stage is reviewed blind.
    pub fn blind() -> World {
        let mut world = World::new();
        review_blind(&mut world.body);
        world
    }

    /// Two lots, two stages, three parts, a form in both stages, 2 of 3 custodians.
    pub fn new() -> World {
        World::with_custodians(2, 3)
    }

    pub fn with_custodians(threshold: u8, count: usize) -> World {
        let ca =
            RehearsalCa::new("Test CA", time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z")).unwrap();
        let custodians: Vec<CustodianKey> = (0..count).map(custodian).collect();
        let entries = custodians
            .iter()
            .map(|key| statement(key, &organisation(&ca, key.organisation(), KeyType::P256)));
        let entries = entries.collect();
        let adjudicator = organisation(&ca, "Supervision Office", KeyType::P256);
        let tenderer = organisation(&ca, "County Works Office", KeyType::P256);
        let part = |name: &str, stage: &str, required: bool| Part {
            id: id(name),
            title: name.into(),
            stage: id(stage),
            required,
            blind: false,
            max_bytes: 1 << 33,
            media_types: vec!["application/pdf".into(), "text/plain".into()],
        };
        let field = |name: &str, stage: &str, required: bool, kind: FieldType| FormField {
            id: id(name),
            title: name.into(),
            stage: id(stage),
            required,
            kind,
        };
        let body = NoticeBody {
            format: NoticeBody::FORMAT.into(),
            tender_id: id("T-1"),
            title: "供水管网改造".into(),
            tenderer: "County Works Office".into(),
            suite: sealbid::suite::SUITE.into(),
            padding: Padding::Padme,
            issued: time(ISSUED),
            deadline: time("2026-07-01T09:00:00+08:00"),
            objection_period: 540,
            grace: 60,
            lots: vec![
                Lot { id: id("1"), title: "North".into() },
                Lot { id: id("2"), title: "South".into() },
            ],
            stages: vec![
                Stage { id: id("technical"), title: "t".into(), time: time("2026-07-01T09:10:00+08:00") },
                Stage { id: id("commercial"), title: "c".into(), time: time("2026-07-02T09:00:00+08:00") },
            ],
            parts: vec![
                part("method", "technical", true),
                part("extras", "technical", false),
                part("bill", "commercial", true),
            ],
            form: vec![
                field(
                    "quality",
                    "technical",
                    false,
                    FieldType::Choice { options: vec!["合格".into(), "优良".into()] },
                ),
                field(
                    "price",
                    "commercial",
                    true,
                    FieldType::Money { currency: "CNY".into(), minor_digits: 2 },
                ),
                field("period", "commercial", true, FieldType::Duration { unit: Unit::Days }),
                field("manager", "commercial", false, FieldType::Text { max_bytes: 100 }),
            ],
            guarantee: Some(Guarantee::Letter { part: id("method") }),
            custodians: entries,
            lock: LockPolicy {
                quorums: vec![QuorumSpec {
                    threshold,
                    holders: custodians
                        .iter()
                        .map(|c| HolderSpec::Custodian { id: c.custodian().clone() })
                        .collect(),
                }],
            },
            bidder_anchors: vec![Base64(ca.certificate().der().to_vec())],
            bidder_policies: None,
            blind_review: None,
            timestamp_authorities: vec![TimestampAuthority {
                name: "TSA".into(),
                url: None,
                anchor: Base64(ca.certificate().der().to_vec()),
                own: false,
            }],
            adjudicator: Adjudicator {
                name: "Supervision Office".into(),
                certificate: Base64(adjudicator.certificate().der().to_vec()),
            },
            rescue: Rescue { by_seed: false },
            platform: Some(Platform {
                operator: "County Trading Centre".into(),
                anchor: Base64(ca.certificate().der().to_vec()),
                record_key: platform_key().public(),
            }),
            file_period: None,
            tender: None,
            supersedes: None,
        };
        let bidder = organisation(&ca, "示例公司", KeyType::P256);
        let platform = organisation(&ca, "County Trading Centre", KeyType::P256);
        let authority = authority(&ca);
        World { ca, tenderer, bidder, adjudicator, platform, authority, custodians, body }
    }

    pub fn certificate(&self) -> &Certificate {
        self.ca.certificate()
    }

    pub fn notice(&self) -> SignedNotice {
        let bytes = self.body.to_bytes().unwrap();
        let notice = Notice::parse(&bytes).unwrap();
        let acceptances: Vec<Acceptance> =
            self.custodians.iter().map(|key| Acceptance::of(key, &notice).unwrap()).collect();
        let signature = sign_detached(&bytes, &self.tenderer, Some(time(ISSUED))).unwrap();
        SignedNotice::verify(&bytes, &signature, &acceptances).unwrap()
    }

    /// The bidder's own list: this world's authority and custodians.
    pub fn trust_list(&self) -> TrustList {
        let anchors = TrustAnchors::new(vec![self.certificate().clone()]).unwrap();
        let known = self
            .custodians
            .iter()
            .map(|key| Organisation { name: key.organisation().into(), credit_code: None });
        TrustList::new(anchors, known.collect())
    }

    /// The notice, held against that list.
    pub fn trusted(&self, notice: &SignedNotice) -> TrustedNotice {
        notice.trusted_by(&self.trust_list(), time(BEFORE)).unwrap()
    }

    /// Releases of one stage of this bid, of these custodians.
    pub fn releases<S: sealbid::bid::ReadAt>(
        &self,
        bid: &SealedBid<'_, S>,
        stage: &str,
        who: &[usize],
    ) -> Vec<Given> {
        let scope = bid.scope(&id(stage));
        let bids = [(bid.lot().clone(), bid.bid_key())];
        let file = |n: &usize| {
            ReleaseFile::of_custodian(&self.custodians[*n], scope.tender, scope.notice, &scope.stage, &bids)
                .unwrap()
        };
        who.iter().map(|n| file(n).for_bid(&scope).unwrap()).collect()
    }

    pub fn unlock<S: sealbid::bid::ReadAt>(&self, bid: &SealedBid<'_, S>, stage: &str) -> Unlocked {
        bid.unlock(&id(stage), &self.releases(bid, stage, &[0, 2])).unwrap().outcome.unwrap()
    }
}

/// Documents of a few bytes, some empty, some longer than a segment.
pub fn draft() -> Draft {
    let text = |path: &str, bytes: Vec<u8>| Document::bytes(path, "text/plain", bytes).unwrap();
    let long: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    let mut form = BTreeMap::new();
    form.insert(id("price"), FormValue::Number(123_456_789));
    form.insert(id("period"), FormValue::Number(240));
    form.insert(id("quality"), FormValue::Text("优良".into()));
    let mut parts = BTreeMap::new();
    parts.insert(
        id("method"),
        vec![text("技术/方案.txt", long), text("empty.txt", vec![]), text("b.txt", b"bb".to_vec())],
    );
    parts.insert(id("bill"), vec![text("bill.txt", b"1,2,3".to_vec())]);
    Draft { lot: id("1"), parts, form }
}

pub fn sealed(world: &World, notice: &SignedNotice) -> (Vec<u8>, Sealed) {
    let mut bytes = Vec::new();
    let sealed =
        seal(draft(), &world.trusted(notice), &world.bidder, time(BEFORE), &mut bytes, Work::default())
            .unwrap();
    (bytes, sealed)
}

pub fn read<'n>(bytes: &[u8], notice: &'n SignedNotice) -> sealbid::Result<SealedBid<'n, Vec<u8>>> {
    BidFile::read(bytes.to_vec())?.under(notice.notice())
}
