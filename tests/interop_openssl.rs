//! OpenSSL as a second opinion: it verifies what we sign, signs what we verify, makes chains that we judge, and
//! opens what we wrap.
//!
//! Without `openssl` the tests say so and pass, unless `SEALBID_REQUIRE_INTEROP=1`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod openssl;

use openssl::{openssl, try_openssl, version};
use sealbid::{
    ErrorKind,
    ca::{
        Certificate, FileKey, FileUnwrapKey, KeyType, RehearsalCa, Revocation, SignatureScheme, Signer,
        Subject, TrustAnchors, UnwrapKey, oaep_encrypt, sign_detached, verify_chain, verify_detached,
    },
    wire::Time,
};
use std::path::Path;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

const CONTENT: &[u8] = b"a manifest\nin two lines\r\nand binary \x00\xff\n";

/// A signer with a chain root - between - signer, and its files for openssl.
fn signer(folder: &Path, key: KeyType, pss: bool) -> (Signer, RehearsalCa) {
    let (from, until) = (time("2020-01-01T00:00:00Z"), time("2049-12-31T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, until).unwrap();
    let between = root.intermediate("Between", from, until).unwrap();
    let subject = Subject { organisation: Some("某某公司".into()), ..Subject::default() };
    let (pem, certificate) = between.issue(&subject, key, from, until).unwrap();
    std::fs::write(folder.join("content"), CONTENT).unwrap();
    std::fs::write(folder.join("root.pem"), root.certificate().to_pem()).unwrap();
    std::fs::write(folder.join("between.pem"), between.certificate().to_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), certificate.to_pem()).unwrap();
    std::fs::write(folder.join("key.pem"), pem.as_bytes()).unwrap();
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    let key = if pss { key.with_pss() } else { key };
    let chain = vec![between.certificate().clone(), root.certificate().clone()];
    (Signer::new(Box::new(key), certificate, chain).unwrap(), root)
}

const SIGNERS: [(KeyType, bool, &str); 4] = [
    (KeyType::Rsa2048, false, "-md sha256"),
    (KeyType::Rsa2048, true, "-md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32"),
    (KeyType::P256, false, "-md sha256"),
    (KeyType::P384, false, "-md sha384"),
];

#[test]
fn openssl_accepts_our_signatures() {
    let Some(version) = version() else { return };
    for (key, pss, _) in SIGNERS.into_iter().chain([(KeyType::Ed25519, false, "")]) {
        let folder = tempfile::tempdir().unwrap();
        let (signer, _) = signer(folder.path(), key, pss);
        for claimed in [None, Some(time("2026-01-01T00:00:00Z"))] {
            let cms = sign_detached(CONTENT, &signer, claimed).unwrap();
            let found = verify_detached(CONTENT, &cms).unwrap();
            assert_eq!((found.claimed_time, found.others.len()), (claimed, 1));
            if key == KeyType::Ed25519 && version.as_str() < "OpenSSL 3.5" {
                println!("skipped: Ed25519 in CMS needs OpenSSL 3.5, this is {version}");
                continue;
            }
            std::fs::write(folder.path().join("cms.p7s"), &cms).unwrap();
            let verify =
                "cms -verify -cades -binary -inform DER -in cms.p7s -CAfile root.pem -purpose any -out out";
            openssl(folder.path(), &format!("{verify} -content content"));
            // What this proves: the same command refuses other content.
            std::fs::write(folder.path().join("other"), b"something else").unwrap();
            assert!(!try_openssl(folder.path(), &format!("{verify} -content other")).0);
        }
    }
}

#[test]
fn we_accept_openssl_signatures() {
    if version().is_none() {
        return;
    }
    for (key, pss, options) in SIGNERS {
        let folder = tempfile::tempdir().unwrap();
        let (signer, root) = signer(folder.path(), key, pss);
        let sign =
            "cms -sign -cades -binary -outform DER -in content -out cms.p7s -signer cert.pem -inkey key.pem";
        for more in ["-certfile between.pem", "-certfile between.pem -keyid"] {
            // Our rehearsal certificates have a subject key identifier, so -keyid names them by it.
            openssl(folder.path(), &format!("{sign} {more} {options}"));
            let cms = std::fs::read(folder.path().join("cms.p7s")).unwrap();
            let found = verify_detached(CONTENT, &cms).map_err(|e| format!("{key:?} {more}: {e}")).unwrap();
            assert_eq!(&found.certificate, signer.certificate());
            assert_eq!(found.scheme, signer.scheme());
            assert!(found.claimed_time.is_some());
            let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
            verify_chain(
                &found.certificate,
                &found.others,
                &anchors,
                &Revocation::unchecked(),
                time("2026-01-01T00:00:00Z"),
            )
            .unwrap();
        }
        // Without -cades there is no signing certificate attribute, with -nodetach there is content.
        openssl(folder.path(), &format!("{} {options}", sign.replace("-cades", "")));
        let cms = std::fs::read(folder.path().join("cms.p7s")).unwrap();
        assert_eq!(verify_detached(CONTENT, &cms).unwrap_err().kind(), ErrorKind::CmsShape);
        openssl(folder.path(), &format!("{sign} -nodetach {options}"));
        let cms = std::fs::read(folder.path().join("cms.p7s")).unwrap();
        assert_eq!(verify_detached(CONTENT, &cms).unwrap_err().kind(), ErrorKind::CmsShape);
    }
}

/// A salt that is as long as OpenSSL's default makes it is not the one that is allowed.
#[test]
fn another_salt_length_is_refused() {
    if version().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    signer(folder.path(), KeyType::Rsa2048, true);
    openssl(
        folder.path(),
        "cms -sign -cades -binary -outform DER -in content -out cms.p7s -signer cert.pem -inkey key.pem -md sha256 \
         -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20",
    );
    let cms = std::fs::read(folder.path().join("cms.p7s")).unwrap();
    assert_eq!(verify_detached(CONTENT, &cms).unwrap_err().kind(), ErrorKind::CmsAlgorithm);
}

const GOOD_CA: &str = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n";
const GOOD_LEAF: &str =
    "basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature,nonRepudiation\n";
const IDENTIFIERS: &str = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
const EC: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";

/// How one chain differs from a good one.
struct Made<'a> {
    leaf_key: &'a str,
    between_key: &'a str,
    leaf: &'a str,
    between: &'a str,
    digest: &'a str,
    days: u32,
}

