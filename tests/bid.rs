//! Sealed bids from one end to the other: sealing, reading, opening, and every kind of damage (SPEC §4, §5).

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::*;
use proptest::prelude::*;
use sealbid::ErrorKind;
use sealbid::bid::*;
use sealbid::ca::Revocation;
use sealbid::notice::FormValue;
use sealbid::wire::Id;
use std::collections::BTreeMap;
use std::fs;

/// Keeps documents in memory, as `part/path`.
#[derive(Default)]
struct Memory {
    open: Option<(String, Vec<u8>)>,
    documents: BTreeMap<String, Vec<u8>>,
    committed: bool,
}

impl Sink for Memory {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> sealbid::Result<()> {
        self.open = Some((format!("{part}/{}", document.path), Vec::new()));
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> sealbid::Result<()> {
        self.open.as_mut().unwrap().1.extend_from_slice(bytes);
        Ok(())
    }

    fn end(&mut self) -> sealbid::Result<()> {
        self.documents.extend(self.open.take());
        Ok(())
    }

    fn commit(&mut self) -> sealbid::Result<()> {
        self.committed = true;
        Ok(())
    }
}

#[test]
fn a_bid_opens_stage_by_stage_to_what_was_sealed() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, sealed) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    assert_eq!(bid.digest(), sealed.digest);
    bid.check_parts(Work::default()).unwrap();
    bid.check_signer(&Revocation::unchecked(), time(BEFORE)).unwrap();
    assert_eq!(bid.file().signature().certificate.names().organisation.as_deref(), Some("示例公司"));

    let mut memory = Memory::default();
    let unlocked = world.unlock(&bid, "technical");
    let contents = bid.open_stage(&id("technical"), &unlocked, &mut memory, Work::default()).unwrap();
    assert_eq!(contents.form.unwrap().value(&id("quality")), Some(&FormValue::Text("优良".into())));
    let long: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    let expected =
        [("method/技术/方案.txt", long), ("method/empty.txt", vec![]), ("method/b.txt", b"bb".to_vec())];
    assert_eq!(memory.documents, expected.map(|(path, bytes)| (path.to_owned(), bytes)).into());
    assert!(memory.committed);
    assert_eq!(contents.parts[1].documents, []);

    let mut memory = Memory::default();
    let unlocked = world.unlock(&bid, "commercial");
    let contents = bid.open_stage(&id("commercial"), &unlocked, &mut memory, Work::default()).unwrap();
    let form = contents.form.unwrap();
    assert_eq!(form.value(&id("price")), Some(&FormValue::Number(123_456_789)));
    assert_eq!(form.value(&id("manager")), None);
    assert_eq!(memory.documents["bill/bill.txt"], b"1,2,3");
}

/// Bidder and tenderer sign with SM2 under a P-256 authority; the bidder in either form of CMS.
#[cfg(feature = "guomi")]
#[test]
fn a_bid_signed_with_sm2_opens_like_any_other() {
    use sealbid::ca::{CmsForm, KeyType, SignatureScheme};
    for form in [CmsForm::Rfc5652, CmsForm::Gmt0010] {
        let mut world = World::new();
        world.tenderer = organisation(&world.ca, "County Works Office", KeyType::Sm2);
        world.bidder = organisation(&world.ca, "示例公司", KeyType::Sm2).with_form(form).unwrap();
        let notice = world.notice();
        let (bytes, sealed) = sealed(&world, &notice);
        let bid = read(&bytes, &notice).unwrap();
        assert_eq!(bid.digest(), sealed.digest);
        let signature = bid.file().signature();
        assert_eq!((signature.scheme, signature.form), (SignatureScheme::Sm2Sm3, form));
        bid.check_parts(Work::default()).unwrap();
        bid.check_signer(&Revocation::unchecked(), time(BEFORE)).unwrap();
        let mut memory = Memory::default();
        let unlocked = world.unlock(&bid, "commercial");
        let contents = bid.open_stage(&id("commercial"), &unlocked, &mut memory, Work::default()).unwrap();
        assert_eq!(contents.form.unwrap().value(&id("price")), Some(&FormValue::Number(123_456_789)));
        assert_eq!(memory.documents["bill/bill.txt"], b"1,2,3");
    }
}

