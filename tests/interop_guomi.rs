//! OpenSSL as a second opinion on SM2 and SM3: signatures both ways by the hundred, keys, certificates and revocation
//! lists hop by hop. Its CMS cannot sign with SM2 in version 3.0, and verifies for an empty user id
//! alone; so it reads our CMS, and verifies what was signed in it as a message of its own.
//!
//! Without `openssl` the tests say so and pass, unless `SEALBID_REQUIRE_INTEROP=1`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod openssl;

use openssl::{openssl, try_openssl};
use sealbid::{
    ErrorKind,
    ca::{
        Certificate, CmsForm, FileKey, KeyKind, KeyType, RehearsalCa, SignatureScheme, Signer, SigningKey,
        Subject, sign_detached, verify_signature,
    },
    wire::Time,
};
use std::{path::Path, process::Command};

/// Rounds each way.
const ROUNDS: usize = 500;
const KEYS: usize = 5;
const ID: &str = "distid:1234567812345678";

/// Whether there is an openssl that knows SM2; says so if not.
fn present() -> bool {
    let known = Command::new("openssl").args(["genpkey", "-algorithm", "SM2"]).output();
    match known {
        Ok(output) if output.status.success() => true,
        _ if std::env::var("SEALBID_REQUIRE_INTEROP").is_ok_and(|v| v == "1") => {
            panic!("openssl is missing, or has no SM2")
        }
        _ => {
            println!("skipped: there is no openssl with SM2");
            false
        }
    }
}

/// A key of OpenSSL's making, in one of the ways in which it makes them.
fn key(folder: &Path, name: &str, n: usize) -> FileKey {
    let how = ["-algorithm EC -pkeyopt ec_paramgen_curve:SM2", "-algorithm SM2"][n % 2];
    openssl(folder, &format!("genpkey {how} -out {name}.key"));
    openssl(folder, &format!("pkey -in {name}.key -pubout -out {name}.pub"));
    FileKey::from_pem(&std::fs::read(folder.join(format!("{name}.key"))).unwrap(), None).unwrap()
}

fn random(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

/// Messages of every length around the blocks of SM3, and of random ones up to 4 KiB.
fn message(round: usize) -> Vec<u8> {
    let length = match round {
        0..200 => round,
        _ => usize::from(u16::from_be_bytes(random(2).try_into().unwrap()) % 4096),
    };
    random(length)
}

#[test]
fn openssl_accepts_our_signatures() {
    if !present() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let keys: Vec<FileKey> = (0..KEYS).map(|n| key(folder, &format!("k{n}"), n)).collect();
    for round in 0..ROUNDS {
        let n = round % KEYS;
        let message = message(round);
        std::fs::write(folder.join("message"), &message).unwrap();
        std::fs::write(folder.join("signature"), keys[n].sign(&message).unwrap()).unwrap();
        let verify = |rest: &str| format!("dgst -sm3 -sigopt {ID} {rest} -signature signature message");
        openssl(folder, &verify(&format!("-verify k{n}.pub")));
        // What this proves: the same command refuses another key and another message.
        if round < KEYS {
            assert!(!try_openssl(folder, &verify(&format!("-verify k{}.pub", (n + 1) % KEYS))).0);
            std::fs::write(folder.join("message"), b"something else").unwrap();
            assert!(!try_openssl(folder, &verify(&format!("-verify k{n}.pub"))).0);
        }
    }
}

#[test]
fn we_accept_openssl_signatures() {
    if !present() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let keys: Vec<FileKey> = (0..KEYS).map(|n| key(folder, &format!("k{n}"), n)).collect();
    for round in 0..ROUNDS {
        let n = round % KEYS;
        let message = message(round);
        std::fs::write(folder.join("message"), &message).unwrap();
        openssl(
            folder,
            &format!(
                "pkeyutl -sign -rawin -digest sm3 -inkey k{n}.key -pkeyopt {ID} -in message -out signature"
            ),
        );
        let signature = std::fs::read(folder.join("signature")).unwrap();
        let judge = |n: usize, message: &[u8]| {
            let spki = keys[n].spki_der().unwrap();
            verify_signature(spki, SignatureScheme::Sm2Sm3, message, &signature).map_err(|e| e.kind())
        };
        assert_eq!(judge(n, &message), Ok(()), "round {round}: {}", hex::encode(&message));
        let wrong = Err(ErrorKind::CmsBadSignature);
        assert_eq!(judge((n + 1) % KEYS, &message), wrong);
        assert_eq!(judge(n, &[&message[..], &[0]].concat()), wrong);
    }
    // Under another user id.
    std::fs::write(folder.join("message"), b"message").unwrap();
    openssl(
        folder,
        "pkeyutl -sign -rawin -digest sm3 -inkey k0.key -pkeyopt distid:other -in message -out signature",
    );
    let signature = std::fs::read(folder.join("signature")).unwrap();
    let spki = keys[0].spki_der().unwrap();
    assert!(verify_signature(spki, SignatureScheme::Sm2Sm3, b"message", &signature).is_err());
}

#[test]
fn encrypted_keys_from_openssl_are_read() {
    if !present() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for n in 0..2 {
        let plain = key(folder, "k", n);
        assert_eq!(plain.scheme(), SignatureScheme::Sm2Sm3);
        for options in ["-v2 aes-256-cbc", "-scrypt", "-v2 aes-128-cbc -outform DER"] {
            openssl(folder, &format!("pkcs8 -topk8 -in k.key -passout pass:right -out sealed {options}"));
            let sealed = std::fs::read(folder.join("sealed")).unwrap();
            let read = FileKey::from_pem(&sealed, Some(b"right")).unwrap();
            assert_eq!(read.spki_der(), plain.spki_der(), "{options}");
            let kind = |pass: Option<&[u8]>| FileKey::from_pem(&sealed, pass).map(|_| ()).unwrap_err().kind();
            assert_eq!(kind(Some(b"wrong")), ErrorKind::WrongPassphrase);
            assert_eq!(kind(None), ErrorKind::PassphraseNeeded);
        }
        // Without its public half.
        openssl(folder, "ec -in k.key -no_public -out bare.sec1");
        openssl(folder, "pkcs8 -topk8 -nocrypt -in bare.sec1 -out bare.key");
        let bare = FileKey::from_pem(&std::fs::read(folder.join("bare.key")).unwrap(), None).unwrap();
        assert_eq!(bare.spki_der(), plain.spki_der());
    }
}

/// The outermost SEQUENCE of a certificate or a revocation list: what was signed, how, and the signature.
fn taken_apart(der: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let [signed, algorithm, signature] = elements(content(der).0).try_into().unwrap();
    // A BIT STRING without unused bits.
    (signed, algorithm, content(&signature).0[1..].to_vec())
}

/// The DER elements that stand one after another.
fn elements(mut rest: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let length = rest.len() - content(rest).1.len();
        parts.push(rest[..length].to_vec());
        rest = &rest[length..];
    }
    parts
}