const GOOD: Made<'static> =
    Made { leaf_key: EC, between_key: EC, leaf: GOOD_LEAF, between: GOOD_CA, digest: "-sha256", days: 3650 };

fn judge(made: &Made<'_>, at: Time) -> Result<usize, ErrorKind> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let request = |name: &str, key: &str| {
        openssl(
            folder,
            &format!("req -new -nodes {key} -keyout {name}.key -out {name}.csr -subj /O=Org/CN={name}"),
        );
    };
    std::fs::write(folder.join("root.ext"), format!("{GOOD_CA}subjectKeyIdentifier=hash\n")).unwrap();
    std::fs::write(folder.join("between.ext"), format!("{}{IDENTIFIERS}", made.between)).unwrap();
    std::fs::write(folder.join("leaf.ext"), format!("{}{IDENTIFIERS}", made.leaf)).unwrap();
    request("root", EC);
    request("between", made.between_key);
    request("leaf", made.leaf_key);
    let (days, digest) = (made.days, made.digest);
    openssl(folder, "x509 -req -days 7300 -in root.csr -signkey root.key -extfile root.ext -out root.pem");
    openssl(
        folder,
        "x509 -req -days 7300 -in between.csr -CA root.pem -CAkey root.key -CAcreateserial -extfile between.ext -out between.pem",
    );
    openssl(
        folder,
        &format!(
            "x509 -req -days {days} {digest} -in leaf.csr -CA between.pem -CAkey between.key -CAcreateserial -extfile leaf.ext -out leaf.pem"
        ),
    );
    let read = |name: &str| Certificate::from_pem(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let anchors = TrustAnchors::new(vec![read("root.pem")]).unwrap();
    verify_chain(&read("leaf.pem"), &[read("between.pem")], &anchors, &Revocation::unchecked(), at)
        .map(|chain| chain.certificates.len())
        .map_err(|error| error.kind())
}

