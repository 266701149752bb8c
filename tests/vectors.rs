//! The golden cases of `tests/vectors/cases`, one a file: what must open, and what must be refused, and how.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use sealbid::bid::{BidFile, FolderSink, NoProgress, ReadAt, Work};
use sealbid::ca::{Revocation, TrustAnchors};
use sealbid::notice::{Acceptance, FormValue, SignedNotice, TrustList};
use sealbid::suite::hash;
use sealbid::timelock::ReleaseFile;
use sealbid::wire::{Id, Time};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[allow(dead_code)]
    about: String,
    /// A file of `tests/vectors/tender`.
    bid: String,
    /// Changes of its bytes: at `offset` (from the end where negative), these in hex.
    #[serde(default)]
    patch: Vec<Patch>,
    /// How many bytes to cut off the end.
    #[serde(default)]
    cut: usize,
    /// What to put behind the end, in hex.
    #[serde(default)]
    append: String,
    stage: String,
    releases: Vec<String>,
    /// `success`, or the name of an error.
    expect: String,
    /// Holders whose releases are set aside.
    #[serde(default)]
    refused: Vec<String>,
    /// Paths of the documents with their SHA-256.
    #[serde(default)]
    documents: BTreeMap<String, String>,
    #[serde(default)]
    form: BTreeMap<String, FormValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    offset: i64,
    bytes: String,
}

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn tender(name: &str) -> Vec<u8> {
    fs::read(vectors().join("tender").join(name)).unwrap()
}

fn notice() -> SignedNotice {
    let acceptances =
        ["c0", "c1", "c2"].map(|c| Acceptance::parse(&tender(&format!("{c}.acceptance.json"))).unwrap());
    SignedNotice::verify(&tender("notice.json"), &tender("notice.json.p7s"), &acceptances).unwrap()
}

fn run(
    case: &Case,
    folder: &Path,
    refused: &mut Vec<String>,
) -> sealbid::Result<BTreeMap<String, FormValue>> {
    let notice = notice();
    let mut bytes = tender(&case.bid);
    for patch in &case.patch {
        let start = if patch.offset < 0 { bytes.len() as i64 + patch.offset } else { patch.offset } as usize;
        let new = hex::decode(&patch.bytes).unwrap();
        bytes[start..start + new.len()].copy_from_slice(&new);
    }
    bytes.truncate(bytes.len() - case.cut);
    bytes.extend(hex::decode(&case.append).unwrap());

    let bid = BidFile::read(bytes)?.under(notice.notice())?;
    bid.check_parts(Work::default())?;
    bid.check_signer(&Revocation::unchecked(), Time::parse("2026-06-20T09:00:00+08:00")?)?;
    let stage = Id::new(&case.stage)?;
    let scope = bid.scope(&stage);
    let given = case.releases.iter().map(|name| ReleaseFile::parse(&tender(name))?.for_bid(&scope));
    let verdict = bid.unlock(&stage, &given.collect::<sealbid::Result<Vec<_>>>()?)?;
    refused.extend(verdict.refused.iter().map(|r| r.holder.to_string()));
    let mut sink = FolderSink::new(folder)?;
    let contents = bid.open_stage(&stage, &verdict.outcome?, &mut sink, Work::default())?;
    let form = contents.form.iter().flat_map(|form| form.entries());
    Ok(form.map(|entry| (entry.id.to_string(), entry.value.clone())).collect())
}

