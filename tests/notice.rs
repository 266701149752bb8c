//! Every rule of a notice, each broken by itself (SPEC §2, §3.1).

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::*;
use sealbid::ErrorKind::{self, *};
use sealbid::ca::{KeyType, sign_detached};
use sealbid::notice::*;
use sealbid::suite::hash;
use sealbid::timelock::CustodianKey;
use sealbid::wire::{Base64, Hex};

fn parse(body: &NoticeBody) -> Result<Notice, (ErrorKind, String)> {
    Notice::parse(&body.to_bytes().unwrap()).map_err(|e| (e.kind(), e.place().to_owned()))
}

/// What a change of a good notice leads to.
fn changed(world: &World, change: impl Fn(&mut NoticeBody)) -> Result<(), (ErrorKind, String)> {
    let mut body = world.body.clone();
    change(&mut body);
    parse(&body).map(|_| ())
}

fn refused(kind: ErrorKind, place: &str) -> Result<(), (ErrorKind, String)> {
    Err((kind, place.to_owned()))
}

#[test]
fn a_good_notice_is_read_and_finds_its_members() {
    let world = World::new();
    let signed = world.notice();
    let notice = signed.notice();
    assert_eq!(notice.tender(), notice.digest());
    assert_eq!(notice.digest(), hash(&[notice.bytes()]));
    assert_eq!(notice.stage(&id("commercial")).unwrap().0, 1);
    assert_eq!(notice.parts_of(&id("technical")).count(), 2);
    assert_eq!(notice.fields_of(&id("commercial")).count(), 3);
    assert_eq!(notice.lot(&id("9")).map_err(|e| e.kind()).map(|_| ()), Err(UnknownLot));
    assert_eq!(notice.part(&id("9")).map_err(|e| e.kind()).map(|_| ()), Err(UnknownPart));
    assert_eq!(notice.stage(&id("9")).map_err(|e| e.kind()).map(|_| ()), Err(UnknownStage));
    let again: NoticeBody = serde_json::from_slice(notice.bytes()).unwrap();
    assert_eq!(&again, notice.body());
}