#[test]
fn one_stage_says_nothing_of_the_next() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    let technical = world.unlock(&bid, "technical");
    let outcome = bid.open_stage(&id("commercial"), &technical, &mut Discard, Work::default());
    assert_eq!(outcome.map_err(|e| e.kind()), Err(ErrorKind::WrongKeys));
    let unknown = bid.open_stage(&id("other"), &technical, &mut Discard, Work::default());
    assert_eq!(unknown.map_err(|e| e.kind()), Err(ErrorKind::UnknownStage));
    // Releases of one stage do not open the other's lock either.
    let given = world.releases(&bid, "technical", &[0, 1, 2]);
    let verdict = bid.unlock(&id("commercial"), &given).unwrap();
    assert_eq!(verdict.refused.len(), 3);
    assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
}

#[test]
fn one_document_streams_alone() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    let unlocked = world.unlock(&bid, "technical");
    let stream = |path: &str| {
        let mut out = Vec::new();
        let done = bid.stream_document(&id("technical"), &id("method"), path, &unlocked, &mut out);
        done.map(|()| out).map_err(|e| e.kind())
    };
    assert_eq!(stream("b.txt"), Ok(b"bb".to_vec()));
    assert_eq!(stream("技术/方案.txt").map(|bytes| bytes.len()), Ok(200_000));
    assert_eq!(stream("empty.txt"), Ok(vec![]));
    assert_eq!(stream("c.txt"), Err(ErrorKind::NoSuchDocument));
}

#[test]
fn a_value_is_proven_without_the_others() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    let unlocked = world.unlock(&bid, "commercial");
    let contents = bid.open_stage(&id("commercial"), &unlocked, &mut Discard, Work::default()).unwrap();
    let form = contents.form.unwrap();
    let context = bid.context(&id("commercial")).unwrap();
    let signed = bid.file().manifest().forms.iter().find(|f| f.stage == id("commercial")).unwrap().root;
    for field in ["price", "period"] {
        let proof = form.prove(&id(field), &unlocked.payload, &context).unwrap();
        assert_eq!(proof.root(), Some(signed));
        let mut other = proof.clone();
        other.value = FormValue::Number(1);
        assert_ne!(other.root(), Some(signed));
        let mut short = proof.clone();
        short.path.clear();
        assert_eq!(short.root(), None);
        let mut long = proof;
        long.path.push(signed);
        assert_eq!(long.root(), None);
    }
    let missing = form.prove(&id("manager"), &unlocked.payload, &context).map_err(|e| e.kind());
    assert_eq!(missing, Err(ErrorKind::UnknownFormField));
}

#[test]
fn drafts_that_the_notice_refuses() {
    let world = World::new();
    let notice = world.notice();
    let kind = |change: &dyn Fn(&mut Draft)| {
        let mut draft = draft();
        change(&mut draft);
        draft.check(notice.notice()).map_err(|e| e.kind())
    };
    let text = |path: &str| Document::bytes(path, "text/plain", vec![1]).unwrap();
    use ErrorKind::*;
    assert_eq!(kind(&|_| {}), Ok(()));
    assert_eq!(kind(&|d| d.lot = id("3")), Err(UnknownLot));
    assert_eq!(kind(&|d| drop(d.parts.insert(id("other"), vec![text("a")]))), Err(UnknownPart));
    assert_eq!(kind(&|d| drop(d.parts.insert(id("bill"), vec![]))), Err(RequiredPartEmpty));
    assert_eq!(kind(&|d| drop(d.parts.remove(&id("bill")))), Err(RequiredPartEmpty));
    let zip = || Document::bytes("a.zip", "application/zip", vec![1]).unwrap();
    assert_eq!(kind(&|d| drop(d.parts.insert(id("bill"), vec![zip()]))), Err(MediaTypeNotAccepted));
    let huge = || Document::reader("a.txt", "text/plain", (1 << 33) + 1, Box::new(std::io::empty())).unwrap();
    assert_eq!(kind(&|d| drop(d.parts.insert(id("bill"), vec![huge()]))), Err(PartTooLarge));
    assert_eq!(kind(&|d| drop(d.form.remove(&id("price")))), Err(MissingField));
    assert_eq!(kind(&|d| drop(d.form.insert(id("price"), FormValue::Text("1".into())))), Err(BadFormValue));
    assert_eq!(kind(&|d| drop(d.form.insert(id("quality"), FormValue::Text("x".into())))), Err(BadFormValue));
    assert_eq!(
        kind(&|d| drop(d.form.insert(id("manager"), FormValue::Text("x".repeat(101))))),
        Err(BadFormValue)
    );
    assert_eq!(kind(&|d| drop(d.form.insert(id("period"), FormValue::Number(100_001)))), Err(BadFormValue));
    assert_eq!(kind(&|d| drop(d.form.insert(id("other"), FormValue::Number(1)))), Err(UnknownFormField));
    assert_eq!(
        Document::bytes("../a", "text/plain", vec![]).map(|_| ()).map_err(|e| e.kind()),
        Err(UnsafePath)
    );
}

