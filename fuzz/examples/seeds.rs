//! Writes the seeds of `corpus/` and the fixed notice of the `form` target.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds`. Keys are fresh on every run, so every seed changes;
//! each is held against its parser first. The layouts are those that the targets say in their first lines.

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/blind_lint/make.rs"]
#[allow(dead_code)]
mod make;

use common::audited::{Tender, log_of};
use common::record::TECHNICAL;
use common::{BEFORE, World, id, organisation, time};
use pkcs8::pkcs5::{pbes2, scrypt};
use sealbid::audit::Overall;
use sealbid::bid::*;
use sealbid::ca::*;
use sealbid::custodian::Remembered;
use sealbid::notice::*;
use sealbid::opening::{Contents, Minutes, Seed, SeedEntry, Seeds};
use sealbid::record::{
    Blinded, CopyOpening, DealtCode, DealtCopy, DealtLot, LotScores, Score, Scores, Unblinded, UnblindedLot,
    Unblinding,
};
use sealbid::record::{
    CosignRequest, Entry, Frame, Head, NoteKey, ProofFile, ReleaseRefusal, ReleaseRequest, Signed, read_log,
};
use sealbid::redact::Terms;
use sealbid::scan::scan;
use sealbid::suite::{BidKey, hash, open_key_file, tree};
use sealbid::timelock::{ReleaseFile, parse_beacons};
use sealbid::timestamp::*;
use sealbid::wire::{Base64, Hex, Time, write_json};
use std::path::{Path, PathBuf};