#[test]
fn rules_of_the_body() {
    let world = World::new();
    let check = |change: &dyn Fn(&mut NoticeBody)| changed(&world, change);
    let letter = |part: &str| Some(Guarantee::Letter { part: id(part) });
    assert_eq!(check(&|_| {}), Ok(()));
    assert_eq!(check(&|b| b.format = "sealbid-notice/2".into()), refused(UnknownFormat, "format"));
    assert_eq!(check(&|b| b.suite = "sm9".into()), refused(UnknownSuite, "suite"));
    assert_eq!(check(&|b| b.title = String::new()), refused(BadField, "title"));
    assert_eq!(check(&|b| b.title = "a\u{7}".into()), refused(BadField, "title"));
    assert_eq!(check(&|b| b.objection_period = 2_592_001), refused(BadField, "objection_period"));
    assert_eq!(check(&|b| b.grace = 3_601), refused(BadField, "grace"));
    assert_eq!(check(&|b| b.lots.clear()), refused(BadField, "lots"));
    assert_eq!(check(&|b| b.bidder_anchors.clear()), refused(BadField, "bidder_anchors"));
    let policies = |list: &[&str]| Some(list.iter().map(|oid| (*oid).to_owned()).collect());
    assert_eq!(check(&|b| b.bidder_policies = policies(&["1.2.156.112559.1.1"])), Ok(()));
    assert_eq!(check(&|b| b.bidder_policies = policies(&["1"])), refused(BadField, "bidder_policies"));
    assert_eq!(check(&|b| b.bidder_policies = policies(&["1.2"; 65])), refused(TooLarge, "bidder_policies"));
    assert_eq!(check(&|b| b.lots[1].id = id("1")), refused(DuplicateId, "lots[1].id"));
    assert_eq!(check(&|b| b.stages[1].id = id("technical")), refused(DuplicateId, "stages[1].id"));
    assert_eq!(check(&|b| b.parts[1].id = id("method")), refused(DuplicateId, "parts[1].id"));
    assert_eq!(check(&|b| b.parts[1].id = id("METHOD")), refused(DuplicateId, "parts[1].id"));
    assert_eq!(check(&|b| b.form[1].id = id("quality")), refused(DuplicateId, "form[1].id"));
    assert_eq!(check(&|b| b.deadline = b.issued), refused(TimesOutOfOrder, "deadline"));
    assert_eq!(check(&|b| b.stages[0].time = b.deadline), refused(TimesOutOfOrder, "stages[0].time"));
    assert_eq!(check(&|b| b.stages[1].time = b.stages[0].time), refused(TimesOutOfOrder, "stages[1].time"));
    assert_eq!(check(&|b| b.stages.swap(0, 1)), refused(TimesOutOfOrder, "stages[1].time"));
    assert_eq!(check(&|b| b.parts[0].stage = id("x")), refused(UnknownStage, "parts[0].stage"));
    assert_eq!(check(&|b| b.form[0].stage = id("x")), refused(UnknownStage, "form[0].stage"));
    assert_eq!(check(&|b| b.parts[0].id = id("form")), refused(ReservedId, "parts[0].id"));
    assert_eq!(check(&|b| b.parts[0].max_bytes = 0), refused(BadField, "parts[0].max_bytes"));
    assert_eq!(check(&|b| b.parts[0].max_bytes = (1 << 40) + 1), refused(BadField, "parts[0].max_bytes"));
    for media_type in ["pdf", "Application/pdf", "a/b/c", "/pdf", "a/", "a b/c"] {
        let change = |b: &mut NoticeBody| b.parts[0].media_types = vec![media_type.into()];
        assert_eq!(check(&change), refused(BadField, "parts[0].media_types"), "{media_type}");
    }
    assert_eq!(check(&|b| b.parts[0].media_types.clear()), refused(BadField, "parts[0].media_types"));
    assert_eq!(check(&|b| b.guarantee = letter("x")), refused(UnknownPart, "guarantee.part"));
    assert_eq!(check(&|b| b.guarantee = letter("extras")), refused(LetterNotRequired, "guarantee.part"));
    let deposit = |currency: &str| Some(Guarantee::Deposit { amount: 1, currency: currency.into() });
    assert_eq!(check(&|b| b.guarantee = deposit("CNY")), Ok(()));
    assert_eq!(check(&|b| b.guarantee = deposit("元")), refused(BadField, "guarantee.currency"));
    assert_eq!(
        check(&|b| {
            b.guarantee = None;
            b.parts[0].required = false;
        }),
        refused(EmptyStage, "stages[0]")
    );
    assert_eq!(check(&|b| b.supersedes = Some(Hex([0; 32]))), refused(SupersedesIncomplete, "supersedes"));
    assert_eq!(check(&|b| b.tender = Some(Hex([0; 32]))), refused(SupersedesIncomplete, "supersedes"));
    assert_eq!(
        check(&|b| b.adjudicator.certificate = Base64(vec![0])),
        refused(BadCertificate, "adjudicator.certificate")
    );
    assert_eq!(check(&|b| b.bidder_anchors[0].0.push(0)), refused(BadCertificate, "bidder_anchors[0]"));
    let tsa = "timestamp_authorities[0].anchor";
    assert_eq!(check(&|b| b.timestamp_authorities[0].anchor.0.truncate(9)), refused(BadCertificate, tsa));
}

#[test]
fn rules_of_the_form() {
    let world = World::new();
    let check = |kind: FieldType| changed(&world, |b| b.form[0].kind = kind.clone());
    let money =
        |currency: &str, minor_digits: u8| FieldType::Money { currency: currency.into(), minor_digits };
    assert_eq!(check(money("CNY", 4)), Ok(()));
    assert_eq!(check(money("cny", 2)), refused(BadField, "form[0].currency"));
    assert_eq!(check(money("CNY", 5)), refused(BadField, "form[0].minor_digits"));
    assert_eq!(check(FieldType::Text { max_bytes: 0 }), refused(BadField, "form[0].max_bytes"));
    assert_eq!(check(FieldType::Text { max_bytes: 4097 }), refused(BadField, "form[0].max_bytes"));
    let choice =
        |options: &[&str]| FieldType::Choice { options: options.iter().map(|o| (*o).to_owned()).collect() };
    assert_eq!(check(choice(&[])), refused(BadField, "form[0].options"));
    assert_eq!(check(choice(&["a", "a"])), refused(BadField, "form[0].options"));
    assert_eq!(check(choice(&[""])), refused(BadField, "form[0].options"));
}

