//! Everything that is refused, each for its own reason alone (SPEC §14.2).

use super::common::faulty::FaultyStore;
use super::common::tender::*;
use super::common::*;
use super::refused;
use sealbid::ErrorKind::{self, *};
use sealbid::ca::{KeyType, RehearsalCa};
use sealbid::record::{Postponement, Signed, StageTime};
use sealbid::suite::BidKey;
use sealbid::tenderbox::TenderBox;
use std::sync::Arc;

const DEADLINE: &str = "2026-07-01T09:00:00+08:00";
const LATE: &str = "2026-07-01T09:00:01+08:00";

struct Hall {
    world: World,
    tender: TenderBox,
    bid: Bid,
}

fn hall() -> Hall {
    let world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let bid = Bid::new(&world, &world.notice());
    Hall { world, tender, bid }
}

impl Hall {
    /// The bid is refused, and is received all the same once what was wrong is put right.
    #[track_caller]
    fn refuses(&self, bytes: &[u8], token: &[u8], arrived: &str, kind: ErrorKind) {
        self.refuses_with(bytes, token, arrived, kind, Some(self.bid.digest()));
        self.bid.receive(&self.tender).unwrap();
    }

    #[track_caller]
    fn refuses_with(
        &self,
        bytes: &[u8],
        token: &[u8],
        arrived: &str,
        kind: ErrorKind,
        digest: Option<sealbid::suite::Digest>,
    ) {
        let (tender, arrived) = (&self.tender, time(arrived));
        let answer = tender.receive(upload(tender, bytes), token, arrived, arrived);
        refused(&self.world, answer, kind, digest, arrived);
    }
}

#[test]
fn late() {
    let hall = hall();
    hall.refuses_with(&hall.bid.bytes, &hall.bid.token, LATE, Late, Some(hall.bid.digest()));
    // The deadline itself is in time.
    hall.bid.receive_at(&hall.tender, DEADLINE).unwrap();
}

#[test]
fn a_missing_token() {
    let hall = hall();
    hall.refuses(&hall.bid.bytes, &[], ARRIVED, NoTimestamp);
}

#[test]
fn a_token_of_another_digest() {
    let hall = hall();
    let token = Bid::new(&hall.world, &hall.world.notice()).token;
    hall.refuses(&hall.bid.bytes, &token, ARRIVED, TimestampImprint);
}

#[test]
fn a_token_after_the_deadline() {
    let hall = hall();
    let token = hall.world.authority.stamp(hall.bid.digest(), time(LATE)).unwrap();
    hall.refuses(&hall.bid.bytes, &token, ARRIVED, Late);
}

