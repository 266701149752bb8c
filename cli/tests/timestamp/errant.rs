//! Servers that answer wrongly, elsewhere, too much, or never. None of them leaves a token behind.

use crate::common::Run;
use crate::site::{Serving, Site, fake, ok, stamping_time};
use sealbid::suite::hash;
use sealbid::timestamp::{MAX_RESPONSE, TimestampRequest};
use std::time::{Duration, Instant};

fn ask(site: &Site, url: &str) -> Run {
    let run = site.run(&format!("timestamp request plan.txt --tsa-url {url} --tsa-timeout 2 -o t.tst"));
    assert_eq!(run.code == 0, site.at().join("t.tst").exists());
    run
}

#[test]
fn an_answer_to_another_request_is_refused() {
    let site = Site::new();
    let authority = site.authority("second", "Second Office");
    // The right imprint, and a nonce that was not asked for: an old answer, sent again.
    let replayed = fake(move |body| {
        let imprint = TimestampRequest::parse(body).unwrap().imprint();
        let other = TimestampRequest::random(imprint).unwrap().to_der().unwrap();
        ok(&authority.answer(&other, stamping_time()))
    });
    ask(&site, &replayed).refused(1, 6004);

    let authority = site.authority("third", "Third Office");
    let swapped = fake(move |body| {
        let nonce = TimestampRequest::parse(body).unwrap().nonce().map(<[u8]>::to_vec).unwrap();
        let (mut eight, start) = ([0; 8], 8usize.saturating_sub(nonce.len()));
        eight[start..].copy_from_slice(&nonce[nonce.len().saturating_sub(8)..]);
        let other = TimestampRequest::new(hash(&[b"something else"]), Some(eight)).unwrap();
        ok(&authority.answer(&other.to_der().unwrap(), stamping_time()))
    });
    ask(&site, &swapped).refused(1, 6003);
}

#[test]
fn garbage_is_no_timestamp() {
    let site = Site::new();
    let page = ask(&site, &fake(|_| ok(b"<html>Log in, please</html>"))).refused(1, 6007);
    assert!(page.err.contains("a web page may have come in its place"), "{}", page.err);
    ask(&site, &fake(|_| ok(b""))).refused(1, 6007);
    ask(&site, &fake(|_| Some(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()))).refused(4, 9010);
    ask(&site, &fake(|_| Some(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec())))
        .refused(4, 9010);
    // Less than it announced.
    ask(&site, &fake(|_| Some(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec()))).refused(4, 9010);
}

#[test]
fn an_authority_that_refuses_is_quoted() {
    let site = Site::new();
    let authority = site.authority("second", "Second Office");
    let server = fake(move |_| ok(&authority.answer(b"no request", stamping_time())));
    let refused = ask(&site, &server).refused(1, 6006);
    assert!(refused.err.contains("badDataFormat"), "{}", refused.err);
}

#[test]
fn too_much_is_not_read() {
    let site = Site::new();
    ask(&site, &fake(|_| ok(&vec![0; MAX_RESPONSE + 1]))).refused(1, 1004);
    // Without end as far as anybody can tell: two gigabytes are announced, and a few megabytes are sent at once.
    let endless = fake(|_| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n".to_vec();
        Some([head, vec![0; 8 << 20]].concat())
    });
    ask(&site, &endless).refused(1, 1004);
    let header = fake(|_| Some([b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'x'; 1 << 20]].concat()));
    ask(&site, &header).refused(4, 9010);
}

#[test]
fn whoever_never_answers_is_left_in_time() {
    let site = Site::new();
    let start = Instant::now();
    let silent = ask(&site, &fake(|_| None)).refused(4, 9010);
    assert!(silent.err.contains("timeout"), "{}", silent.err);
    assert!(start.elapsed() >= Duration::from_secs(2) && start.elapsed() < Duration::from_secs(20));
    ask(&site, "http://127.0.0.1:1/").refused(4, 9010);
}

#[test]
fn redirects_are_followed_with_the_request_but_not_for_ever() {
    let site = Site::new();
    let server = Serving::start(&site);
    let to = |location: String, status: &'static str| {
        fake(move |_| {
            Some(
                format!("HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
                    .into_bytes(),
            )
        })
    };
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        ask(&site, &to(server.url(), status)).good();
        std::fs::remove_file(site.at().join("t.tst")).unwrap();
    }
    // Three are followed, and no more.
    let mut url = server.url();
    for _ in 0..3 {
        url = to(url, "302 Found");
    }
    ask(&site, &url).good();
    std::fs::remove_file(site.at().join("t.tst")).unwrap();
    ask(&site, &to(url, "302 Found")).refused(4, 9010);
    let looping = ask(&site, &to("/again".to_owned(), "302 Found")).refused(4, 9010);
    assert!(looping.err.contains("redirects"), "{}", looping.err);
    ask(&site, &to("file:///etc/passwd".to_owned(), "302 Found")).refused(4, 9010);
}

#[test]
fn a_password_in_an_address_is_not_told() {
    let site = Site::new();
    let told = ask(&site, "http://clerk:secret@127.0.0.1:1/").refused(4, 9010);
    assert!(!told.err.contains("secret") && !told.out.contains("secret"), "{}{}", told.out, told.err);
}