#[test]
fn a_document_that_changes_while_it_is_sealed_is_noticed() {
    let world = World::new();
    let notice = world.notice();
    for (said, has) in [(10, 9), (10, 11), (0, 1), (70_000, 69_999)] {
        let mut draft = draft();
        let reader = Box::new(std::io::Cursor::new(vec![1; has]));
        draft.parts.insert(id("bill"), vec![Document::reader("a.txt", "text/plain", said, reader).unwrap()]);
        let result = seal(
            draft,
            &world.trusted(&notice),
            &world.bidder,
            time(BEFORE),
            &mut Vec::new(),
            Work::default(),
        );
        assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::SizeChanged), "{said} {has}");
    }
}

/// Who must see a document before it is sealed gets the bytes that will be sealed.
#[test]
fn a_document_is_read_before_it_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, b"abc").unwrap();
    let reader = |bytes: &'static [u8]| Document::reader("a.txt", "text/plain", 3, Box::new(bytes)).unwrap();
    let of_file = || Document::file("a.txt", "text/plain", &path).unwrap();
    let of_bytes = Document::bytes("a.txt", "text/plain", b"abc".to_vec()).unwrap();
    for mut document in [of_file(), reader(b"abc"), of_bytes] {
        for _ in 0..2 {
            assert_eq!(&*document.content(3).unwrap(), b"abc");
        }
        let refused = document.content(2).map(drop).unwrap_err();
        assert_eq!((refused.kind(), refused.place()), (ErrorKind::DocumentTooLarge, "a.txt"));
    }
    let file = of_file();
    fs::write(&path, b"abcd").unwrap();
    for mut document in [file, reader(b"ab"), reader(b"abcd")] {
        assert_eq!(document.content(9).map(drop).map_err(|e| e.kind()), Err(ErrorKind::SizeChanged));
    }
    let mut file = of_file();
    fs::remove_file(&path).unwrap();
    assert_eq!(file.content(9).map(drop).map_err(|e| e.kind()), Err(ErrorKind::FileNotFound));
}

#[test]
fn a_bidder_of_another_authority_cannot_seal() {
    let world = World::new();
    let notice = world.notice();
    let stranger = World::new().bidder;
    let result =
        seal(draft(), &world.trusted(&notice), &stranger, time(BEFORE), &mut Vec::new(), Work::default());
    // Its authority even has the same name.
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::NoTrustedChain));
}

#[test]
fn files_are_sealed_opened_on_trial_and_never_overwritten() {
    let world = World::new();
    let notice = world.notice();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bid.sbid");
    let sealed =
        seal_file(draft(), &world.trusted(&notice), &world.bidder, time(BEFORE), &path, Work::default())
            .unwrap();
    let file = fs::File::open(&path).unwrap();
    let bid = BidFile::read(file).unwrap().under(notice.notice()).unwrap();
    assert_eq!(bid.digest(), sealed.digest);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    let again =
        seal_file(draft(), &world.trusted(&notice), &world.bidder, time(BEFORE), &path, Work::default());
    assert_eq!(again.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::WouldOverwrite));

    let out = folder.path().join("out");
    let unlocked = world.unlock(&bid, "technical");
    let mut sink = FolderSink::new(&out).unwrap();
    bid.open_stage(&id("technical"), &unlocked, &mut sink, Work::default()).unwrap();
    drop(sink);
    assert_eq!(fs::read(out.join("method/b.txt")).unwrap(), b"bb");
    assert_eq!(fs::read(out.join("method/技术/方案.txt")).unwrap().len(), 200_000);

    // A second opening into the same folder touches nothing that is there and leaves nothing new.
    fs::write(out.join("method/b.txt"), b"mine").unwrap();
    fs::remove_file(out.join("method/empty.txt")).unwrap();
    fs::remove_file(out.join("method/技术/方案.txt")).unwrap();
    let mut sink = FolderSink::new(&out).unwrap();
    let again = bid.open_stage(&id("technical"), &unlocked, &mut sink, Work::default());
    assert_eq!(again.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::WouldOverwrite));
    drop(sink);
    assert_eq!(fs::read(out.join("method/b.txt")).unwrap(), b"mine");
    assert!(!out.join("method/技术/方案.txt").exists());
}

