#![no_main]
//! Private keys in other people's PKCS#8 files (SPEC §6.2, §6.6), plain and encrypted.

use libfuzzer_sys::fuzz_target;
use sealbid::ErrorKind;
use sealbid::ca::{FileKey, FileUnwrapKey, SigningKey, UnwrapKey, verify_signature};

fuzz_target!(|data: &[u8]| {
    if let Ok(key) = FileKey::from_pem(data, Some(b"fuzz")) {
        // Numbers of an RSA key that do not fit each other are found when it signs, and not before.
        match key.sign(b"message") {
            Ok(signature) => {
                let spki = key.spki_der().expect("a file key knows its public half");
                assert_eq!(verify_signature(spki, key.scheme(), b"message", &signature), Ok(()));
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::SigningFailed),
        }
    }
    if let Ok(key) = FileUnwrapKey::from_pem(data, Some(b"fuzz")) {
        let wrong = key.unwrap(&[1; 256]).map_err(|e| e.kind());
        assert_eq!(wrong.err(), Some(ErrorKind::BadTransport));
    }
});