#[test]
fn chains_made_by_openssl_get_the_right_verdict() {
    if version().is_none() {
        return;
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let soon = Time::from_unix(now.try_into().unwrap()).unwrap().plus(3600);
    let rsa = |bits: u32| format!("-newkey rsa:{bits}");
    let (rsa1024, rsa2048, rsa2056) = (rsa(1024), rsa(2048), rsa(2056));
    let with = |extra: &str| format!("{GOOD_CA}{extra}\n");
    let constrained = with("nameConstraints=permitted;DNS:example.com");
    let hosts = with("nameConstraints=critical,permitted;DNS:example.com");
    let no_mail = with("nameConstraints=critical,excluded;email:example.com");
    let mail = format!("{GOOD_LEAF}subjectAltName=email:a@example.com\n");
    let critical = with("1.2.3.4=critical,DER:0500");
    let no_cert_sign = GOOD_CA.replace("keyCertSign,", "");
    let not_ca = GOOD_CA.replace("CA:true", "CA:false");
    let soft = GOOD_CA.replace("critical,CA", "CA");
    let encipher = GOOD_LEAF.replace("digitalSignature,nonRepudiation", "keyEncipherment");
    let repudiable = GOOD_LEAF.replace("digitalSignature,nonRepudiation", "nonRepudiation");
    let signs_certificates = GOOD_LEAF.replace("nonRepudiation", "keyCertSign");
    let usages = format!("{GOOD_LEAF}extendedKeyUsage=critical,clientAuth\n");
    let unknown = format!("{GOOD_LEAF}1.2.3.4=critical,DER:0500\n");
    let harmless = format!("{GOOD_LEAF}1.2.3.4=DER:0500\n");
    let cases = [
        ("EC", GOOD, Ok(3)),
        ("RSA", Made { leaf_key: &rsa2048, between_key: &rsa2048, ..GOOD }, Ok(3)),
        ("nonRepudiation alone", Made { leaf: &repudiable, ..GOOD }, Ok(3)),
        ("any extended key usage", Made { leaf: &usages, ..GOOD }, Ok(3)),
        ("unknown extension, not critical", Made { leaf: &harmless, ..GOOD }, Ok(3)),
        ("RSA 1024 leaf", Made { leaf_key: &rsa1024, ..GOOD }, Err(ErrorKind::WeakKey)),
        ("RSA 2056 leaf", Made { leaf_key: &rsa2056, ..GOOD }, Err(ErrorKind::WeakKey)),
        ("RSA 2056 issuer", Made { between_key: &rsa2056, ..GOOD }, Err(ErrorKind::WeakKey)),
        ("SHA-1", Made { digest: "-sha1", ..GOOD }, Err(ErrorKind::WeakSignature)),
        ("keyEncipherment alone", Made { leaf: &encipher, ..GOOD }, Err(ErrorKind::KeyUsage)),
        ("leaf with keyCertSign", Made { leaf: &signs_certificates, ..GOOD }, Err(ErrorKind::KeyUsage)),
        ("leaf that is an authority", Made { leaf: GOOD_CA, ..GOOD }, Err(ErrorKind::KeyUsage)),
        ("unknown critical, leaf", Made { leaf: &unknown, ..GOOD }, Err(ErrorKind::CriticalExtension)),
        ("unknown critical, issuer", Made { between: &critical, ..GOOD }, Err(ErrorKind::CriticalExtension)),
        ("name constraints, not critical", Made { between: &constrained, ..GOOD }, Err(ErrorKind::CaRules)),
        ("name constraints of another kind", Made { between: &hosts, ..GOOD }, Ok(3)),
        ("name constraints that exclude mail", Made { between: &no_mail, ..GOOD }, Ok(3)),
        ("mail below them", Made { between: &no_mail, leaf: &mail, ..GOOD }, Err(ErrorKind::NameConstraints)),
        ("issuer without keyCertSign", Made { between: &no_cert_sign, ..GOOD }, Err(ErrorKind::CaRules)),
        ("issuer that is no authority", Made { between: &not_ca, ..GOOD }, Err(ErrorKind::CaRules)),
        ("basicConstraints not critical", Made { between: &soft, ..GOOD }, Err(ErrorKind::CaRules)),
    ];
    for (name, made, expected) in cases {
        assert_eq!(judge(&made, soon), expected, "{name}");
    }
    let short = Made { days: 10, ..GOOD };
    assert_eq!(judge(&short, soon.plus(11 * 86_400)), Err(ErrorKind::CertificateExpired));
    assert_eq!(judge(&GOOD, time("2020-01-01T00:00:00Z")), Err(ErrorKind::CertificateNotYetValid));
}

/// How authorities may sign, and how not.
#[test]
fn certificates_signed_by_openssl_in_every_way_get_the_right_verdict() {
    if version().is_none() {
        return;
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let soon = Time::from_unix(now.try_into().unwrap()).unwrap().plus(3600);
    let pss = |hash: &str, mask: &str, salt: u32| {
        format!(
            "-{hash} -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:{mask} -sigopt rsa_pss_saltlen:{salt}"
        )
    };
    let (rsa, p384) = ("-newkey rsa:2048", "-newkey ec -pkeyopt ec_paramgen_curve:P-384");
    let weak = Err(ErrorKind::WeakSignature);
    for (key, digest, expected) in [
        (rsa, "-sha256", Ok(3)),
        (rsa, "-sha384", Ok(3)),
        (rsa, "-sha512", Ok(3)),
        (rsa, "-sha224", weak),
        (rsa, &pss("sha256", "sha256", 32), Ok(3)),
        (rsa, &pss("sha384", "sha384", 48), Ok(3)),
        (rsa, &pss("sha512", "sha512", 64), Ok(3)),
        (rsa, &pss("sha256", "sha256", 20), weak),
        (rsa, &pss("sha256", "sha384", 32), weak),
        (rsa, &pss("sha1", "sha1", 20), weak),
        (EC, "-sha384", Ok(3)),
        (EC, "-sha512", weak),
        (p384, "-sha256", Ok(3)),
        (p384, "-sha384", Ok(3)),
        ("-newkey ed25519", "", Ok(3)),
        ("-newkey ed448", "", Err(ErrorKind::WeakKey)),
        ("-newkey ec -pkeyopt ec_paramgen_curve:secp256k1", "-sha256", Err(ErrorKind::WeakKey)),
    ] {
        assert_eq!(judge(&Made { between_key: key, digest, ..GOOD }, soon), expected, "{key} {digest}");
    }
}

#[test]
fn transports_pass_both_ways() {
    if version().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (from, until) = (time("2020-01-01T00:00:00Z"), time("2049-12-31T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, until).unwrap();
    let (pem, certificate) = root.issue(&Subject::default(), KeyType::Rsa3072, from, until).unwrap();
    std::fs::write(folder.join("key.pem"), pem.as_bytes()).unwrap();
    std::fs::write(folder.join("cert.pem"), certificate.to_pem()).unwrap();
    let oaep = "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256";
    let message = [0xa5; 64];

    let ours = oaep_encrypt(certificate.spki_der(), &message, b"", &[9; 32]).unwrap();
    std::fs::write(folder.join("ours"), &ours).unwrap();
    openssl(folder, &format!("pkeyutl -decrypt -inkey key.pem -in ours -out opened {oaep}"));
    assert_eq!(std::fs::read(folder.join("opened")).unwrap(), message);

    std::fs::write(folder.join("message"), message).unwrap();
    openssl(folder, &format!("pkeyutl -encrypt -certin -inkey cert.pem -in message -out theirs {oaep}"));
    let theirs = std::fs::read(folder.join("theirs")).unwrap();
    let key = FileUnwrapKey::from_pem(pem.as_bytes(), None).unwrap();
    assert_eq!(key.unwrap(&theirs).unwrap().as_slice(), message);
    assert_eq!(key.spki_der(), certificate.spki_der());
}

/// The encryptions that OpenSSL writes by default and with scrypt are read; one that is not PBES2 is refused.
#[test]
fn encrypted_keys_from_openssl_are_read() {
    if version().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (signer, _) = signer(folder.path(), KeyType::P256, false);
    assert_eq!(signer.scheme(), SignatureScheme::EcdsaP256Sha256);
    for options in ["-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512", "-scrypt"] {
        openssl(
            folder.path(),
            &format!("pkcs8 -topk8 -in key.pem -passout pass:right -out sealed.pem {options}"),
        );
        let sealed = std::fs::read(folder.path().join("sealed.pem")).unwrap();
        let kind = |pass: Option<&[u8]>| FileKey::from_pem(&sealed, pass).map(|_| ()).map_err(|e| e.kind());
        assert_eq!(kind(Some(b"right")), Ok(()), "{options}");
        assert_eq!(kind(Some(b"wrong")), Err(ErrorKind::WrongPassphrase), "{options}");
        assert_eq!(kind(None), Err(ErrorKind::PassphraseNeeded), "{options}");
    }
    openssl(folder.path(), "pkcs8 -topk8 -in key.pem -passout pass:right -out sealed.pem -v2 des3");
    let sealed = std::fs::read(folder.path().join("sealed.pem")).unwrap();
    assert_eq!(
        FileKey::from_pem(&sealed, Some(b"right")).map(|_| ()).unwrap_err().kind(),
        ErrorKind::BadSigningKey
    );
}