type Bytes = Vec<u8>;

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn save(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Replaces the seeds of a target.
fn seeds(target: &str, seeds: &[(&str, Bytes)]) {
    let folder = home().join("corpus").join(target);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    seeds.iter().for_each(|(name, bytes)| save(&folder.join(name), bytes));
}

/// The same JSON in its shortest spelling: more of a mutation then meets something that matters.
fn compact(json: &[u8]) -> Bytes {
    serde_json::to_vec(&serde_json::from_slice::<serde_json::Value>(json).unwrap()).unwrap()
}

fn behind_u16(bytes: &[u8]) -> Bytes {
    [&(bytes.len() as u16).to_be_bytes(), bytes].concat()
}

fn main() {
    let world = World::with_custodians(1, 1);
    let notice = world.notice();
    save(&home().join("fixtures/notice.json"), notice.notice().bytes());
    certificates();
    revocation();
    signatures(&world);
    timestamps();
    notices(&world);
    let bid = bids(&world, &notice);
    opening(&world, &notice, &bid);
    indexes_and_forms(&world);
    key_files();
    golden_tender();
    evidence();
    record();
    custody();
    boxes();
    programs();
    stage();
    seeds("form_lint", &make::seeds());
    copies();
    review();
}

/// One deal of one copy, its scores and its names.
fn review() {
    let (tender, stage, bid) = (hash(&[b"tender"]), id("technical"), hash(&[b"bid"]));
    let (part, copy) = (id("method"), hash(&[b"copy"]));
    let salt = Hex([7; 32]);
    let opening = CopyOpening { part: part.clone(), path: "施工/方案.docx".to_owned(), salt };
    let commitment = opening.commitment(&bid, &copy);
    let name = "01.docx".to_owned();
    let dealt = DealtCopy { part, name, size: 9, digest: copy, commitment, remade: true };
    let lot = id("1");
    let code = || "001".to_owned();
    let codes = vec![DealtCode { code: code(), copies: vec![dealt] }];
    let blinded = Blinded::new(tender, stage.clone(), vec![DealtLot { lot: lot.clone(), codes }]);
    let blinded = blinded.to_bytes().unwrap();
    let score = Score { code: code(), points: 8_750, reason: Some("可行".to_owned()) };
    let lots = vec![LotScores { lot: lot.clone(), scores: vec![score] }];
    let scores =
        Scores::new(tender, stage.clone(), hash(&[&blinded]), time(BEFORE), lots).to_bytes().unwrap();
    let codes = vec![Unblinded { code: code(), bid, openings: vec![opening] }];
    let lots = vec![UnblindedLot { lot, codes }];
    let names = Unblinding::new(tender, stage, Hex([9; 32]), lots).to_bytes().unwrap();
    Unblinding::parse(&names).unwrap();
    Blinded::parse(&blinded).unwrap();
    Scores::parse(&scores).unwrap();
    let all = [("blinded", &blinded), ("scores", &scores), ("names", &names)];
    seeds("review", &all.map(|(name, bytes)| (name, compact(bytes))));
}

/// Small documents of each kind, with terms in every corner.
fn copies() {
    let folder = home().join("../tests/vectors/blind");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let terms = Terms::parse(&read("terms.json")).unwrap();
    let names = ["all.jpg", "all.png", "all.xlsx", "attachment.pdf", "codes.pdf", "letter.txt", "plan.md"];
    let all = names.map(|name| (name, read(name)));
    all.iter().for_each(|(name, bytes)| assert!(!scan(name, bytes, &terms).unwrap().is_empty()));
    seeds("scan", &all);
}

/// Programs for the C interface, as its target reads them.
fn programs() {
    let text = |text: &str| [&[text.len() as u8], text.as_bytes()].concat();
    let draft = [
        [&[3][..], &text("1"), &[0]].concat(),
        [&[4, 0][..], &text("method"), &text("a.txt"), &text(""), &text("text")].concat(),
        [&[4, 0][..], &text("bill"), &text("b.txt"), &text("text/plain"), &text("1,2")].concat(),
        [&[5, 0][..], &text("quality"), &text("优良")].concat(),
        [&[6, 0][..], &text("price"), &[100]].concat(),
        [&[6, 0][..], &text("period"), &[60]].concat(),
    ]
    .concat();
    let stage = text("technical");
    let nothing = [&[1, 3, 0][..], &text("x"), &[10, 3, 3, 11, 3, 3, 12, 3, 14, 3], &stage, &[3, 17, 3, 0]];
    let changed = [&[8, 2, 0, 0, 20, 9, 0, 1, 0, 7, 1, 13, 0, 1, 0, 0, 40, 65, 0, 2, 9][..], &text("sbid")];
    let changed = [changed.concat(), [&[0, 15, 2][..], &text("{}"), &[1]].concat()];
    let mut all = vec![
        ("draft-sealed", [&draft[..], &[17, 0, 0]].concat()),
        ("draft-used-twice", [&draft[..], &[17, 0, 0, 17, 0, 0, 7, 0]].concat()),
        ("draft-sealed-with-copies", [&draft[..], &[13, 1, 0, 0, 0, 18, 0, 0, 1, 0, 17, 0, 1]].concat()),
        ("bid-checked", vec![8, 0, 0, 13, 0, 0, 0, 0, 10, 0, 0, 11, 0, 0, 12, 0]),
        (
            "bid-opened-without-releases",
            [&[0, 1, 8, 0, 0, 13, 0, 0, 0, 1, 16, 0, 1][..], &stage, &[1, 0, 2, 1]].concat(),
        ),
        ("nothing-there", nothing.concat()),
        ("changed-bytes", changed.concat()),
    ];
    all.extend(copying());
    all.extend(halls());
    seeds("abi", &all);
}

/// Copies of documents of each kind, under a notice that asks for a form, and what the scanner says of them.
fn copying() -> Vec<(&'static str, Bytes)> {
    let cells = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>";
    let documents = [
        ("copy-text", 1, "投标人：云启建设，工期九十天"),
        ("copy-markdown", 2, "# 云**启**建设 <!-- Bidder -->"),
        ("copy-docx", 3, "<w:body><w:p><w:r><w:t>云启</w:t></w:r><w:r><w:t>建设</w:t></w:r></w:p></w:body>"),
        ("copy-xlsx", 4, cells),
        ("copy-png", 5, "Author\0Bidder"),
        ("copy-jpeg", 6, "Bidder"),
        ("copy-pdf", 7, "BT /F 12 Tf 72 700 Td (Offered by Bidder) Tj 0 -20 Td (in 90 days) Tj ET"),
    ];
    let program = |(name, kind, inner): (&'static str, u8, &str)| {
        let document = [&[kind, 0, inner.len() as u8][..], inner.as_bytes(), &[0, 1]].concat();
        (name, [&[13, 1, 0, 0, 0, 19][..], &document, &[0, 0, 21], &document, &[1]].concat())
    };
    documents.into_iter().map(program).collect()
}

/// A hall's box, as old as the first argument of its call 22 says.
fn halls() -> Vec<(&'static str, Bytes)> {
    let begun = [&[37, 0][..], &[9], b"technical", &[0]].concat();
    let opened = [
        &[38, 0, 3, 3, 0, 0, 0, 1, 0, 6, 0][..],
        &[39, 0, 5, 0, 0, 3, 0, 40, 0, 7, 0, 3, 0, 0, 41, 0, 3, 1, 0],
        &[38, 0, 3, 2, 0, 0, 1, 1, 1, 8, 0, 42, 0, 1, 3, 38, 0, 3, 1, 0],
    ];
    vec![
        ("hall-received", vec![22, 0, 0, 24, 0, 0, 0, 0, 25, 0, 1, 0, 26, 0, 0, 2, 0, 1, 0, 23, 0, 0, 0, 0]),
        ("hall-withdrawn", vec![22, 0, 0, 28, 0, 4, 0, 1, 0, 31, 0, 2, 0, 34, 0, 0, 36, 0, 2, 0, 0, 0]),
        ("hall-opened", [&[22, 1, 0][..], &begun, &opened.concat()].concat()),
        ("hall-dealt", [&[22, 2, 0][..], &begun, &[43, 0, 3, 3, 0]].concat()),
        ("hall-scored", vec![22, 3, 0, 44, 0, 9, 0, 3]),
        ("hall-named", [&[22, 4, 0][..], &begun, &[45, 0, 3, 0, 46, 0, 10, 0, 3, 0]].concat()),
    ]
}

/// What is handed in, as it is and with one byte changed; the target makes the rest.
fn boxes() {
    let kinds = ["bid", "token", "replacement", "withdrawal"];
    let whole = (0u8..).zip(kinds).map(|(how, name)| (name.to_owned(), vec![how]));
    let changed = (0u8..).zip(kinds).map(|(how, name)| (format!("{name}-changed"), vec![how, 0, 0, 99, 1]));
    let raw = (4u8..).zip(kinds).map(|(how, name)| (format!("{name}-raw"), vec![how, b'{', b'}']));
    let all: Vec<(String, Bytes)> = whole.chain(changed).chain(raw).collect();
    let named: Vec<(&str, Bytes)> = all.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    seeds("receive", &named);
}

/// An authority, one below it, and an organisation with every kind of name.
fn chain(key: KeyType) -> (String, [Certificate; 3]) {
    let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, to).unwrap();
    let between = root.intermediate("Between", from, to).unwrap();
    let subject = Subject {
        organisation: Some("某某建设有限公司".into()),
        credit_code: Some("91350100M000100Y43".into()),
        common_name: Some("某某建设".into()),
    };
    let (pem, leaf) = between.issue(&subject, key, from, to).unwrap();
    (pem.to_string(), [leaf, root.certificate().clone(), between.certificate().clone()])
}