/// The part's folder in front of it does not make a path too long that was good enough to be sealed.
#[test]
fn the_longest_path_is_written() {
    let world = World::new();
    let notice = world.notice();
    let path = format!("{}{}", format!("{}/", "x".repeat(240)).repeat(4), "y".repeat(60));
    assert_eq!(path.len(), 1024);
    let mut draft = draft();
    let document = Document::bytes(&path, "text/plain", b"deep".to_vec()).unwrap();
    draft.parts.insert(id("method"), vec![document]);
    let mut bytes = Vec::new();
    seal(draft, &world.trusted(&notice), &world.bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
    let bid = read(&bytes, &notice).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut sink = FolderSink::new(folder.path()).unwrap();
    bid.open_stage(&id("technical"), &world.unlock(&bid, "technical"), &mut sink, Work::default()).unwrap();
    assert_eq!(fs::read(folder.path().join("method").join(path)).unwrap(), b"deep");
}

/// What was written is not what is read back: the trial opening says so.
#[test]
fn a_disk_that_forgets_is_found_out() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, sealed) = sealed(&world, &notice);
    let try_open = |bytes: &[u8]| {
        let result = sealed.try_open(bytes, notice.notice(), time(BEFORE), Work::default());
        result.map_err(|e| (e.kind(), e.detail().to_owned()))
    };
    assert_eq!(try_open(&bytes), Ok(()));
    let (start, _) = parts_span(&bytes);
    let mut damaged = bytes.clone();
    damaged[start + 5] ^= 1;
    let (kind, detail) = try_open(&damaged).unwrap_err();
    assert_eq!(kind, ErrorKind::TrialOpening);
    assert!(detail.contains("PartRootMismatch"), "{detail}");
    let (other, _) = common::sealed(&world, &notice);
    assert_eq!(try_open(&other).map_err(|e| e.0), Err(ErrorKind::TrialOpening));
}

/// Whoever cancels is told that, not that the file is bad.
#[test]
fn a_trial_opening_is_cancelled() {
    struct Cancel;
    impl sealbid::bid::Progress for Cancel {
        fn advance(&self, _: u64) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let world = World::new();
    let notice = world.notice();
    let (bytes, sealed) = sealed(&world, &notice);
    let work = Work { progress: &Cancel, ..Work::default() };
    let result = sealed.try_open(bytes, notice.notice(), time(BEFORE), work);
    assert_eq!(result.map_err(|e| e.kind()), Err(ErrorKind::Cancelled));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let bid = read(&bytes, &notice).unwrap();
    let unlocked = world.unlock(&bid, "technical");
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("method")).unwrap();
    let mut sink = FolderSink::new(folder.path()).unwrap();
    let result = bid.open_stage(&id("technical"), &unlocked, &mut sink, Work::default());
    assert_eq!(result.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::WouldOverwrite));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn folders_are_taken_whole() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("a/b")).unwrap();
    fs::write(folder.path().join("a/b/c.pdf"), b"1").unwrap();
    fs::write(folder.path().join("z.docx"), b"22").unwrap();
    fs::write(folder.path().join(".hidden"), b"333").unwrap();
    let found = sealbid::bid::folder(folder.path()).unwrap();
    let found: Vec<_> = found.iter().map(|d| (d.path().to_owned(), d.size())).collect();
    assert_eq!(found, [("a/b/c.pdf".to_owned(), 1), ("z.docx".to_owned(), 2)]);
}

#[test]
fn key_files_hold_seeds_only_if_the_notice_says_so() {
    for by_seed in [false, true] {
        let mut world = World::new();
        world.body.rescue.by_seed = by_seed;
        let notice = world.notice();
        let (bytes, sealed) = sealed(&world, &notice);
        let pem = sealed.keys.to_key_file(b"secret").unwrap();
        let keys = BidKeyFile::from_key_file(pem.as_bytes(), b"secret").unwrap();
        let bid = read(&bytes, &notice).unwrap();
        assert_eq!(keys.key.public(), bid.bid_key());
        assert_eq!(keys.seeds.len(), if by_seed { 2 } else { 0 });
        for seed in &keys.seeds {
            let unlocked = bid.unlock_with_seed(&seed.stage, &seed.seed).unwrap();
            bid.open_stage(&seed.stage, &unlocked, &mut Discard, Work::default()).unwrap();
        }
    }
}

