//! The same chains before OpenSSL and before us: 2,000 of random shape, each with one thing wrong or nothing.
//!
//! `differences.md` says for each kind of flaw on which the verdicts differ which of the two refuses, and why. A
//! difference that is not there fails the test, and so does a line without a difference.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod build;
mod generate;
#[path = "../openssl/mod.rs"]
mod openssl;

use build::{ECDSA_SHA256, Keys, Plan};
use generate::{AT, Chain, KEYS};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use sealbid::ca::{Certificate, FileKey, Revocation, TrustAnchors, verify_chain};
use sealbid::wire::Time;
use sealbid::{Error, ErrorKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const CHAINS: usize = 2_000;

fn pem(der: &[u8]) -> String {
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, der);
    let lines: Vec<&str> =
        base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

struct Encoded {
    leaf: Vec<u8>,
    between: Vec<Vec<u8>>,
    roots: Vec<Vec<u8>>,
}

impl Encoded {
    fn of(chain: &Chain, keys: &Keys) -> Encoded {
        let all = |plans: &[Plan]| plans.iter().map(|plan| plan.der(keys)).collect();
        Encoded { leaf: chain.leaf.der(keys), between: all(&chain.between), roots: all(&chain.roots) }
    }

    /// Our verdict. A certificate in between that cannot be read is none.
    fn ours(&self) -> Result<(), Error> {
        let readable =
            |list: &[Vec<u8>]| list.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        let anchors = TrustAnchors::new(readable(&self.roots))?;
        let between: Vec<Certificate> = readable(&self.between);
        let leaf = Certificate::from_der(&self.leaf)?;
        verify_chain(&leaf, &between, &anchors, &Revocation::unchecked(), Time::from_unix(AT)?).map(|_| ())
    }

    /// OpenSSL's verdict, and its reason.
    fn openssl(&self, folder: &Path) -> Result<(), String> {
        let write = |name: &str, list: &[Vec<u8>]| {
            std::fs::write(folder.join(name), list.iter().map(|der| pem(der)).collect::<String>()).unwrap();
        };
        write("leaf.pem", std::slice::from_ref(&self.leaf));
        write("between.pem", &self.between);
        write("roots.pem", &self.roots);
        let at = AT.to_string();
        let mut command = Command::new("openssl");
        command.current_dir(folder).args(["verify", "-x509_strict", "-purpose", "smimesign", "-attime", &at]);
        command.args(["-no-CApath", "-no-CAstore", "-CAfile", "roots.pem"]);
        if !self.between.is_empty() {
            command.args(["-untrusted", "between.pem"]);
        }
        let output = command.arg("leaf.pem").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let reason = said.lines().find(|line| line.starts_with("error ")).unwrap_or(said.trim());
        if output.status.success() { Ok(()) } else { Err(reason.to_owned()) }
    }
}

/// The lines of differences.md: the flaw, and who refuses.
fn explained() -> BTreeSet<(String, String)> {
    let rows = include_str!("differences.md").lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        (cells[0].to_owned(), cells[1].to_owned())
    })
    .collect()
}

#[test]
fn two_thousand_chains_have_the_same_verdict_as_before_openssl() {
    if openssl::version().is_none() {
        return;
    }
    let rng = SystemRandom::new();
    let keys = (0..KEYS)
        .map(|_| EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng).unwrap())
        .map(|pkcs8| FileKey::from_pem(pkcs8.as_ref(), None).unwrap());
    let keys = Keys { keys: keys.collect(), algorithm: ECDSA_SHA256 };
    let next = AtomicUsize::new(0);
    let agreed = AtomicUsize::new(0);
    let differences: Mutex<BTreeMap<(String, String), Vec<String>>> = Mutex::default();
    let accepted: Mutex<BTreeMap<Option<ErrorKind>, usize>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                let folder = tempfile::tempdir().unwrap();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= CHAINS {
                        return;
                    }
                    let chain = Chain::numbered(number);
                    let encoded = Encoded::of(&chain, &keys);
                    let (ours, theirs) = (encoded.ours(), encoded.openssl(folder.path()));
                    let who = match (&ours, &theirs) {
                        (Err(_), Ok(())) => "we",
                        (Ok(()), Err(_)) => "OpenSSL",
                        _ => {
                            agreed.fetch_add(1, Ordering::Relaxed);
                            *accepted.lock().unwrap().entry(ours.map_err(|e| e.kind()).err()).or_default() +=
                                1;
                            continue;
                        }
                    };
                    let told = format!(
                        "{number}: position {} of {}: we say {:?}, OpenSSL says {theirs:?}",
                        chain.position,
                        chain.path.len() - 1,
                        ours.map_err(|error| error.to_string()),
                    );
                    let key = (format!("{:?}", chain.flaw), who.to_owned());
                    differences.lock().unwrap().entry(key).or_default().push(told);
                }
            });
        }
    });
    let (differences, accepted) = (differences.into_inner().unwrap(), accepted.into_inner().unwrap());
    println!("{} of {CHAINS} verdicts agree: {accepted:?}", agreed.into_inner());
    // Neither side may agree by refusing everything, or nothing.
    assert!(accepted.get(&None).is_some_and(|n| *n > CHAINS / 5));
    assert!(accepted.len() > 8);
    let found: BTreeSet<_> = differences.keys().cloned().collect();
    let told = |keys: &BTreeSet<(String, String)>| {
        let three = |list: &Vec<String>| format!("{} of them: {:#?}", list.len(), &list[..list.len().min(3)]);
        let lines = keys.iter().map(|key| format!("{key:?}: {}", three(&differences[key])));
        lines.collect::<Vec<_>>().join("\n")
    };
    let explained = explained();
    let new: BTreeSet<_> = found.difference(&explained).cloned().collect();
    let gone: BTreeSet<_> = explained.difference(&found).cloned().collect();
    assert!(new.is_empty() && gone.is_empty(), "new:\n{}\ngone: {gone:?}", told(&new));
}

