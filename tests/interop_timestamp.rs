//! OpenSSL as a second opinion on timestamps: it reads, answers and verifies ours, and we its own.
//!
//! Without `openssl` the tests say so and pass, unless `SEALBID_REQUIRE_INTEROP=1`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod openssl;
#[path = "openssl/tsa.rs"]
mod tsa;

use openssl::{openssl, try_openssl, version};
use sealbid::{
    ErrorKind,
    ca::{Certificate, FileKey, KeyType, RehearsalCa, Revocation, Signer, Subject, TrustAnchors},
    suite::hash,
    timestamp::{Authorities, Authority, NamedAuthority, TimestampRequest, VerifiedToken, read_response},
    wire::Time,
};
use std::{fs, path::Path};
use tsa::Tsa;

const CONTENT: &[u8] = b"what is stamped\n";

/// OpenSSL judges certificates by its own clock, so these tests live at the present.
fn now() -> Time {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Time::from_unix(now.try_into().unwrap()).unwrap()
}

/// An authority of ours, with its root and what it stamps in a folder.
fn ours(folder: &Path, key: KeyType) -> Authority {
    let (from, until) = (Time::parse("2020-01-01T00:00:00Z").unwrap(), now().plus(3650 * 86_400));
    let root = RehearsalCa::new("Root", from, until).unwrap();
    let between = root.intermediate("Between", from, until).unwrap();
    let subject = Subject { common_name: Some("TSA".into()), ..Subject::default() };
    let (pem, certificate) = between.issue_timestamping(&subject, key, from, until).unwrap();
    fs::write(folder.join("root.pem"), root.certificate().to_pem()).unwrap();
    fs::write(folder.join("tsa.pem"), certificate.to_pem() + &between.certificate().to_pem()).unwrap();
    fs::write(folder.join("content"), CONTENT).unwrap();
    let key = Box::new(FileKey::from_pem(pem.as_bytes(), None).unwrap());
    let signer = Signer::new(key, certificate, vec![between.certificate().clone()]).unwrap();
    Authority::new(signer, "1.2.3.4.9").unwrap()
}

fn verify(tsa: &Tsa, token: &[u8]) -> sealbid::Result<VerifiedToken> {
    let anchors = TrustAnchors::from_pem(&tsa.root()).unwrap();
    let authorities = Authorities::new(vec![NamedAuthority { name: "OpenSSL".into(), anchors }]);
    authorities.verify(token, &hash(&[CONTENT]), &Revocation::unchecked())
}

#[test]
fn openssl_verifies_our_tokens() {
    if version().is_none() {
        return;
    }
    for key in [KeyType::P256, KeyType::P384, KeyType::Rsa2048] {
        let holder = tempfile::tempdir().unwrap();
        let folder = holder.path();
        let authority = ours(folder, key);
        let digest = hash(&[CONTENT]);
        let request = TimestampRequest::random(digest).unwrap();
        let der = request.to_der().unwrap();
        let response = authority.answer(&der, now());
        fs::write(folder.join("request.tsq"), &der).unwrap();
        fs::write(folder.join("response.tsr"), &response).unwrap();
        fs::write(folder.join("token"), read_response(&response, &request).unwrap()).unwrap();
        fs::write(folder.join("stamped"), authority.stamp(digest, now()).unwrap()).unwrap();
        for what in [
            format!("-in response.tsr -digest {digest}"),
            "-in response.tsr -data content".to_owned(),
            "-in response.tsr -queryfile request.tsq".to_owned(),
            "-in token -token_in -queryfile request.tsq".to_owned(),
            format!("-in stamped -token_in -digest {digest}"),
            "-in stamped -token_in -data content".to_owned(),
        ] {
            let said = openssl(folder, &format!("ts -verify -CAfile root.pem {what}"));
            assert!(said.contains("Verification: OK"), "{key:?} {what}: {said}");
        }
        let other = hash(&[b"other"]);
        let (good, _) = try_openssl(
            folder,
            &format!("ts -verify -CAfile root.pem -in stamped -token_in -digest {other}"),
        );
        assert!(!good);
        let text = openssl(folder, "ts -reply -in response.tsr -text");
        assert!(text.contains("Status: Granted.") && text.contains("Policy OID: 1.2.3.4.9"), "{text}");
        assert!(text.contains("0x01 seconds"), "{text}");
    }
}

