//! What signed files say, and whether the right one signed them.

use crate::office::{AT, Office, write_notice};
use crate::openssl::{openssl, try_openssl, version};
use crate::world::{id, organisation, time};
use sealbid::ca::KeyType;
use sealbid::record::{
    Adjudication, Admission, Announcement, Fault, NotAdmitted, Postponement, QuorumLost, Refusal,
    ReleaseRefusal, ReleaseRequest, Replacement, Signed, StageTime, Subject, Withdrawal,
};
use sealbid::suite::{BidKey, Secret, hash};
use sealbid::{Error, ErrorKind};

fn bid_key() -> BidKey {
    BidKey::from_secret(Secret::new([9; 32])).unwrap()
}

#[test]
fn a_receipt_is_held_against_its_notice() {
    let office = Office::new();
    office.write("r.json", &office.receipt().sign(&office.world.platform).unwrap().to_bytes().unwrap());
    let shown = office.run("signed show r.json --notice notice").good();
    for said in [
        "the tender box's receipt",
        "a bid was received",
        &office.bid.to_string(),
        "1.2 KiB (1234)",
        "Signed by the platform of the notice, County Trading Centre",
    ] {
        assert!(shown.out.contains(said), "{said}: {}", shown.out);
    }
    let json = office.run("signed show r.json --notice notice --json").good().json();
    assert_eq!((&json["kind"], &json["checked"]), (&"receipt".into(), &true.into()));
    assert_eq!(json["content"]["digest"], office.bid.to_string());
    // Without the notice, nobody knows who the platform is, and that is said.
    let alone = office.run("signed show r.json").good();
    assert!(alone.out.contains("give --notice"), "{}", alone.out);
    assert_eq!(office.run("signed show r.json --json").good().json()["checked"], false);
    let chinese = office.run("signed show r.json --notice notice --lang zh-CN").good();
    assert!(chinese.out.contains("投标箱的回执") && chinese.out.contains("收到投标文件"), "{}", chinese.out);
}

#[test]
fn a_receipt_of_somebody_else_is_refused() {
    let office = Office::new();
    let other = organisation(&office.world.ca, "County Trade Centre", KeyType::P256);
    office.write("r.json", &office.receipt().sign(&other).unwrap().to_bytes().unwrap());
    office.run("signed show r.json --notice notice").refused(1, 7101);
    office.run("signed show r.json").good();

    // Under the certificates of another root.
    let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
    let foreign = sealbid::ca::RehearsalCa::new("Foreign", from, to).unwrap();
    let impostor = organisation(&foreign, "County Trading Centre", KeyType::P256);
    office.write("f.json", &office.receipt().sign(&impostor).unwrap().to_bytes().unwrap());
    office.run("signed show f.json --notice notice").refused(1, 2011);

    // Of another tender; and with other content than was signed.
    let mut receipt = office.receipt();
    receipt.tender = hash(&[b"another"]);
    let signed = receipt.sign(&office.world.platform).unwrap();
    office.write("o.json", &signed.to_bytes().unwrap());
    office.run("signed show o.json --notice notice").refused(1, 9012);
    let content =
        sealbid::wire::Base64(office.receipt().sign(&office.world.platform).unwrap().content().to_vec());
    let mut file: serde_json::Value = serde_json::from_slice(&signed.to_bytes().unwrap()).unwrap();
    file["content"] = serde_json::to_value(content).unwrap();
    office.write("c.json", file.to_string().as_bytes());
    office.run("signed show c.json").refused(1, 2008);
    office.write("n.json", b"{}");
    office.run("signed show n.json").refused(1, 1008);
}

#[test]
fn openssl_checks_what_is_extracted() {
    if version().is_none() {
        return;
    }
    let office = Office::new();
    office.write("r.json", &office.receipt().sign(&office.world.platform).unwrap().to_bytes().unwrap());
    let told = office.run("signed show r.json --extract out").good();
    // The very command that is told, with the root in the place of its name.
    let command = told.out.split("openssl ").nth(1).unwrap().lines().next().unwrap();
    let command = command.replace("-CAfile ROOT", "-CAfile ca.pem");
    let at = format!("{command} -attime {} -out checked.json", time(AT).unix());
    openssl(office.at(), &at);
    assert_eq!(office.read("checked.json"), office.read("out/receipt.json"));
    office.write("out/receipt.json", b"{}");
    assert!(!try_openssl(office.at(), &at).0);
    // Nothing is written over.
    office.run("signed show r.json --extract out").refused(4, 1003);
}

