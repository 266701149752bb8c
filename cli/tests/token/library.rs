//! The library's own interface. Which tokens SoftHSM has is told by the environment, which a process must not change
//! for itself: the test runs itself again with it.

use crate::hsm::{Hsm, PIN, softhsm};
use crate::office::office;
use sealbid::ca::{
    Certificate, KeyType, SignatureScheme, Signer, SigningKey, TokenKey, TokenLibrary, TokenSelection,
    sign_detached, verify_detached, verify_signature,
};
use sealbid::wire::Time;
use sealbid::{Error, ErrorKind, Result};
use std::process::Command;
use zeroize::Zeroizing;

fn again(hsm: &Hsm, test: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("SOFTHSM2_CONF", hsm.conf())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn time() -> Time {
    Time::parse("2026-11-30T12:00:00+08:00").unwrap()
}

fn open(library: &TokenLibrary, pss: bool, pin: &str, calls: &mut u32) -> Result<TokenKey> {
    let selection = TokenSelection { pss, ..TokenSelection::default() };
    TokenKey::open(library, &selection, time(), |token| {
        assert_eq!(token.label, "bidder");
        *calls += 1;
        Ok::<_, Error>(Zeroizing::new(pin.to_owned()))
    })
}

#[test]
fn rsa_by_the_library() {
    let (key, certificate) = office().issue(KeyType::Rsa2048, "水务局");
    let Some(hsm) = Hsm::with(&key, &certificate) else { return };
    again(&hsm, "library::in_a_process_of_its_own_rsa");
}

#[test]
#[ignore = "run by rsa_by_the_library"]
fn in_a_process_of_its_own_rsa() {
    let library = TokenLibrary::open(&softhsm().unwrap()).unwrap();
    for (pss, scheme) in [(false, SignatureScheme::RsaPkcs1Sha256), (true, SignatureScheme::RsaPssSha256)] {
        let mut calls = 0;
        let key = open(&library, pss, PIN, &mut calls).unwrap();
        assert_eq!((key.scheme(), calls), (scheme, 1));
        let shown = format!("{key:?}");
        assert!(shown.contains("secret") && !shown.contains(PIN), "{shown}");
        sign_often(key);
    }
}

/// One login, and signatures as many as wanted, from several threads.
fn sign_often(key: TokenKey) {
    let certificate: Certificate = key.certificate().clone();
    assert_eq!(key.spki_der(), Some(certificate.spki_der()));
    std::thread::scope(|scope| {
        for thread in 0..4_u8 {
            let (key, certificate) = (&key, &certificate);
            scope.spawn(move || {
                for n in 0..5 {
                    let message = [thread, n];
                    let signature = key.sign(&message).unwrap();
                    verify_signature(certificate.spki_der(), key.scheme(), &message, &signature).unwrap();
                }
            });
        }
    });
    let signer = Signer::new(Box::new(key), certificate.clone(), vec![]).unwrap();
    for content in [b"one", b"two"] {
        let cms = sign_detached(content, &signer, None).unwrap();
        assert_eq!(verify_detached(content, &cms).unwrap().certificate, certificate);
    }
}

#[test]
fn ecdsa_by_the_library() {
    for kind in [KeyType::P256, KeyType::P384] {
        let (key, certificate) = office().issue(kind, "水务局");
        let Some(hsm) = Hsm::with(&key, &certificate) else { return };
        again(&hsm, "library::in_a_process_of_its_own_ecdsa");
    }
}

#[test]
#[ignore = "run by ecdsa_by_the_library"]
fn in_a_process_of_its_own_ecdsa() {
    let path = softhsm().unwrap();
    let library = TokenLibrary::open(&path).unwrap();
    let mut calls = 0;
    let wrong = open(&library, false, "135791", &mut calls).unwrap_err();
    assert_eq!((wrong.kind(), calls), (ErrorKind::WrongPin, 1));
    // PSS is a choice of RSA keys; others have one scheme only.
    let key = open(&library, true, PIN, &mut calls).unwrap();
    assert!(![SignatureScheme::RsaPssSha256, SignatureScheme::RsaPkcs1Sha256].contains(&key.scheme()));
    assert!(key.authorities().is_empty());
    sign_often(key);

    // What the caller's own function refuses comes back as it is, and before anything is signed.
    let refused = TokenKey::open(&library, &TokenSelection::default(), time(), |_| {
        Err(Error::new(ErrorKind::Cancelled))
    });
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Cancelled);
    // Nothing fits: the PIN is not asked for.
    let later = Time::parse("2029-01-01T00:00:00Z").unwrap();
    let mut calls = 0;
    let expired = TokenKey::open(&library, &TokenSelection::default(), later, |_| {
        calls += 1;
        Ok::<_, Error>(Zeroizing::new(PIN.to_owned()))
    });
    assert_eq!((expired.unwrap_err().kind(), calls), (ErrorKind::CertificateExpired, 0));

    // Left and entered again.
    drop(library);
    let library = TokenLibrary::open(&path).unwrap();
    assert_eq!(library.tokens().unwrap().iter().filter(|token| token.initialised).count(), 1);
}
