//! A whole tender by commands alone, from the custodians' keys to the opened price, each as its user would type it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Run, run_in};
use sealbid::bid::BidFile;
use sealbid::ca::{KeyType, RehearsalCa, Subject};
use sealbid::notice::Notice;
use sealbid::timelock::{CustodianKey, ReleaseFile};
use sealbid::wire::{Id, Time};
use std::path::Path;
use tempfile::TempDir;

const CUSTODIANS: [(&str, &str); 3] = [("centre", "交易中心"), ("office", "监督局"), ("notary", "公证处")];

const DRAFT: &str = r#"
tender_id = "T-1"
title = "Pipes"
tenderer = "水务局"
issued = 2026-11-01T09:00:00+08:00
deadline = 2026-12-01T09:30:00+08:00
objection_period = 1740
bidder_anchors = ["ca.pem"]
custodians = ["centre.statement.json", "office.statement.json", "notary.statement.json"]
guarantee = { type = "deposit", amount = 5000000, currency = "CNY" }
lots = [{ id = "1", title = "Pipes" }]
stages = [{ id = "only", title = "Only", time = 2026-12-01T10:00:00+08:00 }]
quorums = [{ threshold = 2, holders = ["centre", "office", "notary"] }]
adjudicator = { name = "监督局", certificate = "office.pem" }

[[parts]]
id = "offer"
title = "Offer"
stage = "only"
max_bytes = 1_000_000
types = ["pdf", "txt"]

[[form]]
id = "price"
title = "Price"
stage = "only"
required = true
type = "money"
currency = "CNY"
minor_digits = 2
"#;