#[test]
fn a_bid_for_another_notice_is_refused_at_once() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let mut amended = World { ca: world.ca, tenderer: world.tenderer, bidder: world.bidder, ..World::new() };
    amended.custodians = world.custodians;
    amended.body = world.body.clone();
    amended.body.title = "amended".into();
    amended.body.tender = Some(notice.notice().digest());
    amended.body.supersedes = Some(notice.notice().digest());
    let amended_notice = amended.notice();
    amended_notice.notice().check_amends(notice.notice()).unwrap();
    assert_eq!(read(&bytes, &amended_notice).map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::WrongNotice));
    let other = World::new().notice();
    assert_eq!(read(&bytes, &other).map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::WrongTender));
    assert_eq!(
        other.notice().check_amends(notice.notice()).map_err(|e| e.kind()),
        Err(ErrorKind::NoticeSuperseded)
    );
}

/// Where the parts begin and end in a bid.
fn parts_span(bytes: &[u8]) -> (usize, usize) {
    let header = 16 + u32::from_be_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let bid = BidFile::read(bytes.to_vec()).unwrap();
    let sealed = |size: u64| size + size.div_ceil(65_536) * 16;
    let parts: u64 = bid.header().parts.iter().map(|part| sealed(part.size)).sum();
    (header, header + parts as usize)
}

/// Everything that can be checked without opening.
fn check(bytes: &[u8], notice: &sealbid::notice::SignedNotice) -> Result<sealbid::suite::Digest, ErrorKind> {
    let bid = read(bytes, notice).map_err(|e| e.kind())?;
    bid.check_parts(Work::default()).map_err(|e| e.kind())?;
    bid.check_signer(&Revocation::unchecked(), time(BEFORE)).map_err(|e| e.kind())?;
    Ok(bid.digest())
}

#[test]
fn a_head_is_judged_before_the_rest_arrives() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let (start, _) = parts_span(&bytes);
    assert_eq!(Header::parse(&bytes[..start]).unwrap().lot, id("1"));
    let kind = |bytes: &[u8]| Header::parse(bytes).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(kind(&bytes[..start - 1]), Err(ErrorKind::Truncated));
    assert_eq!(kind(&bytes[..start + 1]), Err(ErrorKind::TrailingBytes));
    let with = |from: &str, to: &str| {
        let json = String::from_utf8(bytes[16..start].to_vec()).unwrap();
        assert!(json.contains(from), "{from}");
        let json = json.replacen(from, to, 1);
        kind(&[&bytes[..12], &(json.len() as u32).to_be_bytes(), json.as_bytes()].concat())
    };
    assert_eq!(with("\"size\": 65536", "\"size\": 65535"), Err(ErrorKind::PartTable));
    assert_eq!(with("\"size\": 65536", "\"size\": 65537"), Err(ErrorKind::PartTable));
    assert_eq!(with("\"size\": 65536", "\"size\": 18446744073709551615"), Err(ErrorKind::PartTable));
    assert_eq!(with("\"size\": 65536", "\"size\": 9223372036854775807"), Err(ErrorKind::PartTable));
    assert_eq!(with("sealbid-bls12381", "sealbid-bls12999"), Err(ErrorKind::UnknownSuite));
    assert_eq!(with("sealbid-bid/1", "sealbid-bid/2"), Err(ErrorKind::UnknownFormat));
    assert_eq!(with("\"lot\": \"1\"", "\"lot\": \"1\", \"lot\": \"2\""), Err(ErrorKind::DuplicateField));
    assert_eq!(with("\"lot\": \"1\"", "\"lot\": \"1\", \"x\": 1"), Err(ErrorKind::UnknownField));
    let mut version = bytes[..start].to_vec();
    version[11] = 2;
    assert_eq!(kind(&version), Err(ErrorKind::UnknownVersion));
    let mut long = bytes[..start].to_vec();
    long[12] = 0xff;
    assert_eq!(kind(&long), Err(ErrorKind::TooLarge));
}