const KEYS: [(&str, KeyType); 5] = [
    ("p256", KeyType::P256),
    ("p384", KeyType::P384),
    ("ed25519", KeyType::Ed25519),
    ("rsa", KeyType::Rsa2048),
    ("sm2", KeyType::Sm2),
];

fn certificates() {
    let (mut certificate_seeds, mut chain_seeds, mut key_seeds) = (vec![], vec![], vec![]);
    for (name, key) in KEYS {
        let (pem, path) = chain(key);
        FileKey::from_pem(pem.as_bytes(), None).unwrap();
        key_seeds.push((name, pem.as_bytes().to_vec()));
        certificate_seeds.push((name, path[0].der().to_vec()));
        let at = (Time::parse(BEFORE).unwrap().unix() as u32).to_be_bytes();
        let anchors = TrustAnchors::new(vec![path[1].clone()]).unwrap();
        verify_chain(&path[0], &path[2..], &anchors, &Revocation::unchecked(), time(BEFORE)).unwrap();
        let ders = path.iter().flat_map(|certificate| behind_u16(certificate.der()));
        chain_seeds.push((name, [&at[..], &[1]].concat().into_iter().chain(ders).collect()));
    }
    let (_, path) = chain(KeyType::Ed25519);
    certificate_seeds.push(("authority", path[2].der().to_vec()));
    let pem = [path[0].to_pem(), path[1].to_pem()].concat();
    assert_eq!(Certificate::all_from_pem(pem.as_bytes()).unwrap().len(), 2);
    certificate_seeds.push(("two.pem", pem.into_bytes()));
    // One in each profile of SPEC §6.5: their subjects are what the names are read from.
    let profiles = std::fs::read_dir(home().join("../tests/vectors/ca/profiles")).unwrap();
    let mut profiles: Vec<PathBuf> = profiles.map(|entry| entry.unwrap().path()).collect();
    profiles.sort();
    let profiles: Vec<(String, Bytes)> = profiles
        .iter()
        .map(|path| {
            let certificate = Certificate::from_pem(&std::fs::read(path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), certificate.der().to_vec())
        })
        .collect();
    certificate_seeds.extend(profiles.iter().map(|(name, der)| (name.as_str(), der.clone())));
    seeds("certificate", &certificate_seeds);
    seeds("chain", &chain_seeds);
    seeds("signing_key", &key_seeds);
}