#[test]
fn what_a_bare_key_signed_is_extracted_alone() {
    let office = Office::new();
    let signed = ReleaseRefusal::sign(
        &office.world.custodians[0],
        office.notice.tender(),
        id("technical"),
        hash(&[b"request"]),
        &Error::new(ErrorKind::TooEarly).at("technical"),
    );
    office.write("s.json", &signed.unwrap().to_bytes().unwrap());
    let json = office.run("signed show s.json --extract out --json").good().json();
    assert_eq!(json["extracted"].as_array().unwrap().len(), 1);
    assert_eq!(json["key"], office.world.custodians[0].record_key().to_string());
    let shown = office.run("signed show s.json --notice notice").good();
    assert!(shown.out.contains("technical: the stage's time has not come [TooEarly 4021]"), "{}", shown.out);
    assert!(shown.out.contains("record key of the notice's custodian Custodian 0"), "{}", shown.out);
}

#[test]
fn a_refusal_to_release_is_of_the_custodian_that_it_names() {
    let office = Office::new();
    let refusal = |n: usize| {
        let key = &office.world.custodians[n];
        let (tender, request) = (office.notice.tender(), hash(&[b"request"]));
        let error = Error::new(ErrorKind::TooEarly);
        ReleaseRefusal::sign(key, tender, id("technical"), request, &error).unwrap()
    };
    // What one says, another signs.
    let by = &office.world.custodians[1];
    let swapped =
        Signed::with_key(refusal(0).content().to_vec(), by.record_key(), |message| by.sign_record(message));
    office.write("s.json", &swapped.unwrap().to_bytes().unwrap());
    office.run("signed show s.json").good();
    office.run("signed show s.json --notice notice").refused(1, 7101);
    let stranger = crate::world::custodian(7);
    let error = Error::new(ErrorKind::TooEarly);
    let (tender, request) = (office.notice.tender(), hash(&[b"request"]));
    let signed = ReleaseRefusal::sign(&stranger, tender, id("technical"), request, &error).unwrap();
    office.write("t.json", &signed.to_bytes().unwrap());
    office.run("signed show t.json --notice notice").refused(1, 4015);
}

#[test]
fn requests_are_held_against_the_bid() {
    let office = Office::new();
    let (tender, lot) = (office.notice.tender(), id("1"));
    let write = |name: &str, signed: Signed| office.write(name, &signed.to_bytes().unwrap());
    let go = Withdrawal::new(tender, lot.clone(), office.bid, 1).to_bytes().unwrap();
    write("w.json", Signed::by_certificate(go.clone(), &office.world.bidder, time(AT)).unwrap());
    let shown = office.run("signed show w.json").good();
    assert!(shown.out.contains("give the bid with --bid"), "{}", shown.out);
    let shown = office.run("signed show w.json --bid bid.sbid --notice notice").good();
    assert!(shown.out.contains("Signed with the bid's own certificate"), "{}", shown.out);

    // The same organisation with another certificate; another key; another bid.
    let again = organisation(&office.world.ca, "示例公司", KeyType::P256);
    write("again.json", Signed::by_certificate(go.clone(), &again, time(AT)).unwrap());
    office.run("signed show again.json --bid bid.sbid").refused(1, 7101);
    write("key.json", Signed::by_key(go, &bid_key()).unwrap());
    office.run("signed show key.json --bid bid.sbid").refused(1, 7101);
    let other = Replacement::new(tender, lot.clone(), hash(&[b"old"]), office.bid, 1).to_bytes().unwrap();
    write("other.json", Signed::by_certificate(other, &office.world.bidder, time(AT)).unwrap());
    office.run("signed show other.json --bid bid.sbid").refused(1, 7124);

    let (notice, key) = (office.notice.digest(), bid_key());
    let announced = Announcement::new(tender, notice, lot.clone(), key.public(), office.bid);
    write("a.json", Signed::by_key(announced.to_bytes().unwrap(), &key).unwrap());
    let shown = office.run("signed show a.json --notice notice").good();
    assert!(shown.out.contains("the bid key that it names"), "{}", shown.out);
    office.run("signed show a.json --bid bid.sbid").refused(1, 7101);
    // Announced for others.
    let thief = BidKey::from_secret(Secret::new([8; 32])).unwrap();
    write("stolen.json", Signed::by_key(announced.to_bytes().unwrap(), &thief).unwrap());
    office.run("signed show stolen.json").refused(1, 7101);
    // The bid's own key, as its key file would sign.
    write("own.json", withdrawal_by_own_key(&office));
    let shown = office.run("signed show own.json --bid own.sbid").good();
    assert!(shown.out.contains("the bid's own key"), "{}", shown.out);
}

/// A bid whose key is at hand, and the request to withdraw it.
fn withdrawal_by_own_key(office: &Office) -> Signed {
    use crate::world::draft;
    let trusted = office.world.trusted(&office.world.notice());
    let mut bytes = Vec::new();
    let at = time(crate::world::BEFORE);
    let sealed =
        sealbid::bid::seal(draft(), &trusted, &office.world.bidder, at, &mut bytes, Default::default());
    let sealed = sealed.unwrap();
    office.write("own.sbid", &bytes);
    let go = Withdrawal::new(office.notice.tender(), id("1"), sealed.digest, 1).to_bytes().unwrap();
    Signed::by_key(go, &sealed.keys.key).unwrap()
}