#[test]
fn cut_extended_reordered_and_spliced_files_are_told_apart() {
    let world = World::new();
    let notice = world.notice();
    let (bytes, _) = sealed(&world, &notice);
    let (other, _) = sealed(&world, &notice);
    let (start, end) = parts_span(&bytes);
    use ErrorKind::*;
    assert!(check(&bytes, &notice).is_ok());
    assert_eq!(check(&bytes[..10], &notice), Err(NotASealedBid));
    assert_eq!(check(b"%PDF-1.7 not a bid at all", &notice), Err(NotASealedBid));
    assert_eq!(check(&bytes[..start - 1], &notice), Err(Truncated));
    assert_eq!(check(&bytes[..start + 5], &notice), Err(Truncated));
    assert_eq!(check(&bytes[..end], &notice), Err(Truncated));
    assert_eq!(check(&bytes[..bytes.len() - 1], &notice), Err(Truncated));
    assert_eq!(check(&[&bytes[..], b"x"].concat(), &notice), Err(TrailingBytes));
    assert_eq!(check(&[&bytes[..], &vec![0; 1 << 20]].concat(), &notice), Err(TrailingBytes));
    // Two segments of one part change places: the first two of `method`, behind the form.
    let method = start + 65_552;
    let mut swapped = bytes.clone();
    let (first, second) = (method..method + 65_552, method + 65_552..method + 131_104);
    swapped[first.clone()].copy_from_slice(&bytes[second.clone()]);
    swapped[second].copy_from_slice(&bytes[first]);
    assert_eq!(check(&swapped, &notice), Err(PartRootMismatch));
    // Parts of another bid of the same sizes, head or trailer of another bid.
    assert_eq!(
        check(&[&bytes[..start], &other[start..end], &bytes[end..]].concat(), &notice),
        Err(PartRootMismatch)
    );
    assert_eq!(check(&[&other[..start], &bytes[start..]].concat(), &notice), Err(HeaderMismatch));
    assert_eq!(check(&[&bytes[..end], &other[end..]].concat(), &notice), Err(HeaderMismatch));
}

/// Every bit of header and trailer. For the ciphertext see `tests/vectors.rs`.
#[test]
fn no_flipped_bit_goes_unnoticed() {
    let world = World::new();
    let notice = world.notice();
    let (mut bytes, _) = sealed(&world, &notice);
    let (start, end) = parts_span(&bytes);
    for at in (0..start).chain(end..bytes.len()) {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            let result = check_quickly(&bytes, &notice);
            assert!(result.is_err(), "byte {at} bit {bit}: {result:?}");
            bytes[at] ^= 1 << bit;
        }
    }
    assert!(check(&bytes, &notice).is_ok());
}

/// As [`check`] for a change outside the parts, which are known to be whole.
fn check_quickly(bytes: &[u8], notice: &sealbid::notice::SignedNotice) -> sealbid::Result<()> {
    read(bytes, notice)?.check_signer(&Revocation::unchecked(), time(BEFORE)).map(|_| ())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Any documents come out as they went in, at any number of threads.
    #[test]
    fn documents_survive(
        sizes in prop::collection::vec(prop_oneof![0usize..100, 65_500usize..65_600, 1_048_500usize..1_200_000], 1..6),
        threads in 1usize..5,
    ) {
        let world = World::new();
        let notice = world.notice();
        let mut draft = draft();
        let contents: Vec<Vec<u8>> =
            sizes.iter().enumerate().map(|(n, size)| (0..*size).map(|i| (i * 31 + n) as u8).collect()).collect();
        let documents = contents.iter().enumerate();
        let documents = documents.map(|(n, c)| Document::bytes(&format!("{n}.txt"), "text/plain", c.clone()).unwrap());
        draft.parts.insert(id("method"), documents.collect());
        let work = Work { threads: threads.try_into().unwrap(), progress: &NoProgress };
        let mut bytes = Vec::new();
        let sealed = seal(draft, &world.trusted(&notice), &world.bidder, time(BEFORE), &mut bytes, work).unwrap();
        sealed.try_open(bytes.as_slice(), notice.notice(), time(BEFORE), work).unwrap();
        let bid = read(&bytes, &notice).unwrap();
        let mut memory = Memory::default();
        bid.open_stage(&id("technical"), &world.unlock(&bid, "technical"), &mut memory, work).unwrap();
        for (n, content) in contents.iter().enumerate() {
            prop_assert_eq!(&memory.documents[&format!("method/{n}.txt")], content);
        }
    }
}