fn revocation() {
    let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, to).unwrap();
    let subject = Subject { organisation: Some("Org".into()), ..Subject::default() };
    let (_, leaf) = root.issue(&subject, KeyType::Ed25519, from, to).unwrap();
    save(&home().join("fixtures/ocsp-leaf.der"), leaf.der());
    save(&home().join("fixtures/ocsp-root.der"), root.certificate().der());
    let (this, next) = (time(BEFORE), time(BEFORE).plus(86_400));
    let revoked = (this, RevocationReason::KeyCompromise);
    let (empty, one) =
        (root.crl(&[], this, next).unwrap(), root.crl(&[(&leaf, revoked.0, revoked.1)], this, next).unwrap());
    let (good, gone) =
        (root.ocsp(&leaf, None, this, next).unwrap(), root.ocsp(&leaf, Some(revoked), this, next).unwrap());
    let frozen = Revocation::new(vec![one.clone()], vec![good.clone()]).unwrap().gathered_at(next);
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    let judge = |evidence: &Revocation| verify_chain(&leaf, &[], &anchors, evidence, this);
    assert!(judge(&Revocation::new(vec![empty.clone()], vec![good.clone()]).unwrap()).is_ok());
    assert_eq!(judge(&frozen).unwrap_err().kind(), sealbid::ErrorKind::CertificateRevoked);
    seeds(
        "crl",
        &[
            ("empty", empty.der().to_vec()),
            ("one", one.der().to_vec()),
            ("two.pem", [empty.to_pem(), one.to_pem()].concat().into_bytes()),
            ("frozen.json", compact(&frozen.to_bytes().unwrap())),
        ],
    );
    seeds("ocsp", &[("good", good.der().to_vec()), ("revoked", gone.der().to_vec())]);
}

fn signatures(world: &World) {
    let content = b"sealbid fuzzing\n";
    let mut found = vec![];
    for (name, key) in KEYS {
        let signer = organisation(&world.ca, "Org", key);
        found.push((name, sign_detached(content, &signer, None).unwrap()));
    }
    let signer = organisation(&world.ca, "Org", KeyType::Sm2).with_form(CmsForm::Gmt0010).unwrap();
    found.push(("gmt-0010", sign_detached(content, &signer, None).unwrap()));
    let (pem, path) = chain(KeyType::P256);
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let signer = Signer::new(Box::new(key), path[0].clone(), vec![path[2].clone()]).unwrap();
    found.push(("with-chain", sign_detached(content, &signer, Some(time(BEFORE))).unwrap()));
    found.iter().for_each(|(_, cms)| drop(verify_detached(content, cms).unwrap()));
    seeds("cms", &found);
}

fn timestamps() {
    let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, to).unwrap();
    save(&home().join("fixtures/timestamp-root.der"), root.certificate().der());
    let subject = Subject { common_name: Some("TSA".into()), ..Subject::default() };
    let (imprint, at) = (hash(&[b"sealbid fuzzing\n"]), time(BEFORE));
    let request = TimestampRequest::new(imprint, Some([7; 8])).unwrap();
    let der = request.to_der().unwrap();
    let bare = TimestampRequest::new(imprint, None).unwrap().to_der().unwrap();
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    let authorities = Authorities::new(vec![NamedAuthority { name: "Time".into(), anchors }]);
    let mut found = vec![("request".to_owned(), der.clone()), ("request-without-nonce".to_owned(), bare)];
    for (name, key) in &KEYS[..3] {
        let (pem, certificate) = root.issue_timestamping(&subject, *key, from, to).unwrap();
        let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
        let authority =
            Authority::new(Signer::new(Box::new(key), certificate, vec![]).unwrap(), "1.2.3").unwrap();
        let response = authority.answer(&der, at);
        let token = read_response(&response, &request).unwrap();
        authorities.verify(&token, &imprint, &Revocation::unchecked()).unwrap();
        found.push((format!("token-{name}"), token));
        if *name == "p256" {
            found.push(("response".to_owned(), response));
            found.push(("rejection".to_owned(), authority.answer(b"", at)));
        }
    }
    let found: Vec<(&str, Bytes)> =
        found.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    seeds("timestamp", &found);
}

fn notices(world: &World) {
    let entry = &world.body.custodians[0];
    VerifiedStatement::verify(entry).unwrap();
    seeds("statement", &[("signed", [behind_u16(&entry.statement.0), entry.signature.0.clone()].concat())]);

    let mut small = world.body.clone();
    small.custodians.clear();
    small.lock.quorums = vec![QuorumSpec { threshold: 1, holders: vec![quicknet()] }];
    small.timestamp_authorities.clear();
    let mut amended = small.clone();
    amended.guarantee = Some(Guarantee::Deposit { amount: 5_000_000, currency: "CNY".into() });
    amended.tender = Some(hash(&[b"first"]));
    amended.supersedes = Some(hash(&[b"before"]));
    let mut by_certificate = small.clone();
    let (_, path) = chain(KeyType::Rsa2048);
    by_certificate.lock.quorums[0].holders =
        vec![HolderSpec::Certificate { id: id("token"), certificate: Base64(path[0].der().to_vec()) }];
    let found: Vec<(&str, Bytes)> = [
        ("custodian", &world.body),
        ("beacon", &small),
        ("amendment", &amended),
        ("certificate", &by_certificate),
    ]
    .map(|(name, body)| (name, compact(&body.to_bytes().unwrap())))
    .to_vec();
    found.iter().for_each(|(_, bytes)| drop(Notice::parse(bytes).unwrap()));
    seeds("notice", &found);

    let acceptance = Acceptance::of(&world.custodians[0], world.notice().notice()).unwrap();
    seeds("acceptance", &[("one", compact(&acceptance.to_bytes().unwrap()))]);
    let organisations = [
        Organisation { name: "Custodian 0".into(), credit_code: None },
        Organisation { name: "某某".into(), credit_code: Some("91350100M000100Y43".into()) },
    ];
    let list = TrustList::to_bytes(&[world.certificate().clone()], &organisations).unwrap();
    TrustList::parse(&list).unwrap();
    seeds("trust", &[("two", compact(&list))]);
}