#[test]
fn a_token_of_an_authority_that_is_not_the_notices() {
    let hall = hall();
    let ca = RehearsalCa::new("Other", time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z")).unwrap();
    let token = authority(&ca).stamp(hall.bid.digest(), time(BEFORE)).unwrap();
    hall.refuses(&hall.bid.bytes, &token, ARRIVED, NoTrustedChain);
}

#[test]
fn a_certificate_that_is_not_trusted() {
    let hall = hall();
    let ca = RehearsalCa::new("Other", time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z")).unwrap();
    // Its own client would refuse to seal with such a certificate: the notice is another's to it.
    let stranger = organisation(&ca, "Stranger", KeyType::P256);
    let bytes = signed_by(&hall.bid, &stranger);
    let digest = sealbid::bid::BidFile::read(bytes.clone()).unwrap().digest();
    let token = hall.world.authority.stamp(digest, time(BEFORE)).unwrap();
    hall.refuses_with(&bytes, &token, ARRIVED, NoTrustedChain, Some(digest));
    hall.bid.receive(&hall.tender).unwrap();
}

/// The same bid with another certificate's signature; the bid key signs that.
fn signed_by(bid: &Bid, signer: &sealbid::ca::Signer) -> Vec<u8> {
    let file = sealbid::bid::BidFile::read(bid.bytes.clone()).unwrap();
    let manifest = file.manifest_bytes();
    let cms = sealbid::ca::sign_detached(manifest, signer, None).unwrap();
    let trailer = 4 + manifest.len() + 64 + 4 + file.cms().len();
    let hash = |bytes: &[u8]| sealbid::suite::hash(&[bytes]).0;
    let to_sign = [&b"sealbid/1 manifest"[..], &hash(manifest), &hash(&cms)].concat();
    let signature = bid.sealed.keys.key.sign(&to_sign).unwrap();
    let mut bytes = bid.bytes[..bid.bytes.len() - trailer].to_vec();
    bytes.extend((manifest.len() as u32).to_be_bytes());
    bytes.extend(manifest);
    bytes.extend(signature.0);
    bytes.extend((cms.len() as u32).to_be_bytes());
    bytes.extend(&cms);
    bytes
}

#[test]
fn what_is_no_bid() {
    let hall = hall();
    hall.refuses_with(b"%PDF-1.7", &hall.bid.token, ARRIVED, NotASealedBid, None);
    hall.refuses_with(&[], &hall.bid.token, ARRIVED, NotASealedBid, None);
    hall.refuses_with(&hall.bid.bytes[..5], &hall.bid.token, ARRIVED, NotASealedBid, None);
    let cut = &hall.bid.bytes[..hall.bid.bytes.len() - 1];
    hall.refuses_with(cut, &hall.bid.token, ARRIVED, Truncated, None);
    let longer = [&hall.bid.bytes[..], b"."].concat();
    hall.refuses_with(&longer, &hall.bid.token, ARRIVED, TrailingBytes, None);
    hall.bid.receive(&hall.tender).unwrap();
}

#[test]
fn a_part_that_is_not_the_signed_one() {
    let hall = hall();
    let mut bytes = hall.bid.bytes.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    hall.refuses(&bytes, &hall.bid.token, ARRIVED, PartRootMismatch);
}

#[test]
fn a_wrong_signature_of_the_bid_key() {
    let hall = hall();
    let mut bytes = hall.bid.bytes.clone();
    let cms = sealbid::bid::BidFile::read(bytes.clone()).unwrap().cms().len();
    let at = bytes.len() - cms - 5;
    bytes[at] ^= 1;
    hall.refuses_with(&bytes, &hall.bid.token, ARRIVED, BadBidSignature, None);
    hall.bid.receive(&hall.tender).unwrap();
}

#[test]
fn another_tender_and_another_notice() {
    let hall = hall();
    let mut other = World::new();
    let bid = Bid::new(&other, &other.notice());
    hall.refuses_with(&bid.bytes, &bid.token, ARRIVED, WrongTender, None);
    // A notice that says that it is of this tender, and that this box has never seen.
    other.body.tender = Some(hall.world.notice().notice().tender());
    other.body.supersedes = other.body.tender;
    let bid = Bid::new(&other, &other.notice());
    hall.refuses_with(&bid.bytes, &bid.token, ARRIVED, WrongNotice, None);
    hall.bid.receive(&hall.tender).unwrap();
}

fn amend(tender: &TenderBox, world: &World) {
    let files = Files::of(world);
    tender.amend(&files.files(), &files.token(world), time(ARRIVED)).unwrap();
}

#[test]
fn a_superseded_notice() {
    let mut hall = hall();
    let digest = hall.bid.digest();
    hall.bid.receive(&hall.tender).unwrap();
    let never_sent = Bid::new(&hall.world, &hall.world.notice());
    let first = hall.world.notice().notice().digest();
    (hall.world.body.tender, hall.world.body.supersedes) = (Some(first), Some(first));
    amend(&hall.tender, &hall.world);
    hall.refuses_with(&never_sent.bytes, &never_sent.token, ARRIVED, RetiredBid, None);
    hall.refuses_with(&hall.bid.bytes, &hall.bid.token, ARRIVED, RetiredBid, None);
    // So is one whose head was read before the amendment.
    let mut world = World::new();
    let tender = create(&world, Arc::new(FaultyStore::new()));
    let bid = Bid::new(&world, &world.notice());
    let early = upload(&tender, &bid.bytes);
    let first = world.notice().notice().digest();
    (world.body.tender, world.body.supersedes) = (Some(first), Some(first));
    amend(&tender, &world);
    let answer = tender.receive(early, &bid.token, time(ARRIVED), time(ARRIVED));
    refused(&world, answer, RetiredBid, Some(bid.digest()), time(ARRIVED));
    assert_ne!(digest, bid.digest());
    let again = Bid::new(&hall.world, &hall.world.notice());
    again.receive(&hall.tender).unwrap();
}

/// Under another root than the platform's certificate leads to, no receipt of this box would be believed: such a notice
/// is not taken, also where receipts were given under the one before.
#[test]
fn a_notice_under_which_no_receipt_counts() {
    let mut hall = hall();
    hall.bid.receive(&hall.tender).unwrap();
    let still = Bid::new(&hall.world, &hall.world.notice());
    let first = hall.world.notice().notice().digest();
    (hall.world.body.tender, hall.world.body.supersedes) = (Some(first), Some(first));
    let other = World::new().body.platform.unwrap().anchor;
    hall.world.body.platform.as_mut().unwrap().anchor = other;
    let files = Files::of(&hall.world);
    let amended = hall.tender.amend(&files.files(), &files.token(&hall.world), time(ARRIVED));
    assert_eq!(amended.map_err(|e| e.kind()), Err(NoTrustedChain));
    still.receive(&hall.tender).unwrap();
}

/// A second bid under one bid key, as a client makes it that does not draw its keys.
#[test]
fn a_known_bid_key() {
    let hall = hall();
    let twin = signed_by(&hall.bid, &hall.world.bidder);
    let file = sealbid::bid::BidFile::read(twin.clone()).unwrap();
    assert_ne!(file.digest(), hall.bid.digest());
    let token = hall.world.authority.stamp(file.digest(), time(BEFORE)).unwrap();
    hall.bid.receive(&hall.tender).unwrap();
    hall.refuses_with(&twin, &token, ARRIVED, BidKeyUsed, Some(file.digest()));
}

#[test]
fn before_every_custodian_has_accepted() {
    let world = World::new();
    let mut files = Files::of(&world);
    files.acceptances.pop();
    let (trust, now) = (record::trust(&world), time(OPENED));
    let made = TenderBox::create(Arc::new(FaultyStore::new()), &files.files(), keys(&world), trust, now);
    assert_eq!(made.map(|_| ()).map_err(|e| e.kind()), Err(MissingAcceptance));
}

#[test]
fn a_postponed_deadline_counts() {
    let hall = hall();
    let notice = hall.world.notice();
    let times = [("technical", "2026-07-03T09:10:00+08:00"), ("commercial", "2026-07-04T09:10:00+08:00")];
    let stages = times.map(|(stage, at)| StageTime { id: id(stage), time: time(at) }).to_vec();
    let postponement = Postponement::new(
        (notice.notice().tender(), notice.notice().digest()),
        time(ARRIVED),
        time("2026-07-03T09:00:00+08:00"),
        stages,
        "flood",
    );
    let content = postponement.to_bytes().unwrap();
    let signed = Signed::by_certificate(content, &hall.world.tenderer, time(ARRIVED)).unwrap();
    hall.refuses_with(&hall.bid.bytes, &hall.bid.token, LATE, Late, Some(hall.bid.digest()));
    let signed = signed.to_bytes().unwrap();
    let token = hall.world.authority.stamp(sealbid::suite::hash(&[&signed]), time(ARRIVED)).unwrap();
    hall.tender.postpone(&signed, Some(&token), time(ARRIVED)).unwrap();
    assert_eq!(hall.tender.status().unwrap().deadline, time("2026-07-03T09:00:00+08:00"));
    hall.bid.receive_at(&hall.tender, LATE).unwrap();
}

/// What is the platform's own failure is told, but nothing is signed: nothing was decided.
#[test]
fn a_failure_of_the_platform_is_no_refusal() {
    let world = World::new();
    let store = FaultyStore::new();
    let tender = create(&world, Arc::new(store.clone()));
    let bid = Bid::new(&world, &world.notice());
    store.fail_sync_at(store.operations() + 2);
    for _ in 0..2 {
        let answer = bid.receive(&tender).unwrap_err();
        assert_eq!((answer.error.kind(), answer.refusal), (StoreFailed, None));
    }
}

#[test]
fn a_certificate_of_the_platform_that_has_ended_signs_nothing() {
    let hall = hall();
    let after = "2029-06-30T09:00:00+08:00";
    let answer = hall.bid.receive_at(&hall.tender, after).unwrap_err();
    assert_eq!((answer.error.kind(), answer.refusal), (Late, None));
}

#[test]
fn keys_that_are_not_the_notices() {
    let world = World::new();
    let files = Files::of(&world);
    let make = |keys| {
        let store = Arc::new(FaultyStore::new());
        let made = TenderBox::create(store, &files.files(), keys, record::trust(&world), time(OPENED));
        made.map(|_| ()).map_err(|error| error.kind())
    };
    let mut other = keys(&world);
    other.record_key = BidKey::generate().unwrap();
    assert_eq!(make(other), Err(WrongSigner));
    let mut other = keys(&world);
    other.signer = organisation(&world.ca, "Somebody Else", KeyType::P256);
    assert_eq!(make(other), Err(WrongSigner));
    assert_eq!(make(keys(&world)), Ok(()));
}