#[test]
fn openssl_asks_and_is_answered() {
    if version().is_none() {
        return;
    }
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path();
    let authority = ours(folder, KeyType::P256);
    for (asked, verified) in [
        ("-cert", ""),
        ("-cert -no_nonce", ""),
        ("-cert -tspolicy 1.2.3.4.9", ""),
        // Without -cert the certificate must not be sent.
        ("", "-untrusted tsa.pem"),
    ] {
        openssl(folder, &format!("ts -query -data content -sha256 {asked} -out request.tsq"));
        let request = fs::read(folder.join("request.tsq")).unwrap();
        assert_eq!(TimestampRequest::parse(&request).unwrap().to_der().unwrap(), request, "{asked}");
        let (response, outcome) = authority.respond(&request, now());
        assert_eq!(outcome.unwrap().imprint, hash(&[CONTENT]));
        fs::write(folder.join("response.tsr"), response).unwrap();
        let said = openssl(
            folder,
            &format!("ts -verify -CAfile root.pem -in response.tsr -queryfile request.tsq {verified}"),
        );
        assert!(said.contains("Verification: OK"), "{asked}: {said}");
    }
    for (asked, word) in [("-sha512", "badAlg"), ("-sha256 -tspolicy 1.2.3", "unacceptedPolicy")] {
        openssl(folder, &format!("ts -query -data content {asked} -out request.tsq"));
        let response = authority.answer(&fs::read(folder.join("request.tsq")).unwrap(), now());
        fs::write(folder.join("response.tsr"), response).unwrap();
        let text = openssl(folder, "ts -reply -in response.tsr -text");
        let words =
            ["Status: Rejected.", if word == "badAlg" { "unrecognized or unsupported" } else { "policy" }];
        assert!(words.iter().all(|word| text.contains(word)), "{asked}: {text}");
    }
}

#[test]
fn openssl_reads_our_requests_and_we_verify_its_answers() {
    if version().is_none() {
        return;
    }
    for (key, digest) in [
        ("rsa:2048", "sha256"),
        ("ec -pkeyopt ec_paramgen_curve:P-256", "sha256"),
        ("ec -pkeyopt ec_paramgen_curve:P-384", "sha384"),
    ] {
        let tsa = Tsa::new(key, digest);
        let request = TimestampRequest::random(hash(&[CONTENT])).unwrap();
        let der = request.to_der().unwrap();
        for (settings, accuracy, ordering) in [
            ("", None, false),
            ("accuracy=secs:1,millisecs:500,microsecs:100", Some(1_500_100), false),
            ("accuracy=millisecs:500", Some(500_000), false),
            ("ordering=yes", None, true),
            ("tsa_name=yes", None, false),
            ("ess_cert_id_chain=yes", None, false),
            ("ess_cert_id_alg=sha512", None, false),
            ("clock_precision_digits=6", None, false),
        ] {
            let before = now();
            let token = read_response(&tsa.reply(&der, settings), &request).unwrap();
            let found = verify(&tsa, &token).unwrap_or_else(|e| panic!("{key} {settings}: {e}"));
            assert_eq!((found.info.accuracy_micros, found.info.ordering), (accuracy, ordering), "{settings}");
            assert!(before <= found.info.time.floor() && found.info.time.floor() <= now());
            assert_eq!(found.info.policy, "1.2.3.4.1");
            assert_eq!(found.info.nonce.as_deref(), request.nonce());
            // The root comes along, and is no trouble.
            assert_eq!(found.others, [Certificate::from_pem(&tsa.root()).unwrap()]);
        }
        // The attribute of RFC 2634, whose hash is SHA-1, does not name the certificate for us.
        let token = read_response(&tsa.reply(&der, "ess_cert_id_alg=sha1"), &request).unwrap();
        let error = verify(&tsa, &token).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimestampShape);
        assert!(error.detail().contains("signing-certificate-v2 is missing"), "{error}");
        let text = openssl(tsa.path(), "ts -query -in request.tsq -text");
        assert!(
            text.contains("Hash Algorithm: sha256") && text.contains("Certificate required: yes"),
            "{text}"
        );
    }
}

#[test]
fn what_openssl_refuses_is_understood() {
    if version().is_none() {
        return;
    }
    let tsa = Tsa::new("ec -pkeyopt ec_paramgen_curve:P-256", "sha256");
    let request = TimestampRequest::random(hash(&[CONTENT])).unwrap();
    let der = request.to_der().unwrap();
    let refused = |request_der: &[u8], settings: &str| {
        let error = read_response(&tsa.reply(request_der, settings), &request).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimestampRefused);
        error.detail().to_owned()
    };
    // The last of two settings counts.
    let said = refused(&der, "digests=sha512");
    assert!(said.starts_with("rejection; badAlg") && said.contains("it says: "), "{said}");
    let bad = refused(b"no request", "");
    assert!(bad.contains("badDataFormat"), "{bad}");
}