fn vectors() -> serde_json::Value {
    let path = home().join("../tests/vectors/drand/quicknet.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn quicknet() -> HolderSpec {
    let chain = &vectors()["chains"][0];
    let text = |name: &str| chain[name].as_str().unwrap().to_owned();
    HolderSpec::Beacon {
        id: id("drand"),
        scheme: text("scheme_id"),
        chain_hash: Hex::parse(&text("chain_hash")).unwrap(),
        public_key: Hex::parse(&text("public_key")).unwrap(),
        period: 3,
        genesis_time: chain["genesis_time"].as_u64().unwrap(),
        group_hash: Hex::parse(&text("group_hash")).unwrap(),
        beacon_id: text("name"),
    }
}

/// The length in four bytes at this place, and where what it counts ends.
fn end_of(bytes: &[u8], at: usize) -> usize {
    at + 4 + u32::from_be_bytes(*bytes[at..].first_chunk().unwrap()) as usize
}

fn bids(world: &World, notice: &SignedNotice) -> Bytes {
    let (bytes, _) = common::sealed(world, notice);
    let head = bytes[..end_of(&bytes, 12)].to_vec();
    let header = Header::parse(&head).unwrap();
    // A bid's own shortest spelling, which its signature does not fit any more.
    let json = compact(&write_json(&header).unwrap());
    let short = [&head[..12], &(json.len() as u32).to_be_bytes(), &json].concat();
    Header::parse(&short).unwrap();
    seeds("header", &[("sealed", head.clone()), ("short", short)]);

    let parts: usize =
        header.parts.iter().map(|row| row.size as usize + 16 * row.size.div_ceil(65_536) as usize).sum();
    let trailer = bytes[head.len() + parts..].to_vec();
    Manifest::parse_trailer(&trailer).unwrap();
    seeds("trailer", &[("sealed", trailer)]);

    let (without, one) = (bid_of(world, &[]), bid_of(world, &[b"ciphertext that nobody opens"]));
    seeds("bid_file", &[("no-parts", without), ("one-part", one)]);
    bytes
}

/// A file that is well formed and signed, although no notice asks for it: whole bids have parts of 64 KiB each.
fn bid_of(world: &World, parts: &[&[u8]]) -> Bytes {
    let key = BidKey::generate().unwrap();
    let digest = hash(&[b"notice"]);
    let table: Vec<_> =
        parts.iter().map(|_| serde_json::json!({"stage": "s", "part": "p", "size": 65_536})).collect();
    let json = serde_json::json!({
        "format": "sealbid-bid/1", "suite": sealbid::suite::SUITE, "tender": digest, "notice": digest,
        "lot": "1", "bid_key": key.public(), "locks": [], "parts": table,
    });
    let json = serde_json::to_vec(&json).unwrap();
    let mut file = [b"\x89SBID\r\n\x1a\0\0\0\x01", &(json.len() as u32).to_be_bytes()[..], &json].concat();
    let header = hash(&[&file]);
    let mut roots = vec![];
    for part in parts {
        let mut sealed = part.to_vec();
        sealed.resize(65_552, 0);
        roots.push(tree(&[sealbid::suite::leaf_hash(&sealed)]));
        file.extend(sealed);
    }
    let manifest = serde_json::json!({
        "format": "sealbid-manifest/1", "header": header, "parts": roots, "forms": [],
    });
    let manifest = serde_json::to_vec(&manifest).unwrap();
    let cms = sign_detached(&manifest, &world.bidder, None).unwrap();
    let signed = [&b"sealbid/1 manifest"[..], &hash(&[&manifest]).0, &hash(&[&cms]).0].concat();
    let signature = key.sign(&signed).unwrap();
    for piece in [&(manifest.len() as u32).to_be_bytes(), &manifest[..], &signature.0] {
        file.extend(piece);
    }
    file.extend((cms.len() as u32).to_be_bytes());
    file.extend(cms);
    BidFile::read(file.clone()).unwrap();
    file
}

fn opening(world: &World, notice: &SignedNotice, bytes: &[u8]) {
    let bid = common::read(bytes, notice).unwrap();
    let bids = [(bid.lot().clone(), bid.bid_key()), (id("2"), bid.bid_key())];
    let scope = bid.scope(&id("technical"));
    let key = &world.custodians[0];
    let file = ReleaseFile::of_custodian(key, scope.tender, scope.notice, &scope.stage, &bids).unwrap();
    let mask = sealbid::suite::Secret::new([7; 32]);
    let masks = [(id("1"), Hex([1; 32]), mask)];
    // Under the digests that the target asks for.
    let mine =
        ReleaseFile::of_certificate(id("token"), Hex([1; 32]), Hex([2; 32]), &scope.stage, &masks).unwrap();
    let found = [("custodian", file), ("certificate", mine)];
    let found = found.map(|(name, file)| (name, compact(&file.to_bytes().unwrap())));
    found.iter().for_each(|(_, bytes)| drop(ReleaseFile::parse(bytes).unwrap()));
    seeds("release", &found);

    let beacon = |n: usize| {
        let beacon = &vectors()["beacons"][n];
        serde_json::json!({
            "round": beacon["round"],
            "randomness": beacon["randomness_sha256_sig"],
            "signature": beacon["signature"],
        })
    };
    let one = serde_json::to_vec(&beacon(0)).unwrap();
    let list = serde_json::to_vec(&[beacon(1), beacon(2)]).unwrap();
    assert_eq!(parse_beacons(&one).unwrap().len() + parse_beacons(&list).unwrap().len(), 3);
    seeds("beacon", &[("one", one), ("list", list)]);

    let stage = id("commercial");
    let unlocked = bid.unlock(&stage, &world.releases(&bid, "commercial", &[0])).unwrap().outcome.unwrap();
    let contents = bid.open_stage(&stage, &unlocked, &mut Discard, Work::default()).unwrap();
    let form = contents.form.unwrap();
    let proof = form.prove(&id("price"), &unlocked.payload, &bid.context(&stage).unwrap()).unwrap();
    assert!(proof.root().is_some());
    seeds("field_proof", &[("price", compact(&write_json(&proof).unwrap()))]);
}

fn indexes_and_forms(world: &World) {
    let entry = |path: &str, offset: u64, size: u64| serde_json::json!({"path": path, "media_type": "text/plain", "offset": offset, "size": size});
    let index = |total: u64, entries: &[serde_json::Value]| {
        let json = serde_json::json!({"format": "sealbid-index/1", "documents": entries});
        let json = serde_json::to_vec(&json).unwrap();
        assert_eq!(parse_index(&json, total).unwrap().len(), entries.len());
        [&total.to_be_bytes(), &json[..]].concat()
    };
    let three = [entry("技术/方案.txt", 0, 5), entry("技术/b", 5, 0), entry("A/b/c.PDF", 5, 7)];
    seeds("index", &[("none", index(0, &[])), ("three", index(12, &three))]);

    let notice = world.notice();
    let form = |choice: u8, text: &str| {
        let stage = &notice.notice().body().stages[usize::from(choice)].id;
        let json = compact(text.as_bytes());
        Form::parse(&json, notice.notice(), stage).unwrap();
        [&[choice][..], &json].concat()
    };
    let technical =
        r#"{"format":"sealbid-form/1","stage":"technical","fields":[{"id":"quality","value":"优良"}]}"#;
    let commercial = r#"{"format":"sealbid-form/1","stage":"commercial","fields":[
        {"id":"price","value":123456789},{"id":"period","value":240},{"id":"manager","value":"王"}]}"#;
    seeds("form", &[("technical", form(0, technical)), ("commercial", form(1, commercial))]);
}

