//! Who is asked, in which order, and what comes of it.

use super::*;
use crate::clock::Clock;
use crate::http_server::Service;
use crate::words::{Language, Words};
use sealbid::ca::{FileKey, KeyType, RehearsalCa, Signer, Subject};
use sealbid::notice::{NoticeBody, TimestampAuthority};
use sealbid::record::TimeSource;
use sealbid::suite::hash;
use sealbid::timestamp::{MAX_REQUEST, TokenInfo};
use sealbid::wire::{Base64, Time};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const NOTICE: &[u8] = include_bytes!("../../../tests/vectors/tender/notice.json");
/// At which port nothing listens.
const NOBODY: &str = "http://127.0.0.1:1/";

fn now() -> Time {
    Time::parse("2026-06-20T01:00:00Z").unwrap()
}

fn console() -> Console {
    Console { words: Words::new(Language::En), clock: Clock::new(Some(now())), json: false, quiet: true }
}

fn ca() -> RehearsalCa {
    let time = |text: &str| Time::parse(text).unwrap();
    RehearsalCa::new("CA", time("2025-01-01T00:00:00Z"), time("2030-01-01T00:00:00Z")).unwrap()
}

/// A key and a certificate for timestamps.
fn issued(ca: &RehearsalCa) -> (String, sealbid::ca::Certificate) {
    let subject = Subject { organisation: Some("Time Office".to_owned()), ..Subject::default() };
    let from = ca.certificate().not_before();
    let (key, certificate) =
        ca.issue_timestamping(&subject, KeyType::P256, from, now().plus(86_400)).unwrap();
    (key.to_string(), certificate)
}

/// A notice with these authorities: address, and the root of the certificates.
fn notice(authorities: &[(Option<&str>, &RehearsalCa)]) -> Notice {
    let mut body: NoticeBody = serde_json::from_slice(NOTICE).unwrap();
    let authority = |(n, (url, ca)): (usize, &(Option<&str>, &RehearsalCa))| TimestampAuthority {
        name: format!("authority {n}"),
        url: url.map(str::to_owned),
        anchor: Base64(ca.certificate().der().to_vec()),
        own: false,
    };
    body.timestamp_authorities = authorities.iter().enumerate().map(authority).collect();
    Notice::parse(&body.to_bytes().unwrap()).unwrap()
}

fn asking(urls: &[&str]) -> Stamping {
    let tsa_url = urls.iter().map(|url| (*url).to_owned()).collect();
    Stamping { tsa_url, tsa_cert: None, tsa_key: None, tsa_timeout: 20 }
}

fn stamp(stamping: &Stamping, imprint: &Digest, notice: Option<&Notice>) -> Result<Vec<Vec<u8>>> {
    stamping.ready(notice, &console())?.stamp(imprint, notice, &console())
}

/// An authority that listens while the test runs.
struct Listening {
    url: String,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Listening {
    fn of(ca: &RehearsalCa) -> Listening {
        let (key, certificate) = issued(ca);
        let key = FileKey::from_pem(key.as_bytes(), None).unwrap();
        let signer = Signer::new(Box::new(key), certificate, vec![]).unwrap();
        let authority = Authority::new(signer, OWN_POLICY).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let thread = std::thread::spawn(move || {
            let answer = |request: &[u8]| (authority.answer(request, now()), ());
            let service = Service { taken: REQUEST_TYPE, given: RESPONSE_TYPE, limit: MAX_REQUEST, answer };
            service.run(&listener, || told.load(Ordering::SeqCst), |_, ()| Ok(())).unwrap();
        });
        Listening { url, stop, thread: Some(thread) }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn an_authority_of_ones_own_stamps_without_a_network() {
    let (ca, folder) = (ca(), tempfile::tempdir().unwrap());
    let (key, certificate) = issued(&ca);
    let (cert, key_path) = (folder.path().join("tsa.pem"), folder.path().join("tsa.key"));
    std::fs::write(&cert, certificate.to_pem()).unwrap();
    std::fs::write(&key_path, key).unwrap();
    let own = Stamping { tsa_cert: Some(cert), tsa_key: Some(key_path), ..asking(&[]) };
    let imprint = hash(&[b"head"]);
    let tokens = stamp(&own, &imprint, None).unwrap();
    assert_eq!(tokens.len(), 1);
    let info = TokenInfo::claimed(&tokens[0]).unwrap();
    assert_eq!((info.imprint, info.policy.as_str()), (imprint, OWN_POLICY));
    // A notice that does not name it does not believe it.
    let other = self::ca();
    let refused = stamp(&own, &imprint, Some(&notice(&[(None, &other)])));
    assert_eq!(refused.err().map(|f| f.code()), Some(2011));
}

#[test]
fn every_authority_of_the_notice_is_asked_and_one_is_enough() {
    let (ca, other) = (ca(), self::ca());
    let (first, second) = (Listening::of(&ca), Listening::of(&ca));
    let imprint = hash(&[b"head"]);
    // The second is under a root that the notice does not name, the third is silent, the last has no address.
    let foreign = Listening::of(&other);
    let all = [Some(first.url.as_str()), Some(&foreign.url), Some(NOBODY), Some(&second.url), None];
    let notice = notice(&all.map(|url| (url, &ca)));
    let tokens = stamp(&asking(&[]), &imprint, Some(&notice)).unwrap();
    assert_eq!(tokens.len(), 2);
    let source = TimeSource::of(&notice).unwrap();
    assert!(tokens.iter().all(|token| source.verify(token, &imprint).is_ok()));

    let judge = Judge::Notice(source);
    let asked = asking(&[]).ask(&imprint, Some(&notice), &judge, MAX_TOKENS, &console()).unwrap();
    let failed: Vec<_> = asked.failed.iter().map(|(name, why)| (name.as_str(), why.code())).collect();
    assert_eq!(failed, [("authority 1", 2011), ("authority 2", 9010)]);
    // Where one is wanted, the others are left in peace.
    let asked = asking(&[]).ask(&imprint, Some(&notice), &judge, 1, &console()).unwrap();
    assert_eq!((asked.stamps.len(), asked.failed.len()), (1, 0));
    assert_eq!(asked.stamps[0].from, "authority 0");
}

#[test]
fn addresses_that_are_given_go_before_those_of_the_notice() {
    let ca = ca();
    let authority = Listening::of(&ca);
    let notice = notice(&[(Some(NOBODY), &ca)]);
    let tokens = stamp(&asking(&[&authority.url]), &hash(&[b"x"]), Some(&notice)).unwrap();
    assert_eq!(tokens.len(), 1);
}

#[test]
fn without_a_token_the_reasons_are_told() {
    let (ca, imprint) = (ca(), hash(&[b"x"]));
    let failure =
        |stamping: &Stamping, notice: Option<&Notice>| stamp(stamping, &imprint, notice).err().unwrap();
    // Of one authority, its own reason; of several, all of them.
    assert_eq!(failure(&asking(&[NOBODY]), None).code(), 9010);
    let both = notice(&[(Some(NOBODY), &ca), (Some("http://127.0.0.1:1/second"), &ca)]);
    let several = failure(&asking(&[]), Some(&both));
    assert_eq!((several.code(), several.exit_code()), (9011, 4));
    let said = several.reason(&console().words);
    assert!(said.contains("authority 0") && said.contains("authority 1"), "{said}");
    // Nobody to ask: a wrong command line.
    assert_eq!(failure(&asking(&[]), None).exit_code(), 2);
    assert_eq!(failure(&asking(&[]), Some(&notice(&[(None, &ca)]))).exit_code(), 2);
}
