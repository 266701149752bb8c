//! Writes the golden cases of `tests/vectors/timestamp`: a token, the roots that are trusted, and the verdict.
//!
//! `cargo test --lib -- --ignored timestamp::vectors`, with openssl. Keys are fresh on every run, so every file changes;
//! each case is judged before it is written.

#[path = "../../tests/openssl/mod.rs"]
mod openssl;
#[path = "../../tests/openssl/tsa.rs"]
mod tsa;

use self::{
    openssl::{openssl, try_openssl},
    tsa::Tsa,
};
use super::{info_tests as info, info_tests::Fields, token_tests::*, *};
use crate::{
    ca::{
        Certificate, FileKey, KeyType, RehearsalCa, Revocation, Signer, Subject, context, implicit,
        testing::*, wrap,
    },
    suite::hash,
    wire::{Base64, write_json},
};
use der::Tag;
use serde_json::{Value, json};
use std::{fs, path::Path};

const CONTENT: &[u8] = b"content";

#[derive(Default)]
struct Maker {
    names: Vec<String>,
}

impl Maker {
    /// Writes a case, and gives its token.
    fn case(&mut self, name: &str, about: &str, token: &[u8], root: &Certificate, expect: &str) {
        let authorities = Authorities::new(vec![named("Time", root)]);
        let judged = authorities.verify(token, &hash(&[CONTENT]), &Revocation::unchecked());
        let verdict = judged.as_ref().map_or_else(|error| error.kind().name(), |_| "good");
        assert_eq!(verdict, expect, "{name}: {judged:?}");
        let says = judged.map_or(Value::Null, |found| {
            json!({
                "floor": found.info.time.floor(),
                "ceil": found.info.time.ceil(),
                "accuracy_micros": found.info.accuracy_micros,
                "ordering": found.info.ordering,
                "serial": found.info.serial,
                "policy": found.info.policy,
                "chain": found.chain.certificates.len(),
            })
        });
        let case = json!({
            "about": about,
            "imprint": hash(&[CONTENT]),
            "token": Base64(token.to_vec()),
            "root": Base64(root.der().to_vec()),
            "expect": expect,
            "says": says,
        });
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/timestamp");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.json")), write_json(&case).unwrap()).unwrap();
        self.names.push(name.to_owned());
    }

    fn made_by_openssl(&mut self) {
        const P256: &str = "ec -pkeyopt ec_paramgen_curve:P-256";
        let tsas = [
            ("rsa", Tsa::new("rsa:2048", "sha256")),
            ("p256", Tsa::new(P256, "sha256")),
            ("p384", Tsa::new("ec -pkeyopt ec_paramgen_curve:P-384", "sha384")),
        ];
        let request = TimestampRequest::new(hash(&[CONTENT]), Some([1, 2, 3, 4, 5, 6, 7, 8])).unwrap();
        for (kind, tsa) in &tsas {
            for (name, settings, expect) in [
                ("plain", "", "good"),
                ("accuracy", "accuracy=secs:1,millisecs:500,microsecs:100", "good"),
                ("fraction", "clock_precision_digits=6", "good"),
                ("ordering-and-name", "ordering=yes\ntsa_name=yes", "good"),
                ("ess-chain", "ess_cert_id_chain=yes", "good"),
                ("ess-sha1", "ess_cert_id_alg=sha1", "TimestampShape"),
            ] {
                // The kinds of keys differ in the signature alone; what else there is stands once.
                if *kind != "rsa" && !["plain", "fraction"].contains(&name) {
                    continue;
                }
                let response = tsa.reply(&request.to_der().unwrap(), settings);
                let token = read_response(&response, &request).unwrap();
                let about = format!("by openssl, {kind}: {}", settings.replace('\n', ", "));
                let root = Certificate::from_pem(&tsa.root()).unwrap();
                self.case(&format!("openssl-{kind}-{name}"), &about, &token, &root, expect);
            }
        }
    }

    fn by_certificates(&mut self, root: &RehearsalCa) {
        let subject = Subject { common_name: Some("TSA".into()), ..Subject::default() };
        let (from, until) = (time("2025-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
        let usage = |critical, usages: &[&str]| extended_usage(critical, usages).unwrap();
        for (name, about, extensions) in [
            ("no-extended-usage", "the certificate may sign anything", vec![]),
            ("usage-not-critical", "extKeyUsage is not critical", vec![usage(false, &[TIME_STAMPING])]),
            (
                "usage-not-alone",
                "extKeyUsage has codeSigning too",
                vec![usage(true, &[TIME_STAMPING, "1.3.6.1.5.5.7.3.3"])],
            ),
            (
                "key-usage-too-wide",
                "keyUsage has keyEncipherment too",
                vec![usage(true, &[TIME_STAMPING]), key_usage(0b1010_0000).unwrap()],
            ),
        ] {
            let (pem, certificate) =
                root.issue_with(&subject, KeyType::P256, from, until, extensions).unwrap();
            let content = info::tst_info("20260620010000Z");
            let token = token::seal(&content, &signer(&pem, certificate, vec![]), true).unwrap();
            self.case(name, about, &token, root.certificate(), "TimestampCertificate");
        }
        let (pem, certificate) = identity(root, KeyType::P256);
        let other = ca();
        for (name, about, at, root, expect) in [
            (
                "last-second",
                "a fraction after the certificate's last second",
                "20271231235959.5Z",
                root,
                "good",
            ),
            ("expired", "the second after it", "20280101000000Z", root, "CertificateExpired"),
            (
                "not-yet-valid",
                "just before its first second",
                "20241231235959.9Z",
                root,
                "CertificateNotYetValid",
            ),
            (
                "other-root",
                "the root is another of the same name",
                "20260620010000Z",
                &other,
                "NoTrustedChain",
            ),
        ] {
            let signer = signer(&pem, certificate.clone(), vec![]);
            let token = token::seal(&info::tst_info(at), &signer, true).unwrap();
            self.case(name, about, &token, root.certificate(), expect);
        }
    }

    fn by_content(&mut self, root: &RehearsalCa) {
        let (pem, certificate) = identity(root, KeyType::P256);
        let mut case = |name: &str, about: &str, expect: &str, change: &dyn Fn(&mut Fields)| {
            let mut fields = Fields::good();
            change(&mut fields);
            let signer = signer(&pem, certificate.clone(), vec![]);
            let token = token::seal(&fields.build(), &signer, true).unwrap();
            self.case(name, about, &token, root.certificate(), expect);
        };
        let time = |text: &str| info::octets(Tag::GeneralizedTime, text.as_bytes());
        let imprint = |oid: &str, hash: &[u8]| info::imprint(info::algorithm(oid, info::NULL), hash);
        let critical = |critical| info::extensions(&[extension("1.2.3.4", critical, &[5, 0]).unwrap()]);
        let millis = |value: &[u8]| info::accuracy(&[info::octets(implicit(0), value)]);
        let sha256 = "2.16.840.1.101.3.4.2.1";
        case("content-version", "TSTInfo of version 2", "TimestampShape", &|f| f.version = info::number(2));
        case("other-imprint", "over other content", "TimestampImprint", &|f| {
            f.imprint = imprint(sha256, &hash(&[b"other"]).0);
        });
        case("sha512", "an imprint by SHA-512", "TimestampShape", &|f| {
            f.imprint = imprint("2.16.840.1.101.3.4.2.3", &[7; 64]);
        });
        case("extension", "an extension that is not critical", "good", &|f| f.rest = vec![critical(false)]);
        case("critical-extension", "one that is", "CriticalExtension", &|f| f.rest = vec![critical(true)]);
        case("millis-999", "accuracy of 999 ms", "good", &|f| f.rest = vec![millis(&[3, 0xe7])]);
        case("millis-1000", "accuracy of 1000 ms", "TimestampShape", &|f| f.rest = vec![millis(&[3, 0xe8])]);
        case("ordering-false", "ordering written as FALSE", "BadTimestamp", &|f| {
            f.rest = vec![vec![1, 1, 0]]
        });
        case("long-fraction", "a fraction of many digits", "good", &|f| {
            f.time = time("20260620010000.00000000000000000000000000000001Z");
        });
        case("fraction-with-zero", "a fraction with a zero at its end", "BadTimestamp", &|f| {
            f.time = time("20260620010000.50Z");
        });
        case("second-60", "a second 60", "BadTimestamp", &|f| f.time = time("20261231235960Z"));
        case("offset", "a time with an offset", "BadTimestamp", &|f| f.time = time("20260620090000+0800"));
    }

    fn by_signature(&mut self, root: &RehearsalCa) {
        let (pem, certificate) = identity(root, KeyType::P256);
        let (other_pem, other) = identity(root, KeyType::P256);
        let mut case = |name: &str, about: &str, expect: &str, change: &dyn Fn(&mut Forge)| {
            let mut forge = token_forge(&pem, &certificate);
            change(&mut forge);
            self.case(name, about, &forge.build(), root.certificate(), expect);
        };
        case("version-1", "SignedData of version 1", "TimestampShape", &|f| f.version = 1);
        case("two-signers", "two signers", "TimestampShape", &|f| f.signers = 2);
        case("no-content", "eContent is missing", "TimestampShape", &|f| f.encapsulated.truncate(1));
        case("plain-content", "an OCTET STRING that is no TSTInfo", "BadTimestamp", &|f| {
            f.encapsulated = encapsulated(TST_INFO, b"text");
            f.attributes()[1] = message_digest(b"text");
        });
        case("other-content", "another TSTInfo than was signed", "CmsDigestMismatch", &|f| {
            f.encapsulated = encapsulated(TST_INFO, &info::tst_info("20260620010001Z"));
        });
        case("no-certificate", "as without certReq", "CmsSignerCertificate", &|f| f.certificates.clear());
        case("other-ess", "the certificate that was signed for is another", "CmsSignerCertificate", &|f| {
            f.attributes()[2] = ess(&other);
        });
        case("wrong-signature", "signed with another key", "CmsBadSignature", &|f| {
            f.key = FileKey::from_pem(other_pem.as_bytes(), None).unwrap();
        });
        case("with-root", "the root comes along", "good", &|f| {
            f.certificates.push(root.certificate().der().to_vec());
        });
        case("constructed-content", "eContent in pieces, as BER has it", "BadTimestamp", &|f| {
            let whole = info::octets(Tag::OctetString, &info::tst_info("20260620010000Z"));
            let pieces = [&[0x24, u8::try_from(whole.len()).unwrap()], &whole[..]].concat();
            f.encapsulated[1] = wrap(context(0), &[pieces]).unwrap();
        });
    }
}

#[test]
#[ignore = "writes tests/vectors/timestamp"]
fn write_cases() {
    let mut m = Maker::default();
    m.made_by_openssl();
    let root = ca();
    let (from, until) = (time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z"));
    let between = root.intermediate("Between", from, until).unwrap();
    for (name, key, pss) in [
        ("own-p256", KeyType::P256, false),
        ("own-p384", KeyType::P384, false),
        ("own-ed25519", KeyType::Ed25519, false),
        ("own-rsa-pss", KeyType::Rsa2048, true),
    ] {
        let (pem, certificate) = identity(&between, key);
        let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
        let key = if pss { key.with_pss() } else { key };
        let signer = Signer::new(Box::new(key), certificate, vec![between.certificate().clone()]).unwrap();
        let token = Authority::new(signer, POLICY).unwrap().stamp(hash(&[CONTENT]), at()).unwrap();
        m.case(name, "by an authority of one's own", &token, root.certificate(), "good");
    }
    m.by_certificates(&root);
    m.by_content(&root);
    m.by_signature(&root);

    m.names.sort();
    let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/timestamp.txt");
    fs::write(listed, m.names.join("\n") + "\n").unwrap();
}