/// OpenSSL 3.0 knows SM2's user id for the first certificate of a path alone, so each hop is a path of its own: a
/// chain holds before it if every hop does. Flaws that only a whole path shows are left to the other test.
#[cfg(feature = "guomi")]
#[test]
fn chains_of_sm2_have_the_same_verdict_hop_by_hop() {
    use generate::Flaw;
    use sealbid::ca::{KeyType, RehearsalCa, Subject};
    if openssl::version().is_none() {
        return;
    }
    let (from, until) = (Time::from_unix(0).unwrap(), Time::from_unix(2 * AT).unwrap());
    let ca = RehearsalCa::with_key(KeyType::Sm2, "Keys", from, until).unwrap();
    let subject = Subject { common_name: Some("Key".into()), ..Subject::default() };
    let keys = (0..KEYS).map(|_| ca.issue(&subject, KeyType::Sm2, from, until).unwrap().0);
    let keys = keys.map(|pem| FileKey::from_pem(pem.as_bytes(), None).unwrap()).collect();
    let keys = Keys { keys, algorithm: "1.2.156.10197.1.501" };
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, der: &[u8]| std::fs::write(folder.path().join(name), pem(der)).unwrap();
    let at = AT.to_string();
    let mut tally = BTreeMap::<(Flaw, bool), usize>::new();
    for flaw in [
        Flaw::Nothing,
        Flaw::Expired,
        Flaw::NotYetValid,
        Flaw::DamagedSignature,
        Flaw::SignedByStranger,
        Flaw::TwoAlgorithms,
        Flaw::IssuerOfOtherName,
        Flaw::IssuerInOtherType,
        Flaw::OtherKeyIdentifier,
        Flaw::NotAnAuthority,
        Flaw::NoCertSign,
        Flaw::UnknownCritical,
        Flaw::UnknownNotCritical,
    ] {
        for number in 0..20 {
            let chain = Chain::with(flaw, number);
            let path: Vec<Vec<u8>> = chain.path.iter().map(|plan| plan.der(&keys)).collect();
            let theirs = path.windows(2).enumerate().all(|(n, pair)| {
                write("below.pem", &pair[0]);
                write("above.pem", &pair[1]);
                let mut command = Command::new("openssl");
                command.current_dir(folder.path()).args([
                    "verify",
                    "-x509_strict",
                    "-partial_chain",
                    "-attime",
                    &at,
                ]);
                command.args(["-vfyopt", "distid:1234567812345678", "-no-CApath", "-no-CAstore"]);
                let purpose: &[&str] = if n == 0 { &["-purpose", "smimesign"] } else { &[] };
                command.args(purpose).args(["-CAfile", "above.pem", "below.pem"]);
                command.output().unwrap().status.success()
            });
            let ours = Encoded::of(&chain, &keys).ours();
            assert_eq!(ours.is_ok(), theirs, "{flaw:?} {number}: we say {ours:?}");
            *tally.entry((flaw, theirs)).or_default() += 1;
        }
    }
    println!("{tally:?}");
    assert!(tally[&(Flaw::Nothing, true)] == 20 && tally[&(Flaw::DamagedSignature, false)] == 20);
}
