//! Against our own server and our own key.

use crate::common::{command, run};
use crate::site::{Serving, Site, fake};
use crate::world::sealed;
use sealbid::timestamp::TimestampRequest;
use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// At which port nothing listens.
const NOBODY: &str = "http://127.0.0.1:1/";

#[test]
fn a_file_is_stamped_by_a_server_and_the_token_is_checked() {
    let site = Site::new();
    let server = Serving::start(&site);
    let asked = site.run(&format!("timestamp request plan.txt --tsa-url {} -o t.tst", server.url())).good();
    assert!(asked.out.contains("Nobody vouches for this yet"), "{}", asked.out);
    let checked = site.run("timestamp verify t.tst plan.txt --anchor ca.pem").good();
    for said in ["Authority: Test CA", "2026-06-20T01:00:00Z", "±1 s", "Policy:    1.2.3.4.1"] {
        assert!(checked.out.contains(said), "{said}: {}", checked.out);
    }
    let json = site.run("timestamp verify t.tst plan.txt --anchor ca.pem --json").good().json();
    assert_eq!((&json["time"], &json["fraction"]), (&"2026-06-20T01:00:00Z".into(), &false.into()));
    assert_eq!((&json["accuracy_micros"], &json["verified"]), (&1_000_000.into(), &true.into()));
    assert_eq!(json["chain"].as_array().unwrap().len(), 2);
    let by_digest = json["imprint"].as_str().unwrap().to_uppercase();
    site.run(&format!("timestamp verify t.tst --digest {by_digest} --anchor ca.pem")).good();

    // Each of these fails for itself alone.
    site.write("changed.txt", b"what is stamped.");
    site.run("timestamp verify t.tst changed.txt --anchor ca.pem").refused(1, 6003);
    site.run("timestamp verify t.tst plan.txt --anchor other.pem").refused(1, 2011);
    site.write("cut.tst", &std::fs::read(site.at().join("t.tst")).unwrap()[..200]);
    site.run("timestamp verify cut.tst plan.txt --anchor ca.pem").refused(1, 6001);
    assert_eq!(site.run("timestamp verify t.tst plan.txt").code, 2);
    let chinese = site.run("timestamp verify t.tst plan.txt --anchor ca.pem --lang zh-CN").good();
    assert!(chinese.out.contains("时间戳有效，且确属该对象"), "{}", chinese.out);
}

#[test]
fn a_token_that_the_asker_does_not_believe_is_not_kept() {
    let site = Site::new();
    let server = Serving::start(&site);
    let ask = format!("timestamp request plan.txt --tsa-url {} -o t.tst --anchor", server.url());
    site.run(&format!("{ask} other.pem")).refused(1, 2011);
    assert!(!site.at().join("t.tst").exists());
    site.run(&format!("{ask} ca.pem")).good();
    // Nothing is written over.
    site.run(&format!("{ask} ca.pem")).refused(4, 1003);
}

#[test]
fn a_sealed_bid_is_stamped_by_its_digest() {
    let mut site = Site::new();
    site.notice(&[NOBODY]);
    let (bytes, bid) = sealed(&site.world, &site.world.notice());
    site.write("bid.sbid", &bytes);
    site.write("renamed", &bytes);
    let own = "--tsa-cert tsa.pem --tsa-key tsa.key";
    for name in ["bid.sbid", "renamed"] {
        let ask = format!("timestamp request {name} {own} --notice notice -o {name}.tst --json");
        assert_eq!(site.run(&ask).good().json()["imprint"], bid.digest.to_string());
        site.run(&format!("timestamp verify {name}.tst {name} --notice notice")).good();
    }
    // What is not whole is not taken for just any file.
    site.write("cut.sbid", &bytes[..bytes.len() / 2]);
    site.run(&format!("timestamp request cut.sbid {own} -o cut.tst")).refused(1, 1013);
    site.write("text.sbid", b"not a bid");
    site.run(&format!("timestamp request text.sbid {own} -o text.tst")).refused(1, 5001);
}

#[test]
fn the_authorities_of_a_notice_are_asked_in_their_order() {
    let mut site = Site::new();
    let server = Serving::start(&site);
    let broken = fake(|_| Some(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec()));
    site.notice(&[NOBODY, &broken, &server.url(), NOBODY]);
    let asked = site.run("timestamp request plan.txt --notice notice -o t.tst").good();
    assert!(asked.out.contains("authority 0 gave no timestamp"), "{}", asked.out);
    assert!(asked.out.contains("503 Service Unavailable"), "{}", asked.out);
    assert!(asked.out.contains("authority 2 gave a timestamp"), "{}", asked.out);
    let json = site.run("timestamp request plan.txt --notice notice -o u.tst --json").good().json();
    assert_eq!(json["from"], "authority 2");
    let failed: Vec<_> = json["failed"].as_array().unwrap().iter().map(|e| e["code"].clone()).collect();
    assert_eq!(failed, [9010, 9010]);

    site.notice(&[NOBODY, &broken]);
    let none = site.run("timestamp request plan.txt --notice notice -o v.tst").refused(4, 9011);
    assert!(none.err.contains("authority 0") && none.err.contains("authority 1"), "{}", none.err);
    let own = site.run("timestamp request plan.txt --tsa-url ftp://x -o v.tst");
    assert_eq!(own.code, 2);
    assert_eq!(site.run("timestamp request plan.txt -o v.tst").code, 2);
}