/// A folder with an authority and everybody's certificates in it.
fn office() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let (from, to) = (time("2026-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
    let ca = RehearsalCa::new("CA", from, to).unwrap();
    write("ca.pem", &ca.certificate().to_pem());
    let others = [("tenderer", "水务局"), ("bidder", "示例建设公司")];
    let p256 = CUSTODIANS.map(|(name, organisation)| (name, organisation, KeyType::P256));
    let sm2 = others.map(|(name, organisation)| (name, organisation, KeyType::Sm2));
    for (name, organisation, kind) in p256.into_iter().chain(sm2) {
        let subject = Subject { organisation: Some(organisation.to_owned()), ..Subject::default() };
        let (key, certificate) = ca.issue(&subject, kind, from, to).unwrap();
        write(&format!("{name}.pem"), &certificate.to_pem());
        write(&format!("{name}.sign"), &key);
    }
    write("pass", "口令\n");
    write("draft.toml", DRAFT);
    std::fs::create_dir(folder.path().join("offer")).unwrap();
    write("offer/offer.pdf", "an offer");
    write("offer/报价.txt", "另一文件");
    folder
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn custodians_and_notice(at: &Path) {
    for (id, organisation) in CUSTODIANS {
        run_in(
            at,
            &format!(
                "custodian new --tender T-1 --id {id} --organisation {organisation} -o {id}.key \
                 --passphrase-file pass --at 2026-10-30T09:00:00+08:00"
            ),
        )
        .good();
        run_in(
            at,
            &format!(
                "notice statement --key {id}.key --passphrase-file pass --cert {id}.pem \
                 --signing-key {id}.sign -o {id}.statement.json --at 2026-10-30T09:00:00+08:00"
            ),
        )
        .good();
    }
    std::fs::create_dir(at.join("notice")).unwrap();
    run_in(at, "notice new draft.toml -o notice/notice.json").good();
    run_in(
        at,
        "notice sign notice --cert tenderer.pem --signing-key tenderer.sign --at 2026-11-01T09:00:00+08:00",
    )
    .good();
    // An acceptance is missing until all three have accepted.
    run_in(at, "notice check notice").refused(1, 4012);
    for (id, _) in CUSTODIANS {
        run_in(at, &format!("notice accept notice --key {id}.key --passphrase-file pass")).good();
    }
}

fn seal(at: &Path, more: &str) -> Run {
    run_in(
        at,
        &format!(
            "seal --notice notice --trust trust.json --part offer=offer --field price=1234567.5 \
             --cert bidder.pem --signing-key bidder.sign --passphrase-file pass {more}"
        ),
    )
}

/// Releases come from the record, once it is closed; this one is made by hand.
fn release(at: &Path, custodian: &str) {
    let notice = Notice::parse(&std::fs::read(at.join("notice/notice.json")).unwrap()).unwrap();
    let bid = BidFile::read(std::fs::read(at.join("bid.sbid")).unwrap()).unwrap();
    let pem = std::fs::read(at.join(format!("{custodian}.key"))).unwrap();
    let key = CustodianKey::from_key_file(&pem, "口令".as_bytes()).unwrap();
    let bids = [(bid.header().lot.clone(), bid.header().bid_key)];
    let stage = Id::new("only").unwrap();
    let file = ReleaseFile::of_custodian(&key, notice.tender(), notice.digest(), &stage, &bids).unwrap();
    std::fs::write(at.join(format!("{custodian}.release")), file.to_bytes().unwrap()).unwrap();
}

#[test]
fn a_day() {
    let office = office();
    let at = office.path();
    custodians_and_notice(at);
    run_in(
        at,
        "trust new --anchor ca.pem --organisation 交易中心 --organisation 监督局 --organisation 公证处",
    )
    .good();
    let check = run_in(at, "notice check notice --trust trust.json").good();
    assert!(check.out.contains("warning: no independent timestamp authority"), "{}", check.out);
    assert_eq!(run_in(at, "notice check notice --strict").code, 3);

    // On the way: a wrong value, a forgotten part, a late hour; none of them leaves a file.
    let before = "--at 2026-11-30T12:00:00+08:00";
    seal(at, &format!("{before} --field price=12,5")).refused(1, 5017);
    seal(at, &format!("{before} --field prise=12")).refused(1, 5020);
    let late = seal(at, "--at 2026-12-01T09:30:01+08:00").refused(1, 9001);
    assert!(late.err.contains("2026-12-01") || late.err.contains("2026-12-01 01:30"), "{}", late.err);
    assert!(!at.join("bid.sbid").exists() && !at.join("bid.sbid.key").exists());

    // The deadline itself is still in time.
    let sealed = seal(at, "--json --at 2026-12-01T09:30:00+08:00").good().json();
    seal(at, before).refused(4, 1003);
    let verified = run_in(at, "verify bid.sbid --notice notice --json --at 2026-12-01T09:30:00+08:00").good();
    assert_eq!(verified.json()["digest"], sealed["digest"]);
    assert_eq!(verified.json()["signer"], "示例建设公司");

    for (custodian, _) in CUSTODIANS {
        release(at, custodian);
    }
    let open = "open bid.sbid --notice notice --stage only --at 2026-12-01T10:00:00+08:00";
    run_in(at, &format!("{open} --release centre.release --out opened")).refused(1, 3004);
    let opened =
        run_in(at, &format!("{open} --release centre.release --release notary.release --out opened")).good();
    assert!(opened.out.contains("CNY 1,234,567.50"), "{}", opened.out);
    assert_eq!(std::fs::read_to_string(at.join("opened/offer/报价.txt")).unwrap(), "另一文件");
    let one = run_in(
        at,
        &format!("{open} --release office.release --release notary.release --document offer/offer.pdf -o -"),
    )
    .good();
    assert_eq!(one.out, "an offer");
    run_in(
        at,
        &format!("{open} --release office.release --release notary.release --document offer/none -o x"),
    )
    .refused(1, 5021);
    assert!(!at.join("x").exists() && !at.join("x.partial").exists());
}

/// Form rules that a letter from the examples breaks, and a document that nothing is asked of.
#[test]
fn copies_that_have_not_the_form_are_told() {
    let office = office();
    let at = office.path();
    let form = "{ black = true, a4 = true, fonts = [\"宋体\"], half_points = [24], page_number_only = true }";
    let review = format!(
        "blind_review = {{ technical_weight = 60, blind_above = 40, transformation = \"sealbid-redact/1\", form = {form} }}"
    );
    let draft = DRAFT
        .replace("\n[[parts]]", &format!("{review}\n\n[[parts]]\nblind = true"))
        .replace("[\"pdf\", \"txt\"]", "[\"docx\", \"txt\"]");
    std::fs::write(at.join("draft.toml"), draft).unwrap();
    std::fs::remove_file(at.join("offer/offer.pdf")).unwrap();
    let letter = "../examples/documents/bidder-1/commercial/投标函.docx";
    let letter = Path::new(env!("CARGO_MANIFEST_DIR")).join(letter);
    std::fs::copy(letter, at.join("offer/letter.docx")).unwrap();
    let terms = r#"{"format":"sealbid-terms/1","names":["别处没有的公司","示例建设公司"]}"#;
    std::fs::write(at.join("terms.json"), terms).unwrap();
    custodians_and_notice(at);

    // A preview needs no signature beside the notice.
    let preview = "blind preview offer/letter.docx offer/报价.txt --terms terms.json";
    let shown = run_in(at, &format!("{preview} --notice notice/notice.json -o seen")).good();
    assert!(shown.out.contains("not the form asked for"), "{}", shown.out);
    assert!(shown.out.contains("asked for: black"), "{}", shown.out);
    let page = std::fs::read_to_string(at.join("seen/pages/01.docx.html")).unwrap();
    assert!(page.contains("asked for: black") && page.contains("letter.docx"), "{page}");
    let json = run_in(at, &format!("{preview} --notice notice -o again --json")).good().json();
    let form = |n: usize| json["documents"][n]["form"].as_array().unwrap();
    assert!(form(0).iter().any(|breach| breach["rule"] == "colour" && breach["place"] != ""));
    assert!(form(1).is_empty());
    run_in(at, &format!("{preview} --policy notice")).good();
    assert_eq!(std::fs::read_to_string(at.join("blind-preview/pages/01.docx.html")).unwrap(), page);
    let free = run_in(at, &format!("{preview} -o free")).good();
    assert!(!free.out.contains("asked for: black"), "{}", free.out);
    let chinese = run_in(at, &format!("{preview} --notice notice -o chinese --lang zh-CN")).good();
    let page = std::fs::read_to_string(at.join("chinese/pages/01.docx.html")).unwrap();
    for text in [chinese.out, page] {
        for told in ["要求：黑色", "要求：页眉为空", "页眉 1", "字号"] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(!text.contains("asked for") && !text.contains("colour"), "{text}");
    }
    // Whoever names no folder gets another one each time.
    run_in(at, &format!("{preview} --policy notice")).good();
    assert!(at.join("blind-preview-2/copies/01.docx").exists());
    // The certificate's own name must be among the terms, as when sealing.
    std::fs::write(at.join("short.json"), r#"{"format":"sealbid-terms/1","names":["示例"]}"#).unwrap();
    run_in(at, "blind preview offer/报价.txt --terms terms.json --cert bidder.pem -o covered").good();
    let short = run_in(at, "blind preview offer/报价.txt --terms short.json --cert bidder.pem -o short")
        .refused(1, 8108);
    assert!(short.err.contains("short.json") && short.err.contains("示例建设公司"), "{}", short.err);
    assert!(!at.join("short").exists());
    run_in(at, "blind terms --cert bidder.pem -o own.json").good();
    run_in(at, "blind preview offer/报价.txt --terms own.json --cert bidder.pem").good();

    // Sealing tells it, and seals.
    run_in(
        at,
        "trust new --anchor ca.pem --organisation 交易中心 --organisation 监督局 --organisation 公证处",
    )
    .good();
    // Not without the name that stands in the certificate.
    let refused = seal(at, "--terms short.json --at 2026-11-30T12:00:00+08:00").refused(1, 8108);
    assert!(
        refused.err.contains("示例建设公司") && refused.err.contains("blind/terms.json"),
        "{}",
        refused.err
    );
    let sealed = seal(at, "--terms terms.json --at 2026-11-30T12:00:00+08:00").good();
    assert!(sealed.out.contains("letter.docx, header 1: \""), "{}", sealed.out);
    assert!(sealed.out.contains("sealed all the same"), "{}", sealed.out);
    assert!(!sealed.out.contains("should be looked at"), "{}", sealed.out);
    // And how much there is to look at, if there is anything.
    let seen = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/blind/all.docx");
    std::fs::copy(seen, at.join("offer/plan.docx")).unwrap();
    let told = seal(at, "--terms terms.json --at 2026-11-30T12:00:00+08:00 --out told.sbid").good();
    assert!(told.out.contains("should be looked at"), "{}", told.out);
    let sealed = seal(at, "--terms terms.json --at 2026-11-30T12:00:00+08:00 --json --out other.sbid").good();
    let copies = sealed.json()["blind_copies"].clone();
    let of =
        |path: &str| copies.as_array().unwrap().iter().find(|copy| copy["path"] == path).unwrap().clone();
    assert_eq!(
        (copies.as_array().unwrap().len(), &of("letter.docx")["part"]),
        (3, &"offer".into()),
        "{copies}"
    );
    let any = |list: &serde_json::Value, key: &str, what: &str| {
        list.as_array().unwrap().iter().any(|one| one[key] == what)
    };
    assert!(any(&of("letter.docx")["form"], "rule", "header"), "{copies}");
    assert!(of("plan.docx")["looks"].as_u64().unwrap() > 0, "{copies}");
    assert!(!sealed.out.contains("示例建设公司"), "names that may be kept elsewhere: {}", sealed.out);
}

/// A page in a font that tells by nothing which letters its glyphs are.
fn untold_pdf() -> Vec<u8> {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font\
        /Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>";
    let text = "BT /F 12 Tf 99 600 Td <00010002> Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        font.to_owned(),
    ];
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (n, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let at = pdf.len();
    let size = objects.len() + 1;
    format!("{pdf}{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n").into_bytes()
}

/// What the transformation or the scanner refuses is not sealed, and nothing is left of the attempt.
#[test]
fn what_has_no_blind_copy_is_not_sealed() {
    let office = office();
    let at = office.path();
    let review =
        "blind_review = { technical_weight = 60, blind_above = 40, transformation = \"sealbid-redact/1\" }";
    let draft = DRAFT
        .replace("\n[[parts]]", &format!("{review}\n\n[[parts]]\nblind = true"))
        .replace("[\"pdf\", \"txt\"]", "[\"pdf\", \"docx\", \"txt\"]");
    std::fs::write(at.join("draft.toml"), draft).unwrap();
    std::fs::remove_file(at.join("offer/offer.pdf")).unwrap();
    std::fs::write(at.join("terms.json"), r#"{"format":"sealbid-terms/1","names":["示例建设公司"]}"#)
        .unwrap();
    custodians_and_notice(at);
    run_in(
        at,
        "trust new --anchor ca.pem --organisation 交易中心 --organisation 监督局 --organisation 公证处",
    )
    .good();
    // The name in base64: the transformation reads no such thing, the scanner does.
    let packed = "附：56S65L6L5bu66K6+5YWs5Y+4".as_bytes().to_vec();
    let cases: [(&str, Vec<u8>, i32, &str); 4] = [
        ("hidden.txt", packed, 8109, "base64"),
        ("broken.docx", b"PK\x03\x04".to_vec(), 8105, "broken.docx"),
        ("glyphs.pdf", untold_pdf(), 8106, "page 1"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), 8104, "locked.docx"),
    ];
    for (name, bytes, code, told) in cases {
        let path = at.join("offer").join(name);
        std::fs::write(&path, bytes).unwrap();
        let refused = seal(at, "--terms terms.json --at 2026-11-30T12:00:00+08:00").refused(1, code);
        assert!(refused.err.contains(name) && refused.err.contains(told), "{}", refused.err);
        // It says what to do next.
        assert!(refused.err.trim_end().ends_with('.'), "{}", refused.err);
        for left in ["bid.sbid", "bid.sbid.key", "bid.sbid.new"] {
            assert!(!at.join(left).exists(), "{left} after {name}");
        }
        std::fs::remove_file(path).unwrap();
    }
    seal(at, "--terms terms.json --at 2026-11-30T12:00:00+08:00").good();
    assert!(at.join("bid.sbid").exists());
}

/// A notice that asks for a transformation which this program does not have: its copies would be others.
#[test]
fn copies_are_not_sealed_by_another_transformation_than_was_asked_for() {
    let office = office();
    let at = office.path();
    let review = "blind_review = { technical_weight = 60, blind_above = 40, transformation = \"other/1\" }";
    let draft = DRAFT
        .replace("\n[[parts]]", &format!("{review}\n\n[[parts]]\nblind = true"))
        .replace("[\"pdf\", \"txt\"]", "[\"txt\"]");
    std::fs::write(at.join("draft.toml"), draft).unwrap();
    std::fs::remove_file(at.join("offer/offer.pdf")).unwrap();
    std::fs::write(at.join("terms.json"), r#"{"format":"sealbid-terms/1","names":["示例公司"]}"#).unwrap();
    custodians_and_notice(at);
    run_in(
        at,
        "trust new --anchor ca.pem --organisation 交易中心 --organisation 监督局 --organisation 公证处",
    )
    .good();
    let refused = seal(at, "--terms terms.json --at 2026-11-30T12:00:00+08:00").refused(1, 8201);
    assert!(refused.err.contains("other/1"), "{}", refused.err);
    assert!(!at.join("bid.sbid").exists());
}

#[test]
fn an_amendment_names_what_it_supersedes() {
    let office = office();
    let at = office.path();
    custodians_and_notice(at);
    let first = run_in(at, "notice show notice --json").good().json();
    let second = run_in(at, "notice new draft.toml --supersedes notice -o amended.json --json").good().json();
    assert_eq!(second["tender"], first["digest"]);
    let shown = run_in(at, "notice show amended.json").good();
    assert!(shown.out.contains("Supersedes"), "{}", shown.out);
}

#[test]
fn a_stranger_among_the_custodians_is_told() {
    let office = office();
    let at = office.path();
    custodians_and_notice(at);
    run_in(at, "trust new --anchor ca.pem --organisation 交易中心 --organisation 监督局").good();
    let sealed = seal(at, "--at 2026-11-30T12:00:00+08:00").refused(1, 4014);
    assert!(sealed.err.contains("notary"), "{}", sealed.err);
    assert!(!at.join("bid.sbid").exists());
}