/// Defects of the JSON itself, and of fields whose members depend on their type.
#[test]
fn the_text_is_read_strictly() {
    let world = World::new();
    let text = String::from_utf8(world.body.to_bytes().unwrap()).unwrap();
    let check = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        Notice::parse(changed.as_bytes()).map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(check("\"title\"", "\"Title\""), Err(UnknownField));
    assert_eq!(check("\"grace\": 60,", ""), Err(MissingField));
    assert_eq!(check("\"grace\": 60,", "\"grace\": 60, \"grace\": 60,"), Err(DuplicateField));
    assert_eq!(check("\"grace\": 60,", "\"grace\": 60.0,"), Err(BadField));
    assert_eq!(check("\"grace\": 60,", "\"grace\": -60,"), Err(BadField));
    assert_eq!(check("\"type\": \"custodian\",", "\"type\": \"custodian\", \"key\": 1,"), Err(UnknownField));
    assert_eq!(check("\"type\": \"custodian\"", "\"type\": \"oracle\""), Err(BadField));
    assert_eq!(check("\"currency\": \"CNY\",", ""), Err(MissingField));
    assert_eq!(check("\"unit\": \"days\"", "\"unit\": \"days\", \"options\": []"), Err(UnknownField));
    assert_eq!(check("\"unit\": \"days\"", "\"unit\": \"weeks\""), Err(BadField));
    assert_eq!(check("2026-06-01T01:00:00Z", "2026-06-01 01:00"), Err(BadTime));
    assert_eq!(check("\"padme\"", "\"none\""), Err(BadField));
    assert_eq!(Notice::parse(&vec![b' '; (4 << 20) + 1]).map(|_| ()).map_err(|e| e.kind()), Err(TooLarge));
}

