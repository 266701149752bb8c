//! Against openssl: its authority answers our request, its client checks our answer, and a server speaks TLS.

use crate::openssl::{openssl, try_openssl, version};
use crate::site::{Serving, Site, ok, posted, stamping_time};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::io::Write;
use std::sync::Arc;

/// What openssl needs to be an authority.
const CONFIG: &str = "
[tsa]
default_tsa = tsa1
[tsa1]
serial = ./serial
crypto_device = builtin
digests = sha256
default_policy = 1.2.3.4.1
accuracy = secs:1, millisecs:500
clock_precision_digits = 3
signer_digest = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
ordering = no
tsa_name = no
";

#[test]
fn openssl_answers_a_request_in_a_file() {
    if version().is_none() {
        return;
    }
    let site = Site::new();
    site.write("openssl.cnf", CONFIG.as_bytes());
    site.write("serial", b"01\n");
    let asked = site.run("timestamp request plan.txt --query-out q.tsq").good();
    assert!(asked.out.contains("curl --data-binary @q.tsq"), "{}", asked.out);
    let reply = "ts -reply -queryfile q.tsq -config openssl.cnf -section tsa1 -signer tsa.pem -inkey tsa.key";
    openssl(site.at(), &format!("{reply} -out r.tsr"));
    let read = "timestamp request plan.txt --query q.tsq --response r.tsr --anchor ca.pem --json -o";
    let json = site.run(&format!("{read} t.tst")).good().json();
    assert_eq!(json["accuracy_micros"], 1_500_000);
    let checked = site.run("timestamp verify t.tst plan.txt --anchor ca.pem").good();
    // openssl's clock is the system's; it leaves a fraction of zero away.
    assert_eq!(checked.out.contains("and a fraction of a second"), json["fraction"] == true);

    // Another request for the same file, and a request for another file.
    site.run("timestamp request plan.txt --query-out other.tsq").good();
    let other = read.replace("q.tsq", "other.tsq");
    site.run(&format!("{other} u.tst")).refused(1, 6004);
    site.write("else.txt", b"something else");
    site.run(&format!("{} u.tst", read.replace("plan.txt", "else.txt"))).refused(1, 6003);
    assert!(!site.at().join("u.tst").exists());
}

#[test]
fn openssl_believes_our_server() {
    if version().is_none() {
        return;
    }
    let site = Site::new();
    let server = Serving::start(&site);
    openssl(site.at(), "ts -query -data plan.txt -sha256 -cert -out q.tsq");
    let query = std::fs::read(site.at().join("q.tsq")).unwrap();
    let head = format!(
        "POST /tsr HTTP/1.1\r\nHost: x\r\nContent-Type: application/timestamp-query\r\nContent-Length: {}\r\n\r\n",
        query.len()
    );
    let answer = server.raw(&[head.as_bytes(), &query].concat());
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let told = String::from_utf8_lossy(&answer[..end]).into_owned();
    assert!(told.contains("Content-Type: application/timestamp-reply"), "{told}");
    site.write("r.tsr", &answer[end + 4..]);
    let at = format!("-attime {}", stamping_time().unix());
    let verify = format!("ts -verify -in r.tsr -CAfile ca.pem {at}");
    openssl(site.at(), &format!("{verify} -queryfile q.tsq"));
    site.write("else.txt", b"something else");
    assert!(!try_openssl(site.at(), &format!("{verify} -data else.txt")).0);
    // And so does ours, of what openssl asked for.
    site.run("timestamp request plan.txt --query q.tsq --response r.tsr --anchor ca.pem -o t.tst").good();
}

/// One TLS server, which answers as the site's authority.
fn tls_server(site: &Site) -> String {
    let authority = site.authority("second", "Second Office");
    let pem = |name: &str| std::fs::read(site.at().join(name)).unwrap();
    let certificate = CertificateDer::from_pem_slice(&pem("tls.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(&pem("tls.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let config = Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            // A client that does not believe us hangs up before it has asked anything.
            if stream.conn.complete_io(&mut stream.sock).is_err() {
                continue;
            }
            let answer = authority.answer(&posted(&mut stream), stamping_time());
            stream.write_all(&ok(&answer).unwrap()).unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
        }
    });
    url
}

#[test]
fn https_is_believed_under_the_systems_roots_alone() {
    if version().is_none() {
        return;
    }
    let site = Site::new();
    openssl(
        site.at(),
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.pem -days 30 \
         -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE",
    );
    let url = tls_server(&site);
    let ask = |roots: &str| {
        let arguments =
            format!("timestamp request plan.txt --tsa-url {url} --tsa-timeout 20 -o t.tst --json");
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let mut command = crate::common::command(&arguments);
        command.env("SSL_CERT_FILE", site.at().join(roots)).env_remove("SSL_CERT_DIR");
        command.env("NO_PROXY", "*").env("no_proxy", "*").current_dir(site.at());
        crate::common::Run::of(command.output().unwrap())
    };
    let unknown = ask("ca.pem");
    assert_eq!(unknown.code, 4, "{}", unknown.err);
    assert!(unknown.err.contains("9010") && unknown.err.contains("certificate"), "{}", unknown.err);
    assert_eq!(ask("tls.pem").good().json()["policy"], "1.2.3.4.1");
}