/// A key file whose scrypt costs next to nothing, so that mutations of it can be tried by the thousand.
fn cheap(payload: &[u8]) -> Bytes {
    use pkcs8::der::{Encode, asn1::OctetStringRef};
    let octets = OctetStringRef::new(payload).unwrap();
    let oid = pkcs8::ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
    let info =
        pkcs8::PrivateKeyInfoRef::new(pkcs8::spki::AlgorithmIdentifierRef { oid, parameters: None }, octets);
    let cost = scrypt::Params::new(2, 1, 1).unwrap();
    let scheme = pbes2::Parameters::scrypt_aes256gcm(cost, &[5; 16], [6; 12]).unwrap();
    let sealed = scheme.encrypt(b"fuzz", &info.to_der().unwrap()).unwrap();
    let document = pkcs8::EncryptedPrivateKeyInfoRef {
        encryption_algorithm: scheme.into(),
        encrypted_data: OctetStringRef::new(&sealed).unwrap(),
    };
    let document = pkcs8::SecretDocument::encode_msg(&document).unwrap();
    document.to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF).unwrap().as_bytes().to_vec()
}

fn key_files() {
    let seeded = BidKeyFile {
        tender: Hex([1; 32]),
        notice: Hex([2; 32]),
        lot: id("1"),
        key: BidKey::generate().unwrap(),
        seeds: vec![StageSeed { stage: id("s"), seed: sealbid::suite::Secret::new([3; 32]) }],
    };
    let bid = seeded.to_key_file(b"fuzz").unwrap();
    let payload = open_key_file(bid.as_bytes(), b"fuzz").unwrap();
    let cheap_bid = cheap(&payload);
    BidKeyFile::from_key_file(&cheap_bid, b"fuzz").unwrap();

    let custodian = common::custodian(0).to_key_file(b"fuzz").unwrap();
    let payload = open_key_file(custodian.as_bytes(), b"fuzz").unwrap();
    let cheap_custodian = cheap(&payload);
    sealbid::timelock::CustodianKey::from_key_file(&cheap_custodian, b"fuzz").unwrap();
    seeds("key_file", &[("bid", cheap_bid), ("custodian", cheap_custodian), ("other", cheap(b"{}"))]);
}