#[test]
fn rules_of_custodians() {
    let world = World::new();
    let other = |key: &CustodianKey, organisation: &str| {
        statement(key, &common::organisation(&world.ca, organisation, KeyType::P256))
    };
    let make = |name: &str, organisation: &str, tender: &str, created: &str| {
        CustodianKey::generate(id(name), organisation, id(tender), time(created)).unwrap()
    };
    let check = |key: CustodianKey, organisation: &str| {
        let entry = other(&key, organisation);
        changed(&world, |b| b.custodians[2] = entry.clone())
    };
    let at = "custodians[2]";
    assert_eq!(check(make("c2", "New", "T-1", ISSUED), "New"), Ok(()));
    assert_eq!(check(make("c2", "New", "T-2", ISSUED), "New"), refused(StatementOfAnotherTender, at));
    assert_eq!(check(make("c2", "New", "T-1", "2026-06-02T00:00:00Z"), "New"), refused(TimesOutOfOrder, at));
    assert_eq!(check(make("c1", "New", "T-1", ISSUED), "New"), refused(DuplicateId, at));
    let mismatch = check(make("c2", "New", "T-1", ISSUED), "Other");
    assert_eq!(mismatch, refused(OrganisationMismatch, "custodians[2]: organisation"));
    let twice = check(make("c2", "Custodian 0", "T-1", ISSUED), "Custodian 0");
    assert_eq!(twice, refused(DuplicateOrganisation, at));

    // The statement of one custodian copied under another name keeps the key.
    let mut copied: serde_json::Value =
        serde_json::from_slice(&world.body.custodians[0].statement.0).unwrap();
    copied["custodian"] = "c2".into();
    copied["organisation"] = "New".into();
    let signer = common::organisation(&world.ca, "New", KeyType::P256);
    let resign = |value: &serde_json::Value| {
        let bytes = serde_json::to_vec(value).unwrap();
        let signature = sign_detached(&bytes, &signer, None).unwrap();
        CustodianEntry { statement: Base64(bytes), signature: Base64(signature) }
    };
    let entry = resign(&copied);
    assert_eq!(changed(&world, |b| b.custodians[2] = entry.clone()), refused(DuplicateKey, at));
    let mut infinity = "c0".to_owned();
    infinity.push_str(&"00".repeat(95));
    copied["key"] = infinity.into();
    let entry = resign(&copied);
    assert_eq!(
        changed(&world, |b| b.custodians[2] = entry.clone()),
        refused(BadCustodianKey, "custodians[2]: key")
    );

    let swapped = |b: &mut NoticeBody| b.custodians[1].signature = b.custodians[0].signature.clone();
    assert_eq!(changed(&world, swapped).map_err(|e| e.0), Err(CmsDigestMismatch));
    let unused = |b: &mut NoticeBody| drop(b.lock.quorums[0].holders.pop());
    assert_eq!(changed(&world, unused).map_err(|e| e.0), Err(UnusedCustodian));
    let unknown = |b: &mut NoticeBody| drop(b.custodians.pop());
    assert_eq!(changed(&world, unknown), refused(UnknownCustodian, "lock: quorums[0].holders[2]"));
    let low = |b: &mut NoticeBody| b.lock.quorums[0].threshold = 1;
    assert_eq!(changed(&world, low), refused(ThresholdTooLow, "lock: quorums[0]"));
    let none = |b: &mut NoticeBody| b.lock.quorums[0].threshold = 0;
    assert_eq!(changed(&world, none), refused(ThresholdOutOfRange, "lock: quorums[0]"));
    let twice = |b: &mut NoticeBody| b.lock.quorums[0].holders[1] = b.lock.quorums[0].holders[0].clone();
    assert_eq!(changed(&world, twice), refused(DuplicateKey, "lock: quorums[0]"));
}