#[test]
fn an_authority_of_the_platform_must_be_marked() {
    let mut site = Site::new();
    site.authority("mine", "County Trading Centre");
    site.notice(&[NOBODY]);
    let ask = "timestamp request plan.txt --tsa-cert mine.pem --tsa-key mine.key -o mine.tst";
    site.run(&format!("{ask} --notice notice")).refused(1, 7104);
    assert!(!site.at().join("mine.tst").exists());
    // Without the notice it is a token like others; the notice refuses it again.
    site.run(ask).good();
    site.run("timestamp verify mine.tst plan.txt --anchor ca.pem").good();
    site.run("timestamp verify mine.tst plan.txt --notice notice").refused(1, 7104);
    // What a notice does not ask about cannot be given with it.
    let revoked = "timestamp verify mine.tst plan.txt --crl ca.crl";
    assert_eq!(site.run(&format!("{revoked} --notice notice")).code, 2);
    site.run(&format!("{revoked} --anchor ca.pem")).refused(4, 1002);
}

#[test]
fn only_a_certificate_for_timestamps_serves() {
    let site = Site::new();
    let subject = sealbid::ca::Subject { organisation: Some("Firm".into()), ..Default::default() };
    let (from, to) = (crate::world::time("2025-01-01T00:00:00Z"), crate::world::time("2029-01-01T00:00:00Z"));
    let (key, cert) = site.world.ca.issue(&subject, sealbid::ca::KeyType::P256, from, to).unwrap();
    site.write("firm.pem", cert.to_pem().as_bytes());
    site.write("firm.key", key.as_bytes());
    site.run("timestamp serve --cert firm.pem --signing-key firm.key --listen 127.0.0.1:0").refused(1, 6005);
    site.run("timestamp request plan.txt --tsa-cert firm.pem --tsa-key firm.key -o t").refused(1, 6005);
    let serve = "timestamp serve --cert tsa.pem --signing-key tsa.key --listen 127.0.0.1:0";
    site.run(&format!("{serve} --policy words")).refused(1, 1007);
    let late: Vec<&str> = serve.split(' ').chain(["--at", "2029-06-01T00:00:00Z"]).collect();
    let late = command(&late).current_dir(site.at()).output().unwrap();
    assert_eq!(late.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&late.stderr).contains("2013"));
    // A port that is taken.
    let server = Serving::start(&site);
    let taken = serve.replace("127.0.0.1:0", &server.address);
    site.run(&taken).refused(4, 1001);
}

#[test]
fn what_is_no_request_is_refused_by_its_status() {
    let site = Site::new();
    let server = Serving::start(&site);
    let status = |request: &str| {
        let answer = String::from_utf8(server.raw(request.as_bytes())).unwrap();
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    let post = "POST / HTTP/1.1\r\nHost: x\r\n";
    let query = "Content-Type: application/timestamp-query\r\n";
    assert_eq!(status("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "405");
    assert_eq!(status(&format!("{post}Content-Length: 1\r\n\r\nx")), "415");
    assert_eq!(status(&format!("{post}{query}\r\n")), "411");
    assert_eq!(status(&format!("{post}{query}Content-Length: 4097\r\n\r\n")), "413");
    assert_eq!(status(&format!("{post}{query}Content-Length: x\r\n\r\n")), "400");
    assert_eq!(status(&format!("{post}{query}Content-Length: 1\r\nContent-Length: 1\r\n\r\nx")), "400");
    assert_eq!(
        status(&format!("{post}{query}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx")),
        "400"
    );
    assert_eq!(status("nonsense\r\n\r\n"), "400");
    assert_eq!(status(&format!("{post}X: {}\r\n\r\n", "x".repeat(20_000))), "431");
    // What cannot be read as a request is answered as RFC 3161 has it, and not by a status.
    assert_eq!(status(&format!("{post}{query}Content-Length: 1\r\n\r\nx")), "200");
    // Upper or lower case, and parameters, are one.
    let request = TimestampRequest::random(sealbid::suite::hash(&[b"x"])).unwrap().to_der().unwrap();
    let head = format!(
        "{post}CONTENT-TYPE: Application/Timestamp-Query; x=y\r\ncontent-length: {}\r\n\r\n",
        request.len()
    );
    let answer = server.raw(&[head.as_bytes(), &request].concat());
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n") && answer.len() > 500);
}

#[test]
fn those_who_dawdle_do_not_keep_others_waiting() {
    let site = Site::new();
    let server = Serving::start(&site);
    let idle: Vec<TcpStream> = (0..20).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let start = Instant::now();
    site.run(&format!("timestamp request plan.txt --tsa-url {} -o t.tst", server.url())).good();
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    // One more than are served at a time is hung up on, and comes in when others have gone.
    let crowd: Vec<TcpStream> = (0..44).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let turned_away = TcpStream::connect(&server.address).unwrap().read(&mut [0; 1]);
    assert!(matches!(turned_away, Ok(0)), "{turned_away:?}");
    drop((idle, crowd));
    let again = || site.run(&format!("timestamp request plan.txt --tsa-url {} -o u.tst", server.url())).code;
    assert!((0..50).any(|_| again() == 0));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_server_cleanly() {
    let site = Site::new();
    let mut server = Serving::start(&site);
    let id = server.child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_help_is_there_in_both_languages() {
    for words in ["timestamp request", "timestamp verify", "timestamp serve"] {
        let arguments: Vec<&str> = ["help"].into_iter().chain(words.split(' ')).collect();
        assert!(run(&arguments).good().out.contains(&format!("Usage: sealbid {words}")));
    }
    assert!(run(&["help", "timestamp", "--lang", "zh-CN"]).good().out.contains("申请和校验时间戳"));
}
