//! What a bidder's own software could seal wrongly: each forgery is refused for just what is wrong with it (SPEC §5.7).
//!
//! Every bid here is signed and locked as it should be; only its contents, or one member of its lock, are not.

#[path = "../../tests/common/mod.rs"]
mod common;

use super::index::footer;
use super::part::PartPlain;
use super::prepare::Prepared;
use super::*;
use crate::error::ErrorKind::{self, *};
use crate::notice::{FormValue, SignedNotice};
use crate::suite::SEGMENT;
use common::*;

/// Seals a draft after a change of what was prepared.
fn forge(world: &World, notice: &SignedNotice, change: impl FnOnce(&mut Prepared)) -> Vec<u8> {
    let mut prepared = Prepared::new(draft(), notice.notice()).unwrap();
    change(&mut prepared);
    let mut bytes = Vec::new();
    prepared.write(notice.notice(), &world.bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
    bytes
}

/// What opening a stage of a forged bid says; everything that can be checked sealed must be right.
fn opened(stage: &str, change: impl FnOnce(&mut Prepared)) -> Result<(), ErrorKind> {
    let world = World::new();
    let notice = world.notice();
    let bytes = forge(&world, &notice, change);
    let bid = read(&bytes, &notice).unwrap();
    bid.check_parts(Work::default()).unwrap();
    let unlocked = world.unlock(&bid, stage);
    bid.open_stage(&id(stage), &unlocked, &mut Discard, Work::default()).map(|_| ()).map_err(|e| e.kind())
}

/// A plaintext of one padded segment with these documents and this index.
fn plain(documents: &[u8], index: &str, zero: u8) -> PartPlain {
    let mut bytes = vec![zero; SEGMENT];
    bytes[..documents.len()].copy_from_slice(documents);
    bytes[documents.len()..documents.len() + index.len()].copy_from_slice(index.as_bytes());
    bytes[SEGMENT - 16..].copy_from_slice(&footer(documents.len() as u64, index.len() as u64));
    PartPlain::forged(bytes).unwrap()
}

fn index(path: &str, media_type: &str, offset: u64, size: u64) -> String {
    format!(
        r#"{{"format":"sealbid-index/1","documents":[{{"path":"{path}","media_type":"{media_type}","offset":{offset},"size":{size}}}]}}"#
    )
}

/// The rows of the table: form, method, extras, form, bill.
const METHOD: usize = 1;
const FORM: usize = 3;
const BILL: usize = 4;

fn bill(plain: PartPlain) -> Result<(), ErrorKind> {
    opened("commercial", |prepared| prepared.parts[BILL].plain = plain)
}

#[test]
fn forged_parts() {
    let good = index("a.txt", "text/plain", 0, 3);
    assert_eq!(bill(plain(b"abc", &good, 0)), Ok(()));
    assert_eq!(bill(plain(b"abc", &good, 1)), Err(BadPadding));
    assert_eq!(bill(plain(b"abc", "not json", 0)), Err(BadJson));
    assert_eq!(bill(plain(b"abc", &good.replace("index/1", "index/2"), 0)), Err(UnknownFormat));
    assert_eq!(bill(plain(b"abc", &index("a.txt", "text/plain", 0, 2), 0)), Err(BadIndex));
    assert_eq!(bill(plain(b"abc", &index("a.txt", "text/plain", 1, 2), 0)), Err(BadIndex));
    assert_eq!(bill(plain(b"abc", &index("../a.txt", "text/plain", 0, 3), 0)), Err(UnsafePath));
    assert_eq!(bill(plain(b"abc", &index("/etc/a", "text/plain", 0, 3), 0)), Err(UnsafePath));
    assert_eq!(bill(plain(b"abc", &index("a.txt", "application/zip", 0, 3), 0)), Err(MediaTypeNotAccepted));
    let empty = r#"{"format":"sealbid-index/1","documents":[]}"#;
    assert_eq!(bill(plain(b"", empty, 0)), Err(RequiredPartEmpty));
}

#[test]
fn forged_footers() {
    let with = |at: u64, length: u64| {
        let mut bytes = vec![0; SEGMENT];
        bytes[SEGMENT - 16..].copy_from_slice(&footer(at, length));
        bill(PartPlain::forged(bytes).unwrap())
    };
    assert_eq!(with(u64::MAX, 1), Err(BadPadding));
    assert_eq!(with(0, u64::MAX), Err(BadPadding));
    assert_eq!(with(SEGMENT as u64, 10), Err(BadPadding));
    assert_eq!(with(0, 0), Err(BadJson));
    // A part padded to more than its contents ask for.
    let roomy = super::padding::padded_size(SEGMENT as u64 + 1).unwrap() as usize;
    let mut bytes = vec![0; roomy];
    bytes[roomy - 16..].copy_from_slice(&footer(0, 10));
    assert_eq!(bill(PartPlain::forged(bytes).unwrap()), Err(BadPadding));
}

/// The sealed form says one thing, the manifest another; or the form breaks its types.
#[test]
fn forged_forms() {
    let form = |text: &str| {
        let text = text.to_owned();
        opened("commercial", move |prepared| {
            let document = Document::bytes("form.json", "application/json", text.into_bytes()).unwrap();
            prepared.parts[FORM].plain = PartPlain::new(vec![document]).unwrap();
        })
    };
    let fields =
        |fields: &str| format!(r#"{{"format":"sealbid-form/1","stage":"commercial","fields":[{fields}]}}"#);
    let (price, period) = (r#"{"id":"price","value":123456789}"#, r#"{"id":"period","value":240}"#);
    assert_eq!(form(&fields(&format!("{price},{period}"))), Ok(()));
    assert_eq!(form(&fields(&format!("{},{period}", price.replace("789", "788")))), Err(FormRootMismatch));
    assert_eq!(form(&fields(&format!("{period},{price}"))), Err(MissingField));
    assert_eq!(form(&fields(period)), Err(MissingField));
    assert_eq!(form(&fields(&format!("{price},{period},{period}"))), Err(UnknownFormField));
    let text = price.replace("123456789", "\"1\"");
    assert_eq!(form(&fields(&format!("{text},{period}"))), Err(BadFormValue));
    assert_eq!(form(&fields(&format!("{},{period}", price.replace("123456789", "1.5")))), Err(BadField));
    assert_eq!(
        form(&fields(&format!("{price},{period}")).replace("commercial", "technical")),
        Err(UnknownStage)
    );
    assert_eq!(
        opened("commercial", |prepared| {
            let document = Document::bytes("form.json", "text/plain", b"{}".to_vec()).unwrap();
            prepared.parts[FORM].plain = PartPlain::new(vec![document]).unwrap();
        }),
        Err(BadIndex)
    );
    assert_eq!(
        opened("commercial", |prepared| {
            let document = Document::bytes("other.json", "application/json", b"{}".to_vec()).unwrap();
            prepared.parts[FORM].plain = PartPlain::new(vec![document]).unwrap();
        }),
        Err(BadIndex)
    );
    assert_eq!(
        opened("commercial", |prepared| {
            let stage = &mut prepared.stages[1];
            let mut values = draft().form;
            values.insert(id("price"), FormValue::Number(1));
            let world = World::new();
            stage.form = Some(
                super::form::Form::collect(world.notice().notice(), &id("commercial"), &values).unwrap(),
            );
        }),
        Err(FormRootMismatch)
    );
}

/// A part larger than the notice allows shows when it is opened even where its padded size could hold an index.
#[test]
fn forged_sizes() {
    let mut world = World::new();
    world.body.parts[2].max_bytes = 2;
    let notice = world.notice();
    let bytes = forge(&world, &notice, |_| {});
    let bid = read(&bytes, &notice).unwrap();
    let unlocked = world.unlock(&bid, "commercial");
    let result = bid.open_stage(&id("commercial"), &unlocked, &mut Discard, Work::default());
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(PartTooLarge));
    // And one beyond any index is refused sealed.
    let bytes = forge(&world, &notice, |prepared| {
        let size = super::padding::padded_size(40 << 20).unwrap() as usize;
        prepared.parts[BILL].plain = PartPlain::forged(vec![0; size]).unwrap();
    });
    assert_eq!(read(&bytes, &notice).map(|_| ()).map_err(|e| e.kind()), Err(PartTooLarge));
}

/// A manifest of the bidder's own making, signed as it should be.
#[test]
fn forged_manifests() {
    use super::trailer::{FormRoot, Manifest};
    let world = World::new();
    let notice = world.notice();
    let forged = |change: &dyn Fn(&mut Manifest)| {
        let prepared = Prepared::new(draft(), notice.notice()).unwrap();
        let key = crate::suite::BidKey::from_secret(prepared.bid_key.secret().clone()).unwrap();
        let mut bytes = Vec::new();
        prepared.write(notice.notice(), &world.bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
        let file = BidFile::read(bytes.clone()).unwrap();
        let mut manifest = file.manifest().clone();
        change(&mut manifest);
        let manifest = manifest.to_bytes().unwrap();
        let cms = crate::ca::sign_detached(&manifest, &world.bidder, None).unwrap();
        bytes.truncate(file.head.trailer as usize);
        bytes.extend(super::trailer::write(&manifest, &key, &cms).unwrap());
        let bid = read(&bytes, &notice).map_err(|e| e.kind())?;
        let unlocked = world.unlock(&bid, "technical");
        let opened = bid.open_stage(&id("technical"), &unlocked, &mut Discard, Work::default());
        opened.map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(forged(&|_| {}), Ok(()));
    assert_eq!(forged(&|m| m.header.0[0] ^= 1), Err(HeaderMismatch));
    assert_eq!(forged(&|m| m.parts.truncate(4)), Err(PartTable));
    assert_eq!(forged(&|m| m.forms.reverse()), Err(PartTable));
    assert_eq!(forged(&|m| m.forms.push(FormRoot { stage: id("x"), root: m.header })), Err(PartTable));
    // Right segments under a wrong root: the part opens, and is not what was signed.
    assert_eq!(forged(&|m| m.parts[METHOD].0[0] ^= 1), Err(PartRootMismatch));
    assert_eq!(forged(&|m| m.forms[0].root.0[0] ^= 1), Err(FormRootMismatch));
}

/// Keys of another seed than the lock's: the lock opens, the parts do not.
#[test]
fn forged_keys() {
    let other = |prepared: &mut Prepared| {
        prepared.stages[0].payload = crate::suite::Secret::new([1; 32]);
    };
    assert_eq!(opened("technical", other), Err(BadSegment));
    assert_eq!(opened("commercial", other), Ok(()));
}

/// Tables and lists that do not fit the notice are refused sealed.
#[test]
fn forged_tables() {
    let world = World::new();
    let notice = world.notice();
    let refused = |change: &dyn Fn(&mut Prepared)| {
        let bytes = forge(&world, &notice, change);
        read(&bytes, &notice).map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(refused(&|_| {}), Ok(()));
    assert_eq!(refused(&|p| drop(p.parts.remove(METHOD))), Err(PartTable));
    assert_eq!(refused(&|p| p.parts.swap(1, 2)), Err(PartTable));
    assert_eq!(refused(&|p| p.stages.swap(0, 1)), Err(LockShape));
    assert_eq!(refused(&|p| p.stages[0].lock.stage = id("other")), Err(LockShape));
    assert_eq!(refused(&|p| p.stages[0].form = None), Err(PartTable));
    assert_eq!(refused(&|p| p.lot = id("3")), Err(UnknownLot));
    assert_eq!(refused(&|p| p.stages[0].lock.u.0[0] = 0), Err(BadPoint));
}

/// Writes the golden bids of `tests/vectors/tender`: run with `cargo test --lib -- --ignored golden`.
/// Keys and seeds are fresh each time; `tests/vectors.rs` and the Python implementation read what is committed.
#[test]
#[ignore = "writes tests/vectors/tender"]
fn golden() {
    use crate::ca::sign_detached;
    use crate::notice::{Acceptance, Organisation, TrustList};
    use crate::timelock::ReleaseFile;

    let mut world = World::new();
    // One stage with a form of one field and one part: two segments are enough for every case.
    world.body.stages.truncate(1);
    world.body.parts.truncate(1);
    world.body.form.retain(|field| field.id == id("price"));
    world.body.form[0].stage = id("technical");
    let notice = world.notice();
    let draft = || {
        let mut draft = draft();
        let text = |path: &str, bytes: &[u8]| Document::bytes(path, "text/plain", bytes.to_vec()).unwrap();
        draft.parts =
            [(id("method"), vec![text("技术/方案.txt", "施工方案\n".as_bytes()), text("b.txt", b"bb")])]
                .into();
        draft.form.retain(|field, _| *field == id("price"));
        draft
    };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/tender");
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let parsed = notice.notice();
    write("notice.json", parsed.bytes());
    write("notice.json.p7s", &sign_detached(parsed.bytes(), &world.tenderer, Some(time(ISSUED))).unwrap());
    write("ca.pem", world.certificate().to_pem().as_bytes());
    let organisations = parsed.custodians().iter().map(|custodian| Organisation {
        name: custodian.statement().organisation.clone(),
        credit_code: None,
    });
    let organisations: Vec<_> = organisations.collect();
    write("trust.json", &TrustList::to_bytes(&[world.certificate().clone()], &organisations).unwrap());
    for key in &world.custodians {
        let acceptance = Acceptance::of(key, parsed).unwrap();
        write(&format!("{}.acceptance.json", key.custodian()), &acceptance.to_bytes().unwrap());
    }

    let mut bids = Vec::new();
    let mut seal = |name: &str, change: &dyn Fn(&mut Prepared)| {
        let mut prepared = Prepared::new(draft(), parsed).unwrap();
        change(&mut prepared);
        bids.push((id("1"), prepared.bid_key.public()));
        let mut bytes = Vec::new();
        prepared.write(parsed, &world.bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
        write(name, &bytes);
    };
    seal("good.sbid", &|_| {});
    seal("inconsistent-lock.sbid", &|p| p.stages[0].lock.quorums[0].corrections[1].0[0] ^= 1);
    let good = index("b.txt", "text/plain", 0, 2);
    seal("padding.sbid", &|p| p.parts[1].plain = plain(b"bb", &good, 1));
    seal("form.sbid", &|p| {
        let text = br#"{"format":"sealbid-form/1","stage":"technical","fields":[{"id":"price","value":1}]}"#;
        let document = Document::bytes("form.json", "application/json", text.to_vec()).unwrap();
        p.parts[0].plain = PartPlain::new(vec![document]).unwrap();
    });
    for key in &world.custodians {
        let file = ReleaseFile::of_custodian(key, parsed.tender(), parsed.digest(), &id("technical"), &bids)
            .unwrap();
        write(&format!("{}.release.json", key.custodian()), &file.to_bytes().unwrap());
    }
    // A release of the right holder for the wrong stage, under the right one's name.
    let wrong = ReleaseFile::of_custodian(
        &world.custodians[0],
        parsed.digest(),
        parsed.digest(),
        &id("technical"),
        &[(id("2"), bids[0].1)],
    )
    .unwrap();
    let wrong =
        String::from_utf8(wrong.to_bytes().unwrap()).unwrap().replace("\"lot\": \"2\"", "\"lot\": \"1\"");
    write("c0.wrong-release.json", wrong.as_bytes());
}