#[test]
fn signatures_and_acceptances() {
    let world = World::new();
    let signed = world.notice();
    let bytes = signed.notice().bytes().to_vec();
    let notice = Notice::parse(&bytes).unwrap();
    let signature = sign_detached(&bytes, &world.tenderer, None).unwrap();
    let acceptances: Vec<Acceptance> =
        world.custodians.iter().map(|c| Acceptance::of(c, &notice).unwrap()).collect();
    let verify = |signature: &[u8], acceptances: &[Acceptance]| {
        SignedNotice::verify(&bytes, signature, acceptances).map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(verify(&signature, &acceptances), Ok(()));
    assert_eq!(verify(&signature, &acceptances[1..]), Err(MissingAcceptance));
    assert_eq!(verify(&signature, &[]), Err(MissingAcceptance));
    let stranger = sign_detached(&bytes, &world.bidder, None).unwrap();
    assert_eq!(verify(&stranger, &acceptances), Err(OrganisationMismatch));
    let other_bytes = sign_detached(b"other", &world.tenderer, None).unwrap();
    assert_eq!(verify(&other_bytes, &acceptances), Err(CmsDigestMismatch));

    // The acceptance of another notice, and one under another custodian's name.
    let mut amended = world.body.clone();
    amended.title = "another".into();
    let other = parse(&amended).unwrap();
    let mut wrong = acceptances.clone();
    wrong[0] = Acceptance::of(&world.custodians[0], &other).unwrap();
    assert_eq!(verify(&signature, &wrong), Err(BadAcceptance));
    let text = String::from_utf8(acceptances[1].to_bytes().unwrap()).unwrap().replace("\"c1\"", "\"c0\"");
    wrong[0] = Acceptance::parse(text.as_bytes()).unwrap();
    assert_eq!(verify(&signature, &wrong), Err(BadAcceptance));
    let outsider = custodian(9);
    assert_eq!(Acceptance::of(&outsider, &notice).map(|_| ()).map_err(|e| e.kind()), Err(UnknownCustodian));
}

#[test]
fn advice_names_what_is_unwise() {
    let world = World::new();
    let advice = |change: &dyn Fn(&mut NoticeBody)| {
        let mut body = world.body.clone();
        change(&mut body);
        advise(&body)
    };
    use Advice::*;
    assert_eq!(advice(&|_| {}), []);
    assert_eq!(advice(&|b| b.timestamp_authorities.clear()), [NoTimestampAuthority]);
    assert_eq!(advice(&|b| b.timestamp_authorities[0].own = true), [OwnTimestampAuthority]);
    assert_eq!(advice(&|b| b.platform = None), [NoRecord]);
    assert_eq!(advice(&|b| b.objection_period = 0), [NoObjectionPeriod]);
    assert_eq!(advice(&|b| b.deadline = b.issued.plus(86_400)), [ShortPeriod]);
    assert_eq!(advice(&|b| b.lock.quorums[0].threshold = 3), [NoSpareHolder]);
    assert_eq!(advice(&|b| b.rescue.by_seed = true), [SeedRescue]);
    assert_eq!(advice(&|b| b.parts[0].blind = true), [BlindWithoutReview]);
    let review = |blind_above| BlindReview {
        technical_weight: 60,
        blind_above,
        transformation: "sealbid-redact/1".to_owned(),
        form: None,
    };
    let reviewed = |above: u8| advice(&|b| (b.parts[0].blind, b.blind_review) = (true, Some(review(above))));
    assert_eq!(reviewed(40), []);
    assert_eq!(reviewed(41), [HighBlindThreshold]);
    assert_eq!(
        advice(&|b| {
            b.lock.quorums[0].holders.truncate(1);
            b.lock.quorums[0].threshold = 1;
        }),
        [SingleCustodian, NoSpareHolder, OneIsEnough]
    );
    let beacon = || HolderSpec::Beacon {
        id: id("drand"),
        scheme: String::new(),
        chain_hash: Hex([0; 32]),
        public_key: Hex([0; 96]),
        period: 3,
        genesis_time: 0,
        group_hash: Hex([0; 32]),
        beacon_id: String::new(),
    };
    let alone = advice(&|b| b.lock.quorums = vec![QuorumSpec { threshold: 1, holders: vec![beacon()] }]);
    assert_eq!(alone, [BeaconStageWide, BeaconCannotBePostponed, OneIsEnough, BeaconAlone]);
    let beside = advice(&|b| b.lock.quorums.push(QuorumSpec { threshold: 1, holders: vec![beacon()] }));
    assert_eq!(beside, [BeaconStageWide, BeaconCannotBePostponed]);
    let token = || HolderSpec::Certificate { id: id("token"), certificate: Base64(vec![]) };
    let alone = advice(&|b| b.lock.quorums.push(QuorumSpec { threshold: 1, holders: vec![token()] }));
    assert_eq!(alone, [CertificateWithoutRecovery]);
}

#[test]
fn values_are_written_and_read_as_people_do() {
    let world = World::new();
    let field = |name: &str| world.body.form.iter().find(|f| f.id == id(name)).unwrap();
    let price = |text: &str| field("price").parse_value(text).map_err(|e| e.kind());
    assert_eq!(price("1234.5"), Ok(FormValue::Number(123_450)));
    assert_eq!(price("0"), Ok(FormValue::Number(0)));
    assert_eq!(price("90071992547409.91"), Ok(FormValue::Number((1 << 53) - 1)));
    for bad in ["", ".5", "1.234", "-1", "1,000", "90071992547409.92", "1e3", "99999999999999999999"] {
        assert_eq!(price(bad), Err(BadFormValue), "{bad}");
    }
    assert_eq!(field("price").display(&FormValue::Number(123_456_789)), "CNY 1,234,567.89");
    assert_eq!(field("price").display(&FormValue::Number(5)), "CNY 0.05");
    assert_eq!(field("period").display(&FormValue::Number(240)), "240 d");
}