/// The content of a DER element, and what follows it.
fn content(der: &[u8]) -> (&[u8], &[u8]) {
    let (length, head) = match der[1] {
        short @ 0..0x80 => (usize::from(short), 2),
        long => {
            let octets = usize::from(long & 0x7f);
            (der[2..2 + octets].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), 2 + octets)
        }
    };
    (&der[head..head + length], &der[head + length..])
}

/// SM2 with SM3, without parameters, as OpenSSL writes it.
const SM2_SM3: [u8; 12] = [0x30, 10, 6, 8, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x83, 0x75];

/// Whether this issuer signed this certificate or revocation list.
fn hop(der: &[u8], issuer: &Certificate) -> bool {
    let (signed, algorithm, signature) = taken_apart(der);
    assert_eq!(algorithm, SM2_SM3);
    verify_signature(issuer.spki_der(), SignatureScheme::Sm2Sm3, &signed, &signature).is_ok()
}

#[test]
fn certificates_and_revocation_lists_from_openssl_verify() {
    if !present() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for name in ["root", "between", "leaf"] {
        key(folder, name, name.len());
    }
    std::fs::write(
        folder.join("ca.cnf"),
        "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sm3\n\
         [req]\ndistinguished_name=dn\n[dn]\n\
         [authority]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n\
         subjectKeyIdentifier=hash\n\
         [below]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n\
         subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n\
         [signer]\nkeyUsage=critical,digitalSignature,nonRepudiation\n\
         subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
    )
    .unwrap();
    openssl(
        folder,
        &format!(
            "req -x509 -new -sm3 -sigopt {ID} -key root.key -subj /CN=root -days 3650 -config ca.cnf -extensions authority -out root.pem"
        ),
    );
    for (name, issuer, section) in [("between", "root", "below"), ("leaf", "between", "signer")] {
        openssl(
            folder,
            &format!(
                "req -new -sm3 -sigopt {ID} -key {name}.key -subj /CN={name} -config ca.cnf -out {name}.csr"
            ),
        );
        openssl(
            folder,
            &format!(
                "x509 -req -sm3 -sigopt {ID} -vfyopt {ID} -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 3650 -extfile ca.cnf -extensions {section} -out {name}.pem"
            ),
        );
    }
    let read = |name: &str| Certificate::from_pem(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let (root, between, leaf) = (read("root.pem"), read("between.pem"), read("leaf.pem"));
    assert!([&root, &between, &leaf].iter().all(|certificate| certificate.key_kind() == KeyKind::Sm2));
    assert!(hop(root.der(), &root) && hop(between.der(), &root) && hop(leaf.der(), &between));
    assert!(!hop(leaf.der(), &root), "another issuer");

    std::fs::write(folder.join("index.txt"), "").unwrap();
    std::fs::write(folder.join("number"), "01\n").unwrap();
    openssl(folder, "ca -config ca.cnf -keyfile root.key -cert root.pem -revoke between.pem");
    openssl(
        folder,
        &format!(
            "ca -config ca.cnf -gencrl -sigopt {ID} -crldays 30 -keyfile root.key -cert root.pem -out root.crl.pem"
        ),
    );
    openssl(folder, "crl -in root.crl.pem -outform DER -out root.crl");
    let list = std::fs::read(folder.join("root.crl")).unwrap();
    assert!(hop(&list, &root));
    assert!(!hop(&list, &between), "another issuer");
}

#[test]
fn openssl_accepts_our_certificates() {
    if !present() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let time = |text: &str| Time::parse(text).unwrap();
    let (from, until) = (time("2020-01-01T00:00:00Z"), time("2049-12-31T00:00:00Z"));
    let root = RehearsalCa::with_key(KeyType::Sm2, "Root", from, until).unwrap();
    let between = root.intermediate_with_key(KeyType::Sm2, "Between", from, until).unwrap();
    let other = RehearsalCa::with_key(KeyType::Sm2, "Root", from, until).unwrap();
    let subject = Subject { organisation: Some("某某公司".into()), ..Subject::default() };
    let (pem, leaf) = between.issue(&subject, KeyType::Sm2, from, until).unwrap();
    for (name, certificate) in [
        ("root", root.certificate()),
        ("other", other.certificate()),
        ("between", between.certificate()),
        ("leaf", &leaf),
    ] {
        std::fs::write(folder.join(format!("{name}.pem")), certificate.to_pem()).unwrap();
    }
    // OpenSSL 3.0 applies the user id to the first certificate of a path alone, and not to a root that it finds in
    // its store; so each hop is a path of its own.
    let verify = |issuer: &str, certificate: &str| {
        format!("verify -vfyopt {ID} -x509_strict -partial_chain -CAfile {issuer}.pem {certificate}.pem")
    };
    openssl(folder, &verify("between", "leaf"));
    openssl(folder, &verify("root", "between"));
    assert!(!try_openssl(folder, &verify("other", "between")).0, "a root of the same name with another key");
    // The key file that belongs to it is one that OpenSSL reads, and the same key.
    std::fs::write(folder.join("leaf.key"), pem.as_bytes()).unwrap();
    openssl(folder, "pkey -in leaf.key -check -noout");
    openssl(folder, "pkey -in leaf.key -pubout -out one.pub");
    openssl(folder, "x509 -in leaf.pem -noout -pubkey -out two.pub");
    let [one, two] = ["one.pub", "two.pub"].map(|name| std::fs::read(folder.join(name)).unwrap());
    assert_eq!(one, two);
}

#[test]
fn openssl_verifies_what_is_signed_in_cms() {
    if !present() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let time = |text: &str| Time::parse(text).unwrap();
    let (from, until) = (time("2020-01-01T00:00:00Z"), time("2049-12-31T00:00:00Z"));
    let root = RehearsalCa::with_key(KeyType::Sm2, "Root", from, until).unwrap();
    let subject = Subject { organisation: Some("某某公司".into()), ..Subject::default() };
    let (pem, certificate) = root.issue(&subject, KeyType::Sm2, from, until).unwrap();
    std::fs::write(folder.join("cert.pem"), certificate.to_pem()).unwrap();
    openssl(folder, "x509 -in cert.pem -noout -pubkey -out cert.pub");
    std::fs::write(folder.join("content"), b"content").unwrap();
    openssl(folder, "dgst -sm3 -binary -out digest content");
    let digest = std::fs::read(folder.join("digest")).unwrap();
    for form in [CmsForm::Rfc5652, CmsForm::Gmt0010] {
        let key = Box::new(FileKey::from_pem(pem.as_bytes(), None).unwrap());
        let signer = Signer::new(key, certificate.clone(), vec![]).unwrap().with_form(form).unwrap();
        let cms = sign_detached(b"content", &signer, Some(from)).unwrap();
        std::fs::write(folder.join("cms"), &cms).unwrap();
        openssl(folder, "cms -cmsout -print -inform DER -in cms -out printed");
        // ContentInfo, [0], SignedData, SET OF SignerInfo, SignerInfo.
        let message = elements(content(&cms).0);
        let signed_data = elements(content(content(&message[1]).0).0);
        let signer_info = elements(content(content(signed_data.last().unwrap()).0).0);
        let [_, _, _, attributes, _, signature] = signer_info.try_into().unwrap();
        assert!(attributes.windows(digest.len()).any(|window| window == digest), "OpenSSL's digest");
        // RFC 5652 §5.4: with the tag of a SET OF.
        std::fs::write(folder.join("signed"), [&[0x31], &attributes[1..]].concat()).unwrap();
        std::fs::write(folder.join("signature"), content(&signature).0).unwrap();
        let verify =
            |what: &str| format!("dgst -sm3 -sigopt {ID} -verify cert.pub -signature signature {what}");
        openssl(folder, &verify("signed"));
        assert!(!try_openssl(folder, &verify("content")).0);
    }
}