#[test]
fn every_case_ends_as_it_says() {
    let mut names = Vec::new();
    for entry in fs::read_dir(vectors().join("cases")).unwrap() {
        let path = entry.unwrap().path();
        let case: Case = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = tempfile::tempdir().unwrap();
        let mut refused = Vec::new();
        let result = run(&case, folder.path(), &mut refused);
        assert_eq!(refused, case.refused, "{name}");
        match result {
            Err(error) => {
                assert_eq!(error.kind().name(), case.expect, "{name}: {error}");
                assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{name}");
            }
            Ok(form) => {
                assert_eq!(case.expect, "success", "{name}");
                assert_eq!(form, case.form, "{name}");
                for (path, digest) in &case.documents {
                    let found = hash(&[&fs::read(folder.path().join(path)).unwrap()]).to_string();
                    assert_eq!(found, *digest, "{name}: {path}");
                }
            }
        }
        names.push(name);
    }
    names.sort();
    let listed: Vec<&str> = include_str!("vectors/cases.txt").lines().collect();
    assert_eq!(names, listed, "a case is missing, or not listed in tests/vectors/cases.txt");
}

#[test]
fn the_tender_passes_its_bidders_list() {
    let list = TrustList::parse(&tender("trust.json")).unwrap();
    notice().trusted_by(&list, Time::parse("2026-06-20T09:00:00+08:00").unwrap()).unwrap();
    TrustAnchors::from_pem(&tender("ca.pem")).unwrap();
}

/// The pairing's sign, exponent and order (SPEC §3.2), against a value that two libraries agree on.
#[test]
fn the_pairing_is_the_one_of_the_specification() {
    use blst::{blst_fp12, blst_p1_affine, blst_p2_affine, min_sig};
    let vector: serde_json::Value = serde_json::from_str(include_str!("vectors/pairing/check.json")).unwrap();
    let text = |name: &str| vector[name].as_str().unwrap();
    let secret = min_sig::SecretKey::key_gen(&hex::decode(text("ikm")).unwrap(), b"").unwrap();
    let key = secret.sk_to_pk();
    assert_eq!(hex::encode(key.to_bytes()), text("key"));
    let signature = secret.sign(text("message").as_bytes(), text("dst").as_bytes(), &[]);
    assert_eq!(hex::encode(signature.to_bytes()), text("signature"));
    let (p, q): (&blst_p1_affine, &blst_p2_affine) = ((&signature).into(), (&key).into());
    assert_eq!(hex::encode(blst_fp12::miller_loop(q, p).final_exp().to_bendian()), text("pairing"));
}

/// The golden bid, with one byte read differently.
struct Flipped<'a> {
    bytes: &'a [u8],
    at: &'a AtomicUsize,
}

impl ReadAt for Flipped<'_> {
    fn size(&self) -> sealbid::Result<u64> {
        self.bytes.size()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> sealbid::Result<()> {
        self.bytes.read_exact_at(offset, buffer)?;
        if let Some(byte) =
            self.at.load(Relaxed).checked_sub(offset as usize).and_then(|at| buffer.get_mut(at))
        {
            *byte ^= 1;
        }
        Ok(())
    }
}

/// One bit at every byte of ciphertext: each is refused, and the part that it lies in is named.
#[test]
fn no_byte_of_ciphertext_can_change() {
    let (notice, bytes) = (notice(), tender("good.sbid"));
    let start = 16 + u32::from_be_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let parts = BidFile::read(bytes.clone()).unwrap().header().parts.clone();
    let work = Work { threads: std::num::NonZeroUsize::MIN, progress: &NoProgress };
    let check = |range: std::ops::Range<usize>| {
        let place = AtomicUsize::new(usize::MAX);
        let bid =
            BidFile::read(Flipped { bytes: &bytes, at: &place }).unwrap().under(notice.notice()).unwrap();
        bid.check_parts(work).unwrap();
        for at in range {
            place.store(start + at, Relaxed);
            let error = bid.check_parts(work).unwrap_err();
            let part = format!("part {}", parts[at / 65_552].part);
            assert_eq!(
                (error.kind().name(), error.place()),
                ("PartRootMismatch", part.as_str()),
                "byte {at}"
            );
        }
    };
    let end = 65_552 * parts.len();
    std::thread::scope(|scope| {
        scope.spawn(|| check(0..end * 5 / 8));
        check(end * 5 / 8..end);
    });
}