#[test]
fn a_seed_is_shown_without_itself() {
    let office = Office::new();
    let (place, key) = ((office.notice.tender(), office.notice.digest()), bid_key());
    let seed = Secret::new([0xa5; 32]);
    let seed = sealbid::opening::Seed::new(place, id("1"), key.public(), id("technical"), &seed);
    office.write("s.json", &seed.sign(&key).unwrap().to_bytes().unwrap());
    let shown = office.run("signed show s.json --notice notice").good();
    assert!(shown.out.contains("a bidder's seed"), "{}", shown.out);
    let json = office.run("signed show s.json --json").good();
    assert_eq!(json.json()["content"]["stage"], "technical");
    let secret = "a5".repeat(32);
    assert!(!shown.out.contains(&secret) && !json.out.contains(&secret));
    office.run("signed show s.json --bid bid.sbid").refused(1, 7101);
}

#[test]
fn every_kind_is_told_in_both_languages() {
    let office = Office::new();
    let (tender, notice) = (office.notice.tender(), office.notice.digest());
    let (world, at, stage) = (&office.world, time(AT), id("commercial"));
    let platform = |content: Vec<u8>| Signed::by_certificate(content, &world.platform, at).unwrap();
    let tenderer = |content: Vec<u8>| Signed::by_certificate(content, &world.tenderer, at).unwrap();
    let late = Error::new(ErrorKind::Late);
    let stages = ["technical", "commercial"].map(|name| StageTime { id: id(name), time: at }).to_vec();
    let out = NotAdmitted { digest: hash(&[b"2"]), reason: "below the pass mark".into() };
    let bid = Subject::Bid { stage: stage.clone(), digest: office.bid, fault: Fault::Holders };
    let request = ReleaseRequest::new((tender, notice), stage.clone(), b"note".to_vec(), vec![]);
    let admission = Admission::new(tender, stage.clone(), at, vec![office.bid], vec![out]);
    let files = [
        ("refusal", Refusal::new(tender, notice, None, at, &late).sign(&world.platform).unwrap()),
        ("release-request", platform(request.to_bytes().unwrap())),
        (
            "postponement",
            tenderer(Postponement::new((tender, notice), at, at, stages, "flood").to_bytes().unwrap()),
        ),
        ("admission", tenderer(admission.to_bytes().unwrap())),
        ("adjudication", platform(Adjudication::new(tender, bid, at, "seen").to_bytes().unwrap())),
        ("adjudication", platform(Adjudication::new(tender, Subject::Closing, at, "x").to_bytes().unwrap())),
        ("quorum-lost", platform(QuorumLost::new(tender, stage.clone(), at, at, "lost").to_bytes().unwrap())),
    ];
    for (kind, signed) in files {
        office.write("s.json", &signed.to_bytes().unwrap());
        for language in ["en", "zh-CN"] {
            let shown = office.run(&format!("signed show s.json --lang {language}")).good();
            // An id that stands for itself has no message.
            for id in ["signed-", "member-", "fault-", "receipt-kind", "column-"] {
                assert!(!shown.out.contains(id), "{kind}: {}", shown.out);
            }
        }
        assert_eq!(office.run("signed show s.json --json").good().json()["kind"], kind);
    }
    office.write("s.json", &platform(request.to_bytes().unwrap()).to_bytes().unwrap());
    office.run("signed show s.json --notice notice").good();
    office.write("s.json", &platform(b"{\"format\":\"sealbid-other/1\"}".to_vec()).to_bytes().unwrap());
    office.run("signed show s.json").refused(1, 1006);
}

#[test]
fn the_tenderer_is_believed_under_the_readers_own_roots() {
    let office = Office::new();
    let admission =
        Admission::new(office.notice.tender(), id("commercial"), time(AT), vec![office.bid], vec![]);
    let content = admission.to_bytes().unwrap();
    let write = |name: &str, signer| {
        office.write(
            name,
            &Signed::by_certificate(content.clone(), signer, time(AT)).unwrap().to_bytes().unwrap(),
        );
    };
    write("a.json", &office.world.tenderer);
    let unknown = office.run("signed show a.json --notice notice").good();
    assert!(unknown.out.contains("with --trusted"), "{}", unknown.out);
    let known = office.run("signed show a.json --notice notice --trusted ca.pem").good();
    assert!(known.out.contains("Signed by the tenderer of the notice"), "{}", known.out);
    office.run("signed show a.json --notice notice --trusted other.pem").refused(1, 2011);
    write("b.json", &office.world.platform);
    office.run("signed show b.json --notice notice --trusted ca.pem").refused(1, 7101);
    // A notice of another tender.
    let mut other = crate::world::World::new();
    other.body.title = "Another".into();
    write_notice(&other, &office.at().join("another"));
    office.run("signed show a.json --notice another --trusted ca.pem").refused(1, 9012);
}