/// From the golden tender: the first entry of each kind in its place, and the signed files with their contents.
fn golden_tender() {
    let folder = home().join("../tests/vectors/record");
    let log = std::fs::read(folder.join("tender-log")).unwrap();
    let (mut kinds, mut entries) = (vec![], vec![]);
    let each = |frame: Frame| {
        let entry = Entry::parse(&frame.entry)?;
        if kinds.contains(&entry.event.name()) {
            return Ok(());
        }
        kinds.push(entry.event.name());
        let mut seed = vec![entry.number as u8, frame.attachments.len() as u8];
        for attachment in &frame.attachments {
            seed.extend((attachment.len() as u32).to_be_bytes());
            seed.extend(attachment);
        }
        seed.extend(compact(&frame.entry));
        entries.push((entry.event.name(), seed));
        Ok(())
    };
    read_log(&log, each).unwrap();
    seeds("entry", &entries);

    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut files: Vec<PathBuf> = files.filter(|path| name(path).starts_with("tender-signed-")).collect();
    files.sort();
    let mut found = vec![];
    for path in files {
        let case: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let file: Base64 = serde_json::from_value(case["file"].clone()).unwrap();
        let signed = Signed::parse(&file.0).unwrap();
        found.push((name(&path).replace("tender-signed-", ""), compact(&file.0)));
        found.push((name(&path).replace("tender-signed-", "content-"), compact(signed.content())));
    }
    let found: Vec<(&str, Bytes)> = found.iter().map(|(name, seed)| (name.as_str(), seed.clone())).collect();
    seeds("signed", &found);
}

/// A finished tender with one stage, one part and one bid, and everything of it for an audit.
fn evidence() {
    let mut world = World::with_custodians(1, 1);
    world.body.stages.truncate(1);
    world.body.parts.truncate(1);
    world.body.form.clear();
    let notice = world.notice();
    let document = Document::bytes("a.txt", "text/plain", b"a".to_vec()).unwrap();
    let draft = Draft {
        lot: id("1"),
        parts: [(id("method"), vec![document])].into_iter().collect(),
        form: Default::default(),
    };
    let mut bid = Vec::new();
    seal(draft, &world.trusted(&notice), &world.bidder, time(BEFORE), &mut bid, Work::default()).unwrap();
    let mut tender = Tender::new(&world);
    let digest = tender.bid(bid.clone());
    tender.record.close();
    tender.record.request("technical", TECHNICAL);
    tender.release("technical", &[0]);
    tender.judge("technical", |outcome| outcome);
    tender.finish("technical");
    assert_eq!(tender.report().overall(), Overall::Passed);

    let folder = home().join("fixtures/tender");
    let log = log_of(&tender.record.frames, 5);
    save(&folder.join("root.der"), world.certificate().der());
    save(&folder.join("bid.sbid"), &bid);
    save(&folder.join("log"), &log);
    let others: Vec<&Bytes> = tender.files.others.values().collect();
    let found = |format: &str| {
        let is = |bytes: &&&Bytes| bytes.windows(format.len()).any(|part| part == format.as_bytes());
        (*others.iter().find(is).unwrap()).clone()
    };
    let (release, contents) = (found("sealbid-release/1"), found("sealbid-contents/1"));
    save(&folder.join("release.json"), &release);
    save(&folder.join("contents.json"), &contents);
    assert_eq!(BidFile::read(bid.clone()).unwrap().digest(), digest);
    // Entries and attachments by number: all kinds that the tender has.
    let frames: Vec<(String, Bytes)> = (0..tender.record.frames.len())
        .map(|n| (format!("entry-{n}"), [&[4, n as u8], &tender.record.frames[n].0[..]].concat()))
        .collect();
    let first = tender.record.frames.iter().enumerate().filter(|(_, (_, attached))| !attached.is_empty());
    let attached: Vec<(String, Bytes)> = first
        .map(|(n, (_, attached))| (format!("attachment-{n}"), [&[5, n as u8], &attached[0][..]].concat()))
        .collect();
    let mut all: Vec<(&str, Bytes)> = vec![
        ("log", [&[0], &log[..]].concat()),
        ("release", [&[1], &release[..]].concat()),
        ("contents", [&[2], &contents[..]].concat()),
        ("bid", [&[3, 0, 0, 0, 0], &bid[..512]].concat()),
        ("receipt", [&[6], &tender.record.frames[2].1[1][..]].concat()),
        ("head", [&[7], &tender.record.frames[4].1[0][..]].concat()),
    ];
    all.extend(frames.iter().chain(&attached).map(|(name, bytes)| (name.as_str(), bytes.clone())));
    seeds("evidence", &all);
}

/// The golden record, whose log is begun behind the byte that the target asks for.
fn record() {
    let read = |name: &str| std::fs::read(home().join("../tests/vectors/record").join(name)).unwrap();
    let (log, head, cosigned, proof) =
        (read("log"), read("head"), read("head.cosigned"), read("entry.tlog-proof"));
    read_log(&log, |_| Ok(())).unwrap();
    [&head, &cosigned].iter().for_each(|bytes| drop(Head::parse(bytes).unwrap()));
    ProofFile::parse(&proof).unwrap();
    let key = NoteKey::cosignature("a/b", Hex([7; 32])).unwrap().to_vkey().into_bytes();
    let torn = log[..log.len() - 9].to_vec();
    let behind = |first: u8, bytes: &[u8]| [&[first], bytes].concat();
    seeds("log", &[("whole", behind(0, &log)), ("mended", behind(1, &log)), ("torn", behind(0, &torn))]);
    seeds("checkpoint", &[("head", head), ("cosigned", cosigned), ("proof", proof), ("key", key)]);
}

/// Requests, a refusal and memories, behind the byte that chooses.
fn custody() {
    let read = |name: &str| {
        std::fs::read(home().join("../tests/vectors/record").join(format!("custody-{name}"))).unwrap()
    };
    let signed = |name: &str| Signed::parse(&read(name)).unwrap().content().to_vec();
    let (cosign, memory) = (compact(&read("cosign-request.json")), compact(&read("memory.json")));
    let (release, refusal) = (compact(&signed("release-request.json")), compact(&signed("refused.json")));
    CosignRequest::parse(&cosign).unwrap();
    ReleaseRequest::parse(&release).unwrap();
    let reason = ReleaseRefusal::parse(&refusal).unwrap().reason;
    let mut stopped = Remembered::parse(&memory).unwrap();
    (stopped.tender, stopped.head, stopped.stopped) = (None, None, Some(reason));
    stopped.released.clear();
    let stopped = compact(&stopped.to_bytes().unwrap());
    Remembered::parse(&stopped).unwrap();
    let behind = |first: u8, bytes: &[u8]| [&[first], bytes].concat();
    let requests = [("cosign", behind(0, &cosign)), ("release", behind(1, &release))];
    let answers = [("refusal", behind(2, &refusal)), ("memory", behind(3, &memory))];
    seeds("custody", &[&requests[..], &answers, &[("stopped", behind(3, &stopped))]].concat());
}

/// The golden stage's minutes and contents, and seeds that might have rescued it.
fn stage() {
    let golden = home().join("../tests/vectors/record/opening");
    let mut minutes = Vec::new();
    read_log(&std::fs::read(golden.join("record/log")).unwrap(), |frame| {
        let entry = Entry::parse(&frame.entry)?;
        if let sealbid::record::Event::Finished { .. } = entry.event {
            minutes.push(frame.attachments[0].clone());
        }
        Ok(())
    })
    .unwrap();
    Minutes::parse(&minutes[0]).unwrap();
    seeds("minutes", &[("golden", compact(&minutes[0]))]);
    let folder = std::fs::read_dir(golden.join("evidence/contents")).unwrap();
    let contents = std::fs::read(folder.map(|file| file.unwrap().path()).next().unwrap()).unwrap();
    Contents::parse(&contents).unwrap();
    seeds("contents", &[("golden", compact(&contents))]);
    let (place, bid_key) = ((Hex([1; 32]), Hex([2; 32])), Hex([3; 32]));
    let entry = |lot: &str| SeedEntry { lot: id(lot), bid_key, seed: Hex([4; 32]) };
    let all = Seeds::new(place, id("technical"), vec![entry("1"), entry("2")]).to_bytes().unwrap();
    let secret = sealbid::suite::Secret::new([4; 32]);
    let one = write_json(&Seed::new(place, id("1"), bid_key, id("technical"), &secret)).unwrap();
    Seeds::parse(&all).unwrap();
    Seed::parse(&one).unwrap();
    seeds("seeds", &[("all", compact(&all)), ("one", compact(&one))]);
}
